"""School terms, which each authority writes down for itself: once each term, and a question where none are held."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.engine.findings import findings
from reunify_cli.engine.judgement import Judgement
from reunify_cli.errors import Unreadable
from reunify_cli.model.history import history
from reunify_cli.rules.calendar import SchoolTerm, terms_from
from tests.engine.build import CALENDAR, case, end_of, policy, stands

AUTUMN = SchoolTerm("autumn term", date(2026, 9, 2), date(2026, 12, 18))
SPRING = SchoolTerm("spring term", date(2027, 1, 4), date(2027, 3, 25))
CARE = "became-looked-after 2026-08-24 legal-status=care-order"
PLAN = """
- id: plan
  while: {looked-after: yes}
  within: {term: ends}
  from: {term: starts}
  needs: {event: education-plan-reviewed}
"""


def judge(rules: str, *lines: str, terms: tuple[SchoolTerm, ...] = (AUTUMN, SPRING)) -> Judgement:
    return Judgement(history(case(*lines)), policy(rules), replace(CALENDAR, terms=terms))


def test_something_is_owed_once_each_term() -> None:
    done = judge(PLAN, CARE, "education-plan-reviewed 2026-10-01")

    assert ["due 2026-12-18, due", "due 2027-03-25, not-started"] == stands(judge(PLAN, CARE), "plan", "2026-12-10")
    assert ["due 2026-12-18, met", "due 2027-03-25, upcoming"] == stands(done, "plan", "2027-01-10")
    assert ["due 2026-12-18, overdue", "due 2027-03-25, overdue"] == stands(judge(PLAN, CARE), "plan", "2027-04-10")


def test_who_comes_in_the_middle_of_a_term_owes_it_by_that_term_s_end_and_who_comes_after_it_does_not() -> None:
    came = "became-looked-after {} legal-status=care-order"

    assert ["2026-12-18", "2027-03-25"] == [str(d.due) for d in judge(PLAN, came.format("2026-11-30")).of("plan")]
    assert ["2027-03-25"] == [str(d.due) for d in judge(PLAN, came.format("2026-12-21")).of("plan")]


def test_a_number_may_be_counted_from_the_first_or_the_last_day_of_each_term() -> None:
    first = PLAN.replace("within: {term: ends}", "within: 4 w")
    last = first.replace("{term: starts}", "{term: ends}")

    assert ["2026-09-30", "2027-02-01"] == [str(d.due) for d in judge(first, CARE).of("plan")]
    assert ["2027-01-15", "2027-04-22"] == [str(d.due) for d in judge(last, CARE).of("plan")]


def test_the_end_of_the_term_of_an_event_or_else_of_the_next() -> None:
    rules = PLAN.replace("{term: starts}", "{event: placement-start}")

    def due(day: str, *terms: SchoolTerm) -> list[str]:
        judged = judge(rules, CARE, f"placement-start {day} kind=foster", terms=terms)
        return stands(judged, "plan", day)

    assert "due 2026-12-18" in due("2026-11-02", AUTUMN, SPRING)[0]
    assert "due 2027-03-25" in due("2026-12-21", AUTUMN, SPRING)[0]
    assert ["no date, unclear"] == due("2026-12-21", AUTUMN)


@pytest.mark.parametrize(("day", "said"), [("2026-11-30", False), ("2027-03-25", False), ("2027-03-26", True)])
def test_check_says_from_when_on_no_terms_are_held(day: str, said: bool) -> None:
    sentences = [each.sentence for each in findings(judge(PLAN, CARE), end_of(day))]

    assert said is any("no school terms are held from here on" in each for each in sentences)


def test_a_policy_that_counts_no_terms_asks_for_none() -> None:
    judged = judge("- {id: seen, every: 6 w, needs: {event: visit}}", CARE, terms=())

    assert not any("school terms" in each.sentence for each in findings(judged, end_of("2026-11-30")))


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([{"from": "2026-09-02", "until": "2026-09-01"}], "is over (2026-09-01) before it begins"),
        ([{"from": "2026-09-02"}], "None is not a date"),
        (
            [{"from": "2026-09-02", "until": "2026-12-18"}, {"from": "2026-12-18", "until": "2027-03-25"}],
            "begins before the one above it is over",
        ),
    ],
)
def test_terms_that_do_not_follow_one_another_are_refused_with_how_they_are_written(
    rows: list[dict[str, str]], sentence: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        terms_from({"terms": rows})

    assert sentence in str(refused.value)
    assert "- {title: autumn term, from: 2026-09-02, until: 2026-12-18}" in str(refused.value)


@given(start=st.integers(0, 300), length=st.integers(0, 90), came=st.integers(0, 400))
def test_a_term_is_owed_by_whoever_is_there_on_a_day_of_it(start: int, length: int, came: int) -> None:
    first = date(2026, 1, 1) + timedelta(days=start)
    term = SchoolTerm("term", first, first + timedelta(days=length))
    day = date(2026, 1, 1) + timedelta(days=came)
    found = judge(PLAN, f"became-looked-after {day} legal-status=care-order", terms=(term,)).of("plan")

    assert (day <= term.last) is bool(found)
    assert all(duty.due is not None and duty.due.day == term.last for duty in found)
