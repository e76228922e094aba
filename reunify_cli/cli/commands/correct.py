"""Putting right what an entry says: the fields that were wrong, and why, as an entry of its own."""

from typing import Annotated

from reunify_cli.casework.about import meant_entry
from reunify_cli.casework.amending import amend, amended_json
from reunify_cli.casework.correcting import corrections, entry_says, words_before
from reunify_cli.casework.entries import fields_of, pairs
from reunify_cli.casework.writing import hold
from reunify_cli.cli.amending import CHANGED, agree, changed_lines
from reunify_cli.cli.confirm import told
from reunify_cli.cli.options import CaseRef, argument, option, writes
from reunify_cli.cli.pasted import from_elsewhere
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped
from reunify_cli.text.layout import wrap
from reunify_cli.wording.display_names import typed
from reunify_cli.wording.entry_text import field_words, value_words


@writes
def cli(
    terminal: Terminal,
    case: CaseRef,
    words: Annotated[list[str], argument("ENTRY [KEY=VALUE]...", "its id (or visit-2026-11-26), and what is right")],
    on: Annotated[str, option("--on", "DATE", "the day it happened")] = "",
    who: Annotated[str, option("--who", "NAME", "who did it")] = "",
    note: Annotated[str, option("--note", "TEXT", "what the note should say")] = "",
    why: Annotated[str, option("--why", "TEXT", "why it is changed")] = "",
) -> None:
    """Put right what an entry says."""
    plain, given = pairs(words)
    if len(plain) != 1:
        raise Mistyped("Say which entry, by its id.", help=f"They are listed by  reunify events {case}")
    dated = [(key, value) for key, value in given if key == "date"]
    given = [(key, value) for key, value in given if key != "date"]
    given += [("by", who)] if who else []
    given += [("note", note)] if note else []
    given = [(key, from_elsewhere(value)) for key, value in given]
    held = hold(terminal.session, case)
    entry = meant_entry(held.opened.judged, plain[0])
    changes = corrections(terminal.session, held, entry, given, on or (dated[0][1] if dated else ""))
    if not changes:
        known = ", ".join(
            fields_of(held.opened.workspace.vocabulary.events[entry.event], held.opened.workspace.vocabulary)
        )
        here = f"reunify correct {typed(held.opened.id)} {entry.id}"
        help = f"Such as  {here} --on DATE --why TEXT. It can say: {known[:200]}"
        raise Mistyped(f"Say what is right: KEY=VALUE. Now it says {entry_says(held.opened, entry)}.", help=help)
    why = told(terminal, why, CHANGED)
    agree(terminal, held, entry)
    amendment, after, found = amend(terminal.session, held, {"corrects": entry.id, **changes}, why)
    if terminal.json:
        terminal.answer("corrected", [amended_json(terminal.session, entry, amendment, after, found)], read=1)
        return
    lines = changed_lines(terminal, "CORRECTED", entry, amendment, held.opened, after, found)
    opened = held.opened
    shown = [
        f"{field_words(opened, entry.event, key)}: {words_before(opened, entry, key)}"
        f" -> {value_words(opened, entry.event, key, value)}"
        for key, value in changes.items()
    ]
    pad = " " * 11
    terminal.say(
        [*lines[:2], *(line for each in shown for line in wrap(each, terminal.width, f"{pad}  ", pad)), *lines[2:]]
    )
