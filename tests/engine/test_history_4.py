"""An interim care order for a child who never leaves home; a care order on 13 July 2026; discharged on 2 September."""

from tests.engine.build import judge, stands

RULES = """
- {id: visits-interim, while: {legal-status: interim-care-order, with-parent: yes},
   phases: [{every: 1 w, until: {event: review}}, {every: 4 w}], needs: {event: visit, where: {seen: yes}}}
- {id: visits-care-order, while: {legal-status: care-order, with-parent: yes}, every: [1 w, 6 w],
   needs: {event: visit, where: {seen: yes}}}
- {id: reviews, owes: iro, while: {looked-after: yes}, every: [20 wd, 3 m, 6 m], needs: {event: review}}
- {id: before-the-move, before: {event: returned-home, which: each}, needs: {event: home-seen}}
- {id: before-home-under-an-order, before: {starts: {in-care: yes, with-parent: yes}}, needs: {event: home-seen}}
- {id: only-a-move, before: {starts: {in-care: yes, with-parent: yes}, by: [returned-home, placement-start]},
   needs: {event: home-seen}}
- {id: ceasing-approved, before: {ends: {looked-after: yes}, cause: authority}, needs: {event: ceasing-approved}}
- {id: ceasing-of-any-kind, before: {ends: {looked-after: yes}}, needs: {event: ceasing-approved}}
"""

JOURNAL = (
    "placement-start 2026-01-05 kind=parent",
    "became-looked-after 2026-03-02 legal-status=interim-care-order",
    "visit 2026-03-06 seen=yes",
    "visit 2026-03-13 seen=yes",
    "visit 2026-03-20 seen=no",
    "visit 2026-03-24 seen=yes",
    "review 2026-03-26",
    "visit 2026-04-20 seen=yes",
    "visit 2026-05-18 seen=yes",
    "visit 2026-06-15 seen=yes",
    "review 2026-06-24",
    "legal-status-changed 2026-07-13 legal-status=care-order decided-by=court",
    "visit 2026-07-22 seen=yes",
    "order-discharged 2026-09-02 court=family",
)
ASKED = "2027-01-01"


def test_visits_under_the_interim_order_are_weekly_until_the_review_and_then_four_weekly():
    expected = [
        "due 2026-03-09, met",
        "due 2026-03-13, met",
        "due 2026-03-20, met-late",  # visited on the 20th, but not seen
        "due 2026-04-21, met",  # the 24th and four weeks: the review of the 26th loosened it
        "due 2026-05-18, met",
        "due 2026-06-15, met",
        "due 2026-07-13, lapsed",  # the order was made that day
    ]

    assert expected == stands(judge(RULES, *JOURNAL), "visits-interim", ASKED)


def test_the_care_order_starts_afresh_with_a_week():
    expected = ["due 2026-07-20, met-late", "due 2026-09-02, lapsed"]

    assert expected == stands(judge(RULES, *JOURNAL), "visits-care-order", ASKED)


def test_reviews_go_by_count_and_not_by_phase():
    expected = ["due 2026-03-30, met", "due 2026-06-26, met", "due 2026-12-24, lapsed"]

    assert expected == stands(judge(RULES, *JOURNAL), "reviews", ASKED)


def test_a_child_who_was_at_home_all_along_comes_under_the_order_without_any_move():
    judged = judge(RULES, *JOURNAL)

    assert [] == stands(judged, "before-the-move", ASKED)
    assert [] == stands(judged, "only-a-move", ASKED)
    assert ["due 2026-03-02, breach"] == stands(judged, "before-home-under-an-order", ASKED)


def test_a_discharge_by_the_court_is_no_decision_of_the_authority():
    judged = judge(RULES, *JOURNAL)

    assert [] == stands(judged, "ceasing-approved", ASKED)
    assert ["due 2026-09-02, breach"] == stands(judged, "ceasing-of-any-kind", ASKED)


def test_where_nobody_wrote_whose_decision_it_was_nobody_can_say():
    unsaid = (*JOURNAL[:-1], "ceased-looked-after 2026-09-02")

    judged = judge(RULES, *unsaid)

    assert ["due 2026-09-02, unclear"] == stands(judged, "ceasing-approved", ASKED)
    assert "who decided it" in judged.of("ceasing-approved")[0].unclear
