"""What differs between two policies, in words: which rules came, went or changed, and in which of their answers."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from reunify_cli.frozen import dataclass, replace
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.phrasing import condition_words, event_words, terms_words, title_of
from reunify_cli.rules.policy import Policy, Rule
from reunify_cli.rules.terms import EventRef, FromChange, Terms

UNSAID: Final = "in a detail that these words do not say"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: what, how it was, how it is; "" on the side where there is nothing."""

    what: str
    before: str
    now: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A rule that both policies have and that does not say the same in both."""

    before: Rule
    now: Rule
    changes: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """Everything that differs between two policies."""

    added: tuple[Rule, ...] = ()
    removed: tuple[Rule, ...] = ()
    changed: tuple[Changed, ...] = ()
    same: int = 0
    """How many rules say the same in both."""
    words: tuple[Difference, ...] = ()
    """Stages, events and labels."""

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.words)


def differences(before: Policy, now: Policy) -> Differences:
    """What differs from one policy to another, the rules in the order of the policy that has them."""
    both = [(before.by_id[rule.id], rule) for rule in now.rules if rule.id in before.by_id]
    changed = [Changed(old, new, tuple(_changes(old, before, new, now))) for old, new in both if _differ(old, new)]
    return Differences(
        added=tuple(rule for rule in now.rules if rule.id not in before.by_id),
        removed=tuple(rule for rule in before.rules if rule.id not in now.by_id),
        changed=tuple(changed),
        same=len(both) - len(changed),
        words=tuple(_words(before, now)),
    )


def holidays(before: Calendar, now: Calendar) -> tuple[Difference, ...]:
    """The days on which one calendar's offices are open and the other's are not, and the school terms that differ."""
    days = sorted({*before.holidays, *now.holidays})
    pairs = ((day, before.holidays.get(day, ""), now.holidays.get(day, "")) for day in days)
    closed = tuple(Difference(day.isoformat(), old, new) for day, old, new in pairs if bool(old) is not bool(new))
    was, is_ = ({f"{t.title} from {t.first}": f"until {t.last}" for t in each.terms} for each in (before, now))
    return (*closed, *_pairs(was, is_))


def _differ(old: Rule, new: Rule) -> bool:
    """Whether a rule says something else; in which file it stands is nobody's concern."""
    return replace(old, file="", line=0) != replace(new, file="", line=0)


def _changes(old: Rule, before: Policy, new: Rule, now: Policy) -> Iterator[Difference]:
    """What differs in a rule, by the questions that it answers."""
    was, is_ = _answers(old, before, new), _answers(new, now, old)
    found = list(_pairs(was, is_))
    if not found or (old.versions != new.versions and not any(each.what not in _SELF for each in found)):
        found.append(Difference("Otherwise", "", UNSAID))
    yield from found


def _pairs(was: Mapping[str, str], is_: Mapping[str, str]) -> Iterator[Difference]:
    for label in dict.fromkeys((*was, *is_)):
        if was.get(label, "") != is_.get(label, ""):
            yield Difference(label, was.get(label, ""), is_.get(label, ""))


_SELF: Final = ("Title", "In words", "Who", "Strength", "Weight", "Policy", "Source", "How sure", "Clauses", "Note")
"""What a rule says of itself; all else is what it asks."""


def _answers(rule: Rule, policy: Policy, other: Rule) -> dict[str, str]:
    """Everything that a rule says, each answer under its question; older versions that both have left out."""
    found = {
        "Title": rule.title,
        "In words": rule.says,
        "Who": title_of(policy.vocabulary, rule.owes) if rule.owes else "",
        "Strength": rule.strength,
        "Weight": rule.weight,
        "Policy": policy.shorts.get(rule.policy, rule.policy),
        "Source": str(rule.source),
        "How sure": rule.source.sure,
        "Clauses": ", ".join(rule.register),
        "Note": rule.note,
    }
    theirs = [replace(terms, until=None) for terms in other.versions]
    for terms in rule.versions:
        if terms is not rule.latest and replace(terms, until=None) in theirs:
            continue
        since = f" (to {terms.last})" if terms is not rule.latest else ""
        found |= {f"{label}{since}": words for label, words in (*terms_words(terms, policy), *_more(terms, policy))}
    return found


def _more(terms: Terms, policy: Policy) -> Iterator[tuple[str, str]]:
    """What a handbook leaves out and a comparison must not."""
    yield "In force", f"{_day(terms.in_force)}{f' to {terms.last}' if terms.last else ''}"
    if terms.restart is not None:
        yield "Starts again", f"at each {event_words(terms.restart, policy.vocabulary)}"
    if terms.if_owed:
        rule = policy.by_id.get(terms.if_owed)
        yield "Only if due", rule.title if rule else terms.if_owed
    match terms.since:
        case EventRef() as event:
            yield "Counts since", f"the latest {event_words(event, policy.vocabulary)}"
        case FromChange(condition, ends):
            verb = "ceased" if ends else "began"
            yield "Counts since", f"this {verb}: {condition_words(condition, policy.vocabulary)}"
        case str(word):
            yield "Counts since", word


def _day(day: date | None) -> str:
    return f"from {day}" if day else "always"


def _words(before: Policy, now: Policy) -> Iterator[Difference]:
    """What differs in stages, events and the words for choices."""
    was = {stage.key: f"{stage.number} {stage.title}" for stage in before.stages}
    is_ = {stage.key: f"{stage.number} {stage.title}" for stage in now.stages}
    yield from (Difference(f"Stage {each.what}", each.before, each.now) for each in _pairs(was, is_))
    old, new = before.vocabulary, now.vocabulary
    events = _pairs({k: v.title for k, v in old.events.items()}, {k: v.title for k, v in new.events.items()})
    yield from (Difference(f"Event {each.what}", each.before, each.now) for each in events)
    for name in (each for each in new.facts if each in old.facts):
        said = _pairs(dict(old.facts[name].values), dict(new.facts[name].values))
        yield from (Difference(f"{new.facts[name].title}: {each.what}", each.before, each.now) for each in said)
    guidance = {each.text for each in before.guidance}, {each.text for each in now.guidance}
    gone, come = len(guidance[0] - guidance[1]), len(guidance[1] - guidance[0])
    if gone or come:
        yield Difference("Guidance", f"{gone} texts gone" if gone else "", f"{come} texts new" if come else "")
