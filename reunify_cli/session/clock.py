"""What time it is in London: asked once for each command."""

from collections.abc import Mapping
from datetime import UTC, datetime

from reunify_cli.errors import Mistyped
from reunify_cli.model.london import YEARS, london
from reunify_cli.model.moment import Moment, parse_moment


def clock(env: Mapping[str, str], demo: Moment | None = None) -> tuple[Moment, datetime]:
    """The minute it is by the clock on the wall in London, and the same as an instant, UTC.

    REUNIFY_NOW (`2026-11-30T08:47`) stands in for the clock in tests, and `demo`, the day of a demonstration, in that.
    """
    zone = london()
    given = env.get("REUNIFY_NOW", "").strip() or str(demo or "")
    if given:
        try:
            moment = parse_moment(given)
        except ValueError as error:
            raise Mistyped(f"REUNIFY_NOW: {error}.") from None
        if moment.day.year not in YEARS:
            # Beyond them there is no room for the periods that are counted from today.
            sentence = f'"{given}" cannot be taken for the present: its year is not from {YEARS[0]} to {YEARS[-1]}.'
            raise Mistyped(sentence, help="Correct REUNIFY_NOW, or demo-today: in reunify.yaml.")
        minute = moment.minute or 0
        wall = datetime(moment.day.year, moment.day.month, moment.day.day, minute // 60, minute % 60, tzinfo=zone)
        return Moment(moment.day, minute), wall.astimezone(UTC)
    here = datetime.now(tz=zone) if zone is not None else datetime.now().astimezone()
    return Moment(here.date(), here.hour * 60 + here.minute), here.astimezone(UTC)
