"""London's clock: which times of a day there are, and which come twice or never."""

from datetime import date, datetime
from typing import Any, Final, NamedTuple

YEARS: Final = range(1900, 2200)
"""The years that can be meant, by whoever types a date and by the clock."""


class Seasons(NamedTuple):
    """How a time on a London clock stands to the changes of the clocks; in minutes to add to a time in each zone."""

    skipped: bool
    twice: bool
    for_gmt: int
    """To turn Greenwich Mean Time into what the clock shows."""
    for_bst: int
    """To turn British Summer Time into what the clock shows."""


def seasons(day: date, minute: int) -> Seasons | None:
    """How a minute of a day stands to the changes of the clocks; None where this machine has no time zones."""
    zone = london()
    if zone is None:
        return None
    wall = datetime(day.year, day.month, day.day, minute // 60, minute % 60, tzinfo=zone)
    first, second = (_minutes(wall.replace(fold=fold)) for fold in (0, 1))
    # In the hour that comes twice the clock shows the time of both zones; in the skipped one, of neither.
    gmt, bst = (0, 0) if first > second else (second, first - 60)
    return Seasons(first < second, first > second, gmt, bst)


def _minutes(wall: datetime) -> int:
    offset = wall.utcoffset()
    return 0 if offset is None else round(offset.total_seconds() / 60)


def london() -> Any:
    """London's time zone; None where this machine has no time zones (Windows without tzdata): then its own clock."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError:
        return None
