"""CSV files as authorities save them: any encoding Excel writes, told apart by their columns and not by their names."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reunify_cli.errors import Place, Problem, Unreadable

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "header": ("CHILD", "SEX", "DOB"),
    "episodes": ("CHILD", "DECOM", "RNE", "LS", "PLACE", "DEC", "REC"),
    "reviews": ("CHILD", "REVIEW", "REVIEW_CODE"),
    "missing": ("CHILD", "MISSING", "MIS_START", "MIS_END"),
}
"""The tables that are read, and the columns each must have."""

NEEDED: Final = ("header", "episodes")
"""The tables without which there is nothing to import."""

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
class Tables:
    """The tables of one return, the files they stand in, and what was wrong with single rows."""

    lines: Mapping[str, tuple[Line, ...]]
    files: Mapping[str, str]
    """Each table's file."""
    unused: tuple[str, ...]
    """CSV files that hold none of the tables read here (UASC, OC2, AD1 and the like)."""
    problems: tuple[Problem, ...]


def read_tables(folder: Path) -> Tables:
    """Find and read the tables in a folder of CSV files.

    Raises Unreadable with every problem at once: no such folder, no CSV file in it, a file that cannot be read, a
    table that is not there, lacks a column, or stands in two files.
    """
    found: dict[str, list[tuple[str, tuple[Line, ...]]]] = {}
    broken: list[Problem] = []
    problems: list[Problem] = []
    unused: list[str] = []
    for path in _csv_files(folder):
        try:
            columns, lines, wrong = _read(path)
        except Unreadable as error:
            broken.extend(error.problems)
            continue
        table = _table(columns)
        if table is None:
            lacking = _lacking(columns)
            broken.extend(Problem(Place(str(path), 1), sentence) for sentence in lacking)
            unused.extend(() if lacking else (str(path),))
        else:
            found.setdefault(table, []).append((str(path), lines))
            problems.extend(wrong)
    broken.extend(_twice_or_not_at_all(folder, found, complained=bool(broken)))
    if broken:
        raise Unreadable(*broken)
    return Tables(
        {table: files[0][1] for table, files in found.items()},
        {table: files[0][0] for table, files in found.items()},
        tuple(unused),
        tuple(problems),
    )


def _csv_files(folder: Path) -> list[Path]:
    help_ = "Name the folder that holds the return's CSV files: header, episodes, reviews, missing."
    if not folder.is_dir():
        what = "is a file, not a folder" if folder.exists() else "is not there"
        raise Unreadable(Problem(Place(str(folder)), f"{folder} {what}.", help_))
    try:
        paths = sorted(path for path in folder.iterdir() if path.suffix.lower() == ".csv" and path.is_file())
    except OSError as error:
        raise Unreadable(Problem(Place(str(folder)), f"The folder could not be read: {error.strerror}.")) from None
    if not paths:
        raise Unreadable(Problem(Place(str(folder)), "There is no CSV file in this folder.", help_))
    return paths


def _twice_or_not_at_all(
    folder: Path, found: Mapping[str, list[tuple[str, tuple[Line, ...]]]], *, complained: bool
) -> Iterator[Problem]:
    for table, files in found.items():
        if len(files) > 1:
            names = " and ".join(name for name, _ in files)
            sentence = f"The {table} table stands in {len(files)} files: {names}."
            yield Problem(Place(str(folder)), sentence, "Keep the newest here and move the others away.")
    for table in NEEDED:
        if table not in found and not complained:
            sentence = f"No CSV file here holds the {table} table."
            yield Problem(Place(str(folder)), sentence, f"Its columns are {', '.join(COLUMNS[table])}.")


def _table(columns: frozenset[str]) -> str | None:
    """The table that has these columns, if it is one of those read here."""
    if "DUC" in columns:  # unaccompanied asylum-seeking children: the header's columns and one more
        return None
    return next((table for table, needed in COLUMNS.items() if columns.issuperset(needed)), None)


def _lacking(columns: frozenset[str]) -> list[str]:
    """What a table lacks that is known by a column of its own."""
    found = []
    for mark, table in _MARKS.items():
        missing = [column for column in COLUMNS[table] if column not in columns]
        if mark in columns and "CHILD" in columns and missing:
            found.append(f"This looks like the {table} table, but it has no column {' or '.join(missing)}.")
    return found


def _read(path: Path) -> tuple[frozenset[str], tuple[Line, ...], list[Problem]]:
    """A file's columns, its rows, and the rows that do not fit its columns."""
    try:
        text = decoded(path.read_bytes())
    except OSError as error:
        raise Unreadable(Problem(Place(str(path)), f"This file could not be read: {error.strerror}.")) from None
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    lines: list[Line] = []
    problems: list[Problem] = []
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
                problems.append(Problem(place, sentence, "A comma inside a value, perhaps; this row is left out."))
            else:
                lines.append(Line(place, dict(zip(columns, values, strict=False))))
    except csv.Error:
        raise Unreadable(Problem(Place(str(path), at), "From here on this file is no CSV.")) from None
    return frozenset(columns or ()), tuple(lines), problems


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
