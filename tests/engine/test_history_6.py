"""Sixteen, and accommodated under section 20: who approves the return, and when a child becomes eligible.

Born on 12 August 2010; looked after from 4 February 2026; the nominated officer approves on 15 September; home on the
20th. Thirteen weeks were over on 6 May, the sixteenth birthday came on 12 August.
"""

import pytest

from tests.engine.build import how, judge, stands, table

RULES = """
- id: approved-by-nominated-officer
  while: {all: [{looked-after: yes, for: 20 wd}], not: {legal-status: s20, age: {at-least: 16}}}
  before: {ends: {looked-after: yes}, cause: authority}
  needs: {event: ceasing-approved, by: nominated-officer}
- id: approved-by-director
  while: {looked-after: yes, legal-status: s20, age: {at-least: 16}}
  before: {ends: {looked-after: yes}, cause: authority}
  needs: {event: ceasing-approved, by: director}
- {id: pathway-assessment, while: {eligible: yes}, within: 3 m, needs: {event: pathway-assessment}}
- {id: iro-views, while: {looked-after: yes}, within: 42 d, needs: {event: views, where: {whose: iro}}}
"""

JOURNAL = (
    "became-looked-after 2026-02-04 legal-status=s20",
    "placement-start 2026-02-04 kind=foster",
    "ceasing-approved 2026-09-15 by=asha",
    "returned-home 2026-09-20 to=mother decided-by=authority planned=yes",
)
BORN = "2010-08-12"


def test_every_row():
    expected = {
        "approved-by-nominated-officer": [],
        "approved-by-director": ["due 2026-09-20, breach"],
        "pathway-assessment": ["due 2026-11-12, lapsed"],
        "iro-views": ["due 2026-03-18, missed"],
    }

    assert expected == table(judge(RULES, *JOURNAL, born=BORN), "2027-01-01", *expected)


def test_the_directors_approval_meets_it():
    judged = judge(RULES, *JOURNAL, "ceasing-approved 2026-09-18 by=dee", born=BORN)

    assert "met" == how(judged, "approved-by-director", "2027-01-01")


@pytest.mark.parametrize(
    ("home", "rule"),
    [
        ("2026-08-11", "approved-by-nominated-officer"),
        ("2026-08-12", "approved-by-director"),  # on the birthday itself the child is sixteen
        ("2026-08-12T09:00", "approved-by-director"),
        ("2026-08-13", "approved-by-director"),
    ],
)
def test_the_birthday_changes_the_approver(home: str, rule: str):
    journal = (*JOURNAL[:2], f"returned-home {home} to=mother decided-by=authority")
    judged = judge(RULES, *journal, born=BORN)
    rules = ("approved-by-nominated-officer", "approved-by-director")

    assert {rule} == {each for each in rules if judged.of(each)}


def test_eligible_from_the_birthday_where_the_weeks_were_over_before():
    judged = judge(RULES, *JOURNAL[:2], born=BORN)

    assert ["2026-08-12"] == [str(duty.anchor.when) for duty in judged.of("pathway-assessment")]


@pytest.mark.parametrize(
    ("journal", "eligible_from"),
    [
        # In all, over two periods of care: 30 days, then 61 more.
        (
            (
                "became-looked-after 2026-02-04 legal-status=s20",
                "ceased-looked-after 2026-03-06 decided-by=parent",
                "became-looked-after 2026-08-01 legal-status=s20",
            ),
            "2026-10-01",
        ),
        # What lay before the fourteenth birthday does not count.
        (("became-looked-after 2024-06-12 legal-status=s20", "ceased-looked-after 2024-09-12 decided-by=parent"), None),
        (
            (
                "became-looked-after 2024-06-12 legal-status=s20",  # 31 days of these came after the birthday
                "ceased-looked-after 2024-09-12 decided-by=parent",
                "became-looked-after 2026-08-01 legal-status=s20",
            ),
            "2026-09-30",
        ),
        (("became-looked-after 2024-06-12 legal-status=s20",), "2026-08-12"),
        (("became-looked-after 2026-09-01 legal-status=s20",), "2026-12-01"),
    ],
)
def test_thirteen_weeks_in_all_since_the_fourteenth_birthday(journal: tuple[str, ...], eligible_from: str | None):
    judged = judge(RULES, "placement-start 2024-01-01 kind=foster", *journal, born=BORN)

    expected = [eligible_from] if eligible_from else []
    assert expected == [str(duty.anchor.when) for duty in judged.of("pathway-assessment")]


def test_nothing_is_owed_from_the_eighteenth_birthday_on():
    judged = judge(
        RULES, "placement-start 2028-07-01 kind=foster", "became-looked-after 2028-07-20 legal-status=s20", born=BORN
    )

    assert ["due 2028-08-31, lapsed"] == stands(judged, "iro-views", "2029-01-01")
