"""Rules as policies write them: every key, what is refused and in which words; and nothing makes it fall over."""

from collections.abc import Iterator
from copy import deepcopy
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from reunify_cli.rules.conditions import Equals, Is, Known, Unlike
from reunify_cli.rules.periods import parse_period as p
from reunify_cli.rules.policy import Rule, Source
from reunify_cli.rules.reading import linked, read_rule
from reunify_cli.rules.terms import (
    At,
    BeforeChange,
    BeforeEvent,
    BeforeStage,
    DueOf,
    Each,
    EventRef,
    Every,
    FactPeriod,
    FromChange,
    FromEvent,
    FromLate,
    FromLatest,
    FromStart,
    NeedAll,
    NeedAny,
    NeedCount,
    NeedEvent,
    NeedHolds,
    NeedSaid,
    NeedSteps,
    Open,
    Phase,
    Phases,
    Ref,
    SoonestOf,
    Terms,
    Within,
)
from reunify_cli.shipped import policies_dir
from tests.engine.build import WORDS

STAGES = ("assess", "plan")
POLICY = {"id": "test", "source": {"cite": "A test", "sure": "secondary"}, "weight": "law", "in-force": "2024-01-01"}
WHOLE = {
    "id": "r",
    "title": "A rule",
    "owes": "social-worker",
    "says": "Something is done.",
    "source": {"at": "1"},
    "needs": {"event": "visit"},
}


def read_raw(raw: Any, policy: Any = POLICY) -> tuple[Rule | None, list[str]]:
    wrong: list[str] = []
    rule = read_rule(
        raw, policy, WORDS, STAGES, (), lambda path, said: wrong.append(f"{'/'.join(map(str, path))}: {said}")
    )
    return rule, wrong


def read(text: str, *without: str) -> tuple[Rule, list[str]]:
    """A rule with the keys of a YAML text over those every rule needs, and everything wrong with it."""
    raw = {**{k: v for k, v in WHOLE.items() if k not in without}, **yaml.load(text, yaml.CBaseLoader)}
    rule, wrong = read_raw(raw)
    assert rule is not None
    return rule, wrong


def terms(text: str) -> Terms:
    rule, wrong = read(text)
    assert [] == wrong
    return rule.latest


VISIT = EventRef("visit")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{within: 5 wd}", Within(p("5 wd"))),
        ("{within: 5 wd, from: start}", Within(p("5 wd"), FromStart())),
        ("{within: 5 wd, from: {event: visit}}", Within(p("5 wd"), FromEvent(VISIT))),
        (
            "{within: 5 wd, from: {event: visit, which: first}}",
            Within(p("5 wd"), FromEvent(EventRef("visit", which="first"))),
        ),
        ("{within: 5 wd, from: {event: booked, field: for}}", Within(p("5 wd"), FromEvent(EventRef("booked"), "for"))),
        (
            "{within: 5 wd, from: {starts: {with-parent: yes}}}",
            Within(p("5 wd"), FromChange(Is("with-parent", Equals(True)))),
        ),
        (
            "{within: 5 wd, from: {ends: {with-parent: yes}}}",
            Within(p("5 wd"), FromChange(Is("with-parent", Equals(True)), ends=True)),
        ),
        (
            "{within: 5 wd, from: {later-of: [start, {event: visit}]}}",
            Within(p("5 wd"), FromLatest((FromStart(), FromEvent(VISIT)))),
        ),
        ("{within: {due: other}}", Within(DueOf("other"))),
        ("{within: {due: other, after: 42 d}}", Within(DueOf("other", None, p("42 d")))),
        ("{within: {due: other, beyond: 42 d}}", Within(DueOf("other", p("42 d")))),
        ("{within: 5 d, from: {late: other}}", Within(p("5 d"), FromLate("other"))),
        ("{before: {event: review, at-least: 3 wd}}", BeforeEvent(EventRef("review"), None, p("3 wd"))),
        ("{within: {fact: visiting-interval}}", Within(FactPeriod("visiting-interval"))),
        (
            "{soonest-of: [{within: 1 w}, {within: 2 w, from: {event: visit}}]}",
            SoonestOf((Within(p("1 w")), Within(p("2 w"), FromEvent(VISIT)))),
        ),
        ("{every: 6 w}", Every((p("6 w"),))),
        ("{every: [20 wd, 3 m], first: 1 w}", Every((p("20 wd"), p("3 m")), first=p("1 w"))),
        ("{every: {fact: visiting-interval}}", Every(FactPeriod("visiting-interval"))),
        (
            "{phases: [{every: 1 w, until: {event: visit}}, {every: 6 w, for: 1 y}, {every: 3 m}]}",
            Phases((Phase(p("1 w"), VISIT), Phase(p("6 w"), None, p("1 y")), Phase(p("3 m")))),
        ),
        ("{before: {event: visit}}", BeforeEvent(VISIT)),
        (
            "{before: {event: review, which: first, expected: {due: other}}}",
            BeforeEvent(EventRef("review", which="first"), DueOf("other")),
        ),
        ("{before: {stage: plan}}", BeforeStage("plan")),
        (
            "{before: {starts: {with-parent: yes}, by: [returned-home]}}",
            BeforeChange(Is("with-parent", Equals(True)), by=("returned-home",)),
        ),
        (
            "{before: {ends: {with-parent: yes}, cause: authority}}",
            BeforeChange(Is("with-parent", Equals(True)), ends=True, cause="authority"),
        ),
        ("{at: {event: visit}}", At(VISIT)),
        ("{}", Open()),
        ("{from: {event: visit}}", Open(FromEvent(VISIT))),
    ],
)
def test_by_when(text: str, expected: Any):
    assert expected == terms(text).timing


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{event: visit}", NeedEvent(VISIT)),
        (
            "{event: visit, where: {seen: yes}, by: social-worker}",
            NeedEvent(EventRef("visit", {"seen": Equals(True)}, ("social-worker",))),
        ),
        ("{event: visit, where: {seen: {not: no}}}", NeedEvent(EventRef("visit", {"seen": Unlike(Equals(False))}))),
        ("{event: seen-child}", NeedEvent(EventRef("seen-child"))),
        (
            "{event: review, attended: [child], chair: [iro], records: [plan-considered], with-document: yes}",
            NeedEvent(
                EventRef(
                    "review", attended=("child",), chair=("iro",), records=("plan-considered",), with_document=True
                )
            ),
        ),
        ("{event: approved, of: plan}", NeedEvent(EventRef("approved", of=Ref(name="plan")))),
        ("{event: approved, of: {event: visit}}", NeedEvent(EventRef("approved", of=Ref(event=VISIT)))),
        ("[{event: visit}, {event: review}]", NeedAll((NeedEvent(VISIT), NeedEvent(EventRef("review"))))),
        ("{any: [{event: visit}]}", NeedAny((NeedEvent(VISIT),))),
        (
            "{of: $anchor, any: [{event: approved}, {event: refused}]}",
            NeedAny(tuple(NeedEvent(EventRef(name, of=Ref(name="$anchor"))) for name in ("approved", "refused"))),
        ),
        (
            "{of: {event: visit}, steps: [{event: approved, by: iro}]}",
            NeedSteps((EventRef("approved", by=("iro",)),), Ref(event=VISIT)),
        ),
        ("{count: 2, event: visit}", NeedCount(2, VISIT)),
        (
            "{count: 2, item: review-point, where: {date: {known: yes}}}",
            NeedCount(2, None, "review-point", {"date": Known(True)}),
        ),
        ("{item: action}", NeedCount(1, None, "action")),
        ("{holds: {with-parent: yes}}", NeedHolds(Is("with-parent", Equals(True)))),
        ("{ends: {with-parent: yes}}", NeedHolds(Is("with-parent", Equals(True)), ends=True)),
    ],
)
def test_what(text: str, expected: Any):
    found = terms(f"{{needs: {text}}}").needs

    assert expected == found
    assert repr(expected) == repr(found)  # what `where` asks plays no part in equality


def test_what_an_entry_must_itself_hold():
    found = terms(
        "{at: {event: review},"
        " needs: {records: [plan-considered], attended: [child], chair: [iro], where: {completed: yes}}}"
    )

    assert repr(NeedSaid(("plan-considered",), ("child",), ("iro",), {"completed": Equals(True)})) == repr(found.needs)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pr-holders", Each("pr-holders")),
        ("{in: household, home: destination, age: {at-least: 18}, except: child}", None),
        ("{event: assessment-commissioned}", Each(event=EventRef("assessment-commissioned"))),
        ("{item: action, where: {service: rss}}", Each(item="action", where={"service": Equals("rss")})),
    ],
)
def test_one_by_one(text: str, expected: Each | None):
    found = terms(f"{{each: {text}}}").each

    if expected is None:
        assert found is not None
        assert ("household", "destination", ("child",)) == (found.fact, found.home, found.except_)
    else:
        assert expected == found


def test_for_whom_and_what_else_closes_it():
    found = terms(
        "{while: {looked-after: yes}, when: {term: short}, restart: {event: placement-start}, if-owed: other,"
        " not-before: 5 d, since: {event: visit}, no-later-than: {due: other},"
        " closed-by: [{event: review}, {event: check}]}"
    )

    assert (Is("looked-after", Equals(True)), Is("term", Equals("short"))) == (found.while_, found.when)
    assert (EventRef("placement-start"), "other", p("5 d")) == (
        found.restart,
        found.if_owed,
        found.not_before,
    )
    assert (VISIT, DueOf("other")) == (found.since, found.no_later_than)
    assert NeedAny((NeedEvent(EventRef("review")), NeedEvent(EventRef("check")))) == found.closed_by


def test_what_a_policy_says_of_all_its_rules_a_rule_may_say_otherwise():
    plain, wrong = read("{}")
    own, _ = read(
        "{source: {at: '2', sure: primary, checked: 2026-01-01}, weight: guidance, strength: may,"
        " in-force: 2025-01-01, register: S-08}"
    )

    assert [] == wrong
    assert (Source("A test", "1", sure="secondary"), "law", "must", date(2024, 1, 1)) == (
        plain.source, plain.weight, plain.strength, plain.latest.in_force,
    )  # fmt: skip
    assert (Source("A test", "2", checked=date(2026, 1, 1)), "guidance", "may", date(2025, 1, 1), ("S-08",)) == (
        own.source, own.weight, own.strength, own.latest.in_force, own.register,
    )  # fmt: skip


def test_versions_change_what_they_name_and_hold_until_the_next_in_whatever_order_they_are_written():
    changes = "[{in-force: 2020-01-01, every: 6 w}, {in-force: 2015-01-01, within: 3 wd}]"
    text = f"{{within: 5 wd, in-force: 2010-01-01, versions: {changes}}}"
    rule, wrong = read(text)

    assert [] == wrong
    assert [Within(p("5 wd")), Within(p("3 wd")), Every((p("6 w"),))] == [v.timing for v in rule.versions]
    assert [rule.versions[0]] * 2 + [rule.versions[1]] * 2 + [rule.versions[2]] * 2 == [
        rule.on(date(*day))
        for day in ((2010, 1, 1), (2014, 12, 31), (2015, 1, 1), (2019, 12, 31), (2020, 1, 1), (2090, 1, 1))
    ]
    assert rule.on(date(2009, 12, 31)) is None


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{wihle: {looked-after: yes}}", 'wihle: "wihle" is not known here. Did you mean "while"?'),
        ("{id: My Rule}", 'id: "My Rule" is not an id: small letters, figures and hyphens'),
        ("{owes: socialworker}", 'owes: "socialworker" is not a role. Did you mean "social-worker"?'),
        ("{strength: shall}", 'strength: "shall" is not one of must, should, recommend, may.'),
        ("{within: 5 days}", 'within: "5 days" is not a period'),
        ("{within: 5 wd, every: 6 w}", "every: a rule is timed in one way only: within or every"),
        ("{before: {event: visit}, from: start}", "from: `from` does not go with `before`"),
        (
            "{within: 5 wd, from: yesterday}",
            "from: `from` is start, {event: …}, {starts: …} or {ends: …} a condition, {late: RULE}",
        ),
        ("{within: 5 wd, from: {event: vist}}", 'from/event: "vist" is not an event. Did you mean "visit"?'),
        ("{within: 5 wd, from: {event: visit, field: sen}}", 'from/field: "visit" has no field "sen"'),
        ("{within: {fact: looked-after}}", 'within/fact: "looked-after" is a fact, but holds no period'),
        ("{soonest-of: [{within: 5 wd}]}", "soonest-of: `soonest-of` takes two or more readings"),
        ("{soonest-of: [{within: 5 wd}, {from: start}]}", "soonest-of/1: `within` is missing"),
        ("{every: []}", "every: `every` takes a period, a list of them, or a fact that holds one"),
        ("{phases: [{every: 1 w}, {every: 6 w}]}", "phases: every phase but the last says `until` or `for`"),
        ("{before: {stage: plans}}", 'before/stage: "plans" is not a stage here. Did you mean "plan"?'),
        (
            "{before: {ends: {looked-after: yes}, cause: autority}}",
            'before/cause: "autority" is not a cause. Did you mean "authority"?',
        ),
        (
            "{before: {starts: {looked-after: yes}, by: [retuned-home]}}",
            'before/by: "retuned-home" is not an event. Did you mean "returned-home"?',
        ),
        ("{before: tomorrow}", "before: `before` names an event, a stage, or a condition that starts or ends"),
        ("{since: start}", "since: `since` is always, an event, or a condition that starts or ends"),
        ("{each: looked-after}", 'each/in: "looked-after" is a fact, but no set'),
        (
            "{each: {in: household, home: destinaton}}",
            'each/home: "destinaton" is not a fact. Did you mean "destination"?',
        ),
        ("{each: {age: {below: 3}}}", "each: `each` needs `in` (a fact that is a set), `event` or `item`"),
        ("{needs: []}", "needs: what is needed is an event, a list, or one of"),
        ("{needs: visit}", "needs: what is needed is an event, a list, or one of"),
        (
            "{needs: {event: visit, where: {sen: yes}}}",
            'needs/where/sen: "visit" has no field "sen". Did you mean "seen"?',
        ),
        ("{needs: {event: visit, where: {seen: perhaps}}}", 'needs/where/seen: "perhaps" should be yes or no'),
        (
            "{needs: {event: visit, of: something}}",
            'needs/of: "something" should be plan, $each, $anchor, $gated or an event',
        ),
        (
            "{needs: {event: review, records: [plan-considred]}}",
            'needs/records/0: "plan-considred" is no heading and no field here.',
        ),
        ("{needs: {event: visit, with-document: perhaps}}", 'needs/with-document: "perhaps" should be yes or no'),
        ("{needs: {count: none, event: visit}}", 'needs/count: "none" is not a whole number from 1 on'),
        ("{needs: {count: 0, event: visit}}", 'needs/count: "0" is not a whole number from 1 on'),
        ("{needs: {count: 2}}", "needs: `count` says of what: an `event` or an `item`"),
        ("{needs: {item: ations}}", 'needs/item: "ations" is not a kind of plan item. Did you mean "action"?'),
        (
            "{needs: {item: action, where: {onwer: dana}}}",
            'needs/where/onwer: "onwer" is not something that a plan\'s items say. Did you mean "owner"?',
        ),
        (
            "{needs: {records: [plan-considered]}}",
            "needs: records, attended, chair and where alone are only for rules with `at`",
        ),
        ("{versions: [{within: 3 wd}]}", "versions/0: `in-force` is missing: a version says from which day it holds"),
        ("{in-force: soon}", 'in-force: "soon" is not a day'),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, complaint: str):
    _, wrong = read(text)

    assert [complaint] == [each[: len(complaint)] for each in wrong]


@pytest.mark.parametrize(
    ("without", "complaint"),
    [
        ("title", ': "title" is missing'),
        ("owes", ': "owes" is missing'),
        ("says", ': "says" is missing'),
        ("needs", ": `needs` is missing: a rule says what meets it"),
        ("source", ": a rule without a source is no rule"),
    ],
)
def test_what_a_rule_cannot_do_without(without: str, complaint: str):
    _, wrong = read("{}", without)

    assert [complaint] == [each[: len(complaint)] for each in wrong]


@pytest.mark.parametrize("raw", [None, "a rule", [], ["x"], {}])
def test_what_is_no_rule_at_all(raw: Any):
    rule, _ = read_raw(raw)

    assert rule is None


def test_a_rule_that_names_another_there_is_not():
    rule, _ = read("{if-owed: a, no-later-than: {due: b}, soonest-of: [{within: {due: c}}, {within: 1 w}]}")
    gate, _ = read("{id: gate, before: {event: visit, expected: {due: gat}}}")

    found = linked({"r": rule, "gate": gate})
    there = "There are: r, gate."
    assert [
        *(("r", f'"{name}" is not a rule. {there}') for name in "abc"),
        ("gate", '"gat" is not a rule. Did you mean "gate"?'),
    ] == found


# --- nothing makes it fall over -----------------------------------------------------------------------------------


def shipped() -> Iterator[dict[str, Any]]:
    for path in sorted(policies_dir().glob("*/*.yaml")):
        if not path.name.endswith(".test.yaml"):
            data = yaml.load(path.read_text(encoding="utf-8"), yaml.CBaseLoader)
            yield from (data.get("rules") or () if isinstance(data, dict) else ())


SHIPPED = list(shipped())
PLAIN = st.recursive(
    st.none()
    | st.sampled_from(["", "yes", "visit", "$each", "5 wd", "start", "2026-01-01", "looked-after"])
    | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(st.sampled_from(["event", "in", "for", "not", "any", "x"]), inner, max_size=2)
    ),
    max_leaves=4,
)


def places(raw: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    for key, value in raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ():
        yield from places(value, (*path, key))


@settings(max_examples=300)
@given(st.data())
def test_a_shipped_rule_with_anything_at_all_written_into_it_is_read_or_complained_of(data: st.DataObject):
    raw = deepcopy(data.draw(st.sampled_from(SHIPPED)))
    *way, last = data.draw(st.sampled_from([place for place in places(raw) if place]))
    there = raw
    for key in way:
        there = there[key]
    there[last] = data.draw(PLAIN)

    rule, wrong = read_raw(raw)

    assert rule is not None or wrong
