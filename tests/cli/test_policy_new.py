"""`reunify policy new`: a folder to begin with, in which all that stands behind marks works once those are off."""

from pathlib import Path

import pytest

from reunify_cli.policy_store.policies import load_policy, policy_ids
from tests.cli.desk import a_team, bytes_of, reunify

TESTS = "west.test.yaml"


@pytest.mark.parametrize("base", policy_ids())
def test_a_new_policy_reads_and_asks_exactly_what_the_one_it_builds_on_asks(tmp_path: Path, base: str) -> None:
    team = a_team(tmp_path)

    answer = reunify(team, "policy", "new", "west", "--from", base)

    assert 0 == answer.code, answer.err
    made, below = load_policy("west", team), load_policy(base, team)
    assert ("West", "West", (base, *below.extends)) == (made.title, made.short, made.extends)
    assert (below.rules, below.stages, below.guidance) == (made.rules, made.stages, made.guidance)
    assert ["policy.yaml", "rules.yaml", "west.test.yaml"] == sorted(p.name for p in (team / "policies/west").iterdir())


@pytest.mark.parametrize("base", policy_ids())
def test_with_the_marks_taken_away_rule_example_override_and_labels_read_and_come_out(
    tmp_path: Path, base: str
) -> None:
    team = a_team(tmp_path)
    reunify(team, "policy", "new", "west", "--from", base)
    folder = team / "policies" / "west"
    for name, begins, mark in (
        ("policy.yaml", "# override:", "# "),
        ("rules.yaml", "#  - id", "#"),
        (TESTS, "#- n", "#"),
    ):
        text = (folder / name).read_text(encoding="utf-8")
        above, below = text[: text.index(begins)], text[text.index(begins) :]
        rows = [row if row.startswith(("# What", "#   (")) else row.removeprefix(mark) for row in below.splitlines()]
        if any("(nothing" in row for row in rows):
            rows.remove("override:")
        (folder / name).write_text(above + "\n".join(rows), encoding="utf-8")

    tested = reunify(team, "policy", "test", "west")
    limits = reunify(team, "policy", "test", "west", "--limits", "--rule", "visit-after-a-stay")
    lint = reunify(team, "policy", "lint", "west").out

    assert (0, "west: 1 example, as expected\n") == (tested.code, tested.out), tested.out + tested.err
    assert "west: 1 of 1 dated rule at the limits" in limits.out
    assert "visit-after-a-stay" not in lint
    assert "visit-after-a-stay" in load_policy("west", team).by_id


def test_what_was_made_is_named_and_what_to_do_next(tmp_path: Path) -> None:
    answer = reunify(a_team(tmp_path), "policy", "new", "west", "--from", "surrey")

    assert answer.out.startswith("MADE  policies/west, which builds on surrey.\n  policies/west/policy.yaml\n")
    assert "reunify policy adopt west --from DATE" in answer.out
    assert all(len(line) <= 80 for line in answer.lines)


def test_as_json_it_names_the_files(tmp_path: Path) -> None:
    (item,) = reunify(a_team(tmp_path), "policy", "new", "west", "--from", "surrey", "--json").json["items"]

    assert ("west", "surrey", 3) == (item["id"], item["extends"], len(item["files"]))


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("northgate", "--from", "surrey"), 1, 'There is a policy "northgate" already.'),
        (("surrey", "--from", "england"), 1, 'There is a policy "surrey" already.'),
        (("West Side", "--from", "surrey"), 2, "Write west-side"),
        (("9", "--from", "surrey"), 2, "Such as northgate."),
        (("west", "--from", "surey"), 2, 'Did you mean "surrey"?'),
        (("west",), 2, "--from"),
    ],
)
def test_a_name_that_is_taken_or_none_is_refused_and_nothing_is_written(
    tmp_path: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    team = a_team(tmp_path)
    before = bytes_of(team)

    answer = reunify(team, "policy", "new", *words)

    assert (code, "") == (answer.code, answer.out)
    assert said in answer.err
    assert before == bytes_of(team)


def test_a_folder_that_lies_there_already_is_not_written_into(tmp_path: Path) -> None:
    team = a_team(tmp_path)
    (team / "policies" / "west").mkdir()

    answer = reunify(team, "policy", "new", "west", "--from", "surrey")

    assert 3 == answer.code
    assert "policies/west" in answer.err
    assert [] == list((team / "policies" / "west").iterdir())


def test_on_a_policy_that_does_not_read_nothing_is_built(tmp_path: Path) -> None:
    team = a_team(tmp_path, **{"policies/northgate/slip.yaml": "rules: [{id: x}]\n"})

    answer = reunify(team, "policy", "new", "west", "--from", "northgate")

    assert 3 == answer.code
    assert "policies/northgate/slip.yaml:1:9" in answer.err
    assert not (team / "policies" / "west").exists()
