"""`reunify import ssda903`: a dry run until --apply, twice changes nothing, what it cannot know is never late."""

import json
from pathlib import Path

import pytest

from reunify_cli.cli.main import answer

HEADER = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n"
EPISODES = (
    "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
    "1001,02/05/2025,S,C1,N1,U6,PR1,13/10/2025,X1,CARPL,AA1 1AA,AA2 2AA,1234567\n"
    "1001,13/10/2025,B,C2,N1,P1,PR0,,,,AA1 1AA,AA1 1AA,\n"
    "1002,05/01/2026,S,V2,N4,U6,PR1,20/02/2026,E4A,,AA1 1AA,AA2 2AA,1234567\n"
)
REVIEWS = "CHILD,DOB,REVIEW,REVIEW_CODE\n1001,08/03/2017,30/05/2025,PN1\n1001,08/03/2017,28/08/2025,PN1\n"


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace under surrey, and beside it a small return of two invented children."""
    monkeypatch.setenv("REUNIFY_NOW", "2026-11-30T08:47")
    monkeypatch.setenv("REUNIFY_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("REUNIFY_ROOT", raising=False)
    monkeypatch.delenv("REUNIFY_ME", raising=False)
    files = tmp_path / "return"
    files.mkdir()
    rows = HEADER + "1001,2,08/03/2017,WBRI,A1,,\n1002,1,11/06/2012,WBRI,A2,,\n"
    (files / "header.csv").write_text(rows, encoding="utf-8")
    (files / "episodes.csv").write_text(EPISODES, encoding="utf-8")
    (files / "reviews.csv").write_text(REVIEWS, encoding="utf-8")
    assert 0 == answer(["init", str(tmp_path / "team"), "--policy", "surrey"])
    monkeypatch.chdir(tmp_path / "team")
    return tmp_path


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_without_apply_nothing_is_written(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = tree(team / "team")
    code = answer(["import", "ssda903", str(team / "return")])

    assert 0 == code
    assert before == tree(team / "team")
    assert "Nothing is written yet" in capsys.readouterr().out


def test_imported_twice_the_second_changes_nothing(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == answer(["import", "ssda903", str(team / "return"), "--apply"])
    once = tree(team / "team")
    capsys.readouterr()
    assert 0 == answer(["import", "ssda903", str(team / "return"), "--apply", "--json"])
    said = json.loads(capsys.readouterr().out)

    assert once == tree(team / "team")
    assert {"unchanged"} == {item["outcome"] for item in said["items"]}


def test_what_a_return_cannot_know_is_never_late(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == answer(["import", "ssda903", str(team / "return"), "--apply"])
    capsys.readouterr()
    assert 0 == answer(["overdue", "--json"])
    late = json.loads(capsys.readouterr().out)["items"]
    assert 0 == answer(["next", "--json"])
    coming = json.loads(capsys.readouterr().out)["items"]

    assert [] == [item for item in late if item["rule"] != "reviews"]
    assert all(item["standing"] in ("upcoming", "due") for item in coming)


def test_a_child_placed_with_parents_has_a_review_pack(team: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == answer(["import", "ssda903", str(team / "return"), "--apply"])
    assert 0 == answer(["pack", "1001", "review", "--format", "md", "--out", str(team / "papers")])
    paper = next((team / "papers").glob("*.md")).read_text(encoding="utf-8")

    assert "Care order" in paper
    assert "??" not in paper


# --- what somebody has to decide ----------------------------------------------------------------------------------

EPISODE_COLUMNS = EPISODES.partition("\n")[0]


def laid(folder: Path, *rows: str) -> Path:
    """A return of these episodes; every child is a girl born on 3 April 2013."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = dict.fromkeys(row.partition(",")[0] for row in rows)
    people = "".join(f"{number},2,03/04/2013,WBRI,,,\n" for number in numbers)
    (folder / "header.csv").write_text(HEADER + people, encoding="utf-8")
    (folder / "episodes.csv").write_text("\n".join([EPISODE_COLUMNS, *rows, ""]), encoding="utf-8")
    return folder


DIED = ("102,03/04/2025,S,C2,N1,U1,PR1,10/06/2025,E2,,,,", "102,05/06/2025,P,C2,N1,U1,PR1,,,,,,")
LOST = ("101,01/04/2025,S,C2,N1,U1,PR1,10/06/2025,X1,,,,", "101,10/06/2025,P,V2,N1,P1,PR0,31/06/2025,E4A,,,,")


def test_a_death_that_a_later_row_contradicts_comes_first_and_the_child_is_not_shown_as_living(
    team: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source = str(laid(team / "odd", *DIED, "103,03/04/2025,S,C2,N1,U1,PR1,,,,,,"))
    assert 0 == answer(["import", "ssda903", source, "--apply"])
    report = capsys.readouterr().out.splitlines()
    answer(["next", "--within", "400d", "--json"])
    owed = {item["case"] for item in json.loads(capsys.readouterr().out)["items"]}
    answer(["list", "--json"])
    listed = {item["case"] for item in json.loads(capsys.readouterr().out)["items"]}

    assert "TO DECIDE: 1 child" in report[:5]
    assert next(line for line in report if "102 RU" in line).startswith("  102 RU-2026-0001 episodes.csv:2: Died on")
    assert {"RU-2026-0002"} == owed
    assert {"RU-2026-0001", "RU-2026-0002"} == listed


def test_check_names_the_children_to_look_at_until_somebody_decides(
    team: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(["import", "ssda903", str(laid(team / "odd", *DIED, *LOST)), "--apply"])
    capsys.readouterr()
    answer(["check", "102", "101", "--json"])
    asked = [item for item in json.loads(capsys.readouterr().out)["items"] if item["kind"] == "decide"]
    answer(["record", "102", *asked[0]["help"].split()[1:-1], "answer=Died; the later row is wrong.", "--yes"])
    capsys.readouterr()
    answer(["check", "102", "--json"])
    left = [item for item in json.loads(capsys.readouterr().out)["items"] if item["kind"] == "decide"]

    assert ["RU-2026-0001", "RU-2026-0002"] == [item["case"] for item in asked]
    assert [] == left


def test_a_row_that_cannot_be_read_names_its_child_who_is_in_no_list_of_duties(
    team: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 3 == answer(["import", "ssda903", str(laid(team / "odd", *LOST)), "--apply"])
    report = capsys.readouterr().out
    answer(["next", "--json"])

    assert '  101 RU-2026-0001 episodes.csv:3: "31/06/2025" in DEC is not a date' in report
    assert [] == json.loads(capsys.readouterr().out)["items"]


def test_a_child_assessment_order_with_accommodation_is_looked_after(
    team: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(["import", "ssda903", str(laid(team / "odd", "301,01/04/2025,S,L3,N1,U4,PR1,,,,,,")), "--apply"])
    capsys.readouterr()
    answer(["list", "--json"])
    (child,) = json.loads(capsys.readouterr().out)["items"]

    assert True is child["looked_after"]


def test_nothing_is_written_of_a_return_whose_dates_are_in_another_order(
    team: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = tree(team / "team")
    code = answer(
        ["import", "ssda903", str(laid(team / "us", "102,04/03/2025,S,C2,N1,U1,PR1,06/13/2025,E2,,,,")), "--apply"]
    )

    assert 3 == code
    assert before == tree(team / "team")
    assert "month/day/year" in capsys.readouterr().err


@pytest.mark.parametrize("length", [1, 40, 100, 200])
def test_the_report_fits_the_screen_whatever_the_path(
    team: Path, capsys: pytest.CaptureFixture[str], length: int
) -> None:
    source = laid(team / ("p" * length) / ("q" * length), *DIED, *LOST)
    (source / "episodes.csv").rename(source / f"episodes-{'e' * length}.csv")
    answer(["import", "ssda903", str(source), "--all"])
    out = capsys.readouterr().out

    assert all(len(line) <= 80 for line in out.splitlines())
    assert 1 >= sum("q" * 30 in line for line in out.splitlines())
    assert not [word for line in out.splitlines() for word in (" A", "\\") if line.endswith(word)]
