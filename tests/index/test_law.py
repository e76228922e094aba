"""Never wrong for speed: whatever happened to the files, to the clock or to the index, it answers as the files would.

A team's folder is worked on at random: edited, renamed, put back as it was with its old times, on a clock that goes
forwards and backwards, while the index is broken in every way. After each step every list is asked twice.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from reunify_cli.session.session import Session
from reunify_cli.session.workspace import OpenWorkspace
from reunify_cli.worklist import parallel_scan
from reunify_cli.worklist.index import keys
from reunify_cli.worklist.index.index_file import file_of
from tests.cli.desk import JOURNAL, NOW, TEAM, a_team, another_child, reunify

LISTS = (
    ("next",), ("next", "--within", "60d"), ("overdue",), ("overdue", "--by", "owner"), ("list", "--closed"),
    ("morning",), ("next", "--mine"), ("next", "42"), ("overdue", "--by", "rule"), ("overdue", "--by", "team"),
)  # fmt: skip
NUMBERS = st.integers(42, 45)
ENTRIES = st.sampled_from(
    (
        "{event: visit, date: 2026-11-20, seen: yes, by: d.okafor}",
        "{event: allocated, date: 2026-11-25, to: s.naidoo, as: social-worker}",
        "{event: returned-home, date: 2026-11-26, home: mothers-home}",
        "{event: booked, date: 2026-11-20, what: review, for: 2026-12-20T10:00, by: d.okafor}",
        "{event: case-closed, date: 2026-12-01, by: d.okafor, outcome: other}",
        "{event: visit, date: 2026-12-06, seen: yes, by: d.okafor}",
        "{event: family-meeting, date: 2026-11-20, actions: [{what: Ring Mia, owner: d.okafor, due: 2026-11-24}]}",
        "{event: nonsense, date: 2026-11-20}",
    )
)


class Team(RuleBasedStateMachine):
    """A team's folder, its index and the clock."""

    def __init__(self) -> None:
        super().__init__()
        self.room = Path(tempfile.mkdtemp())
        self.folder = a_team(self.room / "team", **another_child(43, "E.K."), **another_child(44, "N.K."))
        self.day, self.minute, self.turn = 30, 8 * 60, 0
        self.kept: dict[Path, tuple[bytes, int]] = {}

    def teardown(self) -> None:
        shutil.rmtree(self.room)

    def case(self, number: int) -> Path:
        return self.folder / "cases" / f"RU-2026-{number:04}"

    @property
    def index(self) -> Path:
        return file_of(self.folder, {"REUNIFY_CACHE": str(self.folder.parent / "cache")})

    def ask(self, *words: str) -> tuple[Any, ...]:
        day = 1 + (self.day - 1) % 30
        now = f"2026-{11 + (self.day - 1) // 30:02}-{day:02}T{self.minute // 60:02}:{self.minute % 60:02}"
        answer = reunify(self.folder, *words, now=now)
        return answer.code, answer.out, answer.err

    # --- the files ---

    @rule(number=NUMBERS, entry=ENTRIES)
    def write_down(self, number: int, entry: str) -> None:
        if (path := self.case(number) / "journal.yaml").exists():
            self.kept[path] = path.read_bytes(), path.stat().st_mtime_ns
            path.write_bytes(path.read_bytes() + f"- {entry}\n".encode())

    @rule(number=NUMBERS)
    def change_in_place_without_a_trace_but_its_times(self, number: int) -> None:
        if (path := self.case(number) / "journal.yaml").exists():
            path.write_bytes(path.read_bytes().replace(b"2026-10-19", b"2026-10-21").replace(b"2B11", b"2B21"))

    @rule()
    def put_back_what_was_there_with_its_old_times(self) -> None:
        for path, (data, when) in self.kept.items():
            if path.parent.exists():
                path.write_bytes(data)
                os.utime(path, ns=(when, when))

    @rule(number=NUMBERS, other=st.integers(42, 47))
    def rename(self, number: int, other: int) -> None:
        if self.case(number).exists() and not self.case(other).exists():
            self.case(number).rename(self.case(other))

    @rule(number=NUMBERS)
    def take_away(self, number: int) -> None:
        if self.case(number).exists():
            shutil.rmtree(self.case(number))

    @rule(number=NUMBERS)
    def come(self, number: int) -> None:
        if not self.case(number).exists():
            for name, text in another_child(number, "Z.K.").items():
                path = self.folder / name
                path.parent.mkdir(exist_ok=True)
                path.write_text(text, encoding="utf-8")

    @rule(number=NUMBERS, name=st.sampled_from(("journal (1).yaml", "plan.yaml", "case.yaml", ".x.tmp", "notes.txt")))
    def a_file_more_or_less(self, number: int, name: str) -> None:
        if (folder := self.case(number)).exists():
            path = folder / name
            if path.exists():
                path.unlink()
            else:
                path.write_text("{}\n", encoding="utf-8")

    @rule(number=NUMBERS)
    def a_group(self, number: int) -> None:
        if (path := self.case(number) / "case.yaml").exists():
            path.write_bytes(path.read_bytes().replace(b"child:", b"group: kelly\nchild:", 1))

    # --- the team and its policy ---

    @rule(
        text=st.sampled_from(
            (TEAM, TEAM.replace("Dana Okafor", "Dana Other"), TEAM.replace("[iro]", "[]"), "people: 7\n")
        )
    )
    def other_people(self, text: str) -> None:
        (self.folder / "team.yaml").write_text(text, encoding="utf-8")

    @rule(weeks=st.sampled_from(("every: 6 w", "every: 5 w", "evry: 1 w")))
    def other_rules(self, weeks: str) -> None:
        path = self.folder / "policies/northgate/rules.yaml"
        text = path.read_text(encoding="utf-8")
        for each in ("every: 6 w", "every: 5 w", "evry: 1 w"):
            text = text.replace(each, weeks)
        path.write_text(text, encoding="utf-8")

    # --- the clock ---

    @rule(days=st.sampled_from((-40, -7, -1, 0, 1, 3, 14, 100)), minutes=st.integers(-600, 600))
    def time_goes_by_or_back(self, days: int, minutes: int) -> None:
        self.day = max(10, min(self.day + days, 60))
        self.minute = (self.minute + minutes) % 1440

    # --- the index ---

    @rule(how=st.sampled_from(("garbage", "cut", "noughts", "empty", "foreign", "gone", "other tables")))
    def the_index_is_broken(self, how: str) -> None:
        path = self.index
        if not path.exists():
            return
        data = path.read_bytes()
        if how == "garbage":
            path.write_bytes(b"not an index" * 1000)
        elif how == "cut":
            path.write_bytes(data[: len(data) // 2 // 4096 * 4096])
        elif how == "noughts":
            path.write_bytes(data[:8192] + bytes(len(data) - 8192))
        elif how == "empty":
            path.write_bytes(b"")
        elif how == "gone":
            path.unlink()
        elif how == "foreign":
            path.unlink()
            with sqlite3.connect(path) as other:
                other.execute("CREATE TABLE tasks (what TEXT)")
            other.close()
        else:
            with sqlite3.connect(path) as own:
                own.execute("DROP TABLE IF EXISTS bodies")
            own.close()

    # --- the law ---

    @invariant()
    def the_index_says_what_the_files_say(self) -> None:
        self.turn += 1
        for words in (LISTS[self.turn % len(LISTS)], LISTS[(self.turn * 3 + 1) % len(LISTS)]):
            assert self.ask(*words, "--no-index") == self.ask(*words)


@pytest.mark.parametrize("step", [keys.STEP, 0])
def test_for_any_sequence_of_changes_the_index_answers_as_the_files_do(
    step: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With no time to wait for a file's clock the index is used at once, as it is when nothing changed for a while."""
    monkeypatch.setattr(keys, "STEP", step)
    few = settings(
        max_examples=6,
        stateful_step_count=12,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )

    run_state_machine_as_test(Team, settings=few)


def test_what_a_list_was_answered_from_is_the_index(tmp_path: Path) -> None:
    team = a_team(tmp_path / "team")
    first = reunify(team, "next")
    for path in [*(tmp_path / "team").rglob("*"), tmp_path / "team"]:
        os.utime(path, ns=(10**18, 10**18))
    path = file_of(team, {"REUNIFY_CACHE": str(tmp_path / "cache")})

    assert path.exists()
    assert 0o600 == path.stat().st_mode & 0o777
    assert first == reunify(team, "next")


def test_the_index_holds_no_names_and_nothing_that_somebody_wrote_freely(tmp_path: Path) -> None:
    secret = "- {event: family-meeting, date: 2026-11-02, note: secret, actions: [{what: Ring Mia, owner: d.okafor}]}\n"
    team = a_team(tmp_path / "team", **{"cases/RU-2026-0042/journal.yaml": JOURNAL + secret})
    shown = reunify(team, "next", "42").out
    kept = file_of(team, {"REUNIFY_CACHE": str(tmp_path / "cache")}).read_bytes()

    assert "R.K." in shown
    assert b"R.K." in kept
    assert [] == [word for word in (b"Robin", b"Kelly", b"Petra", b"Marsh", b"Mia", b"secret") if word in kept]


def test_where_the_cache_folder_cannot_be_written_the_files_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    team = a_team(tmp_path / "team")
    alone = reunify(team, "overdue", "--no-index")
    monkeypatch.setenv("REUNIFY_CACHE", str(team / "team.yaml"))

    assert alone == reunify(team, "overdue")


def test_four_processes_that_begin_at_once_say_the_same(tmp_path: Path) -> None:
    team = a_team(tmp_path / "team", **another_child(43, "E.K."))
    alone = reunify(team, "next", "--no-index").out
    world = {**os.environ, "REUNIFY_NOW": NOW, "REUNIFY_ROOT": str(team), "REUNIFY_CACHE": str(tmp_path / "cache")}
    program = [sys.executable, "-m", "reunify_cli", "next"]
    place = Path(__file__).parent.parent.parent
    begun = [subprocess.Popen(program, env=world, cwd=place, stdout=subprocess.PIPE, text=True) for _ in range(4)]

    assert [alone] * 4 == [each.communicate()[0] for each in begun]


def test_a_child_is_looked_at_anew_only_where_something_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "STEP", 0)
    team = a_team(tmp_path / "team", **another_child(43, "E.K."), **another_child(44, "N.K."))
    looked: list[str] = []
    really = parallel_scan.look

    def look(session: Session, workspace: OpenWorkspace, case_id: str) -> parallel_scan.Looked:
        looked.append(case_id)
        return really(session, workspace, case_id)

    monkeypatch.setattr(parallel_scan, "look", look)
    reunify(team, "next")
    first = sorted(looked)
    looked.clear()
    reunify(team, "overdue")
    second = list(looked)
    (team / "cases/RU-2026-0043/journal.yaml").write_text(JOURNAL.replace("2026-10-19", "2026-10-20"), encoding="utf-8")
    reunify(team, "list")

    assert ["RU-2026-0042", "RU-2026-0043", "RU-2026-0044"] == first
    assert [] == second
    assert ["RU-2026-0043"] == looked
