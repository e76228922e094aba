"""Filling in an entry, or the plan, as a plain form: for lists and long texts, which no command line has room for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from reunify_cli.casework.entries import pairs
from reunify_cli.casework.event_names import meant_event
from reunify_cli.casework.recording import put, recorded_json
from reunify_cli.casework.writing import WritableCase, hold, my_key
from reunify_cli.cli.calling_off import offer
from reunify_cli.cli.confirm import right_child
from reunify_cli.cli.form.entry import entry_form, read_before
from reunify_cli.cli.form.fill import from_file, in_editor
from reunify_cli.cli.form.page import Mistake
from reunify_cli.cli.form.read_entry import Filled, read_entry
from reunify_cli.cli.options import CaseRef, Option, argument, option, writes
from reunify_cli.cli.screens.findings import agree
from reunify_cli.cli.screens.recordable import ELSEWHERE
from reunify_cli.cli.screens.recorded import recorded_lines
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped
from reunify_cli.store.drafts import draft_path, remove_draft
from reunify_cli.wording.display_names import typed

PLAN = "plan"
"""What is typed for the plan on the desk, which is no event."""


@writes
def cli(
    terminal: Terminal,
    case: CaseRef,
    words: Annotated[list[str], argument("EVENT|ENTRY|plan [KEY=VALUE]...", "what to fill in, or to correct")],
    given: Annotated[Path | None, option("--from", "FILE", "a filled-in form, without an editor")] = None,
    show: Annotated[bool, Option("--print", help="only show the empty form")] = False,
    again: Annotated[bool, Option("--again", help="also where the very same was recorded just now")] = False,
) -> None:
    """Fill in an entry, or the plan, in your editor; what is wrong is written into the form."""
    held = hold(terminal.session, case)
    plain, said = pairs(words)
    name = " ".join(plain)
    if name.lower() == PLAN:
        from reunify_cli.cli.form.plan import run as plan

        plan(terminal, held, given, show=show)
        return
    entry = held.opened.judged.history.by_id.get(name.upper()) or held.opened.judged.history.by_id.get(name)
    if entry is not None:
        from reunify_cli.cli.form.correction import run as correct

        correct(terminal, held, entry, given, show=show)
        return
    event = meant_event(name, held.opened.workspace.vocabulary)
    if event in ELSEWHERE:
        title = held.opened.workspace.vocabulary.events[event].title
        raise Mistyped(f"There is no form for {title}.", help=f"Type  {ELSEWHERE[event]}")
    run(terminal, held, event, given, said, show=show, again=again)


def run(
    terminal: Terminal,
    held: WritableCase,
    event: str,
    given: Path | None = None,
    said: Sequence[tuple[str, str]] = (),
    *,
    show: bool = False,
    again: bool = False,
) -> None:
    """Have the form of an event filled in and record what it says; `given` is one that is filled in already.

    `said` is what it says before anybody opens it.

    Raises Mistyped where it holds mistakes and nobody goes on, Unreadable where it cannot be recorded; the draft of a
    form that was not recorded stays.
    """
    empty = entry_form(terminal.session, held, event, read_before(terminal.session, held, event, said))
    if show:
        terminal.say(empty.rstrip("\n").split("\n"))
        return
    here = typed(held.opened.id)
    right_child(terminal, [held.opened])
    draft = draft_path(held.opened.folder, event, my_key(terminal.session, held.directory))

    def check(text: str) -> tuple[Filled | None, list[Mistake]]:
        return read_entry(terminal.session, held, event, text)

    if given is not None:
        filled = from_file(given, check, empty)
    else:
        filled = in_editor(terminal, draft, empty, check, f"reunify form {here} {event}")
    if filled is None:
        way = f"For an entry that says no more than its day:  reunify record {here} {event}"
        terminal.say(["Nothing was written into the form, so nothing is recorded.", way])
        return
    agree(terminal, [held], [filled.draft], again=again)
    done = put(terminal.session, [held], [filled.draft], filled.also)
    if given is None:
        remove_draft(draft)
    if terminal.json:
        terminal.answer("recorded", [recorded_json(terminal.session, each) for each in done], read=len(done))
    else:
        terminal.say(recorded_lines(terminal, done))
        offer(terminal, done)
