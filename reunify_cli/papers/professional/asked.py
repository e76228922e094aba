"""What a duty asks for and does not have, in the short words of a paper: `notice of the placement given: school`."""

from collections.abc import Iterator
from typing import Any

from reunify_cli.engine.duty import Duty
from reunify_cli.engine.evidence import find
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.matching import Asking
from reunify_cli.engine.missing import Fault, asked_first, asking, missing
from reunify_cli.frozen import dataclass, replace
from reunify_cli.model.fields import Field
from reunify_cli.papers.professional.duties import whose
from reunify_cli.rules import terms as t
from reunify_cli.rules.conditions import Equals, Known, OneOf, Test
from reunify_cli.rules.phrasing import condition_words, joined, need_words, title_of
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.phrases import lower


@dataclass(frozen=True, slots=True)
class Lacking:
    """One thing that is not there: what it is, and what comes near to it without being it."""

    words: str
    near: str
    whose: str
    """Who is to supply it: whoever holds the role that it asks for, else whoever owes the duty."""


def lacking(stand: CaseView, judged: Judgement, duty: Duty) -> tuple[Lacking, ...]:
    """What a duty still lacks, each with the latest entry of its kind that does not do, and why it does not."""
    if duty.met is not None or duty.closed is not None:
        return ()
    near: dict[str, str] = {}
    for each in missing(judged, duty):
        if each.near is not None and each.fault not in (None, Fault.ABOUT):
            near[each.event] = f"{stand.titled(each.near)}: {each.why_not}"
    found: dict[tuple[str, str], Lacking] = {}
    for words, event, roles in _parts(stand, duty.terms.needs, asking(judged, duty)):
        owed_by = _holder(stand, roles) or whose(stand, duty)
        title, colon, detail = words.partition(": ")
        before = found.get((title, owed_by))
        # The same notice to five people is one line with five names.
        joined_up = f"{before.words}, {detail}" if before and colon else words
        found[title, owed_by] = Lacking(joined_up, near.pop(event, "") or (before.near if before else ""), owed_by)
    return tuple(found.values())


def _holder(stand: CaseView, roles: tuple[str, ...]) -> str:
    """Who holds the role by which something is asked for, with the role; the role alone where nobody is known."""
    if not roles:
        return ""
    people = stand.holders(roles[0])
    title = title_of(stand.vocabulary, roles[0])
    return f"{stand.person(people[0])} ({title})" if len(people) == 1 else title


def _parts(stand: CaseView, need: t.Need, ask: Asking) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The missing parts of a need: each in words, with the event that would supply it and the roles asked for."""
    if not isinstance(need, t.NeedSaid) and find(need, ask) is not None:
        return
    match need:
        case t.NeedAll(needs):
            for each in needs:
                yield from _parts(stand, each, ask)
        case t.NeedSteps(steps, of):
            done = next((n for n in range(len(steps), 0, -1) if find(t.NeedSteps(steps[:n], of), ask)), 0)
            for step in steps[done:]:
                yield event_phrase(stand, step), step.event, step.by
        case t.NeedAny(needs) if all(isinstance(each, t.NeedSteps) for each in needs):
            yield from _parts(stand, min(needs, key=lambda each: sum(1 for _ in _parts(stand, each, ask))), ask)
        case t.NeedAny(needs) if len(wanted := asked_first(needs)) < len(needs):
            yield from _parts(stand, t.NeedAny(wanted) if len(wanted) > 1 else wanted[0], ask)
        case t.NeedEvent(event):
            yield event_phrase(stand, event), event.event, event.by
        case _:
            yield phrase(stand, need), "", ()


def phrase(stand: CaseView, need: t.Need) -> str:
    """What a need asks for, in few words."""
    words = stand.vocabulary
    match need:
        case t.NeedEvent(event):
            return event_phrase(stand, event)
        case t.NeedAll(needs):
            return joined(_once(phrase(stand, each) for each in needs))
        case t.NeedAny(needs):
            return joined(_alternatives(phrase(stand, each) for each in needs), "or")
        case t.NeedSteps(steps):
            return ", then ".join(event_phrase(stand, step) for step in steps)
        case t.NeedHolds(condition, ends):
            text = condition_words(condition, words)
            return f"the end of: {text}" if ends else text
        case t.NeedCount(count, event, item):
            what = event_phrase(stand, event) if event else item.replace("-", " ")
            return f"at least {count}: {what}"
    return need_words(need, words)


def _once(words: Iterator[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _alternatives(phrases: Iterator[str]) -> list[str]:
    """Phrases with what they have in common said once: `care plan updated: the support plan or its review`."""
    found: dict[str, list[str]] = {}
    for words in phrases:
        title, _, said = words.partition(": ")
        found.setdefault(title, []).append(said)
    return [f"{title}: {joined(_once(iter(said)), 'or')}" if all(said) else title for title, said in found.items()]


def event_phrase(stand: CaseView, ref: t.EventRef) -> str:
    """An entry that is asked for: `approval by the nominated officer of the placement with parents assessment`."""
    vocabulary = stand.vocabulary
    words = title_of(vocabulary, ref.event)
    if ref.by:
        roles = joined([title_of(vocabulary, role) for role in ref.by], "or")
        words = f"{words.removesuffix(' by a manager')} by the {roles}"
    if ref.of is not None and ref.of.event is not None:
        words += f" of the {event_phrase(stand, replace(ref.of.event, where={}))}"
    kind = vocabulary.events.get(ref.event)
    details = [_detail(stand, kind.fields.get(name) if kind else None, test) for name, test in ref.where.items()]
    if len(ref.records) > 3:
        details.append("with all its parts")
    else:
        details += [lower(title_of(vocabulary, name)) for name in ref.records]
    kept = [each for each in details if each]
    return f"{words}: {', '.join(kept)}" if kept else words


def _detail(stand: CaseView, field: Field | None, test: Test) -> str:
    """What an entry has to say, as one would say it; "" where it only has to say something, or who it is about."""
    field = field or Field()
    match test:
        case Equals(True):
            return field.title
        case Known(True):
            return f"{field.title} (yes or no)" if field.type == "yes-no" else field.title
        case Equals(value):
            return "" if str(value).startswith("$") else _value(stand, value, field)
        case OneOf(values):
            return joined([_value(stand, value, field) for value in values], "or")
    return ""


def _value(stand: CaseView, value: Any, field: Field) -> str:
    text = str(value)
    return title_of(stand.vocabulary, text) if text in stand.vocabulary.roles else stand.said(value, field)
