"""Rows whose day was corrected: which row of a newer return is the one that an earlier import told under another day.

A row has no id in a return; it is known by the child and the day it stands under. Where that day is corrected, the
row would be taken for a new one and the child would, say, go home twice. So a row that went away and a new one in the
same place of the child's order, of the same kind, are one row with another day. Which row an entry tells, and under
which day it stands by now, is read from the case's own entries.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise, zip_longest
from typing import Final

from reunify_cli.exchange.ssda903 import codes
from reunify_cli.exchange.ssda903.already import OURS, Already, imported
from reunify_cli.exchange.ssda903.child import Child
from reunify_cli.exchange.ssda903.entries import LETTERS, PARTS, entry_id
from reunify_cli.exchange.ssda903.rows import Episode
from reunify_cli.exchange.ssda903.span import Covered
from reunify_cli.frozen import dataclass, replace
from reunify_cli.model.case import Entry

_FROM: Final = re.compile(r"episode from (\d\d/\d\d/\d{4})")
_AGAIN: Final = ("", "#2", "#3", "#4")
"""A row under a day that another row stood under when it was first told is known by that day and one of these."""
_SLIP: Final = 31
"""How many days apart a review or time missing may stand and still be the same one with its day corrected."""
_ENDS: Final = ("ceased", "died", "status-end")


@dataclass(frozen=True, slots=True)
class Told:
    """A row as earlier imports told it."""

    origin: str
    """What it is known by."""
    day: date
    """The day it stands under by the last import."""
    parts: frozenset[str]
    until: date | None = None
    """The day on which it ended; None where it goes on."""


def with_origins(child: Child, already: Already, span: Covered, tables: Sequence[str]) -> Child:
    """The child, with what each of its rows is known by."""
    if already.case is None:
        return child
    found: dict[tuple[str, date], str] = {}
    days: Mapping[str, list[date]] = {
        "episodes": [e.began for e in child.episodes],
        "reviews": [r.held for r in child.reviews],
        "missing": [a.began for a in child.absences],
    }
    episodes = {e.began: e for e in child.episodes}
    for table, rows in days.items():
        told = _told(child.number, table, already)
        since = span.since.get(table) if table in tables else None
        same = _pairs(table, rows, told, since, episodes)
        taken = {each.origin for each in told}
        for day in rows:
            if day in same:
                found[table, day] = same[day].origin
            elif day.isoformat() in taken:
                free = (f"{day}{more}" for more in _AGAIN[1:] if f"{day}{more}" not in taken)
                found[table, day] = next(free, f"{day}#5")
    return replace(child, origins=found)


# --- what earlier imports told ------------------------------------------------------------------------------------


def _told(number: str, table: str, already: Already) -> list[Told]:
    """The rows of a table that the case's entries tell, in the order of the days they stand under."""
    letter = LETTERS[table]
    entries = [e for e in already.effective.values() if e.id[0] == letter and OURS.fullmatch(e.id)]
    days = {day for entry in entries for day in _days(entry, already)}
    parts = {
        entry_id(number, table, f"{day}{more}", part): (f"{day}{more}", part)
        for day in days
        for more in _AGAIN
        for part in PARTS[table]
    }
    rows: dict[str, dict[str, Entry]] = {}
    for entry in entries:
        if known := parts.get(entry.id.partition(".")[0]):
            rows.setdefault(known[0], {})[known[1]] = entry
    told = [_row(origin, found, already) for origin, found in rows.items()]
    told.sort(key=lambda row: row.day)
    return [
        replace(row, until=row.until or (after.day if after else None)) for row, after in zip_longest(told, told[1:])
    ]


def _days(entry: Entry, already: Already) -> Iterator[date]:
    """The days under which the row of an entry may first have stood."""
    yield entry.when.day
    yield already.entries[entry.id].when.day
    for note in (entry.note, already.entries[entry.id].note):
        if found := _FROM.search(note):
            yield _read(found[1])


def _row(origin: str, parts: Mapping[str, Entry], already: Already) -> Told:
    first = date.fromisoformat(origin[:10])
    now = [day for part, entry in parts.items() for day in _stands_under(part, entry, already)]
    ended = [parts[part].when.day for part in _ENDS if part in parts]
    return Told(origin, next((day for day in now if day != first), first), frozenset(parts), min(ended, default=None))


def _stands_under(part: str, entry: Entry, already: Already) -> Iterator[date]:
    """The day its row stands under, as far as the entry says; of some parts none does."""
    said = imported(already.entries[entry.id], already.amendments(entry.id))
    if part in ("review", "missing"):
        yield date.fromisoformat(said["date"][:10])
    elif found := _FROM.search(said.get("note", "")):
        yield _read(found[1])


def _read(text: str) -> date:
    return datetime.strptime(text, "%d/%m/%Y").date()


# --- which is which -----------------------------------------------------------------------------------------------


def _pairs(
    table: str, rows: Sequence[date], told: Iterable[Told], since: date | None, episodes: Mapping[date, Episode]
) -> dict[date, Told]:
    """The told row of each row that was told before, under this day or another."""
    by_day = {each.day: each for each in told}
    same = {day: by_day[day] for day in rows if day in by_day}
    gone = [each for day, each in by_day.items() if day not in same and _spoken_for(table, each, since)]
    edges = [date.min, *sorted(same), date.max]
    for after, before in pairwise(edges):
        new = sorted(day for day in rows if day not in by_day and after < day < before)
        for each in gone:
            fitting = [day for day in new if after < each.day < before and _alike(table, each, day, episodes)]
            if fitting:
                day = min(fitting, key=lambda day: abs((day - each.day).days))
                same[day] = each
                new = [other for other in new if other > day]
    return same


def _spoken_for(table: str, row: Told, since: date | None) -> bool:
    """Whether the return would hold the row if it were still so: it holds every episode that was open in its years."""
    if since is None:
        return False
    return row.day >= since or (table == "episodes" and (row.until is None or row.until >= since))


def _alike(table: str, row: Told, day: date, episodes: Mapping[date, Episode]) -> bool:
    if table != "episodes":
        apart = sum(a != b for a, b in zip(row.day.timetuple()[:3], day.timetuple()[:3], strict=True))
        return apart == 1 or abs((day - row.day).days) <= _SLIP
    episode = episodes[day]
    home = episode.placement == codes.PARENTS and episode.why_new not in ("S", "L")
    if row.parts & {"home", "placement"}:
        return home == ("home" in row.parts)
    return "status" not in row.parts or episode.why_new in codes.CHANGES_STATUS
