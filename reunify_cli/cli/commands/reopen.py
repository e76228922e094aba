"""A closed case goes on, in the same folder and with its history: a new period of care, a return that failed."""

from typing import Annotated

from reunify_cli.casework.closing import reopening
from reunify_cli.casework.recording import put, recorded_json
from reunify_cli.casework.writing import REOPENED, hold, signed
from reunify_cli.cli.confirm import right_child, told
from reunify_cli.cli.options import CaseRef, option, writes
from reunify_cli.cli.screens.closing import moved_on
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.decisions import stage_of
from reunify_cli.wording.display_names import child, typed


@writes
def cli(
    terminal: Terminal,
    case: CaseRef,
    why: Annotated[str, option("--why", "TEXT", "why it goes on")] = "",
    on: Annotated[str, option("--on", "DATE", "since when (now)")] = "",
) -> None:
    """Open a closed case again."""
    held = hold(terminal.session, case)
    opened, here = held.opened, typed(held.opened.id)
    when = reopening(opened, on, terminal.session)
    why = told(terminal, why)
    right_child(terminal, [opened])
    (done,) = put(terminal.session, [held], [signed(terminal.session, held, REOPENED, when, {"why": why})])
    if terminal.json:
        terminal.answer("reopened", [recorded_json(terminal.session, done)], read=1)
        return
    stage = stage_of(done.opened.judged, terminal.session.position)
    where = f", in stage {stage.number} {stage.title} as before" if stage else ""
    lines = moved_on(terminal, done, f"{child(done.opened, terminal.session)}: open again{where}.", "REOPENED")
    if stage is not None and stage.number > 1:
        lines.append(f"Another stage?  reunify back {here} --to STAGE --why TEXT")
    terminal.say(lines)
