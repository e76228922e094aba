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
