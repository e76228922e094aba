"""What a case already says, for an import that meets a child again: its entries as they stand, by id and by day."""

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final

from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Amendment, Case, Entry
from reunify_cli.model.history import history
from reunify_cli.model.moment import Moment

OURS: Final = re.compile(r"([ERMQ]-[0-9a-f]{8})(?:\.(\d+))?")
"""The ids of entries that an import made: of a part of a row, and which telling of it, from the second on."""

QUESTION: Final = "return-question"
ANSWERED: Final = "return-answer"
"""What an import leaves a person to decide, and the decision."""


@dataclass(frozen=True)
class Already:
    """A case that is there, or none."""

    case: Case | None

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """Its entries as they were written, by id; the withdrawn ones too."""
        return {entry.id: entry for entry in self.case.entries} if self.case else {}

    @cached_property
    def effective(self) -> Mapping[str, Entry]:
        """Its entries as they stand, corrected and without the withdrawn ones, in the order in which they happened."""
        return {entry.id: entry for entry in history(self.case).entries} if self.case else {}

    @cached_property
    def by_hand(self) -> Mapping[tuple[str, date], Entry]:
        """What people recorded themselves, by event type and day."""
        return {(e.event, e.when.day): e for e in self.effective.values() if not OURS.fullmatch(e.id)}

    @cached_property
    def _tellings(self) -> Mapping[str, Entry]:
        """The last telling of each part of a row, by the part's id."""
        found: dict[str, tuple[int, Entry]] = {}
        for entry in self.entries.values():
            if ours := OURS.fullmatch(entry.id):
                number = int(ours[2] or 1)
                if found.get(ours[1], (0, entry))[0] < number:
                    found[ours[1]] = (number, entry)
        return {part: entry for part, (_, entry) in found.items()}

    def told(self, part: str) -> Entry | None:
        """The entry that tells a part of a row; None where none does, or an import itself took it back.

        One that a person took back still counts: that was their decision about this part.
        """
        entry = self._tellings.get(part)
        if entry is None or any(a.withdraws and ours(a) for a in self.amendments(entry.id)):
            return None
        return entry

    def refused(self, part: str) -> bool:
        """Whether a person withdrew what an import told of this part of a row."""
        entry = self.told(part)
        return entry is not None and entry.id not in self.effective

    @cached_property
    def open_questions(self) -> Mapping[str, Entry]:
        """The questions of earlier imports that no one has answered or withdrawn, by id."""
        answered = {entry.of for entry in self.effective.values() if entry.event == ANSWERED}
        return {e.id: e for e in self.effective.values() if e.event == QUESTION and e.id not in answered}

    def next_id(self, part: str) -> str:
        """The id under which a part of a row is told anew."""
        last = self._tellings.get(part)
        if last is None:
            return part
        return f"{part}.{int(last.id[len(part) + 1 :] or 1) + 1}"

    def amendments(self, target: str) -> list[Amendment]:
        """The corrections and withdrawals of an entry, in the order of the journal."""
        return [a for a in self.case.amendments if a.target == target] if self.case else []

    def legal_status(self, day: date) -> str | None:
        """The legal status that was recorded last by a day; None where none was."""
        return self._last(day, "legal-status", {"ceased-looked-after": "none", "order-discharged": "none"})

    def lives_with(self, day: date) -> str | None:
        """The kind of placement that was recorded last by a day; None where none was."""
        return self._last(day, "kind", {"returned-home": "parent"}, only=("placement-start", "returned-home"))

    def _last(self, day: date, field: str, fixed: Mapping[str, str], only: tuple[str, ...] = ()) -> str | None:
        entries = [e for e in self.effective.values() if e.when.day <= day and (not only or e.event in only)]
        said = [fixed.get(e.event, e.fields.get(field)) for e in entries]
        return next((str(value) for value in reversed(said) if value is not None), None)

    def closed_by(self, day: date) -> bool:
        """Whether the case was closed and not reopened, by a day."""
        turns = [e.event for e in self.effective.values() if e.when.day <= day and e.event in _TURNS]
        return bool(turns) and turns[-1] == "case-closed"


_TURNS: Final = ("case-closed", "case-reopened")


def ours(amendment: Amendment) -> bool:
    """Whether an import made a correction or withdrawal."""
    return amendment.id.startswith(f"{amendment.target}-")


def imported(entry: Entry, amendments: list[Amendment]) -> dict[str, str]:
    """What imports last made of an entry, as text: as first written, with the corrections of imports only."""
    said: dict[str, Any] = {"date": entry.when, "note": entry.note, **entry.fields}
    for amendment in amendments:
        if ours(amendment) and not amendment.withdraws:
            said.update(amendment.changes)
    return as_text(said)


def as_text(said: Mapping[str, Any]) -> dict[str, str]:
    """Typed values as files spell them."""
    return {key: _spelt(value) for key, value in said.items() if value is not None}


def _spelt(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (tuple, list)) and not isinstance(value, Moment):
        return ", ".join(map(_spelt, value))
    return str(value)
