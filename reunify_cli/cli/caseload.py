"""Where a list's rows come from: every child's files, read and judged one after the other, and nothing kept of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from reunify_cli.cli.door import Door, Unread
from reunify_cli.store.rows import BREACH, DATED, SEEN, UNDATED, ActRow, CaseRow
from reunify_cli.errors import Unreadable

if TYPE_CHECKING:
    from reunify_cli.cli.door import Opened

_TURN = {BREACH: 0, DATED: 1, UNDATED: 2, SEEN: 3}


@dataclass(frozen=True)
class Rows:
    """The rows of the children asked for, as they are true at the door's position. Lists go over them once or twice."""

    cases: Iterable[CaseRow] = ()
    """In the order in which the children were named, else by workspace and id."""
    acts: Iterable[ActRow] = ()
    """By deadline; in the children's order where that is the same."""
    unread: Sequence[Unread] = ()

    @cached_property
    def _of(self) -> dict[tuple[str, str], CaseRow]:
        return {(row.root, row.case): row for row in self.cases}

    def case(self, row: ActRow) -> CaseRow:
        """The child for whom something is to be done."""
        return self._of[row.root, row.case]


def read_rows(door: Door, refs: Sequence[str] = (), *, full: bool = False) -> Rows:
    """The rows of the children named (of all, where none is). With `full` the duties come along as JSON.

    Raises Mistyped where a child named is nobody.
    """
    from reunify_cli.cli.row_making import rows_at

    cases: list[CaseRow] = []
    acts: list[tuple[int, int, int, int, ActRow]] = []
    unread: list[Unread] = []
    found: Iterable[Opened | Unread] = door.all_cases() if not refs else _named(door, refs)
    for each in found:
        if isinstance(each, Unread):
            unread.append(each)
            continue
        case, its = rows_at(each, door.position, door.instant, full=full)
        acts += ((row.deadline, len(cases), _TURN[row.state], row.place, row) for row in its)
        cases.append(case)
    return Rows(cases, [row for *_, row in sorted(acts, key=lambda each: each[:4])], unread)


def _named(door: Door, refs: Sequence[str]) -> Iterator[Opened | Unread]:
    named = [door.find(ref) for ref in refs]
    for office, case_id in {(office.root, case_id): (office, case_id) for office, case_id in named}.values():
        try:
            yield door.open(office, case_id)
        except Unreadable as error:
            yield Unread(office, case_id, error.problems)
