"""The portable folder for Windows: what goes in, what is refused, and that every byte of it is accounted for."""

import importlib.util
import os
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

HERE = Path(__file__).resolve().parent.parent


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("portable", HERE / "packaging" / "portable.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["portable"] = module
    spec.loader.exec_module(module)
    return module


portable = load()


def zipped(path: Path, files: dict[str, str]) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def python(folder: Path, version: str = "312") -> Path:
    """An embeddable Python, as far as its names go."""
    names = ("python.exe", f"python{version}.dll", f"python{version}.zip", f"python{version}._pth")
    return zipped(folder / f"python-{version}-embed-amd64.zip", dict.fromkeys(names, "import site\n"))


def wheel(folder: Path, name: str, *requires: str, tag: str = "py3-none-any", **files: str) -> Path:
    """A wheel that needs others."""
    about = "".join(
        [f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", *(f"Requires-Dist: {r}\n" for r in requires)]
    )
    package = name.replace("-", "_")
    inside = {f"{package}/__init__.py": "", f"{package}-1.0.dist-info/METADATA": about, **files}
    return zipped(folder / f"{package}-1.0-{tag}.whl", inside)


ONLY_SOMEWHERE = (
    'colorama; platform_system == "Windows"', 'uvloop; sys_platform == "linux"', 'pytest; extra == "dev"',
)  # fmt: skip
DATA = {"pyyaml-1.0.data/purelib/more.py": "", "pyyaml-1.0.data/scripts/x.exe": ""}


def wheels(folder: Path) -> list[Path]:
    """Everything that an invented reunify needs on Windows, and one wheel that it needs only on Linux."""
    return [
        wheel(folder, "reunify", "pyyaml>=6", *ONLY_SOMEWHERE),
        wheel(folder, "PyYAML", tag="cp312-cp312-win_amd64", **DATA),
        wheel(folder, "colorama"),
        wheel(folder, "uvloop"),
        wheel(folder, "tzdata"),
    ]  # fmt: skip


def made(folder: Path) -> Path:
    portable.make(python(folder), wheels(folder / "wheels"), folder / "out")
    return folder / "out"


# --- what goes in -------------------------------------------------------------------------------------------------


def test_the_folder_holds_python_the_wheels_that_windows_needs_and_one_command(tmp_path: Path) -> None:
    out = made(tmp_path)
    found = portable.files(out)

    assert {"reunify.cmd", "MANIFEST.sha256", "python/python.exe", "lib/reunify/__init__.py", "lib/more.py"} <= {*found}
    assert ["PyYAML", "colorama", "reunify", "tzdata"] == sorted(
        name.split("/")[1] for name in found if name.endswith("/__init__.py")
    )
    assert not [name for name in found if name.endswith("x.exe")]


def test_python_imports_from_the_folder_alone(tmp_path: Path) -> None:
    out = made(tmp_path)

    assert b"python312.zip\r\n.\r\n..\\lib\r\n" == (out / "python" / "python312._pth").read_bytes()


@pytest.mark.parametrize("local", [True, False])
def test_the_folder_is_as_it_was_made_after_it_has_run(tmp_path: Path, local: bool) -> None:
    out, cache = made(tmp_path), tmp_path / "Local App Data"
    (out / "lib/reunify_cli").mkdir()
    (out / "lib/reunify_cli/__init__.py").write_text("")
    (out / "lib/reunify_cli/__main__.py").write_text("import more, reunify")
    (out / "MANIFEST.sha256").write_text(portable.manifest(out), encoding="utf-8")
    lines = (out / "reunify.cmd").read_bytes().decode("ascii").split("\r\n")
    with_cache, without = (line for line in lines if "python.exe" in line)
    said = (with_cache if local else without).replace(portable.COMPILED, str(cache))
    words = [word for word in shlex.split(said.replace("\\", "/"))[1:] if word != "%*"]

    # The interpreter of this machine stands in for the one in the folder: it takes the same options.
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    subprocess.run([sys.executable, *words], check=True, cwd=tmp_path, env={**env, "PYTHONPATH": str(out / "lib")})

    assert [] == portable.check(out)
    assert local == bool([*cache.rglob("more.*.pyc")])


def test_what_python_compiles_into_the_folder_without_the_command_is_named(tmp_path: Path) -> None:
    out = made(tmp_path)
    (out / "lib/__pycache__").mkdir()
    (out / "lib/__pycache__/more.cpython-312.pyc").write_bytes(b"anything")

    assert ["unknown   lib/__pycache__/more.cpython-312.pyc"] == portable.check(out)


def test_what_only_windows_needs_is_asked_for_although_this_is_not_windows(tmp_path: Path) -> None:
    without = [
        each for each in wheels(tmp_path / "wheels") if "colorama" not in each.name and "tzdata" not in each.name
    ]

    with pytest.raises(portable.Stop, match="no wheel of them: colorama, tzdata"):
        portable.make(python(tmp_path), without, tmp_path / "out")
    assert not (tmp_path / "out").exists()


WRONG_WHEELS = ["cp311-cp311-win_amd64", "cp312-cp312-manylinux_2_17_x86_64", "cp312-cp312-win32", "py2-none-any"]


@pytest.mark.parametrize("tag", WRONG_WHEELS)
def test_a_wheel_for_another_system_or_python_is_refused(tmp_path: Path, tag: str) -> None:
    found = [wheel(tmp_path / "w", "reunify"), wheel(tmp_path / "w", "tzdata", tag=tag)]

    with pytest.raises(portable.Stop, match=r"is not for Python 3\.12 on 64-bit Windows"):
        portable.make(python(tmp_path), found, tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("tag", ["cp312-cp312-win_amd64", "cp39-abi3-win_amd64", "py2.py3-none-any"])
def test_a_wheel_for_this_python_or_for_every_one_is_taken(tmp_path: Path, tag: str) -> None:
    portable.make(python(tmp_path), [wheel(tmp_path, "reunify"), wheel(tmp_path, "tzdata", tag=tag)], tmp_path / "out")

    assert [] == portable.check(tmp_path / "out")


def test_an_archive_that_reaches_outside_the_folder_is_refused(tmp_path: Path) -> None:
    for name in ("../evil.py", "/evil.py", "C:/evil.py", "lib/../../evil.py"):
        found = [wheel(tmp_path / "w", "reunify", **{name: "x"}), wheel(tmp_path / "w", "tzdata")]
        with pytest.raises(portable.Stop, match="lies outside it"):
            portable.make(python(tmp_path), found, tmp_path / "out")

        assert not list(tmp_path.rglob("evil.py"))


@pytest.mark.parametrize("name", ["aux.py", "COM1.txt", "a" * 130 + ".py", "what?.py", "end."])
def test_a_file_that_windows_cannot_have_is_refused(tmp_path: Path, name: str) -> None:
    found = [wheel(tmp_path / "w", "reunify", **{f"reunify/{name}": "x"}), wheel(tmp_path / "w", "tzdata")]

    with pytest.raises(portable.Stop, match=r"Windows|letters long"):
        portable.make(python(tmp_path), found, tmp_path / "out")


def test_every_file_that_we_ship_has_a_name_and_a_length_that_windows_can_have() -> None:
    shipped = [path for room in ("reunify_cli", "policies", "case_templates") for path in (HERE / room).rglob("*")]
    names = [f"lib/reunify_cli/_shipped/{path.relative_to(HERE).as_posix()}" for path in shipped if path.is_file()]

    assert [] == [problem for name in names if "__pycache__" not in name and (problem := portable.unfit(name))]


def test_no_embeddable_python_or_too_old_a_one_is_said_plainly(tmp_path: Path) -> None:
    none, broken = zipped(tmp_path / "none.zip", {"readme.txt": ""}), tmp_path / "broken.zip"
    broken.write_text("not a zip")

    for path, words in (
        (none, "no embeddable Python"),
        (broken, "cannot be read"),
        (python(tmp_path, "310"), "3.11 or"),
    ):
        with pytest.raises(portable.Stop, match=words):
            portable.python_version(path)


# --- what is in it ------------------------------------------------------------------------------------------------


def test_a_file_that_was_changed_added_or_taken_away_is_found(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = made(tmp_path)
    whole = portable.main(["--check", str(out)])
    (out / "lib/more.py").write_text("import os")
    (out / "lib/new.py").write_text("")
    (out / "reunify.cmd").unlink()
    broken = portable.main(["--check", str(out)])
    said = capsys.readouterr().out.splitlines()

    assert (0, 1) == (whole, broken)
    assert ["changed   lib/more.py", "missing   reunify.cmd", "unknown   lib/new.py"] == said[1:]


def test_the_same_parts_make_the_same_folder(tmp_path: Path) -> None:
    one, two = made(tmp_path / "one"), made(tmp_path / "two")

    assert (one / "MANIFEST.sha256").read_bytes() == (two / "MANIFEST.sha256").read_bytes()


def test_a_folder_that_is_there_already_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "out").mkdir()
    folder = wheels(tmp_path / "wheels")[0].parent
    code = portable.main(["--python", str(python(tmp_path)), "--wheels", str(folder), "--out", str(tmp_path / "out")])

    assert 3 == code
    assert "is there already" in capsys.readouterr().err
