"""Into the next stage, if its gate is open; otherwise what is missing, in order, and how to supply it."""

from collections.abc import Iterable
from typing import Annotated

from reunify_cli.casework.advancing import decided_for, decision_json, enter
from reunify_cli.casework.requirements import Ask, Item, items
from reunify_cli.casework.writing import hold
from reunify_cli.cli.confirm import right_child
from reunify_cli.cli.options import CaseRef, Option, writes
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.actions import AGREEMENT, actions
from reunify_cli.engine.decisions import Decision
from reunify_cli.engine.duty import Duty
from reunify_cli.engine.evidence import events_of
from reunify_cli.engine.managers import may_be_varied
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.layout import clean, counted, edge, wrap
from reunify_cli.wording.display_names import (
    brief_source,
    child,
    command_line,
    conditions_of,
    each_words,
    typed,
    variation_words,
    weight,
)

PAD = " " * 11


@writes
def cli(
    terminal: Terminal,
    case: CaseRef,
    dry_run: Annotated[bool, Option("--dry-run", help="only say what would happen")] = False,
    to: Annotated[str, Option("--to", metavar="STAGE", help="the next stage, to be explicit")] = "",
) -> int | None:
    """Into the next stage, if what it asks for is in place."""
    held = hold(terminal.session, case)
    opened = held.opened
    decision = decided_for(opened, terminal.session, to)
    if terminal.json:
        if decision.allowed and not dry_run:
            decision, _ = enter(held, decision, terminal.session, to)
        terminal.answer("advance", [decision_json(opened, decision, terminal.session)], read=1)
        return None if decision.allowed else 1
    if not decision.allowed:
        terminal.say(refused(opened, decision, terminal))
        return 1
    if dry_run:
        terminal.say(allowed(opened, decision, terminal, done=""))
        return None
    if terminal.asks:
        # Nothing is written unless the gate is open, and the answer names the child; so only a person is asked.
        right_child(terminal, [opened])
    decision, entry_id = enter(held, decision, terminal.session, to)
    terminal.say(
        allowed(opened, decision, terminal, done=entry_id) if entry_id else refused(opened, decision, terminal)
    )
    return None if entry_id else 1


def _head(opened: OpenCase, decision: Decision, session: Session) -> str:
    before = f"from {decision.from_.number} {decision.from_.title} " if decision.from_ else ""
    return f"{child(opened, session)}: {before}to {decision.to.number} {decision.to.title}."


def refused(opened: OpenCase, decision: Decision, terminal: Terminal) -> list[str]:
    """The screen's lines where the gate is shut."""
    lines = wrap(f"Not yet.  {_head(opened, decision, terminal.session)}  Nothing changed.", terminal.width)
    lines += ["", "STILL NEEDED, in this order"]
    for number, item in enumerate(items(opened, decision.shut), start=1):
        lines += _item(opened, item, number, terminal)
    if decision.asked:
        lines += ["", "ALSO RECOMMENDED (does not stop the move)", *_asked(opened, decision, terminal)]
    lines += ["", *_in_place(opened, decision, terminal)]
    if any(lack.duty.rule.weight == "law" for lack in decision.shut):
        lines += ["No one can make an exception to the law."]
    local = [lack.duty.rule.id for lack in decision.shut if may_be_varied(opened.judged.policy, lack.duty.rule)]
    if local:
        command = f"reunify vary {typed(opened.id)} {local[0]} --why TEXT"
        lines += beside("A manager can make an exception to a policy rule:", command, terminal.width)
    if decision.to.makes and opened.judged.times.fact_at("accommodated", terminal.session.position) is True:
        lines += wrap(FREE, terminal.width)
    first = decision.shut[0].duty.rule.id
    return [*lines, f"Why?  reunify why {typed(opened.id)} {first}"]


FREE = (
    "These steps bind the authority, not the parents. Under section 20, anyone with parental responsibility may take a "
    "child home at any time (Children Act 1989, section 20(8))."
)
"""What must never be forgotten beside a gate for a section 20 child."""


def beside(words: str, command: str, width: int) -> list[str]:
    """Words and a command on one line, or on two where there is no room."""
    one = f"{words}  {command}"
    return [one] if len(one) <= width else [words, command_line(command, PAD, width)]


def _titles(opened: OpenCase, duties: Iterable[Duty], session: Session) -> list[str]:
    """The titles of duties, those of one rule as one, with whom or what each is about."""
    about: dict[str, list[str]] = {}
    for duty in duties:
        each = about.setdefault(clean(duty.rule.title), [])
        if duty.each:
            each.append(each_words(opened, duty.each, session))
    return [f"{title} ({', '.join(each)})" if each else title for title, each in about.items()]


def _item(opened: OpenCase, item: Item, number: int, terminal: Terminal) -> list[str]:
    rules = list({lack.duty.rule.id: lack.duty.rule for lack in item.lacks}.values())
    titles = _titles(opened, [lack.duty for lack in item.lacks], terminal.session)
    lines = wrap("; ".join(titles), terminal.width, PAD, f"{number:2} {weight(rules[0]):<7} ")
    sources = "; ".join(dict.fromkeys(brief_source(rule, opened.judged) for rule in rules))
    lines += wrap(sources, terminal.width, PAD, PAD)
    for ask in item.asks:
        lines += wrap(ask.words, terminal.width, f"{PAD}  ", f"{PAD}- ")
        lines += [command_line(each, f"{PAD}  ", terminal.width) for each in ask.commands(opened)]
        for each in _to_ask(opened, ask, terminal):
            lines += [f"{PAD}  or ask for it:", command_line(each, f"{PAD}  ", terminal.width)]
    return lines if item.asks else [*lines, f"{PAD}- the entry named above does this too"]


def _to_ask(opened: OpenCase, ask: Ask, terminal: Terminal) -> list[str]:
    """What asks whoever has to agree, unless it waits with them already or they are the one who types."""
    waits = [duty for duty in actions(opened.judged) if duty.rule.id == AGREEMENT and duty.met is None]
    held = {f"to={duty.rule.owes} as={next(iter(events_of(duty.terms.needs)))}" for duty in waits}
    mine = {key for key in opened.case.team.people if terminal.session.me in (key, opened.case.team.name_of(key))}
    return [each for each in ask.to_ask(opened, mine) if not any(known in each for known in held)]


def _asked(opened: OpenCase, decision: Decision, terminal: Terminal) -> list[str]:
    duties = [lack.duty for lack in decision.asked]
    lines = []
    for rule in {duty.rule.id: duty.rule for duty in duties}.values():
        title = _titles(opened, [duty for duty in duties if duty.rule.id == rule.id], terminal.session)[0]
        lines.append(edge(f"   {title}", weight(rule), terminal.width))
    return lines


def _in_place(opened: OpenCase, decision: Decision, terminal: Terminal) -> list[str]:
    varied = [duty for duty in decision.in_place if duty.met is None and duty.closed is None]
    titles = _titles(opened, [duty for duty in decision.in_place if duty not in varied], terminal.session)
    lines = [*wrap("; ".join(titles), terminal.width, PAD, f"IN PLACE ({len(titles)})  "), ""] if titles else []
    on = dict.fromkeys(each for duty in decision.in_place for each in conditions_of(duty))
    lines[-1:] = [*(part for each in on for part in wrap(each, terminal.width, PAD, "ON CONDITION  ")), *lines[-1:]]
    exceptions = {duty.rule.id: duty.varied for duty in varied if duty.varied is not None}
    for rule, entry in exceptions.items():
        title = _titles(opened, [duty for duty in varied if duty.rule.id == rule], terminal.session)[0]
        lines += wrap(f"{title}: {variation_words(opened.judged, entry)}", terminal.width, PAD, f"{'EXCEPTION':<11}")
    return [*lines, ""] if exceptions else lines


def allowed(opened: OpenCase, decision: Decision, terminal: Terminal, *, done: str) -> list[str]:
    """The screen's lines where the gate is open."""
    word = "Done." if done else "All is in place."
    lines = wrap(f"{word}  {_head(opened, decision, terminal.session)}", terminal.width)
    lines += ["", *_in_place(opened, decision, terminal)]
    if decision.asked:
        lines += ["ALSO ASKED FOR, and not there", *_asked(opened, decision, terminal), ""]
    if decision.to.makes and done:
        event = str(decision.to.makes["event"])
        title = opened.judged.policy.vocabulary.events[event].title
        said = "".join(f" {key}={value}" for key, value in decision.to.makes.items() if key != "event")
        way = f"reunify record {typed(opened.id)} {event}{said}"
        lines += [f"When it happens ({title}), record it:", command_line(way, PAD, terminal.width), ""]
    if done:
        rests = f" It rests on {counted(len(decision.evidence), 'entry', 'entries')}." if decision.evidence else ""
        lines.append(f"Entry {done}.{rests}   Next:  reunify next {typed(opened.id)}")
    else:
        lines.append(f"To do it:  reunify advance {typed(opened.id)}")
    return lines
