"""The lines of an iCalendar file: a property with its value, no text of which can ever become another property.

RFC 5545, sections 3.1 (lines of at most 75 octets, folded, ended by CRLF) and 3.3.11 (what is escaped in a text).
"""

import re
from collections.abc import Iterable
from typing import Final

WIDTH: Final = 75
"""How many octets a line may have, without its end."""
_ESCAPED: Final = re.compile(r"[\\;,]")
_LINE_ENDS: Final = re.compile("\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROL: Final = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def text(value: str) -> str:
    r"""A text as a value: what separates values is escaped, a line's end is `\n`, what controls a machine is gone.

    >>> text("Mill Lane; room 2,\nupstairs")
    'Mill Lane\\; room 2\\,\\nupstairs'
    """
    plain = _CONTROL.sub("", _LINE_ENDS.sub("\n", value))
    return _ESCAPED.sub(lambda found: f"\\{found[0]}", plain).replace("\n", "\\n")


def folded(line: str) -> str:
    """A line in as many as it needs, each after the first begun with a space, no letter of it broken in two."""
    found: list[str] = []
    room, here = WIDTH, ""
    for letter in line:
        size = len(letter.encode("utf-8"))
        if size > room:
            found.append(here)
            room, here = WIDTH - 1, ""
        here += letter
        room -= size
    return "\r\n ".join([*found, here])


def written(lines: Iterable[str]) -> bytes:
    """A file's lines as its bytes."""
    return "".join(f"{folded(line)}\r\n" for line in lines).encode("utf-8")
