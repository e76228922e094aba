"""Lawful removal: the words go from every file, a mark stays; all of it or nothing, wherever the machine stops."""

import shutil
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from reunify_cli import shape
from reunify_cli.errors import Mistyped, Unreadable
from reunify_cli.policy_store.policies import load_calendar
from reunify_cli.store.folder import read_folder
from reunify_cli.store.removal.carry_out import Order, Rewritten, carry_out, dispose, disposed, emptied, go_on
from reunify_cli.store.removal.words import RemovalWish, ToRemove, holds, redaction
from reunify_cli.store.removal_marks import NOTE, REMOVED
from reunify_cli.store.removal_note import Note, note_in, unfinished
from reunify_cli.store.retention import kept_until
from reunify_cli.store.workspace import Workspace, read_workspace
from tests.store.rooms import CASE, PowerCutError, a_disk, child, lay, left_in, said, words, workspace

ORDER = Order("g.pryce", "Family court", "typed on the wrong child", datetime(2026, 11, 30, 8, 47, tzinfo=UTC))
MARK = {"on": "2026-11-30T08:47Z", "by": "g.pryce", "ordered-by": "Family court", "why": "typed on the wrong child"}
SECRET = "The uncle sleeps at 9 Quarry Rise again."
JOURNAL = f"""\
# kept by hand
- id: 7K3F
  event: talk
  date: 2026-03-10
  note: {SECRET}
  recorded: 2026-03-10T09:00Z

- id: 8M2P   # the next day
  event: talk
  date: 2026-03-11
  note: |
    He said it once more. The uncle
    sleeps at 9 Quarry Rise again.
    Then he went to school.

- id: 9C4D
  corrects: 7K3F
  note: {SECRET} On Mondays.
  why: the day was missing

- {{id: 9D4E, event: visit, date: 2026-03-12, seen: yes}}
"""
DRAFT = f"Note:\n  # The uncle sleeps\n  # at 9 Quarry Rise again.\n{SECRET}\n"


def a_case(root: Path) -> tuple[Workspace, Path]:
    files = {"drafts/visit-dana.txt": DRAFT, "journal (1).txt": JOURNAL, "plans/9D4E.yaml": "goals: []\n"}
    return child(root, JOURNAL, **files), root / "cases" / "RU-2026-0042"


def every_byte(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def started_anew(folder: Path) -> None:
    """The machine is on again: whoever held the folder is gone."""
    for each in (folder, folder.parent.parent):
        (each / ".journal.lock").unlink(missing_ok=True)


def the_note(folder: Path) -> Note:
    note = note_in(folder)
    assert note
    return note


def redacted(folder: Path, entry: str, field: str = "", *known: str) -> ToRemove:
    found = redaction(folder, RemovalWish(entry, field), ORDER, "9ZZZ", known)
    carry_out(folder, found.files, "Dana")
    return found


# --- words --------------------------------------------------------------------------------------------------------


def test_of_a_whole_entry_only_the_mark_stays_and_its_words_go_from_every_file(
    tmp_path: Path,
) -> None:
    _, folder = a_case(tmp_path)

    found = redacted(folder, "7k3f")
    items = shape.load((folder / "journal.yaml").read_bytes(), "journal").data

    assert items[0] == {"id": "7K3F", "redacted": [MARK]}
    assert items[2] == {"id": "9C4D", "redacted": [MARK]}
    assert items[1]["note"] == f"He said it once more. {REMOVED}\nThen he went to school.\n"
    assert items[1]["redacted"] == [{"what": "note", **MARK}]
    assert items[3] == {"id": "9D4E", "event": "visit", "date": "2026-03-12", "seen": "yes"}
    assert b"Quarry" not in every_byte(folder)
    assert found.ids == ("7K3F", "8M2P", "9C4D")
    assert (folder / "drafts/visit-dana.txt").read_text() == f"Note:\n  # {REMOVED}\n{REMOVED}\n"


def test_what_is_not_removed_keeps_its_look(tmp_path: Path) -> None:
    _, folder = a_case(tmp_path)

    redacted(folder, "9C4D")
    text = (folder / "journal.yaml").read_text()

    assert text.startswith("# kept by hand\n- id: 7K3F\n  event: talk\n")
    assert "- id: 8M2P   # the next day\n" in text
    assert text.endswith("\n- {id: 9D4E, event: visit, date: 2026-03-12, seen: yes}\n")


def test_of_a_field_the_entry_stays_and_counts_and_says_that_something_went(tmp_path: Path) -> None:
    team, folder = a_case(tmp_path)

    redacted(folder, "7K3F", "note")
    case = read_folder(team, "RU-2026-0042", words(), date(2026, 11, 30)).case

    assert case is not None
    assert [(each.id, each.note) for each in case.entries[:1]] == [("7K3F", "")]
    assert [(each.id, each.what, each.by, each.why) for each in case.removals] == [
        ("7K3F", "note", "g.pryce", ORDER.why),
        ("8M2P", "note", "g.pryce", ORDER.why),
        ("9C4D", "note", "g.pryce", ORDER.why),
    ]


def test_from_case_yaml_a_key_goes_and_the_journal_says_so(tmp_path: Path) -> None:
    team, folder = a_case(tmp_path)

    redacted(folder, "case.yaml", "people.mother.name")
    case = read_folder(team, "RU-2026-0042", words(), date(2026, 11, 30)).case

    assert case is not None
    assert case.file.people["mother"].name == ""
    assert [(each.id, each.what) for each in case.removals] == [("9ZZZ", "case.yaml people.mother.name")]


def test_windows_line_ends_and_a_byte_order_mark_stay(tmp_path: Path) -> None:
    team = child(tmp_path, b"\xef\xbb\xbf" + JOURNAL.replace("\n", "\r\n").encode())
    folder = team.case_dir("RU-2026-0042")

    redacted(folder, "8M2P")
    data = (folder / "journal.yaml").read_bytes()

    assert data.startswith(b"\xef\xbb\xbf# kept by hand\r\n")
    assert data.count(b"\n") == data.count(b"\r\n")
    assert b"school" not in data


def test_the_name_of_a_court_is_not_taken_out_of_other_entries(tmp_path: Path) -> None:
    court = "Family court at Northgate"
    journal = "".join(
        f"- {{id: {x}, event: visit, date: 2026-03-12, seen: yes, words: {court}}}\n" for x in ("2A", "2B")
    )
    _, folder = child(tmp_path, journal), tmp_path / "cases" / "RU-2026-0042"

    redacted(folder, "2A", "", court)

    assert (folder / "journal.yaml").read_text().count(court) == 1


@pytest.mark.parametrize(
    ("entry", "field", "sentence"),
    [
        ("7K3X", "", 'There is no entry "7K3X" in the journal. Did you mean "7K3F"?'),
        ("7K3F", "words", 'Entry 7K3F says nothing under "words" that can go by itself.'),
        ("7K3F", "date", 'Entry 7K3F says nothing under "date" that can go by itself.'),
        ("case.yaml", "people.aunt.name", 'There is nothing under "people.aunt.name" in case.yaml that can go.'),
        ("case.yaml", "id", 'There is nothing under "id" in case.yaml that can go.'),
        ("plan.yaml", "goals", 'There is nothing under "goals" in plan.yaml that can go.'),
    ],
)
def test_what_is_not_there_cannot_go(tmp_path: Path, entry: str, field: str, sentence: str) -> None:
    _, folder = a_case(tmp_path)

    assert sentence in said(lambda: redaction(folder, RemovalWish(entry, field), ORDER, "9ZZZ"))


@pytest.mark.parametrize(
    "row",
    ["{on: 2026-11-30T08:47Z, by: a, why: b}", "{on: never, by: a, ordered-by: b, why: c}",
     "{on: 2026-11-30T08:47Z, by: a, ordered-by: b, why: c, was: the words}", "gone", "[a]"],
)  # fmt: skip
def test_a_mark_that_does_not_say_who_when_and_why_or_says_more_is_a_problem(tmp_path: Path, row: str) -> None:
    team = child(tmp_path, f"- id: 7K3F\n  redacted: [{row}]\n")
    reading = read_folder(team, "RU-2026-0042", words())

    assert reading.case is None
    assert str(reading.problems[0].place).startswith("cases/RU-2026-0042/journal.yaml:2:")


def test_a_paper_holds_the_words_however_it_breaks_them() -> None:
    assert holds("The uncle sleeps at 9\nQuar ry Rise,  again", ("The uncle sleeps at 9 Quarry Rise again.",))
    assert not holds("The aunt sleeps at 9 Quarry Rise", ("The uncle sleeps at 9 Quarry Rise again.",))


# --- all or nothing -----------------------------------------------------------------------------------------------


def test_a_file_that_somebody_wrote_to_meanwhile_is_not_touched_nor_any_other(tmp_path: Path) -> None:
    _, folder = a_case(tmp_path)
    found = redaction(folder, RemovalWish("7K3F"), ORDER, "9ZZZ")
    (folder / "drafts/visit-dana.txt").write_text("more")
    before = every_byte(folder)

    assert "Someone else changed this file" in said(lambda: carry_out(folder, found.files, "Dana"))
    assert every_byte(folder) == before


@pytest.mark.parametrize("dies", [False, True])
def test_wherever_a_redaction_stops_nothing_is_changed_or_every_command_says_so_until_it_is_finished(
    tmp_path: Path, *, dies: bool
) -> None:
    team, done = a_case(tmp_path / "done")
    redacted(done, "7K3F")
    whole = {path.name: path.read_bytes() for path in done.rglob("*") if path.is_file()}
    for n in range(1, 400):
        root = tmp_path / str(n)
        team, folder = a_case(root)
        found = redaction(folder, RemovalWish("7K3F"), ORDER, "9ZZZ")
        before = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
        with a_disk(n, dies=dies) as broken, suppress(Unreadable, PowerCutError):
            carry_out(folder, found.files, "Dana")
        if not broken.failed:
            break
        started_anew(folder)
        reading = read_folder(team, "RU-2026-0042", words(), date(2026, 11, 30))
        assert reading.case is not None
        if (folder / NOTE).exists():
            assert unfinished(folder) in reading.left
            if note_in(folder):
                assert "Removing words from this folder was begun by Dana and cut off." == reading.left[0].sentence
                go_on(folder, the_note(folder), "Ruth")
            else:
                assert "only half of one" in reading.left[0].sentence
                (folder / NOTE).unlink()
        kept = {p.name: p.read_bytes() for p in folder.rglob("*") if p.is_file() and not p.name.startswith(".")}
        assert kept in (before, whole)
        assert not (folder / NOTE).exists()
        shutil.rmtree(root)

    assert n > 20
    assert not broken.failed


def test_a_file_changed_by_hand_while_a_removal_lay_unfinished_is_named_and_not_overwritten(tmp_path: Path) -> None:
    _, folder = a_case(tmp_path)
    with a_disk(18, dies=True), pytest.raises(PowerCutError):
        redacted(folder, "7K3F")
    started_anew(folder)
    assert (folder / NOTE).exists()
    (folder / "drafts/visit-dana.txt").write_text("more of it")
    (folder / "journal.yaml").write_text(JOURNAL + "# more\n")

    assert "was changed while a removal was under way" in said(lambda: go_on(folder, the_note(folder), "Ruth"))
    assert (folder / "drafts/visit-dana.txt").read_text() == "more of it"


# --- a whole folder -----------------------------------------------------------------------------------------------


def test_of_a_removed_folder_one_line_stays_with_who_when_and_why(tmp_path: Path) -> None:
    team, folder = a_case(tmp_path)
    outside = tmp_path / "elsewhere.txt"
    outside.write_text("stays")
    (folder / "link").symlink_to(tmp_path)

    dispose(team, "RU-2026-0042", ORDER, (folder / "journal.yaml").read_bytes())

    assert not folder.exists()
    assert outside.read_text() == "stays"
    assert disposed(tmp_path) == [
        {"id": "RU-2026-0042", "disposed": MARK["on"], **{key: MARK[key] for key in ("by", "ordered-by", "why")}}
    ]
    assert left_in(tmp_path / "cases") == []


@pytest.mark.parametrize("dies", [False, True])
def test_wherever_a_disposal_stops_the_child_is_there_whole_or_named_by_every_command_until_it_is_gone(
    tmp_path: Path, *, dies: bool
) -> None:
    for n in range(1, 400):
        root = tmp_path / str(n)
        team, folder = a_case(root)
        before, journal = every_byte(folder), (folder / "journal.yaml").read_bytes()
        with a_disk(n, dies=dies) as broken, suppress(Unreadable, PowerCutError):
            dispose(team, "RU-2026-0042", ORDER, journal)
        if not broken.failed:
            break
        started_anew(folder)
        reading = read_folder(team, "RU-2026-0042", words(), date(2026, 11, 30))
        whole = before in every_byte(folder)
        if folder.exists() and not whole:
            assert reading.case is None
            assert "RU-2026-0042" in str(reading.problems[0])
            if any(folder.iterdir()):
                dispose(team, "RU-2026-0042", ORDER, journal if (folder / "journal.yaml").exists() else None)
            else:
                assert emptied(team, "RU-2026-0042")
            assert not folder.exists()
        elif whole:
            assert reading.case is not None
            assert not (folder / NOTE).exists() or unfinished(folder) in reading.left
        if not folder.exists():
            assert len(disposed(root)) == 1
        shutil.rmtree(root)

    assert n > 20
    assert not broken.failed


def test_a_note_cut_off_halfway_is_named_and_hides_nobody(tmp_path: Path) -> None:
    team, folder = a_case(tmp_path)
    (folder / NOTE).write_bytes(b'{"dispo')
    reading = read_folder(team, "RU-2026-0042", words(), date(2026, 11, 30))

    assert reading.case is not None
    assert "Nothing in it is followed." in reading.left[0].sentence


def test_a_list_of_the_removed_that_cannot_be_read_is_said_to_be_so(tmp_path: Path) -> None:
    lay(tmp_path, {"disposed.yaml": "- {was: RU-2026-0042}\n"})

    assert "this file is a list of children who were removed".capitalize() in said(lambda: disposed(tmp_path))


# --- for how long -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "closed", "born", "until"),
    [
        ("75th birthday", date(2026, 6, 30), date(2014, 5, 19), date(2089, 5, 19)),
        ("75th birthday", date(2026, 6, 30), date(2012, 2, 29), date(2087, 3, 1)),
        ("80th birthday", date(2026, 6, 30), date(2012, 2, 29), date(2092, 2, 29)),
        ("75th birthday", date(2026, 6, 30), None, None),
        ("15 y", date(2026, 6, 30), None, date(2041, 6, 30)),
        ("18 m", date(2026, 8, 31), date(2014, 5, 19), date(2028, 2, 29)),
    ],
)
def test_a_closed_case_is_kept_to_the_end_of_its_period(
    term: str, closed: date, born: date | None, until: date | None
) -> None:
    assert kept_until(term, closed, born, load_calendar()) == until


@pytest.mark.parametrize("term", ["5 wd", "0 y", "72 h", "for ever", "75 birthday", "y"])
def test_a_period_that_is_none_is_named_with_its_place(tmp_path: Path, term: str) -> None:
    workspace(tmp_path)
    lay(tmp_path, {"reunify.yaml": f"policy: nspcc\nretention:\n  default: {term}\n"})

    assert f'reunify.yaml:3:12\n    "{term}" is no period of retention.' in said(lambda: read_workspace(tmp_path))


def test_what_was_written_over_is_not_kept_aside(tmp_path: Path) -> None:
    _, folder = a_case(tmp_path)
    carry_out(folder, [Rewritten("case.yaml", CASE.encode(), b"id: RU-2026-0042\nchild: {}\n")], "Dana")

    assert left_in(folder) == ["case.yaml", "drafts", "drafts/visit-dana.txt", "journal (1).txt", "journal.yaml",
                               "plans", "plans/9D4E.yaml"]  # fmt: skip


def test_an_entry_that_is_gone_is_no_entry_that_another_can_correct(tmp_path: Path) -> None:
    _, folder = a_case(tmp_path)
    redacted(folder, "7K3F")

    with pytest.raises(Mistyped):
        redaction(folder, RemovalWish("7K3F", "note"), ORDER, "9ZZZ")
