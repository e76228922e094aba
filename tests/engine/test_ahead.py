"""What there will be to do is known beforehand: at every minute ahead it is what would be said at that minute."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reunify_cli.engine.acts import acts
from reunify_cli.engine.duty import Standing
from reunify_cli.engine.judgement import Judgement
from reunify_cli.model.moment import MINUTES_IN_DAY
from reunify_cli.rules.policy import Policy
from reunify_cli.worklist.stretches import acts_ahead
from tests.engine.build import judge, policy
from tests.engine.test_any_history import CASES, anything

SHOWN = (Standing.BREACH, Standing.OVERDUE, Standing.DUE, Standing.UPCOMING, Standing.OPEN)
FIRST = date(2025, 12, 20).toordinal() * MINUTES_IN_DAY
STARTS = st.integers(0, 400 * MINUTES_IN_DAY).map(lambda minutes: FIRST + minutes)
Told = set[tuple[tuple[str, ...], str, str, tuple[str, ...]]]


def told(found: list[Any]) -> Told:
    return {(tuple(duty.id for duty in act.duties), act.standing, act.event, act.fields) for act in found}


def differing(
    judged: Judgement, start: int, end: int, positions: set[int], standings: tuple[Standing, ...]
) -> list[int]:
    """The positions at which what was foreseen is not what is said there."""
    ahead = acts_ahead(judged, start, end, standings)
    turned = {at + by for each in ahead for at in (each.start, each.end) for by in (-1, 0, 1)}
    tried = sorted(at for at in positions | turned if start <= at < end)
    return [
        at
        for at in tried
        if told([each.act for each in ahead if each.start <= at < each.end]) != told(acts(judged, at, standings))
    ]


@anything
@settings(max_examples=10)
@given(CASES, STARTS, st.integers(1, 90 * MINUTES_IN_DAY), st.sets(st.integers(0, 90 * MINUTES_IN_DAY), max_size=30))
def test_what_is_foreseen_is_what_is_said_at_every_minute(
    policy: Policy, case: tuple[list[str], dict[str, Any]], start: int, long: int, minutes: set[int]
) -> None:
    lines, about = case
    judged = judge(policy, *lines, **about)

    assert [] == differing(judged, start, start + long, {start + each for each in minutes}, SHOWN)


RULES = """
- {id: steps, while: {looked-after: yes}, within: 48 h, from: {event: placement-start}, needs: {event: visit}}
- {id: not-yet, while: {looked-after: yes}, within: 20 d, not-before: 10 d, from: {event: placement-start},
   needs: {event: review}}
- {id: soon, while: {looked-after: yes}, within: 8 d, from: {event: placement-start}, needs: {event: review}}
- {id: meetings, while: {looked-after: yes}, every: 2 w, needs: {event: care-team-meeting}}
"""
LINES = (
    "became-looked-after 2026-01-05T10:00 legal-status=care-order",
    "placement-start 2026-01-06T09:30 kind=foster",
    "varied 2026-01-10 rule=meetings until=2026-01-25 authorised-by=ruth by=dana",
    "varied 2026-01-08T12:00 rule=steps until=2026-01-09T12:00 authorised-by=ruth by=dana",
    "ceased-looked-after 2026-02-20T16:00 decided-by=authority",
)


@pytest.mark.parametrize("standings", [SHOWN, (*SHOWN, Standing.VARIED), tuple(Standing)], ids=["lists", "more", "all"])
def test_exceptions_hours_and_waiting_times_turn_at_their_minute(standings: tuple[Standing, ...]) -> None:
    judged = judge(policy(RULES), *LINES)
    start = date(2026, 1, 1).toordinal() * MINUTES_IN_DAY
    end = start + 60 * MINUTES_IN_DAY
    foreseen = acts_ahead(judged, start, end, standings)

    assert {"steps", "not-yet", "soon", "meetings"} == {d.rule.id for each in foreseen for d in each.act.duties}
    assert [] == differing(judged, start, end, set(range(start, end, 97)), standings)


def test_an_act_that_stays_as_it_is_comes_once() -> None:
    judged = judge(policy(RULES), *LINES[:2])
    start = date(2026, 1, 7).toordinal() * MINUTES_IN_DAY
    found = acts_ahead(judged, start, start + 8 * MINUTES_IN_DAY, SHOWN)
    names = [(each.act.first.rule.id, each.act.standing.value) for each in found]

    assert len(names) == len(set(names))
    assert ("steps", "due") in names
    assert ("steps", "overdue") in names
    assert all(start <= each.start < each.end <= start + 8 * MINUTES_IN_DAY for each in found)
