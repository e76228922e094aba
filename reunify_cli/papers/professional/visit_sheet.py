"""The visit sheet: what to look at and ask on the next visit, taken from the record, with room for what is found."""

from reunify_cli.engine.duty import Duty, standing
from reunify_cli.engine.evidence import events_of
from reunify_cli.frozen import dataclass
from reunify_cli.model.fields import Field
from reunify_cli.papers.professional.duties import DutyLine, lines
from reunify_cli.papers.professional.plan_now import PlanNow, plan_now
from reunify_cli.papers.professional.since import Visits, care_began, entries_since, said_on_visits, visits
from reunify_cli.papers.professional.tasks import TaskLine, task_lines
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.phrases import capital

VISIT = "visit"
_TICKS = frozenset(("yes-no", "choice"))


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that the entry of a visit can say, and how it may be answered."""

    title: str
    answers: tuple[str, ...]
    """What may be ticked; empty where it is answered in words."""
    only_if: str


@dataclass(frozen=True, slots=True)
class VisitSheet:
    """What somebody takes along on a visit."""

    due: tuple[DutyLine, ...]
    """The visits that are owed, the soonest first."""
    so_far: Visits | None
    """The visits of this time of being looked after, or since the start of the record."""
    said: tuple[tuple[str, str], ...]
    """What the child said on the latest visits: the day and the words."""
    asks: tuple[Ask, ...]
    plan: PlanNow | None
    open: tuple[TaskLine, ...]
    """What was given to somebody and is not recorded as done."""


def visit_sheet(stand: CaseView) -> VisitSheet:
    """What to take along on the next visit, as things stand."""
    entries = entries_since(stand, None) if care_began(stand) else list(stand.judged.history.entries)
    tasks = task_lines(stand, entries)
    return VisitSheet(
        due=lines(stand, _owed(stand)),
        so_far=visits(stand, entries),
        said=said_on_visits(entries)[-3:],
        asks=tuple(_ask(name, field, stand) for name, field in stand.vocabulary.events[VISIT].fields.items()),
        plan=plan_now(stand),
        open=tuple(task for task in tasks if not task.done),
    )


def _owed(stand: CaseView) -> list[Duty]:
    """The duties that seeing the child would meet and that wait."""
    seen = stand.vocabulary.kinds.get("seen-child", frozenset((VISIT,)))
    return [
        duty
        for duty in stand.judged.duties
        if duty.rule.kind != "content" and seen & _kinds(stand, duty) and standing(duty, stand.now).to_do
    ]


def _kinds(stand: CaseView, duty: Duty) -> frozenset[str]:
    kinds = stand.vocabulary.kinds
    return frozenset().union(*(kinds.get(name, frozenset()) for name in events_of(duty.terms.needs)))


def _ask(name: str, field: Field, stand: CaseView) -> Ask:
    answers = ("yes", "no") if field.type == "yes-no" else tuple(field.values.values())
    fields = stand.vocabulary.events[VISIT].fields
    tests = [(fields[other], value) for other, value in field.when.items()]
    when = "; ".join(f"{other.title}: {other.values.get(value, value)}" for other, value in tests)
    return Ask(capital(field.title or name), answers if field.type in _TICKS else (), when)
