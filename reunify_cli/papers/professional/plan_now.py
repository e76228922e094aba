"""The plan as it stands on a day: worries with the goals that answer them, what is to be done, and contact."""

from collections.abc import Iterator

from reunify_cli.frozen import dataclass
from reunify_cli.model.plan import Item, Plan
from reunify_cli.papers.professional.tasks import TaskLine, plan_tasks
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.phrases import short_day


@dataclass(frozen=True, slots=True)
class SafetyGoal:
    """A safety goal, and where it stands on the scale from 0 to 10."""

    what: str
    who: str
    how_long: str
    scale: str | None


@dataclass(frozen=True, slots=True)
class Worry:
    """A danger or worries statement with the goals that answer it."""

    what: str
    who: str
    if_nothing_changes: str
    goals: tuple[SafetyGoal, ...]


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal that somebody works towards."""

    what: str
    who: str
    steps: str
    by: str
    support: str


@dataclass(frozen=True, slots=True)
class Contact:
    """How the child sees somebody."""

    what: str
    who: str
    how_often: str
    overnight: str


@dataclass(frozen=True, slots=True)
class PlanNow:
    """The plan of a day."""

    agreed: str
    """The agreement it rests on; "" where it has never been agreed."""
    agreed_by: str
    newer: bool
    """Whether the plan on the desk has changed since it was agreed."""
    worries: tuple[Worry, ...]
    unanswered: tuple[SafetyGoal, ...]
    """Safety goals that answer no statement."""
    goals: tuple[Goal, ...]
    actions: tuple[TaskLine, ...]
    contact: tuple[Contact, ...]
    change_back: tuple[str, ...]
    review_points: tuple[str, ...]
    scales: tuple[tuple[str, str, str], ...]
    """Who put the child's safety where on the scale, and when."""


def plan_now(stand: CaseView) -> PlanNow | None:
    """The plan last agreed by a day, else the one on the desk; None where there is neither."""
    plan = stand.judged.history.plan_on(stand.moment)
    if plan is None:
        return None
    agreed = [entry for entry, _ in stand.judged.history.agreements if entry.when.day <= stand.today]
    by = agreed[-1].fields.get("who") or agreed[-1].by if agreed else ()
    return PlanNow(
        agreed=stand.titled(agreed[-1]) if agreed else "",
        agreed_by=stand.names(by),
        newer=bool(agreed) and stand.judged.case.plan is not None and stand.judged.case.plan != plan,
        worries=tuple(_worry(stand, item, plan) for item in plan.danger_statements),
        unanswered=tuple(
            _safety_goal(stand, goal)
            for goal in plan.safety_goals
            if goal.answers not in {item.id for item in plan.danger_statements}
        ),
        goals=tuple(_goal(stand, item) for item in plan.goals),
        actions=plan_tasks(stand),
        contact=tuple(_contact(stand, item) for item in plan.contact),
        change_back=tuple(item.what for item in plan.change_back),
        review_points=tuple(dated(item) for item in plan.review_points),
        scales=tuple(_scales(stand)),
    )


def _worry(stand: CaseView, item: Item, plan: Plan) -> Worry:
    goals = tuple(_safety_goal(stand, goal) for goal in plan.safety_goals if goal.answers == item.id)
    return Worry(item.what, who_of(stand, item), item.if_nothing_changes, goals)


def _safety_goal(stand: CaseView, goal: Item) -> SafetyGoal:
    scale = None if goal.scale is None else f"{goal.scale} of 10"
    return SafetyGoal(goal.what, who_of(stand, goal), goal.how_long, scale)


def _goal(stand: CaseView, item: Item) -> Goal:
    return Goal(item.what, who_of(stand, item), item.steps, short_day(item.due) if item.due else "", item.support)


def _contact(stand: CaseView, item: Item) -> Contact:
    overnight = "" if item.overnight is None else "overnight" if item.overnight else "no night"
    return Contact(item.what, who_of(stand, item), item.how_often, overnight)


def who_of(stand: CaseView, item: Item) -> str:
    """Whose an item of a plan is, by name; "" where it does not say."""
    return stand.person(item.who or item.owner) if item.who or item.owner else ""


def dated(item: Item) -> str:
    """What an item of a plan is, with its day where it has one."""
    day = item.date_ or item.due
    what = item.what or item.title or item.id
    return f"{what}, {short_day(day)}" if day else what


def _scales(stand: CaseView) -> Iterator[tuple[str, str, str]]:
    latest: dict[str, tuple[str, str, str]] = {}
    for entry in stand.judged.history.by_event.get("safety-map", ()):
        for row in entry.fields.get("scale") or ():
            if row.get("who") and row.get("score") is not None:
                who = stand.person(str(row["who"]))
                latest[who] = (who, f"{row['score']} of 10", short_day(entry.when.day))
    yield from latest.values()
