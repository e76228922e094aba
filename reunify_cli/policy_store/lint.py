"""What can be wrong with a policy that reads without a mistake, and would only show when a child's case needs it.

Rules that never apply or can never be met, rules said twice, stages without a gate, words nobody can check, rules
without an example. The policy, the rules that have examples and the day are handed in; a remark is a finding or a note.
"""

import re
from collections.abc import Collection, Iterator
from datetime import date
from typing import Final

from reunify_cli.frozen import dataclass, replace
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.policy_store.possible import impossible
from reunify_cli.policy_store.unmeetable import days_in, too_late, unmeetable, unrecordable
from reunify_cli.rules import terms as t
from reunify_cli.rules.conditions import ALWAYS, All, Condition, Equals, Is, Not, Test, facts_of, named_in, typed_value
from reunify_cli.rules.periods import Period
from reunify_cli.rules.policy import Policy, Rule
from reunify_cli.rules.reading import names_in
from reunify_cli.text.days import MONTHS

LONGEST_TITLE: Final = 60
"""What fits on a screen beside a child and a date."""

VAGUE: Final = (
    "immediately", "promptly", "regularly", "timely", "in good time", "in a timely manner", "soon", "shortly",
    "frequently", "periodically", "without delay", "as soon as possible", "as soon as practicable", "at the earliest",
)  # fmt: skip
"""Words of the sources that say when or how often without saying it."""

_VAGUE = re.compile(rf"\b({'|'.join(map(re.escape, VAGUE))})\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at in a policy."""

    rule: str
    """The rule it is about; "" where it is about the policy as a whole."""
    sentence: str
    help: str = ""
    note: bool = False
    """Worth knowing, but nothing to mend: it does not make the answer a no."""


def lint(
    policy: Policy, exemplified: Collection[str], today: date, *, own_stages: bool = True, terms: bool = True
) -> list[Remark]:
    """Every remark on a policy's own rules (not on those of the policies it builds on), findings first.

    `exemplified` are the ids of the rules that have an example; `today` is for review dates; `own_stages` is false
    where the stages are another policy's, whose gates were left there on purpose; `terms` is whether school terms are
    held.
    """
    own = [rule for rule in policy.rules if rule.policy == policy.id]
    found: list[Remark] = []
    for rule in own:
        found += _never_applies(rule, policy)
        found += _never_met(rule, policy)
        found += _in_a_circle(rule, policy)
        found += _unlisted(rule, policy)
        found += [] if terms else _without_terms(rule)
        found += _looser(rule, policy)
        found += _words(rule)
        if rule.id not in exemplified:
            found.append(Remark(rule.id, "No example shows what this rule means.", "Add one to a .test.yaml file."))
    found += _said_twice(own, policy)
    found += [replace(remark, note=not own_stages) for remark in _gateless(policy)]
    found += _dates(policy, own, today)
    return sorted(found, key=lambda remark: remark.note)


# --- never applies ------------------------------------------------------------------------------------------------


def _never_applies(rule: Rule, policy: Policy) -> Iterator[Remark]:
    for terms in rule.versions:
        reason = next(_reasons(terms, policy), "")
        if reason:
            yield Remark(rule.id, f"This rule can never apply: {reason}.")
            return


def _reasons(terms: t.Terms, policy: Policy) -> Iterator[str]:
    if terms.in_force and terms.until and terms.until <= terms.in_force:
        yield f"it is over ({terms.last}) before it is in force ({terms.in_force})"
    always = [policy.scope, *([terms.while_] if terms.while_ else [])]
    conditions: list[Condition] = [All(tuple(always))]
    if terms.when is not None:
        # What is asked at the anchor need not hold together with the stretch, unless the stretch starts there.
        together = isinstance(getattr(terms.timing, "from_", None), t.FromStart)
        conditions.append(All((*(always if together else [policy.scope]), terms.when)))
    conditions += _changes(terms)
    for condition in conditions:
        reason = impossible(condition, policy.vocabulary)
        if reason:
            yield reason
    if isinstance(terms.timing, t.Phases) and (short := _too_short(terms.timing)):
        yield short
    for ref in _anchors(terms):
        reason = unrecordable(ref, policy.vocabulary)
        if reason:
            yield reason


def _too_short(timing: t.Phases) -> str:
    """Why a rhythm of one phase is over before anything falls due in it; "" where it is not."""
    phase = timing.phases[0] if len(timing.phases) == 1 else None
    if phase is None or phase.lasts is None or phase.until is not None:
        return ""
    first = timing.first or phase.every
    if days_in(phase.lasts)[1] >= days_in(first)[0]:
        return ""
    return f"it lasts for {phase.lasts.words()}, and nothing falls due in it before {first.words()}"


def _changes(terms: t.Terms) -> list[Condition]:
    found = [terms.timing.condition] if isinstance(terms.timing, t.BeforeChange) else []
    from_ = getattr(terms.timing, "from_", None)
    return [*found, from_.condition] if isinstance(from_, t.FromChange) else found


def _anchors(terms: t.Terms) -> list[t.EventRef]:
    """The entries without which there is never a duty."""
    match terms.timing:
        case t.At(event) | t.BeforeEvent(event):
            return [event]
        case t.Within(_, t.FromEvent(event)) | t.Every(_, t.FromEvent(event)) | t.Phases(_, t.FromEvent(event)):
            return [event]
        case t.Open(t.FromEvent(event)):
            return [event]
    return []


# --- never met ----------------------------------------------------------------------------------------------------


def _never_met(rule: Rule, policy: Policy) -> Iterator[Remark]:
    for terms in rule.versions:
        reason = unmeetable(terms.needs, terms, policy) or too_late(terms)
        if reason:
            yield Remark(rule.id, f"This rule can never be met: {reason}.")
            return


def _in_a_circle(rule: Rule, policy: Policy) -> Iterator[Remark]:
    seen, asked = {rule.id}, [rule]
    while asked:
        for name in (name for terms in asked.pop().versions for name in names_in(terms)):
            if name == rule.id:
                yield Remark(rule.id, "The date of this rule is taken, in a circle, from itself.")
                return
            if name not in seen and name in policy.by_id:
                seen.add(name)
                asked.append(policy.by_id[name])


def _unlisted(rule: Rule, policy: Policy) -> Iterator[Remark]:
    """Words that a rule looks for in a text of which the vocabulary lists none: nobody would know to write them."""
    said = set()
    for terms in rule.versions:
        at = terms.timing.event.event if isinstance(terms.timing, t.At) else ""
        for ref in t.references(terms):
            event = ref.event if isinstance(ref, t.EventRef) else at
            for name, test in ref.where.items():
                said |= {(event, name, each) for each in _not_offered(event, name, test, policy.vocabulary)}
    for event, name, word in sorted(said):
        sentence = f'It looks for "{word}" in {name} of {event}, a text that may say anything.'
        yield Remark(rule.id, sentence, f"List the word under {name} in the vocabulary: values: {{{word}: its title}}")


def _not_offered(event: str, name: str, test: Test, vocabulary: Vocabulary) -> Iterator[str]:
    kinds = [vocabulary.events[kind] for kind in vocabulary.kinds.get(event, ())]
    fields = [kind.fields[name] for kind in kinds if name in kind.fields]
    if not fields or any(field.type not in ("text", "list") for field in fields):
        return
    for word in named_in(test):
        if isinstance(word, str) and not word.startswith("$") and not any(word in each.values for each in fields):
            yield word


def _without_terms(rule: Rule) -> Iterator[Remark]:
    if t.counts_terms(rule.latest):
        help = "Write your school terms into policies/calendars/school-terms.yaml."
        yield Remark(rule.id, "It counts school terms, and none are held here.", help)


# --- looser than the law ------------------------------------------------------------------------------------------


def _looser(rule: Rule, policy: Policy) -> Iterator[Remark]:
    """A local number that gives longer than a law which the same entry would meet: a note where both may apply.

    Where the law applies whenever the local rule does, the number can change nothing, and that is a finding.
    """
    mine = _number(rule.latest)
    if rule.weight == "law" or mine is None:
        return
    for law in policy.rules:
        theirs = _number(law.latest)
        if law.weight != "law" or law.policy == policy.id or theirs is None or not _comparable(rule, law, policy):
            continue
        if days_in(mine)[0] <= days_in(theirs)[1]:
            continue
        here = All((policy.scope, *_holding(rule.latest, policy)))
        beside = law.latest.while_ or ALWAYS
        if impossible(All((here, beside)), policy.vocabulary):
            continue
        always = bool(impossible(All((here, Not(beside))), policy.vocabulary))
        said = (
            f"It gives {mine.words()}, and the law beside it {theirs.words()}: {law.title} ({law.id}, {law.source.at})."
        )
        help = "Anyone who does both meets the law's date first, so this number changes nothing." if always else ""
        yield Remark(rule.id, said, help, note=not always)


def _number(terms: t.Terms) -> Period | None:
    """The period that a rule gives, in the end, for each time; None where it names none."""
    match terms.timing:
        case t.Within(Period() as period):
            return period
        case t.Every(intervals) if not isinstance(intervals, t.FactPeriod):
            return intervals[-1]
        case t.Phases(phases):
            return phases[-1].every
    return None


def _comparable(rule: Rule, law: Rule, policy: Policy) -> bool:
    """Whether what meets the law meets a local rule too, counted from the same, or from what brings the law about."""
    mine, theirs = rule.latest, law.latest
    if rule.kind != law.kind or not t.events_in(mine.needs) or not t.events_in(mine.needs) <= t.events_in(theirs.needs):
        return False
    from_, other = getattr(mine.timing, "from_", None), getattr(theirs.timing, "from_", None)
    if rule.kind == "rhythm" or from_ == other:
        return True
    return isinstance(from_, t.FromEvent) and bool(_brought_about(from_.event.event, policy) & _facts(theirs))


def _brought_about(event: str, policy: Policy) -> frozenset[str]:
    """The facts that every event of a name changes."""
    kinds = [policy.vocabulary.events[kind] for kind in policy.vocabulary.kinds.get(event, ())]
    return frozenset().union(*(frozenset((*kind.sets, *kind.adds, *kind.puts)) for kind in kinds))


def _facts(terms: t.Terms) -> frozenset[str]:
    from_ = getattr(terms.timing, "from_", None)
    asked = [terms.while_, terms.when, from_.condition if isinstance(from_, t.FromChange) else None]
    return frozenset().union(*(facts_of(each) for each in asked if each is not None))


def _holding(terms: t.Terms, policy: Policy) -> Iterator[Condition]:
    """What holds where a rule is owed: its `while`, and what its anchor's event says once for all."""
    if terms.while_ is not None:
        yield terms.while_
    from_ = getattr(terms.timing, "from_", None)
    if isinstance(from_, t.FromEvent) and from_.event.event in policy.vocabulary.events:
        for fact, value in policy.vocabulary.events[from_.event.event].sets.items():
            kind = policy.vocabulary.facts.get(fact)
            if kind is not None and kind.type in ("yes-no", "choice") and not value.startswith("$"):
                yield Is(fact, Equals(typed_value(value, kind)))


# --- said twice, not said, not clear ------------------------------------------------------------------------------


def _said_twice(own: list[Rule], policy: Policy) -> Iterator[Remark]:
    for i, rule in enumerate(own):
        mine = _asks(rule)
        for other in own[:i]:
            if mine == _asks(other):
                yield Remark(rule.id, f"This rule says the same as {other.id}.", "Keep one, with the clauses of both.")
        for other in policy.rules:
            if other.policy != policy.id and mine == _asks(other):
                yield Remark(rule.id, f"This rule says the same as {other.id} of {other.policy}.", note=True)


def _asks(rule: Rule) -> t.Terms:
    """What a rule asks today, without the dates between which it does."""
    return replace(rule.latest, in_force=None, until=None)


def _gateless(policy: Policy) -> Iterator[Remark]:
    gated = {terms.timing.stage for rule in policy.rules for terms in rule.versions
             if isinstance(terms.timing, t.BeforeStage)}  # fmt: skip
    made = [terms.timing for rule in policy.rules for terms in rule.versions
            if isinstance(terms.timing, (t.BeforeEvent, t.BeforeChange))]  # fmt: skip
    for stage in policy.stages[1:]:
        event = stage.makes.get("event", "")
        asked = any(
            event in (each.by if isinstance(each, t.BeforeChange) else (each.event.event,)) for each in made
        ) and bool(event)
        if stage.key not in gated and not asked:
            yield Remark("", f"Nothing is asked before stage {stage.number}, {stage.title}: it has no gate.")


def _words(rule: Rule) -> Iterator[Remark]:
    if len(rule.title) > LONGEST_TITLE:
        yield Remark(rule.id, f"Its title has {len(rule.title)} characters; screens cut it after {LONGEST_TITLE}.")
    vague = _VAGUE.search(f"{rule.title}. {rule.says}")
    # Where there is a number, a gate or a meeting, that is what the word means here; else a note has to say it.
    if vague and not rule.note and isinstance(rule.latest.timing, t.Open):
        how = "Give a number, or say in `note` how the word is read here."
        yield Remark(rule.id, f'It says "{vague[0].lower()}", and no date can be checked for that.', how)


def _dates(policy: Policy, own: list[Rule], today: date) -> Iterator[Remark]:
    if policy.review_by is not None and policy.review_by < today:
        day = f"{policy.review_by.day} {MONTHS[policy.review_by.month - 1]} {policy.review_by.year}"
        yield Remark("", f"The document's own review date was {day}.", "Ask whether there is a newer one.", note=True)
    unverified = [rule.id for rule in own if rule.unverified]
    if unverified:
        number = f"{len(unverified)} {'rule rests' if len(unverified) == 1 else 'rules rest'}"
        yield Remark("", f"{number} on wording not checked against the text.", note=True)
    unchecked = [rule.id for rule in own if rule.source.checked is None]
    if unchecked:
        number = f"{len(unchecked)} {'rule does' if len(unchecked) == 1 else 'rules do'}"
        yield Remark("", f"{number} not say when the source was last checked.", note=True)
