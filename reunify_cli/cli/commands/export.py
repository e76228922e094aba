"""Tables for regional and national questions: written as other programs read them, without a name in them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from reunify_cli.cli.options import reads
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped, Problem, Refused, did_you_mean
from reunify_cli.session.session import Unread
from reunify_cli.session.workspace import OpenWorkspace
from reunify_cli.text.layout import clean, columns, counted, wrap

if TYPE_CHECKING:
    from reunify_cli.casework.exporting import Chunk, Files, Wish
    from reunify_cli.exchange.export.description import Made

FORMATS: Final = ("csv", "json", "parquet")


@reads
def cli(
    terminal: Terminal,
    folder: Annotated[Path, typer.Argument(metavar="DIR", show_default=False, help="the folder to write into")],
    formats: Annotated[
        str, typer.Option("--format", metavar="csv,json,parquet", help="one or several, with commas between")
    ] = "csv",
    pseudonymise: Annotated[
        bool, typer.Option("--pseudonymise", help="only rows that five children or more share, without ids")
    ] = False,
) -> int | None:
    """Cases, events, duties and facts as tables, without names or free text."""
    from reunify_cli.casework.exporting import Wish
    from reunify_cli.store.durable.disk import in_plain_words

    wanted = _formats(formats)
    target = folder.expanduser().absolute()
    _refuse_foreign(target, terminal.session.workspaces)
    with in_plain_words(str(folder)):
        made, unread = _export(Wish(terminal.session, _texts(wanted), pseudonymise), target, wanted)
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
                Problem(
                    None,
                    f'"{clean(each)}" is not a format here.{near}',
                    "Write csv, json, parquet, or several: csv,json.",
                )
            )
    if not found:
        raise Mistyped(Problem(None, "No format is named.", "Write --format csv, json or parquet."))
    if "parquet" in found:
        from reunify_cli.exchange.export.parquet import duckdb

        duckdb()
    return found


def _texts(formats: Sequence[str]) -> tuple[str, ...]:
    """The formats that are written as text: Parquet is made from lines of JSON."""
    return tuple(each for each in ("csv", "json") if each in formats or (each == "json" and "parquet" in formats))


def _refuse_foreign(target: Path, workspaces: Sequence[OpenWorkspace]) -> None:
    """Refuse a folder that is not ours to replace: one with anything in it that an export did not write."""
    from reunify_cli.exchange.export.description import is_made, is_ours
    from reunify_cli.store.outputs import real_folder

    real = real_folder(target)
    for workspace in workspaces:
        root = workspace.root.resolve()  # a cases that is a link is not followed
        if real == root or root / "cases" in (real, *real.parents):
            sentence = "An export cannot lie where the children's own folders are."
            raise Refused(Problem(None, sentence, "Name a folder outside cases."))
    if not target.exists():
        return
    if target.is_symlink() or not target.is_dir():
        raise Refused(Problem(None, f"{target} is not a folder.", "Name a new one."))
    if any(target.iterdir()):
        described = target / "datapackage.json"
        text = described.read_text("utf-8", "replace") if described.is_file() else ""
        if not is_ours(text):
            sentence = f"{target} holds files that are not from an export."
            raise Refused(Problem(None, sentence, "Nothing was changed. Name an empty folder or a new one."))
        added = sorted(
            path for path in target.rglob("*") if not path.is_dir() and not is_made(path.relative_to(target))
        )
        if added:
            sentence = f"{added[0]} is not from an export, and the folder would be replaced with it."
            raise Refused(Problem(None, sentence, "Move it somewhere else, or name a new folder."))


# --- writing ------------------------------------------------------------------------------------------------------


def _export(wish: Wish, target: Path, formats: Sequence[str]) -> tuple[Made, list[Unread]]:
    """Write everything beside the folder and put it in its place; what fails or is interrupted leaves it as it was."""
    from reunify_cli.casework.exporting import Files, put_in_place, remove_tree, veil
    from reunify_cli.exchange.export.description import Made, datapackage, readme
    from reunify_cli.store.durable import disk

    disk.make_folder(target.parent)
    work = disk.beside(target)
    disk.make_folder(work)
    with suppress(OSError):
        work.chmod(0o700)
    files = Files(work)
    try:
        judged, cases, unread = _write(wish, files)
        rows = veil(files, wish.formats) if wish.veiled else judged
        left = {name: judged[name] - number for name, number in rows.items()}
        if "parquet" in formats:
            _to_parquet(files, work, keep="json" in formats)
        made = Made(wish.session.today, list(formats), wish.veiled, rows, cases, len(unread), left)
        disk.write_new(work / "README.md", readme(made).encode())
        disk.write_new(work / "datapackage.json", datapackage(made).encode())
        put_in_place(work, target)
    except BaseException:
        with suppress(OSError):
            files.finish()
        with suppress(OSError):
            remove_tree(work)
        raise
    return made, unread


def _write(wish: Wish, files: Files) -> tuple[dict[str, int], int, list[Unread]]:
    from reunify_cli.casework.exporting import chunks, partition
    from reunify_cli.cli.progress import watched
    from reunify_cli.exchange.export.columns import TABLES
    from reunify_cli.store.workspace import case_ids

    ids = [case_ids(workspace.files) for workspace in wish.session.workspaces]
    rows, cases, unread = {table.name: 0 for table in TABLES}, 0, list[Unread]()
    last = 0
    for number, chunk in watched(chunks(wish, ids), sum(map(len, ids)), "Exporting", _children_of):
        if number != last:
            files.finish()
            last = number
        files.add(chunk.parts.items(), partition(wish.session.workspaces[number]), number)
        for name, more in chunk.rows.items():
            rows[name] += more
        cases += chunk.cases
        unread += chunk.unread
    files.finish()
    return rows, cases, unread


def _children_of(made: tuple[int, Chunk]) -> int:
    return made[1].cases + len(made[1].unread)


def _to_parquet(files: Files, work: Path, *, keep: bool) -> None:
    from reunify_cli.casework.exporting import remove_tree
    from reunify_cli.exchange.export.parquet import connect, to_parquet
    from reunify_cli.store.durable import disk

    scratch = work / ".scratch"
    database: Any = connect(scratch)
    try:
        for path, table in files.made.items():
            inside = path.relative_to(work)
            if inside.parts[0] == "json":
                out = work / "parquet" / Path(*inside.parts[1:]).with_suffix(".parquet")
                disk.make_folder(out.parent)
                to_parquet(table, path, out, database)
    finally:
        database.close()
    remove_tree(scratch)
    if not keep:
        remove_tree(work / "json")


# --- the screen ---------------------------------------------------------------------------------------------------


def run(made: Made, unread: Sequence[Unread], folder: Path, width: int) -> list[str]:
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
        lines += wrap("Ids are the real ones. For anybody outside the authority use --pseudonymise.", width)
    return lines
