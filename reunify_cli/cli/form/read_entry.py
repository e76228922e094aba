"""A filled-in form of an event as the entries it says: the event's own, and one for each open task that it finishes."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeVar

from reunify_cli.casework.entries import wanted_fields, with_roles
from reunify_cli.casework.values import Reading, parts, read_date_of_event, read_value
from reunify_cli.casework.writing import Draft, WritableCase, reading, settled
from reunify_cli.cli.form.asked import open_tasks
from reunify_cli.cli.form.entry import NOT_DONE, can_be_not_carried_out
from reunify_cli.cli.form.layout import tidy
from reunify_cli.cli.form.page import Item, Mistake, Part, Told, items_of, parts_of, prose, ticked, words_of
from reunify_cli.cli.form.slots import OPEN, WHEN, Slot, column_label, labels_of, slots_of
from reunify_cli.engine.actions import CLOSING, Task
from reunify_cli.errors import Mistyped
from reunify_cli.frozen import dataclass, field, replace
from reunify_cli.model.moment import Moment
from reunify_cli.session.session import Session

T = TypeVar("T")

CAME: Final = ("x", "y", "yes", "✓", "✔")
SENT_APOLOGIES: Final = ("a", "ap", "apol", "apologies")
YES: Final = ("yes", "y", "x", "done")


@dataclass(frozen=True, slots=True)
class Filled:
    """What a form says: the entry of its event, and those that finish open tasks."""

    draft: Draft
    also: tuple[Draft, ...] = ()


@dataclass
class Reader:
    """One form while it is read; gathers what is wrong with it."""

    session: Session
    held: WritableCase
    event: str
    slots: Mapping[str, Slot]
    reading: Reading
    rows: frozenset[str] = frozenset()
    """The ids that things in the form's lists may have: those of the entry that is put right."""
    mistakes: list[Mistake] = field(default_factory=list)

    def wrong(self, line: int, sentence: str, help: str = "") -> None:
        """Note what is wrong on a line; 0 is the form as a whole."""
        self.mistakes.append(Mistake(line, sentence, help))

    def tried(self, line: int, read: Callable[[], T]) -> T | None:
        """What reading something gives; None, and what is wrong noted, where it cannot be read."""
        try:
            return read()
        except Mistyped as error:
            self.mistakes += [Mistake(line, each.sentence, each.help) for each in error.problems]
            return None


def read_entry(session: Session, held: WritableCase, event: str, text: str) -> tuple[Filled | None, list[Mistake]]:
    """The entries that a form says; None where there are mistakes, which come back all together."""
    slots = slots_of(held.opened.workspace.vocabulary.events[event], held.opened.workspace.vocabulary)
    page, by_key = reader(session, held, event, slots, text)
    when, says = read_says(page, by_key)
    by = tuple(says.pop("by", []))
    also = tuple(_finished(page, by_key[OPEN], when)) if OPEN in by_key else ()
    if page.mistakes or when is None:
        return None, page.mistakes
    of = by_key["of"].line if "of" in by_key else 0
    draft = page.tried(of, lambda: settled(held, Draft(event, when, by, says)))
    return (Filled(draft, also), []) if draft is not None else (None, page.mistakes)


def reader(
    session: Session,
    held: WritableCase,
    event: str,
    slots: Mapping[str, Slot],
    text: str,
    rows: frozenset[str] = frozenset(),
) -> tuple[Reader, dict[str, Part]]:
    """A form taken apart: what stands under each label, and the reader that gathers what is wrong with it."""
    texts = [key for key, slot in slots.items() if slot.field.type == "text"]
    found, mistakes = parts_of(text, labels_of(slots.values()), texts)
    words = replace(reading(session, held), said=lambda key: f'"{slots[key].label}"' if key in slots else key)
    return Reader(session, held, event, slots, words, rows, list(mistakes)), {part.key: part for part in found}


def read_says(page: Reader, by_key: Mapping[str, Part]) -> tuple[Moment | None, dict[str, Any]]:
    """When the form says that it happened, and everything else that it says, as the journal has it."""
    kind, held = page.held.opened.workspace.vocabulary.events[page.event], page.held
    when = _when(page, by_key.get(WHEN))
    says: dict[str, Any] = {}
    for part in by_key.values():
        says |= _said(page, part)
    says = with_roles(kind, says, held.opened.case.team, (when or page.session.now).day)
    for name in wanted_fields(kind, says):
        line = by_key[name].line if name in by_key else 0
        if not any(each.line == line for each in page.mistakes if line):
            page.wrong(line, f'"{page.slots[name].label}" is required.')
    return when, says


def _when(page: Reader, part: Part | None) -> Moment | None:
    if part is None or not words_of(part):
        page.wrong(part.line if part else 0, "It has to say when it happened.", "When: 3/12/2026")
        return None
    return page.tried(part.line, lambda: read_date_of_event(words_of(part), page.session.now))


def _said(page: Reader, part: Part) -> dict[str, Any]:
    """What stands under one label, as the journal has it; nothing where it was left empty."""
    slot = page.slots[part.key]
    match part.key:
        case "date" | "open":
            return {}
        case "attended":
            return _attendance(page, part)
        case "decisions" | "actions":
            return _rows(page, part, slot)
    if slot.field.type == "rows":
        return _rows(page, part, slot)
    if slot.field.type == "text" and part.key != "home":
        text = tidy(prose(part.first, part.below))
        return {part.key: text} if text else {}
    words = words_of(part)
    value = page.tried(part.line, lambda: read_value(slot.field, part.key, words, page.reading)) if words else None
    return {} if value is None else {part.key: value}


# --- who was there ------------------------------------------------------------------------------------------------


def _attendance(page: Reader, part: Part) -> dict[str, list[str]]:
    """Who came and who sent apologies, by what stands in their brackets."""
    found: dict[str, list[str]] = {}
    for line, tick, name in ticked(part):
        key = "attended" if tick in CAME else "apologies" if tick in SENT_APOLOGIES else ""
        if not key:
            if tick:
                page.wrong(line.number, f'"{tick}" says nothing here.', "x: was there, a: sent apologies, or nothing.")
            continue
        for each in parts(_unexplained(page, name)):
            who = page.tried(line.number, lambda each=each: page.reading.directory.key(each))  # type: ignore[misc]
            if who is not None and who not in found.get(key, ()):
                found.setdefault(key, []).append(who)
    return found


def _unexplained(page: Reader, name: str) -> str:
    """A name without what stands after it in brackets, unless somebody is called so."""
    return name if page.reading.directory.meant(name) else re.sub(r"\s*\([^()]*\)$", "", name)


# --- lists --------------------------------------------------------------------------------------------------------


def _rows(page: Reader, part: Part, slot: Slot) -> dict[str, Any]:
    """The rows of a list, each value read by its column."""
    first = next(key for key in slot.field.columns if key != "id")
    items, mistakes = items_of(part, slot.columns, first)
    page.mistakes += mistakes
    rows = [row for item in items if (row := _row(page, slot, item))]
    return {part.key: rows} if rows else {}


def _row(page: Reader, slot: Slot, item: Item) -> dict[str, Any]:
    found: dict[str, Any] = {"id": item.id} if item.id in page.rows else {}
    if item.id and not found:
        page.wrong(item.line, f'Nothing here is called "{item.id}" yet.', "Take the brackets out.")
    for key, told in item.says.items():
        column = slot.field.columns[key]
        named = replace(page.reading, said=lambda key: f'"{column_label(key, slot.field.columns[key])}"')
        value = tidy(told.text)
        read: Any = value if column.type == "text" else page.tried(told.line, _reader(column, key, value, named))
        if read is not None:
            found[key] = read
    for key, column in slot.field.columns.items():
        if column.required and item.says and key not in item.says:
            page.wrong(item.line, f'"{column_label(key, column)}" is required.', "Or delete all of it.")
    return found


def _reader(column: Any, key: str, text: str, words: Reading) -> Callable[[], Any]:
    return lambda: read_value(column, key, text, words)


# --- what is finished ---------------------------------------------------------------------------------------------


def _finished(page: Reader, part: Part, when: Moment | None) -> Iterator[Draft]:
    """An entry for each open task that the form says is done, or is not carried out."""
    known = {task.id: task for task in open_tasks(page.held.opened)}
    items, mistakes = items_of(part, page.slots[OPEN].columns, "what")
    page.mistakes += mistakes
    for item in items:
        task = known.get(item.id)
        outcome = {key: told for key, told in item.says.items() if key != "what"}
        if task is None:
            said = f'No open task is called "{item.id}".' if item.id else "This is no task that is open."
            page.wrong(item.line, said, "What is new goes under Decisions or Actions.")
        elif tidy(item.says.get("what", Told(0, "")).text) != tidy(task.what):
            page.wrong(item.line, f"What {item.id} says cannot be changed here.", f"It says: {tidy(task.what)}")
        elif "not-carried-out" in outcome and not can_be_not_carried_out(page.held, task.given_by.event):
            page.wrong(item.line, f"{item.id} is not a review's decision.", "Leave it open, or say when it was done.")
        elif len(outcome) > 1:
            page.wrong(item.line, f"{item.id} is either done or not carried out.")
        elif outcome and when is not None:
            ((key, told),) = outcome.items()
            yield from _outcome(page, task, key, told, when)


def _outcome(page: Reader, task: Task, key: str, told: Told, when: Moment) -> Iterator[Draft]:
    if key != "done":
        yield Draft(NOT_DONE, when, (), {"of": task.id, "note": tidy(told.text)})
        return
    closing = min(page.held.opened.workspace.vocabulary.kinds[CLOSING])
    if tidy(told.text).lower() in YES:
        day: Moment | None = Moment(when.day)
    else:
        day = page.tried(told.line, lambda: read_date_of_event(tidy(told.text), page.session.now))
    if day is not None and day.day < task.given_by.when.day:
        page.wrong(told.line, f"{task.id} was only given to do on {task.given_by.when.day}.", "Put the day right.")
    elif day is not None:
        known = page.reading.directory.shown
        yield Draft(closing, day, (task.owner,) if task.owner in known else (), {"of": task.id})
