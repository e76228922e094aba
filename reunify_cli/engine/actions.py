"""The case's own layer: what a plan or a meeting gave somebody to do by a day stands beside law and policy.

An action or decision has an id; an entry of a class `closes-item` about that id finishes it.
"""

from collections.abc import Iterator
from datetime import date

from reunify_cli.engine.case_context import CaseContext
from reunify_cli.engine.duty import Anchor, Duty
from reunify_cli.engine.matching import entries_of
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.rules.periods import Due
from reunify_cli.rules.policy import Rule, Source
from reunify_cli.rules.terms import EventRef, NeedEvent, Open, Ref, Terms

CLOSING = "closes-item"
"""The class of event types that finish an action."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that a plan or a meeting gave somebody to do."""

    id: str
    what: str
    owner: str
    due: date | None
    given_by: Entry
    done: bool = False


def tasks(judged: CaseContext) -> Iterator[Task]:
    """Every task that the agreed plan and the meetings have made, the plan's first."""
    agreed = judged.history.agreements
    if agreed:
        entry, plan = agreed[-1]
        for item in plan.actions:
            yield Task(item.id, item.what, item.owner or item.who, item.due, entry)
    for entry in judged.history.entries:
        for kind in ("actions", "decisions"):
            rows = entry.fields.get(kind)
            for number, row in enumerate(rows, start=1) if rows else ():
                if isinstance(row, dict) and row.get("what"):
                    given = str(row.get("id") or f"{entry.id}-{kind[0]}{number}")
                    due = row.get("due")
                    day = due if isinstance(due, date) else None
                    owner = str(row.get("owner") or "")
                    yield Task(given, str(row["what"]), owner, day, entry, bool(row.get("done")))


def actions(judged: CaseContext) -> Iterator[Duty]:
    """A duty for each task with an owner or a date; it ends as every rule does, with the child's life or the case."""
    last = judged.scope[-1] if judged.scope else None
    done = {entry.of: entry for entry in entries_of(CLOSING, judged.times) if entry.of}
    for task in tasks(judged):
        if not (task.owner or task.due):
            continue
        by = done.get(task.id)
        title = judged.policy.vocabulary.events[task.given_by.event].title
        terms = Terms(Open(), NeedEvent(EventRef(CLOSING, of=Ref(name="$each"))))
        rule = Rule(
            id="action", title=task.what, policy="case", source=Source(title, task.given_by.when.day.isoformat()),
            versions=(terms,), weight="guidance", strength="must", owes=task.owner, says=task.what,
        )  # fmt: skip
        yield Duty(
            judged.case_id, rule, terms, Anchor(task.given_by.when, task.given_by), each=task.id,
            opened=task.given_by.when.start, due=Due(task.due) if task.due else None,
            ended=last.end if last else None, ended_by=last.closed if last else None,
            met=by.when if by else task.given_by.when if task.done else None,
            evidence=(by,) if by else (), layer="case",
        )  # fmt: skip
