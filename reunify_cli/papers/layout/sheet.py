"""A paper's tree as the data that the Typst layout places.

The text reaches Typst as JSON and never as Typst, so no text of a case can become markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from typing import Any

from reunify_cli.frozen import fields, is_dataclass
from reunify_cli.papers.layout import blocks as b
from reunify_cli.papers.layout.escape import marked

PLACEHOLDER = "□"
"""Stands for a character that no font can show."""

MARKS = "\u200b\u200e"
"""What is put between the characters of a text here: leave to break, and the reading direction."""


def sheet(document: b.Document, meta: b.Meta, lost: Sequence[str] = ()) -> str:
    """Give a paper as the JSON that `layout.typ` places, with `□` for each of the pieces of text in `lost`."""
    said = b.shown(meta)
    pieces = "|".join(map(re.escape, sorted(lost, key=len, reverse=True)))

    def printed(text: str) -> str:
        text = re.sub(pieces, PLACEHOLDER, text) if pieces else text
        return text if said.is_from_the_right else marked(text)

    about = {field: _breakable(printed(getattr(said, field))) for field in _META_WORDS} | {
        "name": said.title,
        "author": [said.author] if said.author else [],
        "keywords": list(said.keywords),
        "lang": said.language.partition("-")[0],
        "region": said.language.partition("-")[2] or None,
        "points": said.points,
        "logo": _logo(said.logo),
    }
    return json.dumps(
        {"meta": about, "blocks": _data(b.below_title(document, said.title), printed)}, ensure_ascii=False
    )


_META_WORDS = ("title", "subtitle", "authority", "classification", "footer")


def _logo(logo: b.Logo | None) -> dict[str, Any] | None:
    """A logo as the layout takes it: its file byte by byte, for Typst reads no base64."""
    return {"kind": logo.kind, "bytes": list(logo.content), "words": logo.words} if logo else None


def _breakable(text: str) -> str:
    """A text whose longest words may break anywhere, but not before a mark that belongs to the letter before it."""
    return _ENDLESS.sub(lambda word: _BETWEEN.sub("\u200b", word[0]), text)


_ENDLESS = re.compile(rf"[^ ]{{{b.LONG + 1},}}")
_BETWEEN = re.compile(r"(?<=.)(?=[\w!-~])")


def _data(node: object, printed: Callable[[str], str]) -> Any:
    """A tree as plain data: each block or inline a mapping of its fields, with its kind under `is`."""
    if isinstance(node, str):
        return printed(node)
    if isinstance(node, tuple):
        return [_data(part, printed) for part in node]
    if not is_dataclass(node):
        return node
    data = {field.name: _data(getattr(node, field.name), printed) for field in fields(node)}
    match node:
        case b.Text():
            data["text"] = _breakable(data["text"])
        case b.Link(_, url):
            data["url"] = url
        case b.Table():
            data["words"], data["cells"] = b.column_words(node)
        case b.Picture(svg, inlines):
            data |= {"svg": svg, "words": b.plain(inlines)}
    return {"is": type(node).__name__} | data
