"""Where a rhythm or a rule ends: after a period, at an event, at the later or the sooner of the two, on a named day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.rules.phrasing import timing_words
from tests.engine.build import judge, policy, stands

HOME = "returned-home 2026-06-01 to=mother"
CARE = "became-looked-after 2026-01-05 legal-status=care-order"


def visits(phases: str) -> str:
    """A rule of visits at home in phases."""
    return f"""
- id: weekly
  while: {{with-parent: yes}}
  phases: [{phases}]
  needs: {{event: visit, where: {{seen: yes}}}}
"""


def seen(*days: str) -> list[str]:
    return [f"visit 2026-{day} seen=yes" for day in days]


def test_weekly_visits_for_a_month_are_four_and_then_no_more():
    judged = judge(visits("{every: 1 w, for: 1 m}"), CARE, HOME, *seen("06-05", "06-12", "06-19", "06-26", "07-03"))

    assert ["due 2026-06-08, met", "due 2026-06-12, met", "due 2026-06-19, met", "due 2026-06-26, met"] == stands(
        judged, "weekly", "2026-10-20"
    )


def test_the_last_day_of_the_last_phase_still_counts_and_a_visit_missing_then_is_late_until_it_is_made():
    rule = visits("{every: 1 w, for: 4 w}")
    three = seen("06-08", "06-15", "06-22")

    assert "due 2026-06-29, due" == stands(judge(rule, CARE, HOME, *three), "weekly", "2026-06-29")[-1]
    assert "due 2026-06-29, overdue" == stands(judge(rule, CARE, HOME, *three), "weekly", "2026-10-20")[-1]
    late = stands(judge(rule, CARE, HOME, *three, *seen("07-02")), "weekly", "2026-10-20")
    assert (4, "due 2026-06-29, met-late") == (len(late), late[-1])


def test_a_rhythm_whose_last_phase_has_no_end_goes_on():
    judged = judge(visits("{every: 1 w, for: 4 w}, {every: 4 w}"), CARE, HOME, *seen("06-08", "06-30"))

    assert "due 2026-07-28, overdue" == stands(judged, "weekly", "2026-10-20")[-1]


def test_an_event_that_ends_the_last_phase_ends_what_would_have_fallen_due_after_it():
    rule = visits("{every: 1 w, until: {event: review}}")
    before, after = [*seen("06-05")], ["review 2026-06-10"]

    assert ["due 2026-06-08, met", "due 2026-06-12, overdue"] == stands(
        judge(rule, CARE, HOME, *before), "weekly", "2026-07-01"
    )
    assert ["due 2026-06-08, met"] == stands(judge(rule, CARE, HOME, *before, *after), "weekly", "2026-07-01")


@pytest.mark.parametrize(
    ("which", "review", "after_the_10th"),
    [
        # Weekly until the review or for four weeks, then four-weekly; visits on 5 and 10 June.
        ("later", "review 2026-06-08", "2026-06-17"),
        ("later", "", "2026-06-17"),
        ("sooner", "review 2026-06-08", "2026-07-08"),
        ("sooner", "", "2026-06-17"),
    ],
)
def test_the_later_or_the_sooner_of_an_event_and_a_period_is_said_by_a_word_of_its_own(
    which: str, review: str, after_the_10th: str
):
    rule = visits(f"{{every: 1 w, until: {{event: review}}, for: 4 w, whichever: {which}}}, {{every: 4 w}}")
    judged = judge(rule, CARE, HOME, *seen("06-05", "06-10"), *([review] if review else []))

    assert f"due {after_the_10th}, " == stands(judged, "weekly", "2026-06-11")[-1].removesuffix("due").removesuffix(
        "upcoming"
    )


REVIEWS = st.integers(min_value=1, max_value=80)


@given(weeks=st.integers(min_value=1, max_value=8), every=st.integers(min_value=1, max_value=20), review=REVIEWS)
def test_done_on_every_due_day_a_rhythm_ends_on_the_day_that_its_words_name(weeks: int, every: int, review: int):
    start = date(2026, 6, 1)
    period, event = start + timedelta(weeks=weeks), start + timedelta(days=review)
    for which, end in (("later", max(period, event)), ("sooner", min(period, event))):
        # On the day of an event nothing falls due any more; a period's last day is its own.
        last = end - timedelta(days=1) if end == event and not (end == period and which == "later") else end
        rule = visits(f"{{every: {every} d, until: {{event: review}}, for: {weeks} w, whichever: {which}}}")
        days = [start + timedelta(days=n) for n in range(every, 200, every)]
        done = [f"visit {day} seen=yes" for day in days if day <= last]
        found = judge(rule, CARE, HOME, f"review {event}", *done).of("weekly")

        assert [day for day in days if day <= last] == [duty.due.day for duty in found if duty.due]


# --- a rule's own last day ----------------------------------------------------------------------------------------

STAYS = """
- id: after-a-stay
  until: 2026-10-31
  within: 5 d
  from: {event: stay}
  needs: {event: visit}
"""


@pytest.mark.parametrize(("day", "number"), [("2026-10-30", 1), ("2026-10-31", 1), ("2026-11-01", 0)])
def test_the_day_that_until_names_still_counts(day: str, number: int):
    assert number == len(judge(STAYS, CARE, f"stay {day} with=mother").of("after-a-stay"))


def test_a_rhythm_asks_for_nothing_after_the_last_day_of_its_rule():
    rule = visits("{every: 1 w}").replace("  phases", "  until: 2026-06-22\n  phases")
    done = seen("06-08", "06-15")

    assert ["2026-06-08", "2026-06-15", "2026-06-22"] == [
        str(duty.due) for duty in judge(rule, CARE, HOME, *done).of("weekly")
    ]
    assert 2 == len(judge(rule, CARE, HOME, "visit 2026-06-08 seen=yes", "visit 2026-06-16 seen=yes").of("weekly"))


GATES = """
- id: report
  in-force: 2026-06-01
  until: 2026-06-30
  before: {event: review}
  needs: {event: assessment-reviewed}
  versions: [{in-force: 2027-01-01, needs: {event: family-network-meeting}}]
"""


@pytest.mark.parametrize(
    ("day", "needs"),
    [
        ("2026-05-31", None),
        ("2026-06-01", "assessment-reviewed"),
        ("2026-12-31", "assessment-reviewed"),
        ("2027-01-01", "family-network-meeting"),
    ],
)
def test_before_a_booked_meeting_the_version_asks_that_is_in_force_on_its_day(day: str, needs: str | None):
    found = judge(GATES, CARE, f"booked 2026-05-04 what=review for={day}").of("report")

    assert [needs] * bool(needs) == [duty.terms.needs.event.event for duty in found]  # type: ignore[union-attr]


def test_before_a_meeting_after_the_last_day_of_a_rule_nothing_is_asked():
    rule = "\n".join(GATES.splitlines()[:-1])

    assert 1 == len(judge(rule, CARE, "booked 2026-05-04 what=review for=2026-06-30").of("report"))
    assert 0 == len(judge(rule, CARE, "booked 2026-05-04 what=review for=2026-07-01").of("report"))


@pytest.mark.parametrize(
    ("phases", "words"),
    [
        ("{every: 1 w, for: 1 m}", "every 1 week for 1 month, and then no more"),
        (
            "{every: 1 w, until: {event: review}, for: 4 w, whichever: later}, {every: 4 w}",
            "every 1 week until the next review or for 4 weeks, whichever is later, then every 4 weeks",
        ),
        ("{every: 1 w, until: {event: review}}", "every 1 week until the next review, and then no more"),
    ],
)
def test_a_handbook_says_when_a_rhythm_ends(phases: str, words: str):
    whole = policy(visits(phases))

    assert words == timing_words(whole.rules[0].latest.timing, whole)
