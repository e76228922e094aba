"""What a correction changes of an entry."""

from collections.abc import Sequence
from typing import Any

from reunify_cli.casework.entries import typed_fields
from reunify_cli.casework.values import read_date_of_event
from reunify_cli.casework.writing import WritableCase, reading
from reunify_cli.errors import Mistyped, Problem
from reunify_cli.model.case import Entry
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.days import read_when, say_day, say_full
from reunify_cli.text.layout import clean
from reunify_cli.wording.entry_text import value_words


def corrections(
    session: Session, held: WritableCase, entry: Entry, given: Sequence[tuple[str, str]], on: str
) -> dict[str, Any]:
    """The fields that are to be otherwise, as the file has them. Raises Mistyped for what says nothing new."""
    found: dict[str, Any] = {}
    if on:
        ahead = entry.event == "booked"
        when = read_when(on, session.now.day) if ahead else read_date_of_event(on, session.now)
        born = held.opened.case.child.born
        if born is not None and when.day < born:
            raise Mistyped(f"{say_day(when.day)} is before this child was born ({say_day(born)}).")
        found["date"] = str(when)
    found |= typed_fields(entry.event, given, reading(session, held))
    if isinstance(found.get("document"), str):
        found["document"] = {"ref": found["document"]}
    opened = held.opened
    same = [
        key
        for key, value in found.items()
        if words_before(opened, entry, key) == value_words(opened, entry.event, key, value)
    ]
    if same:
        raise Mistyped(*(Problem(None, f"{key} is {words_before(opened, entry, key)} already.") for key in same))
    return found


def words_before(opened: OpenCase, entry: Entry, key: str) -> str:
    """What a field says now."""
    value = {"date": entry.when, "note": entry.note}.get(key, entry.get(key))
    return value_words(opened, entry.event, key, value)


def entry_says(opened: OpenCase, entry: Entry) -> str:
    """Day and fields of an entry in one line."""
    fields = [
        f"{key}={value_words(opened, entry.event, key, value)}"
        for key, value in entry.fields.items()
        if not isinstance(value, dict)
    ]
    return clean(", ".join([say_full(entry.when), *fields])[:160])
