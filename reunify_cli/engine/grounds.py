"""The grounds on which every kind of rule judges a case: its history, stretches, bookings, and what is known of it.

Rules may take dates from one another. So the duties of a rule can be asked for here too, and whoever judges the case
(`judgement.py`) says how they are worked out.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import date
from functools import cached_property

from reunify_cli.engine.duty import Anchor, Duty
from reunify_cli.engine.evidence import details_of, events_of
from reunify_cli.engine.stretches import crossed, cut, scope_of
from reunify_cli.engine.timeline import Span
from reunify_cli.engine.times import Times
from reunify_cli.model.case import Entry, KnownSpan
from reunify_cli.model.history import History
from reunify_cli.model.moment import Moment
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.conditions import Condition
from reunify_cli.rules.periods import due
from reunify_cli.rules.policy import DueOf, Need, Policy, Terms

BOOKED, CANCELLED = "booked", "booking-cancelled"
"""The event types that speak of the future."""
EVERYTHING = "everything"
"""The word under which `known-from` may speak of the whole journal."""


class Grounds(ABC):
    """One case under one policy, as its rules see it; everything is worked out once, when first asked for."""

    def __init__(self, history: History, policy: Policy, calendar: Calendar) -> None:
        self.history, self.policy, self.calendar = history, policy, calendar
        self.case, self.case_id = history.case, history.case.id
        self.times = Times(history, policy.vocabulary, calendar)
        self._stretches: dict[int, list[Span]] = {}
        """By the identity of a condition, which the policy holds on to."""
        self._known: dict[int, tuple[Need, list[tuple[KnownSpan, ...]]]] = {}
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
        known = self.case.known
        kinds = self.policy.vocabulary.kinds.get(event, frozenset())
        groups = [self.policy.vocabulary.events[kind].group for kind in sorted(kinds)]
        keys = groups if detailed else [event, *groups]
        return next((known[key] for key in keys if key in known), known.get(EVERYTHING))

    def is_known(self, need: Need, day: date) -> bool:
        """Whether the journal is complete, on that day, for everything that could meet a need."""
        return not self.case.known or all(
            any(span.from_ <= day and (span.until is None or day <= span.until) for span in spans)
            for spans in self._known_spans_of(need)
        )

    def known_until(self, need: Need, day: date) -> date | None:
        """The last day of the known stretch in which a day lies; None where that goes on, or is not known at all."""
        if not self.case.known:
            return None
        ends = [
            span.until
            for spans in self._known_spans_of(need)
            for span in spans
            if span.until is not None and span.from_ <= day <= span.until
        ]
        return min(ends, default=None)

    def known_again(self, need: Need, day: date) -> date | None:
        """The first day after one of which the journal is complete again; None where there is none."""
        if not self.case.known:
            return None
        later = [span.from_ for spans in self._known_spans_of(need) for span in spans if span.from_ > day]
        return min((each for each in later if self.is_known(need, each)), default=None)

    def _known_spans_of(self, need: Need) -> list[tuple[KnownSpan, ...]]:
        if not self.case.known:
            return []
        kept = self._known.get(id(need))
        if kept is None:
            details = details_of(need)
            found = [self.known_spans(each, detailed=each in details) for each in sorted(events_of(need)) or ("",)]
            kept = self._known[id(need)] = need, [spans for spans in found if spans is not None]
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
