"""Facts and conditions over time: three answers, and what each entry makes of each fact."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.engine.fact_timeline import FactTimeline
from reunify_cli.engine.timeline import Either, Step, either, merged, spans, value_at
from reunify_cli.model.case import Entry
from reunify_cli.model.history import history
from reunify_cli.model.moment import MINUTES_IN_DAY, moment_at, parse_moment
from reunify_cli.rules.conditions import All, AnyOf, Condition, For, Is, Known, Not, facts_of
from reunify_cli.rules.conditions import Equals as Equal
from reunify_cli.rules.periods import Period, Unit
from tests.engine.build import CALENDAR, WORDS, case, condition, end_of

THREE: tuple[bool | None, ...] = (True, False, None)


def times(*journal: str, **about: Any) -> FactTimeline:
    return FactTimeline(history(case(*journal, **about)), WORDS, CALENDAR)


def on(day: str, text: str, *journal: str, **about: Any) -> bool | None:
    """Whether a condition, as YAML, holds at the end of a day."""
    return times(*journal, **about).holds_at(condition(text), end_of(day))


# --- three answers ------------------------------------------------------------------------------------------------

# A fact that may be yes, no or not recorded, three times over.
_YES = {True: "care-order", False: "s20", None: ""}
_HOME = {True: "parent", False: "foster", None: ""}
_TERM = {True: "short", False: "long", None: ""}


def recorded(a: bool | None, b: bool | None, c: bool | None) -> list[str]:
    lines = [("legal-status-changed 2026-01-05 legal-status=", _YES[a]), ("placement-start 2026-01-05 kind=", _HOME[b]),
             ("became-looked-after 2026-01-05 legal-status=s20 term=", _TERM[c])]  # fmt: skip
    return [start + value for start, value in lines if value][::-1]


@pytest.mark.parametrize(("a", "b"), [*product(THREE, THREE)])
def test_and_or_not_over_what_is_not_known(a: bool | None, b: bool | None):
    """Not known and no is no; not known or yes is yes; otherwise not known stays not known."""
    journal = [line for line in recorded(a, b, None) if "became" not in line]

    both = False if False in (a, b) else None if None in (a, b) else True
    one = True if True in (a, b) else None if None in (a, b) else False
    assert both is on("2026-02-01", "{legal-status: care-order, lives-with: parent}", *journal)
    assert both is on("2026-02-01", "{all: [{legal-status: care-order}, {lives-with: parent}]}", *journal)
    assert one is on("2026-02-01", "{any: [{legal-status: care-order}, {lives-with: parent}]}", *journal)
    assert (None if a is None else not a) is on("2026-02-01", "{not: {legal-status: care-order}}", *journal)


LEAVES = st.sampled_from(
    [
        Is("legal-status", Equal("care-order")),
        Is("lives-with", Equal("parent")),
        Is("term", Equal("short")),
        Is("term", Known(True)),
        Is("in-care", Equal(True)),
    ]
)
CONDITIONS: st.SearchStrategy[Condition] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: All(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        inner.map(Not),
        st.builds(For, inner, st.builds(Period, st.integers(1, 9), st.just(Unit.DAYS))),
    ),
    max_leaves=6,
)
LINES = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "legal-status-changed {} legal-status=care-order",
                "legal-status-changed {} legal-status=s20",
                "placement-start {} kind=parent",
                "placement-start {} kind=foster",
                "placement-start {} kind=foster term=short",
                "placement-start {} kind=foster term=long",
            ]
        ),
        st.integers(1, 28),
    ),
    unique_by=lambda line: line[1],
    max_size=6,
)


BEFORE_ALL = end_of("2026-01-31") // MINUTES_IN_DAY


def plainly(condition: Condition, entries: tuple[Entry, ...], day: int) -> bool | None:
    """Whether a condition holds on a day, worked out day by day from what it is made of."""
    match condition:
        case All(parts):
            answers = [plainly(part, entries, day) for part in parts]
            return False if False in answers else None if None in answers else True
        case AnyOf(parts):
            answers = [plainly(part, entries, day) for part in parts]
            return True if True in answers else None if None in answers else False
        case Not(part):
            answer = plainly(part, entries, day)
            return None if answer is None else not answer
        case For(part, period):
            since = day
            while since >= BEFORE_ALL and plainly(part, entries, since) is True:
                since -= 1
            if since == day:
                return plainly(part, entries, day)
            return since < BEFORE_ALL or since + 1 + period.amount <= day
        case Is(fact, test):
            field = {"legal-status": "legal-status", "in-care": "legal-status", "lives-with": "kind", "term": "term"}[
                fact
            ]
            said = [e.get(field) for e in entries if e.when.day.toordinal() <= day and e.get(field)]
            if isinstance(test, Known):
                return bool(said) is test.known
            wanted = "care-order" if fact == "in-care" else test.value if isinstance(test, Equal) else None
            return said[-1] == wanted if said else None


@given(CONDITIONS, LINES)
def test_a_condition_over_time_is_what_it_is_on_every_day(asked: Condition, lines: list[tuple[str, int]]):
    kept = times(*(line.format(f"2026-02-{day:02}") for line, day in lines))

    for day in range(BEFORE_ALL, BEFORE_ALL + 45):
        expected = plainly(asked, kept.history.entries, day)
        assert expected is kept.holds_at(asked, day * MINUTES_IN_DAY + MINUTES_IN_DAY - 1)


def test_not_known_opens_no_stretch_and_closes_none():
    line = merged(
        [
            Step(0, None),
            Step(10, True),
            Step(20, None),
            Step(30, True),
            Step(40, False),
            Step(50, None),
            Step(60, False),
        ]
    )

    (span,) = spans(line)

    assert (10, 40, ((20, 30),)) == (span.start, span.end, span.doubts)


def test_lines_have_no_repetitions_and_of_two_steps_at_one_position_the_last_counts():
    assert (Step(0, False), Step(10, True)) == merged([Step(0, False), Step(5, False), Step(10, False), Step(10, True)])
    assert (Step(0, 1), Step(3, True)) == merged([Step(0, 1), Step(3, True)])  # 1 is not yes
    assert [1, 1, 2] == [value_at((Step(0, 1), Step(7, 2)), position) for position in (0, 6, 7)]


# --- tests on facts -----------------------------------------------------------------------------------------------

PLACED = ("placement-start 2026-01-05 kind=foster term=short", "became-looked-after 2026-01-05 legal-status=s20")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{legal-status: s20}", True),
        ("{legal-status: [s20, care-order]}", True),
        ("{legal-status: {not: s20}}", False),
        ("{legal-status: {one-of: [care-order, s20]}}", True),
        ("{legal-status: {known: yes}}", True),
        ("{plan: {known: no}}", True),
        ("{plan: {not: reunification}}", None),
        ("{age: {at-least: 10}}", True),
        ("{age: {below: 10}}", False),
        ("{age: {at-least: 11}}", False),
        ("{wished-return: {before: 2026-08-01}}", True),
        ("{wished-return: {before: 2026-07-01}}", False),
        ("{wished-return: {after: 2026-06-30}}", True),
        ("{services: rss}", True),
        ("{services: {includes: rss}}", True),
        ("{services: {includes: other}}", False),
        ("{pr-holders: {includes: mother}}", None),
        ("{immediate-placement: no}", True),  # unless recorded
        ("{intended-to-18: {not: yes}}", True),
        ("{destination: {known: no}}", True),
    ],
)
def test_the_tests_a_condition_can_put(text: str, expected: bool | None):
    journal = (*PLACED, "return-wished 2026-01-10 wished-for=2026-07-01", "service-started 2026-01-10 service=rss")

    assert expected is on("2026-05-01", text, *journal)


# --- facts --------------------------------------------------------------------------------------------------------


def test_a_field_left_out_leaves_a_fact_as_it_was():
    moved = times(*PLACED, "placement-start 2026-02-01 kind=residential")

    assert ("residential", "short") == (
        moved.fact_at("lives-with", end_of("2026-02-01")),
        moved.fact_at("term", end_of("2026-02-01")),
    )


def test_sets_grow_and_shrink_and_maps_keep_the_latest():
    kept = times(
        "joined-household 2026-01-01 who=mother home=mums", "joined-household 2026-01-02 who=father home=mums",
        "left-household 2026-01-03 who=father home=mums", "allocated 2026-01-01 to=dana as=social-worker",
        "allocated 2026-01-02 to=irene as=iro", "allocated 2026-01-05 to=pat as=social-worker",
        "plan-parties-named 2026-01-01 parties=child,mother",
    )  # fmt: skip

    homes = [len(kept.fact_at("household", end_of(f"2026-01-0{day}"))) for day in (1, 2, 3)]
    assert [1, 2, 1] == homes
    assert {"social-worker": "pat", "iro": "irene"} == kept.fact_at("workers", end_of("2026-01-05"))
    assert frozenset({"child", "mother"}) == kept.fact_at("plan-parties", end_of("2026-01-05"))
    assert kept.fact_at("household", end_of("2025-12-31")) is None


@pytest.mark.parametrize(("born", "years"), [*product(["2008-02-29", "2010-03-01", "2012-12-31"], range(1, 19))])
def test_a_birthday_comes_at_midnight_and_29_february_on_1_march_in_a_common_year(born: str, years: int):
    kept = times(born=born)
    year = int(born[:4]) + years
    leap = year % 4 == 0
    birthday = f"{year}-03-01" if born.endswith("02-29") and not leap else f"{year}{born[4:]}"
    first = parse_moment(birthday).start

    assert [years - 1, years] == [kept.fact_at("age", first - 1), kept.fact_at("age", first)]


@pytest.mark.parametrize(
    ("since", "held", "expected"),
    [
        ("2026-01-31", "1 m", "2026-02-28"),
        ("2026-08-31", "6 m", "2027-02-28"),
        ("2024-02-29", "1 y", "2025-02-28"),
        ("2026-12-24", "5 wd", "2027-01-05"),
        ("2026-04-01", "20 wd", "2026-05-01"),
        ("2026-01-05T10:00", "48 h", "2026-01-07T10:00"),
    ],
)
def test_a_clause_has_held_for_a_time_from_the_day_on_which_that_is_over(since: str, held: str, expected: str):
    kept = times(f"placement-start {since} kind=parent")
    line = kept.condition(condition(f"{{with-parent: yes, for: {held}}}"))

    (start,) = [step.at for step in line if step.value is True]
    assert expected == str(moment_at(start, timed="T" in expected))


def test_how_long_is_measured_of_its_own_clause_alone():
    kept = times("placement-start 2026-03-30 kind=parent", "care-planning-meeting 2026-06-01 evidence-positive=yes")
    home_long = condition("{all: [{with-parent: yes, for: 6 m}, {evidence-positive: yes}]}")
    both_long = condition("{with-parent: yes, evidence-positive: yes, for: 6 m}")

    assert ["2026-09-30", "2026-12-01"] == [
        str(span.opening()) for each in (home_long, both_long) for span in spans(kept.condition(each))
    ]


def test_a_break_starts_the_time_again():
    kept = times(
        "placement-start 2026-01-01 kind=parent",
        "placement-start 2026-03-01 kind=foster",
        "placement-start 2026-03-02 kind=parent",
    )

    (span,) = spans(kept.condition(condition("{with-parent: yes, for: 6 m}")))
    assert "2026-09-02" == str(span.opening())


@pytest.mark.parametrize(
    ("views", "expected"),
    [
        ((), False),
        (("whose=child about-return=for", "whose=mother about-return=for"), False),
        (("whose=child about-return=for", "whose=mother about-return=against"), True),
        (("whose=child about-return=for", "whose=mother about-return=unsure"), False),
        (
            ("whose=child about-return=for", "whose=mother about-return=against", "whose=child about-return=against"),
            False,
        ),
        (("whose=child about-return=for", "whose=mother about-return=against", "whose=child about=plan"), True),
    ],
)
def test_views_differ_where_the_latest_of_any_two_people_do(views: tuple[str, ...], expected: bool):
    journal = [f"views 2026-02-{day:02} {each}" for day, each in enumerate(views, start=1)]

    assert expected is on("2026-03-01", "{views-oppose: yes}", *journal)


# --- one day, no times --------------------------------------------------------------------------------------------


def test_a_fact_that_two_entries_of_a_day_set_is_either_and_a_condition_true_of_both_is_true():
    day = (
        "legal-status-changed 2026-03-02 legal-status=care-order id=a",
        "legal-status-changed 2026-03-02 legal-status=interim-care-order id=b",
    )

    for lines in (day, day[::-1]):
        kept = times(*PLACED, *lines)
        assert ("care-order", "interim-care-order") == tuple(
            sorted(kept.values_at("legal-status", end_of("2026-03-03")))
        )
        assert kept.holds_at(condition("{in-care: yes}"), end_of("2026-03-03")) is True
        assert kept.holds_at(condition("{legal-status: care-order}"), end_of("2026-03-03")) is None
        assert kept.holds_at(condition("{legal-status: s20}"), end_of("2026-03-03")) is False


def test_the_next_entry_settles_it():
    day = (
        "legal-status-changed 2026-03-02 legal-status=care-order id=a",
        "legal-status-changed 2026-03-02 legal-status=s20 id=b",
    )
    kept = times(*PLACED, *day, "legal-status-changed 2026-04-01 legal-status=care-order")

    assert ("care-order",) == kept.values_at("legal-status", end_of("2026-04-01"))


def test_additions_of_one_day_have_no_order_and_need_none():
    kept = times(*(f"joined-household 2026-03-02 who={who} home=mums id={who}" for who in ("mother", "father", "kai")))

    assert 1 == len(kept.values_at("household", end_of("2026-03-02")))
    assert 3 == len(kept.fact_at("household", end_of("2026-03-02")))


def test_to_come_and_to_go_on_one_day_may_end_either_way():
    kept = times("joined-household 2026-03-02 who=kai home=mums", "left-household 2026-03-02 who=kai home=mums")
    timed = times(
        "joined-household 2026-03-02T18:00 who=kai home=mums", "left-household 2026-03-02T09:00 who=kai home=mums"
    )

    assert 2 == len(kept.values_at("household", end_of("2026-03-02")))
    assert (frozenset({("kai", "mums")}),) == timed.values_at("household", end_of("2026-03-02"))


def test_either_of_one_value_is_that_value():
    assert (1, Either((1, 2), 2)) == (either([1, 1], 1), either([1, 2, 1], 2))


def test_the_facts_a_condition_asks_about():
    assert {"looked-after", "term", "plan"} == facts_of(
        condition("{looked-after: yes, any: [{term: short}, {not: {plan: other}}]}")
    )
