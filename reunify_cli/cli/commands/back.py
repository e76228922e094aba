"""Back to an earlier stage, because a plan broke down: the history stays, and what that stage asks is asked again."""

from typing import Annotated, Final

from reunify_cli.casework.closing import is_open
from reunify_cli.casework.recording import as_json, put
from reunify_cli.casework.values import read_date_of_event
from reunify_cli.casework.writing import Draft, WritableCase, hold, my_key
from reunify_cli.cli.confirm import right_child
from reunify_cli.cli.managers import reason
from reunify_cli.cli.options import CaseRef, Option, writes
from reunify_cli.cli.prompt import Ask, at_terminal
from reunify_cli.cli.screens.closing import moved_on
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.decisions import stage_of
from reunify_cli.errors import Mistyped, Problem, Refused, did_you_mean
from reunify_cli.model.moment import Moment
from reunify_cli.model.vocabulary import spoken
from reunify_cli.rules.policy import Stage
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.days import say_day
from reunify_cli.text.layout import clean, wrap
from reunify_cli.wording.display_names import child, typed

RETURNED: Final = "stage-returned"
"""The event type that this command writes."""


@writes
def cli(
    terminal: Terminal,
    case: CaseRef,
    to: Annotated[str, Option("--to", metavar="STAGE", help="its name or number", show_default=False)] = "",
    why: Annotated[str, Option("--why", metavar="TEXT", help="what broke down", show_default=False)] = "",
    on: Annotated[str, Option("--on", metavar="DATE", help="when it went back (now)", show_default=False)] = "",
) -> int | None:
    """Back to an earlier stage."""
    run(terminal, hold(terminal.session, case), to, why, on)
    return None


def run(terminal: Terminal, held: WritableCase, to: str, why: str = "", on: str = "", ask: Ask = at_terminal) -> None:
    """Append the entry, or raise Mistyped or Refused; then nothing is changed."""
    opened = held.opened
    now = _now(opened, terminal.session)
    stage = _earlier(opened, now, to)
    when = _when(opened, on, terminal.session)
    why = reason(terminal, why, ask)
    said = f"{child(opened, terminal.session)}: back from {now.number} {now.title} to {stage.number} {stage.title}."
    if terminal.asks and not terminal.yes:
        terminal.say(wrap(clean(said), terminal.width))
    right_child(terminal, [opened], ask)
    me = my_key(terminal.session, held.directory)
    (done,) = put(
        terminal.session, [held], [Draft(RETURNED, when, (me,) if me else (), {"stage": stage.key, "why": why})]
    )
    if terminal.json:
        terminal.answer("back", [{**as_json(terminal.session, done), "from": now.key, "to": stage.key}], read=1)
    else:
        way = f"Forward again:  reunify advance {typed(opened.id)} --dry-run"
        terminal.say([*moved_on(terminal, done, clean(said)), way])


def _when(opened: OpenCase, on: str, session: Session) -> Moment:
    """The day it went back: not before it came into the stage it is in. Raises Mistyped."""
    when = read_date_of_event(on, session.now) if on else session.now
    step = [each for each in opened.judged.times.fact("stage") if each.at <= session.position][-1]
    if step.cause is not None and when.before(step.cause.when) is True:
        said = f"{say_day(when.day)} is before this case came into its stage ({say_day(step.cause.when.day)})."
        raise Mistyped(Problem(None, said, "Put the day right."))
    return when


def _now(opened: OpenCase, session: Session) -> Stage:
    """The stage that the case is in. Raises Refused where it is closed or in none."""
    if not is_open(opened, session):
        way = f"reunify reopen {typed(opened.id)} --why TEXT"
        raise Refused(Problem(None, "This case is closed, so it goes into no other stage.", f"If it goes on:  {way}"))
    now = stage_of(opened.judged, session.position)
    if now is None:
        way = f"reunify advance {typed(opened.id)} --dry-run"
        raise Refused(Problem(None, "This case is in no stage yet, so it cannot go back.", f"Into the first:  {way}"))
    return now


def _earlier(opened: OpenCase, now: Stage, to: str) -> Stage:
    """The earlier stage that is meant. Raises Mistyped for no stage, Refused for one that is not earlier."""
    stages = opened.judged.policy.stages
    known = ", ".join(f"{stage.number} {stage.title}" for stage in stages if stage.number < now.number)
    before = f"Write one of: {known}" if known else "There is none before it."
    if not to:
        raise Mistyped(Problem(None, f"Say to which stage. This case is in {now.number} {now.title}.", before))
    wanted = spoken(to)
    for stage in stages:
        if wanted in (spoken(stage.key), spoken(stage.title), str(stage.number)):
            break
    else:
        near = did_you_mean(to.lower(), [stage.key for stage in stages])
        raise Mistyped(Problem(None, f'"{clean(to)}" is not a stage of this policy.{near}', before))
    if stage.number >= now.number:
        where = (
            "is in that stage" if stage.number == now.number else f"is in {now.number} {now.title}, which is earlier"
        )
        help = f"Forward:  reunify advance {typed(opened.id)}" if stage.number > now.number else before
        raise Refused(Problem(None, f"This case {where}.", help))
    return stage
