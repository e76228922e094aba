"""A care order, a long-term placement, and approvals in and out of order before the child goes home on 30 March 2026.

The chain: the panel recommends, the assistant director endorses, a review considers it, the care team settles the
detail, the assistant director approves, all about the assessment for living at home full time. The last word varies.
"""

import pytest

from reunify_cli.engine.missing import missing
from tests.engine.build import how, judge, stands, table

RULES = """
- id: chain
  while: {legal-status: care-order, term: long}
  before: {starts: {in-care: yes, with-parent: yes}}
  closed-by: {event: immediate-placement-allowed}
  needs:
    of: {event: parent-assessment, where: {covers: full-time}}
    steps:
      - {event: recommended, by: arrangements-panel}
      - {event: endorsed, by: assistant-director}
      - {event: review, where: {considered: {includes: return-home}}}
      - {event: care-team-meeting, attended: [team-manager, social-worker, iro]}
      - {event: approved, by: assistant-director}
- id: agreement-full-time
  while: {in-care: yes}
  before: {starts: {in-care: yes, with-parent: yes}}
  closed-by: {event: immediate-placement-allowed}
  needs:
    of: {event: parent-assessment, where: {covers: full-time}}
    steps: [{event: approved, by: assistant-director}]
- id: before-any-night
  while: {in-care: yes}
  before: {event: stay, which: each, where: {with: {includes: parent}}}
  closed-by: {event: immediate-placement-allowed}
  needs: {of: {event: parent-assessment}, steps: [{event: approved, by: assistant-director}]}
- id: adults-checked
  while: {in-care: yes}
  before: {starts: {in-care: yes, with-parent: yes}}
  each: {in: household, home: destination, age: {at-least: 18}, except: [child]}
  needs:
    - {event: check, of: $each, where: {kind: pnc}}
    - {event: check, of: $each, where: {kind: agency}}
- id: adults-checked-for-stays
  while: {in-care: yes}
  before: {event: extended-stay, which: each}
  each: {in: household, home: destination, age: {at-least: 18}, except: [child]}
  needs: {event: check, of: $each, where: {kind: pnc}}
- {id: visits, while: {legal-status: care-order, with-parent: yes}, every: [1 w, 6 w],
   needs: {event: visit, where: {seen: yes}}}
- {id: review-after-return, owes: iro, while: {looked-after: yes, with-parent: yes}, within: 20 wd,
   from: {event: returned-home}, needs: {event: review}}
- {id: discharge-planned,
   while: {legal-status: care-order, all: [{with-parent: yes, for: 6 m}, {evidence-positive: yes}]},
   needs: {event: discharge-planned}}
- {id: discharge-six-months-of-evidence,
   while: {legal-status: care-order, with-parent: yes, evidence-positive: yes, for: 6 m},
   needs: {event: discharge-planned}}
"""

PEOPLE = {
    "mum": "mother 1985-05-05",
    "kai": "brother 2008-03-29",
    "gran": "grandmother 1955-01-01",
    "dan": "partner 1980-01-01",
}

BEFORE = (
    "became-looked-after 2024-01-08 legal-status=care-order",
    "placement-start 2024-01-08 kind=foster term=long",
    "destination-named 2025-12-01 home=mums",
    "joined-household 2025-01-01 who=mum home=mums",
    "joined-household 2025-01-01 who=kai home=mums",
    "joined-household 2025-01-01 who=gran home=mums",
    "check 2026-01-10 of=mum kind=pnc",
    "check 2026-01-10 of=mum kind=agency",
    "parent-assessment 2026-01-12 covers=extended-stays id=stays by=dana",
    "approved 2026-01-20 of=stays by=asha",
    "extended-stay 2026-02-14 with=mum",
    "left-household 2026-02-20 who=gran home=mums",
    "parent-assessment 2026-03-02 covers=full-time id=home by=dana",
    "recommended 2026-03-09 of=home by=panel",
    "endorsed 2026-03-12 of=home by=asha",
    "review 2026-03-20 considered=return-home",
    "care-team-meeting 2026-03-23 attended=ruth,dana,irene",
)
HOME = (
    "returned-home 2026-03-30 to=mum home=mums planned=yes decided-by=authority",
    "visit 2026-04-07 seen=yes",
    "joined-household 2026-04-20 who=dan home=mums",
    "review 2026-04-28",
    "visit 2026-05-19 seen=yes",
    "care-planning-meeting 2026-06-01 evidence-positive=yes",
)
IN_ORDER = ("approved 2026-03-27 of=home by=asha",)
ASKED = "2026-06-02"


@pytest.mark.parametrize(
    ("words", "chain", "agreement"),
    [
        (IN_ORDER, "met", "met"),
        (("approved 2026-03-16 of=home by=asha",), "breach", "met"),  # before the review
        (("approved 2026-03-24 of=home by=asha", "refused 2026-03-27 of=home by=asha"), "breach", "breach"),
        (("refused 2026-03-27 of=home by=asha",), "breach", "breach"),
        ((), "breach", "breach"),  # January's approval was of the stays
        (("approved 2026-04-02 of=home by=asha",), "breach", "breach"),  # three days after
        (("approved 2026-03-30 of=home by=asha",), "unclear", "unclear"),  # on the day, without times
        (("approved 2026-03-24 of=home by=asha", "refused 2026-03-30 of=home by=asha"), "unclear", "unclear"),
        (
            ("refused 2026-03-24 of=home by=asha", "approved 2026-03-27 of=home by=asha"),
            "met",
            "met",
        ),  # the latest word counts
        (("approved 2026-03-24 of=home by=asha", "refused 2026-03-27 of=home by=dee"), "met", "met"),  # another role
    ],
)
def test_the_last_word_of_the_assistant_director(words: tuple[str, ...], chain: str, agreement: str):
    judged = judge(RULES, *BEFORE, *words, *HOME, people=PEOPLE)

    assert (chain, agreement) == (how(judged, "chain", ASKED), how(judged, "agreement-full-time", ASKED))


@pytest.mark.parametrize(
    ("approved", "moved", "standing"),
    [("09:00", "15:00", "met"), ("15:00", "09:00", "breach"), ("09:00", "09:00", "breach")],
)
def test_with_their_times_an_approval_and_a_move_of_one_day_have_an_order(approved: str, moved: str, standing: str):
    word = f"approved 2026-03-30T{approved} of=home by=asha"
    home = HOME[0].replace("03-30", f"03-30T{moved}")
    judged = judge(RULES, *BEFORE, word, home, people=PEOPLE)

    assert standing == how(judged, "agreement-full-time", ASKED)


def test_a_breach_says_that_the_approval_came_three_days_after():
    judged = judge(RULES, *BEFORE, "approved 2026-04-02 of=home by=asha", *HOME, people=PEOPLE)

    (lack,) = missing(judged, judged.of("agreement-full-time")[0])

    assert ("approved", "approved-2026-04-02", "it was not before this") == (
        lack.event,
        lack.near.id if lack.near else "",
        lack.why_not,
    )


def test_the_approval_of_the_stays_covers_no_night_once_there_is_a_new_assessment():
    judged = judge(RULES, *BEFORE, "stay 2026-02-21 with=mum", "stay 2026-03-29 with=mum", *HOME, people=PEOPLE)

    expected = ["due 2026-02-14, met", "due 2026-02-21, met", "due 2026-03-29, breach"]
    assert expected == stands(judged, "before-any-night", ASKED)


def test_the_adults_of_the_household_are_those_of_the_day_of_the_move():
    judged = judge(RULES, *BEFORE, *IN_ORDER, *HOME, people=PEOPLE)

    expected = ["due 2026-03-30, breach (kai)", "due 2026-03-30, met (mum)"]
    assert expected == stands(judged, "adults-checked", ASKED)


def test_for_the_stays_in_february_those_of_february_were_to_be_checked():
    judged = judge(RULES, *BEFORE, *IN_ORDER, *HOME, people=PEOPLE)

    expected = ["due 2026-02-14, breach (gran)", "due 2026-02-14, met (mum)"]
    assert expected == stands(judged, "adults-checked-for-stays", ASKED)


def test_the_household_of_nobody_knows_which_home_leaves_the_gate_unclear_and_not_open():
    silent = [line for line in BEFORE if "household" not in line]
    judged = judge(RULES, *silent, *IN_ORDER, HOME[0], people=PEOPLE)

    assert "unclear" == how(judged, "adults-checked", ASKED)
    assert "not recorded: who lives in each home" == judged.of("adults-checked")[0].unclear


def test_visits_reviews_and_discharge_after_the_return():
    expected = {
        "visits": ["due 2026-04-06, met-late", "due 2026-05-19, met", "due 2026-06-30, upcoming"],
        "review-after-return": ["due 2026-04-29, met"],
        "discharge-planned": ["no date, not-started"],
    }

    assert expected == table(judge(RULES, *BEFORE, *IN_ORDER, *HOME, people=PEOPLE), ASKED, *expected)


def test_discharge_is_planned_from_six_months_at_home_and_not_six_months_of_evidence():
    judged = judge(RULES, *BEFORE, *IN_ORDER, *HOME, people=PEOPLE)

    assert ["2026-09-30"] == [str(duty.anchor.when) for duty in judged.of("discharge-planned")]
    assert ["2026-12-01"] == [str(duty.anchor.when) for duty in judged.of("discharge-six-months-of-evidence")]


def test_the_author_of_the_assessment_never_approves_it():
    team = {
        "dana": "social-worker assistant-director",
        "asha": "assistant-director",
        "irene": "iro",
        "ruth": "team-manager",
    }
    judged = judge(RULES, *BEFORE, "approved 2026-03-27 of=home by=dana", *HOME, people=PEOPLE, team=team)

    assert "breach" == how(judged, "agreement-full-time", ASKED)


def test_an_endorsement_is_not_an_approval():
    judged = judge(RULES, *BEFORE, "endorsed 2026-03-27 of=home by=asha", *HOME, people=PEOPLE)

    assert "breach" == how(judged, "agreement-full-time", ASKED)
