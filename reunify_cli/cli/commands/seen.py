"""A manager has seen a breach: from then on it heads no list, and stays in the record for good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from reunify_cli.casework.managers import meant_rule, only_a_manager, somebody
from reunify_cli.casework.recording import Recorded, as_json, put
from reunify_cli.casework.writing import Draft, WritableCase, hold
from reunify_cli.cli.confirm import right_child
from reunify_cli.cli.options import CaseRef, writes
from reunify_cli.cli.prompt import Ask, at_terminal
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.duty import Duty, Standing, standing
from reunify_cli.engine.managers import SEEN, doers
from reunify_cli.errors import Mistyped, Problem, Refused
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.days import read_day, say_full, short_day
from reunify_cli.text.layout import clean, counted, edge, wrap
from reunify_cli.wording.display_names import child, duty_json, each_words, person, typed, weight


@writes
def cli(
    terminal: Terminal,
    case: CaseRef,
    breach: Annotated[
        str, typer.Argument(metavar="BREACH", help="its RULE, or RULE@DATE where there are several")
    ] = "",
    who: Annotated[str, typer.Option("--who", metavar="NAME", help="who has seen it (you)", show_default=False)] = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="a note", show_default=False)] = "",
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


def breaches(opened: OpenCase, session: Session) -> list[Duty]:
    """The breaches of a child, oldest first, seen or not."""
    found = [duty for duty in opened.judged.duties if standing(duty, session.position) is Standing.BREACH]
    return sorted(found, key=lambda duty: duty.anchor.when.start)


def unseen_musts(opened: OpenCase, session: Session) -> list[Duty]:
    """The breaches that head every list: of what must have come first, seen by no manager."""
    return [duty for duty in breaches(opened, session) if duty.seen is None and duty.rule.strength == "must"]


def breach_name(duty: Duty) -> str:
    """The name by which a breach can be typed: its rule and the day."""
    return f"{duty.rule.id}@{duty.anchor.when.day.isoformat()}"


def meant(opened: OpenCase, words: str, session: Session) -> list[Duty]:
    """The breach that is meant and nobody has seen: one, or one for each person about whom one gate asked.

    Raises Mistyped where it is none or several, Refused where a manager has seen it already.
    """
    known = breaches(opened, session)
    name, _, when = words.partition("@")
    if not name:
        raise Mistyped(_choose("Say which breach.", opened, unseen_musts(opened, session)))
    rule = meant_rule(opened, name)
    found = [duty for duty in known if duty.rule.id == rule.id]
    if when:
        day = read_day(when, session.now.day)
        found = [duty for duty in found if duty.anchor.when.day == day]
    if not found:
        day_words = f" of {short_day(day)} {day.year}" if when else ""
        said = f"{clean(rule.title)}: there is no breach{day_words} here."
        raise Mistyped(_choose(said, opened, known))
    unseen = [duty for duty in found if duty.seen is None]
    if not unseen:
        seen = found[-1].seen
        by = ", ".join(person(opened.judged, key) for key in seen.by) if seen else ""
        said = f"{by} saw this on {short_day(seen.when.day)} {seen.when.day.year} already." if seen else ""
        raise Refused(Problem(None, clean(said), ""))
    if len({duty.anchor.name for duty in unseen}) > 1:
        raise Mistyped(_choose(f'"{clean(words)}" can be several breaches.', opened, unseen))
    return unseen


def _choose(said: str, opened: OpenCase, choices: Sequence[Duty]) -> Problem:
    here = typed(opened.id)
    ways = dict.fromkeys(f"reunify seen {here} {breach_name(duty)}" for duty in choices)
    if not ways:
        return Problem(None, said, "No breach of this child waits to be seen.")
    return Problem(None, "\n".join([said, *(f"    {way}" for way in ways)]), "")


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
