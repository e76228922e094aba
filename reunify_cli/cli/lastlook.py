"""When somebody last looked at a team's children: kept in their own cache folder, without a word about a child."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from reunify_cli.cli.door import Door
from reunify_cli.store.index.shelf import cache_folder


def _file(door: Door) -> Path:
    return cache_folder(door.env) / "last-look.json"


def _key(door: Door) -> str:
    from hashlib import sha256

    return sha256("|".join(str(root.resolve()) for root in door.folders).encode()).hexdigest()[:16]


def last_look(door: Door) -> str:
    """The instant (ISO, UTC) of the last look at these workspaces; empty at the first one."""
    try:
        return str(json.loads(_file(door).read_text(encoding="utf-8")).get(_key(door), ""))
    except (OSError, ValueError, AttributeError):
        return ""


def looked(door: Door) -> None:
    """Remember this look. Where the cache cannot be written nothing is lost but the reminder."""
    if door.as_of is not None:
        return
    path = _file(door)
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        known = {}
    if not isinstance(known, dict):
        known = {}
    known[_key(door)] = door.instant.isoformat()
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(json.dumps(known), encoding="utf-8")
