"""What `doctor` can put right in a workspace, worked out first and done only when somebody has agreed.

Nothing is thrown away: what is replaced, joined or left over goes into a folder `set-aside` beside it, and stays there
until somebody who has looked deletes it.
"""

import errno
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.frozen import dataclass
from reunify_cli.store import stale_files
from reunify_cli.store.altered import alterations
from reunify_cli.store.durable import disk, locks, multi_write
from reunify_cli.store.durable.change import Change, held, mend, swap_in, unchanged
from reunify_cli.store.durable.safe_read import is_plain_folder
from reunify_cli.store.folder import copies_of
from reunify_cli.store.journal_mark import sealed
from reunify_cli.store.removal_marks import NOTE
from reunify_cli.store.removal_note import note_in
from reunify_cli.store.repair import versions

ASIDE: Final = "set-aside"


@dataclass(frozen=True, slots=True)
class Mending:
    """One thing to put right: where, what is wrong and what will be done, and everything needed to do it."""

    place: str
    says: tuple[str, ...]
    path: Path
    new: bytes | None = None
    """What the file at `path` is to hold; None where it stays as it is."""
    old: bytes | None = None
    aside: tuple[Path, ...] = ()
    """What is moved into the folder set-aside."""
    only: tuple[tuple[str, Any], ...] = ()
    """For joined journals: the file that brings it, and each entry that the other versions do not have."""
    clashes: tuple[str, ...] = ()
    note: multi_write.Unfinished | None = None
    lock: locks.Holder | None = None
    into: Path | None = None
    """The folder in which set-aside is, where it is not the file's own; what is moved so is under no lock."""


Found = tuple[list[Mending], list[Problem]]
"""What can be put right, and what a person has to."""


def in_case(folder: Path, *, named: bool = False) -> Found:
    """What is to be mended in one child's folder; `named` where a person asked about just this child."""
    mendings: list[Mending] = []
    problems: list[Problem] = []
    place = Place(f"cases/{folder.name}")
    if not is_plain_folder(folder):
        return [], [Problem(place, "This is a link or a file, not a child's folder. Nothing in it is repaired.")]
    try:
        names = frozenset(each.name for each in folder.iterdir())
    except OSError as error:
        return [], [Problem(place, f"This folder cannot be opened: {error.strerror}.")]
    if ASIDE in names and not is_plain_folder(folder / ASIDE):
        sentence = f"This is a link or a file. Repairs need a folder {ASIDE} to keep the originals in."
        return [], [Problem(Place(f"cases/{folder.name}/{ASIDE}"), sentence, "Look at it, then delete it by hand.")]
    for kind in ("case", "journal", "plan"):
        copies = [folder / name for name in copies_of(names, kind)]
        try:
            found = _versions(folder / f"{kind}.yaml", kind, copies)
        except Unreadable as error:
            problems += error.problems
        except OSError as error:
            sentence = f"This file cannot be opened: {error.strerror}."
            problems.append(Problem(Place(f"cases/{folder.name}/{kind}.yaml"), sentence))
        else:
            mendings += [found] if found else []
    if named and not mendings and not problems:
        mendings += _changed_by_hand(folder)
    try:
        return [*mendings, *_left(folder, names)], problems
    except OSError:
        return mendings, [*problems, locks.no_lock(folder)]


def _changed_by_hand(folder: Path) -> Iterator[Mending]:
    """A journal whose mark lists entries that were changed by hand, for a person who has looked at each of them."""
    told = alterations(folder)
    if told:
        path = folder / "journal.yaml"
        old = disk.read(path) or b""
        says = (*(each.sentence for each in told), "The end mark will list them as they are now.")
        yield Mending(f"cases/{folder.name}/{path.name}", says, path, sealed(old), old)


def among_cases(cases: Path) -> list[Mending]:
    """What is to be mended beside the children's folders: writes to several cut off halfway, folders half made."""
    found = []
    for note in multi_write.cut_off(cases):
        missing, who = note.missing(), " and ".join(note.ids)
        if missing:
            says = f"An entry for {who} was cut off halfway. It will be added for {' and '.join(missing)}."
            if since := note.overtaken():
                says += f" Look first whether it is there: {' and '.join(since)} was written to since."
        else:
            where = "it is in each journal" if note.begun() else "it is in no journal and stays out"
            says = f"The writing of an entry for {who} left this note; {where}. The note goes."
        only = tuple((part.case_id, each) for part in note.parts if part.case_id in missing for each in part.entries())
        found.append(Mending(f"cases/{note.path.name}", (says,), note.path, note=note, only=only))
    for path in multi_write.odd_notes(cases):
        says = f"This is not a note that reunify wrote, or only half of one. It goes to {ASIDE}."
        found.append(Mending(f"cases/{path.name}", (says,), path, aside=(path,), into=cases.parent))
    for path in stale_files.half_made(cases):
        says = "A child's folder that was never finished; it is put away."
        found.append(Mending(f"cases/{path.name}", (says,), path, aside=(path,), into=cases.parent))
    return found


def carry_out(mending: Mending, holder: str) -> None:
    """Do it. Raises Unreadable, and then the file is as it was; what was moved aside by then is in set-aside."""
    if mending.note:
        mend([mending.note], holder)
        return
    folder = mending.path.parent
    with disk.in_plain_words(mending.place):
        if mending.lock:
            locks.take(folder, mending.lock)
            return
    if mending.into is not None:
        _put_away(mending)
        return
    with held([mending.path], holder) as hold:
        if mending.new is not None and mending.new != mending.old:
            unchanged(mending.path, mending.old)
            if mending.old is not None:
                with disk.in_plain_words(mending.place):
                    aside = _aside(mending)
                    disk.make_folder(aside)
                    disk.write_new(_apart(aside, mending.path), mending.old)
                    disk.sync_folder(aside)
            swap_in([Change(mending.path, mending.old, mending.new)], hold)
        _put_away(mending)


def _put_away(mending: Mending) -> None:
    with disk.in_plain_words(mending.place):
        for path in mending.aside:
            aside = _aside(mending)
            disk.make_folder(aside)
            disk.move_folder(path, _apart(aside, path))


def _aside(mending: Mending) -> Path:
    """The folder for what is set aside: in the child's, or in the workspace's own.

    Raises OSError where a link or a file has its name: what is moved there would leave the workspace.
    """
    aside = (mending.into or mending.path.parent) / ASIDE
    if os.path.lexists(aside) and not is_plain_folder(aside):
        raise OSError(errno.EINVAL, f"{ASIDE} is a link or a file")
    return aside


def _apart(aside: Path, path: Path) -> Path:
    return aside / f"{path.stem.lstrip('.')}.{os.urandom(2).hex()}{path.suffix}"


def _versions(path: Path, kind: str, copies: Sequence[Path]) -> Mending | None:
    """The versions of one file made into one; None where there is only one. Raises Unreadable."""
    shown = f"cases/{path.parent.name}/{path.name}"
    old = disk.read(path)
    two = versions.marked(old) if old is not None else None
    found: list[tuple[str, bytes]] = [(each.name, disk.read_file(each, shown)) for each in copies]
    if two:
        found = [("theirs, between git's marks", two[1]), *found]
    if not found:
        return None
    new, only, clashes = two[0] if two else old, list[tuple[str, Any]](), list[str]()
    for name, data in found:
        if versions.lost(data):
            continue
        if new is None or versions.lost(new):
            new = data
            continue
        met = versions.meet(kind, new, data, shown=shown)
        new = met.data
        if met.joined:
            only += [*((path.name, each) for each in met.joined.ours if len(found) == 1)]
            only += [*((name, each) for each in met.joined.theirs)]
            clashes += met.joined.clashes
    names = " and ".join(f'"{name}"' for name, _ in found)
    says = [f"There are two versions: {names} beside {path.name}."]
    if new is None:
        return None
    if new == old:
        says.append(f"{path.name} has everything in it; the other goes to {ASIDE}.")
    elif kind == "journal":
        says.append(f"Joined, it has {versions.count(new, shown)} entries. The originals go to {ASIDE}.")
    else:
        says.append(f"Joined, it has what each of them says. The originals go to {ASIDE}.")
    if old is None or versions.lost(old):
        says.append(f"{path.name} itself is {'missing' if old is None else 'empty'}; nothing of it can be joined.")
    return Mending(shown, tuple(says), path, new, old, tuple(copies), tuple(only), tuple(clashes))


def _left(folder: Path, names: frozenset[str]) -> Iterator[Mending]:
    """Locks that are nobody's and files under passing names, unless somebody may still be writing."""
    if NOTE in names and note_in(folder) is None:
        says = f"This is not a note that reunify wrote, or only half of one. It goes to {ASIDE}."
        yield Mending(f"cases/{folder.name}/{NOTE}", (says,), folder / NOTE, aside=(folder / NOTE,))
    holder = locks.holder_of(folder)
    place = f"cases/{folder.name}"
    if holder is not None:
        gone = holder.ended
        with suppress(OSError):
            gone = locks.abandoned(folder, holder)
        if not gone:
            return
        where = holder.machine.partition("/")[0]
        says = f"{holder.name or 'Somebody'}{f' on {where}' if where else ''} was cut off while writing; the lock goes."
        yield Mending(f"{place}/{locks.NAME}", (says,), folder / locks.NAME, lock=holder)
    passing = stale_files.passing(names)
    for problem in stale_files.lying_in(folder, passing) if passing and holder is None else ():
        if problem.place and not problem.place.file.endswith(locks.NAME):
            path = folder / Path(problem.place.file).name
            yield Mending(problem.place.file, (f"{problem.sentence} It goes to {ASIDE}.",), path, aside=(path,))
    for name in passing if holder is not None else ():
        says = f"A write was cut off here and left this file. It goes to {ASIDE}."
        yield Mending(f"{place}/{name}", (says,), folder / name, aside=(folder / name,))
