"""What a duty still lacks, part by part, in words and as the entry that would supply it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from reunify_cli.engine.duty import Duty
from reunify_cli.engine.evidence import events_of, find, items_asked, unsaid
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.matching import Asking, in_window, matching
from reunify_cli.model.case import Entry
from reunify_cli.rules.conditions import Equals
from reunify_cli.rules.policy import (
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
)  # fmt: skip
from reunify_cli.rules.wording import condition_words, event_words, field_title, joined, need_words, title_of


@dataclass(frozen=True, slots=True)
class Missing:
    """One thing that is not there yet."""

    words: str
    event: str = ""
    """The event type whose entry would supply it, where one entry would."""
    fields: tuple[str, ...] = ()
    """What that entry has to say, as `key=value`."""
    near: Entry | None = None
    """An entry of that kind which is there but does not do, for example by somebody without the role."""
    why_not: str = ""


def asking(judged: Judgement, duty: Duty) -> Asking:
    """The circumstances in which a duty's needs were asked."""
    entry = duty.anchor.entry
    if duty.gated is not None and duty.rule.kind == "gate":
        return Asking(
            judged.times,
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
            yield Missing(f"the end of: {text}" if ends else text)
        case NeedSaid():
            if ask.gated is not None:
                for name in unsaid(need, ask.gated, ask):
                    yield Missing(field_title(words, ask.gated.event, name), ask.gated.event)


def _any(judged: Judgement, needs: tuple[Need, ...], ask: Asking) -> Iterator[Missing]:
    """Of several ways the first where all are single entries, else the one that is furthest on.

    `why` reads all of them aloud.
    """
    events = [each.event.event for each in needs if isinstance(each, NeedEvent)]
    if len(events) == len(needs):
        words = need_words(NeedAny(needs), judged.policy.vocabulary)
        yield Missing(words, _concrete(judged, events[0]) if events else "")
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
    return Missing(there, need.event.event if need.event else "")


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
    near, why_not = _near(judged, event, ask) if not _of_each(event) else (None, "")
    yield Missing(
        event_words(event, judged.policy.vocabulary), _concrete(judged, event.event), _fields(event, ask), near, why_not
    )


def _of_each(event: EventRef) -> bool:
    """Whether an entry is asked for each member of a set, so that one about another member is no near miss."""
    return bool(event.of and event.of.name == "$each") or any(
        isinstance(test, Equals) and test.value == "$each" for test in event.where.values()
    )


def _fields(event: EventRef, ask: Asking) -> tuple[str, ...]:
    """What an entry has to say to count, where one value does it."""
    found = []
    for name, test in event.where.items():
        if isinstance(test, Equals):
            value = ask.each if test.value == "$each" else test.value
            shown = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
            if not str(shown).startswith("$"):
                found.append(f"{name}={shown}")
    if event.of is not None and event.of.name == "$each" and ask.each:
        found.append(f"of={ask.each}")
    return tuple(found)


def _near(judged: Judgement, event: EventRef, ask: Asking) -> tuple[Entry | None, str]:
    """The latest entry of that kind which does not do, and why it does not."""
    entries = [
        e for k in judged.policy.vocabulary.kinds.get(event.event, ()) for e in judged.history.by_event.get(k, ())
    ]
    if not entries:
        return None, ""
    entry = max(entries, key=lambda e: (e.when.start, e.index))
    if not in_window(entry, ask):
        return entry, "it falls outside the days that count" if ask.by is None else "it was not before this"

    def does(ref: EventRef, circumstances: Asking) -> bool:
        return any(each.id == entry.id for each in matching(ref, circumstances))

    # What is undone later counts until then: so it is asked without the end first.
    then, in_role = ask._replace(by=None), EventRef(event.event, where=event.where, by=event.by)
    if not does(EventRef(event.event, where=event.where), then):
        return None, ""
    if not does(in_role, then):
        return entry, _not_by(judged, event, entry)
    if not does(in_role, ask):
        return entry, "it was undone later"
    if event.of is not None:
        return entry, "it does not say that it is about this"
    return entry, ""


def _not_by(judged: Judgement, event: EventRef, entry: Entry) -> str:
    """Why those who made an entry are not the ones asked for."""
    if not entry.by:
        return "who did it is not recorded"
    target = judged.history.by_id.get(entry.of or "")
    if target is not None and set(entry.by) <= set(target.by):
        return "whoever wrote something cannot approve it"
    roles = joined([title_of(judged.policy.vocabulary, role) for role in event.by], "or")
    return f"nobody who did it was {roles} on that day"


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
        near, why_not = _near(judged, step if step.of or of is None else replace(step, of=of), ask)
        yield Missing(
            event_words(step, judged.policy.vocabulary),
            _concrete(judged, step.event),
            _fields(step, ask),
            near,
            why_not,
        )


def next_event(judged: Judgement, duty: Duty) -> tuple[str, tuple[str, ...]]:
    """The event type and fields that would bring a duty nearest to being met; empty where no entry would."""
    if duty.met is None and duty.closed is None:
        for each in _lacking(judged, duty.terms.needs, asking(judged, duty)):
            if each.event:
                return each.event, each.fields
    return "", ()
