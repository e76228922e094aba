"""The tables of a return, from CSV files as authorities save them or from the XML file that is uploaded.

CSV files may be in any encoding Excel writes, and are told apart by their columns and not by their names. What a
return holds and is not read here (a file, a table, a column) is named, so that its absence surprises no one.
"""

import codecs
import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.exchange.ssda903.xml_tables import bounded, read_xml
from reunify_cli.frozen import dataclass

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "header": ("CHILD", "SEX", "DOB"),
    "episodes": ("CHILD", "DECOM", "RNE", "LS", "PLACE", "DEC", "REC"),
    "reviews": ("CHILD", "REVIEW", "REVIEW_CODE"),
    "missing": ("CHILD", "MISSING", "MIS_START", "MIS_END"),
}
"""The tables that are read, and the columns each must have."""

NEEDED: Final = ("header", "episodes")
"""The tables without which there is nothing to import."""

ALSO_READ: Final[Mapping[str, tuple[str, ...]]] = {
    "header": (),
    "episodes": ("CIN", "PLACE_PROVIDER", "REASON_PLACE_CHANGE", "HOME_POST", "PL_POST", "URN"),
    "reviews": ("DOB",),
    "missing": ("DOB",),
}
"""The columns that are read where they are there."""

_MARKS: Final = {"DECOM": "episodes", "REVIEW": "reviews", "MIS_START": "missing", "UPN": "header"}
"""A column that only one table has: how a table is known that lacks a column it must have."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: its cells by column, trimmed, and where it stands."""

    place: Place
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """What stands in a column; "" where nothing does or the file has no such column."""
        return self.cells.get(column, "")

    def code(self, column: str) -> str:
        """A code in capitals; "" where there is none."""
        return self.get(column).upper()


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be read: where it is, why, and whose it is; the number is "" where that cannot be told."""

    place: Place
    sentence: str
    help: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class NotRead:
    """Something that a return holds and that is not read, or that could be read and is not there."""

    file: str
    """The file's name without its folder; "" for a table that no file holds."""
    what: str


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one return, the files they stand in, and what was wrong with single rows."""

    lines: Mapping[str, tuple[Line, ...]]
    files: Mapping[str, str]
    """Each table's file."""
    not_read: tuple[NotRead, ...]
    problems: tuple[BadRow, ...]


@dataclass(frozen=True, slots=True)
class _File:
    """One table of one file: its rows, and what of it is not read."""

    path: str
    lines: tuple[Line, ...]
    problems: tuple[BadRow, ...] = ()
    not_read: tuple[NotRead, ...] = ()


def read_tables(source: Path) -> Tables:
    """Find and read the tables of a return: in a folder of CSV files, in a folder with one XML file, or in that file.

    Raises Unreadable with every problem at once: nothing there, a file that cannot be read, a table that is not
    there, lacks a column, or stands in two files.
    """
    found: dict[str, list[_File]] = {}
    broken: list[Problem] = []
    not_read: list[NotRead] = []
    paths, others = _files(source)
    for path in paths:
        try:
            tables = _xml_tables(path) if path.suffix.lower() == ".xml" else _csv_table(path)
        except Unreadable as error:
            broken.extend(error.problems)
            continue
        if not tables:
            not_read.append(NotRead(path.name, "holds none of the tables that are read"))
        for table, file in tables.items():
            found.setdefault(table, []).append(file)
            not_read.extend(file.not_read)
    broken.extend(_twice_or_not_at_all(source, found, complained=bool(broken)))
    if broken:
        raise Unreadable(*broken)
    not_read += [NotRead("", f"no file holds the {table} table") for table in COLUMNS if table not in found]
    not_read += [NotRead(path.name, "is not a CSV or XML file") for path in others]
    return Tables(
        {table: files[0].lines for table, files in found.items()},
        {table: files[0].path for table, files in found.items()},
        tuple(not_read),
        tuple(problem for files in found.values() for problem in files[0].problems),
    )


def _files(source: Path) -> tuple[list[Path], list[Path]]:
    """The files to read, and the others that stand beside them."""
    help_ = "Name the folder with the return's CSV files (header, episodes, reviews, missing), or its XML file."
    if source.is_file() and source.suffix.lower() == ".xml":
        return [source], []
    if not source.is_dir():
        what = "is a file, not a folder" if source.exists() else "is not there"
        raise Unreadable(Problem(Place(str(source)), f"{source} {what}.", help_))
    try:
        there = sorted(path for path in source.iterdir() if path.is_file() and not path.name.startswith("."))
    except OSError as error:
        raise Unreadable(Problem(Place(str(source)), f"The folder could not be read: {error.strerror}.")) from None
    paths = [path for path in there if path.suffix.lower() in (".csv", ".xml")]
    if not paths:
        raise Unreadable(Problem(Place(str(source)), "There is no CSV file in this folder, and no XML file.", help_))
    return paths, [path for path in there if path not in paths]


def _csv_table(path: Path) -> dict[str, _File]:
    """The table of a CSV file, if it is one of those read here. Raises Unreadable where it lacks a column."""
    columns, lines, wrong = _read(path)
    table = _table(columns)
    if table is None:
        lacking = _lacking(columns)
        if lacking:
            raise Unreadable(*(Problem(Place(str(path), 1), sentence) for sentence in lacking))
        return {}
    read = (*COLUMNS[table], *ALSO_READ[table])
    left = [column for column in columns if column and column not in read]
    absent = [column for column in read if column not in columns]
    said = [*(_columns_said(left, "not read") if left else ()), *(_columns_said(absent, "not there") if absent else ())]
    return {table: _File(str(path), lines, tuple(wrong), tuple(NotRead(path.name, each) for each in said))}


def _columns_said(columns: Sequence[str], what: str) -> list[str]:
    return [f"{'column' if len(columns) == 1 else 'columns'} {what}: {', '.join(column[:30] for column in columns)}"]


def _xml_tables(path: Path) -> dict[str, _File]:
    """The tables of an XML file."""
    found, unread = read_xml(path)
    not_read = tuple(NotRead(path.name, f"not read: {', '.join(unread)}") for _ in (unread,) if unread)
    lines = {table: tuple(Line(place, cells) for place, cells in rows) for table, rows in found.items()}
    return {
        table: _File(str(path), each, (), not_read if table == "header" else ())
        for table, each in lines.items()
        if each or table in NEEDED
    }


def _twice_or_not_at_all(source: Path, found: Mapping[str, Sequence[_File]], *, complained: bool) -> Iterator[Problem]:
    for table, files in found.items():
        if len(files) > 1:
            names = " and ".join(Path(file.path).name for file in files)
            sentence = f"The {table} table stands in {len(files)} files: {names}."
            yield Problem(Place(str(source)), sentence, "Keep the newest here and move the others away.")
    for table in NEEDED:
        if table not in found and not complained:
            sentence = f"No CSV file here holds the {table} table."
            yield Problem(Place(str(source)), sentence, f"Its columns are {', '.join(COLUMNS[table])}.")


def _table(columns: Sequence[str]) -> str | None:
    """The table that has these columns, if it is one of those read here."""
    if "DUC" in columns:  # unaccompanied asylum-seeking children: the header's columns and one more
        return None
    return next((table for table, needed in COLUMNS.items() if set(needed) <= set(columns)), None)


def _lacking(columns: Sequence[str]) -> list[str]:
    """What a table lacks that is known by a column of its own."""
    found = []
    for mark, table in _MARKS.items():
        missing = [column for column in COLUMNS[table] if column not in columns]
        if mark in columns and "CHILD" in columns and missing:
            found.append(f"This looks like the {table} table, but it has no column {' or '.join(missing)}.")
    return found


def _read(path: Path) -> tuple[tuple[str, ...], tuple[Line, ...], list[BadRow]]:
    """A file's columns, its rows, and the rows that do not fit its columns."""
    text = decoded(bounded(path))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    lines: list[Line] = []
    problems: list[BadRow] = []
    columns: list[str] | None = None
    at = 1
    try:
        for cells in reader:
            place, at = Place(str(path), at), reader.line_num + 1
            values = [" ".join(cell.split()) for cell in cells]
            if not any(values):
                continue
            if columns is None:
                columns = [value.upper() for value in values]
            elif any(values[len(columns) :]):
                sentence = f"This row has {len(values)} values, and the file has {len(columns)} columns."
                number = values[columns.index("CHILD")] if "CHILD" in columns else ""
                problems.append(BadRow(place, sentence, "A value may hold a comma that is not in quotes.", number))
            else:
                lines.append(Line(place, dict(zip(columns, values, strict=False))))
    except csv.Error:
        raise Unreadable(Problem(Place(str(path), at), "From here on this file is no CSV.")) from None
    return tuple(columns or ()), tuple(lines), problems


def decoded(raw: bytes) -> str:
    """Text as Excel and case systems save it: UTF-8 or UTF-16 with their marks, plain UTF-8, else Windows-1252."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", errors="replace")


def _delimiter(text: str) -> str:
    """Comma, unless the first line says otherwise: Excel saves semicolons or tabs in some settings."""
    first = text.lstrip().split("\n", 1)[0]
    return max(",;\t", key=first.count)
