"""The wheel as a stranger gets it: everything shipped is inside, and it says which Python it needs."""

import subprocess
import sys
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


def test_nothing_but_the_package_and_what_it_says_of_itself_is_inside(wheel: ZipFile) -> None:
    version = project()["version"]

    assert {"reunify_cli", f"reunify-{version}.dist-info"} == {name.split("/")[0] for name in wheel.namelist()}


def test_wheel_pyproject_and_readme_ask_for_the_same_python(metadata: Message) -> None:
    assert ">=3.11" == project()["requires-python"] == metadata["Requires-Python"]
    assert "Python 3.11" in (CHECKOUT / "README.md").read_text(encoding="utf-8")


def test_the_package_knows_the_version_it_is_released_under(metadata: Message) -> None:
    from reunify_cli import __version__

    assert __version__ == project()["version"] == metadata["Version"]


def test_the_licence_travels_with_it(wheel: ZipFile, metadata: Message) -> None:
    (name,) = (name for name in wheel.namelist() if name.endswith("licenses/LICENSE"))

    assert "MIT" == metadata["License-Expression"]
    assert "the reunify authors" in wheel.read(name).decode()
