"""A case as it stood: what had been written down by one day, of what had happened by another.

The reading order matters. First drop what was recorded after known-at; then apply corrections and withdrawals in the
order in which they were recorded; then drop what (once corrected) happened after as-of. The other way round, a return
home first written as 3 May and corrected to 10 May would be home on 5 May for some questions and not for others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

from reunify_cli.frozen import dataclass, replace
from reunify_cli.model.case import COMMON, LENGTH, Amendment, Case, Entry
from reunify_cli.model.moment import Moment
from reunify_cli.model.plan import Plan

_EARLY = datetime(1, 1, 1, tzinfo=UTC)
_LATE = datetime(9999, 12, 31, tzinfo=UTC)
_COMMON = COMMON - {"date", LENGTH}


@dataclass(frozen=True)
class History:
    """The entries of a case that count, in the order in which they happened."""

    case: Case
    entries: tuple[Entry, ...]
    """By day and time; on one day those without a time come first, in the order of the journal."""
    withdrawn: frozenset[str] = frozenset()

    @cached_property
    def by_event(self) -> Mapping[str, tuple[Entry, ...]]:
        """The entries of each event type, in an order in which the lines of the journal play no part."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.event, []).append(entry)
        return {event: in_order(row) if len(row) > 1 else tuple(row) for event, row in found.items()}

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """The entries by id."""
        return {entry.id: entry for entry in self.entries}

    @cached_property
    def agreements(self) -> tuple[tuple[Entry, Plan], ...]:
        """Each agreement of a plan with the plan as it was frozen, oldest first."""
        agreed = self.case.agreed
        return tuple((entry, agreed[entry.id]) for entry in self.entries if entry.id in agreed)

    def plan_on(self, moment: Moment) -> Plan | None:
        """The plan of a day: the last one agreed by then, else the one on the desk."""
        agreed = [plan for entry, plan in self.agreements if moment.before(entry.when) is not True]
        return agreed[-1] if agreed else self.case.plan

    def with_entry(self, entry: Entry) -> History:
        """The same with one more entry, for asking what would follow if it happened."""
        return History(self.case, _by_line((*self.entries, entry)), self.withdrawn)


def history(case: Case, *, as_of: date | None = None, known_at: date | None = None) -> History:
    """The history of a case as known at the end of one day, of what happened up to the end of another."""
    found = {
        entry.id: entry
        for entry in case.entries
        if known_at is None or (entry.recorded.date() if entry.recorded else entry.when.day) <= known_at
    }
    withdrawn: set[str] = set()
    for amendment in _standing(case.amendments, known_at):
        if amendment.withdraws:
            withdrawn.add(amendment.target)
            found.pop(amendment.target, None)
        elif amendment.target in found:
            found[amendment.target] = amended(found[amendment.target], amendment)
    kept = [entry for entry in found.values() if as_of is None or entry.when.day <= as_of]
    return History(case, _by_line(kept), frozenset(withdrawn))


def _standing(amendments: Sequence[Amendment], known_at: date | None) -> list[Amendment]:
    """The corrections and withdrawals that count, in the order in which they were recorded.

    One written by hand, without an instant, counts as recorded right after the last one above it that has one. A
    correction or withdrawal may itself be withdrawn; a correction of a correction is one of the entry beneath it.
    """
    written, last = [], _EARLY
    for amendment in sorted(amendments, key=lambda each: each.index):
        last = amendment.recorded or last
        if known_at is None or amendment.recorded is None or amendment.recorded.date() <= known_at:
            written.append((last, amendment))
    written.sort(key=lambda pair: pair[0])
    void: set[str] = set()
    targets = {amendment.id: amendment.target for _, amendment in written}
    for _, amendment in reversed(written):
        if amendment.withdraws and amendment.target in targets and amendment.id not in void:
            void.add(amendment.target)
    found = []
    for _, amendment in written:
        target = amendment.target
        if amendment.id in void or (amendment.withdraws and target in targets):
            continue
        while target in targets:
            target = targets[target]
        found.append(replace(amendment, target=target))
    return found


def amended(entry: Entry, amendment: Amendment) -> Entry:
    """An entry with the fields that a correction gives it; everything else stays."""
    changes: dict[str, Any] = {key: value for key, value in amendment.changes.items() if key in _COMMON}
    rest = {key: value for key, value in amendment.changes.items() if key not in _COMMON and key != "date"}
    if "date" in amendment.changes:
        changes["when"] = amendment.changes["date"]
    return replace(entry, **changes, fields={**entry.fields, **rest}, corrected_by=(*entry.corrected_by, amendment.id))


def _by_line(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries as people read them: by day and time, and on one day in the order of the journal."""
    return tuple(sorted(entries, key=lambda e: (e.when.day, e.when.minute or 0, e.when.minute is not None, e.index)))


def in_order(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Entries as they are judged: by day and time, and where that does not tell by when they were recorded, and id."""
    return tuple(sorted(entries, key=_judged_by))


def _judged_by(entry: Entry) -> tuple[date, int, bool, datetime, str]:
    day, minute = entry.when
    return day, minute or 0, minute is not None, entry.recorded or _LATE, entry.id
