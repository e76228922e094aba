"""The grounds on which every kind of rule judges a case: its history, stretches, bookings, and what is known of it.

Rules may take dates from one another. So the duties of a rule can be asked for here too, and whoever judges the case
(`judgement.py`) says how they are worked out.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import NamedTuple

from reunify_cli.engine.duty import Anchor, Duty
from reunify_cli.engine.evidence import details_of, events_of
from reunify_cli.engine.fact_timeline import FactTimeline
from reunify_cli.engine.stretches import crossed, cut, scope_of
from reunify_cli.engine.timeline import Span
from reunify_cli.model.case import Entry, KnownSpan
from reunify_cli.model.history import History
from reunify_cli.model.moment import Moment, position_day
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.conditions import Condition
from reunify_cli.rules.periods import due
from reunify_cli.rules.policy import Policy
from reunify_cli.rules.terms import DueOf, EventRef, Need, NeedEvent, Terms

BOOKED, CANCELLED = "booked", "booking-cancelled"
"""The event types that speak of the future."""
NO_OTHERS = "no-others"
"""The event type that records that there were no others of a kind since a day: the record is complete of them."""
EVERYTHING = "everything"
"""The word under which `known-from` may speak of the whole journal."""


class Supposed(NamedTuple):
    """A fact that is taken to be so unless recorded, and the event that would have been recorded."""

    event: str
    title: str


class CaseContext(ABC):
    """One case under one policy, as its rules see it; everything is worked out once, when first asked for."""

    def __init__(self, history: History, policy: Policy, calendar: Calendar) -> None:
        self.history, self.policy, self.calendar = history, policy, calendar
        self.case, self.case_id = history.case, history.case.id
        self.times = FactTimeline(history, policy.vocabulary, calendar)
        self._stretches: dict[int, list[Span]] = {}
        """By the identity of a condition, which the policy holds on to."""
        self._needing: dict[EventRef, Need] = {}
        self._known: dict[int, tuple[Need, tuple[KnownSpan, ...]]] = {}
        """By the identity of a need, which is held on to, so that it stays its own."""

    @abstractmethod
    def of(self, rule_id: str) -> tuple[Duty, ...]:
        """The duties under one rule, oldest first; none while they are themselves being worked out."""

    # --- when a rule applies ---

    @cached_property
    def scope(self) -> list[Span]:
        """The stretches of the policy's scope."""
        return scope_of(self.times, self.policy.scope)

    def stretches(self, terms: Terms) -> list[Span]:
        """The stretches in which a version of a rule applies: its `while` in the policy's scope, cut at restarts."""
        key = id(terms.while_)
        if key not in self._stretches:
            while_ = terms.while_
            held = self.scope if while_ is None else crossed(self.scope, self.times.spans(while_))
            self._stretches[key] = held
        found = self._stretches[key]
        return list(cut(found, terms.restart, self.times)) if terms.restart else found

    def supposed_stretches(self, terms: Terms) -> Iterator[tuple[Span, Supposed]]:
        """The stretches in which a rule would apply if a fact were not as it is taken to be unless recorded.

        That default holds only from the day on which the record is complete of the events that set the fact. So they
        are the stretches begun before, in which no entry sets it and the rule does not apply as recorded.
        """
        if not self.known or terms.while_ is None:
            return
        meaning = self.times.meaning
        for name in sorted(meaning.rests_on(terms.while_) & meaning.by_events_of_their_own.keys()):
            events = meaning.by_events_of_their_own[name]
            needs = [self.needing(EventRef(event)) for event in events]
            set_at = next((change.entry.when.start for change in self.times.changes.get(name, ())), None)
            for span in crossed(self.scope, self.times.supposing(name).spans(terms.while_)):
                day = position_day(span.start)
                said = set_at is not None and (span.end is None or set_at < span.end)
                applies = crossed([span], self.stretches(terms))
                if said or applies or all(self.is_known(need, day) for need in needs):
                    continue
                fact = Supposed(events[0], self.policy.vocabulary.facts[name].title)
                parts = cut([span], terms.restart, self.times) if terms.restart else [span]
                yield from ((part, fact) for part in parts if part.closed is None)

    def needing(self, event: EventRef) -> Need:
        """The need of an event, one for each reference, so that what is known of it is worked out once."""
        kept = self._needing.get(event)
        if kept is None:
            kept = self._needing[event] = NeedEvent(event)
        return kept

    def not_recorded(self, conditions: tuple[Condition | None, ...], position: int) -> str:
        """What to say where nobody can tell whether a rule applies: the facts that were never recorded."""
        names = {name for each in conditions if each is not None for name in self.times.missing(each, position)}
        titles = ", ".join(self.policy.vocabulary.facts[name].title for name in sorted(names))
        return f"not recorded: {titles}" if titles else "give the times of that day: whether it applies turns on them"

    def due_of(self, ref: DueOf, anchor: Anchor) -> Duty | None:
        """The duty of another rule that a date is taken from.

        It is the first that falls due (far enough) after the anchor and was not met by then.
        """
        floor = anchor.when.start
        if ref.beyond is not None:
            floor = due(anchor.when.day, anchor.when.minute, ref.beyond, self.calendar).deadline - 1
        for duty in self.of(ref.rule):
            over = anchor.entry in duty.evidence or (duty.met is not None and duty.met.before(anchor.when) is True)
            if duty.due is not None and duty.due.deadline > floor and not over:
                return duty
        return None

    # --- what the journal is complete of ---

    def known_spans(self, event: str, *, detailed: bool = False) -> tuple[KnownSpan, ...] | None:
        """The days of which the journal is complete for an event type or class; None where it always is.

        A stretch named for an event says that such events are all there, not everything about them: a return knows
        when a review was held, and neither who came nor what was considered. So a need that asks for details looks
        at the stretch of the event's group, or of everything.
        """
        known = self.known
        kinds = self.policy.vocabulary.kinds.get(event, frozenset())
        groups = [self.policy.vocabulary.events[kind].group for kind in sorted(kinds)]
        keys = groups if detailed else [event, *groups]
        found = next((known[key] for key in keys if key in known), known.get(EVERYTHING))
        if found is None or not self._no_others:
            return found
        since = [self._no_others.get(name, date.max) for name in (event, *groups, EVERYTHING)]
        since.append(max((self._no_others.get(kind, date.max) for kind in kinds), default=date.max))
        return _complete_since(found, min(since))

    @cached_property
    def known(self) -> Mapping[str, tuple[KnownSpan, ...]]:
        """The days of which the journal is complete, by event type or group; empty where it always is."""
        return self.case.known

    @cached_property
    def _no_others(self) -> Mapping[str, date]:
        """Since which day the record was said to hold every one there was, by event type, class or group."""
        found: dict[str, date] = {}
        for entry in self.history.by_event.get(NO_OTHERS, ()):
            what, since = str(entry.fields.get("what")), entry.fields.get("since")
            if isinstance(since, date):
                found[what] = min(since, found.get(what, since))
        return found

    def is_known(self, need: Need, day: date) -> bool:
        """Whether the journal is complete, on that day, for everything that could meet a need."""
        return not self.known or self._stretch(need, day) is not None

    def known_until(self, need: Need, day: date) -> date | None:
        """The last day of the known stretch in which a day lies; None where that goes on, or is not known at all."""
        stretch = self._stretch(need, day) if self.known else None
        return stretch.until if stretch else None

    def known_start(self, need: Need, day: date) -> date:
        """The first day of the known stretch in which a day lies; the day itself where it lies in none."""
        stretch = self._stretch(need, day) if self.known else None
        return stretch.from_ if stretch else day

    def known_again(self, need: Need, day: date) -> date | None:
        """The first day after one of which the journal is complete again; None where there is none."""
        if not self.known:
            return None
        return next((span.from_ for span in self._complete(need) if span.from_ > day), None)

    def known_throughout(self, need: Need, first: date, last: date) -> bool:
        """Whether the journal is complete from one day to another for everything that could meet a need."""
        stretch = self._stretch(need, first) if self.known else KnownSpan(first)
        return stretch is not None and (stretch.until is None or last <= stretch.until)

    def _stretch(self, need: Need, day: date) -> KnownSpan | None:
        """The known stretch in which a day lies."""
        for span in self._complete(need):
            if span.from_ <= day and (span.until is None or day <= span.until):
                return span
        return None

    def _complete(self, need: Need) -> tuple[KnownSpan, ...]:
        """The stretches in which the journal is complete for everything that could meet a need, in order."""
        kept = self._known.get(id(need))
        if kept is None:
            details = details_of(need)
            found: tuple[KnownSpan, ...] = (KnownSpan(date.min),)
            for each in sorted(events_of(need)) or ("",):
                spans = self.known_spans(each, detailed=each in details)
                found = found if spans is None else _in_both(found, spans)
            kept = self._known[id(need)] = need, found
        return kept[1]

    # --- what is booked ---

    @cached_property
    def bookings(self) -> Mapping[str, tuple[Moment, Entry]]:
        """The latest booking of each event type that has not been cancelled: for when, and the entry that says so."""
        found: dict[str, tuple[Moment, Entry]] = {}
        for entry in self.history.entries:
            what = str(entry.fields.get("what"))
            if entry.event == BOOKED and isinstance(entry.fields.get("for"), Moment):
                found[what] = (entry.fields["for"], entry)
            elif entry.event == CANCELLED:
                found.pop(what, None)
        return found

    def booked(self, need: Need, after: Moment) -> Moment | None:
        """When a meeting that would meet a need is booked for, if it is and that is still to come after a moment."""
        if not self.bookings:
            return None
        kinds = self.policy.vocabulary.kinds
        for kind in sorted({kind for name in events_of(need) for kind in kinds.get(name, ())}):
            if kind in self.bookings and after.before(self.bookings[kind][0]) is not False:
                when = self.bookings[kind][0]
                if not any(when.day <= entry.when.day for entry in self.history.by_event.get(kind, ())):
                    return when
        return None


def _complete_since(spans: tuple[KnownSpan, ...], since: date) -> tuple[KnownSpan, ...]:
    """Known stretches, the last of them begun earlier where the record is complete since an earlier day."""
    if not spans or since >= spans[-1].from_:
        return spans
    before = tuple(span for span in spans[:-1] if span.until is not None and span.until < since)
    reached = [span.from_ for span in spans[:-1] if span.from_ <= since and span not in before]
    return (*before, KnownSpan(min([since, *reached]), spans[-1].until))


def _in_both(some: tuple[KnownSpan, ...], others: tuple[KnownSpan, ...]) -> tuple[KnownSpan, ...]:
    """The days that lie in both of two rows of stretches, as stretches in order."""
    found = []
    for a in some:
        for b in others:
            ends = [span.until for span in (a, b) if span.until is not None]
            start, until = max(a.from_, b.from_), min(ends, default=None)
            if until is None or start <= until:
                found.append(KnownSpan(start, until))
    return tuple(sorted(found, key=lambda span: span.from_))
