"""Stretches and anchors: over which days a rule applies to a child, and what its periods are counted from."""

from collections.abc import Iterator

from reunify_cli.engine.duty import Anchor
from reunify_cli.engine.fact_timeline import FactTimeline
from reunify_cli.engine.matching import Asking, matching
from reunify_cli.engine.timeline import BEGINNING, FOREVER, Span, spans
from reunify_cli.model.case import LENGTH
from reunify_cli.model.moment import Moment, position_day
from reunify_cli.rules.conditions import Condition
from reunify_cli.rules.terms import Anchor as AnchorRule
from reunify_cli.rules.terms import EventRef, FromChange, FromEvent, FromLate, FromStart, FromTerm


def scope_of(times: FactTimeline, scope: Condition) -> list[Span]:
    """The stretches of a policy's scope.

    Where it cannot be told (no date of birth), the child is taken to be in it: silence would be worse.
    """
    return spans([step._replace(value=step.value is not False) for step in times.condition(scope)])


def crossed(outer: list[Span], inner: list[Span]) -> list[Span]:
    """The parts that two rows of stretches have in common."""
    found = []
    for a in outer:
        for b in inner:
            start, opened = (b.start, b.opened) if b.start >= a.start else (a.start, a.opened)
            end, closed = (a.end, a.closed) if _ends_first(a, b) else (b.end, b.closed)
            if end is None or start < end:
                found.append(_within(Span(start, end, opened, closed, (*a.doubts, *b.doubts))))
    return found


def _ends_first(span: Span, other: Span) -> bool:
    return span.end is not None and (other.end is None or span.end <= other.end)


def _within(span: Span) -> Span:
    """A stretch without the doubts that lie before or after it."""
    if not span.doubts:
        return span
    end = FOREVER if span.end is None else span.end
    return span._replace(doubts=tuple(each for each in span.doubts if each[0] < end and each[1] > span.start))


def cut(whole: list[Span], restart: EventRef, times: FactTimeline) -> Iterator[Span]:
    """Stretches cut wherever something begins anew, such as a move to another foster home."""
    starts = list(matching(restart, Asking(times)))
    for span in whole:
        here = span
        for entry in starts:
            at = entry.when.start
            if at > here.start and (here.end is None or at < here.end):
                yield _within(here._replace(end=at, closed=entry))
                here = _within(here._replace(start=at, opened=entry))
        yield here


def anchors(rule: AnchorRule, span: Span, times: FactTimeline, *, lenient: bool = False) -> list[Anchor]:
    """What a period is counted from, for one stretch, in order; none where it has not come.

    Where `lenient`, what may have lasted as long as is asked counts as if it had.
    """
    if isinstance(rule, FromEvent):
        return _from_events(rule.event, rule.field, span, times, lenient=lenient and LENGTH in rule.event.where)
    if isinstance(rule, FromStart):
        return [start_of(span)]
    if isinstance(rule, FromChange):
        return _from_changes(rule.condition, rule.ends, span, times)
    if isinstance(rule, FromTerm):
        return _from_terms(span, times, ends=rule.ends)
    if isinstance(rule, FromLate):
        return []  # that hangs on other duties, which `deadlines.py` asks for
    # Of each part the last one in time counts: a plan changed twice is counted from the second change.
    found = [each[-1] for part in rule.anchors if (each := anchors(part, span, times))]
    return [max(found, key=lambda anchor: anchor.when.start)] if found else []


def _from_terms(span: Span, times: FactTimeline, *, ends: bool) -> list[Anchor]:
    """The first (or last) day of each school term that reaches into a stretch."""
    found = []
    for term in times.calendar.terms:
        day = Moment(term.last if ends else term.first)
        if Moment(term.last).end >= span.start and (span.end is None or day.start < span.end):
            found.append(Anchor(day, None, f"the {'last' if ends else 'first'} day of the {term.title}"))
    return found


def start_of(span: Span) -> Anchor:
    """The start of a stretch as an anchor."""
    if span.opened is not None and span.opened.when.start == span.start:
        return Anchor(span.opened.when, span.opened)
    return Anchor(Moment(position_day(span.start)), None, "time passed")


def _from_events(event: EventRef, field: str, span: Span, times: FactTimeline, *, lenient: bool) -> list[Anchor]:
    """Each matching entry, or the first in the stretch; or the days that one of their fields names."""
    found = []
    for entry in matching(event, Asking(times, lenient=lenient)):
        if event.which == "first" and (entry.when.end < span.start or not _by_the_end(entry.when, span)):
            continue
        value = entry.get(field) if field else entry.when
        if value is not None:
            found.append(Anchor(value if isinstance(value, Moment) else Moment(value), entry))
            if event.which == "first":
                break
    return found


def _by_the_end(when: Moment, span: Span) -> bool:
    return span.end is None or when.start < span.end or (when.minute is None and when.day == position_day(span.end))


def _from_changes(condition: Condition, ends: bool, span: Span, times: FactTimeline) -> list[Anchor]:
    """The changes of that kind no later than the stretch's end that reach into the stretch, or fall within it."""
    found = []
    for each in times.spans(condition):
        at, cause = (each.end, each.closed) if ends else (each.start, each.opened)
        if at is None or at <= BEGINNING:
            continue
        overlaps = (span.end is None or at <= span.end) and (ends or each.end is None or each.end > span.start)
        if overlaps and (not ends or at >= span.start):
            found.append(Anchor(cause.when, cause) if cause else Anchor(Moment(position_day(at)), None, "time passed"))
    return found
