"""Where a team's folder is, and whether it is a demonstration: known before anything in it is read.

Every command asks this first, so nothing here needs a YAML library.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from reunify_cli.errors import Mistyped, Place, Problem
from reunify_cli.keys import FILE
from reunify_cli.model.moment import Moment, parse_moment
from reunify_cli.store.durable.safe_read import whole

_DEMO: Final = re.compile(r"^demo-today:\s*([^\s#]+)", re.MULTILINE)
_NO_WORKSPACE: Final = "Type  reunify init  to make one here, or  reunify demo  to see one at work."


def find_roots(explicit: Sequence[Path], env: Mapping[str, str], cwd: Path) -> list[Path]:
    """The workspaces' folders: those given by -C, else REUNIFY_ROOT, else the one around `cwd`, else setup's.

    A folder inside a workspace stands for it. Raises Mistyped where there is none.
    """
    return list(dict.fromkeys([_root_at(cwd / each, f"-C {each}") for each in explicit] or [_root(env, cwd)]))


def demo_moment(explicit: Sequence[Path], env: Mapping[str, str], cwd: Path) -> Moment | None:
    """The moment that a demonstration takes for the present (`demo-today` in reunify.yaml); None anywhere else.

    Asked by every command before anything else is read, so it looks for that one line and passes over whatever is
    wrong. Beside a workspace that is no demonstration it does not count. Raises Mistyped where it is no moment.
    """
    try:
        roots = [_root_at(cwd / each, "") for each in explicit] or [_root(env, cwd)]
        found = {_DEMO.search(whole(root / FILE).decode("utf-8", "replace")) for root in roots}
    except (Mistyped, OSError):
        return None
    said = {each[1] if each else "" for each in found}
    if len(said) > 1 or not (text := said.pop()):
        return None
    try:
        return parse_moment(text)
    except ValueError as error:
        raise Mistyped(Problem(Place(FILE), f"demo-today: {error}.", "Write it like 2026-11-30T08:47.")) from None


def _root(env: Mapping[str, str], cwd: Path) -> Path:
    if named := env.get("REUNIFY_ROOT", "").strip():
        return _root_at(cwd / named, f"REUNIFY_ROOT ({named})")
    if around := _around(cwd):
        return around
    from reunify_cli.store.myself import remembered

    kept = remembered(env).get("workspace")
    if not kept:
        raise Mistyped("There is no reunify.yaml here or in any folder above.", help=_NO_WORKSPACE)
    if not (Path(kept) / FILE).is_file():
        sentence = f"The workspace that setup remembered is not there any more: {kept}."
        raise Mistyped(sentence, help="Type  reunify setup  to say where it is now.")
    return Path(kept)


def _root_at(path: Path, said: str) -> Path:
    if not path.is_dir():
        raise Mistyped(f"{said}: there is no such folder.", help="Look at how it is spelt.")
    if found := _around(path):
        return found
    raise Mistyped(f"{said}: there is no reunify.yaml there or in any folder above.", help=_NO_WORKSPACE)


def _around(path: Path) -> Path | None:
    path = path.resolve()
    return next((each for each in (path, *path.parents) if (each / FILE).is_file()), None)
