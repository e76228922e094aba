"""Who I am and where my folder is: said once, remembered for this user, and used from anywhere."""

from pathlib import Path

import pytest

from tests.cli.desk import a_team, journal, reunify


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return a_team(tmp_path)


def test_what_is_said_once_is_used_from_then_on(team: Path) -> None:
    said = reunify(team, "setup", "--me", "dana okafor", "--workspace", str(team), me="")
    reunify(team, "record", "42", "visit", "seen=yes", "--yes", me="")

    assert 0 == said.code
    assert "You are     Dana Okafor (d.okafor)" in said.lines
    assert "d.okafor" == journal(team)[-1]["by"]


def test_what_the_environment_says_goes_before_what_is_remembered(team: Path) -> None:
    reunify(team, "setup", "--me", "Dana Okafor", me="")
    reunify(team, "record", "42", "visit", "seen=yes", "--yes", me="Sizwe Naidoo")

    assert "s.naidoo" == journal(team)[-1]["by"]


def test_at_a_terminal_both_are_asked_for(team: Path) -> None:
    said = reunify(team, "setup", me="", typing=[str(team), "Dana"])

    assert 0 == said.code
    assert f"Your folder {team}" in said.lines


@pytest.mark.parametrize("words", [("--me", "Jo Nobody"), ("--workspace", "nowhere")])
def test_nobody_and_nowhere_are_not_remembered(team: Path, words: tuple[str, ...]) -> None:
    said = reunify(team, "setup", *words, me="")

    assert 2 == said.code
    assert "nobody yet" in reunify(team, "setup", me="").out


def test_without_a_name_nobody_is_said_to_have_done_it_and_that_is_said(team: Path) -> None:
    said = reunify(team, "record", "42", "visit", "seen=yes", "--yes", me="")

    assert "by" not in journal(team)[-1]
    assert "Nobody is named as having done it" in said.out
