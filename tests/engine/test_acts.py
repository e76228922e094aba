"""One act for all the duties that one event would meet; whose they are; the case's own tasks; what is missing."""

from collections.abc import Iterable

import pytest

from reunify_cli.engine.acts import acts
from reunify_cli.engine.derivation import derive
from reunify_cli.engine.duty import Standing
from reunify_cli.engine.findings import findings
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.missing import missing
from reunify_cli.engine.owners import holder, owner
from reunify_cli.model.plan import Item
from tests.engine.build import end_of, judge, owed, plan_of, stands, told

CARE = ("placement-start 2026-01-05 kind=foster", "became-looked-after 2026-01-05 legal-status=care-order")
PRESSING = (Standing.BREACH, Standing.OVERDUE, Standing.DUE, Standing.UPCOMING)


def grouped(judged: Judgement, on: str, standings: Iterable[Standing] = PRESSING) -> list[list[str]]:
    """The rules of the duties of each act, most pressing first."""
    return [[duty.rule.id for duty in act.duties] for act in acts(judged, end_of(on), standings)]


# --- acts ---------------------------------------------------------------------------------------------------------

SAME = """
- {id: law-review, weight: law, while: {looked-after: yes}, within: 20 wd,
   needs: {event: review, where: {completed: yes}}}
- {id: local-review, while: {looked-after: yes}, within: 15 wd, needs: {event: review}}
- {id: visit, weight: law, while: {looked-after: yes}, within: 1 w, needs: {event: visit, where: {seen: yes}}}
- {id: visit-alone, while: {looked-after: yes}, within: 1 w, needs: {event: visit, where: {seen: yes, alone: yes}}}
- {id: pnc, while: {looked-after: yes}, within: 1 w, each: {in: pr-holders},
   needs: {event: check, of: $each, where: {kind: pnc}}}
- {id: agency, while: {looked-after: yes}, within: 1 w, each: {in: pr-holders},
   needs: {event: check, of: $each, where: {kind: agency}}}
"""
PARENTS = ("responsibility-gained 2026-01-01 who=mother", "responsibility-gained 2026-01-01 who=father")


def test_what_one_event_would_meet_is_one_act_under_the_sooner_date():
    judged = judge(SAME, *CARE)
    by_rule = {act.first.rule.id: act for act in acts(judged, end_of("2026-01-06"), PRESSING)}

    review = by_rule["local-review"]
    assert ["local-review", "law-review"] == [duty.rule.id for duty in review.duties]
    assert ("2026-01-26", "law", "review", ("completed=yes",)) == (
        str(review.due),
        review.weight,
        review.event,
        review.fields,
    )


def test_an_entry_that_says_more_meets_both():
    assert ["visit", "visit-alone"] in grouped(judge(SAME, *CARE), "2026-01-06")


def test_what_says_something_else_or_is_about_somebody_else_is_another_act():
    found = grouped(judge(SAME, *PARENTS, *CARE), "2026-01-06")

    assert 2 == found.count(["pnc"])
    assert 2 == found.count(["agency"])


def test_the_entry_an_act_asks_for_meets_every_duty_of_it():
    judged = judge(SAME, *PARENTS, *CARE)
    for act in acts(judged, end_of("2026-01-06"), PRESSING):
        said = " ".join(each for each in act.fields if not each.startswith("of="))
        of = " ".join(each for each in act.fields if each.startswith("of="))
        after = judge(SAME, *PARENTS, *CARE, f"{act.event} 2026-01-09 {said} {of}")

        assert {duty.id for duty in act.duties} <= {duty.id for duty in after.duties if duty.met}


def test_what_one_event_cannot_meet_because_it_would_come_too_soon_is_another_act():
    rules = """
    - {id: day-56, while: {looked-after: yes}, within: 56 d, not-before: 43 d, needs: {event: care-team-meeting}}
    - {id: day-74, while: {looked-after: yes}, within: 74 d, not-before: 57 d, needs: {event: care-team-meeting}}
    - {id: day-60, while: {looked-after: yes}, within: 60 d, not-before: 43 d, needs: {event: care-team-meeting}}
    """

    assert [["day-56", "day-60"], ["day-74"]] == grouped(judge(rules, *CARE), "2026-02-20")


def test_breaches_come_first_and_each_alone_then_what_is_late_then_by_date():
    rules = """
    - {id: later, while: {looked-after: yes}, within: 30 d, needs: {event: care-plan}}
    - {id: soon, while: {looked-after: yes}, within: 10 d, needs: {event: placement-plan}}
    - {id: late, while: {looked-after: yes}, within: 1 d, needs: {event: health-assessment}}
    - {id: gate, before: {event: plan-changed, which: each}, needs: {event: review}}
    - {id: other-gate, before: {event: plan-changed, which: each}, needs: {event: review}}
    """
    judged = judge(rules, *CARE, "plan-changed 2026-01-07 to=permanence")

    assert [["gate"], ["other-gate"], ["late"], ["soon"], ["later"]] == grouped(judged, "2026-01-08")


def test_an_act_says_when_its_meeting_is_booked_too_late_for_any_of_its_duties():
    judged = judge(SAME, *CARE, "booked 2026-01-06 what=review for=2026-01-30")

    (review,) = [act for act in acts(judged, end_of("2026-01-06"), PRESSING) if act.event == "review"]
    assert ("2026-01-30", True) == (str(review.booked), review.booked_too_late)


# --- whose --------------------------------------------------------------------------------------------------------

OWED = "- {id: visit, owes: social-worker, while: {looked-after: yes}, within: 1 w, needs: {event: visit}}"
ALLOCATED = ("allocated 2026-01-05 to=dana as=social-worker", "allocated 2026-01-20 to=pat as=social-worker")


def test_a_late_duty_is_owed_by_whoever_held_the_role_when_it_fell_due():
    judged = judge(OWED, *CARE, *ALLOCATED)
    (duty,) = judged.of("visit")

    assert ["dana", "dana"] == [owner(judged, duty, end_of(day)).key for day in ("2026-01-06", "2026-02-01")]
    assert ["dana", "pat"] == [holder(judged, end_of(day)) for day in ("2026-01-19", "2026-01-20")]


def test_where_nobody_is_allocated_it_is_the_only_one_in_the_team_or_nobody():
    one = judge(OWED, *CARE)
    two = judge(OWED, *CARE, team={"dana": "social-worker", "pat": "social-worker"})

    assert ("social-worker", "dana") == owner(one, one.duties[0], end_of("2026-01-06"))
    assert ("social-worker", "") == owner(two, two.duties[0], end_of("2026-01-06"))
    assert "" == holder(one, end_of("2026-01-06"))


# --- the case's own layer -----------------------------------------------------------------------------------------


def tasks(judged: Judgement, on: str) -> list[str]:
    return [told(duty, on) for duty in judged.duties if duty.layer == "case"]


NOTHING = "[]"


def test_what_a_meeting_gave_somebody_to_do_stands_beside_law_and_policy():
    review = (
        "review 2026-02-01 id=r 'actions=id:a1|what:ring the school|owner:dana|due:2026-02-10;what:no day and nobody'"
    )
    judged = judge(NOTHING, *CARE, review)

    assert ["due 2026-02-10, overdue (a1)"] == tasks(judged, "2026-03-01")
    (duty,) = judged.duties
    assert ("dana", "T:action:r:a1") == (owner(judged, duty, end_of("2026-02-02")).key, duty.id)
    assert ["action"] == owed(judged, "2026-02-02")


@pytest.mark.parametrize(("done", "expected"), [("2026-02-10", "met"), ("2026-02-11", "met-late")])
def test_an_entry_about_it_finishes_a_task(done: str, expected: str):
    review = "review 2026-02-01 id=r 'actions=id:a1|what:ring the school|owner:dana|due:2026-02-10'"

    assert [f"due 2026-02-10, {expected} (a1)"] == tasks(
        judge(NOTHING, *CARE, review, f"action-done {done} of=a1"), "2026-03-01"
    )


def test_the_actions_of_the_plan_are_those_of_the_last_one_agreed():
    agreed = {
        "one": plan_of(actions=[Item("a1", "old", owner="dana")]),
        "two": plan_of(actions=[Item("a2", "new", owner="dana")]),
    }
    judged = judge(NOTHING, *CARE, "plan-agreed 2026-02-01 id=one", "plan-agreed 2026-03-01 id=two", agreed=agreed)

    assert ["no date, open (a2)"] == tasks(judged, "2026-03-02")


# --- what is missing ----------------------------------------------------------------------------------------------


def lacks(rule: str, *journal: str) -> list[tuple[str, tuple[str, ...], str]]:
    judged = judge(f"- {{id: r, {rule}}}", *CARE, *journal)
    return [(each.event, each.fields, each.why_not) for each in missing(judged, judged.of("r")[-1])]


GATE = "before: {event: returned-home, which: each}"
HOME = "returned-home 2026-06-01 decided-by=authority"


def test_nothing_is_missing_of_what_is_met_or_closed():
    assert [] == lacks(f"{GATE}, needs: {{event: home-seen}}", "home-seen 2026-05-01", HOME)
    assert [] == lacks(f"{GATE}, needs: {{event: home-seen}}, closed-by: {{event: check}}", "check 2026-05-01", HOME)


def test_each_part_that_is_missing_is_named_with_the_entry_that_supplies_it():
    needs = "[{event: home-seen}, {event: visit, where: {seen: yes, alone: yes}}, {event: bedroom-seen}]"

    assert [("home-seen", (), ""), ("visit", ("seen=yes", "alone=yes"), "")] == lacks(
        f"{GATE}, needs: {needs}", "bedroom-seen 2026-05-01", HOME
    )


def test_what_an_approval_is_about_comes_before_the_approval():
    steps = "[{event: agreed, by: team-manager}, {event: approved, by: assistant-director}]"
    needs = f"{{of: {{event: parent-assessment}}, steps: {steps}}}"

    assert ["parent-assessment", "agreed", "approved"] == [
        event for event, _, _ in lacks(f"{GATE}, needs: {needs}", HOME)
    ]
    done = ("parent-assessment 2026-03-01 id=pa by=dana", "agreed 2026-03-02 of=pa by=ruth")
    assert ["approved"] == [event for event, _, _ in lacks(f"{GATE}, needs: {needs}", *done, HOME)]


def test_of_several_events_that_would_do_the_first_that_is_not_there_yet_is_named():
    needs = "{event: education-plan-work, where: {note: agreed}}"
    started, reviewed = "education-plan-started 2026-05-01", "education-plan-reviewed 2026-05-02"

    assert ["education-plan-started"] == [event for event, _, _ in lacks(f"{GATE}, needs: {needs}", HOME)]
    assert ["education-plan-reviewed"] == [event for event, _, _ in lacks(f"{GATE}, needs: {needs}", started, HOME)]
    assert ["education-plan-reviewed"] == [
        event for event, _, _ in lacks(f"{GATE}, needs: {needs}", started, reviewed, HOME)
    ]


@pytest.mark.parametrize(
    ("journal", "why_not"),
    [
        ((HOME, "approved 2026-06-02 by=asha"), "it was not before this"),
        (("approved 2026-05-02 by=ruth", HOME), "ruth was not assistant director on that day"),
        (("approved 2026-05-02", HOME), "who did it is not recorded"),
        (
            ("visit 2026-05-01 by=asha id=v", "approved 2026-05-02 by=asha of=v", HOME),
            "authors cannot approve their own work",
        ),
        (("approved 2026-05-02 by=asha", "refused 2026-05-03 by=asha", HOME), "it was undone later"),
        (
            ("approved 2026-05-02 by=ruth", "refused 2026-05-03 by=sam", HOME),
            "ruth was not assistant director on that day",
        ),
    ],
)
def test_an_entry_that_is_there_but_does_not_do_says_why(journal: tuple[str, ...], why_not: str):
    assert [why_not] == [
        each for _, _, each in lacks(f"{GATE}, needs: {{event: approved, by: assistant-director}}", *journal)
    ]


STAYS = ("visit 2026-05-01 by=dana id=v", "parent-assessment 2026-05-01 by=dana covers=full-time id=pa")
APPROVED = (
    "{event: approved, by: assistant-director, where: {covers: full-time}, "
    "of: {event: parent-assessment, where: {covers: full-time}}}"
)


@pytest.mark.parametrize(
    ("journal", "why_not"),
    [
        (("approved 2026-05-02 by=asha of=pa covers=overnight-stays",), "it is for overnight stays"),
        (("approved 2026-05-02 by=asha of=pa",), "it does not say: what it covers"),
        (("approved 2026-05-02 by=asha of=v covers=full-time",), "it is about the visit"),
        (
            ("approved 2026-05-02 by=asha covers=full-time",),
            "it is not linked to the placement with parents assessment",
        ),
        (
            ("approved 2026-05-02 by=ruth of=v covers=full-time",),
            "it is about the visit; ruth was not assistant director on that day",
        ),
        # The nearest is named and not the latest: hers lacks the office alone, his is about another thing as well.
        (
            (
                "approved 2026-05-02 by=ruth of=pa covers=full-time",
                "approved 2026-05-20 by=sam of=v covers=overnight-stays",
            ),
            "ruth was not assistant director on that day",
        ),
        # Of two that come equally near, the later.
        (
            ("approved 2026-05-02 by=ruth of=pa covers=full-time", "approved 2026-05-20 by=sam of=pa covers=full-time"),
            "sam was not assistant director on that day",
        ),
    ],
)
def test_of_several_entries_the_one_that_comes_nearest_is_named_with_all_that_it_lacks(
    journal: tuple[str, ...], why_not: str
):
    assert [why_not] == [each for _, _, each in lacks(f"{GATE}, needs: {APPROVED}", *STAYS, *journal, HOME)]


def test_a_notice_to_somebody_else_is_no_near_miss():
    needs = "{event: notified-of-placement, where: {who: gp}}"

    assert [""] == [
        each for _, _, each in lacks(f"{GATE}, needs: {needs}", "notified-of-placement 2026-05-02 who=iro", HOME)
    ]


# --- proofs -------------------------------------------------------------------------------------------------------


def test_a_date_with_its_proof():
    judged = judge(
        "- {id: r, while: {looked-after: yes}, within: 5 wd, needs: {event: review}}",
        "became-looked-after 2026-12-24 legal-status=care-order",
    )
    (reading,) = derive(judged, judged.of("r")[0]).readings

    shown = [(str(s.first)[5:], str(s.last)[5:], s.what) for s in reading.stretches]
    assert [
        ("12-25", "12-25", "skipped, Christmas Day"),
        ("12-28", "12-28", "skipped, Boxing Day (substitute day)"),
        ("12-29", "12-31", "working days 1 to 3"),
        ("01-01", "01-01", "skipped, New Year's Day"),
        ("01-04", "01-05", "working days 4 to 5"),
    ] == [(a, b, c.replace("New Year\N{RIGHT SINGLE QUOTATION MARK}s", "New Year's")) for a, b, c in shown]
    assert (2, False) == (reading.weekends, reading.provisional)


# --- findings -----------------------------------------------------------------------------------------------------


def sentences(*journal: str, rules: str = NOTHING, **about: object) -> set[str]:
    return {finding.sentence for finding in findings(judge(rules, *CARE, *journal, **about), end_of("2026-07-01"))}


def test_somebodys_word_needs_somebody_with_a_role():
    assert "approval on 2026-05-01: who gave it is not recorded" in sentences("approved 2026-05-01 of=x")
    assert "approval on 2026-05-01: stranger held no role on that day" in sentences(
        "approved 2026-05-01 of=x by=stranger"
    )


def test_two_entries_of_a_day_that_say_different_things_need_their_times():
    found = sentences("returned-home 2026-01-05 decided-by=authority")

    assert any("both say: who the child lives with. Give the times" in sentence for sentence in found)


def test_an_approval_by_the_author_and_one_about_something_withdrawn():
    assessed = "parent-assessment 2026-05-01 id=pa by=asha"

    assert any("who also wrote what it is about" in s for s in sentences(assessed, "approved 2026-05-02 of=pa by=asha"))
    assert any(
        "is about an entry that was withdrawn" in s
        for s in sentences(assessed, "withdraw pa", "approved 2026-05-02 of=pa by=dee")
    )


def test_a_stage_that_rested_on_something_withdrawn_since():
    journal = ("visit 2026-02-01 id=v", "stage-entered 2026-03-01 stage=plan relied-on=v", "withdraw v")

    assert any("rested on v, withdrawn since" in sentence for sentence in sentences(*journal))


def test_what_a_meeting_does_not_say_is_gathered_by_meeting():
    rules = """
    - {id: one, at: {event: review}, needs: {records: [plan-considered]}}
    - {id: two, at: {event: review}, needs: {records: [progress]}}
    - {id: advice, strength: may, at: {event: review}, needs: {records: [next-steps]}}
    """

    assert any(
        "review of 2026-02-01 does not record: plan considered" in s and "progress" in s
        for s in sentences("review 2026-02-01", rules=rules)
    )


def test_what_is_unclear_is_a_finding_with_what_to_record():
    rules = "- {id: gate, title: Seen before, before: {event: returned-home, which: each}, needs: {event: home-seen}}"

    found = sentences("home-seen 2026-06-01", "returned-home 2026-06-01", rules=rules)

    assert "Seen before on 2026-06-01: give the times of that day: the order of what happened turns on them" in found


def test_an_unverified_rule_is_never_late_and_never_a_breach():
    rules = """
    - {id: late, source: {at: "1", sure: unverified}, while: {looked-after: yes}, within: 1 d, needs: {event: review}}
    - {id: gate, source: {at: "1", sure: unverified}, before: {event: returned-home, which: each},
       needs: {event: home-seen}}
    - {id: missed, source: {at: "1", sure: unverified}, while: {with-parent: no}, within: 1 d, needs: {event: review}}
    - {id: done, source: {at: "1", sure: unverified}, while: {looked-after: yes}, within: 1 d, needs: {event: visit}}
    """
    judged = judge(rules, *CARE, "visit 2026-03-01", HOME)

    expected = {"late": "open", "gate": "open", "missed": "lapsed", "done": "met"}
    assert expected == {rule: stands(judged, rule, "2026-07-01")[0].split(", ")[1] for rule in expected}
