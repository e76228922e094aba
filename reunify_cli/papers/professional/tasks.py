"""Decisions and actions: what meetings and the agreed plan gave somebody to do, and what became of it.

Three answers: done (an entry says so), not done (an entry says that), and not recorded as done, which is neither.
"""

from collections.abc import Iterable
from datetime import date

from reunify_cli.engine.actions import CLOSING, Task, tasks
from reunify_cli.engine.matching import entries_of
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.phrases import short_day

NOT_DONE = "decision-not-carried-out"
"""The event type that says a decision was not carried out."""


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One thing that somebody was given to do."""

    what: str
    who: str | None
    by: str | None
    outcome: str
    """What became of it; "" where nothing is recorded."""
    done: bool
    late: bool
    """Whether its day is past and nothing is recorded as done."""
    owner: str
    """Who is to do it, without the name of anybody in the family; "" where nobody is named."""
    given: str
    """Where it was given: `review, Tue 2 Jun 2026`."""


def task_lines(stand: CaseView, given_by: Iterable[Entry]) -> tuple[TaskLine, ...]:
    """The tasks that these entries gave, in their order."""
    ids = {entry.id for entry in given_by}
    return tuple(_line(stand, task) for task in tasks(stand.judged) if task.given_by.id in ids)


def plan_tasks(stand: CaseView) -> tuple[TaskLine, ...]:
    """The actions of the plan that was agreed last."""
    agreed = stand.judged.history.agreements
    if not agreed:
        return ()
    entry, plan = agreed[-1]
    ids = {item.id for item in plan.actions}
    return tuple(_line(stand, task) for task in tasks(stand.judged) if task.given_by.id == entry.id and task.id in ids)


def _line(stand: CaseView, task: Task) -> TaskLine:
    done = next((e for e in entries_of(CLOSING, stand.judged.times) if e.of == task.id), None)
    not_done = next((e for e in stand.judged.history.by_event.get(NOT_DONE, ()) if e.of == task.id), None)
    finished = done is not None or task.done
    return TaskLine(
        what=task.what,
        who=stand.person(task.owner) if task.owner else None,
        by=short_day(task.due) if task.due else None,
        outcome=_outcome(task, done, not_done),
        done=finished,
        late=not finished and task.due is not None and task.due < stand.today,
        owner=stand.unnamed(task.owner) if task.owner else "",
        given=stand.titled(task.given_by),
    )


def _outcome(task: Task, done: Entry | None, not_done: Entry | None) -> str:
    if done is not None:
        return f"done {short_day(done.when.day)}{_late(task.due, done.when.day)}"
    if task.done:
        return "done, as the meeting recorded"
    if not_done is not None:
        note = not_done.note or str(not_done.fields.get("what") or "")
        return f"not carried out (recorded {short_day(not_done.when.day)}){': ' + note if note else ''}"
    return ""


def _late(due: date | None, done: date) -> str:
    days = (done - due).days if due else 0
    return f", {days} day{'' if days == 1 else 's'} late" if days > 0 else ""
