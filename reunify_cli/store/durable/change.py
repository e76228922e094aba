"""Changing files that people also write by hand: only at their end, only if nobody else wrote, all of them or none."""

import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeVar

from reunify_cli import shape
from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.frozen import dataclass, replace
from reunify_cli.store.durable import disk, locks, multi_write
from reunify_cli.store.journal_mark import unmarked

Result = TypeVar("Result")

SAME: Final = "Nothing was changed."

settle = 0.5
"""Seconds after which a write is looked at once more where no lock kept others out: longer than it takes anybody to
get from comparing to replacing, so that whoever would have written over it has done so."""


PATIENCE: Final = 15.0
"""For how many seconds colleagues who write to the same child at the same moment take turns."""


@dataclass(frozen=True, slots=True)
class Change:
    """A file with what it held (None where there was none) and what it is to hold."""

    path: Path
    old: bytes | None
    new: bytes
    text: str = ""
    """Of a journal, the entries that come at its end: what a write that is cut off still has to add."""


def shown(path: Path) -> str:
    """A case's file as problems name it, from `cases/` on."""
    return f"cases/{path.parent.name}/{path.name}"


@dataclass(frozen=True, slots=True)
class Hold:
    """The folders held while their files are changed."""

    locks: tuple[locks.Lock, ...]

    def sound(self) -> bool:
        """Whether nobody else can have written there meanwhile."""
        return all(lock.sound() for lock in self.locks)


@contextmanager
def held(paths: Sequence[Path], holder: str) -> Iterator[Hold]:
    """Hold the folders of some files while they are changed. Raises Unreadable where somebody else holds one."""
    with _locked({path.parent for path in paths}, holder) as hold:
        yield hold


def in_turn(work: Callable[[bool], Result]) -> Result:
    """Do work that reads and then writes; where a colleague wrote in between, do it once more after theirs.

    `work` is told whether it has to read anew what it goes by. Raises what the work raises, at last Overtaken; then
    nothing was written.
    """
    ends, again = time.monotonic() + PATIENCE, False
    while True:
        try:
            return work(again)
        except Overtaken:
            if time.monotonic() > ends:
                raise
            time.sleep(0.01 + os.urandom(1)[0] / 2800)  # so that two do not clash again and again
            again = True


def mend(cut: Sequence[multi_write.Unfinished], holder: str) -> bool:
    """Finish writes that were cut off; returns whether anything was missing. Raises Unreadable."""
    missing = False
    for note in cut:
        cases = note.path.parent
        with _locked({cases / case_id for case_id in note.ids}, holder), disk.in_plain_words("cases"):
            if note.path.exists():
                missing |= multi_write.finish(note)
    return missing


@contextmanager
def _locked(folders: set[Path], holder: str) -> Iterator[Hold]:
    with ExitStack() as stack:
        taken = []
        for folder in sorted(folders):
            with disk.in_plain_words(locks.shown(folder)):
                taken.append(stack.enter_context(locks.locked(folder, holder)))
        yield Hold(tuple(taken))


class Overtaken(Unreadable):
    """Someone else wrote to a file since it was read; nothing was changed, and it can be read and tried once more."""


def found(path: Path) -> bytes | None:
    """What a file holds now; None where there is none. Raises Unreadable."""
    with disk.in_plain_words(shown(path)):
        return disk.read(path)


def unchanged(path: Path, expected: bytes | None) -> bytes | None:
    """What a file holds, which must be what was read from it before. Raises Unreadable where it is not."""
    now = found(path)
    if (now or b"") != (expected or b""):
        sentence = "Someone else changed this file, so nothing was saved."
        raise Overtaken(Problem(Place(shown(path)), sentence, "Type the command again."))
    return now


# --- a text at the end --------------------------------------------------------------------------------------------


def before(path: Path, old: bytes) -> shape.Loaded:
    """What a file says before anything is added to it. Raises Unreadable with every problem.

    A last line without its end is read as if it had one, since nothing can be added without ending it.
    """
    return shape.load(old + _line_end(old), shown(path))


def added(old: bytes, text: str) -> bytes:
    """A file with a text at its end, in the file's own style of line ends; what stands there stays to the byte."""
    if b"\r\n" in old:
        text = text.replace("\n", "\r\n")
    return old + _line_end(old) + text.encode("utf-8", "surrogatepass")


def _line_end(old: bytes) -> bytes:
    """What the last line lacks of its end."""
    if old in (b"", b"\xef\xbb\xbf") or old.endswith(b"\n"):
        return b""
    return b"\r\n" if b"\r\n" in old else b"\n"


def reads_as(new: bytes, wanted: Any) -> bool:
    """Whether the bytes of a file read as the plain values wanted."""
    try:
        return bool(shape.load(new, "").data == wanted)
    except Unreadable:
        return False


# --- all or none --------------------------------------------------------------------------------------------------


def swap_in(changes: Sequence[Change], hold: Hold | None = None) -> None:
    """Give every file its new content, or leave all as they were.

    All of it is on the disk before the first file is swapped, and each file is compared once more just before its
    turn. Raises Unreadable with the reason, and with each file that could then not be put back.
    """
    written: list[Path] = []
    swapped: list[Change] = []
    note: Path | None = None
    try:
        for change in changes:
            with disk.in_plain_words(shown(change.path)):
                written.append(disk.write_beside(change.path, change.new))
        if len(changes) > 1:
            with disk.in_plain_words("cases"):
                note = multi_write.promise((each.path, each.old or b"", each.text) for each in changes)
        for change, new in zip(changes, written, strict=True):
            unchanged(change.path, change.old)
            with disk.in_plain_words(shown(change.path)):
                disk.replace(new, change.path)
                swapped.append(change)
                disk.sync_folder(change.path.parent)
        if hold is not None and not hold.sound():
            time.sleep(settle)
        _read_back(changes, swapped)
    except BaseException as error:
        stuck = [problem for change in swapped if (problem := _put_back(change))]
        with suppress(OSError):
            if note is not None and not stuck:
                disk.remove(note)
        for new in written:
            with suppress(OSError):
                disk.remove(new)
        if stuck and isinstance(error, Unreadable):
            raise Unreadable(*(replace(p, help="") for p in error.problems), *stuck) from error
        raise
    with suppress(OSError):
        if note is not None:
            disk.remove(note)


def _put_back(change: Change) -> Problem | None:
    """Give a file its old content again; the problem, where that cannot be done either."""
    try:
        if change.old is None:
            disk.remove(change.path)
        else:
            disk.put_in_place(change.path, change.old)
    except OSError:
        return Problem(Place(shown(change.path)), "This file was written and could not be put back.", _LOOK)
    return None


def _read_back(changes: Sequence[Change], ours: list[Change]) -> None:
    """See that every file holds what was written; one that does not is taken off the list of those that are ours.

    Somebody may have gone on after it meanwhile, where no lock keeps them waiting.
    """
    for change in changes:
        now = found(change.path)
        if now is None or not unmarked(now).startswith(unmarked(change.new)):
            ours.remove(change)
            sentence = "This file is not what was just written: something else writes here too, perhaps a synchroniser."
            raise Unreadable(Problem(Place(shown(change.path)), sentence, _LOOK))


_LOOK: Final = "Look at it before you go on:  reunify check"
