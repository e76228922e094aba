"""What the screen says about papers: one that was made, or all there are with what each still lacks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from reunify_cli.casework.papers import Done, Listed, _occasion, changed_since, held_of, sent_words
from reunify_cli.cli.terminal import Terminal
from reunify_cli.session.session import OpenCase
from reunify_cli.text.days import short_day
from reunify_cli.text.layout import clean, counted, edge, sentence, wrap
from reunify_cli.wording.display_names import child, typed

if TYPE_CHECKING:
    from reunify_cli.papers.family.whose import HeldBack
    from reunify_cli.papers.professional.context import Lack
    from reunify_cli.store.papers import MadePaper

MOST = 6
"""How many things that a paper lacks a screen names before it counts the rest."""
_LABEL = 11
"""How wide the words on the left are."""


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


def _place(opened: OpenCase, path: Path) -> str:
    try:
        return path.relative_to(opened.workspace.root).as_posix()
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


def held_lines(held: Sequence[HeldBack], width: int) -> list[str]:
    """What is held back: how much, and for each reason which things."""
    from reunify_cli.papers.family.whose import WHY

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


def list_lines(opened: OpenCase, papers: Sequence[Listed], made: Sequence[MadePaper], terminal: Terminal) -> list[str]:
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
        return [*lines, "", "No meeting is booked or due, and the child is not looked after."]
    return [*lines, "", f"Make one:  reunify pack {typed(opened.id)} {papers[0].typed}"]
