"""One child's return home: who the child and family are, what happened, and the plan on the desk."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from reunify_cli.frozen import dataclass, field
from reunify_cli.model.moment import Lasted, Moment
from reunify_cli.model.people import Child, Home, Relative, Team
from reunify_cli.model.plan import Plan


@dataclass(frozen=True, slots=True)
class CaseFile:
    """What case.yaml says: who people *are*. Everything that changes with time is in the journal."""

    id: str
    child: Child
    format: int = 1
    external: Mapping[str, str] = field(default_factory=dict)
    """The child's numbers in other systems, by system."""
    people: Mapping[str, Relative] = field(default_factory=dict)
    homes: Mapping[str, Home] = field(default_factory=dict)
    known_from: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    group: str = ""
    """A name that brothers and sisters share."""
    template: str = ""


LENGTH: Final = "length"
"""How long something lasted, which no entry says: it follows from when it began and until when it went on."""
COMMON: Final = frozenset(("by", "of", "date", "until", "document", "note", "shareable", LENGTH))
"""What an entry of any event type can say, beside the fields of its own."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A journal entry: something that happened, or a correction or withdrawal of an entry."""

    id: str
    event: str
    when: Moment
    index: int
    """Its place in the journal, from 0."""
    by: tuple[str, ...] = ()
    of: str | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    until: Moment | None = None
    note: str = ""
    document: Mapping[str, str] | None = None
    recorded: datetime | None = None
    recorded_by: str = ""
    shareable: bool = False
    given_id: bool = True
    """False where the entry was written by hand without an id and answers to its event and date."""
    corrected_by: tuple[str, ...] = ()

    def get(self, name: str) -> Any:
        """What the entry says under a field's name, the common ones included; None where it says nothing."""
        if name not in COMMON:
            return self.fields.get(name)
        match name:
            case "by":
                return self.by or None
            case "of":
                return self.of
            case "date":
                return self.when.day
            case "until":
                return self.until
            case "note":
                return self.note or None
            case "shareable":
                return self.shareable
            case "length":
                return Lasted.between(self.when, self.until)
            case _:
                return self.document


@dataclass(frozen=True, slots=True)
class Amendment:
    """A correction (fields that were wrong) or a withdrawal (no fields) of an earlier entry, and why."""

    id: str
    target: str
    withdraws: bool
    changes: Mapping[str, Any]
    recorded: datetime | None
    recorded_by: str
    why: str
    index: int


@dataclass(frozen=True, slots=True)
class Removal:
    """What stands where words were lawfully removed: who did it, when, by whose order and why; never what stood there.

    `what` names the field, or the file and key, that went; empty where the whole entry did.
    """

    id: str
    when: datetime
    by: str
    ordered_by: str
    why: str
    what: str = ""


@dataclass(frozen=True, slots=True)
class KnownSpan:
    """A stretch of days of which the journal is complete; open at the end where `until` is None."""

    from_: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """A case as read from its folder, before anything is dropped or corrected."""

    file: CaseFile
    entries: tuple[Entry, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    plan: Plan | None = None
    agreed: Mapping[str, Plan] = field(default_factory=dict)
    """The frozen plans, by the id of the entry that agreed them."""
    known: Mapping[str, tuple[KnownSpan, ...]] = field(default_factory=dict)
    team: Team = field(default_factory=Team)
    removals: tuple[Removal, ...] = ()
    """What was lawfully removed from the journal, in its order."""
    places: Mapping[str, str] = field(default_factory=dict)
    """Where each entry stands (`file:line`), by id; only filled in where somebody asked."""

    @property
    def id(self) -> str:
        """The case's id, which is also its folder's name."""
        return self.file.id

    @property
    def child(self) -> Child:
        """The child."""
        return self.file.child
