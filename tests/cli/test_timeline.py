"""`timeline`: the case as a picture at the desk, and as a drawing in a file."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.cli.desk import a_team, bytes_of, reunify


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return a_team(tmp_path / "team")


def test_the_picture_is_plain_signs_and_no_wider_than_a_screen(team: Path) -> None:
    answer = reunify(team, "timeline", "42")

    assert (0, "") == (answer.code, answer.err)
    assert answer.out.startswith("0042 R.K. 9")
    assert "\nvisits " in answer.out
    assert "^ today, Mon 30 Nov 2026" in answer.out
    assert all(len(line) <= 80 and line.isascii() for line in answer.out.splitlines())
    assert "Robin" not in answer.out


def test_it_is_drawn_into_a_file_and_nothing_else_is_touched(team: Path, tmp_path: Path) -> None:
    before = bytes_of(team)

    answer = reunify(team, "timeline", "42", "--svg", str(tmp_path / "way.svg"))

    assert 0 == answer.code
    assert f"Drawn: {tmp_path / 'way.svg'}" in answer.out
    assert ET.parse(tmp_path / "way.svg").getroot().tag == "{http://www.w3.org/2000/svg}svg"
    assert before == bytes_of(team)


def test_a_folder_that_is_not_there_is_said(team: Path, tmp_path: Path) -> None:
    answer = reunify(team, "timeline", "42", "--svg", str(tmp_path / "none" / "way.svg"))

    assert 3 == answer.code
    assert "There is no folder" in answer.err


def test_as_json_it_holds_the_values_and_the_words(team: Path) -> None:
    (found,) = reunify(team, "timeline", "42", "--json").json["items"]

    assert ("RU-2026-0042", "2026-11-30") == (found["id"], found["today"])
    assert found["words"].startswith("The way home from ")
