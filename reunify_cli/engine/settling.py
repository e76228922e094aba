"""What met a duty, what closed it, and whether anybody can know: the same for what is owed once and again and again."""

from typing import Final, NamedTuple

from reunify_cli.engine.case_context import CaseContext
from reunify_cli.engine.duty import Anchor, Counted, Duty, Unsure
from reunify_cli.engine.evidence import TIMES, Found, both_ways, events_of, find, left_out, tells
from reunify_cli.engine.matching import Asking, latest
from reunify_cli.engine.stretches import anchors
from reunify_cli.engine.timeline import FOREVER, Span, last_position
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment, position_day
from reunify_cli.rules import periods
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.conditions import Told
from reunify_cli.rules.periods import Due
from reunify_cli.rules.policy import Rule
from reunify_cli.rules.terms import EventRef, FromEvent, NeedAny, NeedEvent, Terms, Within

ASSUMED: Final = "the last day on which it was due before; when it was done is not recorded"
"""What a date is counted from where the last one is not recorded."""


class Owed(NamedTuple):
    """What is owed in a stretch, before anyone asked whether it was done."""

    rule: Rule
    terms: Terms
    span: Span
    anchor: Anchor
    due: Due | None = None
    other: Due | None = None
    counted: tuple[Counted, ...] = ()
    each: str = ""
    doubt: str = ""
    """What has to be recorded before anyone can say whether it is owed."""
    unsure: Unsure | None = None
    """Why its date is not certain."""
    stands: bool = False
    """Whether its date holds though it lies before the record starts: what it is counted from was the last."""


def with_evidence(judged: CaseContext, owed: Owed) -> Duty:
    """The duty, with what met or closed it, and whether anybody could know."""
    terms, anchor = owed.terms, owed.anchor
    if judged.known and (begun := _begun_before(judged, owed)) is not None:
        owed = owed._replace(unsure=begun, other=None if owed.unsure else owed.other)
    since = since_position(judged, terms, anchor.when)
    ask = Asking(
        judged.times,
        max(since, opening(terms, anchor.when, judged.calendar)) if terms.not_before else since,
        None,
        None,
        last_position(owed.span.end, owed.span.closed),
        frozenset((anchor.entry.id,)) if anchor.entry else frozenset(),
        owed.each,
        anchor.entry,
    )
    found, unclear = both_ways(terms.needs, ask)
    closing = find(terms.closed_by, ask) if terms.closed_by else None
    if closing and (found is None or closing.when.start < found.when.start):
        found, unclear = None, ""
    else:
        closing = None
    if closing is None and tells(terms.needs):
        asked = _not_told(owed, found, ask)
        if asked is not None:
            return settled(judged, owed._replace(unsure=asked, other=None), None, None, "")
        unclear = unclear if unclear == TIMES else ""
    return settled(judged, owed, found, closing, unclear)


def _not_told(owed: Owed, found: Found | None, ask: Asking) -> Unsure | None:
    """Why nobody can say whether something was done in time: an entry in time leaves out what it has to tell.

    What came too late is late whatever it leaves out, so nothing is asked about it.
    """
    needs = owed.terms.needs
    if found is not None and _may_be_in_time(owed, found):
        return None
    could = find(needs, ask._replace(lenient=True))
    if could is None or not _may_be_in_time(owed, could):
        return None
    out = left_out(needs, could, ask)
    return out and Unsure("told", out.entry.when.day, out.entry.event, out.title, out.entry.id, out.says)


def _may_be_in_time(owed: Owed, found: Found) -> bool:
    """Whether something was done in time by any reading, or may have been."""
    days = [due for due in (owed.due, owed.other) if due is not None]
    return not days or any(due.in_time(found.when) is not False for due in days)


def settled(judged: CaseContext, owed: Owed, found: Found | None, closing: Found | None, unclear: str) -> Duty:
    """The duty, with what met or closed it, or with why nobody can know.

    What fell due while the record was not complete, and was not done in time as far as it goes, is not known. What
    fell due while it was, and was not done before the record breaks off, was missed: whether it was done after that
    nobody can know, and it is not late for ever.
    """
    rule, terms, span, anchor, due, other, counted, each, doubt, unsure, stands = owed
    needs, ended, ended_by, booked, not_known = terms.needs, span.end, span.closed, None, False
    closed = closing.entries[-1] if closing and closing.entries else None
    day = due.day if due else anchor.when.day
    breaks_off = judged.known_until(needs, day) if judged.known else None
    if breaks_off is not None and (found is None or found.when.day > breaks_off) and due and not closed:
        end = Moment(breaks_off).end + 1
        ended, ended_by, unclear = end if ended is None else min(end, ended), None, ""
        found = closed = None
    else:
        late = found is None or (due is not None and due.in_time(found.when) is False)
        by_the_hour = due is not None and due.minute is not None
        hour = hour_unclear(due, found, span.closed) if by_the_hour and not (doubt or unclear) else ""
        unclear = hour or ("" if found else doubt or unclear)
        not_known = late and not closed and bool(judged.known) and not stands and not judged.is_known(needs, day)
        if found and late and unsure and not closed:
            # Done, but whether in time hangs on what the record does not hold.
            not_known = unsure.why == "once" or (other is not None and other.in_time(found.when) is not False)
        booked = judged.booked(needs, anchor.when) if found is None and judged.bookings else None
    met, evidence = found or (None, ())
    # Most fields by their places: to match the names of so many takes longer than to look for the evidence.
    return Duty(
        judged.case_id, rule, terms, anchor, each, span.start, ended, ended_by, due, other, met, evidence, closed,
        unclear=unclear if unclear or found or closed or not span.doubts else in_doubt(due, span),
        not_known=not_known,
        booked=booked,
        counted=counted,
        unsure=None if found or closed else unsure,
    )  # fmt: skip


def _begun_before(judged: CaseContext, owed: Owed) -> Unsure | None:
    """Why a duty that is done once is not certain: its time began before the record starts, so it may have been done.

    What is done again and again is another matter: there the last one recorded is taken as the last.
    """
    terms = owed.terms
    if again(terms):
        return None
    begun = max(owed.anchor.when.day, position_day(opening(terms, owed.anchor.when, judged.calendar)))
    if owed.due is None or judged.is_known(terms.needs, begun) or not judged.is_known(terms.needs, owed.due.day):
        return None
    events = sorted(events_of(terms.needs))
    return Unsure("once", begun, events[0]) if events else None


def again(terms: Terms) -> bool:
    """Whether what a date is counted from is also what meets it, so that one makes the next due.

    What an entry has to tell before it counts makes no difference: it does not have to be told to begin the next.
    """
    timing, needs = terms.timing, terms.needs
    if not (isinstance(timing, Within) and isinstance(timing.from_, FromEvent)) or timing.from_.field:
        return False
    started = timing.from_.event
    ways = needs.needs if isinstance(needs, NeedAny) else (needs,)
    return all(
        isinstance(way, NeedEvent)
        and way.event.event == started.event
        and {name: test for name, test in way.event.where.items() if not isinstance(test, Told)} == started.where
        for way in ways
    )


def in_doubt(due: Due | None, span: Span) -> str:
    """What to ask for where a stretch may have ended before a duty falls due, on a day nobody put in order."""
    if not span.doubts:
        return ""
    deadline = due.deadline if due else FOREVER
    return TIMES if any(lo < deadline <= hi for lo, hi in span.doubts) else ""


def hour_unclear(due: Due | None, found: Found | None, ended_by: Entry | None) -> str:
    """What to ask for where a due hour and a closing or an act fall on one day and nobody wrote down the time."""
    if due is None or due.minute is None:
        return ""
    if found is not None:
        return "give the time it was done: it was due that day at an hour" if due.in_time(found.when) is None else ""
    if ended_by is not None and ended_by.when.minute is None and ended_by.when.day == due.day:
        return "give the time of what ended it: it was due that day at an hour"
    return ""


# --- from when on -------------------------------------------------------------------------------------------------


def opens(duty: Duty, calendar: Calendar) -> int:
    """The position before which nothing meets a duty, where its rule has a `not-before`; else the beginning."""
    return opening(duty.terms, duty.anchor.when, calendar)


def opening(terms: Terms, anchor: Moment, calendar: Calendar) -> int:
    """The same for what is counted from an anchor."""
    if terms.not_before is None:
        return 0
    first = periods.due(anchor.day, anchor.minute, terms.not_before, calendar)
    return Moment(first.day, first.minute).start


def since_position(judged: CaseContext, terms: Terms, anchor: Moment) -> int:
    """From when evidence counts: the anchor, unless the rule says since when."""
    since = terms.since
    if since is None:
        return anchor.start
    if isinstance(since, str):
        return 0
    if isinstance(since, EventRef):
        found = latest(since, Asking(judged.times, until=anchor.end))
        return found.when.start if found else 0
    earlier = anchors(since, Span(0, anchor.end), judged.times)
    return earlier[-1].when.start if earlier else 0
