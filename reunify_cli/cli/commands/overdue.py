"""What is late and what was breached, for a manager's Monday: whose, by how much, under which paragraph."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Annotated, Any

from reunify_cli.cli.options import Mine, Option, Person, WithRole, lists
from reunify_cli.cli.screens.list_ends import end_lines, read_line
from reunify_cli.cli.screens.newer_law import newer_law_lines
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped, did_you_mean
from reunify_cli.frozen import dataclass, field
from reunify_cli.session.last_look import moved
from reunify_cli.session.session import Session
from reunify_cli.text.days import say_long, short_day
from reunify_cli.text.layout import clean, columns, counted, edge, sentence, shorten, wrap
from reunify_cli.wording.display_names import command_line, due_words, short_id, typed
from reunify_cli.worklist.index.queries import Which
from reunify_cli.worklist.index.queries import Whose as By
from reunify_cli.worklist.lists import Caseload, Whose, caseload
from reunify_cli.worklist.newer_law import newer_law_json
from reunify_cli.worklist.questions import ASKED, BREACHED, LATE, late_duties
from reunify_cli.worklist.row_words import (
    about_of,
    answers_to,
    child_of,
    command_of,
    late_of,
    unsure_of,
)
from reunify_cli.worklist.rows import BREACH, DATED, SEEN, WEIGHTS, ActRow

BY = ("worker", "owner", "team", "rule", "case")
MOST = 15
"""How many rows one group shows before it counts the rest."""


@lists
def cli(
    terminal: Terminal,
    by: Annotated[str, Option("--by", metavar="worker|owner|team|rule|case", help="how to group what is overdue")] = "",
    exit_code: Annotated[bool, Option("--exit-code", help="end with 1 if anything is overdue")] = False,
    mine: Mine = False,
    person_: Person = "",
    role: WithRole = "",
) -> int | None:
    """Breaches and what is late: how late, whose, and under which source."""
    if by and by not in BY:
        raise Mistyped(
            f'"{by}" is not a way to group here.{did_you_mean(by, BY)}', help=f"Write one of {', '.join(BY)}."
        )
    load = caseload(terminal.session, whose=Whose(mine, person_, role))
    if terminal.json:
        acts, items = late_duties(load, terminal.session)
        more = {"acts": acts, "newer_law": newer_law_json(load), "table": _counts(load, terminal.session, by)}
        terminal.answer("overdue", items, read=load.read, unread=load.unread, **more)
    elif terminal.format == "csv":
        from reunify_cli.cli.csv_tables import write_csv

        rows = _counts(load, terminal.session, by) if by else _called(load, terminal.session)
        write_csv(terminal, rows, load.unread)
    else:
        terminal.say(run(load, _found(load, terminal.session, by), terminal, by))
    if load.incomplete:
        return 3
    return 1 if exit_code and (load.count(BREACHED) or load.count(LATE)) else None


def _called(load: Caseload, session: Session) -> list[dict[str, Any]]:
    """What is late, a row for each duty, with the child's initials, and with --names the name."""
    called = {row.case: row for row in load.cases("1")}
    found = []
    for duty in late_duties(load, session).duties:
        row = called[duty["case"]]
        name = {"name": session.names_of(row.root, row.case).name} if session.names else {}
        found.append({"case": duty["case"], "initials": row.initials, **name, **duty})
    return found


COLUMNS = ("children", "breach", *WEIGHTS, "longest", "next 7 d")
"""What is counted for each holder of cases; between breaches and the longest, what is late under each weight."""
LONGEST, SOON = len(COLUMNS) - 2, len(COLUMNS) - 1


# --- what is late -------------------------------------------------------------------------------------------------


@dataclass
class Group:
    """What is late under one heading: how many things, and the first of them."""

    number: int = 0
    rows: list[ActRow] = field(default_factory=list)


@dataclass
class Found:
    """What is late and what was breached, and a row of numbers for each holder of cases."""

    table: dict[str, list[int]] = field(default_factory=dict)
    """By holder: children, breaches, late by law, policy, guidance and plan, the longest in days, due in 7 days."""
    children: int | None = None
    """How many there are in all rows together, where one child may be in several."""
    breached: int = 0
    breaches: list[ActRow] = field(default_factory=list)
    """The first of them."""
    groups: dict[str, Group] = field(default_factory=dict)
    asked: list[ActRow] = field(default_factory=list)
    """The first of what is to ask about."""
    seen: int = 0


def _found(load: Caseload, session: Session, by: str) -> Found:
    """What is late: numbers, and of each group the first things, which are shown."""
    found = Found(breaches=list(load.acts(BREACHED, MOST)), asked=list(load.acts(ASKED, MOST)))
    found.seen = load.count(Which((SEEN,)))
    today = session.today.toordinal()
    found.breached = load.count(BREACHED)
    if by in ("", "worker"):
        _by_worker(load, found, today)
    else:
        _by(load, found, by, today)
    late = load.count(LATE)
    if by in ("", "case"):
        found.groups = {"": Group(late, load.by_child(LATE, MOST))} if late else {}
    else:
        found.groups = _groups(load, by, today)
    return found


def _counted(today: int) -> list[tuple[int, Which]]:
    """What is counted in each column but the first, which is of children, and the longest."""
    by_weight = [(2 + place, LATE._replace(weight=weight)) for place, weight in enumerate(WEIGHTS)]
    return [(1, Which((BREACH, SEEN))), *by_weight, (SOON, Which((DATED,), late=False, last=today + 7))]


def _by_worker(load: Caseload, found: Found, today: int) -> None:
    """The table by whoever holds the cases; who holds any has a row, whether or not anything is late."""
    for part in load.rows.parts:
        labels = {}
        for key, name, leave, number in part.holders(load.whose):
            labels[key] = _holder(key, name, leave, today)
            found.table.setdefault(labels[key], [0] * len(COLUMNS))[0] += number
        for column, which in _counted(today):
            for key, number, day in part.grouped("holder", which, load.whose):
                _add(found.table.setdefault(labels.get(key, key), [0] * len(COLUMNS)), column, number, day, today)


def _by(load: Caseload, found: Found, by: str, today: int) -> None:
    """The table by owner, team, rule or child: only what is late, breached or due soon has a row."""
    children: dict[str, set[tuple[str, str]]] = {}
    for column, which in _counted(today):
        for row in load.acts(which):
            label = _of(row, by, load)
            _add(found.table.setdefault(label, [0] * len(COLUMNS)), column, 1, row.late_day, today)
            children.setdefault(label, set()).add((row.root, row.case))
    for label, numbers in found.table.items():
        numbers[0] = len(children[label])
    found.children = len(set[tuple[str, str]]().union(*children.values()))


def _of(row: ActRow, by: str, load: Caseload) -> str:
    """The row of the table to which an act belongs."""
    match by:
        case "owner":
            return _owner(row.owner, row.owner_name, row.owner_role)
        case "rule":
            return sentence(row.title)
        case "case":
            return f"{short_id(row.case)} {load.case(row).called}"
    return load.case(row).team or "no team"


def _add(numbers: list[int], column: int, number: int, day: int | None, today: int) -> None:
    numbers[column] += number
    if 2 <= column < LONGEST and day:
        numbers[LONGEST] = max(numbers[LONGEST], today - day)


def _counts(load: Caseload, session: Session, by: str) -> list[dict[str, Any]]:
    """The table for programs: a row for each name, whose columns are those of the screen."""
    found = Found()
    (_by_worker if by in ("", "worker") else partial(_by, by=by))(load, found, today=session.today.toordinal())
    keys = [each.replace(" ", "_") for each in COLUMNS]
    return [
        {by or "worker": name, **dict(zip(keys, numbers, strict=True))} for name, numbers in sorted(found.table.items())
    ]


def _groups(load: Caseload, by: str, today: int) -> dict[str, Group]:
    """What is late, by whoever or whatever it is grouped by."""
    column = {"worker": "holder", "rule": "kind"}.get(by, by)
    found: dict[str, Group] = {}
    firsts: list[tuple[str, ActRow]] = []
    for part in load.rows.parts:
        leave = {key: _holder(key, name, away, today) for key, name, away, _ in part.holders(load.whose)}

        if by == "rule":
            rows = list(part.acts(LATE, load.whose))
            for row in rows:
                found.setdefault(row.title, Group()).number += 1
            firsts += ((row.title, row) for row in rows)
        else:
            for value, number, _ in part.grouped(column, LATE, load.whose):
                found.setdefault(_label(by, value, leave), Group()).number += number
            firsts += ((_label(by, value, leave), row) for value, row in part.firsts(column, LATE, load.whose, MOST))
    for name, row in sorted(firsts, key=lambda each: load.turn(each[1])):
        rows = found[name].rows
        rows += [row] if len(rows) < MOST else []
    return found


def _label(by: str, value: Any, holders: Mapping[str, str]) -> str:
    """What stands over a group: whoever holds the cases, whoever owes the duties, or the team."""
    if by == "owner":
        return _owner(*value)
    return holders.get(value, value) if by == "worker" else str(value) or "no team"


def _holder(key: str, name: str, leave: Sequence[Sequence[int]], today: int) -> str:
    if not key:
        return "Not allocated"
    return f"{name} (leave)" if any(first <= today <= last for first, last in leave) else name


def _owner(key: str, name: str, role: str) -> str:
    if not key:
        return f"{role}, no one named" if role else "no one named"
    return f"{name}{f' ({role})' if role else ''}"


# --- the screen ---------------------------------------------------------------------------------------------------


def run(load: Caseload, found: Found, terminal: Terminal, by: str) -> list[str]:
    """The screen's lines: counts, breaches, then what is late by group."""
    lines = [
        edge(_team(load), say_long(terminal.session.today), terminal.width),
        *wrap(f'{sentence(read_line(load))}. "Overdue": past its date, not recorded as done.', terminal.width),
    ]
    lines += newer_law_lines(load, terminal)
    lines += ["", *_table(load, found, terminal.width)]
    if found.breached:
        lines += ["", f"BREACHES ({found.breached}), until you record that you have seen them"]
        for row in found.breaches:
            lines += _breach(row, load, terminal)
        if found.breached > len(found.breaches):
            lines.append(
                f" ... {found.breached - len(found.breaches)} more    reunify overdue --format csv --out late.csv"
            )
    for name in sorted(found.groups):
        group = found.groups[name]
        lines += ["", f"{name.upper()}: {group.number}" if name else f"OVERDUE, the longest first: {group.number}"]
        for block in _blocks(group.rows):
            lines += _late_lines(block, load, terminal, by)
        if group.number > len(group.rows):
            more = group.number - len(group.rows)
            lines.append(f" ... {more} more    reunify overdue --format csv --out late.csv")
    late = [group.rows[0] for group in found.groups.values()]
    first = next(iter([*found.breaches, *sorted(late, key=load.turn)]), None)
    if first is None:
        lines += ["", "Nothing is overdue."]
    lines += _asked(load, found, terminal)
    lines += end_lines(load, terminal)
    tail = [*_moved(load, found, terminal.session)]
    acts = found.breached + found.seen + sum(group.number for group in found.groups.values())
    duties = load.duties(Which((BREACH, SEEN))) + load.duties(LATE, late=True)
    if duties > acts:
        tail.append(f"These {acts} meet {duties} duties: JSON and CSV have a row for each duty, with its act.")
    if found.seen:
        stays = "it stays" if found.seen == 1 else "they stay"
        tail.append(f"{counted(found.seen, 'breach', 'breaches')} seen by a manager; {stays} in the record.")
    if first is not None:
        tail.append(f"Why?  reunify why {typed(first.case)} {first.rule}")
        tail.append("For e-mail or Excel:  reunify overdue --format csv --out late.csv")
    return [*lines, *([""] if tail else []), *tail]


def _asked(load: Caseload, found: Found, terminal: Terminal) -> list[str]:
    """What may have been done before the record starts, with what to type for either answer."""
    if not found.asked:
        return []
    lines = ["", f"ASK ({load.count(ASKED)}): not recorded. Record it, or that there was none."]
    for row in found.asked:
        lines.append(
            edge(
                f" {child_of(load.case(row), terminal.session):<15} {_title(row, terminal.session)}",
                row.tail,
                terminal.width,
            )
        )
        by = f"by {due_words(row.due, terminal.session.today)}, " if row.due else ""
        words = f"{by}{unsure_of(row, terminal.session.today)}"
        lines += wrap(words, terminal.width, " " * 17, " " * 17)
        lines += [command_line(each, " " * 17, terminal.width) for each in answers_to(row)]
    if load.count(ASKED) > len(found.asked):
        lines.append(f" ... {load.count(ASKED) - len(found.asked)} more    reunify next CASE")
    return lines


def _moved(load: Caseload, found: Found, session: Session) -> list[str]:
    """What became of the numbers since last week; only of everybody's, and where everybody was read."""
    if load.whose != By() or load.unread or session.as_of is not None or session.known_at is not None:
        return []
    late = sum(group.number for group in found.groups.values())
    before = moved(session.env, session.folders, session.today, late=late, breached=found.breached)
    if before is None:
        return []
    day, was_late, was_breached = before
    return [f"Since {short_day(day)}: overdue {was_late} -> {late}, breaches {was_breached} -> {found.breached}."]


def _team(load: Caseload) -> str:
    names = [clean(team.name) for team in load.rows.teams]
    return shorten(", ".join(names), 44)


def _table(load: Caseload, found: Found, width: int) -> list[str]:
    """A row for each holder of cases, sorted by name: children, breaches, late by law, policy and guidance apart.

    What is late of a plan has a column where there is any.
    """
    rows = found.table
    order = sorted(rows, key=lambda name: (name != "Not allocated", name))
    total = [sum(row[i] for row in rows.values()) for i in range(len(COLUMNS))]
    total[0] = (total[0] if found.children is None else found.children) + len(load.unread)
    total[LONGEST] = max((row[LONGEST] for row in rows.values()), default=0)
    plan = 2 + WEIGHTS.index("plan")
    shown = [i for i in range(len(COLUMNS)) if i != plan or total[plan]]
    room = width - 2 - sum(len(COLUMNS[i]) + 1 for i in shown)
    table = [("", *(COLUMNS[i] for i in shown))]
    table += [(shorten(name, room), *(_cell(rows[name], i) for i in shown)) for name in order]
    if load.unread:
        table.append(("Not read", str(len(load.unread)), *("?" for _ in shown[1:])))
    table.append(("Total", *(_cell(total, i) for i in shown)))
    return [f" {line}" for line in columns(table, gap=1, right=frozenset(range(1, len(shown) + 1)))]


def _cell(row: Sequence[int], column: int) -> str:
    return (f"{row[column]} d" if column == LONGEST else str(row[column])) if row[column] else "-"


def _breach(row: ActRow, load: Caseload, terminal: Terminal) -> list[str]:
    case = load.case(row)
    what = f"{row.gated} {short_day(date.fromordinal(row.gated_day), terminal.session.today)}" if row.gated else ""
    said = f"{what}. {case.holder_brief or 'not allocated'}. {row.sources[0]}"
    pad = " " * 17
    return [
        edge(f" {child_of(case, terminal.session):<15} {_title(row, terminal.session)}", row.tail, terminal.width),
        f"{pad}{shorten(said, terminal.width - 17)}",
        f"{pad}do   reunify seen {typed(row.case)} {row.named}",
    ]


def _title(row: ActRow, session: Session) -> str:
    about = f" ({about_of(row, session)})" if row.each else ""
    return f"{sentence(row.title)}{about}"


def _blocks(rows: Sequence[ActRow]) -> list[list[ActRow]]:
    """What brothers and sisters share as one block, where its first stands: the same thing to do, by the same day."""
    found: dict[tuple[object, ...], list[ActRow]] = {}
    for row in rows:
        alone = () if row.event else (row.case, row.rule, row.each)
        found.setdefault((row.root, row.family, row.event, row.said, row.deadline, row.holder, alone), []).append(row)
    return list(found.values())


def _late_lines(block: Sequence[ActRow], load: Caseload, terminal: Terminal, by: str) -> list[str]:
    row = block[0]
    who = "" if by == "worker" else load.case(row).holder_brief or "not allocated"
    lines = []
    for each in block:
        late = late_of(each, terminal.session)
        room = min(44, terminal.width - 20 - len(late) - len(each.tail))
        title = shorten(_title(row, terminal.session), room) if each is row else "the same"
        lines.append(
            edge(
                f" {child_of(load.case(each), terminal.session):<15} {title:<{room}} {late}",
                each.tail,
                terminal.width,
            )
        )
    second = ". ".join(
        part for part in (f"by {due_words(row.due, terminal.session.today)}", who, "; ".join(row.sources[:2])) if part
    )
    lines.append(f"{' ' * 17}{shorten(second, terminal.width - 17)}")
    if len(block) > 1:
        lines.append(command_line(f"do   {command_of(row, block[1:])}", " " * 17, terminal.width))
    return lines
