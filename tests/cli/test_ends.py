"""Days at the ends of the calendar, and odd values in files made by hand: a sentence or a screen, never a crash."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reunify_cli.casework import demonstration
from tests.cli.desk import CHILD, JOURNAL, POLICY, TEAM, a_team, bytes_of, reunify

SCREENS = (
    (), ("next",), ("overdue",), ("list",), ("show", "42"), ("check",), ("why", "42", "reviews"), ("timeline", "42"),
    ("pack", "42", "--list"), ("calendar", "--out", "meetings.ics"),
)  # fmt: skip
CASE, ENTRIES = "cases/RU-2026-0042/case.yaml", "cases/RU-2026-0042/journal.yaml"
LAST = "9999-12-31"
BOOKED = f"- {{id: 9A11, event: booked, date: 2026-11-01, what: review, for: {LAST}}}\n"
BY_HAND = {
    "a meeting on the last day there is": {ENTRIES: JOURNAL + BOOKED},
    "a role until the last day there is": {"team.yaml": TEAM.replace("2027-01-04", LAST)},
    "rules in force from the last day there is": {"policies/northgate/policy.yaml": POLICY.replace("2010-01-01", LAST)},
    "a mother born on the first day there is": {CASE: CHILD.replace("1990-02-01", "0001-01-01")},
    "a long name of another system": {CASE: CHILD.replace("lcs: 447190", f"{'a-long-name' * 12}: {'9' * 46}")},
    "many other systems": {CASE: CHILD.replace("lcs: 447190", f"a-long-name-of-a-system: {'9' * 46}, mosaic: 12")},
    "initials that fill a screen": {CASE: CHILD.replace("R.K.", "R" * 200)},
}


def ran(team: Path, words: tuple[str, ...], **more: str) -> None:
    said = reunify(team, *(str(team / word) if word.endswith(".ics") else word for word in words), **more)
    assert "should not" not in said.err, (words, said.err)
    assert "Traceback" not in said.err


@pytest.mark.parametrize("files", BY_HAND.values(), ids=BY_HAND)
def test_no_screen_stumbles_over_what_was_written_by_hand(files: dict[str, str], tmp_path: Path) -> None:
    team = a_team(tmp_path / "team", **files)
    for words in SCREENS:
        ran(team, words)


def test_numbers_in_other_systems_are_shown_whole_however_long(tmp_path: Path) -> None:
    team = a_team(tmp_path / "team", **BY_HAND["many other systems"])

    said = reunify(team, "show", "42")
    assert "9" * 46 in said.out
    assert 80 >= max(map(len, said.lines))


@pytest.mark.parametrize("now", [LAST, f"{LAST}T23:59", "0001-01-01", "1899-12-31", "2200-01-01"])
def test_a_present_that_cannot_be_is_refused_in_a_sentence(now: str, tmp_path: Path) -> None:
    team = a_team(tmp_path / "team")
    for words in (("next",), ("record", "42", "visit", "seen=yes", "--yes")):
        said = reunify(team, *words, now=now)
        assert (2, "", 2) == (said.code, said.out, len(said.err.strip().splitlines())), said.err
        assert "1900 to 2199" in said.err


@pytest.mark.parametrize("now", ["1900-01-01", "2199-12-31T23:59"])
def test_every_present_that_can_be_has_its_screens(now: str, tmp_path: Path) -> None:
    team = a_team(tmp_path / "team")
    for words in SCREENS:
        ran(team, words, now=now)


@pytest.mark.parametrize("day", ["1/1/1900", "7/3/2017", "31/12/2199"])
def test_every_day_can_be_looked_at(day: str, tmp_path: Path) -> None:
    team = a_team(tmp_path / "team")
    for words in SCREENS[:-1]:
        ran(team, ("--as-of", day, *words))


# --- what the program stands on ---


def test_bytes_that_are_not_utf_8_are_blamed_on_the_command_line(tmp_path: Path) -> None:
    team = a_team(tmp_path / "team")
    before = bytes_of(team)

    for words in (
        ("record", "42", "visit", "seen=yes", "--note", "caf\udce9", "--on", "29/11", "--yes"),
        ("next", "\udce9"),
        ("list", "--stage", "\udcff"),
    ):
        said = reunify(team, *words)
        assert (2, 2) == (said.code, len(said.err.strip().splitlines())), said.err
        assert "in other bytes than UTF-8" in said.err
    assert before == bytes_of(team)


def test_a_demonstration_from_a_read_only_installation_can_be_written_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = tmp_path / "installed"
    shutil.copytree(demonstration.template(), installed)
    for path in (installed, *installed.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    monkeypatch.setattr(demonstration, "template", lambda: installed)

    demonstration.lay_down(tmp_path / "shown", datetime(2026, 11, 30, tzinfo=UTC))

    shown = tmp_path / "shown"
    closed = [path for path in (shown, *shown.rglob("*")) if not path.stat().st_mode & 0o200]
    assert [] == closed
    for path in (installed, *installed.rglob("*")):
        path.chmod(0o755)


def test_pyyaml_without_its_c_part_says_what_to_install(tmp_path: Path) -> None:
    team = a_team(tmp_path / "team")
    asked = (
        "import sys; sys.modules['yaml._yaml'] = None;"
        "from reunify_cli.cli.main import answer; sys.exit(answer(['-C', sys.argv[1], 'list', '--no-index']))"
    )
    done = subprocess.run([sys.executable, "-c", asked, str(team)], capture_output=True, text=True, check=False)

    assert (3, "") == (done.returncode, done.stdout)
    assert "pip install --force-reinstall --only-binary :all: pyyaml" in done.stderr
    assert "Traceback" not in done.stderr
