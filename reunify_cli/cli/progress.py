"""How far something long has come, on a terminal and nowhere else: what is done, and about how long the rest takes."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator, Iterable
from typing import Final, TypeVar

T = TypeVar("T")

SILENT: Final = 1.5
"""Seconds before anything is said."""
STEP: Final = 0.5
"""Seconds between two words."""


def told(each: Iterable[T], number: int) -> Generator[T, None, None]:
    """The same children one by one, while a line on stderr says how far it has come; the line goes away at the end."""
    if not sys.stderr.isatty():
        yield from each
        return
    begun = said = time.monotonic()
    done, shown = 0, False
    try:
        for one in each:
            yield one
            done += 1
            now = time.monotonic()
            if now - begun > SILENT and now - said > STEP:
                said, shown = now, True
                left = (now - begun) / done * (number - done)
                sys.stderr.write(f"\rReading {number} children: {done * 100 // number} %, {_left(left)} ")
                sys.stderr.flush()
    finally:
        if shown:
            sys.stderr.write("\r" + " " * 60 + "\r")
            sys.stderr.flush()


def _left(seconds: float) -> str:
    return f"about {seconds / 60:.0f} minutes left" if seconds > 90 else f"about {seconds:.0f} seconds left"
