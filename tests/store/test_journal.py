"""Adding to a journal: at its end, to the byte, whole or not at all, whatever the disk and other people do."""

import errno
import os
import re
import subprocess
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
from reunify_cli.store.durable import change, disk, locks, multi_write
from reunify_cli.store.durable.change import mend
from reunify_cli.store.journal import append, append_many, new_id
from reunify_cli.store.journal_mark import sealed, unmarked
from reunify_cli.store.yaml_writer import entry_yaml
from tests.store.rooms import PowerCutError, a_disk, lay, left_in, said

VISIT = {"id": "7K3F", "event": "visit", "date": "2026-03-10", "seen": True}
TALK = {"id": "8B4G", "event": "talk", "date": "2026-03-11", "note": "At home:\nall well"}
OLD = entry_yaml(VISIT).encode()
NEW = sealed(OLD + entry_yaml(TALK).encode())

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
def test_the_old_bytes_stand_in_the_new_file_and_below_them_the_new_entries(
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

    assert unmarked(new).startswith(old)
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

    assert new == unmarked(path.read_bytes()).decode()
    assert sealed(new.encode()) == path.read_bytes()


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
    Someone else changed this file, so nothing was saved.
    Type the command again."""
    )
    assert now == (path.read_bytes() if path.exists() else None)


def test_while_somebody_writes_nobody_else_does(tmp_path: Path) -> None:
    path = journal(tmp_path)
    with locks.locked(path.parent, "Helen Fenwick"):
        words = said(lambda: add(path))

    assert words == "cases/RU-2026-0042\n    Helen Fenwick is writing to this case.\n    Try again in a moment."
    assert (OLD, ["journal.yaml"]) == (path.read_bytes(), left_in(path.parent))
    add(path)


def test_a_lock_that_is_let_go_in_time_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = journal(tmp_path)
    lock = path.parent / locks.NAME
    lay(path.parent, {locks.NAME: "Helen Fenwick\n"})
    monkeypatch.setattr(disk, "tries", 3)
    monkeypatch.setattr(locks.time, "sleep", lambda _: lock.unlink())
    add(path)

    assert NEW == path.read_bytes()


@pytest.mark.parametrize(
    ("lock", "minutes"),
    [
        ("Helen Fenwick\n", 12),
        ("Helen Fenwick\nNB4471/0/0\n4242 a1\n", 12),
        ("Helen Fenwick\n{here}\n{ended} a1\n", 0),
        ("", 12),
    ],
)
def test_a_lock_whose_holder_is_gone_or_long_silent_is_taken(tmp_path: Path, lock: str, minutes: int) -> None:
    ended = subprocess.Popen(["true"])
    ended.wait()
    path = journal(tmp_path)
    lay(path.parent, {locks.NAME: lock.format(here=locks.machine(), ended=ended.pid)})
    long_ago = (path.parent / locks.NAME).stat().st_mtime - minutes * 60
    os.utime(path.parent / locks.NAME, (long_ago, long_ago))
    add(path)

    assert (NEW, ["journal.yaml"]) == (path.read_bytes(), left_in(path.parent))


@pytest.mark.parametrize(
    ("lock", "where"),
    [("Helen Fenwick\nNB4471/0/0\n4242 a1\n", " on NB4471"), ("Helen Fenwick\n{here}\n{running} a1\n", "")],
)
def test_a_lock_that_somebody_may_still_hold_is_not(tmp_path: Path, lock: str, where: str) -> None:
    path = journal(tmp_path)
    lay(path.parent, {locks.NAME: lock.format(here=locks.machine(), running=os.getpid())})

    assert f"Helen Fenwick is writing to this case{where}." in said(lambda: add(path))
    assert (OLD, [locks.NAME, "journal.yaml"]) == (path.read_bytes(), left_in(path.parent))


def test_of_two_who_find_the_same_lock_left_over_only_one_takes_it(tmp_path: Path) -> None:
    folder = journal(tmp_path).parent
    lay(folder, {locks.NAME: "Helen Fenwick\n"})
    left = locks.holder_of(folder)
    assert left is not None
    locks.take(folder, left)
    with locks.locked(folder, "Ruth Amadi") as hers:
        locks.take(folder, left)

        assert hers.sound()


def test_a_synchroniser_that_writes_over_it_at_once_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = journal(tmp_path)
    theirs = b"- event: review\n"
    monkeypatch.setattr(disk, "sync_folder", lambda _: path.write_bytes(theirs))

    assert "something else writes here too" in said(lambda: add(path))
    assert (theirs, ["journal.yaml"]) == (path.read_bytes(), left_in(path.parent))


def test_on_a_drive_that_knows_no_locks_whoever_is_second_is_asked_to_repeat(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(new: Path, path: Path) -> None:
        raise OSError(errno.ENOTSUP, "Operation not supported")

    path, theirs = journal(tmp_path), OLD + b"- event: review\n"
    monkeypatch.setattr(disk, "claim", no_locks)
    monkeypatch.setattr(change, "settle", 0.0)
    add(path)

    assert (NEW, ["journal.yaml"]) == (path.read_bytes(), left_in(path.parent))

    # Somebody writes while we prepare ours: seen before anything is replaced.
    path.write_bytes(OLD)
    real = disk.write_beside
    monkeypatch.setattr(disk, "write_beside", lambda *of: (path.write_bytes(theirs), real(*of))[1])
    assert "Someone else changed this file, so nothing was saved." in said(lambda: add(path))
    assert (theirs, ["journal.yaml"]) == (path.read_bytes(), left_in(path.parent))

    # Somebody who compared before us replaces after us: seen at the second look, and ours is not confirmed.
    path.write_bytes(OLD)
    monkeypatch.setattr(disk, "write_beside", real)
    monkeypatch.setattr(change.time, "sleep", lambda _: path.write_bytes(theirs))
    assert "something else writes here too" in said(lambda: add(path))


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


def test_when_the_power_is_cut_between_any_two_calls_the_journal_is_as_before_or_as_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def work(root: Path) -> None:
        add(journal(root))

    seen = set()
    for root, refused in outcomes(tmp_path, work, dies=True):
        path = root / "cases" / "RU-2026-0042" / "journal.yaml"
        seen.add(path.read_bytes())
        assert refused
        assert path.read_bytes() in (OLD, NEW)
        # Whatever was left behind, the next one can go on: the process that held the lock has ended.
        monkeypatch.setattr(locks, "_alive", lambda _: False)
        add(path, path.read_bytes(), {"event": "review"})
        assert {"event": "review"} == shape.load(path.read_bytes(), "f").data[-1]
    assert {OLD, NEW} == seen


def test_when_any_one_call_fails_the_journal_is_as_before_and_the_refusal_says_so(tmp_path: Path) -> None:
    def work(root: Path) -> None:
        add(journal(root))

    for root, refused in outcomes(tmp_path, work, dies=False):
        path = root / "cases" / "RU-2026-0042" / "journal.yaml"
        assert (OLD if refused else NEW) == path.read_bytes()
        assert {"journal.yaml"} >= set(left_in(path.parent)) - {locks.NAME}


@pytest.mark.parametrize("old", [OLD, None])
def test_several_journals_are_written_all_or_none_whichever_call_fails(tmp_path: Path, old: bytes | None) -> None:
    cases = ["RU-2026-0050", "RU-2026-0051", "RU-2026-0052"]
    new = sealed((old or b"") + entry_yaml(TALK).encode())

    def work(root: Path) -> None:
        paths = [journal(root, old, case) for case in cases]
        append_many({path: [TALK] for path in paths}, expected=dict.fromkeys(paths, old), holder="Dana")

    for root, refused in outcomes(tmp_path, work, dies=False):
        paths = [root / "cases" / case / "journal.yaml" for case in cases]
        assert [old if refused else new] * 3 == [path.read_bytes() if path.exists() else None for path in paths]


def test_when_the_power_is_cut_several_journals_are_told_to_differ_and_made_all_as_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = ["RU-2026-0050", "RU-2026-0051", "RU-2026-0052"]

    def work(root: Path) -> None:
        paths = [journal(root, OLD, case) for case in cases]
        append_many({path: [TALK] for path in paths}, expected=dict.fromkeys(paths, OLD), holder="Dana")

    halves, outcome = 0, set()
    for root, _ in outcomes(tmp_path, work, dies=True):
        monkeypatch.setattr(locks, "_alive", lambda _: False)
        paths = [root / "cases" / case / "journal.yaml" for case in cases]
        half = len({path.read_bytes() for path in paths}) > 1
        halves += half
        assert half <= bool(multi_write.cut_off(root / "cases")), "whoever only reads is told"
        one = paths[1]
        add(one, one.read_bytes(), {"event": "review"})
        assert half == mend(multi_write.cut_off(root / "cases"), "Dana")
        assert [] == multi_write.unfinished(root / "cases")
        review = b"- event: review\n"
        found = {sealed(unmarked(path.read_bytes()).replace(review, b"")) for path in paths}
        assert 1 == len(found)
        assert review in one.read_bytes()
        outcome |= found
    assert halves
    assert {sealed(OLD), NEW} == outcome


def test_a_cut_off_write_is_finished_below_what_somebody_wrote_by_hand_since(tmp_path: Path) -> None:
    one, other = (journal(tmp_path, OLD, case) for case in ("RU-2026-0050", "RU-2026-0051"))
    multi_write.promise([(one, OLD, entry_yaml(TALK)), (other, OLD, entry_yaml(TALK))])
    one.write_bytes(NEW)
    other.write_bytes(OLD + b"- event: review")

    assert mend(multi_write.cut_off(tmp_path / "cases"), "Dana")
    by_hand = sealed(OLD + b"- event: review\n" + entry_yaml(TALK).encode())
    assert (NEW, by_hand) == (one.read_bytes(), other.read_bytes())
    add(one, NEW, {"event": "review"})


def test_a_write_that_had_not_begun_is_not_begun_from_its_note(tmp_path: Path) -> None:
    one, other = (journal(tmp_path, OLD, case) for case in ("RU-2026-0050", "RU-2026-0051"))
    note = multi_write.promise([(one, OLD, entry_yaml(TALK)), (other, OLD, entry_yaml(TALK))])

    assert not mend(multi_write.cut_off(tmp_path / "cases"), "Dana")
    assert OLD == one.read_bytes() == other.read_bytes()
    assert not note.exists()


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
