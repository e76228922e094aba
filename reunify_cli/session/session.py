"""A session: the minute, who is asking, the workspaces that are asked about, and their children read and judged.

Asked once for each command or program and passed on as a value. It knows no terminal: what is to be said besides the
answer (a write that was cut off left something lying) goes to `notice`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from contextlib import ExitStack
from datetime import date, datetime
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, TypeVar

from reunify_cli.errors import Mistyped, Place, Problem, Unreadable
from reunify_cli.frozen import dataclass, field, replace
from reunify_cli.model.moment import Moment
from reunify_cli.session.workspace import OpenWorkspace

if TYPE_CHECKING:
    from reunify_cli.engine.judgement import Judgement
    from reunify_cli.model.case import Case
    from reunify_cli.store.case_ref import Summary
    from reunify_cli.store.folder import Reading
    from reunify_cli.store.names import Names

Notice = Callable[[str, Problem], None]
"""Says a problem that stops nothing, under a word such as LEFT LYING."""


T = TypeVar("T")


def one_each(_done: object) -> int:
    """How much of the whole a thing is, where it is one of them."""
    return 1


class Progress(Protocol):
    """Gives things on one by one, and may say meanwhile how far it has come."""

    def __call__(
        self, each: Iterable[T], number: int, doing: str = "Reading", size: Callable[[T], int] = one_each
    ) -> Generator[T, None, None]:
        """The same things; `number` is how many there are, and `size` how many of them one of the things stands for."""


def silently(
    each: Iterable[T], number: int, doing: str = "Reading", size: Callable[[T], int] = one_each
) -> Generator[T, None, None]:
    """The same things, without a word."""
    del number, doing, size
    yield from each


def unsaid(_word: str, _problem: Problem) -> None:
    """Say nothing: for programs, and for helpers whose parent says it."""


@dataclass(frozen=True)
class OpenCase:
    """A child's case, read and judged."""

    workspace: OpenWorkspace
    case: Case
    judged: Judgement
    problems: tuple[Problem, ...] = ()
    """What could not be read beside the record itself: a broken plan leaves the child readable."""
    journal: bytes | None = field(default=None, repr=False)
    """The journal as it was read, for whoever is to add to it; not kept while all children are read."""

    @property
    def id(self) -> str:
        """The case's id."""
        return self.case.id

    @property
    def folder(self) -> Path:
        """The case's folder."""
        return self.workspace.root / "cases" / self.case.id

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Where each entry stands, as `file:line`, read once for all of them. Raises Unreadable."""
        from reunify_cli.store.folder import places

        return places(self.workspace.files, self.id)


@dataclass(frozen=True)
class Unread:
    """A child who could not be read, and every reason why."""

    workspace: OpenWorkspace
    id: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Session:
    """The minute, who is asking, the workspaces and the children in them."""

    now: Moment
    """The minute, by the clock on the wall in London (REUNIFY_NOW for demonstrations and tests)."""
    instant: datetime
    """The same as an instant, UTC: what entries are stamped with."""
    roots: tuple[Path, ...] = ()
    as_of: date | None = None
    known_at: date | None = None
    names: bool = False
    """Whether children and relatives are to be called by name."""
    index: bool = True
    env: Mapping[str, str] = field(default_factory=dict, repr=False)
    notice: Notice = field(default=unsaid, repr=False, compare=False)
    progress: Progress = field(default=silently, repr=False, compare=False)

    # --- when ---

    @property
    def today(self) -> date:
        """The day by which things are judged: --as-of, or today."""
        return self.as_of or self.now.day

    @property
    def position(self) -> int:
        """The minute by which things are judged: this one, or the last of the day given by --as-of."""
        return Moment(self.as_of).end if self.as_of else self.now.start

    # --- where and who ---

    @cached_property
    def folders(self) -> tuple[Path, ...]:
        """Every workspace's folder: those of -C, else the one that is found. Raises Mistyped where there is none."""
        from reunify_cli.store.finding import find_roots

        return tuple(find_roots(self.roots, self.env, Path.cwd()))

    @cached_property
    def workspaces(self) -> tuple[OpenWorkspace, ...]:
        """The workspaces in those folders, read. Raises Unreadable with every problem of their own files."""
        from reunify_cli.store.user_cache import cache_folder
        from reunify_cli.store.workspace import read_workspaces

        found = read_workspaces(self.folders, cache_folder(self.env))
        return tuple(OpenWorkspace(each, self.today) for each in found)

    @cached_property
    def workspace(self) -> OpenWorkspace:
        """The one workspace; Mistyped where several were given to a command that works on one."""
        if len(self.workspaces) > 1:
            raise Mistyped("This command works on one folder, and several were given.", help="Give -C once.")
        return self.workspaces[0]

    @cached_property
    def me(self) -> str:
        """Who is asking: REUNIFY_ME, or what `setup` remembered for this workspace; "" where neither says."""
        from reunify_cli.store.myself import known_as

        return self.env.get("REUNIFY_ME", "").strip() or known_as(self.env, self.folders)

    # --- children ---

    def open_case(self, ref: str) -> OpenCase:
        """The child meant by an id, its last digits, initials, or the number in the authority's own system.

        Raises Mistyped where that is nobody or several, Unreadable with every problem where the files are broken.
        """
        workspace, case_id = self.find(ref)
        return self.open(workspace, case_id)

    def find(self, ref: str) -> tuple[OpenWorkspace, str]:
        """The workspace and id of the child meant, without reading the journal."""
        number, case_id = self.whereabouts(ref)
        return self.workspaces[number], case_id

    def whereabouts(self, ref: str) -> tuple[int, str]:
        """The same, without reading the workspace: which of the folders, and the id."""
        from reunify_cli.store.case_ref import called, called_so, ids_in

        found, refusals = [], list[Mistyped | Unreadable]()
        for number, root in enumerate(self.folders):
            try:
                found.append((number, called(root / "cases", ref, partial(self._summaries, number))))
            except Mistyped as error:
                gone = self.gone(root, ids_in(root / "cases"))
                away = [gone[case_id] for case_id in called_so(gone, ref)]
                refusals.insert(0, Unreadable(*away)) if away else refusals.append(error)
        if len(found) > 1:
            where = ", ".join(str(self.folders[number]) for number, _ in found)
            raise Mistyped(f'"{ref}" is a child in several folders: {where}.', help="Give -C once.")
        if not found:
            raise refusals[0]
        return found[0]

    def _summaries(self, number: int) -> list[Summary]:
        from reunify_cli.store.workspace import summaries

        return summaries(self.workspaces[number].files)

    def open(self, workspace: OpenWorkspace, case_id: str) -> OpenCase:
        """One case, read and judged. Raises Unreadable with every problem of its files."""
        found, reading = self.look(workspace, case_id)
        self.mention((*workspace.lying, *reading.left))
        if found is None:
            raise Unreadable(*reading.problems)
        return found

    def look(self, workspace: OpenWorkspace, case_id: str) -> tuple[OpenCase | None, Reading]:
        """The same without a word on what was left lying: None and why not, where the child cannot be read."""
        from reunify_cli.store.folder import read_folder

        workspace = workspace.of_case(case_id)
        reading = read_folder(workspace.files, case_id, workspace.vocabulary, self.now.day)
        if reading.case is None:
            return None, reading
        judged = self.judge(workspace, reading.case)
        return OpenCase(workspace, reading.case, judged, reading.problems, reading.files.get("journal.yaml")), reading

    @cached_property
    def _mentioned(self) -> set[Problem]:
        return set()

    def mention(self, left: Iterable[Problem]) -> None:
        """Say, once, what a write that was cut off left lying, or what else lies in a folder as it should not."""
        for each in left:
            if each not in self._mentioned:
                self._mentioned.add(each)
                self.notice("LEFT LYING", each)

    def judge(self, workspace: OpenWorkspace, case: Case) -> Judgement:
        """A case judged as of --as-of and as known at --known-at."""
        from reunify_cli.engine.judgement import Judgement
        from reunify_cli.model.history import history

        return Judgement(history(case, as_of=self.as_of, known_at=self.known_at), workspace.policy, workspace.calendar)

    def all_cases(self) -> Iterator[OpenCase | Unread]:
        """Every child of every workspace; one that cannot be read comes as Unread, and the list must name it."""
        from reunify_cli.store.workspace import case_ids

        for workspace in self.workspaces:
            ids = case_ids(workspace.files)
            gone = self.gone(workspace.root, ids)
            for case_id in ids:
                try:
                    yield replace(self.open(workspace, case_id), journal=None)
                except Unreadable as error:
                    yield Unread(workspace, case_id, error.problems)
            yield from (Unread(workspace, case_id, (problem,)) for case_id, problem in gone.items())

    def gone(self, root: Path, ids: Collection[str] | None) -> Mapping[str, Problem]:
        """Who was in a folder at an earlier look and has gone, with what to say of each (`last_look.missed`)."""
        from reunify_cli.session.last_look import missed

        return missed(self.env, root, ids, self.instant.date())

    @cached_property
    def ends(self) -> ExitStack:
        """What is to be closed once the question is answered."""
        return ExitStack()

    @cached_property
    def names_of(self) -> Callable[[str, str], Names]:
        """The names in a child's own file, by folder and id, each file read once: for the children that are shown."""
        from reunify_cli.store.names import names_in

        return cache(names_in)
