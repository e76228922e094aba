"""A long note, written in the editor in the middle of being asked: for what does not fit on one line."""

from pathlib import Path

from reunify_cli.casework.writing import WritableCase, my_key
from reunify_cli.cli.confirm import child_line
from reunify_cli.cli.form.fill import in_editor
from reunify_cli.cli.form.layout import made, remark, tidy
from reunify_cli.cli.form.page import Mistake, lines_of, without_mistakes
from reunify_cli.cli.prompt import Ask
from reunify_cli.cli.terminal import Terminal
from reunify_cli.session.session import Session
from reunify_cli.store.drafts import draft_path
from reunify_cli.wording.display_names import typed

HOW = "Write below. Save and close the window when you are done. Lines that begin with # are not kept."


def note_draft(session: Session, held: WritableCase, event: str) -> Path:
    """Where a long note lies until its entry is recorded."""
    return draft_path(held.opened.folder, f"{event}-note", my_key(session, held.directory))


def long_note(terminal: Terminal, held: WritableCase, event: str, ask: Ask) -> str:
    """What somebody writes; "" where that is nothing. The draft stays until the entry is recorded. Raises Mistyped."""
    title = held.opened.workspace.vocabulary.events[event].title
    empty = made([*remark(f"A note on {title}: {child_line(held.opened, terminal.session)}"), *remark(HOW), ""])
    again = f"reunify record {typed(held.opened.id)} {event}"
    return in_editor(terminal, note_draft(terminal.session, held, event), empty, _read, again, ask) or ""


def _read(text: str) -> tuple[str | None, list[Mistake]]:
    lines = lines_of(without_mistakes(text))
    return tidy("\n".join(" " * line.indent + line.text for line in lines)), []
