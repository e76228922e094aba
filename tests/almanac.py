"""Dates counted a second time by somebody else's code: the `holidays` package and dateutil, one day at a time."""

from datetime import date, datetime, timedelta

import holidays
from dateutil.relativedelta import relativedelta

from reunify_cli.rules.periods import Due

BANK_HOLIDAYS = frozenset(holidays.country_holidays("GB", subdiv="ENG", years=range(2012, 2040)))


def counted(day: date, minute: int | None, period: str) -> Due:
    """The end of a period ("5 wd") from a day and minute, by walking; hours by the wall. Nothing of ours counts."""
    amount, unit = period.split()
    number = int(amount)
    match unit:
        case "h" if minute is not None:
            end = datetime(day.year, day.month, day.day, minute // 60, minute % 60) + timedelta(hours=number)
            return Due(end.date(), end.hour * 60 + end.minute)
        case "h":
            return Due(day + timedelta(days=number // 24 + (number % 24 > 0)))
        case "wd":
            while number:
                day += timedelta(days=1)
                number -= day.weekday() < 5 and day not in BANK_HOLIDAYS
            return Due(day)
        case "d" | "w":
            return Due(day + timedelta(days=number * {"d": 1, "w": 7}[unit]))
    return Due(day + relativedelta(**{{"m": "months", "y": "years"}[unit]: number}))


def birthday(born: date, age: int) -> date:
    """The day on which somebody reaches an age; born on a leap day, the first of March where there is none."""
    try:
        return born.replace(year=born.year + age)
    except ValueError:
        return date(born.year + age, 3, 1)
