"""Answers for programs: one envelope for all commands, to which keys are only ever added."""

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from reunify_cli.errors import Problem
from reunify_cli.model.moment import Moment

SCHEMA_VERSION: Final = 1


def envelope(
    kind: str,
    items: Sequence[Any],
    *,
    as_of: date,
    read: int,
    unread: Sequence[tuple[str, Sequence[Problem]]],
    **more: Any,
) -> str:
    """An answer as JSON text: what it is, by which day, how many children were read, who was not, and the items.

    `more` are keys of this kind of answer alone. Days, moments and instants are ISO.
    """
    whole = {
        "schema_version": SCHEMA_VERSION,
        "kind": kind,
        "as_of": as_of,
        "read": read,
        "unread": [{"case": case, "problems": [problem(each) for each in problems]} for case, problems in unread],
        **more,
        "items": items,
    }
    return _UNSEEN.sub(_as_number, json.dumps(plain(whole), indent=2, ensure_ascii=False)) + "\n"


_UNSEEN: Final = re.compile("[\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
"""What could command a terminal, turn the reading direction round, or not be written at all."""


def _as_number(found: re.Match[str]) -> str:
    return f"\\u{ord(found[0]):04x}"


def problem(each: Problem) -> dict[str, Any]:
    """A problem, with its place taken apart."""
    place = each.place
    return {
        "file": place.file if place else None,
        "line": place.line if place else None,
        "column": place.column if place else None,
        "sentence": each.sentence,
        "help": each.help,
    }


def plain(value: Any) -> Any:
    """A value as JSON has it: days and moments as ISO, records and sets as what they hold, all else by its words.

    >>> plain({"due": Moment(date(2026, 12, 3), 840), "met": True, "of": None})
    {'due': '2026-12-03T14:00', 'met': True, 'of': None}
    """
    match value:
        case None | bool() | int() | float():
            return value
        case Moment():
            return str(value)
        case datetime() | date():
            return value.isoformat()
        case Mapping():
            return {str(key): plain(each) for key, each in value.items()}
        case list() | tuple():
            return [plain(each) for each in value]
        case set() | frozenset():
            return [plain(each) for each in sorted(value, key=str)]
    return str(value)
