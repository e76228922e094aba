"""Every paper for the meetings booked in the days ahead, and the sender's list: which goes to whom, and what does not.

A child who cannot be read, a template that is broken or a paper that would tell its reader too much stops nothing:
the others are made all the same, and the list ends with what was not made and why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from reunify_cli.casework.papers import changed_since, held_of
from reunify_cli.casework.papers_due import Batch, Copy, Set
from reunify_cli.cli.terminal import Terminal
from reunify_cli.text.days import say_when, short_day
from reunify_cli.text.layout import clean, counted, edge, shorten, wrap
from reunify_cli.wording.display_names import brief_name, child, short_id, typed

if TYPE_CHECKING:
    pass

_LABEL = 14
"""How wide the reader's column is."""


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
        f"{say_when(each.when, terminal.session.today)}  {child(opened, terminal.session)}  {clean(each.title)}",
        clean(led),
        terminal.width,
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
            if copy.done is None and not copy.why_not:
                sent = f", sent {short_day(date.fromisoformat(copy.sent), terminal.session.today)}" if copy.sent else ""
                said = f"{copy.kept}{sent or ', not sent'}" if copy.kept else f"{copy.pack.name}: not made"
                yield from wrap(clean(said), terminal.width, _pad(), _label(reader))
            elif copy.done is None:
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
