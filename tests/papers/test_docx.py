"""The Word file a paper becomes, opened and read back by other people's programs, and what no text can do to it."""

import shutil
import subprocess
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import docx
import pikepdf
import pytest
from docx.document import Document
from hypothesis import given, settings

from reunify_cli.errors import Unreadable
from reunify_cli.papers.layout.blocks import Logo
from reunify_cli.papers.layout.docx import to_docx
from reunify_cli.papers.layout.escape import clean, md
from reunify_cli.papers.layout.parse import parse
from tests.papers.hostile import HOSTILE, PUT, texts
from tests.papers.test_html import DRAWING, META, PAPER

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def file(markdown: str = PAPER, meta: object = META) -> bytes:
    return to_docx(parse(markdown, {"way-home": DRAWING}), meta)  # type: ignore[arg-type]


def opened(markdown: str = PAPER) -> Document:
    return docx.Document(BytesIO(file(markdown)))


def parts(content: bytes) -> dict[str, ET.Element]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: ET.fromstring(archive.read(name)) for name in archive.namelist() if not name.endswith(".png")}


def body(content: bytes) -> ET.Element:
    return parts(content)["word/document.xml"]


def every(content: bytes, name: str) -> list[ET.Element]:
    return list(body(content).iter(W + name))


def test_its_paragraphs_stand_in_words_own_styles() -> None:
    styles = [(p.style.name, p.text) for p in opened().paragraphs if p.style and p.text]

    assert ("Title", "Review of the plan") in styles
    assert ("Heading 1", "Who is invited") in styles
    assert ("Heading 2", "Before the meeting") in styles
    assert ("Quote", "My own bed. reg 28") in styles
    assert [("List Number", "one"), ("List Number", "two")] == [each for each in styles if each[0] == "List Number"]
    assert ("Caption", "Attendance") in styles
    assert ("Term and value", "Child\tRosie") in styles


def test_every_style_that_is_used_is_there() -> None:
    found = parts(file())
    known = {style.get(W + "styleId") for style in found["word/styles.xml"].iter(W + "style")}

    used = {
        element.get(W + "val")
        for name in ("word/document.xml", "word/footer1.xml", "word/header1.xml")
        for kind in ("pStyle", "rStyle", "tblStyle")
        for element in found[name].iter(W + kind)
    }
    assert set() == used - known


def test_it_says_its_title_its_language_and_the_day_it_was_made() -> None:
    known = opened().core_properties

    assert ("Review of the plan", "D. Okafor", "review", "en-GB") == (
        known.title,
        known.author,
        known.keywords,
        known.language,
    )
    midnight = datetime(2026, 11, 30, tzinfo=UTC)
    assert (midnight, midnight) == (known.created, known.modified)
    (default,) = parts(file())["word/styles.xml"].iter(W + "lang")
    assert "en-GB" == default.get(W + "val")


def test_a_table_has_a_caption_and_a_header_row_that_every_page_repeats() -> None:
    (table,) = opened().tables
    rows = every(file(), "tr")

    assert ["Name", "Nights", ""] == [cell.text for cell in table.rows[0].cells]
    assert [True, False] == [row.find(f"{W}trPr/{W}tblHeader") is not None for row in rows]
    assert [True, True] == [row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows]
    assert "Attendance" == every(file(), "tblCaption")[0].get(W + "val")
    assert 9412 - 3 <= sum(int(each.get(W + "w") or 0) for each in every(file(), "gridCol")) <= 9412


def test_a_list_starts_where_it_should_and_two_lists_count_apart() -> None:
    content = file("3. three\n4. four\n\nText\n\n1. one")

    starts = [each.get(W + "val") for each in parts(content)["word/numbering.xml"].iter(W + "startOverride")]
    assert ["3", "1"] == starts
    assert ["2", "2", "3"] == [each.get(W + "val") for each in every(content, "numId")]


def test_what_is_blank_can_be_typed_into_and_boxes_can_be_ticked() -> None:
    content = file("Signed: [to complete]\n\n- [x] sent\n- [ ] booked\n- both\n\n[____]")

    controls = every(content, "sdt")
    assert ["to complete", "☒", "☐"] == ["".join(t.text or "" for t in each.iter(W + "t")) for each in controls]
    assert [True, False, False] == [each.find(f"{W}sdtPr/{W}temporary") is not None for each in controls]
    ids = [each.get(W + "val") for each in every(content, "id")]
    assert len(ids) == len(set(ids)) == 3
    assert "WriteHere" in [each.get(W + "val") for each in every(content, "pStyle")]


def test_every_page_has_the_marking_the_version_and_its_number_at_its_foot() -> None:
    found = parts(file())

    for name in ("word/footer1.xml", "word/footer2.xml"):
        words = "".join(t.text or "" for t in found[name].iter(W + "t"))
        assert words.startswith("OFFICIAL-SENSITIVE · RU-2026-0042, version 1")
        assert [" PAGE ", " NUMPAGES "] == [each.get(W + "instr") for each in found[name].iter(W + "fldSimple")]
    references = [each.get(W + "type") for each in every(file(), "footerReference")]
    assert ["default", "first"] == references


def test_drawings_and_the_logo_are_pictures_with_their_words() -> None:
    content = file(meta=replace(META, logo=Logo("svg", DRAWING.encode(), "Logo of Northgate")))

    told = [each.get("descr") for each in body(content).iter() if each.tag.endswith("}docPr")]
    assert ["Logo of Northgate", "The way home in words."] == told
    assert 2 == len(docx.Document(BytesIO(content)).inline_shapes)


def test_a_logo_that_is_no_picture_is_said() -> None:
    with pytest.raises(Unreadable, match="This picture cannot be drawn"):
        file(meta=replace(META, logo=Logo("png", b"\x89PNG\r\n\x1a\nrest", "Logo")))


def test_a_page_break_begins_the_page_with_what_comes_next() -> None:
    breaks = [p.style.name for p in opened().paragraphs if p.style and p.paragraph_format.page_break_before]

    assert ["Heading 1"] == breaks


def test_a_larger_paper_is_larger_in_every_style() -> None:
    def sizes(points: int) -> list[int]:
        styles = parts(file(meta=replace(META, points=points)))["word/styles.xml"]
        return [int(each.get(W + "val") or 0) for each in styles.iter(W + "sz")]

    assert 24 == min(sizes(13)) == min(sizes(9))
    assert 26 == min(sizes(14))


def test_the_same_input_gives_the_same_bytes() -> None:
    assert file() == file()
    assert file() != file(PAPER.replace("Dana", "Dara"))


# --- bad input ----------------------------------------------------------------------------------------------------


def shape(content: bytes) -> dict[str, list[str]]:
    """The elements of every part, whatever the length of a text and however often its reading direction turns."""
    return {name: list(tags(root)) for name, root in parts(content).items()}


def tags(element: ET.Element) -> Iterator[str]:
    # A long term stands on a line of its own, and a long row may be broken.
    yield element.tag.replace("}br", "}tab")
    runs = 0
    for child in element:
        if child.tag == W + "r" and child.find(W + "t") is not None:
            runs += 1
            if runs > 1:
                continue
            yield child.tag
        elif child.tag != W + "trPr":
            runs = 0
            yield from tags(child)


def words(content: bytes) -> str:
    return "\n".join("".join(each.text or "" for each in paragraph.iter(W + "t")) for paragraph in every(content, "p"))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_case_or_of_the_settings_changes_how_a_file_is_built(text: str) -> None:
    def built(said: str) -> dict[str, list[str]]:
        meta = replace(META, title=said, subtitle=said, authority=said, classification=said, footer=said, author=said)
        return shape(file(PUT.format(md(said)), meta))

    assert built("words") == built(text)


@settings(max_examples=60)
@given(text=texts)
def test_any_text_is_read_in_a_file_as_itself_and_adds_no_element(text: str) -> None:
    content = file("## A\n\n" + PUT.format(md("words " + text)))

    assert shape(file("## A\n\n" + PUT.format("words"))) == shape(content)
    assert 7 <= words(content).count(clean("words " + text))


def test_a_name_that_is_read_from_the_right_is_marked_so() -> None:
    content = file("Seen: محمد علي (9)")

    (run,) = [each for each in every(content, "r") if each.find(f"{W}rPr/{W}rtl") is not None]
    assert "محمد علي" == "".join(t.text or "" for t in run.iter(W + "t"))


def test_a_long_note_and_an_empty_plan_are_files_too() -> None:
    note = "word " * 20_000

    assert note.strip() in words(file(md(note)))
    assert "Review of the plan" in words(file(""))


# --- as somebody else's program reads it --------------------------------------------------------------------------

OFFICE = shutil.which("soffice")


@pytest.mark.skipif(OFFICE is None, reason="there is no LibreOffice here")
def test_libreoffice_opens_it_and_sets_its_pages(tmp_path: Path) -> None:
    content = file(PAPER + PUT.format(md(HOSTILE[1])))
    (tmp_path / "paper.docx").write_bytes(content)
    home = f"-env:UserInstallation={(tmp_path / 'home').as_uri()}"
    command = [str(OFFICE), home, "--headless", "--convert-to", "pdf:writer_pdf_Export", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "paper.docx")], check=True, capture_output=True)

    with pikepdf.open(tmp_path / "paper.pdf") as pdf:
        assert 2 <= len(pdf.pages)
        assert "Review of the plan" == str(pdf.docinfo["/Title"])
        assert "en-GB" == str(pdf.Root.Lang)
