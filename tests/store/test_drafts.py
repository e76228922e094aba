"""Forms somebody has begun: kept whole or not at all, in every way that Windows and others have, and put aside."""

import re
from pathlib import Path
from unittest import mock

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.errors import Unreadable
from reunify_cli.store.drafts import draft_path, keep_draft, put_aside, read_draft, remove_draft, shown
from reunify_cli.store.durable import disk


@given(st.text())
def test_a_drafts_name_is_one_that_every_system_can_have_whoever_writes_it(holder: str) -> None:
    path = draft_path(Path("cases/RU-2026-0042"), "review", holder)

    assert re.fullmatch(r"review(-[A-Za-z0-9][A-Za-z0-9.-]*)?\.txt", path.name)
    assert "RU-2026-0042" == path.parent.parent.name
    assert ".." not in path.parts


def test_notepad_gets_its_line_ends_and_the_mark_of_utf_8(tmp_path: Path) -> None:
    path = draft_path(tmp_path, "review")
    keep_draft(path, "Note: £20\nBy:\n", windows=True)

    assert b"\xef\xbb\xbfNote: \xc2\xa320\r\nBy:\r\n" == read_draft(path)

    keep_draft(path, "Note: £20\n", windows=False)

    assert "Note: £20\n".encode() == read_draft(path)


def test_a_draft_that_is_taken_away_takes_its_folder_along_and_leaves_others(tmp_path: Path) -> None:
    one, two = draft_path(tmp_path, "review"), draft_path(tmp_path, "plan", "d.okafor")
    keep_draft(one, "a", windows=False)
    keep_draft(two, "b", windows=False)
    remove_draft(one)

    assert b"b" == read_draft(two)

    remove_draft(two)

    assert not (tmp_path / "drafts").exists()
    remove_draft(two)  # twice is no mistake


def test_what_is_put_aside_is_never_written_over(tmp_path: Path) -> None:
    path = draft_path(tmp_path, "plan")
    for number in (1, 2, 3):
        keep_draft(path, str(number), windows=False)

        assert f"plan-old-{number}.txt" == put_aside(path).name
    assert ["1", "2", "3"] == [(tmp_path / "drafts" / f"plan-old-{n}.txt").read_text() for n in (1, 2, 3)]


@pytest.mark.parametrize("failing", ["create", "put", "sync", "replace"])
def test_a_disk_that_says_no_leaves_the_draft_of_before(tmp_path: Path, failing: str) -> None:
    path = draft_path(tmp_path / "RU-2026-0042", "review")
    keep_draft(path, "before", windows=False)
    with (
        mock.patch.object(disk, failing, side_effect=OSError(28, "full")),
        pytest.raises(Unreadable, match="disk is full"),
    ):
        keep_draft(path, "after", windows=False)

    assert b"before" == read_draft(path)
    assert [path.name] == [each.name for each in path.parent.iterdir()]
    assert "cases/RU-2026-0042/drafts/review.txt" == shown(path)
