"""Putting right what an entry says: the fields that were wrong, and why, as an entry of its own."""

from collections.abc import Sequence
from typing import Annotated

from reunify_cli.casework.about import meant_entry
from reunify_cli.casework.amending import amend, as_json
from reunify_cli.casework.correcting import corrections, entry_says, words_after, words_before
from reunify_cli.casework.entries import fields_of, pairs
from reunify_cli.casework.writing import WritableCase, hold
from reunify_cli.cli.amending import agree, changed_lines, told_why
from reunify_cli.cli.options import Argument, CaseRef, Option, writes
from reunify_cli.cli.prompt import Ask, at_terminal
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped, Problem
from reunify_cli.text.layout import wrap
from reunify_cli.wording.display_names import typed
from reunify_cli.wording.entry_text import field_words


@writes
def cli(
    terminal: Terminal,
    case: CaseRef,
    words: Annotated[
        list[str],
        Argument(
            metavar="ENTRY [KEY=VALUE]...", show_default=False, help="its id (or visit-2026-11-26), and what is right"
        ),
    ],
    on: Annotated[str, Option("--on", metavar="DATE", help="the day it happened", show_default=False)] = "",
    who: Annotated[str, Option("--who", metavar="NAME", help="who did it", show_default=False)] = "",
    note: Annotated[str, Option("--note", metavar="TEXT", help="what the note should say", show_default=False)] = "",
    why: Annotated[str, Option("--why", metavar="TEXT", help="why it is changed", show_default=False)] = "",
) -> int | None:
    """Put right what an entry says."""
    plain, given = pairs(words)
    if len(plain) != 1:
        raise Mistyped(Problem(None, "Say which entry, by its id.", f"They are listed by  reunify events {case}"))
    dated = [(key, value) for key, value in given if key == "date"]
    given = [(key, value) for key, value in given if key != "date"]
    given += [("by", who)] if who else []
    given += [("note", note)] if note else []
    run(terminal, hold(terminal.session, case), plain[0], given, on or (dated[0][1] if dated else ""), why)
    return None


def run(
    terminal: Terminal,
    held: WritableCase,
    ref: str,
    given: Sequence[tuple[str, str]],
    on: str = "",
    why: str = "",
    ask: Ask = at_terminal,
) -> None:
    """Append the correction, and show before, after, and what changes in duties."""
    entry = meant_entry(held.opened.judged, ref)
    changes = corrections(terminal.session, held, entry, given, on)
    if not changes:
        known = ", ".join(
            fields_of(held.opened.workspace.vocabulary.events[entry.event], held.opened.workspace.vocabulary)
        )
        here = f"reunify correct {typed(held.opened.id)} {entry.id}"
        help = f"Such as  {here} --on DATE --why TEXT. It can say: {known[:200]}"
        raise Mistyped(
            Problem(None, f"Say what is right: KEY=VALUE. Now it says {entry_says(held.opened, entry)}.", help)
        )
    why = told_why(terminal, why, ask)
    agree(terminal, held, entry, ask)
    amendment, after, found = amend(terminal.session, held, {"corrects": entry.id, **changes}, why)
    if terminal.json:
        terminal.answer("corrected", [as_json(terminal.session, entry, amendment, after, found)], read=1)
        return
    lines = changed_lines(terminal, "CORRECTED", entry, amendment, held.opened, after, found)
    opened = held.opened
    shown = [
        f"{field_words(opened, entry.event, key)}: {words_before(opened, entry, key)}"
        f" -> {words_after(opened, entry, key, value)}"
        for key, value in changes.items()
    ]
    pad = " " * 11
    terminal.say(
        [*lines[:2], *(line for each in shown for line in wrap(each, terminal.width, f"{pad}  ", pad)), *lines[2:]]
    )
