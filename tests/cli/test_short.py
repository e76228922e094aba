"""The short way reads words as the long way does, says the same to the letter, and leaves odd words to it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.cli import main
from reunify_cli.cli.command_list import COMMANDS
from reunify_cli.cli.options import ROOT, Command, Group, declared
from reunify_cli.cli.parser import parsed
from reunify_cli.cli.short import short_way
from reunify_cli.cli.terminal import SharedOptions
from tests.cli.desk import NOW, Answer, a_team, another_child, reunify

SHORT = (
    (), ("next",), ("next", "42"), ("next", "42", "N.K."), ("next", "RU-2026-0042"), ("next", "99"), ("next", ""),
    ("next", "--mine"), ("overdue",), ("overdue", "--by", "team"), ("list",), ("list", "--mine", "--json"),
    ("--names", "show", "42"), ("show", "42", "--all"), ("why", "42"), ("check", "--files"),
    ("advance", "42", "--dry-run"), ("morning",), ("help", "dates"), ("policy", "lint", "surrey"), ("record", "42"),
    ("--help",), ("-C", "x", "--help"), ("--version",),
)  # fmt: skip
LONG = (
    ("next", "-C", "-x"), ("-Cx", "next"), ("--dir=x", "next"), ("next", "--", "42"), ("next", "-h"), ("show",),
    ("next", "--help"), ("overdue", "42"), ("overdue", "--by"), ("nxet",), ("next42",), ("--version", "next"),
    ("policy",), ("policy", "lnit"), ("calendar", "--minutes", "30"), ("-C",), ("--dir",), ("-C", "-x", "-y"),
    ("--help", "next"), ("",), ("policy", "new", "northgate"),
)  # fmt: skip
WORDS = st.sampled_from(("42", "R.K.", "visit", "seen=yes", "27/11", "two words", "", "-", "--", "-1", "--on=1", "-yC"))


@st.composite
def typed(draw: st.DrawFn) -> list[str]:
    """A command of the table, with words and options among which some are its own."""
    name = draw(st.sampled_from(sorted(COMMANDS)))
    command, words = declared(COMMANDS[name].module), [name]
    if isinstance(command, Group):
        words.append(draw(st.sampled_from(sorted(command.commands))))
        command = command.commands[words[-1]]
    known = [(*ROOT, *command.parameters), ROOT]
    mine, before = (st.sampled_from([each for parameter in some for each in parameter.spelled.names]) for some in known)
    return [*draw(st.lists(before, max_size=2)), *words, *draw(st.lists(st.one_of(WORDS, WORDS, mine), max_size=6))]


def read_as(read: Callable[[], object]) -> list[object]:
    """What would be done, with what in hand: the command, the shared options, and its own values."""
    found: list[object] = []

    def keep(command: Command, before: SharedOptions, given: Mapping[str, Any]) -> None:
        values = {each.name: each.default for each in command.parameters} | dict(given)
        said = SharedOptions(**{name: values.pop(name) for name in command.shared}).over(before)
        found.extend((command, said, values))

    with mock.patch.object(Command, "__call__", keep):
        read()
    return found


@given(typed())
def test_what_the_short_way_reads_the_long_way_reads_as_well(words: list[str]) -> None:
    short = short_way(words)
    if short is not None:
        assert read_as(lambda: parsed(words)) == read_as(short)


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


def test_what_is_said_is_whole_when_the_program_ends(tmp_path: Path) -> None:
    team = a_team(tmp_path / "team")
    env = {**os.environ, "REUNIFY_NOW": NOW, "REUNIFY_CACHE": str(tmp_path / "cache"), "REUNIFY_ROOT": str(team)}
    for words, code in ((("overdue", "--exit-code"), 1), (("next", "99"), 2), (("next",), 0)):
        ran = subprocess.run(
            [sys.executable, "-m", "reunify_cli", *words], env=env, capture_output=True, text=True, check=False
        )
        said = reunify(team, *words)
        assert (code, said.out) == (ran.returncode, ran.stdout)
        assert said.err == ran.stderr
