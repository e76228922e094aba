"""What an import would do, child by child, worked out without writing anything.

The caller reads the cases there are, asks for the plan, shows it, and writes its case files and entries only when
told to. Asked again after that, the plan is empty.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from reunify_cli.errors import Mistyped, Problem, did_you_mean
from reunify_cli.exchange.ssda903 import checks
from reunify_cli.exchange.ssda903.already import Already
from reunify_cli.exchange.ssda903.child import Child, Doubt, child_of
from reunify_cli.exchange.ssda903.compare import Change, compare, gone
from reunify_cli.exchange.ssda903.entries import entries
from reunify_cli.exchange.ssda903.rows import Return
from reunify_cli.exchange.ssda903.span import Covered, covered, known_from
from reunify_cli.model.case import Case

SYSTEM: Final = "ssda903"
"""Under which name a case's `external` holds the child's number in the return."""

SCOPES: Final[Mapping[str, str]] = {
    "looked-after": "still looked after when the return ends",
    "home": "placed with parents, or left care for home or family",
}
"""Words for children in scope, beside their numbers."""

Outcome = Literal["made", "updated", "unchanged", "skipped"]


@dataclass(frozen=True, slots=True)
class ExistingCase:
    """A case that holds a child's number; without a case where its files cannot be read."""

    id: str
    case: Case | None


@dataclass(frozen=True, slots=True)
class ChildPlan:
    """What the import does for one child."""

    number: str
    outcome: Outcome
    case_id: str = ""
    why: str = ""
    """Why a child was skipped, in one sentence."""
    case_yaml: Mapping[str, Any] | None = None
    """What case.yaml is to say of a child that has no case yet."""
    changes: tuple[Change, ...] = ()
    """The entries to append to the journal, in order."""
    doubts: tuple[Doubt, ...] = ()
    left_on: date | None = None
    """The day the child left care, as the return has it."""

    @property
    def entries(self) -> tuple[Mapping[str, str], ...]:
        """The entries to append, as the journal's writer takes them."""
        return tuple(change.entry for change in self.changes)


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """What the import does for every child, and every row that could not be read."""

    children: tuple[ChildPlan, ...]
    covered: Covered
    problems: tuple[Problem, ...] = ()
    unused: tuple[str, ...] = ()

    def of(self, outcome: Outcome) -> tuple[ChildPlan, ...]:
        """The children with one outcome."""
        return tuple(child for child in self.children if child.outcome == outcome)

    @property
    def doubtful(self) -> tuple[ChildPlan, ...]:
        """The children about whom something is doubtful, whatever else happens to them."""
        return tuple(child for child in self.children if child.doubts)


def plan_import(
    found: Return,
    existing: Mapping[str, ExistingCase],
    today: date,
    only: Collection[str] = (),
    taken: Collection[str] = (),
) -> ImportPlan:
    """Work out what importing a return would do.

    `existing` holds the workspace's cases by the child's number in the return; `taken` all its case ids, so that a
    new one is free. `today` is the day of the import: what a return cannot know is known from then on, and nothing
    later is taken. `only` names the children asked for, by number or by a word of SCOPES; none means all.

    Raises Mistyped where a word of `only` is neither a scope nor a child of the return.
    """
    run = _Run(found, today, covered(found, today), _wanted(found, only))
    new_ids = free_ids({*taken, *(each.id for each in existing.values())}, today.year)
    children = [_child_plan(run, number, existing.get(number), new_ids) for number in found.numbers]
    if run.wanted is None:
        known = set(found.numbers)
        children += [_not_in_it(run, number, there) for number, there in existing.items() if number not in known]
    return ImportPlan(tuple(each for each in children if each is not None), run.span, found.problems, found.unused)


def free_ids(taken: Collection[str], year: int) -> Iterator[str]:
    """Case ids that are not taken, one after the other: RU-2026-0001, or whatever follows the highest of the year."""
    head = f"RU-{year}-"
    used = [int(tail) for each in taken if each.startswith(head) and (tail := each[len(head) :]).isdecimal()]
    at = max(used, default=0)
    while True:
        at += 1
        yield f"{head}{at:04}"


@dataclass(frozen=True, slots=True)
class _Wanted:
    numbers: frozenset[str]
    scopes: frozenset[str]

    def holds(self, child: Child) -> bool:
        return (
            child.number in self.numbers
            or ("home" in self.scopes and child.home)
            or ("looked-after" in self.scopes and bool(child.episodes) and child.left_on is None)
        )


@dataclass(frozen=True, slots=True)
class _Run:
    """What is the same for every child of one import."""

    found: Return
    today: date
    span: Covered
    wanted: _Wanted | None

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(self.found.files)


def _wanted(found: Return, only: Collection[str]) -> _Wanted | None:
    """The children asked for; None for all."""
    if not only:
        return None
    scopes = frozenset(word for word in only if word in SCOPES)
    numbers = frozenset(only) - scopes
    known = set(found.numbers)
    wrong = [
        Problem(
            None,
            f'"{word}" is neither a child of this return nor a scope.{did_you_mean(word, [*SCOPES, *sorted(known)])}',
            f"The scopes are {', '.join(SCOPES)}.",
        )
        for word in sorted(numbers - known)
    ]
    if wrong:
        raise Mistyped(*wrong)
    return _Wanted(numbers, scopes)


def _child_plan(run: _Run, number: str, there: ExistingCase | None, new_ids: Iterator[str]) -> ChildPlan | None:
    child, rows = child_of(run.found, number)
    case_id = there.id if there else ""
    if run.wanted is not None and not run.wanted.holds(child):
        return ChildPlan(number, "skipped", case_id, "Not among the children asked for.")
    if there is not None and there.case is None:
        return ChildPlan(number, "skipped", case_id, "The case of this child cannot be read; mend it first.")
    if not child.episodes:
        why = "The return holds no episode of this child, so when and how they were looked after is not known."
        return ChildPlan(number, "skipped", case_id, why)
    already = Already(there.case if there else None)
    made, impossible = entries(child, already, run.today)
    changes, doubts = compare(made, already)
    taken_back, vanished = gone(made, child, already, run.span, run.tables)
    wrong = checks.doubts(child, run.span, run.today)
    doubts = [*rows, *wrong, *impossible, *doubts, *vanished, *_person(child, already)]
    doubts.sort(key=_row)
    changes = [*taken_back, *changes]
    if there is None and not changes:
        return ChildPlan(number, "skipped", "", "No row of this child could be imported.", doubts=tuple(doubts))
    outcome: Outcome = "made" if there is None else "updated" if changes else "unchanged"
    case_id = there.id if there else next(new_ids)
    return ChildPlan(
        number,
        outcome,
        case_id,
        case_yaml=_case_yaml(case_id, child, run.span, run.today) if there is None else None,
        changes=tuple(changes),
        doubts=tuple(doubts),
        left_on=child.left_on,
    )


def _row(doubt: Doubt) -> tuple[str, int]:
    """Doubts stand in the order of the files; those of no row come last."""
    return (doubt.place.file, doubt.place.line or 0) if doubt.place else ("\uffff", 0)


def _case_yaml(case_id: str, child: Child, span: Covered, today: date) -> dict[str, Any]:
    """What case.yaml says of the child: who they are, as far as a return knows, and since when what is known."""
    about = {"sex": child.sex, "born": child.born.isoformat() if child.born else ""}
    return {
        "format": "1",
        "id": case_id,
        "child": {key: value for key, value in about.items() if value},
        "external": {SYSTEM: child.number},
        "known-from": known_from(child, span, today),
    }


def _person(child: Child, already: Already) -> Iterator[Doubt]:
    """Where case.yaml and the return differ about who the child is: a person edits case.yaml, never an import."""
    if already.case is None:
        return
    there = already.case.child
    if there.born and child.born and there.born != child.born:
        sentence = f"case.yaml says born {there.born:%d/%m/%Y}, the return {child.born:%d/%m/%Y}."
        yield Doubt(child.place, sentence, left_out=True)
    if there.sex and child.sex and there.sex[:1].lower() != child.sex[:1]:
        sentence = f"case.yaml says {there.sex}, the return {child.sex}."
        yield Doubt(child.place, sentence, left_out=True)


def _not_in_it(run: _Run, number: str, there: ExistingCase) -> ChildPlan | None:
    """A child with a case whom the return no longer holds at all; None where that is only natural."""
    if there.case is None:
        return None
    _, doubts = gone((), None, Already(there.case), run.span, run.tables)
    return ChildPlan(number, "unchanged", there.id, doubts=tuple(doubts)) if doubts else None
