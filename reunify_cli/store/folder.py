"""A child's folder, read whole or not at all: who the child is, what happened, the plan on the desk and those agreed.

Every problem of every file comes back at once. Only what is wrong with plan.yaml leaves the child readable: it is a
draft, and no date depends on it. A second copy of a file, as synchronised drives leave them, is never passed over.
"""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from reunify_cli import shape
from reunify_cli.errors import Place, Problem, Unreadable, did_you_mean
from reunify_cli.frozen import dataclass, field
from reunify_cli.model.case import Case, CaseFile, KnownSpan
from reunify_cli.model.plan import Plan
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.store.durable.disk import read_file
from reunify_cli.store.durable.safe_read import is_plain_folder, stays_in
from reunify_cli.store.entries import Read, ids_of, read_entries
from reunify_cli.store.fields import KnownPeople
from reunify_cli.store.journal_mark import is_cut_off
from reunify_cli.store.removal_marks import NOTE
from reunify_cli.store.workspace import Workspace

T = TypeVar("T")

FORMAT: Final = 1
"""The format of case folders that this program writes; a newer one is refused."""

# journal (1).yaml, journal-NB4471.yaml, Copy of plan.yaml, case (conflicted copy).yaml, journal.yml …
_COPY = re.compile(
    r"(?:copy (?:\(\d+\) )?of )?(?:case|journal|plan)(?:[^a-z].*)?\.ya?ml|journal.*\.ya?ml|.*conflict.*\.ya?ml",
    re.IGNORECASE,
)
_NONE: Final = "For a child of whom nothing is recorded yet, the file holds one line:  # none"
_NOTHING = re.compile(rb"(?i)# *none *\Z|nothing yet\.? *\Z")
"""How the last comment of a journal without entries ends, where an editor dropped its line end."""
_SPAN = re.compile(r"(\S+)(?:\s+to\s+(\S+))?")


@dataclass(frozen=True, slots=True)
class Reading:
    """A folder as read: the case, or None where it is unread, and everything that is wrong."""

    id: str
    case: Case | None
    problems: tuple[Problem, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict, repr=False)
    """The bytes of each file as it was read, by its name in the folder: what an append compares with."""
    left: tuple[Problem, ...] = ()
    """What a write that was cut off left lying; it keeps nobody from reading the case."""


def read_case(workspace: Workspace, case_id: str, vocabulary: Vocabulary, today: date | None = None) -> Case:
    """A child's case. Raises Unreadable with every problem of every file in the folder.

    With `today`, an entry that does not say when it was written down cannot be dated later than that.
    """
    reading = read_folder(workspace, case_id, vocabulary, today)
    if reading.case is None:
        raise Unreadable(*reading.problems)
    return reading.case


def read_folder(workspace: Workspace, case_id: str, vocabulary: Vocabulary, today: date | None = None) -> Reading:
    """A child's folder, and everything that is wrong in it.

    Where only plan.yaml is broken, there is a case, without a plan, and there are problems.
    """
    folder, shown = workspace.case_dir(case_id), f"cases/{case_id}"
    if not is_plain_folder(folder) and (unreachable := _not_reached(workspace, folder)):
        return Reading(case_id, None, (unreachable,))
    try:
        with os.scandir(folder) as found:
            links = {each.name: each.is_symlink() for each in found}
    except OSError as error:
        return Reading(case_id, None, (Problem(Place(shown), f"This folder cannot be opened: {error.strerror}."),))
    names = frozenset(links)
    if any(links.values()) or folder.is_symlink():
        away = tuple(_leading_away(workspace, folder, (name for name, is_link in links.items() if is_link)))
        if away:
            return Reading(case_id, None, away)
    if NOTE in names and "journal.yaml" not in names:
        from reunify_cli.store.removal_note import unfinished  # hardly ever needed

        return Reading(case_id, None, (unfinished(folder),))
    if not {"case.yaml", "journal.yaml"} & names:
        help = "Put the child's files back, or take the folder away."
        empty = Problem(Place(shown), "This folder holds neither case.yaml nor journal.yaml.", help)
        return Reading(case_id, None, (empty,))
    desk = _Desk(folder, shown)
    wrong = list(_copies(names, case_id, ("case", "journal")))
    file, known = _case_file(desk, case_id, vocabulary, wrong)
    if "journal.yaml" not in names and not any(each.place == Place(f"{shown}/journal.yaml") for each in wrong):
        sentence = "This file is missing: what happened is not here."
        wrong.append(
            Problem(Place(f"{shown}/journal.yaml"), sentence, f"Bring it back from git or from a backup. {_NONE}")
        )
    journal = desk.load("journal.yaml", wrong) if "journal.yaml" in names else None
    read = Read()
    if journal:
        read = read_entries(journal, vocabulary, KnownPeople(file, workspace.team, today))
        wrong += read.problems or _cut_short(journal, desk.files["journal.yaml"], read)
    agreed = desk.agreed(wrong, read) if "plans" in names else {}
    wrong_plan = list(_copies(names, case_id, ("plan",)))
    plan = desk.record(Plan, "plan.yaml", wrong_plan) if "plan.yaml" in names else None
    case = None
    if file and not wrong:
        case = Case(
            file, read.entries, read.amendments, None if wrong_plan else plan, agreed, known, workspace.team,
            read.removals,
        )  # fmt: skip
    return Reading(case_id, case, (*wrong, *wrong_plan), desk.files, _lying(folder, names))


def _not_reached(workspace: Workspace, folder: Path) -> Problem | None:
    """What stands in the place of a child's folder and leads to none: a link to nowhere, a pipe, a file."""
    place = Place(f"cases/{folder.name}")
    if not os.path.lexists(folder):
        return None
    if not folder.is_symlink():
        sentence = "This is not a folder, so nothing of this child is read."
        return Problem(place, sentence, "Bring the child's folder back from git or from a backup.")
    if not stays_in(workspace.root, folder):
        return Problem(place, f"{_AWAY} Nothing of this child is read.", "Put the folder itself here.")
    if folder.is_dir():
        return None
    sentence = "This is a link to a folder that is not there, so nothing of this child is read."
    return Problem(place, sentence, "Mount its drive, or put the folder itself here.")


_AWAY: Final = "This is a link that leads out of the team's folder; it is not followed."


def _leading_away(workspace: Workspace, folder: Path, links: Iterable[str]) -> Iterator[Problem]:
    """Links that lead out of the workspace: what lies there is nobody's record of this child."""
    root, shown = workspace.root, f"cases/{folder.name}"
    for path, name in ((folder, shown), *((folder / each, f"{shown}/{each}") for each in sorted(links))):
        if path.is_symlink() and not stays_in(root, path):
            help = "Put the file itself here, or take the link away."
            yield Problem(Place(name), _AWAY, help)


def _lying(folder: Path, names: frozenset[str]) -> tuple[Problem, ...]:
    if not any(name.endswith((".tmp", ".lock")) or name == NOTE for name in names):
        return ()
    from reunify_cli.store.stale_files import lying_in  # hardly ever needed

    return tuple(lying_in(folder, names))


def _cut_short(journal: shape.Loaded, data: bytes, read: Read) -> Iterator[Problem]:
    """A journal that may have lost its end: one that was not fully synchronised still reads, with less in it."""
    place, ours = Place(journal.file), "or bring the whole file back from git or from a backup."
    if is_cut_off(data):
        help = f"Wait until it is all here, {ours} If it is whole, delete its first line."
        yield Problem(place, "The end of this file is missing: it was cut off, or it is not all here yet.", help)
    elif not data:
        help = f"Wait until it is all here, {ours} {_NONE}"
        yield Problem(place, "This file is empty; it may not have been synchronised yet, or it was lost.", help)
    elif journal.data is None and not data.endswith(b"\n") and not _NOTHING.search(data):
        help = f"Wait until it is all here, {ours} {_NONE}"
        yield Problem(place, "The file breaks off in its first comment.", help)
    elif not data.endswith(b"\n") and isinstance(journal.data, list) and read.entries:
        last = journal.data[-1]
        if isinstance(last, dict) and last.get("id") and not last.get("recorded"):
            help = f"Wait until it is all here, {ours} If it is whole, end its last line."
            yield Problem(Place(journal.file, journal.lines()[-1]), "The file breaks off in this entry.", help)


def places(workspace: Workspace, case_id: str) -> dict[str, Place]:
    """Where each entry of a journal stands, by what it answers to. Raises Unreadable."""
    name = f"cases/{case_id}/journal.yaml"
    loaded = shape.load(read_file(workspace.case_dir(case_id) / "journal.yaml", name), name)
    items = loaded.data if isinstance(loaded.data, list) else []
    return {each: Place(name, line) for each, line in zip(ids_of(items), loaded.lines(), strict=True)}


def _copies(names: frozenset[str], case_id: str, of: tuple[str, ...]) -> Iterator[Problem]:
    """Second copies of files, which a synchroniser or a person left beside them."""
    for kind in of:
        ours = f"{kind}.yaml"
        for name in copies_of(names, kind):
            place = Place(f"cases/{case_id}/{ours}")
            if ours in names:
                help = f"Type  reunify doctor {case_id}  to see what differs and to join them."
                yield Problem(place, f'There are two copies: "{name}" stands beside it.', help)
            else:
                yield Problem(place, f'This file is missing, and "{name}" is not read.', f"Call that one {ours}.")


def copies_of(names: frozenset[str], kind: str) -> list[str]:
    """The names, among those in a child's folder, of other copies of journal.yaml, case.yaml or plan.yaml."""
    found = []
    for name in sorted(names):
        ours = next((each for each in ("case", "journal", "plan") if each in name.lower()), "journal")
        if ours == kind and name != f"{kind}.yaml" and not name.startswith(".") and _COPY.fullmatch(name):
            found.append(name)
    return found


@dataclass(frozen=True, slots=True)
class _Desk:
    """One folder while it is read."""

    folder: Path
    shown: str
    files: dict[str, bytes] = field(default_factory=dict)

    def load(self, name: str, wrong: list[Problem]) -> shape.Loaded | None:
        """A file's plain values; None, and what is wrong, where it cannot be read."""
        shown = f"{self.shown}/{name}"
        try:
            self.files[name] = read_file(self.folder / name, shown)
            return shape.load(self.files[name], shown)
        except Unreadable as error:
            wrong += error.problems
            return None

    def record(self, kind: type[T], name: str, wrong: list[Problem]) -> T | None:
        """The record in a file; None, and all that is wrong, where it cannot be read."""
        loaded = self.load(name, wrong)
        return _record(kind, loaded, wrong) if loaded else None

    def agreed(self, wrong: list[Problem], read: Read) -> dict[str, Plan]:
        """The plans as they were agreed, by the id of the entry that agreed them."""
        names = self._plans(wrong)
        ids = {each.id for each in read.entries}
        for name in [name for name in names if name not in ids]:
            if first := next((each for each in sorted(ids) if re.fullmatch(rf"{re.escape(each)}[ ._(-].*", name)), ""):
                place, help = Place(f"{self.shown}/plans/{first}.yaml"), "Keep the one that was agreed."
                wrong.append(Problem(place, f'There are two copies: "{name}.yaml" stands beside it.', help))
        return {name: plan for name in names if (plan := self.record(Plan, f"plans/{name}.yaml", wrong))}

    def _plans(self, wrong: list[Problem]) -> list[str]:
        """The names of the files in the folder of agreed plans; none, and why, where they cannot be told or opened."""
        try:
            with os.scandir(self.folder / "plans") as found:
                plans = [each for each in found if each.name.endswith(".yaml") and not each.name.startswith(".")]
        except OSError as error:
            wrong.append(Problem(Place(f"{self.shown}/plans"), f"This folder cannot be opened: {error.strerror}."))
            return []
        root = self.folder.parent.parent
        away = {each.name for each in plans if each.is_symlink() and not stays_in(root, Path(each.path))}
        help = "Put the file itself here."
        wrong += [Problem(Place(f"{self.shown}/plans/{name}"), _AWAY, help) for name in sorted(away)]
        return sorted(each.name.removesuffix(".yaml") for each in plans if each.name not in away)


def _record(kind: type[T], loaded: shape.Loaded, wrong: list[Problem]) -> T | None:
    try:
        return shape.read(kind, loaded)
    except Unreadable as error:
        wrong += error.problems
        return None


# --- case.yaml ----------------------------------------------------------------------------------------------------


def _case_file(
    desk: _Desk, case_id: str, vocabulary: Vocabulary, wrong: list[Problem]
) -> tuple[CaseFile | None, dict[str, tuple[KnownSpan, ...]]]:
    """What case.yaml says, and the stretches of which it says that the journal is complete."""
    loaded = desk.load("case.yaml", wrong)
    file = _record(CaseFile, loaded, wrong) if loaded else None
    if loaded is None or file is None:
        return None, {}
    if file.format > FORMAT:
        sentence = f"This case was written by a newer reunify (format {file.format}); this one reads format {FORMAT}."
        wrong.append(loaded.problem(("format",), sentence, "Bring reunify up to date."))
    if file.id != case_id:
        help = f'Write id: {case_id}, or call the folder "{file.id}".'
        wrong.append(loaded.problem(("id",), f"The id and the name of the folder ({case_id}) differ.", help))
    for key, person in file.people.items():
        if person.relation not in vocabulary.relations:
            near = did_you_mean(person.relation, vocabulary.relations)
            wrong.append(loaded.problem(("people", key, "relation"), f'"{person.relation}" is no relation.{near}'))
    return file, dict(_known(file, loaded, vocabulary, wrong))


def _known(
    file: CaseFile, loaded: shape.Loaded, vocabulary: Vocabulary, wrong: list[Problem]
) -> Iterator[tuple[str, tuple[KnownSpan, ...]]]:
    words = {"everything", *vocabulary.groups, *vocabulary.events}
    for name, said in file.known_from.items():
        path: shape.Path = ("known-from", name)
        if name not in words:
            wrong.append(loaded.problem(path, f'"{name}" is nothing to know.{did_you_mean(name, words)}', key=True))
        spans = []
        for n, text in enumerate((said,) if isinstance(said, str) else said):
            try:
                spans.append(known_span(text))
            except ValueError as error:
                wrong.append(loaded.problem(path if isinstance(said, str) else (*path, n), str(error)))
        yield name, tuple(spans)


def known_span(text: str) -> KnownSpan:
    """Read `2026-09-01` or `2015-04-01 to 2018-03-31`, both days included. Raises ValueError with a plain sentence."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise ValueError(f'"{text}" should be a day, or two with "to" between: 2015-04-01 to 2018-03-31')
    span = KnownSpan(shape.read_day(found[1]), shape.read_day(found[2]) if found[2] else None)
    if span.until is not None and span.until < span.from_:
        raise ValueError(f'"{text}" ends before it begins')
    return span
