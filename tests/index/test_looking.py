"""Whoever looks at the folders, this process, others or many at once: the same ones are found to have changed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from reunify_cli.worklist.index import looking
from reunify_cli.worklist.index.keys import key_of

MANY = 60
CHANGED = ("C-007", "C-031", "C-032", "C-059")


@pytest.fixture
def base(tmp_path: Path) -> str:
    for n in range(MANY):
        (tmp_path / f"C-{n:03}").mkdir()
        (tmp_path / f"C-{n:03}" / "journal.yaml").write_text("[]\n")
    return f"{tmp_path}{os.sep}"


@pytest.fixture
def folders(base: str) -> list[looking.Folder]:
    found = []
    for n in range(MANY):
        key = key_of(f"{base}C-{n:03}", 1 << 62)
        assert key.number is not None
        found.append((f"C-{n:03}", key.names, key.number))
    for name in CHANGED:
        (Path(base) / name / "journal.yaml").write_text("# something\n[]\n")
    return found


def alone(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(looking, "SAMPLE", 1000)


def many_at_once(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(looking, "SAMPLE", 3)
    patch.setattr(looking, "SLOW", -1.0)


def with_helpers(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(looking, "SLOW", 1000.0)
    for name, number in (("SAMPLE", 3), ("FEW", 4), ("BATCH", 5)):
        patch.setattr(looking, name, number)
    patch.setattr(os, "cpu_count", lambda: 4)


WAYS = (alone, many_at_once, with_helpers)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("number", [0, 1, 3, 7, 8, 12, 13, 27, 28, MANY])
def test_every_way_of_looking_finds_what_changed_in_its_order(
    way: Callable[[pytest.MonkeyPatch], None],
    number: int,
    base: str,
    folders: list[looking.Folder],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    way(monkeypatch)
    found = list(looking.changed_among(base, folders[:number]))
    assert found == [name for name in CHANGED if int(name[2:]) < number]


def test_a_helper_that_is_ended_leaves_its_share_to_the_others(
    base: str, folders: list[looking.Folder], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_helpers(monkeypatch)
    called = looking._called(base)
    if not called:
        pytest.skip("here no process is made as a copy of another")
    os.kill(called[0]._process, signal.SIGKILL)
    monkeypatch.setattr(looking, "_called", lambda _: called)
    assert tuple(looking.changed_among(base, folders)) == CHANGED


def test_no_helper_is_left_when_nobody_listens_any_more(
    base: str, folders: list[looking.Folder], monkeypatch: pytest.MonkeyPatch
) -> None:
    with_helpers(monkeypatch)
    found: Iterator[str] = looking.changed_among(base, folders)
    assert next(found) == CHANGED[0]
    found.close()  # type: ignore[attr-defined]
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_where_no_process_can_be_made_this_one_looks(
    base: str, folders: list[looking.Folder], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused() -> int:
        raise OSError("no more processes")

    with_helpers(monkeypatch)
    monkeypatch.setattr(os, "fork", refused, raising=False)
    before = open_files()
    assert tuple(looking.changed_among(base, folders)) == CHANGED
    assert before == open_files()


def test_where_only_some_processes_can_be_made_none_is_left_behind(
    base: str, folders: list[looking.Folder], monkeypatch: pytest.MonkeyPatch
) -> None:
    if not hasattr(os, "fork"):
        pytest.skip("here no process is made as a copy of another")
    really, calls = os.fork, list[int]()

    def first_only() -> int:
        calls.append(1)
        if len(calls) > 1:
            raise OSError("no more processes")
        return really()

    with_helpers(monkeypatch)
    monkeypatch.setattr(os, "fork", first_only)
    before = open_files()
    assert tuple(looking.changed_among(base, folders)) == CHANGED
    assert (before, 2) == (open_files(), len(calls))
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def test_a_program_that_is_not_told_of_ended_processes_is_answered(
    base: str, folders: list[looking.Folder], monkeypatch: pytest.MonkeyPatch
) -> None:
    if not hasattr(signal, "SIGCHLD"):
        pytest.skip("here nobody is told of ended processes")
    with_helpers(monkeypatch)
    before = signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    try:
        assert tuple(looking.changed_among(base, folders)) == CHANGED
    finally:
        signal.signal(signal.SIGCHLD, before)


def open_files() -> int:
    """How many files this process has open; nought where nobody can say."""
    there = Path("/proc/self/fd")
    return len(list(there.iterdir())) if there.is_dir() else 0
