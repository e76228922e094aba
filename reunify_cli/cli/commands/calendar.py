"""Booked meetings as a calendar file, for Outlook and others: by initials and number, without names or places."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from reunify_cli.casework.diary import LENGTH, CalendarWish, Shown, event, meeting_json, meeting_title, shown
from reunify_cli.cli.options import Mine, Option, Person, option, outputs
from reunify_cli.cli.out import check_out, put_out
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped
from reunify_cli.exchange.ical.calendar import calendar
from reunify_cli.session.session import Unread
from reunify_cli.text.days import say_when
from reunify_cli.text.layout import clean, columns, counted, wrap
from reunify_cli.wording.display_names import child, short_id


@outputs
def cli(
    terminal: Terminal,
    out: Annotated[Path | None, option("--out", "FILE.ics", "the file to write")] = None,
    case: Annotated[list[str] | None, option("--case", "CASE", "only of this child")] = None,
    meeting: Annotated[str, Option("--meeting", metavar="MEETING", help="only such meetings")] = "",
    mine: Mine = False,
    person_: Person = "",
    places: Annotated[bool, Option("--places", help="say where: a place can be confidential")] = False,
    minutes: Annotated[
        int, Option("--minutes", metavar="N", help="how long a meeting is taken to last", min=1)
    ] = LENGTH,
) -> int | None:
    """Booked meetings as a file for Outlook and others, without names or places."""
    wish = CalendarWish(tuple(case or ()), meeting, mine, person_, places, minutes)
    if out is None:
        raise Mistyped("Say which file to write.", help="Such as  reunify calendar --out meetings.ics")
    check_out(terminal, out)
    found, read, unread = shown(terminal.session, wish)
    put_out(terminal, out, calendar([event(terminal.session, each, wish) for each in found], terminal.session.instant))
    if terminal.json:
        terminal.answer("calendar", [meeting_json(each) for each in found], read=read, unread=unread, file=str(out))
    else:
        terminal.say(lines(terminal, out, found, read, unread, wish))
    return 3 if unread else None


# --- how they are shown -------------------------------------------------------------------------------------------


def lines(
    terminal: Terminal, out: Path, found: Sequence[Shown], read: int, unread: Sequence[Unread], wish: CalendarWish
) -> list[str]:
    """What was written, meeting by meeting, and what is left out of it."""
    off = sum(each.cancelled for each in found)
    said = counted(len(found), "meeting") + (f", {off} of them cancelled" if off else "")
    head = f"{said}, from {counted(read, 'child', 'children')} read{f', {len(unread)} NOT READ' if unread else ''}."
    rows = [
        (say_when(each.booking.when, terminal.session.today), child(each.opened, terminal.session), _words(each))
        for each in found
    ]
    without = [word for word, there in (("names", terminal.session.names), ("places", wish.places)) if not there]
    more = f"Without {' and '.join(without)}; {' and '.join(f'--{word}' for word in without)} would add them."
    return [
        *wrap(f"WRITTEN  {clean(out)}", terminal.width, " " * 9, ""),
        *wrap(head, terminal.width, " " * 9),
        *(f"  {row}" for row in columns(rows)),
        *(wrap(more, terminal.width) if without else []),
        *(f"NOT READ  {short_id(each.id)}   reunify check {short_id(each.id)}" for each in unread),
    ]


def _words(each: Shown) -> str:
    return meeting_title(each.opened, each.booking).lower() + (" CANCELLED" if each.cancelled else "")
