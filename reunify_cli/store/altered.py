"""Entries that were changed or removed by hand after this program wrote them, told by the journal's end mark."""

from collections.abc import Collection
from pathlib import Path
from typing import Final

from reunify_cli import shape
from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.store.durable import disk
from reunify_cli.store.entries import ids_of
from reunify_cli.store.journal_mark import Changed, changed

FEW: Final = 6
"""How many entries are named before the rest is counted."""


def alterations(folder: Path) -> list[Problem]:
    """What was changed and what was removed, each at its first place; none for a journal that cannot be read."""
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
    told = []
    if found.altered:
        names = _few([ids[at] for at in found.altered])
        what = f"Entry {names} was" if len(found.altered) == 1 else f"Entries {names} were"
        place = Place(name, lines[found.altered[0]])
        told.append(Problem(place, f"{what} changed by hand after being recorded.", help))
    if found.removed:
        at, number = found.removed[0], len(found.removed)
        what = "An entry was" if number == 1 else f"{number} entries were"
        below = _few(dict.fromkeys(f"below {ids[at]}" if at >= 0 else "at the beginning" for at in found.removed))
        place = Place(name, lines[at] if at >= 0 else 1)
        told.append(Problem(place, f"{what} removed by hand after being recorded: {below}.", help))
    return told


def _few(names: Collection[str]) -> str:
    """Some names, the first few of them in full."""
    shown = list(names)[:FEW]
    return f"{', '.join(shown)} and {len(names) - FEW} more" if len(names) > FEW else ", ".join(shown)
