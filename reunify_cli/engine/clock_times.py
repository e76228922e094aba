"""Clock times in a record that London never saw, or saw twice: for `check`, since a hand can write any.

What is typed at a command is asked about there. An entry that bears the instant at which it was written down was asked
about already, so the hour that comes twice is asked about only where an entry does not bear one, nor a note that says.
"""

import re
from collections.abc import Iterator
from typing import Final

from reunify_cli.engine.finding import Finding
from reunify_cli.engine.judgement import Judgement
from reunify_cli.model.case import Entry
from reunify_cli.model.london import seasons
from reunify_cli.model.moment import Moment
from reunify_cli.text.days import say_time

SETTLED: Final = re.compile(r"\b(?:BST|GMT)\b")
"""What in a note says which of two hours is meant: the date itself holds what a clock showed."""


def odd_times(judged: Judgement) -> Iterator[Finding]:
    """A finding for each clock time that never was, and each that may be either of two."""
    for entry in judged.history.entries:
        for when in (entry.when, entry.until, *(each for each in entry.fields.values() if isinstance(each, Moment))):
            if when is not None and when.minute is not None:
                yield from _odd(entry, when, when.minute)


def _odd(entry: Entry, when: Moment, minute: int) -> Iterator[Finding]:
    # The clocks change on a Sunday in the small hours; anything else need not ask for a table of time zones.
    if when.day.weekday() != 6 or minute >= 3 * 60 or when.day.month not in (3, 4, 10, 11):
        return
    found = seasons(when.day, minute)
    day = when.day.isoformat()
    if found and found.skipped:
        sentence = f"there was no {say_time(minute)} on {day}: the clocks went forward an hour"
        yield Finding("record", sentence, f"correct {entry.id} --on DATE", entry=entry.id)
    elif found and found.twice and entry.recorded is None and not SETTLED.search(entry.note):
        sentence = f"{say_time(minute)} came twice on {day}: the clocks went back an hour"
        help = f'correct {entry.id} note="{say_time(minute)} BST"   (the second: GMT)'
        yield Finding("note", f"{sentence}, and nothing says which is meant", help, entry=entry.id)
