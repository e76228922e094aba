"""A writer is killed at any instruction, thousands of times; each time all that was confirmed is found again, whole."""

import random
import tempfile
import time
from pathlib import Path

from reunify_cli.store.durable import multi_write
from reunify_cli.store.durable.change import mend
from reunify_cli.store.journal_mark import unmarked
from reunify_cli.store.stale_files import lying_among, lying_in
from tests.soak.ground import ids_in, journals, killed, record, say


def run(seconds: float, *, seed: int = 7, rounds: int | None = None) -> dict[str, int]:
    """Kill writers until the time or the rounds are over; returns the figures. Raises AssertionError at a loss."""
    dice, ends = random.Random(seed), time.monotonic() + seconds
    figures = dict.fromkeys(("kills", "confirmed", "unconfirmed_but_whole", "left_lying", "sets_finished"), 0)
    while time.monotonic() < ends and (rounds is None or figures["kills"] < rounds):
        with tempfile.TemporaryDirectory() as folder:
            paths, confirmed = journals(Path(folder)), [set[str]() for _ in range(3)]
            for _ in range(40):
                if time.monotonic() > ends or (rounds is not None and figures["kills"] >= rounds):
                    break
                several = dice.random() < 0.5
                _once(paths, paths if several else paths[:1], confirmed, dice.uniform(0.001, 0.08), figures)
    return figures


def _once(
    paths: list[Path], chosen: list[Path], confirmed: list[set[str]], after: float, figures: dict[str, int]
) -> None:
    cases = paths[0].parent.parent
    before = [path.read_bytes() for path in paths]
    known_before = {path: set(ids_in(path)) for path in paths}
    said = killed(chosen, after)
    figures["kills"] += 1
    figures["confirmed"] += len(said)
    for path, known in zip(paths, confirmed, strict=True):
        known.update(said if path in chosen else ())
    now = [path.read_bytes() for path in paths]
    for old, new in zip(before, now, strict=True):
        assert unmarked(new).startswith(unmarked(old)), "what stood there stays to the byte"
    half = len({frozenset(set(ids_in(path)) - known_before[path]) for path in chosen}) > 1
    left = [*lying_among(cases), *(p for path in paths for p in lying_in(path.parent, _names(path.parent)))]
    figures["left_lying"] += bool(left)
    assert not half or multi_write.cut_off(cases), "half a set is always told"
    last = f"7Z{figures['kills']:05}"
    assert record(chosen, last, tries=5), "the next command runs"
    assert half <= mend(multi_write.cut_off(cases), "Dana"), "doctor finishes it"
    figures["sets_finished"] += half
    for known, path in zip(confirmed, paths, strict=True):
        ids = ids_in(path)
        known.update([last] if path in chosen else ())
        assert len(ids) == len(set(ids)), "nothing twice"
        assert known <= set(ids), "everything confirmed is there"
        figures["unconfirmed_but_whole"] += len(set(ids) - known)
        known.update(ids)
    ends = {frozenset(set(ids_in(path)) - known_before[path]) for path in chosen}
    assert 1 == len(ends), "several journals end alike"
    for path in paths:
        for name in _names(path.parent):
            if name.startswith(".") and name.endswith(".tmp"):
                (path.parent / name).unlink()


def _names(folder: Path) -> frozenset[str]:
    return frozenset(each.name for each in folder.iterdir())


def main(seconds: float) -> None:
    """The long run."""
    say(run="kill", seconds=seconds, **run(seconds), lost=0)
