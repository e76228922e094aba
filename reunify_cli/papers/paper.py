"""A paper in every format: its context in words, laid out, with what is known of it in the file and at its foot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from reunify_cli.frozen import dataclass, replace
from reunify_cli.papers.filling import markdown
from reunify_cli.papers.layout.blocks import Document, Logo, Meta, blanks
from reunify_cli.papers.layout.escape import md
from reunify_cli.papers.layout.parse import parse
from reunify_cli.papers.packs import Pack
from reunify_cli.papers.professional.context import Context
from reunify_cli.papers.professional.picture import drawn

if TYPE_CHECKING:
    from reunify_cli.papers.filling import Told

CLASSIFICATION = "OFFICIAL-SENSITIVE"
"""The marking of papers where the workspace names none."""
PRIVATE = "Private and confidential"
"""The marking of what goes to a family."""


@dataclass(frozen=True, slots=True)
class House:
    """What an authority puts on its papers, and where its own templates, layout and fonts are."""

    authority: str
    classification: str = CLASSIFICATION
    templates: Path | None = None
    """The folder of its own templates and layout, beside its cases; None where it has none."""
    fonts: Path | None = None
    logo: Logo | None = None

    def own(self, name: str) -> Path | None:
        """A file of its own for the layout, beside its templates, where it has one."""
        path = self.templates / name if self.templates else None
        return path if path is not None and path.is_file() else None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper before it is laid out: what it says, and what stands on every page."""

    text: str
    """Its Markdown, the title its first heading."""
    document: Document
    context: Told
    case: str
    policy: str
    day: date
    house: House
    final: bool = False
    """Whether it is no draft any more."""

    @property
    def blanks(self) -> int:
        """How many places are still to be completed."""
        return blanks(self.document)

    @property
    def fingerprint(self) -> str:
        """Everything it says, whatever its version and format: two papers with the same say the same."""
        state = "final" if self.final else "draft"
        drawn = self.context.way if isinstance(self.context, Context) else None
        said = (self.text, self.context.subtitle, self.house.authority, self.house.classification, state, str(drawn))
        return "\n".join(said)

    def meta(self, version: int) -> Meta:
        """What is known of one version of it besides its text; on the child's page as little as can be."""
        base = Meta(
            title=self.context.title,
            subtitle=self.context.subtitle,
            date=self.day,
            authority=self.house.authority,
            logo=self.house.logo,
        )
        numbered = f"version {version}, {'final' if self.final else 'draft'}"
        marking, keywords = self.house.classification, (self.case, self.context.pack)
        if isinstance(self.context, Context):
            digest, as_of = self.context.about.digest, self.context.about.as_of
            footer = f"{self.case}, {numbered} · policy {self.policy} {digest} · as of {as_of}"
            author = self.context.head.social_worker or ""
            return replace(base, classification=marking, footer=footer, author=author, keywords=keywords)
        from reunify_cli.papers.family.context import SharedPaper

        if not isinstance(self.context, SharedPaper):
            return replace(base, points=self.context.points)
        return replace(
            base,
            classification=marking if self.context.reader.kind == "court" else PRIVATE,
            footer=f"{self.case}, {numbered}, for {self.context.reader.told}",
            author=self.context.who.social_worker,
            keywords=keywords,
            points=self.context.points,
        )


@dataclass(frozen=True, slots=True)
class File:
    """A paper in one format, and in plain words what is less than perfect about it."""

    content: bytes
    findings: tuple[str, ...]


def paper(pack: Pack, context: Told, house: House, *, case: str, policy: str, day: date) -> Paper:
    """A paper from its context. Raises Unreadable where a template is wrong."""
    text = markdown(pack, context, [house.templates] if house.templates else [])
    return Paper(text, parse(text, _pictures(context)), context, case, policy, day, house)


def _pictures(context: Told) -> dict[str, str]:
    """The drawings that a template can place, by name."""
    return {"way-home": drawn(context.way)} if isinstance(context, Context) and context.way else {}


def to_markdown(made: Paper, version: int) -> File:
    """The paper as Markdown: what stands on every page of a PDF stands below its title and at its end."""
    meta = made.meta(version)
    title, _, rest = made.text.partition("\n")
    head = " · ".join(filter(None, (meta.authority, meta.classification)))
    foot = f"\n---\n\n{md(meta.footer)}\n" if meta.footer else ""
    above = "\n\n".join(part for part in (title, md(meta.subtitle), md(head)) if part)
    text = f"{above}\n{rest}{foot}"
    return File(text.encode("utf-8"), made.document.findings)


def to_pages(made: Paper, version: int) -> File:
    """The paper as a PDF, with the authority's own layout (layout.typ) where it has one."""
    from reunify_cli.papers.layout.pdf import to_pdf  # each format is imported where it is asked for

    done = to_pdf(made.document, made.meta(version), layout=made.house.own("layout.typ"), fonts=made.house.fonts)
    return File(done.content, done.findings)


def to_web(made: Paper, version: int) -> File:
    """The paper as one web page, with the authority's own style sheet (layout.css) where it has one."""
    from reunify_cli.papers.layout.html import to_html

    page = to_html(made.document, made.meta(version), css=made.house.own("layout.css"))
    return File(page.encode("utf-8"), made.document.findings)


def to_word(made: Paper, version: int) -> File:
    """The paper as a Word file, with the authority's own styles (word/styles.xml) where it has them."""
    from reunify_cli.papers.layout.docx import to_docx

    file = to_docx(made.document, made.meta(version), styles=made.house.own("word/styles.xml"))
    return File(file, made.document.findings)


FORMATS: Mapping[str, Callable[[Paper, int], File]] = {
    "pdf": to_pages,
    "docx": to_word,
    "html": to_web,
    "md": to_markdown,
}
"""How a paper is written in each format, the usual one first."""
