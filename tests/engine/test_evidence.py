"""What meets a duty: entries that say so, by the right person, about the right thing; steps, counts, plans, people."""

import pytest

from reunify_cli.model.plan import Item
from tests.engine.build import how, judge, plan_of, stands

CARE = ("placement-start 2026-01-05 kind=foster", "became-looked-after 2026-01-05 legal-status=care-order")
HOME = "returned-home 2026-06-01 decided-by=authority"
ASKED = "2027-01-01"


def gate(needs: str, *journal: str, **about: object) -> str:
    rule = f"- {{id: gate, before: {{event: returned-home, which: each}}, needs: {needs}}}"
    return how(judge(rule, *CARE, *journal, HOME, **about), "gate", ASKED)


# --- steps --------------------------------------------------------------------------------------------------------

STEPS = """
    {of: {event: parent-assessment},
     steps: [{event: agreed, by: team-manager}, {event: agreed, by: service-manager},
             {event: approved, by: assistant-director}]}
"""
ASSESSED = "parent-assessment 2026-03-01 id=pa by=dana"


def word(event: str, day: str, by: str, of: str = "pa") -> str:
    return f"{event} {day} by={by} of={of}"


def test_steps_are_taken_in_their_order():
    taken = [
        word("agreed", "2026-03-02", "ruth"),
        word("agreed", "2026-03-03", "sam"),
        word("approved", "2026-03-04", "asha"),
    ]
    swapped = [word("agreed", "2026-03-03", "ruth"), word("agreed", "2026-03-02", "sam"), taken[2]]

    assert "met" == gate(STEPS, ASSESSED, *taken)
    assert "met" == gate(STEPS, ASSESSED, *taken[::-1])
    assert "breach" == gate(STEPS, ASSESSED, *swapped)
    assert "breach" == gate(STEPS, ASSESSED, *taken[:2])


def test_steps_of_one_day_have_an_order_only_with_times():
    def on(first: str, second: str) -> str:
        agreed = word("agreed", f"2026-03-02{first}", "ruth"), word("agreed", f"2026-03-02{second}", "sam")
        return gate(STEPS, ASSESSED, *agreed, word("approved", "2026-03-04", "asha"))

    assert ["unclear", "met", "breach", "met"] == [
        on("", ""),
        on("T09:00", "T10:00"),
        on("T10:00", "T09:00"),
        on("T09:00", "T09:00"),
    ]


def test_one_entry_is_not_two_steps():
    twice = "{steps: [{event: review}, {event: review, where: {completed: yes}}]}"

    assert "breach" == gate(twice, "review 2026-03-01T10:00 completed=yes")
    assert "met" == gate(twice, "review 2026-03-01T10:00", "review 2026-03-02T10:00 completed=yes")


def test_one_person_is_not_two_offices():
    both = {
        "dana": "social-worker",
        "ruth": "team-manager service-manager",
        "asha": "assistant-director",
        "sam": "service-manager",
    }
    agreed = [
        word("agreed", "2026-03-02", "ruth"),
        word("agreed", "2026-03-03", "ruth"),
        word("approved", "2026-03-04", "asha"),
    ]

    assert "breach" == gate(STEPS, ASSESSED, *agreed, team=both)
    assert "met" == gate(STEPS, ASSESSED, *agreed, word("agreed", "2026-03-03", "sam"), team=both)


def test_whoever_can_take_the_other_step_is_found():
    """Asha is both; that Ruth agreed as team manager too leaves Asha free to approve."""
    both = {
        "dana": "social-worker",
        "asha": "assistant-director team-manager",
        "ruth": "team-manager",
        "sam": "service-manager",
    }
    agreed = [
        word("agreed", "2026-03-02", "asha,ruth"),
        word("agreed", "2026-03-03", "sam"),
        word("approved", "2026-03-04", "asha"),
    ]

    assert "met" == gate(STEPS, ASSESSED, *agreed, team=both)
    assert "breach" == gate(STEPS, ASSESSED, *(line.replace("asha,ruth", "asha") for line in agreed), team=both)


def test_one_office_may_be_asked_twice():
    office = "by: assistant-director"
    twice = f"{{steps: [{{event: endorsed, {office}}}, {{event: review}}, {{event: approved, {office}}}]}}"
    journal = ("endorsed 2026-03-01 by=asha", "review 2026-03-10", "approved 2026-03-20 by=asha")

    assert "met" == gate(twice, *journal)


def test_whoever_wrote_it_never_approves_it():
    team = {"dana": "social-worker assistant-director", "asha": "assistant-director"}
    needs = "{of: {event: parent-assessment}, steps: [{event: approved, by: assistant-director}]}"

    assert "breach" == gate(needs, ASSESSED, word("approved", "2026-03-02", "dana"), team=team)
    assert "met" == gate(needs, ASSESSED, word("approved", "2026-03-02", "dana,asha"), team=team)


def test_a_role_is_read_from_the_team_on_the_day_and_never_from_the_entry():
    acting = {"ruth": "assistant-director:2026-03-01:2026-03-31"}
    needs = "{event: approved, by: assistant-director}"

    def on(day: str) -> str:
        return gate(needs, word("approved", day, "ruth", of="x"), team=acting)

    assert ["breach", "met", "met", "breach"] == [on(f"2026-{day}") for day in ("02-28", "03-01", "03-31", "04-01")]


def test_a_new_version_needs_a_new_approval():
    needs = "{of: {event: parent-assessment}, steps: [{event: approved, by: assistant-director}]}"
    newer = "parent-assessment 2026-03-10 id=newer by=dana"

    assert "met" == gate(needs, ASSESSED, word("approved", "2026-03-02", "asha"))
    assert "breach" == gate(needs, ASSESSED, word("approved", "2026-03-02", "asha"), newer)
    assert "met" == gate(needs, ASSESSED, newer, word("approved", "2026-03-12", "asha", of="newer"))


def test_a_newer_version_takes_nothing_from_what_was_done_about_the_older():
    rules = """
    - {id: gate, before: {event: approved, which: each, of: {event: parent-assessment}}, needs: {event: home-seen}}
    - {id: told, from: {event: approved, of: {event: parent-assessment}}, within: 5 d, needs: {event: iro-informed}}
    - {id: approved, while: {looked-after: yes}, needs: {event: approved, of: {event: parent-assessment}}}
    """
    journal = (*CARE, ASSESSED, word("approved", "2026-03-02", "asha"))
    newer = "parent-assessment 2026-03-10 id=newer by=dana"

    for more in ((), (newer,)):
        judged = judge(rules, *journal, *more)
        assert ["breach", "overdue", "met"] == [how(judged, each, ASKED) for each in ("gate", "told", "approved")]


def test_which_of_two_versions_is_the_latest_is_not_known_where_one_has_no_time():
    needs = "{of: {event: parent-assessment}, steps: [{event: approved, by: assistant-director}]}"
    same_day = "parent-assessment 2026-06-01 id=newer by=dana"

    assert "unclear" == gate(needs, ASSESSED, word("approved", "2026-03-02", "asha"), same_day)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("approved 2026-03-02 by=asha of=pa", "refused 2026-03-03 by=asha of=pa"), "breach"),
        (("refused 2026-03-02 by=asha of=pa", "approved 2026-03-03 by=asha of=pa"), "met"),
        (("approved 2026-03-02 by=asha of=pa", "refused 2026-03-02 by=asha of=pa"), "unclear"),
        (("approved 2026-03-02 by=asha of=pa", "refused 2026-03-03 by=asha of=other"), "met"),
        (("approved 2026-03-02 by=asha of=pa", "refused 2026-03-03 by=ruth of=pa"), "met"),
        (("approved 2026-03-02 by=asha of=pa", "refused 2026-06-02 by=asha of=pa"), "met"),
        (
            (
                "approved 2026-03-02 by=asha of=pa",
                "refused 2026-03-03 by=asha of=pa",
                "approved 2026-03-04 by=asha of=pa",
            ),
            "met",
        ),
        (
            ("approved 2026-03-02 by=asha", "refused 2026-03-03 by=asha"),
            "breach",
        ),  # about nothing: nobody's word about this
        (("approved 2026-03-02 by=asha",), "breach"),
    ],
)
def test_the_latest_word_of_each_role_counts(words: tuple[str, ...], expected: str):
    needs = "{of: {event: parent-assessment}, steps: [{event: approved, by: assistant-director}]}"

    assert expected == gate(needs, ASSESSED, *words)


# --- entries ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("needs", "entry", "expected"),
    [
        ("{event: visit, where: {seen: yes}}", "visit 2026-05-01 seen=yes", "met"),
        ("{event: visit, where: {seen: yes}}", "visit 2026-05-01 seen=no", "breach"),
        ("{event: visit, where: {seen: yes}}", "visit 2026-05-01", "breach"),
        ("{event: visit, where: {seen: {not: no}}}", "visit 2026-05-01", "met"),  # it does not say no
        ("{event: visit, where: {seen: {known: no}}}", "visit 2026-05-01", "met"),
        ("{event: seen-child}", "visit 2026-05-01", "met"),  # a class
        ("{event: seen-child}", "review 2026-05-01", "breach"),
        ("{event: views, where: {whose: child}}", "views 2026-05-01 whose=child", "met"),
        ("{event: views, where: {whose: parent}}", "views 2026-05-01 whose=mother", "met"),  # known by their role
        ("{event: views, where: {whose: parent}}", "views 2026-05-01 whose=child", "breach"),
        ("{event: views, where: {whose: iro}}", "views 2026-05-01 whose=irene", "met"),
        (
            "{event: review, where: {considered: {includes: return-home}}}",
            "review 2026-05-01 considered=ceasing,return-home",
            "met",
        ),
        ("{event: review, where: {considered: [return-home, move]}}", "review 2026-05-01 considered=ceasing", "breach"),
        ("{event: review, by: iro}", "review 2026-05-01 by=irene", "met"),
        ("{event: review, by: [iro, team-manager]}", "review 2026-05-01 by=dana", "breach"),
        ("{event: review, chair: [iro]}", "review 2026-05-01 chair=irene", "met"),
        ("{event: review, chair: [iro]}", "review 2026-05-01 by=irene", "met"),  # nobody else named
        ("{event: review, chair: [iro]}", "review 2026-05-01 by=irene chair=ruth", "breach"),
        ("{event: review, attended: [child, parent]}", "review 2026-05-01 attended=child apologies=mother", "met"),
        ("{event: review, attended: [child, parent, school]}", "review 2026-05-01 attended=child,father", "breach"),
        ("{event: review, attended: [school]}", "review 2026-05-01 attended=school", "met"),
        ("{event: review, records: [plan-considered]}", "review 2026-05-01 plan-considered=yes", "met"),
        ("{event: review, records: [plan-considered]}", "review 2026-05-01 covered=plan-considered", "met"),
        ("{event: review, records: [plan-considered]}", "review 2026-05-01", "breach"),
        ("{event: parent-assessment, with-document: yes}", "parent-assessment 2026-05-01 document='Mosaic 1'", "met"),
        ("{event: parent-assessment, with-document: yes}", "parent-assessment 2026-05-01", "breach"),
        ("{any: [{event: home-seen}, {event: bedroom-seen}]}", "bedroom-seen 2026-05-01", "met"),
        ("[{event: home-seen}, {event: bedroom-seen}]", "bedroom-seen 2026-05-01", "breach"),
        ("{event: home-seen}", "home-seen 2026-06-02", "breach"),  # after the return
    ],
)
def test_what_an_entry_must_say(needs: str, entry: str, expected: str):
    assert expected == gate(needs, entry)


def test_all_of_several_are_met_when_the_last_of_them_is():
    rule = "- {id: both, while: {looked-after: yes}, within: 6 w, needs: [{event: home-seen}, {event: bedroom-seen}]}"
    judged = judge(rule, *CARE, "bedroom-seen 2026-01-10", "home-seen 2026-01-20")

    assert ["2026-01-20"] == [str(duty.met) for duty in judged.of("both")]


def test_so_many_entries():
    needs = "{count: 2, event: visit, where: {seen: yes}}"

    assert "met" == gate(needs, "visit 2026-05-01 seen=yes", "visit 2026-05-02 seen=yes")
    assert "breach" == gate(needs, "visit 2026-05-01 seen=yes", "visit 2026-05-02 seen=no")


# --- windows ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-02-08", "overdue"), ("2026-02-09", "met"), ("2026-02-16", "met"), ("2026-02-17", "met-late")],
)
def test_evidence_before_its_time_does_not_count(day: str, expected: str):
    rule = """
        - {id: views, while: {looked-after: yes}, within: 42 d, not-before: 35 d,
           needs: {event: views, where: {whose: iro}}}
    """

    assert expected == how(judge(rule, *CARE, f"views {day} whose=irene"), "views", "2026-03-01")


@pytest.mark.parametrize(
    ("since", "expected"), [("", "overdue"), ("since: always,", "met"), ("since: {event: referral},", "met"),
                            ("since: {starts: {with-parent: no}},", "overdue")]
)  # fmt: skip
def test_since_when_evidence_counts(since: str, expected: str):
    rule = (
        f"- {{id: assessed, while: {{looked-after: yes}}, within: 5 d, {since} needs: {{event: assessment-completed}}}}"
    )
    journal = ("referral 2025-12-01", "assessment-completed 2025-12-20", *CARE)

    assert expected == how(judge(rule, *journal), "assessed", "2026-02-01")


def test_the_sooner_of_two_dates_counts_and_the_other_is_kept():
    rule = """
    - {id: met, soonest-of: [{within: 5 wd, from: {event: referral}}, {within: 5 wd, from: {event: planning-meeting}}],
       needs: {event: care-team-meeting}}
    """
    journal = ("referral 2026-03-02", "planning-meeting 2026-03-05")

    def held(day: str) -> str:
        return how(judge(rule, *journal, f"care-team-meeting {day}"), "met", ASKED)

    assert ["met", "met-other-reading", "met-other-reading", "met-late"] == [
        held(f"2026-03-{day}") for day in ("09", "10", "12", "13")
    ]


def test_until_the_other_reading_has_begun_the_first_one_stands_alone():
    rule = """
    - {id: met, soonest-of: [{within: 5 wd, from: {event: referral}}, {within: 5 wd, from: {event: planning-meeting}}],
       needs: {event: care-team-meeting}}
    """
    alone = judge(rule, "referral 2026-03-02").of("met")
    other = judge(rule, "planning-meeting 2026-03-05").of("met")

    assert [("2026-03-09", None), ("2026-03-12", None)] == [(str(d.due), d.other_due) for d in (*alone, *other)]


def test_the_later_of_two_anchors_of_those_that_have_come():
    rule = """
    - {id: met, from: {later-of: [{event: referral}, {event: planning-meeting}]}, within: 5 d,
       needs: {event: care-team-meeting}}
    """

    def due(*journal: str) -> list[str]:
        return [str(duty.due) for duty in judge(rule, *journal).of("met")]

    assert [] == due()
    assert ["2026-03-07"] == due("referral 2026-03-02")
    assert ["2026-03-10"] == due("referral 2026-03-02", "planning-meeting 2026-03-05")
    assert ["2026-03-10"] == due("referral 2026-03-05", "planning-meeting 2026-03-02")


def test_a_date_no_later_than_another_duty():
    rules = """
    - {id: reviews, while: {looked-after: yes}, every: [20 wd, 3 m], needs: {event: review}}
    - {id: looked-at, while: {looked-after: yes}, within: 130 d, no-later-than: {due: reviews, beyond: 42 d},
       needs: {event: care-team-meeting}}
    """
    judged = judge(rules, *CARE, "review 2026-01-20")

    assert ["due 2026-04-20, upcoming"] == stands(judged, "looked-at", "2026-01-21")
    assert ["due 2026-05-15, upcoming"] == stands(judge(rules, *CARE), "looked-at", "2026-01-21")
    assert ["130 d", ""] == [each.period for each in judged.of("looked-at")[0].counted]


def test_a_date_taken_from_another_duty():
    rules = """
    - {id: clarified, within: 5 wd, from: {event: rss-information-asked}, needs: {event: rss-discussion}}
    - {id: answered, within: {due: clarified}, from: {event: rss-information-asked}, needs: {event: rss-answered}}
    """
    judged = judge(rules, "rss-information-asked 2026-03-02")

    assert ["due 2026-03-09, due"] == stands(judged, "answered", "2026-03-03")


def test_a_period_that_a_fact_holds():
    rules = "- {id: seen, from: {event: visit-asked-for}, within: {fact: visiting-interval}, needs: {event: visit}}"
    set_to = "visiting-pattern-set 2026-02-01 interval=2w"

    assert ["no date, open"] == stands(judge(rules, *CARE, "visit-asked-for 2026-03-02"), "seen", "2026-03-03")
    assert ["due 2026-03-16, due"] == stands(
        judge(rules, *CARE, set_to, "visit-asked-for 2026-03-02"), "seen", "2026-03-03"
    )


def test_a_period_is_judged_by_the_version_in_force_on_the_day_of_its_anchor():
    rules = """
    - id: seen
      in-force: 2026-02-01
      until: 2026-12-01
      from: {event: rss-requested}
      within: 5 d
      needs: {event: rss-answered}
      versions: [{in-force: 2026-06-01, within: 2 d}]
    """

    def asked(day: str) -> list[str]:
        return [line.split(",")[0] for line in stands(judge(rules, f"rss-requested {day}"), "seen", ASKED)]

    assert [[], ["due 2026-02-06"], ["due 2026-06-05"], ["due 2026-06-03"], ["due 2026-12-03"], []] == [
        asked(f"2026-{day}") for day in ("01-31", "02-01", "05-31", "06-01", "12-01", "12-02")
    ]


def test_every_anchor_has_a_duty_and_a_later_one_takes_nothing_from_an_earlier():
    rules = "- {id: seen, from: {starts: {with-parent: yes}}, within: 5 wd, needs: {event: visit}}"
    twice = (HOME, "placement-start 2026-07-01 kind=foster", "returned-home 2026-08-03 decided-by=authority")

    assert ["due 2026-06-08, overdue", "due 2026-08-10, overdue"] == stands(judge(rules, *CARE, *twice), "seen", ASKED)


def test_an_anchor_may_be_the_day_that_a_field_names():
    rules = "- {id: reviewed, from: {event: risk-classified, field: review-on}, within: 5 d, needs: {event: visit}}"
    named = ("risk-classified 2026-03-02 class=low review-on=2026-05-01", "risk-classified 2026-03-09 class=low")

    assert ["due 2026-05-06, not-started"] == stands(judge(rules, *CARE, *named), "reviewed", "2026-03-10")
    assert ["due 2026-05-06, due"] == stands(judge(rules, *CARE, *named), "reviewed", "2026-05-01")


def test_what_ended_before_does_not_end_what_began_again():
    rules = "- {id: leaves, while: {services: rss}, within: 12 w, needs: {ends: {services: rss}}}"
    before = ("service-started 2025-01-06 service=rss", "service-ended 2025-02-03 service=rss")

    expected = ["due 2025-03-31, met", "due 2026-04-06, overdue"]
    assert expected == stands(judge(rules, *before, "service-started 2026-01-12 service=rss"), "leaves", ASKED)


@pytest.mark.parametrize(
    ("declined", "held", "expected"),
    [("2026-01-07", "2026-01-08", "closed"), ("2026-01-08", "2026-01-08", "met"), ("2026-01-09", "2026-01-08", "met")],
)
def test_whichever_comes_first_closes_it_or_meets_it(declined: str, held: str, expected: str):
    rules = """
    - {id: r, while: {looked-after: yes}, within: 5 d, needs: {event: exit-review},
       closed-by: {event: exit-review-declined}}
    """

    assert expected == how(judge(rules, *CARE, f"exit-review-declined {declined}", f"exit-review {held}"), "r", ASKED)


def test_a_duty_may_be_that_something_has_ended():
    rules = """
    - {id: leaves, strength: should, while: {services: {includes: rss}}, within: 12 w,
       needs: {ends: {services: {includes: rss}}}}
    """

    def ended(*journal: str) -> list[str]:
        return stands(judge(rules, *CARE, "service-started 2026-01-12 service=rss", *journal), "leaves", ASKED)

    assert ["due 2026-04-06, overdue"] == ended()
    assert ["due 2026-04-06, met"] == ended("service-ended 2026-04-01 service=rss")
    assert ["due 2026-04-06, met-late"] == ended("service-ended 2026-04-20 service=rss")


# --- each ---------------------------------------------------------------------------------------------------------

CHECKED = """
- id: checked
  before: {event: returned-home, which: each}
  each: {in: household, home: destination, age: {at-least: 18}, except: [child]}
  needs: {event: check, of: $each, where: {kind: pnc}}
"""
PEOPLE = {"mum": "mother 1985-05-05", "kai": "brother 2008-06-01", "lee": "brother 2008-06-02", "jo": "partner"}
JOINED = tuple(f"joined-household 2026-02-01 who={who} home=mums" for who in PEOPLE)
TO_MUMS = "returned-home 2026-06-01 home=mums decided-by=authority"


def checked(*journal: str) -> list[str]:
    return [line.split(", ")[1] for line in stands(judge(CHECKED, *CARE, *journal, people=PEOPLE), "checked", ASKED)]


def test_each_adult_of_that_home_on_that_day_and_whoever_has_no_birthday_on_file():
    assert ["breach (jo)", "breach (kai)", "breach (mum)"] == checked(*JOINED, TO_MUMS)
    assert ["breach (jo)", "breach (kai)", "met (mum)"] == checked(*JOINED, "check 2026-05-01 of=mum kind=pnc", TO_MUMS)


def test_whoever_left_before_or_came_after_is_not_asked_about():
    left, came = "left-household 2026-05-31 who=jo home=mums", "joined-household 2026-06-02 who=gran home=mums"

    assert ["breach (kai)", "breach (mum)"] == checked(*JOINED, left, came, TO_MUMS)


def test_whoever_came_or_left_that_day_may_have_been_there():
    left = "left-household 2026-06-01 who=jo home=mums"

    assert ["unclear (jo)", "breach (kai)", "breach (mum)"] == checked(*JOINED, left, TO_MUMS)
    assert ["breach (kai)", "breach (mum)"] == checked(
        *JOINED, left.replace("06-01", "06-01T09:00"), TO_MUMS.replace("06-01", "06-01T10:00")
    )


def test_the_household_of_another_home_says_nothing_about_this_one():
    elsewhere = [line.replace("mums", "dads") for line in JOINED]

    assert ["unclear"] == checked(*elsewhere, TO_MUMS)
    assert ["unclear"] == checked(TO_MUMS)


def test_each_entry_of_a_kind_and_what_is_about_it():
    rules = """
    - id: ratified
      before: {event: returned-home, which: each}
      each: {event: assessment-commissioned}
      needs:
        of: $each
        steps: [{event: assessment-completed, where: {outcome: {not: negative}}}, {event: read, by: iro}]
    """
    journal = (
        "assessment-commissioned 2026-02-01 id=one kind=parenting",
        "assessment-commissioned 2026-02-02 id=two kind=parenting",
        "assessment-completed 2026-03-01 of=one", "read 2026-03-05 of=one by=irene", HOME,
    )  # fmt: skip

    assert ["due 2026-06-01, met (one)", "due 2026-06-01, breach (two)"] == stands(
        judge(rules, *CARE, *journal), "ratified", ASKED
    )


def test_each_person_told_of_the_placement_is_told_of_its_end():
    rules = """
    - id: told
      from: {event: placement-ended}
      within: 10 wd
      since: {event: placement-start}
      each: {event: notified-of-placement}
      needs: {any: [{event: told-of-end, of: $each}, {event: told-of-end, where: {who: $each.who}}]}
    """
    journal = (
        "notified-of-placement 2026-01-06 who=mother id=a", "notified-of-placement 2026-01-06 who=school id=b",
        "notified-of-placement 2026-01-06 who=gp id=c", "placement-ended 2026-03-02",
        "told-of-end 2026-03-03 who=mother",
        "told-of-end 2026-03-04 of=b who=school",
    )  # fmt: skip

    expected = ["due 2026-03-16, met (a)", "due 2026-03-16, met (b)", "due 2026-03-16, overdue (c)"]
    assert expected == stands(judge(rules, *CARE, *journal), "told", ASKED)


def test_the_members_of_a_set_are_those_of_the_day_of_the_anchor():
    rules = """
        - {id: told, from: {event: plan-agreed}, within: 5 d, each: {in: pr-holders},
           needs: {event: parents-told, where: {who: {includes: $each}}}}
    """
    journal = (
        "responsibility-gained 2026-01-01 who=mother", "plan-agreed 2026-03-02",
        "responsibility-gained 2026-03-10 who=father",
        "parents-told 2026-03-04 who=mother",
    )  # fmt: skip

    assert ["due 2026-03-07, met (mother)"] == stands(judge(rules, *journal), "told", ASKED)


# --- plans --------------------------------------------------------------------------------------------------------

TWO_POINTS = plan_of(review_points=[Item("r1", "first"), Item("r2", "second")])
ONE_POINT = plan_of(review_points=[Item("r1", "first")])


def test_the_plan_an_agreement_froze_is_the_one_it_is_asked_about():
    rules = "- {id: points, at: {event: plan-agreed}, needs: {count: 2, item: review-point}}"
    journal = ("plan-agreed 2026-02-01 id=first", "plan-agreed 2026-03-01 id=second")
    judged = judge(rules, *CARE, *journal, agreed={"first": ONE_POINT, "second": TWO_POINTS}, plan=TWO_POINTS)

    assert ["no date, open", "no date, met"] == stands(judged, "points", ASKED)


def test_the_plan_of_a_day_is_the_last_one_agreed_by_then():
    rules = "- {id: points, before: {event: returned-home, which: each}, needs: {count: 2, item: review-point}}"
    agreed = {"first": ONE_POINT, "second": TWO_POINTS}

    def home(day: str) -> str:
        journal = ("plan-agreed 2026-02-01 id=first", "plan-agreed 2026-03-01 id=second", f"returned-home {day}")
        return how(judge(rules, *CARE, *journal, agreed=agreed, plan=plan_of()), "points", ASKED)

    assert ["breach", "breach", "met"] == [home(f"2026-{day}") for day in ("01-20", "02-20", "03-20")]


def test_agreement_is_of_a_version_of_the_plan():
    rules = "- {id: agreed, before: {stage: implement}, needs: {event: agreed, by: team-manager, of: plan}}"
    agreed = {"first": ONE_POINT, "second": TWO_POINTS}
    journal = (
        "plan-agreed 2026-02-01 id=first by=dana",
        "agreed 2026-02-03 of=first by=ruth",
        "stage-entered 2026-05-01 stage=implement",
    )
    newer = "plan-agreed 2026-03-01 id=second by=dana"

    assert "met" == how(judge(rules, *CARE, *journal, agreed=agreed), "agreed", ASKED)
    assert "breach" == how(judge(rules, *CARE, *journal, newer, agreed=agreed), "agreed", ASKED)
    assert "met" == how(
        judge(rules, *CARE, *journal, newer, "agreed 2026-03-02 of=second by=ruth", agreed=agreed), "agreed", ASKED
    )


def test_each_item_of_the_plan_of_a_kind():
    rules = """
    - id: done
      before: {event: service-ended, which: each}
      each: {item: action, where: {service: rss}}
      needs: {event: action-done, of: $each}
    """
    plan = plan_of(actions=[Item("a1", service="rss"), Item("a2", service="rss"), Item("a3", service="other")])
    journal = (
        "plan-agreed 2026-02-01 id=first",
        "action-done 2026-03-01 of=a1",
        "service-ended 2026-05-01 service=rss",
    )

    expected = ["due 2026-05-01, met (a1)", "due 2026-05-01, breach (a2)"]
    assert expected == stands(judge(rules, *CARE, *journal, agreed={"first": plan}), "done", ASKED)


def test_an_item_for_each_person():
    rules = """
        - {id: owns, before: {stage: implement}, each: {in: plan-parties},
           needs: {item: action, where: {owner: $each}}}
    """
    plan = plan_of(actions=[Item("a1", owner="mother")])
    journal = ("plan-parties-named 2026-02-01 parties=child,mother", "stage-entered 2026-05-01 stage=implement")

    expected = ["due 2026-05-01, breach (child)", "due 2026-05-01, met (mother)"]
    assert expected == stands(judge(rules, *CARE, *journal, plan=plan), "owns", ASKED)


# --- what an entry must itself hold -------------------------------------------------------------------------------

AT = """
- {id: said, while: {looked-after: yes}, at: {event: review}, needs: {records: [plan-considered, participation]}}
- {id: there, while: {looked-after: yes}, at: {event: review}, needs: {attended: [child, parent], chair: [iro]}}
- {id: first-said, while: {looked-after: yes}, at: {event: review, which: first}, needs: {records: [plan-considered]}}
"""


def test_what_was_not_written_down_can_be_added_and_who_was_not_there_was_missed():
    judged = judge(AT, *CARE, "review 2026-02-01 plan-considered=yes attended=child by=irene")

    assert ["no date, open"] == stands(judged, "said", ASKED)
    assert ["no date, missed"] == stands(judged, "there", ASKED)


def test_a_correction_adds_what_was_not_written_down():
    fixed = "correct r participation=PN1 recorded=2026-02-09T10:00Z"
    judged = judge(AT, *CARE, "review 2026-02-01 id=r plan-considered=yes attended=child,mother by=irene", fixed)

    assert ["no date, met"] == stands(judged, "said", ASKED)
    assert ["no date, met"] == stands(judged, "there", ASKED)


def test_the_first_of_each_period_of_care():
    again = ("order-discharged 2026-06-01", "became-looked-after 2026-09-01 legal-status=care-order")
    reviews = ("review 2026-02-01", "review 2026-04-01", "review 2026-09-20")
    judged = judge(AT, *CARE, *again, *reviews)

    assert ["2026-02-01", "2026-09-20"] == [str(duty.anchor.when) for duty in judged.of("first-said")]
    assert 3 == len(judged.of("said"))


def test_a_meeting_outside_the_stretch_is_not_asked():
    assert [] == stands(judge(AT, *CARE, "review 2025-12-01"), "said", ASKED)
