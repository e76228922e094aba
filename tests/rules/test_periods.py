"""How periods are written, said and counted: worked examples, and laws over every day of five years."""

from calendar import monthrange
from datetime import date, timedelta

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.model.moment import Moment, parse_moment
from reunify_cli.rules.calendar import calendar_from
from reunify_cli.rules.periods import LONGEST, Due, Period, Unit, due, parse_period, working_days_between
from reunify_cli.shipped import policies_dir

FILE = policies_dir() / "calendars" / "england-and-wales.yaml"
CALENDAR = calendar_from(yaml.load(FILE.read_text(encoding="utf-8"), yaml.CBaseLoader))

FIVE_YEARS = [date(2024, 1, 1) + timedelta(days=n) for n in range(5 * 365 + 2)]
PERIODS = st.builds(Period, st.integers(0, LONGEST), st.sampled_from(Unit))
DAYS = st.dates(date(2012, 1, 1), date(2030, 12, 31))
MINUTES = st.integers(0, 1439)


def ends(anchor: str, period: str) -> str:
    """The end of a period from an anchor, all three as they are written in files."""
    moment = parse_moment(anchor)
    return str(due(moment.day, moment.minute, parse_period(period), CALENDAR))


@pytest.mark.parametrize(
    ("text", "period", "words"),
    [
        ("72 h", Period(72, Unit.HOURS), "72 hours"),
        ("1 h", Period(1, Unit.HOURS), "1 hour"),
        ("5 wd", Period(5, Unit.WORKING_DAYS), "5 working days"),
        ("1wd", Period(1, Unit.WORKING_DAYS), "1 working day"),
        ("42 d", Period(42, Unit.DAYS), "42 days"),
        ("6 w", Period(6, Unit.WEEKS), "6 weeks"),
        ("6w", Period(6, Unit.WEEKS), "6 weeks"),
        ("3 m", Period(3, Unit.MONTHS), "3 months"),
        (" 1 y ", Period(1, Unit.YEARS), "1 year"),
    ],
)
def test_a_period_is_read_as_policies_write_it_and_said_as_people_do(text: str, period: Period, words: str) -> None:
    assert period == parse_period(text)
    assert words == period.words()


@given(PERIODS)
def test_what_a_period_prints_reads_back_as_the_same_period(period: Period) -> None:
    assert period == parse_period(str(period))


@pytest.mark.parametrize("text", ["", "5", "wd", "5 days", "5 WD", "-5 d", "1.5 d", "5 d 3 h", "٥ d", "5\nd"])
def test_anything_else_is_refused_with_the_way_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="is not a period; write a number and one of h"):
        parse_period(text)


def test_a_period_too_long_to_be_meant_is_refused() -> None:
    with pytest.raises(ValueError, match="a whole number from 0 to 999, not 1000"):
        parse_period("1000 d")


# The anchor day is left out. Worked by hand from the bank holidays of the years in question.
@pytest.mark.parametrize(
    ("anchor", "ends_by_period"),
    [
        ("2024-12-20", "2024-12-23 2024-12-31 2025-01-08 2025-01-22 2025-01-31 2025-02-14 2025-03-04"),
        ("2026-04-01", "2026-04-04 2026-04-10 2026-04-17 2026-05-01 2026-05-13 2026-05-27 2026-06-14"),
        ("2026-05-02", "2026-05-05 2026-05-11 2026-05-18 2026-06-02 2026-06-13 2026-06-27 2026-07-15"),
        ("2026-12-24", "2026-12-27 2027-01-05 2027-01-12 2027-01-26 2027-02-04 2027-02-18 2027-03-08"),
    ],
)
def test_the_worked_dates_of_the_law_come_out(anchor: str, ends_by_period: str) -> None:
    periods = ("72 h", "5 wd", "10 wd", "20 wd", "42 d", "56 d", "74 d")

    assert ends_by_period == " ".join(ends(anchor, period) for period in periods)


@pytest.mark.parametrize(
    ("anchor", "period", "end"),
    [
        ("2026-08-31", "6 m", "2027-02-28"),
        ("2026-11-30", "3 m", "2027-02-28"),
        ("2027-08-31", "6 m", "2028-02-29"),
        ("2028-02-29", "1 y", "2029-02-28"),
        ("2028-02-29", "4 y", "2032-02-29"),
        ("2026-01-05", "20 wd", "2026-02-02"),
        ("2026-02-02", "3 m", "2026-05-02"),
        ("2026-01-05", "4 m", "2026-05-05"),
        ("2026-12-31", "0 d", "2026-12-31"),
    ],
)
def test_months_end_with_the_month_and_reviews_fall_as_the_regulations_count_them(
    anchor: str, period: str, end: str
) -> None:
    assert end == ends(anchor, period)


def test_months_are_counted_from_the_anchor_and_never_chained() -> None:
    chained = ends(ends("2026-01-31", "1 m"), "1 m")

    assert "2026-03-28" == chained
    assert "2026-03-31" == ends("2026-01-31", "2 m")


@pytest.mark.parametrize(
    ("anchor", "period", "end"),
    [
        ("2026-11-30T14:00", "72 h", "2026-12-03T14:00"),
        ("2026-11-30T23:30", "1 h", "2026-12-01T00:30"),
        ("2026-03-27T14:30", "72 h", "2026-03-30T14:30"),  # the clocks go forward on 29 March
        ("2026-10-23T14:30", "72 h", "2026-10-26T14:30"),  # and back on 25 October
        ("2026-11-30", "48 h", "2026-12-02"),
        ("2026-11-30", "72 h", "2026-12-03"),
        ("2026-11-30", "36 h", "2026-12-02"),
        ("2026-11-30", "24 h", "2026-12-01"),
        ("2026-11-30", "0 h", "2026-11-30"),
    ],
)
def test_hours_are_counted_on_the_wall_and_from_a_bare_date_end_with_a_day(anchor: str, period: str, end: str) -> None:
    assert end == ends(anchor, period)


@pytest.mark.parametrize("period", ["5 wd", "42 d", "6 w", "3 m", "1 y"])
def test_only_hours_look_at_the_time_of_the_anchor(period: str) -> None:
    assert ends("2026-11-30", period) == ends("2026-11-30T14:00", period)


@pytest.mark.parametrize("months", [1, 3, 6, 12, 24])
def test_months_and_years_from_every_day_of_five_years_are_what_the_almanac_says(months: int) -> None:
    for anchor in FIVE_YEARS:
        year, month = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
        almanac = date(year, month + 1, min(anchor.day, monthrange(year, month + 1)[1]))

        assert Due(almanac) == due(anchor, None, Period(months, Unit.MONTHS), CALENDAR)
        if months % 12 == 0:
            assert Due(almanac) == due(anchor, None, Period(months // 12, Unit.YEARS), CALENDAR)


@given(DAYS, st.integers(0, LONGEST // 7))
def test_a_week_is_seven_days(day: date, weeks: int) -> None:
    in_days = due(day, None, Period(weeks * 7, Unit.DAYS), CALENDAR)

    assert in_days == due(day, None, Period(weeks, Unit.WEEKS), CALENDAR)


@given(DAYS, st.integers(0, LONGEST // 24))
def test_from_a_bare_date_twenty_four_hours_are_a_day(day: date, count: int) -> None:
    in_days = due(day, None, Period(count, Unit.DAYS), CALENDAR)

    assert in_days == due(day, None, Period(count * 24, Unit.HOURS), CALENDAR)


@given(DAYS, st.none() | MINUTES, PERIODS)
def test_no_period_ends_before_its_anchor(day: date, minute: int | None, period: Period) -> None:
    assert due(day, minute, period, CALENDAR).deadline >= Moment(day, minute).start


@given(DAYS, st.integers(0, 60), PERIODS, st.none() | MINUTES)
def test_a_later_anchor_never_ends_sooner(day: date, later: int, period: Period, minute: int | None) -> None:
    sooner = due(day, minute, period, CALENDAR)

    assert sooner.deadline <= due(day + timedelta(days=later), minute, period, CALENDAR).deadline


@given(DAYS, MINUTES, st.integers(0, LONGEST))
def test_a_bare_date_never_gives_less_time_than_the_same_date_with_a_time_at_midnight(
    day: date, minute: int, hours: int
) -> None:
    period = Period(hours, Unit.HOURS)

    assert due(day, None, period, CALENDAR).deadline > due(day, 0, period, CALENDAR).deadline
    assert due(day, 0, period, CALENDAR).deadline + minute == due(day, minute, period, CALENDAR).deadline


@given(DAYS, st.none() | MINUTES, DAYS, MINUTES)
def test_a_moment_is_in_time_up_to_the_deadline_and_midnight_belongs_to_the_day_it_begins(
    due_day: date, due_minute: int | None, day: date, minute: int
) -> None:
    owed, moment = Due(due_day, due_minute), Moment(day, minute)
    last_minute = owed.deadline - (due_minute is None)

    assert (moment.start <= last_minute) == owed.in_time(moment)


@pytest.mark.parametrize(
    ("owed", "happened", "in_time"),
    [
        (Due(date(2026, 12, 3)), "2026-12-03", True),
        (Due(date(2026, 12, 3)), "2026-12-03T23:59", True),
        (Due(date(2026, 12, 3)), "2026-12-04T00:00", False),
        (Due(date(2026, 12, 3), 840), "2026-12-03T14:00", True),
        (Due(date(2026, 12, 3), 840), "2026-12-03T14:01", False),
        (Due(date(2026, 12, 3), 840), "2026-12-03", None),
        (Due(date(2026, 12, 3), 840), "2026-12-02", True),
        (Due(date(2026, 12, 3), 840), "2026-12-04", False),
    ],
)
def test_a_due_day_ends_at_midnight_and_a_due_hour_does_not_wait(
    owed: Due, happened: str, in_time: bool | None
) -> None:
    assert in_time is owed.in_time(parse_moment(happened))


def test_a_deadline_is_the_midnight_that_ends_the_day_or_the_minute_itself() -> None:
    day = date(2026, 12, 3)

    assert (day.toordinal() + 1) * 1440 == Due(day).deadline
    assert day.toordinal() * 1440 + 840 == Due(day, 840).deadline


@pytest.mark.parametrize(
    ("after", "until", "days"),
    [
        ("2026-12-24", "2026-12-29", 1),  # the office was closed from Christmas Day to Monday the 28th
        ("2026-12-24", "2026-12-24", 0),
        ("2026-11-27", "2026-11-30", 1),
        ("2026-11-28", "2026-11-29", 0),
        ("2026-12-29", "2026-12-24", -1),
    ],
)
def test_days_late_are_counted_in_working_days(after: str, until: str, days: int) -> None:
    assert days == working_days_between(date.fromisoformat(after), date.fromisoformat(until), CALENDAR)
