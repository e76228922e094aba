"""Back to an earlier stage, because a plan broke down: the history stays, and what that stage asks is asked again."""

from typing import Annotated

from reunify_cli.casework.going_back import RETURNED, going_back
from reunify_cli.casework.recording import put, recorded_json
from reunify_cli.casework.writing import hold, signed
from reunify_cli.cli.confirm import right_child, told
from reunify_cli.cli.options import CaseRef, option, writes
from reunify_cli.cli.screens.closing import moved_on
from reunify_cli.cli.terminal import Terminal
from reunify_cli.text.layout import clean, wrap
from reunify_cli.wording.display_names import child, typed


@writes
def cli(
    terminal: Terminal,
    case: CaseRef,
    to: Annotated[str, option("--to", "STAGE", "its name or number")] = "",
    why: Annotated[str, option("--why", "TEXT", "what broke down")] = "",
    on: Annotated[str, option("--on", "DATE", "when it went back (now)")] = "",
) -> None:
    """Back to an earlier stage."""
    held = hold(terminal.session, case)
    opened = held.opened
    now, stage, when = going_back(opened, to, on, terminal.session)
    why = told(terminal, why)
    said = f"{child(opened, terminal.session)}: back from {now.number} {now.title} to {stage.number} {stage.title}."
    if terminal.asks and not terminal.yes:
        terminal.say(wrap(clean(said), terminal.width))
    right_child(terminal, [opened])
    says = {"stage": stage.key, "why": why}
    (done,) = put(terminal.session, [held], [signed(terminal.session, held, RETURNED, when, says)])
    if terminal.json:
        terminal.answer("back", [{**recorded_json(terminal.session, done), "from": now.key, "to": stage.key}], read=1)
    else:
        way = f"Forward again:  reunify advance {typed(opened.id)} --dry-run"
        terminal.say([*moved_on(terminal, done, clean(said)), way])
