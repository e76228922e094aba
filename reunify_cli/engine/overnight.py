"""What would become of one child's duties if another policy counted: judged under both at the same moment.

Duties are compared by their ids, which name the case, the rule and what the duty is counted from, so a date that moves
is the same duty with another date.
"""

from typing import Final, Literal

from reunify_cli.engine.duty import Duty, Standing, standing
from reunify_cli.engine.judgement import Judgement
from reunify_cli.frozen import dataclass

LATE: Final = (Standing.OVERDUE, Standing.MISSED, Standing.BREACH)
DONE: Final = (
    None, Standing.MET, Standing.MET_LATE, Standing.MET_OTHER, Standing.CLOSED, Standing.LAPSED, Standing.NOT_STARTED,
    Standing.NOT_KNOWN,
)  # fmt: skip
"""Standings in which nobody has anything to do; None where there is no such duty."""

Kind = Literal["late overnight", "no longer late", "new", "gone", "moved", "stands otherwise"]


@dataclass(frozen=True, slots=True)
class Shift:
    """One duty of one child: how it is under the one policy and under the other; None where it is not owed."""

    before: Duty | None
    now: Duty | None
    was: Standing | None
    becomes: Standing | None

    @property
    def duty(self) -> Duty:
        """The duty as it will be, or as it was where it will not be."""
        found = self.now or self.before
        if found is None:
            raise ValueError("a shift is of some duty")
        return found

    @property
    def gate(self) -> bool:
        """Whether it is a gate: something that must be in place before something else."""
        return self.duty.rule.kind == "gate"

    @property
    def moved(self) -> bool:
        """Whether its date is another one."""
        return self.before is not None and self.now is not None and self.before.due != self.now.due

    @property
    def kind(self) -> Kind:
        """What there is to say of it, the gravest first."""
        if self.becomes in LATE and self.was not in LATE:
            return "late overnight"
        if self.was in LATE and self.becomes not in LATE:
            return "no longer late"
        if self.before is None or self.was is None:
            return "new"
        if self.now is None or self.becomes is None:
            return "gone"
        return "moved" if self.moved else "stands otherwise"


def shifts(
    before: Judgement, now: Judgement, position: int, soon: tuple[int, int] = (14, 14), *, law: bool = False
) -> list[Shift]:
    """What changes for one child at a position in time; nothing that nobody has to do under either policy.

    `soon` is how many days ahead each policy calls something due; with `law` only law is looked at. The gravest comes
    first, then the soonest.
    """
    old, new = ({duty.id: duty for duty in (each.by_law if law else each.duties)} for each in (before, now))
    found = []
    for name in dict.fromkeys((*old, *new)):
        was, is_ = old.get(name), new.get(name)
        shift = Shift(was, is_, _standing(was, position, soon[0]), _standing(is_, position, soon[1]))
        if (
            shift.was in DONE
            and shift.becomes in DONE
            and {shift.was, shift.becomes} != {Standing.MET, Standing.MET_LATE}
        ):
            continue
        if shift.moved or shift.was is not shift.becomes:
            found.append(shift)
    return sorted(found, key=lambda s: (_ORDER.index(s.kind), s.duty.due.deadline if s.duty.due else 0, s.duty.id))


def _standing(duty: Duty | None, position: int, soon: int) -> Standing | None:
    return standing(duty, position, soon) if duty else None


_ORDER: Final = ("late overnight", "new", "moved", "stands otherwise", "no longer late", "gone")
