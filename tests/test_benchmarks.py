"""The workspaces that benchmarks measure are real ones: they load clean, and the same seed makes the same bytes."""

import re
from datetime import date
from pathlib import Path

import pytest

from benchmarks.generate import Order, case_id, entry_id, workspace
from reunify_cli.cli.main import answer

SMALL = 20


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_workspace_made_up_from_a_seed_loads_clean(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace(Order(tmp_path / "w", SMALL, seed=7, today=date(2026, 11, 30)))
    monkeypatch.setenv("REUNIFY_NOW", "2026-11-30T08:47")

    assert 0 == answer(["-C", str(tmp_path / "w"), "check", "--files"]), capsys.readouterr().out


def test_the_same_seed_makes_the_same_bytes_and_another_seed_makes_others(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("again", 7), ("other", 8)):
        workspace(Order(tmp_path / name, SMALL, seed=seed))

    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "again")
    assert bytes_of(tmp_path / "one") != bytes_of(tmp_path / "other")


def test_childhoods_hold_moves_reviews_visits_several_legal_statuses_and_some_that_ended(tmp_path: Path) -> None:
    workspace(Order(tmp_path / "w", 150, seed=1))
    texts = [path.read_text() for path in (tmp_path / "w" / "cases").glob("*/journal.yaml")]
    whole = "\n".join(texts)
    events = set(re.findall(r"event: (\S+)", whole))

    wanted = {"visit", "review", "placement-start", "legal-status-changed", "returned-home", "case-closed", "stay"}
    assert set() == wanted - events
    assert 5 < len(set(re.findall(r"legal-status: (\S+)", whole)))
    assert max(text.count("- id: ") for text in texts) < 420
    assert any((tmp_path / "w" / "cases" / case_id(n) / "packs").is_dir() for n in range(1, 151))


@pytest.mark.parametrize("child", [1, 77, 84_000])
def test_no_two_entries_of_a_journal_get_the_same_id(child: int) -> None:
    assert 1000 == len({entry_id(child, i) for i in range(1000)})
