"""How wide a table's columns are: a day keeps its line, and who has most to say gets what is left."""

import pytest

from reunify_cli.papers.layout.blocks import Table, column_words
from reunify_cli.papers.layout.columns import LINE, shares
from reunify_cli.papers.layout.parse import parse

SHORT = "| By | What |\n|---|---|\n| Wed 9 Dec 2026 | {} |\n"
LONG = "the plan for how he goes home, who is told of it and what each of them does by when, agreed by everybody there"


def table(text: str) -> Table:
    (found,) = (block for block in parse(text).blocks if isinstance(block, Table))
    return found


def test_the_widths_are_parts_of_one_whole_and_none_is_less_than_its_longest_word_asks() -> None:
    one = table(SHORT.format(LONG))
    found = shares(one)
    least, _ = column_words(one)

    assert sum(found) == pytest.approx(1)
    assert all(share * LINE >= len(word) for share, word in zip(found, least, strict=True))


def test_a_day_stays_on_one_line_beside_a_text_however_long() -> None:
    day, _ = shares(table(SHORT.format(LONG)))

    assert day * LINE >= len("Wed 9 Dec 2026")


def test_what_is_left_goes_to_the_column_that_has_most_to_say() -> None:
    day, text = shares(table(SHORT.format(LONG)))

    assert text > 2 * day


def test_two_columns_that_say_as_much_are_as_wide() -> None:
    one, other = shares(table(f"| A | B |\n|---|---|\n| {LONG} | {LONG} |\n"))

    assert one == pytest.approx(other)
