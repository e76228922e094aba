"""Sentences with blanks, as the vocabulary has them for its events, and how they are filled.

`{field}` is a value in words and `{one/other}` the first of two that is recorded; `{field: words | words}` has the
words for yes and for no. `[...]` disappears where something in it is not recorded. Where something outside brackets is
not recorded, there is no sentence, and the caller falls back on the title and the values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

_PART: Final = re.compile(r"\[|\]|\{[^{}]*\}|[^\[\]{}]+")
_FIELD: Final = re.compile(r"\{([a-z0-9/-]+)(?:: ([^|]*) \| (.*))?\}")
BESIDES: Final = ("child", "by-role", "decided")
"""What a sentence may name besides fields: the child, the role of who did it, the number of decisions."""


def fields_of(pattern: str) -> Iterator[tuple[str, bool]]:
    """The fields that a sentence names, each with whether it has words for yes and for no.

    Raises ValueError where the pattern cannot be read, with the reason.
    """
    depth = 0
    if "".join(_PART.findall(pattern)) != pattern:
        raise ValueError("a brace is not closed")
    for part in _PART.findall(pattern):
        depth += {"[": 1, "]": -1}.get(part, 0)
        if depth < 0:
            raise ValueError("a bracket closes that was not opened")
        if part.startswith("{"):
            found = _FIELD.fullmatch(part)
            if found is None:
                raise ValueError(f"{part} is neither {{field}} nor {{field: words | words}}")
            yield from ((name, found[2] is not None) for name in found[1].split("/"))
    if depth:
        raise ValueError("a bracket is not closed")


def filled(pattern: str, said: Callable[[str], str | bool | None]) -> str | None:
    """A sentence filled in; None where something outside brackets is not recorded.

    `said` gives what an entry records under a name: words, yes or no, None where nothing is recorded.

    >>> record = {"by": "Dana Okafor", "seen": True, "alone": False, "why": "she said no"}
    >>> filled("{by} {seen: saw | did not see} Ruby[ {alone: alone | with others}[: {why}]][ at {where}].", record.get)
    'Dana Okafor saw Ruby with others: she said no.'
    >>> filled("{who} agreed.", record.get) is None
    True
    """
    text, _ = _filled(_PART.findall(pattern), 0, said)
    return text


def _filled(parts: list[str], at: int, said: Callable[[str], str | bool | None]) -> tuple[str | None, int]:
    """The parts from one on to the end of its bracket, and where that is."""
    text, whole = "", True
    while at < len(parts) and parts[at] != "]":
        part = parts[at]
        if part == "[":
            inner, at = _filled(parts, at + 1, said)
            text += inner or ""
        elif part.startswith("{"):
            words = _words(part, said)
            whole = whole and words is not None
            text += words or ""
        else:
            text += part
        at += 1
    return (text if whole else None), at


def _words(part: str, said: Callable[[str], str | bool | None]) -> str | None:
    found = _FIELD.fullmatch(part)
    assert found is not None, part  # noqa: S101  the vocabulary was read, and refuses any other
    value = next((each for name in found[1].split("/") if (each := said(name)) not in (None, "")), None)
    if found[2] is not None:
        return {True: found[2], False: found[3]}.get(value) if isinstance(value, bool) else None
    return ("yes" if value else "no") if isinstance(value, bool) else value
