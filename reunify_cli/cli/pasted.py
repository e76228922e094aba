"""Words as a word processor, a pipe or a file gives them: quotation marks, long dashes, `-` and `@FILE`."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from reunify_cli.errors import Mistyped
from reunify_cli.store.durable.safe_read import whole

LARGEST: Final = 64 * 1024
"""Bytes of the longest text that one field takes from a pipe or a file."""
_ENDS: Final = {"\u201c": "\u201d", "\u201e": "\u201c", "\u2018": "\u2019"}


def as_typed(words: Sequence[str]) -> list[str]:
    """Words with pasted marks taken as the ones meant: a quoted text is one word, a long dash before one is `--`."""
    found: list[str] = []
    rest = [re.sub(r"^[\u2013\u2014](?=[a-z])", "--", word) for word in words]
    while rest:
        word = rest.pop(0)
        start = re.match(r"((?:[\w-]+=)?)([\u201c\u201e\u2018])(\S*)$", word)
        if start is None:
            found.append(word)
            continue
        end = _ENDS[start[2]]
        last = next((at for at, each in enumerate((start[3], *rest)) if each.endswith(end)), None)
        if last is None:
            found.append(word)
            continue
        found.append(start[1] + " ".join((start[3], *rest[:last]))[:-1])
        rest = rest[last:]
    return found


def from_elsewhere(text: str) -> str:
    """A text as typed; for `-` what is piped, for `@FILE` what is in it. Raises Mistyped where that is no text."""
    if text == "-":
        if sys.stdin is None or sys.stdin.isatty():
            raise Mistyped("- stands for what is piped, and nothing is.", help="Type the text, or @FILE.")
        return _checked("what is piped", sys.stdin.read(LARGEST + 1))
    if re.match(r"@[^\s@]", text) is None:
        return text
    path = Path(text[1:])
    if not path.is_file():
        raise Mistyped(f'There is no file "{path}".', help="@ stands for a file; put a space after it if not.")
    try:
        return _checked(f'"{path}"', whole(path, LARGEST).decode("utf-8-sig"))
    except (OSError, ValueError):
        raise Mistyped(f'"{path}" cannot be read as text of up to 64 KB.', help="Save it as UTF-8.") from None


def _checked(name: str, text: str) -> str:
    if len(text) > LARGEST or "\0" in text or not text.strip():
        raise Mistyped(f"{name} is no text, or one of more than 64 KB.".capitalize(), help="Nothing was changed.")
    return text.replace("\r\n", "\n").strip("\n")
