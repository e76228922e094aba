"""What an entry has to tell before it counts: who made the first health assessment (reg 7(2) of the 2010 Regulations).

An entry that leaves it out neither meets a duty nor leaves it late. It is asked about, and the answer makes it one or
the other.
"""

from itertools import product

import pytest

from reunify_cli.engine.duty import Duty, standing
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.missing import missing
from reunify_cli.model.history import history
from reunify_cli.model.moment import MINUTES_IN_DAY, Moment, parse_moment
from tests.engine.build import CALENDAR, SHIPPED, case, judge, policy

CARE = ("became-looked-after 2026-10-01 legal-status=care-order", "placement-start 2026-10-01 kind=foster")
FIRST = "health-assessment-first"
"""Due on 29 October, the last day for the first review."""


def first(*journal: str) -> Duty:
    (duty,) = Judgement(history(case(*CARE, *journal, born="2015-06-01")), SHIPPED, CALENDAR).of(FIRST)
    return duty


def on(duty: Duty, day: str) -> str:
    return standing(duty, Moment(parse_moment(day).day).start + MINUTES_IN_DAY - 1).value


@pytest.mark.parametrize(("made", "says"), [*product(("2026-10-20", "2026-10-29"), ("", "kind=initial"))])
def test_one_in_time_that_does_not_tell_who_made_it_is_asked_about_and_its_answer_decides(made: str, says: str) -> None:
    silent = first(f"health-assessment {made} id=iha {says}")
    answered = {each: first(f"health-assessment {made} id=iha {says} by-doctor={each}") for each in ("yes", "no")}

    assert ["not-known"] * 3 == [on(silent, day) for day in ("2026-10-29", "2026-10-30", "2028-01-01")]
    assert silent.unsure is not None
    assert ("told", "iha", ("by-doctor=yes", "by-doctor=no")) == (
        silent.unsure.why, silent.unsure.entry, silent.unsure.says,
    )  # fmt: skip
    assert silent.late_after is None
    assert ("met", "overdue") == tuple(on(answered[each], "2026-11-30") for each in ("yes", "no"))


@pytest.mark.parametrize(
    ("says", "then"), [("", "overdue"), ("by-doctor=no", "overdue"), ("by-doctor=yes", "met-late")]
)
def test_one_that_came_too_late_is_late_whoever_made_it(says: str, then: str) -> None:
    duty = first(f"health-assessment 2026-11-20 kind=initial {says}")

    assert then == on(duty, "2026-11-30")
    assert duty.unsure is None


@pytest.mark.parametrize(("says", "then"), [("", "not-known"), ("by-doctor=no", "met-late"), ("by-doctor=yes", "met")])
def test_a_later_one_by_a_doctor_is_no_proof_that_none_was_made_in_time(says: str, then: str) -> None:
    later = "health-assessment 2026-11-20 kind=initial by-doctor=yes"

    assert then == on(first(f"health-assessment 2026-10-20 kind=initial {says}", later), "2026-11-30")


def test_a_review_assessment_is_not_asked_about() -> None:
    assert "overdue" == on(first("health-assessment 2026-10-20 kind=review"), "2026-11-30")


def test_what_is_missing_names_what_to_type() -> None:
    there = case(*CARE, "health-assessment 2026-11-20 kind=initial", born="2015-06-01")
    judged = Judgement(history(there), SHIPPED, CALENDAR)
    (part,) = missing(judged, judged.of(FIRST)[0])

    assert ("health-assessment", ("by-doctor=yes",)) == (part.event, part.fields)
    assert "it does not say: by a doctor" in part.why_not


@pytest.mark.parametrize("rule", [
    "{id: r, every: 1 w, needs: {event: health-assessment, where: {by-doctor: {told: yes}}}}",
    "{id: r, within: 1 w, from: {event: health-assessment, where: {by-doctor: {told: yes}}}, needs: {event: visit}}",
    "{id: r, while: {looked-after: {told: yes}}, within: 1 w, needs: {event: visit}}",
    "{id: r, within: 1 w, needs: {event: health-assessment, where: {by-doctor: {told: {not: no}}}}}",
])  # fmt: skip
def test_only_what_is_owed_once_can_wait_for_an_answer(rule: str) -> None:
    with pytest.raises(AssertionError, match="told"):
        policy(f"- {rule}")


def test_a_gate_says_what_the_entry_leaves_out() -> None:
    rule = """
    - id: before-home
      before: {event: returned-home}
      needs: {event: health-assessment, where: {by-doctor: {told: yes}}}
    """
    duty = judge(rule, *CARE, "health-assessment 2026-10-20", "returned-home 2026-11-02 to=mother").of("before-home")[0]

    assert "the entry of 2026-10-20 does not record: by a doctor" == duty.unclear


REVIEWS = {
    "": "not-known",
    "by-nurse=yes": "met",
    "by-doctor=yes": "met",
    "by-nurse=no by-doctor=yes": "met",
    "by-nurse=no": "not-known",
    "by-doctor=no": "not-known",
    "by-nurse=no by-doctor=no": "overdue",
}


@pytest.mark.parametrize("born", ["2015-06-01", "2023-06-01"])
@pytest.mark.parametrize("says", REVIEWS)
def test_a_review_of_health_counts_once_it_is_known_that_a_doctor_or_a_nurse_under_one_made_it(
    says: str, born: str
) -> None:
    rule, day = ("health-review-under-5", "2027-04-10") if born > "2020" else ("health-review-from-5", "2027-10-10")
    made = (
        "health-assessment 2026-10-20 kind=initial by-doctor=yes",
        f"health-assessment {day} id=rha kind=review {says}",
    )
    duty = Judgement(history(case(*CARE, *made, born=born)), SHIPPED, CALENDAR).of(rule)[0]

    assert REVIEWS[says] == on(duty, "2027-11-30")
    if REVIEWS[says] == "not-known":
        field = "by-doctor" if "by-nurse" in says else "by-nurse"
        assert duty.unsure is not None
        assert ("rha", (f"{field}=yes", f"{field}=no")) == (duty.unsure.entry, duty.unsure.says)
