"""Entries as somebody types them: which event is meant, and KEY=VALUE as the vocabulary says each is to be read.

What comes out is what stands in the file: ISO days, keys of people, the words of the vocabulary. Nothing is guessed:
what matches nothing, or several things, is refused with what it may have meant.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from reunify_cli.cli.days import read_day, read_when
from reunify_cli.cli.people import Directory
from reunify_cli.cli.screen import clean, joined
from reunify_cli.errors import Mistyped, Problem, did_you_mean
from reunify_cli.model.moment import Moment
from reunify_cli.model.vocabulary import EventType, Field, Vocabulary, spoken
from reunify_cli.rules.periods import parse_period
from reunify_cli.rules.policy import Stage

Plain = str | list[str]
"""A value as it stands in a file."""

BASE: Final[Mapping[str, Field]] = {
    "by": Field("who did it", "people"),
    "of": Field("what or whom it is about", "entry"),
    "until": Field("until when", "moment"),
    "note": Field("a note", "text"),
    "document": Field("where the document is", "text"),
    "shareable": Field("may be shown to the family", "yes-no"),
}
"""What every entry may say, besides the fields of its event."""

MINUTES: Final[Mapping[str, Field]] = {
    "attended": Field("who was there", "people", ask="Who was there? (names with commas between)"),
    "apologies": Field("who sent apologies", "people"),
    "apologies-reason": Field("why they could not come", "text"),
    "chair": Field("who led it", "people", ask="Who led it?"),
    "covered": Field("what was covered", "list"),
    "decisions": Field("what was decided", "rows"),
    "actions": Field("who does what by when", "rows"),
}
"""What the entry of a meeting may say as well, besides a text under any heading."""

HOME: Final = "home"
"""The field that names a home of the case by its key."""

PAIR = re.compile(r"([A-Za-z][A-Za-z0-9_-]*)=(.*)", re.DOTALL)
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


# --- which event --------------------------------------------------------------------------------------------------


def events_meant(text: str, vocabulary: Vocabulary) -> list[str]:
    """The event types that somebody's words can mean: by name, else by title, else by one of their aliases."""
    wanted = spoken(text)
    if wanted.replace(" ", "-") in vocabulary.events:
        return [wanted.replace(" ", "-")]
    titled = [name for name, event in vocabulary.events.items() if spoken(event.title) == wanted]
    return titled or [n for n, event in vocabulary.events.items() if wanted in map(spoken, event.aliases)]


def meant_event(text: str, vocabulary: Vocabulary) -> str:
    """The event type that somebody's words mean. Raises Mistyped, with near misses, for none or several."""
    found = events_meant(text, vocabulary)
    if len(found) == 1:
        return found[0]
    if found:
        raise Mistyped(Problem(None, f'"{clean(text)}" can be {joined(found, "or")}.', "Type one of them."))
    near = nearest_events(spoken(text), vocabulary)
    quoted = [f'"{name}"' for name in near]
    offer = f" Did you mean {joined(quoted, 'or')}?" if near else ""
    raise Mistyped(Problem(None, f'"{clean(text)}" is not an event.{offer}', "All of them: reunify events"))


def nearest_events(wanted: str, vocabulary: Vocabulary) -> list[str]:
    """Up to three event types whose names or aliases look like the words, or hold one of them."""
    from difflib import get_close_matches

    near = [vocabulary.words[word] for word in get_close_matches(wanted, vocabulary.words, 3, 0.75)]
    words = [word for word in wanted.split() if len(word) > 2]
    holding = [
        (word not in name, name)
        for phrase, name in vocabulary.words.items()
        for word in words[:1]
        if set(words) <= set(phrase.split())
    ]
    return list(dict.fromkeys([*near, *(name for _, name in sorted(holding))]))[:3]


# --- which field --------------------------------------------------------------------------------------------------


def fields_of(event: EventType, vocabulary: Vocabulary) -> dict[str, Field]:
    """Everything an entry of an event may say, by key; a meeting may also say something under every heading."""
    found = dict(event.fields)
    if event.minutes:
        headings = {key: Field(heading.title, "text") for key, heading in vocabulary.headings.items()}
        found = {**headings, **MINUTES, **found}
    return {**BASE, **found}


def meant_field(key: str, event: EventType, name: str, vocabulary: Vocabulary) -> str:
    """The field that a typed key means. Raises Mistyped with near misses."""
    known = fields_of(event, vocabulary)
    wanted = key.lower().replace("_", "-")
    if wanted in known:
        return wanted
    titled = [each for each, field in known.items() if spoken(field.title) == spoken(key)]
    if len(titled) == 1:
        return titled[0]
    if wanted in ("date", "on", "when"):
        raise Mistyped(Problem(None, f'"{key}=" is not how the day is given.', 'Write it as --on "3 Dec".'))
    own = [*event.fields, *(MINUTES if event.minutes else ()), "of", "by", "until", "note"]
    near = did_you_mean(wanted, known)
    raise Mistyped(Problem(None, f'{name} says nothing called "{clean(key)}".{near}', f"It can say: {', '.join(own)}"))


# --- what it says -------------------------------------------------------------------------------------------------


def read_value(field: Field, key: str, text: str, reading: Reading) -> Plain:
    """A typed value as it stands in the file. Raises Mistyped saying what can be written there."""
    text = text.strip()
    if not text:
        raise Mistyped(Problem(None, f"{key}= says nothing.", "Write something after it, or leave it out."))
    reader = _READERS.get(field.type, _text)
    if field.type in ("people", "list"):
        return [reader(field, key, each, reading) for each in parts(text)]
    return reader(field, key, text, reading)


def parts(text: str) -> list[str]:
    """The parts of a list typed with commas between them."""
    return [each.strip() for each in text.split(",") if each.strip()]


def one_of(values: Mapping[str, str], key: str, text: str) -> str:
    """The choice that is meant, by its word or its title."""
    wanted = spoken(text)
    for value, title in values.items():
        if wanted in (spoken(value), spoken(title)):
            return value
    near = did_you_mean(text.lower(), values)
    raise Mistyped(Problem(None, f'{key}= cannot be "{clean(text)}".{near}', f"Write one of: {', '.join(values)}"))


def meant_stage(text: str, stages: Sequence[Stage]) -> str:
    """The key of the stage meant by its key, title or number."""
    for stage in stages:
        if spoken(text) in (stage.key, spoken(stage.key), spoken(stage.title), str(stage.number)):
            return stage.key
    known = ", ".join(f"{stage.number} {stage.key}" for stage in stages)
    raise Mistyped(Problem(None, f'"{clean(text)}" is not a stage of this policy.', f"Write one of: {known}"))


def _yes_no(key: str, text: str) -> str:
    found = _YES.get(text.lower())
    if found is None:
        raise Mistyped(Problem(None, f'{key}= is yes or no, not "{clean(text)}".'))
    return found


def _number(key: str, text: str) -> str:
    if not re.fullmatch(r"-?\d{1,9}", text):
        raise Mistyped(Problem(None, f'{key}= is a whole number, not "{clean(text)}".'))
    return text


def _role(text: str, vocabulary: Vocabulary) -> str:
    role = vocabulary.role_words.get(spoken(text))
    if role is None:
        near = did_you_mean(spoken(text), vocabulary.role_words)
        raise Mistyped(Problem(None, f'"{clean(text)}" is not a role.{near}', "Such as social-worker, iro."))
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
        raise Mistyped(
            Problem(None, f'"{clean(text)}" is not a length of time.', "Write 2 weeks, 10 wd, 3 m.")
        ) from None


def _text(_: Field, key: str, text: str, reading: Reading) -> str:
    return reading.home(text) if key == HOME else text


def _rows(_: Field, key: str, __: str, ___: Reading) -> str:
    raise Mistyped(Problem(None, f"{key}= needs several lines.", "Write them into journal.yaml, below the entry."))


_READERS: Final[Mapping[str, Callable[[Field, str, str, Reading], str]]] = {
    "yes-no": lambda _, key, text, __: _yes_no(key, text),
    "date": lambda _, __, text, reading: _nearest_day(text, reading.today).day.isoformat(),
    "moment": lambda _, __, text, reading: str(_nearest_day(text, reading.today)),
    "number": lambda _, key, text, __: _number(key, text),
    "period": lambda _, __, text, ___: _period(text),
    "choice": lambda field, key, text, _: one_of(field.values, key, text),
    "list": lambda field, key, text, _: one_of(field.values, key, text) if field.values else text,
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
        from reunify_cli.cli.days import say_when

        raise Mistyped(
            Problem(
                None,
                f"{say_when(when, now.day)} has not come yet; what is written down has happened.",
                "A meeting that is to be:  reunify book",
            )
        )
    return when


def read_born(text: str, today: date) -> date:
    """A birthday: with its year, and not ahead."""
    if not re.search(r"\d{4}", text):
        raise Mistyped(Problem(None, f'"{clean(text)}": a date of birth needs its year.', "Such as 8/3/2017."))
    born = read_day(text, today)
    if born > today:
        raise Mistyped(Problem(None, f'"{clean(text)}" lies ahead; nobody has been born then.'))
    return born


def pairs(words: Sequence[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """Words apart from KEY=VALUE, and the pairs, each in the order typed. Raises Mistyped for a key typed twice."""
    plain, found = [], []
    for word in words:
        match = PAIR.fullmatch(word)
        if match:
            found.append((match[1], match[2]))
        else:
            plain.append(word)
    keys = [key.lower().replace("_", "-") for key, _ in found]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise Mistyped(Problem(None, f"{twice[0]}= stands there twice.", "A list is KEY=a,b."))
    return plain, found


def typed_fields(name: str, given: Sequence[tuple[str, str]], reading: Reading) -> dict[str, Any]:
    """KEY=VALUE pairs as an entry of an event says them. Raises Mistyped with every problem at once."""
    event = reading.vocabulary.events[name]
    known = fields_of(event, reading.vocabulary)
    found: dict[str, Any] = {}
    problems: list[Problem] = []
    for key, text in given:
        try:
            field = meant_field(key, event, name, reading.vocabulary)
            found[field] = read_value(known[field], field, text, reading)
        except Mistyped as error:
            problems.extend(error.problems)
    if problems:
        raise Mistyped(*problems)
    return found


def wanted_fields(event: EventType, given: Mapping[str, Any]) -> list[str]:
    """The required fields that are not given, where what they depend on holds."""
    return [
        name for name, field in event.fields.items() if field.required and name not in given and applies(field, given)
    ]


def applies(field: Field, given: Mapping[str, Any]) -> bool:
    """Whether a field is asked for, by what the others say."""
    return all(given.get(key) == value for key, value in field.when.items())
