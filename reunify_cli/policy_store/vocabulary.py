"""The words of a policy: those that all share, and those that it and what it builds on add, looked through for slips.

A policy adds words and never gives an old one another meaning: a journal written under one policy reads the same under
another.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from reunify_cli import shape
from reunify_cli.errors import Problem, Unreadable, did_you_mean
from reunify_cli.frozen import replace
from reunify_cli.model.fields import Field
from reunify_cli.model.vocabulary import UNRECORDED, EventType, Fact, Phrase, Turn, Vocabulary
from reunify_cli.policy_store.policy_files import WORDS, read_text
from reunify_cli.policy_store.policy_folder import HOW, Book, helped
from reunify_cli.rules.conditions import read_condition
from reunify_cli.shipped import policies_dir
from reunify_cli.text.patterns import BESIDES, fields_of

SECTIONS: Final[Mapping[str, str]] = {
    "roles": "a role", "relations": "a relation", "facts": "a fact", "headings": "a heading",
    "documents": "a kind of document", "events": "an event", "groups": "a group",
}  # fmt: skip
_MINE: Final = ("by", "of", "document", "who", "until")
"""What an entry can say besides the fields of its type, as far as a fact can be set from it."""

_EVERYWHERE: Final = ("every-entry", "minutes")
ALIKE: Final = "what every entry and every meeting can say is the same under every policy"

Complain = Callable[[shape.Path, str], None]


def words_of(book: Book, problems: list[Problem]) -> Vocabulary:
    """The shared words with those that the policies add, the one at the bottom first.

    Raises Unreadable where a file of words cannot be read at all: without it every rule would seem wrong.
    """
    shared = book.words
    files = [shared, *(each.vocabulary for each in reversed(book.chain) if each.vocabulary is not None)]
    whole = Vocabulary()
    own: list[tuple[shape.Loaded, Vocabulary]] = []
    unread: list[Problem] = []
    for loaded in files:
        try:
            words = shape.read(Vocabulary, loaded)
        except Unreadable as error:
            unread += helped(error.problems)
            continue
        if loaded is shared and not words.every_entry:
            words = replace(words, every_entry=_shipped().every_entry, minutes=_shipped().minutes)
        elif loaded is not shared:
            problems += [
                loaded.problem((key,), ALIKE, HOW, key=True) for key in _EVERYWHERE if key in (loaded.data or ())
            ]
        problems += _said_before(words, whole, loaded)
        whole = whole.plus(words)
        own.append((loaded, words))
    if unread:
        raise Unreadable(*problems, *unread)
    for loaded, words in own:
        _look_through(words, whole, loaded, problems)
    return whole


@cache
def _shipped() -> Vocabulary:
    """The shared words as shipped, for a copy of older ones that does not say what every entry can say."""
    return shape.read(Vocabulary, shape.load(read_text(policies_dir() / WORDS), WORDS))


def _said_before(words: Vocabulary, whole: Vocabulary, loaded: shape.Loaded) -> Iterator[Problem]:
    """Words that have a meaning already, and are given another."""
    for section, kind in SECTIONS.items():
        before: Mapping[str, Any] = getattr(whole, section)
        for name, meaning in getattr(words, section).items():
            if name in before and before[name] != meaning:
                title = getattr(before[name], "title", before[name])
                help = (
                    "Choose another word. What a stage or a choice is called is changed under labels, in policy.yaml."
                )
                sentence = f'"{name}" is {kind} already ({title}), and keeps its meaning'
                yield loaded.problem((section, name), sentence, help, key=True)


def _look_through(words: Vocabulary, whole: Vocabulary, loaded: shape.Loaded, problems: list[Problem]) -> None:
    """Complain of every word that names another which there is not."""

    def complain(path: shape.Path, sentence: str) -> None:
        problems.append(loaded.problem(path, sentence, "" if "Did you mean" in sentence else HOW))

    for name, relation in words.relations.items():
        for i, role in enumerate(relation.roles):
            if role not in whole.roles:
                near = did_you_mean(role, whole.roles)
                complain(("relations", name, "roles", i), f'relation {name}: "{role}" is not a role.{near}')
    for name, fact in words.facts.items():
        _fact(name, fact, whole, complain)
    for name, event in words.events.items():
        _event(name, event, whole, complain)
    for i, phrase in enumerate(words.phrases):
        _phrase(("phrases", i), phrase, whole, complain)


def _phrase(at: shape.Path, phrase: Phrase, whole: Vocabulary, complain: Complain) -> None:
    """Complain of a phrase that names no event or field, or that leaves open what is meant."""
    if not phrase.record and not phrase.says:
        complain(at, "a phrase needs `record`, what it means, or `says`, the answer")
    if len(phrase.record) > 1 and not phrase.says:
        complain(at, "several things to record need `says`, the question between them")
    for i, each in enumerate(phrase.record):
        name, *said = shlex.split(each)
        event = whole.events.get(name)
        if event is None:
            complain((*at, "record", i), f'"{name}" is not an event.{did_you_mean(name, whole.events)}')
            continue
        fields = whole.says(event)
        for key, _, value in (part.partition("=") for part in said):
            known = fields.get(key)
            if known is None:
                complain((*at, "record", i), f'{name} has no field "{key}".{did_you_mean(key, fields)}')
            elif known.closed and value not in known.values:
                complain((*at, "record", i), f'"{value}" is not one of {", ".join(known.values)}.')


def _fact(name: str, fact: Fact, whole: Vocabulary, complain: Complain) -> None:
    at: shape.Path = ("facts", name)
    if fact.type == "choice" and not fact.values:
        complain(at, f"fact {name}: a choice needs `values`, the words to choose from")
    if fact.defined is not None:
        here = (*at, "defined")
        read_condition(fact.defined, whole, here, lambda path, said: complain(path, f"fact {name}: {said}"))


def _event(name: str, event: EventType, whole: Vocabulary, complain: Complain) -> None:
    at: shape.Path = ("events", name)
    if event.group and event.group not in whole.groups:
        near = did_you_mean(event.group, whole.groups)
        complain((*at, "group"), f'event {name}: "{event.group}" is not a group.{near}')
    for i, each in enumerate(event.undoes):
        if each not in whole.kinds:
            complain((*at, "undoes", i), f'event {name}: "{each}" is not an event.{did_you_mean(each, whole.kinds)}')
    for key, field in event.fields.items():
        _field(name, event, key, field, complain)
    for how, changes in (("sets", event.sets), ("adds", event.adds), ("removes", event.removes), ("puts", event.puts)):
        for fact, source in changes.items():
            here = (*at, how, fact)
            if fact not in whole.facts:
                complain(here, f'event {name}: "{fact}" is not a fact.{did_you_mean(fact, whole.facts)}')
                continue
            wrong = (_no_value(source, whole.facts[fact]),) if how == "sets" else ()
            for said in (*_unfilled(event, source), *filter(None, wrong)):
                complain(here, f"event {name}: {said}")
    for fact, turn in event.turns.items():
        for said in _wrong_turn(event, fact, turn, whole):
            complain((*at, "turns", fact), f"event {name}: {said}")
    for said in _unfilled(event, event.cause):
        complain((*at, "cause"), f"event {name}: {said}")
    for said in _wrong_sentence(event, whole):
        complain((*at, "sentence"), f"event {name}: {said}")


def _wrong_sentence(event: EventType, whole: Vocabulary) -> Iterator[str]:
    """What there is to say of a sentence that cannot be read, or names what no entry of this event has."""
    known = {**whole.says(event), **dict.fromkeys(BESIDES, Field("", "text"))}
    try:
        for key, both in fields_of(event.sentence):
            if key not in known:
                yield f'its sentence names "{key}", which is not one of its fields.{did_you_mean(key, known)}'
            elif both and known[key].type != "yes-no":
                yield f'its sentence has words for yes and no, and "{key}" is not answered so.'
    except ValueError as error:
        yield f"its sentence cannot be read: {error}"


def _wrong_turn(event: EventType, name: str, turn: Turn, whole: Vocabulary) -> Iterator[str]:
    """What there is to say of a turn whose fact, values or fields there are not."""
    fact = whole.facts.get(name)
    if fact is None:
        yield f'"{name}" is not a fact.{did_you_mean(name, whole.facts)}'
        return
    for value in (*(each for each in turn.from_ if each != UNRECORDED), *turn.from_.values()):
        if value not in fact.values:
            yield f'"{value}" is not one of {", ".join(fact.values)}.{did_you_mean(value, fact.values)}'
    for key in turn.when:
        if key not in event.fields:
            yield f'"{key}" is not one of its fields.{did_you_mean(key, event.fields)}'


def _field(event_name: str, event: EventType, key: str, field: Field, complain: Complain) -> None:
    at = ("events", event_name, "fields", key)
    if field.type == "choice" and not field.values:
        complain(at, f"event {event_name}: {key} is a choice and needs `values`, the words to choose from")
    if field.type == "length":
        complain(at, f"event {event_name}: {key} is a length, which no entry says; it is given by `until`")
    for other in field.when:
        if other not in event.fields:
            near = did_you_mean(other, event.fields)
            complain((*at, "when", other), f'event {event_name}: "{other}" is not one of its fields.{near}')


def _unfilled(event: EventType, source: str | Sequence[str] | Mapping[str, str]) -> Iterator[str]:
    """What there is to say of each `$field` that the entries of an event type do not have."""
    if isinstance(source, Mapping):
        parts = [each for pair in source.items() for each in pair]
    else:
        parts = [source] if isinstance(source, str) else list(source)
    for part in parts:
        field = part.removeprefix("$")
        if part.startswith("$") and field not in event.fields and field not in _MINE:
            near = did_you_mean(field, event.fields)
            yield f'"{part}" takes the value of a field "{field}", and there is none.{near}'


def _no_value(source: object, fact: Fact) -> str:
    """What there is to say of a fixed value that its fact cannot have; "" of any other."""
    choices = ("yes", "no") if fact.type == "yes-no" else tuple(fact.values) if fact.type == "choice" else ()
    if not choices or str(source).startswith("$") or source in choices:
        return ""
    return f'"{source}" is not one of {", ".join(choices)}.{did_you_mean(str(source), choices)}'
