"""Putting an entry right or taking it back: by another entry, with why; nothing that stands in a journal is changed."""

from collections.abc import Mapping
from typing import Any

from reunify_cli.casework.about import entry_words
from reunify_cli.casework.effects import Effects
from reunify_cli.casework.writing import WritableCase
from reunify_cli.cli.confirm import right_child
from reunify_cli.cli.screens.effects import moved_lines
from reunify_cli.cli.screens.findings import amended_lines
from reunify_cli.cli.terminal import Terminal
from reunify_cli.model.case import Entry
from reunify_cli.session.session import OpenCase
from reunify_cli.text.layout import clean, edge

CHANGED = "Say why: it stays beside what was written first."
"""What is said where an entry is changed without a reason."""


def agree(terminal: Terminal, held: WritableCase, entry: Entry) -> None:
    """Show whose entry it is and what it is, and go on only with consent (or --yes)."""
    if terminal.asks and not terminal.yes:
        terminal.say([f"Entry {entry_words(entry, held.opened.workspace.vocabulary)}"])
    right_child(terminal, [held.opened])


def changed_lines(
    terminal: Terminal,
    word: str,
    entry: Entry,
    amendment: Mapping[str, Any],
    before: OpenCase,
    after: OpenCase,
    found: Effects,
) -> list[str]:
    """What became of an entry, of the duties it touched, and of what fits together."""
    odd = amended_lines(before, after, terminal)
    head = edge(
        f"{word:<10} {entry_words(entry, after.workspace.vocabulary)}", f"entry {amendment['id']}", terminal.width
    )
    return [
        head,
        f"{' ' * 11}{clean(amendment['why'])}",
        "",
        f"For {clean(after.case.child.short())} this changes",
        *moved_lines(after, found, terminal),
        *(["", *odd] if odd else []),
    ]
