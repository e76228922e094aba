"""What to do next: breaches, what is late, then by date, each with why and how to record it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Annotated

import typer

from reunify_cli.cli.days import say_when, short_day
from reunify_cli.cli.door import Door
from reunify_cli.cli.lists import Caseload, Whose, caseload, end_lines, read_line
from reunify_cli.cli.options import CaseRefs, Mine, Person, WithRole, lists
from reunify_cli.store.rows import BREACH, SEEN, UNDATED, ActRow
from reunify_cli.cli.screen import counted, edge, sentence, shorten, wrap
from reunify_cli.cli.shown import about_of, child_of, command_of, duties_of, late_of
from reunify_cli.cli.who import command_line, due_words, typed
from reunify_cli.errors import Mistyped, Problem
from reunify_cli.rules.periods import parse_period

MOST = 12
"""How many things one section of the screen names before it counts the rest, unless one child is asked about."""


@lists
def cli(
    door: Door,
    cases: CaseRefs = None,
    within: Annotated[str, typer.Option("--within", metavar="14d", help="how far to look ahead")] = "14d",
    mine: Mine = False,
    person: Person = "",
    role: WithRole = "",
) -> int | None:
    """What to do next: breaches, what is late, then by date."""
    try:
        days = _days(within)
    except ValueError:
        raise Mistyped(Problem(None, f'"{within}" is not a length of time.', "Write it as 14d, 2w or 1m.")) from None
    whole = door.json or door.format == "csv"
    load = caseload(door, cases or (), Whose(mine, person, role), full=whole)
    last = door.today + timedelta(days=days)
    if not whole:
        door.say(run(load, door, last, narrow=bool(cases)))
        return 3 if load.incomplete else None
    every = [row for row in load.acts() if row.state != UNDATED]
    shown = [row for row in every if _before(row, last)]
    if door.json:
        items = [duty for row in shown for duty in duties_of(row, door)]
        door.answer("duties", items, read=load.read, unread=load.unread, beyond=len(every) - len(shown))
    else:
        from reunify_cli.cli.tables import duties_csv

        duties_csv(door, shown)
    return 3 if load.incomplete else None


def _days(text: str) -> int:
    period = parse_period(text)
    lengths = {"d": 1, "w": 7, "m": 30, "y": 365, "h": 0, "wd": 1}
    return period.amount * lengths[period.unit.value]


def _before(row: ActRow, last: date) -> bool:
    """Whether something is to be seen now: due by that day, breached, or booked for a day that is too late."""
    return row.due_day <= last.toordinal() or row.state in (BREACH, SEEN) or row.too_late


# --- what stands under which heading ------------------------------------------------------------------------------


@dataclass
class Section:
    """What stands under one heading. However much that is, only the first blocks are kept and the others counted."""

    title: str
    name: str
    hint: str = ""
    most: int | None = MOST
    """How many blocks are kept; None for all."""
    dated: bool = True
    blocks: dict[tuple[object, ...], list[ActRow]] = field(default_factory=dict)
    """What brothers and sisters share as one block: the same thing to do, by the same day."""
    beyond: set[tuple[object, ...]] = field(default_factory=set)
    """The blocks of one deadline that are not kept: rows come by deadline, so none of an earlier one comes again."""
    deadline: int = 0
    number: int = 0
    rows: int = 0

    def add(self, row: ActRow) -> None:
        """One more thing to do; things come by date."""
        self.rows += 1
        if row.deadline != self.deadline:
            self.deadline = row.deadline
            self.beyond.clear()
        what = (row.event, *row.said) if row.event else (row.case, row.place)
        key = (row.root, row.family, what, row.due_day, row.due_minute)
        if key in self.blocks:
            self.blocks[key].append(row)
        elif key not in self.beyond:
            self.number += 1
            if self.most is None or len(self.blocks) < self.most:
                self.blocks[key] = [row]
            else:
                self.beyond.add(key)


@dataclass
class Sections:
    """Every heading of the screen, in order, and how much lies beyond the days that it shows."""

    headed: list[Section]
    undated: Section
    first: ActRow | None = None
    beyond: int = 0


def _sections(load: Caseload, door: Door, last: date, *, narrow: bool) -> Sections:
    """What there is to do under its headings, in one pass."""
    today = door.today.toordinal()
    sunday = today + 6 - door.today.weekday()
    most = None if narrow else MOST
    late_hint = "not recorded here. If it was done, record it with the day it was done."
    breach = Section("BREACH", "breach", "until a manager has seen it", most, dated=False)
    late = Section("LATE", "late", late_hint, most, dated=False)
    now = Section(f"TODAY, {short_day(door.today)}", "today", most=most, dated=False)
    week = Section("THIS WEEK", "this week", most=most)
    following = Section("NEXT WEEK", "next week", most=most)
    later = Section("LATER", "later", most=most)
    undated = Section("OWED, WITHOUT A DATE", "without a date", most=None if narrow else 0, dated=False)
    found = Sections([breach, late, now, week, following, later], undated)
    for row in load.acts():
        if row.state == UNDATED:
            undated.add(row)
        elif row.state == SEEN:
            continue
        elif not _before(row, last):
            found.beyond += 1
        else:
            found.first = found.first or row
            if row.state == BREACH:
                breach.add(row)
            elif row.late(door.position):
                late.add(row)
            elif row.due_day <= today:
                now.add(row)
            elif row.due_day <= sunday:
                week.add(row)
            else:
                (following if row.due_day <= sunday + 7 else later).add(row)
    return found


# --- the screen ---------------------------------------------------------------------------------------------------


def run(load: Caseload, door: Door, last: date, *, narrow: bool = False) -> list[str]:
    """The screen's lines: the head, one section after another, and what lies beyond."""
    found = _sections(load, door, last, narrow=narrow)
    head = f"{short_day(door.today)} to {short_day(last)} {last.year}"
    lines = [edge(sentence(read_line(load)), head, door.width), _counts(found)]
    for section in found.headed:
        if section.rows:
            lines += ["", *_section(section, load, door)]
            if section.number > len(section.blocks):
                more = section.number - len(section.blocks)
                lines.append(f" ... {more} more    reunify next CASE   or   reunify next --mine")
    if found.first is None:
        lines += ["", "Nothing is late, and nothing falls due in these days."]
    if found.undated.rows and narrow:
        lines += ["", *_section(found.undated, load, door)]
    elif found.undated.rows:
        lines += ["", f"Owed without a date: {found.undated.rows}.  They stand in  reunify next CASE"]
    wider = next((days for days in (60, 180) if days > (last - door.today).days), 400)
    after = f"After {short_day(last)}: {found.beyond} more.  reunify next --within {wider}d" if found.beyond else ""
    why = f"Why?  reunify why {typed(found.first.case)}" if found.first else ""
    if after or why:
        lines += ["", edge(after, why, door.width) if after else why]
    return [*lines, *end_lines(load, door)]


def _counts(found: Sections) -> str:
    parts = []
    for section in found.headed:
        if section.number:
            several = counted(section.number, "breach", "breaches")
            parts.append(several if section.name == "breach" else f"{section.number} {section.name}")
    parts += [f"{found.undated.rows} without a date"] if found.undated.rows else []
    return "   ".join(parts) or "nothing to do"


def _section(section: Section, load: Caseload, door: Door) -> list[str]:
    lines = [section.title + (f": {section.hint}" if section.hint else "")]
    for block in section.blocks.values():
        lines += _block(block, load, door, dated=section.dated)
    return lines


def _block(block: list[ActRow], load: Caseload, door: Door, *, dated: bool) -> list[str]:
    first = block[0]
    lines = []
    for row in block:
        who = f"{shorten(child_of(load.case(row), door), 15):<15}"
        day = f"{due_words(row.due):<10}  " if dated and row.due else ""
        said = sentence(first.title) if row is first else "the same"
        lines.append(edge(f" {day}{who} {said}", first.tail, door.width))
    pad = " " * (16 + (12 if dated and first.due else 0))
    lines += wrap(_reasons(first, door), door.width, f"{pad} ", f"{pad} ")
    if what := _do(block):
        lines.append(command_line(f"do   {what}", f"{pad} ", door.width))
    return lines


def _reasons(row: ActRow, door: Door) -> str:
    parts = []
    if row.state == BREACH and row.gated:
        parts.append(f"{row.gated}, {short_day(date.fromordinal(row.gated_day))}")
    elif row.late(door.position):
        parts.append(f"by {due_words(row.due, door.today)}: {late_of(row, door)}")
    if row.other is not None:
        parts.append(f"by the other reading of the words {due_words(row.other, door.today)}")
    parts.append("; ".join(row.sources[:3]))
    if row.each:
        parts.append(about_of(row, door))
    if row.meets is not None:
        parts.append(f"{'BOOKED TOO LATE,' if row.too_late else 'booked'} {say_when(row.meets)}")
    if row.provisional:
        parts.append("bank holidays not announced that far")
    return ". ".join(part for part in parts if part)


def _do(block: Sequence[ActRow]) -> str:
    """The one command for everybody in a block."""
    first = block[0]
    if first.state == BREACH:
        return f"reunify why {typed(first.case)} {first.rule}"
    if first.too_late:
        return f'reunify book {typed(first.case)} {first.event} --move --on "DATE TIME"'
    return command_of(first, block[1:])
