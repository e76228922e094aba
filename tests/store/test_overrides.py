"""An authority's own policy over others: fields changed by a rule's id, other words for things, every slip placed."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from reunify_cli import shape
from reunify_cli.cli.policy.linting import look
from reunify_cli.cli.policy.testing import check
from reunify_cli.errors import Unreadable
from reunify_cli.policy_store.policies import load_calendar, load_policy
from reunify_cli.rules.phrasing import condition_words, terms_words
from reunify_cli.rules.policy import Policy
from reunify_cli.session.available_policies import AvailablePolicies
from reunify_cli.store.workspace import read_workspace

HEAD = """\
id: northgate
title: Reunification in Northgate
short: Northgate
extends: surrey
document: {title: Northgate procedure, dated: 2026-09-01}
source: {cite: "Northgate procedure, September 2026", checked: 2026-11-22}
in-force: 2026-09-01
labels:
  stages: {identify: First look}
  facts: {risk-class: {severe: very high}}
"""
OVERRIDES = """\
override:
  professional-planning:
    title: Professional planning within 3 working days
    within: 3 wd
    source: {at: section 2}
"""
RULES = """\
rules:
  - id: call-after-a-stay
    title: Ring the carer after a stay
    owes: social-worker
    source: {at: section 4}
    says: After each overnight stay somebody rings the carer within two days.
    while: {looked-after: yes}
    within: 2 d
    from: {event: stay}
    needs: {event: carer-rung}
"""
WORDS = """\
events:
  carer-rung:
    title: call to the carer
    aliases: [rang the carer]
    group: support
"""
EXAMPLES = """\
- name: Agreed on a Tuesday in autumn, Northgate plans by Friday
  rule: professional-planning
  journal:
    - became-looked-after 2026-09-01 legal-status=s20
    - rss-requested 2026-10-06T09:00
    - rss-answered 2026-10-06T15:00 by=rex outcome=agreed
  as-of: 2026-10-12
  expect: {due: 2026-10-09, standing: overdue}
- name: Agreed on the last Friday of August, Surrey's five days still count
  rule: professional-planning
  journal:
    - became-looked-after 2026-08-01 legal-status=s20
    - rss-requested 2026-08-28T09:00
    - rss-answered 2026-08-28T15:00 by=rex outcome=agreed
  as-of: 2026-09-03
  expect: {due: 2026-09-07, standing: due}
- name: The carer is rung the day after the stay
  rule: call-after-a-stay
  journal:
    - became-looked-after 2026-09-01 legal-status=s20
    - stay 2026-10-03 with=mother
    - carer-rung 2026-10-04 by=dana
  as-of: 2026-10-12
  expect: {due: 2026-10-05, standing: met}
"""
TREE = {
    "policy.yaml": HEAD,
    "overrides.yaml": OVERRIDES,
    "rules.yaml": RULES,
    "vocabulary.yaml": WORDS,
    "northgate.test.yaml": EXAMPLES,
}


def lay(root: Path, files: Mapping[str, str], policy: str = "northgate") -> Path:
    """A workspace with a policy's files in it."""
    folder = root / "policies" / policy
    folder.mkdir(parents=True, exist_ok=True)
    (root / "reunify.yaml").write_text(f"policy: {policy}\n")
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return root


def northgate(root: Path, **more: str) -> Policy:
    return load_policy("northgate", lay(root, {**TREE, **{f"{name}.yaml": text for name, text in more.items()}}))


def refused(root: Path, **more: str) -> list[str]:
    """What is said of each mistake, its place first."""
    with pytest.raises(Unreadable) as caught:
        northgate(root, **more)
    return [f"{each.place} {each.sentence} {each.help}".strip() for each in caught.value.problems]


# --- northgate, the worked example ----------------------------------------------------------------------------------


def test_northgates_own_examples_come_out_and_lint_finds_nothing(tmp_path: Path) -> None:
    policy = northgate(tmp_path)
    available = AvailablePolicies(read_workspace(tmp_path))
    tested = check("northgate", policy, available, load_calendar())

    assert 3 == len(tested.outcomes)
    assert [] == [f"{each.example.name}: {each.wrong}" for each in tested.failing]
    assert () == look("northgate", policy, available, date(2026, 11, 22)).findings


def test_a_rule_that_is_tightened_is_northgates_own_and_says_what_it_was(tmp_path: Path) -> None:
    policy = northgate(tmp_path)
    old = load_policy("surrey").by_id["professional-planning"]
    rule = policy.by_id["professional-planning"]

    assert ("northgate", "Professional planning within 3 working days") == (rule.policy, rule.title)
    assert "Northgate procedure, September 2026, section 2" == str(rule.source)
    assert (old.says, old.owes, old.register, old.weight) == (rule.says, rule.owes, rule.register, rule.weight)
    assert f"Changed by Northgate. In {old.source} it says: by when, within 5 working days" in rule.note
    assert [date(2024, 11, 18), date(2026, 9, 1)] == [terms.in_force for terms in rule.versions]
    assert old.latest.needs == rule.latest.needs


def test_all_other_rules_of_surrey_and_of_the_law_are_as_they_were(tmp_path: Path) -> None:
    surrey, policy = load_policy("surrey"), northgate(tmp_path)
    kept = [rule for rule in surrey.rules if rule.id != "professional-planning"]

    assert kept == [policy.by_id[rule.id] for rule in kept]
    assert {"call-after-a-stay"} == set(policy.by_id) - set(surrey.by_id)
    assert surrey.scope == policy.scope


def test_a_stage_and_a_choice_are_called_otherwise_and_nothing_else_is(tmp_path: Path) -> None:
    surrey, policy = load_policy("surrey"), northgate(tmp_path)

    assert ["First look", *(stage.title for stage in surrey.stages[1:])] == [stage.title for stage in policy.stages]
    assert [stage.key for stage in surrey.stages] == [stage.key for stage in policy.stages]
    assert "very high" == policy.vocabulary.facts["risk-class"].values["severe"]
    assert "very high" == policy.vocabulary.events["risk-classified"].fields["class"].values["severe"]
    assert surrey.vocabulary.facts["risk-class"].values["high"] == policy.vocabulary.facts["risk-class"].values["high"]


def test_an_event_type_of_its_own_is_known_by_every_word_for_it(tmp_path: Path) -> None:
    assert "carer-rung" == northgate(tmp_path).vocabulary.words["rang the carer"]


# --- what an override may say ---------------------------------------------------------------------------------------


def test_an_override_can_stand_in_policy_yaml_or_beside_rules(tmp_path: Path) -> None:
    inside = northgate(tmp_path / "a", policy=HEAD + OVERRIDES, overrides="rules: []\n")
    beside = northgate(tmp_path / "b", rules=RULES + OVERRIDES, overrides="rules: []\n")

    assert inside.by_id["professional-planning"] == beside.by_id["professional-planning"]
    assert "northgate" == inside.by_id["professional-planning"].policy


def test_a_rule_of_which_only_the_words_change_stays_surreys(tmp_path: Path) -> None:
    old = load_policy("surrey").by_id["professional-planning"]
    rule = northgate(tmp_path, overrides="override: {professional-planning: {title: The first round table}}").by_id[
        "professional-planning"
    ]

    assert ("surrey", "The first round table", old.source) == (rule.policy, rule.title, rule.source)
    assert old.versions == rule.versions


def test_without_a_place_of_its_own_an_override_names_the_source_it_stands_in_place_of(tmp_path: Path) -> None:
    old = load_policy("surrey").by_id["professional-planning"]
    rule = northgate(tmp_path, overrides="override: {professional-planning: {within: 3 wd}}").by_id[
        "professional-planning"
    ]

    assert f"Northgate procedure, September 2026, in place of {old.source}" == str(rule.source)


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("within: 3 wd", [date(2024, 11, 18), date(2026, 9, 1)]),
        ("{within: 3 wd, in-force: 2027-01-01}", [date(2024, 11, 18), date(2027, 1, 1)]),
        ("{within: 3 wd, in-force: 2020-01-01}", [date(2020, 1, 1)]),
        ("until: 2027-01-01", [date(2024, 11, 18)]),
        ("strength: should", [date(2024, 11, 18)]),
    ],
)
def test_what_a_rule_asks_changes_from_the_day_given_else_from_the_policys_own(
    tmp_path: Path, said: str, days: list[date]
) -> None:
    text = said if said.startswith("{") else f"{{{said}}}"
    rule = northgate(tmp_path, overrides=f"override: {{professional-planning: {text}}}").by_id["professional-planning"]

    assert days == [terms.in_force for terms in rule.versions]


def test_another_way_of_counting_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    policy = northgate(tmp_path, overrides="override: {professional-planning: {every: 2 w}}")
    said = dict(terms_words(policy.by_id["professional-planning"].latest, policy))

    assert said["By when"].startswith("at least every 2 weeks")


def test_a_policy_on_top_of_northgate_can_change_the_rule_once_more(tmp_path: Path) -> None:
    northgate(tmp_path)
    lay(
        tmp_path,
        {
            "policy.yaml": "id: west\nextends: northgate\nsource: {cite: West, checked: 2026-11-22}\n"
            "in-force: 2026-10-01\noverride: {professional-planning: {within: 2 wd, source: {at: p 1}}}\n"
        },
        "west",
    )
    policy = load_policy("west", tmp_path)
    rule = policy.by_id["professional-planning"]

    assert ("west", "West, p 1", 3) == (rule.policy, str(rule.source), len(rule.versions))
    assert "3 working days" in rule.note
    assert "First look" == policy.stages[0].title


# --- what is refused ------------------------------------------------------------------------------------------------

AT = "policies/northgate/overrides.yaml"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("visits-placement: {every: 8 w}",
         f'{AT}:2:3 "visits-placement" is law (SI 2010/959, reg 28(2)(a), (b), (c)(ii)), and no local policy changes'),
        ("call-after-a-stay: {within: 3 d}", f'{AT}:2:3 "call-after-a-stay" is a rule of this policy itself.'),
        ("profesional-planning: {within: 3 d}", f'{AT}:2:3 "profesional-planning" is no rule of what this policy'),
        ("professional-planning: {whithin: 3 d}", f'{AT}:2:27 "whithin" is not a field of a rule.'),
        ("professional-planning: {within: 3 wdd}", f'{AT}:2:35 Rule professional-planning: "3 wdd" is not a period'),
        ("professional-planning: {owes: nobody}", f'{AT}:2:33 Rule professional-planning: "nobody" is not a role.'),
        ("professional-planning: {while: {looked-aftr: yes}}", f"{AT}:2:48 Rule professional-planning: "),
        ("professional-planning: {needs: {event: visti}}", f'{AT}:2:42 Rule professional-planning: "visti" is not'),
        ("professional-planning: {within: {due: no-such}}", f'{AT}:2:41 Rule professional-planning: "no-such" is not'),
        ("professional-planning: {weight: law}", f"{AT}:2:35 A local policy makes no law."),
        ("professional-planning: {id: other}", f'{AT}:2:27 "id" cannot be changed here'),
        ("professional-planning: {versions: []}", f'{AT}:2:27 "versions" cannot be changed here'),
        ("professional-planning: {title: }", f'{AT}:2:27 "title" is left empty.'),
        ("professional-planning: {title: [a]}", f'{AT}:2:34 "title" should be text, not a list.'),
        ("professional-planning: {source: p 1}", f"{AT}:2:35 A source is written as key: value."),
        ("professional-planning: 3 wd", f"{AT}:2:3 What is to be different about professional-planning is"),
        ("professional-planning: {in-force: 2026-02-30}", f'{AT}:2:37 "2026-02-30" is not a day: February 2026'),
    ],
)  # fmt: skip
def test_every_slip_in_an_override_is_refused_at_its_place_with_what_to_do(
    tmp_path: Path, text: str, said: str
) -> None:
    (problem,) = refused(tmp_path, overrides=f"override:\n  {text}\n")

    assert problem.startswith(said)
    assert len(problem) > len(said)


def test_what_to_do_about_a_rule_of_law_is_said(tmp_path: Path) -> None:
    (law,) = refused(tmp_path / "a", overrides="override: {visits-placement: {every: 8 w}}")
    guidance = next(rule for rule in load_policy("england").rules if rule.weight == "guidance")
    (statutory,) = refused(tmp_path / "b", overrides=f"override: {{{guidance.id}: {{strength: may}}}}")

    assert law.endswith("A stricter number is a rule of its own beside it: one visit meets both.")
    assert f'"{guidance.id}" is statutory guidance ({guidance.source})' in statutory


def test_one_rule_is_changed_in_one_place(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, policy=HEAD + OVERRIDES)

    assert problem.startswith(f'{AT}:2:3 "professional-planning" is changed here already')


def test_a_change_without_a_source_is_no_change(tmp_path: Path) -> None:
    head = HEAD.replace('source: {cite: "Northgate procedure, September 2026", checked: 2026-11-22}\n', "")
    problems = refused(tmp_path, policy=head, rules="rules: []\n")

    assert any(each.startswith(f'{AT}:2:3 What changes "professional-planning" says where that') for each in problems)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("  stages:", "  stage:"), ':9:3 "stage" is not known here. Did you mean "stages"?'),
        (
            ("identify: First look", "identfy: First look"),
            ':9:12 "identfy" is not a stage here. Did you mean "identify"?',
        ),
        (("risk-class", "risk-clas"), ':10:11 "risk-clas" is not a fact. Did you mean "risk-class"?'),
        (("risk-class", "age"), ':10:11 "age" is no choice, so it has no words to change.'),
        (("severe: very", "sever: very"), ':10:24 "sever" is not one of low, medium, high, severe.'),
        (("extends: surrey", "extends: surey"), ':4:10 There is no policy "surey". Did you mean "surrey"?'),
        (("id: northgate", "id: norhtgate"), ':1:5 The id here should be "northgate"'),
        (("in-force: 2026-09-01", "in-force: 1/9/2026"), ':7:11 "1/9/2026" is not written as a day'),
        (
            ("extends: surrey", "extends: surrey\nscope: {age: {below: 25}}"),
            ":5:1 The scope is set by the policy at the",
        ),
        (
            ("extends: surrey", "extends: surrey\nstages: [{key: one}]"),
            ":5:1 The rules of surrey ask for stages that are",
        ),
        (("extends: surrey", "extends: surrey\nsettings: {due-soon: 1 w}"), ':5:22 "1 w" is not a number of days.'),
        (("extends: surrey", "extends: surrey\nsettings: {due-son: 1 d}"), ':5:12 "due-son" is not a setting.'),
    ],
)
def test_every_slip_in_policy_yaml_is_refused_at_its_place(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    assert change[0] in HEAD
    problems = refused(tmp_path, policy=HEAD.replace(*change))

    assert any(each.startswith(f"policies/northgate/policy.yaml{said}") for each in problems), problems


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "events: {visit: {title: something else}}",
            ':1:10 "visit" is an event already (visit), and keeps its meaning.',
        ),
        ("events: {e: {title: e, group: suport}}", ':1:31 Event e: "suport" is not a group. Did you mean "support"?'),
        ("events: {e: {title: e, sets: {livs-with: foster}}}", ':1:42 Event e: "livs-with" is not a fact.'),
        ("events: {e: {title: e, sets: {lives-with: fostr}}}", ':1:43 Event e: "fostr" is not one of '),
        (
            "events: {e: {title: e, sets: {lives-with: $kind}}}",
            ':1:43 Event e: "$kind" takes the value of a field "kind"',
        ),
        ("events: {e: {title: e, fields: {f: {type: choice}}}}", ":1:36 Event e: f is a choice and needs `values`"),
        ("facts: {f: {title: f, defined: {livs-with: foster}}}", ':1:44 Fact f: "livs-with" is not a fact.'),
        ("relations: {r: {title: r, roles: [familly]}}", ':1:35 Relation r: "familly" is not a role.'),
    ],
)
def test_every_slip_in_its_own_words_is_refused_at_its_place(tmp_path: Path, text: str, said: str) -> None:
    problems = refused(tmp_path, vocabulary=text, rules="rules: []\n")

    assert any(each.startswith(f"policies/northgate/vocabulary.yaml{said}") for each in problems), problems


def test_policies_that_build_on_one_another_in_a_circle_are_refused_where_it_closes(tmp_path: Path) -> None:
    lay(tmp_path, {"policy.yaml": "id: west\nextends: northgate\n"}, "west")
    (problem,) = refused(tmp_path, policy=HEAD.replace("extends: surrey", "extends: west"))

    assert problem.startswith(
        "policies/west/policy.yaml:2:10 These policies build on one another in a circle: northgate -> west -> north"
    )


def test_a_rule_that_has_the_id_of_one_beneath_is_refused_where_it_stands(tmp_path: Path) -> None:
    (problem,) = refused(tmp_path, rules=RULES.replace("call-after-a-stay", "professional-planning"), overrides="")

    assert problem.startswith(
        'policies/northgate/rules.yaml:2:9 "professional-planning" is already a rule of surrey (policies/surrey/stage-2'
    )
    assert "override:" in problem


# --- a law: nothing anybody writes brings the program down, and whatever is refused has its place ------------------


def paths(value: Any, path: shape.Path = ()) -> Iterator[shape.Path]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from paths(each, (*path, key))


def changed(value: Any, path: shape.Path, new: Any) -> Any:
    if not path:
        return new
    whole = deepcopy(value)
    here = whole
    for step in path[:-1]:
        here = here[step]
    here[path[-1]] = new
    return whole


def spelt(value: Any) -> str:
    """Plain values as YAML on one line; None is what is left empty."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {spelt(each)}' for key, each in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(spelt, value))}]"
    return "" if value is None else f'"{value}"'


BASE = """\
id: base
title: Base
source: {cite: Base handbook, checked: 2026-11-01}
in-force: 2010-01-01
scope: {alive: yes}
stages: [{key: one, title: One}, {key: two, title: Two}]
"""
BASE_RULES = """\
rules:
  - {id: planned, title: Planned, owes: social-worker, source: {at: p 1}, says: It is planned.,
     while: {looked-after: yes}, within: 5 wd, from: {event: stay}, needs: {event: visit}}
"""
EVERY_KIND = """\
rules:
  - {id: first, title: First, register: [S-01], owes: social-worker, strength: must, source: {at: p 1}, says: It is so.,
     note: Mark, while: {looked-after: yes, any: [{lives-with: [foster, parent]}, {age: {at-least: 3}}]},
     when: {alive: yes}, within: 5 d, from: {event: stay, which: first}, each: {in: household, age: {at-least: 18}},
     needs: {any: [{event: visit, where: {seen: yes}, by: [social-worker]},
     {steps: [{event: approved, by: team-manager}], of: {event: parent-assessment}},
     {count: 2, event: visit}, {item: action}, {holds: {alive: yes}}]},
     closed-by: {event: refused}, no-later-than: {due: second, after: 1 d}, if-owed: second, since: {event: review},
     not-before: 1 d, versions: [{in-force: 2026-10-01, within: 4 d}]}
  - {id: second, title: Second, owes: iro, source: {at: p 2}, says: It is so., while: {looked-after: yes},
     every: [20 wd, 3 m], first: 1 w, needs: {event: review}}
  - {id: third, title: Third, owes: iro, source: {at: p 3}, says: It is so., while: {looked-after: yes},
     restart: {event: stay}, phases: [{every: 1 w, until: {event: review}}, {every: 3 m}], needs: {event: review}}
  - {id: fourth, title: Fourth, owes: iro, source: {at: p 4}, says: It is so.,
     soonest-of: [{within: 1 d, from: {event: stay}}, {within: 2 d, from: {starts: {with-parent: yes}}}],
     needs: [{event: review}]}
  - {id: fifth, title: Fifth, owes: iro, source: {at: p 5}, says: It is so.,
     before: {starts: {with-parent: yes}, cause: authority}, needs: [{event: review}]}
  - {id: sixth, title: Sixth, source: {at: p 6}, says: It is so., at: {event: review}, needs: [{attended: [iro]}]}
guidance: [{register: [S-02], text: Words, shown-at: stay, source: {at: p 7}}]
override: {planned: {within: 3 wd, title: Planned soon, source: {at: p 8}}}
"""
OWN_WORDS = """\
facts: {helped: {title: helped, type: choice, values: {a: A, b: B}}, both: {title: both, defined: {helped: a}}}
events: {help-given: {title: help, group: visits, is: [contact], undoes: [approved],
  fields: {what: {title: what, type: choice, values: {a: A, b: B}, when: {kind: x}}, kind: {type: text}},
  sets: {helped: $what}, adds: {services: $kind}, cause: $what}}
"""
OWN_HEAD = """\
id: northgate
title: Northgate
extends: base
weight: policy
document: {title: Procedure, dated: 2026-09-01, review-by: 2027-09-01}
source: {cite: Procedure, checked: 2026-11-22}
in-force: 2026-09-01
settings: {due-soon: 14 d}
labels: {stages: {one: First}, facts: {risk-class: {severe: very high}}}
"""
ODD: tuple[Any, ...] = (None, "", "x", [], ["x"], {}, {"x": "y"}, [["x"]], [{"x": "y"}])


@pytest.mark.parametrize(
    ("name", "text"), [("policy.yaml", OWN_HEAD), ("rules.yaml", EVERY_KIND), ("vocabulary.yaml", OWN_WORDS)]
)
def test_whatever_stands_anywhere_in_a_policy_is_read_or_refused_at_a_place_of_its_own_files(
    tmp_path: Path, name: str, text: str
) -> None:
    whole = {"policy.yaml": OWN_HEAD, "rules.yaml": EVERY_KIND, "vocabulary.yaml": OWN_WORDS}
    lay(tmp_path, {"policy.yaml": BASE, "rules.yaml": BASE_RULES}, "base")
    lay(tmp_path, whole)
    load_policy("northgate", tmp_path)
    plain = shape.load(text, name).data
    missing: list[str] = []
    for number, path in enumerate(paths(plain)):
        # Every place with two odd values, another two at each; every value comes round at every sort of place.
        for odd in (ODD[number % len(ODD)], ODD[(number * 2 + 5) % len(ODD)]):
            lay(tmp_path, {name: spelt(changed(plain, path, odd))})
            try:
                policy = load_policy("northgate", tmp_path)
            except Unreadable as error:
                missing += [
                    f"{path} {odd!r}: {each}"
                    for each in error.problems
                    if each.place is None or not each.place.line or not each.place.column
                    or "northgate" not in each.place.file or not (each.help or "Did you mean" in each.sentence)
                ]  # fmt: skip
            else:
                for rule in policy.rules:
                    assert [terms_words(terms, policy) for terms in rule.versions]
                assert condition_words(policy.scope, policy.vocabulary)
    lay(tmp_path, whole)

    assert [] == missing
