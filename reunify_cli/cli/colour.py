"""Colour: only ever beside the word that says the same."""

import re
from collections.abc import Iterable

_LOUD = re.compile(r"\b(BREACH(?:ES)?|LATE|OVERDUE|MISSED|BOOKED TOO LATE|NOT READ|late|overdue)\b")


_RED, _BOLD, _OFF = "\x1b[1;31m", "\x1b[1m", "\x1b[0m"


def painted(lines: Iterable[str]) -> list[str]:
    """Lines with breach and lateness in red and headings in bold; every word stays as it is."""
    return [_painted(line) for line in lines]


def _painted(line: str) -> str:
    loud = _LOUD.sub(lambda found: f"{_RED}{found[0]}{_OFF}", line)
    heading = re.match(r"[A-Z]{3,}\b", line) is not None
    return f"{_BOLD}{line}{_OFF}" if heading and loud == line else loud
