"""What must be in place before an event, a stage or a change of condition, by the facts as they stood just before."""

from itertools import product

import pytest

from reunify_cli.engine.judgement import Judgement
from tests.engine.build import how, judge, owed, stands

CARE = ("placement-start 2026-01-05 kind=foster", "became-looked-after 2026-01-05 legal-status=care-order")
ASKED = "2027-01-01"


# --- just before --------------------------------------------------------------------------------------------------

IN_CARE = """
- {id: assessed, while: {in-care: yes}, before: {event: returned-home, which: each},
   needs: {event: parent-assessment}}
"""
TIMES = ["", "T09:00", "T15:00"]


@pytest.mark.parametrize(("order", "move", "swapped"), [*product(TIMES, TIMES, (False, True))])
def test_an_order_and_a_return_of_one_day_in_whatever_line_they_stand(order: str, move: str, swapped: bool):
    """Section 20 before, a care order and the return on 2 March: was the child in care when they went home?"""
    day = [f"legal-status-changed 2026-03-02{order} legal-status=care-order",
           f"returned-home 2026-03-02{move} decided-by=authority"]  # fmt: skip
    lines = day[::-1] if swapped else day
    judged = judge(IN_CARE, CARE[0], "became-looked-after 2026-01-05 legal-status=s20", *lines)

    known = order and move
    expected = "unclear" if not known else "breach" if order < move else "no duty"
    assert expected == how(judged, "assessed", ASKED)


def test_what_the_gated_event_brings_about_itself_does_not_count():
    rules = """
        - {id: approved, while: {looked-after: yes}, before: {event: returned-home, which: each},
           needs: {event: ceasing-approved}}
    """
    section_20 = (CARE[0], "became-looked-after 2026-01-05 legal-status=s20")

    assert "breach" == how(
        judge(rules, *section_20, "returned-home 2026-03-02 decided-by=authority"), "approved", ASKED
    )


def test_a_second_return_while_at_home_is_asked_by_the_facts_before_the_second():
    rules = (
        "- {id: away, while: {with-parent: no}, before: {event: returned-home, which: each}, needs: {event: home-seen}}"
    )
    home = ("returned-home 2026-03-02 decided-by=authority", "returned-home 2026-03-09 decided-by=authority")

    assert ["due 2026-03-02, breach"] == stands(judge(rules, *CARE, *home), "away", ASKED)


@pytest.mark.parametrize(
    ("approved", "moved", "expected"),
    [
        ("T09:00", "T10:00", "met"),
        ("T10:00", "T10:00", "breach"),
        ("T11:00", "T10:00", "breach"),
        ("", "T10:00", "unclear"),
        ("T09:00", "", "unclear"),
        ("", "", "unclear"),
    ],
)
def test_evidence_of_the_same_day_counts_only_if_the_times_say_that_it_came_before(
    approved: str, moved: str, expected: str
):
    judged = judge(IN_CARE, *CARE, f"parent-assessment 2026-03-02{approved}", f"returned-home 2026-03-02{moved}")

    assert expected == how(judged, "assessed", ASKED)


def test_of_three_entries_of_a_day_without_times_every_order_is_considered():
    rules = """
        - {id: assessed, while: {in-care: yes, lives-with: foster}, before: {event: returned-home},
           needs: {event: home-seen}}
    """
    day = ("legal-status-changed 2026-03-02 legal-status=care-order", "placement-start 2026-03-02 kind=foster",
           "returned-home 2026-03-02 decided-by=authority")  # fmt: skip
    before = ("placement-start 2026-01-05 kind=residential", "became-looked-after 2026-01-05 legal-status=s20")

    assert "unclear" == how(judge(rules, *before, *day), "assessed", ASKED)


def test_what_came_at_the_same_minute_did_not_come_before():
    rules = (
        "- {id: assessed, while: {looked-after: yes}, before: {event: review, which: each}, needs: {event: home-seen}}"
    )
    day = (
        "legal-status-changed 2026-03-02 legal-status=placement-order",
        "placement-start 2026-03-02T10:00 kind=foster",
        "review 2026-03-02T10:00",
    )
    before = ("placement-start 2026-01-06 kind=parent", "became-looked-after 2026-01-05 legal-status=s20")

    assert "unclear" == how(judge(rules, *before, *day), "assessed", ASKED)
    assert "no duty" == how(
        judge(rules, *before, day[0].replace("placement-order", "s20"), *day[1:]), "assessed", ASKED
    )


def test_a_condition_that_has_lasted_long_enough_on_the_very_day_holds_on_that_day():
    rules = """
        - {id: approved, while: {looked-after: yes, for: 20 wd}, before: {ends: {looked-after: yes}},
           needs: {event: ceasing-approved}}
    """

    def ended(day: str) -> str:
        return how(judge(rules, *CARE, f"order-discharged {day}"), "approved", ASKED)

    assert ["no duty", "breach", "breach"] == [ended(day) for day in ("2026-01-30", "2026-02-02", "2026-02-03")]


def test_a_gate_over_a_fact_nobody_recorded_is_unclear_and_not_open():
    rules = (
        "- {id: short, while: {term: short}, before: {event: returned-home, which: each}, needs: {event: home-seen}}"
    )
    judged = judge(rules, *CARE, "returned-home 2026-03-02 decided-by=authority")
    seen = judge(rules, *CARE, "home-seen 2026-03-01", "returned-home 2026-03-02 decided-by=authority")

    assert ("unclear", "not recorded: short-term or long-term placement") == (
        how(judged, "short", ASKED),
        judged.of("short")[0].unclear,
    )
    assert "met" == how(seen, "short", ASKED)


# --- what is gated ------------------------------------------------------------------------------------------------


def test_before_the_first_event_of_each_stretch():
    rules = """
        - {id: first, while: {looked-after: yes}, before: {event: review, which: first},
           needs: {event: assessment-completed}}
    """
    twice = (
        "assessment-completed 2026-01-20", "review 2026-02-01", "review 2026-04-01",
        "order-discharged 2026-06-01", "became-looked-after 2026-09-01 legal-status=s20", "review 2026-09-20",
    )  # fmt: skip

    assert ["due 2026-02-01, met", "due 2026-09-20, met"] == stands(judge(rules, *CARE, *twice), "first", ASKED)


def test_before_a_stage_and_not_again_while_the_case_stays_in_it():
    rules = "- {id: named, before: {stage: plan}, needs: {event: destination-named}}"
    days = {"2026-02-01": "assess", "2026-03-01": "plan", "2026-03-08": "plan", "2026-04-01": "implement"}
    stages = [f"stage-entered {day} stage={stage}" for day, stage in days.items()]

    assert ["due 2026-03-01, breach"] == stands(judge(rules, *CARE, *stages), "named", ASKED)


def test_two_stages_entered_on_one_day_have_both_been_entered():
    rules = """
    - {id: to-assess, before: {stage: assess}, needs: {event: destination-named}}
    - {id: to-plan, before: {stage: plan}, needs: {event: destination-named}}
    """
    judged = judge(
        rules, *CARE, "stage-entered 2026-02-01 stage=assess id=a", "stage-entered 2026-02-01 stage=plan id=b"
    )

    assert ["due 2026-02-01, breach"] == stands(judged, "to-assess", ASKED)
    assert ["due 2026-02-01, breach"] == stands(judged, "to-plan", ASKED)


def test_before_a_condition_starts_whatever_made_it_so():
    rules = """
    - {id: any-way, before: {starts: {in-care: yes, with-parent: yes}}, needs: {event: parent-assessment}}
    - {id: by-a-move, before: {starts: {in-care: yes, with-parent: yes}, by: [returned-home]},
       needs: {event: parent-assessment}}
    """
    order_made_at_home = (
        "placement-start 2026-01-05 kind=parent",
        "became-looked-after 2026-02-02 legal-status=care-order",
    )
    moved = (*CARE, "returned-home 2026-02-02 decided-by=authority")

    def both(*journal: str) -> tuple[str, str]:
        judged = judge(rules, *journal)
        return how(judged, "any-way", ASKED), how(judged, "by-a-move", ASKED)

    assert ("breach", "no duty") == both(*order_made_at_home)
    assert ("breach", "breach") == both(*moved)
    assert ("breach", "breach") == both(*moved[:1], *moved[2:], moved[1].replace("01-05", "02-02"))


def test_of_two_entries_that_make_a_change_together_either_may_be_the_one_that_is_asked_for():
    rules = """
    - {id: by-order, needs: {event: home-seen},
       before: {starts: {in-care: yes, with-parent: yes}, by: [became-looked-after]}}
    - {id: by-move, needs: {event: home-seen},
       before: {starts: {in-care: yes, with-parent: yes}, by: [placement-start]}}
    """
    judged = judge(
        rules, "placement-start 2026-02-02 kind=parent", "became-looked-after 2026-02-02 legal-status=care-order"
    )

    assert ["breach", "breach"] == [how(judged, each, ASKED) for each in ("by-order", "by-move")]


@pytest.mark.parametrize(
    ("ended", "expected"),
    [
        ("returned-home 2026-03-02 decided-by=authority", "breach"),
        ("returned-home 2026-03-02 decided-by=parent", "no duty"),
        ("returned-home 2026-03-02", "unclear"),
        ("order-discharged 2026-03-02", "no duty"),
        ("died 2026-03-02", "no duty"),
    ],
)
def test_an_ending_names_its_cause(ended: str, expected: str):
    rules = "- {id: approved, before: {ends: {looked-after: yes}, cause: authority}, needs: {event: ceasing-approved}}"
    judged = judge(rules, CARE[0], "became-looked-after 2026-01-05 legal-status=s20", ended)

    assert expected == how(judged, "approved", ASKED)


def test_an_eighteenth_birthday_passes_no_gate():
    rules = "- {id: approved, before: {ends: {looked-after: yes}}, needs: {event: ceasing-approved}}"

    assert "no duty" == how(judge(rules, *CARE, born="2008-02-01"), "approved", ASKED)


# --- which evidence counts ----------------------------------------------------------------------------------------


def test_evidence_counts_from_the_beginning_unless_the_rule_says_since_when():
    rules = """
    - {id: ever, before: {event: review, which: each}, needs: {event: reunification-discussion}}
    - {id: since-the-last, before: {event: review, which: each}, since: {event: review},
       needs: {event: reunification-discussion}}
    """
    journal = ("reunification-discussion 2026-01-20", "review 2026-02-01", "review 2026-05-01")
    judged = judge(rules, *CARE, *journal)

    assert ["due 2026-02-01, met", "due 2026-05-01, met"] == stands(judged, "ever", ASKED)
    assert ["due 2026-02-01, met", "due 2026-05-01, breach"] == stands(judged, "since-the-last", ASKED)


def test_evidence_may_count_since_a_condition_began():
    rules = """
    - {id: checked, before: {event: returned-home, which: each}, since: {starts: {with-parent: no}},
       needs: {event: home-seen}}
    """
    journal = (
        "home-seen 2026-02-01", "returned-home 2026-02-10 decided-by=authority",
        "placement-start 2026-05-01 kind=foster",
        "returned-home 2026-08-01 decided-by=authority",
    )  # fmt: skip

    assert ["due 2026-02-10, met", "due 2026-08-01, breach"] == stands(judge(rules, *CARE, *journal), "checked", ASKED)


def test_the_gated_entrys_own_fields_are_in_hand():
    rules = """
        - {id: considered, before: {event: plan-changed, which: each},
           needs: {event: review, where: {considered: {includes: $gated.to}}}}
    """

    def changed(to: str) -> str:
        return how(
            judge(rules, *CARE, "review 2026-02-01 considered=permanence", f"plan-changed 2026-02-10 to={to}"),
            "considered",
            ASKED,
        )

    assert ("met", "breach") == (changed("permanence"), changed("independence"))


def test_a_state_of_affairs_may_be_what_a_gate_needs():
    rules = "- {id: named, before: {event: returned-home, which: each}, needs: {holds: {destination: {known: yes}}}}"
    home = "returned-home 2026-03-02 decided-by=authority"

    assert "breach" == how(judge(rules, *CARE, home), "named", ASKED)
    assert "met" == how(judge(rules, *CARE, "destination-named 2026-03-01 home=mums", home), "named", ASKED)
    assert "unclear" == how(judge(rules, *CARE, "destination-named 2026-03-02 home=mums", home), "named", ASKED)


def test_a_gate_is_judged_by_the_version_in_force_on_the_day_it_is_passed():
    rules = """
    - id: seen
      in-force: 2026-02-01
      before: {event: returned-home, which: each}
      needs: {event: home-seen}
      versions: [{in-force: 2026-06-01, needs: {event: bedroom-seen}}]
    """

    def on(day: str) -> str:
        return how(
            judge(rules, *CARE, "home-seen 2026-01-10", f"returned-home {day} decided-by=authority"), "seen", ASKED
        )

    assert ["no duty", "met", "met", "breach"] == [
        on(d) for d in ("2026-01-31", "2026-02-01", "2026-05-31", "2026-06-01")
    ]


def test_once_a_manager_has_seen_a_breach_it_says_so_and_stays_one():
    judged = judge(
        IN_CARE, *CARE, "returned-home 2026-03-02 decided-by=authority", "seen 2026-03-10 breach=assessed by=ruth"
    )
    early = judge(IN_CARE, *CARE, "seen 2026-03-01 breach=assessed", "returned-home 2026-03-02 decided-by=authority")

    (duty,) = judged.of("assessed")
    assert ("breach", "seen-2026-03-10") == (how(judged, "assessed", ASKED), duty.seen.id if duty.seen else "")
    assert early.of("assessed")[0].seen is None


# --- what lies ahead ----------------------------------------------------------------------------------------------

AHEAD = """
- {id: reviews, while: {looked-after: yes}, every: [20 wd, 3 m, 6 m], needs: {event: review}}
- {id: discussed, while: {looked-after: yes}, before: {event: review, which: each, expected: {due: reviews}},
   since: {event: review}, needs: {event: reunification-discussion}}
"""


def discussed(*journal: str, on: str) -> list[str]:
    return stands(judge(AHEAD, *CARE, *journal, as_of=on), "discussed", on)


def test_the_gate_in_front_of_what_another_duty_expects():
    assert ["due 2026-02-02, due"] == discussed(on="2026-01-20")
    assert ["due 2026-02-02, met"] == discussed("reunification-discussion 2026-01-19", on="2026-01-20")
    assert ["due 2026-01-30, breach", "due 2026-04-30, upcoming"] == discussed("review 2026-01-30", on="2026-02-10")


def test_a_booking_that_is_sooner_gives_the_date():
    booked = "booked 2026-01-10 what=review for=2026-01-28T14:00"

    assert ["due 2026-01-28T14:00, due"] == discussed(booked, on="2026-01-20")
    assert ["due 2026-01-29, due"] == discussed(booked, "booked 2026-01-12 what=review for=2026-01-29", on="2026-01-20")
    assert ["due 2026-02-02, due"] == discussed(booked, "booking-cancelled 2026-01-12 what=review", on="2026-01-20")


def test_the_gate_before_a_first_event_lies_ahead_in_each_period_of_care_and_once_in_each():
    rules = """
        - {id: first, while: {looked-after: yes}, before: {event: review, which: first},
           needs: {event: assessment-completed}}
    """
    booked = "booked 2026-01-06 what=review for=2026-02-01"
    later = "booked 2026-02-02 what=review for=2026-05-01"
    again = ("order-discharged 2026-03-01", "became-looked-after 2026-04-01 legal-status=s20")

    def first(*journal: str) -> list[str]:
        return stands(judge(rules, *CARE, *journal), "first", "2026-04-02")

    assert ["due 2026-02-01, breach"] == first(booked, "review 2026-02-01")
    assert ["due 2026-02-01, breach"] == first(booked, "review 2026-02-01", later)
    assert ["due 2026-02-01, breach", "due 2026-05-01, upcoming"] == first(booked, "review 2026-02-01", later, *again)


def test_nothing_lies_ahead_once_the_stretch_is_over():
    assert [] == [each for each in discussed("order-discharged 2026-01-10", on="2026-01-20") if "lapsed" not in each]


# --- bookings -----------------------------------------------------------------------------------------------------


def review_of(judged: Judgement) -> tuple[str, bool]:
    duty = judged.of("reviews")[-1]
    return str(duty.booked) if duty.booked else "", duty.booked_too_late


def test_a_booking_meets_nothing():
    judged = judge(AHEAD, *CARE, "booked 2026-01-10 what=review for=2026-01-28", as_of="2026-02-10")

    assert ["due 2026-02-02, overdue"] == stands(judged, "reviews", "2026-02-10")


@pytest.mark.parametrize(
    ("journal", "expected"),
    [
        ((), ("", False)),
        (("booked 2026-01-10 what=review for=2026-01-28",), ("2026-01-28", False)),
        (("booked 2026-01-10 what=review for=2026-02-02",), ("2026-02-02", False)),
        (("booked 2026-01-10 what=review for=2026-02-03",), ("2026-02-03", True)),
        (
            ("booked 2026-01-10 what=review for=2026-02-03", "booked 2026-01-11 what=review for=2026-02-01"),
            ("2026-02-01", False),
        ),
        (("booked 2026-01-10 what=review for=2026-02-01", "booking-cancelled 2026-01-11 what=review"), ("", False)),
        (("booked 2026-01-10 what=care-team-meeting for=2026-02-01",), ("", False)),
        (("booked 2026-01-10 what=review for=2026-01-28", "review 2026-01-28"), ("", False)),
        (("booked 2026-01-10 what=review for=2026-01-28", "review 2026-01-30"), ("", False)),
    ],
)
def test_the_latest_booking_stands_and_says_when_it_is_too_late(journal: tuple[str, ...], expected: tuple[str, bool]):
    assert expected == review_of(judge(AHEAD, *CARE, *journal))


# --- varied -------------------------------------------------------------------------------------------------------

VARIED = """
- {id: local, weight: policy, while: {looked-after: yes}, within: 5 d, needs: {event: care-plan}}
- {id: law, weight: law, while: {looked-after: yes}, within: 5 d, needs: {event: care-plan}}
- {id: local-gate, weight: policy, before: {event: returned-home, which: each}, needs: {event: home-seen}}
"""


def test_a_managers_exception_holds_from_its_day_to_its_end_and_never_over_the_law():
    varied = [f"varied 2026-01-08 rule={rule} authorised-by=sam until=2026-02-01" for rule in ("local", "law")]
    judged = judge(VARIED, *CARE, *varied)

    days = ("2026-01-07", "2026-01-08", "2026-02-01", "2026-02-02")
    assert ["due", "varied", "varied", "overdue"] == [how(judged, "local", day) for day in days]
    assert ["due", "due", "overdue", "overdue"] == [how(judged, "law", day) for day in days]


@pytest.mark.parametrize(
    ("until", "expected"), [("2026-03-01", "breach"), ("2026-03-02", "varied"), ("2026-04-01", "varied")]
)
def test_a_gate_passed_under_an_exception_is_varied_for_good(until: str, expected: str):
    varied = f"varied 2026-02-20 rule=local-gate authorised-by=sam until={until}"

    assert expected == how(
        judge(VARIED, *CARE, varied, "returned-home 2026-03-02 decided-by=authority"), "local-gate", ASKED
    )


def test_an_exception_made_after_the_fact_or_without_an_end_excuses_nothing():
    home = "returned-home 2026-03-02 decided-by=authority"
    after = judge(VARIED, *CARE, home, "varied 2026-03-03 rule=local-gate authorised-by=sam until=2026-04-01")
    endless = judge(VARIED, *CARE, "varied 2026-01-06 rule=local authorised-by=sam")

    assert "breach" == how(after, "local-gate", ASKED)
    assert "local" in owed(endless, "2026-03-01")


def test_what_a_stage_says_it_rested_on_was_there_first_though_nobody_wrote_the_hour():
    rules = "- {id: named, before: {stage: plan}, needs: {event: destination-named}}"
    named = "destination-named 2026-03-01 id=there"

    assert "unclear" == how(judge(rules, *CARE, named, "stage-entered 2026-03-01 stage=plan"), "named", ASKED)
    relying = "stage-entered 2026-03-01T09:00 stage=plan relied-on=there"
    assert "met" == how(judge(rules, *CARE, named, relying), "named", ASKED)
