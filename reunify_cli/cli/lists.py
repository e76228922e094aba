"""What a list is of: which children were read and which were not, whose duties are asked for, what there is to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from reunify_cli.cli.caseload import Rows, Team, keys_called, read_rows
from reunify_cli.cli.screen import clean, counted, edge, joined, shorten, wrap
from reunify_cli.cli.shown import child_of
from reunify_cli.cli.terminal import Terminal
from reunify_cli.cli.who import command_line, short_id, typed
from reunify_cli.errors import Mistyped, Problem, did_you_mean
from reunify_cli.frozen import dataclass
from reunify_cli.session.session import Session, Unread
from reunify_cli.store.index.asking import Which
from reunify_cli.store.index.asking import Whose as By
from reunify_cli.store.rows import ActRow, CaseRow

if TYPE_CHECKING:
    pass


@dataclass(frozen=True)
class Whose:
    """Whose duties are asked for; empty words ask for everybody's."""

    mine: bool = False
    person: str = ""
    role: str = ""


@dataclass
class Caseload:
    """The children asked for, and what there is to do for them, asked as an index is."""

    rows: Rows
    whose: By
    read: int = 0
    """How many open cases concern whoever it is about."""
    closed: int = 0
    """How many closed cases are left out."""
    first: CaseRow | None = None
    noted: list[CaseRow] = field(default_factory=list)
    """The children of whom every list says something at its end: exceptions made, or asked for."""

    @property
    def unread(self) -> Sequence[Unread]:
        """The children who could not be read."""
        return self.rows.unread

    @property
    def incomplete(self) -> bool:
        """Whether the list leaves somebody out."""
        return bool(self.unread)

    def cases(self, condition: str = "open") -> Iterator[CaseRow]:
        """The children who are meant, by workspace and id."""
        return (row for part in self.rows.parts for row in part.cases(self.whose, condition))

    def count(self, which: Which) -> int:
        """How many acts."""
        return sum(part.count(which, self.whose) for part in self.rows.parts)

    def duties(self, which: Which) -> int:
        """How many duties these acts would meet: as many as JSON and CSV have rows for them."""
        return sum(part.duties(which, self.whose) for part in self.rows.parts)

    def blocks(self, which: Which) -> int:
        """How many acts, where brothers and sisters share one."""
        return sum(part.blocks(which, self.whose) for part in self.rows.parts)

    def acts(self, which: Which, limit: int = -1) -> Iterator[ActRow]:
        """The acts, by date; what has none comes first."""
        found = self._merged([part.acts(which, self.whose, limit) for part in self.rows.parts], _when)
        return islice(found, limit) if limit >= 0 else found

    def first_blocks(self, which: Which, most: int | None) -> Iterator[list[ActRow]]:
        """The first acts, with those that brothers and sisters share."""
        found = [part.first_blocks(which, self.whose, most) for part in self.rows.parts]
        return islice(self._merged(found, lambda block: _when(block[0])), most)

    def by_child(self, which: Which, most: int) -> list[ActRow]:
        """The first acts, those of one child together, the child with the first one first."""
        found = [part.by_child(which, self.whose, most) for part in self.rows.parts]
        return [row for rows in self._merged(found, lambda rows: _when(rows[0])) for row in rows][:most]

    def turn(self, row: ActRow) -> tuple[int, int, str, int]:
        """What acts of different kinds are sorted by."""
        number = next(n for n, part in enumerate(self.rows.parts) if part.root == row.root)
        return row.deadline, number, row.case, row.place

    def case(self, row: ActRow) -> CaseRow:
        """The child for whom something is to be done."""
        return next(part for part in self.rows.parts if part.root == row.root).child(row.case)

    def _merged(self, found: Sequence[Iterator[T]], key: Callable[[T], tuple[int, ...]]) -> Iterator[T]:
        return found[0] if len(found) == 1 else merge(*found, key=key)


T = TypeVar("T")


def _when(row: ActRow) -> tuple[int, ...]:
    """What acts of several workspaces are sorted by; those of one are in their order already."""
    return (row.deadline,)


def caseload(session: Session, refs: Sequence[str] = (), whose: Whose | None = None) -> Caseload:
    """The children asked for (all, where none is named), with what there is to do for them.

    Raises Mistyped where a child or a person named is nobody.
    """
    whose = whose or Whose()
    rows = read_rows(session, refs)
    return of_rows(rows, key_of(session, rows.teams, whose), whose.role)


def of_rows(rows: Rows, key: str = "", role: str = "") -> Caseload:
    """What of some rows is a person's or a role's."""
    whose = By(key, role)
    found = [part.children(whose) for part in rows.parts]
    first = next((each.first for each in found if each.first), None)
    load = Caseload(rows, whose, sum(each.read for each in found), sum(each.closed for each in found), first)
    load.noted = list(load.cases("open AND noted"))
    return load


def key_of(session: Session, teams: Sequence[Team], whose: Whose) -> str:
    """The key of the person asked for; Mistyped where nobody is called that."""
    name = whose.person or (session.me if whose.mine else "")
    if whose.mine and not name:
        raise Mistyped(Problem(None, "Who you are is not known here.", "Say so with  reunify setup  or REUNIFY_ME."))
    if not name:
        return ""
    people = {key: called for team in teams for key, called in team.people.items()}
    found = keys_called(name, people) or _parts_of(name, people)
    if len(found) == 1:
        return found[0]
    if found:
        said = joined([f'"{key}" ({people[key]})' for key in found], "or")
        raise Mistyped(Problem(None, clean(f'"{name}" can be {said}.'), "Type one of the keys."))
    words = [word.lower() for each in people.items() for word in each]
    said = f'No one in team.yaml is called "{clean(name)}".{did_you_mean(name.strip().lower(), words)}'
    raise Mistyped(Problem(None, said, "Type a key or a name as it stands there."))


def _parts_of(name: str, people: Mapping[str, str]) -> list[str]:
    """The keys of everybody of whose key or name a word is a part."""
    wanted = name.strip().lower()
    return sorted(
        key
        for key, called in people.items()
        if any(wanted in (*word.lower().split(), *word.lower().split(".")) for word in (key, called))
    )


def read_line(load: Caseload) -> str:
    """How many children were read, how many were not, and how many closed cases are left out: on every list."""
    number = counted(load.read + len(load.unread), "child", "children")
    closed = f"; {counted(load.closed, 'closed case')} left out" if load.closed else ""
    if not load.unread:
        return f"{number}, {'all ' if load.read != 1 else ''}read{closed}"
    return f"{number}: {load.read} read, {len(load.unread)} NOT READ (below){closed}"


def unread_lines(load: Caseload, width: int) -> list[str]:
    """Each child that could not be read, the first thing wrong with the files, and the command that says it all.

    What keeps many children from being read, such as a mistake in the policy, is said once.
    """
    if not load.unread:
        return []
    said: dict[str, list[str]] = {}
    for each in load.unread:
        said.setdefault(_first_problem(each), []).append(each.id)
    lines = ["", "NOT READ: what is due for these children is not in this list"]
    for text, ids in said.items():
        few = ", ".join(map(short_id, ids[:MANY])) + (f" and {len(ids) - MANY} more" if len(ids) > MANY else "")
        lines += wrap(text, width, "       ", f" {few}  ")
    names = " ".join(typed(each.id) for each in load.unread[:MANY])
    return [*lines, f"       do   reunify check {names}"]


MANY = 5
"""How many children that could not be read are named for one reason before the rest is counted."""


def _first_problem(unread: Unread) -> str:
    first = unread.problems[0] if unread.problems else None
    if first is None:
        return "its files could not be read"
    line = f" line {first.place.line}" if first.place and first.place.line else ""
    place = (
        f"{first.place.file.rpartition('/')[2]}{line}: "
        if first.place and not first.place.file.endswith(unread.id)
        else ""
    )
    return clean(f"{place}{first.sentence}")


def end_lines(load: Caseload, terminal: Terminal) -> list[str]:
    """What every list ends with: children not read, duties that managers have varied, exceptions asked for."""
    lines = unread_lines(load, terminal.width)
    varied = [row for row in load.noted if row.varied]
    if varied:
        few = ", ".join(short_id(row.case) for row in varied[:MANY]) + (" and others" if len(varied) > MANY else "")
        said = f"{counted(sum(row.varied for row in varied), 'duty', 'duties')} varied by a manager: {few}"
        lines += ["", edge(said, f"reunify show {typed(varied[0].case)}", terminal.width)]
    asks = [(row, said, way) for row in load.noted for said, way in row.asks]
    if asks:
        lines += ["", "TO RECORD FIRST. Until then not everything that is due can be shown"]
    for row, said, way in asks[:MANY]:
        lines += wrap(f"{said}.", terminal.width, " " * 17, f" {child_of(row, terminal.session):<15} ")
        lines.append(command_line(way, " " * 17, terminal.width))
    if len(asks) > MANY:
        lines.append(f" and {len(asks) - MANY} more: reunify check")
    asked = [(row, words) for row in load.noted for words in row.asked]
    if asked:
        lines += ["", f"{counted(len(asked), 'exception')} asked for, waiting for a manager"]
    for row, words in asked[:MANY]:
        lines.append(shorten(f" {child_of(row, terminal.session):<15} {words}", terminal.width))
    return lines
