"""What a page of `reunify help` is."""

from typing import NamedTuple


class Topic(NamedTuple):
    """A page: what it is about in a line, its text, and a command to try."""

    line: str
    text: str
    example: str
