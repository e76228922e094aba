"""A meeting that is to be: the entry that books, moves or cancels it, and what it is in time for."""

from collections.abc import Sequence
from typing import Any

from reunify_cli.casework.entries import typed_fields
from reunify_cli.casework.recording import Recorded, recorded_json
from reunify_cli.casework.writing import Draft, WritableCase, not_closed, reading, signed
from reunify_cli.engine.acts import PRESSING
from reunify_cli.engine.duty import Duty, standing
from reunify_cli.engine.evidence import events_of
from reunify_cli.errors import Mistyped
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment
from reunify_cli.rules.terms import BeforeEvent
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.days import WEEKDAYS, read_when, say_day, say_full, short_day
from reunify_cli.text.layout import clean
from reunify_cli.wording.display_names import duty_json, person, typed

BOOKED, CANCELLED = "booked", "booking-cancelled"
"""The two event types that speak of a meeting to come."""


@dataclass(frozen=True, slots=True)
class BookingWish:
    """What is to be done about a meeting."""

    meeting: str
    on: Moment | None = None
    at: str = ""
    chair: str = ""
    move: bool = False
    cancel: bool = False


def ahead(text: str, session: Session) -> Moment:
    """A day that is still to come. Raises Mistyped for one that has passed."""
    when = read_when(text, session.now.day, ahead=True)
    if when.end < session.now.start:
        help = "If it was held:  reunify record"
        raise Mistyped(f"{say_day(when.day)} has passed; only what is to be is booked.", help=help)
    return when


def draft(session: Session, held: WritableCase, wish: BookingWish, given: Sequence[tuple[str, str]]) -> Draft:
    """The entry that books or cancels. Raises Mistyped where it is booked already, or was not."""
    booking = held.opened.judged.bookings.get(wish.meeting)
    standing_one = booking if booking is not None and booking[0].end >= session.now.start else None
    title = held.opened.workspace.vocabulary.events[wish.meeting].title
    here = typed(held.opened.id)
    if wish.on is not None:
        not_closed(held, BOOKED, wish.on)
    if wish.cancel or wish.move:
        if standing_one is None:
            raise Mistyped(f"No {title} is booked for {here}.", help=f"What is:  reunify show {here}")
    elif standing_one is not None:
        said = f"A {title} is booked for {here} already, {say_full(standing_one[0])}."
        raise Mistyped(said, help="To move it, add --move; to cancel it, --cancel.")
    now = Moment(session.now.day, session.now.minute)
    if wish.cancel:
        why = typed_fields(CANCELLED, given, reading(session, held))
        return signed(session, held, CANCELLED, now, {"what": wish.meeting, **why})
    old: Entry | None = standing_one[1] if standing_one else None
    says = {
        key: list(value) if isinstance(value, tuple) else value for key, value in (old.fields if old else {}).items()
    }
    says |= {"what": wish.meeting, "for": str(wish.on)}
    says |= {"place": wish.at} if wish.at else {}
    says |= {"chair": held.directory.key(wish.chair)} if wish.chair else {}
    says |= {"shareable": True} if old and old.shareable else {}
    return signed(session, held, BOOKED, now, {**says, **typed_fields(BOOKED, given, reading(session, held))})


def was_told(held: WritableCase, meeting: str) -> list[str]:
    """Who was invited to a meeting that is booked, by key: they have to be told when it moves or is called off."""
    booking = held.opened.judged.bookings.get(meeting)
    invited = booking[1].get("invited") if booking else ()
    return list(invited or ())


def meets(opened: OpenCase, meeting: str, session: Session) -> list[Duty]:
    """The duties still to do that such a meeting could meet, soonest first."""
    kinds = opened.judged.policy.vocabulary.kinds
    found = [
        duty
        for duty in opened.judged.duties
        if duty.due is not None
        and duty.rule.kind in ("deadline", "rhythm")
        and standing(duty, session.position) in PRESSING
        and any(meeting in kinds.get(name, ()) for name in events_of(duty.terms.needs))
    ]
    return sorted(found, key=lambda duty: duty.due.deadline if duty.due else 0)


def crowded(opened: OpenCase, meeting: str) -> list[Duty]:
    """What is due so long before such a meeting, and for which it is booked too late."""
    kinds = opened.judged.policy.vocabulary.kinds
    return [
        duty
        for duty in opened.judged.duties
        if duty.crowded
        and duty.met is None
        and isinstance(duty.terms.timing, BeforeEvent)
        and meeting in kinds.get(duty.terms.timing.event.event, ())
    ]


def notes(session: Session, done: Recorded, on: Moment) -> list[str]:
    """What is odd about the day: a weekend, a bank holiday, no time of day, whoever leads it being away."""
    calendar = done.opened.workspace.calendar
    found = []
    if on.day.weekday() > 4:
        found.append(f"{short_day(on.day)} is a {WEEKDAYS[on.day.weekday()]}.")
    if on.day in calendar.holidays:
        found.append(f"{short_day(on.day)} is a bank holiday: {clean(calendar.holidays[on.day])}.")
    chair = str(done.entry.get("chair", ""))
    away = done.opened.case.team.away(chair, on.day) if chair else None
    if away is not None:
        found.append(f"{person(done.opened.judged, chair)} is away until {short_day(away.until, session.today)}.")
    if on.minute is None and done.opened.workspace.vocabulary.events[str(done.entry["what"])].clock:
        found.append('No time is given; --move with --on "DATE TIME" gives one.')
    return found


def booking_json(session: Session, done: Recorded, wish: BookingWish) -> dict[str, Any]:
    """What was booked, what it is in time for and what it is too late for, for programs."""
    duties = meets(done.opened, wish.meeting, session)
    late = [duty.id for duty in duties if wish.on and duty.due and duty.due.in_time(wish.on) is False]
    late += [duty.id for duty in crowded(done.opened, wish.meeting)]
    return {
        **recorded_json(session, done),
        "meets": [duty_json(done.opened, duty, session) for duty in duties],
        "too_late_for": late,
        "notes": notes(session, done, wish.on) if wish.on else [],
    }
