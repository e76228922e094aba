"""Duties that come again and again, each counted from what was last done; only one is open at a time.

By count, the n-th interval follows the n-th time and is fixed then. By phase, the rhythm may change while a duty
runs: a tighter one counts from the day it began or keeps the old date if that is sooner, a looser one counts from
what was last done, and no change makes anything late on the day it is made.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from reunify_cli.engine.deadlines import set_period
from reunify_cli.engine.duty import Anchor, Counted, Duty
from reunify_cli.engine.evidence import Asking, Found, both_ways, find, matching
from reunify_cli.engine.grounds import Grounds
from reunify_cli.engine.settling import Owed, settled
from reunify_cli.engine.stretches import anchors, start_of
from reunify_cli.engine.timeline import Span, last_position
from reunify_cli.model.moment import Moment, position_day
from reunify_cli.rules import periods
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.periods import Period
from reunify_cli.rules.policy import Every, FactPeriod, Phase, Phases, Rule, Terms

SETTLED = 99
"""A count at which every rhythm has reached its last interval."""


class Beat(NamedTuple):
    """A stretch of a rhythm: from a moment on, so often."""

    start: Moment
    every: Period


class Beats(NamedTuple):
    """The stretches of a rhythm, in order, and the position after which nothing falls due; None where it goes on."""

    row: list[Beat]
    end: int | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """One stretch in which a rhythm runs, and what it starts from."""

    span: Span
    start: Anchor
    beats: dict[int, Beats] = field(default_factory=dict)
    """The beats of each version of the rule, by its identity; filled when they are first asked for."""


class Broken(NamedTuple):
    """A rhythm where its stretch breaks off: what was last done, and how often it was."""

    course: Course
    anchor: Anchor
    done: int


def rhythms(judged: Grounds, rule: Rule) -> Iterator[Duty]:
    """The duties of a rule with `every` or `phases`, in order, the open one last."""
    latest = rule.latest
    timing = latest.timing
    if not isinstance(timing, (Every, Phases)):
        return
    broken: Broken | None = None
    for span in judged.stretches(latest):
        resumed, broken = _resumed(judged, latest, broken, span) if broken else None, None
        found = anchors(timing.from_, span, judged.times)
        # The first in the stretch; where it lies before (a care order before the move home), the last of those.
        inside = [anchor for anchor in found if anchor.when.end >= span.start]
        start = inside[0] if inside else found[-1] if found else None
        if start is None:
            continue
        applies = judged.times.holds_at(latest.when, start.when.end)
        if applies is None:
            unknown = judged.not_recorded((latest.when,), start.when.end)
            for duty in _walk(judged, rule, span, start, None):
                yield duty if duty.met else duty._replace(unclear=unknown)
        elif applies:
            broken = yield from _walk(judged, rule, span, start, resumed)


def _resumed(judged: Grounds, terms: Terms, broken: Broken, span: Span) -> Broken | None:
    """Where a rhythm goes on that only the policy's scope broke off; None where the rule itself ceased to apply.

    A case that was closed and opened again is a pause of ours. The child was looked after all the while, so a review
    is no first one again, and what was done meanwhile counts.
    """
    closed, opened = broken.course.span.end, span.start
    held = judged.times.spans(terms.while_) if terms.while_ is not None else [Span(0, None)]
    if closed is None or not any(each.start < closed and (each.end is None or each.end > opened) for each in held):
        return None
    if terms.restart is not None and any(matching(terms.restart, Asking(judged.times, since=closed, until=opened))):
        return None
    course, anchor, done = broken
    while anchor.when.end < opened:
        not_these = frozenset((anchor.entry.id,)) if anchor.entry else frozenset()
        ask = Asking(judged.times, anchor.when.start, anchor.when, until=opened - 1, not_these=not_these)
        found, _ = both_ways(terms.needs, ask)
        if found is None:
            return Broken(course, anchor, done)
        anchor, done = Anchor(found.when, found.entries[-1] if found.entries else None), done + 1
    return None


def _walk(
    judged: Grounds, rule: Rule, span: Span, start: Anchor, resumed: Broken | None
) -> Generator[Duty, None, Broken]:
    """One stretch of a rhythm, from its start through everything done to the one that is still open.

    A rhythm that goes on counts its first date from what was last done, unless that fell before the stretch opened.
    """
    course = Course(span, resumed.course.start) if resumed else _course(judged, rule, span, start)
    anchor, count, afresh = (start_of(span), resumed.done, True) if resumed else (course.start, 0, True)
    until = last_position(span.end, span.closed)
    while span.end is None or anchor.when.start < span.end:
        terms = rule.on(anchor.when.day) or rule.latest
        ask = Asking(
            judged.times,
            anchor.when.start,
            None if afresh else anchor.when,
            None,
            until,
            frozenset((anchor.entry.id,)) if anchor.entry else frozenset(),
            "",
            anchor.entry,
        )
        found, unclear = both_ways(terms.needs, ask)
        counted = _next(judged, terms, course, resumed.anchor if resumed else anchor, count, found)
        if resumed and counted is not None and counted.due.deadline <= span.start:
            counted = _next(judged, terms, course, anchor, count, found)
        resumed = None
        if counted is None or (rule.latest.until is not None and counted.due.day >= rule.latest.until):
            break
        again = judged.known_again(terms.needs, counted.due.day) if judged.case.known else None
        if found and again and found.when.day >= again and counted.due.in_time(found.when) is False:
            found = None  # it was done for the one that begins when the record does
        closing = find(terms.closed_by, ask._replace(after=None)) if terms.closed_by and found is None else None
        owed = Owed(rule, terms, span, anchor, counted.due, counted=(counted,))
        duty = settled(judged, owed, found, closing, unclear)
        yield duty
        if again and (duty.met is None or duty.not_known):
            # What was done while nobody kept this record is not known; from the day it is complete, the longest
            # lawful interval runs once more.
            anchor = Anchor(Moment(again), None, "the day from which the record is complete")
            count, afresh = SETTLED, True
        elif found is not None and (span.end is None or found.when.end < span.end):
            anchor = Anchor(found.when, found.entries[-1] if found.entries else None)
            count, afresh = count + 1, False
        else:
            break
    return Broken(course, anchor, count)


def _course(judged: Grounds, rule: Rule, span: Span, start: Anchor) -> Course:
    """Where a rhythm starts: no earlier than its rule, and never with a date that fell before the stretch opened.

    What would have fallen due before the stretch opened was never owed: it then counts from the opening.
    """
    first = rule.versions[0].in_force
    if first is not None and start.when.day < first:
        start = Anchor(Moment(first), None, "the day the rule came into force")
    course = Course(span, start)
    counted = _next(judged, rule.on(start.when.day) or rule.latest, course, start, 0, None)
    owed = counted is None or counted.due.deadline > span.start
    return course if owed else Course(span, start_of(span))


# --- when the next one is due -------------------------------------------------------------------------------------


def _next(
    judged: Grounds, terms: Terms, course: Course, anchor: Anchor, count: int, found: Found | None
) -> Counted | None:
    """When the next one is due, None where no rhythm is set yet; one set only after it was done plays no part."""
    timing, calendar = terms.timing, judged.calendar
    if not isinstance(timing, (Every, Phases)):
        return None
    if isinstance(timing, Every) and not isinstance(timing.intervals, FactPeriod):
        first = count == 0 and timing.first
        return _counted(anchor, first or timing.intervals[min(count, len(timing.intervals) - 1)], calendar)
    beats = course.beats.get(id(terms))
    if beats is None:
        beats = course.beats[id(terms)] = _beats(judged, timing, course)
    in_time = [beat for beat in beats.row if found is None or beat.start.start <= found.when.end]
    if count == 0 and timing.first is not None:
        counted: Counted | None = _counted(anchor, timing.first, calendar)
    else:
        counted = by_beat(anchor, in_time or beats.row, calendar)
    if counted is None or beats.end is None or counted.due.deadline <= beats.end:
        return counted
    # What would fall due only after the rhythm ended is not owed; what was done before that was done all the same.
    return counted if found is not None and found.when.end < beats.end else None


def _counted(anchor: Anchor, period: Period, calendar: Calendar, how: str = "") -> Counted:
    due = periods.due(anchor.when.day, anchor.when.minute, period, calendar)
    return Counted(anchor, str(period), due, how)


def by_beat(anchor: Anchor, beats: Sequence[Beat], calendar: Calendar) -> Counted | None:
    """The due date of a rhythm that changes while it runs, counted from what was last done; None without a beat.

    Walking the beats in order: due = max(last + I, min(beat start + I, due in the beat before)), and it is final
    once it falls before the next beat begins. Where the first beat begins only after the anchor, it counts from there.
    """
    if not beats:
        return None
    began = [i for i, beat in enumerate(beats) if beat.start.start <= anchor.when.end]
    i = began[-1] if began else 0
    counted = _counted(anchor if began else _began(beats[0]), beats[i].every, calendar)
    while i + 1 < len(beats) and counted.due.deadline > beats[i + 1].start.start:
        i += 1
        from_last = _counted(anchor, beats[i].every, calendar)
        change = _began(beats[i])
        from_change = _counted(change, beats[i].every, calendar, change.why)
        sooner = min(from_change, counted, key=lambda each: each.due.deadline)
        counted = max(from_last, sooner, key=lambda each: each.due.deadline)
    return counted


def _began(beat: Beat) -> Anchor:
    return Anchor(Moment(beat.start.day), None, "the day this rhythm began")


def _beats(judged: Grounds, timing: Every | Phases, course: Course) -> Beats:
    if isinstance(timing, Phases):
        return _phases(judged, timing, course)
    fact = timing.intervals
    return Beats(_set_by_fact(judged, fact.fact, course.span) if isinstance(fact, FactPeriod) else [])


def _phases(judged: Grounds, timing: Phases, course: Course) -> Beats:
    """The phases of one stretch, each from the day on which the one before it ended."""
    found: list[Beat] = []
    at = course.start.when
    over: int | None = None
    for phase in timing.phases:
        found.append(Beat(at, phase.every))
        ends = _phase_ends(judged, phase, at, course)
        if ends is None:
            return Beats(found)
        at, over = ends
    return Beats(found, over)


def _phase_ends(judged: Grounds, phase: Phase, began: Moment, course: Course) -> tuple[Moment, int] | None:
    """When a phase that began at a moment ends, and the last position at which it asks for anything; None: not yet.

    A period's last day is still its own. On the day of the event that ends a phase, nothing of it falls due any more.
    """
    ends: list[tuple[Moment, int]] = []
    if phase.lasts is not None:
        over = periods.due(began.day, began.minute, phase.lasts, judged.calendar)
        ends.append((Moment(over.day, over.minute), over.deadline))
    if phase.until is not None:
        not_these = frozenset((course.start.entry.id,)) if course.start.entry else frozenset()
        ask = Asking(judged.times, since=began.start, until=course.span.end, not_these=not_these)
        entry = next(matching(phase.until, ask), None)
        if entry is not None:
            ends.append((entry.when, entry.when.start))
        elif phase.lasts is None or phase.whichever == "later":
            return None
    if not ends:
        return None
    return (max if phase.whichever == "later" else min)(ends, key=lambda each: each[0].start)


def _set_by_fact(judged: Grounds, fact: str, span: Span) -> list[Beat]:
    """The rhythms that a case has set for itself, each from the day it was set."""
    found = []
    for position in (step.at for step in judged.times.fact(fact) if span.end is None or step.at < span.end):
        day = Moment(position_day(position))
        period = set_period(judged, fact, day, position)
        if period is not None:
            found.append(Beat(day, period))
    return found
