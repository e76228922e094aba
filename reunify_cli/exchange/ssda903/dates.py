"""The dates of a return, day/month/year, and how a whole file shows that its dates are written in another order.

`04/05/2017` alone does not say which of its numbers is the month. The other dates of the file do: where one of them
can only be read month first, or where the year comes first, every date in the file is in doubt, and the file is
refused. A spreadsheet opened under other settings leaves such files behind, with wrong dates that look right.
"""

import re
from collections.abc import Iterable
from datetime import date
from typing import Final

from reunify_cli.errors import Place, Problem
from reunify_cli.frozen import dataclass

_CLOCK: Final = r"(?:[ T]0?0:00(?::00(?:\.0+)?)?)?"
_DAY_FIRST: Final = re.compile(rf"(\d{{1,2}})[/.-](\d{{1,2}})[/.-](\d{{4}}){_CLOCK}")
_YEAR_FIRST: Final = re.compile(rf"(\d{{4}})[/.-](\d{{1,2}})[/.-](\d{{1,2}}){_CLOCK}")
_YEARS: Final = range(1900, 2200)
_SHARE: Final = 10
"""Of how many dates one in another order is enough to doubt all, where some can only be day/month/year."""


class NoDate(Exception):
    """A cell that holds no date; says why in one sentence."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A cell that is to hold a date, and its row."""

    place: Place
    column: str
    text: str


def read_day(text: str, column: str) -> date | None:
    """The day in a cell, as the return writes it (31/03/2018); None where the cell is empty. Raises NoDate."""
    if not text:
        return None
    found = _DAY_FIRST.fullmatch(text)
    if found is None:
        raise NoDate(f'"{text[:30]}" in {column} is not a date: write it as 31/03/2018.')
    day, month, year = (int(part) for part in found.groups())
    try:
        value = date(year, month, day)
    except ValueError:
        raise NoDate(f'"{text}" in {column} is not a date: there is no such day.') from None
    if year not in _YEARS:
        raise NoDate(f'"{text}" in {column} cannot be right: the year is {year}.')
    return value


def other_order(cells: Iterable[Dated]) -> Problem | None:
    """What to say of a file whose dates are not day/month/year; None where they are, or where nothing tells."""
    day_first, month_first, year_first = [], [], []
    ambiguous = 0
    for cell in cells:
        if _YEAR_FIRST.fullmatch(cell.text):
            year_first.append(cell)
        elif found := _DAY_FIRST.fullmatch(cell.text):
            first, second, year = (int(part) for part in found.groups())
            if _is_day(year, second, first) and not _is_day(year, first, second):
                day_first.append(cell)
            elif _is_day(year, first, second) and not _is_day(year, second, first):
                month_first.append(cell)
            else:
                ambiguous += 1
    sure = len(day_first)
    if month_first and _outweighs(len(month_first), sure):
        return _refused(month_first[0], "month/day/year", len(month_first), sure)
    if year_first and _outweighs(len(year_first), sure + ambiguous):
        return _refused(year_first[0], "year-month-day", len(year_first), sure + ambiguous)
    return None


def _outweighs(odd: int, sure: int) -> bool:
    """One slip among many dates is that row's; without any date that speaks against it, or with many, it is all."""
    return sure == 0 or (odd > 1 and odd * _SHARE >= odd + sure)


def _refused(first: Dated, order: str, odd: int, sure: int) -> Problem:
    some = f"{odd} of the dates in this file are" if sure else "The dates in this file are"
    others = " and others day/month/year" if sure else ""
    sentence = f'{some} written {order}{others}: "{first.text}" in {first.column}. Nothing of it can be trusted.'
    help_ = "Export the return again with dates as 31/03/2018, without opening it in a spreadsheet. Nothing was read."
    return Problem(first.place, sentence, help_)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
