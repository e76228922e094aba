"""Over which days a rule applies: where a simple reading of stretches gives a wrong answer, and what is right."""

from itertools import product

import pytest

from reunify_cli.engine.findings import findings
from tests.engine.build import end_of, how, judge, owed, stands

VISITS = """
- {id: visits, while: {looked-after: yes, not: {with-parent: yes}}, restart: {event: placement-start},
   every: [1 w, 6 w], needs: {event: visit, where: {seen: yes}}}
- {id: visits-without-restart, while: {looked-after: yes, not: {with-parent: yes}},
   every: [1 w, 6 w], needs: {event: visit, where: {seen: yes}}}
"""
PLACED = ("became-looked-after 2026-01-05 legal-status=s20", "placement-start 2026-01-05 kind=foster")


# --- a duty is owed when it falls due inside its stretch ----------------------------------------------------------

DAY_RULE = "- {id: seen, while: {looked-after: yes}, within: 5 d, needs: {event: visit}}"
HOUR_RULE = "- {id: seen, while: {looked-after: yes}, within: 120 h, needs: {event: visit}}"
CLOSING_DAYS = [f"2026-01-{day:02}" for day in range(6, 16)]
CLOSING_TIMES = ["", "T00:00", "T09:59", "T10:00", "T10:01", "T23:59"]


@pytest.mark.parametrize(("day", "time"), [*product(CLOSING_DAYS, CLOSING_TIMES)])
def test_a_due_day_ends_at_midnight(day: str, time: str):
    """Due on 10 January: home that day at whatever time, nothing is owed; home the day after, it was missed."""
    judged = judge(DAY_RULE, *PLACED, f"returned-home {day}{time} decided-by=parent")

    assert ("missed" if day > "2026-01-10" else "lapsed") == how(judged, "seen", "2026-03-01")


@pytest.mark.parametrize(("day", "time"), [*product(CLOSING_DAYS, CLOSING_TIMES)])
def test_a_due_hour_does_not_wait(day: str, time: str):
    """Due on 10 January at ten: home before ten, nothing is owed; from ten on, it was missed; no time, unclear."""
    placed = [line.replace("2026-01-05", "2026-01-05T10:00") for line in PLACED]
    judged = judge(HOUR_RULE, *placed, f"returned-home {day}{time} decided-by=parent")

    owed_by_then = f"{day}{time or 'T00:00'}" >= "2026-01-10T10:00"
    expected = "unclear" if (day, time) == ("2026-01-10", "") else "missed" if owed_by_then else "lapsed"
    assert expected == how(judged, "seen", "2026-03-01")


@pytest.mark.parametrize("day", range(1, 29))
def test_what_falls_due_before_its_stretch_opens_is_not_owed(day: int):
    """Five days from the referral, while looked after: owed from the day on which it falls due in the stretch."""
    rule = "- {id: seen, while: {looked-after: yes}, within: 5 d, from: {event: referral}, needs: {event: visit}}"
    judged = judge(rule, f"referral 2026-01-{day:02}", "became-looked-after 2026-01-15 legal-status=care-order")

    assert ("overdue" if day >= 10 else "no duty") == how(judged, "seen", "2026-03-01")


def test_a_day_of_hours_in_the_stretch_counts_from_the_minute_it_opens():
    rule = "- {id: seen, while: {looked-after: yes}, within: 24 h, from: {event: referral}, needs: {event: visit}}"
    opened = "became-looked-after 2026-01-15T12:00 legal-status=care-order"

    assert "no duty" == how(judge(rule, "referral 2026-01-14T11:59", opened), "seen", "2026-03-01")
    assert "overdue" == how(judge(rule, "referral 2026-01-14T12:01", opened), "seen", "2026-03-01")


# --- the twelve cases ---------------------------------------------------------------------------------------------


def test_a_when_rule_outlives_the_stretch():
    rules = """
    - {id: told, from: {event: placement-ended}, within: 10 wd, needs: {event: told-of-end}}
    - {id: told-while, while: {looked-after: yes}, from: {event: placement-ended}, within: 10 wd,
       needs: {event: told-of-end}}
    - {id: told-when, when: {looked-after: yes}, from: {event: placement-ended}, within: 10 wd,
       needs: {event: told-of-end}}
    """
    ended = ("placement-ended 2026-02-02T09:00", "returned-home 2026-02-02T15:00 decided-by=authority")
    judged = judge(rules, *PLACED, *ended)

    assert ["overdue", "lapsed", "overdue"] == [
        how(judged, each, "2026-05-01") for each in ("told", "told-while", "told-when")
    ]


def test_a_move_between_foster_homes_starts_a_new_week():
    moved = ("visit 2026-01-09 seen=yes", "placement-start 2026-03-02 kind=foster", "visit 2026-03-30 seen=yes")
    judged = judge(VISITS, *PLACED, *moved)

    expected = ["due 2026-01-12, met", "due 2026-02-20, missed", "due 2026-03-09, met-late", "due 2026-05-11, upcoming"]
    assert expected == stands(judged, "visits", "2026-04-01")
    assert "due 2026-02-20, met-late" in stands(judged, "visits-without-restart", "2026-04-01")


@pytest.mark.parametrize("ended", ["died 2026-02-01", "case-closed 2026-02-01 outcome=moved"])
def test_nothing_is_owed_for_a_child_who_died_or_whose_case_is_closed(ended: str):
    judged = judge(VISITS, *PLACED, "visit 2026-01-12 seen=yes", ended)

    assert [] == owed(judged, "2027-01-01")
    assert "due 2026-02-23, lapsed" == stands(judged, "visits", "2027-01-01")[-1]


def test_nothing_is_owed_from_the_eighteenth_birthday_on():
    judged = judge(VISITS, *PLACED, "visit 2026-01-12 seen=yes", born="2008-02-23")

    assert ["due 2026-01-12, met", "due 2026-02-23, lapsed"] == stands(judged, "visits", "2027-01-01")


def test_what_fell_due_before_the_eighteenth_birthday_is_missed_after_it():
    judged = judge(VISITS, *PLACED, "visit 2026-01-12 seen=yes", born="2008-02-24")

    assert "due 2026-02-23, missed" == stands(judged, "visits", "2026-02-24")[-1]


def test_what_begins_outside_the_scope_is_never_owed_and_makes_no_duty():
    closed = ("case-closed 2026-01-02 outcome=moved", *PLACED)

    assert [] == stands(judge(DAY_RULE, *closed), "seen", "2026-06-01")
    assert ["due 2026-01-10, overdue"] == stands(judge(DAY_RULE, *PLACED), "seen", "2026-06-01")


@pytest.mark.parametrize(
    ("reopened", "due"),
    {
        "2026-02-10": "due 2026-02-23, due",  # six weeks from the visit of 12 January, as if nothing had been
        "2026-05-01": "due 2026-06-12, upcoming",  # that day was over: it was never owed here, and counts from then
    }.items(),
)
def test_a_case_that_is_reopened_goes_on_where_it_broke_off_for_a_child_who_stayed_in_care(reopened: str, due: str):
    again = ("case-closed 2026-02-01 outcome=moved", f"case-reopened {reopened}")
    judged = judge(VISITS, *PLACED, "visit 2026-01-12 seen=yes", *again)

    assert due == stands(judged, "visits", reopened)[-1]


def test_what_was_done_while_a_case_was_closed_counts_once_it_is_open_again():
    while_closed = ("case-closed 2026-02-01 outcome=moved", "visit 2026-02-20 seen=yes", "case-reopened 2026-03-01")
    judged = judge(VISITS, *PLACED, "visit 2026-01-12 seen=yes", *while_closed)

    assert "due 2026-04-03, upcoming" == stands(judged, "visits", "2026-03-01")[-1]


def test_a_child_who_came_into_care_anew_while_the_case_was_closed_is_visited_as_one_who_did():
    anew = (
        "case-closed 2026-02-01 outcome=moved",
        "ceased-looked-after 2026-02-10 decided-by=court",
        "became-looked-after 2026-04-20 legal-status=care-order",
        "placement-start 2026-04-20 kind=foster",
        "case-reopened 2026-05-01",
    )
    judged = judge(VISITS, *PLACED, "visit 2026-01-12 seen=yes", *anew)

    assert "due 2026-05-08, due" == stands(judged, "visits", "2026-05-01")[-1]


def test_where_the_birthday_is_not_known_the_child_is_taken_to_be_in_the_scope():
    judged = judge(VISITS, *PLACED, born=None)

    assert ["due 2026-01-12, overdue"] == stands(judged, "visits", "2026-02-01")
    assert "the child's date of birth is not recorded" in {f.sentence for f in findings(judged, end_of("2026-02-01"))}


def test_a_gap_of_a_day_starts_every_clock_again_and_is_worth_a_look():
    rules = "- {id: reviews, while: {looked-after: yes}, every: [20 wd, 3 m, 6 m], needs: {event: review}}"
    orders = (
        "placement-start 2026-03-02 kind=foster",
        "became-looked-after 2026-03-02 legal-status=interim-care-order",
        "review 2026-03-20",
        "ceased-looked-after 2026-04-03 decided-by=court",
        "became-looked-after 2026-04-04 legal-status=interim-care-order",
    )
    judged = judge(rules, *orders)

    assert "due 2026-05-05, upcoming" == stands(judged, "reviews", "2026-04-10")[-1]
    assert "looked after stops on 2026-04-03 and begins again within a day: is that so?" in {
        f.sentence for f in findings(judged, end_of("2026-04-10"))
    }


def test_a_fact_nobody_recorded_is_named_and_not_taken_for_no():
    rules = "- {id: meeting, while: {looked-after: yes, term: short}, within: 72 h, needs: {event: planning-meeting}}"
    judged = judge(rules, *PLACED)

    (finding,) = [f for f in findings(judged, end_of("2026-01-06")) if f.rule == "meeting"]

    assert [] == stands(judged, "meeting", "2026-01-06")
    assert (
        "not recorded: short-term or long-term placement. Until then it is not known whether these apply: meeting"
        == finding.sentence
    )


# --- two entries of one day about one fact ------------------------------------------------------------------------


@pytest.mark.parametrize("lines", [(0, 1), (1, 0)])
def test_two_placements_of_one_day_without_times_leave_the_later_duties_unclear(lines: tuple[int, int]):
    day = ("placement-start 2026-03-02 kind=foster id=a", "returned-home 2026-03-02 decided-by=parent id=b")
    judged = judge(VISITS, *PLACED, "visit 2026-02-20 seen=yes", *(day[i] for i in lines))

    assert "unclear" in stands(judged, "visits-without-restart", "2026-06-01")[-1]
    assert any("Give the times" in finding.sentence for finding in findings(judged, end_of("2026-06-01")))


def test_once_it_is_settled_later_duties_are_clear_again():
    day = ("placement-start 2026-03-02 kind=foster id=a", "returned-home 2026-03-02 decided-by=parent id=b")
    later = ("placement-start 2026-04-01 kind=foster", "visit 2026-04-06 seen=yes")
    judged = judge(VISITS, *PLACED, "visit 2026-02-20 seen=yes", *day, *later)

    assert ["due 2026-04-08, met", "due 2026-05-18, overdue"] == stands(judged, "visits", "2026-06-01")[-2:]
    assert "due 2026-05-18, overdue" == stands(judged, "visits-without-restart", "2026-06-01")[-1]


def test_with_their_times_two_placements_of_one_day_have_an_order():
    day = ("placement-start 2026-03-02T15:00 kind=foster id=a", "returned-home 2026-03-02T09:00 decided-by=parent id=b")
    there_and_back = judge(VISITS, *PLACED, "visit 2026-02-20 seen=yes", *day)

    assert ["due 2026-01-12, met-late", "due 2026-04-03, lapsed", "due 2026-03-09, overdue"] == stands(
        there_and_back, "visits-without-restart", "2026-06-01"
    )


def test_an_order_of_one_day_that_changes_nothing_is_not_asked_for():
    day = ("legal-status-changed 2026-03-02 legal-status=interim-care-order id=a",
           "legal-status-changed 2026-03-02 legal-status=care-order id=b")  # fmt: skip
    judged = judge(VISITS, *PLACED, "visit 2026-02-20 seen=yes", *day)

    assert "due 2026-04-03, overdue" == stands(judged, "visits", "2026-06-01")[-1]


def test_of_two_entries_that_came_at_once_and_agree_it_is_always_the_same_that_counts():
    rules = "- {id: seen, while: {looked-after: yes}, within: 5 d, needs: {event: visit}}"
    day = (
        "became-looked-after 2026-03-02 legal-status=care-order id=b",
        "legal-status-changed 2026-03-02 legal-status=care-order id=a",
    )

    assert {"T:seen:b"} == {judge(rules, *lines).of("seen")[0].id for lines in (day, day[::-1])}


def test_what_was_done_in_time_is_clear_whatever_the_order_of_the_day():
    day = ("placement-start 2026-03-02 kind=foster id=a", "returned-home 2026-03-02 decided-by=parent id=b")
    judged = judge(VISITS, *PLACED, "visit 2026-02-20 seen=yes", *day, "visit 2026-03-30 seen=yes")

    assert "due 2026-04-03, met" in stands(judged, "visits-without-restart", "2026-06-01")


def test_evidence_on_the_day_on_which_a_stretch_ends_without_a_time_still_counts():
    rules = "- {id: seen, while: {looked-after: yes}, within: 5 d, needs: {event: visit}}"
    home = "returned-home 2026-02-01 decided-by=parent"

    assert "met-late" == how(judge(rules, *PLACED, "visit 2026-02-01T15:00", home), "seen", "2026-03-01")
    assert "missed" == how(judge(rules, *PLACED, "visit 2026-02-02", home), "seen", "2026-03-01")
    assert "missed" == how(
        judge(rules, *PLACED, "visit 2026-02-01T15:00", home.replace("02-01", "02-01T14:00")), "seen", "2026-03-01"
    )
