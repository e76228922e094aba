"""Good morning: what to look at first, what is late, what today and this week bring, which meetings are booked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta

from reunify_cli.cli.options import reads
from reunify_cli.cli.screens.list_ends import end_lines, read_line
from reunify_cli.cli.screens.newer_law import newer_law_lines
from reunify_cli.cli.terminal import Terminal
from reunify_cli.frozen import dataclass
from reunify_cli.model.moment import parse_moment
from reunify_cli.session.last_look import last_look, looked
from reunify_cli.session.session import Session
from reunify_cli.text.days import say_day, say_long, say_time, say_when, short_day
from reunify_cli.text.layout import clean, columns, counted, edge, joined, sentence, shorten, wrap
from reunify_cli.wording.display_names import due_words, typed
from reunify_cli.worklist.caseload import keys_called, read_rows
from reunify_cli.worklist.index.keeping import STATES
from reunify_cli.worklist.index.queries import Which
from reunify_cli.worklist.lists import Caseload, Whose, key_of, of_rows
from reunify_cli.worklist.newer_law import newer_law_json
from reunify_cli.worklist.questions import duties_until
from reunify_cli.worklist.row_words import child_of, late_of
from reunify_cli.worklist.rows import ASK, BREACH, DATED, FRESH, UNDATED, ActRow, CaseRow

AHEAD = 14
"""How many days ahead meetings are shown."""
TO_BOOK = 30
"""How many days ahead a meeting that nobody has booked is asked for."""
MOST = 5
MEETINGS = 8
"""How many booked meetings are shown before the rest is counted."""
TITLE = 26
"""How long a meeting's title may be where it stands between the child and a note."""


@reads
def cli(terminal: Terminal) -> int | None:
    """What needs looking at today."""
    load = of_rows(read_rows(terminal.session))
    everybody, mine = False, None
    if _is_colleague(load, terminal.session.me):
        mine = of_rows(load.rows, key_of(terminal.session, load.rows.teams, Whose(mine=True)))
        # A manager's morning is the team's, whatever she owes herself. So is that of a colleague without a case.
        if any(team.manages(terminal.session.me, terminal.session.today.isoformat()) for team in load.rows.teams):
            everybody = not mine.read
        else:
            everybody, load, mine = not mine.read, mine if mine.read else load, None
    if terminal.json:
        _, items = duties_until(load, terminal.session.today + timedelta(days=AHEAD), terminal.session)
        more = {"undated": load.count(Which((UNDATED,))), "newer_law": newer_law_json(load)}
        terminal.answer("morning", items, read=load.read, unread=load.unread, **more)
    else:
        since = last_look(terminal.session.env, terminal.session.folders)
        terminal.say(run(load, terminal, since, everybody=everybody, mine=mine))
        if terminal.session.as_of is None:
            looked(terminal.session.env, terminal.session.folders, terminal.session.instant)
    return 3 if load.incomplete else None


def _is_colleague(load: Caseload, me: str) -> bool:
    """Whether whoever is asking is in the team; a reviewer or visitor sees everybody."""
    return any(me and keys_called(me, team.people) for team in load.rows.teams)


# --- what there is ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Counted:
    """How many there are, and the first of them."""

    number: int = 0
    first: ActRow | None = None


@dataclass(frozen=True, slots=True)
class Morning:
    """What there is to do, counted by when; and the little of it that the screen names."""

    breached: int
    breaches: list[ActRow]
    late: Counted
    ask: Counted
    today: Counted
    week: Counted
    after: Counted
    undated: Counted
    to_book: int
    unbooked: list[ActRow]
    too_late: set[tuple[str, str, str]]
    """The meetings that are booked too late: folder, child, event."""


def _morning(load: Caseload, session: Session) -> Morning:
    """What there is to do."""

    def counted(which: Which) -> Counted:
        number = load.count(which)
        return Counted(number, next(load.acts(which, 1), None) if number else None)

    today = session.today.toordinal()
    sunday = today + 6 - session.today.weekday()
    ahead = Which((DATED,), late=False)
    to_book = ahead._replace(first=today, last=today + TO_BOOK, to_book=True)
    return Morning(
        breached=load.count(Which((BREACH,))),
        breaches=list(load.acts(Which((BREACH,)), MOST)),
        late=counted(Which((DATED,), late=True)),
        ask=counted(Which((ASK,))),
        today=counted(ahead._replace(last=today)),
        week=counted(ahead._replace(first=today + 1, last=sunday)),
        after=counted(ahead._replace(first=sunday + 1, last=sunday + 7)),
        undated=counted(Which((UNDATED,))),
        to_book=load.count(to_book),
        unbooked=list(load.acts(to_book, MOST)),
        too_late={(row.root, row.case, row.event) for row in load.acts(Which(STATES, too_late=True))},
    )


# --- the screen ---------------------------------------------------------------------------------------------------


def run(
    load: Caseload, terminal: Terminal, since: str, *, everybody: bool = False, mine: Caseload | None = None
) -> list[str]:
    """The screen's lines."""
    clock = (
        f", {say_time(terminal.session.now.minute)}"
        if terminal.session.as_of is None and terminal.session.now.minute is not None
        else ""
    )
    lines = [edge(_greeting(load, terminal.session), f"{say_long(terminal.session.today)}{clock}", terminal.width)]
    policies = list(dict.fromkeys(team.policy_on(terminal.session.today.isoformat()) for team in load.rows.teams))
    said = f"{'Policy' if len(policies) == 1 else 'Policies'}: {joined(policies)}."
    lines += wrap(f"{sentence(read_line(load))}.  {said}", terminal.width)
    if everybody and load.read:
        lines.append("None of these cases is yours, so this is the whole team.")
    elif mine is not None:
        lines.append(
            edge("The whole team, because you manage it.", "Yours alone:  reunify next --mine", terminal.width)
        )
    for team in load.rows.teams:
        for note in team.notes:
            lines += wrap(sentence(f"{note}."), terminal.width)
    lines += newer_law_lines(load, terminal)
    found = _morning(load, terminal.session)
    asking = list(load.cases("open AND asking"))
    first = [*_missing(load, terminal), *_to_decide(asking, terminal), *_breaches(found, load, terminal)]
    if first:
        lines += ["", "LOOK AT THESE FIRST", *first]
    lines += ["", *_counts(found, load, terminal), *_meetings(found, load, terminal), *_to_call_off(load, terminal)]
    lines += _to_ask(asking, terminal)
    if since:
        lines += _changes(load, terminal, since)
    lines += end_lines(load, terminal)
    if load.first is None and not load.unread and not load.closed:
        return [*lines, "", "First child:  reunify new initials=R.K. born=8/3/2017    reunify help starting"]
    example = typed(load.first.case) if load.first else "42"
    return [*lines, "", f"Type  reunify next    reunify show {example}    reunify record {example}    reunify help"]


def _greeting(load: Caseload, session: Session) -> str:
    minute = session.now.minute or 0
    part = "morning" if minute < 12 * 60 else "afternoon" if minute < 18 * 60 else "evening"
    name = ""
    for team in load.rows.teams:
        for key in keys_called(session.me, team.people):
            name = f", {clean(team.people[key].split()[0])}"
    return f"Good {part}{name}."


def _missing(load: Caseload, terminal: Terminal) -> Iterator[str]:
    """Children who are missing."""
    for case in load.cases("open AND missing"):
        when = (
            f" since {say_when(parse_moment(case.missing_since), terminal.session.today)}" if case.missing_since else ""
        )
        said = f"  {child_of(case, terminal.session):<15} Missing{when}."
        yield edge(said, f"reunify show {typed(case.case)}", terminal.width)


def _to_decide(asking: Sequence[CaseRow], terminal: Terminal) -> Iterator[str]:
    """Children of whom a return says what cannot be taken at its word."""
    cases = [case for case in asking if case.to_decide]
    for case in cases[:MOST]:
        said = f"  {child_of(case, terminal.session):<15} A return leaves something to decide."
        yield edge(said, f"reunify check {typed(case.case)}", terminal.width)
    if len(cases) > MOST:
        yield f"  and {counted(len(cases) - MOST, 'child', 'children')} more to decide about: reunify check"


def _to_ask(asking: Sequence[CaseRow], terminal: Terminal) -> list[str]:
    """Children of whom the last review, visit or health assessment, stage or worker is not recorded yet."""
    cases = [case for case in asking if case.to_ask]
    if not cases:
        return []
    lines = ["", "NOT RECORDED YET, FROM BEFORE THE RECORD STARTS"]
    for case in cases[:MOST]:
        command = f"reunify check {typed(case.case)}"
        said = f"  {child_of(case, terminal.session):<15} {joined(case.to_ask)}"
        lines.append(edge(said, command, terminal.width))
    if len(cases) > MOST:
        lines.append(f"  and {counted(len(cases) - MOST, 'child', 'children')} more: reunify check")
    return lines


def _breaches(found: Morning, load: Caseload, terminal: Terminal) -> Iterator[str]:
    """Breaches that no manager has seen."""
    for row in found.breaches:
        what = (
            f"{sentence(row.gated)} on {short_day(date.fromordinal(row.gated_day), terminal.session.today)}"
            if row.gated
            else ""
        )
        yield f"  {child_of(load.case(row), terminal.session):<15} {shorten(row.title, terminal.width - 19)}"
        yield f"  {'':<15} {what}: nothing recorded before it."
        yield f"  {'':<15} reunify why {typed(row.case)} {row.rule}"
    if found.breached > MOST:
        yield f"  and {counted(found.breached - MOST, 'breach', 'breaches')} more: reunify overdue"


def _counts(found: Morning, load: Caseload, terminal: Terminal) -> list[str]:
    def named(row: ActRow) -> str:
        return f"{row.title}, {child_of(load.case(row), terminal.session)}"

    late, today, week = found.late.first, found.today.first, found.week.first
    rows = [
        ("OVERDUE", found.late.number, f"longest {late_of(late, terminal.session)}: {named(late)}" if late else ""),
        ("TODAY", found.today.number, named(today) if today else ""),
        (
            "THIS WEEK",
            found.week.number,
            f"next is {due_words(week.due, terminal.session.today)}, {named(week)}" if week else "",
        ),
        ("NEXT WEEK", found.after.number, "reunify next"),
    ]
    if found.ask.first:
        rows.insert(1, ("ASK", found.ask.number, f"not recorded: {named(found.ask.first)}"))
    if found.undated.first:
        rows.append(("NO DATE", found.undated.number, f"still to do: {named(found.undated.first)}"))
    return [shorten(f"  {name:<10} {number:>3}   {said}", terminal.width).rstrip() for name, number, said in rows]


def _meetings(found: Morning, load: Caseload, terminal: Terminal) -> list[str]:
    """What is booked in the days ahead, what is booked too late, and reviews that nobody has booked."""
    booked: list[tuple[int, tuple[str, ...]]] = []
    for case in load.cases("open AND booked"):
        for meeting in case.booked:
            when = parse_moment(meeting.when)
            if 0 <= (when.day - terminal.session.today).days <= AHEAD and not meeting.off:
                note = "BOOKED TOO LATE" if (case.root, case.case, meeting.event) in found.too_late else ""
                cells = (
                    f"  {say_when(when, terminal.session.today)}",
                    child_of(case, terminal.session),
                    shorten(meeting.title, TITLE),
                    note,
                )
                booked.append((when.start, cells))
    lines: list[str] = []
    if booked:
        # What is booked too late is never among those that are only counted.
        first = sorted(sorted(booked, key=lambda each: (not each[1][-1], each))[:MEETINGS])
        lines += ["", f"MEETINGS BOOKED, NEXT {AHEAD} DAYS", *columns(row for _, row in first)]
        if len(booked) > MEETINGS:
            lines.append(f"  and {len(booked) - MEETINGS} more: reunify calendar --out meetings.ics")
    if found.unbooked:
        lines += ["", "STILL TO BOOK"]
        for row in found.unbooked:
            left = f"  {child_of(load.case(row), terminal.session):<15} {row.title}"
            lines.append(edge(left, f"by {due_words(row.due, terminal.session.today)}", terminal.width))
        if found.to_book > MOST:
            lines.append(f"  and {found.to_book - MOST} more: reunify next --within {TO_BOOK}d")
    return lines


WHY_OFF = {
    "died": "the child died{}",
    "eighteen": "18 years old{}",
    "closed": "the case is closed{}",
    "ceased": "not looked after{}",
}


def _to_call_off(load: Caseload, terminal: Terminal) -> list[str]:
    """The meetings that are still booked, however far ahead, and cannot be held: of closed cases as well."""
    found = []
    for case in load.cases("booked"):
        since = (
            f" since {short_day(date.fromisoformat(case.ended_on), terminal.session.today)}" if case.ended_on else ""
        )
        for meeting in case.booked:
            when = parse_moment(meeting.when)
            if meeting.off and when.day >= terminal.session.today:
                why = WHY_OFF[meeting.off].format(since.replace(" since", "") if meeting.off == "died" else since)
                said = (
                    f"  {child_of(case, terminal.session):<15} {shorten(meeting.title, TITLE)}, {say_when(when)}: {why}"
                )
                found.append((when.start, said, f"reunify book {typed(case.case)} {meeting.event} --cancel"))
    if not found:
        return []
    lines = ["", "STILL BOOKED, and to be called off"]
    for _, said, way in sorted(found)[:MEETINGS]:
        lines += [shorten(said, terminal.width), f"  {'':<15} {way}"]
    if len(found) > MEETINGS:
        lines.append(f"  and {len(found) - MEETINGS} more: reunify check")
    return lines


def _changes(load: Caseload, terminal: Terminal, since: str) -> list[str]:
    """What others wrote down since somebody last looked, or in the last weeks where that is longer ago."""
    looked = datetime.fromisoformat(since)
    from_ = max(looked, terminal.session.instant - timedelta(days=FRESH))
    found = [
        (entry.recorded, case, entry)
        for case in load.cases("open AND written IS NOT NULL")
        for entry in case.written
        if datetime.fromisoformat(entry.recorded) > from_ and entry.by != terminal.session.me
    ]
    if not found:
        return []
    last = f"SINCE YOU LAST LOOKED ({say_day(looked.date())})"
    if from_ > looked:
        last = f"IN THE LAST {FRESH} DAYS (you last looked on {say_day(looked.date())})"
    lines = ["", last]
    for _, case, entry in sorted(found, key=lambda each: each[0], reverse=True)[:MOST]:
        said = f"{entry.title} of {short_day(date.fromordinal(entry.day))} recorded by {entry.by_words}"
        lines.append(shorten(f"  {child_of(case, terminal.session):<15} {said}", terminal.width))
    if len(found) > MOST:
        lines.append(f"  and {counted(len(found) - MOST, 'entry', 'entries')} more")
    return lines
