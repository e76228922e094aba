"""`reunify policy`: the rules in words, their mistakes and their examples, from anywhere and inside a workspace."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from reunify_cli.cli.main import answer
from reunify_cli.policy_store.policies import load_policy, policy_ids

SHIPPED = policy_ids()

RULES = """\
rules:
  - id: welcome-call
    title: Ring the family on the first evening
    owes: social-worker
    source: {at: "4.2"}
    while: {looked-after: yes}
    within: 1 d
    needs: {event: visit}
    says: Somebody rings the family on the evening of the first day.
"""
EXAMPLE = """\
- name: The child came in on a Monday
  rule: welcome-call
  journal:
    - became-looked-after 2026-11-23T10:00 legal-status=s20
    - placement-start 2026-11-23T11:00 kind=foster
  as-of: 2026-11-23
  expect: {due: 2026-11-24}
"""


class Said(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Said]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Type a command somewhere that is no workspace, on Monday 30 November 2026."""
    nowhere = tmp_path / "nowhere"
    nowhere.mkdir()
    monkeypatch.chdir(nowhere)
    monkeypatch.setenv("REUNIFY_NOW", "2026-11-30T08:47")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.delenv("REUNIFY_ROOT", raising=False)

    def type_it(*words: str) -> Said:
        code = answer(["policy", *words])
        out, err = capsys.readouterr()
        return Said(code, out, err)

    return type_it


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A workspace with a policy of its own: one rule on top of the law, one example."""
    root = tmp_path / "team"
    policy = root / "policies" / "northgate"
    policy.mkdir(parents=True)
    (root / "reunify.yaml").write_text("policy: {id: northgate, from: 2026-09-01}\n")
    (policy / "policy.yaml").write_text(
        "id: northgate\ntitle: Northgate procedures\nextends: england\n"
        "source: {cite: Northgate procedures, checked: 2026-11-01}\nin-force: 2026-01-01\n"
    )
    (policy / "welcome.yaml").write_text(RULES)
    (policy / "welcome.test.yaml").write_text(EXAMPLE)
    return root


def rewrite(team: Path, name: str, *changes: tuple[str, str]) -> None:
    path = team / "policies" / "northgate" / name
    text = path.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text)


# --- list ---------------------------------------------------------------------------------------------------------


def test_the_list_names_every_policy_with_what_it_builds_on_and_needs_no_workspace(run: Run) -> None:
    said = run("list")

    assert 0 == said.code
    assert f"{len(SHIPPED)} policies." in said.out
    assert all(f"\n{name} " in said.out for name in SHIPPED)
    assert "of england that it builds on; 5 stages" in " ".join(said.out.split())
    assert all(len(line) <= 80 for line in said.out.splitlines())


def test_a_document_past_its_own_review_date_is_said_loudly_from_the_day_after(run: Run) -> None:
    loud = "PAST ITS OWN REVIEW DATE, 31 August 2025"

    assert loud in run("list").out
    assert loud in run("show", "surrey").out
    assert loud not in run("list", "--as-of", "31/8/2025").out
    assert loud in run("list", "--as-of", "1/9/2025").out


def test_the_list_as_json_says_when_each_source_was_checked_and_how_much_is_unconfirmed(run: Run) -> None:
    said = run("list", "--json").json
    surrey = next(each for each in said["items"] if each["id"] == "surrey")
    england = next(each for each in said["items"] if each["id"] == "england")

    assert ("policies", SHIPPED) == (said["kind"], sorted(each["id"] for each in said["items"]))
    assert (["england"], True, "2025-08-31") == (surrey["extends"], surrey["past_review"], surrey["review_by"])
    assert "2026-11-22" == surrey["sources"][0]["checked"]
    assert sum(rule.unverified for rule in load_policy("england").rules) == sum(
        source["unverified"] for source in england["sources"]
    )


def test_inside_a_workspace_its_own_policy_is_seen_first_and_marked(run: Run, team: Path) -> None:
    said = run("list", "-C", str(team))

    assert said.out.splitlines()[2].startswith("northgate *")
    assert "* is the one in use here, adopted 1 September 2026." in said.out
    assert "surrey " in said.out


def test_a_policy_that_has_changed_since_it_was_adopted_is_named(run: Run, team: Path) -> None:
    digest = load_policy("northgate", team).digest
    (team / "reunify.yaml").write_text(f"policy: {{id: northgate, from: 2026-09-01, digest: {digest}}}\n")
    assert "CHANGED since it was adopted" not in run("list", "-C", str(team)).out

    rewrite(team, "welcome.yaml", ("1 d", "2 d"))
    assert "CHANGED since it was adopted" in run("list", "-C", str(team)).out


def test_a_policy_that_cannot_be_read_is_named_and_the_others_are_still_there(run: Run, team: Path) -> None:
    rewrite(team, "welcome.yaml", ("owes: social-worker", "owes: socail-worker"))
    said = run("list", "-C", str(team))

    assert 3 == said.code
    assert "CANNOT BE READ" in said.out
    assert "reunify policy lint northgate" in said.out
    assert "\nsurrey " in said.out


def test_a_folder_that_is_no_workspace_is_refused_where_it_was_named(run: Run, tmp_path: Path) -> None:
    said = run("list", "-C", str(tmp_path / "nowhere"))

    assert 2 == said.code
    assert "reunify init" in said.err


# --- show ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("policy", SHIPPED)
def test_the_handbook_holds_every_rule_of_the_policy_with_its_sentence_and_its_source(run: Run, policy: str) -> None:
    said = " ".join(run("show", policy).out.split())
    own = [rule for rule in load_policy(policy).rules if rule.policy == policy]

    assert own
    for rule in own:
        for words in (f" {rule.id} {rule.says}", str(rule.source), rule.source.url, rule.note):
            assert " ".join(words.split()) in said


@pytest.mark.parametrize("policy", SHIPPED)
def test_no_line_of_a_handbook_is_wider_than_the_screen_but_for_addresses(run: Run, policy: str) -> None:
    assert [] == [line for line in run("show", policy).out.splitlines() if len(line) > 80 and "https://" not in line]


def test_a_rule_is_shown_with_its_four_questions_weight_and_source(run: Run) -> None:
    said = run("show", "surrey", "--rule", "professional-planning")

    assert 0 == said.code
    assert said.out.startswith(load_policy("surrey").by_id["professional-planning"].title)
    assert "policy, must" in said.out.splitlines()[0]
    for label in ("By when", "Met by", "Who", "Source", "Since", "Clauses"):
        assert f"  {label}" in said.out
    assert "within 5 working days of the reunification manager's answer" in said.out


def test_a_rule_nobody_has_confirmed_is_shown_as_one_to_check(run: Run) -> None:
    said = run("show", "england", "--rule", "visit-when-asked")

    assert "check, must" in said.out.splitlines()[0]
    assert "Wording not checked: from memory." in " ".join(said.out.split())


def test_a_rule_answers_to_the_clause_of_its_source_as_well(run: Run) -> None:
    assert {"professional-planning", "planning-held"} <= {
        each["id"] for each in run("show", "surrey", "--rule", "s-13", "--json").json["items"]
    }


def test_a_stage_shows_what_is_asked_before_it_and_what_is_done_in_it(run: Run) -> None:
    said = run("show", "surrey", "--stage", "4").out

    assert "BEFORE STAGE 4, REVIEW" in said
    assert said.index("first-formal-review") < said.index("IN STAGE 4, REVIEW") < said.index("review-points-held")
    assert run("show", "surrey", "--stage", "review").out == said
    assert "rss-answered " not in said


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (("show", "surey"), 'Did you mean "surrey"?'),
        (("show", "surrey", "--rule", "profesional-planning"), 'Did you mean "professional-planning"'),
        (("show", "surrey", "--stage", "reveiw"), 'Did you mean "review"?'),
        (("show", "england", "--stage", "1"), "This policy has no stages."),
        (("show", "surrey", "--format", "doc"), "Write --format text, md, html, pdf or docx"),
        (("show",), "Say which policy."),
        (("lint", "surey"), 'Did you mean "surrey"?'),
        (("test", "surrey", "--rule", "no-such-rule"), "No example is about"),
    ],
)
def test_what_is_mistyped_is_refused_with_what_was_probably_meant(run: Run, words: tuple[str, ...], near: str) -> None:
    said = run(*words)

    assert (2, "") == (said.code, said.out)
    assert near in said.err


def test_inside_a_workspace_its_own_policy_need_not_be_named(run: Run, team: Path) -> None:
    said = run("show", "-C", str(team)).out

    assert "welcome-call" in said
    assert "visits-placement" not in said
    assert "visits-placement" in run("show", "-C", str(team), "--all").out


def test_as_markdown_every_rule_is_a_heading_and_can_be_written_to_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "handbook.md"
    said = run("show", "surrey", "--format", "md", "--out", str(file))
    text = file.read_text(encoding="utf-8")
    titles = [line for line in text.splitlines() if line.startswith("### ")]

    assert ("", f"Written: {file}\n") == (said.out, said.err)
    assert len([rule for rule in load_policy("surrey").rules if rule.policy == "surrey"]) == len(titles)
    assert text.startswith("# Reunification Support Service stage guide\n")
    assert "\n## Stage 4, Review\n" in text


def test_as_json_a_handbook_has_the_same_words(run: Run) -> None:
    (rule,) = run("show", "england", "--rule", "reviews", "--json").json["items"]

    assert ("law", "must", "iro", "rhythm") == (rule["weight"], rule["strength"], rule["owes"], rule["kind"])
    assert {"question": "While", "answer": "looked after (not placed for adoption)"} in rule["versions"][0]["words"]


# --- lint ---------------------------------------------------------------------------------------------------------


def test_a_policy_without_a_finding_is_clean_and_notes_do_not_count(run: Run, team: Path) -> None:
    said = run("lint", "northgate", "surrey", "-C", str(team))

    assert 0 == said.code
    assert "northgate: 1 rule, clean\n" in said.out
    assert "note  The document's own review date was 31 August 2025." in said.out


def test_a_file_that_cannot_be_read_is_a_finding_with_its_place(run: Run, team: Path) -> None:
    rewrite(team, "welcome.yaml", ("looked-after: yes", "loked-after: yes"))
    said = run("lint", "northgate", "-C", str(team))

    assert 1 == said.code
    assert "policies/northgate/welcome.yaml:6:26" in said.out
    assert 'Did you mean "looked-after"?' in " ".join(said.out.split())


def test_a_rule_that_can_never_apply_is_a_finding_with_its_line(run: Run, team: Path) -> None:
    rewrite(team, "welcome.yaml", ("{looked-after: yes}", "{looked-after: yes, age: {at-least: 18}}"))
    said = run("lint", "northgate", "-C", str(team))

    assert 1 == said.code
    assert "policies/northgate/welcome.yaml:2:5" in said.out
    assert "welcome-call: This rule can never apply: age is below 18 and age is 18 or" in said.out


def test_a_clause_that_no_source_has_is_a_finding_with_the_one_that_was_meant(run: Run, team: Path) -> None:
    rewrite(team, "welcome.yaml", ("    says:", "    register: [S-80, nothing-like-it]\n    says:"))

    said = run("lint", "northgate", "-C", str(team))
    words = " ".join(said.out.split())

    assert 1 == said.code, said.err
    assert 'register: "S-80" is no clause of any source. Did you mean "S-' in words
    assert 'register: "nothing-like-it" is no clause of any source. Its clauses: reunify policy coverage' in words
    assert "policies/northgate/welcome.yaml:" in said.out


def test_a_rule_without_an_example_is_a_finding_also_as_json(run: Run, team: Path) -> None:
    (team / "policies" / "northgate" / "welcome.test.yaml").unlink()
    said = run("lint", "northgate", "-C", str(team), "--json")

    assert 1 == said.code
    (item,) = said.json["items"]
    assert ("finding", "welcome-call", 2) == (item["kind"], item["rule"], item["line"])


# --- test ---------------------------------------------------------------------------------------------------------


def test_examples_that_come_out_as_expected_are_counted(run: Run, team: Path) -> None:
    said = run("test", "northgate", "-C", str(team))

    assert (0, "northgate: 1 example, as expected\n") == (said.code, said.out)


def test_an_example_that_does_not_is_shown_with_its_place_its_name_and_both_answers(run: Run, team: Path) -> None:
    rewrite(team, "welcome.test.yaml", ("{due: 2026-11-24}", "{due: 2026-11-25, standing: met}"))
    said = run("test", "northgate", "-C", str(team))

    assert 1 == said.code
    assert "northgate: 1 example, 1 NOT as expected" in said.out
    assert "policies/northgate/welcome.test.yaml:1:3: welcome-call" in said.out
    assert "The child came in on a Monday" in said.out
    assert "due is 2026-11-24, expected 2026-11-25" in said.out
    assert "standing is due, expected met" in said.out


@pytest.mark.parametrize(
    ("status", "owed", "code"), [("s20", "yes", 0), ("s20", "no", 1), ("edge", "yes", 1), ("edge", "no", 0)]
)
def test_an_example_says_of_a_rule_that_it_is_owed_or_that_it_is_not(
    run: Run, team: Path, status: str, owed: str, code: int
) -> None:
    came = "became-looked-after 2026-11-23T10:00 legal-status=s20\n    - placement-start 2026-11-23T11:00 kind=foster"
    rewrite(team, "welcome.test.yaml", ("{due: 2026-11-24}", f"{{owed: {owed}}}"))
    if status == "edge":
        rewrite(team, "welcome.test.yaml", (came, "case-opened 2026-11-23 edge-of-care=yes"))

    assert code == run("test", "northgate", "-C", str(team)).code


def test_examples_that_cannot_be_read_are_no_pass(run: Run, team: Path) -> None:
    rewrite(team, "welcome.test.yaml", ("placement-start", "placement-begin"))
    said = run("test", "northgate", "england", "-C", str(team))

    assert 3 == said.code
    assert "northgate: NOT READ" in said.out
    assert "policies/northgate/welcome.test.yaml:5:7" in said.out
    assert "england: " in said.out


def test_a_slip_in_an_examples_plan_is_named_with_its_place(run: Run, team: Path) -> None:
    rewrite(team, "welcome.test.yaml", ("  expect:", "  plan: {actions: [{id: a1, du: 2026-11-24}]}\n  expect:"))
    said = run("test", "northgate", "-C", str(team))

    assert 3 == said.code
    assert "welcome.test.yaml:7:29" in said.out
    assert '"du" is not known here. Did you mean "due"?' in said.out


def test_as_json_each_example_says_whether_it_came_out(run: Run, team: Path) -> None:
    rewrite(team, "welcome.test.yaml", ("{due: 2026-11-24}", "{due: 2026-11-25}"))
    (item,) = run("test", "northgate", "-C", str(team), "--json").json["items"]

    assert (False, ["due is 2026-11-24, expected 2026-11-25"]) == (item["as_expected"], item["wrong"])


def test_the_examples_of_one_rule_can_be_run_alone(run: Run) -> None:
    every = run("test", "england", "--json").json["read"]
    some = run("test", "england", "--rule", "reviews", "--json").json

    assert 0 < some["read"] < every
    assert {"reviews"} == {each["rule"] for each in some["items"]}
