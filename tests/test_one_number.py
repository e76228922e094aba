"""One question, one number: what is late, broken, due or not known is as much in every telling.

The demonstration, and an invented authority that calls things due three days ahead, with a child who cannot be read.
Everything is asked from the index, from the files alone, and as of another day.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks.generate import Order, workspace
from tests.cli.desk import Answer, reunify

WAYS = {"index": (), "files": ("--no-index",), "another day": ("--as-of", "2026-12-28")}
WHOSE = {
    "everybody": (),
    "mine": ("--mine",),
    "a reviewing officer": ("--role", "iro"),
    "who holds cases": ("--person", "{holder}"),
    "who owes in others' cases": ("--person", "{officer}"),
}
DUE = ("due", "upcoming")
WEIGHTS = ("law", "policy", "guidance", "plan")
NOW = "2026-11-30T08:47"
Duty = Mapping[str, Any]


@dataclass(frozen=True)
class Team:
    """A workspace, and who asks there."""

    folder: Path
    holder: str
    officer: str
    unread: int

    def ask(self, *words: str, me: str | None = None) -> Answer:
        """Type at it. A list from which a child is missing ends with 3."""
        words = tuple(word.format(holder=self.holder, officer=self.officer) for word in words)
        answer = reunify(self.folder, *words, me=self.holder if me is None else me, now=NOW)
        assert answer.code == (3 if self.unread and words[0] in LISTS else 0), answer.err
        return answer


LISTS = ("next", "overdue", "list", "--json", "--no-color", "calendar", "export")


@pytest.fixture(scope="module", params=["demonstration", "authority"])
def team(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Team:
    """A team's folder, with a breach that a manager has seen and an exception that one has made."""
    folder: Path = tmp_path_factory.mktemp("number") / request.param
    if request.param == "demonstration":
        assert reunify(folder.parent, "demo", str(folder), "--json", me="").code == 0
        return Team(folder, "d.okafor", "h.fenwick", 0)
    workspace(Order(folder, 12))
    policy = folder / "policies/own"
    policy.mkdir(parents=True)
    policy.joinpath("policy.yaml").write_text(
        "id: own\ntitle: Own\nshort: Own\nextends: surrey\nsettings: {due-soon: 3 d}\n", encoding="utf-8"
    )
    at = folder / "reunify.yaml"
    at.write_text(at.read_text(encoding="utf-8").replace("policy: surrey", "policy: own"), encoding="utf-8")
    items = reunify(folder, "overdue", "--json", me="tm0", now=NOW).json["items"]
    one = next(each for each in items if each["standing"] == "breach")
    words = one["case"], f"{one['rule']}@{one['anchor']['date'][:10]}"
    assert reunify(folder, "seen", *words, "--yes", me="tm0", now=NOW).code == 0
    broken = max((folder / "cases").iterdir())
    (broken / "journal.yaml").write_text("- {event: visit", encoding="utf-8")
    return Team(folder, "sw0", "iro0", 1)


def acts_of(items: Iterable[Duty]) -> list[list[Duty]]:
    """Duties that one entry would meet, together; the most pressing first."""
    found: dict[str, list[Duty]] = {}
    for each in items:
        found.setdefault(each["act"], []).append(each)
    return list(found.values())


def of_items(items: Sequence[Duty], today: date) -> dict[str, int]:
    """What duties as JSON or CSV say to each question."""
    monday = today - timedelta(days=today.weekday())
    acts = acts_of(items)
    late = [act for act in acts if act[0]["standing"] == "overdue"]
    broken = [act[0] for act in acts if act[0]["standing"] == "breach"]
    days = [
        date.fromisoformat(min(d["due"] for d in act if d["due"])[:10]) for act in acts if act[0]["standing"] in DUE
    ]
    found = {
        "late": len(late),
        "late duties": sum(each["standing"] == "overdue" for each in items),
        "breaches": sum(not each["seen_on"] for each in broken),
        "breaches seen": sum(bool(each["seen_on"]) for each in broken),
        "to ask about": sum(act[0]["standing"] in ("not-known", "open") for act in acts),
        "today": days.count(today),
        "this week": sum(today < day < monday + timedelta(days=7) for day in days),
        "next week": sum(monday + timedelta(days=7) <= day < monday + timedelta(days=14) for day in days),
    }
    weights = Counter(min((d["weight"] for d in act if d["standing"] == "overdue"), key=WEIGHTS.index) for act in late)
    return found | {f"late by {weight}": weights[weight] for weight in WEIGHTS}


def first(pattern: str, text: str) -> int:
    """The number that stands in a text; 0 where the text does not say one."""
    found = re.search(pattern, text, re.MULTILINE)
    return int(found[1]) if found else 0


def of_overdue(text: str) -> dict[str, int]:
    head = next(line for line in text.splitlines() if line.split()[:2] == ["children", "breach"]).split()[:-3]
    row = next(line for line in text.splitlines() if line.startswith(" Total")).split()[1:]
    table = {name: 0 if cell == "-" else int(cell) for name, cell in zip(head, row, strict=False) if name != "longest"}
    late = first(r"^OVERDUE, the longest first: (\d+)", text)
    meet = re.search(r"These (\d+) meet (\d+) duties", " ".join(text.split()))
    told = {"acts": int(meet[1]), "duties": int(meet[2])} if meet else {}
    return {
        "late": late,
        "breaches": first(r"^BREACHES \((\d+)\)", text),
        "breaches seen": first(r"^(\d+) breach(?:es)? seen by a manager", text),
        "to ask about": first(r"^ASK \((\d+)\)", text),
        **{f"late by {weight}": table.get(weight, 0) for weight in WEIGHTS},
        "rows": told.get("duties", -1),
    }


def of_next(text: str) -> dict[str, int]:
    said = " ".join(text.split("\n\n", 1)[0].split())
    return {
        "late": first(r" (\d+) overdue\b", said),
        "breaches": first(r" (\d+) breach", said),
        "to ask about": first(r" (\d+) to ask", said),
        "today": first(r" (\d+) today", said),
        "this week": first(r" (\d+) this week", said),
        "next week": first(r" (\d+) next week", said),
        "without a date": first(r" (\d+) without a date", said),
        "duties of next": first(r" \((\d+) duties\)", said),
        "beyond": first(r"^After .*: (\d+) more\.", text),
    }


def of_morning(text: str) -> dict[str, int]:
    names = {
        "late": "OVERDUE",
        "to ask about": "ASK",
        "today": "TODAY",
        "this week": "THIS WEEK",
        "next week": "NEXT WEEK",
    }
    found = {question: first(rf"^  {name} +(\d+)  ", text) for question, name in names.items()}
    return found | {"without a date": first(r"^  NO DATE +(\d+)  ", text)}


def tellings(team: Team, way: Sequence[str], whose: Sequence[str]) -> Iterator[tuple[str, dict[str, int]]]:
    """Everything that is said of a team's numbers, by who says it; each says what it says anything about."""
    day = date.fromisoformat(way[1]) if "--as-of" in way else date(2026, 11, 30)
    read = {"read": r"(\d+) child", "closed": r"(\d+) closed case"}
    for name, of in (("overdue", of_overdue), ("next", of_next)):
        text = team.ask(name, *way, *whose).out
        heads = {each: first(pattern, text) for each, pattern in read.items()}
        yield f"{name}", of(text) | heads
    answer = team.ask("overdue", *way, *whose, "--json").json
    found = of_items(answer["items"], day)
    yield (
        "overdue --json",
        {k: v for k, v in found.items() if k not in ("today", "this week", "next week")}
        | {"read": answer["read"] + len(answer["unread"])},
    )
    assert answer["acts"] == len(acts_of(answer["items"]))
    rows = read_rows(team.ask("overdue", *way, *whose, "--format", "csv").out, answer)
    assert Counter(each["id"] for each in rows) == Counter(each["id"] for each in answer["items"])
    answer = team.ask("next", *way, *whose, "--json").json
    more = {"read": answer["read"] + len(answer["unread"]), "beyond": answer["beyond"]}
    duties = sum(not (each["standing"] == "breach" and each["seen_on"]) for each in answer["items"])
    more["duties of next"] = duties if duties > len({e["act"] for e in answer["items"] if not e["seen_on"]}) else 0
    yield "next --json", of_items(answer["items"], day) | more | {"without a date": answer["undated"]}
    rows = read_rows(team.ask("next", *way, *whose, "--format", "csv").out, answer)
    assert Counter(each["id"] for each in rows) == Counter(each["id"] for each in answer["items"])
    yield "next --format csv", of_items(rows, day)
    answer = team.ask("list", *way, *whose, "--json").json
    listed = answer["items"]
    yield (
        "list --json",
        {"late": sum(each["late"] for each in listed), "list breaches": sum(e["breaches"] for e in listed)},
    )
    rows = read_rows(team.ask("list", *way, *whose, "--format", "csv").out, answer)
    yield "list --format csv", {"late": sum(int(each["late"]) for each in rows)}
    if whose in ((), ("--mine",)):  # a worker's morning is her own, everybody else's is the team's
        me = team.holder if whose else ""
        text = team.ask("--no-color", *way, me=me).out
        yield "the morning", of_morning(text) | {each: first(pattern, text) for each, pattern in read.items()}
        answer = team.ask("--json", *way, me=me).json
        number = {"read": answer["read"] + len(answer["unread"]), "without a date": answer["undated"]}
        yield "the morning --json", of_items(answer["items"], day) | number


def csv_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def read_rows(text: str, answer: dict[str, Any]) -> list[dict[str, str]]:
    """The rows of a table whose children were read; the others have a row each that says why, as in JSON."""
    rows = csv_of(text)
    not_read = [each["case"] for each in rows if each.get("not_read")]
    assert not_read == [each["case"] for each in answer["unread"]]
    return [each for each in rows if not each.get("not_read")]


ASKED = [(way, "everybody") for way in WAYS] + [("index", whose) for whose in WHOSE if whose != "everybody"]


@pytest.mark.parametrize(("way", "whose"), ASKED)
def test_every_telling_gives_the_same_number_to_the_same_question(team: Team, way: str, whose: str) -> None:
    answers: dict[str, dict[str, int]] = {}
    for telling, numbers in tellings(team, WAYS[way], WHOSE[whose]):
        for question, number in numbers.items():
            answers.setdefault(question, {})[telling] = number
    rows = answers.pop("rows")["overdue"]
    total = {name: answers[name]["overdue --json"] for name in ("late duties", "breaches", "breaches seen")}
    if rows >= 0:
        answers["duties that the screen of overdue speaks of"] = {"it": rows, "JSON": sum(total.values())}
    broken = answers.pop("list breaches")["list --json"]
    answers["breaches, seen or not"] = {"list": broken, "overdue": total["breaches"] + total["breaches seen"]}

    assert {} == {question: told for question, told in answers.items() if len(set(told.values())) > 1}
    assert len(answers) > 12


@pytest.mark.parametrize("way", WAYS)
def test_what_lists_say_of_duties_children_and_exports_say_too(team: Team, way: str, tmp_path: Path) -> None:
    lists = team.ask("next", *WAYS[way], "--within", "400d", "--json").json["items"]
    late = Counter(each["case"] for each in lists if each["standing"] == "overdue")
    broken = Counter(each["case"] for each in lists if each["standing"] == "breach")
    cases = [each["case"] for each in team.ask("list", *WAYS[way], "--json").json["items"]]
    assert late
    for case in cases:
        days = ("--as-of", WAYS[way][1]) if way == "another day" else ()
        shown = team.ask("show", case, *days, "--json").json["items"][0]["duties"]
        musts = [each for each in shown if each["strength"] == "must" or each["standing"] != "breach"]
        standings = Counter(each["standing"] for each in musts)
        assert (case, late[case], broken[case]) == (case, standings["overdue"], standings["breach"])
        text = team.ask("show", case, *days).out
        acts = {each["act"] for each in lists if each["case"] == case and each["id"] == each["act"]} & {
            each["id"] for each in shown if each["standing"] == "overdue"
        }
        assert (case, len(acts)) == (case, first(r", (\d+) overdue,", text))


def test_an_export_says_of_every_duty_what_a_child_says(team: Team, tmp_path: Path) -> None:
    cases = [each["case"] for each in team.ask("list", "--json").json["items"]]
    shown = [each for case in cases for each in team.ask("show", case, "--json").json["items"][0]["duties"]]
    team.ask("export", str(tmp_path / "out"), "--format", "csv")
    tables = [csv_of(path.read_text(encoding="utf-8-sig")) for path in (tmp_path / "out").rglob("*.csv")]
    rows = [row for table in tables for row in table if "standing" in row and row["case"] in cases]

    wanted = Counter((each["case"], each["rule"], each["standing"], each["late_by_days"]) for each in shown)
    assert wanted == Counter((each["case"], each["rule"], each["standing"], int(each["late_by_days"])) for each in rows)


def test_a_review_pack_names_every_late_duty_that_lists_name(team: Team, tmp_path: Path) -> None:
    items = team.ask("overdue", "--json").json["items"]
    late = [each for each in items if each["standing"] == "overdue" and each["weight"] != "plan"]
    case, _ = Counter(each["case"] for each in late).most_common()[0]
    answer = reunify(
        team.folder, "pack", case, "review", "--format", "md", "--out", str(tmp_path), me=team.holder, now=NOW
    )
    assert answer.code == 0, answer.err
    (paper,) = tmp_path.glob("*.md")
    told = re.findall(r"\*\*([^*]+)\*\*.*\*\*Not recorded as done; it was due", paper.read_text(encoding="utf-8"))

    assert {each["title"] for each in late if each["case"] == case} == set(told)


def test_as_many_meetings_are_booked_in_the_calendar_as_children_have(team: Team, tmp_path: Path) -> None:
    file = tmp_path / "meetings.ics"
    booked = [
        each
        for case in (row["case"] for row in team.ask("list", "--json").json["items"])
        for each in team.ask("show", case, "--json").json["items"][0]["booked"]
        if not each["called_off"] and each["for"] >= NOW[:10]
    ]
    reunify(team.folder, "calendar", "--out", str(file), me=team.holder, now=NOW)
    assert len(booked) == file.read_text(encoding="utf-8").count("STATUS:CONFIRMED")
