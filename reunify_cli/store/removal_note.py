"""The note of a removal under way, read as a file that anyone with the folder may have put there.

A note is obeyed only by a manager's own command, only inside the child's folder, and only where it takes words away:
what it would put there instead has to be the old file without them. Any other is named, and nothing in it is followed.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from reunify_cli import shape
from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.frozen import dataclass
from reunify_cli.store.durable.safe_read import is_plain_file, is_plain_folder, whole
from reunify_cli.store.removal_marks import KEY, NOTE, REMOVED, is_marked

KEPT: Final = ("case.yaml", "journal.yaml")
"""The files of a child's folder that no removal of words takes away as a whole."""
_SHA256: Final = re.compile(r"[0-9a-f]{64}")
_ORDER: Final = frozenset({"on", "by", "ordered-by", "why"})
_LONGEST: Final = 2000


@dataclass(frozen=True, slots=True)
class Step:
    """A file by its path in the child's folder, the sha256 of what it held, and what it is to hold; None: it goes."""

    file: str
    was: str
    new: str | None

    @property
    def wanted(self) -> bytes | None:
        """What the file is to hold, as bytes."""
        return None if self.new is None else self.new.encode("utf-8", "surrogateescape")


@dataclass(frozen=True, slots=True)
class Note:
    """What a note says: whose removal it was, and the steps; without steps the whole folder was to go."""

    by: str
    steps: tuple[Step, ...] = ()
    order: Mapping[str, str] | None = None
    """For a whole folder: on, by, ordered-by, why."""

    @property
    def kind(self) -> str:
        """The command that began it: `redact` or `dispose`."""
        return "redact" if self.order is None else "dispose"


def note_in(folder: Path) -> Note | None:
    """The note in a child's folder; None where there is none, or none that this program can have written."""
    path = folder / NOTE
    if not is_plain_file(path) or not is_plain_folder(folder):
        return None
    try:
        said = json.loads(whole(path))
    except (OSError, ValueError, RecursionError):
        return None
    if isinstance(said, dict) and said.keys() == {"dispose"}:
        order = said["dispose"]
        fits = isinstance(order, dict) and order.keys() == _ORDER and all(map(_short, order.values()))
        return Note(order["by"], order=order) if fits else None
    if not isinstance(said, dict) or not {"files"} <= said.keys() <= {"by", "files"} or not _short(said.get("by", "")):
        return None
    steps = tuple(step for each in said["files"] if (step := _step(each))) if isinstance(said["files"], list) else ()
    whole_list = 0 < len(steps) == len(said["files"]) == len({step.file for step in steps})
    return Note(said.get("by", ""), steps) if whole_list else None


def _short(text: Any) -> bool:
    return isinstance(text, str) and len(text) <= _LONGEST


def _step(said: Any) -> Step | None:
    if not isinstance(said, dict) or said.keys() != {"file", "was", "new"}:
        return None
    file, was, new = said["file"], said["was"], said["new"]
    fits = isinstance(file, str) and isinstance(was, str) and _SHA256.fullmatch(was) and isinstance(new, str | None)
    return Step(file, was, new) if fits and _inside(file) else None


def _inside(file: str) -> bool:
    """Whether a path leads to a file in the folder it is seen from, by its spelling alone."""
    parts = file.split("/")
    return all(part not in ("", ".", "..", NOTE) and "\\" not in part and "\0" not in part for part in parts)


def unfinished(folder: Path) -> Problem:
    """What every command says of a child in whose folder such a note lies."""
    place, note = Place(f"cases/{folder.name}/{NOTE}"), note_in(folder)
    if note is None:
        sentence = "This is not a note that reunify wrote, or only half of one. Nothing in it is followed."
        return Problem(place, sentence, f"Type  reunify doctor {folder.name}  to put it away.")
    what = "Removing words from this folder" if note.kind == "redact" else "Removing this whole folder"
    whose = f" by {note.by}" if note.by else ""
    help = f"A manager finishes it:  reunify {note.kind} {folder.name} --finish"
    return Problem(place, f"{what} was begun{whose} and cut off.", help)


# --- whether it only takes away -----------------------------------------------------------------------------------


def refused(folder: Path, note: Note) -> list[Problem]:
    """Why the steps of a note are not followed: a file that is none of the folder's, or words that it would put in."""
    found = []
    for step in note.steps:
        place, help = Place(f"cases/{folder.name}/{step.file}"), "Delete the note by hand, then type the command again."
        sentence = _why_not(folder, step)
        if sentence:
            found.append(Problem(place, sentence, help))
    return found


def _why_not(folder: Path, step: Step) -> str:
    parts = step.file.split("/")
    folders = [folder.joinpath(*parts[:n]) for n in range(len(parts))]
    path = folder.joinpath(*parts)
    if not all(map(is_plain_folder, folders)) or not (is_plain_file(path) or not _there(path)):
        return "The note of the removal names this, and it is no file of this folder. Nothing was changed."
    if not is_plain_file(path):
        return "" if step.new is None else "The note of the removal would make a new file. Nothing was changed."
    now = whole(path)
    if now == step.wanted:
        return ""
    if hashlib.sha256(now).hexdigest() != step.was:
        return "This file was changed while a removal was under way; its words were not taken out."
    if step.new is None:
        return "" if step.file not in KEPT else "The note of the removal would delete this file. Nothing was changed."
    if _takes_away(step.file, now, step.wanted or b""):
        return ""
    return "The note of the removal would do more than take words out of this file. Nothing was changed."


def _there(path: Path) -> bool:
    try:
        path.lstat()
    except OSError:
        return False
    return True


def _takes_away(name: str, old: bytes, new: bytes) -> bool:
    """Whether a file's new content is its old content without some words."""
    if not name.endswith((".yaml", ".yml")):
        return _less_text(old.decode("utf-8", "surrogateescape"), new.decode("utf-8", "surrogateescape"))
    try:
        before, after = shape.load(old, name).data, shape.load(new, name).data
    except Unreadable:
        return False
    if name != "journal.yaml":
        return _less(before, after)
    if not isinstance(before or [], list) or not isinstance(after or [], list):
        return False
    before, after = before or [], after or []
    pairs = zip(before, after, strict=False)
    marks = all(is_marked(each) and each.keys() <= {"id", KEY} for each in after[len(before) :])
    return len(after) >= len(before) and marks and all(a == b or (is_marked(b) and _less(a, b)) for a, b in pairs)


def _less(old: Any, new: Any) -> bool:
    """Whether a value is another one without some of its parts, and with marks of that."""
    if old == new:
        return True
    match old, new:
        case str(), str():
            return REMOVED in new and _less_text(old, new)
        case dict(), dict():
            names = {"id"} if is_marked(new) and "id" not in old else set()
            return all(key in {KEY, *names} or (key in old and _less(old[key], each)) for key, each in new.items())
        case list(), list():
            rest = iter(old)
            return all(any(_less(before, each) for before in rest) for each in new)
    return False


def _less_text(old: str, new: str) -> bool:
    """Whether a text is another one with words taken out, however either breaks its lines."""
    text, at = _bare(old), 0
    for piece in map(_bare, new.split(REMOVED)):
        found = text.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _bare(text: str) -> str:
    return re.sub(r"[\s#>]+", "", text)
