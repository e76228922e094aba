"""The recipes of policies/README.md, each laid down as it stands: lint has nothing against it and its examples hold."""

import re
from pathlib import Path

import pytest

from reunify_cli.shipped import policies_dir
from tests.cli.desk import Answer, a_team, reunify

README = (policies_dir() / "README.md").read_text(encoding="utf-8")
RECIPES = README.split("\n## Recipes\n")[1].split("\n## ")[0].split("\n### ")[1:]
NAMES = [each.partition("\n")[0] for each in RECIPES]
POLICY = "id: northgate\ntitle: Northgate\nextends: england\nsource: {cite: Northgate procedure, checked: 2026-11-01}\n"
WHERE = {
    "rules:": "policies/northgate/rules.yaml",
    "- name:": "policies/northgate/northgate.test.yaml",
    "terms:": "policies/calendars/school-terms.yaml",
    "facts:": "policies/northgate/vocabulary.yaml",
    "roles:": "policies/northgate/vocabulary.yaml",
}


def laid_down(recipe: str, folder: Path) -> Path:
    """A workspace with a policy that holds one recipe."""
    files = {"reunify.yaml": "policy: {id: northgate, from: 2026-01-01}\n", "policies/northgate/policy.yaml": POLICY}
    for text in re.findall(r"```yaml\n(.*?)```", recipe, re.DOTALL):
        (where,) = [path for start, path in WHERE.items() if text.startswith(start)]
        files[where] = text
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def typed(folder: Path, *words: str) -> Answer:
    return reunify(folder, "policy", *words)


@pytest.mark.parametrize("recipe", RECIPES, ids=NAMES)
def test_a_recipe_does_what_it_says(recipe: str, tmp_path: Path) -> None:
    folder = laid_down(recipe, tmp_path)
    lint, tested, shown = (typed(folder, word, "northgate") for word in ("lint", "test", "show"))

    assert (0, "") == (lint.code, lint.err), lint.out
    assert 0 == tested.code, tested.out + tested.err
    assert "as expected" in tested.out
    assert "By when" in shown.out


def test_what_is_due_before_a_meeting_is_moved_to_the_days_on_which_counting_goes_wrong(tmp_path: Path) -> None:
    before = next(each for name, each in zip(NAMES, RECIPES, strict=True) if "before a meeting" in name)
    (limit,) = typed(laid_down(before, tmp_path), "test", "northgate", "--limits", "--json").json["items"]

    assert ("report-before-review", []) == (limit["rule"], limit["wrong"])
    assert limit["days"] > 20


def test_there_is_a_recipe_for_what_people_ask_how_to_write() -> None:
    wanted = ("before a meeting", "fourteen days", "24 hours", "school term", "later of two", "late", "each person")

    assert [] == [each for each in wanted if not any(each in name for name in NAMES)]
    for word in ("expect:\n    - {", "$each", "born:", "roles:", "for: 14 d"):
        assert word in README


def test_booking_a_meeting_too_late_for_what_comes_before_it_is_said_at_once_and_on_every_list(tmp_path: Path) -> None:
    before = next(each for name, each in zip(NAMES, RECIPES, strict=True) if "before a meeting" in name)
    rules = re.search(r"```yaml\n(rules:.*?)```", before, re.DOTALL)
    assert rules is not None
    files = {"policies/west/policy.yaml": POLICY.replace("id: northgate", "id: west").replace("england", "northgate")}
    team = a_team(tmp_path, **files, **{"policies/west/rules.yaml": rules[1]})
    settings = team / "reunify.yaml"
    settings.write_text(settings.read_text().replace("policy: northgate", "policy: west"))

    good = reunify(team, "book", "42", "review", "--on", "14/12/2026 10:00", "--yes")
    bad = reunify(team, "book", "42", "review", "--move", "--on", "2/12/2026 10:00", "--yes")
    again = reunify(team, "book", "42", "review", "--move", "--on", "16/12/2026 10:00", "--yes")

    assert "Report three working days before the review, by Wed 9 Dec" in " ".join(good.out.split())
    assert "TOO LATE Report three working days before the review: no longer 3 working days ahead" in " ".join(
        bad.out.split()
    )
    assert "Report three working days before the review, by Fri 11 Dec" in " ".join(again.out.split())
    assert "TOO LATE" not in again.out
    reunify(team, "book", "42", "review", "--move", "--on", "2/12/2026 10:00", "--yes")
    listed = " ".join(reunify(team, "next", "42").out.split())
    assert "BOOKED TOO LATE, Wed 2 Dec 10:00 do reunify record 42 assessment-reviewed" in listed
