"""What is still open about a child who came into the tool part-way: what was last done before the record starts.

A record that starts on a later day than care did holds no last review, visit or health assessment unless a person
adds them. Until then due dates can only be reckoned from assumptions, so what is missing is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from reunify_cli.engine.decisions import stage_of
from reunify_cli.engine.grounds import EVERYTHING
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.owners import holder
from reunify_cli.frozen import dataclass
from reunify_cli.model.moment import Moment

LOOKED_AFTER: Final = "looked-after"
STAGE: Final = "stage-entered"


@dataclass(frozen=True, slots=True)
class Last:
    """Something that is done again and again, of which the last from before the record starts is asked for."""

    words: str
    first: timedelta
    """How soon after care began the first one falls due. A record that starts before that needs none."""
    longest: timedelta
    """How long before the record starts the last one may lie. One longer ago was not the last, or is long overdue."""
    command: str


LASTS: Final[Mapping[str, Last]] = {
    "review": Last("last review", timedelta(days=26), timedelta(days=184), "review --on DATE"),
    "visit": Last("last visit", timedelta(days=7), timedelta(days=92), "visit seen=yes --on DATE"),
    "health-assessment": Last(
        "last health assessment", timedelta(days=26), timedelta(days=366), "health-assessment --on DATE"
    ),
}
"""The intervals are those of regs 33, 28 and 7 of the Care Planning Regulations 2010; 26 days hold fewer than twenty
working days whatever the holidays."""


@dataclass(frozen=True, slots=True)
class Open:
    """Something that is still to be asked: what, in words, and what records the answer."""

    key: str
    words: str
    command: str


def still_open(judged: Judgement, now: int) -> list[Open]:
    """What of the time before the record starts no one has recorded yet; nothing where the record is complete.

    Asked of children who are looked after. Of what the record holds everything since care began, nothing is asked.
    """
    vocabulary = judged.policy.vocabulary
    known = judged.case.known
    if not known or LOOKED_AFTER not in vocabulary.facts or judged.times.fact_at(LOOKED_AFTER, now) is not True:
        return []
    if judged.times.holds_at(judged.policy.scope, now) is False:
        return []
    since = _care_since(judged, now)
    found = []
    for event, last in LASTS.items():
        if event in vocabulary.events and not _known(judged, event, last, since):
            found.append(Open(event, last.words, f"record {last.command}"))
    if _from_the_first_week(judged, since):
        return found
    if (
        judged.policy.stages
        and stage_of(judged, now) is None
        and STAGE in vocabulary.events
        and not _covered(judged, STAGE, since)
    ):
        found.append(Open("stage", "stage", f"record {STAGE} stage=... --on DATE"))
    if not holder(judged, now):
        found.append(Open("worker", "social worker", "record allocated to=NAME as=social-worker"))
    return found


def _care_since(judged: Judgement, now: int) -> date:
    steps = [step for step in judged.times.fact(LOOKED_AFTER) if step.at <= now]
    return Moment.at(steps[-1].at).day if steps and steps[-1].at else date.min


def _from_the_first_week(judged: Judgement, since: date) -> bool:
    """Whether the record starts in the first week of care: then it is no child brought in part-way."""
    spans = judged.case.known.get(EVERYTHING, ())
    return since > date.min and bool(spans) and spans[-1].from_ <= since + LASTS["visit"].first


def _covered(judged: Judgement, event: str, since: date) -> bool:
    """Whether every such event since care began is recorded here: then there was none where none is."""
    spans = judged.known_spans(event)
    return spans is None or any(span.from_ <= since and span.until is None for span in spans)


def _known(judged: Judgement, event: str, last: Last, since: date) -> bool:
    """Whether the last one is recorded, or is known not to have been."""
    spans = judged.known_spans(event)
    if spans is None or _covered(judged, event, since):
        return True
    start = spans[-1].from_
    if since > date.min and start <= since + last.first:
        return True
    entries = judged.history.by_event.get(event, ())
    return any(entry.when.day >= max(since, start - last.longest) for entry in entries)
