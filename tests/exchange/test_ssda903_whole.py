"""A return as a whole: its dates in one order, its children's numbers in any form, its tables as CSV or as XML."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reunify_cli.errors import Unreadable
from reunify_cli.exchange.ssda903 import xml_tables
from reunify_cli.exchange.ssda903.plan import ExistingCase, plan_import
from reunify_cli.exchange.ssda903.rows import read_return, same_number
from tests.exchange.returns import COLUMNS, TODAY, a_return, said, written
from tests.exchange.test_ssda903_again import RETURNS, laid

# --- dates --------------------------------------------------------------------------------------------------------

DAYS = [date(2017, 5, 4), date(2017, 6, 10), date(2017, 9, 22), date(2018, 1, 30)]


def dated(folder: Path, form: str, days: Sequence[date] = DAYS) -> None:
    rows = [f"{501 + n} {day.strftime(form)} S C2 N1 U1 PR1" for n, day in enumerate(days)]
    a_return(folder, "\n".join(rows))


@pytest.mark.parametrize(("form", "order"), [("%m/%d/%Y", "month/day/year"), ("%Y-%m-%d", "year-month-day")])
def test_a_file_in_another_order_is_refused_from_the_whole_of_it(tmp_path: Path, form: str, order: str) -> None:
    with pytest.raises(Unreadable) as refused:
        dated(tmp_path, form)

    (problem,) = refused.value.problems
    assert problem.sentence.startswith(f"The dates in this file are written {order}:")
    assert problem.place is not None
    assert problem.place.file.endswith("episodes.csv")
    assert "31/03/2018" in problem.help


def test_one_date_that_can_only_be_month_first_is_enough_where_none_can_only_be_day_first(tmp_path: Path) -> None:
    with pytest.raises(Unreadable):
        dated(tmp_path, "%m/%d/%Y", [date(2017, 5, 4), date(2017, 6, 10), date(2017, 9, 22)])


def test_one_slip_among_dates_in_the_right_order_is_its_rows_alone(tmp_path: Path) -> None:
    days = "\n".join(f"{510 + n} {n + 13}/05/2017 S C2 N1 U1 PR1" for n in range(12))

    found = a_return(tmp_path, f"{days}\n501 09/22/2017 S C2 N1 U1 PR1")

    assert ["501"] == [row.number for row in found.problems]


def test_a_file_of_which_a_spreadsheet_turned_some_dates_round_is_refused(tmp_path: Path) -> None:
    rows = "501 13/05/2017 S C2 N1 U1 PR1\n502 2017-04-05 S C2 N1 U1 PR1\n503 2017-06-05 S C2 N1 U1 PR1"

    with pytest.raises(Unreadable, match="2 of the dates in this file are written year-month-day and others"):
        a_return(tmp_path, rows)


@given(days=st.lists(st.dates(date(1990, 1, 1), date(2030, 12, 31)), min_size=1, max_size=12))
def test_no_file_in_the_right_order_is_refused(tmp_path_factory: pytest.TempPathFactory, days: list[date]) -> None:
    dated(tmp_path_factory.mktemp("return"), "%d/%m/%Y", days)


@given(days=st.lists(st.dates(date(1990, 1, 1), date(2030, 12, 31)), min_size=1, max_size=12))
def test_no_file_month_first_is_read_unless_it_reads_the_same_as_any(
    tmp_path_factory: pytest.TempPathFactory, days: list[date]
) -> None:
    tells = any(day.day > 12 for day in days)
    try:
        dated(tmp_path_factory.mktemp("return"), "%m/%d/%Y", days)
    except Unreadable:
        assert tells
    else:
        assert not tells


# --- numbers ------------------------------------------------------------------------------------------------------


def test_numbers_that_differ_in_form_are_one_childs(tmp_path: Path) -> None:
    rows = "00501 04/05/2017 S C2 N1 U1 PR1"
    found = a_return(tmp_path, rows, "501 08/03/2010 25/05/2017 PN1", header="00501 2 08/03/2010")

    (child,) = plan_import(found, {}, TODAY).children

    assert ("00501", 3) == (child.number, len(said(child)))
    assert {"00501": ("00501", "501")} == found.spellings


@pytest.mark.parametrize("form", ["501", "00501", "0501"])
def test_a_case_is_found_however_the_return_writes_its_number(tmp_path: Path, form: str) -> None:
    cases = written(plan_import(a_return(tmp_path / "first", "0501 04/05/2017 S C2 N1 U1 PR1"), {}, TODAY))

    plan = plan_import(a_return(tmp_path / "second", f"{form} 04/05/2017 S C2 N1 U1 PR1"), cases, TODAY)

    assert [("0501", "unchanged", ())] == [(child.number, child.outcome, child.changes) for child in plan.children]


def test_two_cases_with_one_number_in_two_forms_are_left_alone_and_named(tmp_path: Path) -> None:
    first = written(plan_import(a_return(tmp_path, "501 04/05/2017 S C2 N1 U1 PR1"), {}, TODAY))
    cases = {**first, "0501": ExistingCase("RU-2016-0001", None)}

    (child,) = plan_import(a_return(tmp_path, "501 04/05/2017 S C2 N1 U1 PR1"), cases, TODAY).children

    assert ("skipped", True) == (child.outcome, "RU-2018-0001 and RU-2016-0001" in child.why)


@pytest.mark.parametrize(("a", "b", "same"), [
    ("501", "00501", True), ("A 12", "a12", True), ("0", "000", True), ("501", "5010", False), ("A1", "B1", False),
])  # fmt: skip
def test_form_is_spaces_zeros_in_front_and_capitals(a: str, b: str, same: bool) -> None:
    assert same == (same_number(a) == same_number(b))


# --- what is not read ---------------------------------------------------------------------------------------------


def test_files_tables_and_columns_that_are_not_read_are_named(tmp_path: Path) -> None:
    a_return(tmp_path, "501 04/05/2017 S C2 N1 U1 PR1")
    (tmp_path / "oc2.csv").write_text("CHILD,DOB,SDQ_SCORE\n", encoding="utf-8")
    (tmp_path / "notes.docx").write_bytes(b"")
    text = (tmp_path / "episodes.csv").read_text(encoding="utf-8").replace("PLACE_PROVIDER", "PROVDER")
    (tmp_path / "episodes.csv").write_text(text, encoding="utf-8")

    assert {
        ("header.csv", "columns not read: ETHNIC, UPN, MOTHER, MC_DOB"),
        ("episodes.csv", "column not read: PROVDER"),
        ("episodes.csv", "column not there: PLACE_PROVIDER"),
        ("oc2.csv", "holds none of the tables that are read"),
        ("notes.docx", "is not a CSV or XML file"),
        ("", "no file holds the reviews table"),
        ("", "no file holds the missing table"),
    } == {(each.file, each.what) for each in read_return(tmp_path).not_read}


# --- XML ----------------------------------------------------------------------------------------------------------


def as_xml(tables: dict[str, list[tuple[str, ...]]], extra: str = "") -> str:
    """The same return as it is uploaded: each child's header with reviews and times missing in it, then episodes."""
    children = dict.fromkeys(row[0] for table in ("header", "episodes", "reviews", "missing") for row in tables[table])
    return f"<EXPSSDA903>{''.join(_child(number, tables, extra) for number in children)}</EXPSSDA903>"


def _child(number: str, tables: dict[str, list[tuple[str, ...]]], extra: str) -> str:
    header = next((row for row in tables["header"] if row[0] == number), (number, "", ""))
    inside = "".join(
        _element(tag, table, row, ("CHILD", "DOB"))
        for tag, table in (("AREVIEW", "reviews"), ("AMISSING", "missing"))
        for row in tables[table]
        if row[0] == number
    )
    rows = [row for row in tables["episodes"] if row[0] == number]
    episodes = "".join(_element("EPISODE", "episodes", row, ("CHILD",)) for row in rows)
    said = "".join(
        f"<{name}>{escape(cell)}</{name}>" for name, cell in zip(("CHILDID", "SEX", "DOB"), header, strict=False)
    )
    return f"<CHILD><HEADER>{said}{inside}{extra}</HEADER>\n{episodes}</CHILD>\n"


def _element(tag: str, table: str, row: tuple[str, ...], left_out: tuple[str, ...]) -> str:
    cells = zip(COLUMNS[table], row, strict=False)
    names = {"PLACE": "PL"}
    inner = "".join(f"<{names.get(k, k)}>{escape(v)}</{names.get(k, k)}>" for k, v in cells if k not in left_out)
    return f"<{tag}>{inner}</{tag}>"


@given(tables=RETURNS)
def test_the_same_return_as_xml_makes_the_same_entries(
    tmp_path_factory: pytest.TempPathFactory, tables: dict[str, list[tuple[str, ...]]]
) -> None:
    folder = tmp_path_factory.mktemp("return")
    numbers = dict.fromkeys(row[0] for rows in tables.values() for row in rows)
    born = {number: f"08/03/{2005 + n}" for n, number in enumerate(numbers)}
    tables = {
        **tables,
        "header": [(number, "2", born[number]) for number in numbers],
        "reviews": [(row[0], born[row[0]], *row[2:]) for row in tables["reviews"]],
        "missing": [(row[0], born[row[0]], *row[2:]) for row in tables["missing"]],
    }
    laid(folder, tables)
    (folder / "upload").mkdir()
    (folder / "upload/return.xml").write_text(as_xml(tables), encoding="utf-8")
    if not numbers:
        return

    csv, xml = (outcome(folder), outcome(folder / "upload/return.xml"))

    assert list(numbers) == list(csv)
    assert csv == xml


def outcome(source: Path) -> dict[str, object]:
    """What an import of a return would write; a question names its file, so only that it is asked is compared."""
    plan = plan_import(read_return(source), {}, TODAY)
    return {
        child.number: (
            child.outcome,
            [{**e, "id": "", "question": ""} if e["event"] == "return-question" else dict(e) for e in child.entries],
            child.case_yaml,
        )
        for child in plan.children
    }


def laid_xml(folder: Path, text: str | bytes) -> Path:
    path = folder / "return.xml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


CHILD = (
    "<CHILD><HEADER><CHILDID>501</CHILDID><SEX>2</SEX><DOB>08/03/2010</DOB>{more}</HEADER><EPISODE>"
    "<DECOM>04/05/2017</DECOM><RNE>S</RNE><LS>C2</LS><PL>U4</PL></EPISODE></CHILD>"
)


@pytest.mark.parametrize(
    "around", ["{}", '<?xml version="1.0" encoding="UTF-16"?>{}', '<x:EXPSSDA903 xmlns:x="urn:x">{}</x:EXPSSDA903>']
)
def test_xml_is_read_from_its_file_or_a_folder_that_holds_it(tmp_path: Path, around: str) -> None:
    inner = CHILD.format(more="") if "xmlns" in around else f"<EXPSSDA903>{CHILD.format(more='')}</EXPSSDA903>"
    text = around.format(inner)
    path = laid_xml(tmp_path, text.encode("utf-16") if "UTF-16" in text else text)

    for source in (path, tmp_path):
        found = read_return(source)
        assert (["501"], date(2010, 3, 8)) == (list(found.episodes), found.people["501"].born)


def test_blank_tags_are_nothing_and_tags_that_are_not_read_are_named(tmp_path: Path) -> None:
    more = (
        "<AREVIEW><REVIEW/><REVIEW_CODE/></AREVIEW><OC2><SDQ_SCORE>12</SDQ_SCORE></OC2><UPN>A1</UPN><MOTHER></MOTHER>"
    )

    found = read_return(laid_xml(tmp_path, f"<R>{CHILD.format(more=more)}</R>"))

    assert ((), {}) == (found.problems, found.reviews)
    assert "not read: OC2, UPN" in [each.what for each in found.not_read]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('<!DOCTYPE r [<!ENTITY a "b">]><R>&a;</R>', "declares a document type or entities"),
        ('<!DOCTYPE r SYSTEM "file:///etc/passwd"><R/>', "declares a document type or entities"),
        ("<R>&a;</R>", "is no XML"),
        ("<R><CHILD></R>", "is no XML"),
        ("", "is no XML"),
        ("<R/>", "holds no child of an SSDA903 return"),
        ("<a>" * 40, "Elements lie more than 16 deep"),
        ('<?xml version="1.0" encoding="no-such"?><R/>', "is in an encoding that cannot be read"),
    ],
)
def test_xml_that_is_none_or_could_do_harm_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(Unreadable, match=says):
        read_return(laid_xml(tmp_path, text))


@given(st.one_of(st.binary(max_size=80), st.text("<>/CHILDEROS &;!['\"=", max_size=80).map(str.encode)))
def test_no_bytes_make_anything_but_a_refusal(tmp_path_factory: pytest.TempPathFactory, raw: bytes) -> None:
    with pytest.raises(Unreadable):
        read_return(laid_xml(tmp_path_factory.mktemp("return"), raw))


@pytest.mark.parametrize("name", ["return.xml", "episodes.csv"])
def test_a_file_larger_than_any_return_is_refused_and_not_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(xml_tables, "MOST_BYTES", 40)
    (tmp_path / name).write_bytes(b"x" * 41)

    with pytest.raises(Unreadable, match="is larger than"):
        read_return(tmp_path)


def test_a_return_that_stands_in_a_folder_as_csv_and_as_xml_is_refused(tmp_path: Path) -> None:
    a_return(tmp_path, "501 04/05/2017 S C2 N1 U1 PR1")
    laid_xml(tmp_path, f"<R>{CHILD.format(more='')}</R>")

    with pytest.raises(Unreadable, match=r"stands in 2 files: header\.csv and return\.xml"):
        read_return(tmp_path)
