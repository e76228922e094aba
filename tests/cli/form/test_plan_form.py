"""The plan as a form: ids stay, what is new gets one, what nobody touched stays in the file to the byte."""

import os
import sys
from pathlib import Path
from unittest import mock

import pytest

from reunify_cli import shape
from reunify_cli.cli.form.fill import from_file
from tests.cli.desk import Answer, a_team, lay, reunify

PLAN = """\
# The plan, as her worker wrote it by hand.
danger-statements:
  - {id: d1, what: "Left alone at night: twice.", if-nothing-changes: She could be hurt.}
safety-goals:
  - {id: sg1, what: "A sober grown-up is there.", answers: d1}

# What is to be done.
actions:
  - {id: a1, what: ring the school, owner: d.okafor, due: 2026-12-04}
  - {id: a3, what: "find a\\nbed", owner: mother, level: low}   # soon
evidence:
  - {id: e1, what: six clear weeks}
return: {home: mothers-home, to: mother, wished: 2027-02-14, endorsed: no}
"""


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return a_team(tmp_path, **{"cases/RU-2026-0042/plan.yaml": PLAN})


def plan(team: Path) -> str:
    return (team / "cases/RU-2026-0042/plan.yaml").read_text(encoding="utf-8")


def changed(team: Path, *changes: tuple[str, str]) -> Answer:
    """What comes of the plan's form with some words changed."""
    text = reunify(team, "form", "42", "plan", "--print").out
    for old, new in changes:
        assert old in text, text
        text = text.replace(old, new, 1)
    file = lay(team.parent, {"plan-form.txt": text}) / "plan-form.txt"
    return reunify(team, "form", "42", "plan", "--from", str(file), "--yes")


def test_the_form_of_a_plan_given_back_as_it_is_changes_nothing(team: Path) -> None:
    said = changed(team, ("# THE PLAN", "# the plan\n\n#  once more"), ("Note", "Note"))

    assert (0, True, PLAN) == (said.code, "Nothing was changed" in said.out, plan(team))


def test_what_is_new_gets_an_id_that_nothing_ever_had_and_the_rest_stays_to_the_byte(team: Path) -> None:
    lay(team, {"cases/RU-2026-0042/plans/3Z11.yaml": "actions:\n  - {id: a7, what: long done}\n"})
    journal = team / "cases/RU-2026-0042/journal.yaml"
    agreed = "- {id: 3Z11, event: plan-agreed, date: 2026-11-20, by: d.okafor}\n"
    journal.write_text(journal.read_text() + agreed, encoding="utf-8")
    said = changed(
        team, ("  -\n    who does it:\n    by when:", "  - buy a bed\n    who does it: mother\n    by when: 5/12")
    )
    before, after = PLAN.split("actions:"), plan(team).split("actions:")
    actions = shape.load(plan(team), "plan.yaml").data["actions"]

    assert (0, "") == (said.code, said.err)
    assert "1 thing new (a8)" in said.out
    assert before[0] == after[0]
    assert before[1][before[1].index("evidence:") :] == after[1][after[1].index("evidence:") :]
    assert {"id": "a8", "what": "buy a bed", "owner": "mother", "due": "2026-12-05"} == actions[2]
    assert {"id": "a3", "what": "find a\nbed", "owner": "mother", "level": "low"} == actions[1]


def test_a_goal_answers_a_statement_by_its_id_or_by_how_it_begins(team: Path) -> None:
    said = changed(
        team,
        ("  -\n    if nothing changes:", "  - Nobody came for her\n    if nothing changes: She waits."),
        ("  -\n    answers:", "  - Somebody comes\n    answers: nobody came"),
        ("  -\n    answers:", "  - Twice a week\n    answers: d1"),
    )
    found = shape.load(plan(team), "plan.yaml").data

    assert 0 == said.code, said.err
    assert ["d1", "d2"] == [each["id"] for each in found["danger-statements"]]
    assert [("sg1", "d1"), ("sg2", "d2"), ("sg3", "d1")] == [(e["id"], e["answers"]) for e in found["safety-goals"]]


def test_what_is_taken_out_of_the_form_is_taken_out_of_the_plan_and_said(team: Path) -> None:
    said = changed(team, ("  - [e1] six clear weeks\n", ""), ("Day wished for: 14/2/2027", "Day wished for: 21/2/2027"))
    found = shape.load(plan(team), "plan.yaml").data

    assert "1 thing taken out (e1)" in said.out
    assert "evidence" not in found
    assert {"home": "mothers-home", "to": "mother", "wished": "2027-02-21", "endorsed": "no"} == found["return"]


def test_a_plan_is_begun_from_nothing(tmp_path: Path) -> None:
    team = a_team(tmp_path / "team")
    said = changed(team, ("  -\n    when:", "  - midway\n    when: 1/2/2027"))

    assert (0, "") == (said.code, said.err)
    assert "review-points:\n  - id: r1\n    title: midway\n    date: 2027-02-01\n" == plan(team)


WRONG = {
    ("[a1] ring", "[a2] ring"): 'Nothing in the plan has the id "a2".',
    ("[a3] find", "[a1] find"): '"a1" appears twice.',
    ("[a1] ring", "[d1] ring"): "d1 belongs under Danger statements.",
    ("[d1] Left alone at night: twice.", "[a1] Left alone at night"): "a1 belongs under Actions.",
    ("by when: 4/12/2026", "by when: 31/02"): "is not a day",
    ("who does it: Dana Okafor", "who does it: Dina"): "No one in this case",
    ("answers: d1", "answers: d9"): 'Nothing here is "d9"',
    ("Actions:", "Akshuns:"): '"Actions:" is missing.',
    ("[a1] ring the school", "[a1]"): '"what" is required.',
    ("Return to whom: mother", "Return to whom: mothr"): 'Did you mean "mother"',
}


@pytest.mark.parametrize("change", WRONG)
def test_every_mistake_in_a_plan_is_said_and_nothing_is_changed(team: Path, change: tuple[str, str]) -> None:
    said = changed(team, change)

    assert 2 == said.code
    assert WRONG[change] in " ".join(said.err.split())
    assert PLAN == plan(team)


def test_a_form_begun_from_another_plan_is_put_aside_and_not_gone_on_with(team: Path) -> None:
    script = lay(team.parent, {"crash.py": CRASH}) / "crash.py"
    with mock.patch.dict(os.environ, {"EDITOR": f'"{sys.executable}" "{script}"'}):
        reunify(team, "form", "42", "plan", "--yes")
        lay(team, {"cases/RU-2026-0042/plan.yaml": PLAN.replace("ring the school", "write to the school")})
        said = reunify(team, "form", "42", "plan", "--yes")
    kept = sorted(path.name for path in (team / "cases/RU-2026-0042/drafts").iterdir())

    assert "is kept in cases/RU-2026-0042/drafts/plan-d.okafor-old-1.txt" in said.out
    assert ["plan-d.okafor-old-1.txt", "plan-d.okafor.txt"] == kept
    assert "write to the school" in plan(team)


CRASH = """\
import sys
from pathlib import Path
path = Path(sys.argv[-1])
path.write_text(path.read_text(encoding="utf-8").replace("six clear weeks", "ten clear weeks"), encoding="utf-8")
sys.exit(1)
"""


@pytest.mark.parametrize("change", [("six clear weeks", "ten clear weeks"), ("ring the school", "write to the school")])
def test_where_somebody_else_changed_the_plan_meanwhile_both_stay_or_nothing_is_written_over(
    team: Path, change: tuple[str, str]
) -> None:
    path = team / "cases/RU-2026-0042/plan.yaml"
    other = PLAN.replace("ring the school", "call at the school")

    def meanwhile(*given: object) -> object:
        path.write_text(other, encoding="utf-8")
        return from_file(*given)  # type: ignore[arg-type]

    with mock.patch("reunify_cli.cli.form.plan.from_file", meanwhile):
        said = changed(team, change)

    if change[0] == "six clear weeks":
        assert 0 == said.code
        assert "call at the school" in plan(team)
        assert "ten clear weeks" in plan(team)
    else:
        assert 3 == said.code
        assert "Someone else changed this file" in said.err
        assert other == plan(team)


def test_a_broken_plan_is_named_with_its_place(team: Path) -> None:
    lay(team, {"cases/RU-2026-0042/plan.yaml": "actions:\n  - {id: a1, wat: x}\n"})
    said = reunify(team, "form", "42", "plan", "--print")

    assert 3 == said.code
    assert "plan.yaml:2:14" in said.err
