"""Looking at very many folders: which of them are no longer what they were.

One `stat` is quick and a hundred thousand are not. Where the file system is at hand, other cores take their share;
where it is far away (a shared drive), nearly all of the time is spent waiting, and many questions are asked at once.
Neither changes an answer, and where there is no help to be had this process looks alone.
"""

from __future__ import annotations

import marshal
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import islice
from time import perf_counter
from typing import IO, Any, Final

from reunify_cli.worklist.index.keys import unchanged

Folder = tuple[str, str, int]
"""A child's id, the names in its folder that were looked at, and its key's number."""

SAMPLE: Final = 200
"""After how many folders it is told whether the file system is far away."""
SLOW: Final = 0.0005
"""How many seconds a folder takes where it is."""
FEW: Final = 200
"""How many folders are not worth calling another core."""
BATCH: Final = 250
ASKERS: Final = 16
"""How many ask at once where answers are slow in coming."""
HELPERS: Final = 3
_SYSTEM: Final[str] = sys.platform


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
    yield from _changed(base, list(islice(rest, FEW)))
    yield from _by_helpers(base, rest)


def _changed(base: str, folders: Sequence[Folder]) -> list[str]:
    return [case_id for case_id, names, number in folders if not unchanged(base + case_id, names, number)]


def _by_askers(base: str, rest: Iterator[Folder]) -> Iterator[str]:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(ASKERS) as pool:
        while window := list(islice(rest, BATCH)):
            parts = [window[at : at + ASKERS] for at in range(0, len(window), ASKERS)]
            for found in pool.map(lambda part: _changed(base, part), parts):
                yield from found


def _by_helpers(base: str, rest: Iterator[Folder]) -> Iterator[str]:
    batch = list(islice(rest, BATCH))
    helpers = _called(base) if batch else []
    try:
        while batch:
            given = []
            for helper in helpers:
                if batch:
                    helper.ask(batch)
                    given.append((helper, batch))
                    batch = list(islice(rest, BATCH))
            own = _changed(base, batch)
            for helper, asked in given:
                answer = helper.answer()
                yield from _changed(base, asked) if answer is None else answer
            yield from own
            batch = list(islice(rest, BATCH))
    finally:
        for helper in helpers:
            helper.dismiss()


def _called(base: str) -> list[_Helper]:
    """Copies of this process, one for each other core; fewer or none where the system does not make them at once."""
    helpers: list[_Helper] = []
    with suppress(OSError):
        while _SYSTEM == "linux" and len(helpers) < min(HELPERS, (os.cpu_count() or 1) - 1):
            helpers.append(_Helper(base))
    return helpers


class _Helper:
    """A copy of this process that looks at the folders it is told, and knows nothing else.

    Raises OSError where there can be none.
    """

    def __init__(self, base: str) -> None:
        asked, ask = os.pipe()
        answered, answer = os.pipe()
        try:
            self._process = os.fork()
        except OSError:
            for end in (asked, ask, answered, answer):
                os.close(end)
            raise
        if not self._process:
            # Whatever happens in the copy, it never goes on with what this process is at.
            try:
                _help(base, os.fdopen(asked, "rb"), os.fdopen(answer, "wb"))
            finally:
                os._exit(0)
        os.close(asked)
        os.close(answer)
        self._ask, self._answers = os.fdopen(ask, "wb"), os.fdopen(answered, "rb")

    def ask(self, folders: list[Folder]) -> None:
        """Give it folders to look at; one that has gone is found out by its answer."""
        with suppress(OSError):
            _send(folders, self._ask)

    def answer(self) -> list[str] | None:
        """The ids of those that changed; None where there is no answer."""
        try:
            found: list[str] = _received(self._answers)
        except (EOFError, OSError, ValueError, TypeError):
            return None
        return found

    def dismiss(self) -> None:
        """End it, whatever it is at: it has nothing to lose."""
        with suppress(ProcessLookupError):
            os.kill(self._process, _AT_ONCE)
        for end in (self._ask, self._answers):
            with suppress(OSError):
                end.close()
        with suppress(ChildProcessError):  # where nobody is to be told of ended processes, it is gone already
            os.waitpid(self._process, 0)


_AT_ONCE: Final = 9
"""The signal that ends a process (SIGKILL), without importing what explains the others."""


def _help(base: str, asked: IO[bytes], answer: IO[bytes]) -> None:
    """What a helper does until nobody asks any more."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches every process; the first one says so
    while True:
        _send(_changed(base, _received(asked)), answer)


def _send(what: Any, to: IO[bytes]) -> None:
    data = marshal.dumps(what)  # as a whole, with its length: marshal would read a pipe byte by byte
    to.write(len(data).to_bytes(8, "little") + data)
    to.flush()


def _received(sent: IO[bytes]) -> Any:
    """What was sent by a copy of this program. Raises EOFError where there is no more."""
    return marshal.loads(sent.read(int.from_bytes(sent.read(8), "little")))  # noqa: S302
