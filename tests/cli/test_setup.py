"""Who I am and where my folder is: said once, remembered for this user, and used from anywhere."""

from pathlib import Path

import pytest

from reunify_cli.cli.main import answer
from tests.cli.desk import a_team, journal, reunify


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return a_team(tmp_path)


def test_what_is_said_once_is_used_from_then_on(team: Path) -> None:
    said = reunify(team, "setup", "--me", "dana okafor", "--workspace", str(team), me="")
    reunify(team, "record", "42", "visit", "seen=yes", "--yes", me="")

    assert 0 == said.code
    assert "You are     Dana Okafor (d.okafor)" in said.lines
    assert "d.okafor" == journal(team)[-1]["by"]


def test_what_the_environment_says_goes_before_what_is_remembered(team: Path) -> None:
    reunify(team, "setup", "--me", "Dana Okafor", me="")
    reunify(team, "record", "42", "visit", "seen=yes", "--yes", me="Sizwe Naidoo")

    assert "s.naidoo" == journal(team)[-1]["by"]


def test_at_a_terminal_both_are_asked_for(team: Path) -> None:
    said = reunify(team, "setup", me="", typing=[str(team), "Dana"])

    assert 0 == said.code
    assert f"Your folder {team}" in said.lines


@pytest.mark.parametrize("words", [("--me", "Jo Nobody"), ("--workspace", "nowhere")])
def test_nobody_and_nowhere_are_not_remembered(team: Path, words: tuple[str, ...]) -> None:
    said = reunify(team, "setup", *words, me="")

    assert 2 == said.code
    assert "no one yet" in reunify(team, "setup", me="").out


def test_without_a_name_nobody_is_said_to_have_done_it_and_that_is_said(team: Path) -> None:
    said = reunify(team, "record", "42", "visit", "seen=yes", "--yes", me="")

    assert "by" not in journal(team)[-1]
    assert "Who did this is not recorded" in said.out


def test_what_is_remembered_is_shown_and_programs_are_told(team: Path) -> None:
    reunify(team, "setup", "--me", "Ruth Amadi", me="")
    shown = reunify(team, "setup", me="")
    (kept,) = reunify(team, "setup", "--json", me="").json["items"]

    assert "You are     Ruth Amadi (r.amadi)" in shown.lines
    assert ("r.amadi", "Ruth Amadi", str(team)) == (kept["me"], kept["known_as"], kept["workspace"])


def test_one_is_changed_without_the_other(team: Path) -> None:
    reunify(team, "setup", "--me", "Ruth Amadi", me="")
    reunify(team, "setup", "--workspace", str(team), me="")

    assert "You are     Ruth Amadi (r.amadi)" in reunify(team, "setup", me="").lines


def test_whoever_can_be_two_people_is_not_guessed_and_nothing_is_remembered_of_another_day(team: Path) -> None:
    people = (team / "team.yaml").read_text("utf-8").replace("Sizwe Naidoo", "Sizwe Okafor")
    (team / "team.yaml").write_text(people, "utf-8")
    answers = [reunify(team, "setup", *words, me="") for words in (("--me", "Okafor"), ("--as-of", "yesterday"))]

    assert [2, 2] == [answer.code for answer in answers]
    assert "can be" in answers[0].err
    assert "no one yet" in reunify(team, "setup", me="").out


def test_where_nothing_is_known_it_says_how_to_say_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("REUNIFY_ROOT", raising=False)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    code = answer(["setup"])

    assert 2 == code
    assert "Say so with  reunify setup --workspace DIR" in capsys.readouterr().err


def test_who_i_am_is_kept_for_each_folder(team: Path, tmp_path: Path) -> None:
    """Else the name of one team's manager would stand in the way of every other folder's first command."""
    reunify(team, "setup", "--me", "Dana Okafor", "--workspace", str(team), me="")
    other = a_team(tmp_path / "other", **{"team.yaml": "people: {}\n"})
    (other / "config").symlink_to(team / "config")

    assert 0 == reunify(other, "new", "initials=A.B.", "born=5/5/2015", "--yes", me="").code
    assert 0 == reunify(team, "record", "42", "visit", "seen=yes", "--yes", me="").code
    assert "d.okafor" == journal(team)[-1]["by"]
