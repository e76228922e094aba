"""Examples at their limits: each dated rule's own example, moved to the days on which counting goes wrong.

An example shows one date. Here it is moved, journal and all, so that what is counted from lies on the Friday before a
bank holiday, on Maundy Thursday, between Christmas and New Year, on 28 and 29 February, at a month's end, on a Sunday
on which the clocks change. There must hold what holds everywhere: not late on the day it is due, late on the day after;
done the day before or on the day is in time, done the day after is late.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Final

from reunify_cli.engine.duty import Duty, Standing, standing
from reunify_cli.engine.judgement import Judgement
from reunify_cli.frozen import dataclass, replace
from reunify_cli.model.case import Case, Entry
from reunify_cli.model.history import history
from reunify_cli.model.moment import MINUTES_IN_DAY, Moment, moment_at
from reunify_cli.model.people import Relative
from reunify_cli.policy_store.examples import Example
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.policy import Policy
from reunify_cli.rules.terms import BeforeEvent, ItemDay, Terms, Within

LATE: Final = (Standing.OVERDUE, Standing.MISSED)
MET: Final = (Standing.MET,)
TOO_LATE: Final = (Standing.MET_LATE, Standing.MET_OTHER)


@dataclass(frozen=True, slots=True)
class Movable:
    """An example that can be moved: its journal up to what the duty is counted from, and what met the duty."""

    example: Example
    duty: Duty
    case: Case
    """The case without what met the duty."""
    evidence: tuple[Entry, ...] = ()
    """What met it; empty where the example does not say."""


@dataclass(frozen=True, slots=True)
class Moved:
    """An example moved to a day: the duty there, and in plain words what is wrong."""

    anchor: date
    duty: Duty
    wrong: tuple[str, ...] = ()
    unmet: tuple[str, ...] = ()
    """What is wrong once it has been done."""


@dataclass(frozen=True, slots=True)
class Limit:
    """How one rule stands at its limits; `why` says why it was not moved, where it was not."""

    rule: str
    example: Example | None = None
    moved: tuple[Moved, ...] = ()
    evidence: bool = False
    """Whether the example also says what meets the duty, so that this was moved as well."""
    why: str = ""

    @property
    def wrong(self) -> tuple[str, ...]:
        """What is wrong, each with the day to which the example was moved."""
        said = ((each.anchor, sentence) for each in self.moved for sentence in (*each.wrong, *each.unmet))
        return tuple(f"counted from {anchor}: {sentence}" for anchor, sentence in said)


def awkward(calendar: Calendar) -> list[date]:
    """The days on which counting goes wrong, in the last but one year whose bank holidays are known, and the next."""
    year = calendar.known_to - 1
    holidays = [day for day in calendar.holidays if day.year == year]
    before = [day - timedelta(days=3) for day in holidays if day.weekday() == 0]  # the Friday before
    thursdays = [day - timedelta(days=1) for day in holidays if calendar.holidays[day] == "Good Friday"]
    christmas = [date(year, 12, 23) + timedelta(days=n) for n in range(9)]
    ends = [date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1) for month in range(1, 13)]
    clocks = [_last_sunday(year, 3), _last_sunday(year, 10)]
    leap = next(each for each in (year, year + 1, year - 1, year - 2) if each % 4 == 0)
    february = [date(leap, 2, 28), date(leap, 2, 29)]
    return sorted({*before, *thursdays, *christmas, *ends, *clocks, *february})


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def limits(policy: Policy, examples: Sequence[Example], calendar: Calendar, days: Sequence[date]) -> Iterator[Limit]:
    """Every own rule of a policy that has a date, at its limits on some days; or why it could not be moved there."""
    for rule in policy.rules:
        counted = rule.kind in {"deadline", "rhythm"} and not _of_item(rule.latest)
        if rule.policy == policy.id and (counted or _ahead(rule.latest)):
            yield _limit(rule.id, [each for each in examples if each.rule == rule.id], policy, calendar, days)


def _of_item(terms: Terms) -> bool:
    """Whether a date is the one that an item of the plan gives itself, and so is counted from nothing."""
    return isinstance(terms.timing, Within) and isinstance(terms.timing.period, ItemDay)


def _ahead(terms: Terms) -> bool:
    """Whether a rule is due so long before an event, and so has a date though it is a gate."""
    return isinstance(terms.timing, BeforeEvent) and terms.timing.lead is not None


def _pivot(duty: Duty) -> date:
    """The day that an example is moved by: what its date is counted from, forwards or back."""
    return duty.counted[0].anchor.when.day if _ahead(duty.terms) else duty.anchor.when.day


def _limit(rule: str, examples: Sequence[Example], policy: Policy, calendar: Calendar, days: Sequence[date]) -> Limit:
    reasons: list[str] = []
    tried: list[Movable] = []
    for example in examples:
        for found in movable(example, policy, calendar):
            if isinstance(found, Movable):
                tried.append(found)
            else:
                reasons.append(found)
    for each in sorted(tried, key=lambda found: not found.evidence):
        at_home = _at(each, _pivot(each.duty), policy, calendar)
        if at_home is not None and at_home.wrong:
            return Limit(rule, each.example, (at_home,))
        if at_home is None or at_home.unmet:
            reasons.append(f"what meets it cannot be moved: {at_home.unmet[0]}" if at_home else "it cannot be moved")
            continue
        moved = [(day, _at(each, day, policy, calendar)) for day in days]
        lost = [day for day, found in moved if found is None]
        if lost:
            reasons.append(f"no such duty is owed when it is moved to {lost[0]}")
            continue
        return Limit(rule, each.example, tuple(found for _, found in moved if found), bool(each.evidence))
    return Limit(rule, why=reasons[0] if reasons else "no example of it has a due date")


# --- what can be moved --------------------------------------------------------------------------------------------


def movable(example: Example, policy: Policy, calendar: Calendar) -> Iterator[Movable | str]:
    """Each duty of an example as it can be moved, or in plain words why it cannot."""
    if policy.by_id[example.rule].unverified:
        yield "its source is unverified, so it is never late"
        return
    now = example.as_of.toordinal() * MINUTES_IN_DAY + MINUTES_IN_DAY - 1
    judged = Judgement(history(example.case, as_of=example.as_of), policy, calendar)
    duties = [duty for duty in judged.of(example.rule) if standing(duty, now) is not Standing.NOT_STARTED]
    dated = [duty for duty in duties if duty.due is not None and duty.counted and not duty.unclear and not duty.closed]
    if not dated:
        yield "no example of it has a due date"
    for duty in dated:
        yield _movable(example, duty, policy, calendar)


def _movable(example: Example, duty: Duty, policy: Policy, calendar: Calendar) -> Movable | str:
    if duty.lapses and duty.met is None:
        return "in its example it lapses before it is due"
    given = {entry.id for entry in duty.evidence}
    earlier = [entry for entry in example.case.entries if entry.when.day <= duty.anchor.when.day]
    for entries in (earlier, list(example.case.entries)):
        case = replace(example.case, entries=tuple(entry for entry in entries if entry.id not in given))
        again = _same(Judgement(history(case), policy, calendar).of(example.rule), duty)
        if again is not None and again.due == duty.due and again.met is None and again.closed is None:
            return Movable(example, again, case, tuple(sorted(duty.evidence, key=lambda entry: entry.when.start)))
    return "its date rests on what met it, or on what came later"


def _same(duties: Iterable[Duty], wanted: Duty) -> Duty | None:
    """The duty that is counted from the same entry, for the same person or item; the last of several."""
    name = wanted.anchor.entry.id if wanted.anchor.entry else None
    found = [
        duty
        for duty in duties
        if duty.each == wanted.each and (duty.anchor.entry.id if duty.anchor.entry else None) == name
    ]
    return found[-1] if found else None


# --- moving it ----------------------------------------------------------------------------------------------------


def _at(each: Movable, day: date, policy: Policy, calendar: Calendar) -> Moved | None:
    """The example moved so that it is counted from a day, with what is wrong there; None where nothing is owed."""
    by = (day - _pivot(each.duty)).days
    case = moved(each.case, by)
    duty = _same(Judgement(history(case), policy, calendar).of(each.example.rule), each.duty)
    if duty is None or duty.due is None or duty.unclear:
        return None
    due = duty.due
    last = due.day.toordinal() * MINUTES_IN_DAY + (MINUTES_IN_DAY - 1 if due.minute is None else due.minute)
    step = MINUTES_IN_DAY if due.minute is None else 1
    wrong, unmet = [], []
    if standing(duty, last) in LATE:
        wrong.append(f"due {due}, and late already then")
    if standing(duty, last + step) not in LATE:
        wrong.append(f"due {due}, and {standing(duty, last + step).value} after that")
    for when, expected in ((last - step, MET), (last, MET), (last + step, TOO_LATE)):
        at = moment_at(when, timed=due.minute is not None)
        if each.evidence and at.start >= duty.anchor.when.start:
            found = _done(each, by, case, at, policy, calendar)
            if found not in expected:
                said = found.value if found else "not owed"
                unmet.append(f"due {due}, done {at}: {said}, and it should be {expected[0].value}")
    return Moved(day, duty, tuple(wrong), tuple(unmet))


def _done(each: Movable, by: int, case: Case, when: Moment, policy: Policy, calendar: Calendar) -> Standing | None:
    """How the duty stands in the end where the last of what met it is done at a moment; None where it is not owed."""
    entries = [_moved_entry(entry, by) for entry in each.evidence]
    entries = [entry if entry.when.end <= when.end else replace(entry, when=when) for entry in entries]
    entries[-1] = replace(entries[-1], when=when)
    judged = Judgement(history(replace(case, entries=(*case.entries, *entries))), policy, calendar)
    ids = {entry.id for entry in entries}
    duties = judged.of(each.example.rule)
    duty = next((duty for duty in duties if ids & {entry.id for entry in duty.evidence}), None)
    return standing(duty, (when.day.toordinal() + 1) * MINUTES_IN_DAY) if duty else None


def moved(case: Case, days: int) -> Case:
    """A case with everything in it so many days later, birthdays too."""
    later = timedelta(days=days)
    child = replace(case.file.child, born=case.file.child.born + later) if case.file.child.born else case.file.child
    people = {key: _moved_person(person, later) for key, person in case.file.people.items()}
    known = {
        name: tuple(replace(span, from_=span.from_ + later, until=span.until and span.until + later) for span in spans)
        for name, spans in case.known.items()
    }
    entries = tuple(_moved_entry(entry, days) for entry in case.entries)
    return replace(case, file=replace(case.file, child=child, people=people), entries=entries, known=known)


def _moved_person(person: Relative, later: timedelta) -> Relative:
    return replace(person, born=person.born + later) if person.born else person


def _moved_entry(entry: Entry, days: int) -> Entry:
    fields = {key: _moved_value(value, days) for key, value in entry.fields.items()}
    until = _moved_value(entry.until, days) if entry.until else None
    return replace(entry, when=_moved_value(entry.when, days), until=until, fields=fields)


def _moved_value(value: Any, days: int) -> Any:
    match value:
        case Moment(day, minute):
            return Moment(day + timedelta(days=days), minute)
        case date():
            return value + timedelta(days=days)
        case tuple():
            return tuple(_moved_value(each, days) for each in value)
        case dict():
            return {key: _moved_value(each, days) for key, each in value.items()}
    return value
