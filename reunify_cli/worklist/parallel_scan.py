"""The rows of many children, made by every core of the machine, a few children at a time.

What comes back is given on at once, so that however many children there are only a few lie in memory.
"""

import os
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple
from zlib import crc32

from reunify_cli.errors import Problem, Unreadable
from reunify_cli.model.moment import Moment
from reunify_cli.policy_store.adoptions import adoptions
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.session.workspace import OpenWorkspace
from reunify_cli.worklist.index.keeping import FREE, Kept
from reunify_cli.worklist.index.keys import Key, key_of
from reunify_cli.worklist.index.refreshing import is_text
from reunify_cli.worklist.row_making import rows_ahead

SOME: Final = 200
"""From how many children on it is worth calling the other cores."""
LOT: Final = 25
"""How many children a core is given at a time."""
DAYS: Final = 60
"""For how many days ahead rows are made, at the least."""
SPREAD: Final = 30
"""Over how many days children come to be looked at anew, so that it is not all of them on one."""


class Failed(NamedTuple):
    """A child who could not be read, and every reason why."""

    id: str
    problems: tuple[Problem, ...]


class Looked(NamedTuple):
    """What came of looking at a child, and what somebody left lying there."""

    found: Kept | Failed
    left: tuple[Problem, ...] = ()


def looked_at(session: Session, workspace: OpenWorkspace, ids: Sequence[str]) -> Iterator[Looked]:
    """Every child's rows for the days ahead, in no order, with their key in the index."""
    if len(ids) < SOME or (os.cpu_count() or 1) < 2:
        yield from (look(session, workspace, each) for each in ids)
        return
    from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor

    cores = os.cpu_count() or 1
    lots = deque(ids[at : at + LOT] for at in range(0, len(ids), LOT))
    world = (workspace.root, session.now, session.instant, session.as_of, session.known_at, dict(session.env))
    _load(workspace)
    _world.append((session, workspace))  # where a process is made as a copy of this one it has all that is loaded here
    pool = ProcessPoolExecutor(cores, initializer=_start, initargs=world)
    waiting: deque[tuple[Sequence[str], Future[list[Looked]]]] = deque()
    try:
        while lots or waiting:
            while lots and len(waiting) < 3 * cores:
                waiting.append((lots[0], pool.submit(_lot, lots[0])))
                lots.popleft()
            yield from waiting[0][1].result()
            waiting.popleft()
    except (BrokenExecutor, OSError):
        # A machine that gives us no processes, or ends them, leaves this one.
        for lot in (*(lot for lot, _ in waiting), *lots):
            yield from (look(session, workspace, each) for each in lot)
    finally:
        _world.clear()
        pool.shutdown(wait=False, cancel_futures=True)


def look(session: Session, workspace: OpenWorkspace, case_id: str) -> Looked:
    """One child's rows, from the beginning of today on."""
    key = key_of(str(workspace.root / "cases" / case_id), time.time_ns())
    if not is_text(case_id):
        return Looked(Failed(case_id, (Problem(None, f"The name of this folder is not text: {case_id!a}."),)))
    try:
        opened, reading = session.look(workspace, case_id)
    except Unreadable as error:
        return Looked(Failed(case_id, error.problems))
    if opened is None:
        return Looked(Failed(case_id, reading.problems), reading.left)
    return Looked(_kept(session, opened, key, reading.files), reading.left)


def _kept(session: Session, opened: OpenCase, key: Key, files: Mapping[str, bytes]) -> Kept:
    start = Moment(session.today).start
    until = Moment(_until(session, opened)).start
    # What was written down lately is counted from the beginning of the day too, and from a little before: the clocks
    # may change in it. A list looks closer.
    instant = session.instant - timedelta(minutes=session.position - start, hours=2)
    if session.as_of is not None or session.known_at is not None:
        start, until, instant = session.position, session.position + 1, session.instant
    made = rows_ahead(opened, start, until, instant)
    free = {row.title for row, *_ in made.acts if row.tail == FREE}
    return Kept(opened.id, key, start, until, made, {title: at for title in free if (at := _place(title, files))})


def _until(session: Session, opened: OpenCase) -> date:
    """The first day for which the rows are not good: far ahead, or when another policy comes in use."""
    far = session.today + timedelta(days=DAYS + crc32(opened.id.encode("utf-8")) % SPREAD)
    later = (each.from_ for each in adoptions(opened.workspace.files) if each.from_ and each.from_ > session.today)
    return min((far, *later))


def _place(title: str, files: Mapping[str, bytes]) -> tuple[str, int, int] | None:
    """Where a title stands word for word: the file, the first byte, how many bytes."""
    data = title.encode("utf-8")
    for name in sorted(files, reverse=True):
        at = files[name].find(data)
        if at >= 0:
            return name, at, len(data)
    return None


# --- in another process -------------------------------------------------------------------------------------------

_world: list[tuple[Session, OpenWorkspace]] = []
"""In a process that helps: the session and the workspace it works for."""


def _start(
    root: Path, now: Moment, instant: Any, as_of: date | None, known_at: date | None, env: Mapping[str, str]
) -> None:
    import gc
    import signal

    # Ctrl-C reaches every process; the first one says so and ends the others.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A child who was read and judged is thrown away whole: to look for what is left over is seldom worth the while.
    gc.freeze()
    gc.set_threshold(50_000)
    if not _world:
        session = Session(now, instant, (root,), as_of, known_at, env=env)
        _world.append((session, session.workspaces[0]))


def _load(workspace: OpenWorkspace) -> None:
    """Read the policy before other processes are made, which then have it; what is wrong with it is said later."""
    try:
        _ = workspace.policy, workspace.calendar
    except Unreadable:
        return


def _lot(ids: Sequence[str]) -> list[Looked]:
    session, workspace = _world[0]
    return [look(session, workspace, each) for each in ids]
