"""Good morning: what to look at first, what is late, what today and this week bring, which meetings are booked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from reunify_cli.cli.days import say_day, say_long, say_time, say_when, short_day
from reunify_cli.cli.door import Door, Opened
from reunify_cli.cli.lastlook import last_look, looked
from reunify_cli.cli.lists import Caseload, Todo, Whose, caseload, end_lines, read_line
from reunify_cli.cli.options import reads
from reunify_cli.cli.screen import clean, columns, counted, edge, sentence, shorten, wrap
from reunify_cli.cli.who import brief_name, child, due_words, duty_json, late_words, typed
from reunify_cli.engine.duty import Standing
from reunify_cli.model.case import Entry

AHEAD = 14
"""How many days ahead meetings are shown."""
MOST = 5


@reads
def cli(door: Door) -> int | None:
    """What needs looking at today."""
    mine = Whose(mine=bool(door.me) and _is_colleague(door))
    load = caseload(door, whose=mine)
    # A manager holds no case and may owe nothing today: then the morning is everybody's.
    everybody = mine.mine and not load.read and not load.unread
    load = caseload(door) if everybody else load
    if door.json:
        items = [duty_json(t.opened, d, door) for t in load.todo for d in t.act.duties if _pressing(t, door)]
        door.answer("morning", items, read=len(load.read), unread=load.unread)
    else:
        since = last_look(door)
        door.say(run(load, door, since, everybody=everybody))
        looked(door)
    return 3 if load.incomplete else None


def _is_colleague(door: Door) -> bool:
    """Whether whoever is asking is in the team; a reviewer or visitor sees everybody."""
    return any(door.me in (k, p.name) for office in door.offices for k, p in office.workspace.team.people.items())


def _pressing(todo: Todo, door: Door) -> bool:
    due = todo.act.due
    return todo.act.standing is Standing.BREACH or (due is not None and due.day <= door.today + timedelta(days=AHEAD))


def run(load: Caseload, door: Door, since: str, *, everybody: bool = False) -> list[str]:
    """The screen's lines."""
    clock = f", {say_time(door.now.minute)}" if door.as_of is None and door.now.minute is not None else ""
    lines = [edge(_greeting(door), f"{say_long(door.today)}{clock}", door.width)]
    office = door.offices[0]
    lines += wrap(f"{sentence(read_line(load))}.  Policy: {office.policy.id}.", door.width)
    if everybody and load.read:
        lines.append("You hold none of these cases, so this is everybody's.")
    first = _first(load, door)
    if first:
        lines += ["", "LOOK AT THESE FIRST", *first]
    lines += ["", *_counts(load, door), *_meetings(load, door)]
    if since:
        lines += _changes(load, door, since)
    lines += end_lines(load, door)
    example = typed(load.read[0].id) if load.read else "42"
    return [*lines, "", f"Type  reunify next    reunify show {example}    reunify record {example}    reunify help"]


def _greeting(door: Door) -> str:
    minute = door.now.minute or 0
    part = "morning" if minute < 12 * 60 else "afternoon" if minute < 18 * 60 else "evening"
    name = ""
    for office in door.offices:
        for key, colleague in office.workspace.team.people.items():
            if door.me in (key, colleague.name):
                name = f", {clean(colleague.name.split()[0])}"
    return f"Good {part}{name}."


def _first(load: Caseload, door: Door) -> list[str]:
    """Breaches nobody has seen, and children who are missing."""
    lines: list[str] = []
    for opened in load.read:
        if "missing" in opened.judged.policy.vocabulary.facts and opened.judged.times.fact_at("missing", door.position):
            away = opened.judged.history.by_event.get("missing", ())
            when = f" since {say_when(away[-1].when)}" if away else ""
            lines.append(
                edge(f"  {child(opened, door):<15} Missing{when}.", f"reunify show {typed(opened.id)}", door.width)
            )
    breaches = [t for t in load.todo if t.act.standing is Standing.BREACH and not t.act.seen]
    for todo in breaches[:MOST]:
        duty = todo.act.first
        gated = duty.gated
        words = todo.opened.judged.policy.vocabulary.events
        what = f"{sentence(words[gated.event].title)} on {short_day(gated.when.day)}" if gated else ""
        lines.append(f"  {child(todo.opened, door):<15} {shorten(clean(duty.rule.title), door.width - 19)}")
        lines.append(edge(f"  {'':<15} {what}: nothing recorded before it.", "", door.width))
        lines.append(f"  {'':<15} reunify why {typed(todo.opened.id)} {duty.rule.id}")
    if len(breaches) > MOST:
        lines.append(f"  and {counted(len(breaches) - MOST, 'breach', 'breaches')} more: reunify overdue")
    return lines


def _counts(load: Caseload, door: Door) -> list[str]:
    sunday = door.today + timedelta(days=6 - door.today.weekday())
    late = [t for t in load.todo if t.act.standing is Standing.OVERDUE]
    coming = [t for t in load.todo if t.act.standing in (Standing.DUE, Standing.UPCOMING) and t.act.due]
    today = [t for t in coming if t.act.due and t.act.due.day <= door.today]
    week = [t for t in coming if t.act.due and door.today < t.act.due.day <= sunday]
    after = [t for t in coming if t.act.due and sunday < t.act.due.day <= sunday + timedelta(days=7)]
    rows = []
    if late:
        worst = min(late, key=lambda t: t.act.due.deadline if t.act.due else 0)
        rows.append(("LATE", len(late), f"longest {late_words(worst.act.first, door)}: {_named(worst, door)}"))
    else:
        rows.append(("LATE", 0, ""))
    rows.append(("TODAY", len(today), _named(today[0], door) if today else ""))
    rows.append(
        ("THIS WEEK", len(week), f"next is {due_words(week[0].act.due)}, {_named(week[0], door)}" if week else "")
    )
    rows.append(("NEXT WEEK", len(after), "reunify next"))
    if load.undated:
        rows.append(("NO DATE", len(load.undated), f"owed all the same: {_named(load.undated[0], door)}"))
    return [shorten(f"  {name:<10} {number:>3}   {said}", door.width).rstrip() for name, number, said in rows]


def _named(todo: Todo, door: Door) -> str:
    return f"{clean(todo.act.first.rule.title)}, {child(todo.opened, door)}"


def _meetings(load: Caseload, door: Door) -> list[str]:
    """What is booked in the days ahead, what is booked too late, and reviews that nobody has booked."""
    booked: list[tuple[int, tuple[str, ...]]] = []
    for opened in load.read:
        late = {kind for t in load.todo if t.opened is opened and t.act.booked_too_late for kind in (t.act.event,)}
        for what, (when, _) in opened.judged.bookings.items():
            if not 0 <= (when.day - door.today).days <= AHEAD:
                continue
            title = (
                opened.judged.policy.vocabulary.events[what].title
                if what in opened.judged.policy.vocabulary.events
                else what
            )
            note = "BOOKED TOO LATE" if what in late else ""
            booked.append((when.start, (f"  {say_when(when)}", child(opened, door), clean(title), note)))
    lines: list[str] = []
    if booked:
        lines += ["", f"MEETINGS BOOKED, NEXT {AHEAD} DAYS", *columns(row for _, row in sorted(booked))]
    unbooked = [t for t in load.todo if _to_book(t, door)]
    if unbooked:
        lines += ["", "STILL TO BOOK"]
        for todo in unbooked[:MOST]:
            lines.append(
                edge(
                    f"  {child(todo.opened, door):<15} {clean(todo.act.first.rule.title)}",
                    f"by {due_words(todo.act.due, door.today)}",
                    door.width,
                )
            )
        if len(unbooked) > MOST:
            lines.append(f"  and {len(unbooked) - MOST} more: reunify next --within 30d")
    return lines


def _to_book(todo: Todo, door: Door) -> bool:
    events = todo.opened.judged.policy.vocabulary.events
    kind = events.get(todo.act.event)
    meeting = kind is not None and kind.minutes and kind.group in ("meetings", "reviews")
    due = todo.act.due
    soon = due is not None and door.today <= due.day <= door.today + timedelta(days=30)
    return meeting and soon and todo.act.booked is None and todo.act.standing in (Standing.DUE, Standing.UPCOMING)


def _changes(load: Caseload, door: Door, since: str) -> list[str]:
    """What others wrote down since somebody last looked."""
    found: list[tuple[str, Opened, Entry]] = []
    for opened in load.read:
        for entry in opened.judged.history.entries:
            stamp = entry.recorded.isoformat() if entry.recorded else ""
            if stamp > since and entry.recorded_by != door.me:
                found.append((stamp, opened, entry))
    if not found:
        return []
    lines = ["", f"SINCE YOU LAST LOOKED ({_since(since)})"]
    ordered: Sequence[tuple[str, Opened, Entry]] = sorted(found, key=lambda each: each[0], reverse=True)
    for _, opened, entry in ordered[:MOST]:
        words = opened.judged.policy.vocabulary.events
        title = words[entry.event].title if entry.event in words else entry.event
        by = brief_name(opened.judged, entry.recorded_by) if entry.recorded_by else "somebody"
        lines.append(
            shorten(
                f"  {child(opened, door):<15} {clean(title)} of {short_day(entry.when.day)} recorded by {by}",
                door.width,
            )
        )
    if len(found) > MOST:
        lines.append(f"  and {counted(len(found) - MOST, 'entry', 'entries')} more")
    return lines


def _since(stamp: str) -> str:
    from datetime import datetime

    return say_day(datetime.fromisoformat(stamp).date())
