"""The short way says what the long way says, to the letter, and is taken by no words that have to be parsed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from unittest import mock

import pytest

from reunify_cli.cli import main
from reunify_cli.cli.short import short_way
from tests.cli.desk import NOW, Answer, a_team, another_child, reunify

SHORT = (
    (), ("next",), ("next", "42"), ("next", "42", "N.K."), ("next", "RU-2026-0042"), ("next", "99"), ("next", ""),
    ("overdue",), ("list",), ("--help",), ("--version",),
)  # fmt: skip
LONG = (
    ("next", "--mine"), ("next", "-C", "x"), ("-Cx", "next"), ("--dir=x", "next"), ("next", "--", "42"), ("next", "-h"),
    ("--json", "next"), ("next", "--help"), ("overdue", "42"), ("overdue", "--by", "team"), ("nxet",), ("next42",),
    ("list", "--mine"), ("show", "42"), ("record", "42", "visit"), ("help",), ("-C",), ("--dir",), ("-C", "-x", "-y"),
    ("--help", "next"), ("morning",), ("",),
)  # fmt: skip


def by_the_long_way(team: Path, *words: str) -> Answer:
    with mock.patch.object(main, "short_way", return_value=None):
        return reunify(team, *words)


@pytest.mark.parametrize("words", SHORT)
def test_the_short_way_says_what_the_long_way_says(words: tuple[str, ...], tmp_path: Path) -> None:
    team = a_team(tmp_path / "team", **another_child(44, "N.K."))
    assert short_way(words) is not None
    assert by_the_long_way(team, *words) == reunify(team, *words)


@pytest.mark.parametrize("words", [("next",), ("next", "42"), ("overdue",), ("list",), ()])
def test_the_folder_may_stand_before_the_command_and_may_be_given_again(words: tuple[str, ...], tmp_path: Path) -> None:
    team, other = a_team(tmp_path / "team"), a_team(tmp_path / "other", **another_child(44, "N.K."))
    said = ("-C", str(team), "--dir", str(other), *words)
    assert short_way(said) is not None
    assert by_the_long_way(tmp_path, *said) == reunify(tmp_path, *said)


@pytest.mark.parametrize("words", [("next",), ("overdue",), ("list",), ("next", "42"), ()])
def test_both_ways_complain_of_the_same(words: tuple[str, ...], tmp_path: Path) -> None:
    team = a_team(tmp_path / "team")
    (team / "cases" / "RU-2026-0042" / "journal.yaml").write_text("- {event: vist, date: 2026-08-24}\n")
    assert by_the_long_way(team, *words) == reunify(team, *words)
    (team / "team.yaml").write_text("people: [")
    assert by_the_long_way(team, *words) == reunify(team, *words)
    assert by_the_long_way(tmp_path / "nowhere", *words) == reunify(tmp_path / "nowhere", *words)


@pytest.mark.parametrize("words", LONG)
def test_words_that_have_to_be_parsed_go_the_long_way(words: tuple[str, ...]) -> None:
    assert short_way(words) is None


def test_a_shell_that_asks_how_a_word_goes_on_is_answered_by_the_long_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_REUNIFY_COMPLETE", "complete_bash")
    assert short_way(("next",)) is None


def test_what_was_said_is_whole_when_the_program_ends_at_once(tmp_path: Path) -> None:
    team = a_team(tmp_path / "team")
    env = {**os.environ, "REUNIFY_NOW": NOW, "REUNIFY_CACHE": str(tmp_path / "cache"), "REUNIFY_ROOT": str(team)}
    for words, code in ((("overdue", "--exit-code"), 1), (("next", "99"), 2), (("next",), 0)):
        ran = subprocess.run(
            [sys.executable, "-m", "reunify_cli", *words], env=env, capture_output=True, text=True, check=False
        )
        said = reunify(team, *words)
        assert (code, said.out) == (ran.returncode, ran.stdout)
        assert said.err == ran.stderr
