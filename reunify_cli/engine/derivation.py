"""How a date came about, day by day: what `why` shows and a paper prints as its footnote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from reunify_cli.engine.duty import Counted, Duty
from reunify_cli.engine.judgement import Judgement
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.periods import Unit, parse_period
from reunify_cli.rules.wording import need_words, terms_words


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
    readings = tuple(reading(counted, judged.calendar) for counted in duty.counted)
    words = judged.policy.vocabulary
    return Derivation(
        duty, readings, tuple(terms_words(duty.terms, judged.policy)), need_words(duty.terms.needs, words)
    )


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
