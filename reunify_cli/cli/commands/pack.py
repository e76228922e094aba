"""Papers for meetings: one made from a child's record, all of the next fortnight's, or which there are."""

from pathlib import Path
from typing import Annotated

from reunify_cli.casework.paper_making import formats, listed, make, meant
from reunify_cli.casework.paper_readers import reading
from reunify_cli.casework.papers import held_json, held_of, lacks_json, listed_json, made_json
from reunify_cli.cli.options import Option, argument, option, reads
from reunify_cli.cli.screens.papers import list_lines, made_lines
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped
from reunify_cli.rules.periods import parse_period
from reunify_cli.session.session import OpenCase
from reunify_cli.text.layout import clean

_CASE = argument("CASE", "the id, its last digits, initials, or your own number")
_NAME = argument("[NAME]", "the paper or its meeting: IPM, review, pwp")
_FOR = option("--for", "READER", "professionals (usual), court, mother, child")
PAPERS = (".pdf", ".docx", ".html", ".md")
"""How papers end; a folder that ends so is a slip."""
_OUT = option("--out", "DIR", "where to put it")
_DUE = option("--due", "14d", "all papers for the meetings booked by then")
_SENT = Option("--sent", help="record that the last version went out to its reader")
_ON = option("--on", "DATE", "with --sent: the day it went out")
_TO = option("--to", "NAMES", "with --sent: to whom, where not to the reader")
_YES = Option("--yes", "-y", help="with --sent: do not ask, this is the right child")


@reads
def cli(
    terminal: Terminal,
    case: Annotated[str, _CASE] = "",
    name: Annotated[list[str] | None, _NAME] = None,
    reader: Annotated[str, _FOR] = "",
    format: Annotated[str, Option("--format", metavar="pdf,docx,html,md", help="in which formats")] = "pdf",
    out: Annotated[Path | None, _OUT] = None,
    open_: Annotated[bool, Option("--open", help="open it when it is made")] = False,
    listed: Annotated[bool, Option("--list", help="which there are, and what each lacks")] = False,
    due: Annotated[str, _DUE] = "",
    final: Annotated[bool, Option("--final", help="a final version, no draft")] = False,
    sent: Annotated[bool, _SENT] = False,
    on: Annotated[str, _ON] = "",
    to: Annotated[str, _TO] = "",
    yes: Annotated[bool, _YES] = False,
) -> int | None:
    """A paper for a meeting; without a name, which there are and what each lacks."""
    if out is not None and out.suffix.lower() in PAPERS and not out.is_dir():
        sentence = f'--out needs a folder, and "{out.name}" reads like a paper.'
        raise Mistyped(sentence, help="Name a folder. File names are chosen for you.")
    if due:
        return _due(terminal, case, due, format, out, listed=listed)
    if not case:
        raise Mistyped("Say for which child, or write --due 14d for every meeting that is booked.")
    if sent:
        from reunify_cli.cli.sent import run as record_sent

        record_sent(terminal, case, " ".join(name or ()), reader, on, to, yes=yes)
        return None
    opened = terminal.session.open_case(case)
    if listed or not name:
        _list(opened, reader, terminal)
        return None
    pack = meant(opened, " ".join(name))
    done = make(
        opened,
        pack,
        reading(opened, reader, terminal.session, pack),
        formats(format),
        out,
        terminal.session,
        final=final,
    )
    if terminal.json:
        lacks = lacks_json(done.paper.context.lacks)
        held = held_json(held_of(done.paper.context))
        found = list(done.findings)
        terminal.answer(
            "papers", made_json(done), read=1, blanks=done.paper.blanks, lacks=lacks, held=held, findings=found
        )
    else:
        terminal.say(made_lines(opened, done, terminal))
    if open_:
        from reunify_cli.cli.open_with_system import opens

        if not opens(done.paths[0]) and not terminal.json:
            terminal.say([f"It cannot be opened from here. It is at {clean(done.paths[0].absolute())}"])
    return None


def _due(terminal: Terminal, case: str, within: str, format: str, out: Path | None, *, listed: bool) -> int | None:
    """Every paper for the meetings booked in a window; the sender's list at the end."""
    from reunify_cli.casework.papers_due import papers_due, sender_json
    from reunify_cli.cli.screens.papers_due import sender_lines

    if case:
        said = "--due makes the papers of every child; a child was named."
        raise Mistyped(said, help="Leave the child out, or leave --due out.")
    try:
        period = parse_period(within)
        days = period.amount * {"d": 1, "w": 7, "m": 30}[period.unit.value]
    except (ValueError, KeyError):
        raise Mistyped(f'"{clean(within)}" is not a length of time.', help="Write it as 14d or 2w.") from None
    batch = papers_due(terminal.session, days, formats(format), out, listed=listed)
    if terminal.json:
        terminal.answer("papers-due", sender_json(batch), read=batch.read, unread=batch.unread)
    else:
        terminal.say(sender_lines(batch, terminal))
    return 3 if batch.incomplete else None


def _list(opened: OpenCase, word: str, terminal: Terminal) -> None:
    """Which papers there are for a reader; where none is named, for professionals, and those that only others get."""
    from reunify_cli.store.papers import read_made

    made = read_made(opened.folder / "packs")
    there = {(each.name, each.reader) for each in made}
    every = listed(opened, word, terminal.session)
    papers = [each for each in every if each.known.is_coming or (each.pack.name, each.reader.key) in there]
    if terminal.json:
        terminal.answer("packs", [listed_json(opened, each) for each in papers], read=1)
    else:
        terminal.say(list_lines(opened, papers, made, terminal))
