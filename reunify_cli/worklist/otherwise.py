"""What stands otherwise for one child by the law as this program has it now than by what was adopted."""

from datetime import date

from reunify_cli.engine.duty import Duty, Standing
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.overnight import shifts
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.days import say_day
from reunify_cli.text.layout import clean
from reunify_cli.wording.display_names import weight
from reunify_cli.worklist.rows import Otherwise


def notices_of(opened: OpenCase, session: Session) -> tuple[str, ...]:
    """What a paper about one child heads with: each rule of law that reads otherwise now, and the date by both."""
    newer = opened.workspace.newer
    if newer is None:
        return ()
    policy = opened.judged.policy.id
    rules = "; ".join(clean(rule.title) for rule in newer.rules) or "bank holidays or words"
    dates = [
        f"{each.title}: {_day_words(each.was_day)} as adopted, {_day_words(each.due_day)} by the newer law"
        for each in otherwise(opened, by_newer_law(opened), session.position)
    ]
    said = f"This paper counts by {policy} as it was adopted. reunify now has other law: {rules}."
    return (f"{said} {'. '.join(dates) or 'No date of this child differs'}.",)


def by_newer_law(opened: OpenCase) -> Judgement | None:
    """The child judged by the law as this program has it now; None where that is what was adopted."""
    newer = opened.workspace.newer
    return None if newer is None else Judgement(opened.judged.history, newer.policy, newer.calendar)


def otherwise(opened: OpenCase, newer: Judgement | None, now: int) -> tuple[Otherwise, ...]:
    """What stands otherwise for a child by the newer law at a position."""
    if newer is None:
        return ()

    def day(duty: Duty | None) -> int:
        return duty.due.day.toordinal() if duty is not None and duty.due is not None else 0

    pressing = (Standing.BREACH, Standing.OVERDUE, Standing.DUE, Standing.UPCOMING, Standing.OPEN)
    found = [s for s in shifts(opened.judged, newer, now, law=True) if s.was in pressing or s.becomes in pressing]
    return tuple(
        Otherwise(clean(s.duty.rule.title), weight(s.duty.rule), s.kind, day(s.before), day(s.now)) for s in found
    )


def _day_words(ordinal: int) -> str:
    """A day with its year, or that there is none."""
    return say_day(date.fromordinal(ordinal)) if ordinal else "no date"
