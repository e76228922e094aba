"""However the folders are looked at, one by one or many at once: the same ones are found to have changed."""

from __future__ import annotations

import os
from collections.abc import Callable
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
    patch.setattr(looking, "SLOW", 1000.0)
    patch.setattr(looking, "SAMPLE", 3)
    patch.setattr(looking, "BATCH", 5)


def many_at_once(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(looking, "SAMPLE", 3)
    patch.setattr(looking, "SLOW", -1.0)


WAYS = (alone, many_at_once)


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
