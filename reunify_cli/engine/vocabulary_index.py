"""What a vocabulary's facts and conditions rest on: worked out once for a policy, and shared by every case under it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, Final, NamedTuple

from reunify_cli.engine.facts import unrecorded
from reunify_cli.engine.timeline import BEGINNING, Step, Timeline
from reunify_cli.model.case import COMMON, LENGTH
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.rules import conditions as c  # fmt: skip
from reunify_cli.rules.terms import EventRef

LOOKED_AFTER: Final = "looked-after"
"""The fact whose days make a child eligible."""
PEOPLE: Final = ("person", "people")
"""The types of fields that name people, who are known by their roles as well."""
HELD: Final = 10_000
"""So many references are held on to: more than any policy has, and no end of those made up to ask about one case."""
Answers = frozenset[bool | None]
"""Those that a condition may give: yes, no, or that it is not known."""
ANY: Final[Answers] = frozenset((True, False, None))


class Alone(NamedTuple):
    """A reference of which an entry alone tells whether it is meant, and how that is asked."""

    ref: EventRef
    where: tuple[tuple[str, c.Test], ...]
    more: bool
    """Whether more is to be asked than what an entry's own fields say as they stand."""


def vocabulary_index_of(vocabulary: Vocabulary) -> VocabularyIndex:
    """What the words of a vocabulary rest on, which it keeps once it was asked for."""
    kept: VocabularyIndex | None = vocabulary.room.get("meaning")
    if kept is None:
        kept = vocabulary.room["meaning"] = VocabularyIndex(vocabulary)
    return kept


class VocabularyIndex:
    """What each fact and condition rests on; nothing in here knows of any case."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self._shared = COMMON | vocabulary.minutes.keys()  # what entries of any kind, or any meeting, may say
        self._definitions: dict[str, c.Condition] = {}
        self._resting: dict[int, tuple[c.Condition, frozenset[str]]] = {}
        self._unmoved: dict[int, tuple[c.Condition, frozenset[str], Timeline | None]] = {}
        self._answers: dict[int, tuple[c.Condition, Answers]] = {}
        self._asked: dict[int, tuple[EventRef, Alone | None]] = {}
        self._equals: dict[EventRef, Alone] = {}

    def definition(self, name: str) -> c.Condition:
        """The condition that defines a fact (it was checked when the vocabulary was loaded)."""
        if name not in self._definitions:
            written = self.vocabulary.facts[name].defined
            self._definitions[name] = c.read_condition(written, self.vocabulary, (), lambda *_: None)
        return self._definitions[name]

    def rests_on(self, condition: c.Condition) -> frozenset[str]:
        """The facts that entries change and a condition rests on, through every definition."""
        # By identity, which policies see to (equal conditions are one), and held on to, so that it stays theirs.
        kept = self._resting.get(id(condition))
        if kept is None or kept[0] is not condition:
            kept = self._resting[id(condition)] = condition, frozenset(self._named(condition))
        return kept[1]

    def _named(self, condition: c.Condition) -> Iterator[str]:
        for name in c.facts_of(condition):
            fact = self.vocabulary.facts[name]
            if fact.computed == "eligible":
                yield from self._named(c.Is(LOOKED_AFTER, c.Known(True)))
            elif fact.defined is not None:
                yield from self._named(self.definition(name))
            else:
                yield name

    @cached_property
    def undoing(self) -> dict[str, list[str]]:
        """The event types that undo one said before them, by that one: refusals, for an approval."""
        found: dict[str, list[str]] = {}
        for name, kind in self.vocabulary.events.items():
            for undone in kind.undoes:
                found.setdefault(undone, []).append(name)
        return found

    def alone(self, ref: EventRef) -> Alone | None:
        """What a reference asks, where an entry alone tells whether it is meant; one for all references that are equal.

        None where that hangs on the question: about what, what `$each`, `$anchor` and `$gated` stand for, or whether
        a length that the times do not tell counts, or what an entry leaves out.
        """
        kept = self._asked.get(id(ref))
        if kept is None:
            if len(self._asked) >= HELD:
                self._asked.clear()
            hangs = ref.of is not None or LENGTH in ref.where or any(map(_hangs, ref.where.values()))
            kept = self._asked[id(ref)] = ref, None if hangs else self._equals.setdefault(ref, self._alone(ref))
        return kept[1]

    def _alone(self, ref: EventRef) -> Alone:
        kinds = [self.vocabulary.events[kind] for kind in self.vocabulary.kinds.get(ref.event, ())]
        own = all(kind.fields[name].type not in PEOPLE for kind in kinds for name in ref.where if name in kind.fields)
        more = ref.by or ref.attended or ref.chair or ref.records or ref.with_document
        return Alone(ref, tuple(ref.where.items()), bool(more) or not own or not self._shared.isdisjoint(ref.where))

    # --- what only entries can bring about ---

    @cached_property
    def changing(self) -> dict[str, frozenset[str]]:
        """The event types whose entries may change a fact, by the fact."""
        found: dict[str, set[str]] = {name: set() for name in self.vocabulary.facts}
        for kind, event in self.vocabulary.events.items():
            for name in (*event.sets, *event.adds, *event.removes, *event.puts, *event.turns):
                found.setdefault(name, set()).add(kind)
        for name, fact in self.vocabulary.facts.items():
            if fact.computed == "views-oppose" and fact.event:
                found[name] |= self.vocabulary.kinds.get(fact.event, frozenset()) | {fact.event}
        return {name: frozenset(kinds) for name, kinds in found.items()}

    @cached_property
    def by_events_of_their_own(self) -> dict[str, list[str]]:
        """The yes-no facts taken to be so unless events that set nothing but yes or no say otherwise; those events."""
        found = {}
        for name, kinds in self.changing.items():
            fact = self.vocabulary.facts.get(name)
            if fact is None or fact.type != "yes-no" or unrecorded(fact) is None:
                continue
            events = [self.vocabulary.events[kind] for kind in kinds]
            own = all(set(each.sets.values()) <= {"yes", "no"} for each in events)
            if own and events:
                taken = {True: "yes", False: "no"}[unrecorded(fact)]
                found[name] = sorted(kind for kind in kinds if self.vocabulary.events[kind].sets[name] != taken)
        return found

    def constant(self, condition: c.Condition, happened: Iterable[str]) -> Timeline | None:
        """The one answer that a condition gives at all times, where none of what happened can change it; else None."""
        kept = self._unmoved.get(id(condition))
        if kept is None or kept[0] is not condition:
            kinds = frozenset().union(*(self.changing[name] for name in self.rests_on(condition)))
            answers = self.untouched(condition)
            line = (Step(BEGINNING, next(iter(answers))),) if len(answers) == 1 else None
            kept = self._unmoved[id(condition)] = condition, kinds, line
        return kept[2] if kept[1].isdisjoint(happened) else None

    def untouched(self, condition: c.Condition) -> Answers:
        """Every answer that a condition may give while no entry has changed any fact it rests on."""
        kept = self._answers.get(id(condition))
        if kept is None or kept[0] is not condition:
            kept = self._answers[id(condition)] = condition, self._untouched(condition)
        return kept[1]

    def _untouched(self, condition: c.Condition) -> Answers:
        match condition:
            case c.Is(fact, test):
                return self._untouched_fact(fact, test)
            case c.All(parts):
                return _together([self.untouched(part) for part in parts], False)
            case c.AnyOf(parts):
                return _together([self.untouched(part) for part in parts], True)
            case c.Not(part):
                return frozenset(None if each is None else not each for each in self.untouched(part))
            case c.For(part, _):
                return self.untouched(part) | {False}

    def _untouched_fact(self, name: str, test: c.Test) -> Answers:
        fact = self.vocabulary.facts[name]
        if fact.computed == "age" or isinstance(test, c.InSet):
            return ANY
        values: frozenset[Any] = frozenset((False, None))
        if fact.defined is not None:
            values = self.untouched(self.definition(name))
        elif fact.computed is None:
            values = frozenset((unrecorded(fact),))
        return frozenset(c.passes(test, value, lambda _: None) for value in values)


def _hangs(test: c.Test) -> bool:
    """Whether it hangs on the circumstances of a question what a test lets pass."""
    match test:
        case c.Equals(value):
            return isinstance(value, str) and value.startswith("$")
        case c.OneOf(values):
            return any(isinstance(value, str) and value.startswith("$") for value in values)
        case c.Unlike(inner):
            return _hangs(inner)
    return isinstance(test, (c.InSet, c.Told))


def _together(parts: list[Answers], decides: bool) -> Answers:
    """The answers that several parts may give together, where one of them decides by that answer."""
    if any(part == {decides} for part in parts):
        return frozenset((decides,))
    found: set[bool | None] = {each for part in parts for each in part if each in (None, decides)}
    return frozenset(found | {not decides} if all((not decides) in part for part in parts) else found)
