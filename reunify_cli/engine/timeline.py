"""Values over time: a row of steps from the beginning of time on, and the stretches in which a condition holds.

A step says from which position on a value holds, and which entry made it so. Conditions have three answers: True,
False, and None for not known. A fact may besides be `Either`: on some day entries without times gave it two values,
and nobody can say which of them came last.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Any, NamedTuple

from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment, position_day

BEGINNING = 0
FOREVER = 1 << 60


class Step(NamedTuple):
    """From a position on, a value; and the entry that made it so, if it was one."""

    at: int
    value: Any
    cause: Entry | None = None


Timeline = tuple[Step, ...]
"""Steps in order; the first is at the beginning of time, and neighbours differ in value."""

_POSITION = attrgetter("at")


@dataclass(frozen=True, slots=True)
class Either:
    """One of these values, and nobody wrote down which; `guess` is the one that the journal's own order suggests."""

    values: tuple[Any, ...]
    guess: Any


def either(values: Iterable[Any], guess: Any) -> Any:
    """The one value there is, or `Either` of several."""
    found: list[Any] = []
    for value in values:
        if value not in found:
            found.append(value)
    return found[0] if len(found) == 1 else Either(tuple(found), guess)


def values_of(value: Any) -> tuple[Any, ...]:
    """Every value that a fact may have."""
    return value.values if isinstance(value, Either) else (value,)


class Span(NamedTuple):
    """A stretch in which a condition holds: from `start` up to, but not including, `end`."""

    start: int
    end: int | None
    opened: Entry | None = None
    closed: Entry | None = None
    doubts: tuple[tuple[int, int], ...] = ()
    """From where to where it may have ended already: something happened whose order that day nobody wrote down."""

    def opening(self) -> Moment:
        """When it began: as recorded, or the day on which time alone began it."""
        if self.opened and self.opened.when.start == self.start:
            return self.opened.when
        return Moment(position_day(self.start))


def last_position(end: int | None, closed: Entry | None) -> int | None:
    """The last position that a stretch may still reach: of an ending without a time, the last minute of its day."""
    if end is None or closed is None or closed.when.start != end:
        return end
    return closed.when.end


def merged(steps: Iterable[Step]) -> Timeline:
    """Steps, which come in order of time, without repetitions; of several at one position the last counts."""
    kept: list[Step] = []
    for step in steps:
        if kept and kept[-1].at == step.at:
            kept.pop()
        if kept:
            before, value = kept[-1].value, step.value
            if before is value or (type(before) is type(value) and before == value):  # True and 1 are not one value
                continue
        kept.append(step)
    return tuple(kept)


def value_at(line: Timeline, position: int) -> Any:
    """The value that holds at a position."""
    place = bisect_right(line, position, key=_POSITION) - 1
    return line[max(place, 0)].value


def spans(line: Sequence[Step]) -> list[Span]:
    """The stretches in which a condition is True.

    Not known never opens one and never closes one: a stretch that runs into it goes on, in doubt.
    """
    found: list[Span] = []
    start: Step | None = None
    doubts: list[tuple[int, int]] = []
    for i, step in enumerate(line):
        until = line[i + 1].at if i + 1 < len(line) else FOREVER
        if start is None:
            start, doubts = (step, []) if step.value is True else (None, [])
        elif step.value is False:
            found.append(Span(start.at, step.at, start.cause, step.cause, tuple(doubts)))
            start = None
        elif step.value is None:
            doubts.append((step.at, until))
    if start is not None:
        found.append(Span(start.at, None, start.cause, None, tuple(doubts)))
    return found
