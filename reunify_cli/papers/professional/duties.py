"""Duties as a paper lists them: what is owed, by when and why then, how it stands, whose it is, and its source.

Three things are never run together: what was done late, what is *not recorded here* as done (it may have been), and
what the record cannot know because it does not reach back so far.
"""

from collections.abc import Callable, Iterable
from datetime import date

from reunify_cli.engine.duty import Duty, Standing, asks, days_late, standing
from reunify_cli.engine.matching import entries_of
from reunify_cli.engine.missing import Fault, missing
from reunify_cli.engine.owners import owner
from reunify_cli.frozen import dataclass
from reunify_cli.papers.professional.proof import Reason, reason
from reunify_cli.rules.conditions import passes
from reunify_cli.rules.phrasing import joined, timing_words, title_of
from reunify_cli.rules.terms import BeforeChange, BeforeEvent, BeforeStage, NeedEvent
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.phrases import (
    counted_from,
    days_words,
    late_words,
    listed,
    on_condition,
    short_day,
    when_words,
)

BROKEN = frozenset((Standing.BREACH, Standing.MISSED))
LATE = frozenset((Standing.OVERDUE,))
AHEAD = frozenset((Standing.DUE, Standing.UPCOMING))
DONE = frozenset((Standing.MET, Standing.MET_LATE, Standing.MET_OTHER, Standing.CLOSED))


@dataclass(frozen=True, slots=True)
class DutyLine:
    """One duty, or the same duty for several people."""

    title: str
    about: str
    """For whom or what, where it is owed for each of several; "" otherwise."""
    by: str
    why: str
    stands: str
    note: str
    """What is recorded but does not count, and why it does not."""
    source: str
    whose: str
    day: date | None
    """The day it is due, or was met; for the order of a list."""
    reason: Reason | None = None
    """Why it is due then, for the foot of the list."""


@dataclass(frozen=True, slots=True)
class DutyList:
    """The duties around a meeting or of some weeks, by how they stand."""

    broken: tuple[DutyLine, ...] = ()
    not_recorded: tuple[DutyLine, ...] = ()
    ask: tuple[DutyLine, ...] = ()
    """Its day has passed, and it may have been done before the record starts: late only after another day."""
    ahead: tuple[DutyLine, ...] = ()
    undated: tuple[DutyLine, ...] = ()
    done_late: tuple[DutyLine, ...] = ()
    done: tuple[DutyLine, ...] = ()
    not_known: tuple[DutyLine, ...] = ()
    """Fell due at a time of which the record is not complete: not late, and not done either."""
    unclear: tuple[DutyLine, ...] = ()
    varied: tuple[DutyLine, ...] = ()
    """Put off by a manager's exception, which ends by itself."""

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why each date is that date, of what is not simply done; a date that several lines share once."""
        listed = (*self.broken, *self.not_recorded, *self.ask, *self.ahead, *self.unclear, *self.done_late)
        found = {(each.reason.title, each.reason.by): each.reason for each in listed if each.reason is not None}
        return tuple(sorted(found.values(), key=lambda each: (each.day, each.title)))

    @property
    def nothing(self) -> bool:
        """Whether there is no duty at all."""
        return not any(getattr(self, name) for name in self.__slots__ if name != "not_known")


NO_DUTIES = DutyList()
Wanted = Callable[[Duty], bool]


def duties_between(stand: CaseView, first: date, last: date, wanted: Wanted | None = None) -> DutyList:
    """The duties that fall due from one day to another, both included, and whatever is late or broken by then.

    What a meeting's own entry has to hold is not listed: that is the agenda. Breaches and what can no longer be done
    are listed from `first` on, what can still be done however late it is.
    """
    found: dict[str, list[Duty]] = {}
    for duty in stand.judged.duties:
        if duty.rule.kind == "content" or (wanted is not None and not wanted(duty)) or duty.layer == "case":
            continue
        name = _pile(stand, duty, first, last)
        if name:
            found.setdefault(name, []).append(duty)
    return DutyList(**{name: lines(stand, duties) for name, duties in found.items()})


def _pile(stand: CaseView, duty: Duty, first: date, last: date) -> str:
    how = standing(duty, stand.now)
    day = duty.due.day if duty.due else duty.anchor.when.day
    inside = first <= day <= last
    match how:
        case Standing.BREACH | Standing.MISSED:
            return "broken" if inside else ""
        case Standing.OVERDUE:
            return "not_recorded"
        case Standing.DUE | Standing.UPCOMING:
            return "ahead" if inside else ""
        case Standing.OPEN:
            return "undated" if duty.due is None and not duty.rule.unverified else ""
        case Standing.MET_LATE | Standing.MET_OTHER:
            return "done_late" if inside else ""
        case Standing.MET:
            return "done" if inside and _met_inside(duty, first) else ""
        case Standing.NOT_KNOWN:
            return "ask" if asks(duty, stand.now) else "not_known" if inside else ""
        case Standing.UNCLEAR:
            return "unclear" if inside else ""
        case Standing.VARIED:
            return "varied"
    return ""


def _met_inside(duty: Duty, first: date) -> bool:
    return duty.met is not None and duty.met.day >= first


def lines(stand: CaseView, duties: Iterable[Duty]) -> tuple[DutyLine, ...]:
    """Duties as lines, the same duty for several people as one, by their days."""
    groups: dict[tuple[str, ...], list[Duty]] = {}
    for duty in duties:
        key = (duty.rule.id, str(duty.due), standing(duty, stand.now).value, *(() if duty.each else (duty.id,)))
        groups.setdefault(key, []).append(duty)
    made = [_line(stand, group) for group in groups.values()]
    return tuple(sorted(made, key=lambda line: (line.day or date.max, line.title)))


def _line(stand: CaseView, group: list[Duty]) -> DutyLine:
    duty = group[0]
    whom = joined([about(stand, each) for each in group if each.each])
    return DutyLine(
        title=duty.rule.title,
        about=whom,
        by=when_words(duty.due) if duty.due else "",
        why=why_then(stand, duty),
        stands=stands(stand, duty),
        note="; ".join(dict.fromkeys(filter(None, (_near(stand, each) for each in group)))),
        source=stand.source(duty.rule),
        whose=whose(stand, duty),
        day=duty.due.day if duty.due else None,
        reason=reason(stand, duty),
    )


def about(stand: CaseView, duty: Duty) -> str:
    """Whom or what one of several like duties is about: a person, an item of the plan, an entry; "" for others."""
    entry = stand.judged.history.by_id.get(duty.each)
    if entry is not None:
        return stand.titled(entry)
    return (stand.item_words(duty.each) or stand.known_as(duty.each)) if duty.each else ""


def why_then(stand: CaseView, duty: Duty) -> str:
    """Why a duty falls due when it does: what was counted from where, or what it must come before."""
    if duty.counted:
        counted = duty.counted[0]
        entry = counted.anchor.entry
        words = counted_from(counted, stand.kind(entry).title if entry else counted.anchor.why)
        return words + _otherwise(duty)
    match duty.terms.timing:
        case BeforeEvent(event):
            return f"before the {title_of(stand.vocabulary, event.event)}"
        case BeforeStage():
            return timing_words(duty.terms.timing, stand.policy)
        case BeforeChange():
            entry = duty.gated
            return f"before {stand.titled(entry)}" if entry else timing_words(duty.terms.timing, stand.policy)
    return ""


def _otherwise(duty: Duty) -> str:
    """What else may be the day: where the record does not tell, or the words can be read in two ways."""
    if duty.unsure is not None and duty.unsure.ahead:
        last = duty.late_after
        after = f"; late after {when_words(last)}" if last is not None and last != duty.due else ""
        return f"; {duty.unsure.words}{after}"
    return f"; or {when_words(duty.other_due)} by the other reading" if duty.other_due else ""


def stands(stand: CaseView, duty: Duty) -> str:
    """How a duty stands, in words that keep "late" and "not recorded here" apart."""
    how = standing(duty, stand.now)
    met = short_day(duty.met.day) if duty.met else ""
    match how:
        case Standing.BREACH:
            seen = f"; a manager saw this on {short_day(duty.seen.when.day)}" if duty.seen else ""
            return f"not recorded as in place when it was needed{seen}"
        case Standing.MISSED:
            return "not recorded as done, and too late to do now"
        case Standing.OVERDUE:
            return f"not recorded as done; it was due {late_words(days_late(duty, stand.now))}"
        case Standing.MET_LATE:
            late = days_late(duty, stand.now)
            how_late = f"{days_words(late)} late" if late else "after its hour"
            return f"done {met}, {how_late}{on_condition(duty.evidence)}"
        case Standing.MET_OTHER:
            return f"done {met}, in time by the other reading{on_condition(duty.evidence)}"
        case Standing.MET:
            return f"done {met}{on_condition(duty.evidence)}"
        case Standing.CLOSED:
            return f"closed by {stand.titled(duty.closed)}" if duty.closed else "closed"
        case Standing.VARIED:
            until = f" until {short_day(duty.varied.until.day)}" if duty.varied and duty.varied.until else ""
            late = days_late(duty, stand.now)
            return f"a manager's exception{until}{f'; {days_words(late)} late when it was made' if late else ''}"
        case Standing.NOT_KNOWN:
            return _not_known(duty)
        case Standing.UNCLEAR:
            return duty.unclear or "give the times of that day"
        case Standing.OPEN:
            return "owed"
    if duty.booked is not None:
        too_late = ", too late" if duty.booked_too_late else ""
        return f"booked for {when_words(duty.booked)}{too_late}"
    return ""


def _not_known(duty: Duty) -> str:
    """Why nobody can say whether a duty was done."""
    if duty.unsure is None or duty.not_known:
        return "not known here: the record does not reach back so far"
    if duty.unsure.entry:
        return f"recorded as done {short_day(duty.unsure.since)}; not recorded: {duty.unsure.fact}"
    return "not recorded: ask whether it was done"


def _near(stand: CaseView, duty: Duty) -> str:
    """What is recorded that comes near to meeting a duty, and why it does not: done, but not as it was asked."""
    if standing(duty, stand.now) not in BROKEN | LATE:
        return ""
    short = _fell_short(stand, duty)
    if short:
        return f"recorded, but it does not count: {short}"
    for each in missing(stand.judged, duty):
        outside = each.near is None or each.near.when.start < duty.opened or not each.why_not
        if not outside and each.near is not None and each.fault is not Fault.OUTSIDE:
            return f"recorded, but it does not count: {stand.titled(each.near)} ({each.why_not})"
    return ""


def _fell_short(stand: CaseView, duty: Duty) -> str:
    """The latest entry of the kind asked for that says something else: a visit at which the child was not seen."""
    need = duty.terms.needs
    if not isinstance(need, NeedEvent) or duty.rule.kind == "gate":
        return ""
    entries = entries_of(need.event.event, stand.judged.times)
    later = [e for e in entries if duty.anchor.when.start < e.when.start <= stand.now]
    if not later:
        return ""
    fields = stand.kind(later[-1]).fields
    # Only what was answered with yes or no: another kind of the same event is another thing, not a poorer one.
    asked = [
        (name, test) for name, test in need.event.where.items() if name in fields and fields[name].type == "yes-no"
    ]
    wrong = [name for name, test in asked if passes(test, later[-1].get(name), lambda _: None) is False]
    said = listed(f"{fields[name].title}: {stand.value(later[-1], name)}" for name in wrong)
    return f"{stand.titled(later[-1])} ({said})" if said else ""


def whose(stand: CaseView, duty: Duty) -> str:
    """Who owes a duty: the person where one is known, with the role."""
    found = owner(stand.judged, duty, stand.now)
    role = title_of(stand.vocabulary, found.role) if found.role else ""
    if not found.key:
        return role
    return f"{stand.person(found.key)} ({role})" if role else stand.person(found.key)
