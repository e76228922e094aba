"""Words that should not stand in a record are removed, by order; who did it, when and why stays, and never what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from reunify_cli.casework.redacting import Papers, remove, seek
from reunify_cli.casework.writing import hold
from reunify_cli.cli.confirm import right_child
from reunify_cli.cli.options import CaseRef, argument, writes
from reunify_cli.cli.removing import Finish, OrderedBy, Why, care_lines, finish_words, ordered
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped
from reunify_cli.session.session import OpenCase
from reunify_cli.text.days import short_day
from reunify_cli.text.layout import clean, counted, joined, wrap
from reunify_cli.wording.display_names import child, typed

if TYPE_CHECKING:
    from reunify_cli.store.removal.carry_out import Order
    from reunify_cli.store.removal.words import RemovalWish, ToRemove


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
    opened = held.opened
    order = ordered(terminal, held, why, ordered_by, "Words are removed by a manager")
    found, papers = seek(held, wish, order)
    if terminal.asks and not terminal.yes:
        terminal.say([child(opened, terminal.session), *what_goes(wish, found, terminal.width), ""])
    right_child(terminal, [opened])
    found, papers = remove(terminal.session, held, wish, order, (found, papers))
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


# --- in words -----------------------------------------------------------------------------------------------------


def what_goes(wish: RemovalWish, found: ToRemove, width: int) -> list[str]:
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
    terminal: Terminal, after: OpenCase, wish: RemovalWish, found: ToRemove, papers: Papers, order: Order
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
    lines += wrap(f"written again: {clean(kept)}", terminal.width, " " * 11, " " * 11)
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
