"""What does not fit about an entry: asked before it is written, and said after it is.

Nothing is refused. At a terminal the question is put; with --yes the entry is written, and what does not fit is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from reunify_cli.engine.ended import still_booked
from reunify_cli.engine.judgement import Judgement
from reunify_cli.errors import Mistyped, Problem, Stopped
from reunify_cli.text.days import say_when
from reunify_cli.text.layout import clean, sentence, wrap
from reunify_cli.wording.display_names import child, command_line, typed
from reunify_cli.wording.findings import fresh, spoken, whole_command

if TYPE_CHECKING:
    from reunify_cli.casework.writing import Draft, WritableCase
    from reunify_cli.cli.prompt import at_terminal
    from reunify_cli.cli.terminal import Terminal
    from reunify_cli.engine.ended import Ended
    from reunify_cli.engine.finding import Finding
    from reunify_cli.model.moment import Moment
    from reunify_cli.session.session import OpenCase

_PAD: Final = " " * 11
TWICE: Final = "If it happened twice, type the command again with  --again"


def odd_lines(opened: OpenCase, found: Iterable[Finding], width: int) -> list[str]:
    """Each with the command that mends it."""
    lines: list[str] = []
    for each in found:
        lines += wrap(f"{spoken(each.sentence, opened)}.", width, _PAD, f"{'CHECK':<11}")
        if each.help:
            lines.append(command_line(whole_command(opened, each), _PAD, width))
    return lines


def off_lines(opened: OpenCase, off: Iterable[tuple[str, Moment, Ended]], width: int) -> list[str]:
    """The meetings that are still booked and cannot be held, each with the command that calls it off."""
    lines: list[str] = []
    for what, when, _ in off:
        title = sentence(clean(opened.workspace.vocabulary.events[what].title))
        said = f"{title} is still booked for {say_when(when)}. To call it off:"
        lines += wrap(said, width, _PAD, f"{'BOOKED':<11}")
        lines.append(f"{_PAD}reunify book {typed(opened.id)} {what} --cancel")
    return lines


def amended_lines(before: OpenCase, after: OpenCase, terminal: Terminal) -> list[str]:
    """The same after a correction or withdrawal: what does not fit since, and which meetings cannot be held since."""
    known = {what for what, _, _ in still_booked(before.judged, terminal.session.position)}
    off = [each for each in still_booked(after.judged, terminal.session.position) if each[0] not in known]
    odd = fresh(before.judged, after.judged, terminal.session.position)
    return [*odd_lines(after, odd, terminal.width), *off_lines(after, off, terminal.width)]


def agree(terminal: Terminal, held: Sequence[WritableCase], drafts: Sequence[Draft], *, again: bool = False) -> None:
    """Say what would not fit, and go on only if someone says so. Raises Stopped where the answer is no.

    Without a terminal --yes has been given, and the confirmation says it; but the very same entry within a few minutes
    has to be wanted by name (`again`): a retried script and a second Enter are likelier. Raises Mistyped for that.
    """
    from reunify_cli.casework.writing import just_recorded, supposed  # lists import this module for its words alone

    twice = [] if again else [
        f"{child(each.opened, terminal.session)}: the very same was recorded a few minutes ago (entry {entry.id})."
        for each, draft in zip(held, drafts, strict=True)
        if (entry := just_recorded(terminal.session, each, draft)) is not None
    ]  # fmt: skip
    if terminal.yes or not terminal.asks:
        if twice:
            raise Mistyped(*(Problem(None, f"{each} Nothing was changed.", TWICE) for each in twice))
        return
    lines = [line for each in twice for line in wrap(each, terminal.width)]
    for each, draft in zip(held, drafts, strict=True):
        before = each.opened.judged
        entry = supposed(terminal.session, each, draft)
        if entry is None:
            continue
        after = Judgement(before.history.with_entry(entry), before.policy, before.calendar)
        # What is only missing so far is said once the entry is there; what is about the entry itself is asked.
        found = [one for one in fresh(before, after, terminal.session.position) if one.entry == entry.id]
        who = f"{child(each.opened, terminal.session)}: " if len(held) > 1 else ""
        lines += [line for one in found for line in wrap(f"{who}{spoken(one.sentence, each.opened)}.", terminal.width)]
    if lines:
        terminal.say(lines)
        if at_terminal("Record it as it is? [y/N]").lower() not in ("y", "yes"):
            raise Stopped
