"""What only a manager may say, and of which rules: by the roles of the vocabulary, on the day it was said."""

from datetime import date, timedelta

import pytest

from reunify_cli.engine.managers import may_be_varied
from reunify_cli.engine.variations import in_force, varied_duties, waiting
from reunify_cli.policy_store.policies import load_policy, policy_ids
from tests.engine.build import WORDS, end_of, how, judge

CARE = ("became-looked-after 2026-01-05 legal-status=care-order", "placement-start 2026-01-05 kind=foster")
HOME = "returned-home 2026-03-02 decided-by=authority by=dana"
ASKED = "2026-06-01"

RULES = """
- {id: local, weight: policy, while: {looked-after: yes}, within: 5 d, needs: {event: care-plan}}
- {id: gate, weight: policy, before: {event: returned-home, which: each}, needs: {event: home-seen}}
- {id: visit-while-fostered, weight: policy, while: {lives-with: foster}, within: 5 d, needs: {event: visit}}
"""
TEAM_ROLES = [name for name, role in WORDS.roles.items() if role.kind == "team"]


@pytest.mark.parametrize("role", TEAM_ROLES)
def test_a_breach_is_seen_and_a_rule_varied_by_whoever_manages_and_by_nobody_else(role: str) -> None:
    seen = judge(RULES, *CARE, HOME, "seen 2026-03-03 breach=gate by=jo", team={"jo": role, "dana": "social-worker"})
    given = "varied 2026-01-08 rule=local authorised-by=jo asked-by=dana until=2026-02-01"
    varied = judge(RULES, *CARE, given, team={"jo": role, "dana": "social-worker"})

    manages = WORDS.roles[role].manages
    assert manages is (seen.of("gate")[0].seen is not None)
    assert manages is (how(varied, "local", "2026-01-20") == "varied")


def test_somebody_manages_only_while_they_hold_the_role() -> None:
    team = {"jo": "team-manager:2026-03-05:2026-03-10", "dana": "social-worker"}

    def seen_on(day: str) -> bool:
        return judge(RULES, *CARE, HOME, f"seen {day} breach=gate by=jo", team=team).of("gate")[0].seen is not None

    days = ("2026-03-04", "2026-03-05", "2026-03-10", "2026-03-11")
    assert [False, True, True, False] == [seen_on(day) for day in days]


@pytest.mark.parametrize(("by", "seen"), [("ruth", False), ("sam", True), ("ruth,sam", True), ("dana", False)])
def test_whoever_took_the_child_through_the_gate_cannot_be_the_one_who_saw_it(by: str, seen: bool) -> None:
    home = HOME.replace("by=dana", "by=ruth")

    assert seen is (judge(RULES, *CARE, home, f"seen 2026-03-03 breach=gate by={by}").of("gate")[0].seen is not None)


@pytest.mark.parametrize(
    ("says", "expected"),
    [
        ("authorised-by=sam asked-by=dana", "varied"),
        ("authorised-by=sam asked-by=sam", "overdue"),
        ("authorised-by=sam by=dana", "varied"),
        ("authorised-by=sam by=sam", "overdue"),
        ("authorised-by=dana asked-by=ruth", "overdue"),
    ],
)
def test_nobody_makes_an_exception_that_they_asked_for(says: str, expected: str) -> None:
    judged = judge(RULES, *CARE, f"varied 2026-01-08 rule=local {says} until=2026-02-01")

    assert expected == how(judged, "local", "2026-01-20")


def test_a_duty_is_varied_on_every_day_of_its_exception_and_on_no_other() -> None:
    judged = judge(RULES, *CARE, "varied 2026-01-14 rule=local authorised-by=sam until=2026-02-01")
    days = [(date(2026, 1, 11) + timedelta(days=n)).isoformat() for n in range(60)]

    assert [("varied" if "2026-01-14" <= day <= "2026-02-01" else "overdue") for day in days] == [
        how(judged, "local", day) for day in days
    ]
    assert [int("2026-01-14" <= day <= "2026-02-01") for day in days] == [
        len(in_force(judged, end_of(day))) for day in days
    ]


@pytest.mark.parametrize(
    ("given", "until", "expected"),
    [
        ("2026-01-08", "2026-02-01", "varied"),  # it fell due and could no longer be done, all under the exception
        ("2026-01-08", "2026-01-09", "missed"),  # the exception had ended when it fell due
        ("2026-01-12", "2026-02-01", "missed"),  # it was late before the exception was given
        ("2026-01-20", "2026-02-01", "missed"),  # an exception after the fact
    ],
)
def test_what_can_no_longer_be_done_was_excused_where_it_fell_due_under_the_exception(
    given: str, until: str, expected: str
) -> None:
    moved = "placement-start 2026-01-15 kind=residential"
    varied = f"varied {given} rule=visit-while-fostered authorised-by=sam until={until}"

    assert expected == how(judge(RULES, *CARE, varied, moved), "visit-while-fostered", ASKED)


@pytest.mark.parametrize("policy", policy_ids())
def test_of_the_shipped_policies_all_that_england_says_is_beyond_exceptions_and_what_is_local_is_not(
    policy: str,
) -> None:
    found = load_policy(policy)

    assert {rule.id: rule.policy != "england" for rule in found.rules} == {
        rule.id: may_be_varied(found, rule) for rule in found.rules
    }


def test_an_exception_is_waited_for_until_a_manager_gives_one_to_that_rule() -> None:
    asked = "variation-asked 2026-01-07 rule=local by=dana"
    other = "varied 2026-01-08 rule=gate authorised-by=sam until=2026-02-01"
    own = "varied 2026-01-08 rule=local authorised-by=dana until=2026-02-01"
    given = "varied 2026-01-08 rule=local authorised-by=sam until=2026-02-01"

    journals = ((asked,), (asked, other), (asked, own), (asked, given))
    assert [1, 1, 1, 0] == [len(waiting(judge(RULES, *CARE, *each), end_of(ASKED))) for each in journals]


def test_a_rule_asked_of_several_people_counts_once_for_each() -> None:
    rules = (
        "- {id: checked, weight: policy, while: {looked-after: yes}, each: {in: household, except: [child]},"
        " within: 5 d, needs: {event: check, of: $each}}"
    )
    joined = [f"joined-household 2026-01-02 who={who} home=flat" for who in ("mother", "father")]
    given = "varied 2026-01-08 rule=checked authorised-by=sam until=2026-02-01"
    judged = judge(rules, *joined, *CARE, given)

    assert [2, 0] == [varied_duties(judged, end_of(day)) for day in ("2026-01-20", "2026-02-02")]


# --- stages -------------------------------------------------------------------------------------------------------

STAGE_GATE = "- {id: agreed, weight: policy, before: {stage: assess}, needs: {event: plan-agreed}}"


def test_only_a_stage_entered_from_one_before_it_passes_a_gate() -> None:
    steps = ("identify", "assess", "plan", "assess", "identify", "assess")
    journal = [f"stage-entered 2026-02-{day:02} stage={stage}" for day, stage in enumerate(steps, start=1)]
    judged = judge(STAGE_GATE, *CARE, *journal)

    assert [2, 6] == [duty.anchor.when.day.day for duty in judged.of("agreed")]
