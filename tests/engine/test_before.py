"""What is due so long before an event: counted back from its booking, never before anybody could know of it."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.engine.duty import Duty
from reunify_cli.rules.periods import Period, Unit, due, due_before
from tests.engine.build import CALENDAR, judge, stands, told

CARE = "became-looked-after 2026-08-24 legal-status=care-order"
REPORT = """
- id: report
  while: {looked-after: yes}
  before: {event: review, at-least: 3 wd}
  since: {event: review}
  needs: {event: assessment-reviewed}
"""
BOOKED = "booked 2026-12-07 what=review for=2027-01-14T10:00"
MADE, HELD = "assessment-reviewed {}", "review 2027-01-14T10:00"


def only(*lines: str, rules: str = REPORT, **about: str) -> Duty:
    (found,) = judge(rules, CARE, *lines, **about).of("report")
    return found


def test_a_report_is_due_three_working_days_before_the_review_that_is_booked() -> None:
    assert "due 2027-01-11, upcoming" == told(only(BOOKED), "2026-12-10")
    assert "due 2027-01-11, due" == told(only(BOOKED), "2027-01-11")
    assert "due 2027-01-11, overdue" == told(only(BOOKED), "2027-01-12")
    assert not only(BOOKED).booked_too_late


def test_nothing_is_due_before_a_review_that_nobody_has_booked() -> None:
    assert [] == stands(judge(REPORT, CARE), "report", "2026-12-10")


@pytest.mark.parametrize(
    ("made", "how"), [("2027-01-11", "met"), ("2027-01-12", "met-late"), ("2027-01-13", "met-late")]
)
def test_made_in_time_or_late_it_stands_so_before_the_review_and_after_it(made: str, how: str) -> None:
    for then in ([], [HELD]):
        assert f"due 2027-01-11, {how}" == told(only(BOOKED, MADE.format(made), *then), "2027-02-01")


def test_a_review_held_without_the_report_is_a_breach() -> None:
    assert "due 2027-01-11, breach" == told(only(BOOKED, HELD), "2027-02-01")


def test_a_review_booked_too_late_says_so_and_makes_nobody_late_for_a_day_before_it_was_booked() -> None:
    late = "booked 2027-01-12 what=review for=2027-01-14T10:00"
    ahead = only(late)

    assert ("due 2027-01-14T10:00, due", True) == (told(ahead, "2027-01-13"), ahead.booked_too_late)
    assert "booked too late for 3 working days before the review" == ahead.counted[0].how
    assert "due 2027-01-14T10:00, met" == told(only(late, MADE.format("2027-01-13"), HELD), "2027-02-01")
    assert "due 2027-01-14T10:00, breach" == told(only(late, HELD), "2027-02-01")


def test_the_latest_booking_stands_and_a_cancelled_one_does_not() -> None:
    moved = only(BOOKED, "booked 2026-12-20 what=review for=2027-01-21T10:00")

    assert "due 2027-01-18, upcoming" == told(moved, "2026-12-21")
    assert [] == stands(judge(REPORT, CARE, BOOKED, "booking-cancelled 2026-12-20 what=review"), "report", "2026-12-21")


@pytest.mark.parametrize(
    ("held", "made", "stood"),
    [
        ("2027-01-08T09:00", "2027-01-07", "due 2027-01-08T09:00, met"),  # sooner than booked: before it is enough
        ("2027-01-13T09:00", "2027-01-11", "due 2027-01-11, met"),
        ("2027-01-18T10:00", "2027-01-12", "due 2027-01-13, met"),  # later than booked: counted from that day
    ],
)
def test_a_review_held_on_another_day_than_booked_asks_for_the_report_by_no_earlier_day(
    held: str, made: str, stood: str
) -> None:
    judged = judge(REPORT, CARE, BOOKED, MADE.format(made), f"review {held}")

    assert stood == stands(judged, "report", "2027-02-01")[0]


def test_each_review_has_a_report_of_its_own() -> None:
    again = "booked 2027-05-03 what=review for=2027-07-08T10:00"
    found = stands(judge(REPORT, CARE, BOOKED, MADE.format("2027-01-11"), HELD, again), "report", "2027-05-04")

    assert ["due 2027-01-11, met", "due 2027-07-05, upcoming"] == found


def test_where_nothing_is_booked_it_can_be_counted_back_from_the_last_lawful_day() -> None:
    rules = (
        REPORT.replace("at-least: 3 wd", "at-least: 3 wd, expected: {due: reviews}")
        + """
- {id: reviews, while: {looked-after: yes}, every: [20 wd, 3 m, 6 m], needs: {event: review}}
"""
    )
    assert "2026-09-22" == str(judge(rules, CARE).of("reviews")[0].due)
    assert "2026-09-17" == str(only(rules=rules).due)


@pytest.mark.parametrize(
    ("period", "event", "due_on"),
    [
        ("24 h", "2027-01-14T10:00", "2027-01-13T10:00"),
        ("24 h", "2027-01-14", "2027-01-13"),
        ("1 w", "2027-01-14T10:00", "2027-01-07"),
        ("1 m", "2027-03-31T10:00", "2027-02-28"),
        ("3 wd", "2026-12-29T10:00", "2026-12-22"),  # Christmas Day and its Monday are left out
        ("1 wd", "2027-01-10T10:00", "2027-01-08"),  # back from a Sunday
        ("0 d", "2027-01-14T10:00", "2027-01-14"),
    ],
)
def test_every_unit_counts_back(period: str, event: str, due_on: str) -> None:
    rules = REPORT.replace("3 wd", period)

    assert due_on == str(only(f"booked 2026-09-01 what=review for={event}", rules=rules).due)


DAYS = st.dates(date(2013, 1, 1), date(2027, 12, 31))


@given(day=DAYS, count=st.integers(1, 60))
def test_so_many_working_days_back_and_on_again_are_the_day_itself_where_that_is_one(day: date, count: int) -> None:
    back = due_before(day, None, Period(count, Unit.WORKING_DAYS), CALENDAR).day
    on = due(back, None, Period(count, Unit.WORKING_DAYS), CALENDAR).day

    assert CALENDAR.is_working_day(back)
    assert back < day
    if CALENDAR.is_working_day(day):
        assert on == day
    else:  # from a day of rest, the first working day after it would be the one too many
        assert on > day
        assert due(back, None, Period(count - 1, Unit.WORKING_DAYS), CALENDAR).day < day


@given(event=DAYS, booked=st.integers(0, 40), lead=st.integers(0, 20))
def test_no_day_is_named_that_lay_before_the_booking_and_room_is_said_to_lack_just_then(
    event: date, booked: int, lead: int
) -> None:
    on = event - timedelta(days=booked)
    rules = REPORT.replace("3 wd", f"{lead} d").replace("  while: {looked-after: yes}\n", "")
    (found,) = judge(rules, f"booked {on} what=review for={event}", born=None).of("report")
    wanted = event - timedelta(days=lead)

    assert found.crowded is (wanted < on)
    assert (event if wanted < on else wanted) == (found.due.day if found.due else None)


# --- counted from another rule's day, or from its lateness ----------------------------------------------------------

OTHERS = """
- {id: visits, while: {looked-after: yes}, every: 6 w, needs: {event: visit}}
- {id: told, within: {due: visits, after: 10 d}, from: {event: became-looked-after}, needs: {event: supervision}}
- {id: escalated, within: 2 wd, from: {late: visits}, needs: {event: supervision}}
"""


def test_after_on_due_is_so_long_after_that_day() -> None:
    # The first visit falls due on 5 October.
    assert ["due 2026-10-15, overdue"] == stands(judge(OTHERS, CARE), "told", "2026-11-01")


def test_something_is_owed_once_another_duty_is_late_and_not_before() -> None:
    judged = judge(OTHERS, CARE)

    assert ["due 2026-10-08, not-started"] == stands(judged, "escalated", "2026-10-05")
    assert ["due 2026-10-08, due"] == stands(judged, "escalated", "2026-10-06")
    assert ["due 2026-10-08, overdue"] == stands(judged, "escalated", "2026-10-09")


def test_what_was_done_in_time_makes_nothing_owed_and_what_was_done_late_does_not_undo_it() -> None:
    in_time = judge(OTHERS, CARE, "visit 2026-10-05", "visit 2026-11-16", as_of="2026-11-17")
    late = judge(OTHERS, CARE, "visit 2026-10-07", "supervision 2026-10-08", as_of="2026-10-20")

    assert {"not-started"} == {each.partition(", ")[2] for each in stands(in_time, "escalated", "2026-11-17")}
    assert "due 2026-10-08, met" == stands(late, "escalated", "2026-10-20")[0]


def test_what_is_unverified_is_never_late_so_nothing_follows_from_that() -> None:
    rules = OTHERS.replace("id: visits,", "id: visits, source: {at: '1', sure: unverified},")

    assert [] == stands(judge(rules, CARE), "escalated", "2026-12-01")
