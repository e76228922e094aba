"""The case's own layer: what a plan or a meeting gave somebody to do by a day stands beside law and policy.

An action or decision has an id; an entry of a class `closes-item` about that id finishes it. One of a class
`returns-item` says that it was not done: it is owed once more, by whoever owed it, until it is finished after that.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from reunify_cli.engine.case_context import CaseContext
from reunify_cli.engine.duty import Anchor, Duty
from reunify_cli.engine.matching import entries_of
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.rules.conditions import Equals
from reunify_cli.rules.periods import Due
from reunify_cli.rules.policy import Rule, Source
from reunify_cli.rules.terms import EventRef, NeedEvent, Open, Ref, Terms

CLOSING = "closes-item"
"""The class of event types that finish an action."""
AGREEMENT = "agreement"
"""The id of the rule under which an agreement that was asked for waits."""
ASKING = "asks-agreement"
"""The class of event types that ask somebody to agree."""
RETURNING = "returns-item"
"""The class of event types that say an action was not done."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that a plan or a meeting gave somebody to do."""

    id: str
    what: str
    owner: str
    due: date | None
    given_by: Entry
    done: bool = False


def _standing_now(judged: CaseContext) -> Iterator[Task]:
    """The same tasks, each that was not done as it came back: with whoever owed it, and in the words of that entry."""
    given = {task.id: task for task in tasks(judged)}
    roles = judged.policy.vocabulary.roles
    holds = next((role for role, kind in roles.items() if kind.holds_case), "")
    for entry in entries_of(RETURNING, judged.times):
        key, before = entry.of or entry.id, given.get(entry.of or "")
        what = str(entry.get("what") or (before.what if before else judged.policy.vocabulary.events[entry.event].title))
        owner = str(entry.get("owner") or (before.owner if before else "") or holds)
        due = entry.get("due")
        given[key] = Task(key, what, owner, due if isinstance(due, date) else None, entry)
    yield from given.values()


def _agreements(judged: CaseContext) -> Iterator[Duty]:
    """A duty for each agreement that was asked of somebody; it waits with that person until they agree or refuse."""
    events = judged.policy.vocabulary.events
    last = judged.scope[-1] if judged.scope else None
    for asked in entries_of(ASKING, judged.times):
        to, kind = str(asked.get("to")), str(asked.get("as"))
        if kind not in events:
            continue
        says = {name: value for name, value in asked.fields.items() if name in events[kind].fields}
        refusals = judged.times.opposites(kind)
        spoken = sorted((*judged.times.entries(kind), *refusals), key=lambda e: e.when.start)
        by = next((e for e in spoken if _answers(e, asked, says, refusal=e in refusals)), None)
        about = judged.history.by_id.get(asked.of or "")
        of = f" of the {events[about.event].title}" if about is not None and about.event in events else ""
        where = {name: Equals(value) for name, value in says.items()}
        terms = Terms(Open(), NeedEvent(EventRef(kind, where, of=Ref(name="$each") if asked.of else None)))
        rule = Rule(
            id=AGREEMENT, title=f"{events[kind].title}{of}, by {judged.case.team.name_of(to)}", policy="case",
            source=Source(events[asked.event].title, asked.when.day.isoformat()),
            versions=(terms,), weight="guidance", strength="must", owes=to,
        )  # fmt: skip
        yield Duty(
            judged.case_id, rule, terms, Anchor(asked.when, asked), each=asked.of or "", opened=asked.when.start,
            ended=last.end if last else None, ended_by=last.closed if last else None,
            met=by.when if by else None, evidence=(by,) if by else (), layer="case",
        )  # fmt: skip


def _answers(entry: Entry, asked: Entry, says: Mapping[str, Any], *, refusal: bool) -> bool:
    """Whether an entry is the answer of whoever was asked: what was asked for, or a refusal, about the same."""
    same = refusal or all(entry.get(name) == value for name, value in says.items())
    later = entry.when.before(asked.when) is not True
    return same and later and entry.of == asked.of and str(asked.get("to")) in entry.by


def tasks(judged: CaseContext) -> Iterator[Task]:
    """Every task that the agreed plan and the meetings have made, the plan's first, as it was given."""
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
    """A duty for each task with an owner or a date, and for each agreement that was asked for.

    It ends as every rule does, with the child's life or the case.
    """
    yield from _agreements(judged)
    last = judged.scope[-1] if judged.scope else None
    done = {entry.of: entry for entry in entries_of(CLOSING, judged.times) if entry.of}
    for task in _standing_now(judged):
        if not (task.owner or task.due):
            continue
        by = done.get(task.id)
        by = None if by is not None and by.when.before(task.given_by.when) is True else by
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
