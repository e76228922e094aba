"""Every beginning of a written journal, as a command: each is named as cut off, or says all that the whole one says.

The journals are those of the demonstration. In the short run a beginning here and there, and all around line ends.
"""

import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from reunify_cli import shape
from tests.cli.desk import reunify
from tests.soak.ground import say

NOW = "2026-11-30T08:47"


def lay(root: Path) -> Path:
    """A demonstration's folder."""
    assert reunify(root, "demo", str(root / "demo"), me="").code == 0
    return root / "demo"


def cut_at(team: Path, path: Path, data: bytes, length: int) -> bool:
    """Cut a journal there and show the child; returns whether that was named. Raises AssertionError where it is not."""
    path.write_bytes(data[:length])
    answer = reunify(team, "events", path.parent.name, "--json", now=NOW)
    if answer.code == 3:
        assert f"cases/{path.parent.name}/journal.yaml" in answer.err
        return True
    says = shape.load(data[:length], "f").data
    assert answer.code == 0
    assert says == shape.load(data, "f").data, f"{path.parent.name} cut at {length} reads as whole"
    return False


def lengths(data: bytes, dice: random.Random, some: int | None) -> Iterator[int]:
    """Where to cut: everywhere, or at `some` line ends and `some` other places."""
    if some is None:
        yield from range(len(data))
        return
    ends = [n + 1 for n, byte in enumerate(data[:-1]) if byte == ord("\n")]
    yield from sorted({*dice.sample(ends, min(some, len(ends))), *(dice.randrange(len(data)) for _ in range(some))})


def run(seconds: float, *, some: int | None = None, journals: int | None = None, seed: int = 7) -> dict[str, int]:
    """Cut each journal of the demonstration; returns the figures. Raises AssertionError where a cut is passed over."""
    dice, ends = random.Random(seed), time.monotonic() + seconds
    figures = dict.fromkeys(("journals", "cuts", "named", "whole"), 0)
    with tempfile.TemporaryDirectory() as folder:
        team = lay(Path(folder))
        for path in sorted(team.glob("cases/*/journal.yaml"), key=lambda each: each.stat().st_size)[:journals]:
            data = path.read_bytes()
            for length in lengths(data, dice, some):
                figures["named" if cut_at(team, path, data, length) else "whole"] += 1
                figures["cuts"] += 1
                if time.monotonic() > ends:
                    return figures
            path.write_bytes(data)
            figures["journals"] += 1
    return figures


def main(seconds: float) -> None:
    """The long run."""
    say(run="cuts", seconds=seconds, **run(seconds), passed_over=0)
