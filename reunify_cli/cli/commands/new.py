"""A folder for another child, from a template for the way they came into care; then what is due first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from reunify_cli.casework import first_day
from reunify_cli.casework.effects import source_words
from reunify_cli.casework.entries import pairs
from reunify_cli.casework.templates import (
    filled_case,
    filled_journal,
    template_dirs,
    template_for,
    template_named,
    text_of,
)
from reunify_cli.casework.values import Reading, read_born, read_date_of_event, read_value
from reunify_cli.casework.writing import my_key, people_of
from reunify_cli.cli.confirm import child_line
from reunify_cli.cli.first_day import ask_all
from reunify_cli.cli.options import writes
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.acts import acts
from reunify_cli.engine.duty import Standing
from reunify_cli.engine.first_day import still_open
from reunify_cli.errors import Mistyped, Problem, did_you_mean
from reunify_cli.frozen import dataclass
from reunify_cli.model.fields import Field
from reunify_cli.model.people import Child
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.session.workspace import OpenWorkspace
from reunify_cli.store.durable.change import in_turn
from reunify_cli.text.days import say_day, short_day
from reunify_cli.text.layout import clean, edge, joined, wrap
from reunify_cli.wording.display_names import duty_json, typed

SEX: Final = {"girl": "girl", "boy": "boy", "other": "other"}
"""Names that Windows keeps for itself."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A new case as it was asked for: its id, its template, and what was said about the child."""

    id: str
    template: str
    says: Mapping[str, str]


@writes
def cli(
    terminal: Terminal,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[CASE] [KEY=VALUE]...", show_default=False, help="an id (the next free one), and who it is"
        ),
    ] = None,
    template: Annotated[
        str, typer.Option("--template", metavar="NAME", help="section-20, care-order ...", show_default=False)
    ] = "",
) -> int | None:
    """A folder for another child."""
    _once(words or ())
    plain, given = pairs(words or ())
    if len(plain) > 1:
        raise Mistyped(
            Problem(None, f"One id at most: {' '.join(plain)} are several words.", 'Such as  name="Robin Kelly"')
        )
    workspace = terminal.session.workspace
    says = spoken_for(terminal.session, workspace, given)
    known = template_dirs(workspace.root)
    name = template or template_for(says.get("legal-status", ""), known)
    template_named(name, known)
    given_id = checked_id(plain[0], workspace) if plain else ""
    if terminal.asks and not terminal.yes and first_day.part_way(says, terminal.session.now.day):
        reading = Reading(workspace.vocabulary, terminal.session.now.day, people_of(terminal.session, workspace, None))
        says = {**says, **ask_all(terminal, workspace, says, reading)}

    def work(_: bool) -> OpenCase:
        case_id = checked_id(given_id, workspace) if given_id else next_id(workspace, terminal.session.now.day.year)
        return run(terminal.session, workspace, Wanted(case_id, name, says), known[name])

    opened = in_turn(work)
    case_id = opened.id
    if terminal.json:
        entries = [{"id": e.id, "event": e.event, "date": str(e.when)} for e in opened.case.entries]
        due = [
            duty_json(opened, duty, terminal.session)
            for act in due_first(terminal.session, opened)
            for duty in act.duties
        ]
        open_ = [
            {"what": each.key, "command": each.command} for each in still_open(opened.judged, terminal.session.position)
        ]
        item = {"case": case_id, "template": name, "entries": entries, "due": due, "open": open_}
        terminal.answer("new", [item], read=1)
    else:
        terminal.say(made_lines(terminal, opened, name))
    return None


def _once(words: Sequence[str]) -> None:
    """Raises Mistyped where a word is given twice, such as two last reviews."""
    keys = [word.partition("=")[0].lower() for word in words if "=" in word]
    if twice := [key for key in dict.fromkeys(keys) if keys.count(key) > 1]:
        help = f"Type {twice[0]}= once. Earlier ones are recorded afterwards:  reunify record"
        raise Mistyped(Problem(None, f"{clean(twice[0])}= is there twice.", clean(help)))


def run(session: Session, workspace: OpenWorkspace, wanted: Wanted, template: Path) -> OpenCase:
    """Make the folder and read it back. Raises Unreadable, with nothing left behind, where it cannot be made."""
    from reunify_cli.shape import load
    from reunify_cli.store.case_files import write_new_case
    from reunify_cli.store.yaml_writer import scalar

    says = {
        **wanted.says,
        "id": wanted.id,
        "initials": _initials(wanted.says),
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


# --- what is said about the child ---------------------------------------------------------------------------------


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
        problems.append(
            Problem(None, "on= is before born=: nobody is looked after before they are born.", "Put one right.")
        )
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


def _initials(says: Mapping[str, str]) -> str:
    return Child(name=says.get("name", ""), initials=says.get("initials", "")).short()


def known_from(session: Session, says: Mapping[str, str]) -> str:
    """Since when the record is complete: from today; empty where care began today, or all of it is recorded."""
    on = says.get("on", "")
    if says.get(first_day.COMPLETE) == "yes":
        return ""
    return "" if on and on[:10] >= session.now.day.isoformat() else session.now.day.isoformat()


# --- its id -------------------------------------------------------------------------------------------------------


def next_id(workspace: OpenWorkspace, year: int) -> str:
    """The next free id of a year: one more than the highest there is."""
    numbers = [int(m[1]) for each in _given(workspace) if (m := re.fullmatch(rf"RU-{year}-(\d{{1,9}})", each))]
    return f"RU-{year}-{max(numbers, default=0) + 1:04}"


def _given(workspace: OpenWorkspace) -> list[str]:
    """Every id that a child here has or had; that of a folder which was removed is never given again."""
    from reunify_cli.store.removal.carry_out import disposed
    from reunify_cli.store.workspace import case_ids

    return [*case_ids(workspace.files), *(each["id"] for each in disposed(workspace.root))]


def checked_id(text: str, workspace: OpenWorkspace) -> str:
    """An id that can name a folder on every system and is free. Raises Mistyped."""
    from reunify_cli.store.removal.carry_out import disposed
    from reunify_cli.store.reserved import is_device

    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}", text) or is_device(text):
        raise Mistyped(
            Problem(None, f'"{clean(text)}" cannot be an id.', "Letters, figures and hyphens; such as RU-2026-0042.")
        )
    if text.lower() in {each["id"].lower() for each in disposed(workspace.root)}:
        said = f"{text} was the id of a child whose folder was removed; it is not given again."
        raise Mistyped(Problem(None, said, "Leave the id out: the next free one is taken."))
    if text.lower() in {each.lower() for each in _given(workspace)}:
        raise Mistyped(Problem(None, f"There is a case {text} already.", f"reunify show {typed(text)}"))
    return text


# --- what was made ------------------------------------------------------------------------------------------------


def due_first(session: Session, opened: OpenCase) -> list[Any]:
    """What is to be done first, soonest first."""
    standings = (Standing.BREACH, Standing.OVERDUE, Standing.NOT_KNOWN, Standing.DUE, Standing.UPCOMING)
    found = acts(opened.judged, session.position, standings, opened.judged.policy.due_soon)
    return sorted((act for act in found if act.due), key=lambda act: act.due.deadline if act.due else 0)


def made_lines(terminal: Terminal, opened: OpenCase, template: str) -> list[str]:
    """What was made, what was written down, what is due first, and what to do next."""
    vocabulary = opened.workspace.vocabulary
    lines = [f"MADE       cases/{opened.id}: case.yaml, journal.yaml   (template {template})"]
    lines += wrap(child_line(opened, terminal.session), terminal.width, " " * 11)
    if opened.case.known:
        lines += wrap(
            f"The record is complete from {say_day(terminal.session.now.day)}: what fell due before is not known here, "
            "never late.",
            terminal.width, " " * 11,
        )  # fmt: skip
    if opened.case.entries:
        lines += ["", "WRITTEN DOWN"]
        for entry in opened.case.entries:
            title = vocabulary.events[entry.event].title
            lines.append(
                edge(
                    f"  {short_day(entry.when.day, terminal.session.today)}  {clean(title)}",
                    f"entry {entry.id}",
                    terminal.width,
                )
            )
    todo = due_first(terminal.session, opened)
    if todo:
        lines += ["", "DUE FIRST"]
    for act in todo[:6]:
        day = short_day(act.due.day, terminal.session.today)
        lines.append(
            edge(
                f"  by {day}  {clean(act.first.rule.title)}",
                source_words(act.first.rule, opened.judged),
                terminal.width,
            )
        )
        if act.first.unsure and act.first.unsure.ahead:
            lines.append(f"  {'':<{len(day) + 3}}  {act.first.unsure.ahead}")
    here = typed(opened.id)
    if len(todo) > 6:
        lines.append(f"  and {len(todo) - 6} more:  reunify next {here}")
    lines += ["", *_to_add(opened, here, terminal)]
    return lines


def _to_add(opened: OpenCase, here: str, terminal: Terminal) -> list[str]:
    """What is still to be said, each as the command that says it."""
    events = {entry.event for entry in opened.case.entries}
    commands = []
    if "became-looked-after" not in events:
        commands.append(f"reunify record {here} became-looked-after legal-status=s20 --on DATE")
    if "placement-start" not in events:
        commands.append(f"reunify record {here} placement-start kind=foster --on DATE")
    open_ = {each.key: each for each in still_open(opened.judged, terminal.session.position)}
    if "allocated" not in events and "worker" not in open_:
        commands.append(f"reunify record {here} allocated to=NAME as=social-worker")
    missing = [key for key, value in (("name", opened.case.child.name), ("born", opened.case.child.born)) if not value]
    lines = ["TO ADD", *(f"  {each}" for each in commands)]
    lines += [f"  reunify {each.command.replace('record', f'record {here}', 1)}" for each in open_.values()]
    what = joined(["the family", *([f"the child's {' and '.join(missing)}"] if missing else [])])
    lines += wrap(f"Open cases/{opened.id}/case.yaml for {what}.", terminal.width, "  ")
    return lines
