"""Rows as lines of text: CSV that no spreadsheet takes for a formula, and one JSON object to a line."""

import json
from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from reunify_cli.exchange.export.columns import Column, Table

FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_QUOTED: Final = ('"', ",", "\n", "\r")


def csv_head(table: Table) -> str:
    """The line of a CSV file that names its columns."""
    return ",".join(table.names) + "\r\n"


def csv_lines(rows: Iterable[tuple[Any, ...]]) -> str:
    """Rows as CSV (RFC 4180), yes-no as true and false, nothing where nothing is known."""
    return "".join(",".join(map(cell, row)) + "\r\n" for row in rows)


def cell(value: Any) -> str:
    """One value as a cell; text that a spreadsheet would run gets an apostrophe before it.

    >>> cell("=1+1"), cell(-3), cell(True), cell(None), cell("a, b")
    ("'=1+1", '-3', 'true', '', '"a, b"')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if isinstance(value, str) and text.startswith(FORMULA):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in _QUOTED) else text


def json_lines(table: Table, rows: Iterable[tuple[Any, ...]]) -> str:
    """Rows as one JSON object to a line; a column that holds JSON holds it as text, so that its type is the same."""
    return "".join(
        json.dumps(dict(zip(table.names, map(_plain, row), strict=True)), ensure_ascii=False) + "\n" for row in rows
    )


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def frictionless(column: Column) -> str:
    """The type of a column as a data package names it."""
    match column.kind:
        case "whole":
            return "integer"
        case "yes-no":
            return "boolean"
        case "instant":
            return "datetime"
        case "date":
            return "date"
    return "string"
