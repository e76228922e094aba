"""A manager has seen a breach: from then on it heads no list, and stays in the record for good."""

from collections.abc import Sequence
from typing import Annotated

from reunify_cli.casework.breaches import seeing, unseen_musts
from reunify_cli.casework.recording import Recorded, put, recorded_json
from reunify_cli.casework.writing import hold
from reunify_cli.cli.confirm import right_child
from reunify_cli.cli.options import Argument, CaseRef, option, writes
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.duty import Duty
from reunify_cli.session.session import OpenCase
from reunify_cli.text.days import say_full
from reunify_cli.text.layout import clean, counted, edge, wrap
from reunify_cli.wording.display_names import child, duty_json, each_words, person, typed, weight


@writes
def cli(
    terminal: Terminal,
    case: CaseRef,
    breach: Annotated[str, Argument(metavar="BREACH", help="its RULE, or RULE@DATE where there are several")] = "",
    who: Annotated[str, option("--who", "NAME", "who has seen it (you)")] = "",
    note: Annotated[str, option("--note", "TEXT", "a note")] = "",
) -> None:
    """Record, as a manager, that you have seen a breach."""
    held = hold(terminal.session, case)
    opened = held.opened
    duties, draft = seeing(terminal.session, held, breach, who, note)
    if terminal.asks and not terminal.yes:
        terminal.say(
            [
                child(opened, terminal.session),
                *(line for duty in duties for line in breach_lines(opened, duty, terminal)),
            ]
        )
    right_child(terminal, [opened])
    (done,) = put(terminal.session, [held], [draft])
    if terminal.json:
        after = [duty for duty in done.opened.judged.duties if duty.id in {each.id for each in duties}]
        seen = [duty_json(done.opened, duty, terminal.session) for duty in after]
        terminal.answer("seen", [{**recorded_json(terminal.session, done), "seen": seen}], read=1)
    else:
        terminal.say(seen_lines(terminal, done, duties))


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
    said = "It will no longer be at the top of lists. It stays in the record, and in documents, as a breach."
    lines += ["", *wrap(said, terminal.width)]
    left = len(unseen_musts(opened, terminal.session))
    if left:
        lines.append(f"Of this child still to be seen: {counted(left, 'breach', 'breaches')}.  reunify why {here}")
    return [*lines, "", f"Mistake?   reunify withdraw {here} {entry}"]
