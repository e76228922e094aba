"""What closes with a case: what stays late, what lapses, which meetings are booked; and from when it goes on again."""

from collections.abc import Mapping
from typing import Any

from reunify_cli.casework.values import read_date_of_event
from reunify_cli.engine.acts import WEIGHTS
from reunify_cli.engine.duty import Duty, Standing, asks, standing
from reunify_cli.engine.ended import ALIVE, CLOSED, DIED, OPEN, ended
from reunify_cli.engine.judgement import Judgement
from reunify_cli.errors import Mistyped, Refused, did_you_mean
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment
from reunify_cli.model.vocabulary import spoken
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.days import say_day
from reunify_cli.text.layout import clean, joined
from reunify_cli.wording.display_names import duty_json, typed


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


def outcome_meant(opened: OpenCase, text: str) -> str:
    """The outcome that is meant, by its word or title. Raises Mistyped with all there are where it is none."""
    outcomes = opened.workspace.vocabulary.events[CLOSED].fields["outcome"].values
    known = f"Write one of: {', '.join(outcomes)}"
    if not text:
        raise Mistyped("Say how it ended: --outcome OUTCOME.", help=known)
    for key, title in outcomes.items():
        if spoken(text) in (spoken(key), spoken(title)):
            return key
    like = [key for key, title in outcomes.items() if spoken(text) in f"{spoken(key)} {spoken(title)}"]
    quoted = [f'"{key}"' for key in like]
    near = f" Did you mean {joined(quoted, 'or')}?" if like else did_you_mean(text.lower(), outcomes)
    raise Mistyped(f'"{clean(text)}" is not an outcome here.{near}', help=known)


def must_be_open(opened: OpenCase, session: Session) -> None:
    """Raise Refused where there is nothing to close."""
    if not is_open(opened, session):
        raise Refused("This case is closed already.", help=f"What is recorded:  reunify events {typed(opened.id)}")


def reopening(opened: OpenCase, on: str, session: Session) -> Moment:
    """From when a closed case goes on: what falls due again counts from what happens after it.

    Raises Refused where it is open or the child has died, Mistyped for a day before it was closed.
    """
    here = typed(opened.id)
    if is_open(opened, session):
        raise Refused("This case is open.", help=f"How it stands:  reunify show {here}")
    if has_died(opened, session):
        said = "This child's death is recorded, so the case is not opened again."
        raise Refused(said, help=f"If that is wrong, withdraw the entry:  reunify events {here}")
    when = read_date_of_event(on, session.now) if on else session.now
    closing = closing_of(opened, session)
    if closing is not None and when.before(closing.when) is True:
        said = f"{say_day(when.day)} is before the case was closed ({say_day(closing.when.day)})."
        raise Mistyped(said, help="If it never was to be closed, withdraw that entry.")
    return when
