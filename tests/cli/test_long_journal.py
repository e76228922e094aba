"""A long journal costs in proportion: nothing is worked out anew for each of its entries."""

from pathlib import Path
from unittest import mock

import pytest

from reunify_cli import shape
from tests.cli.desk import JOURNAL, a_team, reunify

COMMANDS = (
    ("check", "42"), ("check",), ("events", "42"), ("show", "42", "--all"), ("why", "42"), ("why", "42", "visits"),
    ("pack", "42", "chronology", "--format", "md"), ("pack", "42", "visit-sheet", "--format", "md"),
)  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_journal_is_read_as_often_with_many_like_entries_as_with_few(tmp_path: Path, words: tuple[str, ...]) -> None:
    def reads(number: int) -> int:
        like = "".join(f"- {{id: Z{n:05}, event: review, date: 2026-11-02}}\n" for n in range(number))
        team = a_team(tmp_path / f"team-{number}", **{"cases/RU-2026-0042/journal.yaml": JOURNAL + like})
        with mock.patch.object(shape, "load", wraps=shape.load) as load:
            answer = reunify(team, *words)
        assert answer.code in (0, 1), answer.err
        return sum(call.args[1].endswith("journal.yaml") for call in load.call_args_list)

    few, many = reads(3), reads(40)
    assert 1 <= many <= few
