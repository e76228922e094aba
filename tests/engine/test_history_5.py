"""Regulation 19: placed with the father at once, not confirmed, and back in foster care.

Allowed on Friday 1 May 2026 at 09:30, moved at 15:00; assessed on 20 May, refused on 3 June, in foster care on 5 June.
"""

from tests.engine.build import judge, stands

RULES = """
- id: immediate-assessed
  while: {immediate-placement: yes, with-parent: yes}
  within: 10 wd
  from: {starts: {in-care: yes, with-parent: yes}}
  needs: [{event: parent-assessment}, {event: review}]
- id: immediate-decided
  while: {immediate-placement: yes, with-parent: yes}
  within: 10 wd
  from: {event: parent-assessment}
  needs:
    of: $anchor
    any: [{event: approved, by: nominated-officer}, {event: refused, by: nominated-officer}]
- {id: visits-immediate, while: {in-care: yes, with-parent: yes, immediate-placement: yes},
   phases: [{every: 1 w, until: {event: review}}, {every: 6 w}], needs: {event: visit, where: {seen: yes}}}
- {id: visits-placement, while: {looked-after: yes, not: {with-parent: yes}}, restart: {event: placement-start},
   every: [1 w, 6 w], needs: {event: visit, where: {seen: yes}}}
- {id: assessed-before-the-move, while: {in-care: yes}, before: {starts: {in-care: yes, with-parent: yes}},
   closed-by: {event: immediate-placement-allowed, by: nominated-officer}, needs: {event: parent-assessment}}
- {id: adults-at-the-assessment, while: {in-care: yes}, from: {event: parent-assessment}, within: 10 wd,
   each: {in: household, home: destination, age: {at-least: 18}, except: [child]},
   needs: {event: check, of: $each, where: {kind: pnc}}}
- {id: adults-at-the-move, while: {in-care: yes}, before: {starts: {in-care: yes, with-parent: yes}},
   each: {in: household, home: destination, age: {at-least: 18}, except: [child]},
   needs: {event: check, of: $each, where: {kind: pnc}}}
- {id: placement-ended, when: {immediate-placement: yes}, from: {event: refused}, needs: {event: placement-ended}}
"""

PEOPLE = {"dad": "father 1985-05-05", "lee": "brother 2008-05-10", "jo": "partner 1990-01-01"}

JOURNAL = (
    "became-looked-after 2025-02-03 legal-status=care-order",
    "placement-start 2025-02-03 kind=foster",
    "visit 2025-02-10 seen=yes",
    "visit 2025-03-20 seen=yes",
    "joined-household 2025-02-03 who=dad home=dads",
    "joined-household 2025-02-03 who=lee home=dads",
    "immediate-placement-allowed 2026-05-01T09:30 by=asha",
    "returned-home 2026-05-01T15:00 to=dad home=dads decided-by=authority",
    "visit 2026-05-08 seen=yes",
    "visit 2026-05-13 seen=yes",
    "review 2026-05-14",
    "parent-assessment 2026-05-20 id=assessment by=dana home=dads",
    "joined-household 2026-05-22 who=jo home=dads",
    "refused 2026-06-03 of=assessment by=asha",
    "placement-start 2026-06-05 kind=foster",
    "visit 2026-06-16 seen=yes",
)
ASKED = "2026-07-01"


def stood(rule: str, *journal: str) -> list[str]:
    return stands(judge(RULES, *(journal or JOURNAL), people=PEOPLE), rule, ASKED)


def test_ten_working_days_from_the_move_over_a_bank_holiday():
    assert ["due 2026-05-18, met-late"] == stood("immediate-assessed")


def test_ten_working_days_more_for_the_decision_and_a_refusal_is_one():
    assert ["due 2026-06-04, met"] == stood("immediate-decided")


def test_leave_given_days_after_an_unapproved_stay_does_not_move_the_ten_days():
    late_leave = [line.replace("2026-05-01T09:30", "2026-05-06T09:30") for line in JOURNAL]

    assert ["due 2026-05-18, met-late"] == stood("immediate-assessed", *late_leave)


def test_weekly_visits_until_the_review_and_then_six_weekly_until_the_move():
    expected = ["due 2026-05-08, met", "due 2026-05-15, met", "due 2026-06-24, lapsed"]

    assert expected == stood("visits-immediate")


def test_the_new_placement_has_its_own_first_week():
    assert "due 2026-06-12, met-late" in stood("visits-placement")


def test_the_leave_of_the_nominated_officer_closes_the_ordinary_gate():
    assert ["due 2026-05-01T15:00, closed"] == stood("assessed-before-the-move")


def test_leave_given_after_the_move_closes_nothing():
    late_leave = [line.replace("2026-05-01T09:30", "2026-05-06T09:30") for line in JOURNAL]

    assert ["due 2026-05-01T15:00, breach"] == stood("assessed-before-the-move", *late_leave)


def test_leave_for_one_move_does_not_serve_for_the_next():
    again = (*JOURNAL, "returned-home 2026-06-29 to=dad home=dads decided-by=authority")
    no_papers = [line for line in again if not line.startswith(("parent-assessment", "refused"))]

    assert ["due 2026-05-01T15:00, closed", "due 2026-06-29, breach"] == stood("assessed-before-the-move", *no_papers)


def test_who_turned_18_on_the_way_is_an_adult_at_the_assessment_and_not_at_the_move():
    named = ("destination-named 2026-04-20 home=dads", *JOURNAL)

    assert ["due 2026-05-01T15:00, breach (dad)"] == stood("adults-at-the-move", *named)
    assert ["due 2026-06-04, overdue (dad)", "due 2026-06-04, overdue (lee)"] == [
        each.replace("missed", "overdue") for each in stood("adults-at-the-assessment", *named)
    ]


def test_a_refusal_starts_the_end_of_the_placement():
    assert ["no date, open"] == stood("placement-ended")


def test_the_two_first_visits_of_two_placements_have_two_ids_which_later_entries_do_not_change():
    before = judge(RULES, *JOURNAL[:3], people=PEOPLE).of("visits-placement")
    after = judge(RULES, *JOURNAL, people=PEOPLE).of("visits-placement")

    ids = [duty.id for duty in after]
    assert len(set(ids)) == len(ids)
    assert [duty.id for duty in before] == ids[: len(before)]
    assert "T:visits-placement:placement-start-2026-06-05" in ids
