"""A case ends: with its outcome, and with everything said that is still late, owed or booked when it does."""

from typing import Annotated

from reunify_cli.casework.closing import day_of_death_is_recorded, ending, ending_json, is_open
from reunify_cli.casework.recording import Recorded, as_json, put
from reunify_cli.casework.retention import kept_of, until_words
from reunify_cli.casework.values import read_date_of_event
from reunify_cli.casework.writing import Draft, WritableCase, hold, my_key, reading
from reunify_cli.cli.calling_off import offer
from reunify_cli.cli.confirm import ask_value, right_child
from reunify_cli.cli.options import CaseRef, Option, writes
from reunify_cli.cli.prompt import Ask, at_terminal
from reunify_cli.cli.screens.closing import ending_lines, entry_lines
from reunify_cli.cli.screens.findings import agree, odd_lines
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.ended import CLOSED, DIED
from reunify_cli.errors import Mistyped, Problem, Refused, did_you_mean
from reunify_cli.model.fields import Field
from reunify_cli.model.vocabulary import spoken
from reunify_cli.text.layout import clean, joined
from reunify_cli.wording.display_names import child, typed


@writes
def cli(
    terminal: Terminal,
    case: CaseRef,
    outcome: Annotated[str, Option("--outcome", metavar="OUTCOME", help="how it ended", show_default=False)] = "",
    why: Annotated[str, Option("--why", metavar="TEXT", help="a reason", show_default=False)] = "",
    on: Annotated[str, Option("--on", metavar="DATE", help="when it ended (now)", show_default=False)] = "",
) -> int | None:
    """Close a case, with its outcome."""
    run(terminal, hold(terminal.session, case), outcome, why, on)
    return None


def run(
    terminal: Terminal, held: WritableCase, outcome: str, why: str = "", on: str = "", ask: Ask = at_terminal
) -> None:
    """Say what still stands, then append the entry. Raises Mistyped or Refused, and then nothing is changed."""
    opened = held.opened
    if not is_open(opened, terminal.session):
        raise Refused(
            Problem(None, "This case is closed already.", f"What is recorded:  reunify events {typed(opened.id)}")
        )
    when = read_date_of_event(on, terminal.session.now) if on else terminal.session.now
    field = opened.workspace.vocabulary.events[CLOSED].fields["outcome"]
    key = _outcome(terminal, held, field, outcome, ask)
    says = {"outcome": key, **({"why": why.strip()} if why.strip() else {})}
    found = ending(opened, terminal.session, says, when)
    shown = ending_lines(opened, found, terminal, briefly=key == DIED)
    asks = terminal.asks and not terminal.yes
    if asks:
        terminal.say([f"To close {child(opened, terminal.session)}: {clean(field.values[key])}.", *shown, ""])
    right_child(terminal, [opened], ask)
    me = my_key(terminal.session, held.directory)
    draft = Draft(CLOSED, when, (me,) if me else (), says)
    agree(terminal, [held], [draft], ask)
    (done,) = put(terminal.session, [held], [draft])
    if terminal.json:
        item = {
            **as_json(terminal.session, done),
            "outcome": key,
            "ending": ending_json(opened, found, terminal.session),
        }
        terminal.answer("closed", [item], read=1)
    else:
        terminal.say([*([] if asks else [*shown[1:], ""]), *closed_lines(terminal, done, field.values[key])])
        offer(terminal, [done], ask)


def _outcome(terminal: Terminal, held: WritableCase, field: Field, text: str, ask: Ask) -> str:
    """The outcome that is meant, by its word or title. Raises Mistyped with all there are where it is none."""
    known = f"Write one of: {', '.join(field.values)}"
    if not text and terminal.asks and not terminal.yes:
        asked = Field(field.title, field.type, True, field.ask, field.values)
        return str(ask_value(terminal, "outcome", asked, reading(terminal.session, held), ask))
    if not text:
        raise Mistyped(Problem(None, "Say how it ended: --outcome OUTCOME.", known))
    for key, title in field.values.items():
        if spoken(text) in (spoken(key), spoken(title)):
            return key
    like = [key for key, title in field.values.items() if spoken(text) in f"{spoken(key)} {spoken(title)}"]
    quoted = [f'"{key}"' for key in like]
    near = f" Did you mean {joined(quoted, 'or')}?" if like else did_you_mean(text.lower(), field.values)
    raise Mistyped(Problem(None, f'"{clean(text)}" is not an outcome here.{near}', known))


def closed_lines(terminal: Terminal, done: Recorded, outcome: str) -> list[str]:
    """That the case is closed. After a death nothing is suggested but what completes the record."""
    opened, here = done.opened, typed(done.opened.id)
    lines = entry_lines(terminal.width, done, "CLOSED", f"{child(opened, terminal.session)}: {clean(outcome)}.")
    lines += odd_lines(opened, done.odd, terminal.width)
    lines += ["", "Nothing falls due from now on. The record stays, with everything in it."]
    kept = kept_of(opened, terminal.session)
    if kept is not None and kept.term:
        lines.append(f"It is kept {until_words(kept)}:  reunify dispose --list")
    if done.draft.says["outcome"] == DIED:
        if not day_of_death_is_recorded(opened, terminal.session):
            lines.append(f"The day of death is not recorded here:  reunify record {here} {DIED} --on DATE")
    else:
        lines.append(f"If it goes on:  reunify reopen {here} --why TEXT")
    return [*lines, f"Mistake?        reunify withdraw {here} {done.entry['id']}"]
