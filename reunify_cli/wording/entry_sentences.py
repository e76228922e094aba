"""An entry as sentences for a document: its event's sentence from the vocabulary, then what else it records.

Events without a sentence read as their title with the values. Yes and no become words, numbers get their noun, and a
note is a sentence of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reunify_cli.engine.actions import tasks
from reunify_cli.model.case import Entry
from reunify_cli.model.fields import Field
from reunify_cli.text.patterns import fields_of, filled
from reunify_cli.wording.case_view import CaseView, first_name
from reunify_cli.wording.phrases import capital, counted_words, ended, short_day, when_words

_MINUTES: Final = frozenset(
    ("attended", "apologies", "apologies-reason", "chair", "covered", "decisions", "actions", "relied-on")
)
"""What a meeting records in parts of its own, which a sentence leaves to them."""


def told(stand: CaseView, entry: Entry) -> str:
    """What an entry records, as sentences: who did what, what else it says, and its note."""
    kind = stand.kind(entry)
    sentence = filled(kind.sentence, lambda name: _said(stand, entry, name)) if kind.sentence else None
    named = {name for name, _ in fields_of(kind.sentence)} if sentence else {"by", "of"}
    about, by = _about(stand, entry), stand.names(entry.by)
    title = f"{kind.title}{f', {about}' if about else ''}{f', by {by}' if by else ''}"
    return " ".join(
        _ended(capital(each)) for each in (sentence or title, *_also(stand, entry, named), entry.note) if each
    )


def _also(stand: CaseView, entry: Entry, named: set[str]) -> Iterator[str]:
    """What an entry records beyond what its sentence named."""
    if entry.until is not None and "until" not in named:
        yield f"Until {short_day(entry.until.day)}"
    for name, field in stand.kind(entry).fields.items():
        if name in _MINUTES or name in named or field.type == "rows":
            continue
        found = entry.get(name)
        if isinstance(found, bool):
            yield capital(field.title) + ("" if found else ": no")
        elif said := _value(stand, entry, name, field):
            yield f"{capital(field.title)}: {said}"
    if "decided" not in named and (decided := _decided(entry)):
        yield decided


def _said(stand: CaseView, entry: Entry, name: str) -> str | bool | None:
    """What an entry records under a name that a sentence may use; see `text/patterns.py`."""
    match name:
        case "child":
            return first_name(stand)
        case "by":
            return stand.names(entry.by)
        case "by-role":
            return stand.role_words(entry.by[0], entry.when.day) if entry.by else None
        case "of":
            return _about(stand, entry)
        case "until":
            return when_words(entry.until) if entry.until else None
        case "decided":
            return _decided(entry)
    found = entry.get(name)
    field = stand.vocabulary.says(stand.kind(entry)).get(name) or Field()
    return found if isinstance(found, bool) else _value(stand, entry, name, field)


def _value(stand: CaseView, entry: Entry, name: str, field: Field) -> str:
    if field.type == "stage" and (stage := stand.policy.stage(str(entry.get(name)))):
        return stage.title
    if field.type == "number" and name.endswith("s"):
        return counted_words(int(entry.get(name) or 0), name.removesuffix("s")) if entry.get(name) else ""
    found = entry.get(name)
    return stand.said(found, field) if name in _MINUTES and found else stand.value(entry, name) or ""


def _decided(entry: Entry) -> str:
    number = len(entry.fields.get("decisions") or ()) + len(entry.fields.get("actions") or ())
    return counted_words(number, "decision") if number else ""


def _about(stand: CaseView, entry: Entry) -> str:
    """What an entry is about: another entry by its title and day, an item or task by its words, a person by name."""
    target = stand.judged.history.by_id.get(entry.of or "")
    if target is not None:
        return f"the {stand.titled(target)}"
    key = entry.of or ""
    given = next((task.what for task in tasks(stand.judged) if task.id == key), "")
    return stand.item_words(key) or given or (stand.known_as(key) if key else "")


def _ended(text: str) -> str:
    """With a full stop, unless a quotation ends with a sign of its own."""
    return text if text.endswith((".”", "!”", "?”")) else ended(text)
