"""Clock times that London never saw, or saw twice, in journals that were written by hand: `check` asks about them."""

from pathlib import Path

import pytest

from tests.cli.desk import JOURNAL, a_team, reunify

STAMP = ", recorded: 2026-10-25T02:00Z"


def noted(folder: Path, date: str, more: str = "") -> tuple[int, str]:
    """What `check` says of a visit by hand at a time."""
    visit = f"- {{id: 2A09, event: visit, date: {date}, seen: yes, by: d.okafor{more}}}\n"
    team = a_team(folder, **{"cases/RU-2026-0042/journal.yaml": JOURNAL + visit})
    said = reunify(team, "check", "42")
    return said.code, " ".join(said.out.split())


@pytest.mark.parametrize("time", ["01:00", "01:30", "01:59"])
@pytest.mark.parametrize("more", ["", STAMP])
def test_a_time_that_the_clocks_jumped_over_is_a_record_to_look_at(tmp_path: Path, time: str, more: str) -> None:
    code, said = noted(tmp_path / "team", f"2026-03-29T{time}", more)

    assert 1 == code
    assert f"There was no {time} on Sun 29 March 2026: the clocks went forward an hour" in said
    assert "journal.yaml:8 reunify correct 42 2A09" in said


@pytest.mark.parametrize("time", ["2026-03-29T00:59", "2026-03-29T02:00", "2026-03-28T01:30", "2026-10-25T00:59",
                                  "2026-10-25T02:00", "2026-03-29", "2026-11-01T01:30"])  # fmt: skip
def test_any_other_time_is_not(tmp_path: Path, time: str) -> None:
    assert "the clocks" not in noted(tmp_path / "team", time)[1]


def test_a_time_that_came_twice_is_asked_about_where_a_hand_wrote_it_and_until_it_is_answered(tmp_path: Path) -> None:
    code, said = noted(tmp_path / "team", "2026-10-25T01:30")

    assert 0 == code
    assert "01:30 came twice on Sun 25 October 2026: the clocks went back an hour, and nothing says which" in said
    answer = ("correct", "42", "2A09", "note=01:30 BST", "--why", "by hand", "--yes")
    assert 'reunify correct 42 2A09 note="01:30 BST" (the second: GMT)' in said
    assert 0 == reunify(tmp_path / "team", *answer).code
    assert "the clocks" not in reunify(tmp_path / "team", "check", "42").out


def test_a_time_that_came_twice_was_asked_about_where_a_command_wrote_it(tmp_path: Path) -> None:
    assert "the clocks" not in noted(tmp_path / "team", "2026-10-25T01:30", STAMP)[1]


def test_other_moments_of_an_entry_are_looked_at_too(tmp_path: Path) -> None:
    assert "There was no 01:15" in noted(tmp_path / "team", "2026-03-28T23:00", ", until: 2026-03-29T01:15")[1]
