"""An authority's own policy: what covers its procedure, checked examples, errors that name what is possible."""

from pathlib import Path

import pytest

from tests.cli.desk import Answer, a_team, bytes_of, reunify

WEST = """\
id: west
title: West
extends: northgate
source: {cite: West procedure, checked: 2026-11-01}
in-force: 2010-01-01
"""
CALLS = """\
rules:
  - {id: calls, title: Ring the carer, source: {at: p 1}, owes: social-worker, says: Somebody rings every three weeks.,
     register: [W-1, reg 28], while: {looked-after: yes}, every: 3 w, needs: {event: visit}}
"""
EXAMPLE = """\
- name: Three weeks after the first day
  rule: calls
  journal:
    - became-looked-after 2026-11-02 legal-status=care-order
    - visit 2026-11-09 by=dana
  as-of: 2026-11-10
  expect: {due: 2026-11-30, standing: upcoming}
"""
REGISTER = """\
documents: {west: West procedure}
W-1: {at: west 4.1, strength: must, says: ring the carer every three weeks}
W-2: {at: west 4.2, strength: should, says: write to the parents}
"""
ADOPT = ("policy", "adopt", "west", "--from", "1/12/2026", "--by", "Bob King")


def team(folder: Path, **files: str) -> Path:
    given = {"policy.yaml": WEST, "calls.yaml": CALLS, "calls.test.yaml": EXAMPLE, "register.yaml": REGISTER, **files}
    return a_team(folder, **{f"policies/west/{name}": text for name, text in given.items()})


def typed(folder: Path, *words: str) -> Answer:
    return reunify(folder, "policy", *words)


def plain(answer: Answer) -> str:
    return " ".join((answer.out + answer.err).split())


# --- coverage -----------------------------------------------------------------------------------------------------


def test_coverage_of_an_own_policy_is_asked_against_its_own_register(tmp_path: Path) -> None:
    said = typed(team(tmp_path), "coverage", "west", "--json").json

    assert [("W-1", "west", "rules"), ("W-2", "west", "nothing")] == [
        (each["id"], each["document"], each["answered_by"]) for each in said["items"]
    ]
    assert [("west", "calls", ["not owed", "met", "late"])] == [
        (each["policy"], each["rule"], each["lacks"]) for each in said["unshown"]
    ]
    assert [] == [each["clause"] for each in said["unknown"] if each["clause"] == "W-1"]


def test_lint_knows_the_clauses_of_the_own_register_and_no_others(tmp_path: Path) -> None:
    whole = team(tmp_path / "a", **{"calls.yaml": CALLS.replace(", reg 28", "")})
    other = team(tmp_path / "b", **{"calls.yaml": CALLS.replace("W-1, reg 28", "W-9")})

    assert "is no clause of any source" not in plain(typed(whole, "lint", "west"))
    assert 'register: "W-9" is no clause of any source. Did you mean "W-' in plain(typed(other, "lint", "west"))


def test_coverage_of_a_shipped_policy_is_of_the_documents_that_it_names(tmp_path: Path) -> None:
    said = typed(team(tmp_path), "coverage", "care-team", "--json").json

    assert said["items"]
    assert 1 == len({each["document"] for each in said["items"]})


# --- adopting -----------------------------------------------------------------------------------------------------


def test_a_policy_whose_example_fails_is_not_adopted_unasked(tmp_path: Path) -> None:
    folder = team(tmp_path, **{"calls.test.yaml": EXAMPLE.replace("2026-11-30,", "2026-12-01,")})
    before = bytes_of(folder)
    said = reunify(folder, *ADOPT)

    assert 1 == said.code
    assert "1 of 1 example of west does not come out as expected: Three weeks after the first day." in plain(said)
    assert "--yes" in said.err
    assert before == bytes_of(folder)

    again = reunify(folder, *ADOPT, "--yes")
    assert (0, True, True) == (again.code, "ADOPTED" in again.out, "1 of 1 example of west does not" in plain(again))


def test_a_policy_whose_examples_hold_is_adopted_without_a_word_of_them(tmp_path: Path) -> None:
    said = reunify(team(tmp_path), *ADOPT)

    assert (0, False) == (said.code, "example" in said.out)


# --- examples -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("standing: upcoming", "standng: upcoming", '"standng" cannot be expected. Did you mean "standing"?'),
        ("standing: upcoming", "standing: upcomming", '"upcomming" is not one of not-started, open,'),
        ("due: 2026-11-30", "due: 30 November", '"30 November" is not a day'),
        ("{due: 2026-11-30, standing: upcoming}", "{owed: never}", '"never" is not one of yes, no'),
        ("by=dana", "by=dnaa", '"dnaa" is not a person in this example'),
        ("  rule: calls\n", "", "`rule` is missing: an example names the rule that it is about"),
        ("rule: calls", "rule: cals", '"cals" is not a rule of west. Did you mean "calls"?'),
        ("{due: 2026-11-30, standing: upcoming}", "[due, standing]", "is expected is written as {due:"),
        ("  as-of", "  team: {kim: familly-worker}\n  as-of", '"familly-worker" is not a role.'),
    ],
)
def test_an_example_that_could_not_fail_is_refused_with_what_is_possible(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    said = typed(team(tmp_path, **{"calls.test.yaml": EXAMPLE.replace(old, new)}), "test", "west")

    assert 3 == said.code
    assert sentence in plain(said)
    assert "policies/west/calls.test.yaml:" in said.out


# --- errors that name what is possible ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("needs: {event: visit}", "needs: {event: visit, where: {seen: {between: 3}}}",
         '"between" is not a test. There are: not, includes, one-of, below, at-least,'),
        ("needs: {event: visit}", "needs: {where: {seen: yes}, event: ''}", '"event" is left empty'),
        ("needs: {event: visit}", "needs: {evnt: visit}", '"evnt" is not known here.'),
        ("every: 3 w", "within: 3 wd, before: {event: review}",
         "So long before an event is `before: {event: review, at-least: 3 wd}`"),
        ("every: 3 w", "within: {due: reviws}", '"reviws" is not a rule. Did you mean "reviews"?'),
        ("every: 3 w", "within: {after: 3 wd}", "`due` is missing: it names the rule whose date this is"),
        ("every: 3 w", "within: {due: reviews, after: -3 wd}", '"-3 wd" is not a period; write a number and one of'),
        ("every: 3 w", "within: 3 wd, if-late: reviews",
         '"if-late" is not known here. A duty that starts once another is late has `from: {late: RULE}`.'),
        ("every: 3 w", "phases: [{every: 1 w, until: {event: review}, for: 4 w}]",
         "`until` and `for` together say `whichever: later` or `whichever: sooner`"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_rule_names_what_is_possible(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    said = typed(team(tmp_path, **{"calls.yaml": CALLS.replace(old, new)}), "lint", "west")

    assert 1 == said.code
    assert sentence in plain(said)


@pytest.mark.parametrize(
    ("stages", "what"), [("[first, second]", '"first" is one word'), ("{first: First look}", "list")]
)
def test_stages_in_another_shape_are_told_theirs(tmp_path: Path, stages: str, what: str) -> None:
    said = typed(team(tmp_path, **{"policy.yaml": f"{WEST}stages: {stages}\n"}), "lint", "west")

    assert what in plain(said)
    assert "- {key: first, title: First look}" in plain(said)
