"""Papers for family and court: golden Markdown for each reader, and what the law lets a letter say."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from reunify_cli.errors import Refused, Unreadable
from reunify_cli.model.case import Case
from reunify_cli.model.people import Child, Contacts
from reunify_cli.model.plan import Return
from reunify_cli.papers.family.allowed import shared_texts
from reunify_cli.papers.family.lines import spoken_time
from reunify_cli.papers.filling import environment, markdown
from reunify_cli.papers.layout.blocks import blanks
from reunify_cli.papers.layout.parse import parse
from tests import golden
from tests.papers.children import JONAH, ROSIE, ROSIES_PLAN, jonah, rosie, stand
from tests.papers.family import (
    asked_to,
    every_paper,
    given_to,
    made_for,
    marked,
    marked_plan,
    one,
    pack_named,
    said_to,
    text_for,
)

SHARED = ("review 2026-06-02", "plan-agreed", "booked 2026-11-16", "views", "visit 2026-10-19", "stay", "home-seen",
          "parent-assessment", "agreed")  # fmt: skip


def rosies() -> Case:
    """Rosie's case, in care, with much of it marked."""
    case = asked_to(marked(rosie(), *SHARED), "child", "mother", "d.okafor")
    case = given_to(case, "mother", items=("DS1", "CB1", "RP1"))
    return marked_plan(case, "DS1", "SG1", "G1", "A2", "A3", "C1", "CB1", "RP1")


def jonahs() -> Case:
    """Jonah's case, accommodated under section 20, with much of it marked."""
    marks = ("planning-meeting", "booked", "views", "became-looked-after", "stay", "visit", "care-team-meeting")
    return asked_to(marked(jonah(), *marks), "child", "mother", "d.okafor")


PAPERS: dict[str, Callable[[], str]] = {
    "letter-order-mother": lambda: text_for("letter", "mother", stand(rosies(), "2026-11-30", "surrey")),
    "letter-order-father": lambda: text_for("letter", "father", stand(rosies(), "2026-11-30", "surrey")),
    "letter-s20-mother": lambda: text_for("letter", "mother", stand(jonahs(), "2026-12-21", "care-team")),
    "letter-s20-father": lambda: text_for("letter", "father", stand(jonahs(), "2026-12-21", "care-team")),
    "review-order-mother": lambda: text_for("review", "mother", stand(rosies(), "2026-11-30", "surrey")),
    "review-order-uncle": lambda: text_for("review", "uncle", stand(rosies(), "2026-11-30", "surrey")),
    "review-order-court": lambda: text_for("review", "court", stand(rosies(), "2026-11-30", "surrey")),
    "review-s20-mother": lambda: text_for("review", "mother", stand(jonahs(), "2026-12-21", "care-team")),
    "planning-meeting-s20-mother": lambda: text_for("IPM", "mother", stand(jonahs(), "2026-11-29", "care-team")),
    "placement-order-court": lambda: text_for("pwp", "court", stand(rosies(), "2026-11-30", "surrey")),
    "agreement-order-mother": lambda: text_for("agreement", "mother", stand(rosies(), "2026-11-30", "surrey")),
    "agreement-s20-mother": lambda: text_for("agreement", "mother", stand(jonahs(), "2026-12-21", "care-team")),
    "plan-order-mother": lambda: text_for("smart plan", "mother", stand(rosies(), "2026-11-30", "surrey")),
    "chronology-order-court": lambda: text_for("chronology", "court", stand(rosies(), "2026-11-30", "surrey")),
    "page-order-9": lambda: text_for("my page", "child", stand(rosies(), "2026-11-30", "surrey")),
    "page-s20-15": lambda: text_for("my page", "child", stand(jonahs(), "2026-12-21", "care-team")),
}


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_for_family_or_court_reads_like_this(name: str) -> None:
    golden.check(f"packs/family/{name}.md", PAPERS[name]())


@pytest.mark.parametrize("make", [rosies, jonahs, rosie, jonah])
def test_no_paper_for_family_or_court_has_a_place_to_complete(make: Callable[[], Case]) -> None:
    """What is not known reads "We will talk about this", on a bare record as on a full one."""
    under = "surrey" if make in (rosies, rosie) else "care-team"
    here = stand(make(), "2026-12-08", under)
    empty = stand(replace(make(), entries=(), plan=None, agreed={}), "2026-12-08", under)
    for each in (here, empty):
        for name, reader in every_paper(each):
            assert 0 == blanks(made_for(name, reader, each).document), (name, reader.key)


@pytest.mark.parametrize("word", ["mother", "father", "uncle"])
def test_only_the_readers_own_name_stands_on_a_paper_for_the_family(word: str) -> None:
    here = stand(rosies(), "2026-11-30", "surrey")
    text = text_for("review", word, here)
    names = {key: person.name for key, person in ROSIE.people.items()}

    assert names[word] in text
    assert [] == [name for key, name in names.items() if key != word and name in text]
    assert "Rosie Kendal" not in text


def test_two_parents_are_two_readers_and_each_is_called_you() -> None:
    here = stand(rosies(), "2026-11-30", "surrey")
    mother, father = text_for("letter", "mother", here), text_for("letter", "father", here)

    assert "Arrange the school bus. By Friday 4 December 2026." in mother.split("## What you said you would do")[1]
    assert "## What you said you would do" not in father
    assert "Arrange the school bus" not in father


def test_what_we_said_we_would_do_stands_with_whether_we_did_it() -> None:
    def told(event: str) -> str:
        case = marked_plan(given_to(rosie(event), "mother", items=["A1"]), "A1")
        return text_for("letter", "mother", stand(case, "2026-11-30", "surrey"))

    promise = "Finish Dele's checks. By Friday 27 November 2026."
    assert f"{promise} **We have done this: Friday 20 Nov" in told("action-done 2026-11-20 by=d.okafor of=A1")
    assert f"{promise} **We did not do this.**" in told("decision-not-carried-out 2026-11-21 by=h.fenwick of=A1")


# --- section 20 ---------------------------------------------------------------------------------------------------

BINDING = (
    "you must",
    "you have to",
    "you need to",
    "not allowed",
    "required to",
    "permission",
    "approval",
    "agree to wait",
)


@pytest.mark.parametrize("name", ["letter", "review", "agreement", "IPM"])
@pytest.mark.parametrize("word", ["mother", "father"])
def test_under_section_20_nothing_reads_as_if_it_bound_a_parent(name: str, word: str) -> None:
    here = stand(replace(jonahs(), file=replace(JONAH, child=replace(JONAH.child, born=date(2012, 6, 14)))),
                 "2026-12-21", "care-team")  # fmt: skip
    text = text_for(name, word, here).replace("do not have to", "")

    assert (word == "mother") == ("can take Jonah home at any time" in text)
    assert [] == [words for words in BINDING if words in text.lower()]


def test_who_holds_parental_responsibility_may_take_the_child_home_and_is_told_so_plainly() -> None:
    here = stand(jonahs(), "2026-12-21", "care-team")
    mother, father = text_for("letter", "mother", here), text_for("letter", "father", here)

    assert "**You can take Jonah home at any time.** You do not have to ask us." in mother
    assert "take Jonah home" not in father
    assert "You can end this arrangement without going to court." in mother
    assert "without going to court" not in father
    assert "A solicitor can tell you how a parent gets parental responsibility." in father


def test_from_sixteen_the_young_persons_own_agreement_counts() -> None:
    old = replace(jonahs(), file=replace(JONAH, child=replace(JONAH.child, born=date(2010, 6, 14))))
    here = stand(old, "2026-12-21", "care-team")

    assert "If Jonah agrees to stay with us, no one can take Jonah away" in text_for("letter", "mother", here)
    assert "whether you stay looked after in this way is for you to agree to" in text_for("my page", "child", here)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("", "A court has made a care order about Rosie (Tuesday 10 February 2026)."),
        ("legal-status-changed 2026-11-20 legal-status=interim-care-order", "A court is deciding about Rosie."),
        ("legal-status-changed 2026-11-20 legal-status=none decided-by=court", "Rosie is not looked after by us."),
        (
            "legal-status-changed 2026-11-20 legal-status=remand",
            "A court has sent Rosie to be looked after by us while it deals with a charge (remand), since",
        ),
    ],
)
def test_a_letter_says_who_decides(change: str, sentence: str) -> None:
    here = stand(rosie(*([change] if change else [])), "2026-11-30", "surrey")

    assert sentence in text_for("letter", "mother", here).split("## Who decides")[1]


def test_a_child_of_section_20_who_lives_with_a_parent_is_not_looked_after_any_more() -> None:
    home = "returned-home 2026-12-15 to=mother home=mothers planned=no decided-by=parent"
    text = text_for("letter", "mother", stand(jonah(home), "2026-12-21", "care-team"))

    assert "Jonah is not looked after by us." in text
    assert "section 20" not in text


def test_what_a_meeting_wrote_under_its_headings_is_told_only_where_the_meeting_is_marked() -> None:
    here = stand(rosies(), "2026-11-30", "surrey")
    (meeting,) = (entry for entry in here.judged.history.entries if entry.id == "7A2C")

    assert ["Contact arrangements", "Health plan"] == [each.title for each in shared_texts(here, meeting)]
    assert [] == list(shared_texts(here, replace(meeting, shareable=False)))


# --- views, people and days ---------------------------------------------------------------------------------------


def test_the_words_of_somebody_protected_go_to_them_and_to_the_court_alone() -> None:
    said = "views 2026-11-12 by=d.okafor whose=father about=return words=I would rather wait."
    here = stand(marked(rosie(said), "views"), "2026-11-30", "surrey")
    heard = [word for word in ("mother", "father", "uncle", "court") if "rather wait" in text_for("review", word, here)]

    assert ["father", "court"] == heard


def test_the_wider_family_hears_nobodys_words_but_their_own() -> None:
    text = text_for("review", "uncle", stand(rosies(), "2026-11-30", "surrey"))

    assert "own bed" not in text
    assert "Pat keeps" not in text


def test_who_is_protected_is_not_among_those_who_will_be_at_a_meeting() -> None:
    booked = ("booked 2026-11-20 by=d.okafor what=review for=2026-12-10T14:00 place=Mill Lane School chair=h.fenwick "
              "invited=child,mother,father,d.okafor")  # fmt: skip
    here = stand(marked(rosie(booked), "booked 2026-11-20"), "2026-11-30", "surrey")
    page = text_for("my page", "child", here)

    assert "10 December" not in text_for("review", "mother", here)
    assert "father" not in text_for("review", "mother", here)
    assert "you, Rosie, Rosie’s mother, Dana Okafor (social worker)" in text_for("review", "father", here)
    assert "**Thursday 10 December, 2 o’clock: your review.**" in page
    assert "Mill Lane School" not in page


def test_whoever_is_invited_is_told_day_and_time_and_the_rest_only_if_it_is_marked() -> None:
    booked = ("booked 2026-11-20 by=d.okafor what=review for=2026-12-10T14:00 place=At the refuge chair=h.fenwick "
              "invited=mother,d.okafor")  # fmt: skip
    here = stand(rosie(booked), "2026-11-30", "surrey")
    mother, uncle = text_for("review", "mother", here), text_for("review", "uncle", here)

    assert "Thursday 10 December 2026 at 2 pm" in mother
    assert "We will tell you where." in mother
    assert "refuge" not in mother
    assert "If you are asked to come, we will tell you the day." in uncle


@pytest.mark.parametrize(
    ("endorsed", "shareable", "told"),
    [(False, False, False), (True, False, False), (False, True, False), (True, True, True)],
)
def test_a_day_wished_for_reaches_the_family_only_endorsed_and_marked(
    endorsed: bool, shareable: bool, told: bool
) -> None:
    plan = replace(ROSIES_PLAN, return_=Return("mothers", "mother", date(2027, 2, 14), endorsed, shareable))
    here = stand(replace(rosies(), plan=plan, agreed={"7G1P": plan}), "2026-11-30", "surrey")

    for name, word in (("letter", "mother"), ("my page", "child"), ("review", "court"), ("smart plan", "mother")):
        assert told == ("14 February 2027" in text_for(name, word, here)), name


def test_a_plan_that_nobody_agreed_reaches_nobody() -> None:
    case = replace(rosies(), agreed={})

    assert "drink" not in text_for("letter", "mother", stand(case, "2026-11-30", "surrey"))


def test_a_mark_may_be_set_or_taken_back_after_the_agreement_but_the_words_stay_those_agreed() -> None:
    said = given_to(rosie(), "mother", items=("CB1", "DS1"))
    agreed = marked_plan(said, "CB1")
    later = replace(agreed, plan=marked_plan(said, "DS1").plan)
    here = stand(later, "2026-11-30", "surrey")
    worded = replace(
        ROSIES_PLAN, change_back=(replace(ROSIES_PLAN.change_back[0], what="Other words", shareable=True),)
    )
    reworded = stand(replace(rosie(), plan=worded), "2026-11-30", "surrey")

    assert "Maria may drink" in text_for("letter", "mother", here)
    assert "left alone in the house at night" not in text_for("letter", "mother", here)
    assert "Other words" not in text_for("letter", "mother", reworded)


def test_for_the_court_relatives_are_called_by_what_they_are_and_every_line_has_its_source() -> None:
    text = text_for("review", "court", stand(rosies(), "2026-11-30", "surrey"))

    assert "The mother" in text
    assert "entry 7A2C" in text
    assert "digest 000000000000" in text
    assert not [person.name for person in ROSIE.people.values() if person.name in text]


def test_what_is_not_marked_and_whose_views_are_missing_is_asked_for_without_a_name() -> None:
    said = "supervision 2026-11-12 by=r.amadi attended=d.okafor"
    decided = {"event": "supervision", "date": "2026-11-12", "by": "r.amadi", "attended": "d.okafor",
               "decisions": [{"id": "Z1", "what": "Ring the school"}]}  # fmt: skip
    here = stand(rosie(said, decided), "2026-11-30", "surrey")
    father = {lack.what for lack in said_to("letter", one("father", here), here).lacks}

    assert {"views: father", "whether it may be shared: review, Tue 2 Jun 2026"} <= father
    assert "what of the plan may be shared: nothing in plan.yaml is marked" in father
    assert not [what for what in father if "supervision" in what or "Mark" in what]


@pytest.mark.parametrize("make", [rosies, jonahs])
def test_a_letter_is_in_short_sentences(make: Callable[[], Case]) -> None:
    bare = replace(make(), plan=None, agreed={}, entries=tuple(e for e in make().entries if not e.shareable))
    text = text_for("letter", "mother", stand(bare, "2026-11-30" if make is rosies else "2026-12-21", "surrey"))
    ours = [each.split() for each in re.split(r"[.!?:]\s|\n", re.sub(r"[*#>|]", " ", text)) if each.strip()]

    assert [] == [" ".join(words) for words in ours if len(words) > 24]
    assert sum(map(len, ours)) / len(ours) < 11


def test_an_authoritys_own_template_for_the_family_is_given_nothing_but_what_may_be_told(tmp_path: Path) -> None:
    here = stand(rosies(), "2026-11-30", "surrey")
    reader = one("mother", here)
    pack = pack_named("review", here).template_for(reader.kind)
    own = tmp_path / "shared-meeting.md.j2"
    own.write_text("Our way, for {{ reader_name }} about {{ child }}.")
    environment.cache_clear()
    ours = markdown(pack, said_to("review", reader, here), [tmp_path])

    assert "Our way, for Maria Kendal about Rosie." in ours
    for words in ("head.child", "review.themes", "agenda", "duties"):
        own.write_text("{{ " + words + " }}")
        environment.cache_clear()
        with pytest.raises(Unreadable):
            markdown(pack, said_to("review", reader, here), [tmp_path])


# --- endings ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "word"), [("letter", "mother"), ("my page", "child"), ("review", "mother")])
def test_after_a_death_no_paper_for_the_family_is_made(name: str, word: str) -> None:
    here = stand(marked(rosie("died 2026-11-20"), "*"), "2026-11-30", "surrey")

    with pytest.raises(Refused):
        said_to(name, one(word, here), here)


def test_once_a_case_is_closed_nothing_is_to_come() -> None:
    case = marked(rosie("case-closed 2026-11-25 outcome=home-discharged"), *SHARED)
    here = stand(case, "2026-11-30", "surrey")
    letter, page = text_for("letter", "mother", here), text_for("my page", "child", here)

    assert "Our work with you about Rosie has ended." in letter
    assert "## What comes next" not in letter
    assert "What happens next" not in page
    assert "your review" not in page


def test_numbers_that_the_authority_has_not_given_leave_no_hole_and_are_asked_for() -> None:
    here = stand(rosie(), "2026-11-30", "surrey")
    text = text_for("letter", "mother", here, Contacts())
    known = said_to("letter", one("mother", here), here, Contacts())

    assert "Ask us for the number." in text
    assert "a number to print: contacts, advocate, in reunify.yaml" in {lack.what for lack in known.lacks}


def test_a_child_of_whom_nothing_is_recorded_still_has_letters_and_a_page() -> None:
    bare = replace(jonah(), entries=(), file=replace(JONAH, child=Child()))
    here = stand(bare, "2026-12-21", "care-team")

    assert "We will talk about this with you." in text_for("letter", "mother", here)
    assert "# My page" in text_for("my page", "child", here)
    assert parse(text_for("my page", "child", here)).findings == ()


@pytest.mark.parametrize(
    ("minute", "child", "said"),
    [
        (840, False, "2 pm"),
        (570, False, "9.30 am"),
        (960, True, "4 o’clock"),
        (0, False, "12 am"),
        (720, False, "12 noon"),
    ],
)
def test_a_time_of_day_is_said_as_people_say_it(minute: int, child: bool, said: str) -> None:
    assert said == spoken_time(minute, child=child)
