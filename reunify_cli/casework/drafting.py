"""What somebody says happened, as the entry that each child would get: nothing is written here."""

import re
from collections.abc import Sequence
from typing import Any

from reunify_cli.casework.entries import typed_fields, wanted_fields, with_roles
from reunify_cli.casework.event_names import Meaning, is_meant, meaning
from reunify_cli.casework.values import parts
from reunify_cli.casework.writing import Draft, WritableCase, my_key, reading, settled
from reunify_cli.errors import Mistyped, Problem
from reunify_cli.model.fields import Field
from reunify_cli.model.moment import Moment
from reunify_cli.model.vocabulary import Vocabulary, spoken
from reunify_cli.session.session import Session
from reunify_cli.session.workspace import OpenWorkspace
from reunify_cli.text.layout import sentence
from reunify_cli.wording.display_names import typed

BOOKING = "booked"
"""The one event that speaks of a day to come; `book` writes it."""


def split(words: Sequence[str], vocabulary: Vocabulary) -> tuple[list[str], Meaning]:
    """Which of the words are children, and what the rest means; no event where there is none.

    An event may be several words without quotation marks: the longest end of the line that means something is it.
    Raises Mistyped for words that mean no event.
    """
    unlike = next((start for start in range(1, len(words)) if not _like_a_child(words[start])), None)
    ends = (start for start in range(1, len(words)) if is_meant(" ".join(words[start:]), vocabulary))
    start = next((each for each in ends if unlike is None or each <= unlike), unlike)
    if start is None:
        return list(words), Meaning("")
    return list(words[:start]), meaning(" ".join(words[start:]), vocabulary, " ".join(words[:start]))


def told(words: Sequence[str], workspace: OpenWorkspace) -> tuple[list[str], Meaning]:
    """`split` by the words of the policy in use; a child may be judged by another, so else by that one's.

    What is an event's own word somewhere is that event, before any phrase. Raises Mistyped for words that mean no event
    anywhere.
    """
    refused: Mistyped | None = None
    ends = {spoken(" ".join(words[start:])) for start in range(1, len(words))}
    for vocabulary in workspace.vocabularies():
        if not ends.isdisjoint(vocabulary.words):
            return split(words, vocabulary)
    for vocabulary in workspace.vocabularies():
        try:
            return split(words, vocabulary)
        except Mistyped as error:
            refused = refused or error
    raise refused or Mistyped()


def known_to(held: Sequence[WritableCase], event: str) -> None:
    """Make sure that every child's own policy knows an event. Raises Mistyped naming each whose policy does not."""
    wrong = [
        Problem(
            None,
            f"{each.opened.id} is judged by {each.opened.workspace.policy.id}, which knows no event {event}.",
            f"Its words:  reunify record {typed(each.opened.id)}",
        )
        for each in held
        if event not in each.opened.workspace.vocabulary.events
    ]
    if wrong:
        raise Mistyped(*wrong)


def _like_a_child(word: str) -> bool:
    """Whether a word may call a child: initials or a number, and neither a phrase nor a place in a law."""
    place = re.match(r"(?:ss?|sec|regs?|sch)\.?\d", word, re.IGNORECASE)
    initials = word.isupper() or len(word) < 3
    return " " not in word and not place and (initials or any(letter.isdigit() or letter == "." for letter in word))


def said_of(
    session: Session, held: WritableCase, event: str, given: Sequence[tuple[str, str]], who: str, note: str
) -> dict[str, Any]:
    """What was typed, as this child's entry would say it; whoever types did it, unless somebody else is named."""
    words = reading(session, held)
    says = typed_fields(event, given, words)
    if who:
        says["by"] = [words.directory.key(each) for each in parts(who)]
    if note:
        says["note"] = note
    return says


def draft_of(session: Session, held: WritableCase, event: str, when: Moment, says: dict[str, Any]) -> Draft:
    """The entry for one child. Raises Mistyped for everything that has to be said and is not."""
    kind = held.opened.workspace.vocabulary.events[event]
    fields = with_roles(kind, says, held.opened.case.team, when.day)
    missing = wanted_fields(kind, fields)
    if missing:
        raise Mistyped(*(missing_field(name, kind.fields[name]) for name in missing))
    me = my_key(session, held.directory)
    by = tuple(fields.pop("by", [me] if me else []))
    return settled(held, Draft(event, when, by, fields))


def missing_field(name: str, field: Field) -> Problem:
    """What to say of a field that has to be said and is not."""
    asked = field.ask or f"{sentence(field.title or name)}?"
    values = "yes or no" if field.type == "yes-no" else ", ".join(field.values) if field.values else ""
    return Problem(None, f"{asked}  Say so with {name}=", f"{name}= is {values}" if values else "")
