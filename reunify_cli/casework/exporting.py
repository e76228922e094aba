"""The work behind `export`: children judged by all cores, their rows into files, and the files in the folder's place.

Children go through in small chunks, a few of them at a time, and come out in the order of their ids; so what is held in
memory does not grow with their number. Everything is written into a folder beside the one asked for, which takes that
one's name when it is whole.
"""

import json
import os
import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from reunify_cli.errors import Unreadable
from reunify_cli.exchange.export.columns import TABLES, Table
from reunify_cli.exchange.export.rows import rows
from reunify_cli.exchange.export.text import csv_head, csv_lines, json_lines
from reunify_cli.frozen import dataclass, field, replace
from reunify_cli.session.session import Session, Unread
from reunify_cli.session.workspace import OpenWorkspace
from reunify_cli.store.durable import disk

CHUNK: Final = 20
"""Children whose rows travel together."""
ALONE: Final = 100
"""Below how many children starting other processes costs more than it saves."""
NO_DAY: Final = "__HIVE_DEFAULT_PARTITION__"
"""How such folders say that there is no value; DuckDB, Spark and Trino all read it so."""

APART: Final = "apart"
"""The format in which rows lie, each with its child, until those that many children share are known."""


def _apart(_: Table, rows: Iterable[tuple[Any, ...]]) -> str:
    return "".join(f"{json.dumps(row, default=date.isoformat)}\n" for row in rows)


WRITE: Final[dict[str, Callable[[Table, list[tuple[Any, ...]]], str]]] = {
    "csv": lambda _, rows: csv_lines(rows),
    "json": json_lines,
    APART: _apart,
}
"""Rows as the text of a format."""
Part = tuple[str, str, int | None]
"""A format, a table and a year: what goes into one file of an authority."""


@dataclass
class Chunk:
    """What some children came to: their rows as text, how many of each table, and who could not be read."""

    parts: dict[Part, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    cases: int = 0
    unread: list[Unread] = field(default_factory=list)


@dataclass(frozen=True)
class ExportWish:
    """What is to be exported, as every process needs to know it."""

    session: Session
    formats: tuple[str, ...]
    veiled: bool = False
    """Whether no child is to be picked out: then rows are written down apart first, each with its child (`veil`)."""

    def chunk(self, number: int, ids: Sequence[str]) -> Chunk:
        """The rows of some children of the workspace with that number."""
        workspace, done = self.session.workspaces[number], Chunk()
        found: dict[tuple[Table, int | None], list[tuple[Any, ...]]] = {}
        formats = (APART,) if self.veiled else self.formats
        for case_id in ids:
            try:
                opened = self.session.open(workspace, case_id)
            except Unreadable as error:
                done.unread.append(Unread(OpenWorkspace(workspace.files), case_id, error.problems))
                continue
            done.cases += 1
            for row in rows(opened.judged, self.session.position, veiled=self.veiled):
                values = (case_id, row.values) if self.veiled else row.values
                found.setdefault((row.table, row.year), []).append(values)
        for (table, year), some in found.items():
            done.rows[table.name] = done.rows.get(table.name, 0) + len(some)
            for format in formats:
                done.parts[format, table.name, year] = WRITE[format](table, some)
        return done


# --- all cores --------------------------------------------------------------------------------------------------------

_here: list[ExportWish] = []
"""In a process of the pool: what it works on."""


def _begin(wish: ExportWish) -> None:
    _here[:] = [wish]


def _work(number: int, ids: Sequence[str]) -> Chunk:
    return _here[0].chunk(number, ids)


def chunks(wish: ExportWish, ids: Sequence[Sequence[str]]) -> Iterator[tuple[int, Chunk]]:
    """Every child's rows, chunk by chunk in the order of workspaces and ids, each with its workspace's number."""
    jobs = [(n, each[i : i + CHUNK]) for n, each in enumerate(ids) for i in range(0, len(each), CHUNK)]
    cores = os.cpu_count() or 1
    if cores == 1 or sum(map(len, ids)) < ALONE:
        for number, some in jobs:
            yield number, wish.chunk(number, some)
        return
    away = replace(wish, session=replace(wish.session, env=dict(wish.session.env)))
    with ProcessPoolExecutor(cores, get_context("spawn"), _begin, (away,)) as pool:
        ahead: deque[tuple[int, Future[Chunk]]] = deque()
        try:
            for number, some in jobs:
                ahead.append((number, pool.submit(_work, number, some)))
                if len(ahead) > 3 * cores:
                    first, future = ahead.popleft()
                    yield first, future.result()
            while ahead:
                first, future = ahead.popleft()
                yield first, future.result()
        finally:
            for _, future in ahead:
                future.cancel()


# --- files ------------------------------------------------------------------------------------------------------------


@dataclass
class Files:
    """The files of an export while they are written; those of one workspace are open at a time."""

    root: Path
    made: dict[Path, Table] = field(default_factory=dict)
    """Every file that is whole, with the table it belongs to."""
    _open: dict[Part, tuple[int, Path]] = field(default_factory=dict)
    _tables: dict[str, Table] = field(default_factory=lambda: {table.name: table for table in TABLES})

    def add(self, parts: Iterable[tuple[Part, str]], authority: str, number: int) -> None:
        """Put text at the end of the files it belongs to."""
        for part, text in parts:
            handle, _ = self._open.get(part) or self._begun(part, authority, number)
            disk.put(handle, text.encode())

    def _begun(self, part: Part, authority: str, number: int) -> tuple[int, Path]:
        format, name, year = part
        folder = self.root / format / name / f"authority={authority}"
        if self._tables[name].by_year_of:
            folder /= f"year={NO_DAY if year is None else year}"
        disk.make_folder(folder)
        path = folder / f"part-{number:03}.{format}"
        self._open[part] = begun = disk.create(path), path
        if format == "csv":
            disk.put(begun[0], csv_head(self._tables[name]).encode())
        return begun

    def finish(self) -> None:
        """Close what is open, down to the disk."""
        for (_, name, _), (handle, path) in self._open.items():
            try:
                disk.sync(handle)
            finally:
                disk.close(handle)
            self.made[path] = self._tables[name]
        self._open.clear()


def veil(files: Files, formats: Sequence[str]) -> dict[str, int]:
    """Write what many children share of the rows that lie apart, and take those away; how many rows each table has."""
    from reunify_cli.exchange.export.disclosure import veiled

    apart, told = dict(files.made), {table.name: 0 for table in TABLES}
    for path, table in apart.items():
        rows = (json.loads(line) for line in path.read_text("utf-8").splitlines())
        kept = veiled(table, ((child, tuple(row)) for child, row in rows))
        told[table.name] += len(kept.rows)
        del files.made[path]
        for format in formats if kept.rows else ():
            inside = path.relative_to(files.root).parts[1:]
            out = files.root.joinpath(format, *inside).with_suffix(f".{format}")
            disk.make_folder(out.parent)
            text = WRITE[format](table, list(kept.rows))
            disk.write_new(out, ((csv_head(table) if format == "csv" else "") + text).encode())
            files.made[out] = table
    if apart:
        remove_tree(files.root / APART)
    return told


def partition(workspace: OpenWorkspace) -> str:
    """The authority as a folder's name has it: small letters, figures and hyphens.

    >>> _slug("Northgate Council (invented)")
    'northgate-council-invented'
    """
    return _slug(workspace.files.authority or workspace.files.name) or "authority"


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60]


def remove_tree(folder: Path) -> None:
    """Remove a folder with all that is in it; a link in it is removed, not followed."""
    for base, folders, files in os.walk(folder, topdown=False):
        for name in (*files, *folders):
            path = Path(base) / name
            path.unlink() if path.is_symlink() else disk.remove(path)
    disk.remove(folder)


def put_in_place(made: Path, folder: Path) -> None:
    """Give a finished folder the name asked for; what stood there under it is gone only then.

    A system has no single step for changing two folders over: between the two renames there is a moment in which
    neither has the name. Where the second fails, the first is taken back.
    """
    if not folder.exists():
        disk.move_folder(made, folder)
        return
    old = disk.beside(folder)
    disk.move_folder(folder, old)
    try:
        disk.move_folder(made, folder)
    except BaseException:
        disk.move_folder(old, folder)
        raise
    remove_tree(old)
