"""A closed case's folder is removed lawfully: by order, leaving a line of who, when and why; and what is due for it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from reunify_cli.casework.retention import KeptUntil, kept_json, kept_of, must_be_closed, until_words
from reunify_cli.casework.writing import WritableCase, hold, in_turn
from reunify_cli.cli.confirm import right_child
from reunify_cli.cli.options import Option, argument, writes
from reunify_cli.cli.removing import Finish, OrderedBy, Why, care_lines, finish_folder, ordered
from reunify_cli.cli.terminal import Terminal
from reunify_cli.engine.ended import CLOSED
from reunify_cli.errors import Mistyped, Problem, Unreadable
from reunify_cli.model.moment import Moment
from reunify_cli.session.session import Session, Unread
from reunify_cli.store.removal.carry_out import dispose, disposed
from reunify_cli.store.retention import retention_problems
from reunify_cli.text.days import say_full
from reunify_cli.text.layout import clean, counted, wrap
from reunify_cli.wording.display_names import child, short_id


@writes
def cli(
    terminal: Terminal,
    case: Annotated[str, argument("[CASE]", "the id, its last digits or initials")] = "",
    why: Why = "",
    ordered_by: OrderedBy = "",
    past: Annotated[bool, Option("--list", help="the closed cases, and until when each is kept")] = False,
    finish: Finish = False,
) -> int | None:
    """Remove a closed case's folder: by order, leaving who, when and why."""
    if finish and case:
        finish_folder(terminal, case, why, ordered_by, lambda held: run(terminal, held, why, ordered_by))
        return None
    if past or not case:
        if not past:
            raise Mistyped("Say whose folder is to go.", help="What is past its time:  reunify dispose --list")
        return listed(terminal)
    run(terminal, hold(terminal.session, case), why, ordered_by)
    return None


def run(terminal: Terminal, held: WritableCase, why: str, ordered_by: str) -> None:
    """Show whose folder goes, ask, and remove it. Raises Mistyped, Refused or Unreadable, and then it is all there."""
    opened = held.opened
    must_be_closed(opened, terminal.session)
    order = ordered(terminal, held, why, ordered_by, "A case is removed by a manager")
    kept = kept_of(opened, terminal.session)
    files = sum(path.is_file() for path in opened.folder.rglob("*"))
    if terminal.asks and not terminal.yes:
        who = f"{child(opened, terminal.session)}: the whole folder cases/{opened.id}, {counted(files, 'file')}"
        terminal.say([*wrap(who, terminal.width, " " * 11, "TO REMOVE  "), *_until_lines(kept, terminal), ""])
    right_child(terminal, [opened])
    shown = child(opened, terminal.session)

    def work(now: Sequence[WritableCase]) -> None:
        must_be_closed(now[0].opened, terminal.session)  # a colleague may have reopened it
        dispose(opened.workspace.files, opened.id, order, now[0].opened.journal)

    in_turn(terminal.session, [held], work)
    if terminal.json:
        item = {"case": opened.id, "files": files, "kept_until": kept.until if kept else None}
        terminal.answer(
            "disposed", [{**item, "by": order.by, "ordered_by": order.ordered_by, "why": order.why}], read=1
        )
        return
    lines = wrap(f"{shown}: cases/{opened.id}, {counted(files, 'file')}", terminal.width, " " * 11, "REMOVED    ")
    lines += wrap(f"ordered by {clean(order.ordered_by)}: {clean(order.why)}", terminal.width, " " * 11, " " * 11)
    lines += _until_lines(kept, terminal)
    lines += ["", *wrap(f"A line stays in disposed.yaml; {opened.id} is never used for another child.", terminal.width)]
    terminal.say([*lines, *care_lines(opened.workspace, terminal.width)])


def _until_lines(kept: KeptUntil | None, terminal: Terminal) -> list[str]:
    said = f"reunify.yaml keeps it {until_words(kept)}" if kept and kept.term else "reunify.yaml sets no period for it"
    early = " That day has not come." if kept and kept.until and kept.until >= terminal.session.now.day else ""
    return wrap(f"{said}.{early}", terminal.width, " " * 11, " " * 11)


# --- what is past its time ----------------------------------------------------------------------------------------


def listed(terminal: Terminal) -> int | None:
    """Every closed case with the day until which it is kept, those past it first; 3 where a child was not read."""
    _known_outcomes(terminal.session)
    unread: list[Unread] = []
    closed: list[KeptUntil] = []
    read = 0
    for each in terminal.session.all_cases():
        if isinstance(each, Unread):
            unread.append(each)
            continue
        read += 1
        kept = kept_of(each, terminal.session)
        if kept is not None:
            closed.append(kept)
    closed.sort(key=lambda each: (each.until or date.max, each.opened.id))
    gone = {each["id"] for workspace in terminal.session.workspaces for each in disposed(workspace.root)}
    back = [kept.opened.id for kept in closed if kept.opened.id in gone]
    if terminal.json:
        terminal.answer(
            "retention",
            [kept_json(each, terminal.session) for each in closed],
            read=read,
            unread=unread,
            disposed=len(gone),
        )
    else:
        terminal.say(list_lines(closed, read, unread, len(gone), back, terminal))
    return 3 if unread else None


def _known_outcomes(session: Session) -> None:
    """Make sure that `retention` names outcomes of each folder's own policy. Raises Unreadable with every problem."""
    from reunify_cli.keys import FILE
    from reunify_cli.shape import load
    from reunify_cli.store.durable.disk import read_file

    problems: list[Problem] = []
    for workspace in session.workspaces:
        if workspace.files.retention:
            loaded = load(read_file(workspace.root / FILE, FILE), FILE)
            outcomes = workspace.vocabulary.events[CLOSED].fields["outcome"].values
            problems += retention_problems(workspace.files.retention, loaded, outcomes)
    if problems:
        raise Unreadable(*problems)


def list_lines(
    closed: Sequence[KeptUntil], read: int, unread: Sequence[Unread], gone: int, back: Sequence[str], terminal: Terminal
) -> list[str]:
    """The closed cases as a screen."""
    past = [each for each in closed if each.until and each.until < terminal.session.now.day]
    still = [each for each in closed if each.until and each.until >= terminal.session.now.day]
    rest = [each for each in closed if each.until is None]
    missing = f", {len(unread)} NOT READ" if unread else ""
    head = f"{counted(read, 'child', 'children')} read{missing}; {len(closed)} closed"
    lines = [f"{head}, {len(past)} past the day until which they are kept."]
    for title, group in (("PAST IT", past), ("KEPT", still), ("NO DAY", rest)):
        if group:
            lines += ["", title]
        for each in group:
            outcome = f", {clean(each.outcome)}" if each.outcome else ""
            words = f"kept {until_words(each)}" if each.term else "no period is set in reunify.yaml"
            said = f"closed {say_full(Moment(each.closed))}{outcome}; {words}"
            lines += wrap(said, terminal.width, " " * 17, f"  {child(each.opened, terminal.session):<14} ")
    if past:
        lines += ["", f"To remove one:  reunify dispose {short_id(past[0].opened.id)} --why TEXT --ordered-by NAME"]
    if rest and not any(each.term for each in rest):
        lines += [
            "",
            "A period is set in reunify.yaml:",
            "  retention: {default: 75th birthday, died: 15 y}",
        ]
    if gone:
        lines += ["", f"Removed so far: {counted(gone, 'child', 'children')} (disposed.yaml)."]
    for each_id in back:
        lines += wrap(f"{each_id} was removed, and its folder is here again: from a clone or a backup?", terminal.width)
    for lost in unread:
        lines += wrap(clean(lost.problems[0].sentence), terminal.width, " " * 17, f"  {short_id(lost.id):<14} ")
    return lines
