"""Who holds a role on a day, in a team of any size: what is looked up says what looking through everybody says."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.model.people import Body, Colleague, Held, Team

START = date(2026, 1, 1)
DAYS = st.none() | st.integers(0, 40).map(lambda n: START + timedelta(days=n))
ROLES = st.sampled_from(("social-worker", "iro", "panel"))
HELD = ROLES | st.builds(Held, ROLES, DAYS, DAYS)
PEOPLE = st.dictionaries(
    st.sampled_from("abcdef"), st.lists(HELD, max_size=3).map(lambda roles: Colleague("Somebody", tuple(roles)))
)
BODIES = st.dictionaries(st.sampled_from("efgh"), ROLES.map(lambda role: Body("A panel", role)))
TEAMS = st.builds(Team, PEOPLE, BODIES)


@given(TEAMS, ROLES, st.integers(0, 41))
def test_the_holders_of_a_role_are_those_who_hold_it_that_day(team: Team, role: str, n: int) -> None:
    day = START + timedelta(days=n)
    everybody = [*(key for key in team.people if key not in team.bodies), *team.bodies]
    assert team.holders(role, day) == tuple(key for key in everybody if role in team.roles(key, day))


@given(TEAMS, ROLES)
def test_a_role_changes_hands_on_no_other_day_than_a_turn(team: Team, role: str) -> None:
    days = [START + timedelta(days=n) for n in range(-1, 43)]
    for before, day in pairwise(days):
        if team.holders(role, before) != team.holders(role, day):
            assert day in team.turns


def test_the_last_day_there_is_has_no_day_after_it() -> None:
    assert Team({"a": Colleague("Ann", (Held("iro", None, date.max),))}).turns == ()
