"""Lint finds rules that could never work, and is right about it: each remark with the rule that earns it, and a law."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli import shape
from reunify_cli.model.fields import Field
from reunify_cli.model.vocabulary import EventType, Fact, Vocabulary
from reunify_cli.policy_store.lint import Remark, lint
from reunify_cli.policy_store.policies import load_policy
from reunify_cli.policy_store.possible import impossible
from reunify_cli.rules.conditions import (
    All,
    AnyOf,
    AtLeast,
    Below,
    Condition,
    Equals,
    For,
    Is,
    Known,
    Not,
    OneOf,
    Test,
    Unlike,
    passes,
)
from reunify_cli.rules.periods import parse_period
from reunify_cli.rules.policy import Policy, Rule, Stage
from reunify_cli.rules.reading import read_rule

ENGLAND = load_policy("england")
TODAY = date(2026, 11, 30)
HEAD = {
    "id": "northgate",
    "weight": "policy",
    "source": {"cite": "Northgate procedures", "at": "4.2", "checked": "2026-11-01"},
}
STAGES = (Stage("first", "Finding out", 1), Stage("second", "Going home", 2, {"event": "returned-home"}))
VISIT = "needs: {event: visit, where: {seen: yes}}"


def rule(text: str, name: str = "one") -> Rule:
    """A rule as its author writes it, without what every rule has."""
    vocabulary = ENGLAND.vocabulary
    given = {"id": name, "title": "Do it", "owes": "social-worker", "says": "It is done."}
    raw = given | shape.load(text, "rules.yaml").data
    wrong: list[str] = []
    found = read_rule(raw, HEAD, vocabulary, ("first", "second"), (), lambda at, said: wrong.append(f"{at}: {said}"))

    assert not wrong
    assert found is not None
    return found


def policy(*rules: Rule, **more: Any) -> Policy:
    return replace(ENGLAND, id="northgate", rules=rules, stages=(), **more)


def remarks(*texts: str, **more: Any) -> list[Remark]:
    rules = [rule(text, f"rule-{i}") for i, text in enumerate(texts)]
    return lint(policy(*rules, **more), {each.id for each in rules}, TODAY)


def said(*texts: str, **more: Any) -> list[str]:
    return [remark.sentence for remark in remarks(*texts, **more) if not remark.note]


# --- never applies ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("while: {all: [{age: {below: 10}}, {age: {at-least: 12}}]}", "age is below 10 and age is 12 or more"),
        ("while: {age: {at-least: 18}}", "age is below 18 and age is 18 or more"),
        (
            "while: {all: [{legal-status: s20}, {legal-status: care-order}]}",
            "legal status is accommodated under section 20 and legal status is care order",
        ),
        (
            "while: {in-care: yes, legal-status: s20}",
            "legal status is care order or interim care order and legal status is accommodated under section 20",
        ),
        ("while: {with-parent: yes, lives-with: foster}", "who the child lives with"),
        ("while: {looked-after: yes, legal-status: none}", "legal status is not looked after"),
        ("while: {all: [{plan: {known: no}}, {plan: reunification}]}", "outcome the care plan seeks is not recorded"),
        ("while: {missing: yes, not: {missing: yes}}", "missing"),
        ("while: {services: {includes: rss}, not: {services: {includes: rss}}}", "services supporting the child"),
        ("while: {all: [{with-parent: yes, for: 6 m}, {with-parent: no}]}", "who the child lives with"),
        ("in-force: 2026-05-01\nuntil: 2026-04-01", "it is over (2026-04-01) before it is in force (2026-05-01)"),
        ("while: {looked-after: yes}\nwhen: {legal-status: none}\nwithin: 5 wd", "legal status is not looked after"),
        ("before: {starts: {in-care: yes, legal-status: s20}}", "accommodated under section 20"),
        ("from: {starts: {age: {at-least: 18}, all: [{age: {below: 16}}]}}\nwithin: 1 w", "age is below 16"),
        ("from: {event: visit, attended: [parent]}\nwithin: 1 w", "an entry of visit does not say who was there"),
        ("phases: [{every: 6 w, for: 1 m}]", "it lasts for 1 month, and nothing falls due in it before 6 weeks"),
    ],
)  # fmt: skip
def test_a_rule_that_can_never_apply_is_found_with_the_words_that_contradict_each_other(text: str, reason: str) -> None:
    (sentence,) = said(f"{text}\n{VISIT}")

    assert sentence.startswith("This rule can never apply: ")
    assert reason in sentence


@pytest.mark.parametrize(
    "text",
    [
        "while: {all: [{age: {below: 12}}, {age: {at-least: 10}}]}",
        "while: {any: [{age: {below: 10}}, {age: {at-least: 12}}]}",
        "while: {in-care: yes, legal-status: care-order}",
        "while: {looked-after: yes, not: {in-care: yes}}",
        "while: {missing: yes}",
        "phases: [{every: 4 w, for: 1 m}]",
        "phases: [{every: 6 w, for: 1 m, until: {event: review}, whichever: later}]",
        "while: {looked-after: yes, all: [{with-parent: yes, for: 6 m}]}",
        "while: {services: {includes: rss}, not: {services: {includes: early-help}}}",
        "from: {ends: {eligible: yes}}\nwhen: {with-parent: yes}\nwithin: 6 m",
        # What is asked at the anchor need not hold together with the stretch that the anchor closes.
        "while: {looked-after: yes}\nfrom: {event: returned-home}\nwhen: {looked-after: no}\nwithin: 5 wd",
    ],
)
def test_a_rule_that_can_apply_is_left_alone(text: str) -> None:
    assert [] == said(f"{text}\n{VISIT}")


def test_a_fact_that_no_entry_can_ever_set_stops_a_rule() -> None:
    base = ENGLAND
    lonely = base.vocabulary.plus(Vocabulary(facts={"keeps-a-dog": Fact("keeps a dog")}))
    wrong = replace(rule(VISIT), versions=(replace(rule(VISIT).latest, while_=Is("keeps-a-dog", Equals(True))),))

    (remark,) = lint(policy(wrong, vocabulary=lonely), {"one"}, TODAY)

    assert "keeps a dog, and nothing that can be recorded ever says so" in remark.sentence


# --- never met ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("needs: {event: visit, records: [day-to-day-needs]}", "visit has no room for the heading how the child"),
        ("needs: {event: check, attended: [parent]}", "check on an adult of the household does not say who was there"),
        ("needs: {event: visit, where: {alone: yes, why-not-alone: refused}}", "why-not-alone only where alone is no"),
        ("needs: {event: visit, where: {seen: no, alone: yes}}", "says alone only where seen is yes"),
        ("needs: {event: seen-child, where: {asked-for-by: mother}, attended: [parent]}", "does not say who was there"),
        ("while: {legal-status: s20}\nneeds: {holds: {in-care: yes}}", "accommodated under section 20"),
        ("needs: {ends: {age: {at-least: 18, }, all: [{age: {below: 16}}]}}", "age is below 16"),
        ("within: 5 wd\nnot-before: 2 m\nneeds: {event: visit}", "nothing counts before 2 months"),
        ("needs: [{event: visit}, {event: check, chair: [iro]}]", "does not say who was there"),
        ("needs: {any: [{event: check, chair: [iro]}, {event: visit, records: [needs]}]}", "and an entry of visit"),
        ("at: {event: visit}\nneeds: {attended: [parent]}", "visit does not say who was there"),
    ],
)  # fmt: skip
def test_a_rule_that_can_never_be_met_is_found(text: str, reason: str) -> None:
    (sentence,) = said(text)

    assert sentence.startswith("This rule can never be met: ")
    assert reason in sentence


@pytest.mark.parametrize(
    "text",
    [
        "needs: {event: review, records: [day-to-day-needs], attended: [parent], chair: [iro]}",
        "needs: {event: visit, where: {alone: no, why-not-alone: refused}}",
        "needs: {any: [{event: check, chair: [iro]}, {event: visit}]}",
        "within: 2 m\nnot-before: 5 wd\nneeds: {event: visit}",
        "within: 20 wd\nnot-before: 4 w\nneeds: {event: visit}",
        "while: {legal-status: s20}\nneeds: {ends: {legal-status: s20}}",
        "needs: {event: seen-child, records: [needs]}",
    ],
)
def test_a_rule_that_can_be_met_is_left_alone(text: str) -> None:
    assert [] == said(text)


def test_two_rules_that_take_their_dates_from_each_other_never_have_one() -> None:
    one, two = rule(f"within: {{due: two}}\n{VISIT}"), rule("within: {due: one}\nneeds: {event: review}", "two")

    found = lint(policy(one, two), {"one", "two"}, TODAY)

    assert [("one", True), ("two", True)] == [(each.rule, "in a circle" in each.sentence) for each in found]


# --- twice, gates, words, examples, dates -------------------------------------------------------------------------


def test_two_rules_that_ask_the_same_of_the_same_children_are_one_too_many() -> None:
    same = f"while: {{looked-after: yes}}\nevery: 6 w\n{VISIT}"

    assert ["This rule says the same as rule-0."] == said(same, f"title: Call on the child\n{same}")
    assert [] == said(same, same.replace("6 w", "4 w"))


def test_what_the_law_says_already_is_only_a_note() -> None:
    law = ENGLAND.by_id["visits-care-order-home"]
    again = replace(law, id="our-visits", policy="northgate")

    (remark,) = lint(policy(again, law), {"our-visits"}, TODAY)

    assert remark.note
    assert "This rule says the same as visits-care-order-home of england." == remark.sentence


@pytest.mark.parametrize(
    ("text", "gated"),
    [
        ("before: {stage: second}", True),
        ("before: {event: returned-home}", True),
        ("before: {starts: {with-parent: yes}, by: [returned-home]}", True),
        ("before: {event: case-closed}", False),
        ("within: 5 wd", False),
    ],
)
def test_a_stage_before_which_nothing_is_asked_is_found_and_the_first_needs_no_gate(text: str, gated: bool) -> None:
    whole = replace(policy(rule(f"{text}\n{VISIT}")), stages=STAGES)
    found = lint(whole, {"one"}, TODAY)

    expected = [] if gated else ["Nothing is asked before stage 2, Going home: it has no gate."]
    assert expected == [each.sentence for each in found]
    assert all(each.note for each in lint(whole, {"one"}, TODAY, own_stages=False))


def test_a_word_that_says_when_without_saying_it_needs_a_number_or_a_note() -> None:
    vague = f"says: The child is visited promptly.\n{VISIT}"

    assert ['It says "promptly", and no date can be checked for that.'] == said(vague)
    assert [] == said(f"{vague}\nnote: Read as the same day.")
    assert [] == said(f"{vague}\nwithin: 1 d")
    assert [] == said(f"says: The sooner of two days.\n{VISIT}")


def test_a_title_too_long_for_a_screen_is_found() -> None:
    assert ["Its title has 61 characters; screens cut it after 60."] == said(f"title: {'x' * 61}\n{VISIT}")
    assert [] == said(f"title: {'x' * 60}\n{VISIT}")


def test_a_rule_without_an_example_is_found() -> None:
    (remark,) = lint(policy(rule(VISIT)), frozenset(), TODAY)

    assert ("one", "No example shows what this rule means.", False) == (remark.rule, remark.sentence, remark.note)


@pytest.mark.parametrize(("day", "past"), [(date(2026, 11, 29), True), (date(2026, 11, 30), False), (None, False)])
def test_a_document_past_its_own_review_date_is_noted(day: date | None, past: bool) -> None:
    found = remarks(VISIT, review_by=day)

    assert (["The document's own review date was 29 November 2026."] if past else []) == [r.sentence for r in found]
    assert all(remark.note for remark in found)


def test_sources_nobody_confirmed_or_dated_are_counted_and_noted() -> None:
    found = remarks(f"source: {{cite: Memory, at: p. 1, sure: unverified}}\n{VISIT}", f"each: household\n{VISIT}")

    assert ["1 rule rests on wording not checked against the text."] == [r.sentence for r in found]


def test_findings_come_before_notes_and_only_the_policys_own_rules_are_looked_at() -> None:
    theirs = replace(rule(VISIT, "theirs"), policy="england")

    assert [] == lint(policy(theirs), frozenset(), TODAY)
    found = lint(policy(rule(VISIT), review_by=date(2020, 1, 1)), frozenset(), TODAY)
    assert [False, True] == [remark.note for remark in found]


# --- the law: what is called impossible is impossible ---------------------------------------------------------------

WORDS = Vocabulary(
    facts={
        "order": Fact("order", "choice", {"s20": "", "ico": "", "co": ""}),
        "home": Fact("at home", "yes-no"),
        "care": Fact("in care", defined={"order": ["ico", "co"]}),
        "away": Fact("away from home in care", defined={"care": "yes", "not": {"home": "yes"}}),
        "age": Fact("age", "number", computed="age"),
    },
    events={
        "ordered": EventType("order", fields={"order": Field(type="choice", values={"s20": "", "ico": "", "co": ""})},
                             sets={"order": "$order"}),
        "moved": EventType("move", fields={"home": Field(type="yes-no")}, sets={"home": "$home"}),
    },
)  # fmt: skip
VALUES: Mapping[str, tuple[Any, ...]] = {
    "order": ("s20", "ico", "co", None),
    "home": (True, False, None),
    "age": (*range(7), None),
}


def value_of(fact: str, world: Mapping[str, Any]) -> Any:
    care = None if world["order"] is None else world["order"] in ("ico", "co")
    if fact == "care":
        return care
    if fact == "away":
        home = world["home"]
        return False if care is False or home is True else None if care is None or home is None else True
    return world[fact]


def holds(condition: Condition, world: Mapping[str, Any]) -> bool | None:
    """A condition in a world of known and unknown values: yes, no, or not known."""
    match condition:
        case Is(fact, test):
            return passes(test, value_of(fact, world), lambda _: None)
        case Not(part):
            answer = holds(part, world)
            return None if answer is None else not answer
        case All(parts):
            answers = [holds(part, world) for part in parts]
            return False if False in answers else None if None in answers else True
        case AnyOf(parts):
            answers = [holds(part, world) for part in parts]
            return True if True in answers else None if None in answers else False
        case For(part):
            return holds(part, world)


def asked_of(fact: str) -> st.SearchStrategy[Test]:
    if fact == "age":
        numbers = st.integers(1, 5)
        plain: st.SearchStrategy[Test] = (
            st.builds(Below, numbers) | st.builds(AtLeast, numbers) | st.builds(Equals, numbers)
        )
    elif fact == "order":
        orders = st.sampled_from(["s20", "ico", "co"])
        plain = st.builds(Equals, orders) | st.builds(OneOf, st.tuples(orders, orders))
    else:
        plain = st.builds(Equals, st.booleans())
    known = plain if fact in ("care", "away") else plain | st.builds(Known, st.booleans())
    return known | st.builds(Unlike, plain)


CLAUSES: st.SearchStrategy[Condition] = st.sampled_from(["order", "home", "care", "away", "age"]).flatmap(
    lambda fact: st.builds(Is, st.just(fact), asked_of(fact))
)
CONDITIONS = st.recursive(
    CLAUSES,
    lambda inner: (
        st.builds(All, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(AnyOf, st.lists(inner, min_size=1, max_size=3).map(tuple))
        | st.builds(Not, inner)
    ),
    max_leaves=6,
)


def worlds() -> Iterator[dict[str, Any]]:
    for values in product(*VALUES.values()):
        yield dict(zip(VALUES, values, strict=True))


@given(CONDITIONS)
def test_what_is_called_impossible_holds_in_no_world_and_what_is_not_holds_in_one(condition: Condition) -> None:
    somewhere = any(holds(condition, world) is True for world in worlds())

    assert somewhere is (impossible(condition, WORDS) == "")


@given(CONDITIONS)
def test_having_held_for_a_while_is_possible_where_holding_is(condition: Condition) -> None:
    period = parse_period("6 m")

    assert impossible(condition, WORDS) == impossible(For(condition, period), WORDS)


def test_a_condition_with_more_ways_than_anyone_writes_is_taken_for_possible() -> None:
    either = AnyOf((Is("home", Equals(True)), Is("home", Equals(False))))
    many = All((*[either] * 12, Is("order", Equals("s20")), Is("order", Equals("co"))))

    assert "" == impossible(many, WORDS)
    assert "" != impossible(All(many.parts[-2:]), WORDS)


# --- words that rules look for -----------------------------------------------------------------------------------


def test_a_word_looked_for_in_a_text_that_may_say_anything_is_to_be_listed() -> None:
    (remark,) = remarks("within: 5 d\nneeds: {event: service-started, where: {service: camhs}}")

    assert 'It looks for "camhs" in service of service-started, a text that may say anything.' == remark.sentence
    assert "values: {camhs: its title}" in remark.help


@pytest.mark.parametrize("word", ["rss", "RSS", "{not: rss}", "{known: yes}", "[rss]"])
def test_a_word_that_the_vocabulary_lists_is_not(word: str) -> None:
    assert [] == said(f"within: 5 d\nneeds: {{event: service-started, where: {{service: {word}}}}}")


# --- looser than the law ------------------------------------------------------------------------------------------


def beside_the_law(text: str) -> list[Remark]:
    """The remarks on one local rule with all of the law of England beside it."""
    local = rule(text, "local")
    whole = replace(ENGLAND, id="northgate", rules=(local, *ENGLAND.rules))
    return [remark for remark in lint(whole, {"local"}, TODAY) if "the law beside it" in remark.sentence]


ASSESSED = "from: {event: immediate-placement-allowed}\nneeds: {event: parent-assessment}"


def test_a_number_looser_than_the_law_beside_it_is_named_with_the_law() -> None:
    (remark,) = beside_the_law(f"within: 6 w\n{ASSESSED}")

    assert "It gives 6 weeks, and the law beside it 10 working days: " in remark.sentence
    assert "(immediate-assessed, reg 19(b))" in remark.sentence
    assert remark.note


@pytest.mark.parametrize(
    "text",
    [
        f"within: 10 wd\n{ASSESSED}",  # as strict
        f"within: 2 w\n{ASSESSED}",  # as strict, or stricter over a holiday
        f"within: 6 w\nwhile: {{with-parent: no}}\n{ASSESSED}",  # never of the same child
        "within: 6 w\nfrom: {event: stay}\nneeds: {event: parent-assessment}",  # counted from something else
        "within: 6 w\nfrom: {event: immediate-placement-allowed}\nneeds: {event: home-seen}",  # met by something else
    ],
)
def test_a_number_that_is_no_looser_or_not_beside_that_law_is_left_alone(text: str) -> None:
    assert [] == beside_the_law(text)


def test_a_number_that_can_change_nothing_is_a_finding() -> None:
    here = "while: {under-the-regulations: yes}"  # the law's own condition: it applies wherever this rule does
    (remark,) = beside_the_law(f"every: 8 m\n{here}\nneeds: {{event: review}}")

    assert "It gives 8 months, and the law beside it 6 months: " in remark.sentence
    assert not remark.note
    assert [] == beside_the_law(f"every: 5 m\n{here}\nneeds: {{event: review}}")


# --- school terms -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["within: {term: ends}\nfrom: {term: starts}", "within: 4 w\nfrom: {term: starts}"])
def test_a_rule_that_counts_school_terms_needs_some(text: str) -> None:
    terms = rule(f"{text}\nneeds: {{event: education-plan-reviewed}}")
    sentences = [each.sentence for each in lint(policy(terms), {"one"}, TODAY, terms=False)]

    assert "It counts school terms, and none are held here." in sentences
    assert not any("school terms" in each.sentence for each in lint(policy(terms), {"one"}, TODAY, terms=True))
