"""What in an index is out of date: which children have to be looked at anew, found by the times of their files."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from reunify_cli.store.case_ref import entries_in, is_child, is_folder
from reunify_cli.worklist.index.index_file import cleared, said, say
from reunify_cli.worklist.index.keys import folder_key, paths_key
from reunify_cli.worklist.index.looking import Folder, changed_among

PROGRAM: Final = str(Path(__file__).parent)
"""Which program this is, by where it lies: two of them may share a cache and have other rules."""


def world_is_known(connection: sqlite3.Connection, root: Path, now: int) -> bool:
    """Whether the team's files, the policies and this program are those by which the rows were made, by their times."""
    words = said(connection)
    if (words.get("root"), words.get("program")) != (str(root), PROGRAM):
        return False  # the files it names are another program's: that they did not change means nothing here
    key = paths_key(str(words.get("paths", "")).split("\n"), now)
    return key is not None and words.get("world") == key


def settle_world(connection: sqlite3.Connection, root: Path, now: int, team: Callable[[], str]) -> None:
    """Look at what the team's files, the policies and this program hold, and forget all rows where that is another.

    `team` says in JSON what lists have to know of the team's own files.
    """
    from reunify_cli.worklist.index.world import digest_of, paths_of

    words = said(connection)
    paths = paths_of(root)
    key = paths_key(paths, now)
    digest = digest_of(paths)
    if (words.get("root"), words.get("digest")) != (str(root), digest):
        text = team()
        cleared(connection)
        for name, value in (("root", str(root)), ("digest", digest), ("team", text)):
            say(connection, name, value)
    say(connection, "program", PROGRAM)
    say(connection, "paths", "\n".join(paths))
    say(connection, "world", key)


class Names(NamedTuple):
    """The children's folders of a workspace."""

    key: int | None
    """What they are known by; None where that is not to be relied on."""
    there: frozenset[str] | None
    """Their names; None where they are those that the index knows."""
    passing: bool = False
    """Whether something lies among them that a write left, or is in the middle of."""
    odd: frozenset[str] = frozenset()
    """Those that are no folders: links, pipes. What they lead to can change without a trace here."""

    @classmethod
    def of(cls, connection: sqlite3.Connection, cases: Path, now: int) -> Names:
        """As they are now. They are only listed where the folder changed since they last were.

        Raises Unreadable where they cannot be listed, or are a link's.
        """
        key = None if cases.is_symlink() else folder_key(str(cases), now)
        if key is not None and said(connection).get("cases") == key:
            return cls(key, None)
        entries = entries_in(cases)
        children = [each for each in entries if is_child(each)]
        odd = frozenset(each.name for each in children if not is_folder(each))
        passing = any(each.name.startswith(".") or not is_text(each.name) for each in entries)
        return cls(None if passing or odd else key, frozenset(each.name for each in children), passing, odd)

    def settle(self, connection: sqlite3.Connection) -> None:
        """Remember that the index knows all of them."""
        if self.there is not None and self.key is not None:
            say(connection, "cases", self.key)


def out_of_date(
    connection: sqlite3.Connection,
    cases: Path,
    position: int,
    ids: Sequence[str],
    names: Names,
    done: Collection[str],
) -> Iterator[str]:
    """The children to be looked at anew, gone ones too; only among `ids`, where there are any.

    Of those in `done` only whether they have rows is asked.
    """
    there = names.there
    known, stale = set[str](), list[str]()

    def to_look_at() -> Iterator[Folder]:
        for case_id, files, key, start, until in _folders(connection, ids):
            if there is not None or ids:
                known.add(case_id)
            lasts = start <= position < until
            if (there is not None and case_id not in there) or (case_id in names.odd and case_id not in done):
                stale.append(case_id)
            elif case_id not in done and key is not None and lasts:
                yield case_id, files, key
            elif case_id not in done or not (lasts or (key is None and until == 0)):
                stale.append(case_id)

    yield from changed_among(f"{cases}{os.sep}", to_look_at())
    yield from stale
    yield from sorted((set(ids) or there or set()) - known)


def _folders(connection: sqlite3.Connection, ids: Sequence[str]) -> Iterator[tuple[str, str, int | None, int, int]]:
    if not ids:
        yield from connection.execute("SELECT id, names, key, start, until FROM folders")
    for case_id in dict.fromkeys(ids):
        yield from connection.execute("SELECT id, names, key, start, until FROM folders WHERE id = ?", (case_id,))


def is_text(name: str) -> bool:
    """Whether a name can be written down; a file system may hold others."""
    try:
        name.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True
