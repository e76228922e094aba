"""Who has to agree before a child goes home, in order: every step the gates ask for, and what is recorded of it."""

from collections.abc import Iterable, Iterator

from reunify_cli.engine.duty import Duty
from reunify_cli.engine.evidence import find
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.matching import WORDS, Asking
from reunify_cli.engine.missing import asking
from reunify_cli.frozen import dataclass, replace
from reunify_cli.model.case import Entry
from reunify_cli.rules.phrasing import joined, title_of
from reunify_cli.rules.terms import EventRef, Need, NeedAll, NeedAny, NeedEvent, NeedSteps, Ref
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.phrases import capital, on_condition, short_day

_ORDER = ("recommended", "agreed", "endorsed", "ratified", "approved", "ceasing-approved")


@dataclass(frozen=True, slots=True)
class Step:
    """One step: who decides, what they do, and what is recorded."""

    role: str
    who: str | None
    what: str
    paper: str
    """The event type of the paper that it is about; "" where it is about none."""
    source: str
    decided: str
    """The day it was recorded and by which entry; "" where it is not."""


def chain(stand: CaseView, then: Judgement, duties: Iterable[Duty]) -> tuple[Step, ...]:
    """The steps that the gates of a return ask for, each role and act once, in the order in which they come."""
    found: dict[tuple[str, tuple[str, ...]], Step] = {}
    ordered: list[tuple[int, bool, int, tuple[str, tuple[str, ...]]]] = []
    for duty in duties:
        for place, (ref, entry) in enumerate(_steps(stand, duty.terms.needs, asking(then, duty))):
            key = (ref.event, ref.by)
            step = _step(stand, ref, entry, duty)
            before = found.get(key)
            if before is None:
                rank = _ORDER.index(ref.event) if ref.event in _ORDER else len(_ORDER)
                ordered.append((rank, duty.rule.weight == "law", place, key))
                found[key] = step
            else:
                source = before.source if step.source in before.source else f"{before.source}; {step.source}"
                decided = before if before.decided else step
                found[key] = replace(decided, source=source)
    # The law's own approval comes last: it has to be sure of everything before it.
    return tuple(found[key] for *_, key in sorted(ordered, key=lambda each: each[:3]))


def _steps(stand: CaseView, need: Need, ask: Asking) -> Iterator[tuple[EventRef, Entry | None]]:
    """The steps in a need, each with the entry that took it; of alternatives, those of the one that got furthest."""
    match need:
        case NeedSteps(steps, of):
            for number, step in enumerate(steps, 1):
                done = find(NeedSteps(steps[:number], of), ask)
                yield _about(step, of), done.entries[-1] if done else None
        case NeedEvent(event) if _is_word(stand, event):
            done = find(need, ask)
            yield event, done.entries[-1] if done else None
        case NeedAll(needs):
            for each in needs:
                yield from _steps(stand, each, ask)
        case NeedAny(needs):
            ways = [list(_steps(stand, each, ask)) for each in needs]
            yield from max(ways, key=lambda way: sum(entry is not None for _, entry in way), default=[])


def _about(step: EventRef, of: Ref | None) -> EventRef:
    return step if of is None or step.of is not None else replace(step, of=of)


def _is_word(stand: CaseView, ref: EventRef) -> bool:
    kind = stand.vocabulary.events.get(ref.event)
    return kind is not None and kind.group == WORDS


def _step(stand: CaseView, ref: EventRef, entry: Entry | None, duty: Duty) -> Step:
    titles = [title_of(stand.vocabulary, role) for role in ref.by]
    people = [key for role in ref.by for key in stand.holders(role)]
    who = joined([stand.person(key) for key in (entry.by if entry else people[:1])])
    what = title_of(stand.vocabulary, ref.event).removesuffix(" by a manager")
    return Step(
        role=capital(joined(titles, "or")),
        who=who or None,
        what=capital(what),
        paper=ref.of.event.event if ref.of and ref.of.event else "",
        source=stand.place(duty.rule),
        decided=f"{short_day(entry.when.day)} (entry {entry.id}){on_condition((entry,))}" if entry else "",
    )
