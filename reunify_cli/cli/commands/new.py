"""A folder for another child, from a template for the way they came into care; then what is due first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

from reunify_cli.casework import first_day
from reunify_cli.casework.effects import source_words
from reunify_cli.casework.entries import pairs
from reunify_cli.casework.first_day import fields, problems, questions, read
from reunify_cli.casework.new_case import Wanted, checked_id, due_first, like, make_case, next_id, said_once, spoken_for
from reunify_cli.casework.templates import (
    template_dirs,
    template_for,
    template_named,
)
from reunify_cli.casework.values import Reading
from reunify_cli.casework.writing import people_of
from reunify_cli.cli.confirm import child_line, choices
from reunify_cli.cli.options import Option, argument, option, writes
from reunify_cli.cli.prompt import at_terminal
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.first_day import still_open
from reunify_cli.errors import Mistyped, Stopped
from reunify_cli.model.fields import Field
from reunify_cli.session.session import OpenCase
from reunify_cli.session.workspace import OpenWorkspace
from reunify_cli.store.durable.change import in_turn
from reunify_cli.text.days import say_day, short_day
from reunify_cli.text.layout import clean, edge, joined, wrap
from reunify_cli.wording.display_names import duty_json, typed


@writes
def cli(
    terminal: Terminal,
    words: Annotated[
        list[str] | None, argument("[CASE] [KEY=VALUE]...", "an id (the next free one), and who it is")
    ] = None,
    template: Annotated[str, option("--template", "NAME", "section-20, care-order ...")] = "",
    again: Annotated[bool, Option("--again", help="another child of the same name and birthday")] = False,
) -> int | None:
    """A folder for another child."""
    said_once(words or ())
    plain, given = pairs(words or ())
    if len(plain) > 1:
        raise Mistyped(f"One id at most: {' '.join(plain)} are several words.", help='Such as  name="Robin Kelly"')
    workspace = terminal.session.workspace
    says = spoken_for(terminal.session, workspace, given)
    known = template_dirs(workspace.root)
    name = template or template_for(says.get("legal-status", ""), known)
    template_named(name, known)
    if not again:
        _not_here_already(terminal, like(workspace, says))
    given_id = checked_id(terminal.session, plain[0], workspace) if plain else ""
    if terminal.asks and not terminal.yes and first_day.part_way(says, terminal.session.now.day):
        reading = Reading(workspace.vocabulary, terminal.session.now.day, people_of(terminal.session, workspace, None))
        says = {**says, **ask_all(terminal, workspace, says, reading)}

    def work(_: bool) -> OpenCase:
        session = terminal.session
        case_id = (
            checked_id(session, given_id, workspace) if given_id else next_id(session, workspace, session.now.day.year)
        )
        return make_case(session, workspace, Wanted(case_id, name, says), known[name])

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


def _not_here_already(terminal: Terminal, found: Sequence[str]) -> None:
    """Ask whether this is another child than one who is here. Raises Mistyped off a terminal, Stopped for a no."""
    if not found:
        return
    said = f"A child of this name is here already: {joined([typed(each) for each in found])}."
    if not terminal.asks or terminal.yes:
        raise Mistyped(said, help=f"reunify show {typed(found[0])}   If it is another child, add --again.")
    terminal.say([said])
    if at_terminal("Is this another child? [y/N]").lower() not in ("y", "yes"):
        raise Stopped


# --- what was made ------------------------------------------------------------------------------------------------


def made_lines(terminal: Terminal, opened: OpenCase, template: str) -> list[str]:
    """What was made, what was written down, what is due first, and what to do next."""
    vocabulary = opened.workspace.vocabulary
    lines = [f"MADE       cases/{opened.id}: case.yaml, journal.yaml   (template {template})"]
    lines += wrap(child_line(opened, terminal.session), terminal.width, " " * 11)
    if opened.case.known:
        lines += wrap(
            f"This record starts on {say_day(terminal.session.now.day)}. Nothing due before that date "
            "is counted as overdue.",
            terminal.width, " " * 11,
        )  # fmt: skip
    if opened.case.entries:
        lines += ["", "RECORDED"]
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


def ask_all(terminal: Terminal, workspace: OpenWorkspace, says: Mapping[str, str], reading: Reading) -> dict[str, str]:
    """What a person at the terminal answers about the time before; Enter leaves a question open."""
    terminal.say(wrap("From before today (Enter: not known yet):", terminal.width, "  ", " "))
    found: dict[str, str] = {}
    for key, question in questions(workspace, says):
        field = fields(workspace.vocabulary)[key]
        answer = _answered(terminal, workspace, key, question, {**says, **found}, reading, field)
        if answer:
            found[key] = answer
    return found


def _answered(
    terminal: Terminal, workspace: OpenWorkspace, key: str, question: str, says: Mapping[str, str], reading: Reading,
    field: Field,
) -> str:  # fmt: skip
    """The answer to one question, asked again until it can be read and can be so; "" where it stays open."""
    lines = wrap(f"{question}{choices(field)}", terminal.width - 2, "     ", " ")
    while True:
        text = at_terminal("\n".join(lines))
        if not text:
            return ""
        try:
            value = read(terminal.session, workspace, key, field, text, reading)
            wrong = tuple(each for each in problems({**says, key: value}) if each.sentence.startswith(key))
        except Mistyped as error:
            value, wrong = "", tuple(error.problems)
        if not wrong:
            return value
        said = [line for each in wrong for line in (each.sentence, each.help) if line]
        terminal.say([row for line in said for row in wrap(line, terminal.width, "     ", "   ")])
