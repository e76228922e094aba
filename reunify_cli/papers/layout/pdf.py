"""A paper's tree to a PDF that screen readers can read: tagged, PDF/UA-1, the same bytes for the same input.

Typst lays it out. A paper is made whatever happens, because the meeting is at nine: what stood in the way of
the standard becomes a finding.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.frozen import dataclass
from reunify_cli.papers.layout.blocks import Document, Meta
from reunify_cli.papers.layout.sheet import MARKS, PLACEHOLDER, sheet
from reunify_cli.shipped import case_templates_dir

if TYPE_CHECKING:
    from typst import Compiler, Fonts


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished file, and in plain words what is less than perfect about it."""

    content: bytes
    findings: tuple[str, ...]


def to_pdf(
    document: Document,
    meta: Meta,
    *,
    layout: Path | None = None,
    fonts: Path | None = None,
    system_fonts: bool = True,
) -> Pdf:
    """Lay a paper out as a tagged A4 PDF, as PDF/UA-1 if that can be.

    `layout` is a Typst file; without it the shipped one is used. `fonts` is a folder of more fonts than the
    shipped ones. The system's own are looked at (if `system_fonts`) only for a character that all these lack, so
    any other paper has the same bytes on every machine. What no font has is printed as `□` and is a finding;
    the document's own findings are passed on. Raises `Unreadable` if the layout is broken.
    """
    layout = layout or case_templates_dir() / "packs" / "layout.typ"
    made_at = int(datetime.combine(meta.date, time(), UTC).timestamp())

    def printed(*, lost: Sequence[str] = (), system: bool = False, standard: bool = True) -> bytes | _Refusal:
        press = _press(layout, fonts, system)
        return _compiled(press, sheet(document, meta, lost), made_at, standard=standard)

    findings = list(document.findings)
    lost: list[str] = []
    made, system = printed(), False
    if isinstance(made, _Refusal) and made.missing and system_fonts:
        made, system = printed(system=True), True
    # A refusal names what it noticed, which need not be all; if it repeats itself, replacing is no help.
    while isinstance(made, _Refusal) and made.missing and not made.missing & set(lost):
        lost += sorted(made.missing)
        made = printed(lost=lost, system=system)
    if lost:
        findings.append(_not_shown(lost))
    if isinstance(made, _Refusal):
        findings.append(f"This PDF does not meet the accessibility standard (PDF/UA-1): {made.why}.")
        made = printed(lost=lost, system=system, standard=False)
    if isinstance(made, _Refusal):
        raise Unreadable(Problem(Place(str(layout)), f"No paper can be laid out with this file: {made.why}."))
    return Pdf(made, tuple(findings))


def to_png(content: bytes, kind: str, *, width_mm: int = 0, height_mm: int = 0) -> bytes:
    """Draw a picture (`svg`, `png` or `jpg`) so many millimetres wide or high, for a file that can hold only dots.

    Raises Unreadable where it is no picture.
    """
    from typst import Compiler, TypstError

    given = {"picture": json.dumps({"kind": kind, "bytes": list(content), "wide": width_mm, "high": height_mm})}
    press = Compiler(_DRAWING, root=case_templates_dir(), font_paths=_fonts(None, False))
    try:
        made = press.compile(format="png", ppi=220, sys_inputs=given)
    except TypstError as error:
        raise Unreadable(f"This picture cannot be drawn: {error.message}.") from None
    assert isinstance(made, bytes)  # noqa: S101 (it has one page)
    return made


_DRAWING = b"""
#let given = json(bytes(sys.inputs.picture))
#let length(number) = if number == 0 { auto } else { number * 1mm }
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#set text(font: "Source Sans 3")
#image(bytes(given.bytes), format: given.kind, width: length(given.wide), height: length(given.high))
"""


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why Typst made no file, and the pieces of text for which it found no glyph."""

    why: str
    missing: frozenset[str]


class _Presses(threading.local):
    """The compilers of one thread: a compiler sets one paper at a time, and reading the fonts is shared by all."""

    def __init__(self) -> None:
        self.known: dict[tuple[Path, Path | None, bool], Compiler] = {}


_PRESSES = _Presses()


def _press(layout: Path, fonts: Path | None, system: bool) -> Compiler:
    # Reading the fonts is most of the time a first paper takes, so one compiler serves all papers of a run.
    from typst import Compiler

    wanted = (layout, fonts, system)
    if wanted not in _PRESSES.known:
        _PRESSES.known[wanted] = Compiler(layout, root=layout.parent, font_paths=_fonts(fonts, system))
    return _PRESSES.known[wanted]


@cache
def _fonts(more: Path | None, system: bool) -> Fonts:
    from typst import Fonts

    folders = [folder for folder in (more, case_templates_dir() / "fonts") if folder]
    return Fonts(include_system_fonts=system, include_embedded_fonts=True, font_paths=folders)


def _compiled(press: Compiler, sheet: str, made_at: int, *, standard: bool) -> bytes | _Refusal:
    from typst import TypstError

    try:
        made, _warnings = press.compile_with_warnings(
            format="pdf",
            sys_inputs={"paper": sheet},
            pdf_standards=["ua-1"] if standard else [],
            timestamp=made_at,
        )
    except TypstError as error:
        found = (_undebugged(first or second) for first, second in _MISSING.findall(error.diagnostic))
        # Breaks and marks that we or the layout put between characters are no part of the text.
        missing = frozenset(piece.strip(MARKS) for piece in found) - {""}
        return _Refusal(error.message.removeprefix("PDF/UA-1 error: "), missing)
    assert isinstance(made, bytes)  # noqa: S101 (with no file to write to, a PDF is what comes back)
    return made


_MISSING = re.compile(r'text `"((?:[^"\\]|\\.)+)"` could not be displayed|codepoint `"((?:[^"\\]|\\.)+)"`')


def _undebugged(text: str) -> str:
    r"""Read a text as Rust writes it for programmers (`\u{301}`, `\"`)."""
    return re.sub(r"\\u\{([0-9a-f]+)\}|\\(.)", lambda sign: chr(int(sign[1], 16)) if sign[1] else sign[2], text)


def _not_shown(lost: Sequence[str]) -> str:
    chars = sorted({char for text in lost for char in text if not char.isascii()})
    codes = ", ".join(f"U+{ord(char):04X}" for char in chars[:5]) + (" and others" if len(chars) > 5 else "")
    many = "1 character" if len(chars) == 1 else f"{len(chars)} characters"
    return f"{many} could not be shown, for want of a font, and printed as {PLACEHOLDER}: {codes}."
