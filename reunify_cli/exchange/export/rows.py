"""One judged case as rows of the exported tables, in the order of their columns; cases come and go one by one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date
from itertools import takewhile
from typing import Any, Final, NamedTuple

from reunify_cli.engine.duty import Duty, days_late, standing
from reunify_cli.engine.ended import ended
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.owners import holder, owner
from reunify_cli.engine.timeline import BEGINNING, Either, Step
from reunify_cli.exchange.export.columns import CASES, DUTIES, EVENTS, FACTS, Table
from reunify_cli.exchange.export.fields import said
from reunify_cli.exchange.export.pseudonyms import Cloak
from reunify_cli.model.moment import MINUTES_IN_DAY, Moment, position_day
from reunify_cli.model.vocabulary import Fact

SEXES: Final = ("girl", "boy", "female", "male")
OVER_TIME: Final = ("choice", "yes-no", "date", "period")
"""The types of facts whose values are words of the vocabulary or counts, and never what somebody wrote."""
TOLD_APART_BY: Final = ("choice", "yes-no")
"""Those of them that any number of children share."""
STAGE: Final = "stage"


class Row(NamedTuple):
    """A row of a table, and the year by which it is filed; None where it has no day, or the table no years."""

    table: Table
    year: int | None
    values: tuple[Any, ...]


def rows(judged: Judgement, position: int, *, veiled: bool = False) -> Iterator[Row]:
    """All rows of one case, as things stood at a position; veiled, with nobody told from another of the same sort."""
    stages = frozenset(stage.key for stage in judged.policy.stages)
    cloak = Cloak(judged.case, judged.policy.vocabulary, stages, veiled)
    yield Row(CASES, None, _case(judged, position, cloak))
    for entry in judged.history.entries:
        day = entry.when.day
        recorded = entry.recorded.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S") if entry.recorded else None
        by = _json([cloak.person(each) for each in entry.by])
        of = cloak.about(entry.of) if entry.of else None
        kind = cloak.words.events.get(entry.event)
        yield Row(
            EVENTS, day.year,
            (judged.case.id, cloak.entry(entry.id), entry.event, kind.group if kind else None, cloak.day(day),
             clock(entry.when), by, of, entry.until.day if entry.until else None, recorded,
             cloak.person(entry.recorded_by) if entry.recorded_by else None, bool(entry.corrected_by),
             bool(entry.note), entry.document is not None, _json(said(entry, cloak))),
        )  # fmt: skip
    for duty in judged.duties:
        yield Row(DUTIES, duty.due.day.year if duty.due else None, _duty(duty, judged, position, cloak))
    yield from _facts(judged, position, cloak)


def _case(judged: Judgement, position: int, cloak: Cloak) -> tuple[Any, ...]:
    child, entries = judged.case.child, judged.history.entries
    days = [day for each in entries if (day := cloak.day(each.when.day))]
    held, over = holder(judged, position), ended(judged, position)

    def fact(name: str) -> Any:
        return judged.times.fact_at(name, position) if name in cloak.words.facts else None

    return (
        judged.case.id, fact("case-open"), fact("looked-after"), over.how if over else None,
        fact("legal-status"), fact("lives-with"),
        _stage(fact(STAGE), judged), cloak.person(held) if held else None, child.born.year if child.born else None,
        child.sex.lower() if child.sex.lower() in SEXES else None, len(entries),
        min(days, default=None), max(days, default=None),
        judged.policy.id, judged.policy.digest, position_day(position),
    )  # fmt: skip


def _duty(duty: Duty, judged: Judgement, position: int, cloak: Cloak) -> tuple[Any, ...]:
    rule, who = duty.rule, owner(judged, duty, position)
    how = standing(duty, position, judged.policy.due_soon)
    anchor = duty.anchor.entry
    parts = [judged.case.id, rule.id, cloak.entry(anchor.id) if anchor else duty.anchor.name]
    each = cloak.about(duty.each) if duty.each else None
    return (
        judged.case.id, ":".join((*parts, each) if each else parts), rule.id, "; ".join(rule.register) or None,
        "plan" if rule.policy == "case" else rule.weight, rule.strength, who.role or None,
        cloak.person(who.key) if who.key else None, how.value, duty.due.day if duty.due else None,
        clock(Moment(duty.due.day, duty.due.minute)) if duty.due else None,
        duty.other_due.day if duty.other_due else None, duty.met.day if duty.met else None,
        days_late(duty, position), anchor.event if anchor else None, cloak.day(duty.anchor.when.day), each,
        duty.seen is not None, duty.varied is not None, rule.unverified, rule.source.cite, rule.source.at or None,
        judged.policy.id, judged.policy.digest, rule.source.sure,
    )  # fmt: skip


def _facts(judged: Judgement, position: int, cloak: Cloak) -> Iterator[Row]:
    for name, fact in cloak.words.facts.items():
        if fact.type not in (TOLD_APART_BY if cloak.veiled else OVER_TIME) and name != STAGE:
            continue
        line = [step for step in _line(name, judged) if step.at <= position]
        # What time alone changes gives a birthday away; and what held before any entry is no news.
        line = list(takewhile(lambda step: step.cause is not None or step.at == BEGINNING, line))
        for i, step in enumerate(line):
            if step.at == BEGINNING or cloak.day(position_day(step.at)) is None:
                continue
            ends = position_day(line[i + 1].at) if i + 1 < len(line) else None
            yield Row(FACTS, position_day(step.at).year, _span(name, fact, step, ends, judged, cloak))


def _line(name: str, judged: Judgement) -> tuple[Step, ...]:
    return judged.times.fact(name)


def _span(name: str, fact: Fact, step: Step, ends: date | None, judged: Judgement, cloak: Cloak) -> tuple[Any, ...]:
    value = step.value.guess if isinstance(step.value, Either) else step.value
    if name == STAGE:
        told = _stage(value, judged)
    elif fact.type == "choice":
        told = value if value in fact.values else None
    else:
        told = ("yes" if value else "no") if isinstance(value, bool) else None if value is None else str(value)
    minute = step.at % MINUTES_IN_DAY
    time = clock(Moment(position_day(step.at), minute)) if minute else None
    return (
        judged.case.id,
        name,
        told,
        position_day(step.at),
        time,
        ends,
        cloak.entry(step.cause.id) if step.cause else None,
    )


def _stage(value: Any, judged: Judgement) -> str | None:
    stage = judged.policy.stage(str(value)) if value else None
    return stage.key if stage else None


def clock(moment: Moment) -> str | None:
    """The time of a moment, `14:00`; None where only its day is known."""
    return None if moment.minute is None else f"{moment.minute // 60:02}:{moment.minute % 60:02}"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
