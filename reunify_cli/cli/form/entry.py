"""The form of an event, laid out for one child: what it asks, filled in as far as the record and the rules know."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from reunify_cli.casework.about import candidates, entry_words, item_ids, must_be_about, of_whom
from reunify_cli.casework.entries import meant_field, typed_fields
from reunify_cli.casework.writing import WritableCase, my_key, reading
from reunify_cli.cli.confirm import child_line
from reunify_cli.cli.form.asked import booking_of, hints_of, invited, open_tasks, spelt, task_words, wanted
from reunify_cli.cli.form.layout import heading, item, labelled, made, remark
from reunify_cli.cli.form.slots import TASKS, WHEN, Slot, column_label, slots_of
from reunify_cli.model.fields import Field
from reunify_cli.model.moment import Moment
from reunify_cli.rules.phrasing import title_of
from reunify_cli.session.session import Session
from reunify_cli.text.days import say_full, say_long
from reunify_cli.text.layout import clean, sentence
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.display_names import person

HOW = (
    "Write after the colons. What you leave empty is not recorded. A longer text goes on in the lines below, with two "
    "spaces before each. Lines that begin with # are for you to read. Save and close the window when you are done: a "
    "mistake is then written under its line, and the form opens again. To record nothing, close it without saving."
)
NOTHING: Final[Mapping[str, str]] = {}
BLANK_ROWS = 3
"""How many empty places a list has to begin with."""
REVIEWS, NOT_DONE = "reviews", "decision-not-carried-out"
"""The group of meetings whose decisions are a review's, and the event that says of one that it was not carried out."""


def read_before(
    session: Session, held: WritableCase, event: str, given: Sequence[tuple[str, str]]
) -> Mapping[str, str]:
    """What was typed with the command, by field, as the form will have it. Raises Mistyped for what cannot be read."""
    kind, vocabulary = held.opened.workspace.vocabulary.events[event], held.opened.workspace.vocabulary
    typed_fields(event, given, reading(session, held))
    return {meant_field(key, kind, event, vocabulary): text for key, text in given}


def entry_form(session: Session, held: WritableCase, event: str, said: Mapping[str, str] = NOTHING) -> str:
    """The form of an event for a child; of it nothing is written yet but what was said with the command."""
    title = sentence(clean(held.opened.workspace.vocabulary.events[event].title)).upper()
    head = [*remark(f"{title}: {child_line(held.opened, session)}"), *remark(f"{say_long(session.now.day)}."), "#"]
    tail = _open(session, held) if held.opened.workspace.vocabulary.events[event].minutes else ()
    return made([*head, *remark(HOW), "", *entry_lines(session, held, event, said), *tail])


def entry_lines(session: Session, held: WritableCase, event: str, said: Mapping[str, str] = NOTHING) -> list[str]:
    """The places of an event's form, from its day to a note, filled in as far as anybody knows."""
    kind = held.opened.workspace.vocabulary.events[event]
    slots = slots_of(kind, held.opened.workspace.vocabulary)
    hints = hints_of(session, held.opened, event, said)
    lines = list(_when(session, held, event, slots, said, hints))
    own = [slots[key] for key in kind.fields]
    if own:
        places = (_field(held, event, slot, said.get(slot.key, ""), hints.get(slot.key, ())) for slot in own)
        lines += [*heading("WHAT IS ASKED"), *(line for place in places for line in place)]
    if kind.minutes:
        lines += [*_people(session, held, event, slots), *_headings(session, held, event, slots)]
        lines += _to_do(slots)
    left = [key for key in ("note", "document") if key not in kind.fields]
    return [*lines, *heading("ANYTHING ELSE"), *(line for key in left for line in labelled(slots[key].label))]


# --- when and who -------------------------------------------------------------------------------------------------


def _when(
    session: Session,
    held: WritableCase,
    event: str,
    slots: dict[str, Slot],
    said: Mapping[str, str],
    hints: Mapping[str, Sequence[str]],
) -> Iterator[str]:
    opened = held.opened
    booking = booking_of(opened, event)
    when = Moment(session.now.day)
    if booking is not None:
        yield from remark(f"It is booked for {say_full(booking[0])}.")
        when = booking[0] if booking[0].start <= session.now.start else when
    if opened.workspace.vocabulary.events[event].clock:
        yield from remark("The day it happened, and the time: 3/12/2026 14:00")
    yield from labelled(slots[WHEN].label, day_words(when))
    # A meeting is held by whoever leads it, and often typed by somebody else.
    chair = str(booking[1].fields.get("chair") or "") if booking is not None else ""
    by = said.get("by") or chair or my_key(session, held.directory)
    for hint in hints.get("by", ()):
        yield from remark(hint)
    yield from labelled(slots["by"].label, spelt(held.directory, by) if by else "")
    judged = opened.judged
    if "of" in said or must_be_about(judged, event) or of_whom(judged, event):
        for each in candidates(judged, event):
            yield from remark(f"it can be about  {entry_words(each, opened.workspace.vocabulary)}")
        yield from labelled(slots["of"].label, said.get("of", ""))


def day_words(when: Moment) -> str:
    """A day as a form has it: `3/12/2026 14:00`."""
    clock = f" {when.minute // 60:02}:{when.minute % 60:02}" if when.minute is not None else ""
    return f"{when.day.day}/{when.day.month}/{when.day.year}{clock}"


# --- what is asked ------------------------------------------------------------------------------------------------


def _field(held: WritableCase, event: str, slot: Slot, said: str, hints: Sequence[str]) -> Iterator[str]:
    homes = held.opened.case.file.homes if slot.key == "home" else ()
    hint = f"One of: {', '.join(homes)}; or another, in words." if homes else hint_of(held, slot.field)
    asked = slot.field.ask if slot.field.ask.rstrip("?").lower() != slot.label.lower() else ""
    only = _only_if(held, event, slot.field)
    words = " ".join(filter(None, (asked, "This is required." if slot.field.required else "", only, hint)))
    for line in filter(None, (words, *hints)):
        yield from remark(line)
    booking = booking_of(held.opened, event)
    booked = str(booking[1].fields.get(slot.key, "")) if booking and slot.key == "kind" else ""
    if slot.field.type == "rows":
        yield f"{slot.label}:"
        yield from blank_rows(slot.field)
    else:
        yield from labelled(slot.label, said or (booked if booked in slot.field.values else ""))


def _only_if(held: WritableCase, event: str, field: Field) -> str:
    """On which answer to another question this one turns."""
    slots = slots_of(held.opened.workspace.vocabulary.events[event], held.opened.workspace.vocabulary)
    said = [f"{slots[key].label}: {value}" for key, value in field.when.items() if key in slots]
    return f"Only where {' and '.join(said)}." if said else ""


def hint_of(held: WritableCase, field: Field) -> str:
    """How a field of its type is filled in; "" for a text."""
    if field.values:
        many = {"list": "Some of", "text": "Such as"}.get(field.type, "One of")
        said = [key if key.replace("-", " ") == title else f"{key} ({title})" for key, title in field.values.items()]
        return f"{many}: {', '.join(said)}."
    match field.type:
        case "yes-no":
            return "yes or no"
        case "date":
            return "A day, such as 3/12/2026."
        case "moment":
            return "A day and time, such as 3/12/2026 14:00."
        case "people":
            return "Names, with commas between."
        case "person":
            return "A name."
        case "role":
            return "A role, such as team manager."
        case "number":
            return "A number."
        case "period":
            return "Such as 6 weeks, 10 working days."
        case "item":
            ids = item_ids(held.opened.judged)
            return f"One of: {', '.join(ids[:20])}." if ids else ""
    return ""


def blank_rows(field: Field, number: int = BLANK_ROWS) -> Iterator[str]:
    """Empty places of a list."""
    _, *others = [key for key in field.columns if key not in ("id", "done")]
    for _ in range(number):
        yield from item("", "", [(column_label(key, field.columns[key]), "") for key in others], ())


# --- a meeting ----------------------------------------------------------------------------------------------------


def _people(session: Session, held: WritableCase, event: str, slots: dict[str, Slot]) -> Iterator[str]:
    booking = booking_of(held.opened, event)
    chair = str(booking[1].fields.get("chair") or "") if booking else ""
    who = invited(session, held.opened, event, held.directory)
    yield from heading("WHO WAS THERE")
    yield from labelled(slots["chair"].label, spelt(held.directory, chair) if chair else "")
    yield ""
    yield from remark(
        "Between the brackets: x for present, a for apologies, nothing for absent. "
        "Add a line for anyone else. The rules and the booking name these people."
    )
    if who.unnamed:
        titles = [title_of(held.opened.workspace.vocabulary, role) for role in who.unnamed]
        yield from remark(f"Asked for as well, and not known by name here: {', '.join(titles)}.")
    yield f"{slots['attended'].label}:"
    for key in who.people:
        yield f"  [ ] {known_as(session, held, key)}"
    yield from labelled(slots["apologies-reason"].label)


def known_as(session: Session, held: WritableCase, key: str) -> str:
    """Somebody by the name that a form reads back, with what they are to the child in brackets."""
    name = spelt(held.directory, key)
    stand = CaseView(held.opened.judged, session.position)
    what = person(held.opened.judged, key) if key in held.opened.case.file.people else stand.role_words(key)
    return f"{name} ({what})" if what and what != name else name


def _headings(session: Session, held: WritableCase, event: str, slots: dict[str, Slot]) -> Iterator[str]:
    stand = CaseView(held.opened.judged, session.position)
    vocabulary = held.opened.workspace.vocabulary
    elsewhere = {*vocabulary.events[event].fields, *vocabulary.minutes}
    asked = wanted(session, held.opened, event)
    found = [(each, [name for name in each.names if name in slots and name not in elsewhere]) for each in asked]
    if not any(names for _, names in found):
        return
    yield from heading("WHAT THE RULES REQUIRE HERE")
    for each, names in found:
        if not names:
            continue
        yield ""
        only = " Only where it applies to this meeting." if each.only_if else ""
        yield from remark(f"{clean(each.rule.title)}. {stand.source(each.rule)}.{only}")
        for name in names:
            yield from labelled(slots[name].label)


def _to_do(slots: dict[str, Slot]) -> Iterator[str]:
    yield from heading("WHAT WAS DECIDED, AND WHO DOES WHAT BY WHEN")
    yield from remark("Each begins with a dash. With a name or a date it is then due, until it is recorded as done.")
    for key in ("decisions", "actions"):
        yield f"{slots[key].label}:"
        yield from blank_rows(slots[key].field)


def _open(session: Session, held: WritableCase) -> Iterator[str]:
    found = open_tasks(held.opened)
    if not found:
        return
    yield from heading("STILL OPEN FROM EARLIER")
    yield from remark(
        "For what has been done, write the day after done: and it is closed. What was given by a review and is not "
        "carried out is recorded as that with a reason after not carried out:"
    )
    yield f"{TASKS.label}:"
    for task in found:
        yield from item(task.id, task.what, _outcomes(held, task.given_by.event), TASKS.columns)
        yield from remark(task_words(session, held.opened, task))


def _outcomes(held: WritableCase, event: str) -> Sequence[tuple[str, str]]:
    """What can be said of an open task: done, and of what a review gave, that it was not carried out."""
    return [("done", ""), *([("not carried out", "")] if can_be_not_carried_out(held, event) else [])]


def can_be_not_carried_out(held: WritableCase, event: str) -> bool:
    """Whether what this event gave to do can be recorded as a review's decision that was not carried out."""
    events = held.opened.workspace.vocabulary.events
    return event in events and events[event].group == REVIEWS and NOT_DONE in events
