"""How long a stay lasted, in hours: asked of its times, and a question where they do not tell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.engine.duty import Duty
from reunify_cli.model.moment import MINUTES_IN_DAY, Lasted, Moment, moment_at
from tests.engine.build import at, judge, told

CARE = "became-looked-after 2026-08-24 legal-status=care-order"
LONG = """
- id: seen
  within: 5 d
  from: {event: stay, where: {length: {more-than: 24 h}}}
  needs: {event: visit}
"""


def stands(stay: str, rules: str = LONG) -> list[str]:
    return [told(duty, "2026-10-06") for duty in judge(rules, CARE, f"stay {stay} with=mother").of("seen")]


@pytest.mark.parametrize(
    ("stay", "stood"),
    [
        ("2026-10-02T17:00 until=2026-10-03T17:01", ["due 2026-10-07, due"]),
        ("2026-10-02T17:00 until=2026-10-03T17:00", []),  # 24 hours to the minute are not more
        ("2026-10-02 until=2026-10-04", ["due 2026-10-07, due"]),  # two nights are more whatever the times
        ("2026-10-02 until=2026-10-02", []),
        ("2026-10-02 until=2026-10-03", ["due 2026-10-07, unclear"]),
        ("2026-10-02T09:00 until=2026-10-03", ["due 2026-10-07, unclear"]),
        ("2026-10-02T09:00 until=2026-10-04", ["due 2026-10-07, due"]),
        ("2026-10-02", ["due 2026-10-07, unclear"]),  # nobody recorded until when
    ],
)
def test_a_stay_of_more_than_24_hours(stay: str, stood: list[str]) -> None:
    assert stood == stands(stay)


def test_what_is_unclear_says_what_to_record_and_what_was_done_is_clear() -> None:
    (duty,) = judge(LONG, CARE, "stay 2026-10-02 until=2026-10-03 with=mother").of("seen")
    (done,) = judge(LONG, CARE, "stay 2026-10-02 until=2026-10-03 with=mother", "visit 2026-10-05").of("seen")

    assert "give the end, with the times: they decide whether this is due" == duty.unclear
    assert "due 2026-10-07, met" == told(done, "2026-10-20")


@pytest.mark.parametrize(
    ("test", "stay", "owed"),
    [
        ("{at-least: 24 h}", "2026-10-02T17:00 until=2026-10-03T17:00", 1),
        ("{below: 24 h}", "2026-10-02T17:00 until=2026-10-03T17:00", 0),
        ("{below: 24 h}", "2026-10-02T17:00 until=2026-10-03T16:59", 1),
        ("{more-than: 2 d}", "2026-10-02T17:00 until=2026-10-04T18:00", 1),
        ("{at-least: 1 w}", "2026-10-02T17:00 until=2026-10-09T16:59", 0),
    ],
)
def test_the_other_tests_of_a_length(test: str, stay: str, owed: int) -> None:
    assert owed == len(stands(stay, LONG.replace("{more-than: 24 h}", test)))


def test_what_a_form_must_say_of_a_long_stay_is_asked_of_long_stays_alone() -> None:
    rules = """
- {id: seen, at: {event: stay, where: {length: {more-than: 24 h}}}, needs: {where: {home: {known: yes}}}}
"""
    assert ["no date, open"] == stands("2026-10-02T17:00 until=2026-10-04T17:00", rules)
    assert ["no date, unclear"] == stands("2026-10-02 until=2026-10-03", rules)
    assert [] == stands("2026-10-02T17:00 until=2026-10-03T09:00", rules)


def test_a_need_that_asks_how_long_is_unclear_where_the_times_do_not_tell() -> None:
    rules = """
- id: seen
  within: 60 d
  from: {event: became-looked-after}
  needs: {event: stay, where: {length: {more-than: 24 h}}}
"""

    def only(stay: str) -> Duty:
        (found,) = judge(rules, CARE, f"stay {stay} with=mother").of("seen")
        return found

    assert "met" in told(only("2026-10-02T17:00 until=2026-10-04T17:00"), "2026-10-06")
    assert "unclear" in told(only("2026-10-02 until=2026-10-03"), "2026-10-06")
    assert "upcoming" in told(only("2026-10-02T17:00 until=2026-10-03T09:00"), "2026-10-06")


MOMENTS = st.builds(
    moment_at, st.integers(at("2026-10-01").start, at("2026-10-05").end), timed=st.booleans()
)  # fmt: skip


@given(start=MOMENTS, end=MOMENTS, minutes=st.integers(0, 5 * MINUTES_IN_DAY))
def test_a_length_is_said_to_be_over_a_limit_just_where_every_time_of_day_makes_it_so(
    start: Moment, end: Moment, minutes: int
) -> None:
    shortest, longest = max(0, end.start - start.end), max(0, end.end - start.start)
    answer = Lasted.between(start, end).over(minutes)

    assert answer is (True if shortest > minutes else False if longest <= minutes else None)
    assert Lasted.between(start, None).over(minutes) is None
