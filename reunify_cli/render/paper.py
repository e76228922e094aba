"""A paper in every format: its context in words, laid out, with what is known of it in the file and at its foot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from reunify_cli.render.blocks import Document, Meta, blanks
from reunify_cli.render.context import Context
from reunify_cli.render.escape import md
from reunify_cli.render.packs import Pack, markdown
from reunify_cli.render.parse import parse
from reunify_cli.render.pdf import to_pdf

CLASSIFICATION = "OFFICIAL-SENSITIVE"
"""The marking of papers where the workspace names none."""


@dataclass(frozen=True, slots=True)
class House:
    """What an authority puts on its papers, and where its own templates, layout and fonts are."""

    authority: str
    classification: str = CLASSIFICATION
    templates: Path | None = None
    """The folder of its own templates and layout, beside its cases; None where it has none."""
    fonts: Path | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper before it is laid out: what it says, and what stands on every page."""

    text: str
    """Its Markdown, the title its first heading."""
    document: Document
    context: Context
    case: str
    policy: str
    day: date
    house: House

    @property
    def blanks(self) -> int:
        """How many places are still to be completed."""
        return blanks(self.document)

    @property
    def fingerprint(self) -> str:
        """Everything it says, whatever its version and format: two papers with the same say the same."""
        return f"{self.text}\n{self.context.subtitle}\n{self.house.authority}\n{self.house.classification}"

    def meta(self, version: int) -> Meta:
        """What is known of one version of it besides its text."""
        digest, as_of = self.context.about.digest, self.context.about.as_of
        return Meta(
            title=self.context.title,
            subtitle=self.context.subtitle,
            date=self.day,
            authority=self.house.authority,
            classification=self.house.classification,
            footer=f"{self.case}, version {version} · policy {self.policy} {digest} · as of {as_of}",
            author=self.context.head.social_worker or "",
            keywords=(self.case, self.context.pack),
        )


@dataclass(frozen=True, slots=True)
class File:
    """A paper in one format, and in plain words what is less than perfect about it."""

    content: bytes
    findings: tuple[str, ...]


def paper(pack: Pack, context: Context, house: House, *, case: str, policy: str, day: date) -> Paper:
    """A paper from its context. Raises Unreadable where a template is wrong."""
    text = markdown(pack, context, [house.templates] if house.templates else [])
    return Paper(text, parse(text), context, case, policy, day, house)


def to_markdown(made: Paper, version: int) -> File:
    """The paper as Markdown: what stands on every page of a PDF stands below its title and at its end."""
    meta = made.meta(version)
    title, _, rest = made.text.partition("\n")
    head = " · ".join(filter(None, (meta.authority, meta.classification)))
    text = f"{title}\n\n{md(meta.subtitle)}\n\n{md(head)}\n{rest}\n---\n\n{md(meta.footer)}\n"
    return File(text.encode("utf-8"), made.document.findings)


def to_pages(made: Paper, version: int) -> File:
    """The paper as a PDF, with the authority's own layout where it has one."""
    templates = made.house.templates
    own = templates / "layout.typ" if templates else None
    layout = own if own is not None and own.is_file() else None
    done = to_pdf(made.document, made.meta(version), layout=layout, fonts=made.house.fonts)
    return File(done.content, done.findings)


FORMATS: Mapping[str, Callable[[Paper, int], File]] = {"pdf": to_pages, "md": to_markdown}
"""How a paper is written in each format, the usual one first."""
