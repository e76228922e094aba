"""Acts: what somebody does once, for every duty that it would meet.

A review that law and policy both ask for is one review. So a case shows one act for all duties that the same event
would meet, under the sooner date, with every source beside it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from reunify_cli.engine.duty import Duty, Standing, standing
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.missing import next_event
from reunify_cli.model.moment import Moment
from reunify_cli.rules.periods import Due

WEIGHTS = ("law", "policy", "guidance")
_RANK = {
    Standing.BREACH: 0,
    Standing.OVERDUE: 1,
    Standing.DUE: 2,
    Standing.UPCOMING: 3,
    Standing.UNCLEAR: 4,
    Standing.OPEN: 5,
}


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do, and every duty that it would meet; the most pressing duty first."""

    duties: tuple[Duty, ...]
    standing: Standing
    event: str
    fields: tuple[str, ...]

    @property
    def first(self) -> Duty:
        """The most pressing duty."""
        return self.duties[0]

    @property
    def due(self) -> Due | None:
        """The soonest date of all its duties."""
        return min((d.due for d in self.duties if d.due), key=lambda due: due.deadline, default=None)

    @property
    def weight(self) -> str:
        """Law where any of its duties is law; else policy; else guidance."""
        return min((d.rule.weight for d in self.duties), key=WEIGHTS.index)

    @property
    def booked(self) -> Moment | None:
        """When a meeting that would do it is booked for."""
        return next((d.booked for d in self.duties if d.booked), None)

    @property
    def booked_too_late(self) -> bool:
        """Whether that is after any of its duties falls due."""
        return any(d.booked_too_late for d in self.duties)


def acts(judged: Judgement, now: int, standings: Iterable[Standing], soon_days: int = 14) -> list[Act]:
    """What there is to do in a case at a position in time, for duties in these standings; the most pressing first."""
    wanted = frozenset(standings)
    groups: dict[tuple[str, ...], list[tuple[Standing, Duty]]] = {}
    events: dict[tuple[str, ...], tuple[str, tuple[str, ...]]] = {}
    for duty in judged.duties:
        how = standing(duty, now, soon_days)
        if how not in wanted:
            continue
        event, fields = next_event(judged, duty) if how is not Standing.BREACH else ("", ())
        alone = how is Standing.BREACH or not event or duty.rule.kind == "content"
        key = ("duty", duty.id) if alone else ("event", event, *fields, duty.each)
        groups.setdefault(key, []).append((how, duty))
        events.setdefault(key, (event, fields))
    found = []
    for key, pairs in groups.items():
        pairs.sort(key=lambda pair: (_RANK.get(pair[0], 9), _deadline(pair[1]), WEIGHTS.index(pair[1].rule.weight)))
        event, fields = events[key]
        found.append(Act(tuple(duty for _, duty in pairs), pairs[0][0], event, fields))
    return sorted(found, key=lambda act: (_RANK.get(act.standing, 9), act.due.deadline if act.due else 1 << 60))


def _deadline(duty: Duty) -> int:
    return duty.due.deadline if duty.due else 1 << 60
