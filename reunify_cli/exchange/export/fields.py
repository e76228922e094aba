"""What an entry says beyond its common columns, with everything left out that somebody wrote in their own words."""

from datetime import date
from typing import Any, Final

from reunify_cli.exchange.export.pseudonyms import Cloak
from reunify_cli.model.case import Entry
from reunify_cli.model.fields import Field
from reunify_cli.model.moment import Moment
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.rules.periods import Period

_PRECISE: Final = ("date", "moment", "period", "number", "entry", "item", "rows")
"""The types of fields that tell one entry from another."""


def said(entry: Entry, cloak: Cloak) -> dict[str, Any]:
    """The fields of an entry as JSON has them; free text, and whatever may be, is not among them."""
    kind = cloak.words.events.get(entry.event)
    known = {**(cloak.words.minutes if kind and kind.minutes else {}), **(kind.fields if kind else {})}
    found: dict[str, Any] = {}
    for name, value in entry.fields.items():
        if name not in known or (cloak.veiled and known[name].type in _PRECISE):
            continue
        told = _told(value, known[name], cloak)
        if told is not None:
            found[name] = told
    return found


def _told(value: Any, field: Field, cloak: Cloak) -> Any:
    words = cloak.words
    match field.type, value:
        case ("yes-no", bool()) | ("number", int()):
            return value
        case "date", date():
            return str(value) if cloak.day(value) else None
        case (("moment" | "period"), Moment() | Period()):
            return str(value)
        case "choice", str() if value in field.values:
            return value
        case "person", str():
            return cloak.person(value)
        case "people", tuple():
            return [cloak.person(str(each)) for each in value]
        case (("entry" | "item"), str()):
            return cloak.about(value)
        case "role", str() if value in words.roles:
            return value
        case "event", str() if value in words.kinds:
            return value
        case "stage", str() if value in cloak.stages:
            return value
        case "list", tuple():
            return [each for each in map(str, value) if _is_word(each, field, words)] or None
        case "rows", tuple():
            return len(value)
    return None


def _is_word(text: str, field: Field, words: Vocabulary) -> bool:
    """Whether an element of a list is a word of the vocabulary, and so nobody's own."""
    return text in field.values or text in words.headings
