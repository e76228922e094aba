"""What a child's rows become in the journal: each story as the return tells it, and what it cannot know left out."""

from datetime import date
from pathlib import Path

import pytest

from reunify_cli.exchange.ssda903.plan import ChildPlan, plan_import
from tests.exchange.returns import TODAY, a_return, doubts, said


def planned(folder: Path, episodes: str, reviews: str = "", missing: str = "", header: str = "") -> ChildPlan:
    plan = plan_import(a_return(folder, episodes, reviews, missing, header), {}, TODAY)

    assert () == plan.problems
    return plan.children[0]


def test_a_section_20_child_who_goes_home_as_planned(tmp_path: Path) -> None:
    child = planned(tmp_path, "501 04/05/2017 S V2 N1 U4 PR1 09/02/2018 E4A CARPL")

    assert [
        "2017-05-04 became-looked-after legal-status=s20 reason=child-protection",
        "2017-05-04 placement-start kind=foster term=long",
        "2018-02-09 returned-home planned=yes decided-by=authority has-responsibility=yes",
        "2018-02-09 ceased-looked-after decided-by=authority reason=returned-home planned=yes",
        "2018-02-10 case-closed outcome=home-discharged",
    ] == said(child)
    assert date(2018, 2, 9) == child.left_on


def test_a_section_20_child_whose_parent_takes_them_home(tmp_path: Path) -> None:
    child = planned(tmp_path, "501 04/05/2017 S V2 N4 U6 PR1 18/05/2017 E4B")

    assert [
        "2017-05-18 returned-home planned=no decided-by=parent has-responsibility=yes",
        "2017-05-18 ceased-looked-after decided-by=parent reason=returned-home planned=no",
    ] == said(child)[2:4]


def test_a_child_under_a_care_order_placed_with_parents_and_later_discharged(tmp_path: Path) -> None:
    child = planned(
        tmp_path,
        """
        501 04/05/2016 S C1 N1 U6 PR1 13/07/2016 X1
        501 13/07/2016 L C2 N1 U6 PR1 09/06/2017 X1 CARPL
        501 09/06/2017 P C2 N1 P1 PR0 02/02/2018 E4A
        """,
    )

    assert [
        "2016-05-04 became-looked-after legal-status=interim-care-order reason=child-protection",
        "2016-05-04 placement-start kind=foster",
        "2016-07-13 legal-status-changed legal-status=care-order decided-by=court",
        "2017-06-09 returned-home planned=yes decided-by=authority has-responsibility=yes",
        "2018-02-02 ceased-looked-after decided-by=court reason=returned-home planned=yes",
        "2018-02-03 case-closed outcome=home-discharged",
    ] == said(child)
    assert [] == doubts(child)


def test_a_child_who_was_at_home_when_the_order_was_made_did_not_return(tmp_path: Path) -> None:
    child = planned(tmp_path, "501 04/05/2017 S C1 N1 P1 PR0")

    assert [
        "2017-05-04 became-looked-after legal-status=interim-care-order reason=child-protection",
        "2017-05-04 placement-start kind=parent",
    ] == said(child)


def test_a_return_that_begins_in_the_middle_does_not_say_that_the_child_became_looked_after_then(
    tmp_path: Path,
) -> None:
    child = planned(tmp_path, "501 04/05/2016 P C2 N1 U4 PR1")

    assert [
        "2016-05-04 legal-status-changed legal-status=care-order decided-by=court",
        "2016-05-04 placement-start kind=foster term=long",
    ] == said(child)
    assert [] == doubts(child)


def test_a_child_assessment_order_and_accommodation_make_a_child_looked_after(tmp_path: Path) -> None:
    child = planned(
        tmp_path,
        """
        501 04/05/2017 S L3 N1 U6 PR4 09/05/2017 X1
        501 09/05/2017 L C1 N1 U6 PR4
        """,
    )

    assert [
        "2017-05-04 became-looked-after legal-status=child-assessment-order reason=child-protection",
        "2017-05-04 placement-start kind=foster",
        "2017-05-09 legal-status-changed legal-status=interim-care-order decided-by=court",
    ] == said(child)


def test_a_child_whose_assessment_order_ends_ceases_to_be_looked_after(tmp_path: Path) -> None:
    child = planned(tmp_path, "501 04/05/2017 S L3 N1 U6 PR4 09/05/2017 E4A")

    assert [
        "2017-05-09 returned-home planned=yes decided-by=authority has-responsibility=yes",
        "2017-05-09 ceased-looked-after decided-by=court reason=returned-home planned=yes",
        "2017-05-10 case-closed outcome=home-discharged",
    ] == said(child)[2:]


def test_a_child_who_comes_back_into_care_has_a_second_time_in_care_and_an_open_case(tmp_path: Path) -> None:
    child = planned(
        tmp_path,
        """
        501 04/05/2017 S V2 N1 U6 PR1 18/09/2017 E4A
        501 30/09/2017 S L2 N1 U6 PR1
        """,
    )

    assert [
        "2017-09-18 ceased-looked-after decided-by=authority reason=returned-home planned=yes",
        "2017-09-30 became-looked-after legal-status=emergency-protection reason=child-protection",
        "2017-09-30 placement-start kind=foster",
    ] == said(child)[3:]
    assert child.left_on is None


def test_a_move_says_why_the_placement_before_it_ended(tmp_path: Path) -> None:
    child = planned(
        tmp_path,
        """
        501 04/05/2017 S C2 N1 U6 PR1 12/09/2017 X1 CREQB
        501 12/09/2017 P C2 N1 K2 PR4 03/01/2018 X1 CLOSE
        501 03/01/2018 B V2 N1 U3 PR1
        """,
    )

    assert [
        "2017-09-12 placement-start kind=residential change-reason=carer-asked",
        "2018-01-03 legal-status-changed legal-status=s20 decided-by=court",
        "2018-01-03 placement-start kind=connected-person change-reason=closed",
    ] == said(child)[2:]


def test_a_new_time_in_care_does_not_say_why_the_last_one_ended(tmp_path: Path) -> None:
    child = planned(
        tmp_path,
        """
        501 04/05/2017 S C2 N1 U6 PR1 12/09/2017 E4A CARPL
        501 03/01/2018 S C2 N1 K2 PR4
        """,
    )

    assert "2018-01-03 placement-start kind=residential" == said(child)[-1]


def test_care_did_not_end_on_a_day_on_which_the_next_episode_had_begun(tmp_path: Path) -> None:
    child = planned(
        tmp_path,
        """
        501 04/05/2017 S C2 N1 U6 PR1 12/09/2017 E4A
        501 09/09/2017 P C2 N1 K2 PR4
        """,
    )

    assert ["became-looked-after", "placement-start", "placement-start"] == [line.split()[1] for line in said(child)]


def test_from_one_kind_of_short_breaks_to_the_other_nothing_changes(tmp_path: Path) -> None:
    child = planned(
        tmp_path,
        """
        501 04/05/2017 S V3 N2 U6 PR1 12/09/2017 X1
        501 12/09/2017 L V4 N2 U6 PR1
        """,
    )

    assert [
        "2017-05-04 became-looked-after legal-status=short-breaks reason=child-disability",
        "2017-05-04 placement-start kind=foster",
    ] == said(child)


def test_a_child_who_died_did_not_leave_care(tmp_path: Path) -> None:
    child = planned(tmp_path, "501 04/05/2017 S C2 N1 U6 PR1 12/09/2017 E2")

    assert ["2017-09-12 died", "2017-09-13 case-closed outcome=died"] == said(child)[2:]


def test_reviews_carry_how_the_child_took_part_and_nothing_else(tmp_path: Path) -> None:
    child = planned(
        tmp_path, "501 04/05/2017 S C2 N1 U6 PR1", reviews="501 08/03/2010 25/05/2017 PN6\n501 08/03/2010 22/08/2017 -"
    )

    assert ["2017-05-25 review participation=PN6", "2017-08-22 review"] == said(child)[2:]


def test_a_time_missing_begins_and_ends_and_one_that_goes_on_only_begins(tmp_path: Path) -> None:
    child = planned(
        tmp_path,
        "501 04/05/2017 S C2 N1 U6 PR1",
        missing="501 08/03/2010 M 11/11/2017 13/11/2017\n501 08/03/2010 A 30/03/2018",
    )

    assert ["2017-11-11 missing kind=missing", "2017-11-13 found", "2018-03-30 missing kind=away"] == said(child)[2:]


def test_an_episode_with_a_reason_but_no_day_goes_on(tmp_path: Path) -> None:
    child = planned(tmp_path, "501 04/05/2017 S C2 N1 U6 PR1 - E4A")

    assert ["became-looked-after", "placement-start"] == [line.split()[1] for line in said(child)]
    assert ["148"] == doubts(child)


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("501 04/05/2009 S C2 N1 U6 PR1", "04/05/2009 lies before the child was born (08/03/2010)."),
        ("501 04/09/2018 S C2 N1 U6 PR1", "04/09/2018 has not come yet."),
    ],
)
def test_what_lies_before_birth_or_in_the_future_is_left_out_and_said(tmp_path: Path, row: str, sentence: str) -> None:
    child = planned(tmp_path, row)

    assert ("skipped", "No row of this child could be imported.", ()) == (child.outcome, child.why, child.entries)
    assert [(sentence, True)] == [(doubt.sentence, doubt.left_out) for doubt in child.doubts]


def test_unknown_codes_leave_out_what_they_would_have_said(tmp_path: Path) -> None:
    child = planned(tmp_path, "501 04/05/2017 S Q9 N9 Q1 PR1 12/09/2017 E99", reviews="501 08/03/2010 25/05/2017 PN9")

    assert ["2017-05-25 review"] == said(child)
    assert [
        '"Q9" in LS is no code of the return; what it would say is left out.',
        '"Q1" in PLACE is no code of the return; what it would say is left out.',
        '"N9" in CIN is no code of the return; what it would say is left out.',
        "149",
        "167",
    ] == doubts(child)


def test_a_case_says_who_the_child_is_as_far_as_the_return_knows_and_no_name(tmp_path: Path) -> None:
    child = planned(tmp_path, "501 04/05/2017 S C2 N1 U6 PR1", reviews="501 08/03/2010 25/05/2017 PN6")

    assert {
        "format": "1",
        "id": "RU-2018-0001",
        "child": {"sex": "female", "born": "2010-03-08"},
        "external": {"ssda903": "501"},
        "known-from": {"review": ["2017-05-04 to 2018-03-31", "2018-09-03"], "everything": "2018-09-03"},
    } == child.case_yaml


def test_a_child_without_episodes_is_skipped_with_the_reason(tmp_path: Path) -> None:
    found = a_return(tmp_path, "501 04/05/2017 S C2 N1 U6 PR1", reviews="502 08/03/2010 25/05/2017 PN6")

    (skipped,) = plan_import(found, {}, TODAY).of("skipped")

    assert ("502", "The return holds no episode of this child") == (skipped.number, skipped.why.split(",")[0])


def test_every_entry_says_in_its_note_which_row_it_comes_from(tmp_path: Path) -> None:
    child = planned(tmp_path, "501 04/05/2017 S C2 N1 U4 PR4 12/09/2017 E13")

    assert [
        "SSDA903 episode from 04/05/2017: C2; started to be looked after.",
        "SSDA903 episode from 04/05/2017: U4, private provision (PR4); started to be looked after.",
        "SSDA903 episode from 04/05/2017: ended E13.",
        "Closed by the import: the SSDA903 return says that the child left care.",
    ] == [entry["note"] for entry in child.entries]


def test_postcodes_and_carers_numbers_never_reach_the_case(tmp_path: Path) -> None:
    child = planned(tmp_path, "501 04/05/2017 S C2 N1 P1 PR0 - - - AB12CD EF34GH 1234567")

    assert not [text for text in ("AB12", "EF34", "1234567") if text in repr((child.entries, child.case_yaml))]
