"""The wheel as a stranger gets it: everything shipped is inside, and it says which Python it needs."""

import re
import subprocess
import sys
import tarfile
import tomllib
from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from zipfile import ZipFile

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
SHIPPED = ("policies", "case_templates")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ZipFile]:
    folder = tmp_path_factory.mktemp("dist")
    build = [
        sys.executable,
        "-m",
        "build",
        "--wheel",
        "--no-isolation",
        "--outdir",
        str(folder),
        str(CHECKOUT),
    ]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    with ZipFile(path) as opened:
        yield opened


@pytest.fixture(scope="module")
def metadata(wheel: ZipFile) -> Message:
    (name,) = (name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return message_from_bytes(wheel.read(name))


def project() -> dict[str, object]:
    table: dict[str, object] = tomllib.loads((CHECKOUT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


@pytest.mark.parametrize("folder", SHIPPED)
def test_every_file_of_a_shipped_folder_is_inside_the_package(wheel: ZipFile, folder: str) -> None:
    files = (path for path in (CHECKOUT / folder).rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    expected = {f"reunify_cli/_shipped/{path.relative_to(CHECKOUT).as_posix()}" for path in files}
    inside = {name for name in wheel.namelist() if name.startswith(f"reunify_cli/_shipped/{folder}/")}

    assert expected == inside
    assert expected


def test_nothing_but_the_package_and_what_it_says_of_itself_is_inside(wheel: ZipFile, metadata: Message) -> None:
    version = metadata["Version"]

    assert {"reunify_cli", f"reunify-{version}.dist-info"} == {name.split("/")[0] for name in wheel.namelist()}


def test_wheel_pyproject_and_readme_ask_for_the_same_python(metadata: Message) -> None:
    assert ">=3.11" == project()["requires-python"] == metadata["Requires-Python"]
    assert "Python 3.11" in (CHECKOUT / "README.md").read_text(encoding="utf-8")


def test_the_licence_travels_with_it(wheel: ZipFile, metadata: Message) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith("licenses/LICENSE"))

    assert "MIT" == metadata["License-Expression"]
    assert "the reunify authors" in wheel.read(name).decode()


# --- the source archive ---


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source archive, unpacked."""
    folder = tmp_path_factory.mktemp("sdist")
    build = [sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", str(folder), str(CHECKOUT)]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.tar.gz")
    with tarfile.open(path) as opened:
        opened.extraction_filter = getattr(tarfile, "data_filter", None)  # Python 3.11 has it from 3.11.4 on
        opened.extractall(folder / "unpacked")
    (root,) = (folder / "unpacked").iterdir()
    return root


@pytest.mark.parametrize(
    "part", ["tests", "policies", "case_templates", "packaging", "benchmarks", ".ci", ".github", "."]
)
def test_everything_its_tests_need_is_in_the_source_archive(archive: Path, part: str) -> None:
    """All of it is run from there by `.ci/run`; here only that nothing of a folder is left out."""
    here = CHECKOUT / part
    made = ("__pycache__", ".hypothesis", ".venv")
    each = here.iterdir() if part == "." else here.rglob("*")
    files = {path.relative_to(CHECKOUT) for path in each if path.is_file() and not set(made) & set(path.parts)}

    assert files
    assert [] == sorted(str(path) for path in files if not (archive / path).exists() and path.name != ".git")


def test_every_link_of_its_pages_leads_somewhere(archive: Path) -> None:
    pages = [path for path in archive.rglob("*.md") if "tests" not in path.relative_to(archive).parts]
    dead = [
        f"{page.relative_to(archive)}: {link}"
        for page in pages
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8"))
        if "://" not in link and "{" not in link and not (page.parent / link).exists()
    ]

    assert len(pages) > 5
    assert [] == dead
