"""Words looked for over all children, and the last thing somebody wrote taken back."""

from pathlib import Path

import pytest

from tests.cli.desk import a_team, another_child, bytes_of, journal, reunify


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return a_team(tmp_path, **another_child(43, "E.K."))


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (("robin",), "0042 R.K."),
        (("447190",), "0042 R.K."),
        (("tom", "marsh"), "  father"),
        (("care order",), "0043 E.K."),
    ],
)
def test_children_people_and_entries_are_found_by_their_words(team: Path, words: tuple[str, ...], shown: str) -> None:
    assert shown in reunify(team, "find", *words).out


def test_a_note_is_found_and_no_name_is_shown(team: Path) -> None:
    reunify(team, "record", "43", "note", "note=Robin will visit on Friday", "--yes")
    said = reunify(team, "find", "friday", "robin").out

    assert ["0043 E.K. 11"] == [line.partition("   ")[0] for line in said.splitlines() if "reunify show" in line]
    assert "note" in said
    assert "Robin" not in said


def test_what_nobody_has_is_found_for_nobody(team: Path) -> None:
    assert "2 children looked at; found for 0." in reunify(team, "find", "flibbertigibbet").out


def test_a_child_who_cannot_be_read_is_named(team: Path) -> None:
    (team / "cases/RU-2026-0043/journal.yaml").write_text("- {event: [", encoding="utf-8")
    said = reunify(team, "find", "robin")

    assert 3 == said.code
    assert "NOT READ  0043" in said.out
    assert "0042 R.K." in said.out


def test_the_last_thing_that_i_wrote_is_taken_back_and_nobody_elses(team: Path) -> None:
    reunify(team, "record", "42", "visit", "seen=yes", "--yes", now="2026-11-30T08:00")
    mine = journal(team)[-1]["id"]
    reunify(team, "record", "43", "visit", "seen=yes", "--yes", me="Sizwe Naidoo", now="2026-11-30T08:30")
    said = reunify(team, "undo", "--yes")

    assert 0 == said.code
    assert mine == journal(team)[-1]["withdraws"]
    assert "visit" in said.out
    assert "withdraws" not in journal(team, 43)[-1]


def test_nothing_is_undone_where_it_is_not_sure_what(team: Path) -> None:
    before = bytes_of(team)
    nothing = reunify(team, "undo", "--yes")
    assert "You have recorded nothing here." in nothing.err
    assert before == bytes_of(team)
    reunify(team, "record", "42", "43", "visit", "seen=yes", "--yes")
    assert "several children: 42 and 43" in reunify(team, "undo", "--yes").err
    reunify(team, "record", "42", "visit", "seen=no", "--yes", now="2026-11-30T09:00")
    reunify(team, "undo", "--yes", now="2026-11-30T09:01")
    assert "is a correction or withdrawal" in reunify(team, "undo", "--yes").err
