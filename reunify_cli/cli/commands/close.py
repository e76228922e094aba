"""A case ends: with its outcome, and with everything said that is still late, owed or booked when it does."""

from typing import Annotated

from reunify_cli.casework.closing import day_of_death_is_recorded, ending, ending_json, must_be_open, outcome_meant
from reunify_cli.casework.recording import Recorded, put, recorded_json
from reunify_cli.casework.retention import kept_of, until_words
from reunify_cli.casework.values import read_date_of_event
from reunify_cli.casework.writing import hold, reading, signed
from reunify_cli.cli.calling_off import offer
from reunify_cli.cli.confirm import ask_value, right_child
from reunify_cli.cli.options import CaseRef, option, writes
from reunify_cli.cli.screens.closing import ending_lines, entry_lines
from reunify_cli.cli.screens.findings import agree, odd_lines
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.ended import CLOSED, DIED
from reunify_cli.frozen import replace
from reunify_cli.text.layout import clean
from reunify_cli.wording.display_names import child, typed


@writes
def cli(
    terminal: Terminal,
    case: CaseRef,
    outcome: Annotated[str, option("--outcome", "OUTCOME", "how it ended")] = "",
    why: Annotated[str, option("--why", "TEXT", "a reason")] = "",
    on: Annotated[str, option("--on", "DATE", "when it ended (now)")] = "",
) -> None:
    """Close a case, with its outcome."""
    held = hold(terminal.session, case)
    opened = held.opened
    must_be_open(opened, terminal.session)
    when = read_date_of_event(on, terminal.session.now) if on else terminal.session.now
    field = opened.workspace.vocabulary.events[CLOSED].fields["outcome"]
    asks = terminal.asks and not terminal.yes
    if not outcome and asks:
        asked = replace(field, required=True)
        outcome = str(ask_value(terminal, "outcome", asked, reading(terminal.session, held)))
    key = outcome_meant(opened, outcome)
    says = {"outcome": key, **({"why": why.strip()} if why.strip() else {})}
    found = ending(opened, terminal.session, says, when)
    shown = ending_lines(opened, found, terminal, briefly=key == DIED)
    if asks:
        terminal.say([f"To close {child(opened, terminal.session)}: {clean(field.values[key])}.", *shown, ""])
    right_child(terminal, [opened])
    draft = signed(terminal.session, held, CLOSED, when, says)
    agree(terminal, [held], [draft])
    (done,) = put(terminal.session, [held], [draft])
    if terminal.json:
        item = {
            **recorded_json(terminal.session, done),
            "outcome": key,
            "ending": ending_json(opened, found, terminal.session),
        }
        terminal.answer("closed", [item], read=1)
    else:
        terminal.say([*([] if asks else [*shown[1:], ""]), *closed_lines(terminal, done, field.values[key])])
        offer(terminal, [done])


def closed_lines(terminal: Terminal, done: Recorded, outcome: str) -> list[str]:
    """That the case is closed. After a death nothing is suggested but what completes the record."""
    opened, here = done.opened, typed(done.opened.id)
    lines = entry_lines(terminal.width, done, "CLOSED", f"{child(opened, terminal.session)}: {clean(outcome)}.")
    lines += odd_lines(opened, done.odd, terminal.width)
    lines += ["", "Nothing more will fall due. Everything recorded is kept."]
    kept = kept_of(opened, terminal.session)
    if kept is not None and kept.term:
        lines.append(f"It is kept {until_words(kept)}:  reunify dispose --list")
    if done.draft.says["outcome"] == DIED:
        if not day_of_death_is_recorded(opened, terminal.session):
            lines.append(f"The day of death is not recorded:  reunify record {here} {DIED} --on DATE")
    else:
        lines.append(f"If it goes on:  reunify reopen {here} --why TEXT")
    return [*lines, f"Mistake?        reunify withdraw {here} {done.entry['id']}"]
