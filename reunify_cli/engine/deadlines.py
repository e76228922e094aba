"""Duties with one date or none: so long after something, by the sooner of two dates, or open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reunify_cli.engine.duty import Anchor, Counted, Duty
from reunify_cli.engine.evidence import TIMES, Asking, Found, both_ways, find, matching
from reunify_cli.engine.members import one_by_one
from reunify_cli.engine.stretches import anchors
from reunify_cli.engine.timeline import FOREVER, Span
from reunify_cli.model.moment import Moment
from reunify_cli.rules import periods
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.periods import Due, Period
from reunify_cli.rules.policy import DueOf, EventRef, FactPeriod, FromStart, Open, Rule, SoonestOf, Terms, Within

if TYPE_CHECKING:
    from reunify_cli.engine.judgement import Judgement


@dataclass(frozen=True, slots=True)
class Dated:
    """What a deadline is counted from, its due date, and the other reading's where there is one."""

    anchor: Anchor
    due: Due | None = None
    other: Due | None = None
    counted: tuple[Counted, ...] = ()


# --- so long after something --------------------------------------------------------------------------------------


def deadlines(judged: Judgement, rule: Rule) -> Iterator[Duty]:
    """The duties of a rule with `within` or `soonest-of`: one for each anchor (and each person or item)."""
    for terms in rule.versions:
        seen: set[str] = set()
        for span in judged.stretches(terms):
            for dated in _dates(judged, terms, span):
                # An anchor before a stretch (an assessment before the order) can fall due in a later one; the first
                # stretch that the due date reaches takes it.
                if dated.anchor.name in seen or not _starts_in(dated, span):
                    continue
                if not terms.in_force_on(dated.anchor.when.day) or not _was_owed(judged, terms.if_owed, dated.anchor):
                    continue
                seen.add(dated.anchor.name)
                yield from _each(judged, rule, terms, span, dated)


def _dates(judged: Judgement, terms: Terms, span: Span) -> Iterator[Dated]:
    timing = terms.timing
    if isinstance(timing, Within):
        for dated in _reading(judged, timing, span):
            yield _capped(judged, terms, dated)
    elif isinstance(timing, SoonestOf):
        firsts = (next(_reading(judged, within, span), None) for within in timing.readings)
        found = [each for each in firsts if each is not None]
        if found:
            found.sort(key=lambda dated: dated.due.deadline if dated.due else 1 << 60)
            other = found[1].due if len(found) > 1 and found[1].due != found[0].due else None
            counted = tuple(each for dated in found for each in dated.counted)
            yield _capped(judged, terms, replace(found[0], other=other, counted=counted))


def _reading(judged: Judgement, within: Within, span: Span) -> Iterator[Dated]:
    """One reading of a deadline: each anchor with the day it leads to."""
    for anchor in anchors(within.from_, span, judged.times):
        match within.period:
            case DueOf() as ref:
                other = judged.due_of(ref, anchor)
                yield Dated(anchor, other.due if other else None, None, other.counted if other else ())
            case FactPeriod(fact):
                yield _counted(judged, anchor, set_period(judged, fact, anchor.when, anchor.when.end))
            case period:
                yield _counted(judged, anchor, period)


def set_period(judged: Judgement, fact: str, anchor: Moment, position: int) -> Period | None:
    """The period that a fact holds at a position; of several that it may, the longest: nobody is late on a guess."""
    found = [each for each in judged.times.values_at(fact, position) if isinstance(each, Period)]
    last = [periods.due(anchor.day, anchor.minute, each, judged.calendar).deadline for each in found]
    return found[last.index(max(last))] if found else None


def _counted(judged: Judgement, anchor: Anchor, period: Period | None) -> Dated:
    if period is None:
        return Dated(anchor)
    due = periods.due(anchor.when.day, anchor.when.minute, period, judged.calendar)
    return Dated(anchor, due, None, (Counted(anchor, str(period), due),))


def _capped(judged: Judgement, terms: Terms, dated: Dated) -> Dated:
    """A date no later than another duty's: the sooner counts, and is named as what it was capped by."""
    if terms.no_later_than is None:
        return dated
    cap = judged.due_of(terms.no_later_than, dated.anchor)
    if cap is None or cap.due is None or (dated.due and dated.due.deadline <= cap.due.deadline):
        return dated
    how = f"no later than {cap.rule.title.lower()}"
    return replace(dated, due=cap.due, counted=(*dated.counted, Counted(cap.anchor, "", cap.due, how)))


def _starts_in(dated: Dated, span: Span) -> bool:
    """Whether a date falls due after its stretch began and was counted from no later than the stretch's end."""
    if span.end is not None and dated.anchor.when.start > span.end:
        return False
    return dated.due is None or dated.due.deadline > span.start


def _was_owed(judged: Judgement, rule: str, anchor: Anchor) -> bool:
    """Whether another rule's duty was owed at its due date: it did not lapse, and nothing else closed it.

    Its duty from the same anchor is meant; where it has none from there, any of its duties.
    """
    if not rule:
        return True
    of_rule = judged.of(rule)
    same = [duty for duty in of_rule if duty.anchor.name == anchor.name]
    return any(duty.closed is None and not duty.lapses for duty in same or of_rule)


def _each(judged: Judgement, rule: Rule, terms: Terms, span: Span, dated: Dated) -> Iterator[Duty]:
    """One duty, or one for each person or item; a set that nobody recorded is said to be so, not taken as empty."""
    anchor = dated.anchor
    applies = judged.times.holds_at(terms.when, anchor.when.end)
    if applies is False:
        return
    base = Duty(
        judged.case.id, rule, terms, anchor, opened=span.start, ended=span.end, ended_by=span.closed, due=dated.due,
        other_due=dated.other, counted=dated.counted,
        unclear="" if applies else judged.not_recorded((terms.when,), anchor.when.end),
    )  # fmt: skip
    keys, unknown = one_by_one(terms.each, judged.times, anchor.when, anchor.entry, before=False)
    for key in keys:
        duty = base if terms.each is None else replace(base, each=key, unclear=base.unclear or unknown)
        yield in_doubt(with_evidence(judged, duty), span)


def with_evidence(judged: Judgement, duty: Duty) -> Duty:
    """A duty with what met or closed it, and whether anybody could know."""
    terms, anchor = duty.terms, duty.anchor
    ask = Asking(
        judged.times,
        since=max(since_position(judged, terms, anchor.when), opens(duty, judged.calendar)),
        until=duty.last,
        not_these=frozenset((anchor.entry.id,)) if anchor.entry else frozenset(),
        each=duty.each,
        anchor=anchor.entry,
    )
    found, unclear = both_ways(terms.needs, ask)
    closing = find(terms.closed_by, ask) if terms.closed_by else None
    if closing and (found is None or closing.when.start < found.when.start):
        found, unclear = None, ""
    else:
        closing = None
    return settled(judged, duty, found, closing, unclear)


def settled(judged: Judgement, duty: Duty, found: Found | None, closing: Found | None, unclear: str) -> Duty:
    """A duty with what met or closed it, or with why nobody can know.

    What fell due while the record was not complete, and was not done in time as far as it goes, is not known. What
    fell due while it was, and was not done before the record breaks off, was missed: whether it was done after that
    nobody can know, and it is not late for ever.
    """
    needs, unclear = duty.terms.needs, duty.unclear or unclear
    closed = closing.entries[-1] if closing and closing.entries else None
    day = duty.due.day if duty.due else duty.anchor.when.day
    breaks_off = judged.known_until(needs, day)
    if breaks_off is not None and (found is None or found.when.day > breaks_off) and duty.due and not closed:
        end = Moment(breaks_off).end + 1
        return replace(duty, unclear="", ended=end if duty.ended is None else min(end, duty.ended), ended_by=None)
    late = found is None or (duty.due is not None and duty.due.in_time(found.when) is False)
    return replace(
        duty,
        met=found.when if found else None,
        evidence=found.entries if found else (),
        closed=closed,
        unclear="" if found and unclear else unclear or hour_unclear(duty, found),
        not_known=late and not closed and not judged.is_known(needs, day),
        booked=judged.booked(needs, duty.anchor.when) if found is None else None,
    )


def in_doubt(duty: Duty, span: Span) -> Duty:
    """A duty whose stretch may have ended before it falls due, on a day whose order nobody wrote down."""
    if not span.doubts or duty.met is not None or duty.closed is not None or duty.unclear:
        return duty
    due = duty.due.deadline if duty.due else FOREVER
    return replace(duty, unclear=TIMES) if any(lo < due <= hi for lo, hi in span.doubts) else duty


def hour_unclear(duty: Duty, found: Found | None) -> str:
    """What to ask for where a due hour and a closing or an act fall on one day and nobody wrote down the time."""
    if duty.due is None or duty.due.minute is None:
        return ""
    if found is not None:
        in_time = duty.due.in_time(found.when)
        return "give the time it was done: it was due that day at an hour" if in_time is None else ""
    by = duty.ended_by
    if by is not None and by.when.minute is None and by.when.day == duty.due.day:
        return "give the time of what ended it: it was due that day at an hour"
    return ""


def opens(duty: Duty, calendar: Calendar) -> int:
    """The position before which nothing meets a duty whose rule says `not-before`; the beginning for any other."""
    if duty.terms.not_before is None:
        return 0
    anchor = duty.anchor.when
    first = periods.due(anchor.day, anchor.minute, duty.terms.not_before, calendar)
    return Moment(first.day, first.minute).start


def since_position(judged: Judgement, terms: Terms, anchor: Moment) -> int:
    """From when evidence counts: the anchor, unless the rule says since when."""
    since = terms.since
    if since == "always":
        return 0
    if since is None:
        return anchor.start
    if isinstance(since, EventRef):
        found = list(matching(since, Asking(judged.times, until=anchor.end)))
        return found[-1].when.start if found else 0
    earlier = anchors(since, Span(0, anchor.end), judged.times)
    return earlier[-1].when.start if earlier else 0


# --- open ---------------------------------------------------------------------------------------------------------


def open_duties(judged: Judgement, rule: Rule) -> Iterator[Duty]:
    """The duties of a rule without a date: owed for as long as it applies, once for each anchor."""
    terms = rule.latest
    timing = terms.timing
    if not isinstance(timing, Open):
        return
    for span in judged.stretches(terms):
        for anchor in anchors(timing.from_, span, judged.times):
            running = isinstance(timing.from_, FromStart) or terms.in_force_on(anchor.when.day)
            if running and _lies_in(anchor, span):
                yield from _each(judged, rule, terms, span, Dated(anchor))


def _lies_in(anchor: Anchor, span: Span) -> bool:
    return anchor.when.end >= span.start and (span.end is None or anchor.when.start <= span.end)
