"""Every shipped policy reads, holds nothing that could never work, and does what its own examples say."""

import pytest

from reunify_cli.cli.policy.linting import look
from reunify_cli.cli.policy.testing import check
from reunify_cli.policy_store.policies import load_calendar, load_policy, policy_ids
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.policy import Policy
from reunify_cli.session.available_policies import AvailablePolicies

SHIPPED = ("care-team", "england", "lincolnshire", "northamptonshire", "nspcc", "surrey")
ON_THE_DAY_THEY_WERE_CHECKED = load_calendar().checked


@pytest.fixture(scope="module", params=SHIPPED)
def policy(request: pytest.FixtureRequest) -> Policy:
    return load_policy(request.param)


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return load_calendar()


def test_every_policy_that_is_shipped_is_looked_at_here() -> None:
    assert list(SHIPPED) == policy_ids()


def test_lint_has_no_finding_and_every_rule_has_an_example(policy: Policy) -> None:
    found = look(policy.id, policy, AvailablePolicies(), ON_THE_DAY_THEY_WERE_CHECKED)

    assert () == found.problems
    assert [] == [f"{problem.place} {rule}: {problem.sentence}" for rule, problem in found.findings]


def test_every_example_comes_out_as_its_author_said(policy: Policy, calendar: Calendar) -> None:
    tested = check(policy.id, policy, AvailablePolicies(), calendar)

    assert () == tested.problems
    assert tested.outcomes
    assert [] == [f"{each.example.place} {each.example.name}: {each.wrong}" for each in tested.failing]


def test_every_rule_says_where_it_stands_since_when_and_when_that_was_checked(policy: Policy) -> None:
    own = [rule for rule in policy.rules if rule.policy == policy.id]

    assert own
    assert [] == [rule.id for rule in own if not rule.source.cite or not rule.source.checked or not rule.says]
    assert [] == [rule.id for rule in own for terms in rule.versions if terms.in_force is None]


def test_the_law_says_how_sure_it_is_and_points_to_the_text_where_it_can() -> None:
    law = [rule for rule in load_policy("england").rules if "SI 2010/959" in rule.source.cite]

    assert law
    assert [] == [rule.id for rule in law if not rule.source.url.startswith("https://www.legislation.gov.uk/")]
