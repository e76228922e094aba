"""Many papers laid out at once: Typst works outside of Python's lock, so every core sets a paper."""

import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

From = TypeVar("From")
To = TypeVar("To")


def together(make: Callable[[From], To], each: Iterable[From]) -> Iterator[To]:
    """Give what `make` makes of each, in order; it runs in threads, while the next is taken from `each` in this one.

    `make` must only read what it is given: layouts do, a judgement that works its duties out as they are asked for
    does not. What it raises is raised where its turn comes.
    """
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        yield from pool.map(make, each)
