"""Tables for regional and national questions: written as other programs read them, without a name in them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

from reunify_cli.casework.export_folder import refuse_foreign, write_export
from reunify_cli.cli.options import Option, argument, reads
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped, did_you_mean
from reunify_cli.session.session import Unread
from reunify_cli.text.layout import clean, columns, counted, wrap

if TYPE_CHECKING:
    from reunify_cli.exchange.export.description import Exported

FORMATS: Final = ("csv", "json", "parquet")


@reads
def cli(
    terminal: Terminal,
    folder: Annotated[Path, argument("DIR", "the folder to write into")],
    formats: Annotated[
        str, Option("--format", metavar="csv,json,parquet", help="one or several, with commas between")
    ] = "csv",
    pseudonymise: Annotated[
        bool, Option("--pseudonymise", help="only rows that five children or more share, without ids")
    ] = False,
) -> int | None:
    """Cases, events, duties and facts as tables, without names or free text."""
    from reunify_cli.casework.exporting import ExportWish
    from reunify_cli.store.durable.disk import in_plain_words

    wanted = _formats(formats)
    target = folder.expanduser().absolute()
    refuse_foreign(target, terminal.session.workspaces)
    with in_plain_words(str(folder)):
        made, unread = write_export(ExportWish(terminal.session, _texts(wanted), pseudonymise), target, wanted)
    if terminal.json:
        items = [{"table": name, "rows": number, "formats": wanted} for name, number in made.rows.items()]
        terminal.answer("export", items, read=made.cases, unread=unread, folder=str(target), pseudonymised=pseudonymise)
    else:
        terminal.say(run(made, unread, folder, terminal.width))
    return 3 if unread else None


# --- what is asked for --------------------------------------------------------------------------------------------


def _formats(said: str) -> list[str]:
    """The formats asked for. Raises Mistyped for one that is none, or that needs what is not installed."""
    found = list(dict.fromkeys(word.strip().lower() for word in said.split(",") if word.strip()))
    for each in found:
        if each not in FORMATS:
            near = did_you_mean(each, FORMATS)
            raise Mistyped(
                f'"{clean(each)}" is not a format here.{near}', help="Write csv, json, parquet, or several: csv,json."
            )
    if not found:
        raise Mistyped("No format is named.", help="Write --format csv, json or parquet.")
    if "parquet" in found:
        from reunify_cli.exchange.export.parquet import duckdb

        duckdb()
    return found


def _texts(formats: Sequence[str]) -> tuple[str, ...]:
    """The formats that are written as text: Parquet is made from lines of JSON."""
    return tuple(each for each in ("csv", "json") if each in formats or (each == "json" and "parquet" in formats))


# --- the screen ---------------------------------------------------------------------------------------------------


def run(made: Exported, unread: Sequence[Unread], folder: Path, width: int) -> list[str]:
    """The screen's lines: what lies where, who is missing, what remains of the risk, and how to ask of it."""
    from reunify_cli.exchange.export.description import RISK

    lines = [f"{counted(made.cases, 'child', 'children')} written to {clean(folder)} ({', '.join(made.formats)}).", ""]
    lines += [f" {line}" for line in columns([(n, f"{k:,}") for n, k in made.rows.items()], right=frozenset({1}))]
    for each in unread:
        lines += ["", *wrap(f"NOT READ: {clean(each.id)}, and not in these tables.", width)]
        lines += [line for problem in each.problems[:1] for line in wrap(clean(problem), width, " ", " ")]
    lines += ["", *wrap("No names, addresses or free text. What each column means: README.md.", width)]
    if made.pseudonymised:
        left = sum(made.left_out.values())
        lines += ["", *wrap(f"Left out, because fewer than five children share them: {counted(left, 'row')}.", width)]
        lines += ["", *wrap("What remains:", width)]
        lines += [line for each in RISK for line in wrap(each, width, "   ", " - ")]
    else:
        lines += wrap("Ids are the real ones. For anyone outside the authority, use --pseudonymise.", width)
    return lines
