"""What of a record may be told to court and family: only what somebody marked as shareable, and of that only some.

The mark is on an entry or on an item of the plan. Of a marked entry flow its title, its day, its decisions, its text
under the headings of `HEADINGS` and a person's own words; its note never does, being ours. An item of the plan flows
only once the plan has been agreed. The court is told all of that. Of the family each is told only what the record gives
to them by name (`family_whose`).
"""

from collections.abc import Iterator
from datetime import date

from reunify_cli.engine.actions import Task, tasks
from reunify_cli.frozen import dataclass, replace
from reunify_cli.model.case import Entry
from reunify_cli.model.fields import Field
from reunify_cli.model.plan import Item, Plan, Return
from reunify_cli.papers.readers import Reader
from reunify_cli.wording.case_view import CaseView

HEADINGS: frozenset[str] = frozenset(
    (
        *("day-to-day-needs", "contact-arrangements", "first-overnight", "contact-increase", "school-attendance"),
        *("education-plan", "health-needs", "health-plan", "changes-needed", "support-after-return"),
        *("preparation-for-return", "services-identified", "next-steps-explained", "outline-return-plan"),
        *("contingency-plan", "plan-explained", "assessments-explained", "safety-planning-explained"),
        *("expected-of-parents", "guidance-offered", "bottom-lines", "network-expectations", "family-plan"),
        *("safety-plan", "support-plan", "monitoring-and-review", "who-does-what", "success-measures"),
        *("progress", "next-steps", "support-by-all", "success-looks-like", "support-after-discharge"),
        *("expectations-of-child", "expectations-of-parents", "expectations-of-authority", "preparing-the-child"),
    )
)
"""The headings whose text may reach the court where the meeting is marked. What we think among ourselves (risks,
legal advice, others' views, brothers and sisters, a day that is only hoped for) is not among them."""
_TOLD_APART = frozenset(("booked", "booking-cancelled", "papers-sent", "views"))
"""Events with a place of their own on a paper, and our own steps."""


@dataclass(frozen=True, slots=True)
class SharedText:
    """What a marked meeting wrote under one heading."""

    title: str
    text: str
    entry: Entry


def shared_entries(stand: CaseView) -> tuple[Entry, ...]:
    """The entries up to now that are marked, oldest first."""
    entries = stand.judged.history.entries
    return tuple(entry for entry in entries if entry.shareable and entry.when.start <= stand.now)


def happenings(stand: CaseView) -> tuple[Entry, ...]:
    """The marked entries that tell of something that happened; bookings and views have a place of their own."""
    return tuple(entry for entry in shared_entries(stand) if entry.event not in _TOLD_APART)


def shared_texts(stand: CaseView, entry: Entry) -> Iterator[SharedText]:
    """What a marked meeting wrote under the headings that may be told, in the order of the entry."""
    if not entry.shareable:
        return
    for name, said in entry.fields.items():
        heading = stand.vocabulary.headings.get(name)
        if heading is not None and name in HEADINGS and isinstance(said, str) and said:
            yield SharedText(heading.title, said, entry)


def shared_tasks(stand: CaseView) -> Iterator[Task]:
    """The decisions of marked meetings and the marked actions of the agreed plan."""
    plan = shared_plan(stand)
    marked = {item.id for item in plan.actions} if plan else set()
    for task in tasks(stand.judged):
        if task.given_by.event == "plan-agreed" and not is_decision(task):
            if task.id in marked:
                yield task
        elif task.given_by.shareable:
            yield task


def is_decision(task: Task) -> bool:
    """Whether a task was decided in the entry itself, and is not an action of the plan which that entry agreed."""
    rows = [*(task.given_by.fields.get("decisions") or ()), *(task.given_by.fields.get("actions") or ())]
    return any(isinstance(row, dict) and row.get("what") == task.what for row in rows)


def unshared(stand: CaseView, since: date) -> Iterator[Entry]:
    """The entries since a day that quote somebody, or decided something with the family there, and are not marked."""
    family = {"child", *stand.judged.case.file.people}
    for entry in stand.judged.history.entries:
        there = family & set(entry.fields.get("attended") or ())
        decided = there and (entry.fields.get("decisions") or entry.fields.get("actions"))
        says = decided or own_words(entry) is not None
        if says and not entry.shareable and since <= entry.when.day and entry.when.start <= stand.now:
            yield entry


# --- the plan -----------------------------------------------------------------------------------------------------


def shared_plan(stand: CaseView) -> Plan | None:
    """The marked items of the plan that was agreed last; None where no plan has been agreed.

    A mark may be set or taken back on the desk after the agreement, as long as the words are those agreed.
    """
    agreed = agreement(stand)
    if agreed is None:
        return None
    _, plan = agreed
    desk = stand.judged.case.plan
    drafts = {item.id: item for _, item in desk.items()} if desk else {}
    kept = {name: tuple(item for item in getattr(plan, name) if _marked(item, drafts.get(item.id))) for name in _LISTS}
    return Plan(**kept, return_=_shared_return(plan, desk))


def agreement(stand: CaseView) -> tuple[Entry, Plan] | None:
    """The last agreement of a plan up to now."""
    found = [pair for pair in stand.judged.history.agreements if pair[0].when.start <= stand.now]
    return found[-1] if found else None


_LISTS = (
    *("danger_statements", "safety_goals", "bottom_lines", "goals", "actions", "support", "contact", "review_points"),
    *("expectations", "change_back", "evidence"),
)
"""The parts of a plan that may be told; assessments, risks and notes are ours."""


def _marked(agreed: Item, draft: Item | None) -> bool:
    if draft is not None and replace(draft, shareable=agreed.shareable) == agreed:
        return draft.shareable
    return agreed.shareable


def _shared_return(plan: Plan, desk: Plan | None) -> Return:
    """Where the child is to go home to, where that is marked; the day only if somebody has endorsed it as well."""
    return_ = plan.return_
    if desk is not None and (desk.return_.home, desk.return_.wished) == (return_.home, return_.wished):
        return_ = desk.return_
    if not return_.shareable:
        return Return()
    return return_ if return_.endorsed else replace(return_, wished=None)


# --- whose words --------------------------------------------------------------------------------------------------


def own_words(entry: Entry) -> tuple[str, str] | None:
    """Whose words an entry quotes, and what they said; None where it quotes nobody."""
    if entry.event == "visit" and entry.fields.get("childs-words"):
        return "child", str(entry.fields["childs-words"])
    if entry.event == "views" and entry.fields.get("words"):
        return str(entry.fields.get("whose")), str(entry.fields["words"])
    return None


def may_hear(whose: str, reader: Reader) -> bool:
    """Whether a reader may be told what somebody said, where it is marked: the speaker, and the court."""
    return whose == reader.key or reader.kind == "court"


def about_words(stand: CaseView, entry: Entry) -> str:
    """What somebody's words were about, in the words of the vocabulary."""
    known = stand.kind(entry).fields.get("about") or Field()
    return known.values.get(str(entry.fields.get("about")), "")
