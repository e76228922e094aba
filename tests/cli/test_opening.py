"""`pack --open`: a finished file opened with the system's own program, or where it is said."""

import os
import sys
from pathlib import Path

import pytest

from reunify_cli.cli.open_with_system import opens
from tests.cli.desk import a_team, reunify


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The only folder in which programs are looked for."""
    if sys.platform != "linux":
        pytest.skip("another program opens files there")
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    return folder


def program(folder: Path, lines: str) -> None:
    (folder / "xdg-open").write_text(f"#!/bin/sh\n{lines}\n")
    (folder / "xdg-open").chmod(0o755)


def test_a_file_is_given_to_the_systems_program_by_its_whole_path(
    programs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(programs, f'echo "$@" > {tmp_path}/asked')
    monkeypatch.chdir(tmp_path)

    assert True is opens(Path("-paper.pdf"))
    assert f"{tmp_path}{os.sep}-paper.pdf\n" == (tmp_path / "asked").read_text()


def test_it_is_said_where_nothing_could_open_it(programs: Path, tmp_path: Path) -> None:
    assert False is opens(tmp_path / "paper.pdf")
    program(programs, "exit 3")
    assert False is opens(tmp_path / "paper.pdf")

    team = a_team(tmp_path / "team")
    answer = reunify(team, "pack", "42", "review", "--format", "html", "--open")

    assert 0 == answer.code
    assert "It cannot be opened from here. It is at" in answer.out
    assert "review-0042-v1.html" in answer.out.splitlines()[-1]
