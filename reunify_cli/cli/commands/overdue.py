"""What is late and what was breached, for a manager's Monday: whose, by how much, under which paragraph."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

import typer

from reunify_cli.cli.days import say_long, short_day
from reunify_cli.cli.door import Door
from reunify_cli.cli.lists import Caseload, Whose, caseload, end_lines, read_line
from reunify_cli.cli.options import Mine, Person, WithRole, lists
from reunify_cli.store.rows import BREACH, DATED, SEEN, ActRow, CaseRow
from reunify_cli.cli.screen import clean, columns, counted, edge, sentence, shorten
from reunify_cli.cli.shown import about_of, child_of, duties_of, late_of
from reunify_cli.cli.who import due_words, typed
from reunify_cli.errors import Mistyped, Problem, did_you_mean

BY = ("worker", "owner", "team", "rule", "case")
MOST = 15
"""How many rows one group shows before it counts the rest."""


@lists
def cli(
    door: Door,
    by: Annotated[
        str, typer.Option("--by", metavar="worker|owner|team|rule|case", help="how to group what is late")
    ] = "case",
    exit_code: Annotated[bool, typer.Option("--exit-code", help="end with 1 where anything is late")] = False,
    mine: Mine = False,
    person_: Person = "",
    role: WithRole = "",
) -> int | None:
    """Breaches and what is late: how late, whose, and under which source."""
    if by not in BY:
        raise Mistyped(
            Problem(None, f'"{by}" is not a way to group here.{did_you_mean(by, BY)}', f"Write one of {', '.join(BY)}.")
        )
    whole = door.json or door.format == "csv"
    load = caseload(door, whose=Whose(mine, person_, role), full=whole)
    if whole:
        late = [row for row in load.acts() if _late(row, door)]
        pressing = any(row.state != SEEN for row in late)
        if door.json:
            items = [duty for row in late for duty in duties_of(row, door) if duty["standing"] in ("breach", "overdue")]
            door.answer("overdue", items, read=load.read, unread=load.unread)
        else:
            from reunify_cli.cli.tables import duties_csv

            duties_csv(door, late)
    else:
        found = _found(load, door, by)
        pressing = bool(found.breaches or found.groups)
        door.say(run(load, found, door, by))
    if load.incomplete:
        return 3
    return 1 if exit_code and pressing else None


def _late(row: ActRow, door: Door) -> bool:
    """Whether something is breached, seen by a manager or not, or late."""
    return row.state in (BREACH, SEEN) or row.late(door.position)


# --- what is late -------------------------------------------------------------------------------------------------


@dataclass
class Group:
    """What is late under one heading: how many things, and those of them that may be shown."""

    number: int = 0
    kept: dict[tuple[str, str], list[ActRow]] = field(default_factory=dict)
    """By child where children are kept together, the one with the longest first; else all under one name."""

    def add(self, row: ActRow, child: tuple[str, str]) -> None:
        """One more thing; things come by date."""
        self.number += 1
        if child in self.kept or len(self.kept) < MOST:
            rows = self.kept.setdefault(child, [])
            rows += [row] if len(rows) < MOST else []

    @property
    def rows(self) -> list[ActRow]:
        """The first rows, as they are shown."""
        return [row for rows in self.kept.values() for row in rows][:MOST]


@dataclass
class Found:
    """What is late and what was breached, and a row of numbers for each holder of cases."""

    table: dict[str, list[int]] = field(default_factory=dict)
    """By holder: children, breaches, late by law, late by policy, the longest in days, due in the next seven days."""
    breaches: list[ActRow] = field(default_factory=list)
    groups: dict[str, Group] = field(default_factory=dict)
    seen: int = 0


def _found(load: Caseload, door: Door, by: str) -> Found:
    """What is late, in one pass over what there is to do, which comes by date."""
    found = Found()
    labels: dict[tuple[str, str], str] = {}
    for case in load.cases():
        label = labels.setdefault((case.root, case.holder), _holder(case, door))
        found.table.setdefault(label, [0] * 6)[0] += 1
    for row in load.acts():
        numbers = found.table[labels[row.root, row.holder]]
        if row.state == BREACH:
            numbers[1] += 1
            found.breaches.append(row)
        elif row.state == SEEN:
            found.seen += 1
        elif row.late(door.position):
            numbers[2 if row.weight == "law" else 3] += 1
            numbers[4] = max(numbers[4], row.late_by(door.today))
            child = (row.root, row.case) if by == "case" else ("", "")
            found.groups.setdefault(_group(row, load, door, by), Group()).add(row, child)
        elif row.state == DATED and row.due_day - door.today.toordinal() <= 7:
            numbers[5] += 1
    return found


def _holder(case: CaseRow, door: Door) -> str:
    if not case.holder:
        return "Not allocated"
    return f"{case.holder_name} (leave)" if case.away(door.today) else case.holder_name


def _group(row: ActRow, load: Caseload, door: Door, by: str) -> str:
    match by:
        case "worker":
            return _holder(load.case(row), door)
        case "owner":
            if not row.owner:
                return f"{row.owner_role}, nobody named" if row.owner_role else "nobody named"
            return f"{row.owner_name}{f' ({row.owner_role})' if row.owner_role else ''}"
        case "team":
            return load.case(row).team or "no team"
        case "rule":
            return row.title
    return ""


# --- the screen ---------------------------------------------------------------------------------------------------


def run(load: Caseload, found: Found, door: Door, by: str) -> list[str]:
    """The screen's lines: counts, breaches, then what is late by group."""
    lines = [
        edge(_team(door), say_long(door.today), door.width),
        f'{sentence(read_line(load))}. "Late" = not recorded here as done.',
    ]
    lines += ["", *_table(load, found)]
    if found.breaches:
        lines += ["", f"BREACHES ({len(found.breaches)}), until you record that you have seen them"]
        for row in found.breaches:
            lines += _breach(row, load, door)
    for name in sorted(found.groups):
        group = found.groups[name]
        lines += ["", f"{name.upper()}: {group.number}" if name else "LATE, the longest first"]
        for row in group.rows:
            lines += _late_lines(row, load, door, by)
        if group.number > len(group.rows):
            more = group.number - len(group.rows)
            lines.append(f" ... {more} more    reunify overdue --by {by} --format csv --out late.csv")
    late = [group.rows[0] for group in found.groups.values()]
    first = next(iter([*found.breaches, *sorted(late, key=lambda row: row.deadline)]), None)
    if first is None:
        lines += ["", "Nothing is late."]
    lines += end_lines(load, door)
    tail = []
    if found.seen:
        stays = "it stays" if found.seen == 1 else "they stay"
        tail.append(f"{counted(found.seen, 'breach', 'breaches')} seen by a manager; {stays} in the record.")
    if first is not None:
        tail.append(f"Why?  reunify why {typed(first.case)} {first.rule}")
        tail.append("For e-mail or Excel:  reunify overdue --format csv --out late.csv")
    return [*lines, *([""] if tail else []), *tail]


def _team(door: Door) -> str:
    names = [clean(office.workspace.name or office.root.name) for office in door.offices]
    return shorten(", ".join(names), 44)


def _table(load: Caseload, found: Found) -> list[str]:
    """A row for each holder of cases: how many children, breaches, late by law and by policy; sorted by name."""
    head = ("", "children", "breach", "late law", "late policy", "longest", "next 7 d")
    rows = found.table
    order = sorted(rows, key=lambda name: (name != "Not allocated", name))
    table = [head, *((name, *_cells(rows[name])) for name in order)]
    if load.unread:
        table.append(("Not read", str(len(load.unread)), "?", "?", "?", "?", "?"))
    total = [sum(row[i] for row in rows.values()) for i in range(6)]
    total[0] += len(load.unread)
    total[4] = max((row[4] for row in rows.values()), default=0)
    table.append(("Together", *_cells(total)))
    return [f" {line}" for line in columns(table, right=frozenset(range(1, 7)))]


def _cells(row: list[int]) -> list[str]:
    shown = [str(number) if number else "-" for number in row]
    if row[4]:
        shown[4] = f"{row[4]} d"
    return shown


def _breach(row: ActRow, load: Caseload, door: Door) -> list[str]:
    case = load.case(row)
    what = f"{row.gated} {short_day(date.fromordinal(row.gated_day))}" if row.gated else ""
    said = f"{what}. {case.holder_brief or 'not allocated'}. {row.sources[0]}"
    pad = " " * 17
    return [
        edge(f" {child_of(case, door):<15} {_title(row, door)}", row.tail, door.width),
        f"{pad}{shorten(said, door.width - 17)}",
        f"{pad}do   reunify seen {typed(row.case)} {row.named}",
    ]


def _title(row: ActRow, door: Door) -> str:
    about = f" ({about_of(row, door)})" if row.each else ""
    return f"{sentence(row.title)}{about}"


def _late_lines(row: ActRow, load: Caseload, door: Door, by: str) -> list[str]:
    case = load.case(row)
    who = "" if by == "worker" else case.holder_brief or "not allocated"
    title = shorten(_title(row, door), 44)
    first = f" {child_of(case, door):<15} {title:<44} {late_of(row, door)}"
    second = ". ".join(
        part for part in (f"by {due_words(row.due, door.today)}", who, "; ".join(row.sources[:2])) if part
    )
    return [edge(first, row.tail, door.width), f"{' ' * 17}{shorten(second, door.width - 17)}"]
