"""How far something long has come, on a terminal and nowhere else: what is done, and about how long the rest takes."""

import sys
import time
from collections.abc import Callable, Generator, Iterable
from contextlib import ExitStack
from typing import Final, TypeVar

T = TypeVar("T")

SILENT: Final = 1.5
"""Seconds before anything is shown: what is done by then needs no bar, nor the library that draws it."""


def one_each(_done: object) -> int:
    """How much of the whole a thing is, where it is one of them."""
    return 1


def watched(
    each: Iterable[T], number: int, doing: str = "Reading", size: Callable[[T], int] = one_each
) -> Generator[T, None, None]:
    """The same things one by one, while a bar on stderr says how far it has come; the bar goes away at the end.

    `number` is how many there are, and `size` how many of them one of the things stands for.
    """
    if not sys.stderr.isatty():
        yield from each
        return
    begun, done = time.monotonic(), 0
    show: Callable[[int], None] | None = None
    with ExitStack() as ends:
        for one in each:
            yield one
            done += size(one)
            if show is None and time.monotonic() - begun > SILENT:
                show = _bar(ends, doing, number)
            if show is not None:
                show(done)


def _bar(ends: ExitStack, doing: str, number: int) -> Callable[[int], None]:
    from rich.console import Console
    from rich.progress import Progress

    bar = ends.enter_context(Progress(console=Console(stderr=True), transient=True))
    task = bar.add_task(doing, total=number)
    return lambda done: bar.update(task, completed=done)
