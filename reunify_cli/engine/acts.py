"""Acts: what somebody does once, for every duty that it would meet.

A review that law and policy both ask for is one review. So a case shows one act for all duties that the same event
would meet, under the sooner date, with every source beside it.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from reunify_cli.engine.duty import Duty, Standing, asks, standing
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.missing import next_event
from reunify_cli.engine.settling import opens
from reunify_cli.frozen import dataclass
from reunify_cli.model.moment import Moment
from reunify_cli.rules.periods import Due
from reunify_cli.rules.policy import DUE_SOON

WEIGHTS = ("law", "policy", "guidance")
PRESSING = (Standing.BREACH, Standing.OVERDUE, Standing.NOT_KNOWN, Standing.DUE, Standing.UPCOMING)
"""How what presses stands: what there is to do with a date, or to see or ask about."""
_RANK = {how: place for place, how in enumerate((*PRESSING, Standing.UNCLEAR, Standing.OPEN))}


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
    def seen(self) -> bool:
        """Whether it is a breach that a manager has seen: it stays in the record, and heads no list."""
        return self.standing is Standing.BREACH and self.first.seen is not None

    @property
    def booked(self) -> Moment | None:
        """When a meeting that would do it is booked for."""
        return next((d.booked for d in self.duties if d.booked), None)

    @property
    def booked_too_late(self) -> bool:
        """Whether that is after any of its duties falls due."""
        return any(d.booked_too_late for d in self.duties)


class Asked(NamedTuple):
    """What a duty asks for, whatever the moment: the entry that would bring it nearest, and from when on one counts."""

    event: str
    fields: tuple[str, ...]
    opens: int


def asked_of(judged: Judgement, duty: Duty) -> Asked:
    """What a duty asks for."""
    return Asked(*next_event(judged, duty), opens(duty, judged.calendar))


def acts(judged: Judgement, now: int, standings: Iterable[Standing], soon_days: int = DUE_SOON) -> list[Act]:
    """What there is to do in a case at a position in time, for duties in these standings; the most pressing first."""
    wanted = frozenset(standings)
    stood = ((shown_as(duty, now, soon_days), duty) for duty in judged.duties)
    return gathered(((how, duty) for how, duty in stood if how in wanted), now, lambda duty: asked_of(judged, duty))


def shown_as(duty: Duty, now: int, soon_days: int = DUE_SOON) -> Standing | None:
    """How a duty stands for a list; None where it is not known and nothing that anyone could say now is asked for."""
    how = standing(duty, now, soon_days)
    return None if how is Standing.NOT_KNOWN and not asks(duty, now, soon_days) else how


def gathered(stood: Iterable[tuple[Standing, Duty]], now: int, asked: Callable[[Duty], Asked]) -> list[Act]:
    """The acts that duties, as they stand at a position, ask for; the most pressing first. No breach is asked about."""
    groups: list[_Group] = []
    for how, duty in stood:
        event, fields, opened = asked(duty) if how is not Standing.BREACH else Asked("", (), 0)
        told = duty.unsure is not None and bool(duty.unsure.entry)
        alone = how is Standing.BREACH or not event or duty.rule.kind == "content" or told
        said = dict(each.split("=", 1) for each in fields)
        group = None if alone else next((g for g in groups if g.joins((how, duty), event, said, opened, now)), None)
        if group is None:
            groups.append(_Group("" if alone else event, event, said, [(how, duty)], opened))
        else:
            group.fields.update(said)
            group.pairs.append((how, duty))
            group.opens = max(group.opens, opened)
    found = [group.act() for group in groups]
    return sorted(found, key=lambda act: (_rank(act), act.due.deadline if act.due else 1 << 60))


def _rank(act: Act) -> int:
    """How pressing an act is; a breach that a manager has seen heads nothing any more."""
    return len(_RANK) if act.seen else _RANK.get(act.standing, len(_RANK))


@dataclass(slots=True)
class _Group:
    """Duties gathered so far that one entry would meet, and what that entry has to say."""

    open_for: str
    """The event that may join it; empty where none may."""
    event: str
    fields: dict[str, str]
    pairs: list[tuple[Standing, Duty]]
    opens: int
    """The position before which nothing meets all of them."""

    def joins(self, stood: tuple[Standing, Duty], event: str, fields: Mapping[str, str], opened: int, now: int) -> bool:
        """Whether one entry could meet another duty as well: the same event, in time, about and saying the same.

        What is only asked about hides no date that is certain, so the two never join.
        """
        how, duty = stood
        if (how is Standing.NOT_KNOWN) is not (self.pairs[0][0] is Standing.NOT_KNOWN):
            return False
        people = {d.each for _, d in self.pairs if d.each} | ({duty.each} if duty.each else set())
        if self.open_for != event or len(people) > 1:
            return False
        soonest = min(_deadline(each) for each in (duty, *(d for _, d in self.pairs)))
        if max(self.opens, opened) >= max(soonest, now):
            return False
        return all(self.fields.get(name, value) == value for name, value in fields.items())

    def act(self) -> Act:
        """The act that these duties ask for, the most pressing duty first."""
        pairs = sorted(self.pairs, key=lambda p: (_RANK.get(p[0], 9), _deadline(p[1]), WEIGHTS.index(p[1].rule.weight)))
        fields = tuple(f"{name}={value}" for name, value in self.fields.items())
        return Act(tuple(duty for _, duty in pairs), pairs[0][0], self.event, fields)


def _deadline(duty: Duty) -> int:
    return duty.due.deadline if duty.due else 1 << 60
