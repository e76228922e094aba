#!/usr/bin/env python3
r"""Makes a folder that runs reunify on Windows without installing anything: for an IT department to look at and sign.

    python packaging/portable.py --python python-3.12.10-embed-amd64.zip --out reunify-portable
    python packaging/portable.py --check reunify-portable

The embeddable Python is fetched by hand from python.org, where its checksum and signature stand beside it. The wheels
are fetched by pip for 64-bit Windows, in the versions that are installed where this runs (so in those that the tests
ran with); `--wheels DIR` takes them from a folder instead, without a network. In the folder:

    reunify.cmd       what people type, from cmd, PowerShell or a share
    python\            the embeddable Python as it was fetched; only its list of folders (._pth) is written anew
    lib\               reunify and what it needs, unpacked from the wheels
    MANIFEST.sha256   the sha256 of every other file, as certutil and sha256sum write it

Nothing in it is downloaded or changed when it runs. What Python compiles goes into each user's own folder for caches
(%LOCALAPPDATA%\reunify\compiled), so that the second start is quick and --check finds the folder as it was made. Only
python.exe started by hand, without reunify.cmd, compiles into the folder; --check names those files.

It was made and looked at on Linux only: that it starts on Windows has to be tried there.
"""

from __future__ import annotations

import argparse
import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Sequence
from email.message import Message
from email.parser import BytesParser
from importlib.metadata import distributions
from pathlib import Path, PurePosixPath, PureWindowsPath

HERE = Path(__file__).resolve().parent.parent
MANIFEST = "MANIFEST.sha256"
WINDOWS = {
    "os_name": "nt", "sys_platform": "win32", "platform_system": "Windows", "platform_machine": "AMD64",
    "platform_python_implementation": "CPython", "implementation_name": "cpython", "extra": "",
}  # fmt: skip
"""What a requirement's marker asks of the machine it is installed on; pip itself asks the one it runs on."""
ALSO = ("tzdata",)
"""What Windows needs besides: it has no time zones of its own, and London's time is asked at every start."""
COMPILED = "%LOCALAPPDATA%\\reunify\\compiled"
"""Where Python keeps what it compiles: nobody but the user can write there, and the folder stays as it was signed."""
COMMAND = f"""@echo off
rem Starts reunify with the Python beside it. What that compiles is kept in your own folder for caches.
if not defined LOCALAPPDATA goto without
"%~dp0python\\python.exe" -X "pycache_prefix={COMPILED}" -m reunify_cli %*
exit /b %ERRORLEVEL%
:without
"%~dp0python\\python.exe" -B -m reunify_cli %*
exit /b %ERRORLEVEL%
"""
LONGEST = 120
"""How long a path inside the folder may be, so that it fits below Windows' 260 wherever the folder is put."""


class Stop(Exception):
    """The folder cannot be made; says why in a sentence for people."""


def main(words: Sequence[str]) -> int:
    """Make or check a folder; the exit code is 0, 1 where a check finds something, 3 where it cannot be made."""
    asked = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    asked.add_argument("--python", type=Path, metavar="ZIP", help="the embeddable Python for 64-bit Windows")
    asked.add_argument("--out", type=Path, metavar="DIR", help="the folder to make; it must not be there")
    asked.add_argument("--wheels", type=Path, metavar="DIR", help="wheels fetched before, reunify's among them")
    asked.add_argument("--check", type=Path, metavar="DIR", help="compare a folder with its manifest")
    given = asked.parse_args(words)
    try:
        if given.check:
            wrong = check(given.check)
            say("\n".join(wrong) or "Every file is as it was made, and there is no other.")
            return 1 if wrong else 0
        if not given.python or not given.out:
            asked.error("--python ZIP and --out DIR, or --check DIR")
        with tempfile.TemporaryDirectory() as scratch:
            wheels = given.wheels or fetch(Path(scratch), python_version(given.python))
            make(given.python, sorted(wheels.glob("*.whl")), given.out)
    except Stop as stop:
        sys.stderr.write(f"{stop}\n")
        return 3
    say(f"{given.out} is made: {len(files(given.out))} files. Try it on Windows before anybody relies on it.")
    return 0


def say(text: str) -> None:
    """Show a line."""
    sys.stdout.write(f"{text}\n")


# --- what goes in -------------------------------------------------------------------------------------------------


def python_version(embeddable: Path) -> str:
    """The version of an embeddable Python, such as `3.12`, by the name of its list of folders."""
    try:
        with zipfile.ZipFile(embeddable) as archive:
            found = [match for name in archive.namelist() if (match := re.fullmatch(r"python(\d)(\d+)\._pth", name))]
    except (OSError, zipfile.BadZipFile) as error:
        raise Stop(f"{embeddable} cannot be read: {error}") from None
    if len(found) != 1:
        raise Stop(f"{embeddable} is no embeddable Python: it holds no pythonXY._pth.")
    version = (int(found[0][1]), int(found[0][2]))
    if version < (3, 11):
        raise Stop(f"{embeddable} is Python {version[0]}.{version[1]}; reunify needs 3.11 or later.")
    return f"{version[0]}.{version[1]}"


def fetch(scratch: Path, version: str) -> Path:
    """Build reunify's wheel and fetch those it needs on Windows, in the versions installed here, into one folder."""
    wheels = scratch / "wheels"
    constraints = scratch / "constraints.txt"
    here = {dist.metadata["Name"]: dist.version for dist in distributions()}
    here.pop("reunify", None)
    constraints.write_text("".join(f"{name}=={number}\n" for name, number in sorted(here.items())), encoding="utf-8")
    pip("wheel", "--quiet", "--no-deps", "--wheel-dir", str(wheels), str(HERE))
    (ours,) = wheels.glob("reunify-*.whl")
    target = (
        "download", "--quiet", "--dest", str(wheels), "--only-binary=:all:", "--platform", "win_amd64",
        "--implementation", "cp", "--python-version", version, "--constraint", str(constraints),
    )  # fmt: skip
    pip(*target, str(ours), *ALSO)
    while missing := sorted(needed(wheels.glob("*.whl"), version) - {name_of(each) for each in wheels.glob("*.whl")}):
        pip(*target, "--no-deps", *missing)
    return wheels


def pip(*words: str) -> None:
    """Run pip, its words our own; raises Stop with what it said where it fails."""
    done = subprocess.run([sys.executable, "-m", "pip", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Stop(f"pip {words[0]} failed:\n{done.stderr.strip()}")


def needed(wheels: Iterable[Path], version: str) -> set[str]:
    """The names of what is needed on Windows, reunify's own and everything that one of those needs."""
    from pip._vendor.packaging.requirements import Requirement
    from pip._vendor.packaging.utils import canonicalize_name

    wants: dict[str, set[str]] = {}
    machine = {**WINDOWS, "python_version": version, "python_full_version": f"{version}.0"}
    for wheel in wheels:
        asked = [Requirement(each) for each in metadata(wheel).get_all("Requires-Dist") or ()]
        mine = [each for each in asked if each.marker is None or each.marker.evaluate(machine)]
        wants[name_of(wheel)] = {str(canonicalize_name(each.name)) for each in mine}
    found: set[str] = set()
    ahead = {"reunify", *ALSO}
    while ahead:
        found |= ahead
        ahead = {each for name in ahead for each in wants.get(name, ())} - found
    return found


def name_of(wheel: Path) -> str:
    """A wheel's project, as requirements name it."""
    return re.sub(r"[-_.]+", "-", wheel.name.split("-")[0]).lower()


def metadata(wheel: Path) -> Message:
    """What a wheel says about itself."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(each for each in archive.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", each))
        return BytesParser().parsebytes(archive.read(name))


# --- the folder ---------------------------------------------------------------------------------------------------


def make(embeddable: Path, wheels: Sequence[Path], out: Path) -> None:
    """Lay down the folder; it appears whole or not at all. Raises Stop where anything is not as it should be."""
    version = python_version(embeddable)
    if out.exists():
        raise Stop(f"{out} is there already.")
    wanted = needed(wheels, version)
    missing = wanted - {name_of(each) for each in wheels}
    if missing:
        raise Stop(f"These are needed on Windows, and there is no wheel of them: {', '.join(sorted(missing))}.")
    new = out.with_name(f".{out.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    try:
        unpack(embeddable, new / "python")
        for wheel in wheels:
            if name_of(wheel) in wanted:
                fits(wheel, version)
                unpack(wheel, new / "lib")
        short = version.replace(".", "")
        # Only what stands in this list is ever imported: no variable of the user's and no other Python is asked.
        (new / "python" / f"python{short}._pth").write_bytes(f"python{short}.zip\r\n.\r\n..\\lib\r\n".encode())
        (new / "reunify.cmd").write_bytes(COMMAND.replace("\n", "\r\n").encode("ascii"))
        all_fit(new)
        (new / MANIFEST).write_bytes(manifest(new).encode("utf-8"))
        new.rename(out)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def fits(wheel: Path, version: str) -> None:
    """Raise Stop for a wheel that is for another system or another Python."""
    python, abi, platforms = wheel.stem.split("-")[-3:]
    ours = f"cp{version.replace('.', '')}"
    pure = platforms == "any" and abi == "none" and "py3" in python.split(".")
    stable = abi == "abi3" and python.startswith("cp3")
    if not pure and not ("win_amd64" in platforms.split(".") and (stable or ours in python.split("."))):
        raise Stop(f"{wheel.name} is not for Python {version} on 64-bit Windows.")


def unpack(archive: Path, folder: Path) -> None:
    """Unpack a zip or a wheel into a folder; a wheel's own `.data` parts go where they belong, its scripts nowhere."""
    with zipfile.ZipFile(archive) as found:
        for each in found.infolist():
            parts = PurePosixPath(each.filename).parts
            if each.is_dir():
                continue
            if len(parts) > 2 and parts[0].endswith(".data"):
                if parts[1] not in ("purelib", "platlib"):
                    continue
                parts = parts[2:]
            target = folder.joinpath(*parts)
            if ".." in parts or each.filename.startswith(("/", "\\")) or ":" in each.filename:
                raise Stop(f"{archive.name} holds {each.filename}, which lies outside it.")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(found.read(each))


def all_fit(folder: Path) -> None:
    """Raise Stop where a file below the folder has a name that Windows cannot have."""
    odd = [problem for name in files(folder) if (problem := unfit(name))]
    if odd:
        raise Stop("\n".join(odd))


def unfit(name: str) -> str:
    """What is wrong with a file's name for Windows; "" where nothing is.

    >>> unfit("lib/aux.py"), unfit("lib/case.py")
    ('lib/aux.py: Windows keeps this name for itself.', '')
    """
    path = PureWindowsPath(name)
    if len(str(path)) > LONGEST:
        return f"{name}: this path is {len(str(path))} letters long, and {LONGEST} is the most."
    if any(part.split(".")[0].lower() in RESERVED for part in path.parts):
        return f"{name}: Windows keeps this name for itself."
    if re.search(r'[<>:"|?*\x00-\x1f]|[ .]$', path.name):
        return f"{name}: Windows cannot have a file of this name."
    return ""


RESERVED = {"con", "prn", "aux", "nul", *(f"{kind}{n}" for kind in ("com", "lpt") for n in range(1, 10))}


# --- what is in it ------------------------------------------------------------------------------------------------


def files(folder: Path) -> list[str]:
    """Every file below a folder, by its path with forward slashes."""
    return sorted(each.relative_to(folder).as_posix() for each in folder.rglob("*") if each.is_file())


def manifest(folder: Path) -> str:
    """A line for each file: its sha256, a space, an asterisk, its path, as sha256sum writes and checks them."""
    return "".join(f"{digest(folder / name)} *{name}\n" for name in files(folder) if name != MANIFEST)


def digest(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def check(folder: Path) -> list[str]:
    """A line for each file that is not as the manifest has it, is missing, or is not in it."""
    try:
        lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise Stop(f"{folder / MANIFEST} cannot be read: {error.strerror}") from None
    known = {name: code for code, _, name in (line.partition(" *") for line in lines)}
    there = {name: digest(folder / name) for name in files(folder) if name != MANIFEST}
    said = [f"missing   {name}" for name in known if name not in there]
    said += [f"changed   {name}" for name in there if name in known and known[name] != there[name]]
    said += [f"unknown   {name}" for name in there if name not in known]
    return sorted(said)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
