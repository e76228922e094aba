"""Coverage says what answers a clause, what nothing answers and what no example shows, from what it is handed alone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.policy_store.coverage import (
    KINDS,
    Clause,
    Coverage,
    Register,
    Unknown,
    coverage,
    coverage_json,
    kinds,
    lines,
)
from reunify_cli.rules.periods import parse_period
from reunify_cli.rules.policy import Guidance, Policy, Rule, Source
from reunify_cli.rules.terms import At, EventRef, NeedEvent, Open, Terms, Timing, Within

TITLES = {"000": "Northgate, May 2026", "readings": "Readings", "law": "The law"}
VISIT = NeedEvent(EventRef("visit"))
WITHIN_A_WEEK = Within(parse_period("1 w"))


@dataclass(frozen=True)
class Shown:
    """An example, as far as coverage looks at it."""

    rule: str
    expect: tuple[Mapping[str, Any], ...]


def clause(name: str = "N-01", **more: str) -> Clause:
    return replace(Clause(name, "000 section 1", "A visit is made.", "must"), **more)


def rule(*register: str, name: str = "visits", timing: Timing = WITHIN_A_WEEK, sure: str = "primary") -> Rule:
    source = replace(Source("Northgate", "section 1"), sure=sure)
    return Rule(name, "Visit", "northgate", source, (Terms(timing, VISIT),), register=register)


def policy(*rules: Rule, words: tuple[Guidance, ...] = (), name: str = "northgate") -> Policy:
    return Policy(name, "Northgate", "Northgate", rules, Vocabulary(), guidance=words)


def covered(*clauses: Clause, rules: tuple[Rule, ...] = (), words: tuple[Guidance, ...] = ()) -> Coverage:
    return coverage(Register(TITLES, clauses), [policy(*rules, words=words)])


# --- clauses ------------------------------------------------------------------------------------------------------


def test_a_clause_is_answered_by_the_rules_that_name_it() -> None:
    found = covered(clause(), rules=(rule("N-01"), rule("N-01", "N-02", name="other"))).clauses[0]

    assert ["visits", "other"] == [each.id for each in found.rules]
    assert "rules" == found.how


def test_a_clause_that_no_rule_names_is_answered_by_guidance_or_by_the_words_that_stand_with_it() -> None:
    words = Guidance(("N-01",), "Think of the child.", "visit", "Northgate")

    assert "words" == covered(clause(), words=(words,)).clauses[0].how
    assert "words" == covered(clause(guidance="Think of the child.")).clauses[0].how
    assert "rules" == covered(clause(), rules=(rule("N-01"),), words=(words,)).clauses[0].how


def test_a_clause_that_nothing_answers_says_why_or_is_missing() -> None:
    left = covered(clause(not_taken_up="belongs elsewhere"))
    missing = covered(clause())

    assert ("not taken up", ()) == (left.clauses[0].how, left.unanswered)
    assert ["N-01"] == [each.clause.id for each in missing.unanswered]
    assert not missing.complete


def test_rules_of_the_policies_it_builds_on_are_counted_where_they_stand_and_not_twice() -> None:
    beneath = policy(rule("N-01"))
    above = policy(rule("N-01"), name="hillside")
    found = coverage(Register(TITLES, (clause(),)), [above, beneath])

    assert ["visits"] == [each.id for each in found.clauses[0].rules]


def test_a_name_that_the_register_does_not_have_is_said() -> None:
    words = Guidance(("N-98",), "Think of the child.", "visit", "Northgate, section 2")
    found = covered(clause(), rules=(rule("N-01", "N-99"),), words=(words,))

    assert (Unknown("N-99", "visits", "northgate"), Unknown("N-98", "Northgate, section 2")) == found.unknown
    assert not found.complete


@pytest.mark.parametrize(
    ("given_clause", "document"),
    [
        (clause(), "000"),
        (clause("reg 29", at="SI 2010/959 reg 29"), "law"),
        (clause("X-01", strength=""), "readings"),
    ],
)
def test_a_clause_stands_in_the_document_it_names_in_the_law_or_among_the_readings(
    given_clause: Clause, document: str
) -> None:
    assert [given_clause.id] == [each.clause.id for each in covered(given_clause).of(document)]


NAMES = st.sampled_from([f"N-{number:02}" for number in range(6)])


@given(st.sets(NAMES, min_size=1), st.lists(st.lists(NAMES, max_size=3), max_size=5), st.lists(NAMES, max_size=3))
def test_every_clause_is_accounted_for_in_one_way_and_more_rules_never_take_an_answer_away(
    names: set[str], registers: list[list[str]], more: list[str]
) -> None:
    clauses = tuple(clause(name) for name in sorted(names))
    rules = tuple(rule(*register, name=f"rule-{i}") for i, register in enumerate(registers))
    fewer = covered(*clauses, rules=rules)
    found = covered(*clauses, rules=(*rules, rule(*more, name="one-more")))

    assert sorted(names) == [each.clause.id for each in found.clauses]
    assert {c.clause.id for c in found.unanswered} == names - {n for register in (*registers, more) for n in register}
    assert {c.clause.id for c in found.unanswered} <= {c.clause.id for c in fewer.unanswered}
    assert {u.clause for u in found.unknown} == {n for register in (*registers, more) for n in register} - names


# --- examples -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expect", "timing", "sure", "shown"),
    [
        ({"owed": "no"}, WITHIN_A_WEEK, "primary", {"not owed"}),
        ({"standing": "met"}, WITHIN_A_WEEK, "primary", {"met"}),
        ({"standing": "met-other-reading"}, WITHIN_A_WEEK, "primary", {"met"}),
        ({"standing": "overdue"}, WITHIN_A_WEEK, "primary", {"late"}),
        ({"standing": "breach"}, WITHIN_A_WEEK, "primary", {"late"}),
        ({"standing": "met-late"}, WITHIN_A_WEEK, "primary", {"late"}),
        ({"standing": "due"}, WITHIN_A_WEEK, "primary", set()),
        ({"standing": "open"}, WITHIN_A_WEEK, "primary", set()),
        ({"standing": "open"}, WITHIN_A_WEEK, "unverified", {"late"}),
        ({"standing": "open"}, Open(), "primary", {"late"}),
        ({"standing": "open"}, At(EventRef("visit")), "primary", {"late"}),
        ({"due": "2026-03-02"}, WITHIN_A_WEEK, "primary", set()),
    ],
)
def test_an_example_shows_a_rule_not_owed_met_or_late(
    expect: dict[str, str], timing: Timing, sure: str, shown: set[str]
) -> None:
    assert shown == kinds(rule(timing=timing, sure=sure), [Shown("visits", (expect,))])


def test_a_rule_is_asked_for_every_kind_that_none_of_its_own_examples_shows() -> None:
    here = policy(rule("N-01"), rule("N-01", name="other"))
    examples = {
        "northgate": [Shown("visits", ({"owed": "no"},)), Shown("visits", ({"standing": "met"}, {"standing": "due"}))],
        "hillside": [Shown("visits", ({"standing": "overdue"},))],
    }
    found = coverage(Register(TITLES, (clause(),)), [here], examples)

    assert [("visits", ("late",)), ("other", KINDS)] == [(each.rule.id, each.lacks) for each in found.unshown]


def test_without_examples_nobody_asks_for_them() -> None:
    assert () == covered(clause(), rules=(rule("N-01"),)).unshown
    assert covered(clause(), rules=(rule("N-01"),)).complete


# --- how it is said -----------------------------------------------------------------------------------------------


def test_the_screen_counts_each_document_and_names_what_is_missing_within_its_width() -> None:
    long = " ".join(["a long way of saying it"] * 12)
    found = covered(
        clause(says=long),
        clause("N-02"),
        clause("reg 34", at="SI 2010/959 reg 34", not_taken_up="a duty of the authority once for all"),
        rules=(rule("N-02", "N-77"),),
    )
    said = lines(found)
    text = " ".join(" ".join(said).split())

    assert ["000", "Northgate,", "May", "2026", "2", "1", "0", "0", "1"] == said[1].split()
    assert ["The", "law", "1", "0", "0", "1", "0"] == said[2].split()
    assert {"Nothing answers (1)", "Not taken up, and why (1)", "Named, and in no register (1)"} < set(said)
    assert "reg 34 SI 2010/959 reg 34: A visit is made. A duty of the authority once for all." in text
    assert max(map(len, said)) <= 80


def test_the_screen_says_so_where_nothing_is_missing() -> None:
    said = lines(covered(clause(), rules=(rule("N-01"),)))

    assert "Every clause is accounted for, and every rule has its examples." == said[-1]


def test_programs_get_every_clause_with_what_answers_it() -> None:
    words = Guidance(("N-01",), "Think of the child.", "visit", "Northgate, section 2")
    found = coverage_json(covered(clause(), clause("X-01", strength=""), rules=(rule("N-01", "N-99"),), words=(words,)))

    assert {
        "id": "N-01",
        "document": "000",
        "at": "000 section 1",
        "strength": "must",
        "says": "A visit is made.",
        "answered_by": "rules",
        "rules": [{"policy": "northgate", "rule": "visits"}],
        "guidance": ["Northgate, section 2"],
        "not_taken_up": None,
    } == found["items"][0]
    assert ("readings", None, "nothing") == tuple(
        found["items"][1][key] for key in ("document", "strength", "answered_by")
    )
    assert [{"clause": "N-99", "policy": "northgate", "by": "visits"}] == found["unknown"]
