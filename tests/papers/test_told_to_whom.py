"""Told to the wrong reader: of the family each is told what the record gives to them, whatever is marked."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from reunify_cli.model.case import Case
from reunify_cli.model.plan import Item, Plan, Return
from reunify_cli.papers.family.whose import MINUTES, OTHERS, PROTECTED, UNASKED, UNNAMED, WORDS, held_back
from tests.papers.children import JONAH, ROSIE, jonah, rosie, stand
from tests.papers.family import asked_to, every_paper, made_for, marked, marked_plan, one, text_for

TODAY = "2026-11-30"
FEAR = "I am scared of dad when he drinks. Please do not tell him."


def papers_holding(words: str, case: Case, policy: str = "surrey") -> set[str]:
    """The readers on any of whose papers some words stand."""
    from reunify_cli.papers.guard.leaks import told

    here = stand(case, TODAY, policy)
    found = set()
    for name, reader in every_paper(here):
        if words in "\n".join(said for _, said in told(made_for(name, reader, here).document)):
            found.add(reader.key)
    return found


# --- words --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        f"visit 2026-11-12 by=d.okafor seen=yes alone=yes where=placement childs-words={FEAR}",
        f"views 2026-11-12 by=d.okafor whose=child about=return words={FEAR}",
    ],
)
def test_a_childs_words_reach_the_child_and_no_parent_whatever_is_marked(said: str) -> None:
    assert {"child", "court"} == papers_holding(FEAR, marked_plan(marked(rosie(said), "*"), "*"))


@pytest.mark.parametrize("whose", ["mother", "father", "uncle"])
def test_a_grown_ups_words_reach_their_speaker_and_nobody_else_of_the_family(whose: str) -> None:
    said = f"views 2026-11-12 by=d.okafor whose={whose} about=return words=I was in rehab twice."

    assert {whose, "court"} == papers_holding("I was in rehab twice.", marked(rosie(said), "*"))


def test_what_a_meeting_wrote_down_reaches_nobody_of_the_family_not_even_who_was_there() -> None:
    said = {"event": "progress-review", "date": "2026-11-12", "by": "p.lowe", "attended": "child, mother, uncle",
            "progress": "Eleven clear tests for heroin.",
            "decisions": [{"id": "Z1", "what": "Refer Maria to the drug service", "owner": "p.lowe"},
                          {"id": "Z2", "what": "Bring the school report", "owner": "mother"}]}  # fmt: skip
    case = marked(rosie(said), "*")

    assert {"court"} == papers_holding("Eleven clear tests", case)
    assert {"court"} == papers_holding("Refer Maria", case)
    assert {"mother", "court"} == papers_holding("Bring the school report", case)


# --- the plan -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "readers"),
    [
        ({}, set()),
        ({"who": "mother"}, {"mother"}),
        ({"owner": "mother", "for_": ("child",)}, {"mother"}),
        ({"owner": "d.okafor"}, set()),
        ({"owner": "d.okafor", "for_": ("mother",)}, {"mother"}),
        ({"owner": "d.okafor", "for_": ("child", "mother")}, {"mother", "child"}),
        ({"owner": "d.okafor", "for_": ("family",)}, set()),
        ({"owner": "d.okafor", "for_": ("parent",)}, set()),
        ({"owner": "shaw", "for_": ("uncle",)}, {"uncle"}),
        ({"owner": "child"}, {"child"}),
        # The father is protected: nobody else of the family is told what is planned with him.
        ({"owner": "father"}, {"father"}),
        ({"owner": "d.okafor", "for_": ("mother", "father")}, {"father"}),
        ({"who": "father", "for_": ("mother", "child")}, {"father"}),
    ],
)
def test_an_item_of_the_plan_reaches_whom_it_names(item: Mapping[str, Any], readers: set[str]) -> None:
    plan = Plan(actions=(Item("A1", "Weekly test at the clinic", shareable=True, **item),))
    case = replace(marked(rosie(), "plan-agreed"), plan=plan, agreed={"7G1P": plan})

    assert readers == papers_holding("Weekly test at the clinic", case) - {"court"}


@pytest.mark.parametrize(("who", "readers"), [("mother", {"mother", "child"}), ("father", {"father"})])
def test_contact_is_the_childs_as_well_unless_the_other_is_protected(who: str, readers: set[str]) -> None:
    plan = Plan(contact=(Item("C1", "Tea on Saturdays", who=who, shareable=True),))
    case = replace(marked(rosie(), "plan-agreed"), plan=plan, agreed={"7G1P": plan})

    assert readers == papers_holding("Tea on Saturdays", case) - {"court"}


def test_the_day_of_a_return_to_somebody_protected_is_told_to_them_alone() -> None:
    def told(*, protected: bool) -> set[str]:
        mother = replace(ROSIE.people["mother"], protected=protected)
        homes = {**ROSIE.homes, "mothers": replace(ROSIE.homes["mothers"], protected=False)}
        file = replace(ROSIE, people={**ROSIE.people, "mother": mother}, homes=homes)
        plan = Plan(return_=Return("mothers", "mother", date(2027, 2, 14), endorsed=True, shareable=True))
        case = replace(marked(rosie(), "plan-agreed"), plan=plan, agreed={"7G1P": plan}, file=file)
        return papers_holding("14 February 2027", case) - {"court"}

    assert {"mother"} == told(protected=True)
    assert {"mother", "father", "child"} == told(protected=False)


# --- who is protected, who is asked -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("invited", "readers"),
    [
        ("", set()),
        ("d.okafor", set()),
        ("mother", {"mother"}),
        ("uncle,child", {"uncle", "child"}),
        ("parent", {"father"}),
        ("mother,father,child", {"father", "child"}),
    ],
)
def test_a_meeting_is_told_to_whom_is_asked_and_not_beside_somebody_protected(invited: str, readers: set[str]) -> None:
    booked = (f"booked 2026-11-20 by=d.okafor what=review for=2026-12-10T14:00 place=Mill Lane School chair=h.fenwick "
              f"{f'invited={invited}' if invited else ''}")  # fmt: skip
    case = marked(rosie(booked), "booked 2026-11-20")

    assert readers == papers_holding("10 December", case) - {"court"}


def test_what_happened_with_somebody_protected_or_to_another_is_not_told_by_its_title_either() -> None:
    here = stand(
        marked(
            rosie(
                "stay 2026-11-21 by=shaw with=father home=shaws nights=1 back-on=2026-11-22",
                "check 2026-11-22 by=d.okafor of=uncle kind=dbs result=matters",
            ),
            "*",
        ),
        TODAY,
        "surrey",
    )
    mother, father = text_for("review", "mother", here), text_for("review", "father", here)

    assert "| Sat 14 Nov 2026 | Overnight stay with you |" in mother
    assert "| Sat 21 Nov 2026 |" not in mother
    assert "| Sat 21 Nov 2026 | Overnight stay with you |" in father
    assert "| Thu 12 Nov 2026 | Check on an adult of the household |" in mother
    assert "Sun 22 Nov 2026" not in mother + father


def test_what_was_agreed_about_anothers_assessment_is_theirs_though_it_names_nobody() -> None:
    assessed = "parent-assessment 2026-11-18 by=d.okafor of-whom=mother home=mothers covers=full-time outcome=negative"
    agreed = "agreed 2026-11-21 by=p.lowe of=parent-assessment-2026-11-18 to-what=placement-with-parents"
    here = stand(marked(rosie(assessed, agreed), "*"), TODAY, "surrey")

    assert "| Sat 21 Nov 2026 | Agreement |" in text_for("review", "mother", here)
    for other in ("father", "uncle"):
        assert "21 Nov" not in text_for("review", other, here)
        assert "18 Nov" not in text_for("review", other, here)


def test_whoever_makes_a_paper_is_told_what_is_held_back_and_why() -> None:
    said = f"visit 2026-11-12 by=d.okafor seen=yes where=placement childs-words={FEAR}"
    booked = "booked 2026-11-20 by=d.okafor what=review for=2026-12-10T14:00 chair=h.fenwick invited=mother,father"
    case = marked_plan(marked(rosie(said, booked), "*"), "*")
    here = stand(case, TODAY, "surrey")
    held = held_back(here, one("mother", here))

    assert {WORDS, OTHERS, MINUTES, UNNAMED, PROTECTED} == {each.why for each in held}
    assert ("CB1", "change back of the plan", UNNAMED) in {(each.id, each.what, each.why) for each in held}
    assert UNASKED in {each.why for each in held_back(here, one("uncle", here))}
    assert () == held_back(here, one("court", here))
    assert not [each for each in held if FEAR in repr(each) or "Maria" in repr(each) or "Mark" in repr(each)]


# --- whose law ----------------------------------------------------------------------------------------------------

MAY_TAKE = "You can take Jonah home at any time"
MAY_END = "You can end this arrangement without going to court"


def of_section_20(born: date, *more: str) -> Case:
    case = jonah(*more)
    return asked_to(replace(case, file=replace(JONAH, child=replace(JONAH.child, born=born))), "child", "mother")


@pytest.mark.parametrize("name", ["letter", "review", "agreement"])
@pytest.mark.parametrize(("born", "told"), [(date(2012, 6, 14), True), (date(2010, 6, 14), False)])
def test_only_who_holds_responsibility_for_a_child_under_16_is_told_they_can_end_section_20(
    name: str, born: date, told: bool
) -> None:
    here = stand(of_section_20(born), "2026-12-21", "care-team")
    mother, father = text_for(name, "mother", here), text_for(name, "father", here)

    assert told == (MAY_TAKE in mother)
    assert told == (MAY_END in mother)
    assert not [
        words for words in (MAY_TAKE, MAY_END, "holds parental responsibility for Jonah can") if words in father
    ]


def test_from_sixteen_everybody_reads_that_the_young_persons_agreement_counts_and_nothing_against_it() -> None:
    here = stand(of_section_20(date(2010, 6, 14)), "2026-12-21", "care-team")
    for word in ("mother", "father", "gran"):
        text = text_for("review", word, here)

        assert "If Jonah agrees to stay with us, no one can take Jonah away against Jonah’s wishes." in text
        assert MAY_END not in text


@pytest.mark.parametrize(
    ("status", "mother", "father", "uncle"),
    [
        (
            "care-order",
            "Only a court can end the order, and you can ask it to.",
            "about the time you have with Rosie",
            "We would like to hear what you think. We decide where Rosie lives. Only a court can end the order.",
        ),
        (
            "interim-care-order",
            "You have the right to a solicitor in court.",
            "A solicitor can tell you if you can take part in court.",
            "A solicitor can tell you if you can take part in court.",
        ),
        ("remand", "Only a court can change that.", "Only a court can change that.", "Only a court can change that."),
    ],
)
def test_under_an_order_each_reads_what_is_theirs(status: str, mother: str, father: str, uncle: str) -> None:
    """The mother holds parental responsibility; the father here does not, and is a parent all the same."""
    lost = "responsibility-lost 2026-11-02 who=father"
    changed = [] if status == "care-order" else [f"legal-status-changed 2026-11-20 legal-status={status}"]
    here = stand(rosie(lost, *changed), TODAY, "surrey")
    said = {word: text_for("review", word, here) for word in ("mother", "father", "uncle")}

    assert mother in said["mother"]
    assert father in said["father"]
    assert uncle in said["uncle"]
    for word in ("father", "uncle"):
        assert "you can ask it to" not in said[word]
        assert "share it with you" not in said[word]
        assert "right to a solicitor in court" not in said[word]
