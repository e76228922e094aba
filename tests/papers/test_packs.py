"""The papers themselves: golden Markdown for both kinds of child, the structure of the PDF, and broken templates."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.errors import Unreadable
from reunify_cli.model.people import Child
from reunify_cli.papers.filling import environment, markdown, tidy
from reunify_cli.papers.layout.blocks import Heading, Link, blanks, plain, walk
from reunify_cli.papers.layout.escape import clean
from reunify_cli.papers.layout.parse import parse
from reunify_cli.papers.packs import PACKS, find_pack, meetings, pack_of
from reunify_cli.papers.paper import House, Paper, paper, to_markdown, to_pages
from reunify_cli.papers.professional.context import Context
from tests import golden
from tests.papers.children import JONAH, ROSIE, jonah, markdown_of, paper_of, policy, rosie, stand

FROM_THE_START = rosie(known_from=date(2025, 6, 9))
"""Rosie's case with a record that reaches back to the day on which she became looked after."""
HOUSE = House("Northgate Council")

PAPERS: dict[str, Callable[[], Context]] = {
    "planning-meeting-s20": lambda: paper_of("IPM", jonah(), "2026-11-29", "care-team"),
    "planning-meeting-s20-held": lambda: paper_of("IPM", jonah(), "2026-12-05", "care-team"),
    "planning-meeting-order": lambda: paper_of("IPM", FROM_THE_START, "2025-06-10", "surrey", "care-team"),
    "placement-with-parents-s20": lambda: paper_of("pwp", jonah(), "2026-12-21", "care-team"),
    "placement-with-parents-order": lambda: paper_of("pwp", rosie(), "2026-11-30", "surrey"),
    "review-s20": lambda: paper_of("LAC review", jonah(), "2026-12-21", "care-team"),
    "review-order": lambda: paper_of("review", rosie(), "2026-11-30", "surrey"),
}
"""Every kind of paper for a child accommodated under section 20 and for one in care."""


def made(known: Context, house: House = HOUSE) -> Paper:
    pack = find_pack(known.pack, policy("england").vocabulary)
    assert pack is not None
    return paper(pack, known, house, case="RU-2026-0042", policy="surrey", day=date(2026, 11, 30))


@pytest.fixture(params=PAPERS)
def known(request: pytest.FixtureRequest) -> Context:
    return PAPERS[request.param]()


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_reads_like_this(name: str) -> None:
    golden.check(f"packs/{name}.md", markdown_of(PAPERS[name]()))


# --- the finished file --------------------------------------------------------------------------------------------


def tags(node: Any) -> Iterator[str]:
    if isinstance(node, pikepdf.Array):
        for part in node:
            yield from tags(part)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        yield str(node.S)
        yield from tags(node.get("/K"))


def test_a_paper_is_a_pdf_that_a_screen_reader_can_read(known: Context) -> None:
    file = to_pages(made(known), 1)
    pdf = pikepdf.open(BytesIO(file.content))
    with pdf.open_metadata() as metadata:
        standard, title = metadata["pdfuaid:part"], metadata["dc:title"]
    found = list(tags(pdf.Root.StructTreeRoot.K))

    assert () == file.findings
    assert ("1", known.title) == (standard, title)
    assert ["/H1"] == [tag for tag in found if tag.startswith("/H")][:1]
    assert {"/Table", "/TH", "/L"} <= set(found)


def test_every_heading_of_a_paper_stands_in_its_bookmarks_in_order(known: Context) -> None:
    paper = made(known)
    headings = [plain(block) for block in paper.document.blocks if isinstance(block, Heading)]
    pdf = pikepdf.open(BytesIO(to_pages(paper, 1).content))

    def titles(items: Any) -> Iterator[str]:
        for item in items:
            yield str(item.title)
            yield from titles(item.children)

    with pdf.open_outline() as outline:
        assert headings == list(titles(outline.root))


def test_no_page_of_a_paper_is_empty(known: Context) -> None:
    pdf = pikepdf.open(BytesIO(to_pages(made(known), 1).content))
    words = [page.Contents.read_bytes().count(b"TJ") + page.Contents.read_bytes().count(b"Tj") for page in pdf.pages]

    # Header, footer and page number take fewer than ten pieces of text.
    assert 10 < min(words)


def test_the_foot_of_a_paper_names_case_version_policy_digest_and_day() -> None:
    known = PAPERS["review-order"]()
    meta = made(known).meta(3)

    assert "OFFICIAL-SENSITIVE" == meta.classification
    assert "RU-2026-0042, version 3, draft · policy surrey 000000000000 · as of Monday 30 November 2026" == meta.footer


def test_a_paper_as_markdown_carries_what_stands_on_every_page_of_the_pdf() -> None:
    text = to_markdown(made(PAPERS["review-order"]()), 2).content.decode()

    assert text.startswith("# Review of the child's case: Rosie Kendal\n\n")
    assert "Northgate Council · OFFICIAL-SENSITIVE" in text
    assert text.rstrip().endswith("as of Monday 30 November 2026")


def test_the_same_record_makes_the_same_bytes(known: Context) -> None:
    assert to_pages(made(known), 1) == to_pages(made(known), 1)


# --- what somebody typed ------------------------------------------------------------------------------------------

HOSTILE = "# Rosie *K.* | <b> {{ 7 * 7 }} [x](https://example.org) - [ ] done"


def test_text_from_a_case_stays_text_wherever_it_stands() -> None:
    child = replace(ROSIE, child=replace(ROSIE.child, name=HOSTILE, known_as=HOSTILE))
    hostile = [
        {"event": "views", "date": "2026-11-20", "whose": "father", "words": HOSTILE, "about": "return"},
        {"event": "visit", "date": "2026-11-20", "seen": "yes", "childs-words": HOSTILE},
        {"event": "concern-raised", "date": "2026-11-20", "about": HOSTILE, "note": HOSTILE},
        {"event": "supervision", "date": "2026-11-21", "decisions": [{"id": "Z1", "what": HOSTILE, "owner": HOSTILE}]},
    ]
    known = paper_of("review", rosie(*hostile, file=child), "2026-11-30", "surrey")
    document = parse(markdown_of(known))

    assert [] == [node for node in walk(document) if isinstance(node, Link)]
    assert 8 <= plain(document).count(clean(HOSTILE))


@given(name=st.text(min_size=1, max_size=40), note=st.text(max_size=60))
def test_whatever_a_name_or_note_is_the_paper_says_it_and_nothing_else_changes(name: str, note: str) -> None:
    def headings(text: str) -> list[int]:
        return [block.level for block in parse(text).blocks if isinstance(block, Heading)]

    ours = replace(JONAH, child=Child(name=name, known_as="Jonah", born=date(2011, 6, 14), initials="J.B."))
    said = {"event": "concern-raised", "date": "2026-12-05", "about": "school", "note": note}
    usual = {**said, "note": "a word"}
    text = markdown_of(paper_of("pwp", jonah(said, file=ours), "2026-12-21", "care-team"))
    other = markdown_of(paper_of("pwp", jonah(usual), "2026-12-21", "care-team"))

    assert headings(other)[1:] == headings(text)[-len(headings(other)) + 1 :]


# --- which papers there are ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("IPM", "planning-meeting"),
        ("planning meeting", "planning-meeting"),
        ("initial planning meeting", "planning-meeting"),
        ("LAC review", "review"),
        ("review", "review"),
        ("PWP", "placement-with-parents"),
        ("placement with parents", "placement-with-parents"),
        ("pwp agreement", "placement-agreement"),
        ("care team", "care-team-meeting"),
        ("midway review", "progress-review"),
    ],
)
def test_a_paper_answers_to_the_words_people_use(word: str, name: str) -> None:
    pack = find_pack(word, policy("surrey").vocabulary)

    assert pack is not None
    assert name == pack.name


@pytest.mark.parametrize("word", ["family time", "the paper", ""])
def test_what_is_no_meeting_has_no_paper(word: str) -> None:
    assert None is find_pack(word, policy("surrey").vocabulary)


@pytest.mark.parametrize("event", meetings(policy("england").vocabulary))
def test_every_meeting_has_a_paper_that_says_something(event: str) -> None:
    for case, now, under in ((jonah(), "2026-12-21", "care-team"), (rosie(), "2026-11-30", "lincolnshire")):
        known = paper_of(event, case, now, under)

        assert "## Decisions" in markdown(pack_of(event), known)


def test_a_record_with_nothing_in_it_makes_papers_of_blanks() -> None:
    empty = replace(jonah(), entries=(), file=replace(JONAH, child=Child(), people={}, homes={}))
    for word in ("IPM", "review", "pwp"):
        known = paper_of(word, empty, "2026-12-21", "care-team")

        assert 5 < blanks(parse(markdown_of(known)))
        assert 4 < len(known.lacks)


# --- templates ----------------------------------------------------------------------------------------------------


def a_template(folder: Path, text: str) -> Path:
    (folder / "review.md.j2").write_text(text, encoding="utf-8")
    environment.cache_clear()
    return folder


def test_an_authority_may_lay_out_a_paper_its_own_way(tmp_path: Path) -> None:
    own = a_template(tmp_path, "{% import 'blocks.md.j2' as blocks %}## For {{ head.child }}\n{{ blocks.about(head) }}")
    text = markdown_of(PAPERS["review-order"](), [own])

    assert "## For Rosie Kendal" in text
    assert "| Legal status | Care order" in text


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("first\n{{ head.shoe_size }}", 2),
        ("first\n\n{% if %}", 3),
        ("{{ nobody }}", 1),
        ("one\n{{ head.__class__.__mro__ }}", 2),
        ("one\n{{ agenda.items.__init__.__globals__ }}", 2),
    ],
)
def test_a_template_that_is_wrong_is_named_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    own = a_template(tmp_path, text)

    with pytest.raises(Unreadable) as refused:
        markdown_of(PAPERS["review-order"](), [own])
    place = refused.value.problems[0].place
    assert place is not None
    assert place.file.endswith("review.md.j2")
    assert line == place.line


def test_every_shipped_paper_has_its_template() -> None:
    for pack in (*PACKS, pack_of("care-team-meeting")):
        environment().get_template(f"{pack.template}.md.j2")


def test_tidy_leaves_one_empty_line_and_no_trailing_spaces() -> None:
    assert "a\n\nb\n" == tidy("\n\na  \n\n \n\nb\n\n")


def test_a_child_of_whom_only_initials_are_recorded_is_called_by_them() -> None:
    nameless = replace(JONAH, child=Child(born=date(2011, 6, 14), initials="J.B."))
    known = paper_of("IPM", jonah(file=nameless), "2026-11-29", "care-team")

    assert "Initial planning meeting: J.B." == known.title
    assert ("J.B.", "J.B.") == (known.head.child, known.head.first_name)


def test_no_paper_prints_an_address() -> None:
    for make in PAPERS.values():
        text = markdown_of(make())

        assert not [word for word in ("Invented Street", "Nowhere Lane") if word in text]


def test_the_child_is_at_the_table_of_every_paper_for_a_meeting() -> None:
    here = stand(rosie(), "2026-11-30", "surrey")

    assert "child" in here.holders("child")
    assert "Rosie Kendal" in {seat.name for seat in PAPERS["review-order"]().meeting.seats}  # type: ignore[union-attr]
