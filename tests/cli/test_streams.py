"""An answer that cannot be shown: a full disk, a closed stream, a reader who leaves. One sentence, and the truth."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.desk import NOW, a_team, journal

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="there closed streams are another matter"),
    pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device"),
]
READING = ("--version", "next", "show 42", "list --format csv", "policy list")
WRITING = "record 42 visit seen=yes alone=yes --on 29/11 --yes"
BUFFERING = pytest.mark.parametrize("unbuffered", ["", "1"], ids=["buffered", "unbuffered"])


def run(team: Path, words: str, streams: str, unbuffered: str = "") -> subprocess.CompletedProcess[str]:
    env = {
        "PATH": os.environ["PATH"], "HOME": str(team.parent), "LANG": "C.UTF-8", "REUNIFY_NOW": NOW,
        "REUNIFY_CACHE": str(team.parent / "cache"), "REUNIFY_ROOT": str(team), "REUNIFY_ME": "Dana Okafor",
    } | ({"PYTHONUNBUFFERED": unbuffered} if unbuffered else {})  # fmt: skip
    shell = f"exec {sys.executable} -m reunify_cli {words} {streams}"
    return subprocess.run(["sh", "-c", shell], env=env, capture_output=True, text=True, check=False)


@BUFFERING
@pytest.mark.parametrize("streams", [">/dev/full", ">&-"])
@pytest.mark.parametrize("words", READING)
def test_an_answer_that_cannot_be_shown_is_one_sentence_and_code_3(
    words: str, streams: str, unbuffered: str, tmp_path: Path
) -> None:
    ran = run(a_team(tmp_path / "team"), words, streams, unbuffered)

    reason = "the disk is full" if "full" in streams else "standard output is closed"
    assert (3, f"The answer could not be shown: {reason}.\n    No record was changed.\n") == (
        ran.returncode,
        ran.stderr,
    )


@BUFFERING
@pytest.mark.parametrize("streams", [">/dev/full", ">&-", ">&- <&-"])
def test_what_was_recorded_and_could_not_be_shown_is_said_to_be_written(
    streams: str, unbuffered: str, tmp_path: Path
) -> None:
    team = a_team(tmp_path / "team")
    before = len(journal(team))

    ran = run(team, WRITING, streams, unbuffered)

    assert len(journal(team)) == before + 1
    assert ran.returncode == 0, "code 3 says that nothing was changed, and a script would record it twice"
    assert ran.stderr.startswith("Written, but the answer could not be shown: ")
    assert "Do not run it again." in ran.stderr
    assert "journal.yaml" in ran.stderr


@BUFFERING
def test_what_was_refused_is_not_said_to_be_written(unbuffered: str, tmp_path: Path) -> None:
    ran = run(a_team(tmp_path / "team"), WRITING.replace("visit", "vist"), ">/dev/full", unbuffered)

    assert (2, False, False) == (ran.returncode, "Written" in ran.stderr, "Traceback" in ran.stderr)


@BUFFERING
@pytest.mark.parametrize("words", READING)
def test_complaints_that_cannot_be_shown_do_not_make_an_answer_a_failure(
    words: str, unbuffered: str, tmp_path: Path
) -> None:
    team = a_team(tmp_path / "team")
    whole = run(team, words, "")
    for streams in ("2>&-", "2>/dev/full"):
        ran = run(team, words, streams, unbuffered)
        assert (whole.returncode, whole.stdout) == (ran.returncode, ran.stdout)


def test_nothing_at_all_to_talk_to_is_no_traceback(tmp_path: Path) -> None:
    ran = run(a_team(tmp_path / "team"), "show 42", "<&- >&- 2>&-")

    assert (3, "", "") == (ran.returncode, ran.stdout, ran.stderr)


@BUFFERING
def test_a_reader_who_leaves_early_does_not_keep_an_entry_from_being_written(unbuffered: str, tmp_path: Path) -> None:
    team = a_team(tmp_path / "team")
    before = len(journal(team))

    ran = run(team, WRITING, "| true", unbuffered)

    assert (len(journal(team)), "") == (before + 1, ran.stderr)


def test_what_git_prints_never_lands_in_a_file_of_the_workspace(tmp_path: Path) -> None:
    team = tmp_path / "team"
    ran = run(team, f"init {team} --git", "<&- >&- 2>&-")

    assert ran.returncode in (0, 3)
    for path in (team / "reunify.yaml", team / "team.yaml", team / ".gitignore"):
        assert "Initialized" not in path.read_text(encoding="utf-8")
