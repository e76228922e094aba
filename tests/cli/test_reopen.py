"""A closed case goes on in the same folder: what was owed is owed again, and a death is not undone by it."""

from pathlib import Path

import pytest

from tests.cli.desk import Answer, a_team, bytes_of, journal, reunify


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """Robin's case, closed in the morning."""
    team = a_team(tmp_path)
    reunify(team, "advance", "42", "--yes")
    reunify(team, "close", "42", "--outcome", "home-order", "--yes", now="2026-11-30T09:00")
    return team


def reopen(team: Path, *words: str, me: str = "Ruth Amadi", now: str = "2026-12-01T10:00") -> Answer:
    return reunify(team, "reopen", "42", *words, "--yes", me=me, now=now)


def test_a_closed_case_goes_on_where_it_was_with_its_history(team: Path) -> None:
    said = reopen(team, "--why", "The return broke down.")
    entry = journal(team)[-1]

    assert (0, "") == (said.code, said.err)
    assert ("case-reopened", "The return broke down.", "r.amadi") == tuple(entry[key] for key in ("event", "why", "by"))
    assert "REOPENED   0042 R.K. 9: open again, in stage 1 Identification as before." == said.lines[0]
    assert "Visit the child" in reunify(team, "next", "--within", "60d", now="2026-12-01T10:00").out
    assert all(len(line) <= 80 for line in said.lines)


def test_it_says_how_to_go_back_where_it_had_come_further(team: Path) -> None:
    path = team / "cases/RU-2026-0042/journal.yaml"
    path.write_text(
        path.read_text("utf-8") + "- {event: stage-entered, date: 2026-11-30T08:50, stage: plan}\n", "utf-8"
    )

    assert "Another stage?  reunify back 42 --to STAGE --why TEXT" in reopen(team, "--why", "w").lines


def test_closed_and_opened_again_it_is_on_the_lists_again(team: Path) -> None:
    closed = reunify(team, "list", now="2026-12-01T10:00").out
    reopen(team, "--why", "w")

    assert "R.K." not in closed
    assert "R.K." in reunify(team, "list", now="2026-12-01T10:01").out


@pytest.mark.parametrize(
    ("words", "said"),
    [((), "Say why."), (("--why", "w", "--as-of", "yesterday"), "nothing can be written there")],
)
def test_what_is_mistyped_changes_nothing(team: Path, words: tuple[str, ...], said: str) -> None:
    before = bytes_of(team)
    answer = reopen(team, *words)

    assert 2 == answer.code
    assert said in answer.err
    assert before == bytes_of(team)


def test_an_open_case_is_not_opened(tmp_path: Path) -> None:
    said = reopen(a_team(tmp_path), "--why", "w")

    assert 1 == said.code
    assert "This case is open." in said.err


def test_after_a_death_a_case_stays_closed(team: Path) -> None:
    reunify(team, "record", "42", "died", "--on", "30/11", "--yes", now="2026-12-01T09:00")
    before = bytes_of(team)
    said = reopen(team, "--why", "w")

    assert 1 == said.code
    assert "This child's death is recorded, so the case is not opened again." in said.err
    assert before == bytes_of(team)


def test_a_case_that_a_death_closed_stays_closed_although_its_day_is_not_recorded(tmp_path: Path) -> None:
    team = a_team(tmp_path)
    reunify(team, "close", "42", "--outcome", "died", "--yes")
    before = bytes_of(team)

    assert 1 == reopen(team, "--why", "w").code
    assert before == bytes_of(team)


def test_at_a_terminal_the_child_is_shown_and_no_is_no(team: Path) -> None:
    before = bytes_of(team)
    said = reunify(team, "reopen", "42", typing=["The return broke down.", "n"], now="2026-12-01T10:00")

    assert 130 == said.code
    assert "R.K., girl, 9 (0042)" in said.out
    assert before == bytes_of(team)


def test_programs_are_told_what_was_written(team: Path) -> None:
    answer = reopen(team, "--why", "w", "--json").json

    assert ("reopened", "case-reopened") == (answer["kind"], answer["items"][0]["entry"]["event"])


# --- a return that breaks down ------------------------------------------------------------------------------------

HOME = (
    ("ceased-looked-after", "decided-by=court", "--on", "6/11 10:00"),
    ("returned-home", "to=mother", "--on", "6/11 11:00"),
)


def test_a_return_that_breaks_down_is_a_new_period_of_care_in_the_same_folder(tmp_path: Path) -> None:
    team = a_team(tmp_path)
    for words in HOME:
        assert 0 == reunify(team, "record", "42", *words, "--yes").code
    assert 0 == reunify(team, "close", "42", "--outcome", "home-discharged", "--on", "13/11", "--yes").code
    before = journal(team)
    wrong = reunify(team, "record", "42", "became-looked-after", "legal-status=s20", "--on", "28/11 18:00", "--yes")
    again = reunify(team, "reopen", "42", "--why", "The return broke down.", "--on", "28/11", "--yes")
    came = reunify(team, "record", "42", "became-looked-after", "legal-status=s20", "--on", "28/11 18:00", "--yes")
    placed = reunify(team, "record", "42", "placement-start", "kind=foster", "--on", "28/11 18:30", "--yes")
    due = {each["rule"]: each["due"] for each in reunify(team, "next", "42", "--within", "60d", "--json").json["items"]}

    assert [2, 0, 0, 0] == [wrong.code, again.code, came.code, placed.code]
    assert "no placement is recorded." in " ".join(came.out.split())
    assert "once it is recorded" not in placed.out
    assert before == journal(team)[: len(before)]
    assert ("2026-12-29", "2027-01-09") == (due["reviews"], due["visits"])


def test_what_happened_while_a_case_was_closed_names_the_day_it_was_opened_again(tmp_path: Path) -> None:
    team = a_team(tmp_path)
    reunify(team, "close", "42", "--outcome", "moved", "--on", "13/11", "--yes")
    reunify(team, "reopen", "42", "--why", "w", "--on", "27/11", "--yes")
    said = reunify(team, "record", "42", "visit", "seen=yes", "--on", "20/11", "--yes")

    assert 2 == said.code
    assert "was closed from Fri 13 November 2026 to Fri 27 November 2026." in said.err
    assert "reunify correct 42" in said.err


def test_a_case_is_not_opened_again_before_it_was_closed(tmp_path: Path) -> None:
    team = a_team(tmp_path)
    reunify(team, "close", "42", "--outcome", "moved", "--on", "13/11", "--yes")

    assert "is before the case was closed" in reopen(team, "--why", "w", "--on", "12/11").err
