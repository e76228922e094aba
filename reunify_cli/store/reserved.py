"""Names that Windows keeps for its devices: what bears one can be made elsewhere, and is never opened there.

They are refused on every system, because a workspace is shared and copied. Source: Microsoft, "Naming Files, Paths, and
Namespaces". They count with any extension, in upper
and lower case, and with spaces before the dot.
"""

from pathlib import Path
from typing import Final

from reunify_cli.errors import Mistyped

_NUMBERED: Final = (f"{port}{number}" for port in ("com", "lpt") for number in "0123456789\u00b9\u00b2\u00b3")
DEVICES: Final = frozenset(("con", "prn", "aux", "nul", "conin$", "conout$", *_NUMBERED))
"""The names themselves, without an extension."""


def is_device(name: str) -> bool:
    """Whether Windows takes a name for one of its devices.

    >>> is_device("con"), is_device("AUX .tar.gz"), is_device("lpt1"), is_device("concern"), is_device("a.con")
    (True, True, True, False, False)
    """
    return name.partition(".")[0].rstrip(" ").casefold() in DEVICES


def refuse_devices(path: Path) -> None:
    """Raise Mistyped for a path with such a name in it, unless that is a folder already."""
    for each in (path, *path.parents):
        if is_device(each.name) and not each.is_dir():
            sentence = f'Windows keeps the name "{each.name}" for itself.'
            raise Mistyped(sentence, help="Give it another name.")
