"""Nobody's dates move unseen: a workspace keeps the rules it began with, and a program with newer law says so."""

import shutil
from pathlib import Path

import pytest

from reunify_cli.policy_store import policy_files
from reunify_cli.shipped import policies_dir
from reunify_cli.worklist.index import world
from tests.cli.desk import Answer, a_team, lay, reunify

CHILD = "format: 1\nid: RU-2026-0042\nchild: {initials: L.F., born: 2018-05-20}\n"
JOURNAL = """
- {id: 2A11, event: became-looked-after, date: 2026-07-06, legal-status: care-order, recorded: 2026-07-06T10:00Z}
- {id: 2A12, event: placement-start, date: 2026-07-06, kind: foster, recorded: 2026-07-06T10:00Z}
- {id: 2A13, event: visit, date: 2026-07-10, seen: yes, recorded: 2026-07-10T10:00Z}
- {id: 2A14, event: visit, date: 2026-08-17, seen: yes, recorded: 2026-08-17T10:00Z}
- {id: 2A15, event: visit, date: 2026-09-25, seen: yes, recorded: 2026-09-25T10:00Z}
- {id: 2A16, event: visit, date: 2026-10-30, seen: yes, recorded: 2026-10-30T10:00Z}
"""
EVERY = "every: [1 w, 6 w]"
"""How often a child in a placement is visited, as `england` has it."""


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A workspace as `init` makes it, with one child whose next visit is due on 11 December."""
    folder = tmp_path / "team"
    assert reunify(tmp_path, "init", str(folder), "--policy", "england").code == 0
    return lay(folder, {"cases/RU-2026-0042/case.yaml": CHILD, "cases/RU-2026-0042/journal.yaml": JOURNAL})


@pytest.fixture
def upgraded(team: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, after an upgrade that brings visits every four weeks."""
    assert reunify(team, "next").code == 0  # the index is there, made by the rules of before
    shipped = tmp_path / "upgraded"
    shutil.copytree(policies_dir(), shipped)
    visits = shipped / "england" / "visits.yaml"
    text = visits.read_text(encoding="utf-8")
    assert EVERY in text
    visits.write_text(text.replace(EVERY, "every: [1 w, 4 w]"), encoding="utf-8", newline="\n")
    for module in (policy_files, world):
        monkeypatch.setattr(module, "policies_dir", lambda: shipped)
    return team


def words(answer: Answer) -> str:
    assert answer.code in (0, 1), answer.err
    return " ".join(answer.out.split())


def test_a_new_workspace_pins_its_policy_and_keeps_a_copy(team: Path) -> None:
    digest = next(path.name for path in (team / "policies" / ".adopted").iterdir()).removeprefix("england-")

    assert f"{{id: england, digest: {digest}," in (team / "reunify.yaml").read_text(encoding="utf-8")
    assert "not pinned" not in words(reunify(team, "check"))


def test_a_workspace_that_was_never_pinned_says_by_which_rules_it_judges(tmp_path: Path) -> None:
    said = words(reunify(a_team(tmp_path / "team"), "check"))

    assert "policy northgate is not pinned here: children are judged by it as it reads now (" in said


def test_after_an_upgrade_children_are_judged_as_before_and_every_list_agrees_with_why(upgraded: Path) -> None:
    for command in (
        ("next", "--within", "60d"),
        ("next", "--within", "60d", "--no-index"),
        ("why", "42", "visits-placement"),
    ):
        assert "Fri 11 Dec" in words(reunify(upgraded, *command))


@pytest.mark.parametrize("command", [(), ("overdue",), ("check",)])
def test_where_the_law_is_newer_than_what_was_adopted_people_are_told_at_once(
    upgraded: Path, command: tuple[str, ...]
) -> None:
    said = words(reunify(upgraded, *command, me=""))

    assert "Visit" in said
    assert "reunify policy diff england@adopted england --cases" in said


def test_lateness_is_shown_by_both_the_adopted_and_the_newer_law(upgraded: Path) -> None:
    said = words(reunify(upgraded, "overdue"))
    answer = reunify(upgraded, "overdue", "--json").json

    assert "Dates of 1 child differ by it. Overdue only under the newer law: 1. Overdue only as adopted: 0." in said
    assert "Visit: OVERDUE by it, Fri 11 Dec -> Fri 27 Nov" in said
    assert ("late overnight", "2026-12-11", "2026-11-27") == tuple(
        answer["newer_law"][0][key] for key in ("how", "due_as_adopted", "due")
    )


def test_a_paper_heads_with_the_newer_law_and_both_dates(upgraded: Path) -> None:
    made = reunify(upgraded, "pack", "42", "review", "--format", "md")
    assert made.code == 0, made.err
    (paper,) = (upgraded / "cases" / "RU-2026-0042" / "packs").glob("*.md")

    first = paper.read_text(encoding="utf-8")[:1500]
    assert "This paper counts by england as it was adopted." in first
    assert "Fri 11 December 2026 as adopted, Fri 27 November 2026 by the newer law" in first


def test_once_adopted_the_newer_law_holds_and_nothing_more_is_said(upgraded: Path) -> None:
    adopted = reunify(
        upgraded, "policy", "adopt", "england", "--from", "30/11/2026", "--by", "Di Moss", "--open-cases", "--yes"
    )
    assert adopted.code == 0, adopted.err

    said = words(reunify(upgraded, "overdue"))

    assert "OLDER THAN" not in said
    assert "Visit 3 days late" in said


def test_a_rule_that_is_only_explained_otherwise_is_no_newer_law(
    team: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = tmp_path / "upgraded"
    shutil.copytree(policies_dir(), shipped)
    visits = shipped / "england" / "visits.yaml"
    visits.write_text(visits.read_text(encoding="utf-8") + "\n# Read again today.\n", encoding="utf-8", newline="\n")
    for module in (policy_files, world):
        monkeypatch.setattr(module, "policies_dir", lambda: shipped)

    assert "OLDER THAN" not in words(reunify(team, "overdue"))


def test_an_authoritys_folder_may_not_have_the_name_of_a_shipped_policy(team: Path) -> None:
    head = (policies_dir() / "surrey" / "policy.yaml").read_text(encoding="utf-8")
    lay(team, {"policies/surrey/policy.yaml": head, "policies/surrey/rules.yaml": "rules: []\n"})
    (team / "reunify.yaml").write_text("name: Northgate\npolicy: surrey\n", encoding="utf-8")

    answer = reunify(team, "overdue")

    assert (3, True) == (
        answer.code,
        '"surrey" is the name of a policy that comes with reunify' in " ".join(answer.out.split()),
    )


def test_a_policy_line_changed_by_hand_to_one_never_adopted_holds_and_check_says_it_is_not_pinned(team: Path) -> None:
    settings = team / "reunify.yaml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace("policy: england", "policy: surrey"), encoding="utf-8"
    )

    assert "policy surrey is not pinned here" in words(reunify(team, "check"))
    assert "surrey" in words(reunify(team, me="")).split("Policy: ")[1][:10]


@pytest.mark.parametrize(("people", "said"), [
    ("{iro: {name: Eve Nash, roles: [{role: iroo, from: 2015-01-01}]}}", '"iroo" is not a role. Did you mean'),
    ("{sw: {name: Amy Jones, team: nroth}}\nteams: {north: North team}", '"nroth" is not a team here. Did you mean'),
])  # fmt: skip
def test_a_misspelt_role_or_team_in_team_yaml_is_a_finding_of_check(team: Path, people: str, said: str) -> None:
    (team / "team.yaml").write_text(f"people: {people}\n", encoding="utf-8")

    answer = reunify(team, "check")

    assert (1, True) == (answer.code, said in " ".join(answer.out.split()))
    assert "team.yaml:1:" in answer.out
