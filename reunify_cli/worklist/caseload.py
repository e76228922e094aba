"""Where a list's rows come from: the index where it is to be had, the children's files where it is not.

The index is never needed. Whatever is odd about it, or about the drive it lies on, the answer comes from the files
alone, without a word: every child is read and judged, and the rows lie in an index that is gone with the answer.
"""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from reunify_cli.errors import Unreadable
from reunify_cli.session.session import Session, Unread
from reunify_cli.text.layout import clean
from reunify_cli.worklist.index import index_file
from reunify_cli.worklist.index.keeping import StringTable, forget, keep
from reunify_cli.worklist.index.queries import Index, odd_is_an_error
from reunify_cli.worklist.index.refreshing import Names, is_text, out_of_date, settle_world, world_is_known
from reunify_cli.worklist.index.seal import seal
from reunify_cli.worklist.row_words import title_of

if TYPE_CHECKING:
    from reunify_cli.session.workspace import OpenWorkspace
    from reunify_cli.worklist.parallel_scan import Failed, Looked

FEW: Final = 200
"""How many children are looked at anew while the index is held; more are looked at first, a lot at a time."""
TRIES: Final = 4


class Team(NamedTuple):
    """What lists have to know of a team's own files."""

    root: str
    name: str
    policies: tuple[tuple[str, str], ...]
    """Each policy it has worked by, with the day from which it holds; the first from the beginning."""
    people: dict[str, str]
    """What each colleague is called, by key."""
    managers: dict[str, list[list[str]]]
    """From which day to which (ISO) a colleague has a role that manages, by key; empty where a day is open."""
    notes: list[str]
    """What to say first of a policy that reads otherwise than it was adopted."""
    newer: list[str] | None
    """The rules whose law reads otherwise now than what was adopted; None where none does, and no holiday either."""

    def policy_on(self, day: str) -> str:
        """The policy in use on a day (ISO)."""
        return [name for name, from_ in self.policies if from_ <= day][-1]

    def manages(self, me: str, day: str) -> bool:
        """Whether somebody, by key or name, manages on a day (ISO)."""
        keys = keys_called(me, self.people)
        terms = self.managers.get(keys[0], ()) if len(keys) == 1 else ()
        return any(from_ <= day and (not until or day <= until) for from_, until in terms)


def keys_called(name: str, people: Mapping[str, str]) -> list[str]:
    """The keys that a name means among colleagues: the key itself, else everybody who is called so."""
    wanted = _plain(name)
    exact = [key for key in people if key == name.strip()] or [key for key in people if key.lower() == wanted]
    return exact or sorted(key for key, called in people.items() if wanted and _plain(called) == wanted)


def _plain(name: str) -> str:
    """A name as it is compared: lower case, without accents."""
    from unicodedata import combining, normalize

    return "".join(each for each in normalize("NFD", " ".join(name.lower().split())) if not combining(each))


class _Part(NamedTuple):
    rows: Index
    team: Team
    unread: list[Unread]


class Rows(NamedTuple):
    """The rows of the children asked for, a part for each workspace, and who could not be read."""

    parts: Sequence[Index] = ()
    teams: Sequence[Team] = ()
    unread: Sequence[Unread] = ()


def read_rows(session: Session, refs: Sequence[str] = ()) -> Rows:
    """The rows of the children named (of all, where none is), as they stand at the session's position.

    Raises Mistyped where a child named is nobody, Unreadable where a team's own files are broken.
    """
    named: dict[int, list[str]] = {}
    for ref in refs:
        where, case_id = session.whereabouts(ref)
        named.setdefault(where, []).append(case_id)
    indexed = session.index and session.as_of is None and session.known_at is None
    found = []
    for number, root in enumerate(session.folders):
        if not refs or number in named:
            ids = named.get(number, [])
            found.append((_kept(session, number, root, ids) if indexed else None) or _made(session, number, ids))
    return Rows(
        [each.rows for each in found], [each.team for each in found], [u for each in found for u in each.unread]
    )


# --- from the files -----------------------------------------------------------------------------------------------


def _made(session: Session, number: int, ids: Sequence[str]) -> _Part:
    """Rows from the files alone."""
    from reunify_cli.store.workspace import case_ids
    from reunify_cli.worklist.parallel_scan import Failed, looked_at

    workspace = session.workspaces[number]
    session.mention(workspace.lying)
    connection = index_file.passing()
    session.ends.callback(connection.close)
    words, missing = StringTable(connection), list[Failed]()
    wanted = list(dict.fromkeys(ids)) or case_ids(workspace.files)
    if not ids:
        missing += _gone(session, workspace.root, wanted)
    for found, left in session.progress(looked_at(session, workspace, wanted), len(wanted)):
        session.mention(left)
        if isinstance(found, Failed):
            missing.append(found)
        else:
            keep(connection, words, found, whole=True)
    return _part(session, number, connection, (), _team(workspace), missing)


def _team(workspace: OpenWorkspace) -> Team:
    from reunify_cli.policy_store.adoptions import adoptions
    from reunify_cli.session.policy_drift import drift_notes

    used = [(each.id, str(each.from_ or "")) for each in adoptions(workspace.files)]
    people = {key: each.name for key, each in workspace.files.team.people.items()}
    manage: set[str] = set()
    with suppress(Unreadable):  # a broken policy is said child by child
        manage = {key for key, role in workspace.vocabulary.roles.items() if role.manages}
    managers = {
        key: [[str(held.from_ or ""), str(held.until or "")] for held in each.held if held.role in manage]
        for key, each in workspace.files.team.people.items()
    }
    name = workspace.files.name or workspace.root.name
    policies = ((used[0][0], ""), *used[1:])
    held = {key: each for key, each in managers.items() if each}
    newer = None
    with suppress(Unreadable):
        newer = [clean(rule.title) for rule in workspace.newer.rules] if workspace.newer else None
    return Team(str(workspace.root), name, policies, people, held, drift_notes(workspace.files), newer)


def _part(
    session: Session,
    number: int,
    connection: sqlite3.Connection,
    ids: Sequence[str],
    team: Team,
    missing: Iterable[Failed],
) -> _Part:
    index = Index(connection, str(session.folders[number]), session.position, partial(title_of, session), tuple(ids))
    return _Part(index, team, [Unread(session.workspaces[number], each.id, each.problems) for each in sorted(missing)])


# --- from the index -----------------------------------------------------------------------------------------------


def _kept(session: Session, number: int, root: Path, ids: Sequence[str]) -> _Part | None:
    """Rows from the index, after whatever changed has been looked at anew; None where there is no using it."""
    path = index_file.file_of(root, session.env)
    done: dict[str, Failed | None] = {}
    begin = "BEGIN"
    for _ in range(TRIES):
        connection = index_file.opened(path, time.time_ns())
        if connection is None:
            return None
        try:
            answer = _current(session, number, connection, begin, ids, done)
        except sqlite3.DatabaseError as error:
            connection.close()
            if "locked" in str(error):
                # Two that read and want to write wait for one another: the second one asks to write at once.
                if begin != "BEGIN":
                    return None
                begin = "BEGIN IMMEDIATE"
            elif not index_file.is_odd(error) or not index_file.discarded(path):
                return None
            done.clear()
        except BaseException:
            connection.close()
            raise
        else:
            if isinstance(answer, _Part):
                session.ends.callback(index_file.ended, connection, path)
                return answer
            connection.close()
            try:
                _look_at_many(session, number, path, answer, done)
            finally:
                seal(path)
    return None


def _current(
    session: Session,
    number: int,
    connection: sqlite3.Connection,
    begin: str,
    ids: Sequence[str],
    done: dict[str, Failed | None],
) -> _Part | list[str]:
    """The rows, in one transaction with the look at what changed; or the many children to be looked at first."""
    root, now = session.folders[number], time.time_ns()
    cases = root / "cases"
    connection.execute(begin)
    if not world_is_known(connection, root, now):
        connection.execute("ROLLBACK")
        connection.execute("BEGIN IMMEDIATE")
        settle_world(connection, root, now, lambda: json.dumps(_team(session.workspaces[number])))
    names = Names.of(connection, cases, now)
    gone = [] if ids else _gone(session, root, names.there)
    if names.passing:
        session.mention(session.workspaces[number].lying)
    changed = list(out_of_date(connection, cases, session.position, ids, names, done))
    if len(changed) > FEW:
        connection.execute("COMMIT")
        return changed
    if changed:
        from reunify_cli.worklist.parallel_scan import look

        words = StringTable(connection)
        for case_id in changed:
            found = look(session, session.workspaces[number], case_id) if os.path.lexists(cases / case_id) else None
            _put(session, connection, words, case_id, found, done)
    if not ids:
        names.settle(connection)
    with odd_is_an_error():
        team = Team(*json.loads(index_file.said(connection)["team"]))
    return _part(session, number, connection, ids, team, [*filter(None, done.values()), *gone])


def _gone(session: Session, root: Path, ids: Collection[str] | None) -> list[Failed]:
    """The children who were here at an earlier look and have no folder now; None: no name came or went."""
    gone = session.gone(root, ids)
    if not gone:
        return []
    from reunify_cli.worklist.parallel_scan import Failed

    return [Failed(each, (problem,)) for each, problem in gone.items()]


def _put(
    session: Session,
    connection: sqlite3.Connection,
    words: StringTable,
    case_id: str,
    looked: Looked | None,
    done: dict[str, Any],
) -> None:
    """Put what came of looking at a child in the place of what was there; a child who is gone is forgotten."""
    from reunify_cli.worklist.parallel_scan import Failed

    if not is_text(case_id):
        if looked is not None and isinstance(looked.found, Failed):
            done[case_id] = looked.found
        return
    if looked is None:
        forget(connection, (case_id,))
        return
    session.mention(looked.left)
    done[case_id] = looked.found if isinstance(looked.found, Failed) else None
    if isinstance(looked.found, Failed):
        forget(connection, (case_id,))
        connection.execute("INSERT INTO folders VALUES (?, '', NULL, 0, 0)", (case_id,))
    else:
        keep(connection, words, looked.found)


def _look_at_many(
    session: Session, number: int, path: Path, ids: Sequence[str], done: dict[str, Failed | None]
) -> None:
    """Look at many children anew, a lot at a time; what is done stays done, whatever becomes of the rest."""
    from reunify_cli.worklist.parallel_scan import looked_at

    workspace, cases = session.workspaces[number], session.folders[number] / "cases"
    world = ""
    there = [each for each in ids if os.path.lexists(cases / each)]
    gone = iter(sorted({*ids} - {*there}))
    looked = session.progress(looked_at(session, workspace, there), len(there))
    try:
        while True:
            lot: list[tuple[str, Looked | None]] = [(each.found.id, each) for each in islice(looked, FEW)]
            lot = lot or [(each, None) for each in islice(gone, FEW)]
            if not lot:
                return
            connection = index_file.opened(path, time.time_ns(), writing=True)
            if connection is None:
                return
            try:
                connection.execute("BEGIN IMMEDIATE")
                world = world or index_file.said(connection).get("digest", "")
                if world != index_file.said(connection).get("digest"):
                    return  # Somebody changed the policy meanwhile.
                words = StringTable(connection)
                for case_id, found in lot:
                    _put(session, connection, words, case_id, found, done)
                connection.execute("COMMIT")
            finally:
                connection.close()
    except sqlite3.Error:
        done.clear()
    finally:
        looked.close()
