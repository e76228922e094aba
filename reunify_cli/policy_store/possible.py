"""Whether a condition can ever hold: what `policy lint` asks of rules that nobody would miss until they were needed.

A condition is taken apart into the ways in which it could hold; each way asks something of single facts, and a way is
closed where two of those contradict each other, or where no entry of the vocabulary could ever say what is asked. The
answer errs one way only: what is called impossible is impossible.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import product
from typing import Any, Final, NamedTuple

from reunify_cli.model.fields import Field
from reunify_cli.model.vocabulary import Fact, Vocabulary
from reunify_cli.rules import conditions as c
from reunify_cli.rules.phrasing import fact_words, joined
from reunify_cli.rules.values import yes_or_no

MOST_WAYS: Final = 2000
"""A condition with more ways to hold than this is taken for possible: no author of a policy writes one."""

_OTHER: Final = object()
"""Stands for any text that no test names."""


class Asked(NamedTuple):
    """What one way asks of one fact: that it passes a test, or that it does not."""

    fact: str
    test: c.Test
    holds: bool = True


Way = tuple[Asked, ...]


def impossible(condition: c.Condition, vocabulary: Vocabulary) -> str:
    """Why a condition can never hold, as a clause ("age is below 10 and age is 12 or more"); "" where it can."""
    reasons = []
    ways = list(_ways(condition, True, vocabulary, frozenset()))
    for way in ways:
        reason = _closed(way, vocabulary)
        if not reason:
            return ""
        reasons.append(reason)
    return joined(list(dict.fromkeys(reasons))[:3], "or")


def _ways(condition: c.Condition, holds: bool, vocabulary: Vocabulary, inside: frozenset[str]) -> list[Way]:
    """The ways in which a condition holds (or, with `holds` false, does not); defined facts are written out."""
    match condition:
        case c.Is(fact, test):
            return _ways_of_fact(Asked(fact, test, holds), vocabulary, inside)
        case c.Not(part):
            return _ways(part, not holds, vocabulary, inside)
        case c.For(part):
            # That something has not held for so long asks nothing of today.
            return _ways(part, True, vocabulary, inside) if holds else [()]
        case c.All(parts) | c.AnyOf(parts):
            each = [_ways(part, holds, vocabulary, inside) for part in parts]
            if isinstance(condition, c.All) is not holds:
                return [way for ways in each for way in ways]
            number = 1
            for ways in each:
                number *= len(ways)
            return [()] if number > MOST_WAYS else [tuple(a for way in row for a in way) for row in product(*each)]


def _ways_of_fact(asked: Asked, vocabulary: Vocabulary, inside: frozenset[str]) -> list[Way]:
    fact = vocabulary.facts.get(asked.fact)
    if fact is None or fact.defined is None:
        return [(asked,)]
    test, wanted = asked.test, asked.holds
    while isinstance(test, c.Unlike):
        test, wanted = test.test, not wanted
    if asked.fact in inside or not isinstance(test, c.Equals) or not isinstance(test.value, bool):
        return [()]
    definition = c.read_condition(fact.defined, vocabulary, (), lambda *_: None)
    return _ways(definition, wanted is test.value, vocabulary, inside | {asked.fact})


def _closed(way: Way, vocabulary: Vocabulary) -> str:
    """Why one way leads nowhere; "" where nothing speaks against it."""
    by_fact: dict[str, list[Asked]] = {}
    for asked in way:
        by_fact.setdefault(asked.fact, []).append(asked)
    for name, several in by_fact.items():
        fact = vocabulary.facts.get(name)
        if fact is None:
            continue
        values = fact_values(name, vocabulary)
        if not _together([(a.test, a.holds) for a in several], fact, values):
            words = [fact_words(name, a.test if a.holds else c.Unlike(a.test), vocabulary) for a in several]
            clause = joined(list(dict.fromkeys(words)))
            return f"{clause}, and nothing that can be recorded ever says so" if len(several) == 1 else clause
    return ""


def _together(tests: list[tuple[c.Test, bool]], fact: Fact, values: frozenset[Any] | None) -> bool:
    """Whether one value of a fact passes all tests (and fails those that are to fail)."""
    wanted = [_plainly(test, holds) for test, holds in tests]
    if (c.Known(False), True) in wanted:
        return all(test == c.Known(False) for test, _ in wanted)
    asked = [(test, holds) for test, holds in wanted if not isinstance(test, (c.Known, c.InSet)) and not _bound(test)]
    if fact.type in ("set", "map"):
        there = {test.value for test, holds in asked if holds and isinstance(test, c.Equals)}
        gone = {test.value for test, holds in asked if not holds and isinstance(test, c.Equals)}
        return not there & gone and (values is None or bool(values) or not there)
    found = candidates([test for test, _ in asked], fact) if values is None else values
    return any(all(_agrees(test, value, holds) for test, holds in asked) for value in found)


def _plainly(test: c.Test, holds: bool) -> tuple[c.Test, bool]:
    while isinstance(test, c.Unlike):
        test, holds = test.test, not holds
    if isinstance(test, c.Known):
        return c.Known(test.known is holds), True
    return test, holds


def _bound(test: c.Test) -> bool:
    """Whether a test asks for something that is only known when it is asked (`$each`, `$gated.to`)."""
    return isinstance(test, c.Equals) and isinstance(test.value, str) and test.value.startswith("$")


def _agrees(test: c.Test, value: Any, holds: bool) -> bool:
    if value is _OTHER:
        return not holds if isinstance(test, (c.Equals, c.OneOf)) else True
    try:
        return c.passes(test, value, lambda _: None) is not (not holds)
    except TypeError:
        return True


# --- which values there are ---------------------------------------------------------------------------------------


def fact_values(name: str, vocabulary: Vocabulary) -> frozenset[Any] | None:
    """Every value that entries can give to a fact of few values; of a set or map, the events that fill it.

    None where that cannot be listed: a text, number or day, or a fact that is worked out.
    """
    fact = vocabulary.facts[name]
    if fact.computed is not None or fact.defined is not None:
        return None
    found: set[Any] = set()
    for event_name, event in vocabulary.events.items():
        if name in event.adds or name in event.puts:
            found.add(event_name)
        if name in event.turns:
            found |= set(event.turns[name].from_.values())
        if name not in event.sets:
            continue
        values = _set_values(event.sets[name], event.fields, fact)
        if values is None:
            return None
        found |= values
    if fact.unless_recorded is not None:
        found.add(_typed(fact.unless_recorded, fact))
    return frozenset(found)


def _set_values(value: str, fields: Mapping[str, Field], fact: Fact) -> set[Any] | None:
    if not str(value).startswith("$"):
        return {_typed(str(value), fact)}
    field = fields.get(str(value).removeprefix("$"))
    if fact.type == "yes-no" and (field is None or field.type == "yes-no"):
        return {True, False}
    return set(field.values) if field is not None and field.closed else None


def _typed(text: str, fact: Fact) -> Any:
    return yes_or_no(text) if fact.type == "yes-no" else text


def candidates(tests: Iterable[c.Test], fact: Fact) -> frozenset[Any]:
    """Values among which one passes the tests if any value at all does: those named, their neighbours, one other."""
    if fact.type == "yes-no":
        return frozenset((True, False))
    if fact.type == "choice" and fact.values:
        return frozenset(fact.values)
    found: set[Any] = {_OTHER}
    for test in tests:
        for value in c.named_in(test):
            found.add(value)
            if isinstance(value, date):
                found |= {value - timedelta(days=1), value + timedelta(days=1)}
            elif isinstance(value, int):
                found |= {value - 1, value + 1}
    return frozenset(found - {_OTHER} if any(isinstance(v, (int, date)) for v in found) else found)


def field_can(test: c.Test, field: Field) -> bool:
    """Whether a field of an entry can hold a value that passes a test."""
    plain = {"moment": "date", "people": "set", "list": "set", "rows": "set"}
    kind: Any = plain.get(field.type, field.type)
    fact = Fact("", kind if kind in ("yes-no", "choice", "number", "date", "set") else "text", field.values)
    asked, holds = _plainly(test, True)
    if fact.type == "set":
        return not (field.closed and holds and isinstance(asked, c.Equals) and not _bound(asked)
                    and asked.value not in field.values)  # fmt: skip
    return _together([(asked, holds)], fact, None)
