"""Where the world comes in: the clock, who is asking, the team's folder, the terminal; asked once, passed on as values.

A command gets one `Door` and asks it for children (`open_case`, `all_cases`) already judged, each under the policy that
counts for it, and gives it what is to be shown (`say`, `answer`).
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import field, fields, replace
from datetime import date, datetime
from functools import cache, cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reunify_cli.cli.clock import clock
from reunify_cli.cli.envelope import envelope, problem
from reunify_cli.cli.office import Office
from reunify_cli.errors import Mistyped, Place, Problem, Unreadable
from reunify_cli.frozen import dataclass
from reunify_cli.model.moment import Moment

if TYPE_CHECKING:
    from reunify_cli.engine.judgement import Judgement
    from reunify_cli.model.case import Case
    from reunify_cli.store.calling import Summary
    from reunify_cli.store.folder import Reading
    from reunify_cli.store.names import Names

__all__ = ["Door", "Office", "Opened", "Said", "Unread", "door_from", "problem"]


@dataclass(frozen=True)
class Said:
    """What the shared options said; None where nothing was typed."""

    dirs: Sequence[Path] | None = None
    as_of: str | None = None
    known_at: str | None = None
    json: bool | None = None
    names: bool | None = None
    no_color: bool | None = None
    no_index: bool | None = None
    debug: bool | None = None
    yes: bool | None = None
    format: str | None = None
    out: Path | None = None

    def over(self, before: Said) -> Said:
        """These options, with those typed before the command's name where these say nothing; folders add up."""
        merged = {f.name: getattr(before, f.name) for f in fields(self) if not getattr(self, f.name)}
        return replace(self, **{**merged, "dirs": (*(before.dirs or ()), *(self.dirs or ()))})


@dataclass(frozen=True)
class Opened:
    """A child's case, read and judged."""

    office: Office
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
        return self.office.root / "cases" / self.case.id

    @cached_property
    def places(self) -> Mapping[str, Place]:
        """Where each entry stands, as `file:line`, read once for all of them. Raises Unreadable."""
        from reunify_cli.store.folder import places

        return places(self.office.workspace, self.id)


@dataclass(frozen=True)
class Unread:
    """A child who could not be read, and every reason why."""

    office: Office
    id: str
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Door:
    """Everything a command needs to know about the world, asked once."""

    now: Moment
    """The minute, by the clock on the wall in London (REUNIFY_NOW for demonstrations and tests)."""
    instant: datetime
    """The same as an instant, UTC: what entries are stamped with."""
    roots: tuple[Path, ...] = ()
    as_of: date | None = None
    known_at: date | None = None
    json: bool = False
    names: bool = False
    color: bool = False
    width: int = 80
    yes: bool = False
    asks: bool = False
    """Whether somebody sits at a terminal and can be asked."""
    index: bool = True
    format: str = "text"
    out: Path | None = None
    env: Mapping[str, str] = field(default_factory=dict, repr=False)

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
    def offices(self) -> tuple[Office, ...]:
        """The workspaces in those folders, read. Raises Unreadable with every problem of their own files."""
        from reunify_cli.store.user_cache import cache_folder
        from reunify_cli.store.workspace import read_workspaces

        found = read_workspaces(self.folders, cache_folder(self.env))
        return tuple(Office(each, self.today) for each in found)

    @cached_property
    def office(self) -> Office:
        """The one workspace; Mistyped where several were given to a command that works on one."""
        if len(self.offices) > 1:
            raise Mistyped(Problem(None, "This command works on one folder, and several were given.", "Give -C once."))
        return self.offices[0]

    @cached_property
    def me(self) -> str:
        """Who is asking: REUNIFY_ME, or what `setup` remembered; "" where neither says."""
        from reunify_cli.store.myself import remembered

        return self.env.get("REUNIFY_ME", "").strip() or remembered(self.env).get("me", "")

    # --- children ---

    def open_case(self, ref: str) -> Opened:
        """The child meant by an id, its last digits, initials, or the number in the authority's own system.

        Raises Mistyped where that is nobody or several, Unreadable with every problem where the files are broken.
        """
        office, case_id = self.find(ref)
        return self.open(office, case_id)

    def find(self, ref: str) -> tuple[Office, str]:
        """The workspace and id of the child meant, without reading the journal."""
        number, case_id = self.whereabouts(ref)
        return self.offices[number], case_id

    def whereabouts(self, ref: str) -> tuple[int, str]:
        """The same, without reading the workspace: which of the folders, and the id."""
        from reunify_cli.store.calling import called

        found, refusals = [], []
        for number, root in enumerate(self.folders):
            try:
                found.append((number, called(root / "cases", ref, partial(self._summaries, number))))
            except Mistyped as error:
                refusals.append(error)
        if len(found) > 1:
            where = ", ".join(str(self.folders[number]) for number, _ in found)
            raise Mistyped(Problem(None, f'"{ref}" is a child in several folders: {where}.', "Give -C once."))
        if not found:
            raise refusals[0]
        return found[0]

    def _summaries(self, number: int) -> list[Summary]:
        from reunify_cli.store.workspace import summaries

        return summaries(self.offices[number].workspace)

    def open(self, office: Office, case_id: str) -> Opened:
        """One case, read and judged. Raises Unreadable with every problem of its files."""
        found, reading = self.look(office, case_id)
        self.mention((*office.lying, *reading.left))
        if found is None:
            raise Unreadable(*reading.problems)
        return found

    def look(self, office: Office, case_id: str) -> tuple[Opened | None, Reading]:
        """The same without a word on what was left lying: None and why not, where the child cannot be read."""
        from reunify_cli.store.folder import read_folder

        office = office.of_case(case_id)
        reading = read_folder(office.workspace, case_id, office.vocabulary, self.now.day)
        if reading.case is None:
            return None, reading
        judged = self.judge(office, reading.case)
        return Opened(office, reading.case, judged, reading.problems, reading.files.get("journal.yaml")), reading

    @cached_property
    def _mentioned(self) -> set[Problem]:
        return set()

    def mention(self, left: Iterable[Problem], word: str = "LEFT LYING") -> None:
        """Say, once, what a write that was cut off left lying, or what else lies in a folder as it should not."""
        for each in left:
            if each not in self._mentioned:
                from reunify_cli.cli.screen import clean_text

                self._mentioned.add(each)
                sys.stderr.write(f"{word}  {clean_text(str(each))}\n")

    def judge(self, office: Office, case: Case) -> Judgement:
        """A case judged as of --as-of and as known at --known-at."""
        from reunify_cli.engine.judgement import Judgement
        from reunify_cli.model.history import history

        return Judgement(history(case, as_of=self.as_of, known_at=self.known_at), office.policy, office.calendar)

    def all_cases(self) -> Iterator[Opened | Unread]:
        """Every child of every workspace; one that cannot be read comes as Unread, and the list must name it."""
        from reunify_cli.cli.lastlook import missed
        from reunify_cli.store.workspace import case_ids

        for office in self.offices:
            ids = case_ids(office.workspace)
            self.mention(missed(self.env, office.root, ids, self.instant.date()), "GONE")
            for case_id in ids:
                try:
                    yield replace(self.open(office, case_id), journal=None)
                except Unreadable as error:
                    yield Unread(office, case_id, error.problems)

    @cached_property
    def ends(self) -> ExitStack:
        """What is to be closed once the command has answered."""
        return ExitStack()

    @cached_property
    def names_of(self) -> Callable[[str, str], Names]:
        """The names in a child's own file, by folder and id, each file read once: for the children that are shown."""
        from reunify_cli.store.names import names_in

        return cache(names_in)

    # --- answering ---

    def say(self, lines: Iterable[str]) -> None:
        """Show lines on the screen, or write them to the file given by --out.

        Whatever name or text they hold, no control character of it passes here; colour is added afterwards.
        """
        from reunify_cli.cli.screen import clean_text, painted

        text = clean_text("\n".join(lines)) + "\n"
        if self.out is not None:
            self.write(text)
            return
        sys.stdout.write("\n".join(painted(text.split("\n"))) if self.color else text)

    def answer(self, kind: str, items: Sequence[Any], *, read: int, unread: Sequence[Unread] = (), **more: Any) -> None:
        """Answer in JSON, in the envelope that all commands share; dates and moments are written as ISO."""
        unread_items = [(each.id, each.problems) for each in unread]
        text = envelope(kind, items, as_of=self.today, read=read, unread=unread_items, **more)
        if self.out is not None:
            self.write(text)
        else:
            sys.stdout.write(text)

    def write(self, text: str) -> None:
        """Write an answer to the file of --out."""
        if self.out is None:
            return
        from reunify_cli.cli.out import put_out
        from reunify_cli.cli.screen import clean

        put_out(self, self.out, text.encode("utf-8", "replace"))
        sys.stderr.write(f"Written: {clean(self.out)}\n")


# --- opening the door ---------------------------------------------------------------------------------------------


def door_from(said: Said, *, writes: bool = False, env: Mapping[str, str] | None = None) -> Door:
    """The door that the shared options and the environment open. Raises Mistyped for a day that is none."""
    env = os.environ if env is None else env
    now, instant = clock(env, _demo(said, env))
    if writes and (said.as_of or said.known_at):
        raise Mistyped(
            Problem(None, "--as-of and --known-at look back; nothing can be written there.", "Leave them out.")
        )
    if writes and len(said.dirs or ()) > 1:
        raise Mistyped(Problem(None, "Something is written into one folder, and several were given.", "Give -C once."))
    form = said.format or ("json" if said.json else "text")
    if form not in ("text", "json", "csv"):
        raise Mistyped(Problem(None, f'"{form}" is not a format here.', "Write --format text, json or csv."))
    return Door(
        now=now,
        instant=instant,
        roots=tuple(said.dirs or ()),
        as_of=_day(said.as_of, now),
        known_at=_day(said.known_at, now),
        json=form == "json",
        names=bool(said.names),
        color=_color(said, env),
        width=_width(),
        yes=bool(said.yes),
        asks=sys.stdin.isatty() and sys.stdout.isatty() and not said.json,
        index=not said.no_index,
        format=form,
        out=said.out,
        env=env,
    )


def _demo(said: Said, env: Mapping[str, str]) -> Moment | None:
    """The day that a demonstration stands still on, said aloud; None in a team's own folder."""
    if env.get("REUNIFY_NOW", "").strip():
        return None
    from reunify_cli.store.finding import demo_moment

    moment = demo_moment(said.dirs or (), env, Path.cwd())
    if moment is not None:
        from reunify_cli.cli.days import say_long

        sys.stderr.write(f"Demo: the day is {say_long(moment.day)}.\n")
    return moment


def _day(text: str | None, now: Moment) -> date | None:
    if not text:
        return None
    from reunify_cli.cli.days import read_day

    return read_day(text, now.day)


def _color(said: Said, env: Mapping[str, str]) -> bool:
    if said.no_color or "NO_COLOR" in env or env.get("TERM") == "dumb" or not sys.stdout.isatty():
        return False
    # An old Windows console prints escapes as rubbish; Windows Terminal and those that set TERM do not.
    return os.name != "nt" or bool(env.get("WT_SESSION") or env.get("TERM"))


def _width() -> int:
    """How wide a screen is: eighty columns, or fewer on a narrow terminal."""
    if not sys.stdout.isatty():
        return 80
    import shutil  # what is read by a pipe has no use for it

    return max(60, min(80, shutil.get_terminal_size((80, 24)).columns))
