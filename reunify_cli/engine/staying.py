"""Where a child is staying just now who lives elsewhere: a stay with the family that has begun and is not over."""

from datetime import date, timedelta
from typing import Final, NamedTuple

from reunify_cli.engine.ended import ended
from reunify_cli.engine.judgement import Judgement
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import position_day

STAY: Final = "stay"
"""The class of events by which a child is with the family for a night or more, and still lives elsewhere."""


class Stay(NamedTuple):
    """A stay that is on: the entry that records it, with whom (a key, or empty), and the day the child is back."""

    entry: Entry
    whom: str
    back: date | None


def staying(judged: Judgement, position: int) -> Stay | None:
    """The stay that a child is on at a position; None where there is none, or the child has moved since it began."""
    over = ended(judged, position)
    if over is not None and over.all_over:
        return None
    stays = judged.policy.vocabulary.kinds.get(STAY, frozenset())
    moves = [step.at for step in judged.times.fact("lives-with") if step.at <= position]
    for entry in reversed(judged.history.entries):
        if entry.event not in stays or entry.when.start < (moves[-1] if moves else 0):
            continue
        back, nights = entry.get("back-on") or (entry.until.day if entry.until else None), entry.get("nights")
        if back is None and isinstance(nights, int):
            back = entry.when.day + timedelta(days=nights)
        back = back if isinstance(back, date) else None
        if back is not None and back <= position_day(position):
            return None
        return Stay(entry, str(entry.get("with") or ""), back)
    return None
