"""The facts and conditions of one case over time, each worked out once and kept: hundreds of rules ask the same few.

Two questions are put to them: what held at a position, and what held *just before* something happened. The second is
what a gate asks. Where other entries of that day have no times, there may be several answers to it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from itertools import combinations
from typing import Any

from reunify_cli.engine import facts
from reunify_cli.engine.timeline import BEGINNING, Either, Step, Timeline, merged, spans, value_at, values_of
from reunify_cli.model.case import Entry
from reunify_cli.model.history import History, in_order
from reunify_cli.model.moment import MINUTES_IN_DAY, Moment, position_day
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.conditions import (
    All,
    AnyOf,
    Condition,
    For,
    InSet,
    Is,
    Known,
    Not,
    Test,
    facts_of,
    passes,
    read_condition,
)  # fmt: skip
from reunify_cli.rules.periods import Period, due

LOOKED_AFTER = "looked-after"
"""The fact whose days make a child eligible."""
UNORDERED = 3
"""So many entries of one day without times are tried in every order; of more, all or none."""


class Times:
    """The facts and conditions of one history, each worked out when first asked for."""

    def __init__(self, history: History, vocabulary: Vocabulary, calendar: Calendar) -> None:
        self.history, self.vocabulary, self.calendar = history, vocabulary, calendar
        self._facts: dict[str, Timeline] = {}
        self._conditions: dict[int, tuple[Condition, Timeline]] = {}
        self._without: dict[frozenset[str], Times] = {}
        self._entries: dict[str, tuple[Entry, ...]] = {}
        self._undoing: dict[str, tuple[Entry, ...]] = {}
        self._resting: dict[int, tuple[Condition, frozenset[str]]] = {}
        self._clocked: dict[int, tuple[Condition, frozenset[int]]] = {}

    # --- facts ---

    def fact(self, name: str) -> Timeline:
        """A fact over time; where it may be one of several values, the one that the journal's order suggests."""
        line = self._line(name)
        if any(isinstance(step.value, Either) for step in line):
            return merged(step._replace(value=_guess(step.value)) for step in line)
        return line

    def fact_at(self, name: str, position: int) -> Any:
        """A fact's value at a position, None where it is not known; of several, the one the journal suggests."""
        return _guess(value_at(self._line(name), position))

    def values_at(self, name: str, position: int) -> tuple[Any, ...]:
        """Every value that a fact may have at a position."""
        return values_of(value_at(self._line(name), position))

    def _line(self, name: str) -> Timeline:
        if name not in self._facts:
            self._facts[name] = self._work_out(name)
        return self._facts[name]

    def _work_out(self, name: str) -> Timeline:
        fact = self.vocabulary.facts[name]
        if fact.defined is not None:
            return self.condition(self.definition(name))
        born = self.history.case.child.born
        match fact.computed:
            case "age":
                return facts.ages(born)
            case "eligible":
                return facts.eligible(fact, born, spans(self._line(LOOKED_AFTER)), self.calendar)
            case "views-oppose":
                return facts.views_oppose(fact, self.history)
        return facts.recorded(fact, self.changes.get(name, ()))

    @cached_property
    def changes(self) -> dict[str, list[facts.Change]]:
        """What the entries do to each fact, in the order in which they happened."""
        return facts.changes(self.history, self.vocabulary)

    def definition(self, name: str) -> Condition:
        """The condition that defines a fact, read once for the vocabulary (and checked when it was loaded)."""
        kept = self.vocabulary.definitions
        if name not in kept:
            kept[name] = read_condition(self.vocabulary.facts[name].defined, self.vocabulary, (), lambda *_: None)
        found: Condition = kept[name]
        return found

    # --- entries ---

    def entries(self, event: str) -> tuple[Entry, ...]:
        """The entries of an event type, or of every type in a class, in the order in which they happened."""
        if event not in self._entries:
            kinds = self.vocabulary.kinds.get(event, frozenset())
            rows = [row for kind in kinds if (row := self.history.by_event.get(kind))]
            self._entries[event] = rows[0] if len(rows) == 1 else in_order(entry for row in rows for entry in row)
        return self._entries[event]

    def opposites(self, event: str) -> tuple[Entry, ...]:
        """The entries that undo one of an event type said before them: refusals, for an approval."""
        if event not in self._undoing:
            undoing = [name for name, kind in self.vocabulary.events.items() if event in kind.undoes]
            self._undoing[event] = tuple(entry for name in undoing for entry in self.history.by_event.get(name, ()))
        return self._undoing[event]

    # --- conditions ---

    def condition(self, condition: Condition) -> Timeline:
        """A condition over time: True, False or None."""
        # Kept by identity, which policies see to (equal conditions are one), and held on to, so that it stays theirs.
        kept = self._conditions.get(id(condition))
        if kept is None:
            kept = self._conditions[id(condition)] = condition, self._judge(condition)
        return kept[1]

    def _judge(self, condition: Condition) -> Timeline:
        match condition:
            case Is(fact, InSet(group) as test):
                return _combined(
                    [self._line(fact), self._line(group)], lambda values: _passes(test, values[0], values[1])
                )
            case Is(fact, test):
                return merged([Step(at, _passes(test, value), cause) for at, value, cause in self._line(fact)])
            case All(parts):
                return _combined([self.condition(part) for part in parts], _every)
            case AnyOf(parts):
                return _combined([self.condition(part) for part in parts], _some)
            case Not(part):
                line = self.condition(part)
                return tuple(Step(at, None if held is None else not held, cause) for at, held, cause in line)
            case For(part, period):
                return merged(self._held(self.condition(part), period))

    def _held(self, line: Timeline, period: Period) -> Iterator[Step]:
        """Whether the clause has held for a period: each stretch begins later by that much, if it lasts so long."""
        for i, step in enumerate(line):
            if step.value is not True or step.at <= BEGINNING:
                yield step
                continue
            yield Step(step.at, False, step.cause)
            end = line[i + 1].at if i + 1 < len(line) else None
            ripe = self._ripe(step, period)
            if end is None or ripe < end:
                yield Step(ripe, True)

    def _ripe(self, step: Step, period: Period) -> int:
        """The position from which on something that began with a step has held for a period."""
        began = step.cause.when if step.cause else Moment(position_day(step.at))
        held = due(began.day, began.minute, period, self.calendar)
        return Moment(held.day, held.minute).start

    # --- asking ---

    def holds_at(self, condition: Condition | None, position: int) -> bool | None:
        """Whether a condition holds at a position; a rule without one holds always."""
        if condition is None:
            return True
        answer: bool | None = value_at(self.condition(condition), position)
        return answer

    def just_before(self, condition: Condition | None, moment: Moment, entry: Entry | None) -> frozenset[bool | None]:
        """Every answer a condition may have had just before something happened; one where the order is known.

        `entry` is what happened, if it is recorded: nothing that it brought about itself counts.
        """
        if condition is None:
            return frozenset((True,))
        by_time = moment.day.toordinal() in self._by_time(condition)
        points = self.standpoints(moment, entry, self._rests_on(condition), by_time=by_time)
        return frozenset(times.holds_at(condition, position) for times, position in points)

    def standpoints(
        self, moment: Moment, entry: Entry | None, names: frozenset[str], *, by_time: bool = False
    ) -> list[tuple[Times, int]]:
        """From where to look at how some facts stood just before something happened: a history, a position in it.

        Several where entries of that day that change these facts have no order; then each is without those that may
        have come only after. `by_time` says that time alone may change what is asked on that day.
        """
        changed = self._changing.get(moment.day.toordinal(), ())
        others = [each for each, name in changed if name in names and (entry is None or each.id != entry.id)]
        open_ = sorted({each.id for each in others if each.when.before(moment) is None})
        if not open_ and not by_time:
            return [(self, moment.start - 1)]
        gone = {each.id for each in others if each.when.before(moment) is False} | ({entry.id} if entry else set())
        sizes = range(len(open_) + 1) if len(open_) <= UNORDERED else (0, len(open_))
        dropped = [frozenset((*gone, *some)) for size in sizes for some in combinations(open_, size)]
        return [(self.without(each), moment.end) for each in dropped]

    def without(self, ids: frozenset[str]) -> Times:
        """The times of the same history without some entries."""
        if ids not in self._without:
            kept = tuple(entry for entry in self.history.entries if entry.id not in ids)
            self._without[ids] = Times(
                History(self.history.case, kept, self.history.withdrawn), self.vocabulary, self.calendar
            )
        return self._without[ids]

    @cached_property
    def _changing(self) -> dict[int, list[tuple[Entry, str]]]:
        """The entries of each day that change a fact, with the fact's name."""
        made = [(change.entry, name) for name, changes in self.changes.items() for change in changes]
        for name, fact in self.vocabulary.facts.items():
            if fact.computed == "views-oppose":
                made += [(entry, name) for entry in self.history.by_event.get(fact.event or "", ())]
        found: dict[int, list[tuple[Entry, str]]] = {}
        for entry, name in made:
            found.setdefault(entry.when.day.toordinal(), []).append((entry, name))
        return found

    def _by_time(self, condition: Condition) -> frozenset[int]:
        """The days on which time alone may change a condition: a birthday, or so long since something began."""
        kept = self._clocked.get(id(condition))
        if kept is None:
            kept = self._clocked[id(condition)] = condition, self._clockwork(condition)
        return kept[1]

    def _clockwork(self, condition: Condition) -> frozenset[int]:
        match condition:
            case Is(fact, _):
                meaning = self.vocabulary.facts[fact]
                if meaning.defined is not None:
                    return self._by_time(self.definition(fact))
                steps = self._line(fact) if meaning.computed else ()
                return frozenset(step.at // MINUTES_IN_DAY for step in steps if step.cause is None)
            case All(parts) | AnyOf(parts):
                return frozenset().union(*(self._by_time(part) for part in parts))
            case Not(part):
                return self._by_time(part)
            case For(part, period):
                began = [step for step in self.condition(part) if step.value is True and step.at > BEGINNING]
                return self._by_time(part) | {self._ripe(step, period) // MINUTES_IN_DAY for step in began}

    def missing(self, condition: Condition, position: int) -> frozenset[str]:
        """The facts without a value that keep a condition from having an answer at a position."""
        match condition:
            case Is(fact, test):
                if isinstance(test, Known) or self.fact_at(fact, position) is not None:
                    return frozenset()
                if self.vocabulary.facts[fact].defined is not None:
                    return self.missing(self.definition(fact), position)
                return frozenset((fact,))
            case All(parts) | AnyOf(parts):
                undecided = [part for part in parts if self.holds_at(part, position) is None]
                return frozenset().union(*(self.missing(part, position) for part in undecided))
            case Not(part) | For(part, _):
                return self.missing(part, position)

    def changed_at(self, condition: Condition, position: int) -> list[Entry]:
        """The entries that, at one position, changed any fact which a condition rests on."""
        changed = self._changing.get(position // MINUTES_IN_DAY, ())
        names = self._rests_on(condition)
        found = {each.id: each for each, name in changed if name in names and each.when.start == position}
        return sorted(found.values(), key=lambda entry: entry.id)

    def _rests_on(self, condition: Condition) -> frozenset[str]:
        """The facts that entries change and a condition rests on, through every definition."""
        kept = self._resting.get(id(condition))
        if kept is None:
            kept = self._resting[id(condition)] = condition, frozenset(self._named(condition))
        return kept[1]

    def _named(self, condition: Condition) -> Iterator[str]:
        for name in facts_of(condition):
            fact = self.vocabulary.facts[name]
            if fact.computed == "eligible":
                yield from self._named(Is(LOOKED_AFTER, Known(True)))
            elif fact.defined is not None:
                yield from self._named(self.definition(name))
            else:
                yield name


def _combined(lines: list[Timeline], judge: Callable[[list[Any]], Any]) -> Timeline:
    """Several lines as one, by what is judged of their values at each step of any."""
    changes = sorted(
        ((step.at, i, step) for i, line in enumerate(lines) for step in line[1:]), key=lambda change: change[0]
    )
    values = [line[0].value for line in lines]
    steps = [Step(BEGINNING, judge(values))]
    for at, i, step in changes:
        values[i] = step.value
        steps.append(Step(at, judge(values), step.cause))
    return merged(steps)


def _passes(test: Test, value: Any, group: Any = None) -> bool | None:
    """Whether a value passes; of several that it may be, only where all of them do or none does."""
    if type(value) is not Either and type(group) is not Either:
        return passes(test, value, lambda _: group)
    members = [lambda _, each=each: each for each in values_of(group)]
    answers = {passes(test, each, of) for each in values_of(value) for of in members}
    return answers.pop() if len(answers) == 1 else None


def _guess(value: Any) -> Any:
    return value.guess if isinstance(value, Either) else value


def _every(values: list[bool | None]) -> bool | None:
    if any(value is False for value in values):
        return False
    return None if None in values else True


def _some(values: list[bool | None]) -> bool | None:
    if any(value is True for value in values):
        return True
    return None if None in values else False
