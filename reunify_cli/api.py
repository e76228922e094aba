"""reunify for programs: a workspace opened, its children asked about, events recorded and papers made.

It is the code that the command line runs, without a terminal: nothing is printed, nobody is asked, nothing is kept
between two workspaces. The clock is asked once, when a workspace is opened. Every problem is raised as one of

* `Mistyped`: a word means nothing here (no such child, event, field, day);
* `Refused`: the answer is no (no stage to enter, a paper that would tell its reader what they must not learn);
* `Unreadable`: a file cannot be read or written; then nothing was changed.

Each has `problems`, all there are, and every problem its `place` (file, line, column), `sentence` and `help`.
`API.md` has examples.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from reunify_cli.casework.about import meant_entry
from reunify_cli.casework.advancing import decided_for, decision_json, enter
from reunify_cli.casework.amending import amend, amended_json
from reunify_cli.casework.answers import (
    Amended,
    Duty,
    Gate,
    NextStage,
    Paper,
    Recorded,
    Worklist,
    as_duty,
    as_next_stage,
    as_recorded,
)
from reunify_cli.casework.booking import BookingWish, ahead
from reunify_cli.casework.booking import draft as booking_draft
from reunify_cli.casework.closing import must_be_open, outcome_meant, reopening
from reunify_cli.casework.correcting import corrections
from reunify_cli.casework.drafting import BOOKING, draft_of, known_to, said_of
from reunify_cli.casework.event_names import meant_event
from reunify_cli.casework.exceptions import ExceptionWish, exception, must_be_local, request, request_for
from reunify_cli.casework.explaining import meant_rule
from reunify_cli.casework.going_back import RETURNED, going_back
from reunify_cli.casework.paper_making import formats as formats_meant
from reunify_cli.casework.paper_making import make, meant
from reunify_cli.casework.paper_readers import reading
from reunify_cli.casework.papers import lacks_json, made_json
from reunify_cli.casework.recording import put, recorded_json, suppose
from reunify_cli.casework.values import read_date_of_event
from reunify_cli.casework.writing import REOPENED, Draft, WritableCase, hold_all, signed
from reunify_cli.engine.ended import CLOSED
from reunify_cli.errors import Mistyped, Place, Problem, Refused, Unreadable
from reunify_cli.frozen import dataclass, field, replace
from reunify_cli.model.case import Entry
from reunify_cli.model.london import london
from reunify_cli.model.moment import Moment
from reunify_cli.session.clock import clock
from reunify_cli.session.session import OpenCase, Session, Unread, unsaid
from reunify_cli.store.finding import demo_moment
from reunify_cli.text.envelope import plain
from reunify_cli.wording.display_names import duty_json
from reunify_cli.worklist.lists import Whose, caseload
from reunify_cli.worklist.questions import ASKED, BREACHED, LATE, beyond, duties_until, late_duties

__all__ = [
    "Amended", "Child", "Duty", "Gate", "Mistyped", "NextStage", "Paper", "Place", "Problem", "Recorded", "Refused",
    "Unread", "Unreadable", "Worklist", "Workspace", "open_workspace",
]  # fmt: skip

Day = str | date | None
"""A day, as it would be typed or as a date; None where nothing is said."""


@dataclass(frozen=True)
class Child:
    """A child's case, read and judged as of a day. It does not change when something is recorded: ask for it again."""

    _session: Session = field(repr=False, compare=False)
    _opened: OpenCase = field(repr=False, compare=False)

    @property
    def case(self) -> str:
        """The case's id."""
        return self._opened.id

    @property
    def as_of(self) -> date:
        """The day by which it is judged."""
        return self._session.today

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read beside the record itself, such as a broken plan."""
        return self._opened.problems

    def duties(self) -> tuple[Duty, ...]:
        """Every duty there has been, is, or is to be seen coming."""
        return tuple(as_duty(duty_json(self._opened, each, self._session)) for each in self._opened.judged.duties)

    def next_stage(self) -> NextStage:
        """Whether the next stage can be entered, and which gates stand before it.

        Raises Refused where there is no next stage: the last one, a closed case, a policy without stages.
        """
        decision = decided_for(self._opened, self._session, "")
        return as_next_stage(plain(decision_json(self._opened, decision, self._session)))

    def make_paper(
        self,
        name: str,
        *,
        reader: str = "",
        formats: Sequence[str] = ("pdf",),
        folder: Path | None = None,
        final: bool = False,
    ) -> Paper:
        """Make a paper of this child, read it back, and keep it: in `folder`, or with the case where none is given.

        `name` is the paper or its meeting (`review`), `reader` whoever it is made for (`court`, `mother`; left out, for
        professionals), `formats` of pdf, docx, html and md. Raises Mistyped for a paper, reader or format that there
        is not, Refused where a finished file holds what its reader must not learn (then no file is kept), Unreadable
        where a template or the disk says no.
        """
        pack = meant(self._opened, name)
        who = reading(self._opened, reader, self._session, pack)
        done = make(self._opened, pack, who, formats_meant(",".join(formats)), folder, self._session, final=final)
        return Paper(
            pack.name,
            done.made[0].version,
            who.key,
            done.paths,
            done.paper.blanks,
            tuple(lacks_json(done.paper.context.lacks)),
            done.findings,
            tuple(made_json(done)),
        )


@dataclass(frozen=True)
class Workspace:
    """One or several workspaces, asked at one minute; `open_workspace` makes it."""

    _session: Session = field(repr=False, compare=False)

    @property
    def now(self) -> Moment:
        """The minute at which it was opened, by the clock in London."""
        return self._session.now

    def child(self, ref: str, as_of: date | None = None) -> Child:
        """The child meant by an id, its last digits, initials or the authority's own number, as of a day (now).

        Raises Mistyped where that is nobody or several, Unreadable with every problem where the files are broken.
        """
        session = self._on(as_of)
        return Child(session, session.open_case(ref))

    def children(self, as_of: date | None = None) -> Iterator[Child | Unread]:
        """Every child, one read after another; who cannot be read comes as `Unread` with an id and every problem."""
        session = self._on(as_of)
        for each in session.all_cases():
            yield each if isinstance(each, Unread) else Child(session, each)

    def worklist(
        self, cases: Sequence[str] = (), *, days: int = 14, person: str = "", role: str = "", as_of: date | None = None
    ) -> Worklist:
        """What there is to do for the children named (all, where none is), up to so many calendar days ahead.

        `person` and `role` leave what is theirs. Raises Mistyped where a child or person is nobody.
        """
        session = self._on(as_of)
        last = session.today + timedelta(days=days)
        try:
            load = caseload(session, cases, Whose(person=person, role=role))
            over, ahead = late_duties(load, session), duties_until(load, last, session)
            return Worklist(
                load.read,
                tuple(load.unread),
                load.count(BREACHED),
                load.count(LATE),
                load.count(ASKED),
                over.acts,
                tuple(map(as_duty, over.duties)),
                ahead.acts,
                tuple(map(as_duty, ahead.duties)),
                last,
                beyond(load, last),
            )
        finally:
            session.ends.close()

    def record(
        self,
        cases: str | Sequence[str],
        event: str,
        says: Mapping[str, Any] | None = None,
        *,
        on: Day = None,
        by: str | Iterable[str] = (),
        note: str = "",
        dry_run: bool = False,
    ) -> tuple[Recorded, ...]:
        """Write an event into the journals of one child or several, all or none; with `dry_run`, say what it would do.

        `event` is its id or words (`visit`). `says` has its fields, each as the word that would be typed or as a value:
        True, a day, a list. `on` is when it happened (today), `by` who did it, by key or name (whoever `me` is). What
        agrees a plan is supposed in a dry run without freezing the plan on the desk.

        Raises Mistyped, with everything that is wrong at once, for what cannot be written so; Unreadable where a file
        cannot be read or written, or somebody else wrote first and the case cannot take it any more.
        """
        session, held = self._session, self._held(cases)
        known, given = _event(held, event), _texts(says or {})
        who = by if isinstance(by, str) else ",".join(by)
        when = read_date_of_event(_word(on), session.now) if on else Moment(session.now.day)
        drafts = [
            draft_of(session, each, known, when, said_of(session, each, known, given, who, note)) for each in held
        ]
        return self._put(held, drafts, dry_run=dry_run)

    def book(
        self, cases: str | Sequence[str], meeting: str, on: Day, *, at: str = "", chair: str = "", move: bool = False
    ) -> tuple[Recorded, ...]:
        """Book a meeting of one child or several for a day to come, move it there, or with None as its day cancel it.

        Raises Mistyped for a day that has passed, and for a meeting that is booked already or, to move it, is not.
        """
        held = self._held(cases)
        event = meant_event(meeting, held[0].opened.workspace.vocabulary)
        known_to(held, event)
        when = ahead(_word(on), self._session) if on else None
        wish = BookingWish(event, when, at, chair, move, cancel=when is None)
        return self._put(held, [booking_draft(self._session, each, wish, ()) for each in held])

    def correct(self, case: str, entry: str, says: Mapping[str, Any], *, why: str, on: Day = None) -> Amended:
        """Put right what an entry says, by a correction beside it. Raises Mistyped for what says nothing new."""
        (held,) = self._held(case)
        target = meant_entry(held.opened.judged, entry)
        changes = corrections(self._session, held, target, _texts(says), _word(on))
        return self._amend(held, target, {"corrects": target.id, **changes}, why)

    def withdraw(self, case: str, entry: str, *, why: str) -> Amended:
        """Take back an entry that was never true, by another one."""
        (held,) = self._held(case)
        target = meant_entry(held.opened.judged, entry)
        return self._amend(held, target, {"withdraws": target.id}, why)

    def advance(self, case: str, to: str = "") -> NextStage:
        """Enter the next stage where its gates are open; where not, `allowed` is False and nothing is written.

        Raises Refused where there is no next stage, Mistyped where `to` names another than the next.
        """
        (held,) = self._held(case)
        decision, _ = enter(held, decided_for(held.opened, self._session, to), self._session, to)
        return as_next_stage(plain(decision_json(held.opened, decision, self._session)))

    def go_back(self, case: str, to: str, *, why: str, on: Day = None) -> Recorded:
        """Go back to an earlier stage. Raises Mistyped for no stage, Refused for one that is not earlier."""
        (held,) = self._held(case)
        _, stage, when = going_back(held.opened, to, _word(on), self._session)
        return self._one(held, RETURNED, when, {"stage": stage.key, "why": _reason(why)})

    def close(self, case: str, outcome: str, *, why: str = "", on: Day = None) -> Recorded:
        """Close a case with its outcome. Raises Refused where it is closed, Mistyped for another outcome."""
        (held,) = self._held(case)
        must_be_open(held.opened, self._session)
        when = read_date_of_event(_word(on), self._session.now) if on else self._session.now
        says = {"outcome": outcome_meant(held.opened, outcome), **({"why": why.strip()} if why.strip() else {})}
        return self._one(held, CLOSED, when, says)

    def reopen(self, case: str, *, why: str, on: Day = None) -> Recorded:
        """Go on with a closed case. Raises Refused where it is open or the child has died."""
        (held,) = self._held(case)
        when = reopening(held.opened, _word(on), self._session)
        return self._one(held, REOPENED, when, {"why": _reason(why)})

    def vary(
        self, case: str, rule: str, *, why: str, until: Day = None, manager: str = "", asked_by: str = ""
    ) -> Recorded:
        """Make an exception to one rule of local policy, by a manager; without one, ask for it.

        Raises Refused where it is law, and where whoever makes it is no manager or asked for it.
        """
        (held,) = self._held(case)
        found = meant_rule(held.opened, rule)
        must_be_local(held.opened, found)
        wish = ExceptionWish(rule, _reason(why), manager, _word(until), asked_by)
        make = exception if manager else request
        draft = make(self._session, held, found, wish, request_for(held.opened, found, self._session))
        return self._put([held], [draft])[0]

    def _held(self, cases: str | Sequence[str]) -> list[WritableCase]:
        """The children meant, to be written to."""
        if self._session.as_of is not None:
            raise Mistyped("Nothing can be written as of another day.")
        held = hold_all(self._session, [cases] if isinstance(cases, str) else cases)
        if not held:
            raise Mistyped("Say for which child.")
        return held

    def _put(
        self, held: Sequence[WritableCase], drafts: Sequence[Draft], *, dry_run: bool = False
    ) -> tuple[Recorded, ...]:
        done = (suppose if dry_run else put)(self._session, held, drafts)
        return tuple(as_recorded(plain(recorded_json(self._session, each)), written=not dry_run) for each in done)

    def _one(self, held: WritableCase, event: str, when: Moment, says: Mapping[str, Any]) -> Recorded:
        return self._put([held], [signed(self._session, held, event, when, says)])[0]

    def _amend(self, held: WritableCase, target: Entry, says: Mapping[str, Any], why: str) -> Amended:
        entry, after, found = amend(self._session, held, says, _reason(why))
        return Amended(after.id, target.id, entry, plain(amended_json(self._session, target, entry, after, found)))

    def _on(self, as_of: date | None) -> Session:
        return self._session if as_of is None else replace(self._session, as_of=as_of)


def open_workspace(
    *folders: str | Path,
    now: datetime | None = None,
    me: str = "",
    index: bool = True,
    env: Mapping[str, str] | None = None,
    notice: Callable[[str, Problem], None] = unsaid,
) -> Workspace:
    """Open one workspace or several, to be asked at one minute.

    `now` is that minute, by the clock in London where it has no zone; left out, it is asked of the clock once (a
    demonstration stands still on its own). `me` is who is asking, by key or name in team.yaml. `index` may keep what
    was worked out in the user's cache, as the command line does. `env` stands in for the environment. `notice` is told,
    under a word such as LEFT LYING, what is wrong and stops nothing.

    Raises Mistyped where a folder is no workspace. Files are read when they are asked for.
    """
    asked = dict(os.environ if env is None else env)
    if me:
        asked["REUNIFY_ME"] = me
    roots = tuple(map(Path, folders))
    if now is not None:
        local = now if now.tzinfo is None else now.astimezone(london())
        asked["REUNIFY_NOW"] = local.strftime("%Y-%m-%dT%H:%M")
    demo = None if asked.get("REUNIFY_NOW", "").strip() else demo_moment(roots, asked, Path.cwd())
    minute, instant = clock(asked, demo)
    session = Session(now=minute, instant=instant, roots=roots, index=index, env=asked, notice=notice)
    _ = session.folders
    return Workspace(session)


# --- what is said, as it would be typed -----------------------------------------------------------------------------


def _event(held: Sequence[WritableCase], word: str) -> str:
    """The id of the event meant, which every child's policy has to know; a meeting to come is booked, not recorded."""
    event = meant_event(word, held[0].opened.workspace.vocabulary)
    if event == BOOKING:
        raise Mistyped("A future meeting is booked, not recorded.", help="Such as  reunify book 42 review")
    known_to(held, event)
    return event


def _texts(says: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(key, _word(value)) for key, value in says.items()]


def _reason(why: str) -> str:
    if not why.strip():
        raise Mistyped("Say why.")
    return why.strip()


def _word(value: Any) -> str:
    """A value as it would be typed. Raises Mistyped for rows, which only a form takes."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.strftime("%Y-%m-%d %H:%M")
        case date():
            return value.isoformat()
        case Mapping():
            raise Mistyped("A field of several lines is filled in with  reunify form.")
        case str():
            return value
        case list() | tuple() | set() | frozenset():
            return ",".join(map(_word, value))
    return str(value)
