"""What a policy says, as plain records: its rules with their sources, its stages, its words, its own examples.

The shape of a rule follows the four questions it answers: for whom, by when, what, and what else closes it.
`rules/reading.py` makes these records from what a policy's author wrote.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.rules.conditions import ALWAYS, Condition, Test
from reunify_cli.rules.periods import Period

Weight = Literal["law", "policy", "guidance"]
Strength = Literal["must", "should", "recommend", "may"]
Sure = Literal["primary", "secondary", "unverified"]
Which = Literal["first", "each"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule comes from: the instrument, the place in it, and how sure we are of the words."""

    cite: str
    at: str = ""
    url: str = ""
    checked: date | None = None
    sure: Sure = "primary"

    def __str__(self) -> str:
        return f"{self.cite}, {self.at}" if self.at else self.cite


@dataclass(frozen=True, slots=True)
class EventRef:
    """Entries of an event type (or class), narrowed by what they say, who made them and what they are about."""

    event: str
    where: Mapping[str, Test] = field(default_factory=dict, hash=False)
    by: tuple[str, ...] = ()
    of: Ref | None = None
    which: Which = "each"
    attended: tuple[str, ...] = ()
    chair: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    with_document: bool = False


@dataclass(frozen=True, slots=True)
class Ref:
    """What an entry is about: the latest entry of an event, the agreed plan, or a bound name such as `$each`."""

    event: EventRef | None = None
    name: str = ""


# --- anchors: what a period is counted from -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FromStart:
    """The start of the stretch in which the rule applies."""


@dataclass(frozen=True, slots=True)
class FromEvent:
    """Each (or the first) matching entry; or the day that one of its fields names."""

    event: EventRef
    field: str = ""


@dataclass(frozen=True, slots=True)
class FromChange:
    """The moment a condition starts or ends to hold."""

    condition: Condition
    ends: bool = False


@dataclass(frozen=True, slots=True)
class FromLatest:
    """The latest of several anchors, once all of them have come."""

    anchors: tuple[Anchor, ...]


Anchor = FromStart | FromEvent | FromChange | FromLatest


# --- by when ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DueOf:
    """A date taken from another rule's duty: its first one falling due after `after` from the anchor, if given."""

    rule: str
    after: Period | None = None


@dataclass(frozen=True, slots=True)
class FactPeriod:
    """A period that a fact holds, such as the visiting interval a case has set."""

    fact: str


@dataclass(frozen=True, slots=True)
class Within:
    """A period counted from an anchor, or the day another duty falls due."""

    period: Period | DueOf | FactPeriod
    from_: Anchor = FromStart()


@dataclass(frozen=True, slots=True)
class SoonestOf:
    """Several readings of one deadline: the sooner counts, the later is shown beside it."""

    readings: tuple[Within, ...]


@dataclass(frozen=True, slots=True)
class Every:
    """Again and again, each counted from what was last done: the n-th interval after the n-th time."""

    intervals: tuple[Period, ...] | FactPeriod
    from_: Anchor = FromStart()
    first: Period | None = None


@dataclass(frozen=True, slots=True)
class Phase:
    """A rhythm that lasts until an event, or for a period, or to the end of the stretch."""

    every: Period
    until: EventRef | None = None
    lasts: Period | None = None


@dataclass(frozen=True, slots=True)
class Phases:
    """A rhythm that changes while the duty runs."""

    phases: tuple[Phase, ...]
    from_: Anchor = FromStart()
    first: Period | None = None


@dataclass(frozen=True, slots=True)
class BeforeEvent:
    """A gate before an entry of an event type."""

    event: EventRef
    expected: DueOf | None = None


@dataclass(frozen=True, slots=True)
class BeforeStage:
    """A gate before a stage of the policy."""

    stage: str


@dataclass(frozen=True, slots=True)
class BeforeChange:
    """A gate before a condition starts or ends to hold, whatever made it so or only where `by` or `cause` did."""

    condition: Condition
    ends: bool = False
    by: tuple[str, ...] = ()
    cause: str = ""


@dataclass(frozen=True, slots=True)
class At:
    """What the entry of a meeting, visit or form must itself hold."""

    event: EventRef


@dataclass(frozen=True, slots=True)
class Open:
    """Owed without a date, for as long as the rule applies: from the start of the stretch, or from an anchor in it."""

    from_: Anchor = FromStart()


Timing = Within | SoonestOf | Every | Phases | BeforeEvent | BeforeStage | BeforeChange | At | Open
Gate = BeforeEvent | BeforeStage | BeforeChange


# --- what ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NeedEvent:
    """An entry that matches."""

    event: EventRef


@dataclass(frozen=True, slots=True)
class NeedAll:
    """Every one of these."""

    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class NeedAny:
    """At least one of these."""

    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class NeedSteps:
    """These, in this order, each by somebody else, about one thing."""

    steps: tuple[EventRef, ...]
    of: Ref | None = None


@dataclass(frozen=True, slots=True)
class NeedCount:
    """At least so many entries, or plan items of a kind."""

    count: int
    event: EventRef | None = None
    item: str = ""
    where: Mapping[str, Test] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class NeedHolds:
    """A condition holds (or, with `ends`, has ceased to hold)."""

    condition: Condition
    ends: bool = False


@dataclass(frozen=True, slots=True)
class NeedSaid:
    """Only in `at` rules: what the entry itself must say, who must have been there, who must have led it."""

    records: tuple[str, ...] = ()
    attended: tuple[str, ...] = ()
    chair: tuple[str, ...] = ()
    where: Mapping[str, Test] = field(default_factory=dict, hash=False)


Need = NeedEvent | NeedAll | NeedAny | NeedSteps | NeedCount | NeedHolds | NeedSaid


@dataclass(frozen=True, slots=True)
class Each:
    """The members of a set as it stood on the day, one duty for each of them."""

    fact: str = ""
    age: Test | None = None
    home: str = ""
    except_: tuple[str, ...] = ()
    event: EventRef | None = None
    item: str = ""
    where: Mapping[str, Test] = field(default_factory=dict, hash=False)


# --- a rule -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Terms:
    """What a rule asks, in the version that is in force from one day to another (the last not included)."""

    timing: Timing
    needs: Need
    in_force: date | None = None
    until: date | None = None
    while_: Condition | None = None
    when: Condition | None = None
    each: Each | None = None
    restart: EventRef | None = None
    if_owed: str = ""
    not_before: Period | None = None
    since: EventRef | FromChange | Literal["always"] | None = None
    no_later_than: DueOf | None = None
    closed_by: Need | None = None

    def in_force_on(self, day: date) -> bool:
        """Whether this version holds on a day."""
        return (self.in_force is None or self.in_force <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True, slots=True)
class Rule:
    """One duty in law, policy or guidance, with its source."""

    id: str
    title: str
    policy: str
    source: Source
    versions: tuple[Terms, ...]
    """Oldest first; never empty."""
    weight: Weight = "policy"
    strength: Strength = "must"
    owes: str = ""
    register: tuple[str, ...] = ()
    says: str = ""
    note: str = ""
    file: str = ""
    line: int = 0

    def on(self, day: date) -> Terms | None:
        """The version in force on a day, or None before the first and after the last."""
        return next((terms for terms in reversed(self.versions) if terms.in_force_on(day)), None)

    @property
    def latest(self) -> Terms:
        """The newest version."""
        return self.versions[-1]

    @property
    def unverified(self) -> bool:
        """Whether its words were never confirmed against the text: it is shown as a question and is never late."""
        return self.source.sure == "unverified"

    @property
    def kind(self) -> str:
        """A word for the screen: deadline, rhythm, gate, content or standing duty."""
        match self.latest.timing:
            case Within() | SoonestOf():
                return "deadline"
            case Every() | Phases():
                return "rhythm"
            case BeforeEvent() | BeforeStage() | BeforeChange():
                return "gate"
            case At():
                return "content"
            case _:
                return "standing duty"


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the stages of a return home, as this policy names it."""

    key: str
    title: str
    number: int
    makes: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The entry (event and fields) that entering this stage stands for, so that its gates are asked as well."""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Guidance:
    """Words of a source that nothing can check: printed where they help."""

    register: tuple[str, ...]
    text: str
    shown_at: str = ""
    source: str = ""


@dataclass(frozen=True)
class Policy:
    """A set of rules that builds on another, with the words and stages it uses."""

    id: str
    title: str
    short: str
    rules: tuple[Rule, ...]
    vocabulary: Vocabulary
    stages: tuple[Stage, ...] = ()
    scope: Condition = ALWAYS
    extends: tuple[str, ...] = ()
    """Every policy it builds on, nearest first."""
    document: Mapping[str, str] = field(default_factory=dict)
    review_by: date | None = None
    settings: Mapping[str, str] = field(default_factory=dict)
    guidance: tuple[Guidance, ...] = ()
    digest: str = ""
    shorts: Mapping[str, str] = field(default_factory=dict)
    """The short name of each policy whose rules are in here, by its id."""
    known_as: Mapping[str, Any] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> Mapping[str, Rule]:
        """The rules by their ids."""
        return {rule.id: rule for rule in self.rules}

    def stage(self, key: str) -> Stage | None:
        """The stage with that key."""
        return next((stage for stage in self.stages if stage.key == key), None)

    def after(self, key: str | None) -> Stage | None:
        """The stage that follows one (the first where the case is in none yet)."""
        if key is None:
            return self.stages[0] if self.stages else None
        keys = [stage.key for stage in self.stages]
        place = keys.index(key) + 1 if key in keys else len(keys)
        return self.stages[place] if place < len(keys) else None
