"""What every list begins with where the law as this program has it is not what was adopted: which rules, and whom."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reunify_cli.cli.days import say_day, short_day
from reunify_cli.cli.screen import clean, counted, edge, shorten, wrap
from reunify_cli.cli.shown import child_of
from reunify_cli.cli.terminal import Terminal
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.session.workspace import OpenWorkspace

if TYPE_CHECKING:
    from reunify_cli.cli.lists import Caseload
    from reunify_cli.store.rows import CaseRow, Otherwise

MOST = 8
"""How many children are named before the rest is counted."""
RULES = 4
LATE = "late overnight"
"""How `engine.overnight` calls what is late by the newer law alone."""


def newer_law_lines(load: Caseload, terminal: Terminal) -> list[str]:
    """Which rules of law differ, how many children's dates, what is late by which of the two, and what to type."""
    lines: list[str] = []
    for team in load.rows.teams:
        if team.newer is None:
            continue
        children = [row for row in load.cases("open") if row.root == team.root and row.otherwise]
        policy = team.policy_on(terminal.session.today.isoformat())
        rules = "; ".join(team.newer[:RULES]) + (f"; {len(team.newer) - RULES} more" if len(team.newer) > RULES else "")
        what = f"{counted(len(team.newer), 'rule')} of law: {rules}." if team.newer else "bank holidays or words."
        found = [(row, each) for row in children for each in row.otherwise]
        found.sort(key=lambda pair: pair[1].kind != LATE)
        late = sum(each.kind == LATE for _, each in found)
        no_longer = sum(each.kind == "no longer late" for _, each in found)
        said = f"reunify now differs from {policy} as adopted here in {what}"
        dates = f"Dates of {counted(len(children), 'child', 'children')} differ by it."
        both = f"Late by the newer law alone: {late}. Late as adopted alone: {no_longer}."
        lines += ["", "THE LAW HERE IS OLDER THAN THE LAW IN REUNIFY", *wrap(said, terminal.width, "  ", "  ")]
        lines += wrap(f"{dates} {both}", terminal.width, "  ", "  ")
        lines += [_line(row, each, terminal) for row, each in found[:MOST]]
        lines += [f"  and {len(found) - MOST} more"] if len(found) > MOST else []
        lines.append(f"  What differs:  reunify policy diff {policy}@adopted {policy} --cases")
        lines.append(f"  Take it over:  reunify policy adopt {policy} --from DATE --open-cases")
    return lines


def _line(row: CaseRow, each: Otherwise, terminal: Terminal) -> str:
    days = (each.was_day, each.due_day)
    was, now = (short_day(date.fromordinal(day), terminal.session.today) if day else "no date" for day in days)
    how = {LATE: "LATE by it, ", "no longer late": "not late by it, ", "gone": "not asked by it, "}.get(each.kind, "")
    said = f"{shorten(each.title, 30)}: {how}{was} -> {now}"
    return edge(f"  {child_of(row, terminal.session):<15} {said}", each.tail, terminal.width)


def newer_law_json(load: Caseload) -> list[dict[str, object]]:
    """The same for programs, an item for each duty that stands otherwise."""

    def day(ordinal: int) -> str | None:
        return date.fromordinal(ordinal).isoformat() if ordinal else None

    return [
        {
            "case": row.case,
            "title": each.title,
            "how": each.kind,
            "due_as_adopted": day(each.was_day),
            "due": day(each.due_day),
        }
        for row in (load.cases("open") if any(team.newer is not None for team in load.rows.teams) else ())
        for each in row.otherwise
    ]


def notices_of(opened: OpenCase, session: Session) -> tuple[str, ...]:
    """What a paper about one child heads with: each rule of law that reads otherwise now, and the date by both."""
    from reunify_cli.cli.row_making import rows_at

    newer = opened.office.newer
    if newer is None:
        return ()
    row, _ = rows_at(opened, session.position, session.instant)
    policy = opened.judged.policy.id
    rules = "; ".join(clean(rule.title) for rule in newer.rules) or "bank holidays or words"
    dates = [
        f"{each.title}: {day_words(each.was_day)} as adopted, {day_words(each.due_day)} by the newer law"
        for each in row.otherwise
    ]
    said = f"This paper counts by {policy} as it was adopted. reunify now has other law: {rules}."
    return (f"{said} {'. '.join(dates) or 'No date of this child differs'}.",)


def law_notes(office: OpenWorkspace) -> list[str]:
    """What `check` notes: which rules of law read otherwise now than what was adopted."""
    newer = office.newer
    if newer is None:
        return []
    name, rules = office.policy.id, "; ".join(clean(rule.title) for rule in newer.rules) or "bank holidays or words"
    said = f"the law in reunify differs from {name} as adopted here: {rules}"
    return [f"{said}; whose dates: reunify policy diff {name}@adopted {name} --cases"]


def day_words(ordinal: int) -> str:
    """A day with its year, or that there is none."""
    return say_day(date.fromordinal(ordinal)) if ordinal else "no date"
