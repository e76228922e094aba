"""Who can read a workspace, as far as the system says; for Windows only where to look."""

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from reunify_cli.text.layout import counted


def rights(root: Path) -> list[str]:
    """Sentences on who can read and change the folder, and on what in it is open to more people than that."""
    if os.name == "nt":
        return ["who can read it: right-click the folder, Properties, Security; reunify cannot tell"]
    mode, status = root.stat().st_mode, root.stat()
    who = [f"{_owner(status.st_uid)} (its owner)"]
    who += [f"everyone in the group {_group(status.st_gid)}"] if mode & stat.S_IRGRP and mode & stat.S_IXGRP else []
    open_to_all = bool(mode & stat.S_IROTH and mode & stat.S_IXOTH)
    who += ["everyone with an account on this machine"] if open_to_all else []
    found = [f"who can read it: {', '.join(who)}; and the administrators of the machine or the drive"]
    if open_to_all:
        found.append(f"to keep it to a group or to yourself:  chmod -R o-rwx {root}")
    if mode & stat.S_IWOTH:
        found.append("everyone with an account here can change it as well")
    wider = sum(_is_wider(path) for path in _all(root))
    if wider:
        found.append(
            f"{counted(wider, 'file or folder', 'files and folders')} in it open to more people than its folder is"
        )
    return found


def _all(root: Path) -> Iterator[Path]:
    for name in ("reunify.yaml", "team.yaml"):
        if (root / name).exists():
            yield root / name
    yield from (root / "cases").rglob("*")


def _is_wider(path: Path) -> bool:
    """Whether somebody may read or change a file who may not even read the folder it lies in."""
    with suppress(OSError):
        if path.is_symlink():
            return False
        return bool(path.stat().st_mode & ~path.parent.stat().st_mode & 0o066)
    return False


def _owner(number: int) -> str:
    import pwd

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"user {number}"


def _group(number: int) -> str:
    import grp

    try:
        return grp.getgrgid(number).gr_name
    except KeyError:
        return str(number)
