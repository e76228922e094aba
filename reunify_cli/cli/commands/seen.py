"""A manager has seen a breach: from then on it heads no list, and stays in the record for good."""

from collections.abc import Sequence
from typing import Annotated

from reunify_cli.casework.breaches import breach_name, meant, unseen_musts
from reunify_cli.casework.managers import only_a_manager, somebody
from reunify_cli.casework.recording import Recorded, as_json, put
from reunify_cli.casework.writing import Draft, WritableCase, hold
from reunify_cli.cli.confirm import right_child
from reunify_cli.cli.options import Argument, CaseRef, Option, writes
from reunify_cli.cli.prompt import Ask, at_terminal
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.duty import Duty
from reunify_cli.engine.managers import SEEN, doers
from reunify_cli.errors import Problem, Refused
from reunify_cli.session.session import OpenCase
from reunify_cli.text.days import say_full
from reunify_cli.text.layout import clean, counted, edge, wrap
from reunify_cli.wording.display_names import child, duty_json, each_words, person, typed, weight


@writes
def cli(
    terminal: Terminal,
    case: CaseRef,
    breach: Annotated[str, Argument(metavar="BREACH", help="its RULE, or RULE@DATE where there are several")] = "",
    who: Annotated[str, Option("--who", metavar="NAME", help="who has seen it (you)", show_default=False)] = "",
    note: Annotated[str, Option("--note", metavar="TEXT", help="a note", show_default=False)] = "",
) -> int | None:
    """Record, as a manager, that you have seen a breach."""
    run(terminal, hold(terminal.session, case), breach, who=who, note=note)
    return None


def run(
    terminal: Terminal, held: WritableCase, words: str, *, who: str = "", note: str = "", ask: Ask = at_terminal
) -> None:
    """Append the entry, or raise Mistyped or Refused; then nothing is changed."""
    opened = held.opened
    duties = meant(opened, words, terminal.session)
    key = somebody(terminal.session, held, who, "has seen it")
    only_a_manager(terminal.session, held, key, "A breach is seen by a manager")
    if any(key in doers(duty) for duty in duties):
        said = f"{person(opened.judged, key)} did what was breached; somebody else has to see it."
        raise Refused(Problem(None, clean(said), "Another manager types the same, or add  --who NAME"))
    if terminal.asks and not terminal.yes:
        terminal.say(
            [
                child(opened, terminal.session),
                *(line for duty in duties for line in breach_lines(opened, duty, terminal)),
            ]
        )
    right_child(terminal, [opened], ask)
    says = {"breach": breach_name(duties[0]), **({"note": note.strip()} if note.strip() else {})}
    about = {"of": duties[0].id} if len(duties) == 1 else {}
    (done,) = put(terminal.session, [held], [Draft(SEEN, terminal.session.now, (key,), {**about, **says})])
    if terminal.json:
        after = [duty for duty in done.opened.judged.duties if duty.id in {each.id for each in duties}]
        seen = [duty_json(done.opened, duty, terminal.session) for duty in after]
        terminal.answer("seen", [{**as_json(terminal.session, done), "seen": seen}], read=1)
    else:
        terminal.say(seen_lines(terminal, done, duties))


# --- which breach -------------------------------------------------------------------------------------------------


# --- in words -----------------------------------------------------------------------------------------------------


def breach_lines(opened: OpenCase, duty: Duty, terminal: Terminal, word: str = "BREACH") -> list[str]:
    """A breach as it is shown to whoever is to have seen it: what had to come first, and before what."""
    about = f" ({each_words(opened, duty.each, terminal.session)})" if duty.each else ""
    head = edge(f"{word:<10} {clean(duty.rule.title)}{about}", weight(duty.rule), terminal.width)
    gated = duty.gated
    if gated is None:
        return [head]
    by = f", by {', '.join(person(opened.judged, key) for key in gated.by)}" if gated.by else ""
    title = opened.workspace.vocabulary.events[gated.event].title
    said = clean(f"not recorded before: {title}, {say_full(gated.when)}{by}; entry {gated.id}")
    return [head, *wrap(said, terminal.width, " " * 11, " " * 11)]


def seen_lines(terminal: Terminal, done: Recorded, duties: Sequence[Duty]) -> list[str]:
    """What was seen, by whom, and what becomes of it."""
    opened, entry, here = done.opened, str(done.entry["id"]), typed(done.opened.id)
    by = person(opened.judged, done.draft.by[0])
    said = f"SEEN       {child(opened, terminal.session)}, by {by}, {say_full(done.draft.when)}"
    lines = [edge(said, f"entry {entry}", terminal.width)]
    for duty in duties:
        lines += breach_lines(opened, duty, terminal, "")
    lines += ["", "It heads no list from now on. It stays a breach, in the record and in papers."]
    left = len(unseen_musts(opened, terminal.session))
    if left:
        lines.append(f"Of this child still to be seen: {counted(left, 'breach', 'breaches')}.  reunify why {here}")
    return [*lines, "", f"Mistake?   reunify withdraw {here} {entry}"]
