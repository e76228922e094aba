"""What somebody typed, as it stands in a file: ISO days, keys of people, the words of the vocabulary.

Nothing is guessed: what matches nothing, or several things, is refused with what can be written there.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Final

from reunify_cli.casework.event_names import meant_event
from reunify_cli.casework.people import Directory
from reunify_cli.errors import Mistyped, did_you_mean
from reunify_cli.frozen import dataclass
from reunify_cli.model.fields import Field
from reunify_cli.model.moment import Moment
from reunify_cli.model.vocabulary import Vocabulary, chosen, spoken
from reunify_cli.rules.periods import parse_period
from reunify_cli.rules.policy import Stage
from reunify_cli.text.days import read_day, read_when, say_when
from reunify_cli.text.layout import clean

Plain = str | list[str]
"""A value as it stands in a file."""

CHOICES: Final = 15
"""How many choices a refusal reads out."""
HOME: Final = "home"
"""The field that names a home of the case by its key."""

_UNITS: Final = {"hour": "h", "day": "d", "working day": "wd", "week": "w", "fortnight": "f", "month": "m", "year": "y"}
_YES: Final = {"yes": "yes", "y": "yes", "true": "yes", "no": "no", "n": "no", "false": "no"}


@dataclass(frozen=True)
class Reading:
    """What is needed to read what somebody typed for one child."""

    vocabulary: Vocabulary
    today: date
    directory: Directory
    stages: tuple[Stage, ...] = ()
    about: Callable[[str], str] = str
    """Finds the entry or item that words mean; raises Mistyped."""
    item: Callable[[str], str] = str
    home: Callable[[str], str] = str
    """Finds the home of the case that words mean; words that mean none are taken as they are."""
    said: Callable[[str], str] = "{}=".format
    """How a field is named in what is said about it, by its key: as it is typed, or by its label in a form."""


def read_value(field: Field, key: str, text: str, reading: Reading) -> Plain:
    """A typed value as it stands in the file. Raises Mistyped saying what can be written there."""
    text = text.strip()
    if not text:
        said = f"{reading.said(key)} says nothing."
        raise Mistyped(said, help="Write something after it, or leave it out.")
    reader = _READERS.get(field.type, _text)
    if field.type in ("people", "list"):
        return [reader(field, key, each, reading) for each in parts(text)]
    return reader(field, key, text, reading)


def parts(text: str) -> list[str]:
    """The parts of a list typed with commas between them."""
    return [each.strip() for each in text.split(",") if each.strip()]


def one_of(values: Mapping[str, str], said: str, text: str) -> str:
    """The choice that is meant, by its word or its title; `said` is how the field is named where it is none."""
    value = chosen(text, values)
    if value is not None:
        return value
    near = did_you_mean(text.lower(), values)
    some = ", ".join(list(values)[:CHOICES]) + (" ..." if len(values) > CHOICES else "")
    raise Mistyped(f'{said} cannot be "{clean(text)}".{near}', help=f"Write one of: {some}")


def meant_stage(text: str, stages: Sequence[Stage]) -> str:
    """The key of the stage meant by its key, title or number."""
    for stage in stages:
        if spoken(text) in (stage.key, spoken(stage.key), spoken(stage.title), str(stage.number)):
            return stage.key
    known = ", ".join(f"{stage.number} {stage.key}" for stage in stages)
    raise Mistyped(f'"{clean(text)}" is not a stage of this policy.', help=f"Write one of: {known}")


def _yes_no(said: str, text: str) -> str:
    found = _YES.get(text.lower())
    if found is None:
        raise Mistyped(f'{said} is yes or no, not "{clean(text)}".')
    return found


def _number(said: str, text: str) -> str:
    if not re.fullmatch(r"-?\d{1,9}", text):
        raise Mistyped(f'{said} is a whole number, not "{clean(text)}".')
    return text


def _role(text: str, vocabulary: Vocabulary) -> str:
    role = vocabulary.role_words.get(spoken(text))
    if role is None:
        near = did_you_mean(spoken(text), vocabulary.role_words)
        raise Mistyped(f'"{clean(text)}" is not a role.{near}', help="Such as social-worker, iro.")
    return role


def _period(text: str) -> str:
    """A period in figures or words: `2 w`, `2 weeks`, `10 working days`, `a fortnight`."""
    found = re.fullmatch(r"(?:every )?(\d+|an?) ?([a-z ]+?)s?", text.lower())
    if found and found[2] in _UNITS:
        amount = int(found[1]) if found[1].isdecimal() else 1
        unit = _UNITS[found[2]]
        return f"{amount * 2} w" if unit == "f" else f"{amount} {unit}"
    try:
        return str(parse_period(text))
    except ValueError:
        raise Mistyped(f'"{clean(text)}" is not a length of time.', help="Write 2 weeks, 10 wd, 3 m.") from None


def _text(field: Field, key: str, text: str, reading: Reading) -> str:
    if field.values:
        # One of the words that rules ask for, or any other text; what could be a slip of one of those is refused.
        value = chosen(text, field.values)
        if value is not None:
            return value
        near = _slip_of(text.lower(), field.values)
        if near is None:
            return text
        help = f"Write {near} ({field.values[near]}), or another name in full."
        raise Mistyped(f'{reading.said(key)} "{clean(text)}" reads like "{near}".', help=help)
    return reading.home(text) if key == HOME else text


def _slip_of(text: str, values: Mapping[str, str]) -> str | None:
    """The word that a short text holds, or that is spelt nearly so; words of two letters are in too many others."""
    from difflib import get_close_matches  # only ever needed where a text is none of the words

    words = [part.strip(".,;:()").replace(".", "") for part in text.split()]
    by_word = {word: value for value, title in values.items() for word in (value, title.lower()) if len(word) > 2}
    held = next((value for value in by_word.values() if value in words), None) if len(words) < 4 else None
    return held or next((by_word[each] for each in get_close_matches(text, list(by_word), 1)), None)


def _rows(_: Field, key: str, __: str, reading: Reading) -> str:
    raise Mistyped(f"{reading.said(key)} needs several lines.", help="A form has room:  reunify form")


_READERS: Final[Mapping[str, Callable[[Field, str, str, Reading], str]]] = {
    "yes-no": lambda _, key, text, reading: _yes_no(reading.said(key), text),
    "date": lambda _, __, text, reading: _nearest_day(text, reading.today).day.isoformat(),
    "moment": lambda _, __, text, reading: str(_nearest_day(text, reading.today)),
    "number": lambda _, key, text, reading: _number(reading.said(key), text),
    "period": lambda _, __, text, ___: _period(text),
    "choice": lambda field, key, text, reading: one_of(field.values, reading.said(key), text),
    "list": lambda field, key, text, reading: one_of(field.values, reading.said(key), text) if field.values else text,
    "person": lambda _, __, text, reading: reading.directory.key(text),
    "people": lambda _, __, text, reading: reading.directory.key(text),
    "role": lambda _, __, text, reading: _role(text, reading.vocabulary),
    "event": lambda _, __, text, reading: meant_event(text, reading.vocabulary),
    "stage": lambda _, __, text, reading: meant_stage(text, reading.stages),
    "entry": lambda _, __, text, reading: reading.about(text),
    "item": lambda _, __, text, reading: reading.item(text),
    "rows": _rows,
}
"""How each type of field is read; a field of any other type is text as it is."""


def _nearest_day(text: str, today: date) -> Moment:
    """A day inside an entry, which may lie ahead or behind: without a year the nearer of the two."""
    behind = read_when(text, today)
    ahead = read_when(text, today, ahead=True)
    return min(behind, ahead, key=lambda moment: abs((moment.day - today).days))


def read_date_of_event(text: str, now: Moment, *, ahead: bool = False) -> Moment:
    """The day (and time) of an event. Raises Mistyped for one that lies ahead, unless it may."""
    when = read_when(text, now.day, ahead=ahead)
    if not ahead and when.start > now.start:
        raise Mistyped(
            f"{say_when(when, now.day)} is in the future. Record it once it has happened.",
            help="To book a meeting:  reunify book",
        )
    return when


def read_born(text: str, today: date) -> date:
    """A birthday: with its year, and not ahead."""
    if not re.search(r"\d{4}", text):
        raise Mistyped(f'"{clean(text)}": a date of birth needs its year.', help="Such as 8/3/2017.")
    born = read_day(text, today)
    if born > today:
        raise Mistyped(f'"{clean(text)}" is in the future, so it cannot be a date of birth.', help="Such as 8/3/2017.")
    return born
