"""Tables for others: what happened and what was owed, and nobody's name."""

import csv
import io
import json
import re
import shutil
import sys
from pathlib import Path

import pytest

from reunify_cli import shape
from reunify_cli.cli.main import answer
from reunify_cli.exchange.export.columns import TABLES
from reunify_cli.exchange.export.text import cell, csv_head

NOW = "2026-11-30T08:47"
SHIPPED = Path(__file__).resolve().parents[2] / "case_templates" / "demo"


@pytest.fixture
def demo(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REUNIFY_NOW", NOW)
    monkeypatch.setenv("REUNIFY_ME", "Dana Okafor")
    copied = shutil.copytree(SHIPPED, tmp_path / "demo")
    return Path(copied)


def export(demo: Path, out: Path, *words: str) -> int:
    return answer(["-C", str(demo), "export", str(out), *words])


def table(out: Path, name: str) -> list[dict[str, str]]:
    found = []
    for path in sorted((out / "csv" / name).rglob("*.csv")):
        found += list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))
    return found


def words_of(out: Path) -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in out.rglob("*") if path.is_file())


def family_names(demo: Path) -> set[str]:
    """Every name, part of a name and address in the children's own files, and the keys that are first names."""
    found: set[str] = set()
    for path in (demo / "cases").glob("*/case.yaml"):
        said = shape.load(path.read_bytes(), path.name).data
        assert isinstance(said, dict)
        child = said["child"]
        for key in ("name", "known-as"):
            found.update(str(child.get(key) or "").split())
        for key, relative in said["people"].items():
            name = str(relative.get("name") or "")
            found.update(name.split())
            # A key such as `ella` is a name; one such as `mother` is not.
            found.update({key} if key.capitalize() in name.split() else set())
        found.update(str(home.get("address") or "") for home in said.get("homes", {}).values())
        found.add(str(said.get("group") or ""))
    return {name for name in found if len(name) > 2}


def free_text(demo: Path) -> set[str]:
    found: set[str] = set()
    for path in (demo / "cases").glob("*/journal.yaml"):
        entries = shape.load(path.read_bytes(), path.name).data
        assert isinstance(entries, list)
        for entry in entries:
            assert isinstance(entry, dict)
            texts = [
                entry.get(key) for key in ("note", "words", "childs-words", "why", "urgent-reason", "risk-factors")
            ]
            texts += [row.get("what") for key in ("actions", "decisions") for row in entry.get(key) or ()]
            found.update(str(text) for text in texts if text and " " in str(text))
    return found


def named(names: set[str], text: str) -> list[str]:
    words = set(re.findall(r"\w+", text))
    return sorted(name for name in names if name in words or (not name.isalnum() and name in text))


@pytest.mark.parametrize("words", [(), ("--pseudonymise",)])
def test_no_childs_or_relatives_name_address_or_note_is_ever_exported(
    demo: Path, tmp_path: Path, words: tuple[str, ...]
) -> None:
    assert 0 == export(demo, tmp_path / "out", "--format", "csv,json", *words)
    text = words_of(tmp_path / "out")

    names, notes = family_names(demo), free_text(demo)
    assert len(names) > 30
    assert len(notes) > 5
    assert [] == named(names, text)
    assert [] == [note for note in notes if note in text]


def test_under_a_veil_no_colleague_and_no_case_is_named_either(demo: Path, tmp_path: Path) -> None:
    assert 0 == export(demo, tmp_path / "out", "--pseudonymise", "--format", "csv,json")
    text = words_of(tmp_path / "out")
    team = shape.load((demo / "team.yaml").read_bytes(), "team.yaml").data
    assert isinstance(team, dict)

    people = team["people"]
    assert [] == [key for key, who in people.items() if key in text or str(who["name"]) in text]
    assert [] == [path.name for path in (demo / "cases").iterdir() if path.name in text]


def test_the_day_of_a_birth_stands_nowhere_as_the_day_of_an_event(demo: Path, tmp_path: Path) -> None:
    export(demo, tmp_path / "out")
    births = {"RU-2026-0050": "2015-02-26", "RU-2026-0042": "2017-03-08"}

    for row in table(tmp_path / "out", "events"):
        assert row["date"] != births.get(row["case"])
    for row in table(tmp_path / "out", "cases"):
        assert row["first_entry"] != births.get(row["case"])


def test_every_duty_that_the_tool_lists_as_late_is_in_the_table_with_its_day(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export(demo, tmp_path / "out")
    capsys.readouterr()
    answer(["-C", str(demo), "overdue", "--json"])
    late = {(item["id"], item["due"][:10]) for item in json.loads(capsys.readouterr().out)["items"]}
    rows = {(row["duty"], row["due"]): row for row in table(tmp_path / "out", "duties")}

    assert 0 < len(late)
    assert set() == {pair for pair in late if pair not in rows}
    assert {"overdue", "breach"} == {rows[pair]["standing"] for pair in late}


def test_a_child_who_cannot_be_read_is_named_the_others_are_exported_and_it_ends_with_3(
    demo: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (demo / "cases" / "RU-2026-0042" / "journal.yaml").write_text("- {event: nothing-known, date: 2026-01-01}\n")
    capsys.readouterr()
    code = export(demo, tmp_path / "out")

    assert 3 == code
    assert "NOT READ: RU-2026-0042" in capsys.readouterr().out
    assert 10 == len(table(tmp_path / "out", "cases"))


def test_a_folder_with_anything_else_in_it_is_refused_and_left_alone(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("mine")

    assert 1 == export(demo, tmp_path / "mine")
    assert ["letter.txt"] == [path.name for path in (tmp_path / "mine").iterdir()]
    assert 1 == export(demo, demo)
    assert 1 == export(demo, demo / "cases" / "new")


def test_an_export_replaces_the_one_before_it_whole_and_leaves_nothing_beside_it(demo: Path, tmp_path: Path) -> None:
    out = tmp_path / "here" / "out"
    export(demo, out, "--format", "json")
    export(demo, out, "--format", "csv")

    assert {"README.md", "csv", "datapackage.json"} == {path.name for path in out.iterdir()}
    assert ["out"] == [path.name for path in out.parent.iterdir()]


def test_files_and_their_description_name_the_same_columns(demo: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    export(demo, out, "--format", "csv,json")
    package = json.loads((out / "datapackage.json").read_text())
    described = {each["name"]: [field["name"] for field in each["schema"]["fields"]] for each in package["resources"]}

    for each in TABLES:
        assert list(each.names) == described[each.name]
        for path in (out / "csv" / each.name).rglob("*.csv"):
            assert csv_head(each).strip() == path.read_text().splitlines()[0]
        assert len(table(out, each.name)) == sum(
            len(path.read_text().splitlines()) for path in (out / "json" / each.name).rglob("*.json")
        )
        assert all(f"| `{name}` |" in (out / "README.md").read_text() for name in each.names)


def test_parquet_holds_the_same_rows_by_year_and_authority(demo: Path, tmp_path: Path) -> None:
    database = pytest.importorskip("duckdb").connect()
    out = tmp_path / "out"
    export(demo, out, "--format", "csv,parquet")

    for each in TABLES:
        path = out / "parquet" / each.name / "**" / "*.parquet"
        found = database.execute(f"SELECT count(*), count(DISTINCT authority) FROM read_parquet('{path}')").fetchone()
        assert (len(table(out, each.name)), 1) == found
    assert not (out / "json").exists()


def test_where_duckdb_is_not_installed_parquet_says_how_to_get_it(
    demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)

    assert 2 == export(demo, tmp_path / "out", "--format", "parquet")
    assert 'pip install "reunify[parquet]"' in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("text", ["=1+1", "+44", "-x", "@SUM(A1)", "\tx", "\rx"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    assert "'" in cell(text)[:2]
