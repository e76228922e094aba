"""A closed case goes on, in the same folder and with its history: a new period of care, a return that failed."""

from typing import Annotated

from reunify_cli.casework.closing import closing_of, has_died, is_open
from reunify_cli.casework.recording import as_json, put
from reunify_cli.casework.values import read_date_of_event
from reunify_cli.casework.writing import REOPENED, Draft, WritableCase, hold, my_key
from reunify_cli.cli.confirm import right_child
from reunify_cli.cli.managers import reason
from reunify_cli.cli.options import CaseRef, Option, writes
from reunify_cli.cli.prompt import Ask, at_terminal
from reunify_cli.cli.screens.closing import moved_on
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.decisions import stage_of
from reunify_cli.errors import Mistyped, Problem, Refused
from reunify_cli.model.moment import Moment
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.days import say_day
from reunify_cli.wording.display_names import child, typed


@writes
def cli(
    terminal: Terminal,
    case: CaseRef,
    why: Annotated[str, Option("--why", metavar="TEXT", help="why it goes on", show_default=False)] = "",
    on: Annotated[str, Option("--on", metavar="DATE", help="since when (now)", show_default=False)] = "",
) -> int | None:
    """Open a closed case again."""
    run(terminal, hold(terminal.session, case), why, on)
    return None


def run(terminal: Terminal, held: WritableCase, why: str = "", on: str = "", ask: Ask = at_terminal) -> None:
    """Append the entry, or raise Mistyped or Refused; then nothing is changed."""
    opened, here = held.opened, typed(held.opened.id)
    if is_open(opened, terminal.session):
        raise Refused(Problem(None, "This case is open.", f"How it stands:  reunify show {here}"))
    if has_died(opened, terminal.session):
        said = "This child's death is recorded, so the case is not opened again."
        raise Refused(Problem(None, said, f"If that is wrong, withdraw the entry:  reunify events {here}"))
    when = _from_when(opened, on, terminal.session)
    why = reason(terminal, why, ask)
    right_child(terminal, [opened], ask)
    me = my_key(terminal.session, held.directory)
    (done,) = put(terminal.session, [held], [Draft(REOPENED, when, (me,) if me else (), {"why": why})])
    if terminal.json:
        terminal.answer("reopened", [as_json(terminal.session, done)], read=1)
        return
    stage = stage_of(done.opened.judged, terminal.session.position)
    where = f", in stage {stage.number} {stage.title} as before" if stage else ""
    lines = moved_on(terminal, done, f"{child(done.opened, terminal.session)}: open again{where}.", "REOPENED")
    if stage is not None and stage.number > 1:
        lines.append(f"Another stage?  reunify back {here} --to STAGE --why TEXT")
    terminal.say(lines)


def _from_when(opened: OpenCase, on: str, session: Session) -> Moment:
    """From when the case goes on: what falls due again counts from what happens after it. Raises Mistyped."""
    when = read_date_of_event(on, session.now) if on else session.now
    closing = closing_of(opened, session)
    if closing is not None and when.before(closing.when) is True:
        said = f"{say_day(when.day)} is before the case was closed ({say_day(closing.when.day)})."
        raise Mistyped(Problem(None, said, "If it never was to be closed, withdraw that entry."))
    return when
