"""What has ended for a child by a moment: their life, their childhood, the case, being looked after.

The one place that knows. Screens, lists, papers, exports and calendars ask here, so that none of them goes on as if
nothing had happened.
"""

from typing import Final, Literal, NamedTuple

from reunify_cli.engine.case_context import CaseContext
from reunify_cli.engine.timeline import spans
from reunify_cli.engine.vocabulary_index import LOOKED_AFTER
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment, birthday, position_day

ALIVE: Final = "alive"
OPEN: Final = "case-open"
"""The facts that say whether the child lives, and whether the case goes on."""
CLOSED: Final = "case-closed"
"""The event type that closes a case, with its outcome."""
DIED: Final = "died"
"""The outcome, and the event type, after which nothing is suggested to anyone."""
REVIEW: Final = "review"
"""The meetings that are held only for a child who is looked after."""
OF_AGE: Final = 18

How = Literal["died", "eighteen", "closed", "ceased"]


class Ended(NamedTuple):
    """One thing that has ended, when, and the entry that says so, if one does."""

    how: How
    when: Moment | None = None
    """None where a death is recorded without its day."""
    entry: Entry | None = None

    @property
    def all_over(self) -> bool:
        """Whether nothing goes on here: after ceasing to be looked after, the way home does."""
        return self.how != "ceased"


def endings(judged: CaseContext, now: int) -> tuple[Ended, ...]:
    """Everything that has ended by a position; what says most comes first."""
    found: list[Ended] = []
    closing = _closed(judged, now)
    died = _died(judged, now) or (closing and closing.entry and _closed_by_death(closing.entry))
    if died:
        found.append(died)
    born = judged.case.child.born
    if born is not None:
        day = Moment(birthday(born, OF_AGE))
        if day.start <= now and not (died and died.when and died.when.day < day.day):
            found.append(Ended("eighteen", day))
    if closing:
        found.append(closing)
    ceased = _ceased(judged, now)
    if ceased and not {"died", "eighteen"} & {each.how for each in found}:
        found.append(ceased)
    return tuple(found)


def ended(judged: CaseContext, now: int) -> Ended | None:
    """What says most of all that has ended by a position; None while the child is looked after, or never was."""
    return next(iter(endings(judged, now)), None)


def called_off(judged: CaseContext, what: str, now: int) -> Ended | None:
    """What makes a meeting that is still booked pointless; None where it can be held, or was booked since."""
    booked = judged.bookings.get(what)
    if booked is None:
        return None
    when, entry = booked
    for each in endings(judged, now):
        if each.when is not None and (when.before(each.when) is True or _booked_since(entry, each)):
            continue
        if each.all_over or what in judged.policy.vocabulary.kinds.get(REVIEW, ()):
            return each
    return None


def can_be_held(judged: CaseContext, now: int) -> dict[str, tuple[Moment, Entry]]:
    """The bookings, by event, without those that what has ended keeps from being held."""
    return {what: booked for what, booked in judged.bookings.items() if called_off(judged, what, now) is None}


def _booked_since(booking: Entry, over: Ended) -> bool:
    """Whether a meeting was booked by someone who could know of the end: dated after it, and written after it."""
    if over.when is None or over.when.before(booking.when) is not True:
        return False
    return over.entry is None or over.entry.index < booking.index


def still_booked(judged: CaseContext, now: int) -> tuple[tuple[str, Moment, Ended], ...]:
    """The meetings booked for a day to come that nothing can be held for any longer, each with what ended; by date."""
    today = Moment(position_day(now)).start
    found = [
        (what, when, over)
        for what, (when, _) in judged.bookings.items()
        if when.end >= today and (over := called_off(judged, what, now)) is not None
    ]
    return tuple(sorted(found, key=lambda each: (each[1].start, each[0])))


def _fact_ends(judged: CaseContext, name: str, now: int) -> tuple[Moment, Entry | None] | None:
    """When a fact came to be no, as it now is, and what made it so; None where it is not no."""
    if name not in judged.policy.vocabulary.facts or judged.times.fact_at(name, now) is not False:
        return None
    step = [each for each in judged.times.fact(name) if each.at <= now][-1]
    return (step.cause.when if step.cause else Moment(position_day(step.at))), step.cause


def _died(judged: CaseContext, now: int) -> Ended | None:
    found = _fact_ends(judged, ALIVE, now)
    return Ended("died", *found) if found else None


def _closed(judged: CaseContext, now: int) -> Ended | None:
    found = _fact_ends(judged, OPEN, now)
    return Ended("closed", *found) if found else None


def _closed_by_death(entry: Entry) -> Ended | None:
    return Ended("died", None, entry) if entry.fields.get("outcome") == DIED else None


def _ceased(judged: CaseContext, now: int) -> Ended | None:
    if LOOKED_AFTER not in judged.policy.vocabulary.facts or judged.times.fact_at(LOOKED_AFTER, now) is not False:
        return None
    over = [span for span in spans(judged.times.fact(LOOKED_AFTER)) if span.end is not None and span.end <= now]
    if not over or over[-1].end is None:
        return None
    closed = over[-1].closed
    return Ended("ceased", closed.when if closed else Moment(position_day(over[-1].end)), closed)
