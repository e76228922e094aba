"""The version names the build: the same for wheel, source archive and checkout, and higher for a later one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.version import Version

import reunify_cli

CHECKOUT = Path(__file__).resolve().parent.parent
PARTS = (
    "reunify_cli",
    "policies",
    "case_templates",
    "packaging",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    ".gitignore",
)
pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


class Checkout:
    """A copy of the project with a history of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for part in PARTS:
            source = CHECKOUT / part
            if source.is_dir():
                shutil.copytree(source, root / part, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(source, root / part)
        (root / ".gitignore").write_text("__pycache__\n", encoding="utf-8")
        self.git("init", "--quiet")
        self.commit("2026-11-01T09:00:00Z")

    def git(self, *words: str, **env: str) -> str:
        who = {f"GIT_{role}_{what}": "x" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
        world = {**os.environ, **who, **env}
        done = subprocess.run(["git", *words], cwd=self.root, env=world, check=True, capture_output=True, text=True)
        return done.stdout.strip()

    def commit(self, when: str) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "-m", "A change", GIT_AUTHOR_DATE=when, GIT_COMMITTER_DATE=when)
        return self.git("rev-parse", "HEAD")

    def says(self) -> str:
        """The version that the program shows when it is run from here, in a time zone far away."""
        world = {**os.environ, "PYTHONPATH": str(self.root), "TZ": "Asia/Tokyo"}
        asked = [sys.executable, "-m", "reunify_cli", "--version"]
        done = subprocess.run(asked, env=world, cwd=self.root.parent, check=True, capture_output=True, text=True)
        return done.stdout.removeprefix("reunify ").strip()


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    (tmp_path / "reunify").mkdir()
    return Checkout(tmp_path / "reunify")


def built(root: Path, kind: str, folder: Path) -> Path:
    words = [sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "--outdir", str(folder), str(root)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.iterdir()
    return path


def version_of(wheel: Path) -> tuple[str, str]:
    """What a wheel's description and the program in it say."""
    with ZipFile(wheel) as opened:
        (described,) = (name for name in opened.namelist() if name.endswith(".dist-info/METADATA"))
        stamp = opened.read("reunify_cli/_shipped/version.txt").decode().strip()
        return message_from_bytes(opened.read(described))["Version"], stamp


def test_wheel_source_archive_and_checkout_say_the_same(checkout: Checkout, tmp_path: Path) -> None:
    said = checkout.says()

    assert said == f"{reunify_cli.RELEASE}.post20261101090000+g{checkout.git('rev-parse', 'HEAD')[:9]}"
    assert (said, said) == version_of(built(checkout.root, "wheel", tmp_path / "wheel"))
    with tarfile.open(built(checkout.root, "sdist", tmp_path / "sdist")) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", None)  # Python 3.11 has it from 3.11.4 on
        archive.extractall(tmp_path / "unpacked")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    assert unpacked.name == f"reunify-{said}"
    assert (said, said) == version_of(built(unpacked, "wheel", tmp_path / "again"))
    assert "" == checkout.git("status", "--porcelain"), "building leaves nothing behind"
    checkout.root = unpacked
    assert said == checkout.says()


def test_a_later_build_is_a_higher_version(checkout: Checkout) -> None:
    first = checkout.says()
    checkout.commit("2026-11-01T11:00:01+02:00")  # a second later, seen from elsewhere
    second = checkout.says()

    assert Version(reunify_cli.RELEASE) < Version(first) < Version(second) < Version("0.1.1")


def test_what_is_not_committed_has_a_version_of_its_own(checkout: Checkout) -> None:
    committed, seen = checkout.says(), set()
    for text in ("# one\n", "# two\n"):
        with (checkout.root / "reunify_cli" / "keys.py").open("a", encoding="utf-8") as file:
            file.write(text)
        seen.add(checkout.says())

    assert len(seen) == 2
    assert all(each.startswith(f"{committed}.d") for each in seen)


def test_a_copy_without_history_is_known_by_its_content(checkout: Checkout) -> None:
    shutil.rmtree(checkout.root / ".git")
    said = checkout.says()

    assert said.startswith(f"{reunify_cli.RELEASE}+d")
    assert said == checkout.says()
    (checkout.root / "policies" / "README.md").unlink()
    assert said != checkout.says()


def test_the_version_is_not_worked_out_before_somebody_asks() -> None:
    asked = "import reunify_cli, sys; print('__version__' in vars(reunify_cli), 'subprocess' in sys.modules)"
    done = subprocess.run([sys.executable, "-S", "-c", asked], cwd=CHECKOUT, check=True, capture_output=True, text=True)

    assert "False False" == done.stdout.strip()
