"""What one rule asks, as plain records: for whom, by when, what, and what else closes it.

`rules/policy.py` puts a source and a name to these; `rules/reading.py` makes them from what a policy's author wrote.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Final, Literal

from reunify_cli.frozen import dataclass, field, fields, is_dataclass
from reunify_cli.rules.conditions import Condition, Test
from reunify_cli.rules.periods import Period

Which = Literal["first", "each"]
Whichever = Literal["later", "sooner"]


# --- entries ------------------------------------------------------------------------------------------------------


NOT_YET: Final = date.max
"""The day from which a rule holds that is enacted and not in force: it has no duties, and is shown as coming."""


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
    """The latest of several anchors, of those that have come; none until one has."""

    anchors: tuple[Anchor, ...]


@dataclass(frozen=True, slots=True)
class FromLate:
    """Each time that another rule's duty came to be late: from the day after it was due (the minute, for an hour)."""

    rule: str


@dataclass(frozen=True, slots=True)
class FromTerm:
    """The first (or last) day of each school term that the calendar holds."""

    ends: bool = False


Anchor = FromStart | FromEvent | FromChange | FromLatest | FromLate | FromTerm


# --- by when ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DueOf:
    """A date taken from another rule's duty: the day it falls due, or so long after that."""

    rule: str
    beyond: Period | None = None
    """Only a duty that falls due more than so long after the anchor is meant; else the first after it."""
    after: Period | None = None


@dataclass(frozen=True, slots=True)
class FactPeriod:
    """A period that a fact holds, such as the visiting interval a case has set."""

    fact: str


@dataclass(frozen=True, slots=True)
class TermEnd:
    """The last day of the school term in which the anchor lies, or else of the next one."""


@dataclass(frozen=True, slots=True)
class ItemDay:
    """The day that an item of the plan gives itself, where a rule asks about each of them."""

    field: str


@dataclass(frozen=True, slots=True)
class Within:
    """A period counted from an anchor, or the day another duty falls due."""

    period: Period | DueOf | FactPeriod | TermEnd | ItemDay
    from_: Anchor = FromStart()
    at: str = ""
    """Where the source says so, where a rule has several readings, each from a sentence of its own."""


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
    """A rhythm that lasts until an event, or for a period, or to the end of the stretch; the last one ends with it."""

    every: Period
    until: EventRef | None = None
    lasts: Period | None = None
    whichever: Whichever = "later"
    """Which of the two ends it, where it has both."""


@dataclass(frozen=True, slots=True)
class Phases:
    """A rhythm that changes while the duty runs."""

    phases: tuple[Phase, ...]
    from_: Anchor = FromStart()
    first: Period | None = None


@dataclass(frozen=True, slots=True)
class BeforeEvent:
    """A gate before an entry of an event type; with `lead` it is due so long before, and late after that."""

    event: EventRef
    expected: DueOf | None = None
    lead: Period | None = None


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


# --- all of it ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Terms:
    """What a rule asks, in the version that is in force from one day up to, but not including, another."""

    timing: Timing
    needs: Need
    in_force: date | None = None
    """The first day on which it holds; `NOT_YET` where it is enacted and no day has been set."""
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

    @property
    def last(self) -> date | None:
        """The last day on which it holds; None where it goes on."""
        return self.until - timedelta(days=1) if self.until else None

    def in_force_on(self, day: date) -> bool:
        """Whether this version holds on a day."""
        return (self.in_force is None or self.in_force <= day) and (self.until is None or day < self.until)


def references(part: object, *, about: bool = True) -> Iterator[EventRef | NeedSaid]:
    """Every place in a rule, or in a part of one, that asks something of an entry's fields.

    Without `about`, what an entry has to be about is left out.
    """
    if isinstance(part, (EventRef, NeedSaid)):
        yield part
    if is_dataclass(part):
        inner: Iterable[object] = (getattr(part, each.name) for each in fields(part))
    else:
        inner = part if isinstance(part, tuple) else ()
    for each in inner:
        if about or not isinstance(each, Ref):
            yield from references(each, about=about)


def events_in(part: object) -> frozenset[str]:
    """The event names that a part of a rule asks for, beside what their entries are about."""
    return frozenset(each.event for each in references(part, about=False) if isinstance(each, EventRef))


def counts_terms(terms: Terms) -> bool:
    """Whether a rule counts on the school terms that the calendar holds."""
    timing = terms.timing
    to_the_end = isinstance(timing, Within) and isinstance(timing.period, TermEnd)
    return to_the_end or isinstance(getattr(timing, "from_", None), FromTerm)
