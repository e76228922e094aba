"""Days as people here write and say them: day first, weekdays echoed back, nothing guessed.

English names stand in tables of our own, because those of the standard library follow the machine's language.
"""

import re
from datetime import date, timedelta
from typing import Final, NoReturn

from reunify_cli.errors import Mistyped
from reunify_cli.model.london import YEARS, seasons
from reunify_cli.model.moment import Moment

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS: Final = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_SHORTER: Final = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3}
_WEEKDAY: Final = {
    **{name.lower(): i for i, name in enumerate(WEEKDAYS)},
    **{name[:3].lower(): i for i, name in enumerate(WEEKDAYS)},
    **_SHORTER,
}
_MONTH: Final = {
    **{name.lower(): i for i, name in enumerate(MONTHS, 1)},
    **{name[:3].lower(): i for i, name in enumerate(MONTHS, 1)},
    "sept": 9,
}
_RELATIVE: Final = {"today": 0, "yesterday": -1, "tomorrow": 1}
_FILLERS: Final = {"at", "on", "of", "the"}

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:t(.+))?")
_NUMBERS = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?:\2(\d+))?")
_DAY = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?")
_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2})(?::\d{2})?)?(am|pm)?(gmt|bst)?")

HOW: Final = "Write it day first: 3/12/2026, 3 Dec, 3 Dec 14:00, today, yesterday, last Fri."


# --- reading ------------------------------------------------------------------------------------------------------


def read_day(text: str, today: date, *, ahead: bool = False) -> date:
    """A day as somebody typed it; a time beside it is refused.

    Without a year it is the nearest such day up to today, or from today on with `ahead` (a booking).
    Raises Mistyped with a sentence that says what is wrong.
    """
    moment = read_when(text, today, ahead=ahead)
    if moment.minute is not None:
        raise Mistyped(f'"{text}" has a time; only the day is wanted here.', help="Leave the time out.")
    return moment.day


def read_when(text: str, today: date, *, ahead: bool = False) -> Moment:
    """A day as somebody typed it, with the time of day where there is one. Raises Mistyped for what is none.

    >>> str(read_when("3rd Dec 2pm", date(2026, 12, 10)))
    '2026-12-03T14:00'
    """
    words = [word for word in text.lower().replace(",", " ").split() if word not in _FILLERS]
    if not words:
        _refuse("That is not a day: nothing was typed.")
    weekday = _WEEKDAY.get(words[0])
    if weekday is not None:
        if len(words) == 1 or _is_time("".join(words[1:])):
            name = WEEKDAYS[weekday][:3]
            next_one = today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)
            help = f"Write last {name}, {short_day(next_one)} or another date."
            _refuse(f'"{text}": the last {name} or the next one?', help)
        words = words[1:]
    day, rest = _read_date(text, words, today, ahead)
    if weekday is not None and day.weekday() != weekday:
        _refuse(f'"{text}" does not fit: {day.day} {MONTHS[day.month - 1]} {day.year} is a {WEEKDAYS[day.weekday()]}.')
    return _on_the_clock(text, day, *_read_time(text, rest)) if rest else Moment(day)


def _read_date(text: str, words: list[str], today: date, ahead: bool) -> tuple[date, str]:
    """The day that the words begin with, and what follows it, as one word."""
    first, rest = words[0], words[1:]
    if first in _RELATIVE:
        return today + timedelta(days=_RELATIVE[first]), "".join(rest)
    if first in ("last", "next") and rest and rest[0] in _WEEKDAY:
        if first == "next" and _WEEKDAY[rest[0]] > today.weekday():
            here = today + timedelta(days=_WEEKDAY[rest[0]] - today.weekday())
            days = f"{short_day(here)} or {short_day(here + timedelta(days=7))}"
            _refuse(f'"{text}" can be this week or the next.', f"Write {days}.")
        ahead_by = (_WEEKDAY[rest[0]] - today.weekday() - 1) % 7 + 1 if first == "next" else 0
        back_by = (today.weekday() - _WEEKDAY[rest[0]] - 1) % 7 + 1 if first == "last" else 0
        return today + timedelta(days=ahead_by - back_by), "".join(rest[1:])
    if first == "this":
        _refuse(f'"{text}" can be meant in two ways.', "Write last Fri or the date.")
    if iso := _ISO.fullmatch(first):
        return _real(text, int(iso[1]), int(iso[2]), int(iso[3])), (iso[4] or "") + "".join(rest)
    if numbers := _NUMBERS.fullmatch(first):
        year = _year(text, numbers[4]) if numbers[4] else None
        return _nearest(text, year, int(numbers[3]), int(numbers[1]), today, ahead), "".join(rest)
    if first in _MONTH:
        _refuse(f'"{text}" has the month first.', HOW)
    if (found := _DAY.fullmatch(first)) and rest and rest[0] in _MONTH:
        year, after = (
            (_year(text, rest[1]), rest[2:]) if len(rest) > 1 and _looks_like_year(rest[1]) else (None, rest[1:])
        )
        return _nearest(text, year, _MONTH[rest[0]], int(found[1]), today, ahead), "".join(after)
    if _is_time("".join(words)):
        _refuse(f'"{text}" is a time without a day.', f"Write the day before it: today {text.strip()}")
    return _refuse(f'"{text}" is not a day.', HOW)


def _looks_like_year(word: str) -> bool:
    return word.isdecimal() and len(word) > 2


def _year(text: str, digits: str) -> int:
    if len(digits) != 4:
        _refuse(f'"{text}": write the year with four digits.', "Such as 3/12/2026.")
    if int(digits) not in YEARS:
        hint = (
            f"Is it a time? Write {digits[:2]}:{digits[2:]}" if int(digits[:2]) < 24 and int(digits[2:]) < 60 else HOW
        )
        _refuse(f'"{text}": {digits} is not a year that can be meant here.', hint)
    return int(digits)


def _nearest(text: str, year: int | None, month: int, day: int, today: date, ahead: bool) -> date:
    """A day of a year, or without one the nearest such day behind or ahead of today, today included."""
    if not 1 <= month <= 12:
        hint = f"Write the day first: {month}/{day}" if 1 <= day <= 12 < month <= 31 else HOW
        _refuse(f'"{text}" is not a day: there is no month {month}.', hint)
    if year is None:
        here = (today.month, today.day)
        year = today.year
        if ahead and (month, day) < here:
            year += 1
        elif not ahead and (month, day) > here:
            year -= 1
        # Nobody typed the year, and only for February does it matter.
        return _real(text, year, month, day, year_typed=month == 2)
    return _real(text, year, month, day)


def _real(text: str, year: int, month: int, day: int, *, year_typed: bool = True) -> date:
    if not 1 <= month <= 12:
        _refuse(f'"{text}" is not a day: there is no month {month}.')
    if year not in YEARS:
        _refuse(f'"{text}": {year} is not a year that can be meant here.')
    try:
        return date(year, month, day)
    except ValueError:
        first = date(year + month // 12, month % 12 + 1, 1)
        length = (first - timedelta(days=1)).day
        named = f"{MONTHS[month - 1]} {year}" if year_typed else MONTHS[month - 1]
        _refuse(f'"{text}" is not a day: {named} has {length}.')


def _is_time(word: str) -> bool:
    found = _TIME.fullmatch(word)
    return word == "noon" or bool(found and (found[2] or found[3]))


def _on_the_clock(text: str, day: date, minute: int, zone: str) -> Moment:
    """The moment on a London clock; refused where the clocks jumped over it or showed it twice and no zone is named.

    `zone` is "gmt", "bst" or "". A named one settles which hour is meant and is turned into what the clock showed.
    """
    offsets = seasons(day, minute)
    if zone and offsets:
        moved = minute + offsets.for_gmt if zone == "gmt" else minute + offsets.for_bst
        return Moment(day + timedelta(days=moved // 1440), moved % 1440)
    if offsets and offsets.skipped:
        later = say_time(minute + 60)
        sentence = f'"{text}": there was no {say_time(minute)} that night; the clocks went forward an hour.'
        _refuse(sentence, f"Write {later} if a clock that was changed showed the time, or {say_time(minute)} GMT.")
    if offsets and offsets.twice:
        sentence = f'"{text}": {say_time(minute)} came twice that night; the clocks went back an hour.'
        _refuse(sentence, f"Write {say_time(minute)} BST for the first or {say_time(minute)} GMT for the second.")
    return Moment(day, minute)


def _read_time(text: str, word: str) -> tuple[int, str]:
    """A time of day, as the minute of the day, and the zone written after it, if any."""
    if word == "noon":
        return 12 * 60, ""
    found = _TIME.fullmatch(word)
    if found is None or not (found[2] or found[3]):
        _refuse(f'"{text}": "{word}" is not a time of day.', "Write it as 14:00 or 2pm.")
    hour, minute, half, zone = int(found[1]), int(found[2] or 0), found[3], found[4] or ""
    if half and not 1 <= hour <= 12:
        _refuse(f'"{text}": with {half} the hour runs from 1 to 12.', "Write it as 14:00 or 2pm.")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    if hour > 23 or minute > 59:
        _refuse(f'"{text}" is not a time of day: hours run from 00 to 23 and minutes from 00 to 59.')
    return hour * 60 + minute, zone


def _refuse(sentence: str, help: str = HOW) -> NoReturn:
    raise Mistyped(sentence, help=help)


# --- saying -------------------------------------------------------------------------------------------------------


def say_day(day: date) -> str:
    """A day in full: `Thu 26 November 2026`."""
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def say_long(day: date) -> str:
    """A day as it is echoed to somebody who typed it: `Thursday 26 November 2026`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def short_day(day: date, today: date | None = None) -> str:
    """A day in short: `Thu 26 Nov`, with its year where that is another than today's."""
    year = f" {day.year}" if today is not None and day.year != today.year else ""
    return f"{WEEKDAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]}{year}"


def say_when(moment: Moment, today: date | None = None) -> str:
    """A moment in short, with its time where that is known: `Thu 26 Nov 14:00`."""
    return short_day(moment.day, today) + (f" {say_time(moment.minute)}" if moment.minute is not None else "")


def say_full(moment: Moment) -> str:
    """A moment in full, with its time where that is known: `Thu 26 November 2026 14:00`."""
    return say_day(moment.day) + (f" {say_time(moment.minute)}" if moment.minute is not None else "")


def say_time(minute: int) -> str:
    """A minute of the day: `14:00`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def ago(day: date, today: date) -> str:
    """How far a day is from today, in words: `today`, `3 days ago`, `in 2 days`."""
    days = (day - today).days
    match days:
        case 0:
            return "today"
        case 1:
            return "tomorrow"
        case -1:
            return "yesterday"
    return f"in {days} days" if days > 0 else f"{-days} days ago"
