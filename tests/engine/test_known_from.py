"""Not known is not late: what fell due while nobody kept this record, and what one that breaks off can still say."""

from datetime import date, timedelta

import pytest

from tests.engine.build import how, judge, stands

CARE = ("placement-start 2015-02-02 kind=foster", "became-looked-after 2015-02-02 legal-status=care-order")
VISITS = "- {id: visits, while: {looked-after: yes}, every: [1 w, 6 w], needs: {event: visit}}"
REVIEWS = "- {id: reviews, while: {looked-after: yes}, every: [20 wd, 3 m, 6 m], needs: {event: review}}"
BORN = "2012-02-02"


def visits(*journal: str, known: dict[str, str], on: str) -> list[str]:
    return stands(judge(VISITS, *CARE, *journal, known=known, born=BORN), "visits", on)


CHAIN = ["due 2026-06-29, not-known", "due 2026-08-10, not-known"]
"""The last two of the visits every six weeks from 9 February 2015 that fell due before 1 September 2026."""


def test_what_fell_due_before_the_record_begins_is_not_known_and_never_late():
    since = {"visits": "2026-09-01"}
    found = visits(known=since, on="2026-09-15")

    assert "due 2015-02-09, not-known" == found[0]
    assert [*CHAIN, "due 2026-09-21, due"] == found[-3:]


def test_what_is_due_at_the_latest_is_asked_about_and_late_only_when_nothing_could_have_put_it_off():
    """Done on 31 August, the day before the record starts, the next would be due on 12 October."""
    stood = {day: visits(known={"visits": "2026-09-01"}, on=day)[-1] for day in ("2026-09-21", "2026-09-22")}

    assert ["due 2026-09-21, due", "due 2026-09-21, not-known"] == list(stood.values())
    assert "due 2026-09-21, not-known" == visits(known={"visits": "2026-09-01"}, on="2026-10-12")[-1]
    assert "due 2026-09-21, overdue" == visits(known={"visits": "2026-09-01"}, on="2026-10-13")[-1]


def test_what_is_recorded_from_before_the_record_starts_is_taken_as_the_last():
    known = {"visits": "2026-09-01"}

    assert "due 2026-09-11, overdue" == visits("visit 2026-07-01", "visit 2026-07-31", known=known, on="2026-09-12")[-1]
    assert "due 2026-09-11, overdue" == visits("visit 2026-07-31", "visit 2026-07-01", known=known, on="2026-09-12")[-1]


@pytest.mark.parametrize(
    ("seen", "standing"),
    [
        ("2026-09-01", "met"),
        ("2026-09-21", "met"),
        ("2026-09-22", "not-known"),
        ("2026-10-12", "not-known"),
        ("2026-10-13", "met-late"),
    ],
)
def test_what_is_done_from_the_day_the_record_begins_counts(seen: str, standing: str):
    found = visits(f"visit {seen}", known={"visits": "2026-09-01"}, on="2026-10-20")

    assert f"due 2026-09-21, {standing}" == found[-2]
    assert found[-1].startswith(f"due {date.fromisoformat(seen) + timedelta(weeks=6)}")


def test_a_visit_on_time_is_met_whoever_kept_the_record():
    assert "due 2015-02-09, met" == visits("visit 2015-02-06", known={"visits": "2026-09-01"}, on="2026-11-22")[0]


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ({"visits": "2026-09-01"}, "not-known"),  # the group of the event
        ({"visit": "2026-09-01"}, "not-known"),  # the event itself
        ({"everything": "2026-09-01"}, "not-known"),
        ({"reviews": "2026-09-01"}, "overdue"),  # something else
        ({"visits": "2015-02-02"}, "overdue"),  # the day it is counted from is in the record
        ({"visits": "2015-02-03"}, "not-known"),  # it may have been done on the day before
        ({"visits": "2015-02-10"}, "not-known"),
        ({"everything": "2026-09-01", "visits": "2015-01-01"}, "overdue"),  # what is named goes first
        ({}, "overdue"),
    ],
)
def test_of_what_and_since_when_the_record_is_complete(known: dict[str, str], expected: str):
    rule = "- {id: seen, while: {looked-after: yes}, within: 1 w, needs: {event: visit}}"

    assert expected == how(judge(rule, *CARE, known=known, born=BORN), "seen", "2026-11-22")


def test_where_several_kinds_could_meet_it_all_of_them_must_be_known():
    rule = "- {id: seen, while: {looked-after: yes}, within: 1 w, needs: {any: [{event: visit}, {event: review}]}}"
    half = judge(rule, *CARE, known={"visits": "2015-01-01", "reviews": "2026-09-01"}, born=BORN)
    whole = judge(rule, *CARE, known={"visits": "2015-01-01", "reviews": "2015-01-01"}, born=BORN)

    assert ["not-known", "overdue"] == [how(each, "seen", "2026-11-22") for each in (half, whole)]


def test_dates_without_details_do_not_make_what_was_said_known():
    """A return says when a review was held, and not what it considered."""
    rule = """
        - {id: considered, while: {looked-after: yes}, within: 1 w,
           needs: {event: review, where: {considered: {includes: return-home}}}}
    """

    assert "not-known" == how(
        judge(rule, *CARE, known={"review": "2015-01-01", "everything": "2026-01-01"}, born=BORN),
        "considered",
        "2026-11-22",
    )
    assert "overdue" == how(
        judge(rule, *CARE, known={"reviews": "2015-01-01", "everything": "2026-01-01"}, born=BORN),
        "considered",
        "2026-11-22",
    )


def test_a_gate_passed_before_the_record_begins_is_no_breach():
    rule = "- {id: gate, before: {event: plan-changed, which: each}, needs: {event: review}}"

    def passed(day: str) -> str:
        return how(
            judge(rule, *CARE, f"plan-changed {day} to=permanence", known={"reviews": "2026-09-01"}, born=BORN),
            "gate",
            "2026-11-22",
        )

    assert ["not-known", "breach"] == [passed("2026-08-31"), passed("2026-09-01")]


def test_a_deadline_met_late_in_a_time_nobody_kept_is_not_called_late():
    rule = "- {id: seen, while: {looked-after: yes}, within: 1 w, needs: {event: visit}}"

    assert "not-known" == how(
        judge(rule, *CARE, "visit 2015-03-20", known={"visits": "2026-09-01"}, born=BORN), "seen", "2026-11-22"
    )


# --- a record with a gap ------------------------------------------------------------------------------------------

GAP = {"reviews": "2015-04-01..2018-03-31,2026-09-01"}


def reviews(*days: str, on: str = "2026-11-22", known: dict[str, str] = GAP) -> list[str]:
    return stands(judge(REVIEWS, *CARE, *(f"review {day}" for day in days), known=known, born=BORN), "reviews", on)


def test_what_fell_due_in_the_gap_is_not_known_and_the_rhythm_starts_again_after_it():
    held = ("2015-06-01", "2015-11-30", "2016-05-27", "2016-11-25", "2017-05-24", "2017-11-22", "2018-03-20")

    assert ["due 2018-09-20, not-known", "due 2019-03-20, not-known"] == reviews(*held)[8:10]
    assert ["due 2026-03-20, not-known", "due 2026-09-20, not-known"] == reviews(*held)[-2:]
    assert ["due 2026-09-20, due", "due 2026-09-20, not-known", "due 2026-09-20, overdue"] == [
        reviews(*held, on=day)[-1] for day in ("2026-09-20", "2027-02-28", "2027-03-01")
    ]


def test_what_fell_due_while_the_record_was_kept_and_was_not_done_while_it_lasted_was_missed():
    held = ("2015-06-01", "2015-11-30", "2016-05-27")

    assert ["due 2016-11-27, missed", "due 2018-05-27, not-known"] == reviews(*held)[4:6]
    assert ["due 2026-05-27, not-known", "due 2026-11-27, due"] == reviews(*held)[-2:]
    assert ["due 2016-11-27, missed"] == reviews(*held, known={"reviews": "2015-04-01..2018-03-31"})[-1:]


def test_what_came_only_after_the_record_broke_off_does_not_make_it_late_for_ever():
    held = ("2015-06-01", "2015-11-30", "2016-05-27", "2026-10-01")

    assert "due 2016-11-27, missed" == reviews(*held)[4]
    assert ["due 2026-11-27, met", "due 2027-04-01, upcoming"] == reviews(*held)[-2:]


def test_what_came_in_the_gap_is_what_the_next_one_is_counted_from():
    held = ("2015-06-01", "2015-11-30", "2016-05-27", "2026-05-05")

    assert ["due 2016-11-27, missed", "due 2026-11-05, overdue"] == reviews(*held)[4:]


def test_done_late_while_the_record_was_still_kept_is_late():
    held = ("2015-06-01", "2015-11-30", "2016-05-27", "2017-02-01")

    assert "due 2016-11-27, met-late" in reviews(*held)


def test_a_deadline_in_a_record_that_broke_off_was_missed_and_is_not_late_for_ever():
    rule = "- {id: seen, while: {looked-after: yes}, within: 1 w, needs: {event: visit}}"
    judged = judge(rule, *CARE, known={"visits": "2015-01-01..2015-12-31"}, born=BORN)

    assert ["overdue", "missed", "missed"] == [
        how(judged, "seen", day) for day in ("2015-12-31", "2016-01-01", "2026-01-01")
    ]
