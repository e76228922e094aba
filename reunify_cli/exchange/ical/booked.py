"""The meetings that a child's journal books: each is one, however often it is moved, and what became of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from reunify_cli.frozen import dataclass, field
from reunify_cli.model.case import Entry
from reunify_cli.model.history import History
from reunify_cli.model.moment import Moment

BOOKED: Final = "booked"
CANCELLED: Final = "booking-cancelled"
"""The two event types that speak of a meeting to come."""


@dataclass(frozen=True, slots=True)
class Booking:
    """A meeting as it is booked now."""

    id: str
    """The id of the entry that booked it first: it stays, however often the meeting is moved."""
    event: str
    when: Moment
    place: str
    chair: str
    cancelled: bool
    sequence: int
    """How often it was changed since; it only ever grows."""
    made: datetime | None
    changed: datetime | None


@dataclass
class _Chain:
    """One meeting while the journal is gone through: every entry that booked or moved it."""

    event: str
    steps: list[tuple[Entry, bool]] = field(default_factory=list)
    """Each entry, and whether it still counts."""
    cancelled: Entry | None = None
    undone: int = 0
    """How many cancellations were themselves withdrawn."""

    @property
    def standing(self) -> Entry:
        """The entry that says for when it is: the last that counts, else the last there was."""
        return next((entry for entry, counts in reversed(self.steps) if counts), self.steps[-1][0])

    @property
    def when(self) -> Moment:
        """For when it is."""
        found: Moment = self.standing.fields["for"]
        return found

    def is_over(self, entry: Entry, held: Sequence[Entry]) -> bool:
        """Whether a new booking is one of another meeting: this one was cancelled, was held, or its day was past."""
        was_held = any(self.when.day <= each.when.day <= entry.when.day for each in held)
        return self.cancelled is not None or was_held or self.when.end < entry.when.start

    def booking(self) -> Booking:
        """The meeting as it now is."""
        entry = self.standing
        away = sum(not counts for _, counts in self.steps)
        corrected = sum(len(each.corrected_by) for each, _ in self.steps)
        changes = len(self.steps) - 1 + away + corrected + (self.cancelled is not None) + 2 * self.undone
        known = [each.recorded for each, _ in self.steps] + ([self.cancelled.recorded] if self.cancelled else [])
        stamps = [each for each in known if each is not None]
        return Booking(
            id=self.steps[0][0].id,
            event=self.event,
            when=self.when,
            place=str(entry.fields.get("place") or ""),
            chair=_first(entry.fields),
            cancelled=self.cancelled is not None or away == len(self.steps),
            sequence=changes,
            made=min(stamps, default=None),
            changed=max(stamps, default=None),
        )


def _first(fields: Mapping[str, Any]) -> str:
    chair = fields.get("chair") or ""
    return str(chair[0] if isinstance(chair, tuple) else chair)


def bookings(history: History) -> tuple[Booking, ...]:
    """Every meeting that was ever booked, cancelled and withdrawn ones among them, by when they are."""
    gone = [entry for entry in history.case.entries if entry.id in history.withdrawn]
    entries = [*((entry, True) for entry in history.entries), *((entry, False) for entry in gone)]
    entries.sort(key=lambda each: (each[0].when.start, each[0].when.minute is not None, each[0].index))
    found: list[_Chain] = []
    latest: dict[str, _Chain] = {}
    for entry, counts in entries:
        what = str(entry.fields.get("what"))
        chain = latest.get(what)
        if entry.event == BOOKED and isinstance(entry.fields.get("for"), Moment):
            if chain is None or chain.is_over(entry, history.by_event.get(what, ())):
                chain = latest[what] = _Chain(what)
                found.append(chain)
            chain.steps.append((entry, counts))
        elif entry.event == CANCELLED and chain is not None:
            chain.cancelled = entry if counts else chain.cancelled
            chain.undone += not counts
    return tuple(sorted((chain.booking() for chain in found), key=lambda each: (each.when.start, each.id)))
