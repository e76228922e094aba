"""Laying down the folder of a new policy: all of its files or none."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.store.durable import disk


def lay_down(root: Path, name: str, files: Mapping[str, str]) -> list[str]:
    """Write a new policy's files into a workspace; returns their names, from `policies/` on.

    Raises Unreadable where something lies there already or the disk says no; then nothing was written.
    """
    folder = root / "policies" / name
    if folder.exists():
        help = "Take it away or choose another name."
        raise Unreadable(Problem(Place(f"policies/{name}"), "Something lies there already.", help))
    written: list[Path] = []
    with disk.in_plain_words(f"policies/{name}"):
        try:
            disk.make_folder(folder)
            for file, text in files.items():
                disk.write_new(folder / file, text.encode())
                written.append(folder / file)
        except BaseException:
            with suppress(OSError):
                for path in (*written, folder):
                    disk.remove(path)
            raise
    return [f"policies/{name}/{file}" for file in files]
