"""Whose a marked thing is: of the family each is told only what the record gives to them by name.

A mark says that something may be told, and not to whom. What somebody typed freely can be about anybody. So a text
reaches a reader of the family only where the record itself names them for it: their own words; what is theirs to do, or
is for them; a meeting to which they are asked. Where somebody protected is named beside them it does not, since what
they do and when says where they are. What is held back is told to whoever makes the paper, with the reason.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from reunify_cli.engine.actions import Task
from reunify_cli.engine.roles import roles_of
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.model.plan import Item, Plan
from reunify_cli.papers.family.allowed import (
    agreement,
    happenings,
    is_decision,
    may_hear,
    own_words,
    shared_entries,
    shared_plan,
    shared_tasks,
    shared_texts,
)
from reunify_cli.papers.family.people import is_about, is_ours, is_protected
from reunify_cli.papers.readers import Reader, kind_of
from reunify_cli.wording.case_view import CaseView

WORDS: Final = "quotes another person"
OTHERS: Final = "belongs to another person, or is about another person"
UNNAMED: Final = "does not say by name for whom it is"
MINUTES: Final = "was written at a meeting, and may be about other people"
PROTECTED: Final = "says what a protected person does, or when and where"
UNASKED: Final = "is a meeting, and this reader is not recorded as invited"
WHY: Final = (PROTECTED, WORDS, OTHERS, MINUTES, UNNAMED, UNASKED)
"""Why a marked thing is held back from a reader, the gravest first."""

_TOOK_PART: Final = frozenset(
    (
        *("attended", "apologies", "invited", "chair", "with", "to", "took-part", "heard", "agreed-with"),
        *("signed-by", "owners", "parties", "carer"),
    )
)
"""The fields of an entry that say who took part in what happened to the child, and not whom it is about."""
_AGREED: Final = "plan-agreed"
_NEAR: Final = ("parent", "child")
"""The sorts of readers who are told by its title what happened to the child though it does not name them."""


@dataclass(frozen=True, slots=True)
class HeldBack:
    """A marked thing that is held back from a reader: which, of what sort, and why; never its words."""

    id: str
    what: str
    why: str


def held_back(stand: CaseView, reader: Reader) -> tuple[HeldBack, ...]:
    """Everything marked that a reader of the family is not told, in the order of the record; nothing for the court."""
    if reader.kind == "court":
        return ()
    return tuple(dict.fromkeys((*_entries(stand, reader), *_meetings(stand, reader), *_plan(stand, reader))))


def _entries(stand: CaseView, reader: Reader) -> Iterator[HeldBack]:
    told_of = {entry.id for entry in happenings(stand)}
    for entry in shared_entries(stand):
        said, title = own_words(entry), stand.titled(entry)
        if said is not None and not may_hear(said[0], reader):
            yield HeldBack(entry.id, f"the words in: {title}", WORDS)
        if any(shared_texts(stand, entry)):
            yield HeldBack(entry.id, f"the headings of: {title}", MINUTES)
        if entry.id in told_of and (why := entry_why(stand, entry, reader)):
            yield HeldBack(entry.id, title, why)
    for task in shared_tasks(stand):
        if is_decision(task) and (why := task_why(stand, task, reader)):
            yield HeldBack(task.id, f"a decision of: {stand.titled(task.given_by)}", why)


def _meetings(stand: CaseView, reader: Reader) -> Iterator[HeldBack]:
    for when, booking in stand.judged.bookings.values():
        marked = booking.shareable or is_about(stand, _listed(booking, "invited"), reader)
        if marked and when.end >= stand.now and (why := meeting_why(stand, booking, reader)):
            yield HeldBack(booking.id, f"the day of: {stand.titled(booking)}", why)


def _plan(stand: CaseView, reader: Reader) -> Iterator[HeldBack]:
    plan = shared_plan(stand)
    if plan is None:
        return
    for kind, item in plan.items():
        if why := item_why(stand, item, reader, contact=kind == "contact"):
            yield HeldBack(item.id, f"{kind.replace('-', ' ')} of the plan", why)
    if plan.return_.wished and (why := return_why(stand, plan, reader)):
        yield HeldBack("return", "the day of the return", why)


# --- one thing ----------------------------------------------------------------------------------------------------


def item_why(stand: CaseView, item: Item, reader: Reader, *, contact: bool = False) -> str:
    """Why an item of the plan is not for a reader; "" where it is.

    It is theirs if it is theirs to do, or if a worker does it or nobody is named and it is `for` them. Contact is the
    child's as well as the other's.
    """
    if reader.kind == "court":
        return ""
    doer = item.owner or item.who
    if _someone_protected(stand, (item.who, item.owner, *item.for_), reader):
        return PROTECTED
    whose = {*item.for_} if _helps(stand, doer) else {doer}
    if contact and doer in stand.judged.case.file.people and not _helps(stand, doer):
        whose.add("child")
    return "" if reader.key in (doer, *whose) else _not_theirs(stand, whose)


def task_why(stand: CaseView, task: Task, reader: Reader) -> str:
    """Why something that somebody was given to do is not for a reader; "" where it is."""
    if reader.kind == "court":
        return ""
    agreed = agreement(stand)
    if not is_decision(task) and agreed is not None:
        item = next((each for each in agreed[1].actions if each.id == task.id), None)
        if item is not None:
            return item_why(stand, item, reader)
    if _someone_protected(stand, (task.owner,), reader):
        return PROTECTED
    if task.owner == reader.key:
        return ""
    return _not_theirs(stand, set() if _helps(stand, task.owner) else {task.owner})


def entry_why(stand: CaseView, entry: Entry, reader: Reader) -> str:
    """Why a reader is not told, even by its title, that something happened; "" where they are."""
    if reader.kind == "court":
        return ""
    named = {name: _listed(entry, name) for name in (*entry.fields, "by", "of")}
    everybody = [key for keys in named.values() for key in keys]
    if _someone_protected(stand, everybody, reader):
        return PROTECTED
    if any(key != reader.key and not _helps(stand, key) for key in _about(stand, entry)):
        return OTHERS
    return "" if reader.kind in _NEAR or reader.key in everybody else OTHERS


def _about(stand: CaseView, entry: Entry) -> set[str]:
    """The people of the case whom an entry is about; one that is about another entry is about the same people too.

    So an approval of what was assessed of the mother is hers, though it names nobody.
    """
    people, found, seen = stand.judged.case.file.people, set[str](), set[str]()
    now: Entry | None = entry
    while now is not None and now.id not in seen:
        seen.add(now.id)
        there = _TOOK_PART | {"who"} if now.event == _AGREED else _TOOK_PART
        names = [name for name in (*now.fields, "by", "of") if name not in there]
        found |= {key for name in names for key in _listed(now, name) if key in people}
        now = stand.judged.history.by_id.get(now.of or "")
    return found


def meeting_why(stand: CaseView, booking: Entry, reader: Reader) -> str:
    """Why a reader is not told when a meeting is; "" where they are.

    Where somebody protected is asked as well, a grown-up is not told on paper; a child is, but not the place.
    """
    if reader.kind == "court":
        return "" if booking.shareable else UNASKED
    if not is_about(stand, _listed(booking, "invited"), reader):
        return UNASKED
    return PROTECTED if reader.kind != "child" and is_guarded(stand, booking, reader) else ""


def is_guarded(stand: CaseView, booking: Entry, reader: Reader) -> bool:
    """Whether somebody protected will be at a meeting: another of the case's people, invited by key or by role."""
    asked = {*_listed(booking, "invited"), *_listed(booking, "chair")}
    hidden = (key for key in stand.judged.case.file.people if is_protected(stand, key, reader))
    return any(asked & {key, *roles_of(stand.judged.times, key, stand.moment)} for key in hidden)


def return_why(stand: CaseView, plan: Plan, reader: Reader) -> str:
    """Why a reader is not told the day of the return, and to whom it is; "" where they are."""
    file, back = stand.judged.case.file, plan.return_
    if reader.kind == "court" or back.to == reader.key:
        return ""
    home = file.homes.get(back.home)
    if _someone_protected(stand, (back.to,), reader) or (home is not None and home.protected):
        return "" if reader.kind == "child" and not _someone_protected(stand, (back.to,), reader) else PROTECTED
    if file.child.protected and reader.kind != "child":
        return PROTECTED
    return "" if reader.kind in _NEAR else OTHERS


def _not_theirs(stand: CaseView, whose: Iterable[str]) -> str:
    people = {"child", *stand.judged.case.file.people}
    return OTHERS if people & set(whose) else UNNAMED


def _helps(stand: CaseView, key: str) -> bool:
    """Whether somebody does a thing for others, and not as one of the family; so does nobody in particular."""
    return not key or is_ours(stand, key) or (key in stand.judged.case.file.people and kind_of(stand, key) == "other")


def _someone_protected(stand: CaseView, keys: Iterable[str], reader: Reader) -> bool:
    return any(is_protected(stand, key, reader) for key in keys)


def _listed(entry: Entry, name: str) -> tuple[str, ...]:
    value = entry.get(name)
    return tuple(map(str, value)) if isinstance(value, tuple) else (str(value),) if value else ()
