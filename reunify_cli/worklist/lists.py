"""What a list is of: which children were read and which were not, whose duties are asked for, what there is to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from reunify_cli.errors import Mistyped, did_you_mean
from reunify_cli.frozen import dataclass, field
from reunify_cli.session.session import Session, Unread
from reunify_cli.text.layout import clean, joined
from reunify_cli.worklist.caseload import Rows, Team, keys_called, read_rows
from reunify_cli.worklist.index.queries import Which
from reunify_cli.worklist.index.queries import Whose as By
from reunify_cli.worklist.rows import ActRow, CaseRow

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

    def duties(self, which: Which, *, late: bool = False) -> int:
        """How many duties these acts would meet, or with `late` how many are late: rows of JSON and CSV."""
        return sum(part.duties(which, self.whose, late=late) for part in self.rows.parts)

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
        raise Mistyped("Who you are is not known here.", help="Say so with  reunify setup  or REUNIFY_ME.")
    if not name:
        return ""
    people = {key: called for team in teams for key, called in team.people.items()}
    found = keys_called(name, people) or _parts_of(name, people)
    if len(found) == 1:
        return found[0]
    if found:
        said = joined([f'"{key}" ({people[key]})' for key in found], "or")
        raise Mistyped(clean(f'"{name}" can be {said}.'), help="Type one of the keys.")
    words = [word.lower() for each in people.items() for word in each]
    said = f'No one in team.yaml is called "{clean(name)}".{did_you_mean(name.strip().lower(), words)}'
    raise Mistyped(said, help="Type a key or a name as it stands there.")


def _parts_of(name: str, people: Mapping[str, str]) -> list[str]:
    """The keys of everybody of whose key or name a word is a part."""
    wanted = name.strip().lower()
    return sorted(
        key
        for key, called in people.items()
        if any(wanted in (*word.lower().split(), *word.lower().split(".")) for word in (key, called))
    )
