"""A child brought in part-way: what is recorded counts, what is only assumed is no certain date, and nothing is late
that may have been done before the record starts.

The dates are reckoned a second time here, from the words of the rule and with somebody else's calendar.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reunify_cli.engine.acts import acts
from reunify_cli.engine.duty import Duty, Standing, asks, standing
from reunify_cli.engine.first_day import still_open
from reunify_cli.engine.judgement import Judgement
from tests.almanac import counted
from tests.engine.build import SHIPPED, end_of, judge

START = date(2026, 11, 30)
"""From when on the record is complete, where a test does not say otherwise."""
KNOWN = {"everything": str(START)}
REVIEWS = "- {id: reviews, while: {looked-after: yes}, every: [20 wd, 3 m, 6 m], needs: {event: review}}"
VISITS = "- {id: visits, while: {looked-after: yes}, every: [1 w, 6 w], needs: {event: visit}}"
BORN = "2014-05-12"


def care(day: str | date, kind: str = "foster") -> tuple[str, ...]:
    """The lines of a journal with which care and a placement begin."""
    return f"became-looked-after {day} legal-status=care-order", f"placement-start {day} kind={kind}"


def child(*journal: str, born: str = BORN, known: dict[str, str] = KNOWN, **about: str) -> Judgement:
    return judge(SHIPPED, *journal, born=born, known=known, **about)


def last(judged: Judgement, rule: str) -> Duty:
    return judged.of(rule)[-1]


def shown(duty: Duty) -> tuple[str, str]:
    """By when, and after which day it is late."""
    return str(duty.due), str(duty.late_after)


def on(duty: Duty, day: str | date) -> str:
    """How it stands at the end of a day; `ask` where a list asks for it."""
    at = end_of(str(day))
    return "ask" if asks(duty, at) else standing(duty, at).value


# --- the worked children ------------------------------------------------------------------------------------------


def test_the_last_review_and_visit_recorded_from_before_are_what_the_next_are_counted_from():
    judged = child(*care("2025-01-06"), "review 2026-08-20 completed=yes", "visit 2026-10-25 seen=yes")

    assert ("2027-02-20", "2027-02-20") == shown(last(judged, "reviews"))
    assert ("2026-12-06", "2026-12-06") == shown(last(judged, "visits-placement"))
    assert ["due", "overdue"] == [on(last(judged, "visits-placement"), day) for day in ("2026-12-06", "2026-12-07")]
    assert last(judged, "reviews").unsure is last(judged, "visits-placement").unsure is None


def test_what_fell_due_before_the_record_starts_is_not_known_and_the_next_is_due_at_the_latest():
    judged = child(*care("2025-01-06"), "review 2026-03-12 completed=yes")
    missed, ahead = judged.of("reviews")[-2:]

    assert ("2026-09-12", "not-known") == (str(missed.due), on(missed, "2026-11-30"))
    assert ("2027-03-12", "2027-05-29") == shown(ahead)
    assert ahead.unsure is not None
    assert ahead.unsure.why == "assumed"
    assert ["due", "ask", "ask", "overdue"] == [
        on(ahead, day) for day in ("2027-03-12", "2027-03-13", "2027-05-29", "2027-05-30")
    ]


def test_where_nothing_is_recorded_the_series_is_counted_from_the_start_of_care():
    judged = child(*care("2026-10-02"))

    assert ("2027-01-30", "2027-05-29") == shown(last(judged, "reviews"))
    assert ("2027-01-01", "2027-01-10") == shown(last(judged, "visits-placement"))
    assert ["2026-10-30"] == [str(duty.due) for duty in judged.of("reviews")[:-1]]
    assert ["2026-10-09", "2026-11-20"] == [str(duty.due) for duty in judged.of("visits-placement")[:-1]]


def test_a_review_that_may_be_the_first_or_a_later_one_is_asked_about_by_the_sooner_date():
    judged = child(*care("2026-06-01"), "review 2026-08-20 completed=yes")
    duty = last(judged, "reviews")

    assert ("2026-11-20", "2027-02-20") == shown(duty)
    assert ["ask", "ask", "overdue"] == [on(duty, day) for day in ("2026-11-30", "2027-02-20", "2027-02-21")]


@pytest.mark.parametrize(
    ("kind", "dates"),
    [
        ("first", ("2026-11-20", "2026-11-20")),
        ("second", ("2027-02-20", "2027-02-20")),
        ("later", ("2027-02-20", "2027-02-20")),
        ("brought-forward", ("2026-11-20", "2027-02-20")),
    ],
)
def test_the_kind_of_a_review_says_which_of_the_series_it_was(kind: str, dates: tuple[str, str]):
    judged = child(*care("2026-06-01"), f"review 2026-08-20 completed=yes kind={kind}")

    assert dates == shown(last(judged, "reviews"))


def test_the_first_review_held_on_20_august_is_late_since_20_november():
    duty = last(child(*care("2026-06-01"), "review 2026-08-20 completed=yes kind=first"), "reviews")

    assert "overdue" == on(duty, "2026-11-30")
    assert "upcoming" == on(last(child(*care("2026-06-01"), "review 2026-08-31 kind=first"), "reviews"), "2026-11-01")


def test_with_a_connected_person_visits_are_due_as_a_temporary_approval_would_ask_until_it_is_said():
    journal = (*care("2026-10-02", "connected-person"), "visit 2026-11-27 seen=yes")
    duty = last(child(*journal), "visits-temporary-approval")

    assert ("2026-12-04", "2027-01-08") == shown(duty)
    assert ["due", "ask", "ask", "overdue"] == [
        on(duty, day) for day in ("2026-12-04", "2026-12-05", "2027-01-08", "2027-01-09")
    ]
    assert ("2027-01-08", "2027-01-08") == shown(last(child(*journal), "visits-placement"))


@pytest.mark.parametrize(
    "said",
    ["temporary-approval-over 2026-11-20", "no-others 2026-11-30 what=temporary-approval-given since=2026-10-02"],
)
def test_once_it_is_said_that_there_is_no_temporary_approval_nothing_more_is_due(said: str):
    journal = (*care("2026-10-02", "connected-person"), "visit 2026-11-27 seen=yes", said)
    more = "no-others 2026-11-30 what=temporary-approval-over since=2026-10-02"

    assert () == child(*journal, more).of("visits-temporary-approval")
    assert ("2027-01-08", "2027-01-08") == shown(last(child(*journal, more), "visits-placement"))


def test_with_foster_carers_nobody_asks_for_a_temporary_approval():
    assert () == child(*care("2026-10-02"), "visit 2026-11-27 seen=yes").of("visits-temporary-approval")


def test_a_placement_begun_once_the_record_is_complete_needs_no_answer():
    journal = (*care("2026-10-02"), "placement-start 2026-12-01 kind=connected-person")

    assert () == child(*journal).of("visits-temporary-approval")
    assert ("2026-12-08", "2026-12-08") == shown(last(child(*journal), "visits-placement"))


def test_whether_a_first_review_has_loosened_the_visits_is_not_known_before_the_record_starts():
    """Weekly until the first review, then every four weeks (reg 28(4))."""
    journal = (
        *care("2026-10-02", "connected-person"),
        "temporary-approval-given 2026-10-02",
        "visit 2026-11-27 seen=yes",
    )
    held = child(*journal, "review 2026-10-28 completed=yes")

    assert ("2026-12-04", "2026-12-25") == shown(last(child(*journal), "visits-temporary-approval"))
    assert ("2026-12-25", "2026-12-25") == shown(last(held, "visits-temporary-approval"))


# --- health -------------------------------------------------------------------------------------------------------


def test_a_health_assessment_is_counted_from_the_last_day_of_the_first_where_none_is_recorded():
    duty = last(child(*care("2025-01-06")), "health-review-from-5")

    assert ("2027-02-03", "2027-11-29") == shown(duty)
    assert ["due", "ask", "ask", "overdue"] == [
        on(duty, day) for day in ("2027-02-03", "2027-02-04", "2027-11-29", "2027-11-30")
    ]
    assert [] == list(child(*care("2025-01-06"), known={}).of("health-review-from-5"))


def test_a_health_assessment_recorded_from_before_counts_and_one_long_past_makes_no_certain_date():
    recent = child(*care("2025-01-06"), "health-assessment 2026-10-10 kind=review")
    long_past = child(*care("2025-01-06"), "health-assessment 2025-10-10 kind=review")

    assert ("2027-10-10", "2027-10-10") == shown(last(recent, "health-review-from-5"))
    assert ("2027-10-10", "2027-11-29") == shown(last(long_past, "health-review-from-5"))
    assert "not-known" == on(long_past.of("health-review-from-5")[0], "2026-11-30")


# --- what is done once --------------------------------------------------------------------------------------------


def test_a_pathway_assessment_that_may_have_been_done_before_the_import_is_asked_about_and_never_late():
    duty = last(child(*care("2025-06-01"), born="2010-08-30"), "pathway-assessment")

    assert "2026-11-30" == str(duty.due)
    assert ["due", "ask", "ask"] == [on(duty, day) for day in ("2026-11-30", "2026-12-01", "2028-01-01")]


def test_one_whose_time_began_once_the_record_was_complete_is_late():
    duty = last(child(*care("2025-06-01"), born="2010-12-01"), "pathway-assessment")

    assert ["due", "overdue"] == [on(duty, day) for day in ("2027-03-01", "2027-03-02")]


def test_nothing_is_late_on_the_morning_after_an_import_that_knows_only_of_a_placement():
    """The rules that the journal's own entries met or breached are another matter: here there are none."""
    late = [
        duty.rule.id
        for born in ("2010-08-30", "2010-09-02", "2014-05-12", "2022-11-29", "2026-10-15")
        for start in ("2024-03-01", "2026-06-01", "2026-10-02", "2026-11-02", "2026-11-27", "2026-11-29")
        if start > born
        for day in ("2026-11-30", "2026-12-01")
        for duty in child(*care(start), born=born).duties
        if standing(duty, end_of(day)) in (Standing.OVERDUE, Standing.BREACH, Standing.MISSED)
    ]

    assert [] == late


# --- answers ------------------------------------------------------------------------------------------------------


def test_that_there_was_none_makes_it_late_from_its_day():
    journal = care("2026-10-02")
    none = "no-others 2026-12-01 what=review since=2026-10-02"

    assert ("2026-10-30", "2026-10-30") == shown(last(child(*journal, none), "reviews"))
    assert "overdue" == on(last(child(*journal, none), "reviews"), "2026-12-01")
    assert ("2027-01-01", "2027-01-10") == shown(last(child(*journal, none), "visits-placement"))


def test_that_there_was_none_since_the_start_says_which_of_the_series_the_last_one_was():
    journal = (*care("2026-06-01"), "review 2026-08-20 completed=yes")

    since_start = child(*journal, "no-others 2026-12-01 what=review since=2026-06-01")
    since_then = child(*journal, "no-others 2026-12-01 what=review since=2026-08-20")

    assert ("2026-11-20", "2026-11-20") == shown(last(since_start, "reviews"))
    assert ("2026-11-20", "2027-02-20") == shown(last(since_then, "reviews"))


def test_an_answer_can_be_withdrawn_and_corrected_and_counts_from_when_it_was_recorded():
    none = "no-others 2026-12-01 id=N what=review since=2026-10-02 recorded=2026-12-01T09:00Z"
    journal = (*care("2026-10-02"), none)

    unanswered = shown(last(child(*care("2026-10-02")), "reviews"))
    assert unanswered == shown(last(child(*journal, "withdraw N"), "reviews"))
    assert unanswered == shown(last(child(*journal, known_at="2026-11-30"), "reviews"))
    assert unanswered != shown(last(child(*journal, known_at="2026-12-01"), "reviews"))
    assert unanswered == shown(last(child(*journal, "correct N what=visit"), "reviews"))


def test_what_is_asked_about_stands_in_lists_until_it_is_answered():
    def asked(*journal: str) -> list[str]:
        found = acts(child(*care("2026-10-02"), *journal), end_of("2027-01-05"), (Standing.NOT_KNOWN,))
        return [act.first.rule.id for act in found if act.event == "visit"]

    assert ["visits-placement"] == asked()
    assert [] == asked("visit 2026-12-20 seen=yes")
    assert [] == asked("visit 2026-11-27 seen=yes")
    assert [] == asked("no-others 2027-01-05 what=visit since=2026-10-02")


# --- a second reckoning -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """Something recorded: its day, and which of the series it says that it was."""

    day: date
    kind: str = ""


@dataclass(frozen=True)
class Answer:
    """By when, and after which day it is late for certain."""

    due: date
    late_after: date
    certain: bool


def plus(day: date, period: str) -> date:
    return counted(day, None, period).day


def reckoned(start: date, known: date, series: tuple[str, ...], told: list[Told]) -> Answer:
    """Rule 1 as it is written: a, b and c for one series in one stretch that began on `start`."""
    lasts = [start]
    for period in series[:-1]:
        lasts.append(plus(lasts[-1], period))
    told = sorted((each for each in told if each.day >= start), key=lambda each: each.day)
    if not told:
        return _chain(start, known, series, 0) if start < known else Answer(*[plus(start, series[0])] * 2, True)
    numbers, at_least, before = set(range(1, 9)), 0, start
    for each in told:
        at_least += 1
        if before >= known:
            numbers = {number + 1 for number in numbers} if each is not told[0] else {1}
            by_days = numbers
        elif each.day <= lasts[1]:
            by_days = {at_least}
        elif each.day > lasts[-1]:
            by_days = set(range(max(at_least, len(series) - 1), 99))
        else:
            by_days = set(range(at_least, 99))
        said = {"first": 1, "second": 2, "later": 9}.get(each.kind)
        numbers = {said} if said else by_days
        at_least = said or at_least
        before = each.day

    def dates(counts: set[int]) -> list[date]:
        return sorted({plus(before, series[min(count, len(series) - 1)]) for count in counts})

    possible, widest = dates(numbers), dates(numbers | by_days)
    if before >= known or widest[-1] >= known:
        return Answer(possible[0], possible[-1], len(possible) == 1)
    return _chain(before, known, series, min(numbers))


def _chain(day: date, known: date, series: tuple[str, ...], number: int) -> Answer:
    while True:
        day, number = plus(day, series[min(number, len(series) - 1)]), number + 1
        if day >= known:
            eve = known - timedelta(days=1)
            return Answer(day, max(plus(eve, period) for period in series), False)


RULES = {"review": (REVIEWS, ("20 wd", "3 m", "6 m")), "visit": (VISITS, ("1 w", "6 w"))}
FIRST = date(2025, 6, 2)
days = st.integers(0, 900).map(lambda number: FIRST + timedelta(days=number))
near = st.integers(0, 420).map(lambda number: FIRST + timedelta(days=number))
kinds = st.sampled_from(["", "", "", "first", "second", "later", "brought-forward"])
recorded = st.lists(st.builds(Told, days, kinds), max_size=4, unique_by=lambda each: each.day)


def journal_of(event: str, start: date, told: list[Told]) -> list[str]:
    says = {"review": " completed=yes", "visit": " seen=yes"}[event]
    lines = [
        f"{event} {each.day}{says}{f' kind={each.kind}' if each.kind and event == 'review' else ''}" for each in told
    ]
    return [*care(start), *lines]


def judged_last(event: str, start: date, known: date, told: list[Told], *more: str) -> Duty:
    rules, _ = RULES[event]
    return judge(rules, *journal_of(event, start, told), *more, born="2016-03-08", known={"everything": str(known)}).of(
        f"{event}s"
    )[-1]


def said(event: str, told: list[Told]) -> list[Told]:
    return told if event == "review" else [Told(each.day) for each in told]


@settings(max_examples=200)
@given(st.sampled_from(["review", "visit"]), near, days, recorded)
def test_every_date_is_the_one_that_the_rule_gives_by_another_reckoning(
    event: str, start: date, known: date, told: list[Told]
):
    told = [each for each in told if each.day >= start]
    answer = reckoned(start, known, RULES[event][1], said(event, told))
    duty = judged_last(event, start, known, told)

    assert duty.due is not None
    assert duty.late_after is not None
    assert answer == Answer(duty.due.day, duty.late_after.day, duty.unsure is None)


@settings(max_examples=60)
@given(st.sampled_from(["review", "visit"]), near, days, recorded)
def test_nothing_is_late_before_the_day_that_makes_it_certain_and_everything_is_after_it(
    event: str, start: date, known: date, told: list[Told]
):
    duty = judged_last(event, start, known, [each for each in told if each.day >= start])
    assert duty.due is not None
    assert duty.late_after is not None

    assert "overdue" != on(duty, duty.late_after.day)
    assert "overdue" == on(duty, duty.late_after.day + timedelta(days=1))
    if duty.due != duty.late_after:
        assert "ask" == on(duty, duty.due.day + timedelta(days=1))


@settings(max_examples=60)
@given(st.sampled_from(["review", "visit"]), near, days, recorded.filter(bool), st.data())
def test_without_one_of_what_is_recorded_no_date_is_later_than_the_chain_from_what_remains(
    event: str, start: date, known: date, told: list[Told], data: st.DataObject
):
    told = [each for each in told if each.day >= start]
    if not told:
        return
    gone = data.draw(st.sampled_from(told))
    remaining = [each for each in told if each is not gone]
    series = RULES[event][1]
    day, numbers = max((each.day for each in remaining), default=start), (1, 2, 3) if remaining else (0,)
    chains = [_chain(day, known, series, number).due for number in numbers]
    duty = judged_last(event, start, known, remaining)

    assert duty.due is not None
    assert duty.due.day <= max(chains)


@settings(max_examples=60)
@given(st.sampled_from(["review", "visit"]), near, days, recorded.filter(bool))
def test_a_history_entered_whole_and_one_entered_part_way_agree_from_the_last_on_once_its_place_is_known(
    event: str, start: date, known: date, told: list[Told]
):
    told = sorted((Told(each.day) for each in told if each.day >= start), key=lambda each: each.day)
    if not told:
        return
    whole = judge(RULES[event][0], *journal_of(event, start, told), born="2016-03-08").of(f"{event}s")[-1]
    number = {1: "first", 2: "second"}.get(len(told), "later")
    known_place = [Told(told[-1].day, number)]
    part = judged_last(event, start, known, known_place)

    assert whole.due is not None
    assert part.due is not None
    if part.unsure is None:
        assert (whole.due, whole.anchor.when) == (part.due, part.anchor.when)
    else:
        assert part.unsure.why == "assumed"
        assert whole.due.day < known


@settings(max_examples=40)
@given(near, days, recorded.filter(bool), days)
def test_a_correction_counts_as_if_it_had_been_typed_so(start: date, known: date, told: list[Told], right: date):
    told = [each for each in told if each.day >= start and each.day != right]
    if not told or right < start:
        return
    typed = [Told(right, told[0].kind), *told[1:]]
    wrong = f"correct review-{told[0].day} date={right}"
    corrected = judged_last("review", start, known, told, wrong)
    outright = judged_last("review", start, known, typed)

    assert (outright.due, outright.late_after) == (corrected.due, corrected.late_after)


@settings(max_examples=40)
@given(near, days, recorded.filter(bool), st.lists(days, min_size=4, max_size=4), days)
def test_what_was_known_on_a_day_is_what_the_journal_cut_there_says(
    start: date, known: date, told: list[Told], written: list[date], cut: date
):
    stamped = [
        f"{line} recorded={day}T09:00Z"
        for line, day in zip(journal_of("review", start, told)[2:], written, strict=False)
    ]
    answered = f"no-others {known} what=review since={start} recorded={written[-1]}T10:00Z"
    kept = [line for line in (*stamped, answered) if line.partition("recorded=")[2][:10] <= str(cut)]
    about = {"born": "2016-03-08", "known": {"everything": str(known)}}
    began = [f"{line} recorded={FIRST}T08:00Z" for line in care(start)]
    then = judge(REVIEWS, *began, *stamped, answered, known_at=str(cut), **about)
    short = judge(REVIEWS, *began, *kept, **about)

    def told_of(judged: Judgement) -> list[tuple[object, ...]]:
        return [(duty.id, duty.due, duty.other_due, duty.met, duty.not_known) for duty in judged.duties]

    assert told_of(short) == told_of(then)


# --- which of the three questions are open ------------------------------------------------------------------------


def open_for(*journal: str, rules: str | None = None, born: str = BORN) -> set[str]:
    """Which of the last review, visit and health assessment are still to be asked on the first day."""
    judged = child(*journal, born=born) if rules is None else judge(rules, *journal, born=born, known=KNOWN)
    return {each.key for each in still_open(judged, end_of(str(START)))} & {"review", "visit", "health-assessment"}


@pytest.mark.parametrize(("born", "longest"), [("2014-05-12", 12), ("2024-05-12", 6)])
@pytest.mark.parametrize("extra", [0, 1])
def test_the_last_health_assessment_is_doubted_by_the_interval_of_the_childs_own_age(
    born: str, longest: int, extra: int
) -> None:
    """Twelve months from five on, six below (reg 7(3))."""
    day = (START if longest == 12 else date(2026, 11, 30)) - timedelta(days=extra)
    made = day.replace(year=2025) if longest == 12 else day.replace(month=5)

    asked = open_for(*care("2025-01-06"), f"health-assessment {made} kind=review", born=born)

    assert ("health-assessment" in asked) is bool(extra)


@pytest.mark.parametrize(("event", "made", "asked"), [
    ("review", "2026-05-30", False), ("review", "2026-05-29", True),  # six months
    ("visit", "2026-10-19", False), ("visit", "2026-10-18", True),  # six weeks, for a child not placed to 18
])  # fmt: skip
def test_the_last_review_and_visit_are_doubted_by_the_longest_interval_of_the_law(
    event: str, made: str, *, asked: bool
) -> None:
    says = "completed=yes" if event == "review" else "seen=yes"
    journal = (
        care("2025-01-06")[0],
        "placement-start 2025-01-06 kind=foster intended-to-18=no",
        f"{event} {made} {says}",
    )

    assert asked is (event in open_for(*journal))


@pytest.mark.parametrize("weeks", range(1, 30))
def test_the_interval_is_the_policys_own_whatever_it_is(weeks: int) -> None:
    rules = f"- {{id: r, while: {{looked-after: yes}}, every: {weeks} w, needs: {{event: visit}}}}"
    just = START - timedelta(weeks=weeks)

    assert "visit" not in open_for(*care("2025-01-06"), f"visit {just}", rules=rules)
    assert "visit" in open_for(*care("2025-01-06"), f"visit {just - timedelta(days=1)}", rules=rules)


@pytest.mark.parametrize("ago", range(7, 60))
def test_nothing_is_asked_of_before_the_first_could_fall_due(ago: int) -> None:
    """The first visit within a week of the placement, the first review within twenty working days (regs 28, 33)."""
    began = START - timedelta(days=ago)

    assert ("review" in open_for(*care(began))) is (counted(began, None, "20 wd").day < START)
    assert ("visit" in open_for(*care(began))) is (began + timedelta(days=7) < START)
