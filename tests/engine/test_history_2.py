"""An emergency on Christmas Eve; the mother takes the child home on day ten.

Placed on Thursday 24 December 2026 at 18:00, taken home on Sunday 3 January 2027 at 15:00, after three working days.
What was due by then and not done is missed, for ever and in nobody's list; what was not yet due lapses.
"""

from tests.engine.build import how, judge, owed, stands, table

RULES = """
- {id: planning-meeting, while: {looked-after: yes, term: short}, within: 72 h,
   from: {event: placement-start, which: first}, needs: {event: planning-meeting}}
- {id: way-home-outlined, strength: should, while: {looked-after: yes, admission: emergency}, within: 72 h,
   from: {event: placement-start, which: first}, needs: {event: family-plan-discussed}}
- {id: visits, while: {looked-after: yes, not: {with-parent: yes}}, restart: {event: placement-start},
   every: [1 w, 6 w], needs: {event: visit, where: {seen: yes}}}
- {id: first-care-team-meeting, while: {looked-after: yes, term: short}, within: 5 wd,
   needs: {event: care-team-meeting}}
- {id: placement-plan, while: {looked-after: yes}, within: 5 wd, from: {event: placement-start},
   needs: {event: placement-plan}}
- {id: care-plan, while: {looked-after: yes}, within: 10 wd, from: {event: placement-start}, needs: {event: care-plan}}
- {id: first-overnight, while: {looked-after: yes, legal-status: s20}, within: 15 d,
   from: {event: placement-start, which: first}, needs: {event: stay}}
- {id: day-42, while: {looked-after: yes}, within: 42 d, needs: {event: legal-panel}}
- {id: day-56, while: {looked-after: yes}, within: 56 d, needs: {event: legal-panel}}
- {id: day-74, while: {looked-after: yes}, within: 74 d, needs: {event: legal-panel}}
- {id: reviews, owes: iro, while: {looked-after: yes}, every: [20 wd, 3 m, 6 m],
   needs: {event: review, where: {completed: {not: no}}}}
- id: ceasing-approved
  while: {all: [{looked-after: yes, for: 20 wd}]}
  before: {ends: {looked-after: yes}, cause: authority}
  needs: {event: ceasing-approved, by: nominated-officer}
- {id: safety-considered, when: {return-planned: no}, from: {event: returned-home}, needs: {event: services-considered}}
- {id: assessment-before-first-review, while: {looked-after: yes, admission: emergency},
   before: {event: review, which: first, expected: {due: reviews}}, needs: {event: assessment-reviewed}}
"""

ADMITTED = (
    "became-looked-after 2026-12-24T18:00 legal-status=s20 admission=emergency term=short plan=reunification",
    "placement-start 2026-12-24T18:00 kind=foster",
)
REMOVED = "returned-home 2027-01-03T15:00 to=mother planned=no decided-by=parent"
ASKED = "2027-01-20"


def test_every_row_of_the_table():
    expected = {
        "planning-meeting": ["due 2026-12-27T18:00, missed"],
        "way-home-outlined": ["due 2026-12-27T18:00, missed"],
        "visits": ["due 2026-12-31, missed"],
        "first-care-team-meeting": ["due 2027-01-05, lapsed"],
        "placement-plan": ["due 2027-01-05, lapsed"],
        "care-plan": ["due 2027-01-12, lapsed"],
        "first-overnight": ["due 2027-01-08, lapsed"],
        "day-42": ["due 2027-02-04, lapsed"],
        "day-56": ["due 2027-02-18, lapsed"],
        "day-74": ["due 2027-03-08, lapsed"],
        "reviews": ["due 2027-01-26, lapsed"],
        "ceasing-approved": [],
        "safety-considered": ["no date, open"],
    }

    assert expected == table(judge(RULES, *ADMITTED, REMOVED), ASKED, *expected)


def test_nothing_of_the_placement_is_in_anybodys_list_a_year_later():
    judged = judge(RULES, *ADMITTED, REMOVED)

    assert ["safety-considered"] == owed(judged, ASKED)
    assert ["safety-considered"] == owed(judged, "2028-01-20")
    assert ["due 2026-12-27T18:00, missed"] == stands(judged, "planning-meeting", "2028-01-20")


def test_a_removal_typed_in_late_is_judged_by_its_day_and_not_by_its_typing():
    late = judge(RULES, *ADMITTED, REMOVED + " recorded=2027-01-08T09:00Z")
    before_it_was_known = judge(RULES, *ADMITTED, REMOVED + " recorded=2027-01-08T09:00Z", known_at="2027-01-07")

    assert ["due 2027-01-05, lapsed"] == stands(late, "first-care-team-meeting", ASKED)
    assert ["due 2027-01-05, overdue"] == stands(before_it_was_known, "first-care-team-meeting", "2027-01-07")


def test_after_a_planned_return_nothing_is_asked_that_belongs_to_an_unplanned_one():
    judged = judge(RULES, *ADMITTED, REMOVED.replace("planned=no", "planned=yes"))

    assert "no duty" == how(judged, "safety-considered", ASKED)


def test_where_nobody_wrote_whether_the_return_was_planned_nobody_can_say():
    judged = judge(RULES, *ADMITTED, REMOVED.replace("planned=no ", ""))

    assert "unclear" == how(judged, "safety-considered", ASKED)
    assert "not recorded: the latest return home was planned" == judged.of("safety-considered")[0].unclear


def test_on_day_five_the_assessment_already_has_the_date_of_the_first_review():
    on_day_five = judge(RULES, *ADMITTED, as_of="2026-12-28")

    assert ["due 2027-01-26, upcoming"] == stands(on_day_five, "assessment-before-first-review", "2026-12-28")


def test_once_the_child_is_home_the_review_that_never_came_asks_for_nothing_first():
    judged = judge(RULES, *ADMITTED, REMOVED)

    assert [] == [each for each in stands(judged, "assessment-before-first-review", ASKED) if "lapsed" not in each]
