"""What an entry says, in words for a screen: people by name, choices by their titles, no field by its key."""

from collections.abc import Iterator, Mapping
from typing import Any

from reunify_cli.model.fields import Field
from reunify_cli.model.moment import Moment, parse_moment
from reunify_cli.rules.phrasing import field_title, title_of
from reunify_cli.session.session import OpenCase
from reunify_cli.text.days import say_full
from reunify_cli.text.layout import clean, joined, sentence
from reunify_cli.wording.display_names import about_words

NOTHING = "nothing"
"""How a field is called that says nothing."""
PEOPLE = ("person", "people")
WORDY = ("text", "rows", "entry", "item")
"""Kinds of field whose values are too long, or too bare, for a line that says what an entry is."""


def field_words(opened: OpenCase, event: str, key: str) -> str:
    """What a field of an event is called: `Spoken to alone`."""
    vocabulary = opened.workspace.vocabulary
    common = vocabulary.every_entry.get(key)
    return (common.label or sentence(common.title)) if common else sentence(clean(field_title(vocabulary, event, key)))


def value_words(opened: OpenCase, event: str, key: str, value: Any) -> str:
    """A field's value as people say it: yes, no, a title, names in a row, a day; `nothing` where it says nothing."""
    vocabulary = opened.workspace.vocabulary
    field = vocabulary.events[event].fields.get(key) if event in vocabulary.events else None
    if value in (None, "", (), []):
        return NOTHING
    if key == "date":
        return say_full(value if isinstance(value, Moment) else parse_moment(str(value)))
    return _words(opened, field, value, people=key == "by" or (field is not None and field.type in PEOPLE))


def _words(opened: OpenCase, field: Field | None, value: Any, *, people: bool) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Moment):
        return say_full(value)
    if isinstance(value, (list, tuple)):
        return joined([_words(opened, field, each, people=people) for each in value])
    if isinstance(value, Mapping):
        return clean(value.get("what") or value.get("ref") or ", ".join(map(str, value.values())))
    text = str(value)
    if people:
        return about_words(opened.judged, text)
    if field is not None and field.type in ("date", "moment"):
        return say_full(parse_moment(text))
    if field is not None and field.type in ("role", "stage", "event"):
        return clean(_title(opened, field.type, text))
    return clean(field.values.get(text, text) if field else text)


def _title(opened: OpenCase, kind: str, text: str) -> str:
    stages = {stage.key: stage.title for stage in opened.judged.policy.stages}
    return stages.get(text, text) if kind == "stage" else title_of(opened.workspace.vocabulary, text)


def short_words(opened: OpenCase, event: str, fields: Mapping[str, Any]) -> Iterator[str]:
    """What an entry says in as few words as tell it from another: `seen`, `not alone`, `foster carers`, `D. Okafor`."""
    kind = opened.workspace.vocabulary.events.get(event)
    for key, field in (kind.fields if kind else {}).items():
        value = fields.get(key)
        if value in (None, "", ()) or field.type in WORDY or isinstance(value, Mapping):
            continue
        if field.type == "yes-no":
            yield f"{'' if value in (True, 'yes') else 'not '}{key.replace('-', ' ')}"
        elif field.type == "number":
            yield f"{key.replace('-', ' ')} {value}"  # a number alone says nothing
        elif not isinstance(value, tuple) or not any(isinstance(each, Mapping) for each in value):
            yield value_words(opened, event, key, value)
