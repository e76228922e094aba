"""Mistakes put right: by entries of their own, which say why, and what that changes for the child."""

from pathlib import Path

import pytest

from reunify_cli.store.journal_mark import unmarked
from tests.cli.desk import a_team, bytes_of, journal, lay, reunify


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return a_team(tmp_path)


# --- correct ------------------------------------------------------------------------------------------------------


def test_a_correction_says_only_what_was_wrong_and_why(team: Path) -> None:
    said = reunify(team, "correct", "42", "2C11", "seen=no", "--on", "20/10", "--why", "misread my notes", "--yes")
    entry = journal(team)[-1]

    assert (0, "") == (said.code, said.err)
    assert entry.pop("id")
    assert {
        "corrects": "2C11", "date": "2026-10-20", "seen": "no", "why": "misread my notes",
        "recorded": "2026-11-30T08:47Z", "recorded_by": "d.okafor",
    } == entry  # fmt: skip


def test_a_correction_shows_before_and_after_and_what_changes_in_duties(team: Path) -> None:
    said = reunify(team, "correct", "42", "2C11", "seen=no", "--why", "misread", "--yes")

    assert any(line.strip() == "Was the child seen: yes -> no" for line in said.lines)
    assert any("Visit the child: met, Mon 26 Oct -> overdue, Mon 26 Oct" in line for line in said.lines)


def test_a_correction_that_touches_no_duty_says_so(team: Path) -> None:
    said = reunify(team, "correct", "42", "2C11", "--note", "He was tired.", "--why", "left out", "--yes")

    assert "no duty changes" in said.out
    assert "Note: nothing -> He was tired." in said.out


@pytest.mark.parametrize("ref", ["2C11", "2c11", "visit-2026-10-19"])
def test_an_entry_goes_by_its_id_or_its_event_and_date(team: Path, ref: str) -> None:
    assert 0 == reunify(team, "correct", "42", ref, "seen=no", "--why", "w", "--yes").code
    assert "2C11" == journal(team)[-1]["corrects"]


def test_a_correction_can_be_corrected_by_another(team: Path) -> None:
    reunify(team, "correct", "42", "2C11", "--on", "20/10", "--why", "first", "--yes")
    said = reunify(team, "correct", "42", "2C11", "--on", "21/10", "--why", "second", "--yes")

    assert "When: Tue 20 October 2026 -> Wed 21 October 2026" in said.out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("2C11", "--why", "w"), "Say what is right"),
        (("2C11", "seen=no"), "Say why"),
        (("2C11", "seen=yes", "--why", "w"), "is yes already"),
        (("2C11", "sene=no", "--why", "w"), 'Did you mean "seen"'),
        (("2C11", "--on", "tomorrow", "--why", "w"), "is in the future"),
        (("2C11", "--on", "1/1/2017", "--why", "w"), "before this child was born"),
        (("2C99", "seen=no", "--why", "w"), "There is no entry"),
        (("visit", "seen=no", "--why", "w"), "can be several entries"),
        (("seen=no", "--why", "w"), "Say which entry"),
    ],
)
def test_what_cannot_be_corrected_is_refused_and_nothing_is_changed(
    team: Path, words: tuple[str, ...], said: str
) -> None:
    before = bytes_of(team)
    answer = reunify(team, "correct", "42", *words, "--yes")

    assert 2 == answer.code
    assert said in answer.err
    assert before == bytes_of(team)


def test_an_entry_written_by_hand_without_an_id_is_corrected_by_its_event_and_date(team: Path) -> None:
    path = team / "cases/RU-2026-0042/journal.yaml"
    path.write_text(path.read_text("utf-8") + "- {event: visit, date: 2026-11-05, seen: yes}\n", "utf-8")

    assert 0 == reunify(team, "correct", "42", "visit-2026-11-05", "seen=no", "--why", "w", "--yes").code
    assert "visit-2026-11-05" == journal(team)[-1]["corrects"]


# --- withdraw -----------------------------------------------------------------------------------------------------


def test_an_entry_taken_back_counts_no_more_and_still_stands(team: Path) -> None:
    before = (team / "cases/RU-2026-0042/journal.yaml").read_bytes()
    said = reunify(team, "withdraw", "42", "2C11", "--why", "wrong child", "--yes")
    entry = journal(team)[-1]

    assert (0, "") == (said.code, said.err)
    assert ("2C11", "wrong child", "d.okafor") == (entry["withdraws"], entry["why"], entry["recorded_by"])
    assert any("Visit the child: met, Mon 26 Oct -> overdue, Mon 26 Oct" in line for line in said.lines)
    assert unmarked((team / "cases/RU-2026-0042/journal.yaml").read_bytes()).startswith(before)


def test_what_speaks_of_an_entry_taken_back_is_named(team: Path) -> None:
    reunify(team, "record", "42", "approved", "of=2C12", "--yes", me="Ama Ofori")
    approval = journal(team)[-1]["id"]
    said = reunify(team, "withdraw", "42", "2C12", "--why", "never done", "--yes")

    assert "1 entry speaks of it" in said.out
    assert approval in said.out


def test_an_entry_cannot_be_taken_back_twice(team: Path) -> None:
    reunify(team, "withdraw", "42", "2C11", "--why", "w", "--yes")
    again = reunify(team, "withdraw", "42", "2C11", "--why", "w", "--yes")

    assert 2 == again.code
    assert "was withdrawn" in again.err


def test_a_script_has_to_say_yes_and_why(team: Path) -> None:
    before = bytes_of(team)

    assert [2, 2] == [
        reunify(team, "withdraw", "42", "2C11", "--why", "w").code,
        reunify(team, "withdraw", "42", "2C11", "--yes").code,
    ]
    assert before == bytes_of(team)


def test_at_a_terminal_why_is_asked_for_and_the_entry_is_shown(team: Path) -> None:
    said = reunify(team, "withdraw", "42", "2C11", typing=["", "wrong child", "y"])

    assert 0 == said.code
    assert "2C11  Mon 19 Oct 2026, visit" in said.out
    assert "wrong child" == journal(team)[-1]["why"]


def test_programs_are_told_each_duty_that_moved(team: Path) -> None:
    (item,) = reunify(team, "withdraw", "42", "2C11", "--why", "w", "--yes", "--json").json["items"]

    assert ("2C11", "RU-2026-0042") == (item["target"], item["case"])
    assert ("met", "overdue") in [(each["was"], each["now"]) for each in item["changes"]]


def test_the_history_shows_what_was_corrected_and_what_was_taken_back(team: Path) -> None:
    reunify(team, "correct", "42", "2C11", "--on", "20/10", "--why", "first", "--yes")
    reunify(team, "withdraw", "42", "2B11", "--why", "other child", "--yes")
    said = reunify(team, "events", "42")

    assert any("20 Oct 2026" in line and "(corrected)" in line and "2C11" in line for line in said.lines)
    assert not any(line.endswith("2B11") for line in said.lines)
    assert any("2B11" in line and "other child" in line for line in said.lines)


def test_two_people_cannot_write_over_one_another(team: Path) -> None:
    lay(team, {"cases/RU-2026-0042/.journal.lock": "S. Naidoo\n"})
    before = bytes_of(team)
    said = reunify(team, "withdraw", "42", "2C11", "--why", "w", "--yes")

    assert 3 == said.code
    assert "S. Naidoo is writing to this case." in said.err
    assert before == bytes_of(team)
