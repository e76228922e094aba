"""What `doctor` can put right in a workspace, worked out first and done only when somebody has agreed.

Nothing is thrown away: what is replaced, joined or left over goes into a folder `set-aside` beside it, and stays there
until somebody who has looked deletes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any, Final

from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.store import disk, leftovers, locks, together, versions
from reunify_cli.store.change import Change, held, mend, swap_in
from reunify_cli.store.folder import copies_of

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
    note: together.Unfinished | None = None
    lock: locks.Holder | None = None


Found = tuple[list[Mending], list[Problem]]
"""What can be put right, and what a person has to."""


def in_case(folder: Path) -> Found:
    """What is to be mended in one child's folder."""
    mendings: list[Mending] = []
    problems: list[Problem] = []
    try:
        names = frozenset(each.name for each in folder.iterdir())
    except OSError as error:
        place = Place(f"cases/{folder.name}")
        return [], [Problem(place, f"This folder cannot be opened: {error.strerror}.")]
    for kind in ("case", "journal", "plan"):
        copies = [folder / name for name in copies_of(names, kind)]
        try:
            found = _versions(folder / f"{kind}.yaml", kind, copies)
        except Unreadable as error:
            problems += error.problems
        else:
            mendings += [found] if found else []
    return [*mendings, *_left(folder, names)], problems


def among_cases(cases: Path) -> list[Mending]:
    """What is to be mended beside the children's folders: writes to several cut off halfway, folders half made."""
    found = []
    for note in together.cut_off(cases):
        missing = note.missing()
        done = f"it will be added for {' and '.join(missing)}" if missing else "it is in each journal: the note goes"
        says = f"An entry for {' and '.join(note.ids)} was cut off halfway; {done}."
        found.append(Mending(f"cases/{note.path.name}", (says,), note.path, note=note))
    for path in leftovers.half_made(cases):
        says = "A child's folder that was never finished; it is put away."
        found.append(Mending(f"cases/{path.name}", (says,), path, aside=(path,)))
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
    if mending.new is None and not (folder / "case.yaml").exists():
        _put_away(mending)
        return
    with held([mending.path], holder) as hold:
        if mending.new is not None and mending.new != mending.old:
            if mending.old is not None:
                with disk.in_plain_words(mending.place):
                    disk.make_folder(folder / ASIDE)
                    disk.write_new(_aside(mending.path), mending.old)
                    disk.sync_folder(folder / ASIDE)
            swap_in([Change(mending.path, mending.old, mending.new)], hold)
        _put_away(mending)


def _put_away(mending: Mending) -> None:
    with disk.in_plain_words(mending.place):
        for path in mending.aside:
            disk.make_folder(path.parent / ASIDE)
            disk.move_folder(path, _aside(path))


def _aside(path: Path) -> Path:
    return path.parent / ASIDE / f"{path.stem.lstrip('.')}.{token_hex(2)}{path.suffix}"


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
    passing = leftovers.passing(names)
    for problem in leftovers.lying_in(folder, names) if passing and holder is None else ():
        if problem.place and not problem.place.file.endswith(locks.NAME):
            path = folder / Path(problem.place.file).name
            yield Mending(problem.place.file, (f"{problem.sentence} It goes to {ASIDE}.",), path, aside=(path,))
    for name in passing if holder is not None else ():
        says = f"A write was cut off here and left this file. It goes to {ASIDE}."
        yield Mending(f"{place}/{name}", (says,), folder / name, aside=(folder / name,))
