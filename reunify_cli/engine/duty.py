"""A duty: one rule applied to one case, with what it is counted from, when it is due and what met it.

A duty holds only what follows from the record. How it stands depends on the moment one asks; that is `standing`.
"""

from datetime import date
from enum import StrEnum
from typing import Literal, NamedTuple

from reunify_cli.engine.timeline import last_position
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import MINUTES_IN_DAY, Moment, moment_at, position_day
from reunify_cli.rules.periods import Due
from reunify_cli.rules.policy import DUE_SOON, Rule, Source
from reunify_cli.rules.terms import BeforeEvent, Terms


class Standing(StrEnum):
    """How a duty stands at a moment."""

    NOT_STARTED = "not-started"
    OPEN = "open"
    UPCOMING = "upcoming"
    DUE = "due"
    OVERDUE = "overdue"
    MISSED = "missed"
    MET = "met"
    MET_LATE = "met-late"
    MET_OTHER = "met-other-reading"
    CLOSED = "closed"
    VARIED = "varied"
    LAPSED = "lapsed"
    BREACH = "breach"
    UNCLEAR = "unclear"
    NOT_KNOWN = "not-known"

    @property
    def to_do(self) -> bool:
        """Whether somebody still has something to do."""
        return self in (Standing.OPEN, Standing.UPCOMING, Standing.DUE, Standing.OVERDUE)


class Anchor(NamedTuple):
    """What a duty is counted from."""

    when: Moment
    entry: Entry | None = None
    why: str = ""
    """In words where no entry made it so: a birthday, time passed, the day the record begins."""

    @property
    def name(self) -> str:
        """The part of a duty's id that the anchor gives: the entry's id, else its day."""
        return self.entry.id if self.entry else f"on-{self.when.day.isoformat()}"


class Counted(NamedTuple):
    """One reading of a deadline: what was counted, from where, and to which day; for `why`."""

    anchor: Anchor
    period: str
    due: Due
    how: str = ""


class Unsure(NamedTuple):
    """Why a date is not certain: the record is not complete of what it hangs on."""

    why: Literal["assumed", "place", "phase", "once", "fact", "told"]
    """What is not known: when it was last done, which of a series that was, whether a rhythm changed, whether it was
    done before the record starts, a fact that decides which rule applies, or what the entry that would meet it leaves
    out (who made an assessment)."""
    since: date
    """That there was none since this day would make it certain."""
    event: str
    """The event type or class that would have been recorded."""
    fact: str = ""
    """The title of the fact, or of the field of an entry, that is not recorded, where it is one."""
    entry: str = ""
    """The id of the entry that leaves something out, where one does."""
    says: tuple[str, ...] = ()
    """What that entry would say to count, and what it would say not to, as `key=value`."""

    @property
    def words(self) -> str:
        """Why the date is not certain, in a few words."""
        if self.why == "told":
            return f"done; not recorded: {self.fact}"
        return f"not recorded: {self.fact}" if self.why == "fact" else _UNSURE[self.why]

    @property
    def ahead(self) -> str:
        """The same while the date lies ahead: that of something done once stands plainly until it has passed."""
        return "" if self.why == "once" else self.words


_UNSURE = {
    "assumed": "at the latest, not recorded",
    "place": "which of the series the last one was is not recorded",
    "phase": "what makes it less often may have happened before this record starts",
    "once": "not recorded, may have been done before this record starts",
}


class Duty(NamedTuple):
    """A rule applied to a case."""

    case: str
    rule: Rule
    terms: Terms
    anchor: Anchor
    each: str = ""
    """The person or item it is about, where the rule has one duty for each."""
    opened: int = 0
    ended: int | None = None
    """The position at which its stretch closed, also where that lies ahead (an 18th birthday)."""
    ended_by: Entry | None = None
    due: Due | None = None
    other_due: Due | None = None
    met: Moment | None = None
    evidence: tuple[Entry, ...] = ()
    closed: Entry | None = None
    breach: bool = False
    gated: Entry | None = None
    """The entry that passed the gate, where the rule is one."""
    unclear: str = ""
    """What has to be recorded before anyone can say; empty where that is clear."""
    not_known: bool = False
    """Whether it fell due at a time of which the record is not complete."""
    missed_at: bool = False
    """Whether it could be done only at its anchor (who came to a meeting), so that it cannot be made good."""
    booked: Moment | None = None
    counted: tuple[Counted, ...] = ()
    seen: Entry | None = None
    varied: Entry | None = None
    crowded: bool = False
    """Whether what it comes before was booked too late for it to be done by the day that its rule names."""
    unsure: Unsure | None = None
    """Why `due` is the soonest of several possible days; `other_due` is then the last of them."""
    layer: str = ""
    """`case` where the duty is the case's own: an action from a plan or a meeting."""

    @property
    def id(self) -> str:
        """The duty's stable name: case, rule, anchor, and the person or item."""
        parts = (self.case, self.rule.id, self.anchor.name, *((self.each,) if self.each else ()))
        return ":".join(parts)

    @property
    def source(self) -> Source:
        """Where the duty comes from."""
        return self.rule.source

    @property
    def late_after(self) -> Due | None:
        """The day after which it is certainly late, if not done; None where no day makes that certain."""
        if self.unsure is None:
            return self.due
        return None if self.unsure.why in ("once", "told") else self.other_due

    @property
    def last(self) -> int | None:
        """The last position that its stretch may still reach: all of the day of an ending without a time."""
        return last_position(self.ended, self.ended_by)

    @property
    def lapses(self) -> bool:
        """Whether its stretch closes before it falls due, so that it never does."""
        return self.ended is not None and self.due is not None and self.due.deadline > self.ended

    def can_be_varied_by(self, entry: Entry) -> bool:
        """Whether a manager's variation may be of this duty: never of law, never without end, and not after the fact.

        What is asked about one event (a gate, or what a meeting records) is varied where that event lies between the
        day of the variation and the midnight that ends its last; any other duty where the variation touches the
        stretch in which it is owed.
        """
        if self.rule.weight == "law" or entry.until is None:
            return False
        if self.gated is None:
            return entry.until.end >= self.opened and (self.ended is None or entry.when.start < self.ended)
        passed = self.gated.when
        midnight = passed.minute == 0  # the one that ends its last day
        return passed.before(entry.when) is not True and passed.end <= entry.until.end + midnight

    @property
    def booked_too_late(self) -> bool:
        """Whether the meeting that would meet it is booked for after it is due."""
        return self.crowded or bool(self.booked and self.due and self.due.in_time(self.booked) is False)


def standing(duty: Duty, now: int, soon_days: int = DUE_SOON) -> Standing:
    """How a duty stands at a position in time (minutes; the end of a day to judge by days).

    The due date never depends on `now`; this does. A duty whose source is unverified is never late.
    """
    unsure = duty.rule.unverified
    if duty.not_known:
        return Standing.NOT_KNOWN
    if duty.breach:
        return Standing.OPEN if unsure else Standing.VARIED if duty.varied else Standing.BREACH
    if duty.unclear:
        return Standing.UNCLEAR
    if duty.anchor.when.start > now:
        return Standing.NOT_STARTED
    if duty.met is not None:
        return Standing.MET if unsure else _met(duty, duty.met)
    if duty.closed is not None:
        return Standing.CLOSED
    over = duty.ended is not None and duty.ended <= now
    if duty.lapses or (over and (duty.due is None or unsure)):
        return Standing.LAPSED
    if over and not duty.missed_at and not _sure_by(duty, duty.ended):
        return Standing.NOT_KNOWN
    if duty.missed_at or over:
        return Standing.OPEN if unsure else Standing.VARIED if _excused(duty) else Standing.MISSED
    if varied_at(duty.varied, now):
        return Standing.VARIED
    if duty.unsure is not None and duty.unsure.why == "told":
        return Standing.OPEN if unsure else Standing.NOT_KNOWN
    return _ahead(duty, now, soon_days)


def asks(duty: Duty, now: int, soon_days: int = DUE_SOON) -> bool:
    """Whether a list asks for it: it may have been done before the record starts, and can still be answered."""
    over = duty.not_known or (duty.ended is not None and duty.ended <= now)
    return duty.unsure is not None and not over and standing(duty, now, soon_days) is Standing.NOT_KNOWN


def _sure_by(duty: Duty, position: int | None) -> bool:
    """Whether it is certain at a position that a duty which is not done is late, or was never due."""
    if duty.unsure is None or position is None:
        return True
    last = duty.late_after
    return last is not None and last.deadline <= position


def varied_at(variation: Entry | None, now: int) -> bool:
    """Whether a variation holds at a position: from the day it was given to its last day."""
    return bool(variation and variation.until and variation.when.start <= now <= variation.until.end)


def _excused(duty: Duty) -> bool:
    """Whether a variation held when a duty, which can be done no longer, was to be done."""
    if duty.varied is None or duty.due is None:
        return duty.varied is not None
    return varied_at(duty.varied, duty.due.deadline - 1)


def _met(duty: Duty, met: Moment) -> Standing:
    # What a gate found in place was there before it was passed: the gate has judged the order already.
    timing = duty.terms.timing
    ahead = isinstance(timing, BeforeEvent) and timing.lead is not None
    if duty.due is None or (duty.gated is not None and duty.rule.kind == "gate" and not ahead):
        return Standing.MET
    match duty.due.in_time(met):
        case None:
            return Standing.UNCLEAR
        case True:
            return Standing.MET
    other = duty.other_due is not None and duty.other_due.in_time(met)
    return Standing.MET_OTHER if other else Standing.MET_LATE


def _ahead(duty: Duty, now: int, soon_days: int) -> Standing:
    if duty.due is None:
        return Standing.OPEN
    if duty.due.in_time(moment_at(now, timed=True)) is False:
        if duty.rule.unverified:
            return Standing.OPEN
        last = duty.late_after
        sure = last is not None and last.in_time(moment_at(now, timed=True)) is False
        return Standing.OVERDUE if sure else Standing.NOT_KNOWN
    days = duty.due.day.toordinal() - now // MINUTES_IN_DAY
    return Standing.DUE if days <= soon_days else Standing.UPCOMING


def days_late(duty: Duty, now: int) -> int:
    """How late a duty is at a position, or was when it stopped being late, in calendar days.

    Counted from the day after which it is late. To the day it was met; to the day on which it became impossible, was
    closed, or a manager made an exception to it; otherwise to the day of `now`. So the figure of a duty that is over
    is the same whenever one asks.
    0 for what is not late, and for what nobody can say.
    """
    last = duty.late_after
    if last is None:
        return 0
    match standing(duty, now):
        case Standing.OVERDUE:
            until = position_day(now)
        case Standing.MET_LATE if duty.met is not None:
            until = duty.met.day
        case Standing.MISSED:
            until = _impossible_from(duty, now)
        case Standing.CLOSED if duty.closed is not None and not duty.rule.unverified:
            until = duty.closed.when.day
        case Standing.VARIED if duty.varied is not None and not duty.rule.unverified:
            until = duty.varied.when.day
        case _:
            return 0
    return max(0, (until - last.day).days)


def _impossible_from(duty: Duty, now: int) -> date:
    """The day from which a missed duty could be done no longer."""
    if duty.missed_at:
        return duty.anchor.when.day
    return position_day(now if duty.ended is None else duty.ended)
