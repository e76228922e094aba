"""For which days a return speaks: enough to tell a review that was not held, never more than it can know."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.exchange.ssda903.plan import plan_import
from reunify_cli.exchange.ssda903.span import year_end, year_start
from tests.exchange.returns import TODAY, a_return


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)))
def test_every_day_lies_in_one_year_from_1_april_to_31_march(day: date) -> None:
    start, end = year_start(day), year_end(day)

    assert start <= day <= end
    assert ((4, 1), (3, 31)) == ((start.month, start.day), (end.month, end.day))
    assert year_start(end + timedelta(days=1)) == end + timedelta(days=1)


def reviews_known(folder: Path, episodes: str, reviews: str, today: date = TODAY) -> str | None:
    """The days of which all reviews of child 501 are known, besides those from the import on."""
    rows = "\n".join(f"501 08/03/2010 {day} PN1" for day in reviews.split())
    (child, *_) = plan_import(a_return(folder, episodes, rows), {}, today).children
    known = (child.case_yaml or {})["known-from"]
    assert today.isoformat() == known["everything"]
    return known["review"][0] if "review" in known else None


@pytest.mark.parametrize(
    ("episodes", "reviews", "known"),
    [
        # from becoming looked after to the end of the year
        ("501 04/05/2017 S C2 N1 U6 PR1", "25/05/2017 22/08/2017", "2017-05-04 to 2018-03-31"),
        # looked after since before the return's year: from the day after its first review
        ("501 04/05/2012 S C2 N1 U6 PR1", "25/05/2017 22/11/2017", "2017-05-26 to 2018-03-31"),
        ("501 04/05/2016 P C2 N1 U6 PR1", "25/05/2017 22/11/2017", "2017-05-26 to 2018-03-31"),
        # a first review soon after a first episode might be taken for the first of all
        ("501 14/03/2017 P C2 N1 U6 PR1", "05/04/2017 22/11/2017", "2017-07-07 to 2018-03-31"),
        # no review in the middle of a time in care: nothing can be told from the return
        ("501 04/05/2016 P C2 N1 U6 PR1", "", None),
        # a return holds no reviews of children in short breaks
        ("501 04/05/2017 S V4 N2 U6 PR1", "25/05/2017", None),
        # several years in one set of files
        ("501 04/05/2015 S C2 N1 U6 PR1", "25/05/2015 22/11/2015 02/05/2016 11/10/2016", "2015-05-04 to 2017-03-31"),
        # reviews that stray years after everything else do not make the return longer
        ("501 04/05/2015 S C2 N1 U6 PR1", "25/05/2015 22/11/2017", "2015-05-04 to 2016-03-31"),
    ],
)
def test_reviews_are_known_for_the_days_the_return_speaks_for(
    tmp_path: Path, episodes: str, reviews: str, known: str | None
) -> None:
    assert known == reviews_known(tmp_path, episodes, reviews)


def test_a_year_counts_while_half_of_the_children_in_care_through_it_were_reviewed(tmp_path: Path) -> None:
    three = "\n".join(f"{child} 04/05/2016 S C2 N1 U6 PR1" for child in (501, 502, 503))

    assert "2016-05-04 to 2017-03-31" == reviews_known(tmp_path / "one", three, "25/05/2016 22/08/2017")
    assert "2016-05-04 to 2018-03-31" == reviews_known(
        tmp_path / "two", three.rsplit("\n", 1)[0], "25/05/2016 22/08/2017"
    )


def test_a_return_of_a_year_that_is_not_over_is_known_up_to_its_last_day_and_again_from_the_import(
    tmp_path: Path,
) -> None:
    episodes = "501 04/05/2018 S C2 N1 U6 PR1"

    assert "2018-05-04 to 2018-08-20" == reviews_known(tmp_path, episodes, "25/05/2018 20/08/2018")


@given(
    began=st.dates(date(2014, 1, 1), date(2019, 1, 1)),
    held=st.lists(st.dates(date(2014, 1, 1), date(2020, 1, 1)), max_size=6),
    today=st.dates(date(2016, 1, 1), date(2020, 1, 1)),
    why_new=st.sampled_from("SPL"),
)
def test_nothing_is_known_beforehand(
    tmp_path_factory: pytest.TempPathFactory, began: date, held: list[date], today: date, why_new: str
) -> None:
    episodes = f"501 {began:%d/%m/%Y} {why_new} C2 N1 U6 PR1"
    reviews = "\n".join(f"501 08/03/2010 {day:%d/%m/%Y} PN1" for day in held)
    found = a_return(tmp_path_factory.mktemp("return"), episodes, reviews)

    (child,) = plan_import(found, {}, today).children

    known = (child.case_yaml or {"known-from": {"review": []}})["known-from"].get("review", [])
    for span in known[:1]:
        first, last = (date.fromisoformat(day) for day in span.split(" to "))
        assert began <= first <= last <= today
