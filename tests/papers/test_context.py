"""What a paper says of a case, before it is laid out: from the record alone, with its holes left open."""

from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reunify_cli.model.case import Amendment
from reunify_cli.model.moment import parse_instant
from reunify_cli.model.people import Child
from reunify_cli.papers.professional.agenda import Agenda
from reunify_cli.papers.professional.context import Context
from reunify_cli.papers.professional.meeting import Meeting
from reunify_cli.papers.professional.parents import ParentsPaper, Route
from reunify_cli.papers.professional.review import ReviewPaper
from tests.cli.desk import reunify
from tests.papers.children import JONAH, ROSIE, jonah, markdown_of, paper_of, rosie, written


def planning(*more: Any, now: str = "2026-11-29") -> Context:
    return paper_of("IPM", jonah(*more), now, "care-team")


def meeting(known: Context) -> Meeting:
    assert known.meeting is not None
    return known.meeting


def agenda(known: Context) -> Agenda:
    assert known.agenda is not None
    return known.agenda


def review(*more: Any, now: str = "2026-11-30") -> ReviewPaper:
    found = paper_of("review", rosie(*more), now, "surrey").review
    assert found is not None
    return found


def going_home(*more: Any, now: str = "2026-11-30", under: str = "surrey") -> ParentsPaper:
    found = paper_of("pwp", rosie(*more, under=under), now, under).parents
    assert found is not None
    return found


def of_section_20(*more: Any, now: str = "2026-12-21") -> ParentsPaper:
    found = paper_of("pwp", jonah(*more), now, "care-team").parents
    assert found is not None
    return found


# --- the initial planning meeting ---------------------------------------------------------------------------------


def test_the_agenda_stands_in_the_order_of_its_source() -> None:
    titles = [item.title for item in agenda(planning()).items]

    assert "Day-to-day needs" == titles[0]
    assert sorted(range(len(titles))) == [item.number - 1 for item in agenda(planning()).items]
    assert ["bullet 1", "bullet 2", "bullet 3"] == [
        item.source.partition("agenda, ")[2].partition(" (")[0] for item in agenda(planning()).items[:3]
    ]


def test_a_meeting_that_is_to_be_is_taken_from_its_booking() -> None:
    found = meeting(planning())

    assert ("Monday 30 November 2026 10:00", "Mill Lane office, room 2") == (found.when, found.place)
    assert "Lena Fisk (foster carer's link worker)" == found.chair
    assert ["Mon 30 Nov 2026 19:15"] == [due.by for due in found.due]
    assert ["booked on time"] == [due.stands for due in found.due]


def test_a_meeting_booked_after_its_day_says_so() -> None:
    found = meeting(planning("booked 2026-11-28T12:00 what=planning-meeting for=2026-12-02T10:00"))

    assert found.booked_too_late
    assert ["booked too late, for Wed 2 Dec 2026 10:00"] == [due.stands for due in found.due]


def test_a_meeting_nobody_has_booked_is_a_place_to_write() -> None:
    found = meeting(planning("booking-cancelled 2026-11-29 what=planning-meeting"))

    assert (None, None, None) == (found.when, found.place, found.chair)


def test_everyone_the_source_asks_for_has_a_seat_and_a_role_without_a_person_is_a_blank() -> None:
    seats = meeting(planning()).seats

    assert {"Jonah Bright", "Carla Bright", "Neil Bright", "Dana Okafor", "Joan Bright", "Kofi Osei"} <= {
        seat.name for seat in seats if seat.asked
    }
    assert ["Health representative"] == [seat.role for seat in seats if seat.name is None]


def test_the_foster_carer_is_invited_though_the_source_forgets_them() -> None:
    assert [("Foster carer", "Ann Marsh", False)] == [
        (seat.role, seat.name, seat.asked) for seat in meeting(planning()).seats if seat.name == "Ann Marsh"
    ]


def test_a_meeting_that_was_held_shows_who_came_and_who_sent_apologies() -> None:
    seats = {seat.name: (seat.came, seat.reason) for seat in meeting(planning(now="2026-12-05")).seats}

    assert ("present", "") == seats["Carla Bright"]
    assert ("apologies", "hospital visit") == seats["Joan Bright"]
    assert ("", "") == seats["Neil Bright"]


def test_what_a_meeting_recorded_is_filled_in_and_what_it_did_not_is_a_blank() -> None:
    points = {point.title: point.said for item in agenda(planning(now="2026-12-05")).items for point in item.points}

    day_to_day = points["How the child's day-to-day needs will be met"]

    assert "Ann takes Jonah to school; Carla buys his clothes." == day_to_day
    assert "Fri 11 Dec 2026" == points["First overnight contact planned for"]
    assert points["Personal education plan"] is None


def test_nothing_is_filled_in_before_the_meeting() -> None:
    assert {None} == {point.said for item in agenda(planning()).items for point in item.points}


def test_no_night_is_planned_at_the_meeting_of_a_child_under_an_order_and_the_paper_says_why() -> None:
    under_order = agenda(paper_of("IPM", rosie(), "2025-06-10", "surrey", "care-team"))
    accommodated = agenda(planning())

    assert "First overnight contact planned" in {item.title for item in accommodated.items}
    assert "First overnight contact planned" not in {item.title for item in under_order.items}
    assert ["First overnight contact planned"] == [each.title for each in under_order.left_out if "night" in each.title]


def test_headings_of_another_policy_are_borrowed_as_guidance_where_the_own_has_none() -> None:
    found = agenda(paper_of("IPM", rosie(), "2025-06-10", "surrey", "care-team"))

    assert found.borrowed.startswith("Care team procedure")
    assert {True} == {item.source.endswith("(here as guidance)") for item in found.items}


def test_nothing_is_borrowed_where_the_own_policy_has_headings() -> None:
    found = agenda(paper_of("review", rosie(), "2026-11-30", "surrey", "care-team"))

    assert "" == found.borrowed


def test_an_item_that_turns_on_a_fact_nobody_recorded_says_so() -> None:
    found = {item.title: item.only_if for item in agenda(planning()).items if item.only_if}

    assert ["not recorded, and this turns on it: placed outside the authority's area"] == list(found.values())


def test_decisions_of_the_meeting_have_an_owner_a_date_and_what_became_of_them() -> None:
    given = planning(now="2026-12-05").given

    assert [("Buy a bus pass", "Dana Okafor", "Mon 7 Dec 2026", "done Fri 4 Dec 2026")] == [
        (task.what, task.who, task.by, task.outcome) for task in given if task.done
    ]
    assert {"", "done Fri 4 Dec 2026"} == {task.outcome for task in given}


def test_a_decision_not_carried_out_is_not_the_same_as_one_of_which_nothing_is_recorded() -> None:
    more = {"event": "decision-not-carried-out", "date": "2026-12-05", "of": "D3", "what": "the school is closed"}
    outcomes = {task.what: task.outcome for task in planning(more, now="2026-12-06").given}

    said = "not carried out (recorded Sat 5 Dec 2026): the school is closed"

    assert said == outcomes["Ask the school for its reports"]
    assert "" == outcomes["Write the danger statement"]


# --- the duties around it -----------------------------------------------------------------------------------------


def test_done_late_and_not_recorded_and_not_known_are_three_lists() -> None:
    found = review().duties

    assert ["done Mon 19 Oct 2026, 31 days late"] == [line.stands for line in found.done_late]
    assert {"not recorded as in place when it was needed"} == {line.stands for line in found.broken}


def test_what_fell_due_before_the_record_begins_is_not_known_and_never_late() -> None:
    found = paper_of("IPM", rosie(), "2025-07-20", "surrey").duties

    assert 0 < len(found.not_known)
    assert ((), (), ()) == (found.not_recorded, found.broken, found.done_late)


def test_nothing_is_owed_is_never_said_of_days_the_record_does_not_know() -> None:
    known = paper_of("IPM", rosie(), "2025-06-10", "surrey")
    text = markdown_of(known)

    assert known.duties.nothing
    assert "Nothing is owed" not in text
    assert "### Not known here" in text


def test_a_visit_at_which_the_child_was_not_seen_is_recorded_but_does_not_count() -> None:
    duties = paper_of("review", rosie(), "2026-10-10", "surrey").duties

    assert ["recorded, but it does not count: visit, Thu 17 Sep 2026 (was the child seen: no)"] == [
        line.note for line in duties.not_recorded if line.source.startswith("reg 28")
    ]


def test_every_duty_says_by_when_why_then_whose_and_by_which_source() -> None:
    for line in planning().duties.ahead:
        assert all((line.by, line.why, line.whose, line.source)), line.title


# --- the review ---------------------------------------------------------------------------------------------------


def test_the_paper_tells_what_happened_since_the_last_review_and_nothing_from_before() -> None:
    days = {line.when for theme in review().themes for line in theme.happened}

    assert "review, Tue 2 Jun 2026" == review().last
    assert not [day for day in days if day.endswith("2025")]
    assert "Wed 8 Jul 2026" in days


def test_a_first_review_tells_what_happened_since_the_child_became_looked_after() -> None:
    found = paper_of("review", jonah(), "2026-12-21", "care-team").review

    assert found is not None
    assert ("", "Friday 27 November 2026") == (found.last, found.since)


def test_an_adjourned_review_is_not_the_last_review() -> None:
    more = "review 2026-11-05 by=h.fenwick completed=no adjourned-to=2026-12-09"

    assert "review, Tue 2 Jun 2026" == review(more).last


def test_visits_are_counted_with_the_reasons_why_not_alone() -> None:
    found = review().visits

    assert found is not None
    assert ("3 visits", "2 of 3", "73 days") == (found.seen, found.alone, found.longest)
    assert ("Fri 7 Aug 2026: the child refused",) == found.not_alone
    assert ("Thu 17 Sep 2026: the child was not seen. Rosie was at a swimming gala.",) == found.not_seen


def test_views_are_given_as_words_with_whose_and_when() -> None:
    found = {view.whose: (view.when, view.stands, view.words) for view in review().views}

    words = "I want to sleep in my own bed on school nights."

    assert ("Mon 19 Oct 2026", "for the return", words) == found["Rosie Kendal"]
    assert ["Mark Dunne (father)"] == [who.name for who in review().not_heard]


def test_somebody_whose_views_are_old_is_asked_again() -> None:
    assert "Rosie Kendal" in {who.name for who in review(now="2026-08-01").not_heard}


def test_what_was_decided_is_told_apart_by_whether_it_is_recorded_as_done() -> None:
    assert ["Book an eye test"] == [task.what for task in review().done]
    assert [
        ("Assess Maria under regulation 17", "Dana Okafor"),
        ("Ask Mark for his views about the return", "Dana Okafor"),
    ] == [(task.what, task.who) for task in review().not_done]


def test_what_was_written_down_after_the_last_review_about_a_time_before_it_is_named() -> None:
    case = written(rosie("concern-raised 2026-05-25 about=bruises"), "concern-raised-2026-05-25", "2026-06-20T09:00Z")
    found = paper_of("review", case, "2026-11-30", "surrey").review

    assert found is not None
    assert [("Mon 25 May 2026", "Sat 20 Jun 2026")] == [(h.when, h.recorded) for h in found.hindsight]
    assert found.hindsight[0].told.startswith("Concern raised")


def test_a_correction_made_since_is_named_too() -> None:
    when, why = parse_instant("2026-06-21T10:00Z"), "wrong child"
    put_right = Amendment("9Z9Z", "visit-2026-05-20", False, {"seen": False}, when, "d.okafor", why, 99)
    case = replace(rosie(), amendments=(put_right,))
    found = paper_of("review", case, "2026-11-30", "surrey").review

    assert found is not None
    assert all(each.told.endswith("corrected (wrong child).") for each in found.hindsight)
    assert found.hindsight


def test_a_worry_stands_with_the_goals_that_answer_it_and_one_without_a_goal_is_seen() -> None:
    plan = review().plan

    assert plan is not None
    assert [1, 0] == [len(worry.goals) for worry in plan.worries]
    assert "6 of 10" == plan.worries[0].goals[0].scale
    assert "plan agreed, Tue 8 Sep 2026" == plan.agreed


def test_what_was_last_recorded_under_a_heading_is_quoted_with_its_meeting() -> None:
    earlier = {
        each.title: (each.said, each.where)
        for item in agenda(paper_of("review", rosie(), "2026-11-30", "surrey")).items
        for each in item.earlier
    }

    assert ("Glasses to be checked.", "review, Tue 2 Jun 2026") == earlier["Health plan"]


# --- going home: a child in care ----------------------------------------------------------------------------------


def law(paper: ParentsPaper) -> dict[str, bool]:
    return {gate.source.partition(" (law")[0]: gate.in_place for gate in paper.law if not gate.about}


def test_every_gate_of_regulations_15_to_20_is_on_the_checklist_of_a_child_in_care() -> None:
    paper = going_home()
    places = " ".join(gate.source for gate in paper.law)

    assert Route.PARENTS is paper.route
    for regulation in ("reg 16", "reg 17(a)", "reg 17(a)(i)", "reg 17(a)(ii)", "reg 17(b)", "reg 17(c)", "reg 17(d)",
                       "reg 18(1)", "reg 18(2)", "reg 20", "reg 13"):  # fmt: skip
        assert regulation in places


def test_what_is_in_place_names_its_entry_and_what_is_open_says_from_whom() -> None:
    paper = going_home()
    gates = {gate.title: gate for gate in paper.law}
    assessed = gates["Parent's suitability assessed"]
    consulted = gates["Reviewing officer consulted about the placement"]

    assert [("Mon 2 Nov 2026", "Dana Okafor", "7H2K")] == [(p.when, p.who, p.entry) for p in assessed.proofs]
    assert not consulted.in_place
    assert [("reviewing officer consulted: placement with parents", "Dana Okafor (social worker)")] == [
        (each.words, each.whose) for each in consulted.lacking
    ]


def test_an_approval_comes_last_and_telling_people_just_before() -> None:
    ranks = [gate.rank for gate in going_home().law]

    assert sorted(ranks) == ranks
    assert {0, 1, 2} == set(ranks)


def test_something_recorded_later_ticks_its_box_and_no_other() -> None:
    before = law(going_home())
    after = law(going_home("iro-consulted 2026-11-29 by=d.okafor about=placement-with-parents"))

    assert ["reg 18(2)(d)"] == [place for place in before if before[place] != after[place]]


def test_somebody_who_turns_18_before_the_day_wished_for_is_among_the_adults() -> None:
    found = {adult.name: (adult.age, adult.turns_18) for adult in going_home().adults or ()}

    assert ("18", "Tue 12 Jan 2027") == found["Bea Kendal (cousin)"]
    assert ("36", "") == found["Maria Kendal (mother)"]


def test_the_checks_of_each_adult_stand_beside_the_name() -> None:
    found = {adult.name: adult.checks for adult in going_home().adults or ()}

    assert ("Fri 13 Nov 2026: nothing found", "", "") == found["Dele Kendal (uncle)"]
    assert "Mon 2 Nov 2026: suitable with support" == found["Maria Kendal (mother)"][2]


def test_a_household_nobody_recorded_is_not_an_empty_one() -> None:
    assert of_section_20().adults is None


def test_those_who_agree_stand_in_order_with_what_is_recorded() -> None:
    steps = [(step.role, step.who, bool(step.decided)) for step in going_home().steps]

    assert [
        ("Team manager", "Ruth Amadi", True),
        ("Service manager", "Sam Holt", False),
        ("Assistant director", "Asha Rahman", False),
        ("Nominated officer", "Asha Rahman", False),
    ] == steps


def test_a_refusal_takes_an_approval_out_of_the_chain() -> None:
    approved = "approved 2026-11-24 by=a.rahman of=7H2K covers=full-time"
    refused = "refused 2026-11-26 by=a.rahman of=7H2K reason=checks"

    def officer(paper: ParentsPaper) -> str:
        return next(step.decided for step in paper.steps if step.role == "Nominated officer")

    assert officer(going_home(approved)).startswith("Tue 24 Nov 2026")
    assert "" == officer(going_home(approved, refused))


def test_what_the_assessment_holds_of_schedule_3_is_shown_and_the_rest_is_a_blank() -> None:
    contents = next(each for each in going_home().contents if each.source.startswith("Schedule 3"))
    matters = {matter.title: matter.said for matter in contents.matters}

    assert "Met: meals, dentist, sleep." == matters["Physical needs and medical and dental care"]
    assert matters["Criminal offences"] is None
    assert contents.made.endswith("(entry 7H2K)")


def test_leave_under_regulation_19_closes_the_gates_and_is_named() -> None:
    leave = "immediate-placement-allowed 2026-11-29T09:00 by=a.rahman parent-interviewed=yes necessary-because=fire"
    paper = going_home(leave)

    assert paper.leave.startswith("Sun 29 Nov 2026, Asha Rahman")
    assert {True} == {gate.settled for gate in paper.law}
    closed = "closed by immediate placement allowed (regulation 19), Sun 29 Nov 2026"

    assert {"", closed} == {gate.stands for gate in paper.law}


def test_a_child_who_went_home_without_approval_is_shown_what_was_not_in_place() -> None:
    paper = going_home("returned-home 2026-11-29T10:00 to=mother home=mothers planned=no decided-by=authority")
    approval = next(gate for gate in paper.law if gate.source.startswith("reg 18(1) "))

    assert "return home, Sun 29 Nov 2026" == paper.gone
    assert not approval.in_place
    assert approval.stands.startswith("not recorded as in place when it was needed")
    assert 0 < len(paper.at_home)


def test_the_move_starts_visits_and_the_paper_says_how_often() -> None:
    assert [("reg 28(5) (law, must)", True)] == [
        (visit.source, "1 week" in visit.when) for visit in going_home().visits
    ]


# --- going home: section 20 ---------------------------------------------------------------------------------------


def test_regulations_15_to_20_are_not_asked_of_a_child_under_section_20() -> None:
    paper = of_section_20()

    assert Route.CEASING is paper.route
    assert {True} == {gate.source.startswith("reg 39") for gate in paper.law}


def test_the_title_of_the_paper_for_a_child_under_section_20_does_not_say_placement() -> None:
    assert "Return home: Jonah Bright" == paper_of("pwp", jonah(), "2026-12-21", "care-team").title


@pytest.mark.parametrize(("now", "asked"), [("2026-12-21", False), ("2026-12-29", True), ("2027-01-20", True)])
def test_the_nominated_officer_approves_the_end_of_care_from_twenty_working_days_on(now: str, asked: bool) -> None:
    paper = of_section_20(now=now)

    assert asked is any("reg 39(4)" in gate.source for gate in paper.law)
    assert asked is not any("reg 39(4)" in each.source for each in paper.not_asked)


def test_from_16_the_director_approves_instead() -> None:
    at_16 = replace(JONAH, child=replace(JONAH.child, born=date(2010, 6, 14)))
    paper = paper_of("pwp", jonah(file=at_16), "2027-01-20", "care-team").parents

    assert paper is not None
    assert [True, False] == [any(p in g.source for g in paper.law) for p in ("reg 39(5)", "reg 39(4)")]


def test_a_child_of_whom_no_legal_status_is_recorded_has_no_route() -> None:
    empty = replace(jonah(), entries=())
    paper = paper_of("pwp", empty, "2026-12-21", "care-team").parents

    assert paper is not None
    assert Route.NOT_KNOWN is paper.route


# --- what a paper lacks -------------------------------------------------------------------------------------------


def test_what_a_paper_lacks_is_said_with_who_is_to_supply_it() -> None:
    known = paper_of("review", rosie("booking-cancelled 2026-11-29 what=review"), "2026-11-30", "surrey")
    lacks = {each.what: each.whose for each in known.lacks}

    assert "Dana Okafor" == lacks["day and time of the meeting"]
    assert "Dana Okafor" == lacks["views: father"]


def test_the_approvers_are_asked_for_their_own_step() -> None:
    lacks = {each.what: each.whose for each in paper_of("pwp", rosie(), "2026-11-30", "surrey").lacks}

    assert "Sam Holt (service manager)" == lacks["Two managers, then the assistant director"]


def test_a_child_without_a_date_of_birth_has_no_age() -> None:
    unborn = replace(ROSIE, child=Child("Rosie Kendal"))
    known = paper_of("review", rosie(file=unborn), "2026-11-30", "surrey")

    assert known.head.born is None
    assert "date of birth" in {each.what for each in known.lacks}


# --- a law over everything ----------------------------------------------------------------------------------------

FROZEN = (str, int, bool, type(None), date)


def values(node: Any) -> list[Any]:
    if isinstance(node, tuple):
        return [each for part in node for each in values(part)]
    if is_dataclass(node) and type(node).__module__.startswith("reunify_cli.render"):
        return [node, *(each for field in fields(node) for each in values(getattr(node, field.name)))]
    return [node]


@pytest.mark.parametrize("word", ["IPM", "review", "pwp", "care team"])
def test_a_context_is_frozen_values_all_the_way_down(word: str) -> None:
    for known in (paper_of(word, jonah(), "2026-12-21", "care-team"), paper_of(word, rosie(), "2026-11-30", "surrey")):
        for value in values(known):
            frozen = is_dataclass(value) and type(value).__dataclass_params__.frozen  # type: ignore[attr-defined]

            assert frozen or isinstance(value, FROZEN), value


@pytest.mark.parametrize("day", [f"2026-12-{day:02}" for day in range(1, 32, 3)])
def test_a_paper_as_of_a_day_knows_nothing_of_a_later_one(day: str) -> None:
    now = date.fromisoformat(day)
    known = paper_of("review", jonah(), day, "care-team")
    future = {f"{entry.when.day.day} Dec 2026" for entry in jonah().entries if entry.when.day > now}
    told = [line.when for theme in known.review.themes for line in theme.happened] if known.review else []

    assert not [when for when in told if when.partition(" ")[2] in future]


def test_a_paper_says_where_the_child_is_staying_as_the_screen_does(tmp_path: Path) -> None:
    demo = tmp_path / "reunify-demo"
    assert reunify(tmp_path, "demo", str(demo), "--json", me="").code == 0
    screen = " ".join(reunify(demo, "show", "42", now="").out.split())
    folder, papers = demo / "cases" / "RU-2026-0042" / "packs", list[str]()
    for name in ("visit-sheet", "review"):
        assert reunify(demo, "pack", "42", name, "--format", "md", me="d.okafor", now="").code == 0
        papers += [path.read_text(encoding="utf-8") for path in folder.glob(f"{name}*.md")]

    assert "Staying with the mother since Fri 27 Nov (extended stay); back on Sun 6 Dec." in screen
    assert [1, 1] == [text.count("since Fri 27 Nov 2026 (extended stay); back on Sun 6 Dec 2026") for text in papers]
