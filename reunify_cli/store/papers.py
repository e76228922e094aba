"""The papers made for a child: files in the case's packs folder, and the list that says how each came to be.

A file name carries the case's number and never a name. A paper that anybody has changed since it was made is never
written over, nor is one that says something else: what is new is a new version. No fact is ever read from here.
"""

import hashlib
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from reunify_cli import shape
from reunify_cli.errors import Place, Problem
from reunify_cli.frozen import dataclass, fields
from reunify_cli.keys import file_key
from reunify_cli.store.durable import disk
from reunify_cli.store.durable.change import Overtaken, held
from reunify_cli.store.durable.safe_read import is_plain_file
from reunify_cli.store.yaml_writer import mapping_yaml

LIST: Final = "made.yaml"
"""The list's name in the packs folder."""


@dataclass(frozen=True, slots=True)
class MadePaper:
    """A paper that was made, in one format."""

    name: str
    """Which paper: `review`."""
    version: int
    format: str
    reader: str
    file: str
    """Its file: the name in the packs folder, or the whole path where it was put elsewhere."""
    digest: str
    """The sha256 of the file as it was written."""
    says: str
    """The sha256 of what it says, whatever its version and format."""
    policy: str
    policy_digest: str
    as_of: str
    made: str
    """The instant it was made, UTC."""
    by: str = ""
    final: bool = False
    """Whether it is no draft any more."""


@dataclass(frozen=True, slots=True)
class MadeList:
    """What made.yaml holds."""

    made: tuple[MadePaper, ...] = ()


@dataclass(frozen=True, slots=True)
class PapersFolder:
    """Where a paper is put: the folder, the words its file names are made of, and what was made before."""

    packs: Path
    """The case's packs folder, with the list."""
    out: Path
    """Where the files go."""
    name: str
    short_id: str
    reader: str
    made: tuple[MadePaper, ...]
    word: str = ""
    """What stands in the file names for the reader: never a name; "" for professionals."""

    def path(self, version: int, format: str) -> Path:
        """The file of a version in a format."""
        return self.out / file_name(self.name, self.short_id, self.word, version, format)

    @property
    def before(self) -> tuple[MadePaper, ...]:
        """What was made of this paper for this reader, oldest first."""
        mine = (each for each in self.made if (each.name, each.reader) == (self.name, self.reader))
        return tuple(sorted(mine, key=lambda each: each.version))


def file_name(name: str, short_id: str, word: str, version: int, format: str) -> str:
    """What the file of a paper is called; `word` stands for its reader, "" for professionals."""
    return f"{'-'.join(part for part in (name, short_id, word) if part)}-v{version}.{format}"


def found_at(packs: Path, made: MadePaper, short_id: str, word: str) -> Path | None:
    """Where a paper on the list lies: in the packs folder, or where it was put elsewhere.

    None where the list names a file that no paper is called, or one that is no file itself: the list lies where others
    can write, and what it names is not read for that alone.
    """
    path = packs / made.file
    called = file_name(made.name, short_id, word, made.version, made.format)
    there = os.path.lexists(path)
    return path if re.split(r"[/\\]", made.file)[-1] == called and (is_plain_file(path) or not there) else None


def read_made(packs: Path) -> tuple[MadePaper, ...]:
    """The list of what was made; empty where nothing was. Raises Unreadable with every problem of it."""
    path = packs / LIST
    shown = f"cases/{packs.parent.name}/packs/{LIST}"
    data = disk.read(path)
    if data is None:
        return ()
    return shape.read(MadeList, shape.load(data, shown)).made


def digest(data: bytes) -> str:
    """The sha256 of some bytes, in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def digest_of(path: Path) -> str | None:
    """The sha256 of a file as it is now; None where there is none."""
    data = disk.read(path)
    return None if data is None else digest(data)


def version_for(papers_folder: PapersFolder, says: str, formats: Sequence[str]) -> int:
    """The version that a paper saying this is to have.

    The last one, where that says the same and none of its files here was changed since; else the next one of which
    no file is there.
    """
    before = papers_folder.before
    last = before[-1].version if before else 0
    if before and before[-1].says == says and all(_untouched(papers_folder, last, format) for format in formats):
        return last
    version = last + 1
    while any(
        path.is_symlink() or path.exists() for path in (papers_folder.path(version, format) for format in formats)
    ):
        version += 1
    return version


def _untouched(papers_folder: PapersFolder, version: int, format: str) -> bool:
    """Whether the file of a version is as it was written, or not there."""
    data = disk.read(papers_folder.path(version, format))
    written = {each.digest for each in papers_folder.before if (each.version, each.format) == (version, format)}
    return data is None or digest(data) in written


def keep(papers_folder: PapersFolder, papers: Sequence[tuple[MadePaper, bytes]], holder: str) -> tuple[Path, ...]:
    """Write papers and add them to the list; returns their paths. A file that is there as it should be is left alone.

    Raises Overtaken where somebody has put a paper on the list since it was read, Unreadable where the disk says no.
    The list is written last, so it never names a file that is not there.
    """
    shown = f"cases/{papers_folder.packs.parent.name}/packs"
    with held([papers_folder.packs.parent / "journal.yaml"], holder), disk.in_plain_words(shown):
        if read_made(papers_folder.packs) != papers_folder.made:
            sentence = "Someone else made a document for this child just now."
            raise Overtaken(Problem(Place(f"{shown}/{LIST}"), sentence, "Type the command again."))
        for folder in (papers_folder.packs, papers_folder.out):
            disk.make_folder(folder)
        paths = []
        for made, data in papers:
            path = papers_folder.path(made.version, made.format)
            if disk.read(path) != data:
                disk.put_in_place(path, data)
            paths.append(path)
        known = {(m.name, m.reader, m.version, m.format, m.file, m.digest) for m in papers_folder.made}
        new = [m for m, _ in papers if (m.name, m.reader, m.version, m.format, m.file, m.digest) not in known]
        if new:
            disk.put_in_place(papers_folder.packs / LIST, _spelt((*papers_folder.made, *new)).encode("utf-8"))
    return tuple(paths)


def _spelt(made: Sequence[MadePaper]) -> str:
    rows = [{file_key(f.name): getattr(each, f.name) for f in fields(MadePaper)} for each in made]
    # A draft is the usual thing, and so goes without saying.
    kept = [{key: value for key, value in row.items() if value is not False} for row in rows]
    return mapping_yaml({"made": [{**row, "version": str(row["version"])} for row in kept]})
