"""The one thing to type after fetching the project: what `go.py` installs, by which digests, and when again."""

import hashlib
import importlib.util
import re
import tomllib
from pathlib import Path
from types import ModuleType

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

SCRIPT = Path(__file__).parent.parent / "go.py"
HERE = SCRIPT.parent
PAGE = """<html><body>
<a href="../../packages/pip-26.2-py3-none-any.whl#sha256=00">pip-26.2-py3-none-any.whl</a>
<a href="../../packages/{file}" data-requires-python="&gt;=3.9">{file}</a>
<a href="../../packages/{file}.metadata">{file}.metadata</a>
</body></html>"""


@pytest.fixture
def go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The script, with an environment that is there already and a pip that only notes what it is asked for."""
    spec = importlib.util.spec_from_file_location("go", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "VENV", tmp_path)
    monkeypatch.setattr(module, "STAMP", tmp_path / "stamp.txt")
    monkeypatch.setattr(module, "works", lambda: True)
    module.asked = []  # type: ignore[attr-defined]
    monkeypatch.setattr(module.subprocess, "call", lambda words, **_: module.asked.append(words) or 0)  # type: ignore[attr-defined]
    return module


def pinned(path: Path) -> dict[str, tuple[str, frozenset[str]]]:
    """The packages of a file of pins: by name, the version with its condition, and the digests."""
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]
    found = {}
    for line in lines:
        requirement = Requirement(line.partition(" --hash")[0].strip())
        digests = frozenset(re.findall(r"--hash=sha256:([0-9a-f]{64})", line))
        found[canonicalize_name(requirement.name)] = (str(requirement.specifier), digests)
    return found


# --- digests ---


@pytest.mark.parametrize("verb", ["demo", "test"])
def test_everything_that_is_fetched_is_checked_by_its_digest(go: ModuleType, verb: str) -> None:
    go.set_up(verb)

    for words in go.asked:
        fetches_nothing = "--no-index" in words and "--no-deps" in words and "--no-build-isolation" in words
        checks = "--require-hashes" in words and words[words.index("--only-binary") + 1] == ":all:"
        assert fetches_nothing or checks
    assert [str(go.PINS[verb])] == [words[-1] for words in go.asked if "--require-hashes" in words]


@pytest.mark.parametrize("file", ["demo.txt", "requirements.txt"])
def test_every_pin_has_a_version_and_a_digest(file: str) -> None:
    pins = pinned(HERE / ".ci" / file)

    assert len(pins) > 20
    assert [] == [name for name, (version, digests) in pins.items() if not (version.startswith("==") and digests)]


def test_the_pins_name_everything_the_project_asks_for() -> None:
    project = tomllib.loads((HERE / "pyproject.toml").read_text(encoding="utf-8"))
    built = project["build-system"]["requires"]
    needs = {"demo.txt": [*project["project"]["dependencies"], *built, "editables"]}
    needs["requirements.txt"] = [*needs["demo.txt"], *project["project"]["optional-dependencies"]["dev"]]
    for file, wanted in needs.items():
        pins = pinned(HERE / ".ci" / file)
        for each in map(Requirement, wanted):
            version, _ = pins[canonicalize_name(each.name)]
            assert each.specifier.contains(version.removeprefix("=="), prereleases=True), f"{file}: {each}"


def test_the_demonstration_has_the_versions_that_are_tested() -> None:
    demo, tested = (pinned(HERE / ".ci" / file) for file in ("demo.txt", "requirements.txt"))

    assert demo.items() <= tested.items()


def test_without_its_pins_nothing_is_installed(go: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(go.PINS, "demo", tmp_path / "demo.txt")

    with pytest.raises(go.Stop, match="is missing"):
        go.set_up("demo")
    assert [] == go.asked


def test_pip_itself_is_checked_against_our_own_digest_where_the_index_names_none(
    go: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        return PAGE.format(file=go.PIP).encode() if address.endswith("/pip/") else b"not pip"

    monkeypatch.setenv("PIP_INDEX_URL", "http://index.invalid/simple")
    monkeypatch.setattr(go, "fetch", fetch)

    with pytest.raises(go.Stop, match="digest differs"):
        go.fetch_pip()
    assert asked == ["http://index.invalid/simple/pip/", f"http://index.invalid/packages/{go.PIP}"]
    assert not (tmp_path / go.PIP).exists()

    monkeypatch.setattr(go, "PIP_DIGEST", hashlib.sha256(b"not pip").hexdigest())
    assert b"not pip" == go.fetch_pip().read_bytes()


def test_an_index_without_that_pip_stops_with_what_helps(go: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(go, "fetch", lambda _: PAGE.format(file="pip-1.0-py3-none-any.whl").encode())

    with pytest.raises(go.Stop, match="python3-venv"):
        go.fetch_pip()


# --- once, and again ---


def test_the_tests_are_set_up_after_the_demonstration_was(go: ModuleType) -> None:
    go.set_up("demo")
    before = len(go.asked)
    go.set_up("demo")
    assert before == len(go.asked) > 0
    go.set_up("test")

    assert str(go.PINS["test"]) in [words[-1] for words in go.asked[before:]]


def test_what_is_set_up_for_the_tests_is_enough_for_the_demonstration(go: ModuleType) -> None:
    go.set_up("test")
    before = len(go.asked)
    go.set_up("demo")
    go.set_up("test")

    assert before == len(go.asked) > 0


def test_a_pip_that_fails_stops_with_a_sentence(go: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(go.subprocess, "call", lambda _: 1)

    with pytest.raises(go.Stop, match="could not be installed"):
        go.set_up("test")
    assert not go.STAMP.exists()


def test_the_tests_run_on_every_core_unless_told_otherwise(go: ModuleType) -> None:
    go.main(["test", "-k", "visits"])
    assert [go.PYTHON, "-m", "pytest", "-n", "auto", "-k", "visits"] == go.asked[-1]

    go.main(["test", "-n", "0"])
    assert ["-n", "auto", "-n", "0"] == go.asked[-1][3:], "pytest takes the last one"
