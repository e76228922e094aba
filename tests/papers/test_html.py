"""The web page a paper becomes: what a screen reader finds in it, and what no text of a case can do to it."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings

from reunify_cli.errors import Unreadable
from reunify_cli.papers.layout.blocks import Logo, Meta
from reunify_cli.papers.layout.escape import clean, md
from reunify_cli.papers.layout.html import to_html
from reunify_cli.papers.layout.parse import parse
from tests.papers.hostile import HOSTILE, PUT, texts

META = Meta(
    title="Review of the plan",
    date=date(2026, 11, 30),
    subtitle="For the chair",
    authority="Northgate",
    classification="OFFICIAL-SENSITIVE",
    footer="RU-2026-0042, version 1",
    author="D. Okafor",
    keywords=("review",),
)
PAPER = """# Review of the plan

| | |
|---|---|
| Child | Rosie |

## Who is invited

: Attendance

| Name | Nights | |
|---|--:|---|
| Dana | 3 | [to complete] |

### Before the meeting

- [x] Papers sent
- [ ] Room booked
- Both by Friday

<!-- picture: way-home -->

The way home in words.

## Views

> My own bed. [reg 28](https://example.org/28)

1. one
2. two

No, I would say: [____] `reunify next`

***

<!-- page -->

## Signed

[____]
"""
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 10" width="20" height="10"><path d="M0 5H20"/></svg>'
VOID = {"meta", "br", "hr", "img", "col", "link"}


class Page(HTMLParser):
    """A page taken apart: every element with its attributes and depth, and the words a reader is given."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str | None], tuple[str, ...]]] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), tuple(self.open)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs), tuple(self.open)))

    def handle_endtag(self, tag: str) -> None:
        assert tag == self.open.pop()

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words += data

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs, _ in self.elements if name == tag]


def page(markdown: str, meta: Meta = META) -> Page:
    return Page(to_html(parse(markdown, {"way-home": DRAWING}), meta))


def test_a_page_has_its_landmarks_its_language_its_title_and_one_heading_of_level_one() -> None:
    found = page(PAPER)

    around = {tag: above for tag, _, above in found.elements if tag in {"header", "main", "footer", "nav"}}
    assert {"header": ("html", "body"), "main": ("html", "body"), "footer": ("html", "body")} == around
    assert [{"lang": "en-GB", "dir": "ltr"}] == found.named("html")
    assert 1 == len(found.named("h1")) == len(found.named("title"))
    assert ("h1", ("html", "body", "main", "div")) == next((t, a) for t, _, a in found.elements if t == "h1")
    assert "Northgate" in found.words
    assert "RU-2026-0042, version 1" in found.words


def test_headings_go_down_one_level_at_a_time_and_a_long_page_lists_its_sections() -> None:
    found = page(PAPER + "\n## More\n\n#### Deep\n")

    levels = [int(tag[1]) for tag, _, _ in found.elements if re.fullmatch(r"h[1-6]", tag)]
    assert [1, 2, 3, 2, 2, 2, 3] == levels
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [attrs.get("id") for tag, attrs, _ in found.elements if tag == "h2"]
    links = [attrs["href"] for tag, attrs, above in found.elements if tag == "a" and "nav" in above]
    assert [f"#{each}" for each in ids] == links


def test_a_table_has_a_caption_header_cells_with_their_scope_and_none_without_words() -> None:
    found = page(PAPER)

    heads = [attrs for tag, attrs, above in found.elements if tag == "th"]
    assert [{"scope": "col"}, {"scope": "col", "class": "figures"}] == heads
    assert 1 == len(found.named("caption"))
    assert 3 == len([1 for tag, _, above in found.elements if tag == "td" and "tbody" in above])
    assert ["dt", "dd"] == [tag for tag, _, _ in found.elements if tag in {"dt", "dd"}]


def test_boxes_and_drawings_are_told_in_words() -> None:
    told = [attrs.get("aria-label") for attrs in page(PAPER).named("svg") if attrs.get("role") == "img"]

    assert ["Done", "Not done", "The way home in words."] == told


def test_a_page_holds_all_it_needs_and_may_fetch_nothing() -> None:
    found = page(PAPER, replace(META, logo=Logo("svg", DRAWING.encode(), "Logo of Northgate")))

    assert [] == [tag for tag, _, _ in found.elements if tag in {"script", "link", "iframe", "object", "form"}]
    (policy,) = [each["content"] for each in found.named("meta") if each.get("http-equiv")]
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" == policy
    (logo,) = found.named("img")
    assert "Logo of Northgate" == logo["alt"]
    assert str(logo["src"]).startswith("data:image/svg+xml;base64,")
    assert [] == re.findall(r"url\(|@import|https?://(?!example\.org|www\.w3\.org)", to_html(parse(PAPER), META))


def test_the_childs_page_is_set_larger() -> None:
    assert "style" not in page("# A").named("html")[0]
    assert "--larger: 1.08" == page("# A", replace(META, points=14)).named("html")[0]["style"]


def test_the_same_input_gives_the_same_page() -> None:
    assert to_html(parse(PAPER), META) == to_html(parse(PAPER), META)
    assert to_html(parse(PAPER), META) != to_html(parse(PAPER.replace("Dana", "Dara")), META)


def test_an_authority_may_have_a_style_sheet_of_its_own_and_one_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    own = tmp_path / "layout.css"
    own.write_text("h1 { color: black } </style><script>", encoding="utf-8")

    found = Page(to_html(parse(PAPER), META, css=own))

    assert 1 == len(found.named("style"))
    assert [] == found.named("script")
    with pytest.raises(Unreadable, match=r"none\.css"):
        to_html(parse(PAPER), META, css=tmp_path / "none.css")


def shape(found: Page) -> list[tuple[str, tuple[str, ...]]]:
    return [(tag, above) for tag, _, above in found.elements]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_case_or_of_the_settings_changes_how_a_page_is_built(text: str) -> None:
    def built(words: str) -> list[tuple[str, tuple[str, ...]]]:
        meta = replace(META, title=words, subtitle=words, authority=words, classification=words, footer=words)
        return shape(page(PUT.format(md(words)), meta))

    assert built("words") == built(text)


@settings(max_examples=80)
@given(text=texts)
def test_any_text_is_read_on_a_page_as_itself_and_adds_no_element(text: str) -> None:
    found = page("## A\n\n" + PUT.format(md("words " + text)))

    assert shape(page("## A\n\n" + PUT.format("words"))) == shape(found)
    assert 5 <= found.words.replace("\u200e", "").count(clean("words " + text))


# --- in a real browser --------------------------------------------------------------------------------------------

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = Path(os.environ.get("REUNIFY_AXE", "node_modules/axe-core/axe.min.js"))
"""Where axe-core lies: `npm install axe-core` puts it there."""
FOUND = "JSON.stringify(found.violations.map(each => [each.id, each.nodes.length]))"
ASK = f"axe.run().then(found => {{document.title = 'AXE' + {FOUND}}})"


def complaints(html: str, folder: Path) -> Iterator[str]:
    """What axe-core finds wrong with a page in Chromium."""
    script = f"<script>{AXE.read_text(encoding='utf-8')}</script><script>window.onload = () => {ASK}</script>"
    # The page itself allows no script, and is asked the rest of what it is.
    asked = re.sub(r"<meta http-equiv[^>]*>", "", html).replace("</body>", script + "</body>")
    (folder / "page.html").write_text(asked, encoding="utf-8")
    command = [
        str(CHROMIUM),
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--virtual-time-budget=20000",
        "--dump-dom",
    ]
    ran = subprocess.run(
        [*command, (folder / "page.html").as_uri()], capture_output=True, text=True, encoding="utf-8", check=False
    )
    match = re.search(r"<title>AXE(.*?)</title>", ran.stdout)
    assert match, ran.stderr[-500:]
    yield from (f"{name} ({count})" for name, count in json.loads(match[1]))


@pytest.mark.skipif(CHROMIUM is None, reason="there is no Chromium here")
@pytest.mark.skipif(not AXE.is_file(), reason="there is no axe-core here: npm install axe-core")
def test_axe_finds_nothing_wrong_with_a_page_in_a_real_browser(tmp_path: Path) -> None:
    meta = replace(META, logo=Logo("svg", DRAWING.encode(), "Logo of Northgate"))

    assert [] == list(complaints(to_html(parse(PAPER, {"way-home": DRAWING}), meta), tmp_path))


@pytest.mark.skipif(CHROMIUM is None or not AXE.is_file(), reason="there is no Chromium or no axe-core here")
def test_axe_would_find_what_is_wrong(tmp_path: Path) -> None:
    bad = to_html(parse(PAPER), META).replace('lang="en-GB"', "").replace("#111", "#ccc")

    assert {"html-has-lang (1)"} <= set(complaints(bad, tmp_path))


def test_a_long_note_and_an_empty_plan_are_pages_too() -> None:
    note = " ".join(f"word{number}" for number in range(20_000))

    assert note in page(md(note)).words
    assert 1 == len(page("").named("h1"))
