"""What is late and what was breached, for a manager's Monday: whose, by how much, under which paragraph."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from reunify_cli.cli.days import say_long, short_day
from reunify_cli.cli.door import Door, Opened
from reunify_cli.cli.lists import Caseload, Todo, Whose, caseload, end_lines, holder_name, read_line
from reunify_cli.cli.options import Mine, Person, WithRole, lists
from reunify_cli.cli.screen import clean, columns, counted, edge, sentence, shorten
from reunify_cli.cli.who import (
    brief_name,
    brief_source,
    child,
    due_words,
    duty_json,
    each_words,
    late_words,
    person,
    typed,
    weight,
)
from reunify_cli.engine.duty import Standing, late_by, standing
from reunify_cli.engine.owners import holder, owner
from reunify_cli.errors import Mistyped, Problem, did_you_mean
from reunify_cli.model.moment import MINUTES_IN_DAY

BY = ("worker", "owner", "team", "rule", "case")
LATE = (Standing.BREACH, Standing.OVERDUE)
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
    load = caseload(door, whose=Whose(mine, person_, role))
    late = [todo for todo in load.todo if todo.act.standing in LATE]
    if door.json:
        items = [duty_json(t.opened, d, door) for t in late for d in t.act.duties if standing(d, door.position) in LATE]
        door.answer("overdue", items, read=len(load.read), unread=load.unread)
    elif door.format == "csv":
        from reunify_cli.cli.tables import duties_csv

        duties_csv(door, late)
    else:
        door.say(run(load, late, door, by))
    if load.incomplete:
        return 3
    return 1 if exit_code and any(not todo.act.seen for todo in late) else None


def run(load: Caseload, late: Sequence[Todo], door: Door, by: str) -> list[str]:
    """The screen's lines: counts, breaches, what nobody is allocated to, then what is late by group."""
    lines = [
        edge(_team(door), say_long(door.today), door.width),
        f'{sentence(read_line(load))}. "Late" = not recorded here as done.',
    ]
    breaches = [t for t in late if t.act.standing is Standing.BREACH and not t.act.seen]
    seen = [t for t in late if t.act.seen]
    overdue = [t for t in late if t.act.standing is Standing.OVERDUE]
    lines += ["", *_table(load, late, door)]
    if breaches:
        lines += ["", f"BREACHES ({len(breaches)}), until you record that you have seen them"]
        for todo in breaches:
            lines += _breach(todo, door)
    for title, todos in _groups(overdue, door, by):
        lines += ["", title]
        for todo in todos[:MOST]:
            lines += _late(todo, door, by)
        if len(todos) > MOST:
            lines.append(f" ... {len(todos) - MOST} more    reunify overdue --by {by} --format csv --out late.csv")
    if not breaches and not overdue:
        lines += ["", "Nothing is late."]
    lines += end_lines(load, door)
    tail = []
    if seen:
        stays = "it stays" if len(seen) == 1 else "they stay"
        tail.append(f"{counted(len(seen), 'breach', 'breaches')} seen by a manager; {stays} in the record.")
    if overdue or breaches:
        first = (breaches or overdue)[0]
        tail.append(f"Why?  reunify why {typed(first.opened.id)} {first.act.first.rule.id}")
        tail.append("For e-mail or Excel:  reunify overdue --format csv --out late.csv")
    return [*lines, *([""] if tail else []), *tail]


def _team(door: Door) -> str:
    names = [clean(office.workspace.name or office.root.name) for office in door.offices]
    return shorten(", ".join(names), 44)


def _table(load: Caseload, late: Sequence[Todo], door: Door) -> list[str]:
    """A row for each holder of cases: how many children, breaches, late by law and by policy; sorted by name."""
    head = ("", "children", "breach", "late law", "late policy", "longest", "next 7 d")
    rows: dict[str, list[int]] = {}
    for opened in load.read:
        rows.setdefault(_holder(opened, door), [0] * 6)[0] += 1
    for todo in late:
        row = rows[_holder(todo.opened, door)]
        if todo.act.standing is Standing.BREACH:
            row[1] += not todo.act.seen
            continue
        row[2 if todo.act.weight == "law" else 3] += 1
        row[4] = max(row[4], late_by(todo.act.first, door.today))
    for todo in load.todo:
        due = todo.act.due
        if todo.act.standing is Standing.DUE and due and (due.day - door.today).days <= 7:
            rows[_holder(todo.opened, door)][5] += 1
    order = sorted(rows, key=lambda name: (name != "Not allocated", name))
    table = [head, *((name, *_cells(rows[name])) for name in order)]
    if load.unread:
        table.append(("Not read", str(len(load.unread)), "?", "?", "?", "?", "?"))
    total = [sum(row[i] for row in rows.values()) for i in range(6)]
    total[0] += len(load.unread)
    total[4] = max((row[4] for row in rows.values()), default=0)
    table.append(("Together", *_cells(total)))
    return [f" {line}" for line in columns(table, right=frozenset(range(1, 7)))]


def _cells(row: Sequence[int]) -> list[str]:
    shown = [str(number) if number else "-" for number in row]
    if row[4]:
        shown[4] = f"{row[4]} d"
    return shown


def _holder(opened: Opened, door: Door) -> str:
    name = holder_name(opened, door)
    if name == "not allocated":
        return "Not allocated"
    key = holder(opened.judged, door.position)
    away = opened.case.team.away(key, door.today)
    return f"{name} (leave)" if away else name


def _breach(todo: Todo, door: Door) -> list[str]:
    opened, duty = todo.opened, todo.act.first
    gated = duty.gated
    words = opened.judged.policy.vocabulary.events
    what = f"{words[gated.event].title} {short_day(gated.when.day)}" if gated else ""
    key = holder(opened.judged, door.position)
    who = brief_name(opened.judged, key) if key else "not allocated"
    pad = " " * 17
    return [
        edge(f" {child(opened, door):<15} {_title(todo, door)}", weight(duty.rule), door.width),
        f"{pad}{shorten(f'{what}. {who}. {brief_source(duty.rule, opened.judged)}', door.width - 17)}",
        f"{pad}do   reunify seen {typed(opened.id)} {_breach_name(todo)}",
    ]


def _breach_name(todo: Todo) -> str:
    """How a breach is typed: its rule, and its day where the rule was breached more than once."""
    duty = todo.act.first
    days = {d.anchor.when.day for d in todo.opened.judged.of(duty.rule.id) if d.breach and d.seen is None}
    return f"{duty.rule.id}@{duty.anchor.when.day}" if len(days) > 1 else duty.rule.id


def _title(todo: Todo, door: Door) -> str:
    duty = todo.act.first
    about = f" ({each_words(todo.opened, duty.each, door)})" if duty.each else ""
    return f"{sentence(clean(duty.rule.title))}{about}"


def _groups(overdue: Sequence[Todo], door: Door, by: str) -> list[tuple[str, list[Todo]]]:
    groups: dict[str, list[Todo]] = {}
    for todo in sorted(overdue, key=lambda t: t.act.due.deadline if t.act.due else 0):
        groups.setdefault(_group(todo, door, by), []).append(todo)
    if by == "case":
        return [("LATE, the longest first", [t for todos in groups.values() for t in todos])] if groups else []
    return [(f"{name.upper()}: {len(groups[name])}", groups[name]) for name in sorted(groups)]


def _group(todo: Todo, door: Door, by: str) -> str:
    opened, duty = todo.opened, todo.act.first
    match by:
        case "worker":
            return _holder(opened, door)
        case "owner":
            at = min(door.position, (duty.due.day.toordinal() if duty.due else 0) * MINUTES_IN_DAY)
            who = owner(opened.judged, duty, at or door.position)
            roles = opened.judged.policy.vocabulary.roles
            title = roles[who.role].title if who.role in roles else who.role
            if not who.key:
                return f"{title}, nobody named" if title else "nobody named"
            return f"{person(opened.judged, who.key)}{f' ({title})' if title else ''}"
        case "team":
            key = holder(opened.judged, door.position)
            colleague = opened.case.team.people.get(key)
            return (colleague.team if colleague else "") or "no team"
        case "rule":
            return clean(duty.rule.title)
    return opened.id


def _late(todo: Todo, door: Door, by: str) -> list[str]:
    opened, act = todo.opened, todo.act
    duty = act.first
    key = holder(opened.judged, door.position)
    who = "" if by == "worker" else (brief_name(opened.judged, key) if key else "not allocated")
    sources = list(dict.fromkeys(brief_source(each.rule, opened.judged) for each in act.duties))
    title = shorten(_title(todo, door), 44)
    first = f" {child(opened, door):<15} {title:<44} {late_words(duty, door)}"
    second = ". ".join(part for part in (f"by {due_words(act.due, door.today)}", who, "; ".join(sources[:2])) if part)
    return [edge(first, weight(duty.rule), door.width), f"{' ' * 17}{shorten(second, door.width - 17)}"]
