"""Meetings that are to be: booked once, moved and cancelled, and too late is said before it is late."""

from pathlib import Path

import pytest

from tests.cli.desk import a_team, another_child, bytes_of, journal, lay, reunify


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return a_team(tmp_path)


def test_a_booking_says_what_for_when_where_and_who_leads(team: Path) -> None:
    said = reunify(
        team,
        "book",
        "42",
        "LAC review",
        "--on",
        "10 Dec 14:00",
        "--at",
        "Mill Lane School",
        "--chair",
        "Fenwick",
        "--yes",
    )
    entry = journal(team)[-1]

    assert (0, "") == (said.code, said.err)
    assert ("booked", "2026-11-30T08:47", "review", "2026-12-10T14:00") == tuple(
        entry[key] for key in ("event", "date", "what", "for")
    )
    assert ("Mill Lane School", "h.fenwick", "d.okafor") == (entry["place"], entry["chair"], entry["by"])
    assert all(len(line) <= 80 for line in said.lines)


def test_a_booking_in_time_says_for_what(team: Path) -> None:
    said = reunify(team, "book", "42", "review", "--on", "10 Dec 14:00", "--yes")

    assert any(line.startswith("  on time  Review of the case, by Fri 18 Dec") for line in said.lines)
    assert "TOO LATE" not in said.out


def test_a_booking_after_its_day_is_said_to_be_too_late_and_by_when_it_should_be(team: Path) -> None:
    said = reunify(team, "book", "42", "review", "--on", "22 Dec 14:00", "--yes")

    assert any(
        line.startswith("  TOO LATE Review of the case, by Fri 18 Dec: BOOKED 4 days after it") for line in said.lines
    )


def test_what_has_to_come_before_a_meeting_is_said_when_it_is_booked(team: Path) -> None:
    said = reunify(team, "book", "42", "review", "--on", "10 Dec 14:00", "--yes")

    assert any(
        line.startswith("  before   Social worker's report before a review, by Thu 10 Dec") for line in said.lines
    )


@pytest.mark.parametrize(
    ("on", "said"),
    [
        ("12 Dec 10:00", "is a Saturday"),
        ("25 Dec 10:00", "is a bank holiday: Christmas Day"),
        ("22 Dec 10:00", "Helen Fenwick is away until Mon 4 Jan 2027"),
        ("10 Dec", "No time is given"),
    ],
)
def test_what_is_odd_about_the_day_is_noted_and_the_booking_stands(team: Path, on: str, said: str) -> None:
    answer = reunify(team, "book", "42", "review", "--on", on, "--chair", "Helen Fenwick", "--yes")

    assert 0 == answer.code
    assert said in " ".join(answer.out.split())
    assert "booked" == journal(team)[-1]["event"]


def test_a_meeting_is_moved_with_its_place_and_chair_or_cancelled(team: Path) -> None:
    reunify(team, "book", "42", "review", "--on", "10 Dec 14:00", "--at", "School", "--chair", "Fenwick", "--yes")
    again = reunify(team, "book", "42", "review", "--on", "11 Dec 14:00", "--yes")
    moved = reunify(team, "book", "42", "review", "--on", "11 Dec 14:00", "--move", "--yes")
    latest = journal(team)[-1]
    cancelled = reunify(team, "book", "42", "review", "--cancel", "--yes")

    assert [2, 0, 0] == [again.code, moved.code, cancelled.code]
    assert "booked for 42 already, Thu 10 December 2026 14:00" in again.err
    assert ("2026-12-11T14:00", "School", "h.fenwick") == (latest["for"], latest["place"], latest["chair"])
    assert ("booking-cancelled", "review") == (journal(team)[-1]["event"], journal(team)[-1]["what"])
    assert "  to book  Review of the case, by Fri 18 Dec" in cancelled.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("review",), "Say when."),
        (("review", "--on", "29/11/2026"), "has passed"),
        (("review", "--cancel"), "No review is booked"),
        (("review", "--move", "--on", "3 Dec"), "No review is booked"),
        (("review", "--cancel", "--on", "3 Dec"), "--cancel"),
        (("stage-entered", "--on", "3 Dec"), "not a meeting"),
        (("reveiw", "--on", "3 Dec"), 'Did you mean "review"'),
        (("--on", "3 Dec"), "Say which meeting."),
        (("review", "--on", "3 Dec", "--chair", "Nobody"), "No one in this case"),
    ],
)
def test_what_cannot_be_booked_is_refused_and_nothing_is_changed(team: Path, words: tuple[str, ...], said: str) -> None:
    before = bytes_of(team)
    answer = reunify(team, "book", "42", *words, "--yes")

    assert 2 == answer.code
    assert said in answer.err
    assert before == bytes_of(team)


def test_a_booking_without_a_year_lies_ahead(team: Path) -> None:
    reunify(team, "book", "42", "review", "--on", "5/1 10am", "--yes")

    assert "2027-01-05T10:00" == journal(team)[-1]["for"]


def test_a_meeting_of_brothers_and_sisters_is_booked_for_all_or_none(team: Path) -> None:
    lay(team, another_child(50, "C.D."))
    reunify(team, "book", "50", "review", "--on", "9 Dec 10:00", "--yes")
    before = bytes_of(team)
    refused = reunify(team, "book", "42", "50", "review", "--on", "10 Dec 10:00", "--yes")

    assert 2 == refused.code
    assert before == bytes_of(team)
    assert 0 == reunify(team, "book", "42", "50", "care team meeting", "--on", "10 Dec 10:00", "--yes").code
    assert ["care-team-meeting"] * 2 == [journal(team, number)[-1]["what"] for number in (42, 50)]


def test_programs_are_told_what_it_is_too_late_for(team: Path) -> None:
    (item,) = reunify(team, "book", "42", "review", "--on", "25 Dec 14:00", "--yes", "--json").json["items"]

    assert ["RU-2026-0042:reviews:2B12"] == item["too_late_for"]
    assert ["Fri 25 Dec is a bank holiday: Christmas Day."] == item["notes"]


def test_what_moves_keeps_who_was_invited_and_says_who_has_to_be_told(team: Path) -> None:
    words = ("book", "42", "review", "invited=mother,iro", "--yes")
    assert 0 == reunify(team, *words, "--on", "10 Dec 14:00").code

    moved = reunify(
        team, "book", "42", "review", "--move", "--on", "11 Dec 10:00", "--why", "the chair is ill", "--yes"
    )
    entry = journal(team)[-1]

    assert (["mother", "h.fenwick"], "the chair is ill") == (entry["invited"], entry["note"])
    assert "to tell" in moved.out


def test_a_meeting_called_off_keeps_the_reason_and_says_who_has_to_be_told(team: Path) -> None:
    reunify(team, "book", "42", "review", "invited=mother", "--on", "10 Dec 14:00", "--yes")
    said = reunify(team, "book", "42", "review", "--cancel", "--why", "no room", "--yes")

    assert ("booking-cancelled", "no room") == (journal(team)[-1]["event"], journal(team)[-1]["note"])
    assert "to tell" in said.out
