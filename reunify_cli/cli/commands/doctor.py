"""Copies joined, cut-off writes finished, locks and leftovers put away; and who can read the folder.

First everything is shown that would be written; it is done when somebody agrees. What is replaced or joined goes into
a folder `set-aside` beside it and stays there. Where a person has to decide, both versions stay where they are.
"""

from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from reunify_cli.cli.options import CaseRefs, writes
from reunify_cli.cli.prompt import at_terminal
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Place, Problem, Stopped, Unreadable
from reunify_cli.frozen import dataclass
from reunify_cli.session.session import Session
from reunify_cli.session.workspace import OpenWorkspace
from reunify_cli.store import git
from reunify_cli.store.durable.change import in_turn
from reunify_cli.store.repair import strays
from reunify_cli.store.repair.repairs import Mending, among_cases, carry_out, in_case
from reunify_cli.text.envelope import problem
from reunify_cli.text.layout import clean, counted, wrap
from reunify_cli.wording.display_names import typed


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


@writes
def cli(terminal: Terminal, cases: CaseRefs = None) -> int | None:
    """Mend copies, locks and half-written files; who can read the folder."""
    workspace = terminal.session.workspace
    seen = look(terminal.session, workspace, [terminal.session.find(ref)[1] for ref in cases or ()])
    to_do = bool(seen.mendings or seen.git or seen.missed)
    if terminal.json:
        done = terminal.yes and to_do
        failed = run(terminal.session, workspace, seen) if done else []
        terminal.answer("mendings", [*_items(seen, done=done), *map(problem, failed)], read=seen.children)
        return 1 if seen.problems or failed or _clashes(seen) or (to_do and not done) else None
    terminal.say(lines(terminal.width, seen))
    if not to_do:
        return 1 if seen.problems else None
    if not terminal.yes and not terminal.asks:
        terminal.say(["", "Nothing was written. To do this:  reunify doctor --yes"])
        return 1
    if not terminal.yes and at_terminal("\nDo this? [Y/n]").lower() not in ("", "y", "yes"):
        raise Stopped
    failed = run(terminal.session, workspace, seen)
    if failed:
        raise Unreadable(*failed)
    terminal.say(["", *_after(seen)])
    return 1 if seen.problems or _clashes(seen) else None


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


def _events(workspace: OpenWorkspace) -> Collection[str]:
    """The events that forms are of; none where the policy cannot be read, which its own message says."""
    try:
        return workspace.vocabulary.events
    except Unreadable:
        return ()


def _missed(session: Session, workspace: OpenWorkspace, ids: Sequence[str]) -> str:
    try:
        found = session.gone(workspace.root, ids)
    except Unreadable as error:
        return error.problems[0].sentence
    return f"Here at an earlier look of yours, and without a folder now: {', '.join(found)}." if found else ""


def run(session: Session, workspace: OpenWorkspace, seen: Seen) -> list[Problem]:
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
    from reunify_cli.casework.rights import rights
    from reunify_cli.cli.commands.check import workspace_notes

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


# --- what is shown ------------------------------------------------------------------------------------------------


def lines(width: int, seen: Seen) -> list[str]:
    """The screen: what can be put right with all that it would write, what somebody has to decide, what is known."""
    found = [f"{counted(seen.children, 'child', 'children')} looked at."]
    if seen.mendings or seen.git or seen.missed:
        found += ["", "TO MEND: nothing of it is written yet"]
    if seen.missed:
        says = f"{clean(seen.missed)} From now on this counts as right."
        found += [" cases", *wrap(says, width, "     ")]
    for each in seen.mendings:
        found.append(f" {clean(each.place)}")
        for says in each.says:
            found += wrap(clean(says), width, "     ")
        for file, entry in each.only:
            where = "for" if each.note else "only in"
            found += wrap(f"{where} {clean(file)}:  {_entry(entry)}", width, "         ", "       ")
        for id in dict.fromkeys(each.clashes):
            sentence = f"{clean(id)} says one thing in one and another in the other. Both stay, and the child is not"
            sentence += " read until one of them is taken out or has another id."
            found += wrap(sentence, width, "       ")
    for lacks in seen.git:
        found += wrap(clean(lacks), width, "     ", " git ")
    if seen.problems:
        found += ["", "FOR SOMEBODY TO DECIDE"]
    for one in seen.problems:
        found.append(f" {clean(one.place) if one.place else ''}")
        for part in filter(None, (one.sentence, one.help)):
            found += wrap(clean(part), width, "     ")
    if seen.notes:
        found += ["", "TO KNOW", *(line for note in seen.notes for line in wrap(clean(note), width, "  ", " "))]
    if not (seen.mendings or seen.git or seen.problems or seen.missed):
        found += ["", "Nothing to mend. What files say is looked at by  reunify check"]
    return found


def _after(seen: Seen) -> list[str]:
    if not seen.mendings:
        return ["DONE."]
    places = [each.place.split("/") for each in seen.mendings]
    ids = sorted({place[1] for place in places if place[0] == "cases" and not place[1].startswith(".")})
    check = f"reunify check {' '.join(map(typed, ids))}" if 0 < len(ids) < 6 else "reunify check"
    return [
        "DONE. The originals are in the folders called set-aside. When everything is",
        "right, delete those by hand.",
        f"NEXT   {check}",
    ]


def _entry(entry: Any) -> str:
    said = entry if isinstance(entry, dict) else {}
    what = said.get("event") or ("withdraws" if "withdraws" in said else "corrects")
    about = said.get("date") or said.get("withdraws") or said.get("corrects") or ""
    by = said.get("by") or said.get("recorded_by") or ""
    words = [str(what), str(about), f"by {', '.join(by) if isinstance(by, list) else by}" if by else ""]
    id = f" (entry {said['id']})" if said.get("id") else ""
    return clean(", ".join(filter(None, words)) + id)


def _clashes(seen: Seen) -> bool:
    return any(each.clashes for each in seen.mendings)


def _items(seen: Seen, *, done: bool) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = [
        {"kind": "mend", "place": each.place, "says": list(each.says), "clashes": list(each.clashes), "done": done}
        for each in seen.mendings
    ]
    items += [{"kind": "git", "says": [each], "done": done} for each in seen.git]
    items += [{"kind": "decide", **problem(each)} for each in seen.problems]
    return [*items, *({"kind": "note", "says": [each]} for each in seen.notes)]
