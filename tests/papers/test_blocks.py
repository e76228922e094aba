"""A paper's Markdown and the tree that every form of it is laid out from."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.papers.layout.blocks import (
    Blank,
    Block,
    BulletList,
    CheckItem,
    CheckList,
    Code,
    Emph,
    Field,
    Fields,
    Heading,
    Inline,
    LineBreak,
    Link,
    OrderedList,
    PageBreak,
    Paragraph,
    Quote,
    Rule,
    Strong,
    Table,
    Text,
    below_title,
    blanks,
    plain,
    walk,
)
from reunify_cli.papers.layout.parse import parse


def said(*words: str | Inline) -> tuple[Inline, ...]:
    return tuple(Text(word) if isinstance(word, str) else word for word in words)


def para(*words: str | Inline) -> Paragraph:
    return Paragraph(said(*words))


TO_COMPLETE = Blank("to complete")


@pytest.mark.parametrize(
    ("markdown", "block"),
    [
        ("Seen *at home*, **alone**.", para("Seen ", Emph(said("at home")), ", ", Strong(said("alone")), ".")),
        ("One line\nwith the next", para("One line with the next")),
        ("One line\\\nand the next", para("One line", LineBreak(), "and the next")),
        ("Type `reunify next`", para("Type ", Code("reunify next"))),
        ("[reg 28](https://a.b/28)", para(Link(said("reg 28"), "https://a.b/28"))),
        ("Signed: [to complete]", para("Signed: ", TO_COMPLETE)),
        ("No, I would say: [____]", para("No, I would say: ", Blank(""))),
        ("- one\n- two", BulletList(((para("one"),), (para("two"),)))),
        ("3. one\n4. two", OrderedList(((para("one"),), (para("two"),)), 3)),
        ("- one\n  - two", BulletList(((para("one"), BulletList(((para("two"),),))),))),
        ("> My own bed.", Quote((para("My own bed."),))),
        ("***", Rule()),
        ("<!-- page -->", PageBreak()),
    ],
)
def test_each_kind_of_markdown_is_one_kind_of_block(markdown: str, block: Block) -> None:
    assert (block,) == parse(markdown).blocks


def test_boxes_make_a_list_to_tick_and_lines_without_one_may_stand_among_them() -> None:
    paper = parse("- [ ] Papers **sent**\n- [x] Room booked\n- Both by Friday\n- [ ]")

    assert (
        CheckList(
            (
                CheckItem(False, (para("Papers ", Strong(said("sent"))),)),
                CheckItem(True, (para("Room booked"),)),
                CheckItem(None, (para("Both by Friday"),)),
                CheckItem(False, (para(),)),
            )
        ),
    ) == paper.blocks


@pytest.mark.parametrize("markdown", ["[ ] not in a list", "- so [x] not at the start", "- [x]y", "1. [x] counted"])
def test_a_box_anywhere_else_is_plain_text(markdown: str) -> None:
    assert not any(isinstance(node, CheckList) for node in walk(parse(markdown).blocks))
    assert "[" in plain(parse(markdown).blocks)


def test_a_table_has_a_header_rows_a_caption_and_columns_of_figures() -> None:
    paper = parse(": Who came\n\n| Name | Nights |\n|---|--:|\n| Dana \\| D. | 3 |\n| | [to complete] |")

    assert (
        Table(
            header=(said("Name"), said("Nights")),
            rows=((said("Dana | D."), said("3")), ((), said(TO_COMPLETE))),
            caption=said("Who came"),
            numeric=(False, True),
        ),
    ) == paper.blocks


def test_a_table_of_two_columns_with_an_empty_header_is_terms_and_values() -> None:
    paper = parse("| | |\n|---|---|\n| Child | Rosie |\n| **Chair** | [to complete] |")

    rows = (Field(said("Child"), said("Rosie")), Field(said(Strong(said("Chair"))), said(TO_COMPLETE)))
    assert (Fields(rows),) == paper.blocks


def test_a_colon_without_a_table_under_it_is_no_caption() -> None:
    assert (para(": so"), para("And so on.")) == parse(": so\n\nAnd so on.").blocks


def test_a_page_may_break_straight_after_a_line() -> None:
    assert (para("The end."), PageBreak(), para("Notes")) == parse("The end.\n<!-- page -->\nNotes").blocks


@pytest.mark.parametrize(
    "markdown",
    [
        "<b>bold</b>",
        "<!-- note -->",
        "![a picture](https://a.b/c.png)",
        "    indented as code",
        "```\nfenced\n```",
        "[name]: https://a.b",
        "A title\n===",
        "[run](javascript:alert)",
        "[file](file:///etc/passwd)",
        "{{ 7 * 7 }} #eval(1) $x$",
    ],
)
def test_what_a_paper_has_no_use_for_is_text(markdown: str) -> None:
    kinds = {type(node) for node in walk(parse(markdown).blocks)} - {Link}

    assert kinds <= {Paragraph, Text, Code}


def test_no_link_leads_anywhere_but_to_a_page_a_letter_or_a_telephone() -> None:
    paper = parse("[a](https://x.y) [b](mailto:a@b.c) [c](tel:0117) [d](data:text/html,x) [e](ftp://x.y) [f](/etc)")

    links = [node.url for node in walk(paper.blocks) if isinstance(node, Link)]
    assert ["https://x.y", "mailto:a@b.c", "tel:0117"] == links
    assert "a b c d e f" == plain(paper.blocks).replace("[d](data:text/html,x)", "d")


def test_headings_that_skip_a_level_are_put_right_and_said() -> None:
    paper = parse("# Plan\n\n### Views\n\n#### Hers\n\n## Health")

    levels = [(block.level, plain(block)) for block in paper.blocks if isinstance(block, Heading)]
    assert [(1, "Plan"), (2, "Views"), (3, "Hers"), (2, "Health")] == levels
    assert (
        "The heading “Views” was written as level 3 and is now level 2: headings go down one level at a time.",
        "The heading “Hers” was written as level 4 and is now level 3: headings go down one level at a time.",
    ) == paper.findings


def test_a_heading_without_words_is_left_out_and_said() -> None:
    paper = parse("##\n\nText")

    assert (para("Text"),) == paper.blocks
    assert ("A heading without words was left out.",) == paper.findings


def test_a_heading_within_a_quotation_is_no_part_of_the_outline() -> None:
    assert (Quote((para(Strong(said("So"))),)),) == parse("> # So").blocks


@pytest.mark.parametrize(
    ("markdown", "levels"),
    [
        ("# Plan\n\n## Views\n\n### Hers", [2, 3]),
        ("# Views\n\n## Hers", [2, 3]),
        ("## Views\n\n### Hers\n\n## Health", [2, 3, 2]),
        ("# Plan\n\n## Views\n\n# Health", [2, 2]),
        ("### Views\n\n## Health", [2, 2]),
        ("No headings at all", []),
    ],
)
def test_below_its_title_a_paper_begins_at_level_two_and_skips_none(markdown: str, levels: list[int]) -> None:
    blocks = below_title(parse(markdown), "Plan")

    assert levels == [block.level for block in blocks if isinstance(block, Heading)]


def test_blanks_are_counted_but_not_lines_to_write_on() -> None:
    assert 2 == blanks(parse("[to complete]\n\n| A |\n|---|\n| [to complete] |\n\n[____]"))


MARKUP = ("#", "##", ">", "-", "- [ ]", "1.", "|", "|---|", "\n", "\n\n", "**", "_", "`", "[", "](", ")", "<", "a", " ")


@given(markdown=st.lists(st.sampled_from(MARKUP) | st.text(max_size=3), max_size=20).map("".join))
def test_every_text_is_some_paper_and_its_headings_are_in_order(markdown: str) -> None:
    levels = [1, *(b.level for b in below_title(parse(markdown), "") if isinstance(b, Heading))]

    assert all(level <= before + 1 for before, level in pairwise(levels))
