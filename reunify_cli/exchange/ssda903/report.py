"""An import's plan row by row, as plain data: for the screen, for a file, and as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from reunify_cli.errors import Place
from reunify_cli.exchange.ssda903.plan import ChildPlan, ImportPlan

Kind = Literal["made", "updated", "unchanged", "skipped", "new", "correction", "withdrawal", "doubtful", "unread"]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report: about a child, an entry, a doubtful row, or a row that could not be read."""

    kind: Kind
    number: str
    case_id: str
    place: Place | None
    sentence: str
    check: str = ""
    """The number of the return's own check, for a doubtful row."""


def lines(plan: ImportPlan) -> tuple[Line, ...]:
    """Every line of the report: rows that could not be read, then child by child what is done and what is doubtful."""
    unread = [Line("unread", "", "", p.place, " ".join(filter(None, (p.sentence, p.help)))) for p in plan.problems]
    return (*unread, *(line for child in plan.children for line in _of_child(child)))


def _of_child(child: ChildPlan) -> Iterator[Line]:
    yield Line(child.outcome, child.number, child.case_id, None, _summary(child))
    for change in child.changes:
        yield Line(change.kind, child.number, child.case_id, change.place, _said(change.entry, change.event))
    for doubt in child.doubts:
        sentence = f"{doubt.sentence} Left out." if doubt.left_out else doubt.sentence
        yield Line("doubtful", child.number, child.case_id, doubt.place, sentence, doubt.check)


def _summary(child: ChildPlan) -> str:
    if child.why:
        return child.why
    count = {kind: sum(c.kind == kind for c in child.changes) for kind in ("new", "correction", "withdrawal")}
    words = [f"{n} {kind if kind == 'new' else kind + ('s' if n > 1 else '')}" for kind, n in count.items() if n]
    said = f"{', '.join(words)}." if words else "Nothing new."
    return f"{said} Left care on {child.left_on:%d/%m/%Y}." if child.left_on and words else said


def _said(entry: Mapping[str, str], event: str) -> str:
    """What an entry says, on one line."""
    left_out = ("id", "event", "date", "note", "why", "corrects", "withdraws")
    fields = [f"{key}={value}" for key, value in entry.items() if key not in left_out]
    if "withdraws" in entry:
        return f"{event} ({entry['withdraws']}) taken back"
    if "corrects" in entry:
        day = [f"date={entry['date']}"] if "date" in entry else []
        note = ["note"] if "note" in entry else []
        return " ".join([f"{event} ({entry['corrects']}):", *day, *fields, *note])
    return " ".join([entry["date"], event, *fields])


def counts(plan: ImportPlan) -> dict[str, int]:
    """How many children were made, updated, unchanged and skipped, how many are doubtful, and how many rows unread."""
    outcomes = {outcome: len(plan.of(outcome)) for outcome in ("made", "updated", "unchanged", "skipped")}
    return {**outcomes, "doubtful": len(plan.doubtful), "unread": len(plan.problems)}


def items(plan: ImportPlan) -> list[dict[str, Any]]:
    """The plan for JSON: one item for each child, in the order of the return."""
    return [
        {
            "child": child.number,
            "case": child.case_id,
            "outcome": child.outcome,
            "why": child.why,
            "left_on": child.left_on.isoformat() if child.left_on else None,
            "entries": [
                {"kind": c.kind, "row": _row(c.place), "event": c.event, "entry": dict(c.entry)} for c in child.changes
            ],
            "doubtful": [
                {"row": _row(d.place), "check": d.check, "sentence": d.sentence, "left_out": d.left_out}
                for d in child.doubts
            ],
        }
        for child in plan.children
    ]


def unread(plan: ImportPlan) -> list[dict[str, Any]]:
    """The rows that could not be read, for JSON."""
    return [{"row": _row(p.place), "sentence": p.sentence, "help": p.help} for p in plan.problems]


def _row(place: Place | None) -> str | None:
    return str(place) if place is not None else None
