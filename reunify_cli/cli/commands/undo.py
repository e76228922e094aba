"""Taking back the last thing that I wrote: shown first, then withdrawn as any entry is."""

from reunify_cli.casework.amending import amend, amended_json
from reunify_cli.casework.finding import last_written
from reunify_cli.casework.writing import hold
from reunify_cli.cli.amending import agree, changed_lines
from reunify_cli.cli.options import writes
from reunify_cli.cli.terminal import Terminal

WHY = "undone by the person who wrote it"
"""The reason that stays beside what was written."""


@writes
def cli(terminal: Terminal) -> None:
    """Show the last thing you wrote down, and take it back."""
    opened, entry = last_written(terminal.session)
    held = hold(terminal.session, opened.id)
    agree(terminal, held, entry)
    amendment, after, found = amend(terminal.session, held, {"withdraws": entry.id}, WHY)
    if terminal.json:
        terminal.answer("withdrawn", [amended_json(terminal.session, entry, amendment, after, found)], read=1)
    else:
        terminal.say(changed_lines(terminal, "WITHDRAWN", entry, amendment, held.opened, after, found))
