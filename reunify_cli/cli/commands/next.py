"""What to do next: breaches, what is late, then by date, each with why and how to record it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Annotated

import typer

from reunify_cli.cli.days import say_when, short_day
from reunify_cli.cli.door import Door
from reunify_cli.cli.lists import Caseload, Todo, Whose, caseload, end_lines, read_line
from reunify_cli.cli.options import CaseRefs, Mine, Person, WithRole, lists
from reunify_cli.cli.screen import clean, counted, edge, sentence, shorten
from reunify_cli.cli.who import (
    brief_source,
    child,
    command,
    command_line,
    due_words,
    duty_json,
    each_words,
    late_words,
    typed,
    weight,
)
from reunify_cli.engine.duty import Standing
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
    load = caseload(door, cases or (), Whose(mine, person, role))
    last = door.today + timedelta(days=days)
    if door.json:
        shown = [todo for todo in load.todo if _before(todo, last)]
        items = [duty_json(todo.opened, duty, door) for todo in shown for duty in todo.act.duties]
        door.answer("duties", items, read=len(load.read), unread=load.unread, beyond=len(load.todo) - len(shown))
    elif door.format == "csv":
        from reunify_cli.cli.tables import duties_csv

        duties_csv(door, [todo for todo in load.todo if _before(todo, last)])
    else:
        door.say(run(load, door, last, narrow=bool(cases)))
    return 3 if load.incomplete else None


def _days(text: str) -> int:
    period = parse_period(text)
    lengths = {"d": 1, "w": 7, "m": 30, "y": 365, "h": 0, "wd": 1}
    return period.amount * lengths[period.unit.value]


def _before(todo: Todo, last: date) -> bool:
    """Whether something is to be seen now: due by that day, breached, or booked for a day that is too late."""
    act = todo.act
    return act.due is None or act.due.day <= last or act.standing is Standing.BREACH or act.booked_too_late


def run(load: Caseload, door: Door, last: date, *, narrow: bool = False) -> list[str]:
    """The screen's lines: the head, one section after another, and what lies beyond."""
    pressing = [todo for todo in load.todo if not todo.act.seen]
    shown = [todo for todo in pressing if _before(todo, last)]
    sections = _sections(shown, door.today, last)
    head = f"{short_day(door.today)} to {short_day(last)} {last.year}"
    lines = [edge(sentence(read_line(load)), head, door.width), _counts(sections, len(load.undated))]
    for title, hint, todos in sections:
        if not todos:
            continue
        lines += ["", title + (f": {hint}" if hint else "")]
        blocks = list(_blocks(todos))
        for block in blocks if narrow else blocks[:MOST]:
            lines += _block(block, door, dated=title not in ("BREACH", "LATE") and not title.startswith("TODAY"))
        if not narrow and len(blocks) > MOST:
            lines.append(f" ... {len(blocks) - MOST} more    reunify next CASE   or   reunify next --mine")
    if not shown:
        lines += ["", "Nothing is late, and nothing falls due in these days."]
    if load.undated and narrow:
        lines += ["", "OWED, WITHOUT A DATE"]
        for block in _blocks(load.undated):
            lines += _block(block, door, dated=False)
    elif load.undated:
        lines += ["", f"Owed without a date: {len(load.undated)}.  They stand in  reunify next CASE"]
    beyond = len(pressing) - len(shown)
    wider = next((days for days in (60, 180) if days > (last - door.today).days), 400)
    after = f"After {short_day(last)}: {beyond} more.  reunify next --within {wider}d" if beyond else ""
    first = shown[0].opened.id if shown else ""
    why = f"Why?  reunify why {typed(first)}" if first else ""
    if after or why:
        lines += ["", edge(after, why, door.width) if after else why]
    return [*lines, *end_lines(load, door)]


def _sections(shown: Iterable[Todo], today: date, last: date) -> list[tuple[str, str, list[Todo]]]:
    sunday = today + timedelta(days=6 - today.weekday())
    breach, late, now, week, following, later = [], [], [], [], [], []
    for todo in shown:
        day = todo.act.due.day if todo.act.due else last
        if todo.act.standing is Standing.BREACH:
            breach.append(todo)
        elif todo.act.standing is Standing.OVERDUE:
            late.append(todo)
        elif day <= today:
            now.append(todo)
        elif day <= sunday:
            week.append(todo)
        elif day <= sunday + timedelta(days=7):
            following.append(todo)
        else:
            later.append(todo)
    unseen = [t for t in breach if not t.act.seen]
    return [
        ("BREACH", "until a manager has seen it", unseen),
        ("LATE", "not recorded here. If it was done, record it with the day it was done.", late),
        (f"TODAY, {short_day(today)}", "", now),
        ("THIS WEEK", "", week),
        ("NEXT WEEK", "", following),
        ("LATER", "", later),
    ]


def _counts(sections: Sequence[tuple[str, str, list[Todo]]], undated: int) -> str:
    names = ("breach", "late", "today", "this week", "next week", "later")
    parts = []
    for (_, _, todos), name in zip(sections, names, strict=True):
        number = len(list(_blocks(todos))) if todos else 0
        if number:
            parts.append(counted(number, "breach", "breaches") if name == "breach" else f"{number} {name}")
    parts += [f"{undated} without a date"] if undated else []
    return "   ".join(parts) or "nothing to do"


def _blocks(todos: Iterable[Todo]) -> Iterable[list[Todo]]:
    """What brothers and sisters share as one block: the same thing to do, by the same day."""
    found: dict[tuple[str, ...], list[Todo]] = {}
    for todo in todos:
        family = todo.opened.case.file.group or todo.opened.id
        key = (family, todo.act.event or todo.act.first.id, *todo.act.fields, str(todo.act.due))
        found.setdefault(key, []).append(todo)
    return found.values()


def _block(block: list[Todo], door: Door, *, dated: bool) -> list[str]:
    first = block[0]
    duty = first.act.first
    late = first.act.standing is Standing.OVERDUE
    what = sentence(clean(duty.rule.title))
    tail = weight(duty.rule)
    lines = []
    for i, todo in enumerate(block):
        who = f"{shorten(child(todo.opened, door), 15):<15}"
        day = f"{due_words(todo.act.due):<10}  " if dated and todo.act.due else ""
        said = what if i == 0 else "the same"
        lines.append(edge(f" {day}{who} {said}", tail, door.width))
    pad = " " * (16 + (12 if dated and first.act.due else 0))
    lines += _reasons(first, door, pad, late=late)
    todo_now = _do(block)
    if todo_now:
        lines.append(command_line(f"do   {todo_now}", f"{pad} ", door.width))
    return lines


def _reasons(todo: Todo, door: Door, pad: str, *, late: bool) -> list[str]:
    act, duty = todo.act, todo.act.first
    parts = []
    if act.standing is Standing.BREACH and duty.gated is not None:
        title = todo.opened.judged.policy.vocabulary.events[duty.gated.event].title
        parts.append(f"{title}, {short_day(duty.gated.when.day)}")
    elif late:
        parts.append(f"by {due_words(act.due, door.today)}: {late_words(duty, door)}")
    if duty.other_due is not None:
        parts.append(f"by the other reading of the words {due_words(duty.other_due, door.today)}")
    sources = list(dict.fromkeys(brief_source(each.rule, todo.opened.judged) for each in act.duties))
    parts.append("; ".join(sources[:3]))
    if duty.each:
        parts.append(each_words(todo.opened, duty.each, door))
    if act.booked is not None:
        parts.append(
            f"BOOKED TOO LATE, {say_when(act.booked)}" if act.booked_too_late else f"booked {say_when(act.booked)}"
        )
    if act.due and todo.opened.judged.calendar.provisional(act.due.day):
        parts.append("bank holidays not announced that far")
    from reunify_cli.cli.screen import wrap

    return wrap(". ".join(part for part in parts if part), door.width, f"{pad} ", f"{pad} ")


def _do(block: list[Todo]) -> str:
    """The one command for everybody in a block."""
    first = block[0]
    if first.act.standing is Standing.BREACH:
        return f"reunify why {typed(first.opened.id)} {first.act.first.rule.id}"
    one = command(first.opened, first.act)
    if first.act.booked_too_late:
        return f'reunify book {typed(first.opened.id)} {first.act.event} --move --on "DATE TIME"'
    if not one or len(block) == 1:
        return one
    ids = " ".join(typed(todo.opened.id) for todo in block)
    return one.replace(f"reunify record {typed(first.opened.id)} ", f"reunify record {ids} ", 1)
