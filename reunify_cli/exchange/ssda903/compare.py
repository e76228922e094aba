"""What a return changes in a case that is there: new rows, changed rows, rows that went away.

A new row makes a new entry; a changed row a correction of the entry it made. Where its row now says another kind of
thing, or less, the entry is taken back and the row told anew. Nothing is ever taken back because its row went away,
and nothing a person corrected is corrected back: both are doubtful, and a person looks.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from reunify_cli.errors import Place
from reunify_cli.exchange.ssda903.already import OURS, QUESTION, Already, as_text, imported, ours
from reunify_cli.exchange.ssda903.child import Child, Doubt
from reunify_cli.exchange.ssda903.entries import LETTERS, PARTS, MadeEntries, entry_id
from reunify_cli.exchange.ssda903.span import Covered
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Amendment, Entry

TABLES = {letter: table for table, letter in LETTERS.items()}


@dataclass(frozen=True, slots=True)
class EntryChange:
    """An entry to append: a new one, a correction, or a withdrawal; and the row that asks for it."""

    kind: Literal["new", "correction", "withdrawal"]
    entry: Mapping[str, str]
    place: Place | None
    event: str


def compare(made: Sequence[MadeEntries], already: Already) -> tuple[list[EntryChange], list[Doubt]]:
    """What is to be appended so that the case says what the rows say, and what a person has to decide."""
    changes: list[EntryChange] = []
    doubts: list[Doubt] = []
    for each in made:
        entry = already.told(each.id)
        found = _new(each, already) if entry is None else _again(each, entry, already)
        for result in found:
            (changes if isinstance(result, EntryChange) else doubts).append(result)  # type: ignore[arg-type]
    return changes, doubts


def _new(each: MadeEntries, already: Already) -> Iterator[EntryChange | Doubt]:
    """A row that was not there before; where people recorded the same themselves, theirs stands."""
    day, event = date.fromisoformat(each.entry["date"]), each.entry["event"]
    same = already.by_hand.get((event, day))
    if same is None:
        yield told_anew(each.entry, each.id, each.place, already)
        return
    theirs = as_text(same.fields)
    for key, value in each.entry.items():
        if key not in ("id", "event", "date", "note") and theirs.get(key, value) != value:
            sentence = f"The case says {key} {theirs[key]} ({same.id}), and the return {value}; the case stands."
            yield Doubt(each.place, sentence, left_out=True)


def told_anew(entry: Mapping[str, str], part: str, place: Place | None, already: Already) -> EntryChange:
    """A new entry that tells a part of a row."""
    return EntryChange("new", {**entry, "id": already.next_id(part)}, place, entry["event"])


def withdrawal(entry: Entry, already: Already, place: Place | None, why: str) -> EntryChange:
    """The withdrawal of an entry that an import made."""
    said = {"id": _next(entry, already.amendments(entry.id)), "withdraws": entry.id, "why": why}
    return EntryChange("withdrawal", said, place, entry.event)


def _again(each: MadeEntries, entry: Entry, already: Already) -> Iterator[EntryChange | Doubt]:
    """A row that an earlier import read: a correction for what it says differently now."""
    if entry.id not in already.effective:
        sentence = f"{entry.id} was withdrawn in the case, and the return still has it."
        yield Doubt(each.place, sentence, left_out=True)
        return
    amendments = already.amendments(entry.id)
    before, stands = imported(entry, amendments), _stands(already.effective[entry.id])
    by_hand = {key for a in amendments if not ours(a) for key in a.changes}
    said = {key: value for key, value in each.entry.items() if key not in ("id", "event")}
    changed = {key: value for key, value in said.items() if before.get(key) != value and stands.get(key) != value}
    # A correction cannot say that a field is to say nothing.
    loose = each.loose - ({"decided-by"} if "legal-status" in changed else frozenset())
    if before.keys() - said.keys() - loose:
        yield from _replaced(each, entry, already, by_hand=bool(by_hand))
        return
    for key in [key for key in changed if key in by_hand]:
        sentence = f"{key} of {entry.id} was corrected here to {stands.get(key)}; the return now says {changed[key]}."
        yield Doubt(each.place, sentence, left_out=True)
        del changed[key]
    if changed:
        why = "The newer SSDA903 return says so."
        correction = {"id": _next(entry, amendments), "corrects": entry.id, **changed, "why": why}
        yield EntryChange("correction", correction, each.place, entry.event)


def _replaced(each: MadeEntries, entry: Entry, already: Already, *, by_hand: bool) -> Iterator[EntryChange | Doubt]:
    """A row that now says less than the entry it made: that is taken back, and the row told anew."""
    if by_hand:
        yield Doubt(each.place, f"{entry.id} was corrected here, and the return now says less of it.", left_out=True)
        return
    yield withdrawal(entry, already, each.place, "The newer SSDA903 return says less than this.")
    yield told_anew(each.entry, each.id, each.place, already)


def _stands(entry: Entry) -> dict[str, str]:
    return as_text({"date": entry.when, "note": entry.note, **entry.fields})


def _next(entry: Entry, amendments: Sequence[Amendment]) -> str:
    return f"{entry.id}-{sum(map(ours, amendments)) + 1}"


def gone(
    made: Sequence[MadeEntries],
    child: Child | None,
    already: Already,
    span: Covered,
    tables: Sequence[str],
    died: date | None = None,
) -> tuple[list[EntryChange], list[Doubt]]:
    """What earlier imports made that the return no longer says.

    Taken back where its row is still there and now says another kind of thing. Doubtful where its row went away,
    if the return speaks for that day: a return does not hold the years before its own. What comes after the day on
    which the return says that the child died is left as it is: whether that is right is still to be decided.
    """
    wanted = {each.id for each in made}
    parts = _parts(child) if child is not None else {}
    changes: list[EntryChange] = []
    doubts: list[Doubt] = []
    for entry in already.effective.values():
        part = OURS.fullmatch(entry.id)
        if part is None or part[1] in wanted or entry.event == QUESTION or (died is not None and entry.when.day > died):
            continue
        row = parts.get(part[1])
        amendments = already.amendments(entry.id)
        table = TABLES[entry.id[0]]
        what = f"{entry.event} of {entry.when.day:%d/%m/%Y} ({entry.id})"
        if row is not None and all(map(ours, amendments)):
            changes.append(withdrawal(entry, already, row, "The newer SSDA903 return no longer says so."))
        elif row is not None:
            sentence = f"{what}: corrected here, and the return no longer says so; it was left as it is."
            doubts.append(Doubt(row, sentence, left_out=True))
        elif table in tables and table in span.since and span.since[table] <= entry.when.day:
            doubts.append(Doubt(None, f"{what}: its row is no longer in the return; it was left as it is."))
    return changes, doubts


def _parts(child: Child) -> dict[str, Place]:
    """Every id that an import could have given to a part of one of these rows, and the row."""
    days = {
        "episodes": [(row.began, row.place) for row in child.episodes],
        "reviews": [(row.held, row.place) for row in child.reviews],
        "missing": [(row.began, row.place) for row in child.absences],
    }
    return {
        entry_id(child.number, table, child.row_of(table, day), part): place
        for table, rows in days.items()
        for day, place in rows
        for part in PARTS[table]
    }
