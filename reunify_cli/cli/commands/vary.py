"""A manager's exception to one rule of local policy, with a reason and an end; without a manager, only asked for."""

from typing import Annotated

from reunify_cli.casework.exceptions import (
    ExceptionWish,
    changes_json,
    exception,
    manager_for,
    must_be_local,
    request,
    request_for,
    why_command,
)
from reunify_cli.casework.explaining import meant_rule
from reunify_cli.casework.recording import Recorded, put, recorded_json
from reunify_cli.casework.writing import Draft, hold
from reunify_cli.cli.confirm import right_child, told
from reunify_cli.cli.options import CaseRef, argument, option, writes
from reunify_cli.cli.prompt import at_terminal
from reunify_cli.cli.screens.effects import moved_lines
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.duty import Standing, standing
from reunify_cli.engine.managers import ASKED, VARIED
from reunify_cli.frozen import replace
from reunify_cli.model.moment import parse_moment
from reunify_cli.rules.policy import Rule
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.days import say_full, short_day
from reunify_cli.text.layout import clean, edge, joined, wrap
from reunify_cli.wording.display_names import brief_source, child, person, typed, weight

PAD = " " * 11


@writes
def cli(
    terminal: Terminal,
    case: CaseRef,
    name: Annotated[str, argument("RULE", "the rule, as other screens name it")],
    why: Annotated[str, option("--why", "TEXT", "the reason")] = "",
    authorised_by: Annotated[
        str, option("--authorised-by", "NAME", "the manager who makes it; without, it is asked for")
    ] = "",
    until: Annotated[str, option("--until", "DATE", "its last day")] = "",
    who: Annotated[str, option("--who", "NAME", "who asks for it (you)")] = "",
) -> None:
    """A manager's exception to one rule of local policy; never to law."""
    held = hold(terminal.session, case)
    wish = ExceptionWish(name, why, authorised_by, until, who)
    opened = held.opened
    rule = meant_rule(opened, wish.rule)
    must_be_local(opened, rule)
    asked = request_for(opened, rule, terminal.session)
    if authorised_by and not until and (asked is None or asked.until is None) and terminal.asks and not terminal.yes:
        manager_for(terminal.session, held, wish)
        wish = replace(wish, until=at_terminal(" Until when?  its last day"))
    check = exception if authorised_by else request
    draft = check(terminal.session, held, rule, wish, asked)
    if not draft.says["why"]:
        draft = replace(draft, says={**draft.says, "why": told(terminal, "")})
    if terminal.asks and not terminal.yes:
        terminal.say([child(opened, terminal.session), *_head(opened, rule, draft, terminal.width)])
    right_child(terminal, [opened])
    (done,) = put(terminal.session, [held], [draft])
    if terminal.json:
        item = {
            **recorded_json(terminal.session, done),
            "rule": rule.id,
            "asked_only": draft.event == ASKED,
            "changes": changes_json(done),
        }
        terminal.answer("varied", [item], read=1)
    else:
        terminal.say(varied_lines(terminal, done, rule))


# --- in words -----------------------------------------------------------------------------------------------------


def _head(opened: OpenCase, rule: Rule, draft: Draft, width: int) -> list[str]:
    """The rule, until when it is varied, who makes the exception and who asks for it, and why."""
    judged, says = opened.judged, draft.says
    word = "EXCEPTION" if draft.event == VARIED else "ASKED FOR"
    by = joined([person(judged, key) for key in draft.by])
    asker = f"made by {by}, asked for by {person(judged, says['asked-by'])}" if draft.event == VARIED else f"by {by}"
    until = f"until {_said(says['until'])}, " if "until" in says else ""
    return [
        edge(f"{word:<10} {clean(rule.title)}", f"{weight(rule)} {brief_source(rule, judged)}", width),
        *wrap(clean(f"{until}{asker}"), width, PAD, PAD),
        *wrap(clean(f"because: {says['why']}"), width, PAD, PAD),
    ]


def _said(until: str) -> str:
    return say_full(parse_moment(until))


def varied_lines(terminal: Terminal, done: Recorded, rule: Rule) -> list[str]:
    """What was varied or asked for, what that changes, and how it ends."""
    opened, draft = done.opened, done.draft
    here, entry = typed(opened.id), str(done.entry["id"])
    lines = [
        edge(f"{child(opened, terminal.session)}", f"entry {entry}", terminal.width),
        *_head(opened, rule, draft, terminal.width),
        "",
    ]
    if draft.event == ASKED:
        way = f"reunify vary {here} {rule.id} --authorised-by NAME{'' if 'until' in draft.says else ' --until DATE'}"
        lines += ["Nothing changes until a manager agrees. Lists show the request as waiting."]
        lines += [*wrap(way, terminal.width, " " * 18, "A manager types   "), ""]
    else:
        lines += [
            f"For {clean(opened.case.child.short())} this changes",
            *moved_lines(opened, done.effects, terminal),
        ]
        lines += [*_gates(opened, rule, terminal.session), *wrap(_ends(str(draft.says["until"])), terminal.width), ""]
    if rule.latest.closed_by is not None:
        lines += wrap(
            f"Where it is not needed at all, record what ends it:  {why_command(opened, rule)}", terminal.width
        )
    return [*lines, f"Mistake?          reunify withdraw {here} {entry}"]


def _gates(opened: OpenCase, rule: Rule, session: Session) -> list[str]:
    """What an exception means for a gate: it counts as in place, and undoes no breach that there was before."""
    if rule.kind != "gate":
        return []
    lines = [f"{PAD}until then it counts as in place"]
    broken = [d for d in opened.judged.of(rule.id) if standing(d, session.position) is Standing.BREACH]
    days = [short_day(duty.anchor.when.day) for duty in broken]
    return [*lines, f"{PAD}the breach of {joined(days)} stays one"] if days else lines


def _ends(until: str) -> str:
    return f"It ends on {_said(until)}. Anything not done by then is due again."
