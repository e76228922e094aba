"""Words that should not stand in a record are removed, by order; who did it, when and why stays, and never what."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from reunify_cli.casework.writing import WritableCase, fresh_id, hold, in_turn
from reunify_cli.cli.confirm import right_child
from reunify_cli.cli.options import CaseRef, argument, writes
from reunify_cli.cli.removing import Finish, OrderedBy, Why, care_lines, finish_words, ordered
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped, Problem, Unreadable
from reunify_cli.frozen import dataclass, replace
from reunify_cli.session.session import OpenCase
from reunify_cli.store.durable.safe_read import whole
from reunify_cli.text.days import short_day
from reunify_cli.text.layout import clean, counted, joined, wrap
from reunify_cli.wording.display_names import child, typed

if TYPE_CHECKING:
    from reunify_cli.store.removal.carry_out import Order
    from reunify_cli.store.removal.words import Found, RemovalWish


@dataclass(frozen=True, slots=True)
class Papers:
    """The papers made for the child: those that hold the words, and those made since that nobody can tell of."""

    holding: tuple[str, ...] = ()
    since: tuple[str, ...] = ()


@writes
def cli(
    terminal: Terminal,
    case: CaseRef,
    entry: Annotated[str, argument("[ENTRY]", "its id; or case.yaml, or plan.yaml")] = "",
    field: Annotated[str, argument("[FIELD]", "one field of it (all of it)")] = "",
    why: Why = "",
    ordered_by: OrderedBy = "",
    finish: Finish = False,
) -> None:
    """Remove words that should not stand in a record: by order, leaving who, when and why."""
    from reunify_cli.store.removal.words import MAPPINGS, RemovalWish

    if finish:
        finish_words(terminal, case)
        return
    if not entry or (entry in MAPPINGS and not field):
        what = f"Say which words of {entry} are to go." if entry else "Say which entry is to go, or which field of it."
        help = f"reunify redact {typed(case)} {entry or 'ENTRY'} people.father.address --why TEXT --ordered-by NAME"
        raise Mistyped(what, help=help if entry else f"All entries:  reunify events {typed(case)}")
    held, wish = hold(terminal.session, case), RemovalWish(entry, field)
    from reunify_cli.store.removal.carry_out import Rewritten, carry_out
    from reunify_cli.store.removal.words import give_names, redaction

    opened = held.opened
    order = ordered(terminal, held, why, ordered_by, "Words are removed by a manager")
    team = opened.case.team
    known = [*(each.name for each in team.people.values()), *(each.name for each in team.bodies.values())]
    family = [each.name for each in opened.case.file.people.values()]

    def seek(held: WritableCase) -> tuple[Found, Papers]:
        found = redaction(opened.folder, wish, order, fresh_id(held), known, family)
        _still_reads(held, found)
        papers = papers_with(opened, found)
        gone = [Rewritten(name, whole(opened.folder / name), None) for name in papers.holding]
        return replace(found, files=(*found.files, *gone)), papers

    found, papers = seek(held)
    if terminal.asks and not terminal.yes:
        terminal.say([child(opened, terminal.session), *what_goes(wish, found, terminal.width), ""])
    right_child(terminal, [opened])
    renamed: dict[str, str] = {}

    def work(now: Sequence[WritableCase]) -> tuple[Found, Papers]:
        (each,) = now
        there = (found, papers) if each is held else seek(each)
        give_names(opened.folder, there[0])
        renamed.update(there[0].renamed)
        carry_out(opened.folder, there[0].files, terminal.session.me or "somebody")
        return there

    found, papers = in_turn(terminal.session, [held], work)
    found = replace(found, renamed=renamed)
    after = terminal.session.open(opened.workspace, opened.id)
    if terminal.json:
        files = {
            "rewritten": [f.file for f in found.files if f.new is not None],
            "removed": [f.file for f in found.files if f.new is None],
        }
        item = {"case": opened.id, "entry": wish.entry, "field": wish.field or None, "marked": found.ids, **files}
        left = {"renamed": list(found.renamed.values()), "names_stay_in": found.still, "comments_stay": found.comments}
        more = {"papers_since": papers.since, "not_looked_into": found.opaque, **left}
        terminal.answer("redacted", [{**item, **more}], read=1)
    else:
        terminal.say(removed_lines(terminal, after, wish, found, papers, order))


def _still_reads(held: WritableCase, found: Found) -> None:
    """Make sure that the case can still be read afterwards. Raises Mistyped with what then would be missing."""
    from reunify_cli.model.case import CaseFile
    from reunify_cli.shape import load, read
    from reunify_cli.store.entries import read_entries
    from reunify_cli.store.fields import Known

    case, new = held.opened.case, {each.file: each.new or b"" for each in found.files}
    problems: list[Problem] = []
    try:
        file = read(CaseFile, load(new["case.yaml"], "case.yaml")) if "case.yaml" in new else case.file
        if "journal.yaml" in new:
            words, known = held.opened.workspace.vocabulary, Known(file, case.team, None)
            problems += read_entries(load(new["journal.yaml"], "journal.yaml"), words, known).problems
    except Unreadable as error:
        problems += error.problems
    if problems:
        help = "Name the whole entry instead, or correct what needs it first."
        said = [Problem(None, f"Without it the case could not be read: {each.sentence}", "") for each in problems]
        raise Mistyped(*said[:-1], replace(said[-1], help=help))


def papers_with(opened: OpenCase, found: Found) -> Papers:
    """The papers in the packs folder that hold the words, and those that cannot be told or say it in other words."""
    from reunify_cli.store.removal.words import holds

    packs = opened.folder / "packs"
    files = [path for path in sorted(packs.rglob("*")) if path.is_file() and path.suffix not in (".yaml", ".tmp")]
    holding = [path for path in files if found.words and holds(" ".join(_words_of(path)), found.words)]
    named = [path.relative_to(opened.folder).as_posix() for path in holding]
    return Papers(tuple(named), tuple(path.name for path in files if path not in holding))


def _words_of(path: Path) -> Sequence[str]:
    """What a paper says, as far as it can be read back."""
    from reunify_cli.papers.guard.leaks import READ

    read = READ.get(path.suffix[1:])
    try:
        data = whole(path)
        return [text for _, text in read(data)] if read else [data.decode("utf-8", "replace")]
    except Exception:  # noqa: BLE001 - whatever a damaged file does to its reader: it is named as not looked into
        return []


# --- in words -----------------------------------------------------------------------------------------------------


def what_goes(wish: RemovalWish, found: Found, width: int) -> list[str]:
    """What will be removed and from which files, without the words."""
    what = f"{wish.field} of {wish.entry}" if wish.field else f"entry {wish.entry}, all of it"
    lines = wrap(
        f"{clean(what)}, and the same words wherever else they stand in this folder:",
        width,
        " " * 11,
        "TO REMOVE  ",
    )
    for each in found.files:
        lines.append(f"{' ' * 11}{clean(each.file)}{'' if each.new is not None else ', the file itself'}")
    for new in found.renamed.values():
        lines += wrap(f"a file's name, which becomes {clean(new)}", width, " " * 13, " " * 11)
    return lines


def removed_lines(
    terminal: Terminal, after: OpenCase, wish: RemovalWish, found: Found, papers: Papers, order: Order
) -> list[str]:
    """What was removed, the mark that stays, and what is left to somebody's care."""
    what = f"{wish.field} of {wish.entry}" if wish.field else f"entry {wish.entry}"
    lines = wrap(f"{child(after, terminal.session)}: {clean(what)}", terminal.width, " " * 11, "REMOVED    ")
    lines += wrap(
        f"ordered by {clean(order.ordered_by)}, {short_day(terminal.session.now.day)}: {clean(order.why)}",
        terminal.width,
        " " * 11,
        " " * 11,
    )
    kept = joined([each.file for each in found.files if each.new is not None])
    lines += wrap(f"written anew: {clean(kept)}", terminal.width, " " * 11, " " * 11)
    lost = [each.file for each in found.files if each.new is None]
    if lost:
        lines += wrap(f"taken away, for it held the words: {clean(joined(lost))}", terminal.width, " " * 11, " " * 11)
    if found.renamed:
        named = joined(list(found.renamed.values()))
        lines += wrap(f"given another name, for it held a name: {clean(named)}", terminal.width, " " * 11, " " * 11)
    if found.still:
        said = f"A name that stood in the words stays in: {joined(found.still)}. Remove it there too, if it has to go."
        lines += ["", *wrap(clean(said), terminal.width)]
    if found.comments:
        said = f"Read the comments that stay, if they say the same in other words: {joined(found.comments)}."
        lines += ["", *wrap(clean(said), terminal.width)]
    if papers.since:
        lie = counted(len(papers.since), "other paper lies", "other papers lie")
        said = f"{lie} in packs; look whether one says it in other words."
        lines += ["", *wrap(said, terminal.width)]
    if found.opaque:
        lines += ["", *wrap(f"Not looked into, being no text: {clean(joined(found.opaque))}.", terminal.width)]
    lines += care_lines(after.workspace, terminal.width)
    return [*lines, "", f"What stays in its place:  reunify events {typed(after.id)}"]
