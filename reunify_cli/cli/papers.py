"""What the screen says about papers: one that was made, or all there are with what each still lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reunify_cli.cli.days import short_day
from reunify_cli.cli.screen import clean, counted, edge, sentence, wrap
from reunify_cli.cli.terminal import Terminal
from reunify_cli.cli.who import child, typed
from reunify_cli.frozen import dataclass
from reunify_cli.model.moment import parse_instant
from reunify_cli.session.session import OpenCase

if TYPE_CHECKING:
    from reunify_cli.render.context import Lack
    from reunify_cli.render.family_whose import Held
    from reunify_cli.render.filling import Told
    from reunify_cli.render.packs import Pack
    from reunify_cli.render.paper import Paper
    from reunify_cli.render.readers import Reader
    from reunify_cli.store.papers import Made

SENT: Final = "papers-sent"
"""The event type of a paper that went out."""
MOST = 6
"""How many things that a paper lacks a screen names before it counts the rest."""
_LABEL = 11
"""How wide the words on the left are."""


@dataclass(frozen=True, slots=True)
class Done:
    """A paper that was made: its files and their records, what was made of it before, and what is less than perfect."""

    paper: Paper
    made: tuple[Made, ...]
    paths: tuple[Path, ...]
    before: tuple[Made, ...]
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


def made_lines(opened: OpenCase, done: Done, terminal: Terminal) -> list[str]:
    """What was made and where it is, what is still to be found out, and what is new since the version before."""
    first, lacks = done.made[0], done.paper.context.lacks
    word = "THE SAME" if done.again else "MADE"
    reader = "" if first.reader == "professionals" else f" for {first.reader}"
    head = f"{word:<{_LABEL}}{child(opened, terminal.session)}: {clean(first.name + reader)} v{first.version}"
    lines = [edge(head, f"as of {short_day(terminal.session.today)} {terminal.session.today.year}", terminal.width)]
    lines += [f"{'':<{_LABEL}}{_place(opened, path)}" for path in done.paths]
    if done.paper.blanks:
        lines.append(f"{'BLANKS':<{_LABEL}}{counted(done.paper.blanks, 'place')} to complete on the paper")
    lines += held_lines(held_of(done.paper.context), terminal.width)
    lines += lack_lines(lacks, "FIND OUT", terminal.width)
    if changed := changed_since(opened, done):
        lines += wrap(changed, terminal.width, " " * _LABEL, f"{'CHANGED':<{_LABEL}}")
    for finding in done.findings:
        lines += wrap(clean(finding), terminal.width, " " * _LABEL, f"{'NOTE':<{_LABEL}}")
    return lines


def made_json(done: Done) -> list[dict[str, Any]]:
    """The files of a paper as JSON has them."""
    return [{**asdict(each), "path": str(path)} for each, path in zip(done.made, done.paths, strict=True)]


def _place(opened: OpenCase, path: Path) -> str:
    try:
        return path.relative_to(opened.office.root).as_posix()
    except ValueError:
        return str(path)


def lack_lines(lacks: Sequence[Lack], label: str, width: int) -> list[str]:
    """What is to be found out and from whom, the first few of it."""
    lines: list[str] = []
    for each in lacks[:MOST]:
        start = f"{'' if lines else label:<{_LABEL}}"
        lines += wrap(f"{clean(each.what)}: from {clean(each.whose)}", width, " " * (_LABEL + 2), start)
    if len(lacks) > MOST:
        lines.append(f"{'':<{_LABEL}}... and {len(lacks) - MOST} more")
    return lines


def held_of(known: Told) -> tuple[Held, ...]:
    """What is marked as shareable and held back from the reader of a paper; nothing for professionals and the court."""
    from reunify_cli.render.context import Context

    return () if isinstance(known, Context) else known.held


def held_lines(held: Sequence[Held], width: int) -> list[str]:
    """What is held back: how much, and for each reason which things."""
    from reunify_cli.render.family_whose import WHY

    if not held:
        return []
    start = f"{'HELD BACK':<{_LABEL}}"
    lines = wrap(f"{counted(len(held), 'thing')} marked as shareable:", width, " " * _LABEL, start)
    for why in WHY:
        ids = list(dict.fromkeys(each.id for each in held if each.why == why))
        if ids:
            some = ", ".join(map(clean, ids))
            lines += wrap(f"{why}: {some}", width, " " * (_LABEL + 2), " " * _LABEL)
    return lines


def held_json(held: Sequence[Held]) -> list[dict[str, str]]:
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


def _changed(opened: OpenCase, before: Made, otherwise: str) -> str:
    """What was written down since an earlier version was made; where nothing was, what else is another."""
    made = parse_instant(before.made)
    events = opened.office.vocabulary.events
    new = [e for e in opened.judged.history.entries if e.recorded is not None and e.recorded > made]
    said = [f"{events[e.event].title if e.event in events else e.event} {short_day(e.when.day)}" for e in new]
    since = f"since version {before.version} of {short_day(made.date())}: "
    return since + clean("; ".join(said) or otherwise or "no entry; the day it is judged by, or the policy, is another")


def sent_words(opened: OpenCase, name: str, reader: str, made: Sequence[Made]) -> str:
    """When a paper last went out to a reader and in which version; "" where that is not recorded."""
    files = {Path(each.file).name for each in made if (each.name, each.reader) == (name, reader)}
    entries = opened.judged.history.by_event.get(SENT, ())
    mine = [e for e in entries if e.get("reader") == reader and str(e.get("paper")) in files]
    if not mine:
        return ""
    last = mine[-1]
    return f"version {last.get('version')} on {short_day(last.when.day)} {last.when.day.year}, entry {last.id}"


def list_lines(opened: OpenCase, papers: Sequence[Listed], made: Sequence[Made], terminal: Terminal) -> list[str]:
    """Which papers there are for a child, whether each is ready, and what it lacks."""
    lines = [
        edge(
            f"PAPERS for {child(opened, terminal.session)}",
            f"as of {short_day(terminal.session.today)} {terminal.session.today.year}",
            terminal.width,
        )
    ]
    for each in papers:
        known = each.known
        ready = "ready" if not known.lacks else f"{counted(len(known.lacks), 'thing')} to find out"
        lines += ["", edge(f" {clean(each.words)}", ready, terminal.width)]
        if occasion := _occasion(known):
            title, when = occasion
            lines.append(f"   {clean(sentence(title))}: {clean(when or 'not booked')}")
        lines += [f"   {line}" for line in lack_lines(known.lacks, "lacks", terminal.width - 3)]
        versions = (m for m in made if (m.name, m.reader) == (each.pack.name, each.reader.key))
        last = max(versions, key=lambda m: m.version, default=None)
        if last is not None:
            state = "final" if last.final else "draft"
            day = short_day(date.fromisoformat(last.as_of), terminal.session.today)
            lines.append(f"   {'last made':<{_LABEL}}version {last.version} ({state}), as of {day}")
        if sent := sent_words(opened, each.pack.name, each.reader.key, made):
            lines.append(f"   {'last sent':<{_LABEL}}{sent}")
    if not papers:
        return [*lines, "", "No meeting is booked or owed, and the child is not looked after."]
    return [*lines, "", f"Make one:  reunify pack {typed(opened.id)} {papers[0].typed}"]


def _occasion(known: Told) -> tuple[str, str | None] | None:
    """The meeting that a paper is for, and when it is, where it is for one."""
    from reunify_cli.render.context import Context
    from reunify_cli.render.family import SharedPaper

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
