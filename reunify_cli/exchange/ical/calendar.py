"""A calendar of meetings as iCalendar: London time with its rule for summer time, one event for each meeting.

A file that somebody opens twice changes what is in their calendar and adds nothing: an event's UID stays, and its
SEQUENCE grows with every change (RFC 5545, sections 3.6.1, 3.6.5 and 3.8.7.4; RFC 5546, section 2.1.4).
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Final

from reunify_cli.exchange.ical.lines import text, written
from reunify_cli.frozen import dataclass
from reunify_cli.model.moment import Moment

LONDON: Final = (
    "BEGIN:VTIMEZONE",
    "TZID:Europe/London",
    "BEGIN:DAYLIGHT",
    "TZOFFSETFROM:+0000",
    "TZOFFSETTO:+0100",
    "TZNAME:BST",
    "DTSTART:19810329T010000",
    "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU",
    "END:DAYLIGHT",
    "BEGIN:STANDARD",
    "TZOFFSETFROM:+0100",
    "TZOFFSETTO:+0000",
    "TZNAME:GMT",
    "DTSTART:19961027T020000",
    "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU",
    "END:STANDARD",
    "END:VTIMEZONE",
)
"""London's time, as it has been since 1996."""


@dataclass(frozen=True, slots=True)
class Event:
    """A meeting as a calendar shows it; all words are texts as they are, not yet escaped."""

    uid: str
    summary: str
    when: Moment
    minutes: int
    """How long it is taken to last, where a time is known."""
    cancelled: bool = False
    sequence: int = 0
    description: str = ""
    location: str = ""
    made: datetime | None = None
    changed: datetime | None = None


def calendar(events: Sequence[Event], stamp: datetime) -> bytes:
    """The bytes of an .ics file; `stamp` is when it is made."""
    off = bool(events) and all(event.cancelled for event in events)
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//reunify//meetings//EN", "CALSCALE:GREGORIAN")
    lines: Iterable[str] = (
        *head,
        f"METHOD:{'CANCEL' if off else 'PUBLISH'}",
        *LONDON,
        *(line for event in events for line in _event(event, stamp)),
        "END:VCALENDAR",
    )
    return written(lines)


def _event(event: Event, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{text(event.uid)}"
    yield f"DTSTAMP:{_instant(stamp)}"
    if event.made is not None:
        yield f"CREATED:{_instant(event.made)}"
    if event.changed is not None:
        yield f"LAST-MODIFIED:{_instant(event.changed)}"
    yield f"SEQUENCE:{event.sequence}"
    yield f"STATUS:{'CANCELLED' if event.cancelled else 'CONFIRMED'}"
    if event.when.minute is None:
        yield f"DTSTART;VALUE=DATE:{_day(event.when.day)}"
        if event.when.day < date.max:  # without an end it is that day
            yield f"DTEND;VALUE=DATE:{_day(event.when.day + timedelta(days=1))}"
    else:
        hour, minute = divmod(event.when.minute, 60)
        yield f"DTSTART;TZID=Europe/London:{_day(event.when.day)}T{hour:02}{minute:02}00"
        yield f"DURATION:PT{event.minutes}M"
    yield f"SUMMARY:{text(event.summary)}"
    if event.description:
        yield f"DESCRIPTION:{text(event.description)}"
    if event.location:
        yield f"LOCATION:{text(event.location)}"
    # Whoever may look into somebody's calendar sees that the time is taken, and not whose meeting it is.
    yield "CLASS:PRIVATE"
    yield "END:VEVENT"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}" if day.year > 999 else f"{day.year:04}{day:%m%d}"


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
