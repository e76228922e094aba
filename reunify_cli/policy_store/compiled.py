"""Policies and calendars, once read, kept compiled in the user's cache folder: their YAML takes twenty times as long.

What is kept is plain JSON: a list of texts and numbers, then a list of records made of them, each by the name of one of
a few known classes. Nothing in it can run. It counts only while every byte it was made from is the same: the policy's
files, those of all it builds on, and this program's own code. So it is never believed over the files. Whatever is odd
about it means that the YAML is read, and that it is written anew; it can be thrown away at any time.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cache as kept_for_good
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeVar

from reunify_cli.frozen import fields, is_dataclass
from reunify_cli.model import fields as entry_fields
from reunify_cli.model import vocabulary
from reunify_cli.rules import calendar, conditions, periods, policy, terms
from reunify_cli.store.durable.safe_read import whole

T = TypeVar("T")

FORMAT: Final = "reunify compiled 1"
LARGEST: Final = 8 * 1024 * 1024
"""Bytes of the largest file that is written or read; the largest shipped policy takes a thirtieth of it."""
MOST: Final = 32
"""How many files are kept; those written longest ago go first."""
_ROOMS: Final = ("model", "policy_store", "rules", "shape", "store")
"""The rooms of this program that say what a policy means."""


def compiled(
    cache: Path | None,
    name: str,
    roots: Sequence[Path],
    kind: type[T],
    read: Callable[[], T],
    *,
    only: Sequence[str] | None = None,
) -> T:
    """What `read` makes of some folders of policies, from what was kept of it where they still hold the same.

    `cache` is the folder to keep it in; None: nothing is kept. `name` says what is read, `only` in which folders below
    the roots; None: all of them, and the roots themselves. Raises what `read` raises; nothing is kept then.
    """
    before = None if cache is None else _digest(roots, only)
    if cache is None or before is None:
        return read()
    called = "\0".join((name, *map(str, roots))).encode("utf-8", "surrogateescape")
    path = cache / f"compiled-{sha256(called).hexdigest()[:16]}.json"
    found = _kept(path, before)
    if isinstance(found, kind):
        return found
    value = read()
    if _digest(roots, only) == before:  # else somebody wrote to it in between, and nobody knows what was read
        with suppress(OSError):  # a cache that cannot be written is a slow start and nothing worse
            _keep(path, value, before)
    return value


def _kept(path: Path, digest: str) -> Any:
    """What a file holds; None where there is none, where it is odd, or where it was made from anything else."""
    try:
        head, _, body = whole(path, LARGEST).partition(b"\n")
        if head.decode() != _head(digest, body):
            return None
        return decoded(json.loads(body))
    except (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError):
        return None


def _head(digest: str, body: bytes) -> str:
    """The first line: what this is, what it was made from, and the digest of all that follows."""
    return f"{FORMAT} {digest} {sha256(body).hexdigest()}"


def _keep(path: Path, value: object, digest: str) -> None:
    body = json.dumps(encoded(value), ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    if len(body) > LARGEST - 200:
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_name(f"{path.name}.{os.getpid()}.tmp")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(f"{_head(digest, body)}\n".encode() + body)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
    kept = sorted(path.parent.glob("compiled-*"), key=lambda each: each.stat().st_mtime_ns)
    for each in kept[:-MOST]:
        each.unlink(missing_ok=True)


# --- what it is made from -----------------------------------------------------------------------------------------


def _digest(roots: Sequence[Path], only: Sequence[str] | None) -> str | None:
    """A word for every byte of the YAML files in some folders and for this program; None where they cannot be read."""
    digest = sha256(_program())
    try:
        for root in roots:
            for folder in _folders(root) if only is None else (root / name for name in only):
                _add(digest, folder)
    except OSError:
        return None
    return digest.hexdigest()


@kept_for_good
def _program() -> bytes:
    """What tells this build from any other: names, sizes and times of its own files, and its stamp where it has one."""
    package = Path(__file__).parent.parent
    digest = sha256(os.fsencode(package) + sys.version.encode())
    for room in _ROOMS:
        with os.scandir(package / room) as found:
            files = sorted((each.name, each.stat()) for each in found if each.name.endswith(".py"))
        for name, about in files:
            digest.update(f"{name} {about.st_size} {about.st_mtime_ns}\n".encode())
    with suppress(OSError):
        digest.update(whole(package / "_shipped" / "version.txt"))
    return digest.digest()


def _folders(root: Path) -> list[Path]:
    with os.scandir(root) as found:
        return [root, *sorted(Path(each) for each in found if each.is_dir() and not each.name.startswith("."))]


def _add(digest: Any, folder: Path) -> None:
    """Add the names and the bytes of the YAML files in a folder, but for a policy's own examples."""
    digest.update(os.fsencode(folder) + b"\0")
    with suppress(FileNotFoundError, NotADirectoryError):
        with os.scandir(folder) as found:
            names = sorted(each.name for each in found if each.name.endswith(".yaml"))
        for name in names:
            if not name.endswith(".test.yaml"):
                data = whole(folder / name)
                digest.update(b"%s\0%d\0" % (os.fsencode(name), len(data)) + data)


# --- records as JSON ----------------------------------------------------------------------------------------------


@kept_for_good
def _classes() -> dict[str, Callable[..., Any]]:
    """Everything that a record can be made of, by name; no other class is ever called."""
    modules = (vocabulary, entry_fields, calendar, conditions, periods, policy, terms)
    return {
        "date": date.fromordinal,
        "tuple": lambda *parts: parts,
        "list": lambda *parts: list(parts),
        "Unit": periods.Unit,
        "dict": lambda *parts: dict(zip(parts[::2], parts[1::2], strict=True)),
        **{
            each.__name__: each
            for module in modules
            for each in vars(module).values()
            if isinstance(each, type) and each.__module__ == module.__name__ and is_dataclass(each)
        },
    }


_PARTS: Final[Mapping[type, Callable[[Any], Sequence[Any]]]] = {
    date: lambda day: [day.toordinal()],
    tuple: list,
    list: list,
    dict: lambda mapping: [each for pair in mapping.items() for each in pair],
    periods.Unit: lambda unit: [unit.value],
}
"""What is in a value that is no record, by its type."""


def encoded(value: object) -> Mapping[str, Any]:
    """A record as JSON can hold it: texts, numbers and truth values first, then every part before what holds it.

    What is equal is put down once. Raises KeyError for anything that is no record of a policy.
    """
    names = {each: name for name, each in _classes().items()} | {each: each.__name__ for each in _PARTS}
    plain: dict[tuple[type, Any], int] = {}
    made: dict[tuple[Any, ...], int] = {}
    used: dict[str, int] = {}

    def put(part: Any) -> int:
        """Where a part stands: counted up from 0 where it is plain, and down from -1 where it is made."""
        kind = type(part)
        if part is None or kind in (str, int, bool):
            return plain.setdefault((kind, part), len(plain))
        name, inside = names[kind], _PARTS.get(kind, _fields)(part)
        row = (used.setdefault(name, len(used)), *map(put, inside))
        return -1 - made.setdefault(row, len(made))

    put(value)
    rows = [[name, *(at if at >= 0 else len(plain) - 1 - at for at in parts)] for name, *parts in made]
    return {"plain": [each for _, each in plain], "names": list(used), "made": rows}


def _fields(record: Any) -> list[Any]:
    return [getattr(record, each.name) for each in fields(record) if each.init]


def decoded(data: Mapping[str, Any]) -> Any:
    """The record that was put down. Raises KeyError, TypeError, ValueError or IndexError where it is none."""
    classes = _classes()
    names = [classes[name] for name in data["names"]]
    parts = list(data["plain"])
    at = parts.__getitem__
    for name, *held in data["made"]:
        parts.append(names[name](*map(at, held)))
    return parts[-1]
