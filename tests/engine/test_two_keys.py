"""One person is one person under however many keys: nobody approves their own work, or is two offices in a row."""

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.engine.findings import findings
from reunify_cli.engine.judgement import Judgement
from reunify_cli.model.people import Colleague, Held, Team
from tests.engine.build import end_of, how, judge

RULES = """
- {id: agreed, while: {looked-after: yes}, before: {event: returned-home, which: each},
   needs: {steps: [{event: agreed, by: team-manager}, {event: agreed, by: service-manager}],
           of: {event: parent-assessment}}}
- {id: gate, weight: policy, before: {event: returned-home, which: each}, needs: {event: home-seen}}
- {id: local, weight: policy, while: {looked-after: yes}, within: 5 d, needs: {event: care-plan}}
"""
STORY = (
    "became-looked-after 2026-01-05 legal-status=care-order",
    "placement-start 2026-01-05 kind=foster",
    "parent-assessment 2026-03-10 by=sw covers=full-time",
    "agreed 2026-03-12 by=tm of=parent-assessment-2026-03-10 to-what=placement-with-parents covers=full-time",
    "agreed 2026-03-13 by=sm of=parent-assessment-2026-03-10 to-what=placement-with-parents covers=full-time",
    "returned-home 2026-04-06 decided-by=authority by=sw",
)
ROLES = {"sw": "social-worker", "tm": "team-manager", "sm": "service-manager"}


def team(**same: Colleague) -> Team:
    """Three people, some of them said otherwise."""
    return Team({key: same.get(key) or Colleague(f"Person {key}", (Held(role),)) for key, role in ROLES.items()})


def who(key: str, name: str = "", **more: object) -> Colleague:
    return replace(Colleague(name or f"Person {key}", (Held(ROLES[key]),)), **more)  # type: ignore[arg-type]


def judged(people: Team, *more: str) -> Judgement:
    return judge(RULES, *STORY, *more, team=people)


ONE = {
    "the same name": (who("sw", "Amy Jones"), who("tm", "Amy Jones")),
    "the same name otherwise written": (who("sw", "Amy Jones"), who("tm", " amy  JONES")),
    "the same mail": (who("sw", mail="a.jones@north.example"), who("tm", "Amy Bell", mail="A.Jones@north.example")),
    "declared by one": (who("sw"), who("tm", same_person=("sw",))),
    "declared by the other": (who("sw", same_person=("tm",)), who("tm")),
}


@pytest.mark.parametrize("how_", ONE)
def test_one_person_does_not_agree_to_their_own_work_under_another_key(how_: str) -> None:
    worker, manager = ONE[how_]
    case = judged(team(sw=worker, tm=manager))

    assert "breach" == how(case, "agreed", "2026-05-01")
    assert ["agreement of 2026-03-12"] == [
        each.sentence.split(":")[0] for each in findings(case, end_of("2026-05-01")) if "another key" in each.sentence
    ]


def test_two_people_with_names_of_their_own_do() -> None:
    case = judged(team())

    assert "met" == how(case, "agreed", "2026-05-01")
    assert not [each for each in findings(case, end_of("2026-05-01")) if "another key" in each.sentence]


@pytest.mark.parametrize(("name", "standing"), [("Person tm", "breach"), ("Cara Lowe", "met")])
def test_one_person_is_not_two_offices_in_a_row_under_two_keys(name: str, standing: str) -> None:
    assert standing == how(judged(team(sm=who("sm", name))), "agreed", "2026-05-01")


@pytest.mark.parametrize(("name", "seen"), [("Person sw", False), ("Bob King", True)])
def test_who_did_a_thing_does_not_see_its_breach_under_another_key(name: str, seen: bool) -> None:
    case = judged(team(tm=who("tm", name)), "seen 2026-04-07 breach=gate by=tm")

    assert seen == (case.of("gate")[0].seen is not None)


@pytest.mark.parametrize(("name", "given_"), [("Person sw", False), ("Bob King", True)])
def test_who_asks_for_an_exception_does_not_give_it_under_another_key(name: str, given_: bool) -> None:
    varied = "varied 2026-01-08 rule=local authorised-by=tm asked-by=sw until=2026-02-01"

    assert given_ == (how(judged(team(tm=who("tm", name)), varied), "local", "2026-01-20") == "varied")


@pytest.mark.parametrize(
    ("first", "last", "standing"),
    [("2026-03-12", "", "met"), ("2026-03-13", "", "breach"), ("", "2026-03-12", "met"), ("", "2026-03-11", "breach")],
)
def test_a_roles_first_and_last_day_hold(first: str, last: str, standing: str) -> None:
    from datetime import date

    held = Held("team-manager", *(date.fromisoformat(day) if day else None for day in (first, last)))

    assert standing == how(judged(team(tm=Colleague("Bob King", (held,)))), "agreed", "2026-05-01")


KEYS = "abcdef"
COLLEAGUES = st.builds(
    Colleague,
    name=st.sampled_from(("", "Amy", "amy ", "Bob", "Cara")),
    mail=st.sampled_from(("", "a@north.example", "A@north.example", "b@north.example")),
    same_person=st.lists(st.sampled_from(KEYS), max_size=2).map(tuple),
)


@given(st.dictionaries(st.sampled_from(KEYS), COLLEAGUES))
def test_who_is_one_person_is_so_in_whatever_order_the_file_says_it(people: dict[str, Colleague]) -> None:
    """By a reckoning of its own: pairs that share a sign, carried on until nothing is added."""

    def share(one: str, other: str) -> bool:
        a, b = people[one], people[other]
        signs = [(" ".join(x.name.lower().split()), x.mail.lower()) for x in (a, b)]
        alike = any(x and x == y for x, y in zip(*signs, strict=True))
        # A key that nobody has joins nobody but those who both declare it.
        declared = {one, *a.same_person} & {other, *b.same_person}
        return alike or bool(declared)

    same = {key: {other for other in people if share(key, other)} | {key} for key in people}
    for _ in people:
        same = {key: set().union(*(same[each] for each in found)) for key, found in same.items()}
    whole, turned = Team(people), Team(dict(reversed(people.items())))
    for one, other in product(people, people):
        assert (other in same[one]) == (whole.person(one) == whole.person(other))
        assert (other in same[one]) == (turned.person(one) == turned.person(other))
