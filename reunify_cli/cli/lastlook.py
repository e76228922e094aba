"""When somebody last looked at a team's children, how many there were, and how much was late then.

It lies in the user's own cache, without a child in it: another user, another machine or a cache that was emptied know
nothing of it.
"""

from __future__ import annotations

import json
from binascii import crc32
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, TypeGuard

from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.store.user_cache import cache_folder

Env = Mapping[str, str]


def _file(env: Env) -> Path:
    return cache_folder(env) / "last-look.json"


def _key(folders: Sequence[Path]) -> str:
    from hashlib import sha256

    return sha256("|".join(str(root.resolve()) for root in folders).encode()).hexdigest()[:16]


def _known(path: Path) -> dict[str, Any]:
    try:
        known = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def last_look(env: Env, folders: Sequence[Path]) -> str:
    """The instant (ISO, UTC) of the last look at these workspaces; empty at the first one."""
    found = _known(_file(env)).get(_key(folders), "")
    return found if isinstance(found, str) else ""


def looked(env: Env, folders: Sequence[Path], instant: datetime) -> None:
    """Remember this look. Where the cache cannot be written nothing is lost but the reminder."""
    _keep(env, _key(folders), instant.isoformat())


def _keep(env: Env, key: str, value: Any) -> None:
    path = _file(env)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(json.dumps({**_known(path), key: value}), encoding="utf-8")


# --- how many children there were ---------------------------------------------------------------------------------


def still_here(env: Env, root: Path, number: int, today: date) -> None:
    """Remember how many children a workspace has. Raises Unreadable where it had some at the last look and has none.

    Children who were lawfully removed since then are not missed: their lines in disposed.yaml are counted.
    """
    key = _of(root)
    known = _known(_file(env)).get(key)
    before, gone_before, day = known if _is_count(known) else (0, 0, "")
    if number == before:
        return
    from reunify_cli.store.removal import disposed

    gone = len(disposed(root))
    if number == 0 and before > gone - gone_before:
        there = f"there was {before}" if before == 1 else f"there were {before}"
        sentence = f"There is no child here. At your last look, on {_day(day)}, {there}."
        help = "Bring the folders back, or mount their drive. If it is right:  reunify doctor"
        raise Unreadable(Problem(Place("cases"), sentence, help))
    _keep(env, key, [number, gone, today.isoformat()])


def none_is_right(env: Env, root: Path) -> None:
    """Forget how many children a workspace had."""
    _keep(env, _of(root), None)


def _of(root: Path) -> str:
    path = str(root.resolve()).encode("utf-8", "surrogateescape")
    return f"{crc32(path):08x}{crc32(path[::-1]):08x}:children"


def _is_count(known: object) -> TypeGuard[tuple[int, int, str]]:
    if not isinstance(known, list) or list(map(type, known)) != [int, int, str]:
        return False
    with suppress(ValueError):
        return bool(date.fromisoformat(known[2]))
    return False


def _day(day: str) -> str:
    from reunify_cli.cli.days import say_day

    return say_day(date.fromisoformat(day))


# --- how many things were late ------------------------------------------------------------------------------------

A_WEEK = 6
"""From how many days ago on numbers are compared: the Monday before, though this one is a Tuesday after a holiday."""
KEPT = 60
"""For how many days numbers are kept."""


def moved(env: Env, folders: Sequence[Path], today: date, *, late: int, breached: int) -> tuple[date, int, int] | None:
    """The day a week ago or more on which all of these workspaces were last asked about, and the numbers of that day.

    Remembers the numbers of today. None where nobody asked so long ago.
    """
    key = f"{_key(folders)}:late"
    days = _known(_file(env)).get(key)
    found = {day: each for day, each in days.items() if _is_numbers(day, each)} if isinstance(days, dict) else {}
    fresh = {day: each for day, each in found.items() if date.fromisoformat(day) > today - timedelta(days=KEPT)}
    _keep(env, key, {**fresh, today.isoformat(): [late, breached]})
    before = [day for day in fresh if date.fromisoformat(day) <= today - timedelta(days=A_WEEK)]
    if not before:
        return None
    last = max(before)
    return date.fromisoformat(last), fresh[last][0], fresh[last][1]


def _is_numbers(day: object, each: object) -> bool:
    with suppress(ValueError):
        return bool(date.fromisoformat(str(day))) and isinstance(each, list) and list(map(type, each)) == [int, int]
    return False
