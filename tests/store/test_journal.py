"""Adding to a journal: at its end, to the byte, whole or not at all, whatever the disk and other people do."""

import os
import re
from collections.abc import Callable
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli import shape
from reunify_cli.errors import Unreadable
from reunify_cli.store import disk
from reunify_cli.store.journal import append, append_many, entry_yaml, new_id
from tests.store.rooms import PowerCutError, a_disk, lay, left_in, said

VISIT = {"id": "7K3F", "event": "visit", "date": "2026-03-10", "seen": True}
TALK = {"id": "8B4G", "event": "talk", "date": "2026-03-11", "note": "At home:\nall well"}
OLD = entry_yaml(VISIT).encode()
NEW = OLD + entry_yaml(TALK).encode()

TEXTS = st.text(max_size=12) | st.sampled_from(["a\nb", "a\nb\n", "no", "- a", "x: y", "# z"])
ENTRIES = st.lists(st.dictionaries(st.sampled_from(["note", "words", "id"]), TEXTS, min_size=1), min_size=1, max_size=3)


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "tries", 1)


def journal(root: Path, content: bytes | None = OLD, case: str = "RU-2026-0042") -> Path:
    path = root / "cases" / case / "journal.yaml"
    path.parent.mkdir(parents=True)
    if content is not None:
        path.write_bytes(content)
    return path


def add(path: Path, expected: bytes | None = OLD, entry: dict[str, Any] = TALK) -> None:
    append(path, [entry], expected=expected, holder="Dana Okafor")


# --- at the end ---


@given(
    before=ENTRIES, after=ENTRIES, style=st.sampled_from(["plain", "windows", "indented", "bom", "no last line end"])
)
def test_the_old_bytes_are_the_beginning_of_the_new_file_and_the_rest_is_the_new_entries(
    before: list[dict[str, str]], after: list[dict[str, str]], style: str
) -> None:
    text = "# what happened\n" + "".join(map(entry_yaml, before))
    match style:
        case "windows":
            text = text.replace("\n", "\r\n")
        case "indented":
            text = re.sub(r"^(?=[^\n])", "  ", text, flags=re.MULTILINE)
        case "bom":
            text = "\ufeff" + text
        case "no last line end":
            text = text.removesuffix("\n")
    old = text.encode()
    with TemporaryDirectory() as root:
        path = journal(Path(root), old)
        append(path, after, expected=old, holder="Dana")
        new = path.read_bytes()

    assert new.startswith(old)
    assert [*before, *after] == shape.load(new, "f").data or style == "no last line end"
    assert shape.load(old + b"\n" * (style == "no last line end"), "f").data + after == shape.load(new, "f").data
    assert (style == "windows") == (new.count(b"\r\n") == new.count(b"\n"))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"", "- event: talk\n"),
        (None, "- event: talk\n"),
        (b"# nothing yet", "# nothing yet\n- event: talk\n"),
        (b"---\n  - event: visit\n", "---\n  - event: visit\n  - event: talk\n"),
        (b"- event: visit\n\n\n", "- event: visit\n\n\n- event: talk\n"),
        (b"- event: visit  # at home", "- event: visit  # at home\n- event: talk\n"),
        (b"- note: |\n    left open", "- note: |\n    left open\n- event: talk\n"),
        (b"-   event: visit\r\n    seen: yes", "-   event: visit\r\n    seen: yes\r\n- event: talk\r\n"),
    ],
)
def test_an_entry_goes_below_whatever_stands_there(tmp_path: Path, old: bytes | None, new: str) -> None:
    path = journal(tmp_path, old)
    append(path, [{"event": "talk"}], expected=old, holder="Dana")

    assert new == path.read_bytes().decode()


@pytest.mark.parametrize(
    "old", [b"[]", b"[{event: visit}]", b"event: visit\n", b"visit", b"- event: visit\n...\nthe end"]
)
def test_a_journal_that_nothing_can_be_added_to_is_left_alone(tmp_path: Path, old: bytes) -> None:
    path = journal(tmp_path, old)
    words = said(lambda: add(path, old))

    assert words.startswith("cases/RU-2026-0042/journal.yaml")
    assert (old, ["journal.yaml"]) == (path.read_bytes(), left_in(path.parent))


def test_a_broken_journal_says_where_it_is_broken_and_is_left_alone(tmp_path: Path) -> None:
    path = journal(tmp_path, b"- event: visit\n  note: 'half\n")
    words = said(lambda: add(path, path.read_bytes()))

    assert (
        words
        == """\
cases/RU-2026-0042/journal.yaml:2:9
    This quotation mark is never closed.
    Close it at the end of the text."""
    )
    assert ["journal.yaml"] == left_in(path.parent)


def test_half_a_character_is_refused_like_anything_else_that_cannot_be_read_back(tmp_path: Path) -> None:
    path = journal(tmp_path)

    assert "Nothing was changed" in said(lambda: add(path, OLD, {"note": "\udc96"}))
    assert OLD == path.read_bytes()


def test_an_append_leaves_nothing_else_behind_and_keeps_who_may_read_the_file(tmp_path: Path) -> None:
    path = journal(tmp_path)
    path.chmod(0o640)
    add(path)

    assert ["journal.yaml"] == left_in(path.parent)
    assert 0o640 == path.stat().st_mode & 0o777


# --- other people ---


@pytest.mark.parametrize(("expected", "now"), [(OLD, OLD + b"\n"), (OLD, None), (None, OLD), (OLD, b"")])
def test_what_somebody_else_wrote_in_between_is_never_overwritten(
    tmp_path: Path, expected: bytes | None, now: bytes | None
) -> None:
    path = journal(tmp_path, now)
    words = said(lambda: add(path, expected))

    assert (
        words
        == """\
cases/RU-2026-0042/journal.yaml
    Somebody else wrote to this file in between. Nothing was changed.
    Type the command again."""
    )
    assert now == (path.read_bytes() if path.exists() else None)


def test_while_somebody_writes_nobody_else_does(tmp_path: Path) -> None:
    path = journal(tmp_path)
    with disk.locked(path.parent, "Helen Fenwick"):
        words = said(lambda: add(path))

    assert words == "cases/RU-2026-0042\n    Helen Fenwick is writing to this case.\n    Try again in a moment."
    assert (OLD, ["journal.yaml"]) == (path.read_bytes(), left_in(path.parent))
    add(path)


def test_a_lock_that_is_let_go_in_time_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = journal(tmp_path)
    lock = path.parent / disk.LOCK
    lay(path.parent, {disk.LOCK: "Helen Fenwick\n"})
    monkeypatch.setattr(disk, "tries", 3)
    monkeypatch.setattr(disk.time, "sleep", lambda _: lock.unlink())
    add(path)

    assert NEW == path.read_bytes()


def test_a_lock_left_over_names_who_left_it_and_goes_when_somebody_says_so(tmp_path: Path) -> None:
    path = journal(tmp_path)
    lock = path.parent / disk.LOCK
    lay(path.parent, {disk.LOCK: "Helen Fenwick\n"})
    long_ago = lock.stat().st_mtime - 725
    os.utime(lock, (long_ago, long_ago))
    words = said(lambda: add(path))

    assert (
        words
        == """\
cases/RU-2026-0042
    Helen Fenwick began to write to this case 12 minutes ago and never finished.
    If nobody is writing now, type  reunify doctor RU-2026-0042"""
    )
    disk.break_lock(path.parent)
    add(path)
    assert NEW == path.read_bytes()


def test_a_synchroniser_that_writes_over_it_at_once_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = journal(tmp_path)
    theirs = b"- event: review\n"
    monkeypatch.setattr(disk, "sync_folder", lambda _: path.write_bytes(theirs))

    assert "something else writes here too" in said(lambda: add(path))
    assert (theirs, ["journal.yaml"]) == (path.read_bytes(), left_in(path.parent))


# --- the disk ---


def outcomes(tmp_path: Path, work: Callable[[Path], None], *, dies: bool) -> Any:
    """Run some work on fresh folders, with the first call of the seam failing, then the second, and so on."""
    for n in count(1):
        root = tmp_path / str(n)
        root.mkdir()
        with a_disk(n, dies=dies) as broken:
            try:
                work(root)
                refused = False
            except (Unreadable, PowerCutError):
                refused = True
        if not broken.failed:
            assert 8 < n, "the work goes through the seam"
            return
        yield root, refused


def test_when_the_power_is_cut_between_any_two_calls_the_journal_is_as_before_or_as_after(tmp_path: Path) -> None:
    def work(root: Path) -> None:
        add(journal(root))

    seen = set()
    for root, refused in outcomes(tmp_path, work, dies=True):
        path = root / "cases" / "RU-2026-0042" / "journal.yaml"
        seen.add(path.read_bytes())
        assert refused
        assert path.read_bytes() in (OLD, NEW)
        # Whatever was left behind, the next one can go on as soon as the lock is taken away.
        disk.break_lock(path.parent)
        add(path, path.read_bytes(), {"event": "review"})
        assert {"event": "review"} == shape.load(path.read_bytes(), "f").data[-1]
    assert {OLD, NEW} == seen


def test_when_any_one_call_fails_the_journal_is_as_before_and_the_refusal_says_so(tmp_path: Path) -> None:
    def work(root: Path) -> None:
        add(journal(root))

    for root, refused in outcomes(tmp_path, work, dies=False):
        path = root / "cases" / "RU-2026-0042" / "journal.yaml"
        assert (OLD if refused else NEW) == path.read_bytes()
        assert {"journal.yaml"} >= set(left_in(path.parent)) - {disk.LOCK}


@pytest.mark.parametrize("old", [OLD, None])
def test_several_journals_are_written_all_or_none_whichever_call_fails(tmp_path: Path, old: bytes | None) -> None:
    cases = ["RU-2026-0050", "RU-2026-0051", "RU-2026-0052"]
    new = (old or b"") + entry_yaml(TALK).encode()

    def work(root: Path) -> None:
        paths = [journal(root, old, case) for case in cases]
        append_many({path: [TALK] for path in paths}, expected=dict.fromkeys(paths, old), holder="Dana")

    for root, refused in outcomes(tmp_path, work, dies=False):
        paths = [root / "cases" / case / "journal.yaml" for case in cases]
        assert [old if refused else new] * 3 == [path.read_bytes() if path.exists() else None for path in paths]


def test_when_the_power_is_cut_each_of_several_journals_is_as_before_or_as_after(tmp_path: Path) -> None:
    cases = ["RU-2026-0050", "RU-2026-0051"]

    def work(root: Path) -> None:
        paths = [journal(root, OLD, case) for case in cases]
        append_many({path: [TALK] for path in paths}, expected=dict.fromkeys(paths, OLD), holder="Dana")

    for root, _ in outcomes(tmp_path, work, dies=True):
        assert {OLD, NEW} >= {(root / "cases" / case / "journal.yaml").read_bytes() for case in cases}


def test_of_several_journals_one_that_was_changed_stops_them_all(tmp_path: Path) -> None:
    one, other = (journal(tmp_path, OLD, case) for case in ("RU-2026-0050", "RU-2026-0051"))
    work = {one: [TALK], other: [TALK]}

    assert "RU-2026-0051" in said(lambda: append_many(work, expected={one: OLD, other: b""}, holder="Dana"))
    assert OLD == one.read_bytes() == other.read_bytes()


def test_a_full_disk_is_said_in_words(tmp_path: Path) -> None:
    path = journal(tmp_path)
    with a_disk(5):
        words = said(lambda: add(path))

    assert (
        words
        == """\
cases/RU-2026-0042/journal.yaml
    This could not be written: the disk is full.
    Nothing was changed."""
    )


# --- ids ---


def test_ids_are_short_unlike_any_word_or_number_and_never_taken_twice() -> None:
    taken: set[str] = set()
    for _ in range(2000):
        made = new_id(taken)
        assert made not in taken
        assert re.fullmatch(r"[2-9][A-DF-HJKMNP-Z][2-9A-HJKMNP-Z]{2}", made)
        taken.add(made)


def test_where_all_short_ids_are_taken_a_longer_one_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    for letters in ("_DIGITS", "_LETTERS", "_EITHER"):
        monkeypatch.setattr("reunify_cli.store.journal." + letters, "7")

    assert "7777" == new_id(())
    assert "77777" == new_id({"7777"})
