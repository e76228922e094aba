"""How rows are said on screens and in JSON: what depends on today, on the minute, or on whether names are asked for."""

from __future__ import annotations

import json
from binascii import crc32
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reunify_cli.model.moment import parse_moment
from reunify_cli.rules.periods import Due
from reunify_cli.session.session import Session
from reunify_cli.text.layout import clean
from reunify_cli.wording.display_names import answers_of, due_words, late_text, short_id, typed
from reunify_cli.worklist.rows import ASK, ActRow, CaseRow

if TYPE_CHECKING:
    from reunify_cli.worklist.index.keeping import Told

UNREAD: Final = "wording not checked, so never called overdue"
"""What is said of a date that has passed, by law of which no words were read."""


def child_of(row: CaseRow, session: Session) -> str:
    """`0042 R.K. 9`: short id, initials (or the name where names are asked for), age."""
    age = row.age_on(session.today)
    names = session.names_of(row.root, row.case) if session.names else None
    name = clean(names.known_as or names.name) if names is not None else ""
    return clean(f"{short_id(row.case)} {name or row.called}{f' {age}' if age is not None else ''}")


def about_of(row: ActRow, session: Session) -> str:
    """Whom or what one of several like duties is about: a relative by relation (by name where names are asked for)."""
    names = session.names_of(row.root, row.case) if session.names else None
    return (clean(names.people.get(row.each, "")) if names is not None else "") or row.each_words


def late_of(row: ActRow, session: Session) -> str:
    """`7 days late`, in the units people use."""
    return late_text(row.late_by(session.today))


def command_of(row: ActRow, others: Sequence[ActRow] = ()) -> str:
    """The command that records what an act asks for, for brothers and sisters too; empty where no entry would."""
    ids = " ".join(typed(each.case) for each in (row, *others))
    return " ".join(("reunify record", ids, row.event, *row.said)) if row.event else ""


def answers_to(row: ActRow) -> list[str]:
    """What to type for what is asked about, each with the answer it gives; nothing where nothing is asked."""
    if not row.unsure:
        return [f"do   {command_of(row)}"] if row.state == ASK and command_of(row) else []
    _, _, since, event = row.unsure[:4]
    ways = answers_of(row.case, event, since, row.told[0] if row.told else "", row.told[1:])
    do = [("do", command_of(row))] if command_of(row) and not row.told else []
    return [f"{word:<4} {way}" for word, way in (*do, *ways)]


def unsure_of(row: ActRow, today: date) -> str:
    """Why a date is not certain, and after which day it is late: `at the latest, not recorded. Late after 29 May`."""
    if not row.unsure:
        return UNREAD if row.state == ASK else ""
    last = Due(*parse_moment(row.unsure[1])) if row.unsure[1] else row.due
    return f"{row.unsure[0]}{f'. Late after {due_words(last, today)}' if last != row.due else ''}"


def with_duties(rows: Iterable[ActRow], session: Session) -> list[ActRow]:
    """Acts with their duties as JSON: worked out from the children's files, as no list keeps them.

    What a colleague has done since the rows were read is left out, of the number of acts as well.
    """
    found: list[ActRow] = []
    kept: dict[tuple[str, str], dict[tuple[object, ...], ActRow]] = {}
    for row in rows:
        child = (row.root, row.case)
        if child not in kept:
            kept[child] = {_same(each): each for each in _worked_out(row, session)}
        if now := kept[child].get(_same(row)):
            found.append(now)
    return found


def _worked_out(row: ActRow, session: Session) -> list[ActRow]:
    """Everything there is to do for a child, from its files, with duties as JSON."""
    from reunify_cli.worklist.row_making import rows_at

    workspace = next(each for each in session.workspaces if str(each.root) == row.root)
    return rows_at(session.open(workspace, row.case), session.position, session.instant, full=True)[1]


def _same(row: ActRow) -> tuple[object, ...]:
    return row.state, row.deadline, row.place, row.rule, row.each


def title_of(session: Session, row: ActRow, told: Told) -> str:
    """A title that somebody wrote freely, from where it stands in the child's file; worked out, where it does not."""
    name, first, length, check = told
    if name:
        with suppress(OSError, UnicodeDecodeError), (Path(row.root) / "cases" / row.case / name).open("rb") as file:
            file.seek(first)
            if crc32(data := file.read(length)) == check:
                return data.decode("utf-8")
    return next((each.title for each in _worked_out(row, session) if _same(each) == _same(row)), "")


def duties_of(row: ActRow) -> list[dict[str, Any]]:
    """The duties of an act as the contract has them, as they stand now.

    `act` names the first of them: duties that have it in common are met by one entry, and are one on a screen.
    """
    found: list[dict[str, Any]] = json.loads(row.duties) if row.duties else []
    return [{**duty, "act": found[0]["id"]} for duty in found]
