"""Days, lengths and lists as papers write them, in English whatever the machine's language is."""

from collections.abc import Iterable
from datetime import date

from reunify_cli.engine.duty import Counted
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment
from reunify_cli.rules.periods import Due, parse_period
from reunify_cli.text import days
from reunify_cli.text.days import say_long


def long_day(day: date) -> str:
    """A day in full.

    >>> long_day(date(2026, 12, 9))
    'Wednesday 9 December 2026'
    """
    return say_long(day)


def short_day(day: date) -> str:
    """A day as a table holds it.

    >>> short_day(date(2026, 12, 9))
    'Wed 9 Dec 2026'
    """
    return f"{days.short_day(day)} {day.year}"


def clock(minute: int | None) -> str:
    """A time of day with a space before it, or nothing where none is known.

    >>> clock(870)
    ' 14:30'
    """
    return "" if minute is None else f" {minute // 60:02}:{minute % 60:02}"


def when_words(moment: Moment | Due, *, full: bool = False) -> str:
    """A day with its time where there is one."""
    return (long_day(moment.day) if full else short_day(moment.day)) + clock(moment.minute)


def capital(text: str) -> str:
    """Text with a capital at its start, the rest as it is."""
    return text[:1].upper() + text[1:]


def lower(text: str) -> str:
    """Text as it goes on in the middle of a sentence: small at its start, unless its first word is all capitals."""
    first = text.split(" ", 1)[0]
    return text if len(first) > 1 and first.isupper() else text[:1].lower() + text[1:]


def ended(text: str) -> str:
    """A text as a sentence: with a full stop, unless it ends with a sign of its own."""
    return text if text.endswith((".", "!", "?", "…", ":")) else f"{text}."


def counted_words(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> counted_words(2, "visit"), counted_words(1, "entry", "entries"), counted_words(0, "visit")
    ('2 visits', '1 entry', 'no visits')
    """
    noun = one if number == 1 else many or f"{one}s"
    return f"{number or 'no'} {noun}"


def days_words(days: int) -> str:
    """A number of days after or before: `5 days`, `1 day`."""
    return "1 day" if days == 1 else f"{days} days"


def listed(parts: Iterable[str]) -> str:
    """Things that may hold commas, one after the other: `a; b`."""
    return "; ".join(part for part in parts if part)


def counted_from(counted: Counted, title: str) -> str:
    """How a date was counted: `5 working days from start of a placement, Fri 27 Nov 2026`."""
    if not counted.period:
        return counted.how
    from_ = f"{title}, {short_day(counted.anchor.when.day)}" if title else short_day(counted.anchor.when.day)
    period = parse_period(counted.period)
    return f"{period.words()} from {from_}" if period.amount else f"by the day of {from_}"


def late_words(days: int) -> str:
    """How long ago something was due: `today`, `3 days ago`."""
    return "today" if days <= 0 else f"{days_words(days)} ago"


def on_condition(entries: Iterable[Entry]) -> str:
    """The conditions under which something was given, which go wherever it is shown as given."""
    return "".join(f", on condition: {text}" for entry in entries if (text := entry.get("conditions")))
