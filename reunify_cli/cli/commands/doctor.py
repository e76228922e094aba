"""Copies joined, cut-off writes finished, locks and leftovers put away; and who can read the folder.

First everything is shown that would be written; it is done when somebody agrees. What is replaced or joined goes into
a folder `set-aside` beside it and stays there. Where a person has to decide, both versions stay where they are.
"""

from typing import Any

from reunify_cli.casework.mending import Seen, clashes, look, mend, mendings_json
from reunify_cli.cli.options import CaseRefs, writes
from reunify_cli.cli.prompt import at_terminal
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Stopped, Unreadable
from reunify_cli.text.envelope import problem
from reunify_cli.text.layout import clean, counted, wrap
from reunify_cli.wording.display_names import typed


@writes
def cli(terminal: Terminal, cases: CaseRefs = None) -> int | None:
    """Mend copies, locks and half-written files; who can read the folder."""
    workspace = terminal.session.workspace
    seen = look(terminal.session, workspace, [terminal.session.find(ref)[1] for ref in cases or ()])
    to_do = bool(seen.mendings or seen.git or seen.missed)
    if terminal.json:
        done = terminal.yes and to_do
        failed = mend(terminal.session, workspace, seen) if done else []
        terminal.answer("mendings", [*mendings_json(seen, done=done), *map(problem, failed)], read=seen.children)
        return 1 if seen.problems or failed or clashes(seen) or (to_do and not done) else None
    terminal.say(lines(terminal.width, seen))
    if not to_do:
        return 1 if seen.problems else None
    if not terminal.yes and not terminal.asks:
        terminal.say(["", "Nothing was written. To do this:  reunify doctor --yes"])
        return 1
    if not terminal.yes and at_terminal("\nDo this? [Y/n]").lower() not in ("", "y", "yes"):
        raise Stopped
    failed = mend(terminal.session, workspace, seen)
    if failed:
        raise Unreadable(*failed)
    terminal.say(["", *_after(seen)])
    return 1 if seen.problems or clashes(seen) else None


# --- what is shown ------------------------------------------------------------------------------------------------


def lines(width: int, seen: Seen) -> list[str]:
    """The screen: what can be put right with all that it would write, what somebody has to decide, what is known."""
    found = [f"{counted(seen.children, 'child', 'children')} looked at."]
    if seen.mendings or seen.git or seen.missed:
        found += ["", "TO REPAIR: nothing has been changed yet"]
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
        found += ["", "TO DECIDE"]
    for one in seen.problems:
        found.append(f" {clean(one.place) if one.place else ''}")
        for part in filter(None, (one.sentence, one.help)):
            found += wrap(clean(part), width, "     ")
    if seen.notes:
        found += ["", "TO KNOW", *(line for note in seen.notes for line in wrap(clean(note), width, "  ", " "))]
    if not (seen.mendings or seen.git or seen.problems or seen.missed):
        found += ["", "Nothing to repair. To check what the files say:  reunify check"]
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
