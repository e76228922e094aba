"""Booked meetings in a calendar file: whose, which, and that it says no more about a child than a screen does."""

from pathlib import Path

import pytest

from tests.cli.desk import a_team, another_child, bytes_of, lay, reunify


@pytest.fixture
def team(tmp_path: Path) -> Path:
    team = a_team(tmp_path / "team", **another_child(50, "C.D."))
    for words in (
        ("42", "review", "--on", "9 Dec 14:00", "--at", "Refuge, 3 Mill Lane", "--chair", "h.fenwick"),
        ("50", "review", "--on", "10 Dec 14:00", "--chair", "h.fenwick"),
        ("50", "supervision", "--on", "11 Dec"),
    ):
        assert 0 == reunify(team, "book", *words, "--yes").code
    return team


def calendar(team: Path, *words: str, me: str = "Dana Okafor") -> str:
    """The file that the command writes, unfolded."""
    out = team.parent / "meetings.ics"
    said = reunify(team, "calendar", "--out", str(out), *words, me=me)

    assert (0, "") == (said.code, said.err)
    return out.read_bytes().decode("utf-8").replace("\r\n ", "").replace("\r\n", "\n")


def summaries(text: str) -> list[str]:
    return [line.removeprefix("SUMMARY:") for line in text.split("\n") if line.startswith("SUMMARY:")]


def test_all_meetings_or_those_of_a_child_of_a_kind_or_of_a_person(team: Path) -> None:
    both, third = ["Review\\, R.K. (0042)", "Review\\, C.D. (0050)"], "Supervision\\, C.D. (0050)"

    assert [*both, third] == summaries(calendar(team))
    assert [both[1], third] == summaries(calendar(team, "--case", "50"))
    assert both == summaries(calendar(team, "--meeting", "LAC review"))
    assert [both[0]] == summaries(calendar(team, "--case", "42", "--meeting", "review"))
    assert both == summaries(calendar(team, "--person", "Fenwick"))
    assert both == summaries(calendar(team, "--mine", me="Helen Fenwick"))
    assert [*both, third] == summaries(calendar(team, "--mine"))


def test_no_name_and_no_place_leaves_the_house_unless_somebody_asks_for_it(team: Path) -> None:
    plain, more = calendar(team), calendar(team, "--places", "--names")

    assert not [word for word in ("Robin", "Kelly", "Fenwick", "Mill Lane", "LOCATION") if word in plain]
    assert "LOCATION:Refuge\\, 3 Mill Lane" in more
    assert "Robin Kelly" in more
    assert 3 == plain.count("CLASS:PRIVATE")


def test_a_meeting_moved_or_cancelled_is_the_same_meeting_in_the_calendar(team: Path) -> None:
    def of_42() -> list[str]:
        wanted = ("UID", "SEQUENCE", "STATUS", "DTSTART")
        return [line for line in calendar(team, "--case", "42").split("\n") if line.startswith(wanted)][2:]

    uid, *booked = of_42()
    reunify(team, "book", "42", "review", "--move", "--on", "2 Dec 10:00", "--yes")
    moved = of_42()
    reunify(team, "book", "42", "review", "--cancel", "--yes")
    off = of_42()

    assert ["SEQUENCE:0", "STATUS:CONFIRMED", "DTSTART;TZID=Europe/London:20261209T140000"] == booked
    assert [uid, "SEQUENCE:1", "STATUS:CONFIRMED", "DTSTART;TZID=Europe/London:20261202T100000"] == moved
    assert [uid, "SEQUENCE:2", "STATUS:CANCELLED", "DTSTART;TZID=Europe/London:20261202T100000"] == off


def test_the_meetings_of_a_case_that_is_closed_are_cancelled(team: Path) -> None:
    assert 0 == reunify(team, "close", "50", "--outcome", "died", "--yes").code
    text = calendar(team, "--case", "50")

    assert ["Cancelled: Review\\, C.D. (0050)", "Cancelled: Supervision\\, C.D. (0050)"] == summaries(text)
    assert "METHOD:CANCEL" in text
    assert 2 == text.count("SEQUENCE:3\nSTATUS:CANCELLED")


def test_a_meeting_comes_back_into_calendars_with_a_case_that_is_opened_again(team: Path) -> None:
    def numbers() -> list[int]:
        return [
            int(line.partition(":")[2]) for line in calendar(team, "--case", "50").splitlines() if "SEQUENCE" in line
        ]

    before = numbers()
    assert 0 == reunify(team, "close", "50", "--outcome", "moved", "--yes").code
    closed = numbers()
    assert 0 == reunify(team, "reopen", "50", "--why", "they came back", "--yes").code

    assert max(before) < min(closed) <= max(closed) < min(numbers())


def test_the_screen_says_how_many_children_were_read_and_who_was_not(team: Path) -> None:
    lay(team, {"cases/RU-2026-0050/journal.yaml": "- event: [\n"})
    out = team.parent / "meetings.ics"
    said = reunify(team, "calendar", "--out", str(out))

    assert 3 == said.code
    assert "1 meeting, from 1 child read, 1 NOT READ." in said.out
    assert "reunify check 0050" in said.out
    assert 80 >= max(map(len, said.lines))
    assert ["RU-2026-0050"] == [
        each["case"] for each in reunify(team, "calendar", "--out", str(out), "--json").json["unread"]
    ]


def test_without_a_file_or_its_folder_nothing_is_written(team: Path) -> None:
    before = bytes_of(team)

    assert "--out meetings.ics" in reunify(team, "calendar").err
    assert (3, True) == (
        (said := reunify(team, "calendar", "--out", str(team / "no" / "m.ics"))).code,
        "There is no folder" in said.err,
    )
    assert before == bytes_of(team)
