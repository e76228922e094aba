"""A case ends: with every outcome there is, after everything late, owed and booked has been said; then nothing more."""

from pathlib import Path

import pytest

from reunify_cli.policy_store.policies import load_policy
from tests.cli.desk import Answer, a_team, bytes_of, journal, lay, reunify

OUTCOMES = load_policy("england").vocabulary.events["case-closed"].fields["outcome"].values


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return a_team(tmp_path)


def close(team: Path, *words: str, me: str = "Ruth Amadi", now: str = "2026-12-02T10:00") -> Answer:
    return reunify(team, "close", "42", *words, "--yes", me=me, now=now)


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_case_can_end_in_every_way_that_the_vocabulary_knows(team: Path, outcome: str) -> None:
    said = close(team, "--outcome", outcome, "--why", "It ended.")
    entry = journal(team)[-1]

    assert (0, "") == (said.code, said.err)
    assert ("case-closed", outcome, "It ended.", "r.amadi") == tuple(
        entry[key] for key in ("event", "outcome", "why", "by")
    )
    assert all(len(line) <= 80 for line in said.lines)


def test_an_outcome_goes_by_its_title_as_well(team: Path) -> None:
    assert 0 == close(team, "--outcome", "moved to another authority").code
    assert "moved" == journal(team)[-1]["outcome"]


def test_what_is_late_what_lapses_and_what_is_booked_is_said_before_it_closes(team: Path) -> None:
    reunify(team, "book", "42", "review", "--on", "10 Dec 14:00", "--yes")
    said = close(team, "--outcome", "home-order").out
    late, lapses, booked, closed = map(said.index, ("OVERDUE, and", "DUE NOW, no longer", "BOOKED for", "CLOSED "))

    assert late < lapses < booked < closed
    assert "Visit the child, by Mon 30 Nov: 2 days late" in said[late:lapses]
    assert "Review of the case, by Fri 18 Dec" in said[lapses:booked]
    assert "reunify book 42 review --cancel" in said[booked:closed]


def test_a_breach_is_said_as_long_as_no_manager_has_seen_it(team: Path) -> None:
    assert "BREACHES that no manager has seen" in close(team, "--outcome", "other").out
    reunify(team, "withdraw", "42", journal(team)[-1]["id"], "--why", "w", "--yes", now="2026-12-02T10:01")
    reunify(team, "seen", "42", "review-report", "--yes", me="Ruth Amadi", now="2026-12-02T10:02")

    assert "BREACHES" not in close(team, "--outcome", "other", now="2026-12-02T10:03").out


def test_a_closed_case_is_on_no_list_and_what_was_late_stays_in_its_record(team: Path) -> None:
    close(team, "--outcome", "home-order")
    duties = reunify(team, "show", "42", "--json", now="2026-12-05T10:00").json["items"][0]["duties"]
    how = {each["rule"]: each["standing"] for each in duties if each["rule"] in ("visits", "reviews")}

    assert "R.K." not in reunify(team, "next", now="2026-12-05T10:00").out
    assert {"visits": "missed", "reviews": "lapsed"} == how


# --- a death ------------------------------------------------------------------------------------------------------

CHEERFUL = ("next", "well done", "good", "congrat", "!", "reopen", "reunify pack", "if it goes on")


def test_after_a_death_nothing_is_suggested(team: Path) -> None:
    said = close(team, "--outcome", "died").out.lower()

    assert "closed     0042 r.k. 9: died." in said
    assert [] == [word for word in CHEERFUL if word in said]


def test_after_a_death_what_lapses_is_counted_and_not_read_out(team: Path) -> None:
    said = close(team, "--outcome", "died").out

    assert "1 duty lapses with the case." in said
    assert "Review of the case" not in said


def test_that_the_day_of_death_is_not_recorded_is_said_and_only_then(team: Path) -> None:
    without = close(team, "--outcome", "died").out
    reunify(team, "withdraw", "42", journal(team)[-1]["id"], "--why", "w", "--yes", now="2026-12-02T10:01")
    reunify(team, "record", "42", "died", "--on", "1/12", "--yes", now="2026-12-02T10:02")
    with_ = close(team, "--outcome", "died", now="2026-12-02T10:03").out

    assert "The day of death is not recorded:  reunify record 42 died --on DATE" in without
    assert "day of death" not in with_


# --- refused ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Say how it ended"),
        (("--outcome", "home"), 'Did you mean "home-discharged" or "home-order"?'),
        (("--outcome", "dyed"), 'Did you mean "died"?'),
        (("--outcome", "died", "--as-of", "yesterday"), "nothing can be written there"),
    ],
)
def test_an_outcome_that_is_none_is_refused_with_all_there_are(team: Path, words: tuple[str, ...], said: str) -> None:
    before = bytes_of(team)
    answer = close(team, *words)

    assert 2 == answer.code
    assert said in answer.err
    assert before == bytes_of(team)


def test_a_case_closes_once(team: Path) -> None:
    close(team, "--outcome", "moved")
    before = bytes_of(team)
    again = close(team, "--outcome", "died", now="2026-12-03T10:00")

    assert 1 == again.code
    assert "This case is closed already." in again.err
    assert before == bytes_of(team)


def test_at_a_terminal_everything_is_said_first_and_no_is_no(team: Path) -> None:
    before = bytes_of(team)
    said = reunify(team, "close", "42", typing=["2", "n"])

    assert 130 == said.code
    assert "To close 0042 R.K. 9: at home, order remains." in said.out
    assert said.out.index("DUE NOW, no longer") < said.out.index("Right child?")
    assert before == bytes_of(team)


def test_programs_are_told_what_stood_when_it_closed(team: Path) -> None:
    (item,) = close(team, "--outcome", "moved", "--json").json["items"]
    ending = item["ending"]

    assert "moved" == item["outcome"]
    assert (["visits"], ["reviews"]) == tuple([d["rule"] for d in ending[kind]] for kind in ("late", "lapses"))


ENDS = [("close", "42", "--outcome", "died"), ("record", "42", "died"), ("close", "42", "--outcome", "moved")]
TO_DO = "When: 27/11\nDecisions:\n- Buy a bed\n  who: mother\n  by when: 11/12\n"


@pytest.mark.parametrize("end", ENDS)
def test_what_a_meeting_gave_somebody_to_do_ends_with_the_case_or_the_childs_life(
    team: Path, end: tuple[str, ...]
) -> None:
    lay(team, {"form.txt": TO_DO})
    reunify(team, "form", "42", "review", "--from", str(team / "form.txt"), "--yes")
    before = reunify(team, "next", "42").out
    said = reunify(team, *end, "--yes")
    still = said.out.partition("STILL OWED")[2].partition("\n\n")[0]

    assert "Buy a bed" in before
    assert 0 == said.code, said.err
    assert "Buy a bed" not in still
    assert "next     Buy a bed" not in said.out
    for command in ("next", "show"):
        assert "Buy a bed" not in reunify(team, command, "42").out


def test_a_case_that_is_opened_again_owes_its_tasks_again(team: Path) -> None:
    lay(team, {"form.txt": TO_DO})
    reunify(team, "form", "42", "review", "--from", str(team / "form.txt"), "--yes")
    close(team, "--outcome", "moved", now="2026-11-30T10:00")
    reunify(team, "reopen", "42", "--why", "They came back.", "--yes", now="2026-12-01T10:00")

    assert "Buy a bed" in reunify(team, "next", "42", now="2026-12-01T10:00").out


@pytest.mark.parametrize("end", [("close", "42", "--outcome", "died"), ("record", "42", "died")])
@pytest.mark.parametrize(
    "paper",
    [
        ("review",),
        ("smart-plan",),
        ("visit-sheet",),
        ("my-page",),
        ("parent-letter", "--for", "mother"),
        ("chronology", "--for", "mother"),
        ("review", "--for", "court"),
    ],
)
def test_after_a_death_no_paper_goes_out_however_it_was_recorded(
    team: Path, end: tuple[str, ...], paper: tuple[str, ...]
) -> None:
    assert 0 == reunify(team, *end, "--yes").code

    answer = reunify(team, "pack", "42", *paper, "--format", "md")

    assert 1 == answer.code
    assert "The child has died" in answer.err
    assert not (team / "cases" / "RU-2026-0042" / "packs").exists()
    assert 0 == reunify(team, "pack", "42", "chronology", "--format", "md").code
    assert "parent-letter" not in reunify(team, "pack", "42", "--list").out
