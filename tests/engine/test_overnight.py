"""A child judged under two policies at once: nothing differs from itself, and what comes one way goes the other."""

from itertools import product

import pytest

from reunify_cli.engine.duty import standing
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.overnight import DONE, LATE, shifts
from reunify_cli.model.history import history
from reunify_cli.model.moment import parse_moment
from reunify_cli.policy_store.examples import read_examples
from reunify_cli.policy_store.policies import load_calendar, load_policy

POLICIES = [load_policy(name) for name in ("england", "surrey", "lincolnshire")]
CALENDAR = load_calendar()
# The longest of the examples: whole histories.
STORIES = [example for example in read_examples(POLICIES[2]) if len(example.case.entries) > 7][:8]


@pytest.mark.parametrize("number", range(len(STORIES)))
def test_what_comes_when_a_policy_is_changed_goes_when_it_is_changed_back(number: int) -> None:
    example = STORIES[number]
    now = parse_moment(f"{example.as_of}T12:00").start
    story = history(example.case, as_of=example.as_of)
    judged = [Judgement(story, policy, CALENDAR) for policy in POLICIES]

    for one, other in product(judged, judged):
        there, back = shifts(one, other, now), shifts(other, one, now)

        assert {shift.duty.id for shift in there} == {shift.duty.id for shift in back}
        assert {(s.duty.id, s.was, s.becomes) for s in there} == {(s.duty.id, s.becomes, s.was) for s in back}
        assert (one is other) <= (there == [])
        for shift in there:
            assert (shift.kind == "late overnight") is (shift.becomes in LATE and shift.was not in LATE)
            assert shift.moved or shift.was is not shift.becomes
        ids = {shift.duty.id for shift in there}
        quiet = [duty.id for duty in other.duties if duty.id not in ids]
        assert all(each in {duty.id for duty in one.duties} or _done(other, each, now) for each in quiet)


def _done(judged: Judgement, duty_id: str, now: int) -> bool:
    return all(standing(duty, now) in DONE for duty in judged.duties if duty.id == duty_id)


def test_there_are_histories_to_look_at() -> None:
    assert len(STORIES) >= 4
