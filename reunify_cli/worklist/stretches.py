"""What there is to do in a case over the days ahead: each act, with the stretch of time in which it stands so.

The record says what is owed, and time alone moves how that stands: a deadline passes, a stretch closes, an exception
ends. Those turns are known beforehand. So what a list shows tomorrow can be worked out today and kept.
"""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from reunify_cli.engine.acts import Act, Asked, asked_of, gathered, shown_as
from reunify_cli.engine.duty import Duty, Standing, standing
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.settling import opens
from reunify_cli.model.moment import MINUTES_IN_DAY
from reunify_cli.rules.periods import Due
from reunify_cli.rules.policy import DUE_SOON


class Ahead(NamedTuple):
    """An act, and the positions from `start` up to, but not including, `end` at which it is there, just so."""

    act: Act
    start: int
    end: int


def acts_ahead(
    judged: Judgement,
    start: int,
    end: int,
    standings: Iterable[Standing],
    soon_days: int = DUE_SOON,
    *,
    unsaid: bool = True,
) -> list[Ahead]:
    """Every act of a case from one position up to another (left out), for duties in these standings.

    Without `unsaid`, what an entry should say and does not is left out.

    At each position in between, the acts whose stretch it lies in are those of `acts` at that position.
    """
    wanted = frozenset(standings)
    still: list[Duty] = []
    parts: dict[object, list[tuple[Duty, set[int]]]] = {}
    asked: dict[int, Asked] = {}
    for duty in judged.duties if unsaid else judged.owed:
        if _is_over(duty) and wanted.isdisjoint(_OVER):
            continue
        if duty.breach and standing(duty, start, soon_days) is Standing.BREACH:
            if Standing.BREACH in wanted:
                still.append(duty)
            continue
        own = {at for at in turns(judged, duty, soon_days) if start < at < end}
        if any(shown_as(duty, at, soon_days) in wanted for at in (start, *own)):
            asked[id(duty)] = what = asked_of(judged, duty)
            parts.setdefault(what.event or id(duty), []).append((duty, own))
    # What was breached stays so, and no other duty joins it: however many there are, each is looked at once.
    found = [Ahead(act, start, end) for act in gathered(((Standing.BREACH, duty) for duty in still), start, _nothing)]
    # Nor do duties that different entries would meet join one another: what turns with one leaves the others alone.
    for part in parts.values():
        running: dict[_Same, tuple[Act, int]] = {}
        for at in sorted({start}.union(*(own for _, own in part))):
            stood = ((how, duty) for duty, _ in part if (how := shown_as(duty, at, soon_days)) in wanted and how)
            acts = gathered(stood, at, lambda duty: asked[id(duty)])
            there = {_same(act): act for act in acts}
            found += [Ahead(act, since, at) for same, (act, since) in running.items() if same not in there]
            running = {same: running.get(same, (act, at)) for same, act in there.items()}
        found += [Ahead(act, since, end) for act, since in running.values()]
    return sorted(found, key=lambda each: each.start)


def _nothing(_: Duty) -> Asked:
    return Asked("", (), 0)


_OVER: Final = frozenset(
    (Standing.NOT_STARTED, Standing.MET, Standing.MET_LATE, Standing.MET_OTHER, Standing.CLOSED, Standing.UNCLEAR)
)


def _is_over(duty: Duty) -> bool:
    """Whether a duty was done or closed, which no time undoes: it stands in one of the ways above, whenever asked."""
    return (duty.met is not None or duty.closed is not None) and not (duty.breach or duty.not_known)


def turns(judged: Judgement, duty: Duty, soon_days: int = DUE_SOON) -> Iterator[int]:
    """The positions at which time alone may change how a duty stands, or with what else one entry would meet it."""
    yield duty.anchor.when.start
    if duty.ended is not None:
        yield duty.ended
    if duty.varied is not None and duty.varied.until is not None:
        yield duty.varied.when.start
        yield duty.varied.until.end + 1
    if duty.due is not None:
        yield late_from(duty)
        if duty.unsure is not None and duty.late_after is not None:
            yield _passed(duty.late_after)
        yield (duty.due.day.toordinal() - soon_days) * MINUTES_IN_DAY
    if duty.terms.not_before is not None:
        yield opens(duty, judged.calendar) + 1


def late_from(duty: Duty, *, certain: bool = False) -> int:
    """The first position at which the date of a duty has passed: the minute after it, or the midnight of its day.

    With `certain` the date after which it is late in any case. Raises ValueError where there is none.
    """
    last = duty.late_after if certain else duty.due
    if last is None:
        raise ValueError("what has no date is never late")
    return _passed(last)


def _passed(due: Due) -> int:
    """The first position at which a due day or hour has passed."""
    return due.deadline + (due.minute is not None)


_Same = tuple[tuple[int, ...], Standing, str, tuple[str, ...]]


def _same(act: Act) -> _Same:
    """What makes two acts of one judgement the same: duties are compared by identity, which is quick."""
    return tuple(map(id, act.duties)), act.standing, act.event, act.fields
