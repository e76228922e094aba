"""How often a rhythm comes round, and when the next one is due: by count, by phase, or as a fact sets it.

By count, the n-th interval follows the n-th time and is fixed then. By phase, the rhythm may change while a duty
runs: a tighter one counts from the day it began or keeps the old date if that is sooner, a looser one counts from
what was last done, and no change makes anything late on the day it is made.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from reunify_cli.engine.case_context import CaseContext
from reunify_cli.engine.deadlines import set_period
from reunify_cli.engine.duty import Anchor, Counted
from reunify_cli.engine.evidence import Found
from reunify_cli.engine.matching import Asking, matching
from reunify_cli.engine.timeline import Span
from reunify_cli.frozen import dataclass, field
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment, position_day
from reunify_cli.rules import periods
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.periods import Period
from reunify_cli.rules.terms import EventRef, Every, FactPeriod, Phase, Phases, Terms


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
    early: bool = False
    """Whether what ends a phase, and may have happened before the record starts, is taken to have done so at once."""
    beats: dict[tuple[int, bool], Beats] = field(default_factory=dict)
    """The beats of each version of the rule, by its identity and `early`; filled when they are first asked for."""


def next_due(
    judged: CaseContext, terms: Terms, course: Course, anchor: Anchor, count: int, found: Found | None
) -> Counted | None:
    """When the next one is due, None where no rhythm is set yet; one set only after it was done plays no part."""
    timing, calendar = terms.timing, judged.calendar
    if not isinstance(timing, (Every, Phases)):
        return None
    if isinstance(timing, Every) and not isinstance(timing.intervals, FactPeriod):
        first = count == 0 and timing.first
        return _counted(anchor, first or timing.intervals[min(count, len(timing.intervals) - 1)], calendar)
    beats = course.beats.get((id(terms), course.early))
    if beats is None:
        beats = course.beats[id(terms), course.early] = _beats(judged, timing, course)
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


def _beats(judged: CaseContext, timing: Every | Phases, course: Course) -> Beats:
    if isinstance(timing, Phases):
        # The phases of one stretch, each from the day on which the one before it ended.
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
    fact = timing.intervals
    return Beats(_set_by_fact(judged, fact.fact, course.span) if isinstance(fact, FactPeriod) else [])


def _phase_ends(judged: CaseContext, phase: Phase, began: Moment, course: Course) -> tuple[Moment, int] | None:
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
        if course.early and _may_be_over(judged, phase.until, began.day, entry):
            ends.append((began, began.start))
        elif entry is not None:
            ends.append((entry.when, entry.when.start))
        elif phase.lasts is None or phase.whichever == "later":
            return None
    if not ends:
        return None
    return (max if phase.whichever == "later" else min)(ends, key=lambda each: each[0].start)


def _may_be_over(judged: CaseContext, ends: EventRef, began: date, entry: Entry | None) -> bool:
    """Whether what ends a phase may have happened before the record starts, and the first recorded one came after."""
    need = judged.needing(ends)
    return not judged.is_known(need, began) and (entry is None or judged.is_known(need, entry.when.day))


def _set_by_fact(judged: CaseContext, fact: str, span: Span) -> list[Beat]:
    """The rhythms that a case has set for itself, each from the day it was set."""
    found = []
    for position in (step.at for step in judged.times.fact(fact) if span.end is None or step.at < span.end):
        day = Moment(position_day(position))
        period = set_period(judged, fact, day, position)
        if period is not None:
            found.append(Beat(day, period))
    return found
