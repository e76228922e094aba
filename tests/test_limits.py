"""Every dated rule of every shipped policy at its limits, its dates worked out a second time by somebody else's code.

The days are counted by `tests/almanac.py`, one at a time; nothing of our calendar is used. From every day of five
years the dates are held in `tests/test_timers.py`; here it is what follows from them, on awkward days.
"""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import pytest

from reunify_cli.engine.duty import Counted, Duty, Standing, standing
from reunify_cli.model.moment import MINUTES_IN_DAY
from reunify_cli.policy_store.examples import read_examples
from reunify_cli.policy_store.limits import Limit, awkward, limits
from reunify_cli.policy_store.policies import load_calendar, load_policy, policy_ids
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.periods import Due
from reunify_cli.rules.terms import SoonestOf, Within
from tests.almanac import BANK_HOLIDAYS, counted

CALENDAR = load_calendar()
DAYS = awkward(CALENDAR)
COVERED = {"care-team": 13, "england": 38, "lincolnshire": 5, "northamptonshire": 0, "nspcc": 0, "surrey": 12}
"""How many rules of each policy were moved to their limits when this was last looked at: never fewer.

Of care-team one less than once: its legal panel is owed without a date.
"""


# --- the second opinion -----------------------------------------------------------------------------------------------


def second(reading: Counted) -> Due:
    """One reading of a date, worked out again; a date taken from another duty is taken as it is."""
    when = reading.anchor.when
    return counted(when.day, when.minute, reading.period) if reading.period else reading.due


def again(duty: Duty) -> Due:
    """The due date of a duty, worked out again from what it is counted from."""
    dates = [second(each) for each in duty.counted]
    several = isinstance(duty.terms.timing, (Within, SoonestOf))
    return min(dates, key=lambda due: due.deadline) if several else dates[0]


# --- every shipped policy -------------------------------------------------------------------------------------------


@cache
def found(policy_id: str) -> tuple[Limit, ...]:
    policy = load_policy(policy_id)
    return tuple(limits(policy, read_examples(policy), CALENDAR, DAYS))


def test_every_shipped_policy_is_taken_to_its_limits_here() -> None:
    assert policy_ids() == sorted(COVERED)


def test_the_days_are_those_on_which_counting_goes_wrong() -> None:
    fridays = [day for day in DAYS if day.weekday() == 4 and day + timedelta(days=3) in BANK_HOLIDAYS]

    assert len(fridays) >= 3
    assert {date(2027, 3, 25), date(2028, 2, 28), date(2028, 2, 29), date(2027, 2, 28)} <= set(DAYS)
    assert {date(2027, 12, day) for day in range(23, 32)} <= set(DAYS)
    assert {date(2027, 3, 28), date(2027, 10, 31)} <= set(DAYS)


@pytest.mark.parametrize("policy_id", policy_ids())
def test_not_late_on_the_day_it_is_due_late_the_day_after_and_what_is_done_by_then_is_in_time(policy_id: str) -> None:
    assert [] == [f"{limit.rule}: {each}" for limit in found(policy_id) for each in limit.wrong]


@pytest.mark.parametrize("policy_id", policy_ids())
def test_every_date_at_the_limits_is_the_one_that_a_second_way_of_counting_gives(policy_id: str) -> None:
    differing = [
        f"{limit.rule} counted from {moved.anchor}: {moved.duty.due}, and by the other {again(moved.duty)}"
        for limit in found(policy_id)
        for moved in limit.moved
        if moved.duty.due != again(moved.duty)
    ]

    assert [] == differing


@pytest.mark.parametrize("policy_id", policy_ids())
def test_no_rule_that_was_at_its_limits_is_missing_there_now(policy_id: str) -> None:
    covered = [limit for limit in found(policy_id) if limit.moved]

    assert COVERED[policy_id] <= len(covered)
    assert all(len(DAYS) == len(limit.moved) and limit.evidence for limit in covered)


@pytest.mark.parametrize("policy_id", policy_ids())
def test_only_what_nobody_confirmed_is_not_moved(policy_id: str) -> None:
    policy = load_policy(policy_id)
    left = [limit for limit in found(policy_id) if not limit.moved]

    assert [] == [f"{limit.rule}: {limit.why}" for limit in left if not policy.by_id[limit.rule].unverified]


# --- it finds what is wrong -----------------------------------------------------------------------------------------


def without_bank_holidays() -> Calendar:
    return replace(CALENDAR, holidays={})


def test_a_calendar_without_bank_holidays_is_found_by_the_second_way_of_counting() -> None:
    policy = load_policy("england")
    examples = [example for example in read_examples(policy) if example.rule == "reviews"]
    calendar = without_bank_holidays()
    duties = [
        moved.duty
        for limit in limits(policy, examples, calendar, DAYS)
        for moved in limit.moved
        if limit.rule == "reviews"
    ]

    assert duties
    assert any(duty.due != again(duty) for duty in duties)


@pytest.mark.parametrize(("days", "said"), [(1, "and late already then"), (-1, "and due after that")])
def test_a_program_that_calls_things_late_a_day_off_is_found(
    monkeypatch: pytest.MonkeyPatch, days: int, said: str
) -> None:
    policy = load_policy("england")
    examples = [example for example in read_examples(policy) if example.rule == "placement-plan"]
    off = lambda duty, now: standing(duty, now + days * MINUTES_IN_DAY)  # noqa: E731

    honest = [each for each in limits(policy, examples, CALENDAR, DAYS) if each.rule == "placement-plan"]
    monkeypatch.setattr("reunify_cli.policy_store.limits.standing", off)
    found = [each for each in limits(policy, examples, CALENDAR, DAYS) if each.rule == "placement-plan"]

    assert [] == [sentence for each in honest for sentence in each.wrong]
    assert any(said in sentence for each in found for sentence in each.wrong)


def test_a_program_that_takes_what_was_done_too_late_for_done_in_time_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    policy = load_policy("england")
    examples = [example for example in read_examples(policy) if example.rule == "placement-plan"]
    kind = {Standing.MET_LATE: Standing.MET}
    monkeypatch.setattr(
        "reunify_cli.policy_store.limits.standing", lambda duty, now: kind.get(standing(duty, now), standing(duty, now))
    )

    (found,) = [each for each in limits(policy, examples, CALENDAR, DAYS) if each.rule == "placement-plan"]

    assert not found.evidence
