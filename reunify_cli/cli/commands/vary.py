"""A manager's exception to one rule of local policy, with a reason and an end; without a manager, only asked for."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from reunify_cli.cli.confirm import right_child
from reunify_cli.cli.days import read_when, say_full, short_day
from reunify_cli.cli.door import Door, Opened
from reunify_cli.cli.effects import moved_lines
from reunify_cli.cli.managers import meant_rule, only_a_manager, reason, somebody
from reunify_cli.cli.options import CaseRef, writes
from reunify_cli.cli.recorded import Recorded, as_json, put
from reunify_cli.cli.screen import clean, edge, joined, wrap
from reunify_cli.cli.terminal import Ask, at_terminal
from reunify_cli.cli.who import brief_source, child, person, typed, weight
from reunify_cli.cli.writing import Draft, Held, hold
from reunify_cli.engine.duty import Standing, standing
from reunify_cli.engine.managers import ASKED, VARIED, may_be_varied
from reunify_cli.engine.variations import waiting
from reunify_cli.errors import Mistyped, Problem, Refused
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment, parse_moment
from reunify_cli.rules.policy import Rule

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
    opened = held.opened
    rule = meant_rule(opened, wish.rule)
    _is_local(opened, rule)
    asked = next((each for each in waiting(opened.judged, door.position) if each.fields["rule"] == rule.id), None)
    make = _exception if wish.authorised_by else _request
    draft = make(door, held, rule, wish, asked, ask)
    if door.asks and not door.yes:
        door.say([child(opened, door), *_head(opened, rule, draft, door)])
    right_child(door, [opened], ask)
    (done,) = put(door, [held], [draft])
    if door.json:
        item = {
            **as_json(door, done),
            "rule": rule.id,
            "asked_only": draft.event == ASKED,
            "changes": _changes(done),
        }
        door.answer("varied", [item], read=1)
    else:
        door.say(varied_lines(door, done, rule))


def _is_local(opened: Opened, rule: Rule) -> None:
    """Go on where a rule is local policy; Refused where it is law, or guidance that binds every authority."""
    if may_be_varied(opened.judged.policy, rule):
        return
    what = "law" if rule.weight == "law" else "guidance for every authority, and not local policy"
    said = f"{rule.title} is {what} ({rule.source}): nobody here can make an exception to it."
    raise Refused(Problem(None, clean(said), f"What meets it, and what else ends it:  {_why(opened, rule)}"))


def _why(opened: Opened, rule: Rule) -> str:
    return f"reunify why {typed(opened.id)} {rule.id}"


def _request(door: Door, held: Held, rule: Rule, wish: Wish, asked: Entry | None, ask: Ask) -> Draft:
    """The entry that only asks for an exception."""
    opened = held.opened
    key = somebody(door, held, wish.who, "asks for it")
    _not_yet(opened, rule, None, door)
    if asked is not None:
        by = ", ".join(person(opened.judged, each) for each in asked.by)
        said = f"{by} asked for this on {short_day(asked.when.day)}; it waits for a manager."
        way = f"reunify vary {typed(opened.id)} {rule.id} --authorised-by NAME --until DATE"
        raise Refused(Problem(None, clean(said), f"To make the exception:  {way}"))
    until = {"until": str(_end(wish.until, door))} if wish.until else {}
    return Draft(ASKED, door.now, (key,), {**until, "rule": rule.id, "why": reason(door, wish.why, ask)})


def _exception(door: Door, held: Held, rule: Rule, wish: Wish, asked: Entry | None, ask: Ask) -> Draft:
    """The entry that makes an exception; what was asked for before says who asked, why and until when."""
    opened = held.opened
    manager = held.directory.key(wish.authorised_by)
    only_a_manager(door, held, manager, "An exception is made by a manager")
    until = asked.until if asked is not None and not wish.until else None
    while until is None:
        text = wish.until or (ask(" Until when?  its last day") if door.asks and not door.yes else "")
        if not text:
            raise Mistyped(Problem(None, "An exception has an end. Say its last day.", "Add  --until DATE"))
        until = _end(text, door)
    _not_yet(opened, rule, until, door)
    asker = asked.by[0] if asked is not None and asked.by and not wish.who else ""
    asker = asker or somebody(door, held, wish.who, "asks for it")
    if asker == manager:
        said = f"{person(opened.judged, manager)} cannot both ask for an exception and make it."
        raise Refused(Problem(None, clean(said), "If somebody else asked for it:  --who NAME"))
    why = reason(door, wish.why or str((asked.get("why") if asked else "") or ""), ask)
    says = {"until": str(until), "rule": rule.id, "authorised-by": manager, "asked-by": asker, "why": why}
    return Draft(VARIED, door.now, (manager,), says)


def _not_yet(opened: Opened, rule: Rule, until: Moment | None, door: Door) -> None:
    """Go on where no exception holds as long already; Refused where one does."""
    held = opened.judged.variation(rule, door.position)
    if held is None or held.until is None or (until is not None and until.end > held.until.end):
        return
    said = f"{rule.title} is varied already, until {say_full(held.until)} (entry {held.id})."
    raise Refused(Problem(None, clean(said), "To make it longer, give a later --until; to end it, withdraw the entry."))


def _end(text: str, door: Door) -> Moment:
    """The last day of an exception. Raises Mistyped for one that has passed."""
    until = read_when(text, door.now.day, ahead=True)
    if until.end < door.now.start:
        raise Mistyped(Problem(None, f"{say_full(until)} has passed; an exception ends on a day to come."))
    return until


# --- in words -----------------------------------------------------------------------------------------------------


def _head(opened: Opened, rule: Rule, draft: Draft, door: Door) -> list[str]:
    """The rule, until when it is varied, who makes the exception and who asks for it, and why."""
    judged, says = opened.judged, draft.says
    word = "VARIED" if draft.event == VARIED else "ASKED FOR"
    by = joined([person(judged, key) for key in draft.by])
    asker = f"made by {by}, asked for by {person(judged, says['asked-by'])}" if draft.event == VARIED else f"by {by}"
    until = f"until {_said(says['until'])}, " if "until" in says else ""
    return [
        edge(f"{word:<10} {clean(rule.title)}", f"{weight(rule)} {brief_source(rule, judged)}", door.width),
        *wrap(clean(f"{until}{asker}"), door.width, PAD, PAD),
        *wrap(clean(f"because: {says['why']}"), door.width, PAD, PAD),
    ]


def _said(until: str) -> str:
    return say_full(parse_moment(until))


def varied_lines(door: Door, done: Recorded, rule: Rule) -> list[str]:
    """What was varied or asked for, what that changes, and how it ends."""
    opened, draft = done.opened, done.draft
    here, entry = typed(opened.id), str(done.entry["id"])
    lines = [
        edge(f"{child(opened, door)}", f"entry {entry}", door.width),
        *_head(opened, rule, draft, door),
        "",
    ]
    if draft.event == ASKED:
        way = f"reunify vary {here} {rule.id} --authorised-by NAME{'' if 'until' in draft.says else ' --until DATE'}"
        lines += ["Nothing changes until a manager makes the exception; until then it waits in every list."]
        lines += [*wrap(way, door.width, " " * 18, "A manager types   "), ""]
    else:
        lines += [
            f"For {clean(opened.case.child.short())} this changes",
            *moved_lines(opened, done.effects, door),
        ]
        lines += [*_gates(opened, rule, door), *wrap(_ends(str(draft.says["until"])), door.width), ""]
    if rule.latest.closed_by is not None:
        lines += wrap(f"Where it is not needed at all, record what ends it:  {_why(opened, rule)}", door.width)
    return [*lines, f"Mistake?          reunify withdraw {here} {entry}"]


def _gates(opened: Opened, rule: Rule, door: Door) -> list[str]:
    """What an exception means for a gate: it counts as in place, and undoes no breach that there was before."""
    if rule.kind != "gate":
        return []
    lines = [f"{PAD}until then it counts as in place"]
    broken = [d for d in opened.judged.of(rule.id) if standing(d, door.position) is Standing.BREACH]
    days = [short_day(duty.anchor.when.day) for duty in broken]
    return [*lines, f"{PAD}the breach of {joined(days)} stays one"] if days else lines


def _ends(until: str) -> str:
    return f"It ends by itself after {_said(until)}. What has not been done by then is owed again."


def _changes(done: Recorded) -> list[dict[str, Any]]:
    """Each duty that the exception touches, for programs: how it stood and how it stands."""
    return [
        {
            "duty": moved.duty.id,
            "was": moved.was.value if moved.was else None,
            "now": moved.now.value if moved.now else None,
        }
        for moved in done.effects.moved
    ]
