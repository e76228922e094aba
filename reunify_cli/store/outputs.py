"""Files that a person asks for with `--out`: where they may go, and which of them this program made.

Nothing that the program reads or a person keeps is overwritten. Which files it made is remembered in the user's own
cache by path and digest, so a file that was changed since is not taken for one of them. Without the cache the person is
asked once more than necessary, which is the safe side.
"""

import json
import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from reunify_cli.errors import Mistyped, Refused, Unreadable
from reunify_cli.keys import FILE
from reunify_cli.shipped import case_templates_dir, policies_dir
from reunify_cli.store.durable import disk
from reunify_cli.store.reserved import refuse_devices

KEPT: Final = ("cases", "policies", "case_templates")
"""Folders of a workspace that hold what people keep, or what the program reads."""
READ: Final = (".yaml", ".yml")
"""How files end that the program may read from a workspace."""
_ELSEWHERE: Final = "Name a file outside the workspace, or one in a folder of its own, such as exports."
_REMEMBERED: Final = 500
"""How many files are remembered; the oldest are forgotten."""


def real_place(path: Path) -> Path:
    """Where a file would really be written: its folder with every link followed, and its name.

    Raises Unreadable where there is no such folder, Mistyped where what has the name is no regular file, Refused inside
    a folder that the program reads, or under a name that it reads.
    """
    refuse_devices(path)
    try:
        folder = path.parent.resolve(strict=True)
        found = (folder / path.name).lstat() if path.name else folder.lstat()
    except FileNotFoundError:
        if not path.parent.is_dir():
            raise Unreadable(f"There is no folder {path.parent}.", help="Make it first.") from None
        found = None
    except (OSError, RuntimeError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its links lead nowhere"
        raise Mistyped(f"{path} cannot be used as a file: {reason}.", help="Name another one.") from None
    real = folder / path.name
    if found is not None and not stat.S_ISREG(found.st_mode):
        kind = next((kind for is_it, kind in _KINDS if is_it(found.st_mode)), "not a file")
        raise Mistyped(f"{path} is {kind}, so nothing is written there.", help="Name a file.")
    _refuse_what_is_read(path, real)
    return real


_KINDS: Final = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISLNK, "a link"),
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)


def real_folder(path: Path) -> Path:
    """Where a folder for several files would really be, by the same rules; it need not be there yet."""
    refuse_devices(path)
    try:
        real = path.resolve()
    except (OSError, RuntimeError, ValueError):
        raise Mistyped(f"{path} cannot be used as a folder.", help="Name another one.") from None
    if real.exists() and not real.is_dir():
        raise Mistyped(f"{path} is not a folder.", help="Name another one.")
    _refuse_what_is_read(path, real)
    return real


def workspace_of(real: Path) -> Path | None:
    """The workspace that a file would be in; None outside of any."""
    return next((each for each in real.parents if (each / FILE).is_file()), None)


def _refuse_what_is_read(path: Path, real: Path) -> None:
    for shipped in (policies_dir(), case_templates_dir()):
        if real.is_relative_to(shipped.resolve()):
            sentence = f"{path} is among the policies and templates of this program, where nothing else is written."
            raise Refused(sentence, help="Name a file somewhere else.")
    if _word(real.name) == FILE:
        raise Refused(f"{path}: {FILE} makes a folder a workspace.", help="Name the file differently.")
    root, named = workspace_of(real), Path(os.path.abspath(path))  # noqa: PTH100 - as it was typed: no link followed
    around = workspace_of(named)
    if around is not None and not real.is_relative_to(around.resolve()):
        sentence = f"{path} is behind a link that leads out of this workspace."
        raise Refused(sentence, help=f"If it is meant, name the place itself:  {real}")
    if root is None:
        return
    first, last = _word(real.relative_to(root).parts[0]), _word(real.name)
    if first in KEPT:
        sentence = f"{path} is in {first}, where only records and rules are kept."
        raise Refused(sentence, help=_ELSEWHERE)
    if first.startswith(".") or last.startswith(".") or last.endswith(READ):
        raise Refused(f"{path} has a name that this workspace is read by.", help=_ELSEWHERE)


def _word(name: str) -> str:
    """A name as a file system may take it: without regard to case, and on Windows to full stops at its end."""
    return name.casefold().rstrip(". ")


# --- which files were made here -----------------------------------------------------------------------------------


def is_foreign(real: Path, cache: Path) -> bool:
    """Whether a file is there that this program did not make, or that was changed since."""
    try:
        data = disk.read(real)
    except OSError:  # too large, or closed to us: in any case not as it was made
        return True
    return data is not None and _known(cache).get(_key(real)) != _digest(data)


def write(real: Path, data: bytes, cache: Path) -> None:
    """Write a file, whole or not at all, and remember it. Raises Unreadable."""
    with disk.in_plain_words(str(real)):
        disk.put_in_place(real, data)
    with suppress(OSError):  # without the cache the next time is asked about
        cache.mkdir(parents=True, exist_ok=True, mode=0o700)
        known = {key: value for key, value in _known(cache).items() if key != _key(real)}
        kept = list({**known, _key(real): _digest(data)}.items())[-_REMEMBERED:]
        new = cache / f"{_NAME}.{os.getpid()}"
        new.write_text(json.dumps(dict(kept)), encoding="utf-8")
        new.replace(cache / _NAME)


_NAME: Final = "outputs.json"


def _known(cache: Path) -> Mapping[str, str]:
    try:
        known = json.loads((cache / _NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known if isinstance(known, dict) else {}


def _key(real: Path) -> str:
    # A digest: a path can name a child, and the cache is no record.
    return _digest(os.fsencode(real))


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()
