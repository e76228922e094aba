"""Points in time as people record them: a day, and a clock time where it matters.

An entry without a time happened *some time* that day. So a moment is a stretch on the time line, from `start`
to `end`, and "before" has three answers: yes, no and not known. All times are London wall-clock time; positions
on the line are whole minutes since day 0 (`date.toordinal() * 1440 + minute`), which compare fast and need no
time zones.
"""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import lru_cache
from typing import Final, NamedTuple

from reunify_cli.frozen import dataclass

MINUTES_IN_DAY: Final = 1440

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::\d{2})?)?")
_INSTANT = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?(Z|[+-]\d{2}:?\d{2})?")

_REMEMBERED: Final = 4096
"""How many instants are remembered: entries written down together have the same."""


class Moment(NamedTuple):
    """A day, with the minute of that day (0 to 1439) where the time is known."""

    day: date
    minute: int | None = None

    @property
    def start(self) -> int:
        """The earliest position this moment can stand for."""
        return self.day.toordinal() * MINUTES_IN_DAY + (self.minute or 0)

    @property
    def end(self) -> int:
        """The latest position this moment can stand for: the last minute of the day where no time is known."""
        minute = MINUTES_IN_DAY - 1 if self.minute is None else self.minute
        return self.day.toordinal() * MINUTES_IN_DAY + minute

    @classmethod
    def at(cls, position: int) -> Moment:
        """The moment at a position: a bare day at midnight, else with its time."""
        return cls(date.fromordinal(position // MINUTES_IN_DAY), position % MINUTES_IN_DAY or None)

    def before(self, other: Moment) -> bool | None:
        """Whether this happened before the other: True, False, or None where the times do not tell."""
        if self.day != other.day:
            return self.day < other.day
        if self.minute is None or other.minute is None:
            return None
        return self.minute < other.minute

    def __str__(self) -> str:
        if self.minute is None:
            return self.day.isoformat()
        return f"{self.day.isoformat()}T{self.minute // 60:02}:{self.minute % 60:02}"


@dataclass(frozen=True, slots=True)
class Lasted:
    """How long something lasted, in minutes: at least and at most, where its times do not tell exactly."""

    low: int
    high: int | None
    """None where nobody recorded until when."""

    @classmethod
    def between(cls, start: Moment, end: Moment | None) -> Lasted:
        """From one moment to another, by the clock on the wall."""
        return cls(max(0, end.start - start.end), max(0, end.end - start.start)) if end else cls(0, None)

    def over(self, minutes: int) -> bool | None:
        """Whether it lasted longer than so many minutes; None where the times do not tell."""
        if self.low > minutes:
            return True
        return False if self.high is not None and self.high <= minutes else None


def parse_moment(text: str) -> Moment:
    """Read `2026-12-03` or `2026-12-03T14:00`.

    Raises ValueError with one plain sentence that says what is wrong with the day or time.
    """
    found = _ISO.fullmatch(text.strip())
    if not found:
        raise ValueError(f'"{text}" is not a day: write it as 2026-12-03, or 2026-12-03T14:00 with a time')
    year, month, day = int(found[1]), int(found[2]), int(found[3])
    if not 1 <= month <= 12 or year < 1:
        raise ValueError(f'"{text}" is not a day: there is no month {month}')
    try:
        when = date(year, month, day)
    except ValueError:
        raise ValueError(f'"{text}" is not a day: {_month_length(year, month)}') from None
    if found[4] is None:
        return Moment(when)
    hour, minute = int(found[4]), int(found[5])
    if hour > 23 or minute > 59:
        raise ValueError(f'"{text}" is not a time of day: hours run from 00 to 23 and minutes from 00 to 59')
    return Moment(when, hour * 60 + minute)


def _month_length(year: int, month: int) -> str:
    from calendar import month_name, monthrange  # only ever needed once something is wrong

    return f"{month_name[month]} {year} has {monthrange(year, month)[1]}"


@lru_cache(_REMEMBERED)
def parse_instant(text: str) -> datetime:
    """Read when something was written down: an instant such as `2026-03-11T09:02Z`; without a zone it is UTC.

    Raises ValueError with one plain sentence.
    """
    found = _INSTANT.fullmatch(text.strip())
    if not found:
        raise ValueError(f'"{text}" is not an instant: write it as 2026-03-11T09:02Z')
    zone = (found[3] or "Z").replace("Z", "+00:00")
    try:
        return datetime.fromisoformat(f"{found[1]}T{found[2]}{zone}")
    except ValueError:
        raise ValueError(f'"{text}" is not an instant: there is no such day or time') from None


def position_day(position: int) -> date:
    """The day on which a position on the time line lies; the first there is, for the beginning of time."""
    return date.fromordinal(max(1, position // MINUTES_IN_DAY))


def moment_at(position: int, *, timed: bool) -> Moment:
    """The moment at a position, with its time where `timed`."""
    return Moment(position_day(position), position % MINUTES_IN_DAY if timed else None)


def birthday(born: date, age: int) -> date:
    """The birthday on which someone reaches an age; 29 February falls on 1 March in a common year."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)


def age_on(born: date, day: date) -> int:
    """Whole years of age on a day, by the same birthdays."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
