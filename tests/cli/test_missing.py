"""A child whose folder cannot be reached is named by every list, with the index and without, and never passed over."""

import csv
import io
import json
import os
import shutil
from pathlib import Path
from unittest import mock

import pytest

from tests.cli.desk import Answer, a_team, another_child, lay, reunify

LISTS = [(), ("list",), ("next",), ("overdue",), ("list", "--json"), ("next", "--json")]
ODD = "RU-2026-0099"


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return a_team(tmp_path / "team", **another_child(51, "T.W."))


def both(team: Path, *words: str) -> list[Answer]:
    """The answer with the index as it was before, with it again, and from the files."""
    return [reunify(team, *words), reunify(team, *words), reunify(team, *words, "--no-index")]


def lay_odd(cases: Path, kind: str) -> None:
    match kind:
        case "nowhere":
            (cases / ODD).symlink_to("nowhere/at/all")
        case "a circle":
            (cases / ODD).symlink_to("RU-2026-0098")
            (cases / "RU-2026-0098").symlink_to(ODD)
        case "outside":
            (cases.parent.parent / "other").mkdir()
            (cases / ODD).symlink_to(cases.parent.parent / "other")
        case "a pipe":
            os.mkfifo(cases / ODD)
        case "a file":
            (cases / ODD).write_text("")


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("words", LISTS)
@pytest.mark.parametrize("kind", ["nowhere", "a circle", "outside", "a pipe", "a file"])
def test_what_stands_in_the_place_of_a_childs_folder_is_named(team: Path, kind: str, words: tuple[str, ...]) -> None:
    reunify(team, "list")
    lay_odd(team / "cases", kind)

    for answer in both(team, *words):
        assert answer.code == 3
        assert "0099" in answer.out
        assert "all read" not in answer.out


def test_check_names_it_and_every_other_child_is_shown(team: Path) -> None:
    lay_odd(team / "cases", "nowhere")

    assert "is a link to a folder that is not there" in " ".join(reunify(team, "check").out.split())
    assert {"RU-2026-0042", "RU-2026-0051"} == {each["case"] for each in reunify(team, "list", "--json").json["items"]}


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("kind", ["renamed", "a link inside", "a link out", "a link to nowhere", "a file"])
@pytest.mark.parametrize("words", [*LISTS, ("check",)])
def test_without_the_folder_of_the_childrens_folders_no_list_is_given(
    team: Path, kind: str, words: tuple[str, ...]
) -> None:
    reunify(team, "list")
    cases = team / "cases"
    cases.rename(team / "cases2" if kind in ("renamed", "a link inside") else team.parent / "elsewhere")
    match kind:
        case "a link inside":
            cases.symlink_to("cases2")
        case "a link out":
            cases.symlink_to(team.parent / "elsewhere")
        case "a link to nowhere":
            cases.symlink_to("/nowhere/at/all")
        case "a file":
            cases.write_text("")

    for answer in [reunify(team, *words), *both(team, "list")]:
        assert (3, "") == (answer.code, answer.out)
        assert answer.err.startswith("cases\n")


def test_a_folder_without_children_that_had_some_says_so_until_a_person_says_it_is_right(team: Path) -> None:
    reunify(team, "list")
    for each in (team / "cases").iterdir():
        shutil.rmtree(each)

    for answer in [*both(team, "list"), reunify(team, "check"), reunify(team, "overdue")]:
        assert (3, "") == (answer.code, answer.out)
        assert "There is no child here. At your last look, on Mon 30 November 2026, there were 2." in answer.err
    assert "no child" in reunify(team, "doctor", "--yes").out
    for answer in both(team, "list"):
        assert answer.code == 0


def test_children_who_were_lawfully_removed_are_not_missed(team: Path) -> None:
    reunify(team, "list")
    gone = ("--why", "asked", "--ordered-by", "court", "--yes")
    for each in ("42", "51"):
        assert reunify(team, "close", each, "--outcome", "moved", "--yes", me="Ruth Amadi").code == 0
        assert reunify(team, "dispose", each, *gone, me="Ruth Amadi").code == 0

    for answer in both(team, "list"):
        assert (0, "") == (answer.code, answer.err)


EVERY_LIST = (("list",), ("list", "--no-index"), ("next",), ("overdue",), ("overdue", "--no-index"), ("check",), ())


WENT = "The folder was here at an earlier look of yours and is missing now."


@pytest.mark.parametrize("first", EVERY_LIST)
def test_a_child_whose_folder_went_is_not_read_in_every_list_until_it_is_back(
    team: Path, first: tuple[str, ...]
) -> None:
    reunify(team, *first)
    (team / "cases/RU-2026-0051").rename(team / "elsewhere")

    for words in (*EVERY_LIST, *EVERY_LIST):
        told = reunify(team, *words)
        assert told.code == (1 if words == ("check",) else 3), words
        assert "0051" in told.out, words
        assert WENT in " ".join(told.out.split()), words
        assert "all read" not in told.out, words
    (team / "elsewhere").rename(team / "cases/RU-2026-0051")
    for words in EVERY_LIST:
        told = reunify(team, *words)
        assert (told.code == 3, WENT in told.out, told.err) == (False, False, ""), words


@pytest.mark.parametrize("words", [*EVERY_LIST, ("list", "--mine"), ("list", "--person", "Dana Okafor")])
def test_json_holds_the_child_whose_folder_went_where_those_not_read_are(team: Path, words: tuple[str, ...]) -> None:
    reunify(team, "list")
    (team / "cases/RU-2026-0051").rename(team / "elsewhere")

    (unread,) = reunify(team, *words, "--json").json["unread"]
    assert unread["case"] == "RU-2026-0051"
    assert unread["problems"][0]["sentence"].startswith(WENT)


@pytest.mark.parametrize("lost", ["away", "broken"])
@pytest.mark.parametrize("words", [("list",), ("next",), ("overdue",), ("list", "--no-index")])
def test_a_table_for_a_spreadsheet_names_who_is_not_in_it(team: Path, words: tuple[str, ...], lost: str) -> None:
    reunify(team, "list")
    if lost == "away":
        (team / "cases/RU-2026-0051").rename(team / "elsewhere")
    else:
        (team / "cases/RU-2026-0051/journal.yaml").write_text("- event: [")

    out = team.parent / "for-the-manager.csv"
    assert reunify(team, *words, "--format", "csv", "--out", str(out)).code == 3
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))
    assert [row["case"] for row in rows if row["not_read"]] == ["RU-2026-0051"]


def test_a_child_whose_folder_went_is_said_to_have_gone_when_asked_for(team: Path) -> None:
    reunify(team, "list")
    (team / "cases/RU-2026-0051").rename(team / "elsewhere")

    for words in (("show", "51"), ("next", "RU-2026-0051"), ("check", "51"), ("record", "51", "visit", "seen=yes")):
        told = reunify(team, *words)
        assert (told.code, WENT in told.err) == (3, True), words
    assert reunify(team, "show", "77").code == 2


def test_what_is_made_of_all_children_names_the_one_whose_folder_went(team: Path) -> None:
    reunify(team, "list")
    (team / "cases/RU-2026-0051").rename(team / "elsewhere")

    for words in (("export", str(team.parent / "out")), ("calendar", "--out", str(team.parent / "meetings.ics"))):
        told = reunify(team, *words)
        assert (told.code, "0051" in told.out) == (3, True), words


def test_the_id_of_a_child_whose_folder_went_is_not_given_to_another(team: Path) -> None:
    reunify(team, "list")
    (team / "cases/RU-2026-0051").rename(team / "elsewhere")

    assert "RU-2026-0052" in reunify(team, "new", "born=1/2/2020", "--yes").out
    assert reunify(team, "new", "RU-2026-0051", "born=1/2/2020", "--yes").code == 2


def test_where_the_childrens_drive_is_away_no_new_child_is_put_in_its_place(team: Path) -> None:
    reunify(team, "list")
    (team / "cases").rename(team.parent / "drive")
    (team / "cases").mkdir()

    assert reunify(team, "new", "born=1/2/2020", "--yes").code == 3
    assert list((team / "cases").iterdir()) == []


def test_one_folder_that_went_is_said_until_a_person_says_it_is_right(team: Path) -> None:
    reunify(team, "list")
    shutil.rmtree(team / "cases/RU-2026-0051")

    assert "without a folder now: RU-2026-0051. From now on this counts as right." in " ".join(
        reunify(team, "doctor", "--yes").out.split()
    )
    for answer in both(team, "list"):
        assert (0, "") == (answer.code, answer.err)


def test_a_child_who_came_and_went_is_missed_by_those_who_saw_them(team: Path) -> None:
    reunify(team, "list")
    other = {"REUNIFY_CACHE": str(team.parent / "other-users-cache")}
    lay(team, another_child(53, "A.M."))
    with mock.patch.dict(os.environ, other):
        reunify(team, "list", "--no-index")
    shutil.rmtree(team / "cases/RU-2026-0053")

    assert reunify(team, "list").err == "", "this user never saw the child"
    with mock.patch.dict(os.environ, other):
        assert "0053" in reunify(team, "list", "--no-index").out


RECORDS = (
    "", "[", "{}", '{"day": "x", "here": ["RU-1"], "gone": []}', '{"day": "2026-11-01", "here": 3, "gone": null}',
    '{"day": "2026-11-01", "here": ["../x"], "gone": []}',
)  # fmt: skip


@pytest.mark.parametrize("odd", RECORDS)
def test_an_odd_record_of_the_last_look_accuses_nobody(team: Path, odd: str) -> None:
    reunify(team, "list")
    (record,) = (team.parent / "cache").glob("children-*.json")
    record.write_text(odd)

    for answer in both(team, "list"):
        assert (0, "") == (answer.code, answer.err)


@pytest.mark.skipif(os.name == "nt", reason="no such files there")
@pytest.mark.parametrize("kind", ["a folder", "a pipe", "a link"])
@pytest.mark.parametrize("name", [".journal.lock", ".removal.note", ".journal.yaml.0a1b2c3d.tmp"])
def test_one_odd_file_stops_that_child_alone(team: Path, name: str, kind: str) -> None:
    path = team / "cases/RU-2026-0042" / name
    if kind == "a folder":
        path.mkdir()
    elif kind == "a pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("/etc/passwd")

    for answer in both(team, "list", "--json"):
        found = json.loads(answer.out)
        assert "RU-2026-0051" in {each["case"] for each in found["items"]}
        assert "RU-2026-0042" in {each["case"] for each in (*found["items"], *found["unread"])}
        assert f"cases/RU-2026-0042/{name}" in answer.err + answer.out
        assert "root:" not in answer.err + answer.out
    assert reunify(team, "record", "51", "visit", "seen=yes", "--yes").code == 0
    stopped = reunify(team, "record", "42", "visit", "seen=yes", "--yes")
    assert (name != ".journal.lock" and kind != "a link") == (stopped.code == 0)
