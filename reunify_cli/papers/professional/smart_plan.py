"""The SMART plan: worries, safety goals, goals with their measures, who does what by when, support, contact, reviews.

It is the plan last agreed, or the one on the desk; a wished day for the return is shown to professionals only, and as
what it is: a wish.
"""

from reunify_cli.frozen import dataclass
from reunify_cli.model.plan import Item
from reunify_cli.papers.professional.applies import RuleWords, at_rules, rule_words
from reunify_cli.papers.professional.head import home_name
from reunify_cli.papers.professional.plan_now import PlanNow, dated, plan_now, who_of
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.phrases import capital, short_day

AGREED = "plan-agreed"


@dataclass(frozen=True, slots=True)
class SmartGoal:
    """A goal by the five letters: what exactly, how it is measured, who with what help, what it answers, by when."""

    what: str
    measure: str
    who: str
    help: str
    answers: str
    by: str


@dataclass(frozen=True, slots=True)
class Support:
    """A service or help: what, for whom, by whom, how often and how long."""

    what: str
    for_: str
    who: str
    how_often: str
    until: str


@dataclass(frozen=True, slots=True)
class SmartPlan:
    """The plan of a day, laid out to be worked with."""

    now: PlanNow
    to: str
    """To whom, and to which home, the child is to go; "" where the plan does not say."""
    wished: str
    endorsed: bool
    bottom_lines: tuple[str, ...]
    goals: tuple[SmartGoal, ...]
    support: tuple[Support, ...]
    expectations: tuple[tuple[str, str], ...]
    """What is expected, and of whom."""
    evidence: tuple[str, ...]
    """What would show that it is working."""
    risks: tuple[str, ...]
    assessments: tuple[str, ...]
    notes: tuple[tuple[str, str], ...]
    wanted: tuple[RuleWords, ...]


def smart_plan(stand: CaseView) -> SmartPlan | None:
    """The plan last agreed by a day, else the one on the desk; None where there is neither."""
    now = plan_now(stand)
    plan = stand.judged.history.plan_on(stand.moment)
    if now is None or plan is None:
        return None
    answered = {item.id: item.what for _, item in plan.items()}
    home = home_name(stand, plan.return_.home)
    to = stand.known_as(plan.return_.to) if plan.return_.to else ""
    return SmartPlan(
        now=now,
        to=", ".join(filter(None, (to, home))),
        wished=short_day(plan.return_.wished) if plan.return_.wished else "",
        endorsed=plan.return_.endorsed,
        bottom_lines=tuple(item.what for item in plan.bottom_lines),
        goals=tuple(_goal(stand, item, answered) for item in plan.goals),
        support=tuple(_support(stand, item) for item in plan.support),
        expectations=tuple((item.what, who_of(stand, item)) for item in plan.expectations),
        evidence=tuple(item.what for item in plan.evidence),
        risks=tuple(item.what for item in plan.risks),
        assessments=tuple(dated(item) for item in plan.assessments),
        notes=tuple((_heading(stand, item), item.what) for item in plan.notes),
        wanted=tuple(rule_words(stand, r) for r in at_rules(stand, AGREED)),
    )


def _goal(stand: CaseView, item: Item, answered: dict[str, str]) -> SmartGoal:
    return SmartGoal(
        what=item.what,
        measure=item.measure,
        who=who_of(stand, item),
        help="; ".join(filter(None, (item.steps, item.support, item.service))),
        answers=answered.get(item.answers, ""),
        by=short_day(item.due) if item.due else item.how_long,
    )


def _support(stand: CaseView, item: Item) -> Support:
    whom = ", ".join(stand.person(key) for key in item.for_)
    return Support(item.what, whom, item.service or who_of(stand, item), item.how_often,
                   short_day(item.until) if item.until else item.how_long)  # fmt: skip


def _heading(stand: CaseView, item: Item) -> str:
    known = stand.vocabulary.headings.get(item.heading)
    return capital(known.title if known else item.heading or item.title or "note")
