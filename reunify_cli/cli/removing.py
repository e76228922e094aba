"""What `redact` and `dispose` have in common: who orders a removal and why, and what nobody here can reach."""

from __future__ import annotations

import re
from typing import Annotated, Final

import typer

from reunify_cli.cli.confirm import Ask
from reunify_cli.cli.door import Door, Office, Opened
from reunify_cli.cli.managers import only_a_manager, somebody
from reunify_cli.cli.screen import wrap
from reunify_cli.cli.writing import Held
from reunify_cli.errors import Mistyped, Problem, Refused
from reunify_cli.store.removal import Order, finish

Why = Annotated[
    str,
    typer.Option("--why", metavar="TEXT", help="why it has to go, without the words themselves", show_default=False),
]
OrderedBy = Annotated[
    str,
    typer.Option("--ordered-by", metavar="NAME", help="who ordered it: a person, a court", show_default=False),
]
Finish = Annotated[bool, typer.Option("--finish", help="go on with a removal that was cut off")]

ELSEWHERE: Final = (
    "What is not in this folder keeps its words: backups, synced copies, exports and lists, papers already sent or put "
    "elsewhere, mail, and the authority's own system. Each needs its own care."
)
GIT: Final = (
    "This folder is kept in git. Its history and every clone still hold what was removed, until whoever looks after "
    "the repository rewrites the history (git filter-repo) and every clone is made anew."
)


def ordered(door: Door, held: Held, why: str, ordered_by: str, does: str, ask: Ask) -> Order:
    """The order as it will be remembered: by a manager of today, with a reason, in words that name nobody protected.

    Raises Refused where whoever is typing manages nobody, Mistyped where something is not said.
    """
    key = somebody(door, held, "", "removes it")
    only_a_manager(door, held, key, does)
    said = [
        _told(door, why, "--why TEXT", " Why?  one line, without the words themselves", ask),
        _told(door, ordered_by, "--ordered-by NAME", " By whose order?", ask),
    ]
    names = _names(held.opened)
    if any(names.search(each) for each in said):
        sentence = "The reason stays when the words are gone, so it cannot name the child or a relative."
        raise Refused(Problem(None, sentence, "Say it without the name."))
    return Order(key, said[1], said[0], door.instant)


def _told(door: Door, text: str, option: str, question: str, ask: Ask) -> str:
    while not text.strip():
        if not door.asks or door.yes:
            sentence = "Say why, and by whose order: both stay when the words are gone."
            raise Mistyped(Problem(None, sentence, f"Add  {option}"))
        text = ask(question)
    return " ".join(text.split())


def _names(opened: Opened) -> re.Pattern[str]:
    """Finds the whole or known name of the child or of anybody in case.yaml."""
    child = opened.case.child
    names = [child.name, child.known_as, *(each.name for each in opened.case.file.people.values())]
    words = [r"\s+".join(map(re.escape, each.split())) for each in names if len(each.strip()) > 1]
    return re.compile(rf"(?i)(?<!\w)(?:{'|'.join(words) or '(?!)'})(?!\w)")


def finished(door: Door, office: Office, case_id: str) -> bool:
    """Whether a removal that was cut off has now been carried out to its end, and said so."""
    done = finish(office.workspace, case_id, door.me or "somebody")
    if door.json:
        door.answer("finished", [{"case": case_id, "removal": done or None}], read=0)
    else:
        said = {"": "Nothing was cut off here.", "redact": "The words are gone from every file of this folder."}
        door.say([said.get(done, f"The folder of {case_id} is gone; a line about it stays in disposed.yaml.")])
    return bool(done)


def care_lines(office: Office, width: int) -> list[str]:
    """What nobody here can reach, and what is to be done about it."""
    lines = ["", *wrap(ELSEWHERE, width)]
    if any((folder / ".git").exists() for folder in (office.root, *office.root.parents)):
        lines += wrap(GIT, width)
    return lines
