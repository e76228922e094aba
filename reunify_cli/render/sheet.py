"""A paper's tree as the data that the Typst layout places.

The text reaches Typst as JSON and never as Typst, so no text of a case can become markup.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Sequence
from dataclasses import fields, is_dataclass
from typing import Any

from reunify_cli.render.blocks import Blank, Document, Inlines, Meta, Table, below_title, plain, walk
from reunify_cli.render.escape import clean

PLACEHOLDER = "□"
"""Stands for a character that no font can show."""

MARKS = "\u200b\u200e"
"""What this module and the layout put between the characters of a text: leave to break, and the reading direction."""


def sheet(document: Document, meta: Meta, lost: Sequence[str] = ()) -> str:
    """Give a paper as the JSON that `layout.typ` places, with `□` for each of the pieces of text in `lost`."""
    tag = _LANGUAGE.fullmatch(meta.language)
    lang, region = tag.groups() if tag else ("en", "GB")
    rightward = lang not in {"ar", "fa", "he", "ps", "ur", "yi"}
    pieces = "|".join(map(re.escape, sorted(lost, key=len, reverse=True)))

    def shown(text: str) -> str:
        text = re.sub(pieces, PLACEHOLDER, text) if pieces else text
        # Without the mark, figures and brackets that follow an Arabic or Hebrew name are drawn into it.
        return _LEFTWARD.sub("\\g<0>\u200e", text) if rightward else text

    name = clean(meta.title) or "A paper without a title"
    blocks = below_title(document, name)
    words = {field: shown(clean(getattr(meta, field))) for field in _META_WORDS}
    about = words | {
        "title": shown(name),
        "name": name,
        "author": [clean(meta.author)] if meta.author else [],
        "keywords": [clean(word) for word in meta.keywords],
        "lang": lang,
        "region": region,
        "points": meta.points,
    }
    return json.dumps({"meta": about, "blocks": _data(blocks, shown)}, ensure_ascii=False)


_LANGUAGE = re.compile("([a-z]{2,3})(?:-([A-Z]{2}))?")
_META_WORDS = ("subtitle", "authority", "classification", "footer")

_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
_LEFTWARD = re.compile(rf"[{_LEFT}](?:[{_LEFT}\d\W]*[{_LEFT}])?")


def _data(node: object, shown: Callable[[str], str]) -> Any:
    """A tree as plain data: each block or inline a mapping of its fields, with its kind under `is`."""
    if isinstance(node, str):
        return shown(node)
    if isinstance(node, tuple):
        return [_data(part, shown) for part in node]
    if not is_dataclass(node):
        return node
    data = {field.name: _data(getattr(node, field.name), shown) for field in fields(node)}
    return {"is": type(node).__name__} | data | (_columns(node) if isinstance(node, Table) else {})


def _columns(table: Table) -> dict[str, list[str]]:
    """What decides how wide each column must be and would like to be: its longest word and its longest cell."""
    columns = [[_as_wide(cell) for cell in column] for column in zip(table.header, *table.rows, strict=True)]
    cells = [max(column, key=len) for column in columns]
    words = [max((word for cell in column for word in cell.split()), key=len, default="") for column in columns]
    # Words that the layout breaks anywhere need not keep a column wide.
    words = [word if len(word) <= 28 else word[:12] for word in words]
    return {"words": words, "cells": [cell[:600] for cell in cells]}


def _as_wide(cell: Inlines) -> str:
    # A blank wants room for a hand, not only for its small words.
    return plain(cell) + " write here" * sum(isinstance(part, Blank) for part in walk(cell))
