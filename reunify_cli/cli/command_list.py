"""What can be typed: every command with its module, its group and what it does in a line.

It is read without importing any command, and without the library that parses command lines.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple


class Row(NamedTuple):
    """A command: its module, the group it is listed in, and what it does in a line."""

    module: str
    group: str
    line: str


GROUPS: Final[Mapping[str, str]] = {
    "day": "Every day",
    "stages": "The five stages",
    "meetings": "Meetings and papers",
    "managers": "Managers",
    "policy": "Policy",
    "technical": "Technical",
}

COMMANDS: Final[Mapping[str, Row]] = {
    "next": Row("next", "day", "what to do next: breaches, overdue, then by date"),
    "show": Row("show", "day", "one child on one screen"),
    "record": Row("record", "day", "write down something that happened"),
    "form": Row("form", "day", "fill in an entry or the plan in your editor"),
    "book": Row("book", "day", "book, move or cancel a meeting"),
    "correct": Row("correct", "day", "correct an entry"),
    "withdraw": Row("withdraw", "day", "withdraw an entry made by mistake"),
    "undo": Row("undo", "day", "take back the last thing you wrote"),
    "find": Row("find", "day", "children, people and entries that hold some words"),
    "why": Row("why", "day", "a date and its proof, day by day, with its source"),
    "new": Row("new", "day", "a folder for another child"),
    "events": Row("events", "day", "the events you can record, or one child's history"),
    "setup": Row("setup", "day", "once: who you are and where your team's folder is"),
    "help": Row("help", "day", "this list, or a page on one topic"),
    "advance": Row("advance", "stages", "into the next stage, if what it asks for is in place"),
    "vary": Row("vary", "stages", "a manager's exception to one rule of local policy"),
    "seen": Row("seen", "stages", "a manager has seen a breach"),
    "back": Row("back", "stages", "back to an earlier stage"),
    "close": Row("close", "stages", "the case ends"),
    "reopen": Row("reopen", "stages", "the case goes on"),
    "pack": Row("pack", "meetings", "a paper for a meeting, or all of the next fortnight's"),
    "timeline": Row("timeline", "meetings", "the case as a picture"),
    "overdue": Row("overdue", "managers", "breaches and what is overdue, by worker, team or rule"),
    "list": Row("list_", "managers", "the children: stage, who holds the case, what is next"),
    "calendar": Row("calendar", "managers", "dates for Outlook and others"),
    "policy": Row("policy", "policy", "the rules in words, with their sources; check, adopt"),
    "init": Row("init", "technical", "a folder for a team's children"),
    "demo": Row("demo", "technical", "a worked folder of invented children to try things on"),
    "check": Row("check", "technical", "files to fix, records that do not fit together"),
    "import": Row("import_", "technical", "the yearly SSDA903 return"),
    "export": Row("export", "technical", "tables for other systems"),
    "schema": Row("schema", "technical", "JSON Schemas of the files"),
    "doctor": Row("doctor", "technical", "repair copies, locks and half-written files"),
    "dispose": Row("dispose", "technical", "remove a child's record lawfully"),
    "redact": Row("redact", "technical", "remove words that should not stand in a record"),
    "merge-driver": Row("merge_driver", "technical", "join two journals for git"),
}

MORNING: Final = Row("morning", "", "good morning: what needs looking at today")
"""What `reunify` alone runs; it can be typed as `reunify morning` too, but is not listed."""


def row_of(name: str) -> Row | None:
    """The row of a command, or None where there is none of that name."""
    return MORNING if name in ("morning", "today") else COMMANDS.get(name)


def overview() -> list[str]:
    """All commands in their groups, a line each, without importing any of them."""
    lines = ["reunify: each child's way home, what is due, and why.", ""]
    lines += ["  reunify                good morning: what needs looking at today", ""]
    for group, title in GROUPS.items():
        rows = [f"  reunify {name:<14} {row.line}" for name, row in COMMANDS.items() if row.group == group]
        lines += [title.upper(), *rows, ""]
    return [*lines, "One command: reunify next --help.   A page on a topic: reunify help dates"]
