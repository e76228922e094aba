"""Whether files are still what they were when somebody read them, asked of the file system and not of the files.

A key is one number made of when each file changed, by both of the system's clocks for it, and of its size. The folder's
own times are in it, so a file that came, went or was renamed counts too. A file that changed a moment before it was
read has no key at all: it may change again without its times showing it, as clocks of file systems go in steps
(git calls such a file racily clean).
"""

# ruff: noqa: PTH116, PTH208 - asked of hundreds of thousands of files, where a Path for each would cost as much as the answer
import os
from binascii import crc32
from collections.abc import Iterable, Sequence
from stat import S_ISDIR
from typing import Final, NamedTuple

STEP: Final = 2_500_000_000
"""Longer than any file system's clock takes for a step, in nanoseconds; the slowest (FAT) takes two seconds."""
READ: Final = ("case.yaml", "journal.yaml", "plan.yaml", "plans")
"""What in a child's folder is read, beside the files in `plans`."""


class Key(NamedTuple):
    """What a child's folder is known by."""

    names: str
    """The files and folders looked at, a line each."""
    number: int | None
    """None where it cannot be told whether they will have changed."""


def key_of(folder: str, now: int) -> Key:
    """The key of a child's folder as it is, taken before it is read; `now` is the time, in nanoseconds since 1970.

    There is no number where a write was cut off or somebody is writing: that has to be looked at each time.
    """
    try:
        there = os.listdir(folder)
        names: list[str] = [name for name in READ if name in there]
        if "plans" in names:
            plans = sorted(name for name in os.listdir(f"{folder}/plans") if name.endswith(".yaml"))
            names += (f"plans/{name}" for name in plans)
        found = _numbers(folder, names)
    except OSError:
        return Key("", None)
    passing = any(name.endswith((".tmp", ".lock", ".note")) or not name.isprintable() for name in (*there, *names))
    return Key("\n".join(names), None if passing or _just_now(found, now) else hash(tuple(found)))


def unchanged(folder: str, names: str, number: int) -> bool:
    """Whether a child's folder is as it was when it got a key of those names and that number."""
    try:
        return hash(tuple(_numbers(folder, names.split("\n")))) == number
    except OSError:
        return False


def paths_key(paths: Iterable[str], now: int) -> int | None:
    """The key of files and folders that may be anywhere, and may be missing; None as with `key_of`."""
    found: list[int] = []
    for path in paths:
        try:
            of = os.stat(path)
            found += _of_folder(path) if S_ISDIR(of.st_mode) else (of.st_mtime_ns, of.st_ctime_ns, of.st_size)
        except OSError:
            found.append(-1)
    return None if _just_now(found, now) else hash(tuple(found))


def folder_key(path: str, now: int) -> int | None:
    """The key of the names in one folder; None as with `key_of`, and where it cannot be opened."""
    try:
        found = _of_folder(path)
    except OSError:
        return None
    return None if _just_now(found, now) else hash(tuple(found))


def _numbers(folder: str, names: Sequence[str]) -> list[int]:
    stat, found = os.stat, _of_folder(folder)
    for name in names:
        of = stat(f"{folder}/{name}")
        found += (of.st_mtime_ns, of.st_ctime_ns, of.st_size)
    if os.name == "nt" and "plans" in names:
        found += _of_folder(f"{folder}/plans")
    return found


def _of_folder(path: str) -> list[int]:
    if os.name == "nt":
        # There not every file system dates a folder when names come and go in it.
        return [crc32("\n".join(sorted(os.listdir(path))).encode("utf-8", "surrogatepass"))]
    of = os.stat(path)
    return [of.st_mtime_ns, of.st_ctime_ns]


def _just_now(numbers: Sequence[int], now: int) -> bool:
    """Whether anything changed so lately, or by a clock so far ahead, that it may change again unseen."""
    return max(numbers, default=0) > now - STEP
