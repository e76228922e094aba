"""A row whose day was corrected in the return corrects what it told, and is not told a second time."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.errors import Unreadable
from reunify_cli.exchange.ssda903.plan import ExistingCase, plan_import
from reunify_cli.model.history import history
from tests.exchange.returns import a_return, said, written

TODAY = date(2018, 9, 3)
HOME = "501 01/04/2017 S C2 N1 U1 PR1 {day} X1\n501 {day} T C2 N1 P1 PR0"


def events(cases: dict[str, ExistingCase]) -> list[tuple[str, str]]:
    case = cases["501"].case
    assert case is not None
    return [(str(entry.when), entry.event) for entry in history(case).entries]


def imported(folder: Path, *returns: str, reviews: tuple[str, ...] = ()) -> dict[str, ExistingCase]:
    cases: dict[str, ExistingCase] = {}
    for n, episodes in enumerate(returns):
        found = a_return(folder / str(n), episodes, reviews[n] if reviews else "")
        cases = written(plan_import(found, cases, TODAY), cases)
        assert [()] == [child.changes for child in plan_import(found, cases, TODAY).children]
    return cases


def test_a_corrected_day_of_a_return_home_is_one_return_home(tmp_path: Path) -> None:
    cases = imported(tmp_path, *(HOME.format(day=day) for day in ("10/06/2017", "11/06/2017", "13/06/2017")))

    assert [("2017-06-13", "returned-home")] == [each for each in events(cases) if each[1] == "returned-home"]


def test_a_corrected_first_day_moves_admission_and_placement(tmp_path: Path) -> None:
    cases = imported(tmp_path, "501 03/04/2017 S C2 N1 U1 PR1", "501 04/04/2017 S C2 N1 U1 PR1")

    assert [("2017-04-04", "became-looked-after"), ("2017-04-04", "placement-start")] == events(cases)


def test_a_row_of_another_kind_is_another_row(tmp_path: Path) -> None:
    first = HOME.format(day="10/06/2017")
    moved = "501 01/04/2017 S C2 N1 U1 PR1 12/06/2017 X1\n501 12/06/2017 P C2 N1 K2 PR1"

    assert ("2017-06-10", "returned-home") in events(imported(tmp_path, first, moved))


def test_the_next_years_rows_are_not_taken_for_the_last_ones(tmp_path: Path) -> None:
    first = "501 01/04/2017 S C2 N1 U1 PR1 10/06/2017 X1\n501 10/06/2017 P C2 N1 K2 PR1"
    second = "501 10/06/2017 P C2 N1 K2 PR1 11/06/2018 X1\n501 11/06/2018 P C2 N1 U6 PR1"

    found = events(imported(tmp_path, first, second))

    assert ["2017-04-01", "2017-06-10", "2018-06-11"] == [day for day, event in found if event == "placement-start"]


@pytest.mark.parametrize(
    ("day", "reviews"),
    [
        ("29/08/2017", ["2017-05-25", "2017-08-29"]),  # a week later: a slip
        ("22/09/2017", ["2017-05-25", "2017-09-22"]),  # the month alone differs: a slip
        ("20/02/2018", ["2017-05-25", "2017-08-22", "2018-02-20"]),  # another review; the first is asked about
    ],
)
def test_a_review_is_corrected_where_its_day_may_be_a_slip(tmp_path: Path, day: str, reviews: list[str]) -> None:
    rows = (
        "501 08/03/2010 25/05/2017 PN1\n501 08/03/2010 22/08/2017 PN1",
        f"501 08/03/2010 25/05/2017 PN1\n501 08/03/2010 {day} PN1",
    )
    cases = imported(tmp_path, *["501 04/05/2017 S C2 N1 U6 PR1"] * 2, reviews=rows)

    assert reviews == [day for day, event in events(cases) if event == "review"]


@given(days=st.lists(st.dates(date(2017, 4, 2), date(2017, 9, 1)), min_size=1, max_size=5))
def test_however_often_the_day_is_corrected_the_child_went_home_once(
    tmp_path_factory: pytest.TempPathFactory, days: list[date]
) -> None:
    cases = imported(tmp_path_factory.mktemp("returns"), *(HOME.format(day=f"{day:%d/%m/%Y}") for day in days))

    assert [(str(days[-1]), "returned-home")] == [each for each in events(cases) if each[1] == "returned-home"]


# --- an older return ----------------------------------------------------------------------------------------------

YEARS = {
    2017: "501 01/05/2016 S V2 N1 U6 PR1 10/06/2016 X1\n501 10/06/2016 L C2 N1 U6 PR1",
    2018: "501 10/06/2016 L C2 N1 U6 PR1 09/05/2017 X1\n501 09/05/2017 P C2 N1 P1 PR0 31/03/2018 E4A",
}


def test_a_return_of_last_year_after_this_years_is_refused_with_the_next_step(tmp_path: Path) -> None:
    cases = imported(tmp_path, YEARS[2018])

    with pytest.raises(Unreadable) as refused:
        plan_import(a_return(tmp_path / "older", YEARS[2017]), cases, TODAY)

    (problem,) = refused.value.problems
    assert problem.sentence.startswith(
        "This return ends on 31/03/2017, and 1 case holds a later one, up to 31/03/2018."
    )
    assert problem.help == "Import the newest return; it tells the earlier years too."


def test_the_years_in_their_order_are_imported(tmp_path: Path) -> None:
    found = events(imported(tmp_path, YEARS[2017], YEARS[2018]))

    assert ["2016-05-01", "2017-05-09"] == [
        day for day, event in found if event in ("placement-start", "returned-home")
    ]
    assert said(plan_import(a_return(tmp_path / "x", YEARS[2017]), {}, TODAY).children[0])
