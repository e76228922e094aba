"""The facts and conditions of one case over time, each worked out once and kept: hundreds of rules ask the same few.

Two questions are put to them: what held at a position, and what held *just before* something happened. The second is
what a gate asks. Where other entries of that day have no times, there may be several answers to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from itertools import chain, combinations
from typing import Any

from reunify_cli.engine import facts
from reunify_cli.engine.answers import answered, combined, every, guess, passes_by, some
from reunify_cli.engine.timeline import BEGINNING, Either, Span, Step, Timeline, merged, spans, value_at, values_of
from reunify_cli.engine.vocabulary_index import LOOKED_AFTER, vocabulary_index_of
from reunify_cli.model.case import Entry
from reunify_cli.model.history import History, in_order
from reunify_cli.model.moment import MINUTES_IN_DAY, Moment, position_day
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.rules import conditions as c  # fmt: skip
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.periods import Period, due
from reunify_cli.rules.terms import EventRef

Row = tuple[tuple[Entry, ...], list[int]]
"""Entries in the order in which they happened, and the position from which on each did."""
Meant = tuple[EventRef, Row, bool]
"""A reference, the entries that it may mean, and whether it means each of them whatever else is asked."""
UNORDERED = 3
"""So many entries of one day without times are tried in every order; of more, all or none."""


class FactTimeline:
    """The facts and conditions of one history, each worked out when first asked for."""

    def __init__(self, history: History, vocabulary: Vocabulary, calendar: Calendar) -> None:
        self.history, self.vocabulary, self.calendar = history, vocabulary, calendar
        self._whole: FactTimeline | None = None
        """Where some entries are left out: the times with them, which stay as they are for what those never touched."""
        self._gone: frozenset[str] = frozenset()
        self._touched: frozenset[str] = frozenset()
        self.meaning = vocabulary_index_of(vocabulary)
        self._facts: dict[str, Timeline] = {}
        self._conditions: dict[int, tuple[c.Condition, Timeline]] = {}
        self._spans: dict[int, list[Span]] = {}
        self._turns: dict[tuple[int, bool], list[list[Entry]]] = {}
        """Both by the identity of a condition that `condition` holds on to."""
        self._without: dict[frozenset[str], FactTimeline] = {}
        self._supposing: dict[str, FactTimeline] = {}
        self._supposed = ""
        """The fact that is supposed to be other than it is taken to be."""
        self._entries: dict[str, Row] = {}
        self.meant: dict[int, Meant] = {}
        """Filled by `matching.py`, by the identity of a reference, which is held on to, so that it stays its own."""
        self._undoing: dict[str, tuple[Entry, ...]] = {}
        self._clocked: dict[int, tuple[c.Condition, frozenset[int]]] = {}

    # --- facts ---

    def fact(self, name: str) -> Timeline:
        """A fact over time; where it may be one of several values, the one that the journal's order suggests."""
        line = self._line(name)
        if any(isinstance(step.value, Either) for step in line):
            return merged(step._replace(value=guess(step.value)) for step in line)
        return line

    def steps(self, name: str) -> Timeline:
        """A fact over time as it is known: where it may be one of several values, all of them (`Either`)."""
        return self._line(name)

    def fact_at(self, name: str, position: int) -> Any:
        """A fact's value at a position, None where it is not known; of several, the one the journal suggests."""
        return guess(value_at(self._line(name), position))

    def supposing(self, name: str) -> FactTimeline:
        """The same, supposing that a yes-no fact was the other way round until an entry set it."""
        kept = self._supposing.get(name)
        if kept is None:
            kept = self._supposing[name] = FactTimeline(self.history, self.vocabulary, self.calendar)
            first, *rest = self._line(name)
            kept._facts[name] = merged([first._replace(value=not first.value), *rest])
            kept._whole, kept._touched = self, frozenset((name,))
            kept._supposed = name
        return kept

    def values_at(self, name: str, position: int) -> tuple[Any, ...]:
        """Every value that a fact may have at a position."""
        return values_of(value_at(self._line(name), position))

    def _line(self, name: str) -> Timeline:
        line = self._facts.get(name)
        if line is None:
            line = self._facts[name] = self._work_out(name)
        return line

    def _work_out(self, name: str) -> Timeline:
        fact = self.vocabulary.facts[name]
        if self._whole and name not in self._touched and fact.defined is None and not fact.computed:
            return self._whole._line(name)  # noqa: SLF001 - another of its own kind
        if fact.defined is not None:
            return self.condition(self.meaning.definition(name))
        born = self.history.case.child.born
        match fact.computed:
            case "age":
                return facts.ages(born)
            case "eligible":
                return facts.eligible(fact, born, spans(self._line(LOOKED_AFTER)), self.calendar)
            case "views-oppose":
                said = self.history.by_event.get(fact.event or "", ())
                return facts.views_oppose(fact, [entry for entry in said if entry.id not in self._gone])
        return facts.recorded(fact, self.changes.get(name, ()))

    @cached_property
    def changes(self) -> dict[str, list[facts.Change]]:
        """What the entries do to each fact, in the order in which they happened."""
        if self._whole is None:
            return facts.changes(self.history, self.vocabulary)
        made = self._whole.changes
        return {
            name: [each for each in made.get(name, ()) if each.entry.id not in self._gone] for name in self._touched
        }

    # --- entries ---

    def entries(self, event: str) -> tuple[Entry, ...]:
        """The entries of an event type, or of every type in a class, in the order in which they happened."""
        return self.row(event)[0]

    def row(self, event: str) -> Row:
        """The same with the position from which on each happened, to look a day up in."""
        kept = self._entries.get(event)
        if kept is None:
            happened = self.history.by_event
            rows = [happened[kind] for kind in self.vocabulary.kinds.get(event, ()) if kind in happened]
            found = rows[0] if len(rows) == 1 else in_order(chain(*rows)) if rows else ()
            kept = self._entries[event] = found, [entry.when.start for entry in found]
        return kept

    def opposites(self, event: str) -> tuple[Entry, ...]:
        """The entries that undo one of an event type said before them: refusals, for an approval."""
        if event not in self._undoing:
            undoing = self.meaning.undoing.get(event, ())
            self._undoing[event] = tuple(entry for name in undoing for entry in self.history.by_event.get(name, ()))
        return self._undoing[event]

    # --- conditions ---

    def spans(self, condition: c.Condition) -> list[Span]:
        """The stretches in which a condition holds."""
        kept = self._spans.get(id(condition))
        if kept is None:
            kept = self._spans[id(condition)] = spans(self.condition(condition))
        return kept

    def condition(self, condition: c.Condition) -> Timeline:
        """A condition over time: True, False or None."""
        # Kept by identity, which policies see to (equal conditions are one), and held on to, so that it stays theirs.
        key = id(condition)
        kept = self._conditions.get(key)
        if kept is not None:
            return kept[1]
        if self._whole is not None and self._touched.isdisjoint(self.meaning.rests_on(condition)):
            line = self._whole.condition(condition)
        else:
            fixed = None if self._supposed else self.meaning.constant(condition, self.history.by_event)
            line = fixed or self._judge(condition)
        self._conditions[key] = condition, line
        return line

    def _judge(self, condition: c.Condition) -> Timeline:
        if isinstance(condition, c.Is):
            return self._tested(condition.fact, condition.test)
        if isinstance(condition, c.All):
            return self._together(condition.parts, decides=False)
        if isinstance(condition, c.AnyOf):
            return self._together(condition.parts, decides=True)
        line = self.condition(condition.part)
        if isinstance(condition, c.Not):
            return tuple([Step(at, None if held is None else not held, cause) for at, held, cause in line])
        return merged(self._held(line, condition.period))

    def _tested(self, fact: str, test: c.Test) -> Timeline:
        """Whether a fact passes a test, over time."""
        meaning = self.vocabulary.facts[fact]
        if meaning.defined is not None and isinstance(test, c.Equals) and test.value is True:
            return self._line(fact)
        if isinstance(test, c.InSet):
            lines = [self._line(fact), self._line(test.fact)]
            return combined(lines, lambda values: passes_by(test, values[0], values[1]))
        if meaning.computed == "age" and isinstance(test, (c.Below, c.AtLeast)) and 0 < test.value < facts.OLDEST:
            born = self.history.case.child.born
            return facts.by_age(test, born) if born else (Step(BEGINNING, None),)
        return answered(test, self._line(fact))

    def _together(self, parts: tuple[c.Condition, ...], *, decides: bool) -> Timeline:
        """Several conditions as one, of which any decides by that answer; none is asked after one that always does."""
        lines = []
        for part in parts:
            line = self.condition(part)
            if len(line) > 1 or line[0].value is None:
                lines.append(line)
            elif line[0].value is decides:
                return line
        if len(lines) == 1:
            return lines[0]
        return combined(lines, some if decides else every)

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

    def holds_at(self, condition: c.Condition | None, position: int) -> bool | None:
        """Whether a condition holds at a position; a rule without one holds always."""
        if condition is None:
            return True
        line = self.condition(condition)
        answer: bool | None = value_at(line, position) if len(line) > 1 else line[0].value
        return answer

    def just_before(self, condition: c.Condition | None, moment: Moment, entry: Entry | None) -> frozenset[bool | None]:
        """Every answer a condition may have had just before something happened; one where the order is known.

        `entry` is what happened, if it is recorded: nothing that it brought about itself counts.
        """
        if condition is None:
            return frozenset((True,))
        by_time = moment.day.toordinal() in self._by_time(condition)
        points = self.standpoints(moment, entry, self.meaning.rests_on(condition), by_time=by_time)
        return frozenset([times.holds_at(condition, position) for times, position in points])

    def standpoints(
        self, moment: Moment, entry: Entry | None, names: frozenset[str], *, by_time: bool = False
    ) -> list[tuple[FactTimeline, int]]:
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

    def without(self, ids: frozenset[str]) -> FactTimeline:
        """The facts and conditions of the same history without some entries."""
        kept = self._without.get(ids)
        if kept is None:
            days = {self.history.by_id[each].when.day.toordinal() for each in ids if each in self.history.by_id}
            kept = self._without[ids] = FactTimeline(self.history, self.vocabulary, self.calendar)
            kept._whole, kept._gone = self, ids
            kept._touched = frozenset(
                name for day in days for entry, name in self._changing.get(day, ()) if entry.id in ids
            )
        return kept

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

    def _by_time(self, condition: c.Condition) -> frozenset[int]:
        """The days on which time alone may change a condition: a birthday, or so long since something began."""
        kept = self._clocked.get(id(condition))
        if kept is None:
            kept = self._clocked[id(condition)] = condition, self._clockwork(condition)
        return kept[1]

    def _clockwork(self, condition: c.Condition) -> frozenset[int]:
        match condition:
            case c.Is(fact, _):
                meaning = self.vocabulary.facts[fact]
                if meaning.defined is not None:
                    return self._by_time(self.meaning.definition(fact))
                steps = self._line(fact) if meaning.computed else ()
                return frozenset(step.at // MINUTES_IN_DAY for step in steps if step.cause is None)
            case c.All(parts) | c.AnyOf(parts):
                return frozenset().union(*(self._by_time(part) for part in parts))
            case c.Not(part):
                return self._by_time(part)
            case c.For(part, period):
                began = [step for step in self.condition(part) if step.value is True and step.at > BEGINNING]
                return self._by_time(part) | {self._ripe(step, period) // MINUTES_IN_DAY for step in began}

    def missing(self, condition: c.Condition, position: int) -> frozenset[str]:
        """The facts without a value that keep a condition from having an answer at a position."""
        match condition:
            case c.Is(fact, test):
                if isinstance(test, c.Known) or self.fact_at(fact, position) is not None:
                    return frozenset()
                if self.vocabulary.facts[fact].defined is not None:
                    return self.missing(self.meaning.definition(fact), position)
                return frozenset((fact,))
            case c.All(parts) | c.AnyOf(parts):
                undecided = [part for part in parts if self.holds_at(part, position) is None]
                return frozenset().union(*(self.missing(part, position) for part in undecided))
            case c.Not(part) | c.For(part, _):
                return self.missing(part, position)

    def turns(self, condition: c.Condition, ends: bool) -> list[list[Entry]]:
        """Each time that entries made a condition start (or end) to hold: the one that did, and those it came with."""
        kept = self._turns.get((id(condition), ends))
        if kept is None:
            edges = [(span.end, span.closed) if ends else (span.start, span.opened) for span in self.spans(condition)]
            kept = self._turns[id(condition), ends] = [
                [cause, *self.changed_at(condition, at)]
                for at, cause in edges
                if at is not None and at > BEGINNING and cause is not None
            ]
        return kept

    def changed_at(self, condition: c.Condition, position: int) -> list[Entry]:
        """The entries that, at one position, changed any fact which a condition rests on."""
        changed = self._changing.get(position // MINUTES_IN_DAY, ())
        names = self.meaning.rests_on(condition)
        found = {each.id: each for each, name in changed if name in names and each.when.start == position}
        return sorted(found.values(), key=lambda entry: entry.id)
