"""Where this program writes to the disk: a handful of calls, and on top of them a write that happens or does not.

Everything that is written goes through the functions named in `SEAM`, looked up here at each call. So a test can let
the n-th of them fail, or let the program end there, and look at what is left.

A file is never written in place. Its new content goes into another file beside it, is forced to the disk, and then
takes the old one's name, which a file system does at once or not at all. What a program that was killed may leave
behind is a file named `.NAME.XXXXXXXX.tmp` or a lock (`locks.py`); neither is ever read as part of a case.
"""

import errno
import os
import stat
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.store.durable.safe_read import whole
from reunify_cli.written import note

FAULT_POINTS: Final = (
    "read", "create", "put", "sync", "close", "replace", "claim", "sync_folder", "remove", "make_folder", "move_folder",
)  # fmt: skip
"""The functions of this module through which everything goes."""

HELD: Final = (5, 32, 33)
"""What Windows answers of a file that another program has open: access denied, sharing violation, lock violation."""

tries, pause = 40, 0.05
"""How often something that somebody else holds is tried for, and how many seconds lie between."""


# --- the seam -----------------------------------------------------------------------------------------------------


def read(path: Path) -> bytes | None:
    """The bytes of a file; None where there is none. OSError for what is no file, or of no size that one has here."""
    try:
        return whole(path)
    except FileNotFoundError:
        return None


def create(path: Path) -> int:
    """Open a file that is not there yet, for writing; FileExistsError where it is.

    It is never open to more people than the folder it lies in, and always to the person who writes it: on Windows a
    folder can bear a mark for "only read" that says nothing of who may write there.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    return os.open(path, flags, path.parent.stat().st_mode & 0o666 | 0o600)


def put(handle: int, data: bytes) -> None:
    """Write all of some bytes."""
    while data:
        data = data[os.write(handle, data) :]


def sync(handle: int) -> None:
    """Force what was written out of the machine's memory."""
    if sys.platform == "darwin":
        import fcntl

        with suppress(OSError):  # not every drive can; there a plain sync has to do
            fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
    os.fsync(handle)


def close(handle: int) -> None:
    """Close a file."""
    os.close(handle)


def replace(new: Path, path: Path) -> None:
    """Give a new file an old one's name, which it takes over at once."""
    _patiently(lambda: new.replace(path))
    note(path)


def _patiently(change: Callable[[], object]) -> None:
    """Change what a name stands for, and try for a moment where another program has the file open."""
    for _ in range(tries):
        try:
            change()
            return
        except PermissionError as error:
            # On Windows a virus scanner or a synchroniser holds a file for a moment; elsewhere waiting does not help.
            if getattr(error, "winerror", None) not in HELD:
                raise
            time.sleep(pause)
    change()


def claim(new: Path, path: Path) -> None:
    """Give a file a name that nothing may have yet; FileExistsError where something has."""
    if os.name == "nt":
        new.rename(path)
    else:
        path.hardlink_to(new)
        new.unlink()


def sync_folder(path: Path) -> None:
    """Force the names in a folder out of the machine's memory, where the system can do that."""
    if os.name == "nt":
        return
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS):  # some network drives know no such thing
            raise
    finally:
        os.close(handle)


def remove(path: Path) -> None:
    """Remove a file or an empty folder, if it is there."""
    with suppress(FileNotFoundError):
        _patiently(path.rmdir if path.is_dir() and not path.is_symlink() else path.unlink)


def make_folder(path: Path) -> None:
    """Make a folder and those it lies in, where they are missing, none open to more people than the one above it."""
    missing = [each for each in (path, *path.parents) if not each.is_dir()]
    for each in reversed(missing):
        each.mkdir(each.parent.stat().st_mode & 0o777 | 0o700, exist_ok=True)


def move_folder(new: Path, path: Path) -> None:
    """Give a folder its name; OSError where that is taken."""
    _patiently(lambda: new.rename(path))
    note(path)


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
    note(path)


def write_beside(path: Path, data: bytes) -> Path:
    """Write what a file is to hold into another one beside it, with the same permissions; returns that one."""
    new = beside(path)
    write_new(new, data)
    with suppress(OSError):
        old, made = path.stat(), new.stat()
        if old.st_gid != made.st_gid and hasattr(os, "chown"):
            os.chown(new, -1, old.st_gid)
        new.chmod(stat.S_IMODE(old.st_mode))
    return new


def beside(path: Path) -> Path:
    """A name beside a file for something that is there only while somebody writes; no name like it was ever used."""
    return path.with_name(f".{path.name.lstrip('.')}.{os.urandom(4).hex()}.tmp")


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


# --- in words -----------------------------------------------------------------------------------------------------

_REASONS: Final = {
    errno.ENOSPC: "the disk is full",
    getattr(errno, "EDQUOT", -1): "there is no room left for you on this drive",
    errno.EROFS: "this drive can only be read",
    errno.EIO: "the drive does not work as it should",
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
        if getattr(error, "winerror", None) in HELD:
            # Of a name that is taken over the second path is the one that somebody has open.
            name = Path(str(error.filename2 or error.filename or file)).name
            sentence = f"{name} is open in another program, such as Excel or a viewer, or you may not write to it."
            raise Unreadable(Problem(Place(file), sentence, "Close it there, then type the same again.")) from error
        reason = _REASONS.get(error.errno or 0) or error.strerror or "the drive does not answer"
        sentence = f"This could not be written: {reason}."
        raise Unreadable(Problem(Place(file), sentence, "Nothing was changed.")) from error


def read_file(path: Path, shown: str) -> bytes:
    """The bytes of a file. Raises Unreadable with the reason in plain words; `shown` is the name it carries."""
    try:
        return whole(path)
    except FileNotFoundError:
        raise Unreadable(Problem(Place(shown), "This file is missing.")) from None
    except OSError as error:
        held = getattr(error, "winerror", None) in HELD[1:]
        denied = "you may not read it" if error.errno in (errno.EACCES, errno.EPERM) else error.strerror
        reason = "another program has it open, so close it there" if held else denied
        raise Unreadable(Problem(Place(shown), f"This file cannot be opened: {reason}.")) from None
