"""Booked meetings as a calendar file, for Outlook and others: by initials and number, without names or places."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from reunify_cli.casework.event_names import meant_event
from reunify_cli.casework.writing import my_key, people_of
from reunify_cli.cli.options import Mine, Person, outputs
from reunify_cli.cli.out import check_out, put_out
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.ended import called_off
from reunify_cli.engine.owners import WORKERS
from reunify_cli.errors import Mistyped, Problem
from reunify_cli.exchange.ical.booked import Booking, bookings
from reunify_cli.exchange.ical.calendar import Event, calendar
from reunify_cli.frozen import dataclass
from reunify_cli.session.session import OpenCase, Session, Unread
from reunify_cli.text.days import say_when
from reunify_cli.text.layout import clean, columns, counted, sentence, wrap
from reunify_cli.wording.display_names import called, child, person, short_id

LENGTH = 60
"""How many minutes a meeting is taken to last: bookings do not say."""


@dataclass(frozen=True, slots=True)
class Wish:
    """Which meetings are asked for, and how much of them is said."""

    cases: tuple[str, ...] = ()
    meeting: str = ""
    mine: bool = False
    person: str = ""
    places: bool = False
    minutes: int = LENGTH


@dataclass(frozen=True, slots=True)
class Shown:
    """A meeting of a child."""

    opened: OpenCase
    booking: Booking
    cancelled: bool
    """Whether it will not be held: cancelled, or what has ended keeps it from being held."""


@outputs
def cli(
    terminal: Terminal,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE.ics", help="the file to write")] = None,
    case: Annotated[list[str] | None, typer.Option("--case", metavar="CASE", help="only of this child")] = None,
    meeting: Annotated[str, typer.Option("--meeting", metavar="MEETING", help="only such meetings")] = "",
    mine: Mine = False,
    person_: Person = "",
    places: Annotated[bool, typer.Option("--places", help="say where: a place can be confidential")] = False,
    minutes: Annotated[
        int, typer.Option("--minutes", metavar="N", help="how long a meeting is taken to last", min=1)
    ] = LENGTH,
) -> int | None:
    """Booked meetings as a file for Outlook and others, without names or places."""
    wish = Wish(tuple(case or ()), meeting, mine, person_, places, minutes)
    if out is None:
        raise Mistyped(Problem(None, "Say which file to write.", "Such as  reunify calendar --out meetings.ics"))
    check_out(terminal, out)
    found, read, unread = shown(terminal.session, wish)
    put_out(terminal, out, calendar([event(terminal.session, each, wish) for each in found], terminal.session.instant))
    if terminal.json:
        terminal.answer("calendar", [as_json(each) for each in found], read=read, unread=unread, file=str(out))
    else:
        terminal.say(lines(terminal, out, found, read, unread, wish))
    return 3 if unread else None


# --- which meetings -----------------------------------------------------------------------------------------------


def shown(session: Session, wish: Wish) -> tuple[list[Shown], int, list[Unread]]:
    """The meetings asked for that lie ahead, how many children were read, and who could not be."""
    cases = [session.open_case(ref) for ref in wish.cases] if wish.cases else list(session.all_cases())
    unread = [each for each in cases if isinstance(each, Unread)]
    read = [each for each in cases if not isinstance(each, Unread)]
    found = [each for opened in read for each in _of_child(session, opened, wish)]
    found.sort(key=lambda each: (each.booking.when.start, each.opened.id, each.booking.id))
    return found, len(read), unread


def _of_child(session: Session, opened: OpenCase, wish: Wish) -> Iterator[Shown]:
    event = meant_event(wish.meeting, opened.workspace.vocabulary) if wish.meeting else ""
    wanted = _whose(session, opened, wish)
    for each in bookings(opened.judged.history):
        if each.when.day >= session.today and event in ("", each.event) and wanted(each):
            yield Shown(opened, each, each.cancelled or _is_off(opened, each, session))


def _is_off(opened: OpenCase, booking: Booking, session: Session) -> bool:
    """Whether what has ended keeps a meeting from being held."""
    standing = opened.judged.bookings.get(booking.event)
    same = standing is not None and standing[0] == booking.when
    return same and called_off(opened.judged, booking.event, session.position) is not None


def _whose(session: Session, opened: OpenCase, wish: Wish) -> Callable[[Booking], bool]:
    """Which meetings are somebody's: those they lead, and all of a child whom they are allocated to."""
    if not (wish.mine or wish.person):
        return lambda _: True
    known = people_of(session, opened.workspace, opened)
    if wish.mine and not session.me:
        raise Mistyped(Problem(None, "Who you are is not known here.", "Type  reunify setup --me NAME"))
    key = known.key(wish.person) if wish.person else my_key(session, known)
    workers = (
        opened.judged.times.fact_at(WORKERS, session.position) if WORKERS in opened.workspace.vocabulary.facts else {}
    )
    whole = key in set((workers or {}).values())
    return lambda each: whole or each.chair == key


# --- how they are shown -------------------------------------------------------------------------------------------


def event(session: Session, each: Shown, wish: Wish) -> Event:
    """A meeting as a calendar has it: initials, number, what it is; names and place only where they are asked for."""
    opened, booking = each.opened, each.booking
    title = _title(opened, booking)
    who = opened.case.child
    name = clean(who.known_as or who.name) if session.names and (who.known_as or who.name) else called(opened)
    leads = f"{person(opened.judged, booking.chair)} leads it." if session.names and booking.chair else ""
    return Event(
        uid=f"{opened.id}-{booking.id}@reunify",
        summary=f"{'Cancelled: ' if each.cancelled else ''}{title}, {name} ({short_id(opened.id)})",
        when=booking.when,
        minutes=wish.minutes,
        cancelled=each.cancelled,
        sequence=booking.sequence + (each.cancelled and not booking.cancelled),
        description=leads,
        location=clean(booking.place) if wish.places else "",
        made=booking.made,
        changed=booking.changed,
    )


def _title(opened: OpenCase, booking: Booking) -> str:
    kind = opened.workspace.vocabulary.events.get(booking.event)
    return sentence(clean(kind.title if kind else booking.event))


def lines(
    terminal: Terminal, out: Path, found: Sequence[Shown], read: int, unread: Sequence[Unread], wish: Wish
) -> list[str]:
    """What was written, meeting by meeting, and what is left out of it."""
    off = sum(each.cancelled for each in found)
    said = counted(len(found), "meeting") + (f", {off} of them cancelled" if off else "")
    head = f"{said}, from {counted(read, 'child', 'children')} read{f', {len(unread)} NOT READ' if unread else ''}."
    rows = [
        (say_when(each.booking.when, terminal.session.today), child(each.opened, terminal.session), _words(each))
        for each in found
    ]
    without = [word for word, there in (("names", terminal.session.names), ("places", wish.places)) if not there]
    more = f"Without {' and '.join(without)}; {' and '.join(f'--{word}' for word in without)} would add them."
    return [
        *wrap(f"WRITTEN  {clean(out)}", terminal.width, " " * 9, ""),
        *wrap(head, terminal.width, " " * 9),
        *(f"  {row}" for row in columns(rows)),
        *(wrap(more, terminal.width) if without else []),
        *(f"NOT READ  {short_id(each.id)}   reunify check {short_id(each.id)}" for each in unread),
    ]


def _words(each: Shown) -> str:
    return _title(each.opened, each.booking).lower() + (" CANCELLED" if each.cancelled else "")


def as_json(each: Shown) -> dict[str, Any]:
    """A meeting for programs."""
    booking = each.booking
    return {
        "case": each.opened.id,
        "uid": f"{each.opened.id}-{booking.id}@reunify",
        "meeting": booking.event,
        "when": str(booking.when),
        "cancelled": each.cancelled,
        "sequence": booking.sequence,
    }
