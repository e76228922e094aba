"""What stands beside a journal: new folders appear whole, people are added at the end, agreed plans never change."""

from contextlib import suppress
from datetime import date
from itertools import count
from pathlib import Path

import pytest

from reunify_cli.errors import Unreadable
from reunify_cli.store.case_files import add_people, freeze_plan, write_new_case
from reunify_cli.store.durable import disk
from reunify_cli.store.folder import read_case
from reunify_cli.store.workspace import case_ids
from tests.store.rooms import CASE, PowerCutError, a_disk, child, lay, left_in, said, words, workspace

ID = "RU-2026-0042"
TALK = {"id": "7K3F", "event": "talk", "date": "2026-03-10"}
UNCLE = {"uncle": {"relation": "uncle", "name": "O'Neil: Jo", "born": date(1990, 5, 1), "protected": True}}


@pytest.fixture(autouse=True)
def nobody_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "tries", 1)


# --- a new child ---


def test_a_new_child_s_folder_reads_as_what_was_written(tmp_path: Path) -> None:
    room = workspace(tmp_path)
    folder = write_new_case(room, ID, CASE, [TALK])

    assert room.case_dir(ID) == folder
    assert ["case.yaml", "journal.yaml"] == left_in(folder)
    assert CASE == (folder / "case.yaml").read_text()
    assert ["7K3F"] == [entry.id for entry in read_case(room, ID, words()).entries]
    assert [folder.name] == left_in(room.cases)[:1], "nothing else is left behind"


def test_a_new_child_may_have_no_entries_yet(tmp_path: Path) -> None:
    room = workspace(tmp_path)

    assert b"# What happened" in (write_new_case(room, ID, CASE) / "journal.yaml").read_bytes()
    assert () == read_case(room, ID, words()).entries


@pytest.mark.parametrize(
    ("case_id", "case", "sentence"),
    [
        (ID, CASE.replace("child:", "chidl:"), '"chidl" is not known here. Did you mean "child"?'),
        (ID, "id: [", "A bracket is still open here."),
        (ID, CASE.replace(ID, "RU-2026-0043"), f'The id in it should be "{ID}".'),
        ("../escape", CASE, '"../escape" cannot be an id.'),
        (".hidden", CASE, '".hidden" cannot be an id.'),
        ("two words", CASE, '"two words" cannot be an id.'),
        ("ends.", CASE, '"ends." cannot be an id.'),
        ("", CASE, '"" cannot be an id.'),
    ],
)
def test_a_folder_that_nobody_could_read_is_not_made(tmp_path: Path, case_id: str, case: str, sentence: str) -> None:
    room = workspace(tmp_path)

    assert sentence in said(lambda: write_new_case(room, case_id, case))
    assert ["reunify.yaml", "team.yaml"] == left_in(tmp_path)


@pytest.mark.parametrize("there", ["case.yaml", "letter.docx"])
def test_an_id_that_is_taken_is_refused_and_its_folder_left_alone(tmp_path: Path, there: str) -> None:
    lay(tmp_path / "cases" / ID, {there: "old"})
    room = workspace(tmp_path)

    assert f"{ID} is here already." in said(lambda: write_new_case(room, ID, CASE))
    assert [ID, f"{ID}/{there}"] == left_in(room.cases)


def test_two_people_cannot_make_the_same_folder_at_the_same_moment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room, real = workspace(tmp_path), disk.move_folder

    def somebody_was_faster(new: Path, path: Path) -> None:
        lay(path, {"case.yaml": "theirs"})
        real(new, path)

    monkeypatch.setattr(disk, "move_folder", somebody_was_faster)

    assert "is here already" in said(lambda: write_new_case(room, ID, CASE))
    assert [ID, f"{ID}/case.yaml"] == left_in(room.cases)


@pytest.mark.parametrize("dies", [True, False])
def test_whatever_happens_to_the_disk_the_folder_is_there_whole_or_not_at_all(tmp_path: Path, dies: bool) -> None:
    there = set()
    for n in count(1):
        room = workspace(tmp_path / str(n))
        room.cases.mkdir()
        refused = False
        with a_disk(n, dies=dies) as broken:
            try:
                write_new_case(room, ID, CASE, [TALK])
            except (Unreadable, PowerCutError, OSError):
                refused = True
        there.add(ID in case_ids(room))
        if ID in case_ids(room):
            assert 1 == len(read_case(room, ID, words()).entries)
        else:
            assert refused
            assert dies or [] == left_in(room.cases)
        if not broken.failed:
            break
    assert {True, False} == there


# --- people ---


@pytest.mark.parametrize(
    ("old", "line"),
    [
        (CASE, "  uncle: "),
        (CASE.removesuffix("\n"), "  uncle: "),
        (CASE.replace("  mother", "    mother"), "    uncle: "),
        (CASE.replace("\n", "\r\n"), "  uncle: "),
        (CASE + "  # more of them:\n", "  uncle: "),
        (CASE.partition("people")[0], "people:\n  uncle: "),
        (CASE.partition("  mother")[0], "  uncle: "),
    ],
)
def test_people_are_added_at_the_end_and_what_stands_there_stays(tmp_path: Path, old: str, line: str) -> None:
    path = child(tmp_path, "# none\n", old).case_dir(ID) / "case.yaml"
    add_people(path, UNCLE, expected=old.encode(), holder="Dana")
    new = path.read_bytes().decode()

    assert new.startswith(old)
    assert f'{line}{{relation: uncle, name: "O\'Neil: Jo", born: 1990-05-01, protected: yes}}' in new.replace(
        "\r\n", "\n"
    )
    assert "O'Neil: Jo" == read_case(workspace(tmp_path), ID, words()).file.people["uncle"].name
    assert ["case.yaml", "journal.yaml"] == left_in(path.parent)


@pytest.mark.parametrize(
    ("old", "why"),
    [
        (CASE + "homes: {}\n", '"people:" is not the last part of this file'),
        ("id: x\nchild: {}\npeople: {mother: {}}\n", '"people:" is not the last part of this file'),
        (CASE + "  uncle: {}\n", '"uncle" is already in use'),
    ],
)
def test_where_nobody_can_be_added_it_says_why_and_changes_nothing(tmp_path: Path, old: str, why: str) -> None:
    path = child(tmp_path, "# none\n", old).case_dir(ID) / "case.yaml"
    words = said(lambda: add_people(path, UNCLE, expected=old.encode(), holder="Dana"))

    assert f"No one can be added: {why}. Nothing was changed." in words
    assert old == path.read_text()


def test_people_are_not_added_to_a_file_that_somebody_else_changed(tmp_path: Path) -> None:
    path = child(tmp_path, "# none\n").case_dir(ID) / "case.yaml"

    assert "Someone else changed" in said(lambda: add_people(path, UNCLE, expected=b"old", holder="Dana"))
    assert CASE == path.read_text()


# --- plans ---

PLAN = "# draft\r\nactions: [{id: A1, what: ring}]"


def test_a_plan_is_frozen_to_the_byte_under_the_name_of_its_entry(tmp_path: Path) -> None:
    room = child(tmp_path, "# none\n", **{"plan.yaml": PLAN})
    frozen = freeze_plan(room.case_dir(ID), "7K3F")
    again = freeze_plan(room.case_dir(ID), "7K3F")

    assert room.case_dir(ID) / "plans" / "7K3F.yaml" == frozen == again
    assert PLAN.encode() == frozen.read_bytes()
    assert ["7K3F"] == list(read_case(room, ID, words()).agreed)


def test_a_frozen_plan_never_changes(tmp_path: Path) -> None:
    room = child(tmp_path, "# none\n", **{"plan.yaml": PLAN, "plans/7K3F.yaml": "actions: []\n"})

    assert "Another plan is frozen here. Nothing was changed." in said(lambda: freeze_plan(room.case_dir(ID), "7K3F"))
    assert "actions: []\n" == (room.case_dir(ID) / "plans" / "7K3F.yaml").read_text()


@pytest.mark.parametrize(
    ("plan", "entry_id", "sentence"),
    [
        ("actons: []", "7K3F", '"actons" is not known here. Did you mean "actions"?'),
        ("actions: [", "7K3F", "A bracket is still open here."),
        (PLAN, "../7K3F", '"../7K3F" cannot name a plan.'),
    ],
)
def test_a_plan_that_nobody_could_read_is_not_frozen(tmp_path: Path, plan: str, entry_id: str, sentence: str) -> None:
    room = child(tmp_path, "# none\n", **{"plan.yaml": plan})

    assert sentence in said(lambda: freeze_plan(room.case_dir(ID), entry_id))
    assert not (room.case_dir(ID) / "plans").exists()


def test_no_plan_is_no_plan_to_freeze(tmp_path: Path) -> None:
    room = child(tmp_path, "# none\n")

    assert f"cases/{ID}/plan.yaml\n    This file is missing." == said(lambda: freeze_plan(room.case_dir(ID), "7K3F"))


@pytest.mark.parametrize("dies", [True, False])
def test_whatever_happens_to_the_disk_a_frozen_plan_is_whole_or_not_there(tmp_path: Path, dies: bool) -> None:
    for n in count(1):
        room = child(tmp_path / str(n), "# none\n", **{"plan.yaml": PLAN})
        with a_disk(n, dies=dies) as broken, suppress(Unreadable, PowerCutError):
            freeze_plan(room.case_dir(ID), "7K3F")
        held = disk.read(room.case_dir(ID) / "plans" / "7K3F.yaml")
        assert held in (None, PLAN.encode())
        assert read_case(room, ID, words()).plan
        if not broken.failed:
            assert held is not None
            break
