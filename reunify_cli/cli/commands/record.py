"""Writing down something that happened, for one child or several: all or none, and then what it means for each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

import typer

from reunify_cli.cli.about import candidates, entry_words, must_be_about, of_whom
from reunify_cli.cli.calling_off import offer
from reunify_cli.cli.confirm import ask_fields, ask_value, ask_when, right_child
from reunify_cli.cli.door import Door, Office
from reunify_cli.cli.entries import BASE, pairs, typed_fields, wanted_fields, with_roles
from reunify_cli.cli.naming import events_meant, meant_event
from reunify_cli.cli.odd import agree
from reunify_cli.cli.options import writes
from reunify_cli.cli.recorded import as_json, put, recorded_lines
from reunify_cli.cli.screen import sentence
from reunify_cli.cli.terminal import Ask, at_terminal
from reunify_cli.cli.values import parts, read_date_of_event
from reunify_cli.cli.who import person, typed
from reunify_cli.cli.writing import Draft, Held, hold_all, my_key, reading, settled
from reunify_cli.errors import Mistyped, Problem
from reunify_cli.model.moment import Moment
from reunify_cli.model.vocabulary import Field, Vocabulary

BOOKING = "booked"
"""The one event that speaks of a day to come; `book` writes it."""


@writes
def cli(
    door: Door,
    words: Annotated[
        list[str],
        typer.Argument(
            metavar="CASE... [EVENT] [KEY=VALUE]...", show_default=False, help="whom, what, and what it says"
        ),
    ],
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="when it happened (today)", show_default=False)] = "",
    who: Annotated[str, typer.Option("--who", metavar="NAME", help="who did it (you)", show_default=False)] = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="a note", show_default=False)] = "",
) -> int | None:
    """Write down something that happened; with a child alone, what can be written down now."""
    plain, given = pairs(words)
    refs, event = told(plain, door.office)
    if not event:
        if given or on or who or note or len(refs) != 1:
            raise Mistyped(Problem(None, "Say what happened.", f"Such as  reunify record {' '.join(refs)} visit"))
        from reunify_cli.cli.recordable import run as recordable

        return recordable(door, door.open_case(refs[0]))
    if event == BOOKING:
        raise Mistyped(
            Problem(None, "A meeting that is to be is booked.", 'Such as  reunify book 42 review --on "3 Dec"')
        )
    run(door, hold_all(door, refs), event, given, on=on, who=who, note=note)
    return None


def split(words: Sequence[str], vocabulary: Vocabulary) -> tuple[list[str], str]:
    """Which of the words are children, and which event the rest means; "" where there is no event.

    An event may be several words without quotation marks: the longest end of the line that means one is it.
    Raises Mistyped for words that mean no event.
    """
    ends = (start for start in range(1, len(words)) if events_meant(" ".join(words[start:]), vocabulary))
    unlike = (start for start in range(1, len(words)) if not _like_a_child(words[start]))
    start = next(ends, None) or next(unlike, None)
    if start is None:
        return list(words), ""
    return list(words[:start]), meant_event(" ".join(words[start:]), vocabulary)


def told(words: Sequence[str], office: Office) -> tuple[list[str], str]:
    """`split` by the words of the policy in use; a child may be judged by another, so else by that one's.

    Raises Mistyped for words that mean no event anywhere.
    """
    refused: Mistyped | None = None
    for vocabulary in office.vocabularies():
        try:
            return split(words, vocabulary)
        except Mistyped as error:
            refused = refused or error
    raise refused or Mistyped()


def known_to(held: Sequence[Held], event: str) -> None:
    """Make sure that every child's own policy knows an event. Raises Mistyped naming each whose policy does not."""
    wrong = [
        Problem(
            None,
            f"{each.opened.id} is judged by {each.opened.office.policy.id}, which knows no event {event}.",
            f"Its words:  reunify record {typed(each.opened.id)}",
        )
        for each in held
        if event not in each.opened.office.vocabulary.events
    ]
    if wrong:
        raise Mistyped(*wrong)


def _like_a_child(word: str) -> bool:
    return any(letter.isdigit() for letter in word) or "." in word


def run(
    door: Door,
    held: Sequence[Held],
    event: str,
    given: Sequence[tuple[str, str]],
    *,
    on: str = "",
    who: str = "",
    note: str = "",
    ask: Ask = at_terminal,
) -> None:
    """Read what is said, ask for what is missing, append to every journal or none, and show what it means."""
    known_to(held, event)
    asks = door.asks and not door.yes
    kind = held[0].opened.office.vocabulary.events[event]
    says = [_said(door, each, event, given, who, note) for each in held]
    when = read_date_of_event(on or "today", door.now) if on or not asks else None
    right_child(door, [each.opened for each in held], ask)
    if asks:
        when = when or ask_when(door, clock=kind.clock, ask=ask)
        asked = _asked(door, held[0], event, says[0], ask)
        says = [{**asked, **each} for each in says]
    drafts = [
        _draft(door, each, event, when or Moment(door.now.day), said) for each, said in zip(held, says, strict=True)
    ]
    agree(door, held, drafts, ask)
    done = put(door, held, drafts)
    if asks:
        _forget_note(door, held[0], event)
    if door.json:
        door.answer("recorded", [as_json(door, each) for each in done], read=len(done))
    else:
        door.say(recorded_lines(door, done))
        offer(door, done, ask)


def _forget_note(door: Door, held: Held, event: str) -> None:
    """Take away the draft of a long note, which now stands in the journal."""
    from reunify_cli.cli.form.note import note_draft
    from reunify_cli.store.drafts import remove_draft

    remove_draft(note_draft(door, held, event))


def _said(door: Door, held: Held, event: str, given: Sequence[tuple[str, str]], who: str, note: str) -> dict[str, Any]:
    """What was typed, as this child's entry would say it; whoever types did it, unless somebody else is named."""
    words = reading(door, held)
    says = typed_fields(event, given, words)
    if who:
        says["by"] = [words.directory.key(each) for each in parts(who)]
    if note:
        says["note"] = note
    return says


def _asked(door: Door, held: Held, event: str, says: dict[str, Any], ask: Ask) -> dict[str, Any]:
    """What somebody at the terminal answers to what has not been said: who did it, the event's questions, a note."""
    words = reading(door, held)
    kind = words.vocabulary.events[event]
    says = with_roles(kind, says, held.opened.case.team, door.now.day)
    found: dict[str, Any] = {}
    if "by" not in says:
        me = my_key(door, held.directory)
        hint = f"  (Enter: {person(held.opened.judged, me)})" if me else ""
        by = ask_value(door, "by", replace(BASE["by"], ask=f"Who did it?{hint}"), words, ask)
        found |= {"by": by} if by else {}
    found |= ask_fields(door, kind, {**says, **found}, words, ask)
    judged = held.opened.judged
    choices = candidates(judged, event) if must_be_about(judged, event) else []
    if "of" not in says and (len(choices) > 1 or of_whom(judged, event)):
        door.say([f"   {entry_words(each, words.vocabulary)}" for each in choices])
        question = "Which of these is it about?" if choices else "Of whom, or of what?"
        about = ask_value(door, "of", replace(BASE["of"], ask=question, required=bool(choices)), words, ask)
        found |= {"of": about} if about else {}
    if "note" not in says:
        hint = "Note?  one line, E to write it in your editor, Enter for none"
        line = ask_value(door, "note", replace(BASE["note"], ask=hint), words, ask)
        if line in ("E", "e"):
            from reunify_cli.cli.form.note import long_note

            line = long_note(door, held, event, ask)
        found |= {"note": line} if line else {}
    return found


def _draft(door: Door, held: Held, event: str, when: Moment, says: dict[str, Any]) -> Draft:
    """The entry for one child. Raises Mistyped for everything that has to be said and is not."""
    kind = held.opened.office.vocabulary.events[event]
    fields = with_roles(kind, says, held.opened.case.team, when.day)
    missing = wanted_fields(kind, fields)
    if missing:
        raise Mistyped(*(missing_field(name, kind.fields[name]) for name in missing))
    me = my_key(door, held.directory)
    by = tuple(fields.pop("by", [me] if me else []))
    return settled(held, Draft(event, when, by, fields))


def missing_field(name: str, field: Field) -> Problem:
    """What to say of a field that has to be said and is not."""
    asked = field.ask or f"{sentence(field.title or name)}?"
    values = "yes or no" if field.type == "yes-no" else ", ".join(field.values) if field.values else ""
    return Problem(None, f"{asked}  Say so with {name}=", f"{name}= is {values}" if values else "")
