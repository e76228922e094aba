"""Booked meetings as a diary has them: whose, whether they can still be held, and what is told of them."""

from collections.abc import Callable, Iterator
from typing import Any, Final

from reunify_cli.casework.event_names import meant_event
from reunify_cli.casework.writing import my_key, people_of
from reunify_cli.engine.ended import ALIVE, OPEN, called_off
from reunify_cli.engine.owners import WORKERS
from reunify_cli.errors import Mistyped
from reunify_cli.exchange.ical.booked import Booking, bookings
from reunify_cli.exchange.ical.calendar import Event
from reunify_cli.frozen import dataclass
from reunify_cli.session.session import OpenCase, Session, Unread
from reunify_cli.text.layout import clean, sentence
from reunify_cli.wording.display_names import called, person, short_id

LENGTH = 60
"""How many minutes a meeting is taken to last: bookings do not say."""


@dataclass(frozen=True, slots=True)
class CalendarWish:
    """Which meetings are asked for, and how much of them is said."""

    cases: tuple[str, ...] = ()
    meeting: str = ""
    mine: bool = False
    person: str = ""
    places: bool = False
    minutes: int = LENGTH


TURNING: Final = frozenset((OPEN, ALIVE, "legal-status"))
"""The facts whose change can keep a meeting from being held, or bring it back."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A meeting of a child."""

    opened: OpenCase
    booking: Booking
    cancelled: bool
    """Whether it will not be held: cancelled, or what has ended keeps it from being held."""


def shown(session: Session, wish: CalendarWish) -> tuple[list[Shown], int, list[Unread]]:
    """The meetings asked for that lie ahead, how many children were read, and who could not be."""
    cases = [session.open_case(ref) for ref in wish.cases] if wish.cases else list(session.all_cases())
    unread = [each for each in cases if isinstance(each, Unread)]
    read = [each for each in cases if not isinstance(each, Unread)]
    found = [each for opened in read for each in _of_child(session, opened, wish)]
    found.sort(key=lambda each: (each.booking.when.start, each.opened.id, each.booking.id))
    return found, len(read), unread


def _of_child(session: Session, opened: OpenCase, wish: CalendarWish) -> Iterator[Shown]:
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


def _whose(session: Session, opened: OpenCase, wish: CalendarWish) -> Callable[[Booking], bool]:
    """Which meetings are somebody's: those they lead, and all of a child whom they are allocated to."""
    if not (wish.mine or wish.person):
        return lambda _: True
    known = people_of(session, opened.workspace, opened)
    if wish.mine and not session.me:
        raise Mistyped("Who you are is not known here.", help="Type  reunify setup --me NAME")
    key = known.key(wish.person) if wish.person else my_key(session, known)
    workers = (
        opened.judged.times.fact_at(WORKERS, session.position) if WORKERS in opened.workspace.vocabulary.facts else {}
    )
    whole = key in set((workers or {}).values())
    return lambda each: whole or each.chair == key


def event(session: Session, each: Shown, wish: CalendarWish) -> Event:
    """A meeting as a calendar has it: initials, number, what it is; names and place only where they are asked for."""
    opened, booking = each.opened, each.booking
    title = meeting_title(opened, booking)
    who = opened.case.child
    name = clean(who.known_as or who.name) if session.names and (who.known_as or who.name) else called(opened)
    leads = f"{person(opened.judged, booking.chair)} leads it." if session.names and booking.chair else ""
    return Event(
        uid=f"{opened.id}-{booking.id}@reunify",
        summary=f"{'Cancelled: ' if each.cancelled else ''}{title}, {name} ({short_id(opened.id)})",
        when=booking.when,
        minutes=wish.minutes,
        cancelled=each.cancelled,
        sequence=_sequence(each),
        description=leads,
        location=clean(booking.place) if wish.places else "",
        made=booking.made,
        changed=booking.changed,
    )


def _sequence(each: Shown) -> int:
    """How often calendars have to be told anew: changes of the booking, and of what ends or takes up the case again.

    It only ever grows, or a meeting that was struck out stays so when the case is opened again (RFC 5546, 2.1.4).
    """
    case = each.opened.judged.history.case
    kinds = each.opened.workspace.vocabulary.events
    turning = {e.id for e in case.entries if e.event in kinds and not TURNING.isdisjoint(kinds[e.event].sets)}
    first = next(entry.index for entry in case.entries if entry.id == each.booking.id)
    turns = sum(entry.id in turning and entry.index > first for entry in case.entries)
    turns += sum(change.target in turning and change.index > first for change in case.amendments)
    return each.booking.sequence + 2 * turns + (each.cancelled and not each.booking.cancelled)


def meeting_title(opened: OpenCase, booking: Booking) -> str:
    """What a meeting is called."""
    kind = opened.workspace.vocabulary.events.get(booking.event)
    return sentence(clean(kind.title if kind else booking.event))


def meeting_json(each: Shown) -> dict[str, Any]:
    """A meeting for programs."""
    booking = each.booking
    return {
        "case": each.opened.id,
        "uid": f"{each.opened.id}-{booking.id}@reunify",
        "meeting": booking.event,
        "when": str(booking.when),
        "cancelled": each.cancelled,
        "sequence": _sequence(each),
    }
