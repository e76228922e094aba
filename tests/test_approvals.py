"""What an approval covers is what it says itself, in every shipped rule that asks for one.

An approval of stays never opens living at home, and one that does not say what it covers opens nothing: whatever the
assessment it is about covers. Asked of every shipped policy's rules, and of every example in which an approval is what
meets a duty.

An agreement, endorsement or ratification is a step on the way to that approval. One that says it is for stays, or of
another matter, is no such step to living at home.
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reunify_cli.engine.duty import Duty, standing
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.matching import Asking, passes_in
from reunify_cli.model.case import Entry
from reunify_cli.model.history import history
from reunify_cli.model.moment import MINUTES_IN_DAY
from reunify_cli.policy_store.examples import Example, read_examples
from reunify_cli.policy_store.policies import load_calendar, load_policy, policy_ids
from reunify_cli.rules.policy import Rule
from reunify_cli.rules.terms import BeforeChange, BeforeEvent, EventRef, references
from reunify_cli.wording.display_names import conditions_of
from tests.cli.desk import TEAM, lay, reunify
from tests.engine.build import case

CALENDAR = load_calendar()
POLICIES = {name: load_policy(name) for name in policy_ids()}
STEPS = ("agreed", "endorsed", "ratified")
STAYS = ("overnight-stays", "extended-stays")
LAST = date(2026, 11, 30).toordinal() * MINUTES_IN_DAY
COVERS = (None, *STAYS, "full-time")
MATTERS = ("identification", "assessment", "placement-with-parents", "discharge", "other")
MOVES = ("returned-home", "placement-start")


def approvals(part: object) -> Iterator[EventRef]:
    """Every approval that a part of a rule names, however deep it stands."""
    if isinstance(part, EventRef) and part.event == "approved":
        yield part
    if is_dataclass(part):
        for each in fields(part):
            yield from approvals(getattr(part, each.name))
    elif isinstance(part, tuple):
        for item in part:
            yield from approvals(item)


def words(part: object) -> Iterator[EventRef]:
    """Every agreement, endorsement and ratification that a part of a rule names."""
    yield from (ref for ref in references(part, about=False) if isinstance(ref, EventRef) and ref.event in STEPS)


def lets(ref: EventRef, **says: object) -> bool:
    """Whether a reference lets an entry pass that says so, and nothing else."""
    asking = Asking(Judgement(history(case()), POLICIES["surrey"], CALENDAR).times)
    return all(passes_in(test, says.get(name.replace("-", "_")), asking) for name, test in ref.where.items())


def passes(ref: EventRef, covers: str | None) -> bool:
    test = ref.where.get("covers")
    return test is None or test.passes(covers, lambda _: None) is True


def opens_home(rule: Rule) -> bool:
    timing = rule.latest.timing
    if isinstance(timing, BeforeChange):
        return bool(set(timing.by) & set(MOVES))
    return isinstance(timing, BeforeEvent) and timing.event.event in MOVES


ASKING = sorted(
    {
        (rule.policy, rule.id): rule
        for policy in POLICIES.values()
        for rule in policy.rules
        if any(True for terms in rule.versions for _ in approvals(terms.needs))
    }.items()
)


def test_there_are_rules_that_ask_for_an_approval_in_every_policy_that_names_one() -> None:
    assert {"england", "surrey", "lincolnshire", "care-team"} == {policy for (policy, _), _ in ASKING}


@pytest.mark.parametrize(("name", "rule"), ASKING, ids=[f"{policy} {rule}" for (policy, rule), _ in ASKING])
def test_what_an_approval_does_not_say_it_does_not_cover(name: tuple[str, str], rule: Rule) -> None:
    for terms in rule.versions:
        asked = list(approvals(terms.needs))
        assert not any(passes(ref, None) for ref in asked), name
        if opens_home(rule) and rule.id != "first-approval-in-order":  # the first papers may have been those for stays
            assert [True] * len(asked) == [passes(ref, "full-time") for ref in asked], name
            assert not any(passes(ref, stays) for ref in asked for stays in STAYS), name


STEPPING = sorted(
    {
        (rule.policy, rule.id): rule
        for policy in POLICIES.values()
        for rule in policy.rules
        if any(True for terms in rule.versions for _ in words(terms.needs))
    }.items()
)


def test_agreements_endorsements_and_ratifications_say_what_they_cover_in_the_same_words() -> None:
    events = POLICIES["surrey"].vocabulary.events

    assert {"care-team", "lincolnshire", "surrey"} == {policy for (policy, _), _ in STEPPING}
    assert [events["approved"].fields["covers"].values] * 3 == [events[each].fields["covers"].values for each in STEPS]


@pytest.mark.parametrize(("name", "rule"), STEPPING, ids=[f"{policy} {rule}" for (policy, rule), _ in STEPPING])
def test_a_step_that_is_for_stays_leads_to_no_living_at_home(name: tuple[str, str], rule: Rule) -> None:
    at_home = opens_home(rule) or name == ("lincolnshire", "plan-ratified")
    for terms in rule.versions:
        for ref in words(terms.needs):
            if at_home:  # the first papers may have been those for stays
                assert lets(ref, covers="full-time") is not any(lets(ref, covers=stays) for stays in STAYS), name


@pytest.mark.parametrize(("name", "rule"), STEPPING, ids=[f"{policy} {rule}" for (policy, rule), _ in STEPPING])
def test_no_step_to_living_at_home_is_taken_by_one_that_does_not_say_what_it_covers(
    name: tuple[str, str], rule: Rule
) -> None:
    asked = [ref for terms in rule.versions for ref in words(terms.needs)]
    if opens_home(rule) or any("covers" in ref.where for ref in asked):
        assert not any(lets(ref) for ref in asked), name


@pytest.mark.parametrize(("name", "rule"), STEPPING, ids=[f"{policy} {rule}" for (policy, rule), _ in STEPPING])
def test_an_agreement_to_another_matter_is_none_to_this(name: tuple[str, str], rule: Rule) -> None:
    for terms in rule.versions:
        for ref in words(terms.needs):
            if ref.event == "agreed":
                let = {matter: any(lets(ref, to_what=matter, covers=each) for each in COVERS) for matter in MATTERS}
                assert not let["other"], name
                assert 1 <= sum(let.values()) <= 2, name


@pytest.mark.parametrize(("name", "rule"), STEPPING, ids=[f"{policy} {rule}" for (policy, rule), _ in STEPPING])
def test_no_agreement_endorsement_or_ratification_opens_living_at_home_by_itself(
    name: tuple[str, str], rule: Rule
) -> None:
    """Each gate to living at home that asks for one asks for an approval as well, which has to say what it covers."""
    for terms in rule.versions:
        if opens_home(rule):
            assert list(approvals(terms.needs)), name


def judged(example: Example, policy: str, entries: tuple[Entry, ...]) -> tuple[Duty, ...]:
    there = replace(example.case, entries=entries)
    return tuple(Judgement(history(there, as_of=example.as_of), POLICIES[policy], CALENDAR).of(example.rule))


def met_by_approval() -> Iterator[tuple[str, Example]]:
    names = {name for name, _ in ASKING}
    for policy, rules in POLICIES.items():
        for example in read_examples(rules):
            if (policy, example.rule) in names and any(
                each.event == "approved"
                for duty in judged(example, policy, example.case.entries)
                for each in duty.evidence
            ):
                yield policy, example


SHOWN = [*met_by_approval()]


@pytest.mark.parametrize(
    ("policy", "example"), SHOWN, ids=[f"{policy} {each.rule} {each.place}" for policy, each in SHOWN]
)
def test_the_same_without_the_words_that_say_what_is_covered_is_not_met(policy: str, example: Example) -> None:
    silent = tuple(
        replace(each, fields={key: value for key, value in each.fields.items() if key != "covers"})
        if each.event == "approved"
        else each
        for each in example.case.entries
    )

    now = example.as_of.toordinal() * MINUTES_IN_DAY + MINUTES_IN_DAY - 1
    before = [str(standing(duty, now)) for duty in judged(example, policy, example.case.entries)]
    after = [str(standing(duty, now)) for duty in judged(example, policy, silent)]

    assert before != after
    assert "approved" not in {each.event for duty in judged(example, policy, silent) for each in duty.evidence}


JOURNAL = (
    "became-looked-after 2026-01-12 legal-status=care-order",
    "placement-start 2026-01-12 kind=foster",
    "parent-assessment 2026-03-09 id=pa by=dana covers=full-time home=mums outcome=positive of-whom=mother",
    "agreed 2026-03-10 by=ruth of=pa to-what=placement-with-parents covers=full-time",
    "agreed 2026-03-11 by=sam of=pa to-what=placement-with-parents covers=full-time",
    "approved 2026-03-17 by=asha of=pa {covers}",
    "returned-home 2026-04-13T10:00 to=mother home=mums planned=yes decided-by=authority has-responsibility=yes",
)
GATES = {
    "england": ("placement-approved",),
    "nspcc": ("placement-approved",),
    "northamptonshire": ("placement-approved",),
    "surrey": ("placement-approved", "approved-for-full-time", "first-approval-in-order"),
    "lincolnshire": ("placement-approved", "approval-before-move-home"),
    "care-team": ("placement-approved",),
}


def gate(policy: str, rule: str, covers: str) -> list[Any]:
    there = case(*(line.format(covers=covers) for line in JOURNAL), born="2016-05-20")
    duties = Judgement(history(there), POLICIES[policy], CALENDAR).of(rule)
    return [duty.breach for duty in duties]


def test_the_gates_to_living_at_home_are_those_of_every_shipped_policy() -> None:
    assert set(POLICIES) == set(GATES)


@pytest.mark.parametrize(("policy", "rule"), [(policy, rule) for policy, rules in GATES.items() for rule in rules])
@pytest.mark.parametrize("covers", ["covers=overnight-stays", "covers=extended-stays", ""])
def test_an_approval_of_stays_or_of_nothing_in_particular_never_opens_living_at_home(
    policy: str, rule: str, covers: str
) -> None:
    assert [False] == gate(policy, rule, "covers=full-time")
    assert [True] == gate(policy, rule, covers)


@pytest.mark.parametrize(("conditions", "carried"), [("conditions='not before the checks'", 1), ("", 0)])
def test_the_conditions_of_an_approval_are_carried_where_it_is_shown_as_given(conditions: str, carried: int) -> None:
    journal = (line.format(covers=f"covers=full-time {conditions}") for line in JOURNAL)
    (duty,) = Judgement(history(case(*journal, born="2016-05-20")), POLICIES["england"], CALENDAR).of(
        "placement-approved"
    )

    assert not duty.breach
    assert ["Tue 17 Mar: not before the checks"][:carried] == conditions_of(duty)


@pytest.mark.parametrize(("words", "shown"), [
    (("why", "42", "placement-approved"), "ON CONDITION, Tue 17 Mar: not before"),
    (("pack", "42", "placement-with-parents", "--format", "md"), "**on condition:** not before"),
    (("pack", "42", "chronology", "--format", "md"), "not before"),
    (("pack", "42", "review", "--format", "md"), "not before"),
])  # fmt: skip
def test_a_condition_stands_on_every_screen_and_paper_that_shows_the_approval_as_given(
    tmp_path: Path, words: tuple[str, ...], shown: str
) -> None:
    condition = "not before the uncle's checks are back"
    assessed = "home: mums, outcome: positive, of-whom: [mother], covers: full-time"
    given = f'of: parent-assessment-2026-03-09, covers: full-time, conditions: "{condition}"'
    journal = [
        "event: became-looked-after, date: 2026-01-12, legal-status: care-order",
        "event: placement-start, date: 2026-01-12, kind: foster",
        f"event: parent-assessment, date: 2026-03-09, {assessed}",
        f"event: approved, date: 2026-03-17, by: a.ofori, {given}",
        "event: returned-home, date: 2026-04-13T10:00, to: mother, home: mums, planned: yes, decided-by: authority",
    ]
    case = "format: 1\nid: RU-2026-0042\nchild: {initials: L.F., born: 2016-05-20}\n"
    people = "people: {mother: {relation: mother, born: 1990-02-01}}\nhomes: {mums: {kind: parent}}\n"
    at = "cases/RU-2026-0042"
    files = {
        "reunify.yaml": "policy: england\n", "team.yaml": TEAM, f"{at}/case.yaml": case + people,
        f"{at}/journal.yaml": "".join(f"- {{{each}}}\n" for each in journal),
    }  # fmt: skip
    team = lay(tmp_path / "team", files)

    answer = reunify(team, *words, now="2026-04-20T09:00")
    assert answer.code == 0, answer.err
    papers = [path.read_text(encoding="utf-8") for path in team.rglob("*.md")]

    assert shown in " ".join(" ".join([answer.out, *papers]).split())


PAPERS = JOURNAL[:3]
LATER = ("approved 2026-03-17 by=asha of=pa covers=full-time", JOURNAL[-1])


@pytest.mark.parametrize(("said", "how"), [
    ("", "unclear"), ("to-what=placement-with-parents", "unclear"), ("covers=full-time", "met"),
    ("to-what=placement-with-parents covers=full-time", "met"),
    ("to-what=placement-with-parents covers=overnight-stays", "breach"), ("covers=extended-stays", "breach"),
    ("to-what=identification", "breach"), ("to-what=discharge", "breach"), ("to-what=other", "breach"),
])  # fmt: skip
def test_two_managers_agreement_to_stays_or_to_another_matter_does_not_carry_a_move_home(said: str, how: str) -> None:
    """One that does not say what it covers is neither: every gate asks about it."""
    agreed = [f"agreed 2026-03-1{day} by={who} of=pa {said}" for day, who in enumerate(("ruth", "sam"))]
    there = case(*PAPERS, *agreed, *LATER, born="2016-05-20")

    (duty,) = Judgement(history(there), POLICIES["surrey"], CALENDAR).of("first-approval-in-order")
    assert how == standing(duty, LAST).value
    assert ("does not record: what it covers" in duty.unclear) is (how == "unclear")


@pytest.mark.parametrize(
    ("said", "how"), [("", "unclear"), ("covers=full-time", "met"), ("covers=overnight-stays", "breach")]
)
def test_a_ratification_of_stays_is_none_of_the_return(said: str, how: str) -> None:
    there = case(*JOURNAL[:2], f"ratified 2026-03-10 by=irene {said}", "stage-entered 2026-04-01 stage=return")

    (duty,) = Judgement(history(there), POLICIES["lincolnshire"], CALENDAR).of("plan-ratified")
    assert how == standing(duty, LAST).value
