"""What to do next: breaches, what is late, then by date, each with why and how to record it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from reunify_cli.cli.options import CaseRefs, Mine, Option, Person, WithRole, lists
from reunify_cli.cli.screens.list_ends import end_lines, read_line
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped
from reunify_cli.frozen import dataclass, field
from reunify_cli.rules.periods import parse_period
from reunify_cli.session.session import Session
from reunify_cli.text.days import say_when, short_day
from reunify_cli.text.layout import counted, edge, sentence, shorten, wrap
from reunify_cli.wording.display_names import command_line, due_cell, due_words, typed
from reunify_cli.worklist.index.queries import Which
from reunify_cli.worklist.lists import Caseload, Whose, caseload
from reunify_cli.worklist.questions import beyond, duties_until
from reunify_cli.worklist.row_words import (
    about_of,
    answers_to,
    child_of,
    command_of,
    late_of,
    unsure_of,
)
from reunify_cli.worklist.rows import ASK, BREACH, DATED, UNDATED, ActRow

USUAL = "14d"
"""How far ahead is looked where nobody says."""
MOST = 12
"""How many things one section of the screen names before it counts the rest, unless one child is asked about."""


@lists
def cli(
    terminal: Terminal,
    cases: CaseRefs = None,
    within: Annotated[str, Option("--within", metavar="14d", help="how far to look ahead")] = USUAL,
    mine: Mine = False,
    person: Person = "",
    role: WithRole = "",
) -> int | None:
    """What to do next: breaches, what is late, then by date."""
    try:
        period = parse_period(within)
        lengths = {"d": 1, "w": 7, "m": 30, "y": 365, "h": 0, "wd": 1}
        days = period.amount * lengths[period.unit.value]
    except ValueError:
        raise Mistyped(f'"{within}" is not a length of time.', help="Write it as 14d, 2w or 1m.") from None
    whole = terminal.json or terminal.format == "csv"
    load = caseload(terminal.session, cases or (), Whose(mine, person, role))
    last = terminal.session.today + timedelta(days=days)
    if not whole:
        terminal.say(run(load, terminal, last, narrow=bool(cases)))
        return 3 if load.incomplete else None
    acts, items = duties_until(load, last, terminal.session)
    if terminal.json:
        more = {"beyond": beyond(load, last), "acts": acts, "undated": load.count(Which((UNDATED,)))}
        terminal.answer("duties", items, read=load.read, unread=load.unread, **more)
    else:
        from reunify_cli.cli.csv_tables import write_csv

        write_csv(terminal, items, load.unread)
    return 3 if load.incomplete else None


# --- what stands under which heading ------------------------------------------------------------------------------


@dataclass
class Section:
    """What stands under one heading: how much, and the first of it."""

    title: str
    name: str
    which: Which
    hint: str = ""
    dated: bool = True
    number: int = 0
    """How many acts, as every other list counts them."""
    duties: int = 0
    """How many duties these would meet."""
    blocks: list[list[ActRow]] = field(default_factory=list)
    """What brothers and sisters share as one block: the same thing to do, by the same day."""


@dataclass
class Sections:
    """Every heading of the screen, in order, and how much lies beyond the days that it shows."""

    headed: list[Section]
    undated: Section
    first: ActRow | None = None
    beyond: int = 0


def _sections(load: Caseload, session: Session, last: date, *, narrow: bool) -> Sections:
    """What there is to do under its headings; all of it where one child is asked about."""
    today, until = session.today.toordinal(), last.toordinal()
    sunday = today + 6 - session.today.weekday()
    late_hint = "not recorded as done. If it was, record it with the day it was done."
    breach = Section("BREACH", "breach", Which((BREACH,)), "until a manager has seen it", dated=False)
    late = Section("OVERDUE", "overdue", Which((DATED,), late=True), late_hint, dated=False)
    ask = Section("ASK", "to ask", Which((ASK,)), "not recorded. Record it, or that there was none.", dated=False)
    ahead = Which((DATED,), late=False, shown=until)
    now = Section(f"TODAY, {short_day(session.today)}", "today", ahead._replace(last=today), dated=False)
    week = Section("THIS WEEK", "this week", ahead._replace(first=today + 1, last=sunday))
    following = Section("NEXT WEEK", "next week", ahead._replace(first=sunday + 1, last=sunday + 7))
    later = Section("LATER", "later", ahead._replace(first=sunday + 8))
    undated = Section("TO DO, NO DATE SET", "without a date", Which((UNDATED,)), dated=False)
    most = None if narrow else MOST
    found = Sections([breach, late, ask, now, week, following, later], undated)
    for section in found.headed:
        section.number = load.count(section.which)
        section.duties = load.duties(section.which) if section.number else 0
        section.blocks = list(load.first_blocks(section.which, most)) if section.number else []
    undated.number = load.count(undated.which)
    named = narrow or bool(load.whose.key)
    undated.blocks = list(load.first_blocks(undated.which, most)) if named else []
    firsts = [section.blocks[0][0] for section in found.headed if section.blocks]
    found.first = min(firsts, key=load.turn, default=None)
    found.beyond = beyond(load, last)
    return found


# --- the screen ---------------------------------------------------------------------------------------------------


def run(load: Caseload, terminal: Terminal, last: date, *, narrow: bool = False) -> list[str]:
    """The screen's lines: the head, one section after another, and what lies beyond."""
    found = _sections(load, terminal.session, last, narrow=narrow)
    head = f"{short_day(terminal.session.today)} to {short_day(last)} {last.year}"
    said = sentence(read_line(load))
    fits = len(said) + len(head) < terminal.width  # nobody is left out of a list unsaid
    lines = [edge(said, head, terminal.width)] if fits else [*wrap(said, terminal.width), head]
    lines += [*wrap(_counts(found), terminal.width)]
    for section in found.headed:
        if section.number:
            lines += ["", *_section(section, load, terminal)]
            more = section.number - sum(map(len, section.blocks))
            if more:
                lines.append(f" ... {more} more    reunify next CASE   or   reunify next --mine")
    if found.first is None and load.first is None and not load.unread and not load.closed:
        lines += ["", "No child to list. To add one:  reunify new initials=R.K. born=8/3/2017"]
    elif found.first is None:
        lines += ["", "Nothing is overdue, and nothing falls due in these days."]
    if found.undated.blocks:
        lines += ["", *_section(found.undated, load, terminal)]
    elif found.undated.number:
        lines += ["", f"To do, no date set: {found.undated.number}.  See  reunify next CASE"]
    wider = next((days for days in (60, 180) if days > (last - terminal.session.today).days), 400)
    after = (
        f"After {short_day(last, terminal.session.today)}: {found.beyond} more.  reunify next --within {wider}d"
        if found.beyond
        else ""
    )
    why = f"Why?  reunify why {typed(found.first.case)}" if found.first else ""
    if after or why:
        lines += ["", edge(after, why, terminal.width) if after else why]
    return [*lines, *end_lines(load, terminal)]


def _counts(found: Sections) -> str:
    parts = []
    for section in found.headed:
        if section.number:
            several = counted(section.number, "breach", "breaches")
            parts.append(several if section.name == "breach" else f"{section.number} {section.name}")
    parts += [f"{found.undated.number} without a date"] if found.undated.number else []
    duties, acts = sum(each.duties for each in found.headed), sum(each.number for each in found.headed)
    parts += [f"({duties} duties)"] if duties > acts else []
    return "   ".join(parts) or "nothing to do"


def _section(section: Section, load: Caseload, terminal: Terminal) -> list[str]:
    lines = [section.title + (f": {section.hint}" if section.hint else "")]
    for block in section.blocks:
        lines += _block(block, load, terminal, dated=section.dated)
    return lines


def _block(block: list[ActRow], load: Caseload, terminal: Terminal, *, dated: bool) -> list[str]:
    first = block[0]
    lines = []
    for row in block:
        who = f"{shorten(child_of(load.case(row), terminal.session), 15):<15}"
        day = f"{due_cell(row.due, terminal.session.today):<11} " if dated and row.due else ""
        said = sentence(first.title) if row is first else "the same"
        lines.append(edge(f" {day}{who} {said}", first.tail, terminal.width))
    pad = " " * (16 + (12 if dated and first.due else 0))
    lines += wrap(_reasons(first, terminal.session), terminal.width, f"{pad} ", f"{pad} ")
    if (what := _do(block)) and not (first.state == ASK and first.told):
        lines.append(command_line(f"do   {what}", f"{pad} ", terminal.width))
    if first.state == ASK:
        ways = [each for row in block for each in answers_to(row) if not each.startswith("do ")]
        lines += [command_line(each, f"{pad} ", terminal.width) for each in ways]
    return lines


def _reasons(row: ActRow, session: Session) -> str:
    parts = []
    if row.state == BREACH and row.gated:
        parts.append(f"{row.gated}, {short_day(date.fromordinal(row.gated_day), session.today)}")
    elif row.late(session.position):
        parts.append(f"by {due_words(row.due, session.today)}: {late_of(row, session)}")
    if row.state == ASK or (row.unsure and row.unsure[1]):
        asked = f"by {due_words(row.due, session.today)}, " if row.state == ASK and row.due else ""
        parts.append(f"{asked}{unsure_of(row, session.today)}")
    elif row.other is not None:
        parts.append(f"by the other reading of the words {due_words(row.other, session.today)}")
    parts.append("; ".join(row.sources[:3]))
    if row.each:
        parts.append(about_of(row, session))
    if row.meets is not None:
        parts.append(f"{'BOOKED TOO LATE,' if row.too_late else 'booked'} {say_when(row.meets, session.today)}")
    if row.provisional and row.state != BREACH:
        past = row.due_day < session.today.toordinal()
        parts.append(f"bank holidays {'of that year are not in the calendar' if past else 'not announced that far'}")
    return ". ".join(part for part in parts if part)


def _do(block: Sequence[ActRow]) -> str:
    """The one command for everybody in a block."""
    first = block[0]
    if first.state == BREACH:
        return f"reunify why {typed(first.case)} {first.rule}"
    if first.too_late and first.meeting:
        return f'reunify book {typed(first.case)} {first.event} --move --on "DATE TIME"'
    return command_of(first, block[1:])
