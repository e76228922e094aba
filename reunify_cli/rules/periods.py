"""Periods ("5 wd", "6 w") and the days on which they end: how this program counts, said once.

The anchor day is left out: day 1 is the day after it. Weeks are seven days. Months and years end on the
anchor's day of the month, or on the month's last day if that is sooner, always counted from the anchor and
never chained. Hours are counted on the wall: 72 hours is the same time three days on, also when the clocks
change. All times are London wall-clock time without a zone; a position in time is an int, as in
model/moment.py.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from reunify_cli.frozen import dataclass
from reunify_cli.model.moment import MINUTES_IN_DAY, Moment

if TYPE_CHECKING:
    from reunify_cli.rules.calendar import Calendar

LONGEST = 999
"""No period in the sources comes near this amount; a larger one is a slip."""


class Unit(StrEnum):
    """What a period is counted in, as policies write it."""

    HOURS = "h"
    DAYS = "d"
    WORKING_DAYS = "wd"
    WEEKS = "w"
    MONTHS = "m"
    YEARS = "y"


_WORDS = {
    Unit.HOURS: "hour",
    Unit.DAYS: "day",
    Unit.WORKING_DAYS: "working day",
    Unit.WEEKS: "week",
    Unit.MONTHS: "month",
    Unit.YEARS: "year",
}


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time, which has no end until it is counted from an anchor.

    >>> print(Period(5, Unit.WORKING_DAYS))
    5 wd
    """

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 0 <= self.amount <= LONGEST:
            raise ValueError(f"a period is a whole number from 0 to {LONGEST}, not {self.amount}")

    def __str__(self) -> str:
        return f"{self.amount} " + self.unit

    def words(self) -> str:
        """Say it as people do: "5 working days", "1 year"."""
        return f"{self.amount} {_WORDS[self.unit]}{'' if self.amount == 1 else 's'}"


def parse_period(text: str) -> Period:
    """Read "72 h", "5 wd", "42 d", "6 w", "3 m" or "1 y"; the space may be left out.

    Raises ValueError in plain words for anything else.
    """
    match = re.fullmatch(r"([0-9]{1,9}) *(h|d|wd|w|m|y)", text.strip())
    if match is None:
        raise ValueError(
            f'"{text}" is not a period; write a number and one of h (hours), d (days), wd (working days), '
            'w (weeks), m (months), y (years), as in "5 wd"'
        )
    return Period(int(match[1]), Unit(match[2]))


class Due(NamedTuple):
    """When something is due: by the end of a day, or by a minute of it (0 to 1439)."""

    day: date
    minute: int | None = None

    @property
    def deadline(self) -> int:
        """The position after which it is late: the minute itself, or the midnight that ends the day.

        That midnight is already the next day. To judge a moment by the minute, ask `in_time`.
        """
        minute = MINUTES_IN_DAY if self.minute is None else self.minute
        return self.day.toordinal() * MINUTES_IN_DAY + minute

    def in_time(self, moment: Moment) -> bool | None:
        """Whether what happened then was in time; None if that turns on a time nobody recorded."""
        if self.minute is None or moment.day != self.day:
            return moment.day <= self.day
        return None if moment.minute is None else moment.minute <= self.minute

    def __str__(self) -> str:
        return str(Moment(self.day, self.minute))


def due(anchor_day: date, anchor_minute: int | None, period: Period, calendar: Calendar) -> Due:
    """Count a period from its anchor.

    `anchor_minute` is the minute of the anchor's day, or None where nobody recorded the time. Only hours
    look at it: from a known time they end on a minute, from a bare date at the end of a day, part of a day
    counting as a whole one (48 hours: two days on). Every other period ends with its day. What would end after the
    last day of the calendar, 31 December 9999, ends on it.
    """
    try:
        return _counted(anchor_day, anchor_minute, period, calendar)
    except (OverflowError, ValueError):  # an amount is never negative, so nothing else can go wrong
        return Due(date.max)


def _counted(anchor_day: date, anchor_minute: int | None, period: Period, calendar: Calendar) -> Due:
    amount, unit = period.amount, period.unit
    if unit is Unit.WEEKS:
        return Due(anchor_day + timedelta(amount * 7))
    if unit is Unit.DAYS:
        return Due(anchor_day + timedelta(amount))
    if unit is Unit.WORKING_DAYS:
        return Due(calendar.add_working_days(anchor_day, amount))
    if unit is Unit.MONTHS or unit is Unit.YEARS:
        return Due(_months_on(anchor_day, amount if unit is Unit.MONTHS else 12 * amount))
    if anchor_minute is None:
        return Due(anchor_day + timedelta(-(-amount // 24)))
    days, minute = divmod(anchor_minute + amount * 60, MINUTES_IN_DAY)
    return Due(anchor_day + timedelta(days), minute)


def due_before(day: date, minute: int | None, period: Period, calendar: Calendar) -> Due:
    """Count a period back from something that is to happen: the last day (or minute) that is so long before it.

    The day counted from is left out, as it is forwards: three working days before a Thursday is the Monday. Hours
    look at the minute; before a bare day they end with the last day that is surely so long before it.
    """
    amount, unit = period.amount, period.unit
    if unit is Unit.WORKING_DAYS:
        return Due(calendar.working_days_before(day, amount))
    if unit is Unit.MONTHS or unit is Unit.YEARS:
        return Due(_months_on(day, -amount if unit is Unit.MONTHS else -12 * amount))
    if unit is not Unit.HOURS:
        return Due(day - timedelta(amount * (7 if unit is Unit.WEEKS else 1)))
    if minute is None:
        return Due(day - timedelta(-(-amount // 24)))
    days, minute = divmod(minute - amount * 60, MINUTES_IN_DAY)
    return Due(day + timedelta(days), minute)


def _months_on(day: date, months: int) -> date:
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, day.day if day.day <= 28 else min(day.day, monthrange(year, month)[1]))


def working_days_between(after: date, until: date, calendar: Calendar) -> int:
    """Working days after one day, up to and including another ("3 working days late").

    Negative where `until` is the earlier day.
    """
    return calendar.number(until) - calendar.number(after)
