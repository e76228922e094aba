"""Carrying out a lawful removal: words taken out of a child's files, or the whole folder; all of it or nothing.

Several files cannot be changed at once. So what is to be done is first written down in the folder, in a note without
which nothing is begun. While the note is there every command says so, and a manager's `--finish` goes on where the
last one was cut off, having read the note as `removal_note.py` does. Of a folder that goes the journal goes first, so
that a child half removed is never read. What is written over is gone: nothing is kept aside.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from reunify_cli import shape
from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.frozen import dataclass
from reunify_cli.store.durable import disk, locks
from reunify_cli.store.durable.change import Overtaken, held, unchanged
from reunify_cli.store.durable.safe_read import is_plain_file, is_plain_folder
from reunify_cli.store.removal_marks import NOTE
from reunify_cli.store.removal_note import Note, Step, refused
from reunify_cli.store.workspace import Workspace
from reunify_cli.store.yaml_writer import entry_yaml, plain_of

DISPOSED: Final = "disposed.yaml"
"""The file beside reunify.yaml in which a line stays for each child whose folder was removed."""


@dataclass(frozen=True, slots=True)
class Order:
    """A removal as it was ordered: who carries it out, by whose order, why, and when."""

    by: str
    ordered_by: str
    why: str
    on: datetime

    def mark(self, what: str = "") -> dict[str, str]:
        """The mark that stays; `what` names a field, never what stood in it."""
        said = {"on": self.on, "by": self.by, "ordered-by": self.ordered_by, "why": self.why}
        return {**({"what": what} if what else {}), **{key: str(plain_of(each)) for key, each in said.items()}}


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A file of a child's folder, by its path in it: what it holds, and what it is to hold; None: it goes."""

    file: str
    old: bytes
    new: bytes | None


# --- words --------------------------------------------------------------------------------------------------------


def carry_out(folder: Path, files: Sequence[Rewritten], holder: str) -> None:
    """Give some files of a child's folder other content, or take them away: all of them or none.

    Raises Unreadable where somebody else wrote to one of them meanwhile or where the disk says no. Then nothing is
    changed, or the note stays and `finish` goes on.
    """
    shown = f"cases/{folder.name}"
    with held([folder / "journal.yaml"], holder), disk.in_plain_words(shown):
        for each in files:
            if disk.read(folder / each.file) != each.old:
                sentence = "Someone else changed this file, so nothing was saved."
                raise Overtaken(Problem(Place(f"{shown}/{each.file}"), sentence, "Type the command again."))
        steps = [Step(f.file, _digest(f.old), None if f.new is None else _text(f)) for f in files]
        _put_down(folder, {"by": holder, "files": [asdict(each) for each in steps]})
        _take_steps(folder, steps)


def _text(each: Rewritten) -> str:
    return (each.new or b"").decode("utf-8", "surrogateescape")


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _put_down(folder: Path, what: Mapping[str, Any]) -> None:
    try:
        disk.write_new(folder / NOTE, json.dumps(what).encode())
        disk.sync_folder(folder)
    except BaseException:
        with suppress(OSError):
            disk.remove(folder / NOTE)
        raise


def _take_steps(folder: Path, steps: Sequence[Step]) -> None:
    for step in steps:
        path, wanted = folder / step.file, step.wanted
        now = disk.read(path)
        if now == wanted:
            continue
        if now is None or _digest(now) != step.was:
            sentence = "This file was changed while a removal was under way; its words were not taken out."
            help = f"Look at it, take {NOTE} out of the folder, and type  reunify redact  again."
            raise Unreadable(Problem(Place(f"cases/{folder.name}/{step.file}"), sentence, help))
        if wanted is None:
            disk.remove(path)
            disk.sync_folder(path.parent)
        else:
            disk.put_in_place(path, wanted)
    disk.remove(folder / NOTE)
    disk.sync_folder(folder)


def go_on(folder: Path, note: Note, holder: str) -> None:
    """Take the steps of a removal of words that was cut off; those already taken are passed over.

    Raises Unreadable where the note asks for anything but that (`removal_note.refused`), and then nothing is changed;
    or where the disk says no, and then the note stays.
    """
    with held([folder / "journal.yaml"], holder), disk.in_plain_words(f"cases/{folder.name}"):
        problems = refused(folder, note)
        if problems:
            raise Unreadable(*problems)
        _take_steps(folder, note.steps)


# --- a whole folder -----------------------------------------------------------------------------------------------


def dispose(workspace: Workspace, case_id: str, order: Order, expected: bytes | None) -> None:
    """Remove a child's folder with everything in it, and leave one line in disposed.yaml.

    `expected` is the journal that the order was given for. The note of a disposal that was cut off is replaced by this
    one: it is this order that is carried out. Raises Overtaken where somebody wrote to the journal since, Unreadable
    where the disk says no. Then nothing is changed, or the note stays and the same goes on with it.
    """
    folder = workspace.case_dir(case_id)
    files = [folder / "journal.yaml", workspace.root / DISPOSED]
    with held(files, order.by), disk.in_plain_words(f"cases/{case_id}"):
        unchanged(files[0], expected)
        if is_plain_file(folder / NOTE):
            disk.put_in_place(folder / NOTE, json.dumps({"dispose": order.mark()}).encode())
        else:
            _put_down(folder, {"dispose": order.mark()})
        _take_away(workspace, folder, order.mark())


def _take_away(workspace: Workspace, folder: Path, mark: Mapping[str, str]) -> None:
    path = workspace.root / DISPOSED
    old = disk.read(path)
    if folder.name not in {each["id"] for each in disposed(workspace.root)}:
        line = entry_yaml({"id": folder.name, "disposed": mark["on"], **{k: v for k, v in mark.items() if k != "on"}})
        gap = b"" if not old or old.endswith(b"\n") else b"\n"
        disk.put_in_place(path, (old or _HEAD) + gap + line.encode())
    first, last = folder / "journal.yaml", (folder / NOTE, folder / locks.NAME)
    disk.remove(first)
    disk.sync_folder(folder)
    for each in _inside(folder):
        if each not in last:
            disk.remove(each)
    disk.sync_folder(folder)
    for each in last:
        disk.remove(each)
    disk.remove(folder)
    disk.sync_folder(folder.parent)


_HEAD: Final = b"# Children whose folders were lawfully removed. Their ids are never given again.\n"


def _inside(folder: Path) -> list[Path]:
    """Everything in a folder, what lies deepest first; a link is itself and not what it points to."""
    found = []
    for each in sorted(folder.iterdir()):
        if each.is_dir() and not each.is_symlink():
            found += _inside(each)
        found.append(each)
    return found


def disposed(root: Path) -> list[dict[str, str]]:
    """Every child whose folder was removed: `id`, `disposed`, `by`, `ordered-by`, `why`. Raises Unreadable."""
    try:
        data = disk.read(root / DISPOSED)
    except OSError:
        data = disk.read_file(root / DISPOSED, DISPOSED)
    loaded = shape.load(data or b"", DISPOSED)
    rows = loaded.data or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) and isinstance(row.get("id"), str) for row in rows):
        sentence = "this file is a list of children who were removed, each with its id"
        raise Unreadable(loaded.problem((), sentence, "Bring it back from git or from a backup."))
    return [{key: str(value) for key, value in row.items()} for row in rows]


# --- cut off ------------------------------------------------------------------------------------------------------


def emptied(workspace: Workspace, case_id: str) -> bool:
    """Take away the empty folder of a child who was removed but for that; whether there was one. Raises Unreadable."""
    folder = workspace.case_dir(case_id)
    if not is_plain_folder(folder) or any(folder.iterdir()):
        return False
    if case_id not in {each["id"] for each in disposed(workspace.root)}:
        return False
    with disk.in_plain_words(f"cases/{case_id}"):
        disk.remove(folder)
    return True
