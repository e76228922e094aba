"""A meeting's agenda: the headings that the rules want recorded there, in the order of their source.

What the meeting recorded is filled in; what it did not, or what it has still to say, is a place to write. Of earlier
meetings the paper quotes what they last recorded under the same heading, and says which meeting that was.
"""

from collections.abc import Iterator, Mapping

from reunify_cli.frozen import dataclass, replace
from reunify_cli.model.case import Entry
from reunify_cli.model.fields import Field
from reunify_cli.papers.professional.applies import Applies, applies, at_rules, day_of
from reunify_cli.papers.professional.meeting import Meeting
from reunify_cli.rules.phrasing import condition_words, joined, test_words, title_of
from reunify_cli.rules.policy import Rule
from reunify_cli.rules.terms import At, Need, NeedAll, NeedAny, NeedSaid, Terms
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.phrases import capital, lower

Names = tuple[str, ...]
"""Headings or fields, any one of which will do."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing to be recorded, and what is."""

    title: str
    said: str | None


@dataclass(frozen=True, slots=True)
class Earlier:
    """What was last recorded under a heading before this meeting, and where."""

    title: str
    said: str
    where: str


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One item of an agenda."""

    number: int
    title: str
    says: str
    source: str
    points: tuple[Point, ...]
    earlier: tuple[Earlier, ...] = ()
    only_if: str = ""
    """In which case it applies, where that turns on the meeting or on something nobody recorded."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A heading of the source that this child's meeting does not have, and why."""

    title: str
    why: str
    note: str


@dataclass(frozen=True, slots=True)
class Agenda:
    """The items of a meeting, and what is left out of them."""

    items: tuple[AgendaItem, ...]
    left_out: tuple[LeftOut, ...]
    cites: tuple[str, ...]
    """The documents whose headings these are, in full."""
    borrowed: str = ""
    """The policy whose headings are used because the case's own has no rule for this meeting."""

    @property
    def blanks(self) -> int:
        """How many things are still to be recorded."""
        return sum(point.said is None for item in self.items for point in item.points)


def agenda_of(stand: CaseView, meeting: Meeting, rules: CaseView | None = None) -> Agenda:
    """The agenda of a meeting under the case's own policy, or under another whose words are borrowed (`rules`)."""
    own = rules or stand
    day = day_of(own, meeting.held, meeting.booking)
    found = [rule for rule in at_rules(own, meeting.event, day) if _groups(rule.latest.needs)]
    if rules is not None:
        found = [rule for rule in found if rule.policy == rules.policy.id]
    items, out, cites = list[AgendaItem](), list[LeftOut](), dict[str, None]()
    for rule in found:
        how = applies(own, rule.latest, meeting.held, meeting.booking)
        if how is Applies.NO:
            out.extend(_left_out(own, rule))
            continue
        cites[rule.source.cite] = None
        item = replace(_item(own, rule, meeting), only_if=_only_if(own, rule.latest, how))
        items.append(replace(item, source=f"{own.place(rule)} (here as guidance)") if rules else item)
    # What may not come to be stands after what will.
    items.sort(key=lambda item: item.only_if.startswith("if"))
    numbered = tuple(replace(item, number=n) for n, item in enumerate(items, 1))
    return Agenda(numbered, tuple(out), tuple(cites), rules.policy.title if rules else "")


def with_entry(stand: CaseView, agenda: Agenda, meeting: Meeting) -> Agenda:
    """An agenda with one more item: what an entry of this kind can say and no heading has asked for yet."""
    fields = stand.vocabulary.events[meeting.event].fields
    there = {point.title for item in agenda.items for point in item.points}
    names = [name for name, field in fields.items() if field.type != "rows"]
    asked = [point for name in names for point in _points(stand, (name,), meeting) if point.title not in there]
    points = tuple(_with_choices(point, fields, stand, meeting.event) for point in asked)
    if not points and agenda.items:
        return agenda
    points = points or (Point("In words", None),)
    number = len(agenda.items) + 1
    item = AgendaItem(number, "What is to be recorded", "", "", points)
    return replace(agenda, items=(*agenda.items, item))


def _with_choices(point: Point, fields: Mapping[str, Field], stand: CaseView, event: str) -> Point:
    """A point with the answers there are, where one of a few is to be chosen and nothing is recorded yet."""
    field = next((each for name, each in fields.items() if titled(stand, name, event) == point.title), None)
    if point.said is not None or field is None or not field.closed:
        return point
    return replace(point, title=f"{point.title} ({' / '.join(field.values.values())})")


def has_agenda(stand: CaseView, event: str) -> bool:
    """Whether the policy (not the law beneath it) says what the next meeting of this kind is to record."""
    booked = stand.judged.bookings.get(event)
    day = day_of(stand, None, booked[1] if booked else None)
    return any(rule.weight != "law" and _groups(rule.latest.needs) for rule in at_rules(stand, event, day))


def _item(stand: CaseView, rule: Rule, meeting: Meeting) -> AgendaItem:
    groups = _groups(rule.latest.needs)
    points = tuple(point for names in groups for point in _points(stand, names, meeting))
    earlier = tuple(each for names in groups for each in _earlier(stand, names, meeting))
    return AgendaItem(0, rule.title, rule.says, stand.source(rule), points, earlier)


def _groups(need: Need) -> tuple[Names, ...]:
    """What a need wants recorded: each thing by itself, alternatives together; who comes and who leads left out."""
    match need:
        case NeedSaid():
            return (*((name,) for name in need.records), *((name,) for name in need.where))
        case NeedAll(needs):
            return tuple(group for each in needs for group in _groups(each))
        case NeedAny(needs):
            if any(isinstance(each, NeedSaid) and (each.chair or each.attended) for each in needs):
                return ()
            names = dict.fromkeys(name for each in needs for group in _groups(each) for name in group)
            return (tuple(names),) if names else ()
    return ()


def _points(stand: CaseView, names: Names, meeting: Meeting) -> Iterator[Point]:
    """What is recorded of the names, or one place to write for all of them."""
    held = meeting.held
    said = [(name, text) for name in names if held is not None and (text := recorded(stand, held, name))]
    if said:
        yield from (Point(titled(stand, name, meeting.event), text) for name, text in said)
    else:
        first, *others = [titled(stand, name, meeting.event) for name in _in_words(stand, names, meeting.event)]
        yield Point(joined([first, *map(lower, others)], "or"), None)


def _in_words(stand: CaseView, names: Names, event: str) -> Names:
    """Of alternatives, those that are written in words: a day or a tick would only say a part of the same again."""
    kind = stand.vocabulary.events.get(event)
    fields = kind.fields if kind else {}
    worded = tuple(n for n in names if n in stand.vocabulary.headings or (n in fields and fields[n].type == "text"))
    return worded if any(name not in fields for name in worded) else names


def recorded(stand: CaseView, entry: Entry, name: str) -> str | None:
    """What an entry records under a heading or field; that it was gone over, where it holds no words."""
    found = stand.value(entry, name)
    if found is None and name in (entry.fields.get("covered") or ()):
        return "covered; the words are not in this record"
    return found


def titled(stand: CaseView, name: str, event: str) -> str:
    """What a heading or field is called on a paper."""
    kind = stand.vocabulary.events.get(event)
    field = kind.fields.get(name) if kind else None
    return capital(field.title if field and field.title else title_of(stand.vocabulary, name))


def _earlier(stand: CaseView, names: Names, meeting: Meeting) -> Iterator[Earlier]:
    """What was recorded last under each heading in this time of being looked after, before this meeting."""
    if meeting.held is not None:
        return
    for name in names:
        if name not in stand.vocabulary.headings:
            continue
        entry = next((e for e in reversed(stand.judged.history.entries) if e.fields.get(name)), None)
        if entry is not None and entry.when.start <= stand.now:
            said = recorded(stand, entry, name)
            yield Earlier(titled(stand, name, ""), said or "", stand.titled(entry))


def _left_out(stand: CaseView, rule: Rule) -> Iterator[LeftOut]:
    """A heading that this child's meeting does not have because of what is recorded of the child."""
    terms = rule.latest
    for condition in (terms.when, terms.while_):
        if condition is not None and stand.judged.times.holds_at(condition, stand.now) is False:
            yield LeftOut(rule.title, f"asked only where {condition_words(condition, stand.vocabulary)}", rule.note)
            return


def _only_if(stand: CaseView, terms: Terms, how: Applies) -> str:
    timing = terms.timing
    if how is Applies.DEPENDS and isinstance(timing, At):
        kind = stand.vocabulary.events.get(timing.event.event)
        tests = []
        for name, test in timing.event.where.items():
            field = kind.fields.get(name) if kind else None
            title = lower(titled(stand, name, timing.event.event))
            tests.append(f"{title} {test_words(test, field.values if field else {})}")
        return f"if {joined(tests)}"
    if how is Applies.UNKNOWN:
        conditions = [each for each in (terms.while_, terms.when) if each is not None]
        facts = sorted({fact for each in conditions for fact in stand.judged.times.missing(each, stand.now)})
        titles = [stand.vocabulary.facts[fact].title for fact in facts]
        return f"not recorded, and this turns on it: {joined(titles)}"
    return ""
