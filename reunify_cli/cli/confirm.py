"""Asking somebody at a terminal: is this the right child, and what the entry should say.

Off a terminal nothing is asked: scripts say --yes, and what is missing is named instead. A question is put again
until its answer can be read; Enter leaves out what need not be said.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from reunify_cli.casework.entries import applies
from reunify_cli.casework.values import Plain, Reading, read_date_of_event, read_value
from reunify_cli.cli.prompt import at_terminal
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped, Stopped
from reunify_cli.model.fields import Field
from reunify_cli.model.moment import Moment
from reunify_cli.model.vocabulary import EventType
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.days import say_long, say_time
from reunify_cli.text.layout import clean, sentence, wrap
from reunify_cli.wording.display_names import short_id


def right_child(terminal: Terminal, cases: Sequence[OpenCase]) -> None:
    """Show who is about to be written about, and go on only if somebody says yes, or --yes said so before.

    Raises Mistyped where nobody can be asked, Stopped where the answer is no.
    """
    if terminal.yes:
        return
    if not terminal.asks:
        raise Mistyped("Cannot ask you to confirm the child here.", help="If it is the right child, add --yes.")
    terminal.say(
        [line for each in cases for line in wrap(child_line(each, terminal.session), terminal.width, "      ", "")]
    )
    question = "Right child?" if len(cases) == 1 else f"The right {len(cases)} children?"
    if at_terminal(f"{question} [Y/n]").lower() not in ("", "y", "yes"):
        raise Stopped


def told(
    terminal: Terminal, text: str, missing: str = "Say why.", option: str = "--why TEXT", asked: str = " Why?  one line"
) -> str:
    """What is said in a line, such as why. Raises Mistyped where nobody says it and nobody can be asked."""
    while not text.strip():
        if not terminal.asks or terminal.yes:
            raise Mistyped(missing, help=f"Add  {option}")
        text = at_terminal(asked)
    return text.strip()


def child_line(opened: OpenCase, session: Session) -> str:
    """Who a child is, in a line: as it stands above every question."""
    child = opened.case.child
    age = child.age_on(session.today)
    name = clean(child.name) if session.names and child.name else child.short()
    facts = opened.workspace.vocabulary.facts
    said = [name, child.sex, "" if age is None else str(age)]
    words = [", ".join(filter(None, said)) + f" ({short_id(opened.id)})"]
    for fact, start in (("legal-status", ""), ("lives-with", "lives with ")):
        if fact in facts:
            value = opened.judged.times.fact_at(fact, session.position)
            if value is not None:
                words.append(start + facts[fact].values.get(str(value), str(value)))
    return clean(", ".join(words)) + "."


# --- what the entry says ------------------------------------------------------------------------------------------


def ask_when(terminal: Terminal, *, clock: bool) -> Moment:
    """The day of an event, echoed with its weekday; Enter is today."""
    hint = "with its time, such as 26/11 14:00" if clock else "26/11, yesterday, last Fri"
    while True:
        text = at_terminal(f" When?  (Enter: today; {hint})")
        try:
            when = read_date_of_event(text or "today", terminal.session.now)
        except Mistyped as error:
            terminal.say([f"   {problem.sentence}" for problem in error.problems])
            continue
        if text:
            clock_said = f", {say_time(when.minute)}" if when.minute is not None else ""
            terminal.say([f"        {say_long(when.day)}{clock_said}"])
        return when


def ask_fields(terminal: Terminal, event: EventType, given: Mapping[str, Any], reading: Reading) -> dict[str, Plain]:
    """What somebody answers to the questions of an event, for fields not given yet."""
    found: dict[str, Plain] = {}
    for name, field in event.fields.items():
        if name in given or not (field.ask or field.required) or not applies(field, {**given, **found}):
            continue
        value = ask_value(terminal, name, field, reading)
        if value is not None:
            found[name] = value
    return found


def ask_value(terminal: Terminal, name: str, field: Field, reading: Reading) -> Plain | None:
    """The answer to one question; None where it may be, and is, left out."""
    indent = "   " if field.when else " "
    asked = f"{field.ask or sentence(field.title or name) + '?'}{choices(field)}"
    question = "\n".join(spread(asked, terminal.width - 2, f"{indent}    ", indent))
    while True:
        text = numbered(field, at_terminal(question))
        if not text:
            if not field.required:
                return None
            terminal.say([f"{indent}  This is required."])
            continue
        try:
            return read_value(field, name, text, reading)
        except Mistyped as error:
            said = [line for each in error.problems for line in (each.sentence, each.help) if line]
            terminal.say([row for line in said for row in wrap(line, terminal.width, f"{indent}    ", f"{indent}  ")])


def choices(field: Field) -> str:
    """What can be answered: `y/n`, or the choices with their numbers."""
    if field.type == "yes-no":
        return "  y/n"
    if field.closed:
        return "".join(f"   {number} {title}" for number, title in enumerate(field.values.values(), 1))
    return ""


def spread(question: str, width: int, indent: str, first: str) -> list[str]:
    """A question over as many lines as it needs, each choice whole on one of them."""
    if len(first) + len(question) <= width:
        return [first + question]
    asked, *parts = question.split("   ")
    lines = [first + asked]
    for number, part in enumerate(parts):
        if number and len(lines[-1]) + 3 + len(part) <= width:
            lines[-1] += f"   {part}"
        else:
            lines.append(indent + part)
    return lines


def numbered(field: Field, text: str) -> str:
    """An answer with the numbers of choices put into their words."""
    if not field.closed:
        return text
    keys = list(field.values)
    words = [
        keys[int(w) - 1] if w.isdecimal() and 0 < int(w) <= len(keys) else w for w in text.replace(" ", ",").split(",")
    ]
    return ",".join(filter(None, words)) if all(w in keys for w in words if w) else text
