"""The documents that entries name in the child's own folder: whether each is there, and is still what it was.

    document: {file: documents/approval.pdf, sha256: 9f86d081884c7d65...}

Somebody's approval may rest on a document. Its digest was written down with the entry, so a document that was changed
or exchanged afterwards does not pass for the one that was approved.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from reunify_cli.errors import Place, Problem
from reunify_cli.model.case import Entry
from reunify_cli.store.durable.safe_read import stays_in, whole

LARGEST = 1024 * 1024 * 1024
"""Bytes of the largest document that is looked into."""


def document_problems(folder: Path, entries: Iterable[Entry], places: Mapping[str, Place]) -> Iterator[Problem]:
    """What is wrong with the documents in a child's folder that its entries name; `places` is where each entry stands.

    A document that is only a reference in the authority's own system is no field of can be looked at here.
    """
    for entry in entries:
        said = entry.document or {}
        if name := said.get("file", ""):
            sentence = _wrong(folder, name, said.get("sha256", "").strip().lower())
            if sentence:
                place = places.get(entry.id, Place(f"cases/{folder.name}/journal.yaml"))
                yield Problem(place, f"Entry {entry.id} rests on a document: {sentence}", _HELP)


_HELP = "Put back the one that was meant, or correct the entry:  reunify correct"


def _wrong(folder: Path, name: str, digest: str) -> str:
    path = folder / name
    if Path(name).is_absolute() or "\\" in name or not stays_in(folder, path):
        return f'"{name}" does not lie in the child\'s folder.'
    try:
        data = whole(path, LARGEST)
    except FileNotFoundError:
        return f'"{name}" is not there.'
    except (OSError, ValueError) as error:
        return f'"{name}" cannot be read: {getattr(error, "strerror", None) or "this is no name of a file"}.'
    if digest and hashlib.sha256(data).hexdigest() != digest:
        return f'"{name}" is not the document that it was: its sha256 is another.'
    return ""
