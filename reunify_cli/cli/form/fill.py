"""Having a form filled in: opened in the editor until it can be read, nothing lost whatever happens to the editor."""

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from reunify_cli.cli.form.editor import NAMED, edit, editor_words
from reunify_cli.cli.form.page import Mistake, says, text_of, untouched, with_mistakes, without_mistakes
from reunify_cli.cli.prompt import Ask, at_terminal
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped, Place, Problem
from reunify_cli.store.drafts import keep_draft, read_draft, remove_draft, shown

T = TypeVar("T")

Check = Callable[[str], tuple[T | None, list[Mistake]]]
"""Reads a form: what it says, or every mistake in it."""

WINDOWS = os.name == "nt"
EDITORS = "Set EDITOR to the name of one that works here."
QUICK = 60.0
"""An editor that ends within so many seconds may only have handed the form to a window, open already or still opening.

Nobody is asked about one that ends later and left the form as it was: it was open, and was closed.
"""


def from_file(path: Path, check: Check[T], empty: str) -> T | None:
    """What a form in a file says; None where nobody filled it in. Raises Mistyped with each mistake in its place."""
    try:
        text = text_of(path.read_bytes())
    except OSError as error:
        raise Mistyped(f"{path} cannot be opened: {error.strerror}.") from None
    if untouched(text, empty):
        return None
    found, mistakes = check(text)
    if found is None:
        raise Mistyped(*(_problem(str(path), each) for each in mistakes))
    return found


def in_editor(
    terminal: Terminal, draft: Path, empty: str, check: Check[T], again: str, ask: Ask = at_terminal
) -> T | None:
    """What somebody writes into a form; None where nothing. The draft stays until the caller takes it away.

    `again` is the command that opens the form again. Raises Mistyped where somebody gives up, with what is wrong and
    where the draft is.
    """
    if not terminal.asks and not any(terminal.session.env.get(name, "").strip() for name in NAMED):
        raise Mistyped(
            "Cannot open a form here, because this is not a terminal.", help="Read a filled-in form with  --from FILE"
        )
    words = editor_words(terminal.session.env, windows=WINDOWS)
    text = _begun(terminal, draft, empty)
    while True:
        _opened(terminal, words, draft, text, again, ask)
        saved = text_of(read_draft(draft) or b"")
        if untouched(saved, empty):
            remove_draft(draft)
            return None
        found, mistakes = check(saved)
        if found is not None:
            return found
        gives_up = says(saved) == says(text) and text != empty
        text = with_mistakes(saved, mistakes)
        keep_draft(draft, text, windows=WINDOWS)
        if gives_up:
            raise Mistyped(*(_problem(shown(draft), each) for each in mistakes), _kept(draft, again))
        count = "One mistake is" if len(mistakes) == 1 else f"{len(mistakes)} mistakes are"
        terminal.say([f"{count} marked in the form, which opens again."])


def _begun(terminal: Terminal, draft: Path, empty: str) -> str:
    """The form as it is opened: the draft of before where there is one with anything in it, else the empty form."""
    before = read_draft(draft)
    text = without_mistakes(text_of(before)) if before is not None else ""
    if before is not None and not untouched(text, empty):
        terminal.say([f"You began this form before; it goes on where you left off: {shown(draft)}"])
        return text
    keep_draft(draft, empty, windows=WINDOWS)
    return empty


def _opened(terminal: Terminal, words: Sequence[str], draft: Path, text: str, again: str, ask: Ask) -> None:
    """Open the draft and wait. Raises Mistyped where the editor ends with a fault."""
    began = time.monotonic()
    code = edit(list(words), draft)
    saved = text_of(read_draft(draft) or b"")
    same = says(saved) == says(text)
    if code and same:
        raise Mistyped(f"The editor ended with a fault ({code}), and nothing was written.", help=EDITORS)
    if code:
        raise Mistyped(f"The editor ended with a fault ({code}).", _kept(draft, again))
    # Asked under --yes too: it is no question whether to go on, and the form is taken away where nobody answers it.
    if time.monotonic() - began < QUICK and same and terminal.asks:
        ask("The form is as it was. If it is still open, save it first. Then press Enter.")


def _kept(draft: Path, again: str) -> Problem:
    return Problem(None, f"Nothing was recorded. What you wrote is kept in {shown(draft)}", f"Go on with  {again}")


def _problem(file: str, mistake: Mistake) -> Problem:
    place = Place(file, mistake.line or None, mistake.column if mistake.line else None)
    return Problem(place, mistake.sentence, mistake.help or "Put it right and save.")
