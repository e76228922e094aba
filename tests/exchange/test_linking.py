"""Somebody who holds the statutory return of the same children tries to find them in an export made to hide them."""

import csv
import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from random import Random

import pytest

from benchmarks.generate import Order, workspace
from reunify_cli import shape
from reunify_cli.cli.main import answer
from reunify_cli.exchange.export.columns import DUTIES, EVENTS, FACTS, TABLES, Table
from reunify_cli.exchange.export.disclosure import LATE_FROM, SHARED_BY, steps, veiled

NOW = "2026-11-30T08:47"
RETURNED = ("became-looked-after", "placement-start", "legal-status-changed", "review", "ceased-looked-after",
            "returned-home", "missing", "found")  # fmt: skip
"""What the return tells of a child, each with its day."""
ANY = "any of them"
Child = Mapping[str, frozenset[date]]
"""What the attacker knows of a child: the days of each kind of event, and the day of birth under `born`."""


def export(root: Path, out: Path, *words: str) -> int:
    return answer(["-C", str(root), "export", str(out), *words])


def the_return(root: Path) -> dict[str, Child]:
    """The return of a workspace's children, as the authority sends it."""
    found: dict[str, Child] = {}
    for folder in sorted(path.parent for path in (root / "cases").glob("*/case.yaml")):
        said = shape.load((folder / "case.yaml").read_bytes(), "case.yaml").data
        entries = shape.load((folder / "journal.yaml").read_bytes(), "journal.yaml").data
        assert isinstance(said, dict)
        assert isinstance(entries, list)
        days: dict[str, set[date]] = {"born": {date.fromisoformat(said["child"]["born"])}}
        for entry in entries:
            if entry.get("event") in RETURNED:
                days.setdefault(entry["event"], set()).add(date.fromisoformat(str(entry["date"])[:10]))
        found[folder.name] = {kind: frozenset(each) for kind, each in days.items()}
    return found


def rows_of(out: Path, table: Table) -> Iterator[tuple[dict[str, str], str]]:
    """The rows of a table, each with the year of its folder."""
    for path in sorted((out / "csv" / table.name).rglob("*.csv")):
        year = re.search(r"year=(\d+)", str(path))
        for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines()):
            yield row, year[1] if year else ""


def days_told(table: Table, row: dict[str, str]) -> tuple[str, str]:
    """Of which kind of event in the return a row tells, and the day that it gives, or its month; "" for neither."""
    if table is EVENTS:
        return (row["event"], row["date"]) if row["event"] in RETURNED else ("", "")
    if table is DUTIES:
        if row["rule"] == "reviews" and row["met_on"]:
            return "review", row["met_on"]
        return (row["anchor_event"], row["anchor_date"]) if row["anchor_event"] in RETURNED else ("", "")
    if table is FACTS and row["fact"] == "looked-after" and row["value"] == "yes":
        # Of a child who was there before the return begins, the first row of any kind opens it.
        return ANY, row["starts"]
    return "", ""


def suspects(known: Mapping[str, Child], kind: str, day: str, year: str, *, monthly: bool) -> set[str]:
    """The children of the return of whom a row may tell."""
    exact = date.fromisoformat(day) if day else None

    def fits(each: date) -> bool:
        if exact is not None:
            return each.replace(day=1) == exact if monthly else each == exact
        return not year or str(each.year) == year

    kinds = RETURNED if kind == ANY else (kind,)
    return {child for child, days in known.items() if any(fits(day) for each in kinds for day in days.get(each, ()))}


def picked_out(out: Path, known: Mapping[str, Child], *, monthly: bool) -> Counter[str]:
    """The children of whom some row can be no more than four, or is one of them more often than one time in five."""
    found: Counter[str] = Counter()
    for table in (EVENTS, DUTIES, FACTS):
        for row, year in rows_of(out, table):
            # The year of a duty's folder is that of its due day, which the return does not tell.
            kind, day = days_told(table, row)
            if kind and (day or table is not DUTIES):
                who = suspects(known, kind, day, year if table is EVENTS else "", monthly=monthly)
                found.update(who if 0 < len(who) < SHARED_BY else ())
    return found


@cache
def made_up(folder: Path) -> Path:
    workspace(Order(folder / "north", 40))
    return folder / "north"


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_up(tmp_path_factory.mktemp("linking"))


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REUNIFY_NOW", NOW)


def test_who_holds_the_return_finds_no_child_better_than_one_in_five(team: Path, tmp_path: Path) -> None:
    known = the_return(team)
    assert 0 == export(team, tmp_path / "open")
    assert 0 == export(team, tmp_path / "hidden", "--pseudonymise")

    # Else the attacker would be one who finds nobody anywhere.
    assert len(known) == len(picked_out(tmp_path / "open", known, monthly=False))
    assert Counter() == picked_out(tmp_path / "hidden", known, monthly=True)
    assert 100 < sum(1 for table in TABLES for _ in rows_of(tmp_path / "hidden", table))


def test_no_day_of_birth_and_no_birthday_is_in_it_by_any_route(team: Path, tmp_path: Path) -> None:
    export(team, tmp_path / "out", "--pseudonymise", "--format", "csv,json")
    text = "\n".join(path.read_text("utf-8") for path in (tmp_path / "out").rglob("*") if path.is_file())
    days = set(re.findall(r"\d{4}-\d\d-\d\d", text)) - {NOW[:10]}

    assert days
    assert not [day for day in days if not day.endswith("-01")]


@pytest.mark.skipif("REUNIFY_SSDA903" not in os.environ, reason="REUNIFY_SSDA903 names no folder with a return")
def test_of_a_whole_return_that_was_imported_no_child_is_found_either(tmp_path: Path) -> None:
    assert 0 == answer(["init", str(tmp_path / "team"), "--policy", "england"])
    answer(["-C", str(tmp_path / "team"), "import", "ssda903", os.environ["REUNIFY_SSDA903"], "--apply"])
    known = the_return(tmp_path / "team")
    assert 0 == export(tmp_path / "team", tmp_path / "open")
    assert 0 == export(tmp_path / "team", tmp_path / "hidden", "--pseudonymise")

    assert picked_out(tmp_path / "open", known, monthly=False)
    assert Counter() == picked_out(tmp_path / "hidden", known, monthly=True)


# --- rows ---------------------------------------------------------------------------------------------------------


def some_rows(random: Random, table: Table) -> list[tuple[str, tuple[object, ...]]]:
    """Rows of a few children with few values, so that some are alike and some are rare."""

    def value(kind: str) -> object:
        match kind:
            case "date":
                return random.choice(("2026-01-05", "2026-01-05", "2026-01-05", "2026-02-17"))
            case "whole":
                return random.choice((0, 0, 0, 3))
            case "yes-no":
                return random.random() < 0.9
        return "b" if random.random() < 0.05 else "a"

    return [
        (f"child {random.randrange(30)}", tuple(value(column.kind) for column in table.columns))
        for _ in range(random.randrange(20, 400))
    ]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_whatever_the_rows_no_child_has_more_than_a_fifth_of_those_alike(table: Table) -> None:
    random = Random(903)
    most = least = 0
    for _ in range(60):
        rows = some_rows(random, table)
        kept = veiled(table, rows)
        told = Counter(kept.rows)
        assert len(rows) == len(kept.rows) + kept.left_out
        assert list(kept.rows) == sorted(kept.rows, key=repr)
        for row, number in told.items():
            # A row was told at one of the steps; whoever it may be of, it is at most one in five.
            of = Counter(child for child, each in rows for step in steps(table) if step(each) == row)
            assert len(of) >= SHARED_BY
            assert number >= SHARED_BY
        most, least = max(most, len(kept.rows)), max(least, kept.left_out)

    assert most > 0
    assert least > 0


def test_a_row_of_four_children_loses_what_is_rare_and_one_of_five_keeps_it() -> None:
    def of(children: int) -> tuple[object, ...]:
        row = tuple("review" if name == "event" else "2026-03-17" if name == "date" else None for name in EVENTS.names)
        return veiled(EVENTS, [(str(n), row) for n in range(children)]).rows[0] if children else ()

    assert "2026-03-01" == str(of(5)[EVENTS.names.index("date")])
    with pytest.raises(IndexError):
        of(4)


def test_one_child_with_many_rows_alike_does_not_hide_behind_four_with_one() -> None:
    row = tuple("review" if name == "event" else None for name in EVENTS.names)

    assert 5 == len(veiled(EVENTS, [(str(n), row) for n in range(5)]).rows)
    assert 6 == veiled(EVENTS, [(str(n), row) for n in (0, 0, 1, 2, 3, 4)]).left_out


def test_lateness_is_told_by_bands() -> None:
    place = DUTIES.names.index("late_by_days")
    row = [None] * len(DUTIES.names)
    bands = {}
    for days in (0, 1, 7, 8, 28, 29, 91, 92, 400):
        row[place] = days  # type: ignore[call-overload]
        bands[days] = steps(DUTIES)[0](tuple(row))[place]

    assert {0: 0, 1: 1, 7: 1, 8: 8, 28: 8, 29: 29, 91: 29, 92: 92, 400: 92} == bands
    assert sorted(LATE_FROM, reverse=True) == list(LATE_FROM)


# --- where it lies ------------------------------------------------------------------------------------------------


def test_nothing_of_the_path_above_an_export_is_in_it(tmp_path: Path) -> None:
    database = pytest.importorskip("duckdb").connect()
    demo = shutil.copytree(Path(__file__).parents[2] / "case_templates" / "demo", tmp_path / "demo")
    out = tmp_path / "team=Ruby Kesson" / "year=1999" / "out"
    assert 0 == export(demo, out, "--pseudonymise", "--format", "csv,json,parquet")
    files = [path for path in out.rglob("*") if path.is_file()]

    assert [] == [path.name for path in files if b"Kesson" in path.read_bytes() or b"1999" in path.read_bytes()]
    for table in TABLES:
        for path in (out / "parquet" / table.name).rglob("*.parquet"):
            columns = database.execute(
                f"SELECT name FROM parquet_schema('{path}') WHERE name <> 'duckdb_schema'"
            ).fetchall()
            assert list(table.names) == [name for (name,) in columns]


def test_what_remains_is_said_with_how_much_was_left_out(team: Path, tmp_path: Path) -> None:
    export(team, tmp_path / "out", "--pseudonymise")
    export(team, tmp_path / "open")
    hidden, told = ((tmp_path / name / "README.md").read_text("utf-8") for name in ("out", "open"))

    assert re.search(r": \d+ rows; \d+ left out, because fewer than five children share them", hidden)
    assert "no day of birth" in hidden
    assert "a duty counted from a birthday gives the day away" in told
