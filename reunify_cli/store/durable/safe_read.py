"""Opening a file that anybody may have put there: only a file, only so much of it, and never waiting for anybody.

A pipe where a file should be would be waited at for ever, a device never ends, and a file of gigabytes fills the
memory before its first line is looked at.
"""

import errno
import os
import stat
from pathlib import Path
from typing import Final

LARGEST: Final = 64 * 1024 * 1024
"""Bytes of the largest file that is read at all; a paper with pictures has a few million of them."""
NO_FILE: Final = "this is a device, a pipe or a folder, not a file"


def whole(path: Path, largest: int = LARGEST) -> bytes:
    """The bytes of a file.

    Raises FileNotFoundError, and OSError for what is no file (EINVAL, with words for it), for one that is larger than
    `largest` (EFBIG), and for what the system says no to.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0))
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise OSError(errno.EINVAL, NO_FILE, str(path))
        if about.st_size > largest:
            raise OSError(errno.EFBIG, f"it is larger than {largest // 1_000_000} MB", str(path))
        with open(handle, "rb", closefd=False) as file:
            return file.read(largest + 1)
    finally:
        os.close(handle)


def stays_in(folder: Path, path: Path) -> bool:
    """Whether a link leads to somewhere in a folder, however many further links there are on the way."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError, ValueError):  # links that go round in a circle, names that can be none
        return False


def is_plain_file(path: Path) -> bool:
    """Whether a path is a file itself: no link, folder, pipe or device."""
    return _kind(path) == stat.S_IFREG


def is_plain_folder(path: Path) -> bool:
    """Whether a path is a folder itself, and no link to one."""
    return _kind(path) == stat.S_IFDIR


def _kind(path: Path) -> int:
    try:
        return stat.S_IFMT(path.lstat().st_mode)
    except (OSError, ValueError):
        return 0
