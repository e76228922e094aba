"""Into the next stage, if its gate is open; otherwise what is missing, in order, and how to supply it."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from reunify_cli.cli.days import short_day
from reunify_cli.cli.door import Door, Opened
from reunify_cli.cli.options import CaseRef, writes
from reunify_cli.cli.screen import clean, counted, edge, wrap
from reunify_cli.cli.who import brief_source, child, duty_json, person, typed, weight
from reunify_cli.cli.writing import Draft, Held, fresh_id, hold, mapping, my_key, stamped, write
from reunify_cli.engine.acts import WEIGHTS
from reunify_cli.engine.decisions import ENTERED, Decision, Lack, decide, stage_of
from reunify_cli.engine.duty import Duty
from reunify_cli.errors import Mistyped, Problem, Refused, did_you_mean
from reunify_cli.model.moment import Moment
from reunify_cli.rules.policy import Stage


@writes
def cli(
    door: Door,
    case: CaseRef,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would happen")] = False,
    to: Annotated[str, typer.Option("--to", metavar="STAGE", help="the next stage, to say it aloud")] = "",
) -> int | None:
    """Into the next stage, if its gate is open."""
    held = hold(door, case)
    opened = held.opened
    stage = _wanted(opened, door, to)
    decision = decide(opened.judged, stage, Moment(door.today))
    if door.json:
        door.answer("advance", [decision_json(opened, decision, door)], read=1)
        if decision.allowed and not dry_run:
            _write(held, decision, door)
        return None if decision.allowed else 1
    if not decision.allowed:
        door.say(refused(opened, decision, door))
        return 1
    if dry_run:
        door.say(allowed(opened, decision, door, done=""))
        return None
    entry_id = _write(held, decision, door)
    door.say(allowed(opened, decision, door, done=entry_id))
    return None


def _wanted(opened: Opened, door: Door, to: str) -> Stage:
    policy = opened.judged.policy
    if not policy.stages:
        raise Refused(Problem(None, f"The policy {policy.id} has no stages.", "reunify policy list"))
    if opened.judged.times.fact_at("case-open", door.position) is False:
        raise Refused(Problem(None, "This case is closed, so it goes into no other stage.", ""))
    now = stage_of(opened.judged, door.position)
    following = policy.after(now.key if now else None)
    if following is None:
        last = policy.stages[-1]
        raise Refused(Problem(None, f"This case is in the last stage already: {last.number} {last.title}.", ""))
    if to and to not in (following.key, str(following.number)):
        keys = [stage.key for stage in policy.stages]
        near = "" if to in keys else did_you_mean(to, keys)
        sentence = f'The next stage is {following.number} {following.title}, not "{to}".{near}'
        raise Mistyped(Problem(None, sentence, "Stages are entered one by one."))
    return following


def _head(opened: Opened, decision: Decision, door: Door) -> str:
    before = f"from {decision.from_.number} {decision.from_.title} " if decision.from_ else ""
    return f"{child(opened, door)}: {before}to {decision.to.number} {decision.to.title}."


def refused(opened: Opened, decision: Decision, door: Door) -> list[str]:
    """The screen's lines where the gate is shut."""
    lines = wrap(f"Not yet.  {_head(opened, decision, door)}  Nothing changed.", door.width)
    lines += ["", "MISSING, in the order in which these depend on each other"]
    for number, lack in enumerate(_merged(decision.shut), start=1):
        lines += _lack(opened, lack, number, door)
    if decision.asked:
        lines += ["", "ALSO ASKED FOR; this does not keep the gate shut"]
        for lack in _merged(decision.asked):
            lines.append(edge(f"   {clean(_title(lack[0].duty))}", weight(lack[0].duty.rule), door.width))
    lines += ["", *_in_place(decision, door)]
    law = [lack for lack in decision.shut if lack.duty.rule.weight == "law"]
    if law:
        lines += ["", *wrap("What is law can be varied by nobody.", door.width)]
    first = decision.shut[0].duty.rule.id
    lines.append(f"Why?  reunify why {typed(opened.id)} {first}      Details: reunify policy show --rule {first}")
    return lines


def _merged(lacks: tuple[Lack, ...]) -> list[list[Lack]]:
    """Gates that lack the same thing as one item: law first, the local paragraph beside it."""
    groups: dict[Any, list[Lack]] = {}
    for lack in lacks:
        key = tuple((part.event, part.fields) for part in lack.parts) or lack.duty.id
        if any(not part.event for part in lack.parts):
            key = lack.duty.id
        groups.setdefault(key, []).append(lack)
    for group in groups.values():
        group.sort(key=lambda lack: WEIGHTS.index(lack.duty.rule.weight))
    return list(groups.values())


def _title(duty: Duty) -> str:
    return f"{duty.rule.title} ({duty.each})" if duty.each else duty.rule.title


def _lack(opened: Opened, group: list[Lack], number: int, door: Door) -> list[str]:
    lack = group[0]
    sources = "; ".join(dict.fromkeys(brief_source(each.duty.rule, opened.judged) for each in group))
    lines = wrap(clean(_title(lack.duty)), door.width - 9, " " * 11, f"{number:2} {weight(lack.duty.rule):<7} ")
    lines += wrap(sources, door.width, " " * 11, " " * 11)
    if lack.duty.unclear:
        lines += wrap(f"unclear: {clean(lack.duty.unclear)}", door.width, " " * 11, " " * 11)
    for part in lack.parts:
        booked = opened.judged.bookings.get(part.event)
        words = clean(part.words)
        if part.near is not None and part.why_not:
            words += f" (the one of {short_day(part.near.when.day)} does not count: {part.why_not})"
        if booked is not None:
            words += f"; booked for {short_day(booked[0].day)}"
        lines += wrap(words, door.width, " " * 13, " " * 11 + "- ")
        if part.event:
            given = "".join(f" {field}" for field in part.fields)
            lines.append(f"{' ' * 11}  reunify record {typed(opened.id)} {part.event}{given}")
    return lines


def _in_place(decision: Decision, door: Door) -> list[str]:
    if not decision.in_place:
        return []
    titles = list(dict.fromkeys(clean(_title(duty)) for duty in decision.in_place))
    return wrap("; ".join(titles), door.width, "           ", f"IN PLACE ({len(titles)})  ")


def allowed(opened: Opened, decision: Decision, door: Door, *, done: str) -> list[str]:
    """The screen's lines where the gate is open."""
    word = "Done." if done else "The gate is open."
    lines = wrap(f"{word}  {_head(opened, decision, door)}", door.width)
    if decision.in_place:
        lines += ["", *_in_place(decision, door)]
    if decision.asked:
        lines += ["", "ALSO ASKED FOR, and not there"]
        for lack in _merged(decision.asked):
            lines.append(edge(f"   {clean(_title(lack[0].duty))}", weight(lack[0].duty.rule), door.width))
    if decision.to.makes and done:
        event = str(decision.to.makes["event"])
        title = opened.judged.policy.vocabulary.events[event].title
        lines += ["", f"When it happens, record it:  reunify record {typed(opened.id)} {event}   ({title})"]
    if done:
        rests = f" It rests on {counted(len(decision.evidence), 'entry', 'entries')}." if decision.evidence else ""
        lines += ["", f"Entry {done}.{rests}   Next:  reunify next {typed(opened.id)}"]
    else:
        lines += ["", f"To do it:  reunify advance {typed(opened.id)}"]
    return lines


def _write(held: Held, decision: Decision, door: Door) -> str:
    """Write the one entry that says the stage was entered, naming what the answer rested on."""
    says = {"stage": decision.to.key, **({"relied-on": list(decision.evidence)} if decision.evidence else {})}
    me = my_key(door, held.directory)
    draft = Draft(ENTERED, door.now, (me,) if me else (), says)
    entry_id = fresh_id(held)
    write(door, [held], [mapping(draft, entry_id, stamped(door, held.directory))])
    return entry_id


def decision_json(opened: Opened, decision: Decision, door: Door) -> dict[str, Any]:
    """The decision as JSON."""
    then = Opened(opened.office, opened.case, decision.judged)

    def lacks(found: tuple[Lack, ...]) -> list[dict[str, Any]]:
        return [
            {
                **duty_json(then, lack.duty, door),
                "missing": [{"words": p.words, "event": p.event or None, "fields": list(p.fields)} for p in lack.parts],
            }
            for lack in found
        ]

    return {
        "case": opened.id,
        "from": decision.from_.key if decision.from_ else None,
        "to": decision.to.key,
        "allowed": decision.allowed,
        "missing": lacks(decision.shut),
        "asked": lacks(decision.asked),
        "in_place": [duty_json(then, duty, door) for duty in decision.in_place],
        "relied_on": list(decision.evidence),
        "approvers": sorted(
            {person(opened.judged, key) for d in decision.in_place for e in d.evidence for key in e.by}
        ),
    }
