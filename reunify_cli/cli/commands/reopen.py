"""A closed case goes on, in the same folder and with its history: a new period of care, a return that failed."""

from __future__ import annotations

from typing import Annotated

import typer

from reunify_cli.cli.closing import closing_of, has_died, is_open, moved_on
from reunify_cli.cli.confirm import right_child
from reunify_cli.cli.days import say_day
from reunify_cli.cli.door import Door, Opened
from reunify_cli.cli.managers import reason
from reunify_cli.cli.options import CaseRef, writes
from reunify_cli.cli.recorded import as_json, put
from reunify_cli.cli.terminal import Ask, at_terminal
from reunify_cli.cli.values import read_date_of_event
from reunify_cli.cli.who import child, typed
from reunify_cli.cli.writing import REOPENED, Draft, Held, hold, my_key
from reunify_cli.engine.decisions import stage_of
from reunify_cli.errors import Mistyped, Problem, Refused
from reunify_cli.model.moment import Moment


@writes
def cli(
    door: Door,
    case: CaseRef,
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="why it goes on", show_default=False)] = "",
    on: Annotated[str, typer.Option("--on", metavar="DATE", help="since when (now)", show_default=False)] = "",
) -> int | None:
    """Open a closed case again."""
    run(door, hold(door, case), why, on)
    return None


def run(door: Door, held: Held, why: str = "", on: str = "", ask: Ask = at_terminal) -> None:
    """Append the entry, or raise Mistyped or Refused; then nothing is changed."""
    opened, here = held.opened, typed(held.opened.id)
    if is_open(opened, door):
        raise Refused(Problem(None, "This case is open.", f"How it stands:  reunify show {here}"))
    if has_died(opened, door):
        said = "This child's death is recorded, so the case is not opened again."
        raise Refused(Problem(None, said, f"If that is wrong, withdraw the entry:  reunify events {here}"))
    when = _from_when(opened, on, door)
    why = reason(door, why, ask)
    right_child(door, [opened], ask)
    me = my_key(door, held.directory)
    (done,) = put(door, [held], [Draft(REOPENED, when, (me,) if me else (), {"why": why})])
    if door.json:
        door.answer("reopened", [as_json(door, done)], read=1)
        return
    stage = stage_of(done.opened.judged, door.position)
    where = f", in stage {stage.number} {stage.title} as before" if stage else ""
    lines = moved_on(door, done, f"{child(done.opened, door)}: open again{where}.", "REOPENED")
    if stage is not None and stage.number > 1:
        lines.append(f"Another stage?  reunify back {here} --to STAGE --why TEXT")
    door.say(lines)


def _from_when(opened: Opened, on: str, door: Door) -> Moment:
    """From when the case goes on: what falls due again counts from what happens after it. Raises Mistyped."""
    when = read_date_of_event(on, door.now) if on else door.now
    closing = closing_of(opened, door)
    if closing is not None and when.before(closing.when) is True:
        said = f"{say_day(when.day)} is before the case was closed ({say_day(closing.when.day)})."
        raise Mistyped(Problem(None, said, "If it never was to be closed, withdraw that entry."))
    return when
