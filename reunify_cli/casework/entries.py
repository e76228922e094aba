"""Entries as somebody types them: KEY=VALUE, each read as the vocabulary says of that field of that event."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from reunify_cli.casework.values import Reading, read_value
from reunify_cli.errors import Mistyped, Problem, did_you_mean
from reunify_cli.frozen import replace
from reunify_cli.model.fields import Field
from reunify_cli.model.people import Team
from reunify_cli.model.vocabulary import EventType, Vocabulary, spoken
from reunify_cli.text.layout import clean

ELSEWHERE: Final = ("date", "why")
"""What every entry can say and nobody types as KEY=VALUE: the day has an option of its own, and so has why."""

PAIR = re.compile(r"([A-Za-z][A-Za-z0-9_-]*)=(.*)", re.DOTALL)


# --- which field --------------------------------------------------------------------------------------------------


def fields_of(event: EventType, vocabulary: Vocabulary) -> dict[str, Field]:
    """Everything of an entry of an event that can be typed, by key; what a meeting covered is headings by title."""
    found = {key: each for key, each in vocabulary.says(event).items() if key in event.fields or key not in ELSEWHERE}
    if event.minutes and "covered" not in event.fields:
        titles = {key: heading.title for key, heading in vocabulary.headings.items()}
        found["covered"] = replace(found["covered"], values=titles)
    return found


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
        raise Mistyped(f'"{key}=" is not how the day is given.', help='Write it as --on "3 Dec".')
    own = [*event.fields, *(vocabulary.minutes if event.minutes else ()), "of", "by", "until", "note"]
    near = did_you_mean(wanted, known)
    raise Mistyped(f'{name} has no field "{clean(key)}".{near}', help=f"It can say: {', '.join(own)}")


# --- what it says -------------------------------------------------------------------------------------------------


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
        raise Mistyped(f"{twice[0]}= stands there twice.", help="A list is KEY=a,b.")
    return plain, found


def told_apart(words: Sequence[str]) -> tuple[list[str], list[tuple[str, str]]]:
    """`pairs` of an event: words that follow a text are the rest of it, typed without quotation marks, and refused."""
    plain, found = pairs(words)
    first = next((place for place, word in enumerate(words) if PAIR.fullmatch(word)), len(words))
    rest = [word for word in words[first:] if not PAIR.fullmatch(word)]
    if first > 1 and rest:
        before = words[words.index(rest[0]) - 1]
        key, _, text = before.partition("=")
        whole = " ".join([text, *rest]) if _ else " ".join(rest)
        said = f'These words belong to no field: "{clean(" ".join(rest))}".'
        raise Mistyped(said, help=f'A text of several words stands in quotation marks: {key}="{clean(whole)}"')
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


def with_roles(event: EventType, says: Mapping[str, Any], team: Team, day: date) -> dict[str, Any]:
    """What an entry says, with the role in which somebody is put where they hold only one that day: nobody types it."""
    found = dict(says)
    for put in event.puts.values():
        for role, person in ((role.removeprefix("$"), who.removeprefix("$")) for role, who in put.items()):
            held = team.roles(str(found.get(person, "")), day)
            if role in event.fields and role not in found and len(held) == 1:
                found[role] = next(iter(held))
    return found


def applies(field: Field, given: Mapping[str, Any]) -> bool:
    """Whether a field is asked for, by what the others say."""
    return all(given.get(key) == value for key, value in field.when.items())
