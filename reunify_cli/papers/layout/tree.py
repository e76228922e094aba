"""The parser's flat tokens as a tree, built in one go: markdown-it's own tree node takes as long as the parsing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from reunify_cli.frozen import dataclass

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(slots=True)
class Node:
    """A token with everything between its opening and its closing."""

    type: str
    """The token's type, without `_open`."""
    tag: str
    level: int
    content: str
    attrs: Mapping[str, str | int | float]
    children: list[Node]


def tree(tokens: Sequence[Token]) -> list[Node]:
    """The tokens of a text as nodes, each with its children; every opening has its closing."""
    found: list[Node] = []
    open_ = [found]
    for token in tokens:
        if token.nesting < 0:
            open_.pop()
            continue
        inside = tree(token.children) if token.children else []
        kind = token.type.removesuffix("_open") if token.nesting else token.type
        node = Node(kind, token.tag, token.level, token.content, token.attrs, inside)
        open_[-1].append(node)
        if token.nesting:
            open_.append(inside)
    return found
