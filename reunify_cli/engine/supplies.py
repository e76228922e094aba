"""What an entry has to say to be the one that is asked for: what only one value answers, and what somebody must answer.

Derived from what the rule tests and from the vocabulary, never from a list of its own, so that a command or a form
that is offered leaves out nothing that the rule needs.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.matching import WORDS, Asking, about, bind
from reunify_cli.engine.owners import holders
from reunify_cli.engine.vocabulary_index import PEOPLE
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import LENGTH
from reunify_cli.model.fields import Field
from reunify_cli.model.vocabulary import EventType
from reunify_cli.rules.conditions import (
    All,
    AnyOf,
    Condition,
    Equals,
    For,
    InSet,
    Is,
    Known,
    Not,
    OneOf,
    Test,
    Told,
    Unlike,
    passes,
    typed_value,
)  # fmt: skip
from reunify_cli.rules.terms import EventRef

LISTS: Final = ("people", "list")
"""The types of field in which one entry can name several."""
LEFT_OUT: Final = ""
"""Stands among the values that will do where saying nothing will do as well."""

Values = tuple[str, ...]
"""The values of which one will do; none where anything will."""


@dataclass(frozen=True, slots=True)
class Supply:
    """An entry that would do: its event type, and what it has to say."""

    event: str
    says: Mapping[str, Values]
    """By field, in the order asked: the values that will do, or none where anything said will."""
    waits: bool = False
    """Whether what it is to be about is not there yet."""


def supply(judged: Judgement, kind: str, ref: EventRef, ask: Asking) -> Supply:
    """The entry of an event type that a reference asks for."""
    event = judged.policy.vocabulary.events.get(kind, EventType(""))
    says: dict[str, Values] = {}
    for name, test in ref.where.items():
        values = _values(judged, event.fields.get(name), bind(test, ask), ask)
        if values is not None:
            says["until" if name == LENGTH else name] = values
    says |= dict.fromkeys(ref.records, ())
    says |= {"attended": ()} if ref.attended else {}
    says |= {"document": ()} if ref.with_document else {}
    if ref.chair:
        says["chair"] = _keys(judged, ref.chair, ask, frozenset())
    targets = about(ref.of, ask) if ref.of is not None else frozenset()
    told = event.group == WORDS or "of" in event.fields or (ref.of is not None and ref.of.name == "$each")
    named = {"who", "whose", "person"} & {name for name, test in ref.where.items() if bind(test, ask) != test}
    if len(targets) == 1 and told and not named:
        says["of"] = tuple(targets)
    if ref.by:
        authors = {key for each in targets if (entry := judged.history.by_id.get(each)) for key in entry.by}
        says["by"] = _keys(judged, ref.by, ask, frozenset(authors if event.group == WORDS else ()))
    return Supply(kind, says, waits=ref.of is not None and not targets and ref.of.name != "$each")


def _values(judged: Judgement, field: Field | None, test: Test, ask: Asking) -> Values | None:
    """The values of a field that pass a test; None where nothing has to be said."""
    inner = test.test if isinstance(test, Told) else test
    match inner:
        case Equals(value):
            return _spelt(judged, field, (value,), ask)
        case OneOf(values):
            return _spelt(judged, field, values, ask)
        case Unlike(part):
            if field is None or not field.closed or not isinstance(part, (Equals, OneOf)):
                return None
            return (LEFT_OUT, *(each for each in field.values if passes(inner, each, ask.members)))
        case InSet(fact):
            return tuple(str(each[0] if isinstance(each, tuple) else each) for each in ask.members(fact) or ())
        case Known(known) if not known:
            return None
    return ()


def _spelt(judged: Judgement, field: Field | None, values: tuple[Any, ...], ask: Asking) -> Values:
    """Values as they are typed; somebody named by a role of the team by whoever holds it."""
    found: list[str] = []
    for value in values:
        word = {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
        role = judged.policy.vocabulary.roles.get(word) if field is not None and field.type in PEOPLE else None
        if word.startswith("$") or value is None:
            continue
        named = holders(judged, word, _position(ask)) if role is not None and role.kind in ("team", "body") else (word,)
        found += named
    return tuple(found)


def _keys(judged: Judgement, roles: tuple[str, ...], ask: Asking, authors: frozenset[str]) -> Values:
    """Who can do it: everybody in one of the roles who is not an author of what it is about."""
    person = judged.case.team.person
    wrote = {person(key) for key in authors}
    kinds = judged.policy.vocabulary.roles
    bare = [role for role in roles if kinds[role].kind in ("family", "other")]
    found = dict.fromkeys(key for role in roles for key in holders(judged, role, _position(ask)))
    return tuple(key for key in found or bare if person(key) not in wrote)


def _position(ask: Asking) -> int:
    moment = ask.gated.when if ask.gated else ask.by
    return moment.start - 1 if moment else ask.until if ask.until is not None else ask.since


# --- facts ----------------------------------------------------------------------------------------------------------


def changing(judged: Judgement, condition: Condition, ask: Asking) -> Supply | None:
    """The entry that would bring a condition about, where one can: the plainest that changes a fact it turns on."""
    found = sorted(_changes(judged, condition, ask), key=lambda each: each[0])
    return found[0][1] if found else None


def recording(judged: Judgement, fact: str) -> Supply | None:
    """The entry that records a fact, whatever it is."""
    found = sorted(_setting(judged, fact, Known(True)), key=lambda each: each[0])
    return found[0][1] if found else None


_Rank = tuple[bool, int, str]


def _changes(judged: Judgement, condition: Condition, ask: Asking) -> Iterator[tuple[_Rank, Supply]]:
    position = _position(ask)
    match condition:
        case Is(fact, test):
            known = judged.policy.vocabulary.facts[fact]
            if known.defined is not None:
                wanted = passes(test, True, ask.members)
                definition = judged.times.meaning.definition(fact)
                yield from _changes(judged, definition if wanted else Not(definition), ask)
            elif judged.times.holds_at(condition, position) is not True:
                yield from _setting(judged, fact, test)
        case All(parts):
            for part in parts:
                if judged.times.holds_at(part, position) is not True:
                    yield from _changes(judged, part, ask)
                    return
        case AnyOf(parts):
            for part in parts:
                yield from _changes(judged, part, ask)
        case Not(Is(fact, test)):
            yield from _setting(judged, fact, Unlike(test))
        case For(part, _):
            yield from _changes(judged, part, ask)


def _setting(judged: Judgement, fact: str, test: Test) -> Iterator[tuple[_Rank, Supply]]:
    """The entries that set a fact to what passes a test, the plainest ranked first."""
    vocabulary = judged.policy.vocabulary
    for name, kind in vocabulary.events.items():
        # Of what an entry adds in two parts, the first is who or what it is.
        adds = {key: (value,) if isinstance(value, str) else value for key, value in kind.adds.items()}
        sets = {key: (value,) for key, value in kind.sets.items()}
        for first, *more in (each for key, each in (*sets.items(), *adds.items()) if key == fact):
            rank = (kind.minutes, len(kind.fields), name)
            field = kind.fields.get(first.removeprefix("$"))
            says: dict[str, Values] = dict.fromkeys((each[1:] for each in more if each.startswith("$")), ())
            if not first.startswith("$"):
                if passes(test, typed_value(first, vocabulary.facts[fact]), lambda _: None):
                    yield rank, Supply(name, says)
            elif field is not None and isinstance(test, Known):
                if test.known:
                    yield rank, Supply(name, {first[1:]: (), **says})
            elif field is not None:
                words = [each for each in field.values if passes(test, each, lambda _: None)]
                if words or not field.closed:
                    yield rank, Supply(name, {first[1:]: tuple(words), **says})


# --- several at once ------------------------------------------------------------------------------------------------


def together(event: EventType, one: Mapping[str, Values], other: Mapping[str, Values]) -> dict[str, Values] | None:
    """What one entry has to say to be two that are asked for; None where no entry can be both."""
    found = dict(one)
    for name, values in other.items():
        before = found.get(name)
        several = name in event.fields and event.fields[name].type in LISTS
        if before is None:
            found[name] = values
        elif several and len(before) <= 1 and len(values) <= 1:
            listed = dict.fromkeys(",".join((*before, *values)).split(",")) if before or values else ()
            found[name] = (",".join(listed),) if listed else ()
        elif not before or not values:
            found[name] = tuple(each for each in before or values if each != LEFT_OUT)
        else:
            found[name] = tuple(each for each in before if each in values)
            if not found[name]:
                return None
    return found
