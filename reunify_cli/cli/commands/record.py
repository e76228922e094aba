"""Writing down something that happened, for one child or several: all or none, and then what it means for each."""

from collections.abc import Sequence
from typing import Annotated, Any

from reunify_cli.casework.about import candidates, entry_words, must_be_about, of_whom
from reunify_cli.casework.drafting import BOOKING, draft_of, known_to, said_of, told
from reunify_cli.casework.entries import told_apart, with_roles
from reunify_cli.casework.event_names import Meaning, Unsettled, as_meaning
from reunify_cli.casework.recording import put, recorded_json
from reunify_cli.casework.values import read_date_of_event
from reunify_cli.casework.writing import WritableCase, hold_all, my_key, reading
from reunify_cli.cli.calling_off import offer
from reunify_cli.cli.confirm import ask_fields, ask_value, ask_when, right_child
from reunify_cli.cli.options import Option, argument, option, writes
from reunify_cli.cli.pasted import from_elsewhere
from reunify_cli.cli.prompt import at_terminal
from reunify_cli.cli.screens.findings import agree
from reunify_cli.cli.screens.recorded import recorded_lines
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped, Stopped
from reunify_cli.frozen import replace
from reunify_cli.model.moment import Moment
from reunify_cli.session.session import Session
from reunify_cli.wording.display_names import person


@writes
def cli(
    terminal: Terminal,
    words: Annotated[list[str], argument("CASE... [EVENT] [KEY=VALUE]...", "whom, what, and what it says")],
    on: Annotated[str, option("--on", "DATE", "when it happened (today)")] = "",
    who: Annotated[str, option("--who", "NAME", "who did it (you)")] = "",
    note: Annotated[str, option("--note", "TEXT", "a note")] = "",
    again: Annotated[bool, Option("--again", help="also where the very same was recorded just now")] = False,
) -> None:
    """Write down something that happened; with a child alone, what can be written down now."""
    plain, given = told_apart(words)
    given, note = [(key, from_elsewhere(value)) for key, value in given], from_elsewhere(note)
    refs, meant = _meant(terminal, plain)
    event = meant.event
    given += [each for each in meant.fields if each[0] not in dict(given)]
    if not event:
        if given or on or who or note or len(refs) != 1:
            raise Mistyped("Say what happened.", help=f"Such as  reunify record {' '.join(refs)} visit")
        from reunify_cli.cli.screens.recordable import run as recordable

        recordable(terminal, terminal.session.open_case(refs[0]))
        return
    if event == BOOKING:
        raise Mistyped("A future meeting is booked, not recorded.", help='Such as  reunify book 42 review --on "3 Dec"')
    held = hold_all(terminal.session, refs)
    known_to(held, event)
    asks = terminal.asks and not terminal.yes
    kind = held[0].opened.workspace.vocabulary.events[event]
    says = [said_of(terminal.session, each, event, given, who, note) for each in held]
    when = read_date_of_event(on or "today", terminal.session.now) if on or not asks else None
    right_child(terminal, [each.opened for each in held])
    if asks:
        when = when or ask_when(terminal, clock=kind.clock)
        asked = _asked(terminal, held[0], event, says[0])
        says = [{**asked, **each} for each in says]
    drafts = [
        draft_of(terminal.session, each, event, when or Moment(terminal.session.now.day), said)
        for each, said in zip(held, says, strict=True)
    ]
    agree(terminal, held, drafts, again=again)
    done = put(terminal.session, held, drafts)
    if asks:
        _forget_note(terminal.session, held[0], event)
    if terminal.json:
        terminal.answer("recorded", [recorded_json(terminal.session, each) for each in done], read=len(done))
    else:
        terminal.say(recorded_lines(terminal, done))
        offer(terminal, done)


def _meant(terminal: Terminal, words: Sequence[str]) -> tuple[list[str], Meaning]:
    """The children and what happened; of several things that a phrase can mean, the one chosen at the terminal."""
    try:
        return told(words, terminal.session.workspace)
    except Unsettled as error:
        if not terminal.asks or terminal.yes:
            raise
        terminal.say([error.question, *(f"   {number} {each}" for number, each in enumerate(error.choices, 1))])
        answer = at_terminal(" Which?  (its number; Enter for none)")
        if not answer.isdecimal() or not 0 < int(answer) <= len(error.choices):
            raise Stopped from None
        return error.refs, as_meaning(error.choices[int(answer) - 1])


def _forget_note(session: Session, held: WritableCase, event: str) -> None:
    """Take away the draft of a long note, which now stands in the journal."""
    from reunify_cli.cli.form.note import note_draft
    from reunify_cli.store.drafts import remove_draft

    remove_draft(note_draft(session, held, event))


def _asked(terminal: Terminal, held: WritableCase, event: str, says: dict[str, Any]) -> dict[str, Any]:
    """What somebody at the terminal answers to what has not been said: who did it, the event's questions, a note."""
    words = reading(terminal.session, held)
    kind, common = words.vocabulary.events[event], words.vocabulary.every_entry
    says = with_roles(kind, says, held.opened.case.team, terminal.session.now.day)
    found: dict[str, Any] = {}
    if "by" not in says:
        me = my_key(terminal.session, held.directory)
        hint = f"  (Enter: {person(held.opened.judged, me)})" if me else ""
        by = ask_value(terminal, "by", replace(common["by"], ask=f"Who did it?{hint}"), words)
        found |= {"by": by} if by else {}
    found |= ask_fields(terminal, kind, {**says, **found}, words)
    judged = held.opened.judged
    choices = candidates(judged, event) if must_be_about(judged, event) else []
    if "of" not in says and (len(choices) > 1 or of_whom(judged, event)):
        terminal.say([f"   {entry_words(each, words.vocabulary)}" for each in choices])
        question = "Which of these is it about?" if choices else "Of whom, or of what?"
        about = ask_value(terminal, "of", replace(common["of"], ask=question, required=bool(choices)), words)
        found |= {"of": about} if about else {}
    if "note" not in {**says, **found}:
        hint = "Note?  one line, E to write it in your editor, Enter for none"
        line = ask_value(terminal, "note", replace(common["note"], ask=hint), words)
        if line in ("E", "e"):
            from reunify_cli.cli.form.note import long_note

            line = long_note(terminal, held, event, at_terminal)
        found |= {"note": line} if line else {}
    return found
