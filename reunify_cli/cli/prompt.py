"""A question to somebody at a terminal, and the line that was typed."""

import sys
from collections.abc import Callable

from reunify_cli.errors import Stopped
from reunify_cli.text.layout import clean_text

Ask = Callable[[str], str]
"""Puts a question and gives back the line that was typed."""


def at_terminal(question: str) -> str:
    """Put a question on the terminal. Raises Stopped where the input ends (Ctrl-D, Ctrl-Z)."""
    sys.stdout.write(f"{clean_text(question)}  ")
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        raise Stopped
    return line.strip()
