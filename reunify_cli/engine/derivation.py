"""How a date came about, day by day: what `why` shows and a paper prints as its footnote."""

from datetime import date, timedelta

from reunify_cli.engine.duty import Counted, Duty
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.missing import Missing
from reunify_cli.frozen import dataclass, replace
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.periods import Unit, parse_period
from reunify_cli.rules.phrasing import need_words, terms_words, title_of
from reunify_cli.rules.policy import Rule
from reunify_cli.rules.terms import BeforeEvent, FromEvent, SoonestOf, Timing


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days counted or skipped together: from one to another, both included, and what they were."""

    first: date
    last: date
    what: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a date: from where it was counted, how, to which day."""

    counted: Counted
    stretches: tuple[Stretch, ...]
    weekends: int
    """How many weekends were passed over, where only working days count."""
    holidays: tuple[tuple[date, str], ...]
    provisional: bool
    """Whether the days counted reach past the bank holidays that have been announced."""
    at: str = ""
    """Which sentence of the source asks for this reading, where it has several."""


@dataclass(frozen=True, slots=True)
class Derivation:
    """A duty's date with its proof."""

    duty: Duty
    readings: tuple[Reading, ...]
    asks: tuple[tuple[str, str], ...]
    """The rule's questions and answers in words: by when, met by, and so on."""
    met_by: str


def derive(judged: Judgement, duty: Duty) -> Derivation:
    """The derivation of one duty of a judged case."""
    readings = tuple(
        replace(reading(each, judged.calendar), at=_sentence(duty.terms.timing, each)) for each in duty.counted
    )
    words = judged.policy.vocabulary
    return Derivation(
        duty, readings, tuple(terms_words(duty.terms, judged.policy)), need_words(duty.terms.needs, words)
    )


def rests_on(judged: Judgement, lack: Missing, position: int) -> list[Rule]:
    """The rules asked before the entry that would supply something missing: what it rests on itself.

    A rule that asks only before the word of some roles counts where one of these is asked for.
    """
    kinds, found = judged.policy.vocabulary.kinds, []
    for rule in judged.policy.rules:
        timing = rule.latest.timing
        if not isinstance(timing, BeforeEvent) or lack.event not in kinds.get(timing.event.event, ()):
            continue
        by = [title_of(judged.policy.vocabulary, role) for role in timing.event.by]
        asked = not by or any(title in lack.words for title in by)
        while_ = rule.latest.while_
        if asked and (while_ is None or judged.times.holds_at(while_, position) is not False):
            found.append(rule)
    return found


def _sentence(timing: Timing, counted: Counted) -> str:
    """Where the source has the reading by which a date was counted."""
    if not isinstance(timing, SoonestOf):
        return ""
    event = counted.anchor.entry.event if counted.anchor.entry else ""
    same = [each for each in timing.readings if str(each.period) == counted.period]
    named = [each for each in same if isinstance(each.from_, FromEvent) and each.from_.event.event == event]
    others = [each for each in same if not isinstance(each.from_, FromEvent)]
    return next((each.at for each in (*named, *others)), "")


def reading(counted: Counted, calendar: Calendar) -> Reading:
    """The days between an anchor and the day it led to, in the stretches in which people count them."""
    start, end = counted.anchor.when.day, counted.due.day
    provisional = calendar.provisional(end)
    if not counted.period or parse_period(counted.period).unit is not Unit.WORKING_DAYS:
        return Reading(counted, (), 0, (), False)
    found: list[Stretch] = []
    number, run = 0, None
    weekends = 0
    day = start
    while day < end:
        day += timedelta(days=1)
        if calendar.is_working_day(day):
            number += 1
            run = (run[0], day, run[2]) if run else (day, day, number)
        else:
            if run:
                found.append(_run(run, number))
                run = None
            if day in calendar.holidays and day.weekday() < 5:
                found.append(Stretch(day, day, f"skipped, {calendar.holidays[day]}"))
            elif day.weekday() == 6:
                weekends += 1
    if run:
        found.append(_run(run, number))
    return Reading(counted, tuple(found), weekends, tuple(calendar.skipped(start, end)), provisional)


def _run(run: tuple[date, date, int], last: int) -> Stretch:
    first_day, last_day, first = run
    what = f"working day {first}" if first == last else f"working days {first} to {last}"
    return Stretch(first_day, last_day, what)
