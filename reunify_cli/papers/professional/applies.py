"""Which rules speak of a meeting that may still lie ahead, and whether each applies to this child.

The engine judges what a meeting's entry holds once there is one. A paper is made before, so here the same questions
are asked of the facts as they are now, and of what the booking says.
"""

from collections.abc import Iterator
from datetime import date
from enum import Enum
from typing import Any

from reunify_cli.engine.matching import Asking, matching
from reunify_cli.frozen import dataclass, replace
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment
from reunify_cli.rules.conditions import Unlike, passes
from reunify_cli.rules.policy import Rule
from reunify_cli.rules.terms import At, Terms
from reunify_cli.wording.case_view import CaseView


class Applies(Enum):
    """Whether a rule on a meeting applies to it."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    """A fact that it turns on is not recorded."""
    DEPENDS = "depends"
    """It turns on what kind of meeting it is, or on what the meeting decides."""


@dataclass(frozen=True, slots=True)
class RuleWords:
    """What a rule says, and how it stands where it is owed."""

    title: str
    says: str
    source: str
    stands: str = ""


def rule_words(stand: CaseView, rule: Rule, stands: str = "") -> RuleWords:
    """What a rule says, for a paper."""
    return RuleWords(rule.title, rule.says, stand.source(rule), stands)


def at_rules(stand: CaseView, event: str, day: date | None = None) -> Iterator[Rule]:
    """The rules on what an entry of this event holds, in the order of the policy's files, its own before the law's.

    Each as it is in force on the day of the meeting (today where none is given), which is then its latest version.
    """
    for rule in stand.policy.rules:
        terms = rule.on(day or stand.today)
        if terms is None or not isinstance(terms.timing, At):
            continue
        if event in stand.vocabulary.kinds.get(terms.timing.event.event, ()):
            yield rule if terms is rule.latest else replace(rule, versions=(terms,))


def day_of(stand: CaseView, held: Entry | None, booking: Entry | None) -> date:
    """The day of a meeting: on which it was held or is booked for; today where neither is recorded."""
    booked = booking.fields.get("for") if booking else None
    return held.when.day if held else booked.day if isinstance(booked, Moment) else stand.today


def applies(stand: CaseView, terms: Terms, held: Entry | None, booking: Entry | None) -> Applies:
    """Whether the terms of an `at` rule apply to the meeting that was held, or to the one that is to be."""
    timing = terms.timing
    if not isinstance(timing, At) or not terms.in_force_on(day_of(stand, held, booking)):
        return Applies.NO
    at = held.when.end if held else stand.now
    facts = [stand.judged.times.holds_at(each, at) for each in (terms.while_, terms.when)]
    if False in facts or (timing.event.which == "first" and _earlier(stand, timing, held)):
        return Applies.NO
    said = [_said(test, name, held, booking) for name, test in timing.event.where.items()]
    if False in said:
        return Applies.NO
    if None in facts:
        return Applies.UNKNOWN
    return Applies.DEPENDS if None in said else Applies.YES


def _earlier(stand: CaseView, timing: At, held: Entry | None) -> bool:
    """Whether an earlier meeting was the first."""
    before = [e for e in matching(timing.event, Asking(stand.judged.times)) if e.when.start <= stand.now]
    return any(held is None or (e.id != held.id and e.when.start <= held.when.start) for e in before)


def _said(test: Any, name: str, held: Entry | None, booking: Entry | None) -> bool | None:
    value = held.get(name) if held else booking.fields.get(name) if booking else None
    if value is None and isinstance(test, Unlike):
        return True
    return passes(test, value, lambda _: None)
