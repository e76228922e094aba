"""The five source documents are covered whole, every name a rule gives is in the register, and every rule is shown."""

import re
from functools import cache

import pytest

from reunify_cli.policy_store.coverage import Coverage, coverage
from reunify_cli.policy_store.examples import read_examples
from reunify_cli.policy_store.policies import load_policy, policy_ids
from reunify_cli.policy_store.register import load_register

SOURCES = {
    # Document: the letter of its clauses, and how many clauses are numbered in it.
    "000": ("A", 54),
    "001": ("L", 91),
    "002": ("S", 53),
    "003": ("N", 8),
    "004": ("W", 9),
    "readings": ("X", 58),
}


@cache
def shipped() -> Coverage:
    policies = [load_policy(name) for name in policy_ids()]
    return coverage(load_register(), policies, {policy.id: read_examples(policy) for policy in policies})


@pytest.mark.parametrize("document", SOURCES)
def test_no_clause_of_a_source_was_left_out_on_the_way(document: str) -> None:
    letter, last = SOURCES[document]
    numbers = [int(re.sub(r"\D", "", each.clause.id)) for each in shipped().of(document)]

    assert {letter} == {each.clause.id[0] for each in shipped().of(document)}
    assert list(range(1, last + 1)) == sorted(set(numbers))
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("document", SOURCES)
def test_every_clause_of_a_source_is_answered_by_a_rule_or_by_guidance(document: str) -> None:
    assert [] == [each.clause.id for each in shipped().of(document) if each.how not in ("rules", "words")]


def test_the_law_is_answered_or_says_why_it_is_not_taken_up() -> None:
    assert [] == [each.clause.id for each in shipped().unanswered]


def test_reasons_and_words_stand_in_the_register_only_where_nothing_else_answers() -> None:
    answered = [each for each in shipped().clauses if each.rules or each.guidance]

    assert answered
    assert [] == [each.clause.id for each in answered if each.clause.guidance or each.clause.not_taken_up]


def test_every_clause_that_a_rule_or_guidance_names_is_in_the_register() -> None:
    assert () == shipped().unknown


def test_every_rule_of_the_law_names_the_provision_it_comes_from() -> None:
    law = {each.clause.id for each in shipped().of("law")}

    assert [] == [rule.id for rule in load_policy("england").rules if not law & set(rule.register)]


def test_every_rule_of_a_document_names_a_clause_of_it() -> None:
    own = [rule for name in policy_ids() for rule in load_policy(name).rules if rule.policy == name]

    assert [] == [f"{rule.policy} {rule.id}" for rule in own if not rule.register]


def test_every_rule_is_shown_not_owed_met_and_late() -> None:
    assert [] == [f"{each.rule.policy} {each.rule.id}: {', '.join(each.lacks)}" for each in shipped().unshown]
