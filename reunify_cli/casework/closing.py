"""What ends with a case when it closes: what is late and stays so, what lapses, which meetings are still booked."""

from collections.abc import Mapping
from typing import Any

from reunify_cli.engine.acts import WEIGHTS
from reunify_cli.engine.duty import Duty, Standing, asks, standing
from reunify_cli.engine.ended import ALIVE, CLOSED, DIED, OPEN, ended
from reunify_cli.engine.judgement import Judgement
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.wording.display_names import duty_json


@dataclass(frozen=True, slots=True)
class Ending:
    """What stands when a case closes."""

    breaches: tuple[Duty, ...]
    """Breaches, of what must have come first, that no manager has seen."""
    late: tuple[Duty, ...]
    """Late and not recorded as done: they stay so."""
    lapses: tuple[Duty, ...]
    """Owed, and no longer asked once the case is closed."""
    owed: tuple[Duty, ...]
    """Owed, closed case or not."""
    booked: tuple[tuple[str, Moment], ...]
    """Meetings that are booked for a day to come."""


def is_open(opened: OpenCase, session: Session) -> bool:
    """Whether the case is open."""
    return (
        OPEN not in opened.workspace.vocabulary.facts
        or opened.judged.times.fact_at(OPEN, session.position) is not False
    )


def closing_of(opened: OpenCase, session: Session) -> Entry | None:
    """The entry that closed the case; None where it is open."""
    closed = opened.judged.history.by_event.get(CLOSED, ())
    return closed[-1] if closed and not is_open(opened, session) else None


def day_of_death_is_recorded(opened: OpenCase, session: Session) -> bool:
    """Whether the child's death is recorded with its day."""
    return ALIVE in opened.workspace.vocabulary.facts and opened.judged.times.fact_at(ALIVE, session.position) is False


def has_died(opened: OpenCase, session: Session) -> bool:
    """Whether the child's death is recorded: with its day, or as what closed the case."""
    over = ended(opened.judged, session.position)
    return over is not None and over.how == DIED


def ending(opened: OpenCase, session: Session, says: Mapping[str, Any], when: Moment) -> Ending:
    """What would stand if the case were closed then: it is judged once more, with that entry supposed."""
    before = opened.judged
    supposed = Entry("?close", CLOSED, when, index=1 << 30, fields=dict(says))
    after = Judgement(before.history.with_entry(supposed), before.policy, before.calendar)
    then = {duty.id: standing(duty, session.position) for duty in after.duties}
    duties = sorted(before.duties, key=lambda d: (WEIGHTS.index(d.rule.weight), d.due.deadline if d.due else 1 << 60))
    stood = [(duty, standing(duty, session.position)) for duty in duties]
    late = tuple(duty for duty, how in stood if how is Standing.OVERDUE)
    to_do = [duty for duty, how in stood if how.to_do and how is not Standing.OVERDUE]
    to_do += [duty for duty, _ in stood if asks(duty, session.position)]
    owed = tuple(duty for duty in to_do if duty.id in then and then[duty.id].to_do)
    return Ending(
        breaches=tuple(d for d, how in stood if how is Standing.BREACH and not d.seen and d.rule.strength == "must"),
        late=late,
        lapses=tuple(duty for duty in to_do if duty not in owed),
        owed=owed,
        booked=tuple((what, when) for what, (when, _) in before.bookings.items() if when.end >= session.now.start),
    )


def ending_json(opened: OpenCase, found: Ending, session: Session) -> dict[str, Any]:
    """The same for programs."""
    kinds = {"unseen": found.breaches, "late": found.late, "owed": found.owed, "lapses": found.lapses}
    return {
        **{kind: [duty_json(opened, duty, session) for duty in duties] for kind, duties in kinds.items()},
        "booked": [{"event": what, "for": str(when)} for what, when in found.booked],
    }
