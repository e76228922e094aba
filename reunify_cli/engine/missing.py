"""What a duty still lacks, part by part, in words and as the entry that would supply it."""

from collections.abc import Iterator, Mapping
from enum import Enum, auto

from reunify_cli.engine.duty import Duty
from reunify_cli.engine.evidence import events_of, find, items_asked, unsaid
from reunify_cli.engine.gates import since_of
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.matching import WORDS, Asking, about, doers, in_window, is_about, matching, passes_in, says
from reunify_cli.engine.roles import chairs, present_roles, said
from reunify_cli.engine.supplies import LEFT_OUT, Supply, Values, changing, supply
from reunify_cli.frozen import dataclass, field, replace
from reunify_cli.model.case import Entry
from reunify_cli.rules.conditions import Equals, Not
from reunify_cli.rules.phrasing import condition_words, event_words, field_title, joined, need_words, title_of
from reunify_cli.rules.terms import (
    EventRef,
    Need,
    NeedAll,
    NeedAny,
    NeedCount,
    NeedEvent,
    NeedHolds,
    NeedSaid,
    NeedSteps,
    Ref,
)


class Fault(Enum):
    """In what an entry falls short of what is asked, in the order in which it is said."""

    SAYS = auto()
    ABOUT = auto()
    AUTHOR = auto()
    ROLE = auto()
    OUTSIDE = auto()
    TOO_LATE = auto()
    UNDONE = auto()


@dataclass(frozen=True, slots=True)
class Near:
    """An entry of the kind asked for, with everything in which it falls short."""

    entry: Entry
    faults: tuple[tuple[Fault, str], ...]

    @property
    def words(self) -> str:
        """All of it in words."""
        return "; ".join(words for _, words in self.faults)


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is not there yet."""

    words: str
    event: str = ""
    """The event type whose entry would supply it, where one entry would."""
    says: Mapping[str, Values] = field(default_factory=dict)
    """What that entry has to say: by field the values that will do, or none where anything said will."""
    waits: bool = False
    """Whether something else has to be recorded first, which it is to be about."""
    plan: bool = False
    """Whether it is a part of the plan on the desk that would supply it."""
    near: Entry | None = None
    """The entry of that kind which comes nearest and does not do, for example by somebody without the role."""
    why_not: str = ""
    fault: Fault | None = None
    """In what it falls short: the first of the reasons in `why_not`."""

    @property
    def fields(self) -> tuple[str, ...]:
        """What that entry has to say where only one value will do, as `key=value`; not who made it."""
        return tuple(f"{name}={each[0]}" for name, each in self.says.items() if len(each) == 1 and name != "by")

    @property
    def asks(self) -> tuple[str, ...]:
        """What somebody has to answer besides."""
        return tuple(name for name, each in self.says.items() if len(each) != 1 and LEFT_OUT not in each)


def asking(judged: Judgement, duty: Duty) -> Asking:
    """The circumstances in which a duty's needs were asked."""
    entry = duty.anchor.entry
    if duty.gated is not None and duty.rule.kind == "gate":
        return Asking(
            judged.times,
            since=since_of(judged, duty.terms, duty.gated.when, duty.gated),
            by=duty.gated.when,
            not_these=frozenset((duty.gated.id,)),
            each=duty.each,
            anchor=duty.gated,
            gated=duty.gated,
        )
    kinds = judged.policy.vocabulary.kinds
    again = entry is not None and any(entry.event in kinds.get(name, ()) for name in events_of(duty.terms.needs))
    return Asking(
        judged.times,
        since=duty.anchor.when.start,
        # What was last done is what the next is counted from, and never meets it.
        after=duty.anchor.when if again and duty.rule.kind == "rhythm" else None,
        until=duty.last,
        not_these=frozenset((entry.id,)) if entry else frozenset(),
        each=duty.each,
        anchor=entry,
        gated=duty.gated,
    )


def missing(judged: Judgement, duty: Duty) -> list[Missing]:
    """What a duty still lacks; nothing where it is met."""
    if duty.met is not None or duty.closed is not None:
        return []
    found = list(_lacking(judged, duty.terms.needs, asking(judged, duty)))
    return list({each.words: each for each in found}.values())


def _lacking(judged: Judgement, need: Need, ask: Asking) -> Iterator[Missing]:
    words = judged.policy.vocabulary
    if not isinstance(need, NeedSaid) and find(need, ask) is not None:
        return
    match need:
        case NeedEvent(event):
            yield from _event(judged, event, ask)
        case NeedAll(needs):
            for each in needs:
                yield from _lacking(judged, each, ask)
        case NeedAny(needs):
            yield from _any(judged, needs, ask)
        case NeedSteps(steps, of):
            yield from _steps(judged, steps, of, ask)
        case NeedCount():
            yield _count(judged, need, ask)
        case NeedHolds(condition, ends):
            text = condition_words(condition, words)
            made = changing(judged, Not(condition) if ends else condition, ask)
            yield _supplied(f"the end of: {text}" if ends else text, made)
        case NeedSaid():
            if ask.gated is not None:
                for name in unsaid(need, ask.gated, ask):
                    yield Missing(field_title(words, ask.gated.event, name), ask.gated.event)


def asked_first(needs: tuple[Need, ...]) -> tuple[Need, ...]:
    """The ways that are asked for, without those that only excuse: something holds, or was left out on a ground."""
    wanted = tuple(
        each
        for each in needs
        if not isinstance(each, NeedHolds) and not (isinstance(each, NeedEvent) and "ground" in each.event.where)
    )
    return wanted or needs


def _any(judged: Judgement, needs: tuple[Need, ...], ask: Asking) -> Iterator[Missing]:
    """Of several ways the first where all are single entries, else the one that is furthest on.

    `why` reads all of them aloud.
    """
    needs = asked_first(needs)
    if len(needs) == 1:
        yield from _lacking(judged, needs[0], ask)
        return
    events = [each.event for each in needs if isinstance(each, NeedEvent)]
    if events and len(events) == len(needs):
        words = need_words(NeedAny(needs), judged.policy.vocabulary)
        ways = [_supplied(words, supply(judged, _concrete(judged, each.event), each, ask)) for each in events]
        yield min(ways, key=lambda way: (way.waits, bool(way.asks)))
    else:
        yield from min((list(_lacking(judged, each, ask)) for each in needs), key=len, default=[])


def _count(judged: Judgement, need: NeedCount, ask: Asking) -> Missing:
    """How many are asked for and how many there are."""
    moment = ask.anchor.when if ask.anchor else ask.by
    have = len(items_asked(need, ask, moment)) if need.item and moment else 0
    if need.event is not None:
        have = sum(1 for _ in matching(need.event, ask))
    words = need_words(need, judged.policy.vocabulary)
    there = f"{words} (there {'is' if have == 1 else 'are'} {have or 'none'})"
    if need.event is None:
        return Missing(there, plan=True)
    return _supplied(there, supply(judged, _concrete(judged, need.event.event), need.event, ask))


def _supplied(words: str, made: Supply | None) -> Missing:
    """What is missing in words, with the entry that would supply it."""
    return Missing(words, made.event, made.says, made.waits) if made is not None else Missing(words)


def _concrete(judged: Judgement, name: str) -> str:
    """An event type to type for an event name; of a class the first that is not there yet, in the vocabulary's order.

    What is started before it is reviewed stands in that order there.
    """
    words = judged.policy.vocabulary
    if name in words.events:
        return name
    members = [kind for kind in words.events if kind in words.kinds.get(name, ())]
    return next((kind for kind in members if kind not in judged.history.by_event), members[-1] if members else "")


def _event(judged: Judgement, event: EventRef, ask: Asking) -> Iterator[Missing]:
    """An entry that is asked for, after whatever it is to be about."""
    if (
        event.of is not None
        and event.of.event is not None
        and find(NeedEvent(event.of.event), ask._replace(since=0)) is None
    ):
        yield from _event(judged, event.of.event, ask._replace(since=0))
    near = None if _of_each(event) else _near(judged, event, ask)
    words, kind = event_words(event, judged.policy.vocabulary), _concrete(judged, event.event)
    yield _with_near(_supplied(words, supply(judged, kind, event, ask)), near)


def _with_near(lack: Missing, near: Near | None) -> Missing:
    if near is None:
        return lack
    fault = near.faults[0][0] if near.faults else None
    return replace(lack, near=near.entry, why_not=near.words, fault=fault)


def _of_each(event: EventRef) -> bool:
    """Whether an entry is asked for each member of a set, so that one about another member is no near miss."""
    return bool(event.of and event.of.name == "$each") or any(
        isinstance(test, Equals) and test.value == "$each" for test in event.where.values()
    )


def _near(judged: Judgement, event: EventRef, ask: Asking) -> Near | None:
    """The entry of that kind which comes nearest to what is asked: with the fewest faults, of those the latest."""
    kinds = judged.policy.vocabulary.kinds.get(event.event, ())
    entries = [entry for kind in kinds for entry in judged.history.by_event.get(kind, ())]
    return min(
        (near for entry in entries if (near := _against(judged, event, ask, entry)) is not None),
        key=lambda near: (len(near.faults), -near.entry.when.start, -near.entry.index),
        default=None,
    )


def _against(judged: Judgement, event: EventRef, ask: Asking, entry: Entry) -> Near | None:
    """An entry with what stands against it; None where it is about another matter, and no near miss at all."""
    found: list[tuple[Fault, str]] = []
    for words in _unsaid_fields(judged, event, ask, entry):
        if not words:
            return None
        found.append((Fault.SAYS, words))
    abouts = about(event.of, ask) if event.of is not None else None
    if abouts is not None and not is_about(entry, abouts, ask):
        found.append((Fault.ABOUT, _about_words(judged, event, entry)))
    if event.by and not doers(event, entry, ask, abouts):
        found.append(_not_by(judged, event, entry))
    if not in_window(entry, ask):
        outside = (Fault.OUTSIDE, "it is before or after the period that counts")
        found.append(outside if ask.by is None else (Fault.TOO_LATE, "it was not before this"))
    elif not found and not any(each.id == entry.id for each in matching(event, ask)):
        # All that it says itself would do, so somebody took it back before it was needed.
        found.append((Fault.UNDONE, "it was undone later"))
    return Near(entry, tuple(found))


def _unsaid_fields(judged: Judgement, event: EventRef, ask: Asking, entry: Entry) -> Iterator[str]:
    """What an entry does not say as it is asked, in words; an empty one where it says that of something else."""
    vocabulary = judged.policy.vocabulary
    kind = vocabulary.events[entry.event]
    for name, test in event.where.items():
        value = said(entry, name, judged.times)
        if passes_in(test, value, ask):
            continue
        title = field_title(vocabulary, entry.event, name).lower()
        field = kind.fields.get(name)
        if value is None:
            yield f"it does not say: {title}"
        elif kind.group == WORDS and field is not None and field.values:
            several = value if isinstance(value, tuple) else (value,)
            yield f"it is for {joined([field.values.get(str(each), str(each)) for each in several])}"
        else:
            yield ""
    lacks = [title_of(vocabulary, name).lower() for name in event.records if not says(entry, name)]
    if lacks:
        yield f"it does not record {joined(lacks)}"
    absent = [title_of(vocabulary, role) for role in event.attended if role not in present_roles(entry, judged.times)]
    if absent:
        yield f"not recorded as there: {joined(absent)}"
    if event.chair and chairs(entry, judged.times).isdisjoint(event.chair):
        yield f"it was not led by the {joined([title_of(vocabulary, role) for role in event.chair], 'or')}"
    if event.with_document and not entry.document:
        yield "it has no document"


def _about_words(judged: Judgement, event: EventRef, entry: Entry) -> str:
    """What an entry is about, where that is not what is asked."""
    vocabulary = judged.policy.vocabulary
    target = judged.history.by_id.get(entry.of or "")
    if target is not None:
        wanted = event.of.event.event if event.of is not None and event.of.event is not None else ""
        which = "another" if target.event in vocabulary.kinds.get(wanted, ()) else "the"
        return f"it is about {which} {title_of(vocabulary, target.event)}"
    asked = event.of.event if event.of is not None else None
    return f"it is not linked to {f'the {title_of(vocabulary, asked.event)}' if asked else 'this'}"


def _not_by(judged: Judgement, event: EventRef, entry: Entry) -> tuple[Fault, str]:
    """Why those who made an entry are not the ones asked for."""
    if not entry.by:
        return Fault.ROLE, "who did it is not recorded"
    target = judged.history.by_id.get(entry.of or "")
    if target is not None and set(entry.by) <= set(target.by):
        return Fault.AUTHOR, "authors cannot approve their own work"
    names = joined([_called(judged, key) for key in entry.by])
    roles = joined([title_of(judged.policy.vocabulary, role) for role in event.by], "or")
    return Fault.ROLE, f"{names} {'was' if len(entry.by) == 1 else 'were'} not {roles} on that day"


def _called(judged: Judgement, key: str) -> str:
    """Somebody by name, or by what they are to the child."""
    relative = judged.case.file.people.get(key)
    if relative is None:
        return judged.case.team.name_of(key)
    known = judged.policy.vocabulary.relations.get(relative.relation)
    return f"the {known.title if known else relative.relation}"


def _steps(judged: Judgement, steps: tuple[EventRef, ...], of: Ref | None, ask: Asking) -> Iterator[Missing]:
    """The steps that are still to come, the first of them first."""
    if of is not None and of.event is not None and find(NeedEvent(of.event), ask._replace(since=0)) is None:
        yield from _event(judged, of.event, ask._replace(since=0))
    done = 0
    for number in range(len(steps), 0, -1):
        if find(NeedSteps(steps[:number], of), ask) is not None:
            done = number
            break
    for step in steps[done:]:
        about_it = step if step.of or of is None else replace(step, of=of)
        near = _near(judged, about_it, ask)
        words, kind = event_words(step, judged.policy.vocabulary), _concrete(judged, step.event)
        made = supply(judged, kind, about_it, ask)
        yield _with_near(_supplied(words, replace(made, waits=made.waits or step is not steps[done])), near)


def next_event(judged: Judgement, duty: Duty) -> tuple[str, tuple[str, ...]]:
    """The event type and fields that would bring a duty nearest to being met; empty where no entry would."""
    if duty.met is None and duty.closed is None:
        for each in _lacking(judged, duty.terms.needs, asking(judged, duty)):
            if each.event:
                return each.event, each.fields
    return "", ()
