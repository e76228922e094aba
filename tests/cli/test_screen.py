"""What is printed: safe, no wider than the screen, and readable without colour."""

import re

from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.cli.colour import painted
from reunify_cli.text.layout import clean, clean_text, columns, edge, joined, shorten, wrap

LINE = st.text(st.characters(blacklist_categories=("Cs",)), max_size=200)


@given(LINE)
def test_whatever_a_file_holds_is_printed_as_one_line_without_control_characters(text: str) -> None:
    found = clean(text)

    assert not re.search(r"[\x00-\x1f\x7f-\x9f]", found)
    assert found == clean(found)


def test_an_escape_sequence_in_a_name_cannot_paint_or_clear_the_screen() -> None:
    assert "Mia red K." == clean("Mia \x1b[31mred\x1b[0m\x1b[2J K.")
    assert "title" == clean("\x1b]0;owned\x07title")
    assert "abc" == clean("a\u202eb\u200bc")


def test_text_of_several_lines_keeps_its_lines_and_indents() -> None:
    assert "one\n    two\n" == clean_text("one\r\n    two\x07\n")


@given(st.lists(LINE, max_size=20), st.integers(20, 80))
def test_no_wrapped_line_is_wider_than_asked_for(words: list[str], width: int) -> None:
    lines = wrap(clean(" ".join(words)), width, "    ", "do  ")

    assert all(len(line) <= width for line in lines)
    assert "".join(clean(" ".join(words)).split()) == "".join("".join(lines).removeprefix("do").split())


@given(LINE, st.integers(2, 80))
def test_shortened_text_fits_and_says_that_something_is_left_out(text: str, width: int) -> None:
    found = shorten(text, width)

    assert len(found) <= width
    assert found == text or found.endswith("..")


@given(LINE.map(clean), st.sampled_from(["LAW", "policy", "guidance", "reg 28(5)", ""]))
def test_what_stands_at_the_right_edge_is_never_cut(left: str, right: str) -> None:
    line = edge(left, right)

    assert line.endswith(right)
    assert len(line) <= 80 or not right


def test_columns_stand_under_one_another() -> None:
    assert ["visit    3  late", "review  12"] == columns(
        [("visit", "3", "late"), ("review", "12")], right=frozenset({1})
    )
    assert [] == columns([])


@given(st.lists(st.sampled_from(["BREACH (2)", "LATE: not recorded", "visit, 3 days late", "next", "", " 0042"])))
def test_colour_adds_nothing_to_the_words(lines: list[str]) -> None:
    assert lines == [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in painted(lines)]


def test_a_breach_is_painted_and_named() -> None:
    (line,) = painted(["  BREACH   Approval before she stays"])

    assert "\x1b[1;31mBREACH\x1b[0m" in line


def test_words_are_joined_as_people_join_them() -> None:
    assert ("", "a", "a and b", "a, b or c") == (
        joined([]),
        joined(["a"]),
        joined(["a", "b"]),
        joined(["a", "b", "c"], "or"),
    )


def test_a_heading_is_bold_and_a_childs_initials_are_no_heading() -> None:
    assert ["\x1b[1mRECORDED   Visit\x1b[0m", "A.M., girl, 4 (0017)"] == painted(
        ["RECORDED   Visit", "A.M., girl, 4 (0017)"]
    )
