"""What time it is in London: asked once for each command."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, Final, NamedTuple

from reunify_cli.errors import Mistyped, Problem
from reunify_cli.model.moment import Moment, parse_moment

YEARS: Final = range(1900, 2200)
"""The years that can be meant, by whoever types a date and by the clock."""


def clock(env: Mapping[str, str], demo: Moment | None = None) -> tuple[Moment, datetime]:
    """The minute it is by the clock on the wall in London, and the same as an instant, UTC.

    REUNIFY_NOW (`2026-11-30T08:47`) stands in for the clock in tests, and `demo`, the day of a demonstration, in that.
    """
    zone = _london()
    given = env.get("REUNIFY_NOW", "").strip() or str(demo or "")
    if given:
        try:
            moment = parse_moment(given)
        except ValueError as error:
            raise Mistyped(Problem(None, f"REUNIFY_NOW: {error}.")) from None
        if moment.day.year not in YEARS:
            # Beyond them there is no room for the periods that are counted from today.
            sentence = f'"{given}" cannot be taken for the present: its year is not from {YEARS[0]} to {YEARS[-1]}.'
            raise Mistyped(Problem(None, sentence, "Correct REUNIFY_NOW, or demo-today: in reunify.yaml."))
        minute = moment.minute or 0
        wall = datetime(moment.day.year, moment.day.month, moment.day.day, minute // 60, minute % 60, tzinfo=zone)
        return Moment(moment.day, minute), wall.astimezone(UTC)
    here = datetime.now(tz=zone) if zone is not None else datetime.now().astimezone()
    return Moment(here.date(), here.hour * 60 + here.minute), here.astimezone(UTC)


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
    zone = _london()
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


def _london() -> Any:
    """London's time zone; None where this machine has no time zones (Windows without tzdata): then its own clock."""
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    try:
        return ZoneInfo("Europe/London")
    except ZoneInfoNotFoundError:
        return None
