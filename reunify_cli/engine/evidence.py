"""Whether what a rule needs is there: an entry, several, steps in order, a state of affairs, or what an entry says.

A need asked both ways, strictly and leniently (see `matching.py`), is there where both say so and not there where
neither does. Otherwise it turns on an order of one day that nobody wrote down, and the screen asks for the times.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from reunify_cli.engine.matching import Asking, about, bind, doers, matching, passes_in, says
from reunify_cli.engine.roles import chairs, present_roles, said
from reunify_cli.engine.timeline import BEGINNING
from reunify_cli.frozen import replace
from reunify_cli.model.case import LENGTH, Entry
from reunify_cli.model.moment import MINUTES_IN_DAY, Moment, position_day
from reunify_cli.model.plan import ITEM_WORDS, Item, Plan
from reunify_cli.rules import terms as t
from reunify_cli.rules.conditions import OneOf, Test, Told, Unlike, passes

TIMES = "give the times of that day: the order of what happened turns on them"
"""What to say where an answer turns on an order that nobody wrote down."""

LASTED = "give the end, with the times: they decide whether this is due"

_FAR = Moment(date.max)


class Found(NamedTuple):
    """When a need was met, and by which entries."""

    when: Moment
    entries: tuple[Entry, ...] = ()


def both_ways(need: t.Need, ask: Asking) -> tuple[Found | None, str]:
    """What met a need, and what is unclear about it: asked strictly first, then with unknown orders counting."""
    found = _FIND[type(need)](need, ask)
    if found is not None or not _turns_on_order(need, ask):
        return found, ""
    lenient = find(need, ask._replace(lenient=True))
    if lenient is None:
        return None, ""
    out = left_out(need, lenient, ask)
    return None, f"the entry of {out.entry.when.day.isoformat()} does not record: {out.title}" if out else TIMES


def _turns_on_order(need: t.Need, ask: Asking) -> bool:
    """Whether a need that is not met may turn on the order of things: not where entries of a kind would do."""
    kind = type(need)
    if kind is t.NeedSaid:
        return False
    if ask.by is not None:
        return True
    if isinstance(need, (t.NeedEvent, t.NeedCount)):
        event = need.event
        return event is not None and (event.of is not None or LENGTH in event.where or bool(_told(event)))
    if isinstance(need, (t.NeedAll, t.NeedAny)):
        return any(_turns_on_order(each, ask) for each in need.needs)
    return kind is t.NeedSteps


def find(need: t.Need, ask: Asking) -> Found | None:
    """When a need was first met in the window asked about, or None."""
    return _FIND[type(need)](need, ask)


class LeftOut(NamedTuple):
    """What an entry leaves out that has to be told before it counts."""

    entry: Entry
    field: str
    title: str
    says: tuple[str, ...]
    """What it would say to count, and (of a yes or no) what it would say not to, as `key=value`."""


def left_out(need: t.Need, found: Found, ask: Asking) -> LeftOut | None:
    """What the entries that would meet a need leave out of what they have to tell; None where they tell all of it."""
    for ref in _refs(need):
        for name, test in _told(ref):
            for entry in found.entries:
                if entry.event in ask.times.vocabulary.kinds.get(ref.event, ()) and entry.fields.get(name) is None:
                    field = ask.times.vocabulary.events[entry.event].fields.get(name)
                    return LeftOut(entry, name, field.title if field else name, _answers(name, test))
    return None


def tells(need: t.Need) -> bool:
    """Whether a need asks for something that an entry has to tell."""
    return any(_told(ref) for ref in _refs(need))


def _refs(need: t.Need) -> Iterator[t.EventRef]:
    match need:
        case t.NeedEvent(event):
            yield event
        case t.NeedSteps(steps):
            yield from steps
        case t.NeedAll(needs) | t.NeedAny(needs):
            for each in needs:
                yield from _refs(each)


def _told(ref: t.EventRef) -> list[tuple[str, Told]]:
    return [(name, test) for name, test in ref.where.items() if isinstance(test, Told)]


def _answers(name: str, told: Told) -> tuple[str, ...]:
    """How an entry says what it has to tell: so that it counts, and of a yes or no so that it does not."""
    value = told.test.values[0] if isinstance(told.test, OneOf) else told.test.value
    if isinstance(value, bool):
        yes, no = ("yes", "no") if value else ("no", "yes")
        return f"{name}={yes}", f"{name}={no}"
    return (f"{name}={value}",)


def _event(need: t.NeedEvent, ask: Asking) -> Found | None:
    entry = next(matching(need.event, ask), None)
    return Found(entry.when, (entry,)) if entry else None


def _said(need: t.NeedSaid, ask: Asking) -> Found | None:
    anchor = ask.anchor
    return Found(anchor.when, (anchor,)) if anchor is not None and is_said(need, anchor, ask) else None


def _any(need: t.NeedAny, ask: Asking) -> Found | None:
    met = [found for each in need.needs if (found := find(each, ask))]
    return min(met, key=lambda f: f.when.start) if len(met) > 1 else met[0] if met else None


def _steps(need: t.NeedSteps, ask: Asking) -> Found | None:
    done = _in_turn([_about(step, need.of) for step in need.steps], ask, (), {})
    return Found(done[-1].when, done) if done else None


def _holds(need: t.NeedHolds, ask: Asking) -> Found | None:
    return _until_it_holds(need, ask) if ask.by is None else _held_just_before(need, ask, ask.by)


def _all(need: t.NeedAll, ask: Asking) -> Found | None:
    met = []
    for each in need.needs:
        found = find(each, ask)
        if found is None:
            return None
        met.append(found)
    last = max((each.when for each in met), key=lambda when: when.end, default=Moment(position_day(MINUTES_IN_DAY)))
    return Found(last, tuple(entry for each in met for entry in each.entries))


# --- steps --------------------------------------------------------------------------------------------------------


def _about(step: t.EventRef, of: t.Ref | None) -> t.EventRef:
    return step if of is None or step.of is not None else replace(step, of=of)


def _in_turn(
    steps: list[t.EventRef], ask: Asking, done: tuple[Entry, ...], people: Mapping[str, tuple[str, ...]]
) -> tuple[Entry, ...] | None:
    """The entries that took the steps in their order, or None.

    `people` holds who took a step so far, in which roles. One person is not two offices: somebody who took a step in
    one role takes none in another, under no other key either. Steps that ask for the same role may be taken by the
    same person.
    """
    if not steps:
        return done
    step, rest = steps[0], steps[1:]
    abouts = about(step.of, ask) if step.of else None
    for entry in matching(step, ask):
        if entry in done or (done and not ask.strictly(_follows(done[-1], entry))):
            continue
        hands: list[dict[str, tuple[str, ...]]] = [{}]
        if step.by:
            person = ask.times.history.case.team.person
            willing = dict.fromkeys(map(person, sorted(doers(step, entry, ask, abouts))))
            hands = [{key: step.by} for key in willing if people.get(key, step.by) == step.by]
        for hand in hands:
            found = _in_turn(rest, ask, (*done, entry), {**people, **hand})
            if found is not None:
                return found
    return None


def _follows(earlier: Entry, later: Entry) -> bool | None:
    """Whether one entry came no earlier than another: those of one minute may be taken in either order."""
    if earlier.when == later.when and earlier.when.minute is not None:
        return True
    return earlier.when.before(later.when)


# --- counts and states of affairs ---------------------------------------------------------------------------------


def _count(need: t.NeedCount, ask: Asking) -> Found | None:
    if need.event is not None:
        found = tuple(matching(need.event, ask))
        return Found(found[need.count - 1].when, found[: need.count]) if len(found) >= need.count else None
    moment = ask.anchor.when if ask.anchor else ask.by or _FAR
    return Found(moment) if len(items_asked(need, ask, moment)) >= need.count else None


def items_asked(need: t.NeedCount, ask: Asking, moment: Moment) -> list[Item]:
    """The items of the plan asked about that count towards a need."""
    where = {name: bind(test, ask) for name, test in need.where.items()}
    return items_of(plan_for(ask, moment), need.item, where)


def plan_for(ask: Asking, moment: Moment) -> Plan | None:
    """The plan asked about: the one an agreement froze, else the plan of that day."""
    if ask.anchor is not None and ask.anchor.id in ask.times.history.case.agreed:
        return ask.times.history.case.agreed[ask.anchor.id]
    return ask.times.history.plan_on(moment)


def items_of(plan: Plan | None, kind: str, where: Mapping[str, Test]) -> list[Item]:
    """The items of a kind in a plan that say what is asked."""
    if plan is None:
        return []
    return [
        item
        for item in plan.of_kind(kind)
        if all(passes(test, item_field(item, name), lambda _: None) for name, test in where.items())
    ]


def item_field(item: Item, name: str) -> Any:
    """What an item says under a key of the file; None where it says nothing."""
    attribute = name.replace("-", "_")
    value = getattr(item, attribute, getattr(item, f"{attribute}_", None))
    if name in ITEM_WORDS and isinstance(value, str):
        value = value.lower()
    return value if value not in ("", ()) else None


def _held_just_before(need: t.NeedHolds, ask: Asking, moment: Moment) -> Found | None:
    answers = ask.times.just_before(need.condition, moment, ask.gated)
    wanted = not need.ends
    return Found(moment) if (wanted in answers if ask.lenient else answers == {wanted}) else None


def _until_it_holds(need: t.NeedHolds, ask: Asking) -> Found | None:
    """The first moment in the window at which a condition holds, or has ceased to."""
    for span in ask.times.spans(need.condition):
        if need.ends:
            if span.end is not None and span.end >= ask.since and (ask.until is None or span.end <= ask.until):
                return _at(span.end, span.closed)
        elif (span.end is None or span.end > ask.since) and (ask.until is None or span.start <= ask.until):
            if span.start >= ask.since and span.start > BEGINNING:
                return _at(span.start, span.opened)
            return Found(Moment(position_day(ask.since)), (span.opened,) if span.opened else ())
    return None


def _at(position: int, entry: Entry | None) -> Found:
    return Found(entry.when, (entry,)) if entry else Found(Moment(position_day(position)))


# Looked up by type: class patterns tried one after the other took longer than what they led to.
_FIND: Final[Mapping[type[t.Need], Callable[[Any, Asking], Found | None]]] = {
    t.NeedEvent: _event, t.NeedSaid: _said, t.NeedAll: _all, t.NeedAny: _any, t.NeedSteps: _steps, t.NeedCount: _count,
    t.NeedHolds: _holds,
}  # fmt: skip


# --- what an entry says -------------------------------------------------------------------------------------------


def unsaid(need: t.NeedSaid, entry: Entry, ask: Asking) -> list[str]:
    """What an entry does not say of what an `at` rule asks of it, word by word."""
    return list(_unsaid(need, entry, ask))


def _unsaid(need: t.NeedSaid, entry: Entry, ask: Asking) -> Iterator[str]:
    for name in need.records:
        if not says(entry, name):
            yield name
    if need.attended:
        there = present_roles(entry, ask.times)
        yield from (role for role in need.attended if role not in there)
    if need.chair and chairs(entry, ask.times).isdisjoint(need.chair):
        yield "chair"
    for name, test in need.where.items():
        if not passes_in(test, said(entry, name, ask.times), ask):
            yield name


def is_said(need: t.Need, entry: Entry, ask: Asking) -> bool | None:
    """Whether an entry says all that a need asks of it; None where a need asks for more than what it says."""
    if isinstance(need, t.NeedSaid):
        return next(_unsaid(need, entry, ask), None) is None
    if isinstance(need, (t.NeedAll, t.NeedAny)):
        parts = [is_said(each, entry, ask) for each in need.needs]
        return None if None in parts else all(parts) if isinstance(need, t.NeedAll) else any(parts)
    return None


def events_of(need: t.Need) -> frozenset[str]:
    """The event names that could meet a need."""
    match need:
        case t.NeedEvent(event):
            return frozenset((event.event,))
        case t.NeedAll(needs) | t.NeedAny(needs):
            return frozenset().union(*(events_of(each) for each in needs))
        case t.NeedSteps(steps, _):
            return frozenset(step.event for step in steps)
        case t.NeedCount(event=event) if event is not None:
            return frozenset((event.event,))
    return frozenset()


def details_of(need: t.Need) -> frozenset[str]:
    """The event names of which a need asks more than that they happened."""
    match need:
        case t.NeedEvent(event):
            return frozenset((event.event,)) if _asks_details(event) else frozenset()
        case t.NeedAll(needs) | t.NeedAny(needs):
            return frozenset().union(*(details_of(each) for each in needs))
        case t.NeedSteps(steps, _):
            return frozenset(step.event for step in steps if _asks_details(step))
        case t.NeedCount(event=event) if event is not None and _asks_details(event):
            return frozenset((event.event,))
    return frozenset()


def _asks_details(event: t.EventRef) -> bool:
    """Whether an entry that says nothing but that it happened would not do."""
    said = [test for test in event.where.values() if not isinstance(test, Unlike)]
    return bool(said or event.by or event.of or event.attended or event.chair or event.records)
