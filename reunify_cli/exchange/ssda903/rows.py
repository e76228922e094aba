"""The rows of a return with their types: a row that cannot be read is left out and named, the others are kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, Protocol, TypeVar

from reunify_cli.errors import Place, Problem
from reunify_cli.exchange.ssda903.tables import Line, read_tables

_NUMBER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,29}")
_DATE: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?: 0?0:00(?::00)?)?")
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00(?::00)?)?")
_YEARS: Final = range(1900, 2200)


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
    unused: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """Every child that any table names, in the order of the files."""
        return tuple(dict.fromkeys((*self.people, *self.episodes, *self.reviews, *self.absences)))


class _Bad(Exception):
    """A value that cannot be read; says why in one sentence."""


class _Numbered(Protocol):
    @property
    def number(self) -> str: ...


R = TypeVar("R")
N = TypeVar("N", bound=_Numbered)


def read_return(folder: Path) -> Return:
    """Read an SSDA903 return from a folder of CSV files.

    Raises Unreadable with every problem at once where a file or a table cannot be read at all. A single row with a
    date or number that is none is left out, and stands in the return's `problems`.
    """
    tables = read_tables(folder)
    problems = list(tables.problems)

    def rows(table: str, make: Callable[[Line], R]) -> list[R]:
        found = []
        for line in tables.lines.get(table, ()):
            try:
                found.append(make(line))
            except _Bad as bad:
                problems.append(Problem(line.place, str(bad), "This row is left out; mend it and import again."))
        return found

    people: dict[str, Person] = {}
    for person in rows("header", _person):
        if person.number in people:
            problems.append(Problem(person.place, f"Child {person.number} stands in the header twice."))
        people.setdefault(person.number, person)
    found = Return(
        people,
        _by_child(rows("episodes", _episode), lambda e: e.began),
        _by_child(rows("reviews", _review), lambda r: r.held),
        _by_child(rows("missing", _absence), lambda a: a.began),
        tables.files,
        tables.unused,
    )
    problems.sort(key=lambda p: (p.place.file, p.place.line or 0) if p.place else ("", 0))
    return Return(
        found.people, found.episodes, found.reviews, found.absences, found.files, found.unused, tuple(problems)
    )


def _by_child(rows: Iterable[N], day: Callable[[N], date]) -> dict[str, tuple[N, ...]]:
    found: dict[str, list[N]] = {}
    for row in rows:
        found.setdefault(row.number, []).append(row)
    return {number: tuple(sorted(each, key=day)) for number, each in found.items()}


def _person(line: Line) -> Person:
    sex = {"1": "male", "M": "male", "2": "female", "F": "female"}.get(line.code("SEX"), "")
    return Person(line.place, _number(line), sex, _day(line, "DOB"))


def _episode(line: Line) -> Episode:
    return Episode(
        line.place,
        _number(line),
        _required_day(line, "DECOM"),
        line.code("RNE"),
        line.code("LS"),
        line.code("CIN"),
        line.code("PLACE"),
        line.code("PLACE_PROVIDER"),
        _day(line, "DEC"),
        line.code("REC"),
        line.code("REASON_PLACE_CHANGE"),
        line.code("HOME_POST"),
        line.code("PL_POST"),
        line.code("URN"),
    )


def _review(line: Line) -> ReviewRow:
    held = _required_day(line, "REVIEW")
    return ReviewRow(line.place, _number(line), _day(line, "DOB"), held, line.code("REVIEW_CODE"))


def _absence(line: Line) -> Absence:
    began, ended = _required_day(line, "MIS_START"), _day(line, "MIS_END")
    return Absence(line.place, _number(line), _day(line, "DOB"), line.code("MISSING"), began, ended)


def _number(line: Line) -> str:
    text = line.get("CHILD")
    if not text:
        raise _Bad("This row has no child's number (CHILD).")
    if not _NUMBER.fullmatch(text):
        raise _Bad("CHILD is not a child's number: letters and digits, at most thirty.")
    return text


def _required_day(line: Line, column: str) -> date:
    day = _day(line, column)
    if day is None:
        raise _Bad(f"This row has no date in {column}.")
    return day


def _day(line: Line, column: str) -> date | None:
    """The day in a column, as the return writes it (31/03/2018); None where the cell is empty."""
    text = line.get(column)
    if not text:
        return None
    found, iso = _DATE.fullmatch(text), _ISO.fullmatch(text)
    if found:
        day, month, year = (int(part) for part in found.groups())
    elif iso:
        year, month, day = (int(part) for part in iso.groups())
    else:
        raise _Bad(f'"{text[:30]}" in {column} is not a date: write it as 31/03/2018.')
    try:
        value = date(year, month, day)
    except ValueError:
        raise _Bad(f'"{text}" in {column} is not a date: there is no such day.') from None
    if year not in _YEARS:
        raise _Bad(f'"{text}" in {column} cannot be right: the year is {year}.')
    return value
