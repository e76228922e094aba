"""Looking at very many folders: which of them are no longer what they were.

Where the file system is far away (a shared drive), nearly all of the time is spent waiting, and many questions are
asked at once. That changes no answer.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from time import perf_counter
from typing import Final

from reunify_cli.worklist.index.keys import unchanged

Folder = tuple[str, str, int]
"""A child's id, the names in its folder that were looked at, and its key's number."""

SAMPLE: Final = 200
"""After how many folders it is told whether the file system is far away."""
SLOW: Final = 0.0005
"""How many seconds a folder takes where it is."""
BATCH: Final = 250
ASKERS: Final = 16
"""How many ask at once where answers are slow in coming."""


def changed_among(base: str, folders: Iterable[Folder]) -> Iterator[str]:
    """The ids of the folders, each named by `base` and its id, that are not as they were; in their order."""
    rest = iter(folders)
    began, sample = perf_counter(), list(islice(rest, SAMPLE))
    found = _changed(base, sample)
    far_away = perf_counter() - began > SLOW * SAMPLE
    yield from found
    if far_away:
        yield from _by_askers(base, rest)
        return
    while batch := list(islice(rest, BATCH)):
        yield from _changed(base, batch)


def _changed(base: str, folders: Sequence[Folder]) -> list[str]:
    return [case_id for case_id, names, number in folders if not unchanged(base + case_id, names, number)]


def _by_askers(base: str, rest: Iterator[Folder]) -> Iterator[str]:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(ASKERS) as pool:
        while window := list(islice(rest, BATCH)):
            parts = [window[at : at + ASKERS] for at in range(0, len(window), ASKERS)]
            for found in pool.map(lambda part: _changed(base, part), parts):
                yield from found
