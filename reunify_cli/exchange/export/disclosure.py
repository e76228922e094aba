"""Rows out of which no child can be picked: five children or more share each, and none leads to another.

Pseudonyms alone do not hide a child. Whoever has the statutory return knows on which days care began, and on which the
reviews were held; one such day finds the row, and a pseudonym all the others. So an export under pseudonyms has none:
no row says which child it is of, days become months, and a row stands only where five children or more have the very
same one, each of them no more than a fifth of those. What is rarer loses its details step by step (`steps`), and is
left out and counted where even that is rare.
The reasoning is that of k-anonymity (Samarati and Sweeney 1998), for each row instead of each child.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from reunify_cli.exchange.export.columns import Table
from reunify_cli.frozen import dataclass

SHARED_BY: Final = 5
"""How many children share a row at least; none of them has more than a fifth of the rows that are alike."""
LATE_FROM: Final = (92, 29, 8, 1)
"""Lateness is told by the lower end of its band, in days."""

_ALWAYS: Final[Mapping[str, frozenset[str]]] = {
    "cases": frozenset(("case_open", "looked_after", "policy", "policy_digest", "as_of")),
    "events": frozenset(("event", "group")),
    "duties": frozenset(
        (
            *("rule", "register", "weight", "strength", "owner_role", "standing", "seen", "varied", "unverified"),
            *("cite", "at", "policy", "policy_digest"),
        )
    ),
    "facts": frozenset(("fact", "value")),
}
"""What a row says at the least, by table."""
_OFTEN: Final[Mapping[str, frozenset[str]]] = {
    "cases": frozenset(("legal_status", "lives_with")),
    "events": frozenset(("corrected", "has_note", "has_document")),
    "duties": frozenset(("late_by_days", "anchor_event")),
    "facts": frozenset(),
}
"""What it says besides where that is not rare."""
_MONTHLY: Final[Mapping[str, frozenset[str]]] = {
    "cases": frozenset(("stage", "birth_year", "sex")),
    "events": frozenset(("date", "by", "fields")),
    "duties": frozenset(("due", "met_on", "each")),
    "facts": frozenset(("starts", "ends")),
}
"""What it says where even months are not rare."""

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Veiled:
    """The rows of a file that may be given away, in an order that says nothing, and how many were left out."""

    rows: Sequence[Row]
    left_out: int


def _to(table: Table, names: frozenset[str]) -> Callable[[Row], Row]:
    kept = [column.name in names for column in table.columns]
    kinds = [(column.name, column.kind) for column in table.columns]

    def told(row: Row) -> Row:
        return tuple(_coarse(*kinds[i], value) if kept[i] else None for i, value in enumerate(row))

    return told


def _coarse(name: str, kind: str, value: Any) -> Any:
    """A value as it may be told: a day as the first of its month, lateness as a band, a list without its order."""
    if isinstance(value, str) and kind == "date":
        value = date.fromisoformat(value)
    if isinstance(value, date) and name != "as_of":
        return value.replace(day=1)
    if name == "late_by_days":
        return next((band for band in LATE_FROM if value >= band), 0)
    return value


def steps(table: Table) -> tuple[Callable[[Row], Row], ...]:
    """How a row is told, from the most to the least."""
    least, often, most = (each[table.name] for each in (_ALWAYS, _OFTEN, _MONTHLY))
    return (_to(table, least | often | most), _to(table, least | often), _to(table, least))


def veiled(table: Table, rows: Iterable[tuple[str, Row]]) -> Veiled:
    """The rows that five children or more share, from rows each with the child it is of."""
    left, told = list(rows), list[Row]()
    for step in steps(table):
        said = [(child, step(row)) for child, row in left]
        children: defaultdict[Row, Counter[str]] = defaultdict(Counter)
        for child, row in said:
            children[row][child] += 1
        shared = {row for row, of in children.items() if max(of.values()) * SHARED_BY <= of.total()}
        told += [row for _, row in said if row in shared]
        left = [pair for pair, (_, row) in zip(left, said, strict=True) if row not in shared]
    return Veiled(sorted(told, key=repr), len(left))
