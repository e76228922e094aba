"""Answers as plain records, for programs: each with its words of JSON, and the whole of it beside."""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from reunify_cli.engine.duty import Standing
from reunify_cli.frozen import dataclass, field
from reunify_cli.session.session import Unread
from reunify_cli.text.envelope import plain


@dataclass(frozen=True, slots=True)
class Duty:
    """Something that is owed, was, or will be, under one rule. Days and minutes are ISO, as JSON has them."""

    id: str
    case: str
    rule: str
    """The rule's id, as `reunify why` takes it."""
    title: str
    standing: str
    """How it stands: upcoming, due, overdue, met, breach, not-known and the others that `reunify next --json` has."""
    due: str | None
    other_due: str | None
    """The later date, where the source can be read in two ways or the day is not sure."""
    source: str
    """The document and the place in it."""
    sure: str
    """How well the source was checked: primary, secondary or unverified."""
    late_by_days: int
    """Calendar days past its date, up to now or to when it was met; 0 where it is neither late nor was."""
    json: Mapping[str, Any] = field(repr=False)
    """The whole of it, as the command line answers in JSON."""

    @property
    def owed(self) -> bool:
        """Whether somebody still has something to do."""
        return Standing(self.standing).to_do

    @property
    def late(self) -> bool:
        """Whether its date has passed and it is not recorded as done."""
        return self.standing == Standing.OVERDUE


@dataclass(frozen=True, slots=True)
class Gate:
    """A duty that comes before a stage is entered, and what is missing for it: nothing where it is in place."""

    duty: Duty
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NextStage:
    """Whether a child's case can go into the next stage now."""

    from_: str | None
    """The stage's key that it is in; None before the first."""
    to: str
    allowed: bool
    shut: tuple[Gate, ...]
    """What keeps it from going on, first things first."""
    advised: tuple[Gate, ...]
    """What is asked for and does not keep it: advice, and what nobody has confirmed against the text."""
    in_place: tuple[Gate, ...]
    json: Mapping[str, Any] = field(repr=False)
    """The whole of it, as `reunify advance --dry-run --json` has it."""


@dataclass(frozen=True, slots=True)
class Worklist:
    """What there is to do for some children: the numbers of `reunify overdue` and `reunify next`."""

    read: int
    """How many open cases it is about."""
    unread: tuple[Unread, ...]
    """The children who could not be read, with every reason: in none of the numbers."""
    breaches: int
    """Things to do that a manager has to see: passed without what must come first."""
    late: int
    """Things that are late."""
    to_ask: int
    """Things that may have been done before the record begins."""
    overdue_acts: int
    overdue: tuple[Duty, ...]
    """Breached, late, or to ask about."""
    next_acts: int
    next: tuple[Duty, ...]
    """The same, and what is due by `until`."""
    until: date
    beyond: int
    """How many things have a date after `until`."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry that was written into a child's journal, or would be, and what that changes."""

    case: str
    entry: Mapping[str, Any]
    """As it stands in the file; its id is 0000 in a dry run."""
    written: bool
    met: tuple[Duty, ...]
    breaches: tuple[Duty, ...]
    late: tuple[Duty, ...]
    json: Mapping[str, Any] = field(repr=False)
    """The whole of it, as `reunify record --json` has it."""


@dataclass(frozen=True, slots=True)
class Amended:
    """An entry that was put right or taken back by another one."""

    case: str
    target: str
    """The id of the entry that it is about."""
    entry: Mapping[str, Any]
    """The correction or withdrawal, as it stands in the file."""
    json: Mapping[str, Any] = field(repr=False)
    """The whole of it, as `reunify correct --json` has it, with each duty that it moved."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper that was made and read back."""

    name: str
    version: int
    reader: str
    files: tuple[Path, ...]
    """One for each format, in the order asked for."""
    blanks: int
    """How many places are left to write in."""
    lacks: tuple[Mapping[str, str], ...]
    """What the record does not say that the paper wants, and whose it is to supply."""
    findings: tuple[str, ...]
    """What is less than perfect about the files: a letter that no font has."""
    json: tuple[Mapping[str, Any], ...] = field(repr=False)


def as_duty(found: Mapping[str, Any]) -> Duty:
    """A duty from what JSON says of it."""
    (source,) = found["source"]
    same = ("id", "case", "rule", "title", "standing", "due", "other_due", "sure", "late_by_days")
    cited = " ".join(filter(None, (source["cite"], source["at"])))
    return Duty(**{name: found[name] for name in same}, source=cited, json=plain(found))


def as_next_stage(found: Mapping[str, Any]) -> NextStage:
    """Whether the next stage can be entered, from what JSON says of it."""
    shut, advised, in_place = (as_gates(found[each]) for each in ("missing", "asked", "in_place"))
    return NextStage(found["from"], found["to"], found["allowed"], shut, advised, in_place, found)


def as_gates(found: Iterable[Mapping[str, Any]]) -> tuple[Gate, ...]:
    """Gates from what JSON says of them: what is in place there says nothing of what is missing."""
    return tuple(Gate(as_duty(each), tuple(lack["words"] for lack in each.get("missing", ()))) for each in found)


def as_recorded(found: Mapping[str, Any], *, written: bool) -> Recorded:
    """What was recorded, from what JSON says of it."""
    met, breaches, late = (tuple(map(as_duty, found[each])) for each in ("met", "breaches", "late"))
    return Recorded(found["case"], found["entry"], written, met, breaches, late, found)
