"""What a rhythm's next date is counted from, and which days are possible, where the record is not complete throughout.

What was recorded counts, from whatever time. Where nothing recorded says when it was last done, it is taken to have
been done on its last lawful day. Which of a series it was, and whether a phase is over, may not be known: then the
soonest day is shown, and it is late only after the last.
"""

from datetime import date, timedelta
from typing import Final, NamedTuple

from reunify_cli.engine.beats import Course, next_due
from reunify_cli.engine.case_context import CaseContext
from reunify_cli.engine.duty import Anchor, Counted, Unsure
from reunify_cli.engine.evidence import Found, events_of
from reunify_cli.engine.settling import ASSUMED
from reunify_cli.frozen import replace
from reunify_cli.model.moment import Moment
from reunify_cli.rules import periods
from reunify_cli.rules.periods import Due
from reunify_cli.rules.policy import Rule
from reunify_cli.rules.terms import Every, FactPeriod, Phases, Terms

SETTLED: Final = 99
"""A count at which every rhythm has reached its last interval."""
PLACES: Final = {"first": 1, "second": 2, "third": 3, "later": SETTLED}
"""How often something was done, by what an entry says of its kind."""


class Place(NamedTuple):
    """The fewest and the most times that something may have been done: one number where the record tells."""

    low: int
    high: int


class Last(NamedTuple):
    """What the next date is counted from: the start, what was last done, or a day on which it is assumed to be."""

    anchor: Anchor
    place: Place
    by_days: Place
    """The same by the days alone, where the entry itself says which of a series it was."""
    floor: date | None = None
    """Where nothing recorded says when it was last done: from when on the record is complete again."""
    since: date | None = None
    """The day of the last recorded thing that an assumed one is reckoned from."""
    least: int = 0
    """How many are recorded."""


def first_of(judged: CaseContext, rule: Rule, anchor: Anchor, place: Place) -> Last:
    """The start of a stretch. Where that lies before the record starts, what was done since may not be recorded."""
    if not judged.known:
        return Last(anchor, place, place, least=place.low)
    needs, day = rule.latest.needs, anchor.when.day
    floor = None if judged.is_known(needs, day) else judged.known_again(needs, day)
    return Last(anchor, place, place, floor, day, place.low)


def assumed(last: Last, due: Due, floor: date) -> Last:
    """Taken to have been done on its last lawful day, after which nothing is known until the record starts."""
    place = Place(last.place.low + 1, last.place.high + 1)
    since = last.since or last.anchor.when.day
    return Last(Anchor(Moment(due.day, due.minute), None, ASSUMED), place, place, floor, since, last.least)


def done(judged: CaseContext, terms: Terms, course: Course, last: Last, found: Found) -> Last:
    """What was recorded as done, and which of its series it was, as far as the record tells.

    The entry itself may say so, or a record that is complete since the start. Else it was the first where it came
    by that one's last day, and a later one where it came after the last day of all that are told apart.
    """
    entry = found.entries[-1] if found.entries else None
    anchor = Anchor(found.when, entry)
    by_days = _place(judged, terms, course, last, found.when.day)
    said = PLACES.get(str(entry.get("kind"))) if entry and judged.known else None
    if said is None:
        return Last(anchor, by_days, by_days, least=last.least + 1)
    return Last(anchor, Place(said, said), by_days, least=said)


def _place(judged: CaseContext, terms: Terms, course: Course, last: Last, day: date) -> Place:
    low = last.least + 1
    if last.floor is None and judged.known_throughout(terms.needs, last.anchor.when.day, day):
        return Place(last.place.low + 1, last.place.high + 1)
    days = _last_days(judged, terms, course)
    if not days:
        return Place(SETTLED, SETTLED)
    if day <= days[0]:
        return Place(low, low)
    return Place(max(low, len(days)), SETTLED) if day > days[-1] else Place(low, SETTLED)


def _last_days(judged: CaseContext, terms: Terms, course: Course) -> list[date]:
    """The last lawful day of each of a series that is told apart from those after it, counted from the start."""
    timing, start, found = terms.timing, course.start.when, list[date]()
    if not isinstance(timing, Every) or isinstance(timing.intervals, FactPeriod):
        return found
    series = [timing.first or timing.intervals[0], *timing.intervals[1:]]
    for period in series[:-1]:
        over = periods.due(start.day, start.minute, period, judged.calendar)
        found.append(over.day)
        start = Moment(over.day, over.minute)
    return found


# --- which days are possible --------------------------------------------------------------------------------------


def possible_dates(
    judged: CaseContext, terms: Terms, course: Course, anchor: Anchor, last: Last, found: Found | None
) -> tuple[Counted, Counted, Counted] | None:
    """The soonest day on which the next one may fall due; the last by the days alone; the last of all.

    None where no rhythm is set. They differ where it is not known which of a series was last done, or whether a
    rhythm has changed since.
    """
    soonest = next_due(judged, terms, course, anchor, last.place.low, found)
    if soonest is None:
        return None
    told = last.place.low == last.place.high and last.by_days == last.place and not isinstance(terms.timing, Phases)
    if told or not judged.known:
        return soonest, soonest, soonest
    possible = _possible(judged, terms, course, anchor, last.place, found)
    widest = possible
    if last.by_days != last.place:
        widest = [*possible, *_possible(judged, terms, course, anchor, last.by_days, found)]
    return min(possible, key=_deadline), max(widest, key=_deadline), max(possible, key=_deadline)


def _possible(
    judged: CaseContext, terms: Terms, course: Course, anchor: Anchor, place: Place, found: Found | None
) -> list[Counted]:
    timing = terms.timing
    most = len(timing.intervals) if isinstance(timing, Every) and not isinstance(timing.intervals, FactPeriod) else 1
    counts = range(place.low, max(place.low, min(place.high, most)) + 1)
    courses = (course, replace(course, early=True)) if isinstance(timing, Phases) else (course,)
    dates = [next_due(judged, terms, each, anchor, count, found) for count in counts for each in courses]
    return [each for each in dates if each is not None]


def why_unsure(
    judged: CaseContext, terms: Terms, course: Course, last: Last, dates: tuple[Counted, Counted, Counted]
) -> tuple[Unsure | None, Due | None]:
    """Why the next date is not certain, and the day after which it is late all the same."""
    soonest, _, longest = dates
    events = sorted(events_of(terms.needs))
    event = events[0] if events else ""
    if last.floor is not None:
        eve = judged.known_start(terms.needs, soonest.due.day) - timedelta(days=1)
        found = _possible(judged, terms, course, Anchor(Moment(eve)), Place(0, SETTLED), None)
        latest = max([soonest.due, *(each.due for each in found)], key=lambda due: due.deadline)
        return Unsure("assumed", last.since or eve, event), latest
    if soonest.due == longest.due:
        return None, None
    if last.place.low != last.place.high:
        return Unsure("place", course.start.when.day, event), longest.due
    return Unsure("phase", course.start.when.day, _until(terms) or event), longest.due


def _until(terms: Terms) -> str:
    """The event that ends the first phase of a rhythm."""
    timing = terms.timing
    ends = [phase.until.event for phase in timing.phases if phase.until] if isinstance(timing, Phases) else []
    return ends[0] if ends else ""


def _deadline(counted: Counted) -> int:
    return counted.due.deadline
