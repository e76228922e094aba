"""A new case: what is said of the child, a free id, and the folder made whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from reunify_cli.casework import first_day
from reunify_cli.casework.templates import (
    filled_case,
    filled_journal,
    text_of,
)
from reunify_cli.casework.values import Reading, read_born, read_date_of_event, read_value
from reunify_cli.casework.writing import my_key, people_of
from reunify_cli.engine.acts import PRESSING, acts
from reunify_cli.errors import Mistyped, Problem, did_you_mean
from reunify_cli.frozen import dataclass
from reunify_cli.model.fields import Field
from reunify_cli.model.people import Child
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.session.workspace import OpenWorkspace
from reunify_cli.store.case_ref import ids_in
from reunify_cli.text.layout import clean
from reunify_cli.wording.display_names import typed

SEX: Final = {"girl": "girl", "boy": "boy", "other": "other"}
"""Names that Windows keeps for itself."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A new case as it was asked for: its id, its template, and what was said about the child."""

    id: str
    template: str
    says: Mapping[str, str]


def said_once(words: Sequence[str]) -> None:
    """Raises Mistyped where a word is given twice, such as two last reviews."""
    keys = [word.partition("=")[0].lower() for word in words if "=" in word]
    if twice := [key for key in dict.fromkeys(keys) if keys.count(key) > 1]:
        help = f"Type {twice[0]}= once. Earlier ones are recorded afterwards:  reunify record"
        raise Mistyped(f"{clean(twice[0])}= is there twice.", help=clean(help))


def make_case(session: Session, workspace: OpenWorkspace, wanted: Wanted, template: Path) -> OpenCase:
    """Make the folder and read it back. Raises Unreadable, with nothing left behind, where it cannot be made."""
    from reunify_cli.shape import load
    from reunify_cli.store.case_files import write_new_case
    from reunify_cli.store.yaml_writer import scalar

    says = {
        **wanted.says,
        "id": wanted.id,
        "initials": Child(name=wanted.says.get("name", ""), initials=wanted.says.get("initials", "")).short(),
        "known-from": known_from(session, wanted.says),
    }
    case_yaml = filled_case(text_of(template / "case.yaml"), says, scalar)
    me, recorded = my_key(session, people_of(session, workspace, None)), session.instant.strftime("%Y-%m-%dT%H:%MZ")
    fresh = _fresh_ids()
    values = {
        **wanted.says,
        "recorded": recorded,
        "me": me,
        "start": wanted.says.get("on", session.now.day.isoformat()),
    }
    journal = filled_journal(
        text_of(template / "journal.yaml"), lambda name: fresh() if name == "entry" else values.get(name, ""), scalar
    )
    entries: list[Mapping[str, Any]] = list(load(journal, f"{template.name}/journal.yaml").data or ())
    stamp = {"recorded": recorded, **({"recorded_by": me} if me else {})}
    part_way = bool(says["known-from"])
    entries += first_day.entries(wanted.says, session.now.day, part_way, fresh, stamp)
    entries.sort(key=lambda entry: str(entry.get("date", "")))
    write_new_case(workspace.files, wanted.id, case_yaml, entries)
    return session.open(workspace, wanted.id)


def _fresh_ids() -> Callable[[], str]:
    """Ids for the entries of one journal, each another."""
    from reunify_cli.store.journal import new_id

    taken: set[str] = set()

    def fresh() -> str:
        found = new_id(taken)
        taken.add(found)
        return found

    return fresh


def fields(vocabulary: Vocabulary) -> dict[str, Field]:
    """Everything `new` can be told, with how each is read."""
    events = vocabulary.events
    admission = events["became-looked-after"].fields
    return {
        "name": Field("the child's name"),
        "known-as": Field("the name the child goes by"),
        "initials": Field("initials, as screens show them"),
        "born": Field("date of birth", "date"),
        "sex": Field("girl, boy or other", "choice", values=SEX),
        "language": Field("first language"),
        "number": Field("the child's number in your own system"),
        "group": Field("a name that brothers and sisters share"),
        "on": Field("the day the child became looked after", "date"),
        "legal-status": admission["legal-status"],
        "admission": admission["admission"],
        "placement": events["placement-start"].fields["kind"],
        "proceedings": Field("the day care proceedings were issued", "date"),
        "social-worker": Field("who holds the case", "person"),
        "iro": Field("the reviewing officer", "person"),
        **first_day.fields(vocabulary),
    }


def like(workspace: OpenWorkspace, says: Mapping[str, str]) -> list[str]:
    """The ids of children who are probably the same: the same name, and no other birthday."""
    from reunify_cli.store.names import names_in

    name, born = _plainly(says.get("name", "")), says.get("born", "")
    found = []
    for case_id in ids_in(workspace.files.cases) if name else ():
        known = names_in(str(workspace.root), case_id)
        if name in (_plainly(known.name), _plainly(known.known_as)) and (not born or known.born in ("", born)):
            found.append(case_id)
    return found


def _plainly(name: str) -> str:
    return " ".join(name.lower().split())


def spoken_for(session: Session, workspace: OpenWorkspace, given: Sequence[tuple[str, str]]) -> dict[str, str]:
    """What was said about the child, as the files have it. Raises Mistyped with every problem at once."""
    known = fields(workspace.vocabulary)
    reading = Reading(workspace.vocabulary, session.now.day, people_of(session, workspace, None))
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for key, text in given:
        name = key.lower().replace("_", "-")
        if name not in known:
            near = did_you_mean(name, known)
            problems.append(
                Problem(None, f'A new case has no "{clean(key)}".{near}', f"It can have: {', '.join(known)}")
            )
            continue
        try:
            found[name] = _value(session, workspace, name, known[name], text, reading)
        except Mistyped as error:
            problems.extend(error.problems)
    if found.get("born") and found.get("on") and found["on"][:10] < found["born"]:
        problems.append(Problem(None, "The date in on= is before the date of birth in born=.", "Put one right."))
    problems.extend(first_day.problems(found))
    if problems:
        raise Mistyped(*problems)
    return found


def _value(session: Session, workspace: OpenWorkspace, name: str, field: Field, text: str, reading: Reading) -> str:
    if name in first_day.fields(workspace.vocabulary):
        return first_day.read(session, workspace, name, field, text, reading)
    if name == "born":
        return read_born(text, session.now.day).isoformat()
    if field.type == "date":
        return str(read_date_of_event(text, session.now))
    return str(read_value(field, name, text, reading))


def known_from(session: Session, says: Mapping[str, str]) -> str:
    """Since when the record is complete: from today; empty where care began today, or all of it is recorded."""
    on = says.get("on", "")
    if says.get(first_day.COMPLETE) == "yes":
        return ""
    return "" if on and on[:10] >= session.now.day.isoformat() else session.now.day.isoformat()


def next_id(session: Session, workspace: OpenWorkspace, year: int) -> str:
    """The next free id of a year: one more than the highest there is."""
    numbers = [
        int(m[1]) for each in given_ids(session, workspace) if (m := re.fullmatch(rf"RU-{year}-(\d{{1,9}})", each))
    ]
    return f"RU-{year}-{max(numbers, default=0) + 1:04}"


def given_ids(session: Session, workspace: OpenWorkspace) -> list[str]:
    """Every id that a child here has or had; that of a folder which was removed, or has gone, is not given again.

    Raises Unreadable where there were children and is none: their drive is away, and nothing belongs in its place.
    """
    from reunify_cli.store.removal.carry_out import disposed
    from reunify_cli.store.workspace import case_ids

    there = case_ids(workspace.files)
    return [*there, *session.gone(workspace.root, there), *(each["id"] for each in disposed(workspace.root))]


def checked_id(session: Session, text: str, workspace: OpenWorkspace) -> str:
    """An id that can name a folder on every system and is free. Raises Mistyped, and Unreadable as `given_ids`."""
    from reunify_cli.store.removal.carry_out import disposed
    from reunify_cli.store.reserved import is_device

    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}", text) or is_device(text):
        raise Mistyped(f'"{clean(text)}" cannot be an id.', help="Letters, figures and hyphens; such as RU-2026-0042.")
    if text.lower() in {each["id"].lower() for each in disposed(workspace.root)}:
        said = f"{text} was the id of a child whose folder was removed; it is not given again."
        raise Mistyped(said, help="Leave the id out: the next free one is taken.")
    if text.lower() in {each.lower() for each in given_ids(session, workspace)}:
        raise Mistyped(f"There is a case {text} already.", help=f"reunify show {typed(text)}")
    return text


def due_first(session: Session, opened: OpenCase) -> list[Any]:
    """What is to be done first, soonest first."""
    found = acts(opened.judged, session.position, PRESSING, opened.judged.policy.due_soon)
    return sorted((act for act in found if act.due), key=lambda act: act.due.deadline if act.due else 0)
