"""Points in time as people write them: a day, or a day and a time, and what can be said of their order."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.model.moment import (
    MINUTES_IN_DAY,
    Moment,
    age_on,
    birthday,
    moment_at,
    parse_instant,
    parse_moment,
    position_day,
)

MOMENTS = st.builds(
    Moment, st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.none() | st.integers(0, MINUTES_IN_DAY - 1)
)
DAYS = st.dates(date(1990, 1, 1), date(2030, 12, 31))


@given(MOMENTS)
def test_what_is_written_reads_as_it_was(moment: Moment):
    assert moment == parse_moment(str(moment))


@given(MOMENTS, MOMENTS)
def test_of_two_moments_at_most_one_came_first(one: Moment, other: Moment):
    before, after = one.before(other), other.before(one)

    assert not (before and after)
    assert (before is None) is (after is None)
    assert (before is None) is (one.day == other.day and None in (one.minute, other.minute))
    if before:
        assert one.end < other.start


@given(MOMENTS)
def test_a_moment_lies_within_its_own_day(moment: Moment):
    assert moment.start <= moment.end
    assert {moment.day} == {position_day(moment.start), position_day(moment.end)}
    assert moment == moment_at(moment.start, timed=moment.minute is not None)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("tomorrow", '"tomorrow" is not a day: write it as 2026-12-03, or 2026-12-03T14:00 with a time'),
        ("3/12/2026", '"3/12/2026" is not a day: write it as 2026-12-03, or 2026-12-03T14:00 with a time'),
        ("2026-13-01", '"2026-13-01" is not a day: there is no month 13'),
        ("2026-02-29", '"2026-02-29" is not a day: February 2026 has 28'),
        (
            "2026-02-01T24:00",
            '"2026-02-01T24:00" is not a time of day: hours run from 00 to 23 and minutes from 00 to 59',
        ),
        ("", '"" is not a day: write it as 2026-12-03, or 2026-12-03T14:00 with a time'),
    ],
)
def test_what_is_no_day_says_why(text: str, complaint: str):
    with pytest.raises(ValueError) as error:  # noqa: PT011 - the sentence is compared below
        parse_moment(text)

    assert complaint == str(error.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-11T09:02Z", datetime(2026, 3, 11, 9, 2, tzinfo=UTC)),
        ("2026-03-11T09:02:30Z", datetime(2026, 3, 11, 9, 2, 30, tzinfo=UTC)),
        ("2026-03-11 09:02", datetime(2026, 3, 11, 9, 2, tzinfo=UTC)),
        ("2026-07-11T10:02+01:00", datetime(2026, 7, 11, 9, 2, tzinfo=UTC)),
    ],
)
def test_an_instant_is_in_utc_unless_it_says_otherwise(text: str, expected: datetime):
    assert expected == parse_instant(text)


@pytest.mark.parametrize("text", ["2026-03-11", "yesterday", "2026-02-30T09:00Z", "2026-02-20T25:00Z"])
def test_what_is_no_instant_is_refused(text: str):
    with pytest.raises(ValueError, match="is not an instant"):
        parse_instant(text)


@given(DAYS, st.integers(0, 40))
def test_a_birthday_makes_somebody_a_year_older_and_the_day_before_does_not(born: date, years: int):
    day = birthday(born, years)

    assert years == age_on(born, day)
    if years:
        assert years - 1 == age_on(born, position_day(Moment(day).start - 1))


def test_the_beginning_of_time_is_the_first_day_there_is():
    assert date.min == position_day(0)


def test_29_february_falls_on_1_march_in_a_common_year():
    assert [date(2026, 3, 1), date(2028, 2, 29)] == [birthday(date(2012, 2, 29), years) for years in (14, 16)]
