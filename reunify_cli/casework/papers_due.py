"""Every paper for the meetings booked in the days ahead, and to whom each goes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reunify_cli.casework.paper_making import Drafted, Laid, drafted, laid_out, put_by
from reunify_cli.casework.papers import SENT, Done, held_json, held_of, lacks_json
from reunify_cli.errors import Mistyped, Refused, Unreadable
from reunify_cli.frozen import dataclass, field
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment
from reunify_cli.session.session import OpenCase, Session, Unread
from reunify_cli.text.layout import sentence

if TYPE_CHECKING:
    from reunify_cli.papers.packs import Pack
    from reunify_cli.papers.readers import Reader

TO_PARENTS, TO_CHILD = "parent-letter", "my-page"
"""The papers that go to parents and to the child beside the meeting's own."""


@dataclass(frozen=True, slots=True)
class Copy:
    """One paper for one reader: what was made, or why nothing was."""

    reader: Reader
    pack: Pack
    done: Done | None
    why_not: str = ""
    kept: str = ""
    """The file of the last version that was made before, where papers are only listed."""
    sent: str = ""
    """The day (ISO) on which that version was recorded as sent."""


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
        return all(copy.kept or (copy.done and not copy.done.paper.context.lacks) for copy in self.copies)


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
    listed: bool = False
    """Whether nothing was made, only looked at."""

    @property
    def incomplete(self) -> bool:
        """Whether a child could not be read, or a paper not made."""
        here = (copy for each in self.sets for copy in each.copies if not self.listed)
        return bool(self.unread) or any(copy.done is None for copy in here)


def papers_due(
    session: Session, days: int, wanted: Sequence[str], out: Path | None = None, *, listed: bool = False
) -> Batch:
    """Make the papers for every meeting booked from today to so many days on; with `listed` make none."""
    from reunify_cli.papers.layout.parallel import together

    batch = Batch(days, listed=listed)
    booked: list[_Booked] = []
    for case in session.all_cases():
        if isinstance(case, Unread):
            batch.unread.append(case)
            continue
        batch.read += 1
        booked += [_Booked(case, what, when, entry) for what, when, entry in _meetings(case, session, days)]
    booked.sort(key=lambda each: (each.when.start, each.opened.id))
    papers = [(each, pack, reader) for each in booked for pack, reader in _wanted(each, session)]
    copies: dict[int, list[Copy]] = {}
    if listed:
        copies = {id(each): [_listed(b, pack, reader) for b, pack, reader in papers if b is each] for each in booked}
        batch.sets = [each.set_of(tuple(copies[id(each)])) for each in booked]
        return batch
    begun = (_begun(each.opened, pack, reader, wanted, out, session) for each, pack, reader in papers)
    copies = {}
    made = zip(papers, together(_laid, begun), strict=True)
    for (each, pack, reader), laid in session.progress(made, len(papers), "Making papers"):
        copies.setdefault(id(each), []).append(_kept(pack, reader, laid, session))
    batch.sets = [each.set_of(tuple(copies.get(id(each), ()))) for each in booked]
    return batch


def _listed(booked: _Booked, pack: Pack, reader: Reader) -> Copy:
    """What was made before of a paper, and when it was sent."""
    from reunify_cli.store.papers import found_at, read_made
    from reunify_cli.wording.display_names import short_id

    folder = booked.opened.folder / "packs"
    mine = [each for each in read_made(folder) if (each.name, each.reader) == (pack.name, reader.key)]
    last = max(mine, key=lambda each: (each.version, each.format == "pdf"), default=None)
    path = found_at(folder, last, short_id(booked.opened.id), reader.file_word) if last else None
    if path is None:
        return Copy(reader, pack, None)
    went = [e for e in booked.opened.judged.history.by_event.get(SENT, ()) if e.fields.get("paper") == path.name]
    return Copy(reader, pack, None, kept=path.name, sent=went[-1].when.day.isoformat() if went else "")


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
    from reunify_cli.papers.packs import meetings

    judged = opened.judged
    for what, (when, entry) in can_be_held(judged, session.position).items():
        ahead = session.today <= when.day <= session.today + timedelta(days=days)
        if ahead and what in meetings(judged.policy.vocabulary):
            yield what, when, entry


def _wanted(booked: _Booked, session: Session) -> Iterator[tuple[Pack, Reader]]:
    """Which paper goes to whom: the meeting's own to professionals; letters and pages to the family it is held with.

    Others of the family have one only where they are invited. Nothing goes to the court by itself.
    """
    from reunify_cli.papers.packs import PACKS, pack_of
    from reunify_cli.papers.readers import PROFESSIONALS, possible
    from reunify_cli.wording.case_view import CaseView

    stand = CaseView(booked.opened.judged, session.position)
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
                    "files": [str(path) for path in copy.done.paths] if copy.done else [*filter(None, [copy.kept])],
                    "sent": copy.sent or None,
                    "not_sent": sentence(copy.why_not) or None,
                    "lacks": lacks_json(copy.done.paper.context.lacks) if copy.done else [],
                    "held": held_json(held_of(copy.done.paper.context)) if copy.done else [],
                }
                for copy in each.copies
            ],
        }
        for each in batch.sets
    ]
