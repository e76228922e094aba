"""Back to an earlier stage: which one is meant, and from when."""

from typing import Final

from reunify_cli.casework.closing import is_open
from reunify_cli.casework.values import read_date_of_event
from reunify_cli.engine.decisions import stage_of
from reunify_cli.errors import Mistyped, Refused, did_you_mean
from reunify_cli.model.moment import Moment
from reunify_cli.model.vocabulary import spoken
from reunify_cli.rules.policy import Stage
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.days import say_day
from reunify_cli.text.layout import clean
from reunify_cli.wording.display_names import typed

RETURNED: Final = "stage-returned"
"""The event type that says a case went back."""


def going_back(opened: OpenCase, to: str, on: str, session: Session) -> tuple[Stage, Stage, Moment]:
    """The stage that the case is in, the earlier one meant by `to`, and since when. Raises Mistyped or Refused."""
    now = _now(opened, session)
    return now, _earlier(opened, now, to), _from_when(opened, on, session)


def _from_when(opened: OpenCase, on: str, session: Session) -> Moment:
    """The day it went back: not before it came into the stage it is in. Raises Mistyped."""
    when = read_date_of_event(on, session.now) if on else session.now
    step = [each for each in opened.judged.times.fact("stage") if each.at <= session.position][-1]
    if step.cause is not None and when.before(step.cause.when) is True:
        said = f"{say_day(when.day)} is before this case came into its stage ({say_day(step.cause.when.day)})."
        raise Mistyped(said, help="Put the day right.")
    return when


def _now(opened: OpenCase, session: Session) -> Stage:
    """The stage that the case is in. Raises Refused where it is closed or in none."""
    if not is_open(opened, session):
        way = f"reunify reopen {typed(opened.id)} --why TEXT"
        raise Refused("This case is closed. Reopen it to change its stage.", help=f"If it goes on:  {way}")
    now = stage_of(opened.judged, session.position)
    if now is None:
        way = f"reunify advance {typed(opened.id)} --dry-run"
        raise Refused("This case is in no stage yet, so it cannot go back.", help=f"Into the first:  {way}")
    return now


def _earlier(opened: OpenCase, now: Stage, to: str) -> Stage:
    """The earlier stage that is meant. Raises Mistyped for no stage, Refused for one that is not earlier."""
    stages = opened.judged.policy.stages
    known = ", ".join(f"{stage.number} {stage.title}" for stage in stages if stage.number < now.number)
    before = f"Write one of: {known}" if known else "There is none before it."
    if not to:
        raise Mistyped(f"Say to which stage. This case is in {now.number} {now.title}.", help=before)
    wanted = spoken(to)
    for stage in stages:
        if wanted in (spoken(stage.key), spoken(stage.title), str(stage.number)):
            break
    else:
        near = did_you_mean(to.lower(), [stage.key for stage in stages])
        raise Mistyped(f'"{clean(to)}" is not a stage of this policy.{near}', help=before)
    if stage.number >= now.number:
        where = (
            "is in that stage" if stage.number == now.number else f"is in {now.number} {now.title}, which is earlier"
        )
        help = f"Forward:  reunify advance {typed(opened.id)}" if stage.number > now.number else before
        raise Refused(f"This case {where}.", help=help)
    return stage
