"""The PDF of a paper: what a screen reader finds in it, and what no text of a case can do to it."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings

from reunify_cli.errors import Unreadable
from reunify_cli.papers.layout.blocks import Logo, Meta
from reunify_cli.papers.layout.escape import clean, md
from reunify_cli.papers.layout.parse import parse
from reunify_cli.papers.layout.pdf import Pdf, to_pdf
from reunify_cli.papers.layout.sheet import sheet
from reunify_cli.shipped import case_templates_dir
from tests.papers.hostile import HOSTILE, PUT, texts

META = Meta(
    title="Review of the plan",
    date=date(2026, 11, 30),
    authority="Northgate",
    author="D. Okafor",
    keywords=("review",),
)
PAPER = """# Review of the plan

| | |
|---|---|
| Child | Rosie |

## Who is invited

: Attendance

| Name | Came |
|---|---|
| Dana | [to complete] |

### Before the meeting

- [x] Papers sent
- [ ] Room booked

> My own bed. [reg 28](https://example.org/28)
"""


def paper(markdown: str, meta: Meta = META) -> Pdf:
    return to_pdf(parse(markdown), meta, system_fonts=False)


@cache
def opened(markdown: str) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(paper(markdown).content))


def tags(node: Any) -> Iterator[tuple[str, Any]]:
    """Every tag below a node of the structure tree, in reading order."""
    if isinstance(node, pikepdf.Array):
        for part in node:
            yield from tags(part)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield str(node.S), node
        yield from tags(node.get("/K"))


def pieces(node: Any) -> Iterator[int]:
    """The numbers of the pieces of a page's content, in reading order."""
    if isinstance(node, pikepdf.Array):
        for part in node:
            yield from pieces(part)
    elif isinstance(node, pikepdf.Dictionary):
        yield from pieces(node.get("/K"))
    elif isinstance(node, int):
        yield node


def tags_of(markdown: str) -> list[str]:
    return [tag for tag, _ in tags(opened(markdown).Root.StructTreeRoot.K)]


def test_a_paper_is_tagged_and_says_its_title_its_language_and_its_standard() -> None:
    pdf = opened(PAPER)

    with pdf.open_metadata() as metadata:
        assert "1" == metadata["pdfuaid:part"]
        assert "Review of the plan" == metadata["dc:title"]
    assert True is bool(pdf.Root.MarkInfo.Marked)
    assert "en-GB" == str(pdf.Root.Lang)
    assert True is bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert ("D. Okafor", "review") == (str(pdf.docinfo["/Author"]), str(pdf.docinfo["/Keywords"]))
    assert () == paper(PAPER).findings


def test_headings_are_in_order_and_stand_in_the_bookmarks() -> None:
    with opened(PAPER).open_outline() as outline:
        (top,) = outline.root
        assert ("Review of the plan", "Who is invited") == (top.title, top.children[0].title)
        assert "Before the meeting" == top.children[0].children[0].title

    assert ["/H1", "/H2", "/H3"] == [tag for tag in tags_of(PAPER) if re.match(r"/H\d", tag)]


def test_a_table_has_a_caption_header_cells_and_cells_that_know_them() -> None:
    cells = [(tag, node) for tag, node in tags(opened(PAPER).Root.StructTreeRoot.K) if tag in {"/TH", "/TD"}]

    assert "/Caption" in tags_of(PAPER)
    assert ["/TH", "/TH", "/TD", "/TD"] == [tag for tag, _ in cells]
    assert ["/Column", "/Column"] == [str(node.A[0].Scope) for tag, node in cells if tag == "/TH"]
    assert [1, 1] == [len(node.A[0].Headers) for tag, node in cells if tag == "/TD"]


def test_terms_quotations_links_and_boxes_are_told_in_words() -> None:
    figures = [str(node.Alt) for tag, node in tags(opened(PAPER).Root.StructTreeRoot.K) if tag == "/Figure"]

    assert ["Done", "Not done"] == figures
    assert {"/Lbl", "/LBody", "/BlockQuote", "/Link"} <= set(tags_of(PAPER))


DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10"><text y="9" font-size="3">Stage</text></svg>'


def test_a_drawing_and_a_logo_are_figures_with_their_words() -> None:
    logo = Logo("svg", DRAWING.encode(), "Logo of Northgate")
    drawn = parse("<!-- picture: way-home -->\n\nThe way home.", {"way-home": DRAWING})
    made = to_pdf(drawn, replace(META, logo=logo), system_fonts=False)

    with pikepdf.open(BytesIO(made.content)) as pdf:
        told = [str(node.Alt) for tag, node in tags(pdf.Root.StructTreeRoot.K) if tag == "/Figure"]
    assert ["Logo of Northgate", "The way home."] == told
    assert () == made.findings


def test_a_paper_is_read_in_the_order_in_which_it_was_written() -> None:
    kinds = {"/H1", "/H2", "/H3", "/P", "/TH", "/TD", "/BlockQuote", "/Figure", "/Table", "/L"}

    read = [tag for tag in tags_of(PAPER) if tag in kinds]

    assert "/H1" == read[0]
    assert read.index("/L") < read.index("/H2") < read.index("/Table") < read.index("/H3") < read.index("/Figure")
    assert read.index("/Figure") < read.index("/BlockQuote")
    order = list(pieces(opened(PAPER).Root.StructTreeRoot.K))
    assert 10 < len(order)
    assert sorted(order) == order


def test_a_long_table_repeats_its_header_on_every_page() -> None:
    table = ": Attendance\n\n| Name | Came |\n|---|---|\n" + "| Dana | yes |\n" * 60

    pdf = opened(table)

    grey = [page.Contents.read_bytes().count(b".9254") for page in pdf.pages]
    assert 2 < len(pdf.pages)
    assert 0 < min(grey)
    assert 2 == tags_of(table).count("/TH")


@pytest.mark.parametrize("lines", range(24, 34))
@pytest.mark.parametrize("caption", ["", ": Attendance\n\n"])
def test_no_heading_or_caption_is_left_alone_at_the_foot_of_a_page(lines: int, caption: str) -> None:
    pdf = opened("Seen.\n\n" * lines + f"## So\n\n{caption}| A |\n|---|\n| b |")

    page_of = {tag: node.Pg.objgen for tag, node in tags(pdf.Root.StructTreeRoot.K) if "/Pg" in node}
    assert page_of["/H2"] == page_of["/TH"] == page_of["/TD"]


def test_nothing_on_a_page_is_smaller_than_twelve_points() -> None:
    meta = replace(META, classification="Official-sensitive", footer="RU-2026-0042", subtitle="For the chair", points=9)
    made = paper(PAPER + "\nType `reunify next`.\n<!-- page -->\nMore.", meta)

    with pikepdf.open(BytesIO(made.content)) as pdf:  # its pages last no longer than it does
        sizes = [
            float(operands[1])
            for page in pdf.pages
            for operands, operator in pikepdf.parse_content_stream(page)
            if str(operator) == "Tf"
        ]
    assert 12 == min(sizes)


def test_the_same_input_gives_the_same_bytes() -> None:
    assert paper(PAPER).content == paper(PAPER).content
    assert paper(PAPER).content != paper(PAPER.replace("Dana", "Dara")).content


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_case_changes_how_a_paper_is_built(text: str) -> None:
    assert tags_of(PUT.format("words")) == tags_of(PUT.format(md(text)))
    assert not [finding for finding in paper(PUT.format(md(text))).findings if "could not be shown" not in finding]


@settings(max_examples=40)
@given(text=texts)
def test_any_text_is_printed_as_itself_or_as_a_placeholder_and_adds_no_tag(text: str) -> None:
    text = text[:120]  # a longer one would be laid out over two pages, each with a tag of its own
    put = PUT.format(md("words " + text))
    made, told = paper(put), re.sub("[\u200b\u200e]", "", sheet(parse(put), META))

    assert tags_of(PUT.format("words")) == tags_of(put)
    assert 7 <= told.count(json.dumps(clean("words " + text), ensure_ascii=False))
    for lost in made.findings:
        assert lost.endswith(tuple(f"U+{ord(char):04X}." for char in text)) or "and others" in lost


def test_no_text_of_the_settings_changes_how_a_paper_is_built() -> None:
    for text in HOSTILE:
        meta = Meta(
            title=text, date=META.date, subtitle=text, authority=text, classification=text, footer=text, author=text
        )

        found = paper(PAPER, meta).findings
        assert not [finding for finding in found if "could not be shown" not in finding]


def test_the_layout_never_evaluates_a_text() -> None:
    layout = (case_templates_dir() / "packs" / "layout.typ").read_text(encoding="utf-8")

    assert [] == re.findall(r"\beval\b", layout)


@pytest.mark.parametrize(
    "name", ["Łukasz Żółć", "Adébáyọ̀ Ọlátúńjí ẹ́ ṣ", "محمد علي", "王小明", "陳大文", "Søren Ó Néill"]
)
def test_a_name_is_shown_with_the_shipped_fonts_alone(name: str) -> None:
    assert () == paper(f"# {md(name)}\n\n**{md(name)}**").findings


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("😀", "1 character could not be shown, for want of a font, and printed as □: U+1F600."),
        ("ꙮ, 😀 and 😀", "2 characters could not be shown, for want of a font, and printed as □: U+A66E, U+1F600."),
    ],
)
def test_a_character_without_a_font_is_a_finding_and_the_paper_is_made(text: str, finding: str) -> None:
    made = paper(text)

    assert (finding,) == made.findings
    assert made.content.startswith(b"%PDF")
    assert "Seen □" in sheet(parse("Seen 😀"), META, ["😀"])


def test_what_follows_an_arabic_name_is_not_drawn_into_it() -> None:
    assert '"محمد علي\u200e (9)"' in sheet(parse("محمد علي (9)"), META)


def test_a_layout_that_cannot_meet_the_standard_still_makes_the_paper(tmp_path: Path) -> None:
    layout = tmp_path / "layout.typ"
    layout.write_text("= One\n=== Three", encoding="utf-8")

    made = to_pdf(parse(PAPER), META, layout=layout)

    assert 1 == len(made.findings)
    assert made.findings[0].startswith("This PDF does not meet the accessibility standard (PDF/UA-1): ")
    assert True is bool(pikepdf.open(BytesIO(made.content)).Root.MarkInfo.Marked)


def test_a_broken_layout_is_named(tmp_path: Path) -> None:
    layout = tmp_path / "layout.typ"
    layout.write_text("#nonsense()", encoding="utf-8")

    with pytest.raises(Unreadable, match="unknown variable: nonsense") as caught:
        to_pdf(parse(PAPER), META, layout=layout)

    assert str(layout) in str(caught.value)


def test_a_long_note_and_an_empty_plan_are_papers_too() -> None:
    note = md(" ".join(f"word{number}" for number in range(20_000)))

    assert () == paper(f"{note}\n\n| A | B |\n|---|---|\n| {note} | b |").findings
    assert 40 < len(pikepdf.open(BytesIO(paper(note).content)).pages)
    assert 1 == len(opened("").pages)
