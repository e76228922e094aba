"""Working days: which days an authority's office counts, as data with the day it was checked.

A working day is any day but Saturday, Sunday and the holidays of the calendar (the note in the calendar's
file names the regulation). Days are counted by arithmetic, not by walking: with Monday to Friday numbered
through from the year 1, a working day's number is its weekday's number less the holidays that fell on
weekdays so far. So a date decades away costs as much as tomorrow's. The holidays that every year has are worked
out for years not yet announced, whose dates are provisional.
"""

import re
from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple

from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.frozen import dataclass, field

AHEAD: Final = 60
"""For how many years after the last one listed the holidays of every year are worked out."""


@dataclass(frozen=True, slots=True)
class SchoolTerm:
    """A school term: its title, its first and its last day."""

    title: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Calendar:
    """The holidays of one part of the country, and the years for which they are held."""

    id: str
    title: str
    checked: date
    """The day on which somebody last compared the holidays with their source."""
    first_year: int
    last_year: int
    """The last year for which any holidays are held, announced or worked out."""
    known_to: int
    """The last year whose holidays have been announced; later years may still gain a special day."""
    holidays: Mapping[date, str] = field(hash=False)
    source: str
    terms: tuple[SchoolTerm, ...] = ()
    """The school terms that an authority holds, in order; there are none that are the same everywhere."""
    _closed: tuple[int, ...] = field(init=False, repr=False, compare=False)
    """Ordinals of the holidays that fall on weekdays, in order."""

    def __post_init__(self) -> None:
        closed = tuple(sorted(day.toordinal() for day in self.holidays if day.weekday() < 5))
        object.__setattr__(self, "_closed", closed)

    def is_working_day(self, day: date) -> bool:
        """Whether the office is open on that day."""
        return day.weekday() < 5 and day not in self.holidays

    def add_working_days(self, day: date, count: int) -> date:
        """Count working days on from a day, which is itself left out; none is the day itself.

        Day 1 is the next working day, also from a weekend. Raises ValueError for a negative count.
        """
        if count < 0:
            raise ValueError(f"working days are counted forwards only, and {count} is less than none")
        if count == 0:
            return day
        ordinal = day.toordinal()
        skipped = bisect_right(self._closed, ordinal)
        wanted = _weekdays(ordinal) - skipped + count
        # Every holiday up to the candidate pushes it on, which may reach further holidays. The first
        # candidate that pushes no further is no holiday itself, or the weekday before it would have been
        # stable already.
        while True:
            candidate = _weekday(wanted + skipped)
            passed = bisect_right(self._closed, candidate)
            if passed == skipped:
                return date.fromordinal(candidate)
            skipped = passed

    def working_days_before(self, day: date, count: int) -> date:
        """Count working days back from a day, which is itself left out; none is the day itself.

        Day 1 is the working day before it, also from a weekend. Raises ValueError for a negative count.
        """
        if count < 0:
            raise ValueError(f"working days are counted back from a day, and {count} is less than none")
        while count:
            day -= timedelta(days=1)
            count -= self.is_working_day(day)
        return day

    def number(self, day: date) -> int:
        """How many working days there were up to and including this day, since the year 1.

        Only the difference between two days means anything: how many working days lie between them.
        """
        ordinal = day.toordinal()
        return _weekdays(ordinal) - bisect_right(self._closed, ordinal)

    def skipped(self, after: date, until: date) -> list[tuple[date, str]]:
        """The weekday holidays after one day, up to and including another: what `why` shows as not counted.

        Each is a day with its title.
        """
        low, high = (bisect_right(self._closed, day.toordinal()) for day in (after, until))
        days = map(date.fromordinal, self._closed[low:high])
        return [(day, self.holidays[day]) for day in days]

    def term_of(self, day: date) -> SchoolTerm | None:
        """The school term in which a day lies, or else the next one; None after the last that is held."""
        return next((term for term in self.terms if day <= term.last), None)

    def beyond(self, day: date) -> bool:
        """Whether a day lies past the last year held, where only weekends are known to be closed."""
        return day.year > self.last_year

    def provisional(self, day: date) -> bool:
        """Whether this day's year is not held or its holidays not yet announced: counts may still change."""
        return not self.first_year <= day.year <= self.known_to


def _weekdays(ordinal: int) -> int:
    """How many weekdays there were up to and including a day, holidays among them."""
    # 1 January of the year 1 was a Monday, so ordinals fall into weeks without any shift.
    weeks, rest = divmod(ordinal, 7)
    return weeks * 5 + min(rest, 5)


def _weekday(number: int) -> int:
    """The ordinal of the weekday with this number, Monday 1 January of the year 1 being the first."""
    weeks, rest = divmod(number - 1, 5)
    return weeks * 7 + rest + 1


def calendar_from(data: Mapping[str, Any], file: str = "calendar") -> Calendar:
    """Read a calendar from the plain data of its YAML file, all scalars being text.

    `file` is named in the problems. Raises Unreadable with every problem: a heading left out, a date that is
    none, a day given twice, a year between the first and the last without a single holiday.
    """
    needed = ("id", "title", "source", "checked", "holidays")
    yearly = list(_yearly(data.get("every-year") or ()))
    problems = [f"A calendar needs {key}, and this one has none." for key in needed if not data.get(key)]
    holidays: dict[date, str] = {}
    projected: list[int] = []
    for entry in data.get("holidays") or ():
        day = _read_date(entry.get("date"), problems)
        if day is None:
            continue
        if day in holidays:
            problems.append(f"{day} is listed twice.")
        holidays[day] = str(entry.get("title", "holiday"))
        if str(entry.get("projected", "no")).lower() in ("yes", "true"):
            projected.append(day.year)
    problems = [*problems, *(each for each in yearly if isinstance(each, str))]
    checked = _read_date(data.get("checked"), problems) if data.get("checked") else None
    years = {day.year for day in holidays}
    missing = set(range(min(years, default=0), max(years, default=0))) - years
    problems += [f"{year} has no holidays, though earlier and later years have." for year in sorted(missing)]
    if problems or checked is None:
        raise Unreadable(*(Problem(Place(file), each) for each in problems))
    announced = min(projected) - 1 if projected else max(years)
    rules = [each for each in yearly if not isinstance(each, str)]
    ahead = range(max(years) + 1, max(years) + 1 + AHEAD) if rules else range(0)
    for year in ahead:
        holidays |= _closed_in(year, rules)
    return Calendar(
        id=str(data["id"]),
        title=str(data["title"]),
        checked=checked,
        first_year=min(years),
        last_year=max(years) + len(ahead),
        known_to=announced,
        holidays=holidays,
        source=str(data["source"]),
    )


def terms_from(data: Any, file: str = "school-terms") -> tuple[SchoolTerm, ...]:
    """Read school terms from the plain data of their YAML file. Raises Unreadable with every problem."""
    raw = data.get("terms") if isinstance(data, Mapping) else None
    if not isinstance(raw, list):
        raise Unreadable(Problem(Place(file), "School terms are a list `terms:`.", TERMS_HELP))
    problems: list[str] = []
    found: list[SchoolTerm] = []
    for entry in raw:
        said = entry if isinstance(entry, Mapping) else {}
        first, last = _read_date(said.get("from"), problems), _read_date(said.get("until"), problems)
        if first is None or last is None:
            continue
        if last < first:
            problems.append(f"The term from {first} is over ({last}) before it begins.")
        elif found and first <= found[-1].last:
            problems.append(f"The term from {first} begins before the one above it is over ({found[-1].last}).")
        found.append(SchoolTerm(str(said.get("title") or "school term"), first, last))
    if problems:
        raise Unreadable(*(Problem(Place(file), each, TERMS_HELP) for each in problems))
    return tuple(found)


TERMS_HELP: Final = "Write each as - {title: autumn term, from: 2026-09-02, until: 2026-12-18}, in order."


class Yearly(NamedTuple):
    """A holiday of every year: on a day of a month, so many days after Easter Sunday, or on a Monday of a month."""

    title: str
    month: int = 0
    day: int = 0
    easter: int | None = None
    monday: str = ""

    def on(self, year: int) -> date:
        """The day of a year on which it falls, before it is moved from a weekend."""
        if self.easter is not None:
            return _easter(year) + timedelta(days=self.easter)
        if self.day:
            return date(year, self.month, self.day)
        if self.monday == "first":
            return min(day for day in _month(year, self.month) if day.weekday() == 0)
        return max(day for day in _month(year, self.month) if day.weekday() == 0)


def _month(year: int, month: int) -> list[date]:
    return [date(year, month, day) for day in range(1, monthrange(year, month)[1] + 1)]


def _easter(year: int) -> date:
    from dateutil.easter import easter

    return easter(year)


def _closed_in(year: int, rules: Sequence[Yearly]) -> dict[date, str]:
    """The weekdays of a year that are closed; what falls on a weekend is kept on the next weekday that is open."""
    fixed = {rule.on(year): rule.title for rule in rules}
    found = {day: title for day, title in fixed.items() if day.weekday() < 5}
    for day, title in sorted(fixed.items()):
        if day.weekday() > 4:
            later = (day + timedelta(days=n) for n in range(1, 8))
            found[next(each for each in later if each.weekday() < 5 and each not in found)] = (
                f"{title} (substitute day)"
            )
    return found


def _yearly(rows: Any) -> Iterator[Yearly | str]:
    """The holidays of every year as a calendar's file has them; a sentence for each that cannot be read."""
    for row in (each if isinstance(each, Mapping) else {} for each in (rows if isinstance(rows, list) else ())):
        title, easter, monday = (str(row.get(key) or "") for key in ("title", "easter", "monday"))
        month, _, day = str(row.get("day") or f"{row.get('month') or ''}-").partition("-")
        if title and re.fullmatch(r"-?\d{1,3}", easter):
            yield Yearly(title, easter=int(easter))
        elif title and re.fullmatch(r"0?[1-9]|1[0-2]", month) and re.fullmatch(r"0?[1-9]|1\d|2[0-8]", day):
            yield Yearly(title, int(month), int(day))
        elif title and monday in ("first", "last") and re.fullmatch(r"0?[1-9]|1[0-2]", month):
            yield Yearly(title, int(month), monday=monday)
        else:
            yield (
                f"{title or 'A line of every-year'} has no day: write day: 12-25, easter: -2, "
                "or monday: first with month: 5."
            )


def _read_date(text: object, problems: list[str]) -> date | None:
    """A date written as 2026-12-25, or None and one more problem."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        problems.append(f"{text} is not a date; write it as 2026-12-25.")
        return None
