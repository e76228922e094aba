"""The child's own page: by age, in the chosen name, with their own words, and nothing that is not for them."""

import re
from dataclasses import replace
from datetime import date

import pytest

from reunify_cli.model.case import Case
from reunify_cli.model.moment import birthday
from reunify_cli.model.plan import Item
from reunify_cli.papers.family.child_page import BANDS, band_of
from reunify_cli.papers.readers import CHILD
from tests import golden
from tests.papers.children import ROSIE, ROSIES_PLAN, rosie, stand
from tests.papers.family import made_for, marked, marked_plan, text_for

TODAY = "2026-11-30"
BOOKED = ("booked 2026-11-20 by=d.okafor what=review for=2026-12-09T14:00 place=Mill Lane School chair=h.fenwick "
          "invited=h.fenwick,d.okafor,child,mother,shaw,teacher")  # fmt: skip
JARGON = ("overdue", "regulation", "reg ", "section", "policy", "digest", "entry", "RU-2026", "LCS", "IRO",
          "[to complete]", "parental responsibility", "placement", "statutory")  # fmt: skip


def aged(years: int, *more: str) -> Case:
    """Rosie's case had she been so old on the day, with her words, the meeting and two things of the plan marked."""
    born = birthday(date(2026, 6, 1), -years) if years else date(2026, 6, 1)
    file = replace(ROSIE, child=replace(ROSIE.child, born=born))
    actions = (replace(ROSIES_PLAN.actions[0], for_=("child",)), *ROSIES_PLAN.actions[1:])
    plan = replace(ROSIES_PLAN, actions=actions)
    case = replace(rosie(BOOKED, *more, file=file), plan=plan, agreed={"7G1P": plan})
    return marked_plan(marked(case, "views", "visit 2026-10-19", "booked 2026-11-20"), "A1", "A2", "C1")


@pytest.mark.parametrize("years", [6, 9, 13, 17])
def test_a_page_for_each_age_reads_like_this(years: int) -> None:
    golden.check(
        f"packs/family/page-aged-{years}.md", text_for("my page", "child", stand(aged(years), TODAY, "surrey"))
    )


@pytest.mark.parametrize(
    ("years", "band"),
    [(0, "under-8"), (7, "under-8"), (8, "8-11"), (11, "8-11"), (12, "12-15"), (15, "12-15"), (16, "16"), (17, "16")],
)
def test_the_band_goes_by_age(years: int, band: str) -> None:
    assert band == band_of(stand(aged(years), TODAY, "surrey"))[0]


def test_the_younger_the_larger_the_words_and_never_below_the_paper_of_grown_ups() -> None:
    sizes = [points for _, _, points in BANDS]

    assert sorted(sizes) == sizes
    assert 13 <= min(sizes)


@pytest.mark.parametrize("years", [6, 9, 13, 17])
def test_no_number_rule_or_word_of_ours_stands_on_the_page_or_in_its_file(years: int) -> None:
    here = stand(aged(years), TODAY, "surrey")
    made = made_for("my page", CHILD, here)
    meta = made.meta(1)

    assert [] == [word for word in JARGON if word.lower() in made.text.lower()]
    assert ("", (), "") == (meta.footer, meta.keywords, meta.classification)


def sentences(text: str) -> list[str]:
    bare = re.sub(r"[*#>|\[\]\\-]", " ", text)
    return [each for each in re.split(r"[.!?:]\s|\n", bare) if each.strip()]


@pytest.mark.parametrize(("years", "most"), [(6, 12), (9, 18), (13, 26), (17, 26)])
def test_sentences_are_short_and_shortest_for_the_youngest(years: int, most: int) -> None:
    text = text_for("my page", "child", stand(aged(years), TODAY, "surrey"))
    ours = [each for each in sentences(text) if "own bed" not in each]
    average = sum(len(each.split()) for each in ours) / len(ours)

    assert [] == [each for each in ours if len(each.split()) > most]
    assert average < 10


def test_the_child_is_called_by_the_chosen_name_and_never_by_another() -> None:
    file = replace(ROSIE, child=replace(ROSIE.child, known_as="Ro"))
    text = text_for("my page", "child", stand(rosie(file=file), TODAY, "surrey"))

    assert text.startswith("# Ro’s page\n")
    assert "Rosie" not in text
    assert "Kendal" not in text


def test_who_will_be_there_is_said_as_the_child_says_it() -> None:
    text = text_for("my page", "child", stand(aged(9), TODAY, "surrey"))

    assert "**Who will be there:** you, Dana, your mum, Jean Shaw, Kofi Osei, Helen." in text


def test_their_own_words_are_quotes_and_nobody_elses_are_there() -> None:
    text = text_for("my page", "child", stand(aged(9), TODAY, "surrey"))

    assert "> I want to sleep in my own bed on school nights.\n" in text
    assert 1 == text.count("own bed")
    assert "Pat keeps coming" not in text


def test_no_day_is_promised_that_is_not_agreed() -> None:
    text = text_for("my page", "child", stand(aged(9), TODAY, "surrey"))

    assert "No one will promise you a date until it is agreed." in text
    assert "February" not in text


def test_a_thing_that_parents_may_know_is_on_the_page_only_if_it_is_for_the_child() -> None:
    """A1 is for the child; A2 is the mother's, A9 for her; R1 is a decision about her. All of them are marked."""
    case = marked(aged(9), "review 2026-06-02", "views", "booked 2026-11-20")
    about_her = Item("A9", "Ask Maria about her drinking", owner="d.okafor", for_=("mother",), shareable=True)
    plan = replace(case.agreed["7G1P"], actions=(*case.agreed["7G1P"].actions, about_her))
    here = stand(replace(case, plan=plan, agreed={"7G1P": plan}), TODAY, "surrey")
    text, letter = text_for("my page", "child", here), text_for("letter", "mother", here)

    assert "Dana Okafor" not in text
    assert "- Dana: Finish Dele's checks. **We have not done this yet.** You can ask us why." in text
    for words in ("school bus", "drinking"):
        assert words not in text
        assert words in letter
    assert "Assess Maria" not in text


def test_the_page_for_a_grown_up_or_a_closed_case_looks_forward_to_nothing() -> None:
    for case in (aged(18), aged(9, "case-closed 2026-11-29 outcome=moved")):
        text = text_for("my page", "child", stand(case, TODAY, "surrey"))

        assert "What happens next" not in text
        assert "not decided" not in text
        assert "We do not work with you any more." in text
