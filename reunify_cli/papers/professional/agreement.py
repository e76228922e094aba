"""The placement agreement: what the placement is for, what it holds day by day, who does what, and who signs.

Under an order it is the agreement with the parent whose home the child lives in; under section 20 it is an arrangement
with those who hold parental responsibility, which binds none of them.
"""

from reunify_cli.engine.duty import Duty, standing
from reunify_cli.engine.evidence import events_of
from reunify_cli.frozen import dataclass, replace
from reunify_cli.papers.professional.agenda import Agenda, agenda_of
from reunify_cli.papers.professional.duties import DutyLine, lines
from reunify_cli.papers.professional.meeting import meeting_of
from reunify_cli.papers.professional.parents import Route, route
from reunify_cli.papers.professional.plan_now import Contact
from reunify_cli.papers.professional.smart_plan import Support, smart_plan
from reunify_cli.papers.professional.tasks import TaskLine
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.phrases import capital

PLAN, AGREEMENT = "placement-plan", "parent-agreement"
"""The papers whose headings it has: the placement plan, and under an order the agreement with the parent."""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody the agreement is with, and what they are to the child."""

    role: str
    name: str | None
    signs: bool


@dataclass(frozen=True, slots=True)
class Agreement:
    """What is agreed about a placement."""

    route: Route
    parties: tuple[Party, ...]
    items: Agenda
    contact: tuple[Contact, ...]
    support: tuple[Support, ...]
    actions: tuple[TaskLine, ...]
    change_back: tuple[str, ...]
    visits: tuple[DutyLine, ...]


def agreement(stand: CaseView) -> Agreement:
    """What a placement agreement for this child has to say, as things stand."""
    how = route(stand)
    plan = smart_plan(stand)
    return Agreement(
        route=how,
        parties=tuple(_parties(stand)),
        items=_items(stand, (PLAN, AGREEMENT) if how is Route.PARENTS else (PLAN,)),
        contact=plan.now.contact if plan else (),
        support=plan.support if plan else (),
        actions=tuple(task for task in plan.now.actions if not task.done) if plan else (),
        change_back=plan.now.change_back if plan else (),
        visits=lines(stand, (d for d in stand.judged.duties if _is_visit(d) and standing(d, stand.now).to_do)),
    )


def _items(stand: CaseView, events: tuple[str, ...]) -> Agenda:
    """The headings of several papers as those of one."""
    found = [agenda_of(stand, meeting_of(stand, event)) for event in events]
    items = [item for each in found for item in each.items]
    return Agenda(
        items=tuple(replace(item, number=number) for number, item in enumerate(items, 1)),
        left_out=tuple(out for each in found for out in each.left_out),
        cites=tuple(dict.fromkeys(cite for each in found for cite in each.cites)),
    )


def _is_visit(duty: Duty) -> bool:
    return duty.rule.kind == "rhythm" and "visit" in events_of(duty.terms.needs)


def _parties(stand: CaseView) -> list[Party]:
    """The child, whoever holds parental responsibility, other parents, the carer, and the authority's people."""
    found: dict[str, Party] = {"child": Party("Child or young person", stand.person("child"), signs=_of_age(stand))}
    family = [*stand.holders("pr-holder"), *stand.holders("parent"), *stand.holders("foster-carer")]
    for key in family:
        found.setdefault(
            key, Party(capital(stand.relation(key) or "parental responsibility"), stand.person(key), signs=True)
        )
    for role, title in (("social-worker", "Social worker"), ("team-manager", "Team manager")):
        worker = next(iter(stand.holders(role)), "")
        found.setdefault(worker or role, Party(title, stand.person(worker) if worker else None, signs=True))
    return list(found.values())


def _of_age(stand: CaseView) -> bool:
    """Whether the child is asked to sign as well: from ten on, where a signature means something to most."""
    age = stand.judged.case.child.age_on(stand.today)
    return age is not None and age >= 10
