"""The review pack: what happened since the last review, what was decided and done, the plan, and what is next."""

from datetime import date, timedelta

from reunify_cli.engine.duty import Duty, Standing, asks, standing
from reunify_cli.engine.evidence import events_of
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.papers.professional.duties import DutyLine, DutyList, duties_between, lines
from reunify_cli.papers.professional.plan_now import PlanNow, plan_now
from reunify_cli.papers.professional.since import (
    Hindsight,
    Theme,
    Unheard,
    View,
    Visits,
    care_began,
    entries_since,
    hindsight,
    last_review,
    not_heard,
    said_on_visits,
    themes,
    views,
    visits,
)
from reunify_cli.papers.professional.tasks import TaskLine, task_lines
from reunify_cli.rules.phrasing import title_of
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.entry_sentences import told
from reunify_cli.wording.phrases import capital, long_day, short_day, when_words

AHEAD_DAYS = 56
"""How many days ahead a review looks: the eight weeks in which most of what it decides falls due."""
_HEALTH = "health-education"


@dataclass(frozen=True, slots=True)
class PlanChange:
    """A change of the plan, the legal status, or the home: what it became, when, and by which entry."""

    when: str
    what: str
    how: str


@dataclass(frozen=True, slots=True)
class ReviewPaper:
    """What a review has before it, from the record alone."""

    last: str
    """The review before; "" where there was none in this time of being looked after."""
    since: str
    """The day from which this paper tells."""
    themes: tuple[Theme, ...]
    changes: tuple[PlanChange, ...]
    homes: tuple[PlanChange, ...]
    visits: Visits | None
    visits_next: tuple[DutyLine, ...]
    said: tuple[tuple[str, str], ...]
    views: tuple[View, ...]
    not_heard: tuple[Unheard, ...]
    decided: tuple[TaskLine, ...]
    duties: DutyList
    health: tuple[DutyLine, ...]
    hindsight: tuple[Hindsight, ...]
    plan: PlanNow | None
    booked: tuple[str, ...]
    ahead: tuple[DutyLine, ...]

    @property
    def done(self) -> tuple[TaskLine, ...]:
        """The decisions that were carried out."""
        return tuple(task for task in self.decided if task.done)

    @property
    def not_done(self) -> tuple[TaskLine, ...]:
        """The decisions that are not recorded as carried out."""
        return tuple(task for task in self.decided if not task.done)


def review_paper(stand: CaseView) -> ReviewPaper:
    """What a review is to have before it, as things stand."""
    last = last_review(stand)
    entries = entries_since(stand, last)
    began = care_began(stand)
    since = last.when if last else began
    first = since.day if since else stand.today
    given = [entry for entry in (*([last] if last else []), *entries) if entry.event != "plan-agreed"]
    last_day = stand.today + timedelta(days=AHEAD_DAYS)
    around = duties_between(stand, first, last_day, lambda duty: not _of_health(stand, duty))
    return ReviewPaper(
        last=stand.titled(last) if last else "",
        since=long_day(since.day) if since else "",
        themes=themes(stand, [entry for entry in entries if not _of_home(stand, entry)]),
        changes=_changes(stand, entries),
        homes=_homes(stand, entries),
        visits=visits(stand, entries),
        visits_next=lines(stand, _next_visits(stand)),
        said=said_on_visits(entries),
        views=views(stand, entries),
        not_heard=not_heard(stand, entries),
        decided=task_lines(stand, given),
        duties=around,
        health=_health(stand, first),
        hindsight=hindsight(stand, last) if last else (),
        plan=plan_now(stand),
        booked=_booked(stand, "review"),
        ahead=around.ahead,
    )


def _changes(stand: CaseView, entries: list[Entry]) -> tuple[PlanChange, ...]:
    """The changes of the care plan and of the legal status among some entries."""
    ids = {entry.id for entry in entries}
    found = []
    for fact in ("legal-status", "plan", "risk-class", "stage"):
        if fact not in stand.vocabulary.facts:
            continue
        known = stand.vocabulary.facts[fact]
        for step in stand.judged.times.fact(fact):
            if step.cause is not None and step.cause.id in ids and step.value is not None:
                stage = stand.policy.stage(str(step.value)) if fact == "stage" else None
                value = stage.title if stage else known.values.get(str(step.value), str(step.value))
                found.append((step.at, PlanChange(short_day(step.cause.when.day), f"{capital(known.title)}: {value}",
                                              stand.kind(step.cause).title)))  # fmt: skip
    return tuple(change for _, change in sorted(found, key=lambda each: each[0]))


def _homes(stand: CaseView, entries: list[Entry]) -> tuple[PlanChange, ...]:
    """Where the child came to live, or stayed overnight, among some entries."""
    return tuple(
        PlanChange(short_day(entry.when.day), told(stand, entry), "") for entry in entries if _of_home(stand, entry)
    )


def _of_home(stand: CaseView, entry: Entry) -> bool:
    kind = stand.kind(entry)
    return kind.group == "placement" and ("lives-with" in kind.sets or "stay" in (entry.event, *kind.is_))


def _next_visits(stand: CaseView) -> list[Duty]:
    return [
        duty
        for duty in stand.judged.duties
        if duty.rule.kind == "rhythm"
        and "visit" in events_of(duty.terms.needs)
        and (standing(duty, stand.now).to_do or asks(duty, stand.now))
    ]


def _health(stand: CaseView, first: date) -> tuple[DutyLine, ...]:
    """The duties about health and education: the last of each rule, unless it was done before these days."""
    latest: dict[str, Duty] = {}
    past = (Standing.NOT_STARTED, Standing.LAPSED, Standing.NOT_KNOWN, Standing.CLOSED)
    for duty in stand.judged.duties:
        if (
            _of_health(stand, duty)
            and duty.rule.kind != "content"
            and (standing(duty, stand.now) not in past or asks(duty, stand.now))
        ):
            latest[duty.rule.id] = duty
    return lines(stand, (duty for duty in latest.values() if duty.met is None or duty.met.day >= first))


def _of_health(stand: CaseView, duty: Duty) -> bool:
    """Whether a duty is about health and education: what would meet it is an event of that group."""
    kinds = stand.vocabulary.kinds
    events = [kind for name in events_of(duty.terms.needs) for kind in kinds.get(name, ())]
    return any(stand.vocabulary.events[name].group == _HEALTH for name in events)


def _booked(stand: CaseView, this: str) -> tuple[str, ...]:
    """The meetings that are booked for a day still to come, but for this one."""
    bookings = stand.bookings.items()
    ahead = [(when, what, entry) for what, (when, entry) in bookings if when.start > stand.now and what != this]
    return tuple(
        f"{when_words(when)}: {title_of(stand.vocabulary, what)}"
        + (f", {entry.fields['place']}" if entry.fields.get("place") else "")
        for when, what, entry in sorted(ahead, key=lambda each: each[0].start)
    )
