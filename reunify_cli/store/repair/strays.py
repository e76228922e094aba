"""What a write that was cut off left elsewhere than in a child's folder itself, and the forms left in those folders.

That is the workspace's own lock, and files and folders under passing names: among papers, drafts and plans, among
policies, beside reunify.yaml, where an export was being made. What changed in the last ten minutes may still be being
written: it is named and left alone.
"""

import os
import re
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path

from reunify_cli.errors import Problem
from reunify_cli.frozen import dataclass, field
from reunify_cli.store import stale_files
from reunify_cli.store.drafts import FOLDER, shown
from reunify_cli.store.durable import locks, multi_write
from reunify_cli.store.durable.safe_read import is_plain_file, is_plain_folder
from reunify_cli.store.repair.repairs import ASIDE, Mending


@dataclass(frozen=True, slots=True)
class Strays:
    """What is to be mended, what a person has to look at, and what is only told."""

    mendings: list[Mending] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def in_workspace(root: Path, strays: Strays) -> None:
    """Add what lies in a workspace outside the children's folders, its own lock first."""
    try:
        holder = locks.holder_of(root)
        if holder is not None and locks.abandoned(root, holder):
            says = f"{holder.name or 'A colleague'} was cut off while changing the team's own files. The lock goes."
            strays.mendings.append(Mending(locks.NAME, (says,), root / locks.NAME, lock=holder))
    except OSError:
        strays.problems.append(locks.no_lock(root))
    strays.notes.extend(_being_written(root))
    _add(_passing(root, root / "cases"), root, strays)


def in_child(folder: Path, events: Collection[str], strays: Strays) -> None:
    """Add what lies in the folders inside a child's folder; of that folder itself see `repairs.in_case`."""
    if is_plain_folder(folder):
        strays.notes.extend([*_being_written(folder), *_drafts(folder, events)])
        _add((each for each in _passing(folder) if each.parent != folder), folder, strays)


def _passing(top: Path, cases: Path | None = None) -> Iterator[Path]:
    for base, folders, files in os.walk(top):
        here = Path(base)
        found = stale_files.passing([*folders, *files])
        if here == cases:  # notes and half-made folders there are for `repairs.among_cases`
            found = stale_files.passing(name for name in files if not name.startswith(multi_write.PREFIX))
            folders.clear()
        if here != top:
            found += {locks.NAME} & {*folders, *files}
        folders[:] = [each for each in folders if each not in {*found, ".git", ASIDE}]
        yield from (here / name for name in found)


def _add(found: Iterator[Path], top: Path, strays: Strays) -> None:
    for path in found:
        place = path.relative_to(top.parent.parent if top.parent.name == "cases" else top).as_posix()
        with suppress(OSError):
            if locks.silent(path) > locks.STALE:
                says = f"A write was cut off here and left this file. It goes to {ASIDE}."
                strays.mendings.append(Mending(place, (says,), path, aside=(path,), into=top))
            else:
                strays.notes.append(f"{place}: being written, or cut off just now. {_LATER}")


_LATER = "If it is still so in ten minutes, type  reunify doctor  again."


def _being_written(folder: Path) -> Iterator[str]:
    """Who holds a folder, where nothing tells yet that the write was cut off."""
    with suppress(OSError):
        holder = locks.holder_of(folder)
        if holder is not None and not locks.abandoned(folder, holder):
            where = f" on {machine}" if (machine := holder.machine.partition("/")[0]) else ""
            who = f"{holder.name or 'A colleague'}{where}"
            yield f"{locks.shown(folder)}: {who} is writing here, or was cut off just now. {_LATER}"


def _drafts(folder: Path, events: Collection[str]) -> Iterator[str]:
    """The forms and notes begun for a child and not recorded, each with the command that goes on with it."""
    drafts = folder / FOLDER
    with suppress(OSError):
        for path in sorted(drafts.iterdir()) if is_plain_folder(drafts) else ():
            if is_plain_file(path) and not stale_files.passing([path.name]):
                yield f"{shown(path)}: begun and not recorded. {_goes_on(folder.name, path.stem, events)}"


def _goes_on(case_id: str, name: str, events: Collection[str]) -> str:
    of = [each for each in (*events, "plan") if f"{name}-".startswith(f"{each}-")]
    if not of or re.search(r"-old-\d+$", name):
        return "Read it, then delete it by hand."
    event = max(of, key=len)
    rest = name.removeprefix(event)
    entry = re.match(r"-([0-9A-Z]{4})(-|$)", rest)
    words = ["correct", case_id, entry[1]] if entry else ["form", case_id, event]
    if rest.startswith("-note"):
        words[0] = "record"
    return f"To continue it:  reunify {' '.join(words)}"
