"""What there is to mend in files, what does not fit together in records, and what is worth knowing."""

from collections.abc import Sequence
from typing import Any

from reunify_cli.engine.finding import Finding
from reunify_cli.errors import Problem, Unreadable
from reunify_cli.session.session import OpenCase, Session, Unread
from reunify_cli.session.workspace import OpenWorkspace
from reunify_cli.store.altered import alterations
from reunify_cli.text.days import say_day
from reunify_cli.text.envelope import problem

WRONG = ("decide", "record")
"""The kinds of findings with which a check ends with 1."""


Mend = tuple[OpenCase | Unread | None, Problem]
"""What is wrong with a file, and the child whose it is; None for a file of the whole folder."""


def read_all(session: Session, refs: Sequence[str]) -> tuple[list[OpenCase], list[Mend]]:
    """The children of a session or those named, and what is wrong with files of theirs and of their team."""
    read: list[OpenCase] = []
    mend: list[Mend] = [(None, one) for workspace in session.workspaces for one in _team_problems(workspace)]
    cases = session.all_cases() if not refs else _named(session, refs)
    for each in cases:
        mend += [(each, one) for one in each.problems]
        if isinstance(each, OpenCase):
            read.append(each)
            mend += [(each, one) for one in (*_documents(each), *alterations(each.folder))]
    return read, mend


def _team_problems(workspace: OpenWorkspace) -> Sequence[Problem]:
    """What team.yaml says that the policy's words do not know; nothing where the policy itself cannot be read."""
    from reunify_cli.store.workspace import team_problems

    try:
        return team_problems(workspace.files, workspace.vocabulary)
    except Unreadable:
        return ()


def _documents(opened: OpenCase) -> list[Problem]:
    """What is wrong with the documents in the child's folder that entries rest on."""
    entries = [each for each in opened.judged.history.entries if each.document and each.document.get("file")]
    if not entries:
        return []
    from reunify_cli.store.documents import document_problems

    return list(document_problems(opened.folder, entries, opened.places))


def _named(session: Session, refs: Sequence[str]) -> list[OpenCase | Unread]:
    found: list[OpenCase | Unread] = []
    for ref in dict.fromkeys(refs):
        workspace, case_id = session.find(ref)
        try:
            found.append(session.open(workspace, case_id))
        except Unreadable as error:
            found.append(Unread(workspace, case_id, error.problems))
    return found


def workspace_notes(session: Session) -> list[str]:
    """What is worth knowing about the policy and the calendar of each workspace."""
    from reunify_cli.session.policy_drift import drift_notes, unpinned_notes
    from reunify_cli.worklist.newer_law import law_notes

    notes = []
    for workspace in session.workspaces:
        policy, calendar = workspace.policy, workspace.calendar
        if policy.review_by is not None and policy.review_by < session.today:
            when = say_day(policy.review_by)
            notes.append(
                f"policy {policy.id}: the document's own review date was {when}; ask the authority's policy lead"
            )
        notes += law_notes(workspace)
        notes += [*drift_notes(workspace.files), *unpinned_notes(workspace.files)]
        notes.append(f"calendar: bank holidays announced to the end of {calendar.known_to}")
    return list(dict.fromkeys(notes))


def findings_json(
    mend: Sequence[Mend], found: Sequence[tuple[OpenCase, Finding]], notes: Sequence[str]
) -> list[dict[str, Any]]:
    """Every finding as JSON, each with its kind: file, record or note."""
    items: list[dict[str, Any]] = [
        {"kind": "file", "case": each.id if each is not None else None, **problem(one)} for each, one in mend
    ]
    items += [
        {
            "kind": f.kind,
            "case": o.id,
            "sentence": f.sentence,
            "help": f.help,
            "rule": f.rule or None,
            "entry": f.entry or None,
        }
        for o, f in found
    ]
    return [*items, *({"kind": "note", "case": None, "sentence": note} for note in notes)]
