"""What every list says besides its rows: how many were read, who was not, what managers varied."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reunify_cli.cli.terminal import Terminal
from reunify_cli.session.session import Unread
from reunify_cli.text.layout import clean, counted, edge, shorten, wrap
from reunify_cli.wording.display_names import command_line, short_id, typed
from reunify_cli.worklist.row_words import child_of

if TYPE_CHECKING:
    pass
from reunify_cli.worklist.lists import Caseload


def read_line(load: Caseload) -> str:
    """How many children were read, how many were not, and how many closed cases are left out: on every list."""
    number = counted(load.read + len(load.unread), "child", "children")
    closed = f"; {counted(load.closed, 'closed case')} left out" if load.closed else ""
    if not load.unread:
        return f"{number}, {'all ' if load.read != 1 else ''}read{closed}"
    return f"{number}: {load.read} read, {len(load.unread)} NOT READ (below){closed}"


def unread_lines(load: Caseload, width: int) -> list[str]:
    """Each child that could not be read, the first thing wrong with the files, and the command that says it all.

    What keeps many children from being read, such as a mistake in the policy, is said once.
    """
    if not load.unread:
        return []
    said: dict[str, list[str]] = {}
    for each in load.unread:
        said.setdefault(_first_problem(each), []).append(each.id)
    lines = ["", "NOT READ: what is due for these children is not in this list"]
    for text, ids in said.items():
        few = ", ".join(map(short_id, ids[:MANY])) + (f" and {len(ids) - MANY} more" if len(ids) > MANY else "")
        lines += wrap(text, width, "       ", f" {few}  ")
    names = " ".join(typed(each.id) for each in load.unread[:MANY])
    return [*lines, f"       do   reunify check {names}"]


MANY = 5
"""How many children that could not be read are named for one reason before the rest is counted."""


def _first_problem(unread: Unread) -> str:
    first = unread.problems[0] if unread.problems else None
    if first is None:
        return "its files could not be read"
    line = f" line {first.place.line}" if first.place and first.place.line else ""
    place = (
        f"{first.place.file.rpartition('/')[2]}{line}: "
        if first.place and not first.place.file.endswith(unread.id)
        else ""
    )
    return clean(f"{place}{first.sentence}")


def end_lines(load: Caseload, terminal: Terminal) -> list[str]:
    """What every list ends with: children not read, duties that managers have varied, exceptions asked for."""
    lines = unread_lines(load, terminal.width)
    varied = [row for row in load.noted if row.varied]
    if varied:
        few = ", ".join(short_id(row.case) for row in varied[:MANY]) + (" and others" if len(varied) > MANY else "")
        said = f"{counted(sum(row.varied for row in varied), 'duty', 'duties')} varied by a manager: {few}"
        lines += ["", edge(said, f"reunify show {typed(varied[0].case)}", terminal.width)]
    asks = [(row, said, way) for row in load.noted for said, way in row.asks]
    if asks:
        lines += ["", "TO RECORD FIRST. Until then not everything that is due can be shown"]
    for row, said, way in asks[:MANY]:
        lines += wrap(f"{said}.", terminal.width, " " * 17, f" {child_of(row, terminal.session):<15} ")
        lines.append(command_line(way, " " * 17, terminal.width))
    if len(asks) > MANY:
        lines.append(f" and {len(asks) - MANY} more: reunify check")
    asked = [(row, words) for row in load.noted for words in row.asked]
    if asked:
        lines += ["", f"{counted(len(asked), 'exception')} waiting for a manager"]
    for row, words in asked[:MANY]:
        lines.append(shorten(f" {child_of(row, terminal.session):<15} {words}", terminal.width))
    return lines
