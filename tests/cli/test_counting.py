"""One definition of late, missed and breached: the same number on a screen, in JSON, as CSV and in an export."""

import csv
import io
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.cli.desk import NOW, Answer, lay, reunify

TEAM = """
people:
  sw: {name: Amy Jones, roles: [{role: social-worker, from: 2015-01-01}]}
  tm: {name: Bob King, roles: [{role: team-manager, from: 2015-01-01}]}
  gone: {name: Guy Lane, roles: [{role: team-manager, from: 2015-01-01, until: 2026-06-30}]}
"""


def told(folder: Path, *words: str, me: str = "sw", now: str = NOW) -> Answer:
    answer = reunify(folder, *words, me=me, now=now)
    assert answer.code == 0, answer.err
    return answer


def a_child(folder: Path, policy: str, born: str, *journal: str, case: str = "", number: int = 42) -> Path:
    """A child of an invented team under a shipped policy; each line is an entry as YAML in braces."""
    at = f"cases/RU-2026-{number:04}"
    files = {
        "reunify.yaml": f"name: Northgate\npolicy: {policy}\n",
        "team.yaml": TEAM,
        f"{at}/case.yaml": f"format: 1\nid: RU-2026-{number:04}\nchild: {{initials: L.F., born: {born}}}\n{case}",
        f"{at}/journal.yaml": "".join(f"- {{{each}}}\n" for each in journal),
    }
    return lay(folder, files)


def duties(folder: Path, rule: str, *words: str) -> list[dict[str, Any]]:
    items = told(folder, "show", "42", "--all", "--json", *words).json["items"][0]["duties"]
    return [each for each in items if each["rule"] == rule]


CARE = (
    "id: 2A11, event: became-looked-after, date: 2026-09-07, legal-status: s20, recorded: 2026-09-07T10:00Z",
    "id: 2A12, event: placement-start, date: 2026-09-07, kind: foster, recorded: 2026-09-07T10:00Z",
)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("counting") / "reunify-demo"
    assert reunify(folder.parent, "demo", str(folder), "--json", me="").code == 0
    return folder


def test_how_late_a_review_was_held_is_said_alike_in_json_and_in_an_export(tmp_path: Path) -> None:
    held = "id: 2B11, event: review, date: 2026-11-20, completed: yes, recorded: 2026-11-20T10:00Z"
    folder = a_child(tmp_path / "team", "england", "2021-12-20", *CARE, held)

    (first, *_) = duties(folder, "reviews")
    assert ("2026-10-05", "2026-11-20", "met-late", 46) == tuple(
        first[key] for key in ("due", "met_on", "standing", "late_by_days")
    )
    told(folder, "export", str(tmp_path / "out"), "--format", "csv")
    tables = [path.read_text(encoding="utf-8-sig") for path in (tmp_path / "out").rglob("*.csv")]
    rows = [row for table in tables for row in csv.DictReader(io.StringIO(table)) if row.get("rule") == "reviews"]
    assert ["46"] == [row["late_by_days"] for row in rows if row["met_on"] == "2026-11-20"]


def test_a_missed_visit_stays_as_late_as_it_was_when_it_could_be_done_no_longer(tmp_path: Path) -> None:
    moved = "id: 2B11, event: placement-start, date: 2026-10-05, kind: foster, recorded: 2026-10-05T10:00Z"
    folder = a_child(tmp_path / "team", "england", "2014-05-20", *CARE, moved)

    figures = {
        duties(folder, "visits-placement", "--as-of", day)[0]["late_by_days"] for day in ("2026-10-06", "2026-11-30")
    }

    assert {21} == figures  # due on Mon 14 September, and the placement ended on 5 October


def test_the_summary_of_a_child_counts_the_late_lines_above_it(demo: Path) -> None:
    lines = reunify(demo, "show", "50", now="").out.splitlines()
    (summary,) = (line for line in lines if line.startswith("So far"))

    late = sum(line.startswith("OVERDUE ") for line in lines)
    assert (1, f", {late} overdue,") == (late, re.findall(r", \d+ overdue,", summary)[0])


def test_after_an_entry_as_many_breaches_are_still_there_as_lists_show(tmp_path: Path) -> None:
    stages = [
        f"id: 2B1{n}, event: stage-entered, date: 2026-02-0{n}, stage: {stage}, recorded: 2026-02-0{n}T10:00Z"
        for n, stage in enumerate(("identify", "plan", "implement", "review"), start=2)
    ]
    care = (
        "id: 2A11, event: became-looked-after, date: 2026-01-05, legal-status: care-order, recorded: 2026-01-05T10:00Z",
        "id: 2A12, event: placement-start, date: 2026-01-05, kind: foster, recorded: 2026-01-05T10:00Z",
    )
    folder = a_child(tmp_path / "team", "surrey", "2016-01-05", *care, *stages)

    after = told(folder, "record", "42", "visit", "seen=yes", "--on", "today", "--yes").out

    numbers = [
        re.findall(pattern, text)
        for pattern, text in (
            (r"still +(\d+) breaches", after),
            (r"(\d+) breaches ", told(folder, "next", "42").out),
            (r"BREACHES \((\d+)\)", told(folder, "overdue").out),
        )
    ]
    standings = Counter(each["standing"] for each in told(folder, "overdue", "--json").json["items"])
    assert {str(standings["breach"])} == {each[0] for each in numbers}


def test_what_guidance_asks_for_is_not_counted_as_policy(tmp_path: Path) -> None:
    folder = a_child(tmp_path / "team", "england", "2021-12-20", *CARE)
    items = told(folder, "overdue", "--json").json["items"]
    late = Counter(each["weight"] for each in items if each["standing"] == "overdue" and each["id"] == each["act"])

    lines = told(folder, "overdue").out.splitlines()
    head = next(line for line in lines if " guidance " in line).split()
    row = next(line for line in lines if line.startswith(" Total")).split()[1:]

    found = dict(zip(head[2:5], row[2:5], strict=True))
    assert found == {name: str(late[name]) if late[name] else "-" for name in ("law", "policy", "guidance")}
    assert late["guidance"]


def test_an_exception_says_how_late_the_duty_was_when_it_was_made(tmp_path: Path) -> None:
    folder = tmp_path / "reunify-demo"
    reunify(tmp_path, "demo", str(folder), "--json", me="")
    words = "--why", "manager away", "--authorised-by", "g.pryce", "--until", "31/12/2026", "--yes"
    assert reunify(folder, "vary", "63", "professional-planning", *words, me="d.okafor", now="").code == 0

    screen = " ".join(reunify(folder, "show", "63", now="").out.split())
    answer = reunify(folder, "show", "63", "--all", "--json", now="").json["items"][0]["duties"]

    assert "it was 4 days late by then" in screen
    assert "1 overdue when a manager made an exception" in screen
    assert {("varied", 4)} == {
        (each["standing"], each["late_by_days"]) for each in answer if each["rule"] == "professional-planning"
    }


def test_check_prints_a_note_about_one_child_and_counts_children_once(tmp_path: Path) -> None:
    entries = (
        "event: became-looked-after, date: 2026-11-02T09:00, legal-status: care-order",
        "event: placement-start, date: 2026-11-02T10:00, kind: foster",
        "event: joined-household, date: 2026-11-02T11:00, who: kid, home: mums",
        "event: destination-named, date: 2026-11-04, home: mums, to: mother, kind: parent",
    )
    people = (
        "people:\n  mother: {relation: mother}\n  kid: {relation: sister, born: 2008-12-09}\n"
        "homes: {mums: {kind: parent}}\n"
    )
    folder = a_child(tmp_path / "team", "lincolnshire", "2014-05-20", *entries, case=people)

    screen = " ".join(reunify(folder, "check", me="sw").out.split())

    assert "turns 18 on Wed 9 December 2026" in screen
    assert "1 child has entries that do not say when they were recorded" in screen


@pytest.mark.parametrize(("me", "everybody"), [("tm", True), ("sw", False), ("gone", False)])
def test_a_managers_morning_is_the_teams_whatever_she_owes_herself(tmp_path: Path, me: str, everybody: bool) -> None:
    def given(to: str) -> str:
        return f"id: 2B11, event: allocated, date: 2026-09-08, to: {to}, as: social-worker, recorded: 2026-09-08T10:00Z"

    folder = a_child(tmp_path / "team", "england", "2014-05-20", *CARE, given("sw"))
    a_child(folder, "england", "2015-05-20", *CARE, given("tm"), number=43)
    a_child(folder, "england", "2016-05-20", *CARE, given("gone"), number=44)

    assert told(folder, me=me).out.splitlines()[1].startswith("3 children" if everybody else "1 child")


@pytest.mark.parametrize("words", [("next",), ("next", "--within", "7d"), ("next", "--within", "200d"), ("overdue",)])
@pytest.mark.parametrize("index", [(), ("--no-index",)])
def test_a_list_has_the_same_number_on_a_screen_in_json_and_as_csv(
    demo: Path, words: Sequence[str], index: Sequence[str], tmp_path: Path
) -> None:
    screen = " ".join(reunify(demo, *words, *index, now="").out.split())
    answer = reunify(demo, *words, *index, "--json", now="").json
    out = tmp_path / "rows.csv"
    assert reunify(demo, *words, *index, "--format", "csv", "--out", str(out), now="").code == 0
    rows = list(csv.DictReader(io.StringIO(out.read_text(encoding="utf-8-sig"))))

    acts = {each["act"] for each in answer["items"]}
    assert [each["id"] for each in answer["items"]] == [row["id"] for row in rows]
    assert (answer["acts"], acts) == (len(acts), {row["act"] for row in rows})
    if words == ("overdue",):
        assert f"These {len(acts)} meet {len(rows)} duties" in screen
    else:
        parts = re.findall(
            r"(\d+) (?:breach|breaches|overdue|today|this week|next week|later)\b", screen.split("BREACH:")[0]
        )
        assert (len(acts), len(rows)) == (sum(map(int, parts)), int(re.findall(r"\((\d+) duties\)", screen)[0]))
