"""Several journals as one: a note of what is to be added to each, so that a write cut off halfway can be finished.

One file is swapped at once or not at all; several are not. So before the first is swapped, a note in the cases folder
says what each is to end with, and it goes when all of them do. A note that is still there with nobody writing is a
write that was cut off: whoever writes next to one of those children, or `doctor`, finishes it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from secrets import token_hex
from typing import Final

from reunify_cli import shape
from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.store import disk, locks

PREFIX: Final = ".together."


@dataclass(frozen=True, slots=True)
class Part:
    """What one of the files is to end with: its bytes as they were, by length and sha256, and the text after them."""

    file: str
    """As `RU-2026-0042/journal.yaml`."""
    length: int
    sha256: str
    text: str

    @property
    def case_id(self) -> str:
        """The child's id."""
        return self.file.partition("/")[0]

    def stands_in(self, now: bytes) -> bool:
        """Whether a file holds the text, where it was to stand or anywhere after what has been written since."""
        text = self.text.replace("\r\n", "\n").strip().encode()
        return text in now.replace(b"\r\n", b"\n")

    def completes(self, now: bytes) -> bytes | None:
        """The file with the text at its end; None where it is not the file it was."""
        if len(now) != self.length or hashlib.sha256(now).hexdigest() != self.sha256:
            return None
        return now + self.text.encode()


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A note, and what it says."""

    path: Path
    parts: tuple[Part, ...]

    @property
    def ids(self) -> list[str]:
        """The ids of the children it is about."""
        return [part.case_id for part in self.parts]

    def missing(self) -> list[str]:
        """The ids of those in whose journal it does not stand yet."""
        cases = self.path.parent
        return [part.case_id for part in self.parts if not part.stands_in(disk.read(cases / part.file) or b"")]


def promise(changes: Iterable[tuple[Path, bytes, bytes]]) -> Path:
    """Write down what several files (their path, what they hold, what they are to hold) are to end with.

    Returns the note. Raises OSError.
    """
    parts = []
    cases = Path()
    for path, old, new in changes:
        cases = path.parent.parent
        file = f"{path.parent.name}/{path.name}"
        parts.append(Part(file, len(old), hashlib.sha256(old).hexdigest(), new[len(old) :].decode()))
    note = cases / f"{PREFIX}{token_hex(4)}.tmp"
    disk.write_new(note, json.dumps([asdict(part) for part in parts]).encode())
    disk.sync_folder(cases)
    return note


def unfinished(cases: Path) -> list[Unfinished]:
    """Every note in a cases folder, whether or not somebody is still writing; one half written counts for nothing."""
    found = []
    for path in passing_in(cases, PREFIX):
        with suppress(OSError, ValueError, TypeError):
            found.append(Unfinished(path, tuple(Part(**each) for each in json.loads(disk.read(path) or b"[]"))))
    return [each for each in found if each.parts]


def passing_in(cases: Path, start: str) -> list[Path]:
    """What lies in a cases folder under a passing name that begins so, among tens of thousands of other names."""
    try:
        names = os.listdir(cases)  # noqa: PTH208 - a Path for each name would cost more than the rest
    except OSError:
        return []
    return [cases / name for name in sorted(n for n in names if n.startswith(start) and n.endswith(".tmp"))]


def cut_off(cases: Path) -> list[Unfinished]:
    """The notes whose writer is gone: nobody holds any of the folders, and the note is there even after that look."""
    gone = []
    for note in unfinished(cases):
        holders = [locks.holder_of(cases / case_id) for case_id in note.ids]
        if all(each is None or each.ended for each in holders) and note.path.exists():
            gone.append(note)
    return gone


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
        new = part.completes(now)
        if new is None:
            new = now + (b"" if now.endswith(b"\n") or not now else b"\n") + part.text.lstrip("\n").encode()
            shape.load(new, f"cases/{part.file}")
        disk.put_in_place(cases / part.file, new)
    with suppress(OSError):
        disk.remove(note.path)
        disk.sync_folder(cases)
    return bool(wanted)


def finished(notes: Sequence[Unfinished]) -> Unreadable:
    """What is said to whoever was about to write, once a write that had been cut off before is finished."""
    ids = sorted({case_id for note in notes for case_id in note.ids})
    sentence = f"An entry for {' and '.join(ids)} that was cut off halfway is now in each journal."
    help = f"Look before you type it again:  reunify events {ids[0]}"
    return Unreadable(Problem(Place(f"cases/{ids[0]}"), f"{sentence} Nothing else was written.", help))
