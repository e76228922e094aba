"""Duties with one date or none: so long after something, by the sooner of two dates, or open."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import zip_longest
from typing import Final, NamedTuple

from reunify_cli.engine.case_context import CaseContext
from reunify_cli.engine.duty import Anchor, Counted, Duty, Unsure
from reunify_cli.engine.evidence import LASTED, events_of, item_field, items_of, plan_for
from reunify_cli.engine.matching import Asking, matching
from reunify_cli.engine.members import one_by_one
from reunify_cli.engine.settling import ASSUMED, Owed, again, settled, with_evidence
from reunify_cli.engine.stretches import anchors
from reunify_cli.engine.timeline import FOREVER, Span
from reunify_cli.model.case import LENGTH
from reunify_cli.model.moment import Moment
from reunify_cli.rules import periods
from reunify_cli.rules import terms as t
from reunify_cli.rules.periods import Due, Period
from reunify_cli.rules.policy import Rule
from reunify_cli.rules.terms import Anchor as AnchorRule

NO_TERM = "no school term is held that far: write it into policies/calendars/school-terms.yaml"
FIRST: Final = "the last day on which the first was due; when it was done is not recorded"
"""What a date is counted from where not even the first one is recorded."""


class Dated(NamedTuple):
    """What a deadline is counted from, its due date, and the other reading's where there is one."""

    anchor: Anchor
    due: Due | None = None
    other: Due | None = None
    counted: tuple[Counted, ...] = ()
    unsure: Unsure | None = None


# --- so long after something --------------------------------------------------------------------------------------


def deadlines(judged: CaseContext, rule: Rule) -> list[Duty]:
    """The duties of a rule with `within` or `soonest-of`: one for each anchor (and each person or item)."""
    found: list[Duty] = []
    for terms in rule.versions:
        seen: set[str] = set()
        for span in judged.stretches(terms):
            for dated in _dates(judged, terms, span):
                # An anchor before a stretch (an assessment before the order) can fall due in a later one; the first
                # stretch that the due date reaches takes it.
                name = dated.anchor.name
                if name in seen or not _starts_in(dated, span) or not terms.in_force_on(dated.anchor.when.day):
                    continue
                if terms.if_owed and not _was_owed(judged, terms.if_owed, name):
                    continue
                seen.add(name)
                found += _each(judged, rule, terms, span, dated)
            if judged.known and again(terms):
                found += (duty for duty in _again(judged, rule, terms, span) if duty.anchor.name not in seen)
    return found


def _dates(judged: CaseContext, terms: t.Terms, span: Span) -> list[Dated]:
    timing, found = terms.timing, []
    if isinstance(timing, t.Within):
        found = [_reading(judged, timing, anchor) for anchor in _anchors(judged, timing.from_, span)]
    elif isinstance(timing, t.SoonestOf):
        froms = [(within, anchors(within.from_, span, judged.times)) for within in timing.readings]
        firsts = [_reading(judged, within, found[0]) for within, found in froms if found]
        firsts.sort(key=lambda dated: dated.due.deadline if dated.due else FOREVER)
        if firsts:
            other = firsts[1].due if len(firsts) > 1 and firsts[1].due != firsts[0].due else firsts[0].other
            counted = tuple([each for dated in firsts for each in dated.counted])
            found = [firsts[0]._replace(other=other, counted=counted)]
    return [_capped(judged, terms.no_later_than, dated) for dated in found] if terms.no_later_than else found


def _anchors(judged: CaseContext, from_: AnchorRule, span: Span) -> list[Anchor]:
    """What a period is counted from in one stretch, also where that is the lateness of another rule's duty."""
    if not isinstance(from_, t.FromLate):
        return anchors(from_, span, judged.times, lenient=True)
    rule = judged.policy.by_id.get(from_.rule)
    if rule is None or rule.unverified:
        return []
    why = f"the day after which this was late: {rule.title.lower()}"
    late = [came for duty in judged.of(from_.rule) if (came := late_from_moment(duty)) is not None]
    return [Anchor(came, None, why) for came in late if span.end is None or came.start < span.end]


def late_from_moment(duty: Duty) -> Moment | None:
    """When a duty came (or, undone, will come) to be late; None where it was done in time, or is no longer owed."""
    if duty.breach and duty.gated is not None:
        return duty.gated.when
    settled_otherwise = duty.closed is not None or duty.lapses or duty.not_known or bool(duty.unclear)
    if duty.due is None or settled_otherwise or duty.varied is not None or duty.late_after is None:
        return None
    if duty.met is not None and duty.due.in_time(duty.met) is not False:
        return None
    if duty.due.minute is not None:
        return Moment(duty.due.day, duty.due.minute)
    return Moment(duty.due.day + timedelta(days=1))


def _reading(judged: CaseContext, within: t.Within, anchor: Anchor) -> Dated:
    """The day to which one reading of a deadline leads from an anchor."""
    period = within.period
    if isinstance(period, Period):
        return _counted(judged, anchor, period)
    if isinstance(period, t.FactPeriod):
        return _counted(judged, anchor, set_period(judged, period.fact, anchor.when, anchor.when.end))
    if isinstance(period, t.TermEnd):
        return _term_end(judged, anchor)
    if isinstance(period, t.ItemDay):
        return Dated(anchor)  # each item's own day is found where each is asked about
    other = judged.due_of(period, anchor)
    if other is None or other.due is None:
        return Dated(anchor)
    latest = other.other_due if other.unsure else None
    if period.after is None:
        return Dated(anchor, other.due, latest, other.counted, other.unsure)
    why = f"the day this falls due: {other.rule.title.lower()}"
    found = _counted(judged, Anchor(Moment(*other.due), None, why), period.after)
    last = _counted(judged, Anchor(Moment(*latest), None, why), period.after).due if latest else None
    return found._replace(anchor=anchor, other=last, unsure=other.unsure)


def _term_end(judged: CaseContext, anchor: Anchor) -> Dated:
    """The last day of the school term of an anchor; no date where none is held that far."""
    term = judged.calendar.term_of(anchor.when.day)
    if term is None:
        return Dated(anchor)
    due = Due(term.last)
    return Dated(anchor, due, None, (Counted(anchor, "", due, f"the last day of the {term.title}"),))


def set_period(judged: CaseContext, fact: str, anchor: Moment, position: int) -> Period | None:
    """The period that a fact holds at a position; of several that it may, the longest: nobody is late on a guess."""
    found = [each for each in judged.times.values_at(fact, position) if isinstance(each, Period)]
    last = [periods.due(anchor.day, anchor.minute, each, judged.calendar).deadline for each in found]
    return found[last.index(max(last))] if found else None


def _counted(judged: CaseContext, anchor: Anchor, period: Period | None) -> Dated:
    if period is None:
        return Dated(anchor)
    due = periods.due(anchor.when.day, anchor.when.minute, period, judged.calendar)
    return Dated(anchor, due, None, (Counted(anchor, str(period), due),))


def _capped(judged: CaseContext, by: t.DueOf, dated: Dated) -> Dated:
    """A date no later than another duty's: the sooner counts, and is named as what it was capped by."""
    cap = judged.due_of(by, dated.anchor)
    if cap is None or cap.due is None or (dated.due and dated.due.deadline <= cap.due.deadline):
        return dated
    how = f"no later than {cap.rule.title.lower()}"
    latest = [due for due in (dated.due, cap.other_due) if due is not None]
    other = min(latest, key=lambda due: due.deadline, default=None) if cap.unsure else dated.other
    counted = (*dated.counted, Counted(cap.anchor, "", cap.due, how))
    return dated._replace(due=cap.due, other=other, counted=counted, unsure=cap.unsure)


def _starts_in(dated: Dated, span: Span) -> bool:
    """Whether a date falls due after its stretch began and was counted from no later than the stretch's end."""
    if span.end is not None and dated.anchor.when.start > span.end:
        return False
    return dated.due is None or dated.due.deadline > span.start


def _was_owed(judged: CaseContext, rule: str, anchor: str) -> bool:
    """Whether another rule's duty was owed at its due date: it did not lapse, and nothing else closed it.

    Its duty from the same anchor (by its name) is meant; where it has none from there, any of its duties.
    """
    of_rule = judged.of(rule)
    same = [duty for duty in of_rule if duty.anchor.name == anchor]
    return any(duty.closed is None and not duty.lapses for duty in same or of_rule)


def _each(judged: CaseContext, rule: Rule, terms: t.Terms, span: Span, dated: Dated) -> list[Duty]:
    """One duty, or one for each person or item; a set that nobody recorded is said to be so, not taken as empty."""
    anchor, due, other, counted, unsure = dated
    applies = judged.times.holds_at(terms.when, anchor.when.end)
    if applies is False:
        return []
    doubt = "" if applies else judged.not_recorded((terms.when,), anchor.when.end)
    keys, unknown = one_by_one(terms.each, judged.times, anchor.when, anchor.entry, before=False)
    doubt = doubt or unknown or _too_short(judged, terms.timing, anchor)
    day = terms.timing.period if isinstance(terms.timing, t.Within) else None
    found = []
    for key in keys:
        if isinstance(day, t.ItemDay):
            due, counted = _item_day(judged, terms, span, anchor, key, day)
        found.append(with_evidence(judged, Owed(rule, terms, span, anchor, due, other, counted, key, doubt, unsure)))
    return found


def _item_day(
    judged: CaseContext, terms: t.Terms, span: Span, anchor: Anchor, key: str, day: t.ItemDay
) -> tuple[Due | None, tuple[Counted, ...]]:
    """The day that an item of the plan gives itself; none where it gives none, or one before the rule applied."""
    plan = plan_for(Asking(judged.times, anchor=anchor.entry), anchor.when)
    kind = terms.each.item if terms.each is not None else ""
    item = next((each for each in items_of(plan, kind, {}) if each.id == key), None)
    found = item_field(item, day.field) if item is not None else None
    due = Due(found) if isinstance(found, date) else None
    if due is None or due.deadline <= span.start:
        return None, ()
    return due, (Counted(anchor, "", due, "the day that the plan gives it"),)


# --- counted from what meets it -----------------------------------------------------------------------------------


def _again(judged: CaseContext, rule: Rule, terms: t.Terms, span: Span) -> Iterator[Duty]:
    """What is due again after something that was last due before the record starts, such as a health assessment.

    It is taken to have been done on its last lawful day, again and again, until a day on which the record is complete.
    Where none is recorded, that is counted from the last day of the duty of another rule that asks for the first.
    """
    timing = terms.timing
    if not isinstance(timing, t.Within):
        return
    done = anchors(timing.from_, span, judged.times)
    first = _asked_first(judged, terms, span)
    starts = [first, *done] if first and not any(each.when.day <= first.when.day for each in done) else done
    for start, after in zip_longest(starts, starts[1:]):
        yield from _assumed(judged, rule, terms, span, start, after)


def _assumed(
    judged: CaseContext, rule: Rule, terms: t.Terms, span: Span, start: Anchor, after: Anchor | None
) -> Iterator[Duty]:
    """What is due again after one that is recorded, or that was due first, until the next one that is recorded."""
    needs = terms.needs
    counted = _again_due(judged, terms, start)
    floor = counted and judged.known_again(needs, counted.due.day if start.entry else start.when.day)
    if floor is None or (after is not None and after.when.day < floor):
        return
    while counted and (span.end is None or counted.anchor.when.start < span.end):
        anchor, due = counted.anchor, counted.due
        owed = Owed(rule, terms, span, anchor, due, counted=(counted,))
        known, ahead = judged.is_known(needs, due.day), due.deadline > span.start
        if known and due.day >= floor:
            eve = judged.known_start(needs, due.day) - timedelta(days=1)
            last = _again_due(judged, terms, Anchor(Moment(eve)))
            unsure = Unsure("assumed", start.when.day, min(events_of(needs)))
            if ahead:
                other = last.due if last else None
                yield with_evidence(judged, owed._replace(other=other, unsure=unsure))
            return
        if not known and ahead and not anchor.entry and (span.end is None or due.deadline <= span.end):
            yield settled(judged, owed, None, None, "")
        counted = _again_due(judged, terms, Anchor(Moment(due.day, due.minute), None, ASSUMED))


def _again_due(judged: CaseContext, terms: t.Terms, anchor: Anchor) -> Counted | None:
    counted = _reading(judged, terms.timing, anchor).counted if isinstance(terms.timing, t.Within) else ()
    return counted[0] if counted else None


def _asked_first(judged: CaseContext, terms: t.Terms, span: Span) -> Anchor | None:
    """The last day of a duty that asks for the first, where that lies before the record starts and none is recorded."""
    events, days = events_of(terms.needs), list[date]()
    for other in judged.policy.rules:
        if other.kind != "deadline" or other.unverified or again(other.latest):
            continue
        for duty in judged.of(other.id) if events_of(other.latest.needs) == events else ():
            last = duty.due if duty.unsure else duty.other_due or duty.due
            began = span.end is None or duty.anchor.when.start < span.end
            if last is not None and began and duty.met is None and not judged.is_known(terms.needs, last.day):
                days.append(last.day)
    return Anchor(Moment(max(days)), None, FIRST) if days else None


def _too_short(judged: CaseContext, timing: t.Timing, anchor: Anchor) -> str:
    """What to ask for where nobody can say whether what a period is counted from lasted as long as is asked."""
    from_ = getattr(timing, "from_", None)
    if isinstance(timing, t.Within) and isinstance(timing.period, t.TermEnd):
        return "" if judged.calendar.term_of(anchor.when.day) else NO_TERM
    if not isinstance(from_, t.FromEvent) or LENGTH not in from_.event.where or anchor.entry is None:
        return ""
    sure = matching(from_.event, Asking(judged.times))
    return "" if any(entry.id == anchor.entry.id for entry in sure) else LASTED


# --- open ---------------------------------------------------------------------------------------------------------


def open_duties(judged: CaseContext, rule: Rule) -> Iterator[Duty]:
    """The duties of a rule without a date: owed for as long as it applies, once for each anchor."""
    terms = rule.latest
    timing = terms.timing
    if not isinstance(timing, t.Open):
        return
    for span in _in_force(judged.stretches(terms), terms):
        for anchor in _anchors(judged, timing.from_, span):
            running = isinstance(timing.from_, t.FromStart) or terms.in_force_on(anchor.when.day)
            if running and _lies_in(anchor, span):
                yield from _each(judged, rule, terms, span, Dated(anchor))


def _in_force(spans: Iterable[Span], terms: t.Terms) -> Iterator[Span]:
    """Stretches without the days after a rule's last: what has no date is owed no longer."""
    over = Moment(terms.until).start if terms.until else FOREVER
    for span in spans:
        if span.start < over:
            yield span if (FOREVER if span.end is None else span.end) <= over else span._replace(end=over, closed=None)


def _lies_in(anchor: Anchor, span: Span) -> bool:
    return anchor.when.end >= span.start and (span.end is None or anchor.when.start <= span.end)
