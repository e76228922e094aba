"""A manager's exception to one rule of local policy, with a reason and an end; without a manager, only asked for."""

from typing import Annotated

from reunify_cli.casework.exceptions import changes_json, last_day, must_be_local, must_be_longer, why_command
from reunify_cli.casework.managers import meant_rule, only_a_manager, somebody
from reunify_cli.casework.recording import Recorded, as_json, put
from reunify_cli.casework.writing import Draft, WritableCase, hold
from reunify_cli.cli.confirm import right_child
from reunify_cli.cli.managers import reason
from reunify_cli.cli.options import Argument, CaseRef, Option, writes
from reunify_cli.cli.prompt import Ask, at_terminal
from reunify_cli.cli.screens.effects import moved_lines
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.duty import Standing, standing
from reunify_cli.engine.managers import ASKED, VARIED
from reunify_cli.engine.variations import waiting
from reunify_cli.errors import Mistyped, Problem, Refused
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import parse_moment
from reunify_cli.rules.policy import Rule
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.days import say_full, short_day
from reunify_cli.text.layout import clean, edge, joined, wrap
from reunify_cli.wording.display_names import brief_source, child, person, typed, weight

PAD = " " * 11


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
    terminal: Terminal,
    case: CaseRef,
    rule: Annotated[str, Argument(metavar="RULE", show_default=False, help="the rule, as other screens name it")],
    why: Annotated[str, Option("--why", metavar="TEXT", help="the reason", show_default=False)] = "",
    authorised_by: Annotated[
        str,
        Option(
            "--authorised-by",
            metavar="NAME",
            help="the manager who makes it; without, it is asked for",
            show_default=False,
        ),
    ] = "",
    until: Annotated[str, Option("--until", metavar="DATE", help="its last day", show_default=False)] = "",
    who: Annotated[str, Option("--who", metavar="NAME", help="who asks for it (you)", show_default=False)] = "",
) -> int | None:
    """A manager's exception to one rule of local policy; never to law."""
    run(terminal, hold(terminal.session, case), Wish(rule, why, authorised_by, until, who))
    return None


def run(terminal: Terminal, held: WritableCase, wish: Wish, ask: Ask = at_terminal) -> None:
    """Append the exception, or the request for one; raises Mistyped or Refused, and then nothing is changed."""
    opened = held.opened
    rule = meant_rule(opened, wish.rule)
    must_be_local(opened, rule)
    asked = next(
        (each for each in waiting(opened.judged, terminal.session.position) if each.fields["rule"] == rule.id), None
    )
    make = _exception if wish.authorised_by else _request
    draft = make(terminal, held, rule, wish, asked, ask)
    if terminal.asks and not terminal.yes:
        terminal.say([child(opened, terminal.session), *_head(opened, rule, draft, terminal.width)])
    right_child(terminal, [opened], ask)
    (done,) = put(terminal.session, [held], [draft])
    if terminal.json:
        item = {
            **as_json(terminal.session, done),
            "rule": rule.id,
            "asked_only": draft.event == ASKED,
            "changes": changes_json(done),
        }
        terminal.answer("varied", [item], read=1)
    else:
        terminal.say(varied_lines(terminal, done, rule))


def _request(terminal: Terminal, held: WritableCase, rule: Rule, wish: Wish, asked: Entry | None, ask: Ask) -> Draft:
    """The entry that only asks for an exception."""
    opened = held.opened
    key = somebody(terminal.session, held, wish.who, "asks for it")
    must_be_longer(opened, rule, None, terminal.session)
    if asked is not None:
        by = ", ".join(person(opened.judged, each) for each in asked.by)
        said = f"{by} asked for this on {short_day(asked.when.day)}; it waits for a manager."
        way = f"reunify vary {typed(opened.id)} {rule.id} --authorised-by NAME --until DATE"
        raise Refused(Problem(None, clean(said), f"To make the exception:  {way}"))
    until = {"until": str(last_day(wish.until, terminal.session))} if wish.until else {}
    return Draft(
        ASKED, terminal.session.now, (key,), {**until, "rule": rule.id, "why": reason(terminal, wish.why, ask)}
    )


def _exception(terminal: Terminal, held: WritableCase, rule: Rule, wish: Wish, asked: Entry | None, ask: Ask) -> Draft:
    """The entry that makes an exception; what was asked for before says who asked, why and until when."""
    opened = held.opened
    manager = held.directory.key(wish.authorised_by)
    only_a_manager(terminal.session, held, manager, "An exception is made by a manager")
    until = asked.until if asked is not None and not wish.until else None
    while until is None:
        text = wish.until or (ask(" Until when?  its last day") if terminal.asks and not terminal.yes else "")
        if not text:
            raise Mistyped(Problem(None, "An exception has an end. Say its last day.", "Add  --until DATE"))
        until = last_day(text, terminal.session)
    must_be_longer(opened, rule, until, terminal.session)
    asker = asked.by[0] if asked is not None and asked.by and not wish.who else ""
    asker = asker or somebody(terminal.session, held, wish.who, "asks for it")
    if asker == manager:
        said = f"{person(opened.judged, manager)} cannot both ask for an exception and make it."
        raise Refused(Problem(None, clean(said), "If somebody else asked for it:  --who NAME"))
    why = reason(terminal, wish.why or str((asked.get("why") if asked else "") or ""), ask)
    says = {"until": str(until), "rule": rule.id, "authorised-by": manager, "asked-by": asker, "why": why}
    return Draft(VARIED, terminal.session.now, (manager,), says)


# --- in words -----------------------------------------------------------------------------------------------------


def _head(opened: OpenCase, rule: Rule, draft: Draft, width: int) -> list[str]:
    """The rule, until when it is varied, who makes the exception and who asks for it, and why."""
    judged, says = opened.judged, draft.says
    word = "VARIED" if draft.event == VARIED else "ASKED FOR"
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
        lines += ["Nothing changes until a manager makes the exception; until then it waits in every list."]
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
    return f"It ends by itself after {_said(until)}. What has not been done by then is owed again."
