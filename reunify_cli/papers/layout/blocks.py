"""A paper as one tree of blocks: PDF, HTML and Word are laid out from it, so nothing is laid out twice.

All of it is frozen values. `parse.parse` makes the tree from Markdown, the layouts read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from reunify_cli.frozen import dataclass, fields, is_dataclass, replace
from reunify_cli.papers.layout.escape import clean

NAMELESS = "A paper without a title"
POINTS = 13
"""Size of the text of most papers. The shipped family runs small: its 13 points are read like 12 of others."""

_LANGUAGE = re.compile("[a-z]{2,3}(-[A-Z]{2})?")
_FROM_THE_RIGHT = frozenset(("ar", "fa", "he", "ps", "ur", "yi"))


@dataclass(frozen=True, slots=True)
class Logo:
    """An authority's sign, and the words for those who cannot see it."""

    kind: str
    """`svg`, `png` or `jpg`."""
    content: bytes
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meta:
    """What is known of a paper besides its text. All of it is plain text, never Markdown."""

    title: str
    date: date
    """Written into the file as the day it was made, so that the same input gives the same bytes."""
    subtitle: str = ""
    authority: str = ""
    """The authority's name, as its settings give it: heads the first page, and every page after it."""
    classification: str = ""
    """The protective marking, on every page."""
    footer: str = ""
    """What else stands at the foot of every page: which paper of which case, which version, for whom."""
    author: str = ""
    keywords: tuple[str, ...] = ()
    language: str = "en-GB"
    """A tag like `en-GB` or `cy`; anything else is taken as `en-GB`."""
    points: int = POINTS
    logo: Logo | None = None

    @property
    def is_from_the_right(self) -> bool:
        """Whether the paper's language is written from the right."""
        return self.language[:2] in _FROM_THE_RIGHT


def shown(meta: Meta) -> Meta:
    """What is known of a paper as it may be shown: nothing invisible in it, a title and a language in any case."""
    return replace(
        meta,
        title=clean(meta.title) or NAMELESS,
        subtitle=clean(meta.subtitle),
        authority=clean(meta.authority),
        classification=clean(meta.classification),
        footer=clean(meta.footer),
        author=clean(meta.author),
        keywords=tuple(map(clean, meta.keywords)),
        language=meta.language if _LANGUAGE.fullmatch(meta.language) else "en-GB",
        logo=replace(meta.logo, words=clean(meta.logo.words)) if meta.logo else None,
    )


@dataclass(frozen=True, slots=True)
class Text:
    """Words as they are to be read."""

    text: str


@dataclass(frozen=True, slots=True)
class Strong:
    """Words that weigh more: `**so**`."""

    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Emph:
    """Words said with stress: `*so*`."""

    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Code:
    """Something to type as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class LineBreak:
    """The line ends here, the paragraph goes on."""


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to a web page, an e-mail or a telephone number."""

    inlines: Inlines
    url: str


@dataclass(frozen=True, slots=True)
class Blank:
    """A place to write in by hand: `[to complete]`, or `[____]` for a line without words."""

    words: str


Inline = Text | Strong | Emph | Code | LineBreak | Link | Blank
Inlines = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; no level is skipped below the one before."""

    level: int
    inlines: Inlines


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    inlines: Inlines


@dataclass(frozen=True, slots=True)
class BulletList:
    """Items in no order; each is made of blocks."""

    items: tuple[Blocks, ...]


@dataclass(frozen=True, slots=True)
class OrderedList:
    """Items in order, counted from `start`."""

    items: tuple[Blocks, ...]
    start: int


@dataclass(frozen=True, slots=True)
class CheckItem:
    """Something to tick: done, not done, or (None) a line among them without a box."""

    done: bool | None
    blocks: Blocks


@dataclass(frozen=True, slots=True)
class CheckList:
    """A list with at least one box to tick: `- [ ] so`, `- [x] so`."""

    items: tuple[CheckItem, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under header cells, all of one length. The caption is the paragraph `: so` just before it."""

    header: tuple[Inlines, ...]
    rows: tuple[tuple[Inlines, ...], ...]
    caption: Inlines | None
    numeric: tuple[bool, ...]
    """Which columns hold figures and stand to the right (`---:`)."""


@dataclass(frozen=True, slots=True)
class Field:
    """A term and what it is."""

    term: Inlines
    value: Inlines


@dataclass(frozen=True, slots=True)
class Fields:
    """Terms and values, one under the other: in Markdown a table of two columns with an empty header."""

    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Quote:
    """Someone's own words."""

    blocks: Blocks


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the page."""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """The next block begins a page: `<!-- page -->` on a line by itself."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing, and the words that say the same: `<!-- picture: name -->` just before the paragraph of its words."""

    svg: str
    """The whole drawing as SVG, which holds no script and fetches nothing."""
    inlines: Inlines


Block = Heading | Paragraph | BulletList | OrderedList | CheckList | Table | Fields | Quote | Rule | PageBreak | Picture
Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A paper's text, and in plain words what was wrong with how it was written."""

    blocks: Blocks
    findings: tuple[str, ...] = ()


def column_words(table: Table) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What decides how wide each column must be and would like to be: its longest word and its longest cell."""
    room = HAND * 2 if len(table.header) <= 3 else HAND
    columns = [[_as_wide(cell, room) for cell in column] for column in zip(table.header, *table.rows, strict=True)]
    cells = tuple(max(column, key=len) for column in columns)
    words = [max((word for cell in column for word in cell.split()), key=len, default="") for column in columns]
    # Words that a layout breaks anywhere need not keep a column wide.
    return tuple(word if len(word) <= LONG else word[:12] for word in words), tuple(cell[:600] for cell in cells)


LONG = 28
"""A word of more characters (an address, a row of signs) breaks anywhere rather than run off the page."""


HAND = " write here"
"""A blank wants room for a hand, not only for its small words; more of it where few columns share the page."""


def _as_wide(cell: Inlines, room: str) -> str:
    return plain(cell) + room * sum(isinstance(part, Blank) for part in walk(cell))


def walk(node: object) -> Iterator[object]:
    """Give every block and inline of a tree (or a tuple of them) in reading order, the node itself first."""
    if isinstance(node, tuple):
        for part in node:
            yield from walk(part)
    elif is_dataclass(node):
        yield node
        for field in fields(node):
            yield from walk(getattr(node, field.name))


def plain(node: object) -> str:
    """The bare words of a tree, as a bookmark or a column's width needs them.

    >>> plain((Text("Seen "), Strong((Text("alone"),)), Text(": "), Blank("to complete")))
    'Seen alone: [to complete]'
    """
    return "".join(_word(part) for part in walk(node))


def blanks(document: Document) -> int:
    """How many places are still to be completed; a line without words (`[____]`) is not one."""
    return sum(isinstance(node, Blank) and bool(node.words) for node in walk(document))


def below_title(document: Document, title: str) -> Blocks:
    """The blocks as they stand under a title that the layout draws itself as the heading of level 1.

    A first heading that says the same as the title is left out; what is left begins at level 2.
    """
    match document.blocks:
        case (Heading(1) as first, *rest) if plain(first) == title:
            blocks = tuple(rest)
        case blocks:
            pass
    below = 2 - min((block.level for block in blocks if isinstance(block, Heading)), default=2)
    return tuple(in_order(blocks, above=1, by=below))


def in_order(blocks: Blocks, *, above: int, by: int = 0) -> Iterator[Block]:
    """Give the blocks with headings moved down `by` levels, and none more than one below the heading before.

    `above` is the level of the heading under which all of them stand.
    """
    for block in blocks:
        if isinstance(block, Heading):
            above = min(block.level + by, above + 1)
            yield replace(block, level=above)
        else:
            yield block


def _word(node: object) -> str:
    match node:
        case Text(text) | Code(text):
            return text
        case LineBreak():
            return " "
        case Blank(words):
            return f"[{words or '____'}]"
    return ""
