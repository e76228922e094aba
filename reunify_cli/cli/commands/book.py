"""A meeting that is to be: booked, moved or cancelled, and at once whether that is in time for what it is to meet."""

from collections.abc import Sequence
from typing import Annotated

from reunify_cli.casework.booking import BookingWish, ahead, booking_json, crowded, draft, meets, notes, was_told
from reunify_cli.casework.drafting import known_to, told
from reunify_cli.casework.effects import source_words
from reunify_cli.casework.entries import pairs
from reunify_cli.casework.recording import Recorded, put
from reunify_cli.casework.writing import hold_all
from reunify_cli.cli.confirm import right_child
from reunify_cli.cli.options import Option, argument, option, writes
from reunify_cli.cli.screens.effects import next_lines, rows
from reunify_cli.cli.screens.recordable import ELSEWHERE
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.duty import Duty
from reunify_cli.errors import Mistyped
from reunify_cli.model.moment import Moment
from reunify_cli.rules.terms import BeforeEvent
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.days import say_full, short_day
from reunify_cli.text.layout import clean, edge, joined, sentence, wrap
from reunify_cli.wording.display_names import child, person, typed


@writes
def cli(
    terminal: Terminal,
    words: Annotated[list[str], argument("CASE... MEETING", "whom it is about, and what is booked")],
    on: Annotated[str, option("--on", "DATE", 'when: "3 Dec 14:00"')] = "",
    at: Annotated[str, option("--at", "PLACE", "where")] = "",
    chair: Annotated[str, option("--chair", "NAME", "who is to lead it")] = "",
    move: Annotated[bool, Option("--move", help="it is booked already, and moves to this day")] = False,
    cancel: Annotated[bool, Option("--cancel", help="it will not be held")] = False,
    why: Annotated[str, option("--why", "TEXT", "why it moves, or will not be held")] = "",
) -> None:
    """A meeting that is to be; move it, cancel it."""
    plain, given = pairs(words)
    given = [*given, ("note", why)] if why else given
    refs, (meeting, _) = told(plain, terminal.session.workspace)
    if not meeting:
        raise Mistyped("Say which meeting.", help=f'Such as  reunify book {refs[0]} review --on "3 Dec 14:00"')
    if meeting in ELSEWHERE:
        raise Mistyped(f"{meeting} is not a meeting, so it cannot be booked.", help="All words: reunify events")
    when = None
    if cancel and on:
        raise Mistyped("--cancel says that it will not be held, and --on when it will.", help="Type one of them.")
    if not cancel:
        if not on:
            raise Mistyped("Say when.", help='Such as  --on "3 Dec 14:00"')
        when = ahead(on, terminal.session)
    held = hold_all(terminal.session, refs)
    wish = BookingWish(meeting, when, at, chair, move, cancel)
    known_to(held, wish.meeting)
    drafts = [draft(terminal.session, each, wish, given) for each in held]
    invited = [was_told(each, meeting) if move or cancel else [] for each in held]
    right_child(terminal, [each.opened for each in held])
    done = put(terminal.session, held, drafts)
    if terminal.json:
        terminal.answer("booked", [booking_json(terminal.session, each, wish) for each in done], read=len(done))
    else:
        both = zip(done, invited, strict=True)
        terminal.say([line for each, keys in both for line in booked_lines(terminal, each, wish, keys)])


# --- what it means ------------------------------------------------------------------------------------------------


def booked_lines(terminal: Terminal, done: Recorded, wish: BookingWish, invited: Sequence[str] = ()) -> list[str]:
    """What was booked, whether that is in time, what else is to be known about the day, and what comes before it."""
    opened = done.opened
    title = sentence(opened.workspace.vocabulary.events[wish.meeting].title)
    who = child(opened, terminal.session)
    if wish.on is None:
        head = edge(f"CANCELLED  {clean(title)}, {who}.", f"entry {done.entry['id']}", terminal.width)
        return [
            head,
            *_to_tell(terminal, opened, invited),
            *still_to_book(terminal, opened, wish.meeting),
            *next_lines(opened, terminal),
        ]
    place = f", {done.entry['place']}" if done.entry.get("place") else ""
    chair = f", {person(opened.judged, str(done.entry['chair']))} leads it" if done.entry.get("chair") else ""
    word = "MOVED" if wish.move else "BOOKED"
    lines = wrap(clean(f"{title}, {who}: {say_full(wish.on)}{place}{chair}."), terminal.width, " " * 11, f"{word:<10} ")
    lines.append(f"{' ' * 11}entry {done.entry['id']}")
    lines += _to_tell(terminal, opened, invited)
    lines += rows("note", [(note, "") for note in notes(terminal.session, done, wish.on)], terminal.width)
    lines += _in_time(terminal, opened, wish.meeting, wish.on)
    now = [m for m in done.effects.moved if m.after is not None and m.now and m.now.to_do and not m.after.crowded]
    new = [m.after for m in now if m.after and (m.before is None or (_ahead(m.after) and m.before.due != m.after.due))]
    said = [(_by(duty, terminal.session), source_words(duty.rule, opened.judged)) for duty in new]
    lines += rows("before", said, terminal.width)
    here = typed(opened.id)
    return [*lines, "", f"When it has been held:  reunify record {here} {wish.meeting}"]


def _to_tell(terminal: Terminal, opened: OpenCase, keys: Sequence[str]) -> list[str]:
    """Who was invited, and has to hear that the meeting moved or will not be held."""
    names = joined([person(opened.judged, key) for key in keys])
    return wrap(f"{names} (invited before)", terminal.width, " " * 11, "  to tell  ") if names else []


def _in_time(terminal: Terminal, opened: OpenCase, meeting: str, on: Moment) -> list[str]:
    """For which duties a meeting on that day is in time, and for which it is too late, which comes first."""
    late, fine = [], []
    for duty in meets(opened, meeting, terminal.session):
        source = source_words(duty.rule, opened.judged)
        if duty.due is not None and duty.due.in_time(on) is False:
            days = (on.day - duty.due.day).days
            how = f"BOOKED {days} day{'' if days == 1 else 's'} after it" if days else "BOOKED later that day"
            late.append((f"{_by(duty, terminal.session)}: {how}", source))
        else:
            fine.append((_by(duty, terminal.session), source))
    late += [
        (f"{duty.rule.title}: no longer {_ahead(duty)} ahead", source_words(duty.rule, opened.judged))
        for duty in crowded(opened, meeting)
    ]
    return [*rows("TOO LATE", late, terminal.width), *rows("on time", fine, terminal.width)]


def _ahead(duty: Duty) -> str:
    """How long before an event a duty is due, in words; "" where it is not counted back from one."""
    timing = duty.terms.timing
    return timing.lead.words() if isinstance(timing, BeforeEvent) and timing.lead else ""


def _by(duty: Duty, session: Session) -> str:
    return f"{duty.rule.title}, by {short_day(duty.due.day, session.today)}" if duty.due else duty.rule.title


def still_to_book(terminal: Terminal, opened: OpenCase, meeting: str) -> list[str]:
    """What a meeting that was cancelled was to meet."""
    found = [
        (_by(duty, terminal.session), source_words(duty.rule, opened.judged))
        for duty in meets(opened, meeting, terminal.session)
    ]
    return rows("to book", found, terminal.width, 3)
