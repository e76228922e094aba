"""The file in which rows are kept: one for each workspace, in the user's own cache folder, or a passing one.

It can be thrown away at any time. Whatever is odd about it (another program's, another version's, cut short, on a
drive that is full or can only be read) means that it is made anew or that the answer comes from the files alone.

The journal beside it is SQLite's plain one. Its faster one (WAL) needs memory that processes share, which a home folder
on the network cannot give; and a list that is read far more often than anything changes gains little by it.
"""

import os
import sqlite3
from binascii import crc32
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from reunify_cli.store.user_cache import cache_folder
from reunify_cli.worklist.index.seal import State, looked_at, seal, seal_of

OURS: Final = 0x72756E69
"""What marks a file as ours, in SQLite's own header."""
PATIENCE: Final = 5.0
"""How many seconds another process is waited for."""

_TABLES: Final = """
CREATE TABLE said (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE folders (id TEXT PRIMARY KEY, names TEXT, key INTEGER, start INTEGER, until INTEGER) WITHOUT ROWID;
CREATE TABLE words (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE members (list INTEGER, member TEXT, PRIMARY KEY (list, member)) WITHOUT ROWID;
CREATE TABLE children (
    id TEXT, start INTEGER, until INTEGER, open INTEGER, holder INTEGER, team INTEGER, owing INTEGER, noted INTEGER,
    missing INTEGER, booked INTEGER, asking INTEGER, written TEXT, body TEXT, PRIMARY KEY (id, start)) WITHOUT ROWID;
CREATE INDEX children_open ON children (open, start, until);
CREATE INDEX children_noted ON children (id) WHERE noted;
CREATE TABLE acts (
    state INTEGER, deadline INTEGER, id TEXT, place INTEGER, nth INTEGER, start INTEGER, until INTEGER, shut INTEGER,
    due_day INTEGER, late_from INTEGER, late_day INTEGER, weight INTEGER, to_book INTEGER, too_late INTEGER,
    size INTEGER, late_size INTEGER, shared INTEGER, holder INTEGER, owner INTEGER, owners INTEGER,
    roles INTEGER, kind INTEGER,
    PRIMARY KEY (state, deadline, id, place, nth)) WITHOUT ROWID;
CREATE INDEX acts_of ON acts (id);
CREATE INDEX acts_shared ON acts (shared) WHERE shared IS NOT NULL;
CREATE TABLE bodies (id TEXT, nth INTEGER, body TEXT, PRIMARY KEY (id, nth)) WITHOUT ROWID;
"""
VERSION: Final = crc32(_TABLES.encode()) >> 1
"""Of these tables, told by their own words; a file with others is made anew."""


def file_of(root: Path, env: Mapping[str, str]) -> Path:
    """The file for a workspace: named after its folder by a digest, which says nothing to anybody."""
    path = os.fsencode(root.resolve())
    name = f"{crc32(path):08x}{crc32(path[::-1]):08x}"  # were two the same, each would find the other's and begin anew
    return cache_folder(env) / f"index-{name}.sqlite"


def opened(path: Path, now: int, *, writing: bool = False) -> sqlite3.Connection | None:
    """The index in a file, made where there is none; None where that cannot be, or where another process is writing.

    What is not an index of ours, or not as it was sealed, is thrown away first. With `writing` this process is in the
    middle of filling it, and seals it at the end. `now` is the time, in nanoseconds since 1970.
    """
    for _ in range(2):
        try:
            state = looked_at(path, now) if not writing and path.exists() and path.stat().st_size else State.WHOLE
            if state is State.AT_WORK or (state is State.ODD and not discarded(path)):
                return None
            return _opened(path)
        except sqlite3.DatabaseError as error:
            if not is_odd(error) or not discarded(path):
                return None
        except OSError:
            return None
    return None


def ended(connection: sqlite3.Connection, path: Path) -> None:
    """Keep what was put in while an answer was made, if that can be, close, and seal what was written."""
    try:
        with suppress(sqlite3.Error):
            if connection.in_transaction:
                connection.execute("PRAGMA busy_timeout = 1000")
                connection.execute("COMMIT")
    finally:
        wrote = connection.total_changes > 0
        connection.close()
        if wrote:
            seal(path)


def is_odd(error: sqlite3.DatabaseError) -> bool:
    """Whether a complaint is about what is in the file, and not about the drive or about another process."""
    return not isinstance(error, sqlite3.OperationalError) or "no such" in str(error) or "column" in str(error)


def discarded(path: Path) -> bool:
    """Throw an index away; whether it is gone. So is what an interrupted write to it left."""
    try:
        for each in (path.with_name(f"{path.name}-journal"), seal_of(path), path):
            each.unlink(missing_ok=True)
    except OSError:
        return False
    return True


def passing() -> sqlite3.Connection:
    """An index of nothing yet, for this one answer: it lies in a file without a name once it outgrows the memory."""
    connection = sqlite3.connect("", isolation_level=None)
    connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {_TABLES}")
    return connection


def cleared(connection: sqlite3.Connection) -> None:
    """Forget everything."""
    for table in ("said", "folders", "words", "members", "children", "acts", "bodies"):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608 - the tables above


def say(connection: sqlite3.Connection, name: str, value: Any) -> None:
    """Keep a word about the whole."""
    connection.execute("INSERT OR REPLACE INTO said VALUES (?, ?)", (name, value))


def said(connection: sqlite3.Connection) -> dict[str, Any]:
    """Every word about the whole."""
    return dict(connection.execute("SELECT name, value FROM said"))


def _opened(path: Path) -> sqlite3.Connection:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    size = path.stat().st_size
    connection = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA cache_size = -4000")
        connection.execute("PRAGMA secure_delete = ON")
        mark, version = (
            connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
        )
        if (mark, version) != (OURS, VERSION):
            _lay_out(connection, empty=not size)
    except BaseException:
        connection.close()
        raise
    return connection


def _lay_out(connection: sqlite3.Connection, *, empty: bool) -> None:
    """Lay the tables out in an empty file, unless another process has done so in this moment."""
    if not empty:
        raise sqlite3.DatabaseError("not ours, or another version's")
    connection.execute("PRAGMA page_size = 16384")  # counting reads most of a table: fewer and larger pages
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone()[0] != VERSION:
        for statement in _TABLES.split(";"):
            if statement.strip():
                connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {OURS}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")
