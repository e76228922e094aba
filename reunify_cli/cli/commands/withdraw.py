"""Taking back an entry made on the wrong child, or of something that never happened."""

from typing import Annotated

from reunify_cli.casework.about import entry_words, meant_entry
from reunify_cli.casework.amending import amend, amended_json
from reunify_cli.casework.writing import hold
from reunify_cli.cli.amending import CHANGED, agree, changed_lines
from reunify_cli.cli.confirm import told
from reunify_cli.cli.options import CaseRef, argument, option, writes
from reunify_cli.cli.terminal import Terminal
from reunify_cli.text.layout import counted


@writes
def cli(
    terminal: Terminal,
    case: CaseRef,
    ref: Annotated[str, argument("ENTRY", "its id, or visit-2026-11-26")],
    why: Annotated[str, option("--why", "TEXT", "why it is withdrawn")] = "",
) -> None:
    """Take back an entry that was never true."""
    held = hold(terminal.session, case)
    entry = meant_entry(held.opened.judged, ref)
    about = [other for other in held.opened.judged.history.entries if other.of == entry.id]
    why = told(terminal, why, CHANGED)
    agree(terminal, held, entry)
    amendment, after, found = amend(terminal.session, held, {"withdraws": entry.id}, why)
    if terminal.json:
        terminal.answer("withdrawn", [amended_json(terminal.session, entry, amendment, after, found)], read=1)
        return
    lines = changed_lines(terminal, "WITHDRAWN", entry, amendment, held.opened, after, found)
    if about:
        title = f"{counted(len(about), 'entry speaks', 'entries speak')} of it, and now of nothing:"
        lines += ["", title, *(f"  {entry_words(each, after.workspace.vocabulary)}" for each in about)]
    terminal.say(lines)
