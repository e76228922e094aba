"""What a write that was cut off leaves lying: files under a passing name, and locks. Found by whoever comes next.

None of it is ever read as part of a case. What somebody is writing at this moment looks the same for an instant, so
nothing counts as left over while anybody may still be at it.
"""

import os
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Final

from reunify_cli.errors import Place, Problem
from reunify_cli.store.durable import locks, multi_write
from reunify_cli.store.durable.safe_read import is_plain_file, whole
from reunify_cli.store.removal_marks import NOTE

_PASSING: Final = ".tmp"
_TIDY: Final = "Type  reunify doctor  to put it away."


def lying_in(folder: Path, names: Collection[str]) -> Iterator[Problem]:
    """What lies in a child's folder, of which `names` are the files; a sentence for each, with what to type."""
    tidy = f"Type  reunify doctor {folder.name}  to put it away."
    if NOTE in names:
        from reunify_cli.store.removal_note import unfinished  # hardly ever needed, and asked at every start

        yield unfinished(folder)
    try:
        holder = locks.holder_of(folder)
    except OSError:
        yield locks.no_lock(folder)
        return
    if holder is not None and not holder.ended:
        return
    if holder is not None:
        sentence = (
            f"{holder.name or 'Someone'} was cut off while writing here. The next person who writes takes this lock."
        )
        yield Problem(Place(f"cases/{folder.name}/{locks.NAME}"), sentence, tidy)
    for name in passing(names):
        # Its writer held the lock; that was gone before this second look, so what is still here is nobody's.
        if os.path.lexists(folder / name):
            sentence = f"A write was cut off here and left this file. {_held_by(folder, name)}"
            yield Problem(Place(f"cases/{folder.name}/{name}"), sentence, tidy)


def passing(names: Iterable[str]) -> list[str]:
    """The names that something has only while somebody writes."""
    return sorted(name for name in names if name.startswith(".") and name.endswith(_PASSING))


def lying_among(cases: Path) -> Iterator[Problem]:
    """What lies beside the children's folders: writes to several that were cut off, folders half made."""
    if not multi_write.passing_in(cases, "."):
        return
    for note in multi_write.cut_off(cases):
        who, missing = " and ".join(note.ids), note.missing()
        if missing:
            sentence = f"An entry for {who} was cut off halfway: it is not in {' and '.join(missing)} yet."
            help = "Type  reunify doctor  to finish it."
        else:
            where = "it is in each journal" if note.begun() else "it is in no journal"
            sentence, help = f"The writing of an entry for {who} left this note; {where}.", _TIDY
        yield Problem(Place(f"cases/{note.path.name}"), sentence, help)
    for path in multi_write.odd_notes(cases):
        sentence = "This is not a note that reunify wrote, or only half of one. Nothing in it is followed."
        yield Problem(Place(f"cases/{path.name}"), sentence, _TIDY)
    for path in half_made(cases):
        sentence = "The making of a child's folder was cut off here; nothing of it is read."
        yield Problem(Place(f"cases/{path.name}"), sentence, _TIDY)


def half_made(cases: Path) -> list[Path]:
    """Folders of children that were never finished."""
    return [path for path in multi_write.passing_in(cases, ".") if path.is_dir()]


def _held_by(folder: Path, name: str) -> str:
    """What a passing file of a journal holds that the journal does not, in words that name no child."""
    if not name.startswith(".journal.yaml."):
        return "The files are as they were before it, or as they were to be after it."
    if not is_plain_file(folder / name):
        return "It is not a file."
    from reunify_cli.store.journal_segments import cut

    try:
        kept = {each.key for each in cut(whole(folder / "journal.yaml"), "").chunks}
        new = [each for each in cut(whole(folder / name), "").chunks if each.key not in kept]
    except Exception:  # noqa: BLE001 - half a file can be wrong in any way, and is only talked about
        return "The journal is as it was before it."
    return f"It holds {len(new)} that the journal has not." if new else "The journal has everything in it."
