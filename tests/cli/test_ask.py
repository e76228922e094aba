"""What may have been done before the record starts stands under ASK in every list, with what to type for an answer."""

from pathlib import Path

import pytest

from reunify_cli.cli.main import answer
from tests.cli.desk import reunify

AFTER = "2027-02-03T08:00"
"""Four days after the last lawful day of the second review, which may have been held before 30 November."""
NONE = "reunify record 6 no-others what=review since=2026-10-02"


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A child in care since 2 October, brought in on 30 November."""
    monkeypatch.setenv("REUNIFY_CACHE", str(tmp_path / "cache"))
    root = tmp_path / "w"
    assert 0 == answer(["init", str(root), "--policy", "surrey"])
    words = ("name=Ivy Cole", "born=12/5/2014", "legal-status=s20", "on=2/10/2026", "--yes")
    assert 0 == reunify(root, "new", "6", *words, me="").code
    return root


def test_the_first_day_shows_the_date_at_the_latest(team: Path) -> None:
    said = reunify(team, "show", "6", "--all", me="").out

    assert "at the latest, not" in said
    assert "Late after" in said


@pytest.mark.parametrize("words", [("next", "6"), ("overdue",), ("show", "6"), ("why", "6", "reviews")])
def test_each_list_asks_with_the_same_command(team: Path, words: tuple[str, ...]) -> None:
    said = reunify(team, *words, now=AFTER, me="").out

    assert "ASK" in said
    assert NONE in said
    assert "Sat 29 May" in said


def test_the_morning_and_the_list_ask_too(team: Path) -> None:
    assert "ASK          1" in reunify(team, now=AFTER, me="").out
    assert "ASK Visit" in reunify(team, "list", now="2027-01-05T08:00", me="").out


@pytest.mark.parametrize("words", [("next", "--json"), ("overdue", "--json"), ("why", "6", "reviews", "--json")])
def test_json_says_the_same(team: Path, words: tuple[str, ...]) -> None:
    items = reunify(team, *words, now=AFTER, me="").json["items"]
    (review,) = [each for each in items if each["rule"] == "reviews"]

    assert ("not-known", "2027-01-30", "2027-05-29") == (review["standing"], review["due"], review["other_due"])
    assert NONE == review["unsure"]["if_none"]
    assert 0 == review["late_by_days"]


def test_csv_says_the_same(team: Path) -> None:
    said = reunify(team, "overdue", "--format", "csv", now=AFTER, me="").out

    assert "not-known,2027-01-30,2027-05-29" in said
    assert NONE in said


def test_that_there_was_none_makes_it_late_and_taking_that_back_asks_again(team: Path) -> None:
    answered = reunify(team, *NONE.split()[1:], "--yes", now=AFTER, me="")
    assert 0 == answered.code
    assert "by Fri 30 Oct 2026: 96 days late" in answered.out
    assert "ASK" not in reunify(team, "overdue", now=AFTER, me="").out

    entry = answered.out.partition("entry ")[2].split()[0]
    assert 0 == reunify(team, "withdraw", "6", entry, "--why", "it was held", "--yes", now=AFTER, me="").code
    assert NONE in reunify(team, "overdue", now=AFTER, me="").out


# --- what an entry leaves out -------------------------------------------------------------------------------------


TOLD = 'reunify correct 6 iha by-doctor=yes --why "left out"'
NOT = 'reunify correct 6 iha by-doctor=no --why "left out"'


@pytest.fixture
def silent(team: Path) -> Path:
    """A child whose first health assessment was made in time; by whom is not recorded."""
    assert (
        0
        == reunify(team, "record", "6", "no-others", "what=health-assessment", "since=2026-10-02", "--yes", me="").code
    )
    journal = next((team / "cases").iterdir()) / "journal.yaml"
    with journal.open("a", encoding="utf-8") as file:
        file.write("\n- {id: iha, event: health-assessment, date: 2026-10-20, kind: initial}\n")
    return team


@pytest.mark.parametrize("words", [
    ("next", "6"), ("overdue",), ("show", "6"), ("why", "6", "health-assessment-first"),
])  # fmt: skip
def test_each_list_asks_who_made_the_first_health_assessment(silent: Path, words: tuple[str, ...]) -> None:
    said = reunify(silent, *words, now="2026-12-10T08:00", me="").out

    assert TOLD in said
    assert NOT in said
    assert "not recorded: by a doctor" in " ".join(said.split())


def test_json_has_the_command_for_each_answer(silent: Path) -> None:
    items = reunify(silent, "next", "--json", now="2026-12-10T08:00", me="").json["items"]
    (first,) = [each for each in items if each["rule"] == "health-assessment-first"]

    assert ("not-known", 0) == (first["standing"], first["late_by_days"])
    assert (TOLD, NOT) == (first["unsure"]["if_yes"], first["unsure"]["if_no"])


@pytest.mark.parametrize(("says", "then"), [("yes", "met"), ("no", "overdue")])
def test_either_answer_settles_it(silent: Path, says: str, then: str) -> None:
    words = ("correct", "6", "iha", f"by-doctor={says}", "--why", "left out", "--yes")
    assert 0 == reunify(silent, *words, now="2026-12-10T08:00", me="").code
    items = reunify(silent, "why", "6", "health-assessment-first", "--json", now="2026-12-10T08:00", me="").json[
        "items"
    ]

    assert [then] == [each["standing"] for each in items]


def test_recording_one_says_what_it_leaves_out_and_what_to_type(team: Path) -> None:
    none = ("record", "6", "no-others", "what=health-assessment", "since=2026-10-02", "--yes")
    assert 0 == reunify(team, *none, me="").code
    said = reunify(team, "record", "6", "health-assessment", "kind=initial", "--on", "20/10/2026", "--yes", me="").out

    assert "unclear  done; not recorded: by a doctor" in said
    assert 'by-doctor=yes --why "left out"' in said


# --- what only memory says ----------------------------------------------------------------------------------------


@pytest.fixture
def breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A child on short breaks since March, whom no one has visited: the limit is in the law from memory alone."""
    monkeypatch.setenv("REUNIFY_CACHE", str(tmp_path / "cache"))
    root = tmp_path / "w"
    assert 0 == answer(["init", str(root), "--policy", "england"])
    words = ("name=Ivy Cole", "born=5/1/2016", "legal-status=short-breaks", "on=2/3/2026", "complete-since-start=yes")
    assert 0 == reunify(root, "new", "6", *words, "--yes", me="").code
    assert 0 == reunify(root, "record", "6", "short-break", "nights=2", "--on", "6/3/2026", "--yes", me="").code
    return root


@pytest.mark.parametrize("words", [("next", "6"), ("overdue",), ("show", "6")])
def test_a_date_from_memory_stays_on_every_list_once_it_has_passed_and_is_never_late(
    breaks: Path, words: tuple[str, ...]
) -> None:
    said = reunify(breaks, *words, me="").out
    line = next(line for line in said.splitlines() if "Visit (short breaks" in line)

    assert line.endswith("check")
    assert "by Sat 6 Jun, wording not checked, so never called overdue" in " ".join(said.split())
    assert not any("Visit (short" in line and "OVERDUE" in line for line in said.splitlines())


def test_a_proof_says_that_a_date_from_memory_is_to_be_checked(breaks: Path) -> None:
    said = " ".join(reunify(breaks, "why", "6", "visits-short-breaks-at-most", me="").out.split())

    assert "its date has passed. Wording not checked, so it is never called overdue" in said


def test_a_child_on_short_breaks_is_looked_after_only_during_them(breaks: Path) -> None:
    said = " ".join(reunify(breaks, "show", "6", me="").out.split())

    assert "Short breaks since 2 Mar 2026. Looked after only during the breaks." in said


def test_a_child_in_no_stage_has_no_second_blank_line_on_the_screen(breaks: Path) -> None:
    shown = reunify(breaks, "show", "6", me="").out

    assert "\n\n" in shown
    assert "\n\n\n" not in shown
