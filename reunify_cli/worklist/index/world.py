"""Everything outside the children's folders that decides what their rows say: the team's files, policies, this program.

As long as none of those files changed by its times, nothing of it is read. Where one did, all of them are: a digest of
what they hold then says whether anything is really another than it was.
"""

# ruff: noqa: PTH112, PTH118, PTH208 - paths are kept as text
import os
import sys
from collections.abc import Iterator
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import reunify_cli
from reunify_cli.shipped import policies_dir
from reunify_cli.store.durable.safe_read import whole

DEEPEST: Final = 5
"""How many folders deep policies are looked for; a link in a circle ends there."""
_ELSEWHERE: Final = frozenset({"__pycache__", "_shipped", "casework", "cli", "exchange", "papers"})
"""The rooms of this program that have no say in a row: those above the lists and beside the children's folders."""


def paths_of(root: Path) -> list[str]:
    """The files and folders that matter; some may not be there."""
    program = Path(reunify_cli.__file__).parent
    found = [str(root / "reunify.yaml"), str(root / "team.yaml"), str(root / "policies")]
    found += _below(root / "policies", ".yaml")
    found += [str(policies_dir()), *_below(policies_dir(), ".yaml")]
    for room, folders, files in os.walk(program):
        folders[:] = sorted(name for name in folders if name not in _ELSEWHERE)
        found += (os.path.join(room, name) for name in sorted(files) if name.endswith(".py"))
    # Another version of a library that reads the files may read them otherwise: it comes into this folder.
    library = find_spec("yaml")
    found.append(str(Path(library.origin).parent.parent) if library and library.origin else "")
    return found


def digest_of(paths: list[str]) -> str:
    """What all of it holds, as a word. Of the folder of libraries only their names and versions count."""
    digest = sha256(f"{sys.version}\n{reunify_cli.__version__}\n".encode())
    for path in paths:
        digest.update(os.fsencode(path) + b"\0")
        try:
            if os.path.isdir(path):
                digest.update("\n".join(sorted(filter(_library, os.listdir(path)))).encode("utf-8", "replace"))
            else:
                digest.update(whole(Path(path)))
        except OSError as error:
            digest.update(f"{error.errno}".encode())
        digest.update(b"\0")
    return digest.hexdigest()


def _below(folder: Path, ending: str) -> Iterator[str]:
    depth = len(folder.parts)
    for room, folders, files in os.walk(folder, followlinks=True):
        if len(Path(room).parts) - depth >= DEEPEST:
            folders.clear()
        folders.sort()
        yield from (os.path.join(room, name) for name in folders)
        yield from (os.path.join(room, name) for name in sorted(files) if name.endswith(ending))


def _library(name: str) -> bool:
    return name.endswith(".dist-info")
