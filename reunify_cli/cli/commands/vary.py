"""A manager's exception to one rule of local policy, with a reason and an end; without a manager, only asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from reunify_cli.cli.confirm import Ask, at_terminal, right_child
from reunify_cli.cli.days import read_when, say_day, say_full, short_day
from reunify_cli.cli.door import Door, Opened
from reunify_cli.cli.effects import moved_lines
from reunify_cli.cli.managers import meant_rule, only_a_manager, reason, somebody
from reunify_cli.cli.options import CaseRef, writes
from reunify_cli.cli.recorded import Recorded, as_json, put
from reunify_cli.cli.screen import clean, edge, joined, wrap
from reunify_cli.cli.who import brief_source, child, person, typed, weight
from reunify_cli.cli.writing import Draft, Held, hold
from reunify_cli.engine.duty import Standing, standing
from reunify_cli.engine.managers import ASKED, VARIED, may_be_varied, waiting
from reunify_cli.errors import Mistyped, Problem, Refused
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment
from reunify_cli.rules.policy import Rule


@dataclass(frozen=True, slots=True)
class Wish:
    """An exception as somebody typed it; empty where nothing was said."""

    rule: str
    why: str = ""
    authorised_by: str = ""
    until: str = ""
    who: str = ""


@writes
def cli(
    door: Door,
    case: CaseRef,
    rule: Annotated[str, typer.Argument(metavar="RULE", show_default=False, help="the rule, as other screens name it")],
    why: Annotated[str, typer.Option("--why", metavar="TEXT", help="the reason", show_default=False)] = "",
    authorised_by: Annotated[
        str,
        typer.Option(
            "--authorised-by",
            metavar="NAME",
            help="the manager who makes it; without, it is asked for",
            show_default=False,
        ),
    ] = "",
    until: Annotated[str, typer.Option("--until", metavar="DATE", help="its last day", show_default=False)] = "",
    who: Annotated[str, typer.Option("--who", metavar="NAME", help="who asks for it (you)", show_default=False)] = "",
) -> int | None:
    """A manager's exception to one rule of local policy; never to law."""
    run(door, hold(door, case), Wish(rule, why, authorised_by, until, who))
    return None


def run(door: Door, held: Held, wish: Wish, ask: Ask = at_terminal) -> None:
    """Append the exception, or the request for one; raises Mistyped or Refused, and then nothing is changed."""
    rule = meant_rule(held.opened, wish.rule)
    _local(held.opened, rule)
    if not wish.authorised_by and not (wish.until and read_end(wish.until, door)):
        draft = _request(door, held, rule, wish, "")
    elif not wish.authorised_by:
        draft = _request(door, held, rule, wish, str(read_end(wish.until, door)))
    else:
        draft = _exception(door, held, rule, wish, ask)
    draft = Draft(draft.event, draft.when, draft.by, {**draft.says, "why": reason(door, wish.why, ask)})
    if door.asks and not door.yes:
        door.say(_head(held.opened, rule, draft, door))
    right_child(door, [held.opened], ask)
    (done,) = put(door, [held], [draft])
    if door.json:
        item = {**as_json(door, done), "rule": rule.id, "asked_only": draft.event == ASKED, "changes": _changes(done)}
        door.answer("varied", [item], read=1)
    else:
        door.say(varied_lines(door, done, rule))


def _local(opened: Opened, rule: Rule) -> None:
    """Go on where a rule is local policy; Refused where it is law or guidance that binds every authority."""
    if may_be_varied(opened.judged.policy, rule):
        return
    what = "law" if rule.weight == "law" else "guidance for every authority, not local policy"
    said = f"{rule.title} is {what} ({rule.source}): nobody here can make an exception to it."
    raise Refused(Problem(None, clean(said), f"What it asks, and what else ends it:  reunify why {typed(opened.id)} {rule.id}"))
