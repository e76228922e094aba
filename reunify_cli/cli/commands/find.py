"""Where words stand, over all children: ids, names, numbers, people, notes and what entries say."""

from typing import Annotated

from reunify_cli.casework.about import entry_words
from reunify_cli.casework.finding import Hit, hits
from reunify_cli.cli.options import argument, reads
from reunify_cli.cli.terminal import Terminal
from reunify_cli.text.layout import clean, counted, shorten
from reunify_cli.wording.display_names import child, short_id, typed

MOST = 5
"""How many entries of one child are shown before the rest are counted."""


@reads
def cli(
    terminal: Terminal, words: Annotated[list[str], argument("WORDS", "a name, a number, or words of a note")]
) -> int | None:
    """Children, people and entries that hold some words."""
    read, found, unread = hits(terminal.session, words)
    if terminal.json:
        items = [
            {
                "case": each.opened.id, "child": each.child, "people": list(each.people),
                "entries": [{"id": e.id, "event": e.event, "date": str(e.when)} for e in each.entries],
            }
            for each in found
        ]  # fmt: skip
        terminal.answer("found", items, read=read, unread=unread)
    else:
        lines = [f"{counted(read + len(unread), 'child', 'children')} looked at; found for {len(found)}."]
        lines += [line for each in found for line in _lines(each, terminal)]
        lines += [f"NOT READ  {short_id(each.id)}   reunify check {typed(each.id)}" for each in unread]
        terminal.say(lines)
    return 3 if unread else None


def _lines(hit: Hit, terminal: Terminal) -> list[str]:
    opened = hit.opened
    lines = ["", f"{child(opened, terminal.session)}   reunify show {typed(opened.id)}"]
    lines += [f"  {clean(key)}" for key in hit.people]
    entries = list(reversed(hit.entries))
    lines += [shorten(f"  {entry_words(e, opened.workspace.vocabulary)}", terminal.width) for e in entries[:MOST]]
    more = len(entries) - MOST
    return [*lines, *([f"  and {more} more:  reunify events {typed(opened.id)}"] if more > 0 else [])]
