"""The form of an entry that stands already: what it says is filled in; what is changed becomes a correction of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from reunify_cli.casework.about import entry_words
from reunify_cli.casework.amending import amend, amended_json
from reunify_cli.casework.writing import WritableCase, my_key
from reunify_cli.cli.amending import agree, changed_lines
from reunify_cli.cli.confirm import child_line
from reunify_cli.cli.form.asked import spelt
from reunify_cli.cli.form.entry import day_words, entry_lines, known_as
from reunify_cli.cli.form.fill import from_file, in_editor
from reunify_cli.cli.form.layout import heading, item, labelled, made, remark
from reunify_cli.cli.form.page import Mistake
from reunify_cli.cli.form.read_entry import Reader, read_says, reader
from reunify_cli.cli.form.slots import OPEN, WHEN, Slot, column_label, labels_of, slots_of
from reunify_cli.cli.terminal import Terminal
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.model.fields import Field
from reunify_cli.model.moment import Moment
from reunify_cli.model.vocabulary import spoken
from reunify_cli.session.session import Session
from reunify_cli.store.drafts import draft_path, remove_draft
from reunify_cli.wording.display_names import typed

WHY: Final = Slot("put-right", "Why it is corrected", Field("why", "text"))
LEFT_OUT: Final = "left out when it was recorded"
LISTS: Final = ("people", "list", "rows")
"""The types of field that can be put right to nothing: nobody, no decision."""
HOW: Final = (
    "Change what is wrong and add what is missing; what you leave as it is stays. What stood here before is kept in "
    "the journal beside the correction."
)


@dataclass(frozen=True, slots=True)
class Correction:
    """What a form changes in an entry, and why."""

    changes: Mapping[str, Any]
    why: str


def run(terminal: Terminal, held: WritableCase, entry: Entry, given: Path | None = None, *, show: bool = False) -> None:
    """Have an entry's form put right and record the correction; `given` is one that is filled in already."""
    slots = correction_slots(held, entry)
    empty = correction_form(terminal.session, held, entry, slots)
    if show:
        terminal.say(empty.rstrip("\n").split("\n"))
        return
    agree(terminal, held, entry)
    draft = draft_path(held.opened.folder, f"{entry.event}-{entry.id}", my_key(terminal.session, held.directory))

    def check(text: str) -> tuple[Correction | None, list[Mistake]]:
        return read_correction(terminal.session, held, entry, slots, text, empty)

    if given is not None:
        found = from_file(given, check, empty)
    else:
        found = in_editor(terminal, draft, empty, check, f"reunify form {typed(held.opened.id)} {entry.id}")
    if found is None or not found.changes:
        if given is None:
            remove_draft(draft)
        terminal.say(["Nothing was changed in the form, so nothing is recorded."])
        return
    amendment, after, moved = amend(terminal.session, held, {"corrects": entry.id, **found.changes}, found.why)
    if given is None:
        remove_draft(draft)
    if terminal.json:
        terminal.answer("corrected", [amended_json(terminal.session, entry, amendment, after, moved)], read=1)
    else:
        said = ", ".join(slots[key].label.lower() for key in found.changes)
        lines = changed_lines(terminal, "CORRECTED", entry, amendment, held.opened, after, moved)
        terminal.say([*lines[:2], f"           {said}", *lines[2:]])


def correction_slots(held: WritableCase, entry: Entry) -> dict[str, Slot]:
    """Everything that the entry can say, and why it is put right; what is open from earlier is no part of it."""
    vocabulary = held.opened.workspace.vocabulary
    found = {WHY.key: WHY, **slots_of(vocabulary.events[entry.event], vocabulary)}
    found.pop(OPEN, None)
    return found


# --- laying it out ------------------------------------------------------------------------------------------------


def correction_form(session: Session, held: WritableCase, entry: Entry, slots: Mapping[str, Slot]) -> str:
    """The form of an entry with what it says."""
    vocabulary = held.opened.workspace.vocabulary
    head = [*remark(f"PUTTING RIGHT {entry_words(entry, vocabulary)}: {child_line(held.opened, session)}"), "#"]
    values = dict(_values(held, entry, slots))
    return made([*head, *remark(HOW), "", *labelled(WHY.label, LEFT_OUT), *_laid(session, held, entry, slots, values)])


def _values(held: WritableCase, entry: Entry, slots: Mapping[str, Slot]) -> Iterator[tuple[str, str]]:
    """What an entry says under each label, as a form has it; lists of things apart."""
    yield WHEN, day_words(entry.when)
    said = {key: entry.get(key) for key in ("by", "of", "until")} | {"note": entry.note, **entry.fields}
    said |= {"document": (entry.document or {}).get("ref")} | ({"shareable": True} if entry.shareable else {})
    for key, value in said.items():
        if key in slots and value not in (None, "", ()) and slots[key].field.type != "rows":
            yield key, _words(held, slots[key].field, value)


def _words(held: WritableCase, field: Field, value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Moment):  # before tuples, of which it is one
        return day_words(value)
    if isinstance(value, tuple):
        return ", ".join(_words(held, field, each) for each in value)
    if field.type == "date":
        return day_words(Moment(value))
    return spelt(held.directory, str(value)) if field.type in ("person", "people") else str(value)


def _laid(
    session: Session, held: WritableCase, entry: Entry, slots: Mapping[str, Slot], values: Mapping[str, str]
) -> Iterator[str]:
    """The lines of the event's empty form, with what the entry says in them, and what it has no line for after them."""
    labels = labels_of(slots.values())
    shown = {"apologies"}
    people: set[str] = set()
    for line in entry_lines(session, held, entry.event):
        label = line.partition(":")[0]
        key = labels.get(spoken(label), "") if line[:1].isalpha() else ""
        if line.startswith("# It is booked for") or line.strip() in people:
            continue
        if not key:
            yield line
            continue
        shown.add(key)
        if key == "attended":
            yield line
            marked = [f"[x] {known_as(session, held, each)}" for each in entry.fields.get("attended") or ()]
            marked += [f"[a] {known_as(session, held, each)}" for each in entry.fields.get("apologies") or ()]
            people = {f"[ ]{each[3:]}" for each in marked}
            yield from (f"  {each}" for each in marked)
        elif slots[key].field.type == "rows":
            yield line
            yield from _rows(held, entry, slots[key])
        else:
            yield from labelled(slots[key].label, values.get(key, ""))
    more = [key for key in (*values, *(k for k in entry.fields if k in slots)) if key not in shown]
    if more:
        yield from heading("ALSO RECORDED")
    for key in dict.fromkeys(more):
        if slots[key].field.type == "rows":
            yield f"{slots[key].label}:"
            yield from _rows(held, entry, slots[key])
        else:
            yield from labelled(slots[key].label, values.get(key, ""))


def _rows(held: WritableCase, entry: Entry, slot: Slot) -> Iterator[str]:
    for number, row in enumerate(entry.fields.get(slot.key) or (), 1):
        keys = [key for key in slot.field.columns if key != "id"]
        told = {key: _words(held, slot.field.columns[key], row[key]) for key in keys if row.get(key) is not None}
        others = [(column_label(key, slot.field.columns[key]), told.get(key, "")) for key in keys[1:] if key != "done"]
        done = [("done", told["done"])] if "done" in told else []
        yield from item(_row_id(entry, slot, number, row), told.get(keys[0], ""), [*others, *done], slot.columns)


def _row_id(entry: Entry, slot: Slot, number: int, row: Mapping[str, Any]) -> str:
    """The id by which a later entry finishes a row; one that has none written answers to its place in its entry."""
    if "id" not in slot.field.columns:
        return ""
    return str(row.get("id") or f"{entry.id}-{slot.key[0]}{number}")


# --- reading it ---------------------------------------------------------------------------------------------------


def read_correction(
    session: Session, held: WritableCase, entry: Entry, slots: Mapping[str, Slot], text: str, empty: str
) -> tuple[Correction | None, list[Mistake]]:
    """What a form changes, compared with what it said before anybody wrote into it; None where there are mistakes."""
    ids = frozenset(
        _row_id(entry, slot, number, row)
        for slot in slots.values()
        if slot.field.type == "rows"
        for number, row in enumerate(entry.fields.get(slot.key) or (), 1)
    )
    before = _read(*reader(session, held, entry.event, slots, empty, ids))
    page, parts = reader(session, held, entry.event, slots, text, ids)
    now = _read(page, parts)
    why = str(now.pop(WHY.key, "")) or LEFT_OUT
    before.pop(WHY.key, None)
    for key in before.keys() - now.keys():
        line = parts[key].line if key in parts else 0
        if slots[key].field.type in LISTS:
            now[key] = []
            continue
        page.wrong(line, f'"{slots[key].label}" cannot be emptied: a correction says what is right.', "Or withdraw it.")
    changes = {key: value for key, value in now.items() if before.get(key) != value}
    if isinstance(changes.get("document"), str):
        changes["document"] = {"ref": changes["document"]}
    return (None, page.mistakes) if page.mistakes else (Correction(changes, why), [])


def _read(page: Reader, parts: Mapping[str, Any]) -> dict[str, Any]:
    when, says = read_says(page, parts)
    return {**says, **({WHEN: str(when)} if when is not None else {})}
