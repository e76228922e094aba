"""Conditions as policies write them: what can be said, what is refused and in which words, and the tests on values."""

from datetime import date
from typing import Any

import pytest
import yaml

from reunify_cli.model.moment import Moment
from reunify_cli.rules.conditions import (
    ALWAYS,
    Above,
    All,
    AnyOf,
    AtLeast,
    Below,
    Condition,
    Equals,
    For,
    InSet,
    Is,
    Known,
    Not,
    OneOf,
    Test,
    Unlike,
    facts_of,
    passes,
    read_condition,
)
from reunify_cli.rules.periods import parse_period
from tests.engine.build import WORDS


def read(text: str) -> tuple[Condition, list[str]]:
    """The condition of a YAML text, and everything that was wrong with it: where, and what."""
    wrong: list[str] = []
    raw = yaml.load(text, yaml.CBaseLoader)
    found = read_condition(raw, WORDS, (), lambda path, said: wrong.append(f"{'/'.join(map(str, path))}: {said}"))
    return found, wrong


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{looked-after: yes}", Is("looked-after", Equals(True))),
        ("{legal-status: s20}", Is("legal-status", Equals("s20"))),
        ("{legal-status: [s20, care-order]}", Is("legal-status", OneOf(("s20", "care-order")))),
        ("{legal-status: {not: s20}}", Is("legal-status", Unlike(Equals("s20")))),
        ("{legal-status: {not: [s20, none]}}", Is("legal-status", Unlike(OneOf(("s20", "none"))))),
        ("{age: {below: 18}}", Is("age", Below(18))),
        ("{age: {at-least: 16}}", Is("age", AtLeast(16))),
        ("{wished-return: {before: 2026-03-01}}", Is("wished-return", Below(date(2026, 3, 1)))),
        ("{wished-return: {after: 2026-03-01}}", Is("wished-return", Above(date(2026, 3, 1)))),
        ("{plan: {known: no}}", Is("plan", Known(False))),
        ("{services: {includes: rss}}", Is("services", Equals("rss"))),
        ("{siblings: {in: network}}", Is("siblings", InSet("network"))),
        ("{looked-after: yes, term: short}", All((Is("looked-after", Equals(True)), Is("term", Equals("short"))))),
        ("{any: [{term: short}, {term: long}]}", AnyOf((Is("term", Equals("short")), Is("term", Equals("long"))))),
        ("{all: [{term: short}]}", All((Is("term", Equals("short")),))),
        ("{not: {with-parent: yes}}", Not(Is("with-parent", Equals(True)))),
        ("{with-parent: yes, for: 6 m}", For(Is("with-parent", Equals(True)), parse_period("6 m"))),
    ],
)
def test_what_a_condition_can_say(text: str, expected: Condition):
    assert (expected, []) == read(text)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{}", ": a condition is written as `fact: value`, one to a line"),
        ("looked-after", ": a condition is written as `fact: value`, one to a line"),
        ("{lookedafter: yes}", 'lookedafter: "lookedafter" is not a fact. Did you mean "looked-after"?'),
        ("{looked-after: perhaps}", 'looked-after: "perhaps" should be yes or no'),
        ("{legal-status: care}", 'legal-status: "care" is not one of '),
        ("{legal-status: [s20, cares]}", 'legal-status/1: "cares" is not one of '),
        ("{age: {below: eighteen}}", 'age/below: "eighteen" is not a whole number'),
        ("{age: {under: 18}}", 'age: "under" is not a test.'),
        ("{age: {below: 18, at-least: 5}}", "age: one test at a time: put several under `all`"),
        (
            "{legal-status: {below: s20}}",
            'legal-status/below: "below" asks about a number, a day or how long, and this is none of them',
        ),
        ("{wished-return: {before: Easter}}", 'wished-return/before: "Easter" is not a day'),
        ("{plan: {known: maybe}}", 'plan/known: "maybe" should be yes or no'),
        ("{siblings: {in: netwrk}}", 'siblings/in: "netwrk" is not a fact. Did you mean "network"?'),
        ("{with-parent: yes, for: long}", 'for: "long" is not a period'),
        ("{for: 6 m}", "for: `for` asks how long something has held"),
        (
            "{any: [{with-parent: yes}, {wth-parent: no}]}",
            'any/1/wth-parent: "wth-parent" is not a fact. Did you mean "with-parent"?',
        ),
        ("{not: {with-parent: yes, for: 6 x}}", 'not/for: "6 x" is not a period'),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, complaint: str):
    (found,) = read(text)[1]

    assert found.startswith(complaint)


def test_every_mistake_is_said_at_once():
    assert 3 == len(read("{lookedafter: yes, age: {below: x}, not: {trm: short}}")[1])


@pytest.mark.parametrize(
    ("test", "value", "expected"),
    [
        (Equals("a"), "a", True),
        (Equals("a"), "b", False),
        (Equals("a"), None, None),
        (Equals("a"), frozenset({"a", "b"}), True),
        (Equals("a"), frozenset(), False),
        (Equals("a"), frozenset({("a", "home")}), True),  # a member that says where
        (Equals("home"), frozenset({("a", "home")}), True),
        (Equals("a"), ("b", "a"), True),
        (OneOf(("a", "b")), "b", True),
        (OneOf(("a", "b")), ("c", "b"), True),
        (OneOf(("a", "b")), "c", False),
        (OneOf(("a", "b")), None, None),
        (Unlike(Equals("a")), "b", True),
        (Unlike(Equals("a")), None, None),
        (Below(3), 2, True),
        (Below(3), 3, False),
        (AtLeast(3), 3, True),
        (AtLeast(3), None, None),
        (Below(date(2026, 3, 1)), Moment(date(2026, 2, 28), 600), True),
        (AtLeast(date(2026, 3, 1)), date(2026, 3, 1), True),
        (Known(True), None, False),
        (Known(False), None, True),
        (Known(True), False, True),
        (InSet("s"), "a", True),
        (InSet("s"), "c", False),
        (InSet("s"), ("c", "b"), True),
        (InSet("nobody knows"), "a", None),
    ],
)
def test_whether_a_value_passes(test: Test, value: Any, expected: bool | None):
    sets = {"s": frozenset({"a", ("b", "home")})}

    assert expected is passes(test, value, sets.get)


def test_the_facts_that_a_condition_asks_about():
    assert {"term", "siblings", "network"} == facts_of(
        read("{term: short, not: {siblings: {in: network}, for: 1 m}}")[0]
    )
    assert frozenset() == facts_of(ALWAYS)
