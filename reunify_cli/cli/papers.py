"""What the screen says about papers: one that was made, or all there are with what each still lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reunify_cli.cli.days import short_day
from reunify_cli.cli.door import Door, Opened
from reunify_cli.cli.screen import clean, counted, edge, sentence, wrap
from reunify_cli.cli.who import child, typed
from reunify_cli.model.moment import parse_instant

if TYPE_CHECKING:
    from reunify_cli.render.context import Context, Lack
    from reunify_cli.render.packs import Pack
    from reunify_cli.render.paper import Paper
    from reunify_cli.store.papers import Made

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


def made_lines(opened: Opened, done: Done, door: Door) -> list[str]:
    """What was made and where it is, what is still to be found out, and what is new since the version before."""
    first, lacks = done.made[0], done.paper.context.lacks
    word = "THE SAME" if done.again else "MADE"
    head = f"{word:<{_LABEL}}{child(opened, door)}: {first.name} v{first.version}"
    lines = [edge(head, f"as of {short_day(door.today)} {door.today.year}", door.width)]
    lines += [f"{'':<{_LABEL}}{_place(opened, path)}" for path in done.paths]
    if done.paper.blanks:
        lines.append(f"{'BLANKS':<{_LABEL}}{counted(done.paper.blanks, 'place')} to complete on the paper")
    lines += lack_lines(lacks, "FIND OUT", door.width)
    earlier = [each for each in done.before if each.version < first.version]
    if earlier and not done.again:
        lines += wrap(_changed(opened, earlier[-1]), door.width, " " * _LABEL, f"{'CHANGED':<{_LABEL}}")
    for finding in done.findings:
        lines += wrap(clean(finding), door.width, " " * _LABEL, f"{'NOTE':<{_LABEL}}")
    return lines


def made_json(done: Done) -> list[dict[str, Any]]:
    """The files of a paper as JSON has them."""
    return [{**asdict(each), "path": str(path)} for each, path in zip(done.made, done.paths, strict=True)]


def _place(opened: Opened, path: Path) -> str:
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


def lacks_json(lacks: Sequence[Lack]) -> list[dict[str, str]]:
    """What a paper lacks as JSON has it."""
    return [{"what": each.what, "whose": each.whose} for each in lacks]


def _changed(opened: Opened, before: Made) -> str:
    """What was written down since an earlier version was made."""
    made = parse_instant(before.made)
    events = opened.office.vocabulary.events
    new = [e for e in opened.judged.history.entries if e.recorded is not None and e.recorded > made]
    said = [f"{events[e.event].title if e.event in events else e.event} {short_day(e.when.day)}" for e in new]
    since = f"since version {before.version} of {short_day(made.date())}: "
    return since + clean("; ".join(said) or "no entry; the day it is judged by, or the policy, is another")


def list_lines(opened: Opened, papers: Sequence[tuple[Pack, Context]], made: Sequence[Made], door: Door) -> list[str]:
    """Which papers there are for a child, whether each is ready, and what it lacks."""
    lines = [edge(f"PAPERS for {child(opened, door)}", f"as of {short_day(door.today)} {door.today.year}", door.width)]
    for pack, known in papers:
        ready = "ready" if not known.lacks else f"{counted(len(known.lacks), 'thing')} to find out"
        lines += ["", edge(f" {pack.name}", ready, door.width)]
        if known.meeting is not None:
            when = known.meeting.when or "not booked"
            lines.append(f"   {clean(sentence(known.meeting.title))}: {clean(when)}")
        lines += [f"   {line}" for line in lack_lines(known.lacks, "lacks", door.width - 3)]
        last = max((each for each in made if each.name == pack.name), key=lambda each: each.version, default=None)
        if last is not None:
            lines.append(f"   {'last made':<{_LABEL}}version {last.version}, as of {last.as_of}")
    if not papers:
        return [*lines, "", "No meeting is booked or owed, and the child is not looked after."]
    return [*lines, "", f"Make one:  reunify pack {typed(opened.id)} {papers[0][0].name}"]


def listed_json(opened: Opened, pack: Pack, known: Context) -> dict[str, Any]:
    """A paper of the list as JSON has it."""
    return {
        "case": opened.id,
        "name": pack.name,
        "title": known.meeting.title if known.meeting else pack.title,
        "meeting": known.meeting.when if known.meeting else None,
        "ready": not known.lacks,
        "lacks": lacks_json(known.lacks),
    }
