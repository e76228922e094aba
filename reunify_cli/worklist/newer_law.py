"""What every list begins with where the law as this program has it is not what was adopted: which rules, and whom."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reunify_cli.session.workspace import OpenWorkspace
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


def law_notes(workspace: OpenWorkspace) -> list[str]:
    """What `check` notes: which rules of law read otherwise now than what was adopted."""
    newer = workspace.newer
    if newer is None:
        return []
    name, rules = workspace.policy.id, "; ".join(clean(rule.title) for rule in newer.rules) or "bank holidays or words"
    said = f"the law in reunify differs from {name} as adopted here: {rules}"
    return [f"{said}; whose dates: reunify policy diff {name}@adopted {name} --cases"]
