"""Meetings still booked that cannot be held any longer: offered to be called off by whatever ended something."""

from collections.abc import Sequence

from reunify_cli.casework.recording import Recorded, put
from reunify_cli.casework.writing import WritableCase, people_of, signed
from reunify_cli.cli.prompt import at_terminal
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.case_context import CANCELLED
from reunify_cli.engine.ended import still_booked
from reunify_cli.model.moment import Moment
from reunify_cli.text.days import say_when
from reunify_cli.text.layout import clean, sentence
from reunify_cli.wording.display_names import child


def offer(terminal: Terminal, done: Sequence[Recorded]) -> None:
    """Ask of each meeting whether it is called off, and record it; without a terminal the commands have been said."""
    if terminal.yes or not terminal.asks:
        return
    for each in done:
        opened = each.opened
        for what, when, _ in each.off:
            if what not in {name for name, _, _ in still_booked(opened.judged, terminal.session.position)}:
                continue
            title = clean(opened.workspace.vocabulary.events[what].title)
            if at_terminal(f"Call off the {title} of {say_when(when)}? [Y/n]").lower() not in ("", "y", "yes"):
                continue
            held = WritableCase(opened, people_of(terminal.session, opened.workspace, opened))
            now = Moment(terminal.session.now.day, terminal.session.now.minute)
            (made,) = put(terminal.session, [held], [signed(terminal.session, held, CANCELLED, now, {"what": what})])
            terminal.say(
                [f"CANCELLED  {sentence(title)}, {child(opened, terminal.session)}.  entry {made.entry['id']}"]
            )
            opened = made.opened
