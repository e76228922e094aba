"""What is worth looking at in a sound record, and what is not: a finding names things as people do."""

from reunify_cli.engine.findings import findings
from tests.engine.build import SHIPPED, end_of, judge

CARE_ORDER = (
    "became-looked-after 2026-03-02 legal-status=care-order decided-by=court",
    "placement-start 2026-03-02T10:00 kind=foster",
)
HOUSEHOLD = (
    *CARE_ORDER,
    "joined-household 2026-03-02 who=mother home=mums",
    "joined-household 2026-03-02 who=kai home=mums",
    "destination-named 2026-04-01 home=mums to=mother kind=parent",
)
ADULTS = "every adult of the household assessed"


def said(*lines: str, on: str, kai: str = "brother 2008-08-20") -> list[str]:
    judged = judge(SHIPPED, *lines, as_of=on, people={"mother": "mother 1985-01-01", "kai": kai})
    return [each.sentence for each in findings(judged, end_of(on))]


def coming_of_age(*lines: str, on: str, kai: str = "brother 2008-08-20") -> list[str]:
    return [sentence for sentence in said(*lines, on=on, kai=kai) if "turns" in sentence]


def test_a_brother_who_turns_eighteen_within_three_months_is_named_before_the_move() -> None:
    (sentence,) = coming_of_age(*HOUSEHOLD, on="2026-05-20")

    assert sentence.startswith("kai turns 18 on 2026-08-20: if the child moves home on that day or later, it is asked")
    assert ADULTS in sentence


def test_a_day_sooner_he_is_not_and_on_his_birthday_he_is_simply_an_adult() -> None:
    assert [] == coming_of_age(*HOUSEHOLD, on="2026-05-19")
    assert coming_of_age(*HOUSEHOLD, on="2026-08-19")
    assert [] == coming_of_age(*HOUSEHOLD, on="2026-08-20")


def test_nobody_is_named_where_no_home_was_named_or_the_child_is_there_already() -> None:
    home = "returned-home 2026-05-01T15:00 to=mother home=mums planned=yes decided-by=authority"

    assert [] == coming_of_age(*HOUSEHOLD[:-1], on="2026-05-20")
    assert [] == coming_of_age(*HOUSEHOLD, home, on="2026-05-20")


def test_one_who_lives_elsewhere_or_whose_birthday_nobody_recorded_is_not_foretold() -> None:
    elsewhere = (*HOUSEHOLD[:3], "joined-household 2026-03-02 who=kai home=dads", HOUSEHOLD[4])

    assert [] == coming_of_age(*elsewhere, on="2026-05-20")
    assert [] == coming_of_age(*HOUSEHOLD, on="2026-05-20", kai="brother")


def test_it_is_a_note_and_no_record_to_mend() -> None:
    judged = judge(SHIPPED, *HOUSEHOLD, as_of="2026-05-20", people={"mother": "mother", "kai": "brother 2008-08-20"})

    assert ["note"] == [each.kind for each in findings(judged, end_of("2026-05-20")) if "turns 18" in each.sentence]


def test_what_an_entry_does_not_record_is_called_by_its_title() -> None:
    lines = ("became-looked-after 2026-03-02 legal-status=s20", "placement-start 2026-03-02T10:00 kind=foster")
    (sentence,) = [each for each in said(*lines, on="2026-03-10") if each.startswith("becoming looked after")]

    assert "does not record: " in sentence
    assert "written consent to section 20" in sentence
