"""What the engine passes over to be quick, it may pass over only where there is nothing: laws over any history."""

import sys
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from types import FrameType

from hypothesis import given, settings

from benchmarks.engine import case as journal_case
from benchmarks.engine import journal
from reunify_cli.engine.fact_timeline import FactTimeline
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.matching import Asking, fits, matching
from reunify_cli.engine.rule_triggers import triggers_of
from reunify_cli.engine.vocabulary_index import vocabulary_index_of
from reunify_cli.model.history import History, history
from reunify_cli.policy_store.examples import read_examples
from reunify_cli.rules.conditions import Condition, Equals, OneOf, Unlike
from reunify_cli.rules.policy import Policy
from reunify_cli.rules.terms import EventRef, Ref
from tests.engine.build import CALENDAR, SHIPPED, WORDS, judge
from tests.engine.test_any_history import CASES, POLICIES, Case, anything

WHOLE = POLICIES["surrey"]


def passed_over(judged: Judgement) -> list[str]:
    """The rules that no occasion gives cause to, with every other rule's duties already there."""
    assert judged.duties is not None
    arising = triggers_of(judged.policy).arising(judged.times, judged.bookings, partly=bool(judged.known))
    return [rule.id for rule in judged.policy.rules if rule.id not in arising]


def owed_all_the_same(judged: Judgement) -> list[str]:
    """The rules that are passed over and would have had a duty."""
    return [rule for rule in passed_over(judged) if list(judged._work_out(judged.policy.by_id[rule]))]


# --- rules --------------------------------------------------------------------------------------------------------


@anything
@settings(max_examples=25)
@given(CASES)
def test_a_rule_that_is_passed_over_would_have_had_no_duty(policy: Policy, case: Case):
    lines, about = case

    assert [] == owed_all_the_same(judge(policy, *lines, **about))


@anything
def test_no_rule_is_passed_over_in_its_own_examples_where_it_has_a_duty(policy: Policy):
    cases = [history(each.case, as_of=each.as_of) for each in read_examples(policy)[::7]]

    assert [[]] * len(cases) == [owed_all_the_same(Judgement(story, policy, CALENDAR)) for story in cases]


IN_CARE = "became-looked-after 2026-01-05 legal-status=care-order"


def asked_with(*lines: str) -> set[str]:
    return {rule.id for rule in WHOLE.rules} - set(passed_over(judge(WHOLE, *lines)))


def test_of_an_empty_journal_no_rule_is_asked_and_a_value_or_a_booking_gives_cause_to_more():
    alone, home, foster, booked = (
        asked_with(IN_CARE, *more)
        for more in (
            [],
            ["placement-start 2026-01-05 kind=parent"],
            ["placement-start 2026-01-05 kind=foster"],
            ["booked 2026-01-05 what=placement-start for=2026-03-01"],
        )
    )

    assert set() == asked_with()
    assert "visits-care-order-home" in home - foster
    assert alone < booked


# --- conditions ---------------------------------------------------------------------------------------------------


def conditions_of(policy: Policy) -> Iterator[Condition]:
    yield policy.scope
    for rule in policy.rules:
        for terms in rule.versions:
            yield from (each for each in (terms.while_, terms.when) if each is not None)


@settings(max_examples=40)
@given(CASES)
def test_a_condition_that_nothing_touched_answers_always_what_it_answers_of_itself(case: Case):
    lines, about = case
    times = judge(WHOLE, *lines, **about).times
    plain = FactTimeline(times.history, times.vocabulary, CALENDAR)
    plain.meaning = type(plain.meaning)(plain.vocabulary)
    plain.meaning.constant = lambda *_: None  # type: ignore[method-assign]
    asked = list(conditions_of(WHOLE))

    assert [plain.condition(each) for each in asked] == [times.condition(each) for each in asked]


@settings(max_examples=60)
@given(CASES)
def test_times_without_some_entries_are_those_of_a_journal_that_never_had_them(case: Case):
    lines, about = case
    times = judge(WHOLE, *lines, **about).times
    history_ = times.history
    gone = (
        frozenset(entry.id for entry in history_.entries if entry.when.day == history_.entries[-1].when.day)
        if (history_.entries)
        else frozenset()
    )
    kept = tuple(entry for entry in history_.entries if entry.id not in gone)
    fewer = FactTimeline(History(history_.case, kept, history_.withdrawn), times.vocabulary, CALENDAR)
    asked, names = list(conditions_of(WHOLE)), list(times.vocabulary.facts)

    assert [fewer.fact(each) for each in names] == [times.without(gone).fact(each) for each in names]
    assert [fewer.condition(each) for each in asked] == [times.without(gone).condition(each) for each in asked]


def test_what_a_vocabulary_means_is_worked_out_once_and_stays_its_own():
    assert vocabulary_index_of(WORDS) is vocabulary_index_of(SHIPPED.vocabulary)
    assert vocabulary_index_of(WORDS) is not vocabulary_index_of(WHOLE.vocabulary)
    assert triggers_of(WHOLE) is triggers_of(WHOLE)


# --- entries ------------------------------------------------------------------------------------------------------


def references_in(part: object) -> Iterator[EventRef]:
    """Every event reference in a rule, however deep."""
    if isinstance(part, EventRef):
        yield part
    if isinstance(part, tuple):
        for each in part:
            yield from references_in(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from references_in(getattr(part, field.name))


REFERENCES = list(references_in(WHOLE.rules))


@settings(max_examples=25)
@given(CASES)
def test_the_entries_kept_for_a_reference_are_those_that_say_what_it_asks_one_by_one_whoever_is_asked_about(case: Case):
    lines, about = case
    times = judge(WHOLE, *lines, **about).times
    asked = [Asking(times, each=each) for each in ("mother", "kai", "")]

    for ref in REFERENCES:
        if ref.of is None:
            for ask in asked:
                assert [e for e in times.entries(ref.event) if fits(ref, e, ask)] == list(matching(ref, ask)), ref


def test_a_reference_hangs_on_the_question_where_it_names_each_or_is_about_something():
    meaning = vocabulary_index_of(WHOLE.vocabulary)
    alone = EventRef("visit", where={"seen": Equals(True)})
    same = EventRef("visit", where={"seen": Equals(True)})

    assert meaning.alone(alone) is meaning.alone(same)
    assert None is meaning.alone(EventRef("visit", where={"whose": Equals("$each")}))
    assert None is meaning.alone(EventRef("visit", where={"whose": Unlike(OneOf(("mother", "$gated.to")))}))
    assert None is meaning.alone(EventRef("approved", of=Ref(name="plan")))


# --- growth -------------------------------------------------------------------------------------------------------


def steps_for(length: int) -> int:
    """How many functions are called to derive every duty of a case with so many entries."""
    story = history(journal_case(journal(length), WHOLE.vocabulary))
    count = 0

    def counted(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(counted)
    try:
        assert Judgement(story, WHOLE, CALENDAR).duties
    finally:
        sys.setprofile(None)
    return count


def test_four_times_as_long_a_journal_is_hardly_more_than_four_times_the_work():
    assert steps_for(100) > 0  # what is worked out once for the policy is there

    assert steps_for(1600) < 4.8 * steps_for(400)
