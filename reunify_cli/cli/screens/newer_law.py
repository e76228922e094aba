"""How a list begins where the law as this program has it is not what was adopted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reunify_cli.cli.terminal import Terminal
from reunify_cli.text.days import short_day
from reunify_cli.text.layout import counted, edge, shorten, wrap
from reunify_cli.worklist.row_words import child_of

if TYPE_CHECKING:
    from reunify_cli.worklist.lists import Caseload
    from reunify_cli.worklist.rows import CaseRow, Otherwise
from reunify_cli.worklist.newer_law import LATE

MOST = 8
"""How many children are named before the rest is counted."""


RULES = 4


def newer_law_lines(load: Caseload, terminal: Terminal) -> list[str]:
    """Which rules of law differ, how many children's dates, what is late by which of the two, and what to type."""
    lines: list[str] = []
    for team in load.rows.teams:
        if team.newer is None:
            continue
        children = [row for row in load.cases("open") if row.root == team.root and row.otherwise]
        policy = team.policy_on(terminal.session.today.isoformat())
        rules = "; ".join(team.newer[:RULES]) + (f"; {len(team.newer) - RULES} more" if len(team.newer) > RULES else "")
        what = f"{counted(len(team.newer), 'rule')} of law: {rules}." if team.newer else "bank holidays or words."
        found = [(row, each) for row in children for each in row.otherwise]
        found.sort(key=lambda pair: pair[1].kind != LATE)
        late = sum(each.kind == LATE for _, each in found)
        no_longer = sum(each.kind == "no longer late" for _, each in found)
        said = f"reunify now differs from {policy} as adopted here in {what}"
        dates = f"Dates of {counted(len(children), 'child', 'children')} differ by it."
        both = f"Overdue only under the newer law: {late}. Overdue only as adopted: {no_longer}."
        lines += ["", "THE LAW HERE IS OLDER THAN THE LAW IN REUNIFY", *wrap(said, terminal.width, "  ", "  ")]
        lines += wrap(f"{dates} {both}", terminal.width, "  ", "  ")
        lines += [_line(row, each, terminal) for row, each in found[:MOST]]
        lines += [f"  and {len(found) - MOST} more"] if len(found) > MOST else []
        lines.append(f"  What differs:  reunify policy diff {policy}@adopted {policy} --cases")
        lines.append(f"  Take it over:  reunify policy adopt {policy} --from DATE --open-cases")
    return lines


def _line(row: CaseRow, each: Otherwise, terminal: Terminal) -> str:
    days = (each.was_day, each.due_day)
    was, now = (short_day(date.fromordinal(day), terminal.session.today) if day else "no date" for day in days)
    how = {LATE: "OVERDUE by it, ", "no longer late": "not overdue by it, ", "gone": "not required by it, "}.get(
        each.kind, ""
    )
    said = f"{shorten(each.title, 30)}: {how}{was} -> {now}"
    return edge(f"  {child_of(row, terminal.session):<15} {said}", each.tail, terminal.width)
