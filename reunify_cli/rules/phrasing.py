"""Rules in plain English: what a condition asks, what meets a duty, by when; for `why`, refusals and handbooks."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.rules import conditions as c
from reunify_cli.rules import terms as t
from reunify_cli.rules.periods import Period
from reunify_cli.rules.policy import Policy


def joined(parts: list[str], word: str = "and") -> str:
    """`a, b and c`."""
    kept = [part for part in parts if part]
    return kept[0] if len(kept) == 1 else f"{', '.join(kept[:-1])} {word} {kept[-1]}" if kept else ""


def title_of(vocabulary: Vocabulary, name: str) -> str:
    """What people call an event, class, heading, field or role."""
    if name in vocabulary.events:
        return vocabulary.events[name].title
    if name in vocabulary.headings:
        return vocabulary.headings[name].title
    if name in vocabulary.roles:
        return vocabulary.roles[name].title
    return name.replace("-", " ")


def field_title(vocabulary: Vocabulary, event: str, name: str) -> str:
    """What people call a field of an event's entries: its own title, else that of the heading of that name."""
    kind = vocabulary.events.get(event)
    field = kind.fields.get(name) if kind else None
    return field.title if field is not None and field.title else title_of(vocabulary, name)


def a(noun: str) -> str:
    """A noun with its article."""
    return f"an {noun}" if noun[:1].lower() in "aeio" else f"a {noun}"


# --- conditions ---------------------------------------------------------------------------------------------------


def condition_words(condition: c.Condition, vocabulary: Vocabulary) -> str:
    """A condition as a clause: "legal status is care order and lives with a parent"."""
    match condition:
        case c.Is(fact, test):
            return fact_words(fact, test, vocabulary)
        case c.All(parts):
            return joined([condition_words(part, vocabulary) for part in parts]) or "always"
        case c.AnyOf(parts):
            return joined([condition_words(part, vocabulary) for part in parts], "or")
        case c.Not(c.Is(fact, c.Equals(value))):
            return fact_words(fact, c.Unlike(c.Equals(value)), vocabulary)
        case c.Not(part):
            return f"not ({condition_words(part, vocabulary)})"
        case c.For(part, period):
            return f"{condition_words(part, vocabulary)} for at least {period.words()}"


def fact_words(fact: str, test: c.Test, vocabulary: Vocabulary) -> str:
    """One fact and its test."""
    known = vocabulary.facts.get(fact)
    title = known.title if known else fact.replace("-", " ")
    values = known.values if known else {}
    if known is not None and known.type == "yes-no" and isinstance(test, (c.Equals, c.Unlike)):
        inner = test.test if isinstance(test, c.Unlike) else test
        wanted = isinstance(inner, c.Equals) and inner.value is True
        return title if wanted is not isinstance(test, c.Unlike) else f"not {title}"
    return f"{title} {test_words(test, values)}"


def test_words(test: c.Test, values: Mapping[str, str]) -> str:
    """A test as the end of a clause: "is one of …", "is at least 16"."""
    match test:
        case c.Equals(value):
            return f"is {_value(value, values)}"
        case c.OneOf(several):
            return f"is {joined([_value(each, values) for each in several], 'or')}"
        case c.Unlike(c.Equals(value)):
            return f"is not {_value(value, values)}"
        case c.Unlike(inner):
            return f"is not so that it {test_words(inner, values)}"
        case c.Below(limit):
            return f"is below {limit_words(limit)}"
        case c.AtLeast(limit):
            return f"is {limit_words(limit)} or more"
        case c.Above(limit):
            return f"is {'after' if isinstance(limit, date) else 'more than'} {limit_words(limit)}"
        case c.Known(known):
            return "is recorded" if known else "is not recorded"
        case c.Told(inner):
            return test_words(inner, values)
        case c.InSet(fact):
            return f"is among: {fact.replace('-', ' ')}"


def limit_words(limit: Any) -> str:
    """A limit of a test: a number or day as it stands, a length in words."""
    return limit.words() if isinstance(limit, Period) else str(limit)


def _value(value: Any, values: Mapping[str, str]) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Period):
        return value.words()
    return values.get(str(value), str(value).replace("-", " "))


# --- needs --------------------------------------------------------------------------------------------------------


def event_words(ref: t.EventRef, vocabulary: Vocabulary) -> str:
    """An entry that is asked for: "approval by the nominated officer (what it covers: living at home full time)"."""
    words = title_of(vocabulary, ref.event)
    if ref.by:
        words += f" by the {joined([title_of(vocabulary, role) for role in ref.by], 'or')}"
    details = [_where_words(ref, name, test, vocabulary) for name, test in ref.where.items()]
    if ref.attended:
        details.append(f"with {joined([title_of(vocabulary, role) for role in ref.attended])}")
    if ref.chair:
        details.append(f"led by {joined([title_of(vocabulary, role) for role in ref.chair], 'or')}")
    if ref.records:
        details.append(f"recording {joined([title_of(vocabulary, name).lower() for name in ref.records])}")
    kept = [each for each in details if each]
    bracket = f" ({'; '.join(kept)})" if kept else ""
    if ref.of is not None and ref.of.event is not None:
        # Both say what they cover, and the one is not the other: each has its bracket beside it.
        return f"{words}{bracket} of the {event_words(ref.of.event, vocabulary)}"
    if ref.of is not None and ref.of.name == "plan":
        words += " of the agreed plan"
    return f"{words}{bracket}"


def _where_words(ref: t.EventRef, name: str, test: c.Test, vocabulary: Vocabulary) -> str:
    kind = vocabulary.events.get(ref.event)
    field = kind.fields.get(name) if kind else None
    title = field_title(vocabulary, ref.event, name).lower()
    if isinstance(test, c.Equals) and isinstance(test.value, str) and test.value.startswith("$"):
        return ""
    values = field.values if field else {}
    match test:
        case c.Told(inner):
            return _where_words(ref, name, inner, vocabulary)
        case c.Equals(value) if value is True:
            return title
        case c.Equals(value) if value is False:
            return f"not {title}"
        case c.Unlike(c.Equals(value)) if value is False:
            return ""
        case c.Unlike() if kind is not None and kind.group == "approval":
            return ""  # an approval of something else is no way to approve this, and nobody is told to write it
        case c.Unlike(c.Equals(value)):
            return f"{title}: other than {_value(value, values)}"
        case c.Unlike(c.OneOf(several)):
            return f"{title}: other than {joined([_value(each, values) for each in several], 'or')}"
        case c.Equals(value):
            return f"{title}: {_value(value, values)}"
        case c.OneOf(several):
            return f"{title}: {joined([_value(each, values) for each in several], 'or')}"
        case c.Known(known):
            return f"{title}{'' if known else ' not'} given"
    return f"{title} {test_words(test, values)}"


def need_words(need: t.Need, vocabulary: Vocabulary) -> str:
    """What meets a duty, as a phrase."""
    match need:
        case t.NeedEvent(event):
            return event_words(event, vocabulary)
        case t.NeedAll(needs):
            return joined([need_words(each, vocabulary) for each in needs])
        case t.NeedAny(needs):
            return joined([need_words(each, vocabulary) for each in needs], "or")
        case t.NeedSteps(steps, of):
            about = f", about the {event_words(of.event, vocabulary)}" if of and of.event else ""
            return f"in this order: {', then '.join(event_words(step, vocabulary) for step in steps)}{about}"
        case t.NeedCount(count, event, item):
            what = event_words(event, vocabulary) if event else item.replace("-", " ")
            return f"at least {count} of: {what}" if count > 1 else f"at least one {what}"
        case t.NeedHolds(condition, ends):
            words = condition_words(condition, vocabulary)
            return f"the end of: {words}" if ends else words
        case t.NeedSaid():
            return said_words(need, vocabulary)


def said_words(need: t.NeedSaid, vocabulary: Vocabulary) -> str:
    """What an entry itself must say."""
    parts = []
    if need.records:
        parts.append(f"a record of {joined([title_of(vocabulary, name).lower() for name in need.records])}")
    if need.attended:
        parts.append(f"{joined([title_of(vocabulary, role) for role in need.attended])} (there, or apologies)")
    if need.chair:
        parts.append(f"led by the {joined([title_of(vocabulary, role) for role in need.chair], 'or')}")
    for name, test in need.where.items():
        values: Mapping[str, str] = {}
        for event in vocabulary.events.values():
            if name in event.fields:
                values = event.fields[name].values
                break
        parts.append(f"{name.replace('-', ' ')} {test_words(test, values)}")
    return joined(parts)


# --- by when ------------------------------------------------------------------------------------------------------


def anchor_words(anchor: t.Anchor, policy: Policy) -> str:
    """What is counted from."""
    vocabulary = policy.vocabulary
    match anchor:
        case t.FromEvent(event, field):
            first = "first " if event.which == "first" else ""
            words = f"the {first}{event_words(event, vocabulary)}"
            return f"the day named in {words}" if field else words
        case t.FromChange(condition, ends):
            verb = "ceases to be so" if ends else "comes to be so"
            return f"the day it {verb}: {condition_words(condition, vocabulary)}"
        case t.FromLatest(anchors):
            return f"the later of {joined([anchor_words(each, policy) for each in anchors])}"
        case t.FromLate(rule):
            return f"the day after which this is late: {_rule_title(rule, policy)}"
        case t.FromTerm(ends):
            return f"the {'last' if ends else 'first'} day of each school term"
        case _:
            return "the day this began to apply"


def _rule_title(rule: str, policy: Policy) -> str:
    found = policy.by_id.get(rule)
    return found.title.lower() if found else rule


def length_words(period: Period | t.DueOf | t.FactPeriod | t.TermEnd | t.ItemDay, policy: Policy) -> str:
    """A period, or where it is taken from."""
    match period:
        case Period():
            return period.words()
        case t.DueOf(rule, beyond, after):
            day = f"the day this falls due: {_rule_title(rule, policy)}"
            first = f" (the first that falls due more than {beyond.words()} on)" if beyond else ""
            return f"{after.words()} after {day}{first}" if after else f"{day}{first}"
        case t.TermEnd():
            return "the last day of the school term"
        case t.ItemDay():
            return "the day that the plan gives it"
        case t.FactPeriod(fact):
            return f"the {policy.vocabulary.facts[fact].title.removeprefix('the ')}"


def timing_words(timing: t.Timing, policy: Policy) -> str:
    """By when, as a phrase."""
    words = policy.vocabulary
    match timing:
        case t.Within(period, from_):
            if isinstance(period, t.TermEnd):
                return f"by the last day of {'each' if isinstance(from_, t.FromTerm) else 'the'} school term" + (
                    "" if isinstance(from_, t.FromTerm) else f" of {anchor_words(from_, policy)}"
                )
            if isinstance(period, t.DueOf | t.ItemDay):
                return f"by {length_words(period, policy)}"
            if isinstance(period, Period) and period.amount == 0:
                return f"on the day of {anchor_words(from_, policy)}"
            return f"within {length_words(period, policy)} of {anchor_words(from_, policy)}"
        case t.SoonestOf(readings):
            said = [f"{timing_words(each, policy)}{f' ({each.at})' if each.at else ''}" for each in readings]
            return f"by the sooner of: {joined(said)}"
        case t.Every(intervals, from_, first):
            return _every_words(intervals, from_, first, policy)
        case t.Phases(phases, _, first):
            parts = [f"first within {first.words()}"] if first else []
            parts += [f"every {phase.every.words()}{_lasting_words(phase, words)}" for phase in phases]
            over = phases and (phases[-1].until or phases[-1].lasts)
            return f"{', then '.join(parts)}{', and then no more' if over else ''}"
        case t.BeforeEvent(event, _, lead):
            ahead = f"at least {lead.words()} " if lead else ""
            return f"{ahead}before {'the first' if event.which == 'first' else 'every'} {event_words(event, words)}"
        case t.BeforeStage(stage):
            found = policy.stage(stage)
            return f"before stage {found.number}, {found.title}" if found else f"before stage {stage}"
        case t.BeforeChange(condition, ends, by, cause):
            verb = "ceases" if ends else "begins"
            made = f", by {joined([title_of(words, each) for each in by], 'or')}" if by else ""
            whose = f", where the {cause} decides it" if cause else ""
            return f"before this {verb}{made}{whose}: {condition_words(condition, words)}"
        case t.At(event):
            return f"at {'the first' if event.which == 'first' else 'every'} {event_words(event, words)}"
        case t.Open(from_):
            return f"from {anchor_words(from_, policy)}, without a date"


def _lasting_words(phase: t.Phase, words: Vocabulary) -> str:
    """How long a phase lasts: " until the next review or for 4 weeks, whichever is later"."""
    until = f"until the next {event_words(phase.until, words)}" if phase.until else ""
    lasts = f"for {phase.lasts.words()}" if phase.lasts else ""
    both = f", whichever is {phase.whichever}" if until and lasts else ""
    said = joined([until, lasts], "or")
    return f" {said}{both}" if said else ""


def _every_words(intervals: Any, from_: t.Anchor, first: Period | None, policy: Policy) -> str:
    if isinstance(intervals, t.FactPeriod):
        return f"as often as the {policy.vocabulary.facts[intervals.fact].title} says"
    words = [each.words() for each in intervals]
    start = f"first within {first.words()}, then " if first else ""
    if len(words) == 1:
        return f"{start}at least every {words[0]}, counted from {anchor_words(from_, policy)}"
    steps = [f"within {words[0]}", *(f"then within {each} of that" for each in words[1:-1])]
    return f"{start}{', '.join(steps)}, then at least every {words[-1]}"


def terms_words(terms: t.Terms, policy: Policy) -> list[tuple[str, str]]:
    """A rule's four questions answered in words: pairs of a label and a phrase."""
    words = policy.vocabulary
    rows = []
    if terms.while_ is not None:
        rows.append(("While", condition_words(terms.while_, words)))
    if terms.when is not None:
        rows.append(("Where", condition_words(terms.when, words)))
    if terms.each is not None:
        what = words.facts[terms.each.fact].title if terms.each.fact else terms.each.item or "each of those entries"
        rows.append(("For each of", f"{what}, {test_words(terms.each.age, {})}" if terms.each.age else what))
    rows.append(("By when", timing_words(terms.timing, policy)))
    if terms.no_later_than is not None:
        rows.append(("No later than", length_words(terms.no_later_than, policy)))
    if terms.not_before is not None:
        rows.append(("Counts only", f"from {terms.not_before.words()} after that"))
    rows.append(("Met by", need_words(terms.needs, words)))
    if terms.closed_by is not None:
        rows.append(("Or closed by", need_words(terms.closed_by, words)))
    return rows
