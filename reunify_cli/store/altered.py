"""Entries that were changed or removed by hand after this program wrote them, told by the journal's end mark."""

from __future__ import annotations

from pathlib import Path

from reunify_cli import shape
from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.store import disk
from reunify_cli.store.entries import ids_of
from reunify_cli.store.journal_mark import Changed, changed


def alterations(folder: Path) -> list[Problem]:
    """A problem for each such entry of a child's journal, with its place; none of a journal that cannot be read."""
    name = f"cases/{folder.name}/journal.yaml"
    try:
        data = disk.read(folder / "journal.yaml") or b""
        found = changed(data)
        if found == Changed():
            return []
        loaded = shape.load(data, name)
    except (OSError, Unreadable):
        return []
    items = loaded.data if isinstance(loaded.data, list) else []
    ids, lines = ids_of(items), loaded.lines()
    help = f"Bring it back from git or from a backup. If it is right:  reunify doctor {folder.name}"
    told = [
        Problem(Place(name, lines[at]), f"Entry {ids[at]} was changed by hand after reunify wrote it.", help)
        for at in found.altered
    ]
    for at in found.removed:
        where = f"below entry {ids[at]}" if at >= 0 else "at the beginning"
        place = Place(name, lines[at] if at >= 0 else 1)
        told.append(Problem(place, f"An entry {where} was removed by hand after reunify wrote it.", help))
    return told
