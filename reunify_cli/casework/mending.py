"""What can be put right in a workspace: copies joined, cut-off writes finished, locks and leftovers put away."""

from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.frozen import dataclass
from reunify_cli.session.session import Session
from reunify_cli.session.workspace import OpenWorkspace
from reunify_cli.store import git
from reunify_cli.store.durable.change import in_turn
from reunify_cli.store.repair import strays
from reunify_cli.store.repair.repairs import Mending, among_cases, carry_out, in_case
from reunify_cli.text.envelope import problem
from reunify_cli.text.layout import clean


@dataclass(frozen=True, slots=True)
class Seen:
    """What was found: what can be put right, what a person has to, what git lacks, and what is worth knowing."""

    children: int
    mendings: tuple[Mending, ...]
    problems: tuple[Problem, ...]
    git: tuple[str, ...]
    notes: tuple[str, ...]
    missed: str = ""
    """What is said of children who were here at an earlier look and have no folder now; "" for none."""


def look(session: Session, workspace: OpenWorkspace, ids: Sequence[str]) -> Seen:
    """Everything there is to mend or to know; of some children only, and then nothing about the workspace itself."""
    from reunify_cli.store.workspace import case_ids

    cases = workspace.files.cases
    looked_at = ids or case_ids(workspace.files)
    found = [in_case(cases / case_id, named=bool(ids)) for case_id in looked_at]
    mendings = [each for some, _ in found for each in some]
    mendings += [
        each for each in among_cases(cases) if not ids or (each.note is not None and set(each.note.ids) & set(ids))
    ]
    problems = [each for _, some in found for each in some]
    notes: list[str] = []
    lacking: list[str] = []
    events, left = _events(workspace), strays.Strays(mendings, problems, notes)
    for case_id in looked_at:
        strays.in_child(cases / case_id, events, left)
    if not ids:
        strays.in_workspace(workspace.root, left)
        problems += _copies_of_ours(workspace.root)
        lacking += git.lacking(workspace.root) if git.is_repository(workspace.root) else []
        notes += _notes(session, workspace)
    missed = "" if ids else _missed(session, workspace, looked_at)
    return Seen(len(looked_at), tuple(mendings), tuple(problems), tuple(lacking), tuple(notes), missed)


def _missed(session: Session, workspace: OpenWorkspace, ids: Sequence[str]) -> str:
    try:
        found = session.gone(workspace.root, ids)
    except Unreadable as error:
        return error.problems[0].sentence
    return f"Here at an earlier look of yours, and without a folder now: {', '.join(found)}." if found else ""


def mend(session: Session, workspace: OpenWorkspace, seen: Seen) -> list[Problem]:
    """Put right what can be; returns what could not, each thing on its own."""
    failed: list[Problem] = []
    for each in seen.mendings:
        try:
            in_turn(partial(_carried_out, each, session.me or "somebody"))
        except Unreadable as error:
            failed += error.problems
    if seen.missed:
        from reunify_cli.session.last_look import all_is_right

        all_is_right(session.env, workspace.root)
    if seen.git:
        try:
            git.set_up(workspace.root)
        except Unreadable as error:
            failed += error.problems
    return failed


def _carried_out(mending: Mending, holder: str, again: bool) -> None:
    """Put one thing right; where a colleague wrote to the file meanwhile, as it has to be put right now."""
    if again:
        now = [each for each in in_case(mending.path.parent)[0] if each.place == mending.place]
        if not now:
            return
        mending = now[0]
    carry_out(mending, holder)


def _notes(session: Session, workspace: OpenWorkspace) -> list[str]:
    from reunify_cli.casework.checking import workspace_notes
    from reunify_cli.casework.rights import rights

    found = rights(workspace.root)
    try:
        found += workspace_notes(session)
    except Unreadable as error:
        found += [clean(each.sentence) for each in error.problems]
    return found


def _copies_of_ours(root: Path) -> list[Problem]:
    """Second copies of the workspace's own files, as synchronised drives leave them."""
    found = []
    for kind in ("reunify", "team"):
        for path in sorted(root.glob(f"*{kind}*.y*ml")):
            rest = path.stem.removeprefix(kind)
            if path.name != f"{kind}.yaml" and (not rest[:1].isalpha() or "conflict" in rest.lower()):
                sentence = f'There are two copies: "{path.name}" stands beside it, and is not read.'
                help = "Put what is right into one of them, and take the other away."
                found.append(Problem(Place(f"{kind}.yaml"), sentence, help))
    return found


def clashes(seen: Seen) -> bool:
    """Whether two copies of an entry say different things."""
    return any(each.clashes for each in seen.mendings)


def mendings_json(seen: Seen, *, done: bool) -> list[dict[str, Any]]:
    """Everything that was found, for programs."""
    items: list[dict[str, Any]] = [
        {"kind": "mend", "place": each.place, "says": list(each.says), "clashes": list(each.clashes), "done": done}
        for each in seen.mendings
    ]
    items += [{"kind": "git", "says": [each], "done": done} for each in seen.git]
    items += [{"kind": "decide", **problem(each)} for each in seen.problems]
    return [*items, *({"kind": "note", "says": [each]} for each in seen.notes)]


def _events(workspace: OpenWorkspace) -> Collection[str]:
    """The events that forms are of; none where the policy cannot be read, which its own message says."""
    try:
        return workspace.vocabulary.events
    except Unreadable:
        return ()
