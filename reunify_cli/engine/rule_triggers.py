"""Which events must have happened before a rule can have any duty: worked out of a policy once, not once a case.

Of two hundred rules a journal of twenty entries gives cause to some forty. The others ask about a placement with
parents, a panel, a discharge, of which that journal says nothing, and are passed over. A rule is passed over only
where nothing that its duties could spring from has happened: no answer ever hangs on this module.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property, reduce
from itertools import chain
from operator import or_
from typing import Any, Final

from reunify_cli.engine.fact_timeline import FactTimeline
from reunify_cli.engine.facts import unrecorded
from reunify_cli.engine.settling import again
from reunify_cli.engine.vocabulary_index import Answers, vocabulary_index_of
from reunify_cli.model.case import COMMON
from reunify_cli.rules import terms as t
from reunify_cli.rules.conditions import All, AnyOf, Condition, Equals, For, InSet, Is, Not, OneOf, Test, passes
from reunify_cli.rules.policy import Policy, Rule

STAGE: Final = "stage"
"""The fact that holds the stage a case is in."""

Happened = str | tuple[str, Any] | tuple[str, str, Any]
"""An event type, a booking of one, a fact with a value that it was given, or an entry with what it says in a field."""
Causes = frozenset[Happened]
"""Of these one at least must have happened before something can be."""
BOOKED, OTHER = "booked", "?"
"""Marks a booking, and any value that a fact does not list."""
_PLAIN = (str, bool)
_SINGLE = ("choice", "yes-no", "text")
"""The types of facts that have one value at a time, which entries set."""
_SAID = ("choice", "yes-no")
"""The types of fields of which an entry says one of a few words."""

_YES: Answers = frozenset((True,))
_NOT_NO: Answers = frozenset((True, None))


def booked(kind: str) -> Happened:
    """What stands among event types for a booking of one."""
    return BOOKED, kind


def happened_in(times: FactTimeline, bookings: Iterable[str], asked: Mapping[str, Iterable[str]]) -> Iterator[Happened]:
    """All that rules may wait for in a case: its event types, its bookings, and the values that facts were given.

    Also what its entries say in the fields that are asked about, by event type.
    """
    yield from times.history.by_event
    for event in asked.keys() & times.history.by_event.keys():
        for entry in times.history.by_event[event]:
            for name in asked[event]:
                yield event, name, entry.fields.get(name)
    yield from map(booked, bookings)
    for name, made in times.changes.items():
        fact = times.vocabulary.facts[name]
        if fact.type in _SINGLE:
            for value in {each.what if type(each.what) in _PLAIN else OTHER for each in made}:
                yield name, value if not fact.values or value in fact.values else OTHER


def triggers_of(policy: Policy) -> RuleTriggers:
    """What the rules of a policy wait for; the policy keeps it once it was asked for."""
    kept: RuleTriggers | None = policy.room.get("occasions")
    if kept is None:
        kept = policy.room["occasions"] = RuleTriggers(policy)
    return kept


class RuleTriggers:
    """What each rule of a policy waits for, as bits: one for each set of causes that some rule waits for."""

    def __init__(self, policy: Policy) -> None:
        self._policy, self._meaning = policy, vocabulary_index_of(policy.vocabulary)
        self._waits: dict[tuple[int, Answers], list[Causes]] = {}
        bits: dict[Causes, int] = {}
        self._awaited = [
            (rule.id, reduce(or_, [bits.setdefault(each, 1 << len(bits)) for each in self._of_terms(rule, terms)], 0))
            for rule in policy.rules
            for terms in rule.versions
        ]
        """What each version of each rule waits for."""
        self._met_by: dict[Happened, int] = {}
        self._asked: dict[str, set[str]] = {}
        for causes, bit in bits.items():
            for each in causes:
                self._met_by[each] = self._met_by.get(each, 0) | bit
                if isinstance(each, tuple) and len(each) == 3:
                    self._asked.setdefault(each[0], set()).add(each[1])

    def arising(self, times: FactTimeline, bookings: Iterable[str], *, partly: bool = False) -> Mapping[str, None]:
        """The rules that can have any duty in a case, in their order.

        Of a case that is known only partly, some wait for what may have happened before its record starts.
        """
        happened = happened_in(times, bookings, self._asked)
        if partly:
            happened = chain(happened, self._unrecorded)
        lacking = ~reduce(or_, [self._met_by.get(each, 0) for each in happened], 0)
        return dict.fromkeys([rule_id for rule_id, awaited in self._awaited if not awaited & lacking])

    @cached_property
    def _unrecorded(self) -> frozenset[Happened]:
        """What may have happened before a record starts and has a duty all the same: see `rhythms` and `deadlines`."""
        found: set[Happened] = set()
        for name, kinds in self._meaning.by_events_of_their_own.items():
            found.update(kinds, ((name, True), (name, False)))
        for rule in self._policy.rules:
            timing = rule.latest.timing
            if again(rule.latest) and isinstance(timing, t.Within) and isinstance(timing.from_, t.FromEvent):
                found |= self._policy.vocabulary.kinds.get(timing.from_.event.event, frozenset())
        return frozenset(found)

    # --- what a rule waits for ---

    def _of_terms(self, rule: Rule, terms: t.Terms) -> list[Causes]:
        """The causes of each of which one must have happened before a version has any duty."""
        found: list[Causes] = list(self._of_condition(self._policy.scope, _NOT_NO))
        match terms.timing:
            case t.BeforeEvent(event, expected):
                # Its `when` is not asked of what lies ahead, and its `while` need not be known for what has passed.
                found += self._of_optional(terms.while_, _NOT_NO)
                kinds = self._policy.vocabulary.kinds.get(event.event, frozenset())
                here: Causes = frozenset((*self._entries(event), *map(booked, kinds)))
                if expected is None:
                    found.append(here)
                elif expects := self._of_rule(expected.rule):
                    found.append(here | min(expects, key=len))
            case t.BeforeStage(stage):
                found += self._of_optional(terms.while_, _NOT_NO) + self._of_optional(terms.when, _NOT_NO)
                found.append(self._bringing(STAGE, Equals(stage), _YES))
            case t.BeforeChange(condition, ends, by):
                found += self._of_optional(terms.while_, _NOT_NO) + self._of_optional(terms.when, _NOT_NO)
                found += self._of_condition(condition, _YES)
                found.append(self._turning(condition, not ends))
                found += [frozenset().union(*map(self._kinds, by))] if by else []
            case t.At(event):
                found += self._of_optional(terms.while_, _YES) + self._of_optional(terms.when, _NOT_NO)
                found.append(self._entries(event))
            case t.Within() | t.SoonestOf() | t.Every() | t.Phases() | t.Open() as timing:
                found += self._of_optional(terms.while_, _YES) + self._of_optional(terms.when, _NOT_NO)
                found += self._of_start(timing)
        return [*found, *self._of_each(terms.each)] if rule.kind != "rhythm" else found

    def _of_rule(self, rule_id: str) -> list[Causes]:
        """What another rule waits for, where that can be said of all its versions together."""
        rule = self._policy.by_id.get(rule_id)
        if rule is None or len(rule.versions) > 1 or rule.kind == "gate":
            return []
        return self._of_terms(rule, rule.latest)

    def _of_start(self, timing: t.Within | t.SoonestOf | t.Every | t.Phases | t.Open) -> list[Causes]:
        match timing:
            case t.SoonestOf(readings):
                return _any_of([self._of_anchor(within.from_) for within in readings])
            case t.Every(t.FactPeriod(fact), from_, None):
                unset = unrecorded(self._meaning.vocabulary.facts[fact]) is None
                return [*self._of_anchor(from_), *(self._of_fact(fact) if unset else ())]
            case t.Within() | t.Every() | t.Phases() | t.Open():
                return self._of_anchor(timing.from_)

    def _of_anchor(self, anchor: t.Anchor) -> list[Causes]:
        match anchor:
            case t.FromEvent(event):
                return [self._entries(event)]
            case t.FromChange(condition):
                return self._of_condition(condition, _YES)
            case t.FromLate(rule):
                return self._of_rule(rule)
            case t.FromLatest(parts):
                return _any_of([self._of_anchor(part) for part in parts])
        return []

    def _of_each(self, each: t.Each | None) -> list[Causes]:
        """What must have happened for there to be anybody to ask about; a set nobody recorded is asked for once."""
        if each is None or each.item:
            return []
        if each.event is not None:
            return [self._kinds(each.event.event)]
        empty = unrecorded(self._meaning.vocabulary.facts[each.fact]) == frozenset()
        return self._of_fact(each.fact) if empty else []

    def _of_fact(self, name: str) -> list[Causes]:
        """What must have happened for a recorded fact to have another value than before anything is recorded."""
        fact = self._meaning.vocabulary.facts[name]
        return [] if fact.computed or fact.defined is not None else [self._meaning.changing[name]]

    # --- what a condition waits for ---

    def _of_optional(self, condition: Condition | None, wanted: Answers) -> list[Causes]:
        return [] if condition is None else self._of_condition(condition, wanted)

    def _of_condition(self, condition: Condition, wanted: Answers) -> list[Causes]:
        """What must have happened before a condition gives one of these answers; nothing where it may of itself."""
        # By identity: equal conditions of a policy are one, and the policy holds them for as long as this.
        kept = self._waits.get((id(condition), wanted))
        if kept is None:
            kept = self._waits[id(condition), wanted] = self._worked_out(condition, wanted)
        return kept

    def _worked_out(self, condition: Condition, wanted: Answers) -> list[Causes]:
        if self._meaning.untouched(condition) & wanted:
            return []
        facts = self._meaning.vocabulary.facts
        match condition:
            case All(parts):
                return [each for part in parts for each in self._of_condition(part, wanted)]
            case AnyOf(parts):
                return _any_of([self._of_condition(part, wanted) for part in parts])
            case For(part):
                return self._of_condition(part, wanted)
            case Is(name, Equals(True)) if facts[name].defined is not None:
                return self._of_condition(self._meaning.definition(name), wanted)
            case Is(name, test) if not (facts[name].computed or facts[name].defined or isinstance(test, InSet)):
                return [self._bringing(name, test, wanted)]
        return [self._changing(condition)]

    def _turning(self, condition: Condition, to: bool) -> Causes:
        """What may turn a condition that was not so to this answer."""
        facts = self._meaning.vocabulary.facts
        match condition:
            case All(parts) | AnyOf(parts):
                return frozenset().union(*(self._turning(part, to) for part in parts))
            case Not(part):
                return self._turning(part, not to)
            case Is(name, Equals(True)) if facts[name].defined is not None:
                return self._turning(self._meaning.definition(name), to)
            case Is(name, test) if not (facts[name].computed or facts[name].defined or isinstance(test, InSet)):
                return self._bringing(name, test, frozenset((to,)))
        return self._changing(condition)

    def _bringing(self, name: str, test: Test, wanted: Answers) -> Causes:
        """What may give a recorded fact a value that answers a test so."""
        fact = self._meaning.vocabulary.facts.get(name)
        if fact is None:
            return frozenset()
        changing = self._meaning.changing[name]
        values: Iterable[Any] = fact.values or ((True, False) if fact.type == "yes-no" else ())
        if not values and isinstance(test, (Equals, OneOf)) and None not in wanted and False not in wanted:
            values = test.values if isinstance(test, OneOf) else (test.value,)
        if not values or fact.type not in _SINGLE:
            return changing
        found = [value for value in values if passes(test, value, lambda _: None) in wanted]
        return frozenset((name, value) for value in (*found, OTHER))

    def _changing(self, condition: Condition) -> Causes:
        return frozenset().union(*(self._meaning.changing[name] for name in self._meaning.rests_on(condition)))

    def _entries(self, ref: t.EventRef) -> Causes:
        """What must have happened for any entry to match a reference: one of its kind, that says what it asks for."""
        kinds = self._policy.vocabulary.kinds.get(ref.event, frozenset())
        events = self._policy.vocabulary.events
        for name, test in ref.where.items():
            if name in COMMON:
                continue
            fields = [events[kind].fields.get(name) for kind in kinds]
            if isinstance(test, (Equals, OneOf)) and all(field and field.type in _SAID for field in fields):
                values = test.values if isinstance(test, OneOf) else (test.value,)
                if not any(isinstance(value, str) and value.startswith("$") for value in values):
                    return frozenset((kind, name, value) for kind in kinds for value in values)
        return kinds

    def _kinds(self, event: str) -> Causes:
        return self._policy.vocabulary.kinds.get(event, frozenset())


def _any_of(several: list[list[Causes]]) -> list[Causes]:
    """What must have happened for any of several: the smallest causes of each as one; nothing if one waits for none."""
    return [frozenset().union(*(min(each, key=len) for each in several))] if all(several) else []
