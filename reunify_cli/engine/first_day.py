"""What is still open about a child who came into the tool part-way: what was last done before the record starts.

A record that starts on a later day than care did holds no last review, visit or health assessment unless a person
adds them. Until then due dates can only be reckoned from assumptions, so what is missing is asked for.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from reunify_cli.engine.case_context import EVERYTHING
from reunify_cli.engine.deadlines import set_period
from reunify_cli.engine.decisions import stage_of
from reunify_cli.engine.evidence import events_of
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.owners import holder
from reunify_cli.engine.settling import again
from reunify_cli.frozen import dataclass
from reunify_cli.model.moment import Moment
from reunify_cli.rules import periods
from reunify_cli.rules.periods import Period
from reunify_cli.rules.policy import Policy, Rule
from reunify_cli.rules.terms import Every, FactPeriod, Phases, Within

LOOKED_AFTER: Final = "looked-after"
STAGE: Final = "stage-entered"


@dataclass(frozen=True, slots=True)
class Last:
    """Something that is done again and again, of which the last from before the record starts is asked for."""

    words: str
    command: str


LASTS: Final[Mapping[str, Last]] = {
    "review": Last("last review", "review --on DATE"),
    "visit": Last("last visit", "visit seen=yes --on DATE"),
    "health-assessment": Last("last health assessment", "health-assessment --on DATE"),
}
FIRST_WEEK: Final = timedelta(days=7)
"""A child whose record starts in the first week of care was not brought in part-way."""


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
    steps = [step for step in judged.times.fact(LOOKED_AFTER) if step.at <= now]
    since = Moment.at(steps[-1].at).day if steps and steps[-1].at else date.min
    found = []
    for event, last in LASTS.items():
        if event in vocabulary.events and not _known(judged, event, since, now):
            found.append(Open(event, last.words, f"record {last.command}"))
    # Whether the record starts in the first week of care: then it is no child brought in part-way.
    spans = judged.case.known.get(EVERYTHING, ())
    if since > date.min and bool(spans) and spans[-1].from_ <= since + FIRST_WEEK:
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


def _covered(judged: Judgement, event: str, since: date) -> bool:
    """Whether every such event since care began is recorded here: then there was none where none is."""
    spans = judged.known_spans(event)
    return spans is None or any(span.from_ <= since and span.until is None for span in spans)


def _known(judged: Judgement, event: str, since: date, now: int) -> bool:
    """Whether the last one is recorded, is known not to have been, or is asked for by no rule that may apply.

    One that lies further back than the rules allow between two was not the last, or the next is long overdue.
    """
    spans = judged.known_spans(event)
    if spans is None or _covered(judged, event, since):
        return True
    start = spans[-1].from_
    rules = _asking(judged, event, now)
    if not rules:
        return True
    if since > date.min and _none_due_before(judged, rules, since, start):
        return True
    days = [entry.when.day for entry in judged.history.by_event.get(event, ()) if entry.when.day >= since]
    between = [period for rule in rules for period in _between(judged, rule, now)]
    if not between:
        return bool(days)
    return any(periods.due(day, None, each, judged.calendar).day >= start for day in days for each in between)


def _asking(judged: Judgement, event: str, now: int) -> list[Rule]:
    """The rules that ask for an event and may apply to the child: those of the law where there are any, else all."""
    found = [
        rule
        for rule in _by_event(judged.policy).get(event, ())
        if rule.latest.while_ is None or judged.times.holds_at(rule.latest.while_, now) is not False
    ]
    return [rule for rule in found if rule.weight == "law"] or found


def _by_event(policy: Policy) -> Mapping[str, list[Rule]]:
    """The rules that ask for one kind of event alone, by that event; the policy keeps them once they were asked for."""
    kept: dict[str, list[Rule]] | None = policy.room.get("by event")
    if kept is None:
        kept = policy.room["by event"] = {}
        for rule in policy.rules:
            if len(events := events_of(rule.latest.needs)) == 1:
                kept.setdefault(next(iter(events)), []).append(rule)
    return kept


def _none_due_before(judged: Judgement, rules: list[Rule], since: date, start: date) -> bool:
    """Whether nothing that these rules ask for fell due between the start of care and the start of the record."""
    dues = [d.due.day for rule in rules for d in judged.of(rule.id) if d.due is not None and d.due.day >= since]
    return bool(dues) and min(dues) >= start


def _between(judged: Judgement, rule: Rule, now: int) -> list[Period]:
    """The longest periods that a rule allows between two; none where it asks for something once."""
    timing = rule.latest.timing
    match timing:
        case Every(intervals=FactPeriod(fact)):
            found = set_period(judged, fact, Moment.at(now), now)
            return [found] if found else []
        case Every(intervals=tuple() as intervals):
            return list(intervals)
        case Phases(phases):
            return [phase.every for phase in phases]
        case Within(period=Period() as period) if again(rule.latest):
            return [period]
    return []
