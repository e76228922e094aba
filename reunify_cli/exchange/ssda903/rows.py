"""The rows of a return with their types: a row that cannot be read is left out and named, the others are kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Final, Protocol, TypeVar

from reunify_cli.errors import Place, Unreadable
from reunify_cli.exchange.ssda903.dates import Dated, NoDate, other_order, read_day
from reunify_cli.exchange.ssda903.tables import BadRow, Line, NotRead, read_tables
from reunify_cli.frozen import dataclass, field

_NUMBER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,29}")
_DATES: Final[Mapping[str, tuple[str, ...]]] = {
    "header": ("DOB",),
    "episodes": ("DECOM", "DEC"),
    "reviews": ("DOB", "REVIEW"),
    "missing": ("DOB", "MIS_START", "MIS_END"),
}
"""The columns of each table that hold a date."""
_WHOSE: Final = "It is not known whose row this is. Correct it and import again."
_NOT_READ: Final = "Nothing of this child was imported. Correct the row and import again."


@dataclass(frozen=True, slots=True)
class Person:
    """A row of the header: who the child is, as far as a return says."""

    place: Place
    number: str
    """The child's number in the authority's own system."""
    sex: str
    """`female`, `male`, or "" where the return does not say."""
    born: date | None


@dataclass(frozen=True, slots=True)
class Episode:
    """A stretch with one legal status and one placement; the codes are the return's own."""

    place: Place
    number: str
    began: date
    why_new: str
    status: str
    need: str
    placement: str
    provider: str
    ended: date | None
    why_ended: str
    why_moved: str
    home_postcode: str
    placement_postcode: str
    urn: str


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """A review: when, and how the child took part."""

    place: Place
    number: str
    born: date | None
    held: date
    participation: str


@dataclass(frozen=True, slots=True)
class Absence:
    """A time missing (M) or away without authorisation (A)."""

    place: Place
    number: str
    born: date | None
    kind: str
    began: date
    ended: date | None


@dataclass(frozen=True, slots=True)
class Return:
    """A return as read: each child's rows in the order of their days, and every row that could not be read."""

    people: Mapping[str, Person]
    episodes: Mapping[str, tuple[Episode, ...]]
    reviews: Mapping[str, tuple[ReviewRow, ...]]
    absences: Mapping[str, tuple[Absence, ...]]
    files: Mapping[str, str]
    """The file of each table that is there: header, episodes, reviews, missing."""
    not_read: tuple[NotRead, ...] = ()
    problems: tuple[BadRow, ...] = ()
    """Every row that cannot be read, with the number of its child as `numbers` has it."""
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The ways in which a child's number is written, where there is more than one."""

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every child that any table names, in the order of the files."""
        bad = (row.number for row in self.problems if row.number)
        return tuple(dict.fromkeys((*self.people, *self.episodes, *self.reviews, *self.absences, *bad)))


def same_number(text: str) -> str:
    """A child's number as it compares: without spaces, leading zeros and capitals, which spreadsheets change.

    >>> same_number(" 00 12ab") == same_number("12AB")
    True
    """
    return "".join(text.split()).lstrip("0").casefold() or "0"


class _Bad(Exception):
    """A value that cannot be read; says why in one sentence."""


class _Numbered(Protocol):
    @property
    def number(self) -> str: ...


R = TypeVar("R")
N = TypeVar("N", bound=_Numbered)


def read_return(source: Path) -> Return:
    """Read an SSDA903 return from a folder of CSV files or from its XML file.

    Raises Unreadable with every problem at once where a file or a table cannot be read at all, or has its dates in
    another order than day/month/year. A single row with a date or number that is none is left out, and stands in
    the return's `problems` with its child.
    """
    tables = read_tables(source)
    _in_order(tables.lines)
    names = _Names()
    problems = [BadRow(row.place, row.sentence, row.help, names.known(row.number)) for row in tables.problems]

    def rows(table: str, make: Callable[[Line, str], R]) -> list[R]:
        found = []
        for line in tables.lines.get(table, ()):
            text = line.get("CHILD")
            number = names.known(text)
            if not number:
                problems.append(BadRow(line.place, _no_number(text), _WHOSE))
                continue
            try:
                found.append(make(line, number))
            except (_Bad, NoDate) as bad:
                problems.append(BadRow(line.place, str(bad), _NOT_READ, number))
        return found

    people: dict[str, Person] = {}
    for person in rows("header", _person):
        first = people.setdefault(person.number, person)
        if (first.born, first.sex) != (person.born, person.sex):
            sentence = f"Child {person.number} stands in the header twice, with another birthday or sex."
            problems.append(BadRow(person.place, sentence, _NOT_READ, person.number))
    episodes = _by_child(rows("episodes", _episode), lambda e: e.began)
    reviews = _by_child(rows("reviews", _review), lambda r: r.held)
    absences = _by_child(rows("missing", _absence), lambda a: a.began)
    problems.sort(key=lambda p: (p.place.file, p.place.line or 0))
    return Return(people, episodes, reviews, absences, tables.files, tables.not_read, tuple(problems), names.spellings)


def _in_order(lines: Mapping[str, Iterable[Line]]) -> None:
    """Raises Unreadable where the dates of a table are written in another order than the return's."""
    wrong = []
    for table, rows in lines.items():
        cells = [Dated(row.place, column, row.get(column)) for row in rows for column in _DATES[table]]
        problem = other_order(cell for cell in cells if cell.text)
        wrong += [problem] if problem else []
    if wrong:
        raise Unreadable(*wrong)


class _Names:
    """The children's numbers, each as it is written first; those that differ only in form are one child's."""

    def __init__(self) -> None:
        self._written: dict[str, list[str]] = {}

    def known(self, text: str) -> str:
        """A number as it is written first; "" where the text is no number."""
        if not _NUMBER.fullmatch(text):
            return ""
        forms = self._written.setdefault(same_number(text), [])
        if text not in forms:
            forms.append(text)
        return forms[0]

    @property
    def spellings(self) -> dict[str, tuple[str, ...]]:
        return {forms[0]: tuple(forms) for forms in self._written.values() if len(forms) > 1}


def _no_number(text: str) -> str:
    if not text:
        return "This row has no child's number (CHILD)."
    return "CHILD is not a child's number: letters and digits, at most thirty."


def _by_child(rows: Iterable[N], day: Callable[[N], date]) -> dict[str, tuple[N, ...]]:
    found: dict[str, list[N]] = {}
    for row in rows:
        found.setdefault(row.number, []).append(row)
    return {number: tuple(sorted(each, key=day)) for number, each in found.items()}


def _person(line: Line, number: str) -> Person:
    sex = {"1": "male", "M": "male", "2": "female", "F": "female"}.get(line.code("SEX"), "")
    return Person(line.place, number, sex, read_day(line.get("DOB"), "DOB"))


def _episode(line: Line, number: str) -> Episode:
    return Episode(
        line.place,
        number,
        _required_day(line, "DECOM"),
        line.code("RNE"),
        line.code("LS"),
        line.code("CIN"),
        line.code("PLACE"),
        line.code("PLACE_PROVIDER"),
        read_day(line.get("DEC"), "DEC"),
        line.code("REC"),
        line.code("REASON_PLACE_CHANGE"),
        line.code("HOME_POST"),
        line.code("PL_POST"),
        line.code("URN"),
    )


def _review(line: Line, number: str) -> ReviewRow:
    born = read_day(line.get("DOB"), "DOB")
    return ReviewRow(line.place, number, born, _required_day(line, "REVIEW"), line.code("REVIEW_CODE"))


def _absence(line: Line, number: str) -> Absence:
    born, ended = read_day(line.get("DOB"), "DOB"), read_day(line.get("MIS_END"), "MIS_END")
    return Absence(line.place, number, born, line.code("MISSING"), _required_day(line, "MIS_START"), ended)


def _required_day(line: Line, column: str) -> date:
    day = read_day(line.get(column), column)
    if day is None:
        raise _Bad(f"This row has no date in {column}.")
    return day
