"""A paper that was made or could be: what it lacks, what is held back, what changed since the version before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reunify_cli.frozen import dataclass
from reunify_cli.model.moment import parse_instant
from reunify_cli.session.session import OpenCase
from reunify_cli.text.days import short_day
from reunify_cli.text.layout import clean

if TYPE_CHECKING:
    from reunify_cli.papers.family.whose import HeldBack
    from reunify_cli.papers.filling import Told
    from reunify_cli.papers.packs import Pack
    from reunify_cli.papers.paper import Paper
    from reunify_cli.papers.professional.context import Lack
    from reunify_cli.papers.readers import Reader
    from reunify_cli.store.papers import MadePaper

SENT: Final = "papers-sent"
"""The event type of a paper that went out."""


@dataclass(frozen=True, slots=True)
class Done:
    """A paper that was made: its files and their records, what was made of it before, and what is less than perfect."""

    paper: Paper
    made: tuple[MadePaper, ...]
    paths: tuple[Path, ...]
    before: tuple[MadePaper, ...]
    findings: tuple[str, ...]

    @property
    def again(self) -> bool:
        """Whether it says what the version before said, so that there was nothing to make."""
        return any(each.version == self.made[0].version for each in self.before)


@dataclass(frozen=True, slots=True)
class Listed:
    """A paper that could be made for a reader, and what it would say."""

    pack: Pack
    reader: Reader
    known: Told

    @property
    def words(self) -> str:
        """The paper in a list: `review`, `parent-letter for mother`."""
        return self.pack.name if self.reader.kind == "professionals" else f"{self.pack.name} for {self.reader.key}"

    @property
    def typed(self) -> str:
        """What to type to make it."""
        return self.pack.name if self.reader.kind == "professionals" else f"{self.pack.name} --for {self.reader.key}"


def made_json(done: Done) -> list[dict[str, Any]]:
    """The files of a paper as JSON has them."""
    return [{**asdict(each), "path": str(path)} for each, path in zip(done.made, done.paths, strict=True)]


def held_of(known: Told) -> tuple[HeldBack, ...]:
    """What is marked as shareable and held back from the reader of a paper; nothing for professionals and the court."""
    from reunify_cli.papers.professional.context import Context

    return () if isinstance(known, Context) else known.held


def held_json(held: Sequence[HeldBack]) -> list[dict[str, str]]:
    """What is held back from a reader as JSON has it, thing by thing."""
    return [{"id": each.id, "what": each.what, "why": each.why} for each in held]


def lacks_json(lacks: Sequence[Lack]) -> list[dict[str, str]]:
    """What a paper lacks as JSON has it."""
    return [{"what": each.what, "whose": each.whose} for each in lacks]


def changed_since(opened: OpenCase, done: Done) -> str:
    """What was written down since the version before this one was made; "" where there is none, or nothing is new."""
    earlier = [each for each in done.before if each.version < done.made[0].version]
    if not earlier or done.again:
        return ""
    now_final = done.made[0].final and not earlier[-1].final
    return _changed(opened, earlier[-1], "it is final now" if now_final else "")


def _changed(opened: OpenCase, before: MadePaper, otherwise: str) -> str:
    """What was written down since an earlier version was made; where nothing was, what else is another."""
    made = parse_instant(before.made)
    events = opened.workspace.vocabulary.events
    new = [e for e in opened.judged.history.entries if e.recorded is not None and e.recorded > made]
    said = [f"{events[e.event].title if e.event in events else e.event} {short_day(e.when.day)}" for e in new]
    since = f"since version {before.version} of {short_day(made.date())}: "
    return since + clean("; ".join(said) or otherwise or "no entry; the day it is judged by, or the policy, is another")


def sent_words(opened: OpenCase, name: str, reader: str, made: Sequence[MadePaper]) -> str:
    """When a paper last went out to a reader and in which version; "" where that is not recorded."""
    files = {Path(each.file).name for each in made if (each.name, each.reader) == (name, reader)}
    entries = opened.judged.history.by_event.get(SENT, ())
    mine = [e for e in entries if e.get("reader") == reader and str(e.get("paper")) in files]
    if not mine:
        return ""
    last = mine[-1]
    return f"version {last.get('version')} on {short_day(last.when.day)} {last.when.day.year}, entry {last.id}"


def _occasion(known: Told) -> tuple[str, str | None] | None:
    """The meeting that a paper is for, and when it is, where it is for one."""
    from reunify_cli.papers.family.context import SharedPaper
    from reunify_cli.papers.professional.context import Context

    match known:
        case Context() if known.meeting is not None:
            return known.meeting.title, known.meeting.when
        case SharedPaper() if known.meeting is not None:
            return known.meeting.title, f"{known.meeting.day} {known.meeting.clock}".rstrip()
    return None


def listed_json(opened: OpenCase, listed: Listed) -> dict[str, Any]:
    """A paper of the list as JSON has it."""
    known = listed.known
    title, when = _occasion(known) or (listed.pack.title, None)
    return {
        "case": opened.id,
        "name": listed.pack.name,
        "reader": listed.reader.key,
        "title": title,
        "meeting": when,
        "ready": not known.lacks,
        "lacks": lacks_json(known.lacks),
        "held": held_json(held_of(known)),
    }
