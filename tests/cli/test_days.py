"""Days as people type them: every spelling of every day reads back as that day, and nothing is guessed."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.errors import Mistyped
from reunify_cli.text.days import MONTHS, WEEKDAYS, read_day, read_when, say_day, say_long, short_day

FIRST, LAST = date(2023, 12, 1), date(2028, 3, 31)
EVERY_DAY = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
MONDAY = date(2026, 11, 30)


def ordinal(day: int) -> str:
    ending = "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def month(day: date) -> str:
    return MONTHS[day.month - 1]


WITH_YEAR: list[Callable[[date], str]] = [
    lambda d: f"{d.day}/{d.month}/{d.year}",
    lambda d: f"{d.day:02}/{d.month:02}/{d.year}",
    lambda d: f"{d.day}.{d.month}.{d.year}",
    lambda d: f"{d.day}-{d.month}-{d.year}",
    lambda d: f"{d.day} {month(d)[:3]} {d.year}",
    lambda d: f"{ordinal(d.day)} {month(d)} {d.year}",
    lambda d: f"{ordinal(d.day)} of {month(d).upper()}, {d.year}",
    lambda d: f"{WEEKDAYS[d.weekday()]} {d.day} {month(d)} {d.year}",
    lambda d: f" {WEEKDAYS[d.weekday()][:3].lower()},  {d.day} {month(d)[:3].lower()} {d.year} ",
    lambda d: d.isoformat(),
    say_day,
    say_long,
]
WITHOUT_YEAR: list[Callable[[date], str]] = [
    lambda d: f"{d.day}/{d.month}",
    lambda d: f"{d.day} {month(d)[:3]}",
    lambda d: f"{ordinal(d.day)} {month(d)}",
    short_day,
]
TIMES = {
    "14:00": 840,
    "2pm": 840,
    "2 pm": 840,
    "2.30pm": 870,
    "00:05": 5,
    "12am": 0,
    "12pm": 720,
    "noon": 720,
    "at 9am": 540,
}


@pytest.mark.parametrize("spelling", WITH_YEAR)
def test_every_spelling_of_a_day_with_its_year_reads_back_as_that_day(spelling: Callable[[date], str]) -> None:
    assert [(d, d) for d in EVERY_DAY] == [
        (read_day(spelling(d), MONDAY), read_day(spelling(d), MONDAY, ahead=True)) for d in EVERY_DAY
    ]


@pytest.mark.parametrize("spelling", WITHOUT_YEAR)
def test_a_day_without_its_year_is_the_nearest_behind_or_for_a_booking_ahead(spelling: Callable[[date], str]) -> None:
    year = [MONDAY - timedelta(days=n) for n in range(365)]
    coming = [MONDAY + timedelta(days=n) for n in range(365)]

    assert year == [read_day(spelling(d), MONDAY) for d in year]
    assert coming == [read_day(spelling(d), MONDAY, ahead=True) for d in coming]


@pytest.mark.parametrize(("text", "minute"), TIMES.items())
@pytest.mark.parametrize("day", ["3 Dec 2026", "3/12/2026", "2026-12-03", "Thu 3 December 2026"])
def test_a_time_may_follow_every_spelling_of_the_day(day: str, text: str, minute: int) -> None:
    assert (date(2026, 12, 3), minute) == tuple(read_when(f"{day} {text}", MONDAY))


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.integers(0, 1439))
def test_what_is_written_in_files_is_read_as_it_is(day: date, minute: int) -> None:
    text = f"{day.isoformat()}T{minute // 60:02}:{minute % 60:02}"

    assert (day, minute) == tuple(read_when(text, MONDAY))


@pytest.mark.parametrize("today", [MONDAY + timedelta(days=n) for n in range(7)])
@pytest.mark.parametrize("number", range(7))
def test_last_and_next_name_a_day_of_the_week_before_or_after_today_never_today(today: date, number: int) -> None:
    name = WEEKDAYS[number]
    last = read_day(f"last {name}", today)

    assert number == last.weekday()
    assert 1 <= (today - last).days <= 7
    if number <= today.weekday():
        coming = read_day(f"next {name[:3]}", today)

        assert number == coming.weekday()
        assert 1 <= (coming - today).days <= 7


@pytest.mark.parametrize("word", ["next tues", "next Tue", "next Sunday 14:00"])
def test_a_next_day_that_is_still_to_come_this_week_asks_which(word: str) -> None:
    with pytest.raises(Mistyped, match="can be this week or the next") as refused:
        read_when(word, MONDAY)

    help = refused.value.problems[0].help.removeprefix("Write ").removesuffix(".")
    assert [7, 0] == [(read_day(a, MONDAY, ahead=True) - read_day(b, MONDAY, ahead=True)).days for a, b in
                      (help.split(" or ")[::-1], [help.split(" or ")[0]] * 2)]  # fmt: skip


def test_yesterday_today_and_tomorrow_are_days() -> None:
    found = [read_day(word, MONDAY) for word in ("yesterday", "Today", "tomorrow")]

    assert [date(2026, 11, 29), MONDAY, date(2026, 12, 1)] == found


REFUSED = {
    "31/02/2027": "February 2027 has 28",
    "31 April 2026": "April 2026 has 30",
    "29/2": "February 2026 has 28",
    "13/13": "no month 13",
    "12/31": "no month 31",
    "Fri": "the last Fri or the next one?",
    "Fri 14:00": "the last Fri or the next one?",
    "this Fri": "two ways",
    "Dec 3": "month first",
    "14:00": "a time without a day",
    "3/12/26": "four digits",
    "3 Dec 26": "not a time of day",
    "3 Dec 1400": "1400 is not a year",
    "Fri 3 Dec 2026": "is a Thursday",
    "3 Dec 25:00": "hours run from 00 to 23",
    "3 Dec 13pm": "runs from 1 to 12",
    "0/5/2026": "May 2026 has 31",
    "3.12.2026.4": "not a day",
    "last week": "not a day",
    "soon": "not a day",
    "": "nothing was typed",
}


@pytest.mark.parametrize(("text", "said"), REFUSED.items())
def test_what_is_no_day_or_could_be_two_is_refused_and_says_why(text: str, said: str) -> None:
    with pytest.raises(Mistyped) as refused:
        read_when(text, MONDAY)

    assert said in str(refused.value)


def test_a_month_typed_before_the_day_is_offered_the_right_way_round() -> None:
    with pytest.raises(Mistyped) as refused:
        read_day("12/31", MONDAY)

    assert refused.value.problems[0].help.endswith("31/12")


@given(st.text(max_size=25))
def test_no_text_whatever_makes_it_stumble(text: str) -> None:
    with suppress(Mistyped):
        assert 1900 <= read_when(text, MONDAY).day.year <= 2199


# --- the two nights on which the clocks change ---

YEARS = range(2015, 2038)


def last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


def at(day: date, time: str) -> str:
    return str(read_when(f"{day.day}/{day.month}/{day.year} {time}", MONDAY))


@pytest.mark.parametrize("time", ["01:00", "01:30", "1.59am"])
def test_a_time_that_the_clocks_jumped_over_is_asked_about(time: str) -> None:
    for year in YEARS:
        spring = last_sunday(year, 3)
        with pytest.raises(Mistyped, match="there was no 01:"):
            at(spring, time)
        for other in (spring - timedelta(days=1), spring + timedelta(days=1)):
            assert at(other, time).startswith(f"{other}T01:"), "on every other night there was such a time"


@pytest.mark.parametrize("time", ["01:00", "01:30", "1.59am"])
def test_a_time_that_came_twice_is_asked_about(time: str) -> None:
    for year in YEARS:
        autumn = last_sunday(year, 10)
        with pytest.raises(Mistyped, match=r"came twice .*\n.*BST for the first or .* GMT for the second"):
            at(autumn, time)
        for other in (autumn - timedelta(days=7), autumn + timedelta(days=1)):
            assert at(other, time).startswith(f"{other}T01:")


def test_the_times_beside_the_changes_are_taken_as_they_are() -> None:
    for night in (last_sunday(2026, 3), last_sunday(2026, 10)):
        for time in ("00:00", "00:59", "02:00", "02:30", "14:00"):
            assert f"{night}T{time}" == at(night, time)


def test_a_zone_says_which_time_is_meant_and_what_the_clock_showed() -> None:
    spring, autumn = last_sunday(2026, 3), last_sunday(2026, 10)
    assert f"{spring}T02:30" == at(spring, "01:30 GMT")
    assert f"{spring}T00:30" == at(spring, "01:30 BST")
    assert f"{autumn}T01:30" == at(autumn, "01:30 BST") == at(autumn, "1.30am gmt")
    assert "2026-07-01T15:00" == at(date(2026, 7, 1), "14:00 GMT")
    assert "2026-07-01T14:00" == at(date(2026, 7, 1), "2pm BST")
    assert "2026-12-01T13:00" == at(date(2026, 12, 1), "14:00 BST")
    assert "2026-06-30T23:30" == at(date(2026, 6, 30), "22:30 GMT")
    assert "2026-07-01T00:30" == at(date(2026, 6, 30), "23:30 GMT")


def test_a_time_is_refused_where_only_a_day_is_wanted() -> None:
    with pytest.raises(Mistyped):
        read_day("3 Dec 14:00", MONDAY)


def test_days_are_said_in_english_whatever_the_machine_speaks() -> None:
    day = date(2026, 11, 26)

    assert ("Thu 26 November 2026", "Thursday 26 November 2026") == (say_day(day), say_long(day))
    assert ("Thu 26 Nov", "Thu 26 Nov", "Thu 26 Nov 2026") == (
        short_day(day),
        short_day(day, MONDAY),
        short_day(day, date(2027, 1, 4)),
    )
