"""What every list begins with where the law as this program has it is not what was adopted: which rules, and whom."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reunify_cli.session.session import OpenCase, Session
from reunify_cli.session.workspace import OpenWorkspace
from reunify_cli.text.days import say_day
from reunify_cli.text.layout import clean

if TYPE_CHECKING:
    from reunify_cli.worklist.lists import Caseload

LATE = "late overnight"
"""How `engine.overnight` calls what is late by the newer law alone."""


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
    from reunify_cli.worklist.row_making import rows_at

    newer = opened.workspace.newer
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


def law_notes(workspace: OpenWorkspace) -> list[str]:
    """What `check` notes: which rules of law read otherwise now than what was adopted."""
    newer = workspace.newer
    if newer is None:
        return []
    name, rules = workspace.policy.id, "; ".join(clean(rule.title) for rule in newer.rules) or "bank holidays or words"
    said = f"the law in reunify differs from {name} as adopted here: {rules}"
    return [f"{said}; whose dates: reunify policy diff {name}@adopted {name} --cases"]


def day_words(ordinal: int) -> str:
    """A day with its year, or that there is none."""
    return say_day(date.fromordinal(ordinal)) if ordinal else "no date"
