"""A short round of every fuzzed reader, the same each time; `python -m tests.fuzz` goes on for as long as one likes."""

import pytest

from tests.fuzz.__main__ import Count, one_round
from tests.fuzz.readers import READERS


@pytest.mark.parametrize("name", READERS)
def test_a_reader_understands_what_it_is_given_or_says_no(name: str) -> None:
    count = Count()
    one_round(count, name, inputs=12, start=7)

    assert count.inputs[name] >= 12


def test_a_reader_that_breaks_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(data: bytes) -> None:
        assert b"visit" not in data

    monkeypatch.setitem(READERS, "yaml", type(READERS["yaml"])(broken, READERS["yaml"].seeds))

    with pytest.raises(AssertionError):
        one_round(Count(), "yaml", inputs=50, start=7)
