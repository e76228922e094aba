"""Good morning, as it is typed; what it shows is `cli/morning.py`."""

from __future__ import annotations

from reunify_cli.cli.door import Door
from reunify_cli.cli.morning import answer
from reunify_cli.cli.options import reads


@reads
def cli(door: Door) -> int | None:
    """What needs looking at today."""
    return answer(door)
