"""What a return cannot be taken at its word for: asked first, child by child, and no child shown where they are not."""

from datetime import date
from pathlib import Path

import pytest

from reunify_cli.exchange.ssda903.plan import ChildPlan, ExistingCase, ImportPlan, plan_import
from reunify_cli.exchange.ssda903.questions import question_id
from tests.exchange.returns import TODAY, a_return, appended, asks, said, written

STARTED = "501 04/05/2017 S C2 N1 U1 PR1"


def planned(folder: Path, episodes: str, cases: dict[str, ExistingCase] | None = None, **more: str) -> ImportPlan:
    return plan_import(a_return(folder, episodes, **more), cases or {}, TODAY)


def only(plan: ImportPlan) -> ChildPlan:
    (child,) = plan.children
    return child


# --- deaths -------------------------------------------------------------------------------------------------------

DIED = f"{STARTED} 10/06/2017 E2"


@pytest.mark.parametrize("began", ["05/06/2017", "10/06/2017", "01/09/2017"])
def test_a_death_that_a_later_row_contradicts_stands_until_a_person_decides(tmp_path: Path, began: str) -> None:
    child = only(planned(tmp_path, f"{DIED}\n501 {began} P C2 N1 U4 PR1"))

    assert ["2017-06-10 died"] == said(child)[2:]
    assert [f"died: Died on 10/06/2017 (E2), and a later episode begins on {began}."] == asks(child)


@pytest.mark.parametrize(
    ("more", "what"),
    [
        ({"reviews": "501 08/03/2010 25/07/2017 PN1"}, "review was held on 25/07/2017"),
        ({"missing": "501 08/03/2010 M 25/07/2017 26/07/2017"}, "time missing begins on 25/07/2017"),
    ],
)
def test_a_review_or_absence_after_a_death_contradicts_it_too(tmp_path: Path, more: dict[str, str], what: str) -> None:
    child = only(planned(tmp_path, DIED, **more))

    assert [f"died: Died on 10/06/2017 (E2), and a later {what}."] == asks(child)
    assert not [line for line in said(child) if line.startswith("2017-07")]


def test_a_death_that_nothing_contradicts_asks_nothing(tmp_path: Path) -> None:
    child = only(planned(tmp_path, DIED, reviews="501 08/03/2010 25/05/2017 PN1"))

    assert [] == asks(child)
    assert ["2017-06-10 died", "2017-06-11 case-closed outcome=died"] == said(child)[-2:]


@pytest.mark.parametrize("ended", ["-", "03/05/2017", "04/10/2018"])
def test_a_death_on_no_day_that_can_be_right_leaves_the_child_as_it_was(tmp_path: Path, ended: str) -> None:
    before = planned(tmp_path / "before", STARTED)
    child = only(planned(tmp_path / "after", f"{STARTED} {ended} E2", written(before)))

    assert ("held", []) == (child.outcome, said(child))
    assert ["died-when"] == [question.kind for question in child.questions]


def test_a_death_that_a_person_withdraws_lets_the_story_go_on(tmp_path: Path) -> None:
    found = a_return(tmp_path, f"{DIED}\n501 05/06/2017 P C2 N1 U4 PR1")
    first = plan_import(found, {}, TODAY)
    cases = written(first)
    died = next(entry["id"] for entry in only(first).entries if entry.get("event") == "died")
    there = cases["501"]
    assert there.case is not None
    withdrawn = {"id": "7K3F", "withdraws": died, "why": "Another child."}
    cases["501"] = ExistingCase(there.id, appended(there.case, [withdrawn]))

    second = only(plan_import(found, cases, TODAY))

    assert ["2017-06-05 placement-start kind=foster term=long"] == said(second)
    assert [] == asks(second)
    assert [()] == [
        child.changes for child in plan_import(found, written(plan_import(found, cases, TODAY), cases), TODAY).children
    ]


# --- leavings -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "asked"),
    [
        (f"{STARTED} 12/09/2017 E4A\n501 09/09/2017 P C2 N1 K2 PR4", ["left"]),
        (f"{STARTED} 12/09/2017 E4A\n501 12/09/2017 P C2 N1 K2 PR4", ["left"]),
        (f"{STARTED} 12/09/2017 E4A\n501 15/09/2017 S C2 N1 K2 PR4", []),
        (f"{STARTED} - E4A", ["left-when"]),
        (f"{STARTED} 03/05/2017 E4A", ["left-when"]),
        (f"{STARTED} 04/10/2018 E4A", ["left-when"]),
        (f"{STARTED} - E4A\n501 15/09/2017 S C2 N1 K2 PR4", ["left-when"]),
        (f"{STARTED} 12/09/2017 E4A", []),
        (f"{STARTED} 12/09/2017 X1", ["ended"]),
        (f"{STARTED} 12/09/2017 E99", ["ended"]),
        (f"{STARTED} 12/09/2017 -", ["ended"]),
        (f"{STARTED} 12/09/2017 X1\n501 12/09/2017 P C2 N1 K2 PR4", []),
        (STARTED, []),
    ],
)
def test_a_leaving_that_cannot_be_taken_is_asked_about(tmp_path: Path, rows: str, asked: list[str]) -> None:
    assert asked == [question.kind for question in only(planned(tmp_path, rows)).questions]


# --- rows that cannot be read -------------------------------------------------------------------------------------

HOME = f"{STARTED} 10/06/2017 X1\n501 10/06/2017 P V2 N1 P1 PR0"


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("episodes", "501 10/06/2017 P V2 N1 P1 PR0 31/06/2017 E4A"),
        ("episodes", "501 - P V2 N1 P1 PR0"),
        ("reviews", "501 08/03/2010 31/06/2017 PN1"),
        ("missing", "501 08/03/2010 M 31/06/2017"),
    ],
)
def test_a_row_that_cannot_be_read_leaves_its_child_as_before_and_no_other(
    tmp_path: Path, table: str, row: str
) -> None:
    other = "502 04/05/2017 S C2 N1 U1 PR1"
    first = planned(tmp_path / "first", f"{STARTED}\n{other}")
    rows = {"episodes": f"{STARTED} 10/06/2017 X1\n{other} 12/06/2017 E4A", table: row}
    if table == "episodes":
        rows[table] = f"{STARTED} 10/06/2017 X1\n{row}\n{other} 12/06/2017 E4A"
    child, another = plan_import(a_return(tmp_path / "second", **rows), written(first), TODAY).children

    assert ("501", "held", []) == (child.number, child.outcome, said(child))
    assert ["unreadable"] == [question.kind for question in child.questions]
    assert ("502", "updated", 3) == (another.number, another.outcome, len(another.entries))


def test_a_new_child_with_a_row_that_cannot_be_read_has_a_case_that_says_only_that(tmp_path: Path) -> None:
    child = only(planned(tmp_path, f"{STARTED} 10/06/2017 X1\n501 10/06/2017 P V2 N1 P1 PR0 31/06/2017 E4A"))

    assert ("held", ["return-question"]) == (child.outcome, [change.event for change in child.changes])
    assert child.case_yaml is not None


def test_a_row_with_too_many_values_names_its_child(tmp_path: Path) -> None:
    plan = planned(tmp_path, f"{STARTED} - - - - - - one more")

    assert ("501", "held") == (only(plan).number, only(plan).outcome)


def test_once_the_row_is_corrected_the_child_is_imported_and_the_question_settled(tmp_path: Path) -> None:
    broken = planned(tmp_path / "broken", HOME.replace("PR0", "PR0 31/06/2017 E4A"))
    child = only(planned(tmp_path / "right", HOME, written(broken)))

    assert ("updated", []) == (child.outcome, asks(child))
    assert ("withdrawal", "return-question") == (child.changes[-1].kind, child.changes[-1].event)
    assert "2017-06-10 returned-home has-responsibility=yes" in said(child)


# --- how a case keeps a question ----------------------------------------------------------------------------------


def test_a_question_is_asked_once_on_whatever_day_and_not_again_once_answered(tmp_path: Path) -> None:
    found = a_return(tmp_path, f"{STARTED} - E4A")
    first = plan_import(found, {}, TODAY)
    cases = written(first)
    (question,) = only(first).questions
    there = cases["501"]
    assert there.case is not None
    answer = {
        "id": "7K3F", "event": "return-answer", "date": "2018-09-04",
        "of": question_id("501", question), "answer": "Still looked after.",
    }  # fmt: skip

    later = only(plan_import(found, cases, date(2018, 12, 3)))
    cases["501"] = ExistingCase(there.id, appended(there.case, [answer]))
    answered = only(plan_import(found, cases, date(2018, 12, 3)))

    assert ((), ()) == (later.changes, answered.changes)
