"""A paper's blocks as the body of a Word file: paragraphs and tables in real styles, blanks as fields to type in.

Written by hand rather than with python-docx, whose lxml is five megabytes of compiled code for what is some dozen
elements here. Text reaches the file through `words` alone: escaped, in one element, never an instruction to Word.
"""

import struct
from collections.abc import Iterator

from reunify_cli.frozen import dataclass, field
from reunify_cli.papers.layout import blocks as b
from reunify_cli.papers.layout.columns import shares
from reunify_cli.papers.layout.escape import LEFTWARD, visible
from reunify_cli.papers.layout.pdf import to_png
from reunify_cli.papers.layout.xml import escape, quoteattr

WIDTH = 9412
"""Of a line of text, in twentieths of a point: A4 less 22 mm on each side."""
_MM = 36_000
"""Of the units of length that drawings are measured in, in a millimetre."""
_PICTURE_MM = 166
_FITS = 24
"""A term of more characters stands on a line of its own."""


@dataclass(slots=True)
class Body:
    """What a body refers to beside its text, gathered while it is written."""

    links: list[str] = field(default_factory=list)
    """Addresses; the n-th is the relationship `link{n}`."""
    starts: list[int] = field(default_factory=list)
    """Where each numbered list starts; the n-th is list n + 2 of numbering.xml."""
    images: list[bytes] = field(default_factory=list)
    """Drawings as PNG; the n-th is the relationship `drawing{n}`."""
    controls: int = 0
    """How many places to type in there are: each has a number of its own."""
    breaks: bool = False
    """Whether what comes next begins a page."""

    def of(self, blocks: b.Blocks) -> str:
        """The blocks as Word's paragraphs and tables."""
        return "".join(part for block in blocks for part in _block(self, block))

    def link(self, url: str) -> str:
        """The relationship that an address is reached by."""
        if url not in self.links:
            self.links.append(url)
        return f"link{self.links.index(url) + 1}"


def paragraph(style: str, runs: str, more: str = "") -> str:
    """A paragraph in a style; `more` is what else stands among its properties."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{runs}</w:p>'


def words(text: str, looks: str = "") -> str:
    """A text as runs, those that are read from the right marked as such; `looks` are properties of a run."""
    text, runs, at = visible(text), "", 0
    for match in LEFTWARD.finditer(text):
        runs += _run(text[at : match.start()], looks) + _run(match[0], looks + "<w:rtl/>")
        at = match.end()
    return runs + _run(text[at:], looks)


def _run(text: str, looks: str) -> str:
    properties = f"<w:rPr>{looks}</w:rPr>" if looks else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


# --- blocks -------------------------------------------------------------------------------------------------------


def _block(body: Body, block: b.Block) -> Iterator[str]:
    match block:
        case b.Heading(level, inlines):
            yield _p(body, f"Heading{min(level - 1, 5) or 1}", inlines)
        case b.Paragraph(inlines):
            yield _p(body, "Normal", inlines)
        case b.BulletList() | b.OrderedList() | b.CheckList():
            yield from _any_list(body, block)
        case b.Table():
            yield from _table(body, block)
        case b.Fields(rows):
            for row in rows:
                yield _term(body, row)
        case b.Quote(blocks):
            for inside in blocks:
                yield from (
                    [_p(body, "Quote", inside.inlines)] if isinstance(inside, b.Paragraph) else _block(body, inside)
                )
        case b.Rule():
            yield paragraph("Line", "", _begins(body))
        case b.PageBreak():
            body.breaks = True
        case b.Picture(svg, inlines):
            body.images.append(to_png(svg.encode("utf-8"), "svg", width_mm=_PICTURE_MM))
            number = len(body.images)
            drawn = drawing(f"drawing{number}", number + 1, body.images[-1], b.plain(inlines), width_mm=_PICTURE_MM)
            yield paragraph("Normal", drawn, _begins(body))


def _p(body: Body, style: str, inlines: b.Inlines, more: str = "") -> str:
    match inlines:
        case (b.Blank(""),):
            return paragraph("WriteHere", "", _begins(body))
    return paragraph(style, _words(body, inlines), _begins(body) + more)


def _begins(body: Body) -> str:
    begins, body.breaks = body.breaks, False
    return "<w:pageBreakBefore/>" if begins else ""


def _any_list(body: Body, block: b.BulletList | b.OrderedList | b.CheckList) -> Iterator[str]:
    match block:
        case b.BulletList(items):
            yield from _list(body, items, "ListBullet", 1, 0)
        case b.OrderedList(items, start):
            body.starts.append(start)
            yield from _list(body, items, "ListNumber", len(body.starts) + 1, 0)
        case b.CheckList(boxes):
            for item in boxes:
                yield from _check(body, item)


def _list(body: Body, items: tuple[b.Blocks, ...], style: str, number: int, level: int) -> Iterator[str]:
    for item in items:
        first, rest = (item[0], item[1:]) if item and isinstance(item[0], b.Paragraph) else (b.Paragraph(()), item)
        yield _p(body, style, first.inlines, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>')
        for block in rest:
            match block:
                case b.Paragraph(inlines):
                    yield _p(body, "ListContinue", inlines, f'<w:ind w:left="{454 * (level + 1)}"/>')
                case b.BulletList(inner):
                    yield from _list(body, inner, "ListBullet", 1, min(level + 1, 5))
                case _:
                    yield from _block(body, block)


def _check(body: Body, item: b.CheckItem) -> Iterator[str]:
    first, rest = (item.blocks[0], item.blocks[1:]) if item.blocks else (b.Paragraph(()), ())
    if not isinstance(first, b.Paragraph):
        first, rest = b.Paragraph(()), item.blocks
    sign = words("•") if item.done is None else _box(body, item.done)
    yield paragraph("Checks", f"{sign}<w:r><w:tab/></w:r>{_words(body, first.inlines)}", _begins(body))
    for block in rest:
        yield from [_p(body, "ListContinue", block.inlines)] if isinstance(block, b.Paragraph) else _block(body, block)


def _term(body: Body, row: b.Field) -> str:
    between = "<w:r><w:tab/></w:r>" if len(b.plain(row.term)) <= _FITS else "<w:r><w:br/></w:r>"
    runs = _words(body, row.term, "<w:b/><w:bCs/>") + between + _words(body, row.value)
    return paragraph("Terms", runs, _begins(body))


def drawing(relation: str, number: int, image: bytes, told: str, *, width_mm: int = 0, height_mm: int = 0) -> str:
    """A PNG as a run, so many millimetres wide or high, with its words for those who cannot see it.

    `number` is its own among the drawings of the file.
    """
    wide, high = struct.unpack(">II", image[16:24])  # a PNG says so in its header
    across = width_mm * _MM if width_mm else height_mm * _MM * wide // high
    down = across * high // wide
    about = f'id="{number}" name="{relation}" descr={quoteattr(told)}'
    return (
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{across}" cy="{down}"/>'
        f'<wp:docPr {about}/><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f"<pic:pic><pic:nvPicPr><pic:cNvPr {about}/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>"
        f'<a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm>'
        f'<a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        "</a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


# --- tables -------------------------------------------------------------------------------------------------------


def _table(body: Body, table: b.Table) -> Iterator[str]:
    if table.caption:
        yield _p(body, "Caption", table.caption)
    elif body.breaks:
        # A table itself cannot begin a page.
        yield paragraph("AfterTable", "", _begins(body))
    widths = [int(share * WIDTH) for share in shares(table)]
    named = f"<w:tblCaption w:val={quoteattr(visible(b.plain(table.caption)))}/>" if table.caption else ""
    yield (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="PaperTable"/><w:tblW w:w="{WIDTH}" w:type="dxa"/>'
        '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
        f'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>{named}</w:tblPr><w:tblGrid>'
    )
    yield "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield "</w:tblGrid>"
    yield _row(body, table, table.header, widths, "TableHeading")
    for row in table.rows:
        yield _row(body, table, row, widths, "TableText")
    yield f"</w:tbl>{paragraph('AfterTable', '')}"


def _row(body: Body, table: b.Table, cells: tuple[b.Inlines, ...], widths: list[int], style: str) -> str:
    head = "<w:tblHeader/>" if style == "TableHeading" else ""
    room = '<w:trHeight w:val="560" w:hRule="atLeast"/>' if any(_is_blank(cell) for cell in cells) else ""
    # A row stays whole, unless it might be longer than a page.
    whole = "<w:cantSplit/>" if all(len(b.plain(cell)) < 600 for cell in cells) else ""
    properties = f"<w:trPr>{whole}{room}{head}</w:trPr>" if whole or room or head else ""
    right = '<w:jc w:val="right"/>'
    written = (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{paragraph(style, _words(body, cell), right if numeric else '')}</w:tc>"
        for cell, width, numeric in zip(cells, widths, table.numeric, strict=True)
    )
    return f"<w:tr>{properties}{''.join(written)}</w:tr>"


def _is_blank(cell: b.Inlines) -> bool:
    return len(cell) == 1 and isinstance(cell[0], b.Blank)


# --- words --------------------------------------------------------------------------------------------------------


def _words(body: Body, inlines: b.Inlines, looks: str = "") -> str:
    alone = len(inlines) == 1
    return "".join(_inline(body, part, looks, alone) for part in inlines)


def _inline(body: Body, part: b.Inline, looks: str, alone: bool) -> str:
    match part:
        case b.Text(text):
            return words(text, looks)
        case b.Strong(inlines):
            return _words(body, inlines, looks.replace("<w:b/><w:bCs/>", "") + "<w:b/><w:bCs/>")
        case b.Emph(inlines):
            return _words(body, inlines, looks.replace("<w:i/><w:iCs/>", "") + "<w:i/><w:iCs/>")
        case b.Code(text):
            return words(text, f'<w:rStyle w:val="Code"/>{looks}')
        case b.LineBreak():
            return "<w:r><w:br/></w:r>"
        case b.Link(inlines, url):
            inside = _words(body, inlines, f'<w:rStyle w:val="Hyperlink"/>{looks}')
            return f'<w:hyperlink r:id="{body.link(url)}">{inside}</w:hyperlink>'
        case b.Blank("") if alone:
            return ""
        case b.Blank(said):
            return _place_to_write(body, said or "\u00a0" * b.LONG)


def _place_to_write(body: Body, said: str) -> str:
    """A field that the first key pressed replaces, and that is plain text from then on."""
    body.controls += 1
    run = f'<w:r><w:rPr><w:rStyle w:val="Blank"/></w:rPr><w:t xml:space="preserve">{escape(said)}</w:t></w:r>'
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="To complete"/><w:id w:val="{body.controls}"/><w:temporary/>'
        f"<w:showingPlcHdr/><w:text/></w:sdtPr><w:sdtContent>{run}</w:sdtContent></w:sdt>"
    )


def _box(body: Body, done: bool) -> str:
    """A box that a click ticks."""
    body.controls += 1
    font = '<w:rPr><w:rFonts w:ascii="MS Gothic" w:hAnsi="MS Gothic" w:eastAsia="MS Gothic"/></w:rPr>'
    return (
        f'<w:sdt><w:sdtPr><w:alias w:val="{"Done" if done else "Not done"}"/><w:id w:val="{body.controls}"/>'
        f'<w14:checkbox><w14:checked w14:val="{int(done)}"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent><w:r>{font}<w:t>{'☒' if done else '☐'}</w:t></w:r></w:sdtContent></w:sdt>"
    )
