"""Two versions of one file beside each other, as git, synchronised drives and people leave them, made into one.

A journal is joined entry by entry (`joining.py`). In case.yaml what only one side changed is taken, and people are kept
from both. A plan is a whole that somebody has to choose. Where nothing can be joined both versions stay, one of them
under another name beside the first, so that every command says so until somebody has looked.
"""

import hashlib
import re
from pathlib import Path
from typing import Any, Final

from reunify_cli import shape
from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.frozen import dataclass
from reunify_cli.store.case_files import with_people
from reunify_cli.store.journal_segments import cut
from reunify_cli.store.repair.joining import Joined, join

_OURS, _BASE, _SPLIT, _THEIRS = "<" * 7, "|" * 7, "=" * 7, ">" * 7
_MARK: Final = re.compile(r"(<{7}|\|{7}|={7}|>{7})(?: .*)?\r?")


@dataclass(frozen=True, slots=True)
class Met:
    """Two versions made into one."""

    data: bytes
    joined: Joined | None = None
    """How their entries were joined, where they are journals."""


def kind_of(name: str) -> str:
    """Which of a child's files a name stands for: `journal`, `case` or `plan`."""
    return next((kind for kind in ("case", "journal", "plan") if kind in Path(name).name.lower()), "journal")


def meet(kind: str, ours: bytes, theirs: bytes, base: bytes | None = None, *, shown: str = "") -> Met:
    """Two versions of a file as one. Raises Unreadable with the reason where that cannot be done."""
    if theirs in (ours, base):
        return Met(ours, join(ours, theirs, base, shown=shown) if kind == "journal" else None)
    if kind == "journal":
        joined = join(ours, theirs, base, shown=shown)
        return Met(joined.data, joined)
    if ours == base:
        return Met(theirs)
    if kind == "case":
        return Met(_case(ours, theirs, base, shown))
    sentence = "The two versions of this file differ, and no program can say which is meant."
    raise Unreadable(Problem(Place(shown), sentence, "Keep one of them, and put into it what the other has."))


def _case(ours: bytes, theirs: bytes, base: bytes | None, shown: str) -> bytes:
    a, b = _mapping(ours, shown), _mapping(theirs, shown)
    old = _mapping(base, shown) if base is not None else {}
    mine, yours, before = ({**(each.pop("people", None) or {})} for each in (a, b, old))
    people, rest = _one(mine, yours, before, shown), _one(a, b, old, shown)
    for data, said, known in ((ours, a, mine), (theirs, b, yours)):
        if said == rest and all(people[key] == known[key] for key in known):
            missing = {key: people[key] for key in people if key not in known}
            return with_people(Path(shown), data, missing) if missing else data
    raise _clash(shown, "what each side changed")


def _one(ours: dict[str, Any], theirs: dict[str, Any], old: dict[str, Any], shown: str) -> dict[str, Any]:
    """Two mappings as one: what either has, and of what both have what was changed."""
    found = {**theirs, **ours}
    for key, mine in ours.items():
        yours = theirs.get(key, mine)
        if mine != yours and key in old and old[key] == mine:
            found[key] = yours
        elif mine != yours and not (key in old and old[key] == yours):
            raise _clash(shown, f'"{key}"')
    return found


def _clash(shown: str, what: str) -> Unreadable:
    sentence = f"The two versions of this file say different things about {what}."
    return Unreadable(Problem(Place(shown), sentence, "Put what is right into one of them, and take the other away."))


def _mapping(data: bytes, shown: str) -> dict[str, Any]:
    found = shape.load(data, shown).data
    return dict(found) if isinstance(found, dict) else {}


# --- versions in one file, and beside it --------------------------------------------------------------------------


def marked(data: bytes) -> tuple[bytes, bytes] | None:
    """The two versions that git wrote into one file between its marks; None where there are no whole marks."""
    sides: dict[str, list[str]] = {_OURS: [], _THEIRS: []}
    where, seen = "", 0
    try:
        lines = data.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        return None
    for line in lines:
        mark = _MARK.fullmatch(line)
        if mark and (mark[1] == _OURS) == (where == "") and (mark[1] != _OURS or not where):
            seen += mark[1] == _OURS
            where = "" if mark[1] == _THEIRS else mark[1]
        elif where in ("", _OURS, _SPLIT):
            for side in (_OURS, _THEIRS) if not where else (_OURS,) if where == _OURS else (_THEIRS,):
                sides[side].append(line)
    if not seen or where:
        return None
    return "\n".join(sides[_OURS]).encode(), "\n".join(sides[_THEIRS]).encode()


def beside(path: Path, data: bytes) -> Path:
    """The name under which another version of a file stands beside it, where the two cannot be joined."""
    return path.with_name(f"{path.stem} (other version {hashlib.sha256(data).hexdigest()[:8]}){path.suffix}")


def lost(data: bytes) -> bool:
    """Whether a file holds nothing any more: empty, or only zeros, as half-synchronised files are."""
    return not data.strip(b"\x00\r\n\t ")


def count(data: bytes, shown: str) -> int:
    """How many entries a journal has."""
    return len(cut(data, shown).chunks)
