"""Journal entries, read by the vocabulary: what happened, and the corrections and withdrawals of it.

All problems of a journal come back together, each with its place. Nothing is guessed and nothing is passed over: an
event, a field or a person that nobody knows makes the journal unread, because a rule would look for it in vain.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from reunify_cli.errors import Problem, did_you_mean
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import COMMON, LENGTH, Amendment, Entry, Removal
from reunify_cli.model.moment import MINUTES_IN_DAY, Moment
from reunify_cli.model.vocabulary import Vocabulary, spoken
from reunify_cli.shape import Loaded, Plain
from reunify_cli.store.fields import RECORDED_BY, Form, KnownPeople, Page, forms_of
from reunify_cli.store.removal_marks import is_gone, is_marked, removals

AHEAD: Final = "booked"
"""The one event that speaks of what is still to come."""

_IN_THE_ENTRY: Final = COMMON - {LENGTH} | {RECORDED_BY, "recorded"}
"""What an Entry has a place of its own for; everything else is among its fields."""


@dataclass(frozen=True, slots=True)
class Read:
    """A journal as read; where there are problems, what stands beside them is incomplete."""

    entries: tuple[Entry, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    problems: tuple[Problem, ...] = ()
    removals: tuple[Removal, ...] = ()


def read_entries(loaded: Loaded, vocabulary: Vocabulary, known: KnownPeople) -> Read:
    """The entries, corrections and withdrawals of a journal, in its order, with every problem."""
    items = [] if loaded.data is None else loaded.data
    if not isinstance(items, list):
        help = "Each starts with - and goes on with lines of the form key: value."
        return Read(problems=(loaded.problem((), "a journal is a list of entries", help),))
    page, ids = Page(loaded, vocabulary, known), ids_of(items)
    _check_ids(page, ids, items)
    removed = [each for i, raw in enumerate(items) if is_marked(raw) for each in removals(page, i, ids[i], raw)]
    entries = [_entry(page, ids[i], i, raw) for i, raw in enumerate(items) if not _amends(raw) and not is_gone(raw)]
    unread = dict.fromkeys((ids[i] for i, raw in enumerate(items) if not _amends(raw) and not is_gone(raw)), "")
    events = {**unread, **{entry.id: entry.event for entry in entries if entry}}
    amendments = [_amendment(page, ids, events, i, raw) for i, raw in enumerate(items) if _amends(raw)]
    problems = sorted(page.problems, key=lambda p: (p.place.line or 0, p.place.column or 0) if p.place else (0, 0))
    return Read(tuple(filter(None, entries)), tuple(filter(None, amendments)), tuple(problems), tuple(removed))


def ids_of(items: Sequence[Plain]) -> list[str]:
    """What each item of a journal answers to: its id, or its event and date, with -2 for the second of that day."""
    found: list[str] = []
    taken: set[str] = set()
    for raw in items:
        said = raw if isinstance(raw, dict) else {}
        name = given = said.get("id")
        if not given:
            target = said.get("corrects") or said.get("withdraws")
            verb = "corrects" if "corrects" in said else "withdraws"
            name = base = f"{verb}-{target}" if target else f"{said.get('event')}-{str(said.get('date'))[:10]}"
            number = 1
            while name in taken:
                number += 1
                name = f"{base}-{number}"
        taken.add(str(name))
        found.append(str(name))
    return found


_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def _amends(raw: Plain) -> bool:
    return isinstance(raw, dict) and ("corrects" in raw or "withdraws" in raw)


def _check_ids(page: Page, ids: Sequence[str], items: Sequence[Plain]) -> None:
    """Complain of every id that two entries have, or that is no single word."""
    seen: dict[str, int] = {}
    for i, each in enumerate(ids):
        raw = items[i]
        given = raw.get("id") if isinstance(raw, dict) else None
        if given is not None and not _ID.fullmatch(each):
            help = "Letters, figures, full stops and hyphens; the tool gives one such as 7K3F."
            page.wrong((i, "id"), "an id is a single word", help)
        elif each in seen:
            line = page.loaded.place((seen[each],)).line
            page.wrong((i, "id"), f'"{each}" is already the id of the entry in line {line}.', "Give one another id.")
        seen.setdefault(each, i)


# --- what happened --------------------------------------------------------------------------------------------------


def _entry(page: Page, entry_id: str, i: int, raw: Plain) -> Entry | None:
    if not isinstance(raw, dict):
        page.wrong((i,), "an entry is written as lines of the form key: value", "Start with event: and date:.")
        return None
    form = _form(page, i, raw)
    if form is None:
        return None
    said = page.values(i, raw, form)
    for key, each in form.required:
        asked = all(_says(said.get(other), value) for other, value in each.when.items())
        if asked and raw.get(key) is None and (i, key) not in page.misspelt:
            page.wrong((i, key), f'"{key}" is missing', each.ask or each.title)
    when = said.get("date")
    recorded = page.recorded(i, raw)
    if raw.get("date") is None and (i, "date") not in page.misspelt:
        page.wrong((i, "date"), '"date" is missing', "Write when it happened, like 2026-12-03.")
    elif when is not None:
        _between(page, i, when, recorded, ahead=form.event == AHEAD)
    if when is None:
        return None
    return Entry(
        id=entry_id,
        event=form.event,
        when=when,
        index=i,
        by=said.get("by") or (),
        of=said.get("of"),
        fields={key: value for key, value in said.items() if key not in _IN_THE_ENTRY},
        until=said.get("until"),
        note=said.get("note") or "",
        document=page.document(i, raw),
        recorded=recorded,
        recorded_by=said.get("recorded_by") or "",
        shareable=bool(said.get("shareable")),
        given_id=bool(raw.get("id")),
    )


def _says(value: Any, wanted: str) -> bool:
    """Whether an entry says in a field what another field's `when` asks for."""
    return wanted == ({True: "yes", False: "no"}[value] if isinstance(value, bool) else value)


def _form(page: Page, i: int, raw: Mapping[str, Plain]) -> Form | None:
    """The form of an entry's event; complains of an event that nobody knows, or that goes by another name."""
    event = raw.get("event")
    forms = forms_of(page.vocabulary)
    if isinstance(event, str) and event in forms:
        return forms[event]
    if event is None or not isinstance(event, str):
        page.wrong((i, "event"), '"event" is missing', "Write what happened, such as visit or review.")
    elif name := page.vocabulary.words.get(spoken(event)):
        page.wrong((i, "event"), f'"{event}" is called "{name}" in a journal.', f'Write "event: {name}".')
    elif kinds := page.vocabulary.kinds.get(event):
        page.wrong((i, "event"), f'"{event}" can be {" or ".join(sorted(kinds))}.', "Write which one it was.")
    else:
        near = did_you_mean(event, page.vocabulary.events)
        page.wrong((i, "event"), f'"{event}" is not an event.{near}', "All of them:  reunify events")
    return None


def _between(page: Page, i: int, when: Moment, recorded: datetime | None, *, ahead: bool) -> None:
    """Complain of what happened before the child was born, or later than it was written down."""
    born, today = page.known.born, page.known.today
    if born is not None and when.day < born:
        page.wrong((i, "date"), f'"{when}" is before the child was born ({born}).')
    if ahead:
        return
    help = "What is still to come is recorded as booked; what happened, with the day it happened."
    if recorded is not None:
        # London is at most an hour ahead of UTC, so an hour's grace stands in for its clock.
        utc = recorded.astimezone(UTC)
        latest = utc.toordinal() * MINUTES_IN_DAY + utc.hour * 60 + utc.minute + 60
        if when.start > latest:
            said = utc.strftime("%Y-%m-%dT%H:%MZ")
            page.wrong((i, "date"), f'"{when}" is later than the day it was recorded ({said}).', help)
    elif today is not None and when.day > today:
        page.wrong((i, "date"), f'"{when}" is in the future.', help)


# --- what was wrong -------------------------------------------------------------------------------------------------


def _amendment(page: Page, ids: Sequence[str], events: Mapping[str, str], i: int, raw: Plain) -> Amendment | None:
    """A correction or withdrawal, its changes typed by what it corrects."""
    if not isinstance(raw, dict):
        return None
    verb = "withdraws" if "withdraws" in raw else "corrects"
    target = raw.get(verb)
    if "corrects" in raw and "withdraws" in raw:
        page.wrong((i,), "an entry corrects or withdraws, not both")
    if raw.get("why") is None:
        page.wrong((i, "why"), '"why" is missing', "Say why in a few words.")
    if not isinstance(target, str) or target not in events:
        if isinstance(target, str) and target in ids:
            sentence = f'"{target}" is itself a correction or withdrawal.'
            page.wrong((i, verb), sentence, "Correct the entry that it is about once more.")
        else:
            near = did_you_mean(target, events) if isinstance(target, str) else ""
            page.wrong((i, verb), f'"{target or ""}" is no entry of this journal.{near}')
        return None
    if not events[target]:
        return None  # what is wrong with that entry is already said
    form = forms_of(page.vocabulary)[events[target]]
    if raw.get("event") not in (None, form.event):
        help = "Withdraw it and record it again."
        page.wrong((i, "event"), f"a correction cannot make another event of it: {target} is a {form.event}", help)
    changes = page.values(i, raw, form)
    why, recorded_by = changes.pop("why", None), changes.pop("recorded_by", None)
    recorded = page.recorded(i, raw)
    if "document" in raw:
        changes["document"] = page.document(i, raw)
    if verb == "withdraws" and changes:
        page.wrong((i, next(iter(changes))), "a withdrawal takes the whole entry back and says only why", key=True)
    if verb == "corrects" and not changes and not is_marked(raw):
        page.wrong((i,), "nothing is corrected here", "Write the fields that were wrong, as they should be.")
    if isinstance(changes.get("date"), Moment):
        _between(page, i, changes["date"], recorded, ahead=form.event == AHEAD)
    return Amendment(ids[i], target, verb == "withdraws", changes, recorded, recorded_by or "", why or "", i)
