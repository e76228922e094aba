"""Several journals as one: a note of what is to be added to each, so that a write cut off halfway can be finished.

One file is swapped at once or not at all; several are not. So before the first is swapped, a note in the cases folder
says what each is to end with, and it goes when all of them do. A note that is still there with nobody writing is a
write that was cut off. Every command says so, and `doctor` finishes it once a person has seen what would be added.

A note lies on a shared drive, so it is input like any other. One that is not to the letter what this program writes is
named and never followed. One that is followed only adds entries at the end of journals one level below its own folder,
and only where one of these journals holds them already: a write that had not begun is not begun from a file.
"""

import hashlib
import json
import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from reunify_cli import shape
from reunify_cli.errors import Unreadable
from reunify_cli.frozen import dataclass, fields
from reunify_cli.store.durable import disk, locks
from reunify_cli.store.durable.safe_read import is_plain_file, is_plain_folder, whole
from reunify_cli.store.journal_mark import code_of, codes_in, marked, unmarked

PREFIX: Final = ".together."
LARGEST: Final = 8 * 1024 * 1024
"""Bytes of the largest note that is read: an entry for each of some thousand children."""
_NAME: Final = re.compile(r"\.together\.[0-9a-f]{8}\.tmp")
_FILE: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?/journal\.yaml")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Part:
    """What one of the files is to end with: what it was, by length and sha256, and the entries that come after it."""

    file: str
    """As `RU-2026-0042/journal.yaml`."""
    length: int
    sha256: str
    text: str

    @property
    def case_id(self) -> str:
        """The child's id."""
        return self.file.partition("/")[0]

    def entries(self) -> list[Any]:
        """What the text says, entry by entry."""
        found: list[Any] = shape.load(self.text.encode(), self.file).data
        return found

    def stands_in(self, now: bytes) -> bool:
        """Whether a file holds the text, where it was to stand or anywhere after what has been written since."""
        text = self.text.replace("\r\n", "\n").strip().encode()
        return text in now.replace(b"\r\n", b"\n")

    def is_as_it_was(self, now: bytes) -> bool:
        """Whether a file is still the one that was to be added to."""
        return len(now) == self.length and hashlib.sha256(now).hexdigest() == self.sha256


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A note, and what it says."""

    path: Path
    parts: tuple[Part, ...]

    @property
    def ids(self) -> list[str]:
        """The ids of the children it is about."""
        return [part.case_id for part in self.parts]

    def overtaken(self) -> list[str]:
        """The ids of those among the missing whose journal was written to since."""
        cases, missing = self.path.parent, self.missing()
        parts = (part for part in self.parts if part.case_id in missing)
        return [part.case_id for part in parts if not part.is_as_it_was(disk.read(cases / part.file) or b"")]

    def missing(self) -> list[str]:
        """The ids of those in whose journal it does not stand yet; none where it stands in no journal at all.

        Then the write had not begun, its writer was never told otherwise, and there is nothing to finish.
        """
        cases = self.path.parent
        lacking = [part.case_id for part in self.parts if not part.stands_in(disk.read(cases / part.file) or b"")]
        return [] if len(lacking) == len(self.parts) else lacking

    def begun(self) -> bool:
        """Whether any of the journals holds it."""
        cases = self.path.parent
        return any(part.stands_in(disk.read(cases / part.file) or b"") for part in self.parts)


def promise(changes: Iterable[tuple[Path, bytes, str]]) -> Path:
    """Write down what several journals (their path, what they hold, the entries that come after it) are to end with.

    Returns the note. Raises OSError.
    """
    parts = []
    cases = Path()
    for path, old, text in changes:
        cases = path.parent.parent
        file = f"{path.parent.name}/{path.name}"
        parts.append(Part(file, len(old), hashlib.sha256(old).hexdigest(), text))
    note = cases / f"{PREFIX}{os.urandom(4).hex()}.tmp"
    disk.write_new(
        note, json.dumps([{each.name: getattr(part, each.name) for each in fields(part)} for part in parts]).encode()
    )
    disk.sync_folder(cases)
    return note


def unfinished(cases: Path) -> list[Unfinished]:
    """Every note in a cases folder that this program can have written, whether or not its writer is still at it."""
    return [note for path in passing_in(cases, PREFIX) if (note := _read(path))]


def odd_notes(cases: Path) -> list[Path]:
    """What lies under a note's name and is none: half of one, or a file that came from elsewhere."""
    return [path for path in passing_in(cases, PREFIX) if not _read(path) and not path.is_dir()]


def _read(path: Path) -> Unfinished | None:
    """A note, if it is to the letter what `promise` writes and each file it names lies where such a file has to."""
    try:
        if not _NAME.fullmatch(path.name) or not is_plain_file(path):
            return None
        said = json.loads(whole(path, LARGEST))
    except (OSError, ValueError, RecursionError):
        return None
    parts = tuple(part for each in said if (part := _part(each))) if isinstance(said, list) else ()
    files = {part.file for part in parts}
    if not parts or len(parts) != len(said) or len(files) != len(parts) or len(parts) < 2:
        return None
    if not all(_lies_there(path.parent, part.case_id) for part in parts):
        return None
    return Unfinished(path, parts)


def _part(said: Any) -> Part | None:
    if not isinstance(said, dict) or said.keys() != {"file", "length", "sha256", "text"}:
        return None
    file, length, sha256, text = (said[key] for key in ("file", "length", "sha256", "text"))
    fits = isinstance(file, str) and _FILE.fullmatch(file) and type(length) is int and 0 <= length <= LARGEST
    if not fits or not isinstance(sha256, str) or not _SHA256.fullmatch(sha256) or not isinstance(text, str):
        return None
    return Part(file, length, sha256, text) if _is_entries(text) else None


def _is_entries(text: str) -> bool:
    """Whether a text is entries of a journal and nothing else."""
    try:
        data = shape.load(text.encode("utf-8"), "").data
    except (Unreadable, UnicodeEncodeError):
        return False
    kinds = ("event", "corrects", "withdraws")
    return isinstance(data, list) and all(isinstance(x, dict) and any(kind in x for kind in kinds) for x in data)


def _lies_there(cases: Path, case_id: str) -> bool:
    """Whether a journal lies in a child's own folder, no link on the way to it."""
    journal = cases / case_id / "journal.yaml"
    return is_plain_folder(cases / case_id) and (is_plain_file(journal) or not os.path.lexists(journal))


def passing_in(cases: Path, start: str) -> list[Path]:
    """What lies in a cases folder under a passing name that begins so, among tens of thousands of other names."""
    try:
        names = os.listdir(cases)  # noqa: PTH208 - a Path for each name would cost more than the rest
    except OSError:
        return []
    return [cases / name for name in sorted(n for n in names if n.startswith(start) and n.endswith(".tmp"))]


def cut_off(cases: Path) -> list[Unfinished]:
    """The notes whose writer is gone: nobody holds any of the folders, and the note is there even after that look."""
    return [note for note in unfinished(cases) if not _written_at(cases, note.ids) and note.path.exists()]


def _written_at(cases: Path, ids: Iterable[str]) -> bool:
    """Whether somebody may be writing to any of some children."""
    with suppress(OSError):
        return any(holder is not None and not holder.ended for holder in (locks.holder_of(cases / id) for id in ids))
    return True


def finish(note: Unfinished) -> bool:
    """Add what is missing wherever it is missing, and take the note away; the folders must be held.

    Returns whether anything was missing. Raises Unreadable for a journal that is neither as it was nor has the text,
    and OSError; then the note stays.
    """
    cases, wanted = note.path.parent, set(note.missing())
    for part in note.parts:
        if part.case_id not in wanted:
            continue
        now = disk.read(cases / part.file) or b""
        end = b"\r\n" if b"\r\n" in now else b"\n"
        text = part.text.encode().replace(b"\n", end)
        body = unmarked(now)
        new = body + (b"" if body.endswith(b"\n") or not body else end) + text
        shape.load(new, f"cases/{part.file}")
        disk.put_in_place(cases / part.file, marked(new, [*codes_in(now), *map(code_of, part.entries())]))
    with suppress(OSError):
        disk.remove(note.path)
        disk.sync_folder(cases)
    return bool(wanted)
