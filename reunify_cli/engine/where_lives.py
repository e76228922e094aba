"""What leaves open where a child lives: no placement or move home is recorded, or moves of one day have no times."""

from collections.abc import Iterator
from typing import Final

from reunify_cli.engine.case_context import CaseContext
from reunify_cli.engine.ended import ended
from reunify_cli.engine.finding import Finding
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.timeline import Either, spans
from reunify_cli.engine.vocabulary_index import LOOKED_AFTER
from reunify_cli.model.moment import Moment, position_day
from reunify_cli.rules.phrasing import joined, title_of

LIVES: Final = "lives-with"
"""The fact that says with whom a child lives."""
PARENT: Final = "parent"
UNKNOWN: Final = "not-recorded"
"""Values of it: with a parent, and with carers whom no entry names yet."""
HOME: Final = "returned-home"
"""The event type of a move home."""


def no_placement(judged: Judgement, now: int) -> Iterator[Finding]:
    """That no placement is recorded for a child who is looked after: none at all, or only one of an earlier time."""
    times = judged.times
    if times.fact_at(LOOKED_AFTER, now) is not True or len(times.values_at(LIVES, now)) > 1:
        return
    current = next((span for span in spans(times.fact(LOOKED_AFTER)) if span.end is None or span.end > now), None)
    if current is None or ended(judged, now) is not None:
        return
    line = [step for step in times.fact(LIVES) if step.at <= now]
    lives = line[-1]
    since = current.opening().day
    start = "Looked after" if current.start == 0 else f"Looked after since {since.isoformat()}"
    if lives.value in (None, UNKNOWN):
        yield Finding("record", f"{start}, and no placement is recorded", "record placement-start kind=...")
    elif lives.value != PARENT and lives.at < Moment(since).start:
        before = title_of_value(judged, LIVES, lives.value)
        day = position_day(lives.at).isoformat()
        yield Finding(
            "record",
            f"{start}, and no placement is recorded since: the last one ({before}) began on {day}, before that",
            "record placement-start kind=...",
        )


def no_move_home(judged: Judgement, now: int) -> Iterator[Finding]:
    """That care ended with a return home and no move is recorded: the child would still be shown in the placement."""
    times = judged.times
    over = ended(judged, now)
    if over is None or over.all_over or over.entry is None or over.entry.get("reason") != "returned-home":
        return
    day, lives = over.entry.when.day, times.fact_at(LIVES, now)
    last = [step.at for step in times.fact(LIVES) if step.at <= now][-1]
    if last < Moment(day).start and lives not in (None, UNKNOWN, PARENT, "connected-person"):
        lives = title_of_value(judged, LIVES, lives)
        yield Finding(
            "record",
            f"Returned home and not looked after since {day.isoformat()}, and no move home is recorded: here the child"
            f" still lives with {lives}",
            f"record {HOME} --on {day.isoformat()}",
            "",
            over.entry.id,
        )


def unclear(judged: CaseContext, name: str, now: int) -> Moment | None:
    """The day whose entries leave open what a fact is now, because their times are not recorded; else None."""
    if name not in judged.policy.vocabulary.facts or len(judged.times.values_at(name, now)) < 2:
        return None
    at = [step.at for step in judged.times.steps(name) if step.at <= now][-1]
    return Moment(position_day(at))


def order_of_a_day(judged: Judgement, name: str, now: int | None = None) -> Iterator[Finding]:
    """Entries of one day that say different things of a fact, with nothing to say which came last.

    With `now`, only the day that leaves the fact open at that position.
    """
    words, steps = judged.policy.vocabulary, judged.times.steps(name)
    if now is not None:
        steps = tuple(step for step in steps if step.at <= now)[-1:]
    for step in steps:
        if not isinstance(step.value, Either):
            continue
        day = position_day(step.at)
        changes = judged.times.changes.get(name, ())
        made = list({each.entry.id: each.entry for each in changes if each.entry.when.day == day}.values())
        if len(made) < 2:
            continue
        titles = joined([title_of(words, entry.event) for entry in made])
        untimed = next((entry for entry in reversed(made) if entry.when.minute is None), made[-1])
        yield Finding(
            "record",
            f"{titles} on {day.isoformat()} both say: {words.facts[name].title}. Give the times",
            f'correct {untimed.id} --on "{day.isoformat()} HH:MM" --why "time added"',
            "",
            untimed.id,
        )


def title_of_value(judged: Judgement, name: str, value: object) -> str:
    """A fact's value as people say it."""
    return judged.policy.vocabulary.facts[name].values.get(str(value), str(value))
