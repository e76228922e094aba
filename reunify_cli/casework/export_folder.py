"""The folder of an export: refused where it is not ours to replace, and written whole or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reunify_cli.errors import Refused
from reunify_cli.session.session import Unread
from reunify_cli.session.workspace import OpenWorkspace

if TYPE_CHECKING:
    from reunify_cli.casework.exporting import Chunk, ExportWish, Files
    from reunify_cli.exchange.export.description import Exported


def refuse_foreign(target: Path, workspaces: Sequence[OpenWorkspace]) -> None:
    """Refuse a folder that is not ours to replace: one with anything in it that an export did not write."""
    from reunify_cli.exchange.export.description import is_made, is_ours
    from reunify_cli.store.outputs import real_folder

    real = real_folder(target)
    for workspace in workspaces:
        root = workspace.root.resolve()  # a cases that is a link is not followed
        if real == root or root / "cases" in (real, *real.parents):
            sentence = "An export cannot lie where the children's own folders are."
            raise Refused(sentence, help="Name a folder outside cases.")
    if not target.exists():
        return
    if target.is_symlink() or not target.is_dir():
        raise Refused(f"{target} is not a folder.", help="Name a new one.")
    if any(target.iterdir()):
        described = target / "datapackage.json"
        text = described.read_text("utf-8", "replace") if described.is_file() else ""
        if not is_ours(text):
            sentence = f"{target} holds files that are not from an export."
            raise Refused(sentence, help="Nothing was changed. Name an empty folder or a new one.")
        added = sorted(
            path for path in target.rglob("*") if not path.is_dir() and not is_made(path.relative_to(target))
        )
        if added:
            sentence = f"{added[0]} is not from an export, and the folder would be replaced with it."
            raise Refused(sentence, help="Move it somewhere else, or name a new folder.")


def write_export(wish: ExportWish, target: Path, formats: Sequence[str]) -> tuple[Exported, list[Unread]]:
    """Write everything beside the folder and put it in its place; what fails or is interrupted leaves it as it was."""
    from reunify_cli.casework.exporting import Files, put_in_place, remove_tree, veil
    from reunify_cli.exchange.export.description import Exported, datapackage, readme
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
        made = Exported(wish.session.today, list(formats), wish.veiled, rows, cases, len(unread), left)
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


def _write(wish: ExportWish, files: Files) -> tuple[dict[str, int], int, list[Unread]]:
    from reunify_cli.casework.exporting import chunks, partition
    from reunify_cli.exchange.export.columns import TABLES
    from reunify_cli.store.workspace import case_ids

    ids = [case_ids(workspace.files) for workspace in wish.session.workspaces]
    rows, cases = {table.name: 0 for table in TABLES}, 0
    unread = [
        Unread(workspace, each, (problem,))
        for workspace, there in zip(wish.session.workspaces, ids, strict=True)
        for each, problem in wish.session.gone(workspace.root, there).items()
    ]
    last = 0
    for number, chunk in wish.session.progress(chunks(wish, ids), sum(map(len, ids)), "Exporting", _children_of):
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
