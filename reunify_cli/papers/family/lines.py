"""The lines of a paper for family and court: who does what and whether it was done, whose words, which meetings."""

from collections.abc import Iterator, Sequence
from typing import Literal

from reunify_cli.engine.actions import CLOSING, Task
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment
from reunify_cli.papers.family.allowed import about_words, may_hear, own_words, shared_entries, shared_tasks
from reunify_cli.papers.family.people import is_about, is_ours, named, seen_by
from reunify_cli.papers.family.whose import entry_why, is_guarded, meeting_why, task_why
from reunify_cli.papers.professional.tasks import NOT_DONE
from reunify_cli.papers.readers import Reader
from reunify_cli.rules.phrasing import joined, title_of
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.phrases import capital, long_day, short_day

State = Literal["done", "not-done", "past", "open"]
"""Done; recorded as not done; its day is past and nothing is recorded; still to come, or without a day."""


@dataclass(frozen=True, slots=True)
class Promise:
    """Something that somebody is to do, and what became of it."""

    what: str
    who: str
    by: str
    state: State
    done: str
    """The day on which it was done; "" where that is not recorded."""
    whose: Literal["ours", "yours", "theirs"]
    source: str


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody said, as it was written down."""

    whose: str
    when: str
    about: str
    words: str
    by: str
    source: str


@dataclass(frozen=True, slots=True)
class ToCome:
    """A meeting that is booked, as far as a reader has been told of it."""

    event: str
    title: str
    day: str
    clock: str
    place: str
    chair: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened, and who wrote it down when."""

    when: str
    what: str
    source: str


def source(stand: CaseView, entry: Entry) -> str:
    """The entry that a line comes from: `review, Tue 2 Jun 2026, entry 7A2C`."""
    return f"{stand.titled(entry)}, entry {entry.id}"


def recorded(stand: CaseView, entry: Entry) -> str:
    """Who did what an entry says, when it was written down, and which entry it is."""
    by = joined([stand.person(key) for key in entry.by if is_ours(stand, key)])
    written = f"written {short_day(entry.recorded.date())}" if entry.recorded else ""
    return "; ".join(part for part in (by, written, f"entry {entry.id}") if part)


def promises(stand: CaseView, reader: Reader) -> tuple[Promise, ...]:
    """Everything marked that a reader was given to do, or that is done for them, in the order in which it was."""
    return tuple(_promise(stand, task, reader) for task in shared_tasks(stand) if not task_why(stand, task, reader))


def _promise(stand: CaseView, task: Task, reader: Reader) -> Promise:
    about = [e for e in stand.judged.history.entries if e.of == task.id and e.when.start <= stand.now]
    done = next((e for e in about if CLOSING in stand.kind(e).is_), None)
    failed = any(e.event == NOT_DONE for e in about)
    return Promise(
        what=task.what,
        who=named(stand, task.owner, reader) if task.owner else "",
        by=long_day(task.due) if task.due else "",
        state=_state(stand, task, done=done is not None, failed=failed),
        done=long_day(done.when.day) if done else "",
        whose=_whose(stand, task.owner, reader),
        source=source(stand, task.given_by),
    )


def _state(stand: CaseView, task: Task, *, done: bool, failed: bool) -> State:
    if done or task.done:
        return "done"
    if failed:
        return "not-done"
    return "past" if task.due is not None and task.due < stand.today else "open"


def _whose(stand: CaseView, owner: str, reader: Reader) -> Literal["ours", "yours", "theirs"]:
    if owner and is_about(stand, [owner], reader):
        return "yours"
    return "ours" if owner and is_ours(stand, owner) else "theirs"


# --- words --------------------------------------------------------------------------------------------------------


def words(stand: CaseView, reader: Reader) -> tuple[Words, ...]:
    """The marked words that a reader may hear, newest last; of one person, each text once."""
    found: dict[tuple[str, str], Words] = {}
    for entry in shared_entries(stand):
        said = own_words(entry)
        if said is None or not may_hear(said[0], reader):
            continue
        whose, text = said
        found[whose, text] = Words(
            whose=named(stand, whose, reader),
            when=long_day(entry.when.day),
            about=about_words(stand, entry),
            words=text,
            by=joined([named(stand, key, reader) for key in entry.by]),
            source=recorded(stand, entry),
        )
    return tuple(found.values())


# --- meetings -----------------------------------------------------------------------------------------------------


def meetings(stand: CaseView, reader: Reader, events: Sequence[str]) -> tuple[ToCome, ...]:
    """The booked meetings of some kinds of which a reader is told, soonest first."""
    found = []
    for what, (when, booking) in stand.bookings.items():
        if what in events and when.end >= stand.now and not meeting_why(stand, booking, reader):
            found.append((when.start, _to_come(stand, what, when, booking, reader)))
    return tuple(meeting for _, meeting in sorted(found, key=lambda each: each[0]))


def _to_come(stand: CaseView, what: str, when: Moment, booking: Entry, reader: Reader) -> ToCome:
    """A booking in words; where it is not marked, only the kind of meeting and its time, which the reader was told.

    So too where somebody protected will be there, and the place for all but the child where the child is protected.
    """
    shared = booking.shareable and not (reader.kind == "child" and is_guarded(stand, booking, reader))
    placed = shared and (reader.kind in ("child", "court") or not stand.judged.case.child.protected)
    chair = next(iter(_listed(booking, "chair")), "")
    return ToCome(
        event=what,
        title=title_of(stand.vocabulary, what).split(" (", 1)[0],
        day=long_day(when.day).rsplit(" ", 1)[0] if reader.kind == "child" else long_day(when.day),
        clock=spoken_time(when.minute, child=reader.kind == "child"),
        place=str(booking.fields.get("place") or "") if placed else "",
        chair=named(stand, chair, reader) if shared and chair else "",
        people=tuple(_people(stand, booking, chair, reader)) if shared else (),
    )


def _people(stand: CaseView, booking: Entry, chair: str, reader: Reader) -> Iterator[str]:
    """Everybody who is to be there, the reader first."""
    invited = [key for key in _listed(booking, "invited") if key != chair]
    keys = [*(key for key in invited if key == reader.key), *(key for key in invited if key != reader.key)]
    for key in seen_by(stand, keys, reader):
        yield with_role(stand, key, reader)


def with_role(stand: CaseView, key: str, reader: Reader) -> str:
    """Somebody with what they are, where they are a colleague: `Dana Okafor, social worker`."""
    name = named(stand, key, reader)
    role = stand.role_words(key)
    return f"{name} ({role})" if role and reader.kind != "child" else name


def spoken_time(minute: int | None, *, child: bool = False) -> str:
    """A time of day as people say it; "" where none is known.

    >>> spoken_time(840), spoken_time(570), spoken_time(960, child=True), spoken_time(720)
    ('2 pm', '9.30 am', '4 o’clock', '12 noon')
    """
    if minute is None:
        return ""
    hours, minutes = divmod(minute, 60)
    hour = (hours - 1) % 12 + 1
    if child and minutes == 0 and 8 <= hours <= 20:
        return f"{hour} o’clock"
    if (hours, minutes) == (12, 0):
        return "12 noon"
    return f"{hour}{f'.{minutes:02}' if minutes else ''} {'am' if hours < 12 else 'pm'}"


def _listed(entry: Entry, name: str) -> tuple[str, ...]:
    value = entry.fields.get(name)
    return value if isinstance(value, tuple) else (str(value),) if value else ()


def happened(stand: CaseView, entries: Sequence[Entry], reader: Reader) -> tuple[Happened, ...]:
    """Marked entries of which a reader is told as lines of a list: what each is, and who wrote it down."""
    return tuple(
        Happened(short_day(entry.when.day), _what(stand, entry, reader), recorded(stand, entry))
        for entry in entries
        if not entry_why(stand, entry, reader)
    )


def _what(stand: CaseView, entry: Entry, reader: Reader) -> str:
    """The title of an entry; of a stay with whom as well, of an order which."""
    title = capital(stand.kind(entry).title)
    status = stand.value(entry, "legal-status")
    if status:
        return f"{title}: {status}"
    with_ = joined([named(stand, key, reader) for key in seen_by(stand, _listed(entry, "with"), reader)])
    return f"{title} with {with_}" if with_ and "stay" in (entry.event, *stand.kind(entry).is_) else title
