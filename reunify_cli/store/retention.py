"""For how long a closed case is kept: what `retention` in reunify.yaml says, and the day on which that ends.

retention:
default: 75th birthday        # or a period from the day on which the case was closed: 15 y, 18 m
died: 15 y                    # an outcome of case-closed, where it has a period of its own
"""

import re
from calendar import isleap
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

from reunify_cli import shape
from reunify_cli.errors import Problem, did_you_mean
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.periods import Unit, due, parse_period

DEFAULT: Final = "default"
"""The period of every outcome that has none of its own."""
_BIRTHDAY: Final = re.compile(r"(\d{1,3})(?:st|nd|rd|th) birthday")
_HELP: Final = "Write a number of years or months from the day of closing, such as 15 y, or a birthday: 75th birthday."


def read_term(text: str) -> None:
    """Make sure that a text is a period of retention. Raises ValueError with a plain sentence."""
    if _BIRTHDAY.fullmatch(text):
        return
    try:
        period = parse_period(text)
    except ValueError:
        raise ValueError(f'"{text}" is no period of retention') from None
    if period.unit in (Unit.HOURS, Unit.WORKING_DAYS) or not period.amount:
        raise ValueError(f'"{text}" is no period of retention')


def term_of(retention: Mapping[str, str], outcome: str) -> str:
    """The period for a case that ended so; "" where none is set."""
    return retention.get(outcome) or retention.get(DEFAULT, "")


def kept_until(term: str, closed: date, born: date | None, calendar: Calendar) -> date | None:
    """The last day on which a closed case is kept; None where that hangs on a birth date that is not recorded."""
    birthday = _BIRTHDAY.fullmatch(term)
    if birthday is None:
        return due(closed, None, parse_period(term), calendar).day
    if born is None:
        return None
    year = born.year + int(birthday[1])
    leapling = (born.month, born.day) == (2, 29) and not isleap(year)
    return date(year, 3, 1) if leapling else born.replace(year=year)


def retention_problems(
    retention: Mapping[str, str], loaded: shape.Loaded, outcomes: Iterable[str] | None = None
) -> Iterator[Problem]:
    """What is wrong with `retention` in reunify.yaml; the outcomes are looked at where they are known."""
    for key, text in retention.items():
        try:
            read_term(text)
        except ValueError as error:
            yield loaded.problem(("retention", key), str(error), _HELP)
        known = None if outcomes is None else [DEFAULT, *outcomes]
        if known is not None and key not in known:
            near = did_you_mean(key, known)
            help = f"There are: {', '.join(known)}."
            yield loaded.problem(("retention", key), f'"{key}" is not an outcome here.{near}', help, key=True)
