"""Lists as CSV that Excel opens without harm: a byte order mark, CRLF, and no cell that it would take for a formula."""

import csv
import io
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from reunify_cli.cli.terminal import Terminal
from reunify_cli.session.session import Unread
from reunify_cli.text.layout import clean

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def cell(value: Any) -> str:
    """One value as a cell; text that a spreadsheet would run gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = clean("; ".join(map(str, value)) if isinstance(value, (list, tuple)) else str(value))
    return f"'{text}" if text.startswith(FORMULA) else text


def write_csv(terminal: Terminal, rows: Sequence[Mapping[str, Any]], unread: Sequence[Unread] = ()) -> None:
    """Rows as CSV, to the file of --out or to the screen.

    A child who could not be read has a row at the end, with the reason in a column that no other row fills.
    """
    flat = [flattened(row) for row in rows]
    flat += [{"case": each.id, "not_read": [one.sentence for one in each.problems]} for each in unread]
    names = list(dict.fromkeys(name for row in flat for name in row))
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(names)
    for row in flat:
        writer.writerow([cell(row.get(name)) for name in names])
    if terminal.out is not None:
        terminal.write("\ufeff" + text.getvalue())
    else:
        sys.stdout.write(text.getvalue().replace("\r\n", "\n"))


def flattened(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of JSON without levels: `owner.name` for what stands under `owner`; of a list of sources the first."""
    found: dict[str, Any] = {}
    for name, value in row.items():
        if isinstance(value, Mapping):
            found.update({f"{name}.{inner}": each for inner, each in value.items()})
        elif isinstance(value, list) and value and isinstance(value[0], Mapping):
            found.update({f"{name}.{inner}": each for inner, each in value[0].items()})
        else:
            found[name] = value
    return found
