"""What is asked of an index: how many there are of something, and the first few of it, as they stand at a position.

Counting happens in the database, so what a list costs is what it shows, however many children there are.
"""

# ruff: noqa: S608 - the parts of a question are ours; what others wrote goes in as values
from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any, Final, NamedTuple

from reunify_cli.frozen import dataclass, field
from reunify_cli.model.moment import MINUTES_IN_DAY
from reunify_cli.worklist.index.keeping import ACT, CHILD, STATES, StringTable, Told, act_of, child_of, written_of
from reunify_cli.worklist.rows import ASK, BREACH, DATED, SEEN, WEIGHTS, ActRow, CaseRow, Written

_ORDER: Final = "a.deadline, a.id, a.state, a.place, a.nth"


class Whose(NamedTuple):
    """Whose duties are asked for; empty words ask for everybody's."""

    key: str = ""
    """Somebody: what they owe, and what anybody owes for a child whose case they hold."""
    role: str = ""


class Which(NamedTuple):
    """Which acts are asked for."""

    states: tuple[str, ...]
    late: bool | None = None
    first: int | None = None
    """Due on this day, an ordinal, or later."""
    last: int | None = None
    """Due on this day or sooner."""
    shown: int | None = None
    """Due on this day or sooner, or booked too late whenever it is due; a breach and what is to ask about always."""
    too_late: bool | None = None
    """Whether it is booked for a day that is too late."""
    weight: str = ""
    """Only what is law, or policy, guidance, the plan's; whatever it is where this is empty."""
    to_book: bool = False
    """Only meetings that nobody has booked."""


class Children(NamedTuple):
    """How many children are meant, how many closed cases there are beside them, and the first of the children."""

    read: int
    closed: int
    first: CaseRow | None


@contextmanager
def odd_is_an_error() -> Iterator[None]:
    """Let what cannot be understood in an index count as what a broken file is."""
    try:
        yield
    except (TypeError, ValueError, KeyError, IndexError) as error:
        raise sqlite3.DatabaseError("this index cannot be understood") from error


@dataclass(frozen=True)
class Index:
    """The rows of one workspace as they stand at a position."""

    connection: sqlite3.Connection
    root: str
    position: int
    title: Callable[[ActRow, Told], str] = field(repr=False)
    """Reads the title of an act that is not kept here, from where it stands."""
    only: tuple[str, ...] = ()
    """The children asked about; all, where none is named."""

    @cached_property
    def words(self) -> StringTable:
        """The numbered words."""
        return StringTable(self.connection)

    # --- acts ---

    def count(self, which: Which, whose: Whose) -> int:
        """How many acts."""
        where, given = self._where(which, whose)
        return int(self._one(f"SELECT COUNT(*) FROM acts a WHERE {where}", given))

    def duties(self, which: Which, whose: Whose, *, late: bool = False) -> int:
        """How many duties these acts would meet; with `late` how many of these are late."""
        where, given = self._where(which, whose)
        size = "late_size" if late else "size"
        return int(self._one(f"SELECT IFNULL(SUM(a.{size}), 0) FROM acts a WHERE {where}", given))

    def blocks(self, which: Which, whose: Whose) -> int:
        """How many acts, where brothers and sisters share one."""
        where, given = self._where(which, whose)
        alone, shared = self.connection.execute(
            f"SELECT COUNT(*) - COUNT(a.shared), COUNT(DISTINCT a.shared) FROM acts a WHERE {where}", given
        ).fetchone()
        return int(alone + shared)

    def acts(self, which: Which, whose: Whose, limit: int = -1) -> Iterator[ActRow]:
        """The acts, by date; what has none comes first."""
        where, given = self._where(which, whose)
        # Without the plus SQLite would rather sort everything than walk the tables in their order.
        found = self.connection.execute(
            f"SELECT {ACT.format('acts')} WHERE {where} ORDER BY {self._order(which)} LIMIT ?", (*given, limit)
        )
        return map(self._act, found)

    def first_blocks(self, which: Which, whose: Whose, most: int | None) -> Iterator[list[ActRow]]:
        """The first blocks, each with all its acts."""
        where, given = self._where(which, whose)
        seen: set[int] = set()
        number = 0
        for shared, *row in self.connection.execute(
            f"SELECT a.shared, {ACT.format('acts')} WHERE {where} ORDER BY {self._order(which)}", given
        ):
            if number == most:
                return
            if shared is None:
                yield [self._act(row)]
            elif shared in seen:
                continue
            else:
                seen.add(shared)
                same = self.connection.execute(
                    f"SELECT {ACT.format('acts')} WHERE {where} AND a.shared = ? ORDER BY {_ORDER}", (*given, shared)
                )
                yield list(map(self._act, same))
            number += 1

    def by_child(self, which: Which, whose: Whose, most: int) -> Iterator[list[ActRow]]:
        """The first acts, those of one child together, the child with the first one first."""
        seen: set[str] = set()
        where, given = self._where(which, whose)
        left = most
        for (case_id,) in self.connection.execute(
            f"SELECT a.id FROM acts a WHERE {where} ORDER BY {self._order(which)}", given
        ):
            if left <= 0:
                return
            if case_id not in seen:
                seen.add(case_id)
                rows = list(self._only(case_id).acts(which, whose, left))
                left -= len(rows)
                yield rows

    def grouped(self, column: str, which: Which, whose: Whose) -> Iterator[tuple[Any, int, int]]:
        """How many acts there are for each value of a column, and the first day of those that are late, if any."""
        where, given = self._where(which, whose)
        for value, number, day in self.connection.execute(
            f"SELECT {_COLUMNS[column]}, COUNT(*), MIN(a.late_day) FROM acts a {_JOINS.get(column, '')} WHERE {where}"
            f" {self._joined(column)} GROUP BY 1",
            given,
        ):
            yield self.words.value(value) if column in _WORDS else value, number, day

    def firsts(self, column: str, which: Which, whose: Whose, most: int) -> Iterator[tuple[Any, ActRow]]:
        """The first acts for each value of a column."""
        where, given = self._where(which, whose)
        inner = (
            f"SELECT a.*, {_COLUMNS[column]} AS value, ROW_NUMBER() OVER (PARTITION BY {_COLUMNS[column]}"
            f" ORDER BY {_ORDER}) AS turn FROM acts a {_JOINS.get(column, '')} WHERE {where} {self._joined(column)}"
        )
        for value, *row in self.connection.execute(
            f"SELECT a.value, {ACT.format(f'({inner})')} WHERE a.turn <= ? ORDER BY {_ORDER}", (*given, most)
        ):
            yield self.words.value(value) if column in _WORDS else value, self._act(row)

    def most_pressing(self, whose: Whose) -> Iterator[tuple[str, ActRow, int, int]]:
        """For each child the act of somebody that presses most, how many breaches there are, how many acts are late.

        A breach presses more than what is late, that more than what is to ask about, that more than what is due, and
        a breach that was seen least.
        """
        where, given = self._where(Which((BREACH, SEEN, DATED, ASK)), whose, shut=True)
        late = f"(a.late_from <= {self.position})"
        rank = f"CASE a.state WHEN 0 THEN 0 WHEN 3 THEN 4 WHEN 4 THEN 2 ELSE 3 - 2 * {late} END"
        for _, breaches, late, case_id, *row in self.connection.execute(
            f"SELECT MIN((({rank}) * (1 << 34) + a.deadline) * 4096 + a.place), SUM(a.state IN (0, 3)),"
            f" SUM(a.state = 1 AND a.late_from <= {self.position}), a.id, {ACT.format('acts')}"
            f" WHERE {where} GROUP BY a.id",
            given,
        ):
            yield case_id, self._act(row), breaches, late

    def next_days(self, whose: Whose) -> dict[str, int]:
        """The first day on which something falls due that is not late, by child."""
        where, given = self._where(Which((DATED,), late=False), whose)
        return dict(
            self.connection.execute(f"SELECT a.id, MIN(a.due_day) FROM acts a WHERE {where} GROUP BY a.id", given)
        )

    # --- children ---

    def children(self, whose: Whose) -> Children:
        """How many open cases concern somebody, and how many are closed."""
        where, given = self._there(whose)
        read = self._one(f"SELECT COUNT(*) FROM children WHERE {where} AND open", given)
        at, these = self._there(Whose())
        closed = self._one(f"SELECT COUNT(*) FROM children WHERE {at} AND NOT open", these)
        return Children(read, closed, next(self.cases(whose, "open", 1), None))

    def cases(self, whose: Whose, condition: str = "1", limit: int = -1) -> Iterator[CaseRow]:
        """The children whom something concerns, by id; of those, the ones of which a condition is true."""
        where, given = self._there(whose)
        for row in self.connection.execute(
            f"SELECT {CHILD} FROM children WHERE {where} AND {condition} ORDER BY id LIMIT ?", (*given, limit)
        ):
            with odd_is_an_error():
                child = child_of(self.words, self.root, row)
            yield child

    def child(self, case_id: str) -> CaseRow:
        """One child."""
        found = next(self._only(case_id).cases(Whose()), None)
        if found is None:
            raise sqlite3.DatabaseError("a child is missing in this index")
        return found

    def holders(self, whose: Whose) -> Iterator[tuple[str, str, list[list[int]], int]]:
        """Everybody who holds open cases: key, name, leave, and how many."""
        where, given = self._there(whose)
        for holder, number in self.connection.execute(
            f"SELECT holder, COUNT(*) FROM children WHERE {where} AND open GROUP BY holder", given
        ):
            yield (*self.words.value(holder), number)

    def written(self, whose: Whose) -> Iterator[tuple[str, Written]]:
        """What was written down lately, by child."""
        where, given = self._there(whose)
        for case_id, text in self.connection.execute(
            f"SELECT id, written FROM children WHERE {where} AND open AND written IS NOT NULL ORDER BY id", given
        ):
            yield from ((case_id, each) for each in written_of(text))

    # --- how it is asked ---

    def _only(self, case_id: str) -> Index:
        one = Index(self.connection, self.root, self.position, self.title, (case_id,))
        one.__dict__["words"] = self.words
        return one

    def _act(self, row: Sequence[Any]) -> ActRow:
        with odd_is_an_error():
            found, told = act_of(self.words, self.root, row)
        return found if told is None else found._replace(title=self.title(found, told))

    def _one(self, question: str, given: Sequence[Any]) -> Any:
        return self.connection.execute(question, given).fetchone()[0]

    def _there(self, whose: Whose) -> tuple[str, list[Any]]:
        parts = ["start <= ? AND until > ?"]
        given: list[Any] = [self.position, self.position]
        if self.only:
            parts.append(f"id IN ({', '.join('?' * len(self.only))})")
            given += self.only
        if whose.key:
            lists = "(SELECT list FROM members WHERE member = ?)"
            parts.append(f"(holder IN {lists} OR owing IN {lists})")
            given += [whose.key, whose.key]
        return " AND ".join(parts), given

    def _where(self, which: Which, whose: Whose, *, shut: bool = False) -> tuple[str, list[Any]]:
        states = ", ".join(str(STATES.index(state)) for state in which.states)
        parts = [f"a.state IN ({states}) AND a.start <= ? AND a.until > ?"]
        given: list[Any] = [self.position, self.position]
        parts += [] if shut else ["NOT a.shut"]
        said: list[tuple[str, Any]] = []
        if which.late is not None:
            said.append((f"a.late_from {'<=' if which.late else '>'} ?", self.position))
        if which.late:
            said.append(("a.deadline <= ?", self.position))
        if which.first is not None:
            said += [("a.due_day >= ?", which.first), ("a.deadline >= ?", which.first * MINUTES_IN_DAY)]
        if which.last is not None:
            said += [("a.due_day <= ?", which.last), ("a.deadline <= ?", (which.last + 1) * MINUTES_IN_DAY)]
        if which.shown is not None:
            said.append(("(a.due_day <= ? OR a.too_late OR a.state IN (0, 3, 4))", which.shown))
        if which.too_late is not None:
            said.append(("a.too_late = ?", which.too_late))
        if which.weight:
            said.append(("a.weight = ?", WEIGHTS.index(which.weight)))
        if which.to_book:
            said.append(("a.to_book = ?", True))
        lists = "IN (SELECT list FROM members WHERE member = ?)"
        if whose.key:
            said += [(f"(a.holder {lists} OR a.owners {lists})", whose.key)]
        if whose.role:
            said.append((f"a.roles {lists}", whose.role))
        for part, value in said:
            parts.append(part)
            given += [value] * part.count("?")
        if self.only:
            parts.append(f"a.id IN ({', '.join('?' * len(self.only))})")
            given += self.only
        return " AND ".join(parts), given

    def _order(self, which: Which) -> str:
        """By date; of acts in one state the tables are in that order already."""
        return "a.deadline, a.id, a.place, a.nth" if len(which.states) == 1 else _ORDER

    def _joined(self, column: str) -> str:
        here = f"AND c.start <= {self.position} AND c.until > {self.position}"
        return here if column in _JOINS else ""


_COLUMNS: Final = {"holder": "a.holder", "owner": "a.owner", "kind": "a.kind", "team": "c.team"}
_WORDS: Final = frozenset(_COLUMNS)
_JOINS: Final = {"team": "JOIN children c ON c.id = a.id"}
