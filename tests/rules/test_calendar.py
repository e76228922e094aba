"""The calendar of England and Wales, held against a second opinion, and the counting of working days."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import holidays
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.errors import Unreadable
from reunify_cli.rules.calendar import Calendar, calendar_from
from reunify_cli.shipped import policies_dir

FILE = policies_dir() / "calendars" / "england-and-wales.yaml"


def shipped() -> Calendar:
    return calendar_from(yaml.load(FILE.read_text(encoding="utf-8"), yaml.CBaseLoader), str(FILE))


SHIPPED = shipped()
YEARS = range(SHIPPED.first_year, SHIPPED.last_year + 1)
SECOND_OPINION = holidays.country_holidays("GB", subdiv="ENG", years=YEARS)
DAYS = st.dates(date(SHIPPED.first_year, 1, 1), date(SHIPPED.last_year, 12, 31))


def days(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def plain_data(**changes: Any) -> dict[str, Any]:
    """A small sound calendar as its file would hold it, with some of it changed."""
    return {
        "id": "here",
        "title": "Here",
        "source": "the town hall",
        "checked": "2026-11-22",
        "holidays": [{"date": "2026-12-25", "title": "Christmas Day"}],
    } | changes


@pytest.mark.parametrize("year", YEARS)
def test_every_weekday_holiday_is_one_the_holidays_package_knows_and_the_other_way_round(year: int) -> None:
    second_opinion = {day for day in SECOND_OPINION if day.year == year and day.weekday() < 5}
    held = {day for day in SHIPPED.holidays if day.year == year and day.weekday() < 5}

    assert second_opinion == held


def test_the_file_says_which_years_it_holds_and_which_of_them_are_announced() -> None:
    assert (2012, 2028, 2088) == (SHIPPED.first_year, SHIPPED.known_to, SHIPPED.last_year)
    assert date(2026, 11, 22) == SHIPPED.checked


def test_the_file_says_that_the_text_of_the_definition_is_unverified() -> None:
    note = yaml.load(FILE.read_text(encoding="utf-8"), yaml.CBaseLoader)["note"]

    assert "reg 2(1)" in note
    assert "unverified" in note


@pytest.mark.parametrize(
    ("year", "table"),
    [
        (2024, "1 Jan · 29 Mar · 1 Apr · 6 May · 27 May · 26 Aug · 25 Dec · 26 Dec"),
        (2025, "1 Jan · 18 Apr · 21 Apr · 5 May · 26 May · 25 Aug · 25 Dec · 26 Dec"),
        (2026, "1 Jan · 3 Apr · 6 Apr · 4 May · 25 May · 31 Aug · 25 Dec · 28 Dec"),
        (2027, "1 Jan · 26 Mar · 29 Mar · 3 May · 31 May · 30 Aug · 27 Dec · 28 Dec"),
        (2028, "3 Jan · 14 Apr · 17 Apr · 1 May · 29 May · 28 Aug · 25 Dec · 26 Dec"),
        (2029, "1 Jan · 30 Mar · 2 Apr · 7 May · 28 May · 27 Aug · 25 Dec · 26 Dec"),
        (2033, "3 Jan · 15 Apr · 18 Apr · 2 May · 30 May · 29 Aug · 26 Dec · 27 Dec"),
        (2034, "2 Jan · 7 Apr · 10 Apr · 1 May · 29 May · 28 Aug · 25 Dec · 26 Dec"),
        (2030, "1 Jan · 19 Apr · 22 Apr · 6 May · 27 May · 26 Aug · 25 Dec · 26 Dec"),
    ],
)
def test_the_offices_close_on_these_weekdays(year: int, table: str) -> None:
    closed = SHIPPED.skipped(date(year - 1, 12, 31), date(year, 12, 31))

    assert table == " · ".join(f"{day.day} {day:%b}" for day, _ in closed)


def test_past_what_is_announced_twenty_working_days_still_skip_christmas_and_new_year() -> None:
    assert date(2034, 1, 20) == SHIPPED.add_working_days(date(2033, 12, 20), 20)
    assert SHIPPED.provisional(date(2034, 1, 20))


def test_a_holiday_of_every_year_without_a_day_is_named() -> None:
    with pytest.raises(Unreadable, match="Founders' Day has no day"):
        calendar_from(plain_data(**{"every-year": [{"title": "Founders' Day"}]}))


@pytest.mark.parametrize("day", ["2022-06-02", "2022-06-03", "2022-09-19", "2023-05-08", "2020-05-08"])
def test_a_bank_holiday_given_once_only_is_no_working_day(day: str) -> None:
    assert not SHIPPED.is_working_day(date.fromisoformat(day))


@pytest.mark.parametrize("count", [1, 5, 10, 20])
def test_from_every_day_of_five_years_working_days_count_as_a_finger_on_the_calendar_does(count: int) -> None:
    first, last = date(2024, 1, 1), date(2028, 12, 31)
    open_days = [day for day in days(first, last + timedelta(days=60)) if day.weekday() < 5]
    open_days = [day for day in open_days if day not in SECOND_OPINION]
    ahead = 0
    for day in days(first, last):
        while open_days[ahead] <= day:
            ahead += 1

        assert open_days[ahead + count - 1] == SHIPPED.add_working_days(day, count), day


@given(DAYS, st.integers(1, 300))
def test_a_count_ends_on_a_working_day_after_exactly_so_many(day: date, count: int) -> None:
    end = SHIPPED.add_working_days(day, count)

    assert SHIPPED.is_working_day(end)
    assert count == SHIPPED.number(end) - SHIPPED.number(day)


@given(DAYS, st.integers(0, 100), st.integers(0, 100))
def test_counting_on_from_where_a_count_ended_is_one_count(day: date, first: int, second: int) -> None:
    in_two_goes = SHIPPED.add_working_days(SHIPPED.add_working_days(day, first), second)

    assert SHIPPED.add_working_days(day, first + second) == in_two_goes


@given(DAYS, DAYS)
def test_the_days_between_two_dates_are_working_days_weekend_days_and_skipped_holidays(one: date, other: date) -> None:
    after, until = sorted((one, other))
    weekend = sum(day.weekday() > 4 for day in days(after + timedelta(days=1), until))
    working = SHIPPED.number(until) - SHIPPED.number(after)

    assert (until - after).days == working + weekend + len(SHIPPED.skipped(after, until))


@given(
    st.sets(st.dates(date(2026, 1, 1), date(2026, 3, 31)), min_size=1),
    st.dates(date(2025, 12, 1), date(2026, 4, 30)),
    st.integers(1, 40),
)
def test_on_any_calendar_however_many_holidays_adjoin_the_count_is_the_same_as_walking(
    closed: set[date], day: date, count: int
) -> None:
    calendar = calendar_from(plain_data(holidays=[{"date": str(each)} for each in closed]))
    walked, left = day, count
    while left:
        walked += timedelta(days=1)
        left -= walked.weekday() < 5 and walked not in closed

    assert walked == calendar.add_working_days(day, count)


def test_no_working_days_from_a_day_is_that_day_even_a_sunday() -> None:
    assert date(2026, 3, 1) == SHIPPED.add_working_days(date(2026, 3, 1), 0)


def test_working_days_are_not_counted_backwards() -> None:
    with pytest.raises(ValueError, match="forwards only"):
        SHIPPED.add_working_days(date(2026, 3, 2), -1)


def test_what_was_skipped_is_named_for_why() -> None:
    skipped = SHIPPED.skipped(date(2026, 12, 24), date(2027, 1, 5))

    expected = [
        (date(2026, 12, 25), "Christmas Day"),
        (date(2026, 12, 28), "Boxing Day (substitute day)"),
        (date(2027, 1, 1), "New Year's Day"),
    ]
    assert expected == skipped


@pytest.mark.parametrize(
    ("day", "beyond", "provisional"),
    [
        (date(2011, 12, 31), False, True),
        (date(2012, 1, 1), False, False),
        (date(2028, 12, 31), False, False),
        (date(2029, 1, 1), False, True),
        (date(2030, 12, 31), False, True),
        (date(2088, 12, 31), False, True),
        (date(2089, 1, 1), True, True),
    ],
)
def test_a_date_in_a_year_not_announced_is_provisional_and_past_the_last_year_beyond(
    day: date, beyond: bool, provisional: bool
) -> None:
    assert (beyond, provisional) == (SHIPPED.beyond(day), SHIPPED.provisional(day))


def test_past_the_last_year_weekends_are_still_skipped() -> None:
    assert date(2089, 3, 14) == SHIPPED.add_working_days(date(2089, 3, 11), 1)


def test_two_readings_of_one_file_are_equal_and_can_be_kept_in_a_set() -> None:
    assert {SHIPPED} == {shipped()}


def test_a_holiday_on_a_saturday_costs_no_working_day() -> None:
    calendar = calendar_from(plain_data(holidays=[{"date": "2026-12-26", "title": "Boxing Day"}]))

    assert not calendar.is_working_day(date(2026, 12, 26))
    assert date(2026, 12, 28) == calendar.add_working_days(date(2026, 12, 25), 1)


def test_everything_wrong_with_a_calendar_is_said_at_once() -> None:
    data = plain_data(
        source="",
        checked="last week",
        holidays=[
            {"date": "2026-12-25", "title": "Christmas Day"},
            {"date": "2026-12-25", "title": "Christmas Day"},
            {"date": "2026-02-30", "title": "A day that never was"},
            {"date": "2028-12-25", "title": "Christmas Day"},
        ],
    )

    with pytest.raises(Unreadable) as refusal:
        calendar_from(data, "ours.yaml")

    expected = [
        "A calendar needs source, and this one has none.",
        "2026-12-25 is listed twice.",
        "2026-02-30 is not a date; write it as 2026-12-25.",
        "last week is not a date; write it as 2026-12-25.",
        "2027 has no holidays, though earlier and later years have.",
    ]
    assert expected == [problem.sentence for problem in refusal.value.problems]
    assert {"ours.yaml"} == {str(problem.place) for problem in refusal.value.problems}
