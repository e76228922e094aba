"""A checksum beside the index, so that it is never believed over the children's files.

SQLite notices a damaged header, not a damaged row: one flipped bit may move a date or hide a child. So after each write
the whole file's size, change counter and CRC-32 are put down beside it, and looked at before anything is read. Every
commit raises the counter (bytes 24 to 27 of the header, https://www.sqlite.org/fileformat.html). So a file whose
counter is another one was written to and not sealed: by a process that is still at work, or by one that was stopped.
"""

import os
import sqlite3
from binascii import crc32
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Final

CHUNK: Final = 1 << 20
"""How much of the file is read at a time, in bytes, so that no number of children fills the memory."""
AT_WORK: Final = 30_000_000_000
"""For how many nanoseconds after its last change a file without a seal is taken for one that somebody is writing."""


class State(Enum):
    """What looking at a seal says of an index."""

    WHOLE = "whole"
    AT_WORK = "at work"
    """Written to a moment ago and not sealed yet: nothing to rely on, nothing to throw away."""
    ODD = "odd"
    """Damaged, or left unsealed."""


def seal(path: Path) -> None:
    """Put down what an index holds; where that cannot be written, the index is not relied on."""
    with suppress(OSError, sqlite3.Error):
        text = _measured(path)
        new = path.with_name(f"{path.name}-sum.{os.getpid()}.tmp")
        new.write_text(text, encoding="ascii")
        new.replace(seal_of(path))


def looked_at(path: Path, now: int) -> State:
    """Whether an index holds what was sealed; `now` is the time, in nanoseconds since 1970.

    Raises sqlite3.Error where SQLite itself finds it odd or locked.
    """
    try:
        sealed = seal_of(path).read_text(encoding="ascii")[:64]
    except (OSError, ValueError):
        sealed = ""
    measured = _measured(path)
    if measured == sealed:
        return State.WHOLE
    same_write = measured.split()[:1] == sealed.split()[:1]
    return State.ODD if same_write or now - path.stat().st_mtime_ns > AT_WORK else State.AT_WORK


def seal_of(path: Path) -> Path:
    """The file that holds the seal of an index."""
    return path.with_name(f"{path.name}-sum")


def _measured(path: Path) -> str:
    """Change counter, size in bytes and CRC-32 of an index, read while nobody may write to it."""
    with_lock = sqlite3.connect(path, timeout=1.0, isolation_level=None)
    try:
        with_lock.execute("BEGIN")
        with_lock.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()  # takes the lock that readers share
        size, check, counter = 0, 0, b""
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                counter = counter or chunk[24:28]
                size, check = size + len(chunk), crc32(chunk, check)
        return f"{counter.hex() or '-'} {size} {check:08x}"
    finally:
        with_lock.close()
