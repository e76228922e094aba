"""A flat list is read line by line exactly as the parser would read it, or not at all.

The parser is the judge: whatever lines stand in a file, in whatever order, both say the same, or both refuse.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from yaml import YAMLError

from reunify_cli.shape import plain
from reunify_cli.shape.flat import flat_list

LINES = st.sampled_from(
    (
        "- id: 7K3F", "  event: visit", "  date: 2026-11-30T08:47", "  note: He said he is fine.",
        "  by: [mother, sw1]", '  note: "yes: really # so"', '  note: ""', "  note: 'it''s'", "  covered: []",
        "  by: [a, b", "  c]", "# a word", "  # within", "", "   ", "  key:", "    deeper: yes", "    - one",
        "  - two", "- - three", "- word", "- {a: b}", "- ", "-", "  note: |", "  note: >-", "    a line",
        "      further in", "- note: |+", "  a: b # said aside", "  a: b  ", "  a: b:", "  a: :b", "  a: http://x",
        "  a: b: c", "  a:  two", "  a : b", "  ? a", "  : b", "a: b", " - odd", "---", "...", "--- ", "%YAML 1.1",
        "- <<: x", "  <<: x", "  id: 1", "  id: 2", "  a: *b", "  a: &b c", "  a: !b c", "  a: - b", "  a: b - c",
        "  a: b, c", "  a: [b: c]", "  a: £5", "  a: “so”", "  a: caf\xe9", "  a: b\u2028c", "  a: b\x85c",
        "  a: b\tc", "\ta: b", "  a: b\xa0c", '  a: "b', '  c"', "- a: 'b", "  c'", "  a: b\\c", '  a: "b\\tc"',
        "  a: ~", "  a: null", "  a: b]", "  a: b}", '  a: b"', "  a: @b", "  a: `b", "  a: %b", "  a: (b)",
        "  a: b #", "  a: b#c", "  kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk: v",
        "  A: b", "  a-b_c: d", "  1: b", "#\x01", "  a: \x7f", "  a: \ufeffb", "\ufeff", "- a: b", "- a: b\r",
        "\r", "\r\r", "  a: |\r\r", "    x\r...", "  a: [one, two-2, 3.4]", "  a: [one,two]", "  a: [one, ]",
    )
)  # fmt: skip
TEXTS = st.builds("\n".join, st.lists(LINES | st.text(max_size=12), max_size=8))
ENDS = st.sampled_from(("", "\n", "\n\n"))


def outcome(text: str, read: Any) -> Any:
    """What reading gives: a value, or the kind of refusal."""
    try:
        return read(text)
    except (plain._Bad, YAMLError, UnicodeEncodeError) as error:
        return type(error)


@settings(max_examples=1500, deadline=None)
@given(TEXTS, ENDS)
@example("- a: b\n...\n- c: d", "\n")
@example("- a: |+\n    b\n\n\n- c: d", "")
@example("- a: |+", "\n")
@example("- a: |\n    x\r\r\n    y\n- b: z", "\n")
@example('- a: "x\r\r\n    y"', "\n")
@example("- a: x\r...\n- b: y", "\n")
@example("- a: x\u2028---\n- b: y", "\n")
@example("- a: |\n    b\n" * 120, "")
@example("- a: 'b\n- c: d'", "\n")
@example("- a: [b\n- c]", "\n")
def test_whatever_lines_stand_in_a_file_both_ways_of_reading_agree(text: str, end: str) -> None:
    whole = text + end
    assert outcome(whole, plain._plain) == outcome(whole, plain._parsed)


@pytest.mark.parametrize("line", ["  note: He said: yes", "  note: |\n    Two\n    lines", "  rows:\n    - {a: b}"])
def test_an_entry_that_is_not_flat_goes_to_the_parser_by_itself(line: str) -> None:
    asked: list[str] = []
    text = f"# head\n\n- id: a\n  event: visit\n\n- id: b\n{line}\n\n- id: c\n"
    flat_list(text, lambda part: [asked.append(part)])
    assert asked == [f"- id: b\n{line}\n\n"]


def test_a_journal_of_flat_entries_never_sees_the_parser() -> None:
    def refuse(text: str) -> Any:
        raise AssertionError(text)

    text = '- id: a\n  date: 2026-12-03T10:00\n  by: [sw1, mother]\n  note: "No: none."\r\n# so\n\n- id: b\n  of: a\n'
    assert flat_list(text, refuse) == [
        {"id": "a", "date": "2026-12-03T10:00", "by": ["sw1", "mother"], "note": "No: none."}, {"id": "b", "of": "a"}
    ]  # fmt: skip


def test_the_demonstration_is_read_the_same_both_ways() -> None:
    for path in sorted((Path(__file__).parents[1] / "case_templates").rglob("*.yaml")):
        text = path.read_text(encoding="utf-8")
        assert outcome(text, plain._plain) == outcome(text, plain._parsed), path
