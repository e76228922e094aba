"""Every paper for the meetings booked in the days ahead, and the sender's list: which goes to whom, and what does not.

A child who cannot be read, a template that is broken or a paper that would tell its reader too much stops nothing:
the others are made all the same, and the list ends with what was not made and why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reunify_cli.cli.days import say_when, short_day
from reunify_cli.cli.paper_making import Drafted, Laid, drafted, laid_out, put_by
from reunify_cli.cli.papers import Done, changed_since, held_json, held_of, lacks_json
from reunify_cli.cli.progress import watched
from reunify_cli.cli.screen import clean, counted, edge, sentence, shorten, wrap
from reunify_cli.cli.terminal import Terminal
from reunify_cli.cli.who import brief_name, child, short_id, typed
from reunify_cli.errors import Mistyped, Refused, Unreadable
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment
from reunify_cli.session.session import OpenCase, Session, Unread

if TYPE_CHECKING:
    from reunify_cli.render.packs import Pack
    from reunify_cli.render.readers import Reader

_LABEL = 14
"""How wide the reader's column is."""
TO_PARENTS, TO_CHILD = "parent-letter", "my-page"
"""The papers that go to parents and to the child beside the meeting's own."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One paper for one reader: what was made, or why nothing was."""

    reader: Reader
    pack: Pack
    done: Done | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Set:
    """The papers of one meeting."""

    opened: OpenCase
    title: str
    when: Moment
    booking: Entry
    copies: tuple[Copy, ...]

    @property
    def ready(self) -> bool:
        """Whether every paper was made and none of them lacks anything."""
        return all(copy.done is not None and not copy.done.paper.context.lacks for copy in self.copies)


@dataclass(frozen=True, slots=True)
class _Booked:
    """A meeting that is booked."""

    opened: OpenCase
    what: str
    when: Moment
    entry: Entry

    def set_of(self, copies: tuple[Copy, ...]) -> Set:
        """Its set of papers."""
        title = self.opened.judged.policy.vocabulary.events[self.what].title
        return Set(self.opened, title, self.when, self.entry, copies)


@dataclass
class Batch:
    """The papers of all the meetings in a window."""

    days: int
    sets: list[Set] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    read: int = 0

    @property
    def incomplete(self) -> bool:
        """Whether a child could not be read, or a paper not made."""
        return bool(self.unread) or any(copy.done is None for each in self.sets for copy in each.copies)


def papers_due(session: Session, days: int, wanted: Sequence[str], out: Path | None = None) -> Batch:
    """Make the papers for every meeting booked from today to so many days on, in the formats wanted."""
    from reunify_cli.render.together import together

    batch = Batch(days)
    booked: list[_Booked] = []
    for case in session.all_cases():
        if isinstance(case, Unread):
            batch.unread.append(case)
            continue
        batch.read += 1
        booked += [_Booked(case, what, when, entry) for what, when, entry in _meetings(case, session, days)]
    booked.sort(key=lambda each: (each.when.start, each.opened.id))
    papers = [(each, pack, reader) for each in booked for pack, reader in _wanted(each, session)]
    begun = (_begun(each.opened, pack, reader, wanted, out, session) for each, pack, reader in papers)
    copies: dict[int, list[Copy]] = {}
    made = zip(papers, together(_laid, begun), strict=True)
    for (each, pack, reader), laid in watched(made, len(papers), "Making papers"):
        copies.setdefault(id(each), []).append(_kept(pack, reader, laid, session))
    batch.sets = [each.set_of(tuple(copies.get(id(each), ()))) for each in booked]
    return batch


def _begun(
    opened: OpenCase, pack: Pack, reader: Reader, wanted: Sequence[str], out: Path | None, session: Session
) -> Drafted | str:
    """A paper in words, or why there is none."""
    try:
        return drafted(opened, pack, reader, wanted, out, session)
    except (Refused, Unreadable, Mistyped) as error:
        return _why(error)


def _laid(begun: Drafted | str) -> Laid | str:
    return begun if isinstance(begun, str) else laid_out(begun)


def _kept(pack: Pack, reader: Reader, laid: Laid | str, session: Session) -> Copy:
    if isinstance(laid, str):
        return Copy(reader, pack, None, laid)
    try:
        return Copy(reader, pack, put_by(laid, session))
    except (Refused, Unreadable) as error:
        return Copy(reader, pack, None, _why(error))


def _why(error: Refused | Unreadable | Mistyped) -> str:
    said = (f"{each.place}: {each.sentence}" if each.place else each.sentence for each in error.problems)
    return " ".join(said)


def _meetings(opened: OpenCase, session: Session, days: int) -> Iterator[tuple[str, Moment, Entry]]:
    """What is booked for a child in the window and has papers, without what has ended keeps from being held."""
    from reunify_cli.engine.ended import can_be_held
    from reunify_cli.render.packs import meetings

    judged = opened.judged
    for what, (when, entry) in can_be_held(judged, session.position).items():
        ahead = session.today <= when.day <= session.today + timedelta(days=days)
        if ahead and what in meetings(judged.policy.vocabulary):
            yield what, when, entry


def _wanted(booked: _Booked, session: Session) -> Iterator[tuple[Pack, Reader]]:
    """Which paper goes to whom: the meeting's own to professionals; letters and pages to the family it is held with.

    Others of the family have one only where they are invited. Nothing goes to the court by itself.
    """
    from reunify_cli.render.packs import PACKS, pack_of
    from reunify_cli.render.readers import PROFESSIONALS, possible
    from reunify_cli.render.standpoint import Standpoint

    stand = Standpoint(booked.opened.judged, session.position)
    own = pack_of(booked.what)
    named = {pack.name: pack for pack in PACKS}
    yield own, PROFESSIONALS
    invited = booked.entry.fields.get("invited") or ()
    for reader in possible(stand, own.readers):
        if reader.kind == "parent":
            yield named[TO_PARENTS], reader
            yield own, reader
        elif reader.kind == "family" and reader.key in invited:
            yield own, reader
    if "parent" in own.readers:
        yield from ((named[TO_CHILD], reader) for reader in possible(stand, named[TO_CHILD].readers))


# --- the sender's list --------------------------------------------------------------------------------------------


def sender_lines(batch: Batch, terminal: Terminal) -> list[str]:
    """The list that an administrator works from."""
    last = terminal.session.today + timedelta(days=batch.days)
    ready = sum(each.ready for each in batch.sets)
    head = f"PAPERS FOR MEETINGS, {short_day(terminal.session.today)} to {short_day(last)} {last.year}"
    lines = [edge(head, f"{ready} of {counted(len(batch.sets), 'set')} ready", terminal.width)]
    for each in batch.sets:
        lines += ["", *_set_lines(each, terminal)]
    if not batch.sets:
        lines += ["", "No meeting is booked in these days."]
    if batch.unread:
        lines += ["", "NOT MADE: these children could not be read"]
        lines += [f"  {short_id(unread.id)}  reunify check {typed(unread.id)}" for unread in batch.unread]
    return lines


def _set_lines(each: Set, terminal: Terminal) -> Iterator[str]:
    opened, booking = each.opened, each.booking
    chair = booking.fields.get("chair")
    names = chair if isinstance(chair, tuple) else (str(chair),) if chair else ()
    led = f"chair {', '.join(brief_name(opened.judged, name) for name in names)}" if names else "no chair named"
    yield edge(
        f"{say_when(each.when)}  {child(opened, terminal.session)}  {clean(each.title)}", clean(led), terminal.width
    )
    if booking.fields.get("place"):
        yield f"{_label('where')}{shorten(clean(str(booking.fields['place'])), terminal.width - _LABEL - 2)}"
    for reader, copies in _by_reader(each.copies).items():
        files = [path.name for copy in copies if copy.done for path in copy.done.paths]
        yield from wrap(", ".join(files), terminal.width, _pad(), _label(reader)) if files else ()
        for copy in copies:
            held = held_of(copy.done.paper.context) if copy.done else ()
            if held:
                again = f"reunify pack {typed(opened.id)} {copy.pack.name} --for {clean(copy.reader.key)}"
                said = f"{counted(len(held), 'marked thing')} held back: {again}"
                yield from wrap(said, terminal.width, _pad(), _pad())
            if copy.done is None:
                said = f"NOT TO BE SENT, {copy.pack.name}: {clean(copy.why_not)}"
                yield from wrap(said, terminal.width, _pad(), _label(reader))
    new = sorted({line for copy in each.copies if copy.done for line in [changed_since(opened, copy.done)] if line})
    for line in new[:1]:
        yield from wrap(line, terminal.width, _pad(), _label("changed"))
    blanks = {(lack.what, lack.whose) for copy in each.copies if copy.done for lack in copy.done.paper.context.lacks}
    if blanks:
        few = "; ".join(f"{clean(what)} ({clean(whose)})" for what, whose in sorted(blanks)[:3])
        more = f"; and {len(blanks) - 3} more" if len(blanks) > 3 else ""
        yield from wrap(f"{len(blanks)}: {few}{more}", terminal.width, _pad(), _label("still blank"))
    first = next((copy for copy in each.copies if copy.done), None)
    if first is not None:
        yield f"{_label('when sent')}reunify pack {typed(opened.id)} {first.pack.name} --sent"


def _by_reader(copies: Sequence[Copy]) -> dict[str, list[Copy]]:
    found: dict[str, list[Copy]] = {}
    for copy in copies:
        told = "professionals" if copy.reader.key == "professionals" else copy.reader.file_word or copy.reader.key
        found.setdefault(clean(told), []).append(copy)
    return found


def _label(text: str) -> str:
    return f"  {text:<{_LABEL}}"


def _pad() -> str:
    return " " * (_LABEL + 2)


def sender_json(batch: Batch) -> list[dict[str, Any]]:
    """The sender's list as JSON has it: an item for each meeting."""
    return [
        {
            "case": each.opened.id,
            "meeting": each.title,
            "when": str(each.when),
            "ready": each.ready,
            "papers": [
                {
                    "name": copy.pack.name,
                    "reader": copy.reader.key,
                    "files": [str(path) for path in copy.done.paths] if copy.done else [],
                    "not_sent": sentence(copy.why_not) or None,
                    "lacks": lacks_json(copy.done.paper.context.lacks) if copy.done else [],
                    "held": held_json(held_of(copy.done.paper.context)) if copy.done else [],
                }
                for copy in each.copies
            ],
        }
        for each in batch.sets
    ]
