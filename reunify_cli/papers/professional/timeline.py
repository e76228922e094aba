"""The way home as plain values that a picture can be drawn from: stages, reviews, visits, family time, duties, today.

For the pictures on papers and on a terminal alike, and for the words that stand for them where nobody can see one.
"""

from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise

from reunify_cli.engine.duty import Duty, Standing, standing
from reunify_cli.engine.evidence import events_of
from reunify_cli.engine.gates import STAGE
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import position_day
from reunify_cli.papers.professional.duties import AHEAD, BROKEN, DONE, LATE
from reunify_cli.papers.professional.since import care_began
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.phrases import counted_words, listed, short_day

MOST_WEEKS = 60
"""The most weeks in one picture; of a longer time the latest are shown."""
AHEAD_WEEKS, MOST_AHEAD = 8, 39
"""How many weeks ahead a picture looks at least, and at most."""
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stage and the days it was held, the last of them not included; None where it goes on."""

    number: int
    title: str
    first: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Mark:
    """Something on one day: `done`, `missed` (a visit without the child), `booked` or `due`."""

    day: date
    how: str


@dataclass(frozen=True, slots=True)
class Week:
    """What one week held, from its Monday on."""

    monday: date
    days: int = 0
    """On how many of its days the child was with the family, nights counted."""
    nights: int = 0


@dataclass(frozen=True, slots=True)
class DutyWeek:
    """The duties that fall in one week, from its Monday on: done, late or broken, and still to do."""

    monday: date
    done: int
    late: int
    ahead: int


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A child's way home between two days, both Mondays."""

    first: date
    last: date
    today: date
    stages: tuple[Stretch, ...]
    reviews: tuple[Mark, ...]
    visits: tuple[Mark, ...]
    family_time: tuple[Week, ...]
    duties: tuple[DutyWeek, ...]
    wished: date | None
    """The day wished for the return; None where there is none, or where whoever reads it must not see it."""
    approved: bool
    """Whether that day has been endorsed."""

    @property
    def weeks(self) -> int:
        """How many weeks it spans."""
        return (self.last - self.first).days // 7

    @property
    def words(self) -> str:
        """What the picture shows, for those who cannot see it."""
        return " ".join(_told(self))


def trajectory(stand: CaseView, *, wish: bool = True) -> Trajectory:
    """A child's way home, from when care began or as far back as a picture reaches.

    `wish` is whether the day wished for the return may be seen: not by a reader to whom nobody has endorsed it.
    """
    plan = stand.judged.history.plan_on(stand.moment)
    wished = (stand.fact("wished-return") or (plan.return_.wished if plan else None)) if wish else None
    reviews, visits = _marks(stand, "review"), _marks(stand, "visit")
    ahead = [mark.day for mark in (*reviews, *visits)] + ([wished] if wished else [])
    end = min(max([stand.today + AHEAD_WEEKS * WEEK, *ahead]), stand.today + MOST_AHEAD * WEEK)
    last = _monday(end) + WEEK
    began = care_began(stand)
    first = max(_monday(began.day if began else stand.today), last - MOST_WEEKS * WEEK)
    return Trajectory(
        first=first,
        last=last,
        today=stand.today,
        stages=tuple(each for each in _stages(stand) if (each.end or last) > first),
        reviews=tuple(mark for mark in reviews if first <= mark.day < last),
        visits=tuple(mark for mark in visits if first <= mark.day < last),
        family_time=tuple(_family_time(stand, first)),
        duties=tuple(_duties(stand, first, last)),
        wished=wished if wished and first <= wished < last else None,
        approved=bool(plan and plan.return_.endorsed),
    )


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _stages(stand: CaseView) -> Iterator[Stretch]:
    if STAGE not in stand.vocabulary.facts:
        return
    steps = [step for step in stand.judged.times.fact(STAGE) if step.at <= stand.now]
    for step, after in pairwise([*steps, None]):
        stage = stand.policy.stage(str(step.value)) if step and step.value else None
        if step and stage and step.at > 0:
            yield Stretch(stage.number, stage.title, position_day(step.at), position_day(after.at) if after else None)


def _marks(stand: CaseView, event: str) -> tuple[Mark, ...]:
    """The times something was done, is booked for, and is next due."""
    held = [entry for entry in stand.judged.history.by_event.get(event, ()) if entry.when.start <= stand.now]
    found = {Mark(entry.when.day, "missed" if entry.fields.get("seen") is False else "done") for entry in held}
    booked = stand.bookings.get(event)
    if booked and booked[0].end >= stand.now:
        found.add(Mark(booked[0].day, "booked"))
    due = [duty.due.day for duty in stand.judged.duties if duty.due and _waits_for(stand, duty, event)]
    if due:
        found.add(Mark(min(due), "due"))
    return tuple(sorted(found, key=lambda mark: (mark.day, mark.how)))


def _waits_for(stand: CaseView, duty: Duty, event: str) -> bool:
    return (
        duty.rule.kind in ("rhythm", "deadline")
        and any(event in stand.vocabulary.kinds.get(name, ()) for name in events_of(duty.terms.needs))
        and standing(duty, stand.now).to_do
    )


def _family_time(stand: CaseView, first: date) -> Iterator[Week]:
    """The weeks with family time: each day with some of it once, each night at home once."""
    days, nights = set[date](), set[date]()
    for entry in stand.judged.history.entries:
        if entry.when.start > stand.now:
            continue
        if "stay" in stand.kind(entry).is_ or entry.event == "stay":
            away = (entry.when.day + timedelta(days=each) for each in range(_nights(entry)))
            gone = {day for day in away if day < stand.today}
            nights |= gone
            days |= gone | {entry.when.day}
        elif entry.event == "family-time":
            days.add(entry.when.day)
    by_day, by_night = (Counter(map(_monday, each)) for each in (days, nights))
    yield from (Week(monday, by_day[monday], by_night[monday]) for monday in sorted(by_day) if monday >= first)


def _nights(entry: Entry) -> int:
    """How many nights a stay had: as counted, or up to the day the child came back, or the one it began with."""
    said, back = entry.fields.get("nights"), entry.fields.get("back-on")
    if isinstance(said, int):
        return said
    return (back - entry.when.day).days if isinstance(back, date) else 1


def _duties(stand: CaseView, first: date, last: date) -> Iterator[DutyWeek]:
    piles: Counter[tuple[date, str]] = Counter()
    for duty in stand.judged.duties:
        if duty.due and duty.rule.kind != "content" and first <= duty.due.day < last:
            piles[_monday(duty.due.day), _pile(standing(duty, stand.now))] += 1
    for monday in sorted({monday for monday, how in piles if how}):
        yield DutyWeek(monday, *(piles[monday, how] for how in ("done", "late", "ahead")))


def _pile(how: Standing) -> str:
    if how in DONE:
        return "done"
    if how in BROKEN | LATE:
        return "late"
    return "ahead" if how in AHEAD else ""


# --- in words -----------------------------------------------------------------------------------------------------


def _told(way: Trajectory) -> Iterator[str]:
    yield f"The way home from {short_day(way.first)} to {short_day(way.last)}; today is {short_day(way.today)}."
    if way.stages:
        yield f"Stages: {listed(f'{each.title} from {short_day(each.first)}' for each in way.stages)}."
    for what, marks in (("Reviews", way.reviews), ("Visits", way.visits)):
        yield f"{what}: {_marks_told(marks)}."
    if way.family_time:
        weeks = (f"{_week_told(week)} in the week of {short_day(week.monday)}" for week in way.family_time[-4:])
        yield f"Family time, the latest weeks that had any: {listed(weeks)}."
    else:
        yield "Family time: none is recorded."
    late, ahead = sum(week.late for week in way.duties), sum(week.ahead for week in way.duties)
    yield f"Duties in these weeks: {late} not recorded as done in time, {ahead} to come."
    if way.wished:
        approved = "approved" if way.approved else "not approved"
        yield f"The return is wished for {short_day(way.wished)} ({approved})."


def _marks_told(marks: tuple[Mark, ...]) -> str:
    done = [mark.day for mark in marks if mark.how == "done"]
    missed = sum(mark.how == "missed" for mark in marks)
    said = [f"{len(done)} held, the last on {short_day(done[-1])}" if done else "none held"]
    said += [f"{missed} without seeing the child"] if missed else []
    said += [f"{mark.how} {short_day(mark.day)}" for mark in marks if mark.how in ("booked", "due")]
    return listed(said)


def _week_told(week: Week) -> str:
    nights = f" and {counted_words(week.nights, 'night')}" if week.nights else ""
    return f"{counted_words(week.days, 'day')}{nights}"
