"""Text from a case stays text, wherever a template puts it."""

import unicodedata
from dataclasses import fields, is_dataclass
from typing import Any

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from jinja2 import StrictUndefined
from jinja2.exceptions import UndefinedError
from jinja2.sandbox import SandboxedEnvironment

from reunify_cli.papers.layout.blocks import LineBreak, Paragraph, Text
from reunify_cli.papers.layout.escape import Md, _shown, clean, finalize, joined, md, visible
from reunify_cli.papers.layout.parse import parse

SIGNS = (
    *("*", "**", "_", "`", "```", "~~", "#", "## ", "> ", "- ", "+ ", "1. ", "2) ", "|", "\\", "\\|", "&#42;", "&amp;"),
    *("<b>", "</td>", "<!-- page -->", "[a](http://b)", "![a](b)", "[to complete]", "[____]", "[ ] ", "[x] ", ": "),
    *("{{ 7 * 7 }}", "{% for %}", "#eval(1)", "$x^2$", "---", "===", "| - |", "http://a.b", "=1+1", "!", "\n", "\r\n"),
    *("\t", "\x1b[31m", "\x07", "\u202e", "\u2066", "\u200b", "\u200d", "\ufeff", "\u00a0", "\u2028", "\U000e0041"),
    *("\ufe0f", "محمد", "Łukasz Żółć", "Ọlátúńjí", "王小明", "😀", "\ud800", "\ue000", " ", "  ", "a", "K."),
)
texts = st.lists(st.sampled_from(SIGNS) | st.text(max_size=4), max_size=8).map("".join)

PLACES = (
    "WORDS",
    "Seen: WORDS.",
    "# WORDS",
    "## WORDS ##",
    "- WORDS\n- WORDS",
    "- [ ] WORDS",
    "1. WORDS",
    "> WORDS\n>\n> WORDS",
    "**WORDS**",
    "[WORDS](https://example.org)",
    "WORDS WORDS",
    "WORDS\nWORDS",
    "| A |\n|---|\n|WORDS|",
    "| WORDS | B |\n|---|--:|\n| WORDS | WORDS |",
    "| | |\n|---|---|\n| WORDS | WORDS |",
    ": WORDS\n\n| A | B |\n|---|---|\n| a | b |",
    "WORDS\n\n| A | B |\n|---|---|\n| a | b |",
)


def saying(node: Any, words: str) -> Any:
    """The same tree with these words where WORDS stood."""
    if isinstance(node, str):
        return node.replace("WORDS", words)
    if isinstance(node, tuple):
        return tuple(saying(part, words) for part in node)
    if is_dataclass(node) and not isinstance(node, type):
        return type(node)(*(saying(getattr(node, field.name), words) for field in fields(node)))
    return node


@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=60)
@given(text=texts)
@example(text=": Attendance")
@example(text="&#42;so&#42;")
@example(text="\\|")
def test_text_is_exactly_itself_wherever_a_template_puts_it(place: str, text: str) -> None:
    assume(clean(text))

    paper = parse(place.replace("WORDS", md(text)))

    assert saying(parse(place), clean(text)) == paper


@given(one=texts, other=texts)
def test_two_texts_side_by_side_do_not_make_markup_together(one: str, other: str) -> None:
    paper = parse(md(one) + md(other))

    expected = clean(one) + clean(other)
    assert ((Paragraph((Text(expected),)),) if expected else ()) == paper.blocks


@given(text=texts)
def test_each_line_of_a_text_is_kept_as_a_line_where_lines_are_asked_for(text: str) -> None:
    lines = [line for line in clean(text, lines="break").split("\n") if line]

    paper = parse(md(text, lines="break"))

    inlines = [part for line in lines for part in (LineBreak(), Text(line))][1:]
    assert ((Paragraph(tuple(inlines)),) if inlines else ()) == paper.blocks


@given(text=texts)
def test_cleaned_text_holds_nothing_invisible_and_cleaning_it_again_changes_nothing(text: str) -> None:
    cleaned = clean(text)

    assert cleaned == clean(cleaned)
    assert not {"Cc", "Cf", "Cs", "Co"} & {unicodedata.category(char) for char in cleaned}


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Rosie \x1b[31mK.\x1b[0m", "Rosie [31mK.[0m"),
        ("abc\u202edcba\u202c", "abcdcba"),
        ("Ko\u200bfi\ufeff\u2060", "Kofi"),
        ("  two\u00a0 \u3000words\t\n", "two words"),
        ("half \ud83d", "half \ufffd"),
        ("hidden\U000e0049\U000e0047", "hidden"),
        ("Adébáyọ̀, ẹ́, محمد, 王小明", "Adébáyọ̀, ẹ́, محمد, 王小明"),
    ],
)
def test_what_cannot_be_seen_is_taken_out_and_names_are_left_alone(typed: str, shown: str) -> None:
    assert shown == clean(typed)


def test_visible_keeps_the_spaces_that_belong_between_two_pieces() -> None:
    assert " a  b " == visible("\ta\n\u200b\u00a0b ")


@pytest.mark.parametrize(
    "plain", ["Mr Osei's 2nd visit - at 3.30 pm; 12-14 days", "Smith & Sons", "(9)", "£40, 7 of 9!?"]
)
def test_ordinary_words_stay_readable_in_the_markdown(plain: str) -> None:
    assert plain == md(plain)


@pytest.mark.parametrize(("typed", "markdown"), [("Look!", r"Look\!"), ("$x$", r"\$x\$"), ("~~so~~", r"\~\~so\~\~")])
def test_what_only_other_readers_of_markdown_know_is_escaped_too(typed: str, markdown: str) -> None:
    assert markdown == md(typed)


def put(template: str, **values: object) -> str:
    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, finalize=finalize)
    environment.concat = joined  # type: ignore[method-assign]
    return environment.from_string(template).render(values)


@pytest.mark.parametrize(
    ("template", "markdown"),
    [
        ("**{{ words }}**", r"**\*a\***"),
        ("{% macro bold(x) %}**{{ x }}**{% endmacro %}{{ bold(words) }}", r"**\*a\***"),
        ("{% set line %}- {{ words }}{% endset %}{{ line }}", r"- \*a\*"),
        ("{{ words | upper }}", r"\*A\*"),
        ("{{ words ~ '**' }}", r"\*a\*\*\*"),
        ("{{ '%s' | format(words) }}", r"\*a\*"),
        ("{% macro same(x) %}{{ x }}{% endmacro %}{{ same(words) ~ words }}", r"&#92;\*a&#92;\*\*a\*"),
        ("{{ markdown }}", "**b**"),
        ("{{ none }}, {{ yes }}, {{ no }}, {{ 7 }}", "[to complete], yes, no, 7"),
    ],
)
def test_a_pack_template_cannot_forget_to_escape(template: str, markdown: str) -> None:
    assert markdown == put(template, words="*a*", markdown=Md("**b**"), none=None, yes=True, no=False)


def test_a_name_that_a_template_does_not_know_is_an_error_and_not_an_empty_space() -> None:
    with pytest.raises(UndefinedError):
        put("{{ wrods }}")


def test_every_character_there_is_is_shown_or_not_whatever_stands_beside_it() -> None:
    every = [chr(code) for code in range(0x110000)]

    assert "".join(map(_shown, every)) == "".join(map(visible, every))
