"""The plan as family and court are told of it: the marked items of the plan last agreed, whose names are not names."""

from __future__ import annotations

from reunify_cli.frozen import dataclass
from reunify_cli.model.plan import Item
from reunify_cli.papers.family.allowed import agreement, shared_plan
from reunify_cli.papers.family.lines import source
from reunify_cli.papers.family.people import is_about, named, seen_by
from reunify_cli.papers.family.whose import item_why, return_why
from reunify_cli.papers.readers import Reader
from reunify_cli.rules.phrasing import joined
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.phrases import ended, listed, long_day


@dataclass(frozen=True, slots=True)
class Line:
    """One item of the plan: what it says, whose it is or whom it is for, and the rest of it in a few words."""

    what: str
    who: str
    more: str
    otherwise: str
    """What is feared to happen if nothing changes; "" where it says nothing of that."""
    yours: bool
    """Whether it is the reader's, or for the reader."""


@dataclass(frozen=True, slots=True)
class SharedPlan:
    """The part of a plan that a reader may be told."""

    agreed: str
    """The day on which it was agreed."""
    agreed_by: str
    source: str
    worries: tuple[Line, ...]
    safety_goals: tuple[Line, ...]
    bottom_lines: tuple[Line, ...]
    goals: tuple[Line, ...]
    support: tuple[Line, ...]
    contact: tuple[Line, ...]
    expectations: tuple[Line, ...]
    change_back: tuple[Line, ...]
    review_points: tuple[Line, ...]
    home_on: str
    """The day of the return, where it has been endorsed and may be told."""
    home_to: str

    @property
    def says_something(self) -> bool:
        """Whether any of it may be told."""
        parts = (self.worries, self.safety_goals, self.bottom_lines, self.goals, self.support, self.contact)
        return any((*parts, self.expectations, self.change_back, self.review_points, self.home_on))


def plan_for(stand: CaseView, reader: Reader) -> SharedPlan | None:
    """What of the agreed plan a reader may be told; None where no plan has been agreed."""
    agreed, plan = agreement(stand), shared_plan(stand)
    if agreed is None or plan is None:
        return None
    entry, _ = agreed
    who = entry.fields.get("who") or ()

    def lines(items: tuple[Item, ...], *, contact: bool = False) -> tuple[Line, ...]:
        told = (item for item in items if not item_why(stand, item, reader, contact=contact))
        return tuple(_line(stand, item, reader) for item in told)

    home = not return_why(stand, plan, reader)
    return SharedPlan(
        agreed=long_day(entry.when.day),
        agreed_by=joined([named(stand, key, reader) for key in seen_by(stand, who, reader)]),
        source=source(stand, entry),
        worries=lines(plan.danger_statements),
        safety_goals=lines(plan.safety_goals),
        bottom_lines=lines(plan.bottom_lines),
        goals=lines(plan.goals),
        support=lines(plan.support),
        contact=lines(plan.contact, contact=True),
        expectations=lines(plan.expectations),
        change_back=lines(plan.change_back),
        review_points=lines(plan.review_points),
        home_on=long_day(plan.return_.wished) if home and plan.return_.wished else "",
        home_to=named(stand, plan.return_.to, reader) if home and plan.return_.to else "",
    )


def _line(stand: CaseView, item: Item, reader: Reader) -> Line:
    day = item.date_ or item.due
    more = [
        item.steps,
        item.measure,
        item.support,
        item.how_often,
        item.how_long,
        {True: "overnight", False: "not overnight", None: ""}[item.overnight],
        f"by {long_day(day)}" if day and not item.date_ else long_day(day) if day else "",
    ]
    who = item.who or item.owner
    return Line(
        what=(item.what or item.title).removesuffix("."),
        who=named(stand, who, reader) if who else "",
        more=listed(part.removesuffix(".") for part in more),
        otherwise=ended(item.if_nothing_changes) if item.if_nothing_changes else "",
        yours=is_about(stand, (who, *item.for_), reader),
    )
