"""Whatever an odd index ends in, the children's files answer."""

from pathlib import Path
from unittest import mock

import pytest

from reunify_cli.worklist.index import index_file
from tests.cli.desk import a_team, reunify

FAILURES = (
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "SQLite complains of a name that is no text"),
    ValueError("x"), TypeError("x"), KeyError("x"), IndexError("x"), AttributeError("x"), OverflowError("x"),
    MemoryError(),
)  # fmt: skip


@pytest.mark.parametrize("failure", FAILURES, ids=lambda each: type(each).__name__)
@pytest.mark.parametrize("words", [("list",), ("next",), ("overdue", "--json"), ()])
def test_a_failure_of_any_type_falls_back_to_the_files(
    tmp_path: Path, failure: Exception, words: tuple[str, ...]
) -> None:
    team = a_team(tmp_path / "team")
    right = reunify(team, *words, "--no-index") if words else reunify(team)
    with mock.patch.object(index_file, "opened", side_effect=failure):
        said = reunify(team, *words)

    assert (right.code, right.out, right.err) == (said.code, said.out, said.err)
