"""What `redact` and `dispose` have in common: who orders a removal and why, and what nobody here can reach."""

import os
import re
from collections.abc import Callable
from typing import Annotated, Final

from reunify_cli.casework.managers import only_a_manager, somebody
from reunify_cli.casework.writing import WritableCase, hold, my_key, people_of
from reunify_cli.cli.confirm import right_child, told
from reunify_cli.cli.options import Option, option
from reunify_cli.cli.prompt import at_terminal
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped, Place, Problem, Refused, Stopped, Unreadable
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.session.workspace import OpenWorkspace
from reunify_cli.store.removal.carry_out import Order, dispose, disposed, emptied, go_on
from reunify_cli.store.removal_marks import NOTE
from reunify_cli.store.removal_note import Note, note_in, refused, unfinished
from reunify_cli.text.layout import clean, counted, wrap
from reunify_cli.wording.display_names import child

Why = Annotated[str, option("--why", "TEXT", "why it has to go, without the words themselves")]
OrderedBy = Annotated[str, option("--ordered-by", "NAME", "who ordered it: a person, a court")]
Finish = Annotated[bool, Option("--finish", help="go on with a removal that was cut off")]

ELSEWHERE: Final = (
    "What is not in this folder keeps its words: backups, synced copies, exports and lists, papers already sent or put "
    "elsewhere, mail, and the authority's own system. Each needs its own care."
)
GIT: Final = (
    "This folder is kept in git. Its history and every clone still hold what was removed, until the keeper of "
    "the repository rewrites the history (git filter-repo) and every clone is made again."
)


def ordered(terminal: Terminal, held: WritableCase, why: str, ordered_by: str, does: str) -> Order:
    """The order as it will be remembered: by a manager of today, with a reason, in words that name nobody protected.

    Raises Refused where whoever is typing manages nobody, Mistyped where something is not said.
    """
    key = somebody(terminal.session, held, "", "removes it")
    only_a_manager(terminal.session, held, key, does)
    said = _said(terminal, why, ordered_by)
    names = _names(held.opened)
    if any(names.search(each) for each in said):
        sentence = "The reason stays when the words are gone, so it cannot name the child or a relative."
        raise Refused(sentence, help="Say it without the name.")
    return Order(key, said[1], said[0], terminal.session.instant)


def _said(terminal: Terminal, why: str, ordered_by: str) -> tuple[str, str]:
    """Why words are removed, and by whose order, each in one line."""
    missing = "Say why, and by whose order: both stay when the words are gone."
    why = told(terminal, why, missing, asked=" Why?  one line, without the words themselves")
    by = told(terminal, ordered_by, missing, "--ordered-by NAME", " By whose order?")
    return " ".join(why.split()), " ".join(by.split())


def _names(opened: OpenCase) -> re.Pattern[str]:
    """Finds the whole or known name of the child or of anybody in case.yaml."""
    child = opened.case.child
    names = [child.name, child.known_as, *(each.name for each in opened.case.file.people.values())]
    words = [r"\s+".join(map(re.escape, each.split())) for each in names if len(each.strip()) > 1]
    return re.compile(rf"(?i)(?<!\w)(?:{'|'.join(words) or '(?!)'})(?!\w)")


# --- cut off ------------------------------------------------------------------------------------------------------


def begun(session: Session, ref: str, kind: str) -> tuple[OpenWorkspace, str, Note | None]:
    """The child meant, and the note of a removal of one kind in the folder; None where there is none.

    Raises Unreadable for a note that this program did not write, Mistyped for one of the other kind.
    """
    workspace, case_id = session.find(ref)
    folder = workspace.files.case_dir(case_id)
    note = note_in(folder)
    if note is None and os.path.lexists(folder / NOTE):
        raise Unreadable(unfinished(folder))
    if note is not None and note.kind != kind:
        told = unfinished(folder)
        raise Mistyped(told.sentence, help=told.help)
    return workspace, case_id, note


def nothing_cut_off(terminal: Terminal, workspace: OpenWorkspace, case_id: str) -> None:
    """Say that there is nothing to finish, or take away an empty folder that was all that was left."""
    gone = emptied(workspace.files, case_id)
    if terminal.json:
        terminal.answer("finished", [{"case": case_id, "removal": "dispose" if gone else None}], read=0)
    else:
        terminal.say([_GONE.format(case_id) if gone else "Nothing was cut off here."])


_GONE: Final = "The folder of {} is gone; a line about it stays in disposed.yaml."


def finish_words(terminal: Terminal, ref: str) -> None:
    """Finish a removal of words that was cut off: by a manager, who is shown whose it was and what it changes.

    Raises Refused where the person typing manages no one, Unreadable where the note asks for more than a removal.
    """
    workspace, case_id, note = begun(terminal.session, ref, "redact")
    if note is None:
        nothing_cut_off(terminal, workspace, case_id)
        return
    held = hold(terminal.session, case_id)
    only_a_manager(
        terminal.session, held, somebody(terminal.session, held, "", "removes it"), "Words are removed by a manager"
    )
    if problems := refused(held.opened.folder, note):
        raise Unreadable(*problems)
    if terminal.asks and not terminal.yes:
        files = f"{counted(len(note.steps), 'file')}: {', '.join(step.file for step in note.steps)}"
        lines = wrap(clean(files), terminal.width, " " * 11, "TO REMOVE  words from ")
        terminal.say([child(held.opened, terminal.session), *lines, *_whose(note, terminal.width), ""])
    right_child(terminal, [held.opened])
    go_on(held.opened.folder, note, terminal.session.me or "somebody")
    if terminal.json:
        terminal.answer("finished", [{"case": case_id, "removal": "redact", "begun_by": note.by or None}], read=0)
    else:
        terminal.say(["The words are gone from every file of this folder.", *_whose(note, terminal.width)])


def finish_folder(terminal: Terminal, ref: str, why: str, ordered_by: str, run: Callable[[WritableCase], None]) -> None:
    """Finish the disposal of a folder as a disposal of one's own: the same role, reason, order and question.

    `run` disposes of a child who can still be read. Where the journal is gone already, the line in disposed.yaml has to
    be there, since it is written before anything is removed. Raises Refused, Mistyped or Unreadable.
    """
    workspace, case_id, note = begun(terminal.session, ref, "dispose")
    if note is None:
        nothing_cut_off(terminal, workspace, case_id)
        return
    if not terminal.json:
        terminal.say(_whose(note, terminal.width))
    folder = workspace.files.case_dir(case_id)
    if os.path.lexists(folder / "journal.yaml"):
        run(hold(terminal.session, case_id))
        return
    if case_id not in {each["id"] for each in disposed(workspace.root)}:
        sentence = "The journal is missing, and disposed.yaml has no line about this child. Nothing was removed."
        help = f"Bring the journal back from git or a backup, then delete {NOTE}."
        raise Unreadable(Problem(Place(f"cases/{case_id}"), sentence, help))
    key = my_key(terminal.session, people_of(terminal.session, workspace, None))
    roles = {
        role.title
        for name, role in workspace.vocabulary.roles.items()
        if role.manages and (name in terminal.session.workspace.files.team.roles(key, terminal.session.now.day))
    }
    if not roles:
        raise Refused("A case is removed by a manager.", help="Ask a manager to type this command.")
    why, ordered_by = _said(terminal, why, ordered_by)
    order = Order(key, ordered_by, why, terminal.session.instant)
    _sure_of(terminal, case_id)
    dispose(workspace.files, case_id, order, None)
    if terminal.json:
        terminal.answer("finished", [{"case": case_id, "removal": "dispose", "begun_by": note.by or None}], read=0)
    else:
        terminal.say([_GONE.format(case_id)])


def _sure_of(terminal: Terminal, case_id: str) -> None:
    if terminal.yes:
        return
    if not terminal.asks:
        raise Mistyped("Cannot ask you to confirm the child here.", help="If it is the right one, add --yes.")
    if at_terminal(f"Remove what is left of {case_id}? [Y/n]").lower() not in ("", "y", "yes"):
        raise Stopped


def _whose(note: Note, width: int) -> list[str]:
    """Whose removal it was, by what the note says."""
    order = note.order or {}
    by = f"It was begun by {note.by}" if note.by else "Who began it is not recorded"
    on = f" on {order['on']}, ordered by {order['ordered-by']}: {order['why']}" if order else ""
    return wrap(clean(f"{by}{on}."), width)


def care_lines(workspace: OpenWorkspace, width: int) -> list[str]:
    """What nobody here can reach, and what is to be done about it."""
    lines = ["", *wrap(ELSEWHERE, width)]
    if any((folder / ".git").exists() for folder in (workspace.root, *workspace.root.parents)):
        lines += wrap(GIT, width)
    return lines
