"""Whether a case may go into the next stage: what is in place, what is missing, and what the answer rests on.

The question is put by supposing it done: the case with one more entry (the stage entered, and whatever that stage
stands for, such as going home) is judged, and the gates that this entry would pass are the ones asked.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from reunify_cli.engine.duty import Duty
from reunify_cli.engine.evidence import events_of
from reunify_cli.engine.gates import STAGE
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.missing import Missing, missing
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import MINUTES_IN_DAY, Moment
from reunify_cli.rules.conditions import typed_value
from reunify_cli.rules.policy import Stage

WEIGHTS = ("law", "policy", "guidance")

ENTERED = "stage-entered"
"""The event type that `advance` writes."""


@dataclass(frozen=True, slots=True)
class Lack:
    """A gate that is not open: its duty, and what is missing for it."""

    duty: Duty
    parts: tuple[Missing, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to whether a case may go into a stage now."""

    from_: Stage | None
    to: Stage
    shut: tuple[Lack, ...]
    """What keeps the gate shut, in the order in which things depend on one another."""
    asked: tuple[Lack, ...]
    """What is asked for but does not keep it shut: advice, and what nobody has confirmed against the text."""
    in_place: tuple[Duty, ...]
    evidence: tuple[str, ...]
    """The ids of the entries that the answer rests on."""
    judged: Judgement

    @property
    def allowed(self) -> bool:
        """Whether the gate is open."""
        return not self.shut


def stage_of(judged: Judgement, now: int) -> Stage | None:
    """The stage that a case is in."""
    key = judged.times.fact_at(STAGE, now)
    return judged.policy.stage(str(key)) if key else None


def decide(judged: Judgement, to: Stage, now: Moment) -> Decision:
    """Whether the case may enter a stage, by everything recorded up to and including today."""
    tomorrow = Moment(now.day + timedelta(days=1), 0)
    supposed = [_entry("?stage", ENTERED, tomorrow, {"stage": to.key}, judged)]
    if to.makes and not _so_already(judged, str(to.makes["event"]), now):
        fields = {key: value for key, value in to.makes.items() if key != "event"}
        supposed.append(_entry("?makes", str(to.makes["event"]), tomorrow, fields, judged))
    history = judged.history
    for entry in supposed:
        history = history.with_entry(entry)
    then = Judgement(history, judged.policy, judged.calendar)
    ids = {entry.id for entry in supposed}
    asked = [d for r in judged.policy.rules if r.kind == "gate" for d in then.of(r.id) if d.gated and d.gated.id in ids]
    open_, shut, advice = [], [], []
    for duty in asked:
        if duty.met is not None or duty.closed is not None or duty.varied is not None:
            open_.append(duty)
        elif duty.rule.strength == "must" and not duty.rule.unverified:
            shut.append(Lack(duty, tuple(missing(then, duty))))
        else:
            advice.append(Lack(duty, tuple(missing(then, duty))))
    shut.sort(key=lambda lack: (_turn(then, lack.duty), WEIGHTS.index(lack.duty.rule.weight)))
    evidence = {entry.id: None for duty in open_ for entry in duty.evidence if entry.id not in ids}
    return Decision(stage_of(judged, now.end), to, tuple(shut), tuple(advice), tuple(open_), tuple(evidence), then)


def _so_already(judged: Judgement, event: str, now: Moment) -> bool:
    """Whether an event has brought about all that it always does: a child who is home does not go home once more."""
    kind = judged.policy.vocabulary.events.get(event)
    always = {fact: value for fact, value in kind.sets.items() if not value.startswith("$")} if kind else {}
    facts = judged.policy.vocabulary.facts
    return bool(always) and all(
        judged.times.fact_at(fact, now.end) == typed_value(value, facts[fact]) for fact, value in always.items()
    )


def _turn(judged: Judgement, duty: Duty) -> int:
    """Where what a gate needs comes on the way home: the vocabulary lists its groups in that order."""
    vocabulary = judged.policy.vocabulary
    groups = list(vocabulary.groups)
    found = [vocabulary.events[name].group for name in events_of(duty.terms.needs) if name in vocabulary.events]
    return max((groups.index(group) for group in found if group in groups), default=len(groups))


def _entry(id: str, event: str, when: Moment, fields: Mapping[str, Any], judged: Judgement) -> Entry:
    """An entry that is only supposed: what it says, completed by what the plan and the case would make of it."""
    given = {key: {"yes": True, "no": False}.get(str(value), value) for key, value in fields.items()}
    kind = judged.policy.vocabulary.events.get(event)
    if kind is not None:
        if kind.cause.startswith("$"):
            given.setdefault(kind.cause[1:], "authority")
        if "home" in kind.fields and "destination" in judged.policy.vocabulary.facts:
            home = judged.times.fact_at("destination", when.start - MINUTES_IN_DAY)
            if home is not None:
                given.setdefault("home", home)
        if "planned" in kind.fields:
            given.setdefault("planned", True)
    return Entry(id, event, when, index=1 << 30, fields=given)
