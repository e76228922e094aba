"""Good morning, as it is typed; what it shows is `cli/screens/today.py`."""

from reunify_cli.cli.options import reads
from reunify_cli.cli.screens.today import answer
from reunify_cli.cli.terminal import Terminal


@reads
def cli(terminal: Terminal) -> int | None:
    """What needs looking at today."""
    return answer(terminal)
