"""Our Markdown to a tree of blocks: CommonMark and tables, less what no paper needs, plus six conventions.

Left out are HTML, pictures, code blocks and link references: their signs are ordinary text. Added are
blanks (`[to complete]`, `[____]`), boxes to tick (`- [ ] so`), terms and values (a table of two columns with
an empty header), captions (`: so` in a paragraph just before a table), page breaks (`<!-- page -->`) and
drawings (`<!-- picture: so -->` just before the paragraph that says the same in words). All six are looked for
in what the template wrote: text that `escape.md` has made inert never matches.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from reunify_cli.papers.layout import blocks as b
from reunify_cli.papers.layout.escape import visible
from reunify_cli.papers.layout.tree import Node, tree

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

_BLANK = re.compile(r"\[(to complete|_{4,})\]")
_BOX = re.compile(r"\[([ xX])\](?= |$)")
_SIGN = re.compile(r"<!-- (page|picture: ([a-z-]+)) -->")
_SAFE_LINK = ("https://", "http://", "mailto:", "tel:")


def parse(markdown: str, pictures: Mapping[str, str] = MappingProxyType({})) -> b.Document:
    """Read a paper's Markdown into its tree, with a finding for each heading that had to be put right.

    `pictures` are the drawings that it names, as SVG; where one is missing its words stand alone. Raises nothing:
    every text is some paper.
    """
    nodes = tree(_reader().parse(markdown))
    found = tuple(_drawn(_blocks(nodes), pictures))
    worded = tuple(each for each in found if not (isinstance(each, b.Heading) and not b.plain(each).strip()))
    highest = min((block.level for block in worded if isinstance(block, b.Heading)), default=1)
    blocks = tuple(b.in_order(worded, above=highest - 1))
    findings = [
        f"The heading “{b.plain(put)}” was written as level {was.level} and is now level {put.level}: "
        "headings go down one level at a time."
        for was, put in zip(worded, blocks, strict=True)
        if isinstance(was, b.Heading) and isinstance(put, b.Heading) and was.level != put.level
    ]
    if len(worded) < len(found):
        findings.append("A heading without words was left out.")
    return b.Document(blocks, tuple(findings))


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    reader.disable(["code", "fence", "html_block", "lheading", "reference", "html_inline", "image"])
    reader.block.ruler.before("table", "sign", _sign, {"alt": ["paragraph", "blockquote", "list"]})
    reader.inline.ruler.before("link", "blank", _blank)
    reader.inline.ruler.before("link", "box", _box)
    return reader


def _sign(state: StateBlock, line: int, _end: int, silent: bool) -> bool:
    begin, end = state.bMarks[line] + state.tShift[line], state.eMarks[line]
    match = _SIGN.fullmatch(state.src[begin:end].rstrip())
    if match is None:
        return False
    if not silent:
        state.line = line + 1
        token = state.push("picture" if match[2] else "page", "", 0)
        token.map, token.content = [line, line + 1], match[2] or ""
    return True


def _blank(state: StateInline, silent: bool) -> bool:
    match = _BLANK.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("blank", "", 0).content = match[1].strip("_")
    state.pos = match.end()
    return True


def _box(state: StateInline, silent: bool) -> bool:
    match = _BOX.match(state.src) if state.pos == 0 else None
    if match is None:
        return False
    if not silent:
        state.push("box", "", 0).content = match[0]
    state.pos = match.end()
    return True


def _blocks(nodes: Sequence[Node]) -> Iterator[b.Block]:
    for here, node in enumerate(nodes):
        after = nodes[here + 1].type if here + 1 < len(nodes) else ""
        if after == "table" and _is_caption(node):
            continue
        yield _block(node, nodes[here - 1] if here else None)


def _drawn(blocks: Iterator[b.Block], pictures: Mapping[str, str]) -> Iterator[b.Block]:
    """Give the blocks with each drawing bound to the paragraph that says the same."""
    waiting = ""
    for block in blocks:
        match block:
            case b.Picture(name):
                waiting = pictures.get(name, "")
                continue
            case b.Paragraph(inlines) if waiting:
                yield b.Picture(waiting, inlines)
            case _:
                yield block
        waiting = ""


def _block(node: Node, before: Node | None) -> b.Block:
    match node.type:
        case "heading":
            # A heading within a list or a quotation would lie outside the paper's outline.
            top = node.level == 0
            return b.Heading(int(node.tag[1:]), _line(node)) if top else b.Paragraph((b.Strong(_line(node)),))
        case "paragraph":
            return b.Paragraph(_line(node))
        case "bullet_list":
            return _bullets(node)
        case "ordered_list":
            return b.OrderedList(tuple(map(_item, node.children)), int(node.attrs.get("start", 1)))
        case "table":
            return _table(node, _caption(before))
        case "blockquote":
            return b.Quote(_item(node))
        case "hr":
            return b.Rule()
        case "page":
            return b.PageBreak()
        case "picture":
            return b.Picture(node.content, ())
    raise AssertionError(node.type)


def _item(node: Node) -> b.Blocks:
    # A drawing stands on its own, never within a list or a quotation; there its words are enough.
    return tuple(block for block in _blocks(node.children) if not isinstance(block, b.Picture))


def _bullets(node: Node) -> b.BulletList | b.CheckList:
    boxes = [_box_of(item) for item in node.children]
    if not any(boxes):
        return b.BulletList(tuple(map(_item, node.children)))
    return b.CheckList(
        tuple(
            b.CheckItem(box != "[ ]" if box else None, _without_box(_item(item)) if box else _item(item))
            for item, box in zip(node.children, boxes, strict=True)
        )
    )


def _box_of(item: Node) -> str:
    if item.children and item.children[0].type == "paragraph":
        first = item.children[0].children[0].children[:1]
        if first and first[0].type == "box":
            return first[0].content
    return ""


def _without_box(blocks: b.Blocks) -> b.Blocks:
    # Everywhere else a box is the plain text it was written as, so it is taken off only here.
    match blocks:
        case (b.Paragraph((b.Text(text), *more)), *others):
            rest = text[len("[ ]") :].lstrip()
            return (b.Paragraph(((b.Text(rest),) if rest else ()) + tuple(more)), *others)
    return blocks


def _is_caption(node: Node) -> bool:
    return node.type == "paragraph" and node.children[0].content.startswith(": ")


def _caption(node: Node | None) -> b.Inlines | None:
    if node is None or not _is_caption(node):
        return None
    first, *rest = _line(node)
    return (b.Text(b.plain(first)[2:]), *rest)


def _table(node: Node, caption: b.Inlines | None) -> b.Table | b.Fields:
    head, *bodies = node.children
    cells = head.children[0].children
    header = tuple(map(_line, cells))
    rows = tuple(tuple(map(_line, row.children)) for body in bodies for row in body.children)
    if len(header) == 2 and not any(header):
        return b.Fields(tuple(b.Field(term, value) for term, value in rows))
    numeric = tuple(cell.attrs.get("style") == "text-align:right" for cell in cells)
    return b.Table(header, rows, caption, numeric)


def _line(node: Node) -> b.Inlines:
    return _inlines(node.children[0].children) if node.children else ()


def _inlines(nodes: Sequence[Node]) -> b.Inlines:
    joined: list[b.Inline] = []
    for part in (inline for node in nodes for inline in _inline(node)):
        match joined, part:
            case [*_, b.Text(before)], b.Text(after):
                joined[-1] = b.Text(before + after)
            case _:
                joined.append(part)
    return tuple(part for part in joined if part != b.Text(""))


def _inline(node: Node) -> b.Inlines:
    match node.type:
        case "softbreak":
            return (b.Text(" "),)
        case "hardbreak":
            return (b.LineBreak(),)
        case "strong":
            return (b.Strong(_inlines(node.children)),)
        case "em":
            return (b.Emph(_inlines(node.children)),)
        case "code_inline":
            return (b.Code(visible(node.content)),)
        case "blank":
            return (b.Blank(node.content),)
        case "link":
            words, url = _inlines(node.children), str(node.attrs.get("href", ""))
            return (b.Link(words, url),) if url.lower().startswith(_SAFE_LINK) else words
    return (b.Text(visible(node.content)),)
