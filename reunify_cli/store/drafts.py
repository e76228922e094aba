"""Forms that somebody has begun: kept in the case's folder while they are written, gone once they are recorded.

A draft holds what the record will hold, so it lies where the record lies, under the same permissions. It is no part of
the record: nothing is ever read from it but the form itself.
"""

import os
import re
import stat
from contextlib import suppress
from pathlib import Path
from typing import Final

from reunify_cli.store.durable import disk

FOLDER: Final = "drafts"


def draft_path(case_dir: Path, name: str, holder: str = "") -> Path:
    """Where the draft of a form lies; each person has one of their own, so that nobody goes on with somebody else's."""
    whose = re.sub(r"[^A-Za-z0-9.-]+", "-", holder).strip(".-")
    return case_dir / FOLDER / f"{name}{f'-{whose}' if whose else ''}.txt"


def shown(path: Path) -> str:
    """A draft as problems name it, from `cases/` on."""
    return f"cases/{path.parent.parent.name}/{FOLDER}/{path.name}"


def read_draft(path: Path) -> bytes | None:
    """What a draft holds; None where there is none. Raises Unreadable."""
    try:
        return disk.read(path)
    except OSError:
        return disk.read_file(path, shown(path))


def keep_draft(path: Path, text: str, *, windows: bool) -> None:
    """Write a draft, whole or not at all; raises Unreadable.

    For Notepad with the line ends of Windows, and with the mark by which older ones know that it is UTF-8. Folder and
    file get the permissions of the case's folder.
    """
    data = f"\ufeff{text}".replace("\n", "\r\n").encode("utf-8") if windows else text.encode("utf-8")
    with disk.in_plain_words(shown(path)):
        disk.make_folder(path.parent)
        _as_open_as(path.parent.parent, path.parent, most=0o7777, least=0o700)
        disk.put_in_place(path, data)
        _as_open_as(path.parent.parent, path, most=0o666, least=0o600)


def _as_open_as(folder: Path, path: Path, *, most: int, least: int) -> None:
    """Give a path the permissions of the case's folder, as far as the system has such, and never fewer than needed."""
    with suppress(OSError):
        os.chmod(path, stat.S_IMODE(folder.stat().st_mode) & most | least)  # noqa: PTH101 - as os.stat, so that both are alike


def remove_draft(path: Path) -> None:
    """Take away a draft that was recorded, or that nobody wrote anything into; its folder goes with the last."""
    with disk.in_plain_words(shown(path)):
        disk.remove(path)
    with suppress(OSError):
        disk.remove(path.parent)


def put_aside(path: Path) -> Path:
    """Give a draft that cannot be gone on with another name, so that what it says is not lost; returns that path."""
    number = 1
    while (aside := path.with_name(f"{path.stem}-old-{number}.txt")).exists():
        number += 1
    with disk.in_plain_words(shown(path)):
        disk.replace(path, aside)
    return aside
