"""Where this program writes to the disk: a handful of calls, and on top of them a write that happens or does not.

Everything that is written goes through the functions named in `SEAM`, looked up here at each call. So a test can let
the n-th of them fail, or let the program end there, and look at what is left.

A file is never written in place. Its new content goes into another file beside it, is forced to the disk, and then
takes the old one's name, which a file system does at once or not at all. What a program that was killed may leave
behind is a file named `.NAME.XXXXXXXX.tmp` or a lock; neither is ever read as part of a case.
"""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex
from typing import Final

from reunify_cli.errors import Place, Problem, Unreadable

SEAM: Final = (
    "read", "create", "put", "sync", "close", "replace", "sync_folder", "remove", "make_folder", "move_folder",
)  # fmt: skip
"""The functions of this module through which everything goes."""

LOCK: Final = ".journal.lock"
STALE: Final = 600.0
"""Seconds after which a lock is held by nobody who is still writing: a write takes less than one."""

tries, pause = 20, 0.1
"""How often a lock is tried for, and how many seconds lie between."""


# --- the seam -----------------------------------------------------------------------------------------------------


def read(path: Path) -> bytes | None:
    """The bytes of a file; None where there is none."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


def create(path: Path) -> int:
    """Open a file that is not there yet, for writing; FileExistsError where it is."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)


def put(handle: int, data: bytes) -> None:
    """Write all of some bytes."""
    while data:
        data = data[os.write(handle, data) :]


def sync(handle: int) -> None:
    """Force what was written out of the machine's memory."""
    os.fsync(handle)


def close(handle: int) -> None:
    """Close a file."""
    os.close(handle)


def replace(new: Path, path: Path) -> None:
    """Give a new file an old one's name, which it takes over at once."""
    for _ in range(tries):
        try:
            new.replace(path)
            return
        except PermissionError as error:
            # On Windows a virus scanner or a synchroniser holds a file for a moment; elsewhere waiting does not help.
            if getattr(error, "winerror", None) not in (5, 32):
                raise
            time.sleep(pause)
    new.replace(path)


def sync_folder(path: Path) -> None:
    """Force the names in a folder out of the machine's memory, where the system can do that."""
    with suppress(OSError):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def remove(path: Path) -> None:
    """Remove a file or an empty folder, if it is there."""
    with suppress(FileNotFoundError):
        path.rmdir() if path.is_dir() else path.unlink()


def make_folder(path: Path) -> None:
    """Make a folder and those it lies in, where they are missing."""
    path.mkdir(parents=True, exist_ok=True)


def move_folder(new: Path, path: Path) -> None:
    """Give a folder its name; OSError where that is taken."""
    new.rename(path)


# --- whole files --------------------------------------------------------------------------------------------------


def write_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet, down to the disk; what fails leaves no file."""
    handle = create(path)
    try:
        try:
            put(handle, data)
            sync(handle)
        finally:
            close(handle)
    except BaseException:
        with suppress(OSError):
            remove(path)
        raise


def write_beside(path: Path, data: bytes) -> Path:
    """Write what a file is to hold into another one beside it, with the same permissions; returns that one."""
    new = path.with_name(f".{path.name}.{token_hex(4)}.tmp")
    write_new(new, data)
    with suppress(OSError):
        shutil.copymode(path, new)
    return new


def put_in_place(path: Path, data: bytes) -> None:
    """Give a file new content, at once or not at all."""
    new = write_beside(path, data)
    try:
        replace(new, path)
    except BaseException:
        with suppress(OSError):
            remove(new)
        raise
    sync_folder(path.parent)


# --- one at a time ------------------------------------------------------------------------------------------------


@contextmanager
def locked(folder: Path, holder: str) -> Iterator[None]:
    """Hold a case folder for the length of one write, so that two people here do not write at the same time.

    The lock is a file with the holder's name in it; the drive itself stamps it with the time. Raises Unreadable that
    names the holder where somebody else has it; for one older than ten minutes it says how to take it away.
    """
    lock = folder / LOCK
    for attempt in range(tries):
        try:
            handle = create(lock)
            break
        except FileExistsError:
            if attempt + 1 < tries:
                time.sleep(pause)
    else:
        raise Unreadable(_held(folder))
    try:
        try:
            put(handle, f"{holder}\n".encode())
        finally:
            close(handle)
        yield
    finally:
        with suppress(OSError):
            remove(lock)


def lock_of(folder: Path) -> tuple[str, float] | None:
    """Who holds a case folder, and for how many seconds they have; None where nobody does.

    Both ends of that time are read off files on the same drive, because two computers seldom agree on the time.
    """
    lock, probe = folder / LOCK, folder / f".now.{token_hex(4)}.tmp"
    try:
        holder, since = lock.read_text("utf-8", "replace").strip(), lock.stat().st_mtime
    except FileNotFoundError:
        return None
    write_new(probe, b"")
    try:
        return holder, probe.stat().st_mtime - since
    finally:
        remove(probe)


def break_lock(folder: Path) -> None:
    """Take a lock away that somebody agreed is held by nobody any more."""
    with in_plain_words(f"{folder.name}/{LOCK}"):
        remove(folder / LOCK)


def _held(folder: Path) -> Problem:
    place = Place(f"cases/{folder.name}")
    holder, seconds = lock_of(folder) or ("somebody", 0.0)
    if seconds < STALE:
        return Problem(place, f"{holder or 'Somebody'} is writing to this case.", "Try again in a moment.")
    sentence = f"{holder or 'Somebody'} began to write to this case {seconds / 60:.0f} minutes ago and never finished."
    return Problem(place, sentence, f"If nobody is writing now, type  reunify doctor {folder.name}")


# --- in words -----------------------------------------------------------------------------------------------------

_REASONS: Final = {
    errno.ENOSPC: "the disk is full",
    getattr(errno, "EDQUOT", -1): "there is no room left for you on this drive",
    errno.EROFS: "this drive can only be read",
    errno.EACCES: "you may not write here, or another program has the file open",
    errno.EPERM: "you may not write here, or another program has the file open",
    errno.ENAMETOOLONG: "the name is too long for this drive",
}


@contextmanager
def in_plain_words(file: str) -> Iterator[None]:
    """Turn what the system says no to into Unreadable with the reason in plain words."""
    try:
        yield
    except OSError as error:
        reason = _REASONS.get(error.errno or 0) or error.strerror or "the drive does not answer"
        sentence = f"This could not be written: {reason}."
        raise Unreadable(Problem(Place(file), sentence, "Nothing was changed.")) from error


def read_file(path: Path, shown: str) -> bytes:
    """The bytes of a file. Raises Unreadable with the reason in plain words; `shown` is the name it carries."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Unreadable(Problem(Place(shown), "This file is missing.")) from None
    except OSError as error:
        reason = "you may not read it" if error.errno in (errno.EACCES, errno.EPERM) else error.strerror
        raise Unreadable(Problem(Place(shown), f"This file cannot be opened: {reason}.")) from None
