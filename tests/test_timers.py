"""Every timer of every shipped policy, through its rule and the engine, from every day of five years.

What each rule counts from, and how long, is written here a second time, after the sources and not after the policies.
Where that ends is counted by hand in `tests/almanac.py`, on the bank holidays of the `holidays` package. The cases are
the policies' own examples, moved day by day with everything in them.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

import pytest

from reunify_cli.engine.judgement import Judgement
from reunify_cli.model.case import Case
from reunify_cli.model.history import history
from reunify_cli.policy_store.examples import read_examples
from reunify_cli.policy_store.limits import moved
from reunify_cli.policy_store.policies import load_calendar, load_policy, policy_ids
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.periods import Due
from reunify_cli.rules.policy import Policy, Rule
from reunify_cli.rules.terms import ItemDay, Within
from tests.almanac import birthday, counted
from tests.engine.build import case

CALENDAR = load_calendar()
FIRST, DAYS = date(2024, 12, 1), 1826
"""Five years of days, the leap day of 2028 among them."""

TIMERS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "care-team": {
        "planning-meeting": ("72 h after placement-start",),
        "way-home-considered-in-emergency": ("72 h after became-looked-after or 72 h after placement-start",),
        "first-overnight": ("15 d after placement-start",),  # A-23d
        "first-care-team-meeting": (
            "5 wd after became-looked-after or 5 wd after planning-meeting",  # A-23f, A-24: the sooner
        ),
        "care-team-meetings": ("14 d after care-team-meeting",),  # A-23g
        "statement-shared-first": ("0 d after care-team-meeting",),  # A-23l
        "first-review": ("20 wd after became-looked-after",),
        "iro-views-at-six-weeks": ("56 d after became-looked-after", "56 d after review"),
        "manager-review-56": ("56 d after became-looked-after", "56 d after review"),
        "manager-review-74": ("74 d after became-looked-after",),
        "yearly-assessment": ("12 m after became-looked-after", "12 m after assessment-completed"),
        "six-monthly-assessment": ("6 m after long-term-decided", "6 m after assessment-completed"),
        "exit-review-asked-for": ("5 d after return-decided",),
    },
    "lincolnshire": {
        "review-after-return": ("20 wd after returned-home",),  # L-51
        "visits-at-home": (
            "1 w after returned-home",
            "6 w after visit",
            "1 w after legal-status-changed",
        ),  # L-71, L-72
        "visits-own-pattern": ("2 w after visiting-pattern-set", "2 w after visit"),  # L-73
        "discharge-planned": ("6 m after returned-home",),  # L-64
        "trajectory-where-an-option": ("20 wd after became-looked-after", "3 m after review"),  # L-15
    },
    "surrey": {
        "rss-answered": ("48 h after rss-requested",),  # S-08
        "rss-clarified": ("5 wd after rss-information-asked",),  # S-09
        "rss-answered-after-asking": ("5 wd after rss-information-asked",),  # S-08 with S-09
        "risk-looked-at-again": ("0 d after assessment-completed.review-on",),  # S-11
        "professional-planning": ("5 wd after rss-answered",),  # S-13
        "rss-twelve-weeks": ("12 w after service-started",),  # S-16
        "rss-twelve-weeks-no-start": ("12 w after rss-answered",),  # S-16
        "family-planning": ("5 wd after professional-planning",),  # S-17
        "visits-stay-with-the-social-worker": ("6 w after stage-entered", "6 w after visit"),  # S-25
        "section-20-ends-at-return": ("0 d after returned-home",),  # S-22
        "visits-own-pattern": ("2 w after returned-home", "2 w after visit", "4 w after visit"),  # S-46
        "care-planning-meetings": ("3 m after returned-home", "3 m after care-planning-meeting"),  # S-48
    },
    "england": {
        "reviews": ("20 wd after became-looked-after", "3 m after review", "6 m after review"),  # reg 33
        "adjourned-review-completed": ("20 wd after review",),
        "review-record-in-days": ("20 wd after review",),
        "review-decisions-sent": ("5 wd after review",),
        "iro-allocated": ("5 wd after became-looked-after",),
        "challenge-in-days": ("20 wd after challenge-raised",),  # from memory
        "iro-meets-child": ("20 wd after became-looked-after or 0 d after review",),
        "care-plan": ("10 wd after placement-start",),  # reg 4
        "placement-plan": ("5 wd after placement-start",),  # reg 9
        "placement-plan-after-move": ("5 wd after placement-start",),
        "placement-notice-emergency": ("5 wd after placement-start",),  # reg 13
        "placement-notice-school-emergency": ("5 wd after placement-start",),
        "area-authority-told-emergency": ("5 wd after placement-start",),
        "return-notice-emergency": ("5 wd after returned-home",),
        "area-authority-told-return-emergency": ("5 wd after returned-home",),
        "placement-end-told": ("10 wd after placement-ended",),  # reg 14
        "placement-end-told-carer": ("10 wd after placement-ended",),
        "placement-end-told-area": ("10 wd after placement-ended",),
        "temporary-approval-ends": ("16 w after temporary-approval-given",),  # regs 24, 25
        "extended-approval-ends": ("24 w after temporary-approval-given",),
        "visit-after-standards-notice": ("1 w after standards-notice",),  # reg 28(7)(b)
        "visits-short-breaks-at-most": ("3 m after short-break", "6 m after visit"),  # reg 48(3)
        "reviews-short-breaks": ("3 m after short-break", "6 m after review"),
        "unplanned-return-safety": ("0 d after returned-home",),
        "immediate-assessed": ("10 wd after returned-home",),  # reg 19
        "immediate-decided": ("10 wd after parent-assessment",),
        "visits-placement": ("1 w after placement-start", "6 w after visit"),  # reg 28(2)
        "visits-remand": ("1 w after placement-start", "6 w after visit"),  # Part 8A
        "care-plan-remand": ("5 wd after became-looked-after",),
        "detention-placement-plan": ("10 wd after became-looked-after",),
        "visits-placement-to-18": ("1 w after placement-start", "6 w after visit", "3 m after visit"),
        "visits-long-term-foster": ("6 m after fewer-visits-agreed", "6 m after visit"),
        "visits-immediate-placement": ("1 w after returned-home", "1 w after visit", "6 w after visit"),  # reg 28(3)
        "visits-interim-order-home": ("1 w after placement-start", "1 w after visit", "4 w after visit"),  # reg 28(4)
        "visits-temporary-approval": ("1 w after placement-start", "4 w after visit"),
        "visits-care-order-home": ("1 w after returned-home", "1 w after legal-status-changed", "6 w after visit"),
        "visits-arranged-by-others": ("1 w after placement-start", "6 w after visit"),
        "visits-short-breaks": ("8 w after became-looked-after", "8 w after visit"),
        "pathway-assessment": ("3 m after birthday 16",),  # reg 42, eligible children
        "six-months-at-home": ("6 m after returned-home",),
        "six-months-at-home-after-care": ("6 m after returned-home",),
        "health-assessment-first": ("20 wd after became-looked-after or 0 d after review",),  # reg 7
        "health-assessment-20-days": ("20 wd after became-looked-after",),
        "health-review-under-5": ("6 m after health-assessment",),
        "health-review-from-5": ("12 m after health-assessment",),
        "education-plan-started": ("10 wd after became-looked-after",),
        "education-plan-started-under-5": ("10 wd after became-looked-after",),
        "education-plan-for-review-under-5": ("20 wd after became-looked-after or 0 d after review",),
        "education-plan-for-review": ("20 wd after became-looked-after or 0 d after review",),
        "strengths-questionnaire": ("1 y after became-looked-after", "1 y after strengths-questionnaire"),
        "dental-check": ("1 y after became-looked-after", "1 y after dental-check"),
        "immunisations": ("1 y after became-looked-after", "1 y after immunisations-checked"),
    },
    "northamptonshire": {},
    "nspcc": {},
}
"""For every rule with a date, how long after what: a line for each phase, and `or` where the sooner one counts."""

LONGER = {
    "england": (
        case(
            "became-looked-after 2026-01-05 legal-status=s20",
            "placement-start 2026-01-05T10:00 kind=foster emergency=yes",
            "visit 2026-01-08 seen=yes",
            "health-assessment 2026-01-20",
            "review 2026-01-28T10:00 completed=yes",
            "strengths-questionnaire 2026-02-10",
            "dental-check 2026-02-11",
            "immunisations-checked 2026-02-12",
            "review 2026-04-20T10:00 completed=yes",
        ),
        case(
            "became-looked-after 2026-01-05 legal-status=care-order decided-by=court",
            "notified-of-placement 2026-01-05 who=gp in-writing=yes",
            "placement-start 2026-01-05T10:00 kind=foster",
            "placement-ended 2026-03-02T10:00 why-ended=disrupted decided-by=authority",
            "immediate-placement-allowed 2026-03-02T11:00 by=asha parent-interviewed=yes",
            "returned-home 2026-03-02T15:00 to=father home=dads planned=yes decided-by=authority",
            "visit 2026-03-05 seen=yes",
            "parent-assessment 2026-03-06 by=dana covers=full-time of-whom=father home=dads",
            "review 2026-03-09T10:00 completed=yes",
            "visit 2026-03-11 seen=yes",
        ),
    ),
}
"""Cases that show more timers at once than any one example does, so that all can be tried on every day."""


@dataclass(frozen=True, slots=True)
class Watched:
    """One timer in one example: which duty of which rule, and the entries that it should be counted from."""

    rule: str
    timer: str
    duty: int
    """Which of the rule's duties in this case."""
    entries: tuple[str, ...]
    """The id of the entry for each reading of the timer."""


@dataclass(frozen=True, slots=True)
class Course:
    """An example and the timers that are watched while it is moved."""

    case: Case
    watched: tuple[Watched, ...]


@cache
def policy_of(policy_id: str) -> Policy:
    return load_policy(policy_id)


# --- the second opinion -----------------------------------------------------------------------------------------------


def reading(case: Case, entry_id: str, said: str) -> Due:
    """Where one reading of a timer ends in a case."""
    period, _, event = said.partition(" after ")
    if event.startswith("birthday"):
        assert case.child.born is not None
        return counted(birthday(case.child.born, int(event.split()[1])), None, period)
    entry = next(each for each in case.entries if each.id == entry_id)
    if "." in event:
        return counted(entry.fields[event.partition(".")[2]], None, period)
    return counted(entry.when.day, entry.when.minute, period)


def expected(case: Case, each: Watched) -> Due:
    """The day that a timer should lead to in a case: the sooner, where there are several readings."""
    ends = [reading(case, *one) for one in zip(each.entries, each.timer.split(" or "), strict=True)]
    return min(ends, key=lambda due: due.deadline)


def candidates(case: Case, timer: str) -> Iterator[tuple[str, ...]]:
    """The entries of a case that a timer may be counted from, one for each of its readings."""
    found: list[tuple[str, ...]] = [()]
    for said in timer.split(" or "):
        event = said.partition(" after ")[2].partition(".")[0]
        ids = [entry.id for entry in case.entries if entry.event == event] or [""] * event.startswith("birthday")
        found = [(*before, each) for before in found for each in ids]
    return iter(found)


# --- the examples that show them --------------------------------------------------------------------------------------


@cache
def courses(policy_id: str) -> tuple[Course, ...]:
    """As few of a policy's examples as together show each of its timers at work."""
    policy = policy_of(policy_id)
    shown: list[tuple[Case, dict[tuple[str, str], Watched]]] = []
    for each_case in (*LONGER.get(policy_id, ()), *(example.case for example in read_examples(policy))):
        judged = Judgement(history(each_case), policy, CALENDAR)
        found: dict[tuple[str, str], Watched] = {}
        for rule, timers in TIMERS[policy_id].items():
            for number, duty in enumerate(judged.of(rule)):
                for timer in timers:
                    for entries in candidates(each_case, timer):
                        each = Watched(rule, timer, number, entries)
                        if duty.due == expected(each_case, each):
                            found.setdefault((rule, timer), each)
        shown.append((each_case, found))
    chosen = []
    left = {(rule, timer) for rule, timers in TIMERS[policy_id].items() for timer in timers}
    while left:
        case, found = max(shown, key=lambda one: len(left & one[1].keys()) / (8 + len(one[0].entries)))
        taken = left & found.keys()
        if not taken:
            break
        chosen.append(Course(case, tuple(found[key] for key in sorted(taken))))
        left -= taken
    return tuple(chosen)


@pytest.mark.parametrize("policy_id", policy_ids())
def test_every_rule_with_a_date_has_its_timers_written_here(policy_id: str) -> None:
    dated = {rule.id for rule in policy_of(policy_id).rules if rule.policy == policy_id and is_dated(rule)}

    assert TIMERS[policy_id].keys() == dated


def is_dated(rule: Rule) -> bool:
    timing = rule.latest.timing
    of_item = isinstance(timing, Within) and isinstance(timing.period, ItemDay)
    return rule.kind in {"deadline", "rhythm"} and not of_item  # the day that an item gives itself is not counted


@pytest.mark.parametrize("policy_id", policy_ids())
def test_every_timer_is_shown_by_an_example(policy_id: str) -> None:
    shown = {(each.rule, each.timer) for course in courses(policy_id) for each in course.watched}

    assert {(rule, timer) for rule, timers in TIMERS[policy_id].items() for timer in timers} == shown


# --- every day of five years ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy_id", policy_ids())
def test_from_every_day_of_five_years_each_timer_ends_on_the_day_that_a_second_way_of_counting_gives(
    policy_id: str,
) -> None:
    assert [] == list(differing(policy_id, CALENDAR, range(DAYS)))[:5]


def differing(policy_id: str, calendar: Calendar, days: Iterable[int]) -> Iterator[str]:
    """In words, each timer whose rule gives another day, or none, in a case that begins so many days after FIRST."""
    policy = policy_of(policy_id)
    for course in courses(policy_id):
        anchors = {name for each in course.watched for name in each.entries if name}
        days_of = [entry.when.day for entry in course.case.entries if entry.id in anchors or not anchors]
        start = (FIRST - min(days_of)).days
        for number in days:
            case = moved(course.case, start + number)
            judged = Judgement(history(case), policy, calendar)
            for each in course.watched:
                duties, day = judged.of(each.rule), expected(case, each)
                found = duties[each.duty].due if each.duty < len(duties) else None
                if found != day:
                    yield f"{each.rule}, {each.timer}, in {case.entries[0].when}: {found}, and by hand {day}"


def test_a_calendar_without_bank_holidays_is_found_wherever_working_days_are_counted() -> None:
    wrong = list(differing("england", replace(CALENDAR, holidays={}), range(5, 40)))

    assert {"reviews", "care-plan", "immediate-assessed"} <= {each.partition(",")[0] for each in wrong}
    assert all(" wd after " in each for each in wrong)
