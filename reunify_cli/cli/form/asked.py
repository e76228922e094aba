"""What a form has filled in before anybody opens it: who is to be there, what is to be said, what is still open."""

from collections.abc import Iterator, Mapping

from reunify_cli.casework.people import Directory
from reunify_cli.casework.requirements import items
from reunify_cli.engine.actions import CLOSING, Task, tasks
from reunify_cli.engine.decisions import decide
from reunify_cli.engine.gates import STAGE
from reunify_cli.engine.matching import entries_of
from reunify_cli.engine.owners import WORKERS
from reunify_cli.engine.supplies import LEFT_OUT
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment
from reunify_cli.papers.professional.applies import Applies, applies, at_rules, day_of
from reunify_cli.rules.policy import Rule
from reunify_cli.rules.terms import At, EventRef, Need, NeedAll, NeedAny, NeedSaid, references
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.days import short_day
from reunify_cli.text.layout import clean, joined
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.display_names import person


@dataclass(frozen=True, slots=True)
class Invited:
    """Who a meeting's rules, its booking and the case itself would have there."""

    people: tuple[str, ...]
    """Their keys, or roles that stand for somebody."""
    unnamed: tuple[str, ...] = ()
    """Roles that a rule asks for, and that nobody is known to hold."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A rule's headings for an entry, and whether the rule applies only in some case."""

    rule: Rule
    names: tuple[str, ...]
    only_if: bool = False


def booking_of(opened: OpenCase, event: str) -> tuple[Moment, Entry] | None:
    """The booking of a meeting that is not recorded as held yet."""
    booked = opened.judged.bookings.get(event)
    held = opened.judged.history.by_event.get(event, ())
    return None if booked is None or any(booked[0].day <= entry.when.day for entry in held) else booked


def invited(session: Session, opened: OpenCase, event: str, known: Directory) -> Invited:
    """Who is to be at a meeting: by the rules, and by its booking; else the child, the parents, the case's workers."""
    stand = CaseView(opened.judged, session.position)
    booking = booking_of(opened, event)
    roles = [role for _, said in _said(stand, event, booking) for role in said.attended]
    roles += [role for _, ref in _asked_for(stand, event) for role in ref.attended]
    found: dict[str, None] = {}
    unnamed: dict[str, None] = {}
    for role in roles or ["child", *(_workers(stand)), "parent"]:
        people = stand.holders(role) or ((role,) if known.keys.get(role.replace("-", " ")) == role else ())
        found.update(dict.fromkeys(people))
        unnamed.update({} if people else {role: None})
    listed = booking[1].fields.get("invited") if booking else None
    chair = booking[1].fields.get("chair") if booking else None
    found.update(dict.fromkeys((*(listed or ()), *((str(chair),) if chair else ()))))
    return Invited(tuple(found), tuple(unnamed) if roles else ())


def _workers(stand: CaseView) -> list[str]:
    return list(stand.fact(WORKERS) or {})


def _said(stand: CaseView, event: str, booking: tuple[Moment, Entry] | None) -> Iterator[tuple[Rule, NeedSaid]]:
    for rule, _ in _applying(stand, event, booking):
        for said in _parts(rule.latest.needs):
            yield rule, said


def _applying(stand: CaseView, event: str, booking: tuple[Moment, Entry] | None) -> Iterator[tuple[Rule, Applies]]:
    """The rules on what an entry of this event holds, but for those that are not about this child's."""
    booked = booking[1] if booking else None
    for rule in at_rules(stand, event, day_of(stand, None, booked)):
        how = applies(stand, rule.latest, None, booked)
        if how is not Applies.NO:
            yield rule, how


def _asked_for(stand: CaseView, event: str) -> Iterator[tuple[Rule, EventRef]]:
    """What the rules need of an entry of this event, but for the rules that are not about this child as it stands."""
    for rule in stand.policy.rules:
        terms = rule.on(stand.today)
        if terms is None or isinstance(terms.timing, At):
            continue
        found = [r for r in references(terms.needs, about=False) if isinstance(r, EventRef)]
        asked = [ref for ref in found if event in stand.vocabulary.kinds.get(ref.event, ())]
        facts = [stand.judged.times.holds_at(each, stand.now) for each in (terms.while_, terms.when) if asked]
        if False not in facts:
            yield from ((rule, ref) for ref in asked)


def _parts(need: Need) -> Iterator[NeedSaid]:
    match need:
        case NeedSaid():
            yield need
        case NeedAll(needs) | NeedAny(needs):
            for each in needs:
                yield from _parts(each)


def wanted(session: Session, opened: OpenCase, event: str) -> list[Wanted]:
    """What the rules want an entry to record, heading by heading, each under the first rule that wants it."""
    stand = CaseView(opened.judged, session.position)
    found: list[Wanted] = []
    taken: set[str] = set()
    inside = [
        (rule, [name for said in _parts(rule.latest.needs) for name in said.records], how is not Applies.YES)
        for rule, how in _applying(stand, event, booking_of(opened, event))
    ]
    for rule, records, only_if in (*inside, *((r, ref.records, False) for r, ref in _asked_for(stand, event))):
        names = dict.fromkeys(name for name in records if name not in taken)
        if names:
            taken.update(names)
            found.append(Wanted(rule, tuple(names), only_if))
    return sorted(found, key=lambda each: each.only_if)


def hints_of(session: Session, opened: OpenCase, event: str, given: Mapping[str, str]) -> dict[str, list[str]]:
    """Which answers the next stage asks for, by field, where not any answer will do and `given` leaves it open."""
    stage = opened.judged.policy.after(opened.judged.times.fact_at(STAGE, session.position))
    kind = opened.judged.policy.vocabulary.events[event]
    found: dict[str, list[str]] = {}
    if stage is None:
        return found
    shut = decide(opened.judged, stage, Moment(session.today)).shut
    asks = (ask for item in items(opened, shut) for ask in item.asks if ask.event == event and not ask.waits)
    for says in (says for ask in asks for says in ask.says):
        if any(says.get(name) and text not in says[name] for name, text in given.items()):
            continue
        for name, values in says.items():
            titles = kind.fields[name].values if name in kind.fields else {}
            words = [clean(titles.get(each) or person(opened.judged, each)) for each in values if each != LEFT_OUT]
            line = f"For {stage.title}: {joined(words, 'or')}."
            if words and name not in (*given, "of") and line not in found.setdefault(name, []):
                found[name].append(line)
    return found


def open_tasks(opened: OpenCase) -> list[Task]:
    """The decisions and actions that are not recorded as done, soonest first; those without a day come last."""
    done = {entry.of for entry in entries_of(CLOSING, opened.judged.times)}
    found = {task.id: task for task in tasks(opened.judged) if not task.done and task.id not in done}
    return sorted(found.values(), key=lambda task: (task.due is None, task.due or task.given_by.when.day))


def task_words(session: Session, opened: OpenCase, task: Task) -> str:
    """Whose a task is, by when, and where it was given: `Dana Okafor, by Wed 2 Dec; review, Tue 2 Jun`."""
    kind = opened.workspace.vocabulary.events.get(task.given_by.event)
    whose = person(opened.judged, task.owner) if task.owner else ""
    due = f"by {short_day(task.due, session.today)}" if task.due else ""
    given = f"{kind.title if kind else task.given_by.event}, {short_day(task.given_by.when.day, session.today)}"
    return "; ".join(filter(None, (", ".join(filter(None, (whose, due))), given)))


def spelt(known: Directory, key: str) -> str:
    """Somebody as a form names them: by name where that means nobody else, else by key."""
    name = known.shown.get(key, "")
    return name if name and known.meant(name) == [key] else key
