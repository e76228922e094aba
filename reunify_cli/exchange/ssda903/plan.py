"""What an import would do, child by child, worked out without writing anything.

The caller reads the cases there are, asks for the plan, shows it, and writes its case files and entries only when
told to. Asked again after that, the plan is empty.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final, Literal

from reunify_cli.errors import Mistyped, Place, Problem, Unreadable, did_you_mean
from reunify_cli.exchange.ssda903 import checks
from reunify_cli.exchange.ssda903.already import OURS, Already
from reunify_cli.exchange.ssda903.child import Child, Doubt, child_of
from reunify_cli.exchange.ssda903.compare import EntryChange, compare, gone
from reunify_cli.exchange.ssda903.entries import death_of, entries
from reunify_cli.exchange.ssda903.moves import with_origins
from reunify_cli.exchange.ssda903.questions import HOLDS, Question, asked, questions, unreadable
from reunify_cli.exchange.ssda903.rows import Return, same_number
from reunify_cli.exchange.ssda903.span import Covered, covered, known_from
from reunify_cli.exchange.ssda903.tables import BadRow, NotRead
from reunify_cli.frozen import dataclass, field, replace
from reunify_cli.model.case import Case

SYSTEM: Final = "ssda903"
"""Under which name a case's `external` holds the child's number in the return."""

SCOPES: Final[Mapping[str, str]] = {
    "looked-after": "still looked after when the return ends",
    "home": "placed with parents, or left care for home or family",
}
"""Words for children in scope, beside their numbers."""

Outcome = Literal["made", "updated", "unchanged", "held", "skipped"]


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
    """Why a child was skipped or held, in one sentence."""
    questions: tuple[Question, ...] = ()
    """What somebody has to decide about the child. One that is held stays as it was, but for these."""
    case_yaml: Mapping[str, Any] | None = None
    """What case.yaml is to say of a child that has no case yet."""
    changes: tuple[EntryChange, ...] = ()
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
    problems: tuple[BadRow, ...] = ()
    """The rows whose child is not known; those of a child are among its questions."""
    not_read: tuple[NotRead, ...] = ()
    spellings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

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

    A child's number may be written in another form than here: leading zeros, spaces, small letters.

    Raises Mistyped where a word of `only` is neither a scope nor a child of the return, and Unreadable where a case
    holds a later return than this one.
    """
    run = _Run(found, today, covered(found, today), _wanted(found, only))
    there: dict[str, list[str]] = {}
    for number in existing:
        there.setdefault(same_number(number), []).append(number)
    _not_older(run, [case for each in found.numbers for case in _cases(there, existing, each)])
    new_ids = free_ids({*taken, *(each.id for each in existing.values())}, today.year)
    children = []
    for number in found.numbers:
        names = there.get(same_number(number), [number])
        if len(names) > 1:
            ids = " and ".join(existing[each].id for each in names)
            why = f"Two cases hold this number in another form: {ids}. Correct external: in one case.yaml."
            children.append(ChildPlan(number, "skipped", why=why))
        else:
            children.append(_child_plan(run, number, names[0], existing.get(names[0]), new_ids))
    if run.wanted is None:
        known = set(map(same_number, found.numbers))
        gone = [name for key, names in there.items() if key not in known for name in names]
        children += [plan for name in gone if (plan := _not_in_it(run, name, existing[name])) is not None]
    whose = tuple(row for row in found.problems if not row.number)
    return ImportPlan(tuple(children), run.span, whose, found.not_read, found.spellings)


def _cases(there: Mapping[str, list[str]], existing: Mapping[str, ExistingCase], number: str) -> Iterator[ExistingCase]:
    for name in there.get(same_number(number), ()):
        yield existing[name]


def _not_older(run: _Run, cases: Collection[ExistingCase]) -> None:
    """Raises Unreadable where cases hold what a return of a later year told: an older one would undo it."""
    until = run.span.until
    if until is None:
        return
    later = [day for each in cases if each.case is not None and (day := _last_told(Already(each.case))) > until]
    if later:
        cases_hold = "1 case holds" if len(later) == 1 else f"{len(later)} cases hold"
        sentence = (
            f"This return ends on {until:%d/%m/%Y}, and {cases_hold} a later one, up to {max(later):%d/%m/%Y}. "
            "Nothing was imported."
        )
        place = next(iter(run.found.files.values()), "")
        raise Unreadable(Problem(Place(place), sentence, "Import the newest return; it tells the earlier years too."))


def _last_told(already: Already) -> date:
    """The last day of an episode that an import told, but for the closing of the case on the day after."""
    return max(
        (e.when.day for e in already.effective.values()
         if e.id[0] == "E" and OURS.fullmatch(e.id) and not e.event.startswith("case-")),
        default=date.min,
    )  # fmt: skip


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


@dataclass(frozen=True)
class _Run:
    """What is the same for every child of one import."""

    found: Return
    today: date
    span: Covered
    wanted: _Wanted | None

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(self.found.files)

    @cached_property
    def bad(self) -> Mapping[str, list[BadRow]]:
        """The rows that cannot be read, by child."""
        rows: dict[str, list[BadRow]] = {}
        for row in self.found.problems:
            rows.setdefault(row.number, []).append(row)
        return rows


def _wanted(found: Return, only: Collection[str]) -> _Wanted | None:
    """The children asked for; None for all. Their numbers may be written in another form than in the return."""
    if not only:
        return None
    scopes = frozenset(word for word in only if word in SCOPES)
    known = {same_number(number): number for number in found.numbers}
    words = frozenset(only) - scopes
    wrong = [
        Problem(
            None,
            f'"{word}" is neither a child of this return nor a scope.'
            f"{did_you_mean(word, [*SCOPES, *sorted(known.values())])}",
            f"The scopes are {', '.join(SCOPES)}.",
        )
        for word in sorted(words)
        if same_number(word) not in known
    ]
    if wrong:
        raise Mistyped(*wrong)
    return _Wanted(frozenset(known[same_number(word)] for word in words), scopes)


def _child_plan(run: _Run, number: str, name: str, there: ExistingCase | None, new_ids: Iterator[str]) -> ChildPlan:
    """What to do for a child; `name` is the number as the case has it, else as the return does."""
    case_id = there.id if there else ""
    bad = unreadable(run.bad.get(number, ()))
    read, rows = child_of(run.found, number)
    if run.wanted is not None and not run.wanted.holds(read):
        return ChildPlan(name, "skipped", case_id, "Not among the children asked for.")
    if there is not None and there.case is None:
        return ChildPlan(name, "skipped", case_id, "The files of this case cannot be read. Fix them first.")
    if not read.episodes and not bad:
        why = "The return holds no episode of this child, so when and how they were looked after is not known."
        return ChildPlan(name, "skipped", case_id, why)
    already = Already(there.case if there else None)
    child = with_origins(replace(read, number=name), already, run.span, run.tables)
    open_ = bad or questions(child, already, run.today)
    held = any(question.kind in HOLDS for question in open_)
    changes, doubts = ([], []) if held else _changes(run, child, rows, already)
    if there is None and not changes and not open_:
        return ChildPlan(name, "skipped", "", "No row of this child could be imported.", doubts=tuple(doubts))
    changes += asked(name, open_, already, run.today)
    return ChildPlan(
        name,
        "held" if held else "made" if there is None else "updated" if changes else "unchanged",
        there.id if there else (case_id := next(new_ids)),
        "Left as it was: a row cannot be taken at its word." if held else "",
        tuple(open_),
        case_yaml=_case_yaml(case_id, child, run.span, run.today) if there is None else None,
        changes=tuple(changes),
        doubts=tuple(doubts),
        left_on=child.left_on,
    )


def _changes(
    run: _Run, child: Child, rows: tuple[Doubt, ...], already: Already
) -> tuple[list[EntryChange], list[Doubt]]:
    """What makes the case say what the child's rows say, and what is doubtful about them."""
    made, impossible = entries(child, already, run.today)
    changes, doubts = compare(made, already)
    death = death_of(child, already, run.today)
    died = death.ended if death is not None else None
    taken_back, vanished = gone(made, child, already, run.span, run.tables, died)
    wrong = checks.doubts(child, run.span, run.today)
    doubts = [*rows, *wrong, *impossible, *doubts, *vanished, *_person(child, already)]
    return [*taken_back, *changes], sorted(doubts, key=_row)


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
