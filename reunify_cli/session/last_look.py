"""When somebody last looked at a team's children, who was there, and how much was late then.

It lies in the user's own cache, of children only their ids: another user, another machine or a cache that was emptied
know nothing of it.
"""

import json
import os
import re
from binascii import crc32
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeGuard

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


def first_today(env: Env, folders: Sequence[Path], today: date) -> bool:
    """Whether this is the first time on a day that something is asked; remembers that it was."""
    key = f"{_key(folders)}:said"
    if _known(_file(env)).get(key) == today.isoformat():
        return False
    _keep(env, key, today.isoformat())
    return True


def _keep(env: Env, key: str, value: Any) -> None:
    path = _file(env)
    _put(path, json.dumps({**_known(path), key: value}))


def _put(path: Path, text: str) -> None:
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(text, encoding="utf-8")


# --- which children there were ------------------------------------------------------------------------------------


def missed(env: Env, root: Path, ids: Collection[str] | None, today: date) -> dict[str, Problem]:
    """The children of a workspace who were there at an earlier look and have no folder now, and what to say of each.

    `ids` are all who are there; None: the same as at the last look. Each is missed at every look until the folder is
    back or a person has said that it is right (`all_is_right`). Who was lawfully removed has a line in disposed.yaml
    and is not missed. Raises Unreadable where there were some and is none.
    """
    day, here, gone = _were(env, root)
    now = here if ids is None else {*ids}
    away = sorted(each for each in (here | gone) - now if not os.path.lexists(root / "cases" / each))
    if away:
        from reunify_cli.store.removal.carry_out import disposed

        removed = {each["id"] for each in disposed(root)}
        away = [each for each in away if each not in removed]
    if away and not now:
        there = "there was 1" if len(away) == 1 else f"there were {len(away)}"
        sentence = f"There is no child here. At your last look, on {_day(day)}, {there}."
        help = "Bring the folders back, or mount their drive. If they were rightly removed:  reunify doctor"
        raise Unreadable(Problem(Place("cases"), sentence, help))
    if (now, {*away}) != (here, gone):
        said = {"day": today.isoformat(), "here": sorted(now), "gone": away}
        _put(_children(env, root), json.dumps(said))
    return {each: Problem(Place(f"cases/{each}"), AWAY, BRING_BACK) for each in away}


AWAY: Final = "The folder was here at an earlier look of yours and is missing now. Nothing of this child is read."
BRING_BACK: Final = "Bring it back from git or from a backup. If it was rightly removed:  reunify doctor"
PLAIN: Final = re.compile(r"[^/\\\0]+")
"""What can be the name of a folder here."""


def all_is_right(env: Env, root: Path) -> None:
    """Forget which children a workspace had: those who are there now are all."""
    with suppress(OSError):
        _children(env, root).unlink(missing_ok=True)


def _children(env: Env, root: Path) -> Path:
    path = str(root.resolve()).encode("utf-8", "surrogateescape")
    return cache_folder(env) / f"children-{crc32(path):08x}{crc32(path[::-1]):08x}.json"


def _were(env: Env, root: Path) -> tuple[str, set[str], set[str]]:
    """The day on which the children last changed, who was there and who was missed; nobody where that is odd."""
    said = _known(_children(env, root))
    day, here, gone = said.get("day"), said.get("here"), said.get("gone")
    if not (_is_names(here) and _is_names(gone)):
        return "", set(), set()
    with suppress(ValueError, TypeError):
        return date.fromisoformat(day or "").isoformat(), {*here}, {*gone}
    return "", set(), set()


def _is_names(found: object) -> TypeGuard[list[str]]:
    """Whether these can be names of folders: a colleague's files are not asked for by a path."""
    return isinstance(found, list) and all(isinstance(each, str) and PLAIN.fullmatch(each) for each in found)


def _day(day: str) -> str:
    from reunify_cli.text.days import say_day

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
