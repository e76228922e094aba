"""A paper's tree to one web page that holds everything it needs: no script, no network, the same bytes each time.

It is made to be heard as well as seen: landmarks, one heading of level 1 and the others in order, header cells with
their scope, captions, words for every box and drawing. How it looks stands in `layout.css`.
"""

from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from html import escape
from pathlib import Path

from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.papers.layout import blocks as b
from reunify_cli.papers.layout.columns import shares
from reunify_cli.papers.layout.escape import marked, visible
from reunify_cli.shipped import case_templates_dir

MANY = 4
"""From how many sections on a page lists them at its top."""

_NOTHING_FETCHED = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_TYPES = {"svg": "image/svg+xml", "png": "image/png", "jpg": "image/jpeg"}
_TICK = '<path d="M4 10.5 8.5 15 16 5.5" fill="none" stroke="currentColor" stroke-width="2"/>'


def to_html(document: b.Document, meta: b.Meta, *, css: Path | None = None) -> str:
    """Lay a paper out as a web page, ending in a line end.

    `css` is a style sheet; without it the shipped one is used. Raises Unreadable where it cannot be read.
    """
    said = b.shown(meta)
    blocks = b.below_title(document, said.title)
    return "\n".join(
        (
            "<!doctype html>",
            f'<html lang="{said.language}" dir="{"rtl" if said.is_from_the_right else "ltr"}"{_larger(said)}>',
            *_head(said, _style(css or case_templates_dir() / "packs" / "layout.css")),
            "<body>",
            '<a class="skip" href="#paper">Go to the paper</a>',
            *_banner(said),
            '<main id="paper">',
            f'<div class="top">\n<h1>{_text(said.title)}</h1>',
            *([f'<p class="subtitle">{_text(said.subtitle)}</p>'] if said.subtitle else []),
            "</div>",
            *_contents(blocks),
            *_top(blocks),
            "</main>",
            *([f"<footer><p>{_text(said.footer)}</p></footer>"] if said.footer else []),
            "</body>",
            "</html>",
            "",
        )
    )


def _larger(meta: b.Meta) -> str:
    """By how much the text is larger than in most papers, for the style sheet."""
    return f' style="--larger: {meta.points / b.POINTS:.2f}"' if meta.points > b.POINTS else ""


def _head(meta: b.Meta, style: str) -> Iterator[str]:
    yield "<head>"
    yield '<meta charset="utf-8">'
    yield f'<meta http-equiv="Content-Security-Policy" content="{_NOTHING_FETCHED}">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    named = {
        "author": meta.author,
        "date": meta.date.isoformat(),
        "keywords": ", ".join(meta.keywords),
        "robots": "noindex",
    }
    yield from (f'<meta name="{name}" content="{_text(value)}">' for name, value in named.items() if value)
    yield f"<title>{_text(meta.title)}</title>"
    yield f"<style>\n{style}</style>\n</head>"


@cache
def _style(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").replace("</", "<\\/")
    except (OSError, UnicodeDecodeError) as error:
        raise Unreadable(Problem(Place(str(path)), f"This style sheet cannot be read: {error}.")) from None


def _banner(meta: b.Meta) -> Iterator[str]:
    if meta.authority or meta.classification or meta.logo:
        yield "<header>"
        if meta.logo:
            yield f'<img class="logo" src="{_data(meta.logo)}" alt="{_text(meta.logo.words)}">'
        if meta.authority:
            yield f'<p class="authority">{_text(meta.authority)}</p>'
        if meta.classification:
            yield f"<p>{_text(meta.classification)}</p>"
        yield "</header>"


def _data(logo: b.Logo) -> str:
    return f"data:{_TYPES[logo.kind]};base64,{b64encode(logo.content).decode('ascii')}"


def _contents(blocks: b.Blocks) -> Iterator[str]:
    """What is on the page, as links; none of it is printed."""
    sections = [(number, block) for number, block in _numbered(blocks) if block.level == 2]
    if len(sections) >= MANY:
        yield '<nav aria-label="On this page">\n<ul>'
        for number, block in sections:
            yield f'<li><a href="#s{number}">{_text(b.plain(block))}</a></li>'
        yield "</ul>\n</nav>"


def _numbered(blocks: b.Blocks) -> list[tuple[int, b.Heading]]:
    return list(enumerate((block for block in blocks if isinstance(block, b.Heading)), start=1))


def _top(blocks: b.Blocks) -> Iterator[str]:
    numbers = {id(block): number for number, block in _numbered(blocks)}
    for block in blocks:
        if isinstance(block, b.Heading):
            level = min(block.level, 6)
            yield f'<h{level} id="s{numbers[id(block)]}">{_words(block.inlines)}</h{level}>'
        else:
            yield _block(block)


# --- blocks -------------------------------------------------------------------------------------------------------


def _block(block: b.Block) -> str:
    match block:
        case b.Heading(_, inlines):
            # The parser leaves none within another block; of another's tree it is at least said with weight.
            return f"<p><strong>{_words(inlines)}</strong></p>"
        case b.Paragraph(inlines):
            return f"<p>{_words(inlines)}</p>"
        case b.BulletList(items):
            return f"<ul>\n{_items(items)}</ul>"
        case b.OrderedList(items, start):
            return f'<ol start="{start}">\n{_items(items)}</ol>' if start != 1 else f"<ol>\n{_items(items)}</ol>"
        case b.CheckList(items):
            return f'<ul class="checks">\n{"".join(map(_check, items))}</ul>'
        case b.Table():
            return _table(block)
        case b.Fields(rows):
            pairs = (f"<div><dt>{_words(row.term)}</dt><dd>{_words(row.value)}</dd></div>\n" for row in rows)
            return f"<dl>\n{''.join(pairs)}</dl>"
        case b.Quote(blocks):
            return f"<blockquote>\n{_inside(blocks)}\n</blockquote>"
        case b.Rule():
            return "<hr>"
        case b.PageBreak():
            return '<div class="page"></div>'
        case b.Picture(svg, inlines):
            drawn = svg.replace("<svg ", f'<svg role="img" aria-label="{_text(b.plain(inlines))}" ', 1)
            return f"<figure>\n{drawn}\n</figure>"


def _inside(blocks: b.Blocks) -> str:
    return "\n".join(map(_block, blocks))


def _items(items: tuple[b.Blocks, ...]) -> str:
    return "".join(f"<li>{_tight(blocks)}</li>\n" for blocks in items)


def _tight(blocks: b.Blocks) -> str:
    """An item's blocks; a single paragraph without the room of one."""
    match blocks:
        case (b.Paragraph(inlines),):
            return _words(inlines)
    return _inside(blocks)


def _check(item: b.CheckItem) -> str:
    if item.done is None:
        return f'<li class="plain">{_tight(item.blocks)}</li>\n'
    label, mark = ("Done", _TICK) if item.done else ("Not done", "")
    square = '<rect x="1" y="1" width="18" height="18" fill="none" stroke="currentColor" stroke-width="1.4"/>'
    box = f'<svg role="img" aria-label="{label}" viewBox="0 0 20 20">{square}{mark}</svg>'
    return f"<li>{box}{_tight(item.blocks)}</li>\n"


def _table(table: b.Table) -> str:
    caption = f"<caption>{_words(table.caption)}</caption>\n" if table.caption else ""
    sides = [' class="figures"' if numeric else "" for numeric in table.numeric]
    heads = "".join(map(_header_cell, table.header, sides))
    rows = (
        "".join(f"<td{side}>{_words(cell)}</td>" for cell, side in zip(row, sides, strict=True)) for row in table.rows
    )
    body = "".join(f"<tr>{row}</tr>\n" for row in rows)
    columns = "".join(f'<col style="width:{share:.1%}">' for share in shares(table))
    head = f"<colgroup>{columns}</colgroup>\n<thead>\n<tr>{heads}</tr>\n</thead>"
    return f"<table>\n{caption}{head}\n<tbody>\n{body}</tbody>\n</table>"


def _header_cell(words: b.Inlines, side: str) -> str:
    # A header without words would be announced before every cell below it.
    return f'<th scope="col"{side}>{_words(words)}</th>' if words else f"<td{side}></td>"


# --- words --------------------------------------------------------------------------------------------------------


def _words(inlines: b.Inlines) -> str:
    alone = len(inlines) == 1
    return "".join(_inline(part, alone) for part in inlines)


def _inline(part: b.Inline, alone: bool) -> str:
    match part:
        case b.Text(text):
            return _text(text)
        case b.Strong(inlines):
            return f"<strong>{_words(inlines)}</strong>"
        case b.Emph(inlines):
            return f"<em>{_words(inlines)}</em>"
        case b.Code(text):
            return f"<code>{_text(text)}</code>"
        case b.LineBreak():
            return "<br>"
        case b.Link(inlines, url):
            return f'<a href="{_text(url)}">{_words(inlines)}</a>'
        case b.Blank(words) if alone:
            return f'<span class="blank alone">{_text(words)}</span>'
        case b.Blank(words):
            # Read aloud, a line without words in the middle of a sentence would be nothing at all.
            return f'<span class="blank">{_text(words) or "<span class=unseen>blank</span>"}</span>'


def _text(text: str) -> str:
    """A text as it stands between tags or in an attribute, its reading direction marked."""
    return escape(marked(visible(text)))
