"""Duties that come again and again, each counted from what was last done; only one is open at a time.

How often is in `beats.py`, what a date is counted from where the record is not complete in `part_way.py`.
"""

from collections.abc import Generator, Iterator
from typing import NamedTuple

from reunify_cli.engine.beats import Course, next_due
from reunify_cli.engine.case_context import CaseContext
from reunify_cli.engine.duty import Anchor, Duty, Unsure
from reunify_cli.engine.evidence import both_ways, find
from reunify_cli.engine.matching import Asking, matching
from reunify_cli.engine.part_way import Place, assumed, done, first_of, possible_dates, why_unsure
from reunify_cli.engine.settling import Owed, settled
from reunify_cli.engine.stretches import anchors, start_of
from reunify_cli.engine.timeline import Span, last_position
from reunify_cli.model.moment import Moment, position_day
from reunify_cli.rules.periods import Due
from reunify_cli.rules.policy import Rule
from reunify_cli.rules.terms import Every, Phases, Terms


class Broken(NamedTuple):
    """A rhythm where its stretch breaks off: what was last done, and how often it was."""

    course: Course
    anchor: Anchor
    place: Place


def rhythms(judged: CaseContext, rule: Rule) -> Iterator[Duty]:
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
    if judged.known and not rule.unverified:
        yield from _if_it_applied(judged, rule)


def _if_it_applied(judged: CaseContext, rule: Rule) -> Iterator[Duty]:
    """What would be due if a fact were not as it is taken to be unless recorded; that holds only for what is complete.

    With a connected person, of whose approval nothing is recorded from before the record starts, visits are due as
    often as a temporary approval would ask; late they are only by what applies as recorded.
    """
    timing = rule.latest.timing
    if not isinstance(timing, (Every, Phases)):
        return
    for span, fact in judged.supposed_stretches(rule.latest):
        found = anchors(timing.from_, span, judged.times)
        if not found:
            continue
        last = None
        for duty in _walk(judged, rule, span, found[0], None):
            last = duty
        if last is None or last.due is None or last.met or last.closed or last.not_known:
            continue
        others = [each for each in _as_recorded(judged, rule) if each.due is not None]
        dues = [due for each in others if (due := each.late_after) is not None]
        yield last._replace(
            other_due=max(dues, key=lambda due: due.deadline, default=None),
            unsure=Unsure("fact", position_day(span.start), fact.event, fact.title),
        )


def _as_recorded(judged: CaseContext, rule: Rule) -> Iterator[Duty]:
    """What is open under the other rules that the same would meet."""
    for other in judged.policy.rules:
        alike = other.kind == "rhythm" and other.id != rule.id and other.latest.needs == rule.latest.needs
        if alike and not other.unverified:
            found = judged.of(other.id)
            yield from (each for each in found[-1:] if not (each.met or each.closed or each.not_known or each.ended_by))


def _resumed(judged: CaseContext, terms: Terms, broken: Broken, span: Span) -> Broken | None:
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
    course, anchor, place = broken
    while anchor.when.end < opened:
        not_these = frozenset((anchor.entry.id,)) if anchor.entry else frozenset()
        ask = Asking(judged.times, anchor.when.start, anchor.when, until=opened - 1, not_these=not_these)
        found, _ = both_ways(terms.needs, ask)
        if found is None:
            return Broken(course, anchor, place)
        anchor = Anchor(found.when, found.entries[-1] if found.entries else None)
        place = Place(place.low + 1, place.high + 1)
    return None


def _walk(
    judged: CaseContext, rule: Rule, span: Span, start: Anchor, resumed: Broken | None
) -> Generator[Duty, None, Broken]:
    """One stretch of a rhythm, from its start through everything done to the one that is still open.

    A rhythm that goes on counts its first date from what was last done, unless that fell before the stretch opened.
    What was recorded counts, from whatever time; where nothing recorded says when it was last done, it is taken to
    have been done on the last lawful day, again and again, until a day on which the record is complete.
    """
    course = Course(span, resumed.course.start) if resumed else _course(judged, rule, span, start)
    place = resumed.place if resumed else Place(0, 0)
    last, afresh = first_of(judged, rule, start_of(span) if resumed else course.start, place), True
    until = last_position(span.end, span.closed)
    while span.end is None or last.anchor.when.start < span.end:
        anchor = last.anchor
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
        counted = possible_dates(judged, terms, course, resumed.anchor if resumed else anchor, last, found)
        if resumed and counted is not None and counted[0].due.deadline <= span.start:
            counted = possible_dates(judged, terms, course, anchor, last, found)
        resumed = None
        if counted is None or (rule.latest.until is not None and counted[0].due.day >= rule.latest.until):
            break
        due = counted[0].due
        again = judged.known_again(terms.needs, due.day) if judged.known else None
        unknown = bool(judged.known) and not judged.is_known(terms.needs, due.day)
        stands = unknown and last.floor is None and judged.is_known(terms.needs, counted[1].due.day)
        in_gap = found is not None and (again is None or found.when.day < again)
        assume = (unknown and not stands) or (last.floor is not None and due.day < last.floor)
        if assume and not in_gap and again is not None and not (found and due.in_time(found.when)):
            # What was done before the record starts is not known; what is done from then on is the next one.
            if unknown and (not anchor.why or not _after(span, due)):
                yield settled(judged, Owed(rule, terms, span, anchor, due, counted=counted[:1]), None, None, unclear)
            last, afresh = assumed(last, due, again), True
            continue
        closing = find(terms.closed_by, ask._replace(after=None)) if terms.closed_by and found is None else None
        unsure, other = (None, None)
        if judged.known and not (unknown and not stands):
            unsure, other = why_unsure(judged, terms, course, last, counted)
        sure = stands and not in_gap
        owed = Owed(rule, terms, span, anchor, due, other, counted[:1], unsure=unsure, stands=sure)
        duty = settled(judged, owed, found, closing, unclear)
        yield duty
        if again and duty.met is None and not in_gap and not stands:
            # It was due while the record was kept, and the record breaks off before it was done.
            last, afresh = assumed(last, due, again), True
        elif found is not None and (span.end is None or found.when.end < span.end):
            last, afresh = done(judged, terms, course, last, found), False
        else:
            break
    return Broken(course, last.anchor, last.place)


def _after(span: Span, due: Due) -> bool:
    return span.end is not None and due.deadline > span.end


def _course(judged: CaseContext, rule: Rule, span: Span, start: Anchor) -> Course:
    """Where a rhythm starts: no earlier than its rule, and never with a date that fell before the stretch opened.

    What would have fallen due before the stretch opened was never owed: it then counts from the opening.
    """
    first = rule.versions[0].in_force
    if first is not None and start.when.day < first:
        start = Anchor(Moment(first), None, "the day the rule came into force")
    course = Course(span, start)
    counted = next_due(judged, rule.on(start.when.day) or rule.latest, course, start, 0, None)
    owed = counted is None or counted.due.deadline > span.start
    return course if owed else Course(span, start_of(span))
