"""Flat lists, read line by line: what nearly every journal is, and several times faster than a parser can be.

A journal is a list of entries, most of them nothing but lines of the form `key: value`. Those are read here. An entry
that is written in any other way (a block of text, an escape, a list in a list) is given to the parser by itself; and
where the whole is not such a list, or anything about it is odd, the parser has to read it all and say what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

# Printable letters beside " # : \ that mean nothing to YAML once a text has begun: ASCII, Latin, and printers' marks.
_TAME: Final = r" !$-9;-\[\]-~\xa1-\u017f\u2010-\u2027€"
_TEXT: Final = rf"[{_TAME}\"\\]*"
_PLAIN: Final = rf"[a-zA-Z0-9£€(]{_TEXT}(?::(?! |\n){_TEXT})*(?<! )"
_QUOTED: Final = rf'"[{_TAME}#:]*"'
_WORDS: Final = r"\[(?:[a-zA-Z0-9][\w.-]*(?:, [a-zA-Z0-9][\w.-]*)*)?\]"
_COMMENT: Final = rf"#[{_TAME}\"\\#:]*"

_LINE: Final = re.compile(
    rf"(- |  )([a-z][a-z0-9_-]{{0,60}}): (?:({_PLAIN})|({_QUOTED})|({_WORDS}))\n|(?:{_COMMENT})?\n|([^\n]*)\n", re.ASCII
)
"""Whether an entry begins, a key, and its value of one of three kinds; or an empty line or a comment; or any other."""
_HEAD: Final = re.compile(rf"(?:(?:{_COMMENT})?\n)*")
_DOCUMENTS: Final = re.compile(r"\n(?:---|\.\.\.|%)|[\r\x85\u2028\u2029]")
"""What begins or ends a document, or speaks of one; and breaks of lines that are none here."""
_GIVEN_UP: Final = 50
"""After how many items that are not flat, if most of them are not, the parser may as well read the whole."""


def flat_list(text: str, parsed: Callable[[str], Any]) -> list[Any] | None:
    """The items of a list that stands at the left edge of a text; None where it takes the parser to tell.

    `parsed` is the parser, for an item that is not flat. What it raises is not the last word: such an item may make
    sense within the whole.
    """
    lines = "\n" + text.replace("\r\n", "\n")
    return _flat(lines) or _in_parts(lines, parsed)


def _flat(lines: str) -> list[dict[str, Any]] | None:
    """The mappings of a list in which every line is flat; None of any other."""
    items: list[dict[str, Any]] = []
    item = above = dict[str, Any]()
    for dash, key, plain, quoted, words, other in _LINE.findall(f"{lines}\n"):
        if dash == "- ":
            item = {}
            items.append(item)
        if other or key in item:
            return None
        if plain:
            item[key] = plain
        elif quoted:
            item[key] = quoted[1:-1]
        elif words:
            item[key] = words[1:-1].split(", ") if words != "[]" else []
    return None if above else items or None


def _in_parts(lines: str, parsed: Callable[[str], Any]) -> list[Any] | None:
    """The same of a list cut into its items, those that are not flat by the parser."""
    head, *chunks = lines.split("\n- ")
    if not chunks or not _HEAD.fullmatch(f"{head}\n") or _DOCUMENTS.search(lines):
        return None
    items: list[Any] = []
    odd = 0
    for n, chunk in enumerate(chunks, 1):
        # Empty lines at the end of a text may be part of it: not one more or less than there are.
        found: Any = _flat(f"- {chunk}")
        if found is None:
            odd += 1
            if odd > _GIVEN_UP and odd * 2 > n:
                return None
            found = parsed(f"- {chunk}\n" if n < len(chunks) else f"- {chunk}")
        if not isinstance(found, list) or len(found) != 1:
            return None
        items += found
    return items
