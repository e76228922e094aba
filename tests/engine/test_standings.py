"""How one duty stands on every day before and after it falls due, and what each word means."""

import pytest

from reunify_cli.engine.duty import Standing, days_late, standing
from reunify_cli.model.moment import MINUTES_IN_DAY, Moment, position_day
from tests.engine.build import at, end_of, judge, told

CARE = ("placement-start 2026-01-05 kind=foster", "became-looked-after 2026-01-05 legal-status=care-order")
RULE = "- {id: r, while: {looked-after: yes}, within: 28 d, needs: {event: visit}}"  # due on 2 February


def days_of(*journal: str, rule: str = RULE) -> dict[str, tuple[str, str]]:
    """From which day to which a duty stands how, between 1 January and 31 March 2026."""
    (duty,) = judge(rule, *CARE, *journal).of("r")
    found: dict[str, tuple[str, str]] = {}
    for offset in range(90):
        now = end_of("2026-01-01") + offset * MINUTES_IN_DAY
        day, how = str(position_day(now))[5:], standing(duty, now).value
        found[how] = (found.get(how, (day,))[0], day)
    return found


def test_a_duty_nobody_does():
    expected = {
        "not-started": ("01-01", "01-04"),
        "upcoming": ("01-05", "01-18"),
        "due": ("01-19", "02-02"),  # from fourteen days ahead to the end of its own day
        "overdue": ("02-03", "03-31"),
    }

    assert expected == days_of()


@pytest.mark.parametrize(
    ("journal", "then"),
    [
        (("visit 2026-01-20",), "met"),
        (("visit 2026-02-10",), "met-late"),
        (("order-discharged 2026-01-20",), "lapsed"),
        (("died 2026-02-02",), "lapsed"),
    ],
)
def test_what_is_done_or_falls_away_stands_so_on_every_day_once_it_has_begun(journal: tuple[str, ...], then: str):
    assert {"not-started": ("01-01", "01-04"), then: ("01-05", "03-31")} == days_of(*journal)


def test_what_was_due_and_not_done_is_overdue_until_it_can_be_done_no_longer():
    found = days_of("order-discharged 2026-02-20")

    assert (("02-03", "02-19"), ("02-20", "03-31")) == (found["overdue"], found["missed"])


def test_how_far_ahead_due_begins_is_a_setting():
    (duty,) = judge(RULE, *CARE).of("r")

    assert [Standing.UPCOMING, Standing.DUE] == [standing(duty, end_of("2026-01-30"), soon) for soon in (2, 3)]


def test_without_a_date_it_is_open_until_its_stretch_is_over():
    rule = "- {id: r, while: {looked-after: yes}, needs: {event: visit}}"

    expected = {"not-started": ("01-01", "01-04"), "open": ("01-05", "02-19"), "lapsed": ("02-20", "03-31")}
    assert expected == days_of("order-discharged 2026-02-20", rule=rule)


def test_by_the_hour_it_is_late_from_the_next_minute():
    rule = "- {id: r, while: {looked-after: yes}, within: 72 h, needs: {event: planning-meeting}}"
    placed = [line.replace("01-05", "01-05T10:00") for line in CARE]
    (duty,) = judge(rule, *placed).of("r")

    assert [Standing.DUE, Standing.OVERDUE] == [standing(duty, at(f"2026-01-08T10:0{m}").start) for m in (0, 1)]


def test_how_late_in_whole_days():
    (duty,) = judge(RULE, *CARE).of("r")

    assert [0, 0, 1, 10] == [
        days_late(duty, end_of(day)) for day in ("2026-02-01", "2026-02-02", "2026-02-03", "2026-02-12")
    ]


POLICY_RULE = "- {id: r, weight: policy, while: {looked-after: yes}, within: 28 d, needs: {event: visit}}"
EXCEPTION = "varied 2026-02-10 rule=r authorised-by=sam until=2026-02-20"


@pytest.mark.parametrize(
    ("journal", "over", "days"),
    [
        (("visit 2026-02-02",), "2026-02-02", 0),
        (("visit 2026-02-13",), "2026-02-13", 11),  # met eleven days late
        (("order-discharged 2026-02-20",), "2026-02-20", 18),  # missed: no longer possible from then on
        (("order-discharged 2026-01-20",), "2026-01-20", 0),  # lapsed before it was due
        ((EXCEPTION, "visit 2026-02-13"), "2026-02-13", 11),
    ],
)
def test_how_late_something_was_stays_the_same_on_every_later_day(journal: tuple[str, ...], over: str, days: int):
    (duty,) = judge(POLICY_RULE, *CARE, *journal).of("r")

    assert {days} == {days_late(duty, end_of(over) + more * MINUTES_IN_DAY) for more in range(60)}


def test_an_exception_keeps_the_lateness_that_was_there_before_it():
    (duty,) = judge(POLICY_RULE, *CARE, EXCEPTION).of("r")
    days = ("2026-02-03", "2026-02-09", "2026-02-10", "2026-02-20", "2026-02-21")

    assert [1, 7, 8, 8, 19] == [days_late(duty, end_of(day)) for day in days]


@pytest.mark.parametrize("how", Standing)
def test_only_what_somebody_can_still_do_is_to_do(how: Standing):
    assert (how.value in {"open", "upcoming", "due", "overdue"}) is how.to_do


def test_missed_under_an_exception_is_varied():
    rule = "- {id: r, weight: policy, while: {looked-after: yes}, within: 28 d, needs: {event: visit}}"
    varied = "varied 2026-01-20 rule=r authorised-by=sam until={}"

    def then(until: str) -> str:
        return told(judge(rule, *CARE, varied.format(until), "order-discharged 2026-02-20").of("r")[0], "2026-03-31")

    assert "due 2026-02-02, varied" == then("2026-02-02")
    assert "due 2026-02-02, missed" == then("2026-02-01")


def test_the_name_of_a_duty_says_what_it_is_counted_from():
    (duty,) = judge("- {id: r, while: {age: {at-least: 10}}, within: 5 d, needs: {event: visit}}", *CARE).of("r")

    assert ("T:r:on-2026-03-08", Moment(at("2026-03-08").day)) == (duty.id, duty.anchor.when)
