"""An import's plan as plain data, for the screen, for a file and as JSON: first what somebody has to decide."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

from reunify_cli.errors import Place
from reunify_cli.exchange.ssda903.plan import ChildPlan, ImportPlan
from reunify_cli.exchange.ssda903.questions import KINDS, question_id
from reunify_cli.frozen import dataclass

Kind = Literal[
    "decide", "unread", "made", "updated", "unchanged", "held", "skipped", "new", "correction", "withdrawal", "doubtful"
]

_SINGLE: Final = re.compile(r"\d\d/\d\d/\d{4}|\d+|\"[^\"]*\"|\b[A-Z]{1,3}\d[\dA-Z]*\b|\([^)]*\)")
"""What tells one doubtful row from another of its kind: days, numbers and codes."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the report: a question, a child, an entry, a doubtful row, or a row whose child is not known."""

    kind: Kind
    number: str
    case_id: str
    place: Place | None
    sentence: str
    check: str = ""
    """The number of the return's own check, for a doubtful row; the kind of a question."""


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows are doubtful in one way: the return's own check where there is one, and the first of them."""

    check: str
    number: int
    children: int
    example: str


def lines(plan: ImportPlan) -> tuple[Line, ...]:
    """Every line of the report: the questions kind by kind, rows without a child, then child by child what is done."""
    found = [(q, child) for child in plan.children for q in child.questions]
    asked = [
        Line("decide", child.number, child.case_id, q.place, q.sentence, kind)
        for kind in KINDS
        for q, child in found
        if q.kind == kind
    ]
    unread = [Line("unread", "", "", p.place, " ".join(filter(None, (p.sentence, p.help)))) for p in plan.problems]
    return (*asked, *unread, *(line for child in plan.children for line in _of_child(child)))


def totals(plan: ImportPlan) -> list[Total]:
    """How many rows are doubtful in each way, the most first."""
    rows: dict[str, list[tuple[str, str, str]]] = {}
    for child in plan.children:
        for doubt in child.doubts:
            kind = doubt.check or _SINGLE.sub("", doubt.sentence)
            rows.setdefault(kind, []).append((child.number, doubt.check, doubt.sentence))
    found = [Total(each[0][1], len(each), len({row[0] for row in each}), each[0][2]) for each in rows.values()]
    return sorted(found, key=lambda total: (-total.number, total.check, total.example))


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
        return f"{event} ({entry['withdraws']}) withdrawn"
    if "corrects" in entry:
        day = [f"date={entry['date']}"] if "date" in entry else []
        note = ["note"] if "note" in entry else []
        return " ".join([f"{event} ({entry['corrects']}):", *day, *fields, *note])
    return " ".join([entry["date"], event, *fields])


def counts(plan: ImportPlan) -> dict[str, Any]:
    """How many children there are of each outcome, and how much is to be decided, doubtful and unread."""
    outcomes = {outcome: len(plan.of(outcome)) for outcome in ("made", "updated", "unchanged", "held", "skipped")}
    asked = Counter(q.kind for child in plan.children for q in child.questions)
    return {
        **outcomes,
        "to-decide": sum(bool(child.questions) for child in plan.children),
        "questions": {kind: asked[kind] for kind in KINDS if asked[kind]},
        "doubtful": len(plan.doubtful),
        "checks": {total.check: total.number for total in totals(plan) if total.check},
        "unread": len(unread(plan)),
    }


def items(plan: ImportPlan) -> list[dict[str, Any]]:
    """The plan for JSON: one item for each child, in the order of the return."""
    return [
        {
            "child": child.number,
            "case": child.case_id,
            "outcome": child.outcome,
            "why": child.why,
            "left_on": child.left_on.isoformat() if child.left_on else None,
            "to_decide": [
                {"id": question_id(child.number, q), "kind": q.kind, "row": _row(q.place), "sentence": q.sentence}
                for q in child.questions
            ],
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
    """The rows that could not be read, for JSON, each with its child's number where that is known."""
    rows = [
        {"child": child.number, "row": _row(q.place), "sentence": q.sentence, "help": KINDS[q.kind].done}
        for child in plan.children
        for q in child.questions
        if q.kind == "unreadable"
    ]
    return [
        *rows,
        *({"child": None, "row": _row(p.place), "sentence": p.sentence, "help": p.help} for p in plan.problems),
    ]


def _row(place: Place | None) -> str | None:
    return str(place) if place is not None else None
