"""Rows that break the return's own rules are imported as well as can be, and a person is told which and why."""

from datetime import date
from pathlib import Path

import pytest

from reunify_cli.exchange.ssda903.plan import plan_import
from tests.exchange.returns import TODAY, a_return, doubts

WHOLE = "501 04/05/2017 S C2 N1 U6 PR1"


@pytest.mark.parametrize(
    ("episodes", "checks"),
    [
        (WHOLE, []),
        ("501 04/05/2017 S V2 N1 P1 PR0", ["378"]),
        ("501 04/05/2017 S C2 N1 P1 PR1", ["527-531"]),
        ("501 04/05/2017 S C2 N1 U6 PR0", ["550"]),
        ("501 04/05/2017 S C2 N1 P1 PR0 - - - AB1 AB1 1234567", ["218/222"]),
        ("501 04/05/2017 S C2 N1 P1 PR0 - - - AB1 AB1 XXXXXXX", []),
        ("501 04/05/2017 S C2 N1 U6 PR1 - - - AB1 AB1", ["392d"]),
        ("501 04/05/2017 S C2 N1 U6 PR1 - - - AB1 CD2", []),
        ("501 04/05/2017 S C2 N1 U6 PR1 04/05/2017 E4A", ["355"]),
        ("501 04/05/2017 S C2 N1 U6 PR1 05/05/2017 -", ["148"]),
        ("501 04/05/2017 Q C2 N1 U6 PR1", ["143"]),
        # police protection three days, emergency protection 21, child assessment order seven; told once for a stretch
        ("501 04/05/2017 S L1 N1 U6 PR1 07/05/2017 E4A", []),
        ("501 04/05/2017 S L1 N1 U6 PR1 08/05/2017 E4A", ["361"]),
        ("501 04/05/2017 S L2 N1 U6 PR1 25/05/2017 E4A", []),
        ("501 04/05/2017 S L2 N1 U6 PR1", ["362"]),
        ("501 04/05/2017 S L3 N1 U6 PR1 09/05/2017 X1\n501 09/05/2017 P L3 N1 K2 PR1 12/05/2017 E4A", ["363"]),
        # two episodes
        (f"{WHOLE} 09/06/2017 X1\n501 09/06/2017 L C1 N1 U6 PR1", []),
        (f"{WHOLE} 09/06/2017 X1\n501 09/06/2017 L C1 N1 K2 PR1", ["434"]),
        (f"{WHOLE} 09/06/2017 X1\n501 09/06/2017 L C2 N1 U6 PR1", ["434"]),
        (f"{WHOLE} 09/06/2017 X1\n501 09/06/2017 P C2 N1 U6 PR4", []),
        (f"{WHOLE} 09/06/2017 X1\n501 09/06/2017 P C2 N1 U6 PR1", ["435"]),
        (f"{WHOLE} 09/06/2017 X1\n501 09/06/2017 T C1 N1 K2 PR1", ["435"]),
        (f"{WHOLE} 09/06/2017 X1\n501 09/06/2017 B C1 N1 K2 PR1", []),
        (f"{WHOLE} 09/06/2017 X1\n501 09/06/2017 B C2 N1 K2 PR1", ["436"]),
        (f"{WHOLE} 09/06/2017 X1\n501 09/06/2017 U C1 N1 U6 PR1", ["436"]),
        (f"{WHOLE}\n501 09/06/2017 P C2 N1 K2 PR1", ["142"]),
        (f"{WHOLE} 12/06/2017 X1\n501 09/06/2017 P C2 N1 K2 PR1", ["501"]),
        (f"{WHOLE} 09/06/2017 X1\n501 12/06/2017 P C2 N1 K2 PR1", ["433"]),
        (f"{WHOLE} 09/06/2017 X1\n501 09/06/2017 S C2 N1 K2 PR1", ["431"]),
        (f"{WHOLE} 09/06/2017 E4A\n501 12/06/2017 P C2 N1 K2 PR1", ["432"]),
        (f"{WHOLE} 09/06/2017 E4A\n501 12/06/2017 S C2 N1 K2 PR1", []),
        (
            f"{WHOLE} 09/06/2017 X1",
            ["A new episode is to begin on 09/06/2017 (X1), and the return has none."],
        ),
        (
            f"{WHOLE} 09/06/2017 X1\n501 12/06/2017 S C2 N1 K2 PR1",
            ["A new time in care starts here, and the episode before does not say that the child had left."],
        ),
        (
            "501 04/05/2017 S C2 N1 U6 PR1 03/05/2017 E4A",
            ["The episode ends on 03/05/2017, before it begins; taken as not ended."],
        ),
        (
            "501 04/05/2017 S D1 N1 A4 PR1",
            ["No freeing order (D1) has been made since 2005; taken as a placement order."],
        ),
        (
            f"{WHOLE}\n501 04/05/2017 S C2 N1 U6 PR1 09/06/2017 E4A",
            ["Another episode of this child stands under 04/05/2017 too; that one counts."],
        ),
    ],
)
def test_episodes_that_break_a_rule_of_the_return_are_doubtful(
    tmp_path: Path, episodes: str, checks: list[str]
) -> None:
    (child,) = plan_import(a_return(tmp_path, episodes), {}, TODAY).children

    assert checks == doubts(child)
    assert "made" == child.outcome


@pytest.mark.parametrize(
    ("born", "code", "checks"),
    [
        ("24/05/2013", "PN0", ["440"]),  # four that day
        ("25/05/2013", "PN0", []),  # four the day after
        ("25/05/2013", "PN1", ["441"]),
        ("24/05/2013", "PN7", []),
        ("24/05/2013", "PN8", ["167"]),
        ("24/05/2013", "-", ["167"]),
    ],
)
def test_how_a_child_took_part_must_fit_how_old_they_were(
    tmp_path: Path, born: str, code: str, checks: list[str]
) -> None:
    found = a_return(tmp_path, WHOLE, reviews=f"501 {born} 24/05/2017 {code}", header=f"501 2 {born}")

    assert checks == doubts(plan_import(found, {}, TODAY).children[0])


@pytest.mark.parametrize(
    ("episodes", "held", "checks"),
    [
        ("501 04/05/2017 S V4 N2 U6 PR1", "24/05/2017", ["399"]),
        ("501 04/05/2017 S V4 N2 U6 PR1 09/05/2017 X1\n501 09/05/2017 L V2 N2 U6 PR1", "24/05/2017", []),
        (WHOLE, "03/05/2017", ["On that day the child was not looked after, as the episodes have it."]),
        (WHOLE, "04/05/2017", []),
        ("501 04/05/2017 P C2 N1 U6 PR1", "03/05/2017", []),  # looked after already when the return begins
        (
            f"{WHOLE} 23/05/2017 E4A",
            "24/05/2017",
            ["On that day the child was not looked after, as the episodes have it."],
        ),
        (f"{WHOLE} 24/05/2017 E4A", "24/05/2017", []),
        (
            f"{WHOLE} 23/05/2017 E4A",
            "24/05/2018",
            ["The review is dated after the return's last year, which ends by 31/03/2018."],
        ),
    ],
)
def test_reviews_at_times_when_there_can_be_none_are_doubtful(
    tmp_path: Path, episodes: str, held: str, checks: list[str]
) -> None:
    found = a_return(tmp_path, episodes, reviews=f"501 08/03/2010 {held} PN1")

    assert checks == doubts(plan_import(found, {}, TODAY).children[0])


@pytest.mark.parametrize(
    ("missing", "checks"),
    [
        ("M 11/11/2017 13/11/2017", []),
        ("M 11/11/2017 -", ["577"]),
        ("M 11/11/2017 02/02/2018", ["577"]),
        ("M 11/11/2017 01/02/2018", []),
        ("M 11/11/2017 10/11/2017", ["The child is found on 10/11/2017, before going missing; taken as not found."]),
        ("X 11/11/2017 13/11/2017", ['"X" stands in MISSING, not M (missing) or A (away); left out.']),
    ],
)
def test_times_missing_that_do_not_fit_the_episodes_are_doubtful(
    tmp_path: Path, missing: str, checks: list[str]
) -> None:
    found = a_return(tmp_path, f"{WHOLE} 01/02/2018 E4A", missing=f"501 08/03/2010 {missing}")

    assert checks == doubts(plan_import(found, {}, TODAY).children[0])


def test_a_child_who_does_not_stand_in_the_header_is_imported_with_the_birthday_of_another_row(tmp_path: Path) -> None:
    found = a_return(tmp_path, WHOLE, reviews="501 08/03/2010 24/05/2017 PN1", header="502 2 01/01/2011")

    child = plan_import(found, {}, TODAY).children[1]

    assert ["This child does not stand in the header."] == doubts(child)
    assert {"born": "2010-03-08"} == (child.case_yaml or {})["child"]


def test_two_birthdays_of_one_child_are_doubtful_and_the_header_counts(tmp_path: Path) -> None:
    found = a_return(tmp_path, WHOLE, reviews="501 09/03/2010 24/05/2017 PN1")

    (child,) = plan_import(found, {}, date(2018, 9, 3)).children

    assert ["Born 09/03/2010 here, and 08/03/2010 in another row of this child."] == doubts(child)
