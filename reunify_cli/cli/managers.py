"""Who says something that only a manager may say, about which rule, and why: asked once for `seen`, `vary` and others.

Whoever may not is told what they are, and who may. Nothing is written then.
"""

from reunify_cli.cli.prompt import at_terminal
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Mistyped


def reason(terminal: Terminal, why: str) -> str:
    """Why something is done. Raises Mistyped where nobody says and nobody can be asked."""
    while not why.strip():
        if not terminal.asks or terminal.yes:
            raise Mistyped("Say why.", help="Add  --why TEXT")
        why = at_terminal(" Why?  one line")
    return why.strip()
