"""The one thing to type after fetching the project: what `go.py` installs, and when it does so again."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parent.parent / "go.py"


@pytest.fixture
def go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, with an environment that is there already and a pip that only notes what it is asked for."""
    spec = importlib.util.spec_from_file_location("go", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "STAMP", tmp_path / "stamp.txt")
    monkeypatch.setattr(module, "works", lambda: True)
    module.asked = []  # type: ignore[attr-defined]
    monkeypatch.setattr(module.subprocess, "call", lambda words: module.asked.append(words) or 0)  # type: ignore[attr-defined]
    return module


def test_the_tests_are_set_up_after_the_demonstration_was(go: ModuleType) -> None:
    go.set_up(with_tests=False)
    go.set_up(with_tests=True)

    assert ["--require-hashes"] == [word for words in go.asked for word in words if word == "--require-hashes"]


def test_what_is_set_up_for_the_tests_is_enough_for_the_demonstration(go: ModuleType) -> None:
    go.set_up(with_tests=True)
    before = len(go.asked)
    go.set_up(with_tests=False)
    go.set_up(with_tests=True)

    assert before == len(go.asked) > 0


def test_a_pip_that_fails_stops_with_a_sentence(go: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(go.subprocess, "call", lambda _: 1)

    with pytest.raises(go.Stop, match="could not be installed"):
        go.set_up(with_tests=True)
    assert not go.STAMP.exists()
