"""Why a date is that date, as a paper prints it below its tables: counted from what, which days were left out."""

from datetime import date

from reunify_cli.engine.derivation import Reading, derive
from reunify_cli.engine.duty import Duty
from reunify_cli.frozen import dataclass
from reunify_cli.rules.phrasing import need_words
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.phrases import counted_from, listed, short_day, when_words


@dataclass(frozen=True, slots=True)
class Reason:
    """The footnote to one date: the rule in words, how it was counted, and where that stands."""

    title: str
    by: str
    says: str
    counted: tuple[str, ...]
    """One for each reading of the date."""
    met_by: str
    """What would meet it, in words."""
    since: str
    """Since when these words are in force; "" where that is not known."""
    url: str
    day: date


def reason(stand: CaseView, duty: Duty) -> Reason | None:
    """The footnote to a duty's date; None where nothing was counted."""
    if duty.due is None or not duty.counted:
        return None
    readings = derive(stand.judged, duty).readings
    return Reason(
        title=duty.rule.title,
        by=when_words(duty.due),
        says=duty.rule.says,
        counted=tuple(_counted(stand, each, several=len(readings) > 1) for each in readings),
        met_by=need_words(duty.terms.needs, stand.vocabulary),
        since=short_day(duty.terms.in_force) if duty.terms.in_force else "",
        url=duty.source.url,
        day=duty.due.day,
    )


def _counted(stand: CaseView, reading: Reading, *, several: bool) -> str:
    """How one reading was counted: `5 working days from start of a placement, Fri 27 Nov 2026, without 1 weekend`.

    Of several readings each says where it ends.
    """
    counted = reading.counted
    entry = counted.anchor.entry
    words = counted_from(counted, stand.kind(entry).title if entry else counted.anchor.why)
    place = stand.places.get(entry.id, "") if entry else ""
    entered = f" (entry {entry.id}{f', {place}' if place else ''})" if entry else ""
    where = f" ({reading.at})" if reading.at else ""
    weekends = [f"{reading.weekends} weekend{'s' if reading.weekends > 1 else ''}"] if reading.weekends else []
    out = listed([*weekends, *(f"{short_day(day)} ({name})" for day, name in reading.holidays)])
    left = f", without {out}" if out else ""
    ahead = counted.due.day.year > stand.judged.calendar.known_to
    unheld = "are not announced so far ahead" if ahead else f"of {counted.due.day.year} are not in the calendar"
    doubt = f"; bank holidays {unheld}" if reading.provisional else ""
    end = f": {when_words(counted.due)}" if several else ""
    return f"{words}{entered}{where}{left}{doubt}{end}"
