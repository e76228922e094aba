"""Adding to journals: entries go at the end, and what stands there is never touched.

An append happens whole or not at all. It takes a short lock, sees that the file is still the one that was read, makes
sure that the new text reads as the old entries and the new ones, swaps it in at once, and reads it back. The file ends
with a mark by which a reader sees that it is all there (`journal_mark.py`); the mark moves down with each append.
"""

import os
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.store.durable.change import (
    SAME,
    Change,
    added,
    before,
    found,
    held,
    reads_as,
    shown,
    swap_in,
    unchanged,
)
from reunify_cli.store.journal_mark import code_of, codes_in, is_cut_off, marked, unmarked
from reunify_cli.store.removal_marks import NOTE
from reunify_cli.store.yaml_writer import entry_yaml, plain_of

Said = Mapping[str, Any]
"""What an entry says, by key, before it stands in a file."""

# Without 0, O, 1, I and L, which are misread. An id begins with a digit and a letter, so that no word and no number
# looks like one; that letter is no E, or a spreadsheet would take 7E33 for a number.
_DIGITS: Final = "23456789"
_LETTERS: Final = "ABCDFGHJKMNPQRSTUVWXYZ"
_EITHER: Final = f"{_DIGITS}{_LETTERS}E"


def new_id(taken: Collection[str]) -> str:
    """An id for an entry, such as `7K3F`, that is none of `taken`; longer than four where those run out."""
    used = {each.upper() for each in taken}
    length = 4
    while True:
        for _ in range(100):
            kinds = (_DIGITS, _LETTERS, *[_EITHER] * (length - 2))
            made = "".join(kind[int.from_bytes(os.urandom(4)) % len(kind)] for kind in kinds)
            if made not in used:
                return made
        length += 1


def append(path: Path, entries: Sequence[Said], *, expected: bytes | None, holder: str) -> None:
    """Add entries at the end of a journal.

    `expected` is what the journal held when it was read, None where there was none; `holder` is whoever writes, for
    the lock. Raises Unreadable, and then nothing has changed: somebody else wrote in between or is writing, the
    journal is broken, the disk says no.
    """
    append_many({path: entries}, expected={path: expected}, holder=holder)


def append_many(entries: Mapping[Path, Sequence[Said]], *, expected: Mapping[Path, bytes | None], holder: str) -> None:
    """Add entries at the end of several journals, to all of them or to none.

    Everything is on the disk before the first file changes; where one then cannot, those before it are put back. A
    journal that `expected` does not name is not compared. Raises Unreadable as `append` does.
    """
    with held(list(entries), holder) as hold:
        _no_removal_under_way(entries)
        changes = []
        for path, new in entries.items():
            old = unchanged(path, expected[path]) if path in expected else found(path)
            changes.append(Change(path, old, with_entries(path, old or b"", new), text_of(old or b"", new)))
        swap_in(changes, hold)


def _no_removal_under_way(paths: Iterable[Path]) -> None:
    """Raise Unreadable where words are being removed from a folder: what is added could not be told from them."""
    for folder in (path.parent for path in paths if (path.parent / NOTE).exists()):
        from reunify_cli.store.removal_note import note_in, refused, unfinished  # hardly ever needed

        note = note_in(folder)
        if note is not None and note.steps and not refused(folder, note):
            raise Unreadable(unfinished(folder))


def with_entries(path: Path, old: bytes, entries: Sequence[Said]) -> bytes:
    """A journal's bytes with entries added, made sure of: they read as the old entries and then the new ones.

    Raises Unreadable where the journal is broken, or is laid out so that nothing can follow it.
    """
    now = before(path, old)
    items = [] if now.data is None else now.data
    if not entries:
        return old
    if isinstance(items, list) and not is_cut_off(old):
        with suppress(Unreadable):
            codes = [*codes_in(old), *(code_of(plain_of(each)) for each in entries)]
            new = marked(added(unmarked(old), text_of(old, entries)), codes)
            if reads_as(new, [*items, *map(plain_of, entries)]):
                return new
    help = "Let each entry start with - on a line of its own, and nothing else come after the last."
    if is_cut_off(old):
        help = "Its end is missing: bring the whole file back from git or from a backup."
    raise Unreadable(Problem(Place(shown(path)), f"Nothing can be added at the end of this file. {SAME}", help))


def text_of(old: bytes, entries: Sequence[Said]) -> str:
    """Entries as they are to stand in a journal, indented as those that are there."""
    first = re.search(rb"^( *)-\s", old, re.MULTILINE)
    indent = first[1].decode() if first else ""
    lines = "".join(map(entry_yaml, entries)).split("\n")
    return "\n".join(indent + line if line else "" for line in lines)
