"""Duties that come again and again: by count, by phase, by the case's own pattern, and in a new placement afresh."""

from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.engine.beats import Beat, by_beat
from reunify_cli.engine.duty import Anchor
from reunify_cli.model.moment import Moment
from reunify_cli.rules.periods import Period, Unit
from tests.engine.build import CALENDAR, judge, stands

START = date(2026, 1, 1)
DAYS = range(100)

# 8 rhythms before the change, 10 after it, 11 days on which it comes: 880 settings, each asked of 100 last visits.
BEFORE = (7, 14, 21, 28, 35, 42, 56, 90)
AFTER = (5, 7, 10, 14, 21, 28, 35, 42, 60, 90)
CHANGES = range(0, 99, 9)
SETTINGS = [*product(BEFORE, AFTER, CHANGES)]


def due_day(last: int, *beats: tuple[int, int]) -> int:
    """On which day the next one is due: days since the start, for (first day, so many days) of each beat."""
    rhythm = [Beat(Moment(START + timedelta(days=at)), Period(every, Unit.DAYS)) for at, every in beats]
    counted = by_beat(Anchor(Moment(START + timedelta(days=last))), rhythm, CALENDAR)
    assert counted is not None
    return (counted.due.day - START).days


@pytest.fixture(scope="module")
def table() -> dict[tuple[int, int, int], list[int]]:
    """The due day of every setting after a last visit on every day."""
    return {
        (before, after, change): [due_day(last, (0, before), (change, after)) for last in DAYS]
        for before, after, change in SETTINGS
    }


def test_there_are_880_settings(table: dict[tuple[int, int, int], list[int]]):
    assert (880, 100) == (len(table), len(DAYS))


def test_a_tighter_rhythm_never_makes_a_date_later(table: dict[tuple[int, int, int], list[int]]):
    later = [
        (setting, last)
        for setting, row in table.items()
        for last in DAYS
        if setting[1] < setting[0] and row[last] > last + setting[0]
    ]

    assert [] == later


def test_a_looser_rhythm_never_makes_a_date_earlier(table: dict[tuple[int, int, int], list[int]]):
    earlier = [
        (setting, last)
        for setting, row in table.items()
        for last in DAYS
        if setting[1] > setting[0] and row[last] < last + setting[0]
    ]

    assert [] == earlier


def test_no_change_makes_anything_late_on_the_day_it_is_made(table: dict[tuple[int, int, int], list[int]]):
    late = [
        (setting, last)
        for setting, row in table.items()
        for last in DAYS
        if row[last] < setting[2] <= last + setting[0]
    ]

    assert [] == late


def test_a_later_visit_never_brings_an_earlier_date(table: dict[tuple[int, int, int], list[int]]):
    assert [] == [setting for setting, row in table.items() if row != sorted(row)]


def test_two_equal_phases_equal_one(table: dict[tuple[int, int, int], list[int]]):
    unequal = [
        (setting, last)
        for setting, row in table.items()
        for last in DAYS
        if setting[0] == setting[1] and row[last] != last + setting[0]
    ]

    assert [] == unequal


def test_a_date_that_falls_before_the_change_is_not_touched_by_it(table: dict[tuple[int, int, int], list[int]]):
    touched = [
        (setting, last)
        for setting, row in table.items()
        for last in DAYS
        if last + setting[0] < setting[2] and row[last] != last + setting[0]
    ]

    assert [] == touched


BEATS = st.lists(st.tuples(st.integers(1, 60), st.integers(3, 90)), min_size=1, max_size=5)


@given(BEATS, st.integers(0, 250))
def test_the_laws_hold_for_any_row_of_changes(gaps: list[tuple[int, int]], last: int):
    beats, at = [], 0
    for gap, every in gaps:
        beats.append((at, every))
        at += gap
    tightest, loosest = min(every for _, every in beats), max(every for _, every in beats)

    assert last + tightest <= due_day(last, *beats) <= last + loosest
    assert due_day(last, *beats) <= due_day(last + 1, *beats)


def test_a_rhythm_set_only_after_the_start_counts_from_the_day_it_is_set():
    assert 60 == due_day(0, (32, 28))


# --- under a rule -------------------------------------------------------------------------------------------------

CARE = ("placement-start 2026-01-05 kind=foster", "became-looked-after 2026-01-05 legal-status=interim-care-order")

REVIEWS = "- {id: reviews, while: {looked-after: yes}, every: [20 wd, 3 m, 6 m], needs: {event: review}}"


def test_by_count_the_interval_is_fixed_by_the_last_one_held():
    held = ("review 2026-02-02", "review 2026-04-20", "review 2026-10-30", "review 2027-04-01")

    expected = [
        "due 2026-02-02, met",
        "due 2026-05-02, met",
        "due 2026-10-20, met-late",
        "due 2027-04-30, met",
        "due 2027-10-01, upcoming",
    ]
    assert expected == stands(judge(REVIEWS, *CARE, *held), "reviews", "2027-05-01")


def test_however_long_the_silence_there_is_one_duty():
    assert ["due 2026-02-02, overdue"] == stands(judge(REVIEWS, *CARE), "reviews", "2027-12-01")


def test_months_are_counted_from_the_last_one_and_never_chained():
    rules = "- {id: check, while: {looked-after: yes}, every: 1 m, needs: {event: dental-check}}"
    held = [f"dental-check {day}" for day in ("2026-01-31", "2026-02-28", "2026-03-31")]

    expected = ["due 2026-02-05, met", "due 2026-02-28, met", "due 2026-03-28, met-late", "due 2026-04-30, due"]
    assert expected == stands(judge(rules, *CARE, *held), "check", "2026-04-20")


def test_two_visits_of_one_day_are_one():
    rules = "- {id: visits, while: {looked-after: yes}, every: 1 w, needs: {event: visit}}"
    held = ("visit 2026-01-08 id=a", "visit 2026-01-08 id=b")

    assert ["due 2026-01-12, met", "due 2026-01-15, due"] == stands(judge(rules, *CARE, *held), "visits", "2026-01-09")


def test_a_visit_on_the_day_of_the_placement_counts_and_one_before_it_does_not():
    rules = "- {id: visits, while: {looked-after: yes}, every: 1 w, needs: {event: visit}}"

    assert "due 2026-01-12, met" in stands(judge(rules, *CARE, "visit 2026-01-05"), "visits", "2026-01-06")
    assert ["due 2026-01-12, due"] == stands(judge(rules, *CARE, "visit 2026-01-04"), "visits", "2026-01-06")


def test_weekly_until_a_review_then_six_weekly_and_the_review_that_opened_the_stretch_does_not_end_it():
    rules = """
    - {id: visits, while: {plan: reunification}, phases: [{every: 1 w, until: {event: review}}, {every: 6 w}],
       needs: {event: visit}}
    """
    opening = "review 2026-02-02 changed-plan-to=reunification"

    assert ["due 2026-02-09, overdue"] == stands(judge(rules, *CARE, opening), "visits", "2026-03-01")
    assert ["due 2026-03-16, upcoming"] == stands(
        judge(rules, *CARE, opening, "review 2026-02-05"), "visits", "2026-02-20"
    )


def test_a_phase_may_last_for_a_time():
    rules = """
    - {id: visits, while: {looked-after: yes}, first: 1 w, phases: [{every: 6 w, for: 1 y}, {every: 3 m}],
       needs: {event: visit}}
    """
    visits = ("visit 2026-01-12", "visit 2026-02-20", "visit 2026-12-10", "visit 2027-01-05")

    expected = [
        "due 2026-01-12, met",
        "due 2026-02-23, met",
        "due 2026-04-03, met-late",
        "due 2027-03-10, met",  # the year is over on 5 January: three months from the last visit
        "due 2027-04-05, upcoming",
    ]
    assert expected == stands(judge(rules, *CARE, *visits), "visits", "2027-01-10")


def test_the_cases_own_pattern_tightens_and_loosens_and_is_silent_until_it_is_set():
    rules = "- {id: visits, while: {looked-after: yes}, every: {fact: visiting-interval}, needs: {event: visit}}"
    visits = ("visit 2026-03-02", "visit 2026-04-01")
    tighter, looser = "visiting-pattern-set 2026-03-06 interval=2w", "visiting-pattern-set 2026-04-06 interval=6w"

    assert [] == stands(judge(rules, *CARE, *visits), "visits", "2026-05-01")
    set_late = judge(rules, *CARE, "visiting-pattern-set 2026-03-01 interval=4w", *visits)
    assert ["due 2026-03-29, met", "due 2026-03-30, met-late", "due 2026-04-29, overdue"] == stands(
        set_late, "visits", "2026-05-01"
    )
    both = judge(rules, *CARE, "visiting-pattern-set 2026-03-01 interval=4w", *visits, tighter, looser)
    assert ["due 2026-03-29, met", "due 2026-03-20, met-late", "due 2026-05-13, due"] == stands(
        both, "visits", "2026-05-01"
    )


def test_of_two_patterns_set_at_once_the_longer_counts_and_nobody_is_late_on_a_guess():
    rules = "- {id: visits, while: {looked-after: yes}, every: {fact: visiting-interval}, needs: {event: visit}}"
    day = [f"visiting-pattern-set 2026-03-01 interval={each} id={each}" for each in ("2w", "4w")]

    for lines in (day, day[::-1]):
        assert ["due 2026-03-29, upcoming"] == stands(judge(rules, *CARE, *lines), "visits", "2026-03-02")


def test_a_rhythm_set_only_after_something_was_done_does_not_change_the_date_by_which_it_was_due():
    rules = """
        - {id: visits, while: {looked-after: yes}, phases: [{every: 1 w, until: {event: review}}, {every: 6 w}],
           needs: {event: visit}}
    """
    judged = judge(rules, *CARE, "visit 2026-01-09", "review 2026-01-10")

    assert ["due 2026-01-12, met", "due 2026-02-20, upcoming"] == stands(judged, "visits", "2026-01-20")


def test_a_rhythm_from_an_event_in_the_stretch():
    rules = """
    - {id: care-team, while: {looked-after: yes}, every: 14 d, from: {event: care-team-meeting, which: first},
       needs: {event: care-team-meeting}}
    """
    before = "care-team-meeting 2025-12-20"

    assert [] == stands(judge(rules, *CARE, before), "care-team", "2026-03-01")
    assert ["due 2026-02-03, overdue"] == stands(
        judge(rules, *CARE, before, "care-team-meeting 2026-01-20"), "care-team", "2026-03-01"
    )


def test_an_event_after_the_stretch_starts_no_rhythm_in_it():
    rules = "- {id: r, while: {looked-after: yes}, every: 4 w, from: {event: care-team-meeting}, needs: {event: visit}}"

    assert [] == stands(
        judge(rules, *CARE, "order-discharged 2026-03-01", "care-team-meeting 2026-04-01"), "r", "2026-05-01"
    )


def test_a_visit_on_the_day_of_a_move_meets_what_was_due_before_and_after_it_and_starts_one_rhythm():
    rules = """
    - {id: r, while: {looked-after: yes}, restart: {event: placement-start}, every: [1 w, 6 w], needs: {event: visit}}
    """
    judged = judge(rules, *CARE, "placement-start 2026-01-10T09:00 kind=foster", "visit 2026-01-10")

    expected = ["due 2026-01-12, met", "due 2026-01-17, met", "due 2026-02-21, overdue"]
    assert expected == stands(judged, "r", "2026-05-01")


def test_what_would_have_fallen_due_before_the_stretch_opened_counts_from_its_opening():
    rules = """
    - {id: supervision, while: {plan: reunification}, every: 4 w, from: {starts: {looked-after: yes}},
       needs: {event: supervision}}
    """

    def first_due(opened: str) -> list[str]:
        return stands(judge(rules, *CARE, f"plan-changed {opened} to=reunification"), "supervision", opened)

    assert ["due 2026-02-02, due"] == first_due("2026-01-20")
    assert ["due 2026-06-29, upcoming"] == first_due("2026-06-01")


def test_a_younger_rule_counts_from_the_day_it_came_into_force():
    rules = "- {id: visits, in-force: 2026-03-02, while: {looked-after: yes}, every: 6 w, needs: {event: visit}}"

    assert ["due 2026-04-13, overdue"] == stands(judge(rules, *CARE), "visits", "2026-05-01")


def test_a_new_version_holds_from_the_first_one_counted_in_its_time():
    rules = """
    - id: visits
      while: {looked-after: yes}
      every: 6 w
      needs: {event: visit}
      versions: [{in-force: 2026-03-01, every: 4 w}]
    """
    visits = ("visit 2026-02-10", "visit 2026-03-20")

    assert ["due 2026-02-16, met", "due 2026-03-24, met", "due 2026-04-17, upcoming"] == stands(
        judge(rules, *CARE, *visits), "visits", "2026-03-21"
    )


def test_a_rhythm_is_closed_by_another_route():
    rules = """
    - {id: visits, while: {looked-after: yes}, every: 6 w, needs: {event: visit}, closed-by: {event: record-checked}}
    """

    assert ["due 2026-02-16, closed"] == stands(
        judge(rules, *CARE, "record-checked 2026-01-20"), "visits", "2026-05-01"
    )


def test_where_whether_it_applies_was_not_recorded_the_rhythm_is_unclear_until_it_is_kept():
    rules = "- {id: visits, while: {looked-after: yes}, when: {term: short}, every: 6 w, needs: {event: visit}}"

    judged = judge(rules, *CARE, "visit 2026-02-01")

    assert ["due 2026-02-16, met", "due 2026-03-15, unclear"] == stands(judged, "visits", "2026-05-01")


@pytest.mark.parametrize(
    "rule",
    [
        "every: 14 d, from: {event: care-team-meeting, which: first}",
        "within: 14 d, from: {event: care-team-meeting}",
        "phases: [{every: 14 d}], from: {event: care-team-meeting, which: first}",
        "before: {event: care-team-meeting, which: each}",
    ],
)
def test_the_event_that_starts_a_duty_never_meets_it(rule: str):
    rules = f"- {{id: again, while: {{looked-after: yes}}, {rule}, needs: {{event: care-team-meeting}}}}"

    (duty,) = judge(rules, *CARE, "care-team-meeting 2026-02-02").of("again")

    assert duty.met is None
