"""Conditions over facts: what a policy's `while`, `when`, `holds` and `ends` ask, as plain records.

A condition is a mapping whose keys must all hold: facts with a test, `all`, `any`, `not`, and `for`, which asks how
long the clause it stands in has held. Whether it holds is worked out in `engine/timeline.py`; here it is only read,
with every word checked against the vocabulary.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any, Final

from reunify_cli.errors import did_you_mean
from reunify_cli.frozen import dataclass
from reunify_cli.model.moment import Lasted, parse_moment
from reunify_cli.model.vocabulary import Fact, Vocabulary, chosen
from reunify_cli.rules.periods import Period, Unit, parse_period
from reunify_cli.rules.values import yes_or_no

Path = tuple[str | int, ...]
Complain = Callable[[Path, str], None]
"""Takes the place of what is wrong (from the top of the rule) and a plain sentence."""
Members = Callable[[str], Any]
"""Gives the set that a fact is at the moment asked about, or None where that is not known."""
_MANY = (frozenset, tuple, list)


@dataclass(frozen=True, slots=True)
class Equals:
    """The value is this one; for a set or list, this one is in it."""

    value: Any

    def passes(self, value: Any, _members: Members) -> bool | None:
        """See `passes`."""
        if value is None:
            return None
        return _among(self.value, value) if isinstance(value, _MANY) else bool(value == self.value)


@dataclass(frozen=True, slots=True)
class OneOf:
    """The value is one of these."""

    values: tuple[Any, ...]

    def passes(self, value: Any, _members: Members) -> bool | None:
        """See `passes`."""
        if value is None:
            return None
        return any(_among(each, value) for each in self.values) if isinstance(value, _MANY) else value in self.values


@dataclass(frozen=True, slots=True)
class Unlike:
    """The test does not hold of the value."""

    test: Test

    def passes(self, value: Any, members: Members) -> bool | None:
        """See `passes`."""
        answer = self.test.passes(value, members)
        return None if answer is None else not answer


@dataclass(frozen=True, slots=True)
class Below:
    """The value is less than this, or earlier than this day."""

    value: Any

    def passes(self, value: Any, _members: Members) -> bool | None:
        """See `passes`."""
        if isinstance(value, Lasted):
            over = value.over(_minutes(self.value) - 1)
            return None if over is None else not over
        return None if value is None else bool(_day(value) < _day(self.value))


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The value is this or more, or this day or later."""

    value: Any

    def passes(self, value: Any, _members: Members) -> bool | None:
        """See `passes`."""
        if isinstance(value, Lasted):
            return value.over(_minutes(self.value) - 1)
        return None if value is None else bool(_day(value) >= _day(self.value))


@dataclass(frozen=True, slots=True)
class Above:
    """The value is more than this, or later than this day."""

    value: Any

    def passes(self, value: Any, _members: Members) -> bool | None:
        """See `passes`."""
        if isinstance(value, Lasted):
            return value.over(_minutes(self.value))
        return None if value is None else bool(_day(value) > _day(self.value))


@dataclass(frozen=True, slots=True)
class Known:
    """Whether there is any value at all."""

    known: bool

    def passes(self, value: Any, _members: Members) -> bool | None:
        """See `passes`."""
        return (value is not None) is self.known


@dataclass(frozen=True, slots=True)
class InSet:
    """The value is a member of a set that is itself a fact."""

    fact: str

    def passes(self, value: Any, members: Members) -> bool | None:
        """See `passes`."""
        group = None if value is None else members(self.fact)
        if group is None:
            return None
        people = {each[0] if isinstance(each, tuple) else each for each in group}
        return bool(people & set(value)) if isinstance(value, _MANY) else value in people


@dataclass(frozen=True, slots=True)
class Told:
    """The test holds of the value, and the value has to be recorded: an entry without it is asked about."""

    test: Equals | OneOf

    def passes(self, value: Any, members: Members) -> bool | None:
        """See `passes`."""
        return self.test.passes(value, members)


Test = Equals | OneOf | Unlike | Below | AtLeast | Above | Known | InSet | Told


@dataclass(frozen=True, slots=True)
class Is:
    """A fact passes a test."""

    fact: str
    test: Test


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Condition


@dataclass(frozen=True, slots=True)
class For:
    """The part has held for at least a period without a break."""

    part: Condition
    period: Period


Condition = Is | All | AnyOf | Not | For

ALWAYS = All(())
"""The condition that holds of everyone at every time."""


def read_condition(raw: Any, vocabulary: Vocabulary, path: Path, complain: Complain) -> Condition:
    """The condition a policy wrote; what cannot be read is complained of, and left out of the result."""
    if not isinstance(raw, Mapping) or not raw:
        complain(path, "a condition is written as `fact: value`, one to a line")
        return ALWAYS
    parts: list[Condition] = []
    for key, value in raw.items():
        here = (*path, key)
        if key in ("all", "any"):
            clauses = tuple(read_condition(each, vocabulary, (*here, i), complain) for i, each in _listed(value))
            parts.append(_one(All(clauses) if key == "all" else AnyOf(clauses)))
        elif key == "not":
            parts.append(_one(Not(read_condition(value, vocabulary, here, complain))))
        elif key == "for":
            continue
        elif key in vocabulary.facts:
            test = read_test(value, vocabulary.facts[key], vocabulary, here, complain)
            if isinstance(test, Told):
                complain(here, "`told` asks what an entry says, and this is a fact")
            parts.append(_one(Is(key, test)))
        else:
            complain(here, f'"{key}" is not a fact.{did_you_mean(key, vocabulary.facts)}')
    whole = _one(parts[0] if len(parts) == 1 else All(tuple(parts)))
    if "for" in raw and len(raw) == 1:
        complain((*path, "for"), "`for` asks how long something has held: write it beside the fact it measures")
    if "for" in raw:
        period = _period(raw["for"], (*path, "for"), complain)
        return _one(For(whole, period)) if period else whole
    return whole


@cache
def _one(condition: Condition) -> Condition:
    """The one condition of all that are equal: hundreds of rules ask the same few, and each is worked out once."""
    return condition


def _yes(value: Any, path: Path, complain: Complain) -> bool:
    try:
        return yes_or_no(str(value))
    except ValueError as error:
        complain(path, str(error))
        return True


def _listed(value: Any) -> list[tuple[int, Any]]:
    return list(enumerate(value if isinstance(value, list) else [value]))


def _period(raw: Any, path: Path, complain: Complain) -> Period | None:
    try:
        return parse_period(str(raw))
    except ValueError as error:
        complain(path, str(error))
        return None


def read_test(raw: Any, fact: Fact, vocabulary: Vocabulary, path: Path, complain: Complain) -> Test:
    """The test a policy asks of a fact's or field's value; `fact` says which type its words have."""

    def typed(value: Any, *at: str | int) -> Any:
        try:
            return typed_value(value, fact)
        except ValueError as error:
            complain((*path, *at), str(error))
            return str(value)

    if fact.type == "length" and not (isinstance(raw, Mapping) and set(raw) <= {"below", "at-least", "more-than"}):
        complain(path, "how long it lasted is asked as {more-than: 24 h}, {at-least: 24 h} or {below: 24 h}")
        return Known(True)
    if isinstance(raw, list):
        return OneOf(tuple(typed(each, i) for i, each in enumerate(raw)))
    if not isinstance(raw, Mapping):
        return Equals(typed(raw))
    if len(raw) != 1:
        complain(path, "one test at a time: put several under `all`")
    word, value = next(iter(raw.items()), ("", None))
    match word:
        case "not" | "told":
            inner = read_test(value, fact, vocabulary, (*path, word), complain)
            return Unlike(inner) if word == "not" else _told(inner, (*path, word), complain)
        case "includes" | "is":
            return Equals(typed(value, word))
        case "one-of":
            return OneOf(tuple(typed(each, word, i) for i, each in _listed(value)))
        case "below" | "before" | "at-least" | "more-than" | "after":
            if fact.type not in ("number", "date", "length"):
                complain((*path, word), f'"{word}" asks about a number, a day or how long, and this is none of them')
            return _LIMITS[word](typed(value, word))
        case "known":
            return Known(_yes(value, (*path, word), complain))
        case "in":
            group = str(value)
            if group not in vocabulary.facts:
                complain((*path, word), f'"{group}" is not a fact.{did_you_mean(group, vocabulary.facts)}')
            return InSet(group)
    words = ("not", "includes", "one-of", "below", "at-least", "more-than", "before", "after", "known", "in", "told")
    near = did_you_mean(str(word), words) or f" There are: {', '.join(words)}."
    complain(path, f'"{word}" is not a test.{near}')
    return Known(True)


def _told(test: Test, path: Path, complain: Complain) -> Test:
    if isinstance(test, (Equals, OneOf)):
        return Told(test)
    complain(path, "`told` takes a value, or a list of values of which one will do")
    return test


_LIMITS: Final[Mapping[str, Callable[[Any], Test]]] = {
    "below": Below, "before": Below, "at-least": AtLeast, "more-than": Above, "after": Above,
}  # fmt: skip


def typed_value(value: Any, fact: Fact) -> Any:
    """A value as the fact's type has it. Raises ValueError with a plain sentence."""
    text = str(value)
    if text.startswith("$"):
        return text
    match fact.type:
        case "yes-no":
            return yes_or_no(text)
        case "number":
            try:
                return int(text)
            except ValueError:
                raise ValueError(f'"{text}" is not a whole number') from None
        case "date":
            return parse_moment(text).day
        case "period":
            return parse_period(text)
        case "length":
            period = parse_period(text)
            if period.unit not in _LENGTHS:
                raise ValueError(f'"{text}" is not a length that is always the same: write hours, days or weeks')
            return period
        case "choice" if fact.values and chosen(text, fact.values) is None:
            raise ValueError(f'"{text}" is not one of {", ".join(fact.values)}.{did_you_mean(text, fact.values)}')
    return chosen(text, fact.values) or text if fact.values else text


def passes(test: Test, value: Any, members: Members) -> bool | None:
    """Whether a value passes a test: yes, no, or None where the value is not known."""
    return test.passes(value, members)


_LENGTHS: Final = {Unit.HOURS: 60, Unit.DAYS: 1440, Unit.WEEKS: 7 * 1440}
"""The units that are always as long, in minutes by the clock on the wall."""


def _minutes(period: Period) -> int:
    return period.amount * _LENGTHS[period.unit]


def _among(wanted: Any, value: Any) -> bool:
    return any(each == wanted or (isinstance(each, tuple) and wanted in each) for each in value)


def _day(value: Any) -> Any:
    return value if isinstance(value, (int, date)) else getattr(value, "day", value)


def facts_of(condition: Condition) -> frozenset[str]:
    """The facts that a condition asks about, for lint and for reading it aloud."""
    match condition:
        case Is(fact, test):
            return frozenset((fact, test.fact)) if isinstance(test, InSet) else frozenset((fact,))
        case All(parts) | AnyOf(parts):
            return frozenset().union(*(facts_of(part) for part in parts))
        case Not(part) | For(part, _):
            return facts_of(part)


def tests_of(condition: Condition, fact: str) -> list[Test]:
    """The tests that a condition puts to one fact."""
    match condition:
        case Is(name, test):
            return [test] if name == fact else []
        case All(parts) | AnyOf(parts):
            return [test for part in parts for test in tests_of(part, fact)]
        case Not(part) | For(part, _):
            return tests_of(part, fact)


def named_in(test: Test) -> tuple[Any, ...]:
    """The values that a test names."""
    match test:
        case Equals(value) | Below(value) | AtLeast(value) | Above(value):
            return (value,)
        case OneOf(values):
            return values
        case Unlike(inner) | Told(inner):
            return named_in(inner)
    return ()
