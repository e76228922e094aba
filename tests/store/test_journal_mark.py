"""The mark at a journal's end: every beginning of a written journal is named or says all that the whole one says."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli import shape
from reunify_cli.errors import Unreadable
from reunify_cli.store.folder import read_folder
from reunify_cli.store.journal import with_entries
from reunify_cli.store.journal_mark import (
    HEADER,
    Changed,
    changed,
    code_of,
    is_cut_off,
    is_marked,
    marked,
    sealed,
    unmarked,
)
from reunify_cli.store.repair.joining import join
from reunify_cli.store.yaml_writer import entry_yaml
from tests.store.rooms import child, said, words

PATH = Path("cases/RU-2026-0042/journal.yaml")
NOTES = st.text(st.sampled_from("ab :#-\n'\"|é[]{}"), max_size=30) | st.sampled_from(
    ["one\n# reunify end mark: 0\n", HEADER, "# reunify end mark: 1 abcd", "- id: x", "\n\n"]
)


def entry(id: str, note: str = "well", **more: str) -> dict[str, str]:
    return {"id": id, "event": "talk", "date": "2026-03-10", "note": note, "recorded": "2026-03-11T09:00Z", **more}


def entries(data: bytes) -> list[dict[str, str]]:
    return shape.load(data, "f").data or []


@st.composite
def written(draw: st.DrawFn) -> bytes:
    """A journal that this program wrote, in one or more appends, on what somebody may have begun by hand."""
    data = draw(st.sampled_from([
        b"", b"# none\n", b"# kept by hand\n\n- event: talk\n  date: 2026-03-10\n", b"\xef\xbb\xbf",
        b"  - event: talk\r\n    date: 2026-03-10\r\n", b"- event: talk\n  date: 2026-03-10",
    ]))  # fmt: skip
    for n in range(draw(st.integers(1, 3))):
        data = with_entries(PATH, data, [entry(f"7A{n}{m}", draw(NOTES)) for m in range(draw(st.integers(1, 2)))])
    return data


@given(written())
def test_every_beginning_of_a_written_journal_is_named_or_says_what_the_whole_one_says(data: bytes) -> None:
    whole = entries(data)
    for length in range(1, len(data)):
        part = data[:length]
        try:
            says = entries(part)
        except Unreadable:
            continue
        assert is_cut_off(part) or says == whole or part == b"\xef\xbb\xbf"


@given(written(), NOTES)
def test_an_append_keeps_what_stood_there_and_moves_the_one_mark_down(data: bytes, note: str) -> None:
    new = with_entries(PATH, data, [entry("9ZZ9", note)])

    assert unmarked(new).startswith(unmarked(data))
    assert [*entries(data), entry("9ZZ9", note)] == entries(new)
    assert not is_cut_off(new)
    assert is_marked(new)
    assert Changed() == changed(new)


@given(written())
def test_neither_line_ends_nor_indentation_nor_comments_count_as_changed(data: bytes) -> None:
    lines = data.replace(b"\r\n", b"\n")

    assert Changed() == changed(lines)
    assert Changed() == changed(lines.replace(b"\n", b"\r\n")) or b"\\n" in data or b"|" in data
    assert not is_cut_off(lines.replace(b"\n", b"\r\n"))
    assert Changed() == changed(lines.replace(b"\n- id", b"\n# looked at\n- id"))


def journal(*ids: str) -> bytes:
    data = b""
    for id in ids:
        data = with_entries(PATH, data, [entry(id)])
    return data


THREE = journal("2A11", "2A12", "2A13")


@pytest.mark.parametrize(
    ("by_hand", "found"),
    [
        (THREE.replace(b"id: 2A12\n  event: talk\n  date: 2026-03-10", b"id: 2A12\n  event: talk\n  date: 2026-03-12"),
         Changed((1,))),
        (THREE.replace(entry_yaml(entry("2A12")).encode(), b""), Changed((), (0,))),
        (THREE.replace(entry_yaml(entry("2A11")).encode(), b""), Changed((), (-1,))),
        (THREE.replace(entry_yaml(entry("2A13")).encode(), b""), Changed((), (1,))),
        (THREE + b"- event: talk\n  date: 2026-03-12\n", Changed()),
        (THREE.replace(b"- id: 2A12", b"- event: talk\n  date: 2026-03-12\n- id: 2A12"), Changed()),
        (THREE.replace(entry_yaml(entry("2A11")).encode(), b"").replace(
            b"- id: 2A13", f"{entry_yaml(entry('2A11'))}- id: 2A13".encode()), Changed()),
        (THREE.replace(b"well", b"better", 1).replace(b"well", b"worse"), Changed((0, 1, 2))),
    ],
    ids=["altered", "one gone", "the first gone", "the last gone", "added below", "added between", "moved", "all"],
)  # fmt: skip
def test_what_was_changed_by_hand_is_told_by_its_place(by_hand: bytes, found: Changed) -> None:
    assert found == changed(by_hand)
    again = with_entries(PATH, by_hand, [entry("9ZZ9")])
    assert found == changed(again), "the next entry does not cover it up"
    assert Changed() == changed(sealed(by_hand))


def test_a_journal_by_hand_or_from_before_there_were_marks_is_no_cut_one(tmp_path: Path) -> None:
    old = entry_yaml(entry("7K3F")).encode()
    reading = read_folder(child(tmp_path, old), "RU-2026-0042", words(), date(2026, 11, 30))

    assert reading.case is not None
    assert Changed() == changed(old)


@pytest.mark.parametrize("cut", [len(HEADER) // 2, len(HEADER) + 1, THREE.index(b"- id: 2A13"), len(THREE) - 3])
def test_a_journal_that_lost_its_end_is_not_read_and_not_written_to(tmp_path: Path, cut: int) -> None:
    reading = read_folder(child(tmp_path, THREE[:cut]), "RU-2026-0042", words(), date(2026, 11, 30))

    assert reading.case is None
    assert "The end of this file is missing" in reading.problems[0].sentence
    assert "Its end is missing" in said(lambda: with_entries(PATH, THREE[:cut], [entry("9ZZ9")]))
    whole = THREE[:cut].split(b"\n", 1)[-1]
    if whole.startswith(b"-"):
        reading = read_folder(child(tmp_path, whole), "RU-2026-0042", words(), date(2026, 11, 30))
        assert reading.case is not None, "a person who knows that it is whole says so"


@pytest.mark.parametrize("journal", [b"# What happened, one entry after anot", b"# kept by D", b"#"])
def test_one_that_breaks_off_in_its_first_comment_is_not_read(tmp_path: Path, journal: bytes) -> None:
    assert read_folder(child(tmp_path, journal), "RU-2026-0042", words(), date(2026, 11, 30)).case is None


@pytest.mark.parametrize("journal", [b"# none", b"# none\n", b"# What happened, one entry after another: nothing yet."])
def test_one_that_says_that_nothing_is_recorded_yet_is(tmp_path: Path, journal: bytes) -> None:
    assert read_folder(child(tmp_path, journal), "RU-2026-0042", words(), date(2026, 11, 30)).case is not None


# --- joined -------------------------------------------------------------------------------------------------------


@given(written(), NOTES, NOTES)
def test_two_marked_journals_joined_are_marked_for_all_that_they_say(data: bytes, one: str, other: str) -> None:
    a, b = with_entries(PATH, data, [entry("8AA1", one)]), with_entries(PATH, data, [entry("9BB2", other)])
    joined = join(a, b, data)

    assert joined.data == join(b, a, data).data
    assert not is_cut_off(joined.data)
    assert Changed() == changed(joined.data)
    assert 1 == joined.data.count(f"\n{HEADER}".encode()) + joined.data.lstrip(b"\xef\xbb\xbf").startswith(
        HEADER.encode()
    )


def test_joining_does_not_cover_up_what_was_changed_by_hand() -> None:
    by_hand = THREE.replace(b"well", b"better", 1)
    joined = join(by_hand, with_entries(PATH, THREE, [entry("9ZZ9")]), THREE)

    assert Changed((0,)) == changed(joined.data)


@pytest.mark.parametrize("cut", range(1, len(THREE)))
def test_of_a_copy_that_lost_its_end_the_whole_one_is_taken(cut: int) -> None:
    part = THREE[:cut]
    if is_cut_off(part):
        assert THREE == join(part, THREE).data == join(THREE, part).data


def test_what_a_cut_copy_has_beside_the_whole_one_is_kept_and_the_child_stays_named() -> None:
    more = with_entries(PATH, THREE, [entry("8AA1")])
    part = more[: more.index(b"# reunify end mark")]
    joined = join(part, with_entries(PATH, THREE, [entry("9ZZ9")]))

    assert {"2A11", "2A12", "2A13", "8AA1", "9ZZ9"} == {each["id"] for each in entries(joined.data)}
    assert is_cut_off(joined.data)


def test_a_digest_is_of_what_an_entry_says() -> None:
    assert code_of({"a": "1", "b": "2"}) == code_of({"b": "2", "a": "1"}) != code_of({"a": "1", "b": "3"})
    assert marked(b"", []).decode() == f"{HEADER}\n# reunify end mark: 0\n"
