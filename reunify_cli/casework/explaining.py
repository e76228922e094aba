"""Why a date is what it is: which duties are meant, what is asked at the next gate, and the derivation for programs."""

from typing import Any, Final

from reunify_cli.casework.event_names import events_meant
from reunify_cli.engine.acts import PRESSING, acts, shown_as
from reunify_cli.engine.decisions import decide, stage_of
from reunify_cli.engine.derivation import Reading, derive, rests_on
from reunify_cli.engine.duty import Duty, Standing
from reunify_cli.engine.evidence import events_of
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.missing import missing, next_event
from reunify_cli.errors import Mistyped, did_you_mean
from reunify_cli.model.moment import Moment
from reunify_cli.model.vocabulary import spoken
from reunify_cli.policy_store.readings import readings_of
from reunify_cli.rules.phrasing import condition_words, terms_words
from reunify_cli.rules.policy import Rule, Stage
from reunify_cli.rules.terms import Terms
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.layout import clean, joined
from reunify_cli.wording.display_names import typed
from reunify_cli.worklist.rows import WEIGHTS

LONGEST: Final = 160
"""How long a condition may be read aloud; past that nobody follows it, and the rule's own sentence has said it."""


def entry_place(opened: OpenCase, entry_id: str) -> str:
    """Where an entry stands, as `file:line`."""
    return str(opened.places.get(entry_id) or "")


def rule_asked_about(opened: OpenCase, words: str) -> Rule:
    """The rule that is meant: by its id or title, else of those owed the weightiest that is called so in part.

    What an event is called stands for the rules that it meets. Raises Mistyped where there is none.
    """
    wanted, owed = spoken(words), {duty.rule.id: duty.rule for duty in opened.judged.duties}
    rules = opened.judged.policy.rules
    if any(words.strip() == rule.id or spoken(rule.title) == wanted for rule in rules):
        return meant_rule(opened, words)
    events = {*events_meant(words, opened.workspace.vocabulary)}
    like = [rule for rule in owed.values() if wanted in (spoken(rule.id), *spoken(rule.id).split(" "))]
    found = like or [rule for rule in owed.values() if events & {*events_of(rule.latest.needs)}]
    return min(found, key=lambda rule: WEIGHTS.index(rule.weight)) if found else meant_rule(opened, words)


def chosen(opened: OpenCase, words: str, session: Session) -> list[Duty]:
    """The duties meant by `RULE` or `RULE@DATE`; of a rule alone, the one that matters now; none where none is owed.

    Raises Mistyped where there is no such rule, or no duty under it for that day.
    """
    if not words:
        found = acts(opened.judged, session.position, PRESSING)
        return [duty for act in found for duty in act.duties]
    name, _, when = words.partition("@")
    rule = rule_asked_about(opened, name)
    duties = list(opened.judged.of(rule.id))
    if when:
        dated = [d for d in duties if when in (str(d.due), str(d.anchor.when), str(d.anchor.when.day), d.anchor.name)]
        if not dated:
            days = ", ".join(dict.fromkeys(str(d.due.day if d.due else d.anchor.when.day) for d in duties)) or "none"
            raise Mistyped(f"{rule.title}: nothing is due on {clean(when)}.", help=f"There are: {days}")
        return dated
    pressing = [d for d in duties if shown_as(d, session.position) in (*PRESSING, Standing.OPEN)]
    return (pressing or duties)[-1:] if rule.latest.each is None else (pressing or duties[-1:])


def at_the_next_gate(opened: OpenCase, rule: Rule, session: Session) -> tuple[Stage | None, Judgement, list[Duty]]:
    """What `advance` would ask under a rule: the next stage, the case as if it were entered, and the duties."""
    now = stage_of(opened.judged, session.position)
    stage = opened.judged.policy.after(now.key if now else None)
    if stage is None or rule.kind != "gate" or opened.judged.times.fact_at("case-open", session.position) is False:
        return None, opened.judged, []
    found = decide(opened.judged, stage, Moment(session.today))
    duties = [*found.in_place, *(lack.duty for lack in (*found.shut, *found.asked))]
    return stage, found.judged, [duty for duty in duties if duty.rule.id == rule.id]


def when_asked(opened: OpenCase, rule: Rule, asked: list[Duty], stage: Stage | None, session: Session) -> str:
    """When a rule is asked that nothing is owed under yet, or why it is not."""
    if asked and stage is not None:
        lacking = [duty for duty in asked if duty.met is None and duty.closed is None]
        varied = "covered by an exception" if all(duty.varied for duty in lacking) else "not done yet"
        return f"asked before stage {stage.number}, {stage.title}: {varied if lacking else 'in place'}"
    terms = rule.latest
    if terms.while_ is not None and opened.judged.times.holds_at(terms.while_, session.position) is not True:
        words = condition_words(terms.while_, opened.judged.policy.vocabulary)
        return f"does not apply now{f': it applies while {clean(words)}' if len(words) <= LONGEST else ''}"
    if rule.kind == "gate":
        return "checked at that step; nothing is due before"
    return "what it is counted from is not recorded"


def is_meeting(opened: OpenCase, duty: Duty) -> bool:
    """Whether what would meet a duty is a meeting that can be booked."""
    event, _ = next_event(opened.judged, duty)
    events = opened.judged.policy.vocabulary.events
    return event in events and events[event].minutes and events[event].group in ("meetings", "reviews")


def not_asked_json(opened: OpenCase, rule: Rule, session: Session) -> dict[str, Any]:
    """A rule under which nothing is owed as JSON: what it asks, when, and what of it is there for the next stage."""
    stage, then, asked = at_the_next_gate(opened, rule, session)
    when = when_asked(opened, rule, asked, stage, session)
    return {
        "case": opened.id,
        "rule": rule.id,
        "title": rule.title,
        "standing": None,
        "when": when,
        "source": [{"cite": rule.source.cite, "at": rule.source.at, "url": rule.source.url or None}],
        "why": {
            **_rule_json(rule, rule.latest),
            "asks": [{"question": q, "answer": a} for q, a in terms_words(rule.latest, opened.judged.policy)],
            "evidence": [entry.id for duty in asked for entry in duty.evidence],
            "missing": [each for duty in asked for each in _missing_json(then, duty, session)],
        },
    }


def _rule_json(rule: Rule, terms: Terms) -> dict[str, Any]:
    """What `why` says of every rule, owed or not."""
    return {
        "says": rule.says,
        "note": rule.note or None,
        "as_shipped": [{"id": each.id, "at": each.at, "says": each.says} for each in readings_of(rule)],
        "in_force": str(terms.in_force) if terms.in_force and not rule.coming else None,
        "coming": rule.coming,
        "checked": str(rule.source.checked) if rule.source.checked else None,
        "sure": rule.source.sure,
    }


def _missing_json(judged: Judgement, duty: Duty, session: Session) -> list[dict[str, Any]]:
    """What a duty still lacks, and for a gate what each of that rests on."""
    gate = duty.rule.kind == "gate"
    return [
        {
            "words": lack.words,
            "event": lack.event or None,
            "fields": list(lack.fields),
            "rests_on": [each.id for each in rests_on(judged, lack, session.position)] if gate else [],
        }
        for lack in missing(judged, duty)
    ]


def why_json(opened: OpenCase, duty: Duty, session: Session) -> dict[str, Any]:
    """The derivation as JSON."""
    proof = derive(opened.judged, duty)
    return {
        **_rule_json(duty.rule, duty.terms),
        "asks": [{"question": q, "answer": a} for q, a in proof.asks],
        "readings": [_reading_json(opened, reading) for reading in proof.readings],
        "evidence": [entry.id for entry in duty.evidence],
        "missing": _missing_json(opened.judged, duty, session),
    }


def _reading_json(opened: OpenCase, reading: Reading) -> dict[str, Any]:
    entry = reading.counted.anchor.entry
    return {
        "from": str(reading.counted.anchor.when),
        "entry": entry.id if entry else None,
        "place": entry_place(opened, entry.id) if entry else None,
        "period": reading.counted.period or None,
        "due": str(reading.counted.due),
        "at": reading.at or None,
        "skipped": [{"date": str(day), "holiday": name} for day, name in reading.holidays],
        "weekends": reading.weekends,
        "provisional": reading.provisional,
    }


def meant_rule(opened: OpenCase, text: str) -> Rule:
    """The rule that is meant, by its id or its title.

    Several rules can have one title (the same visit under different orders): then it is the one of which this child
    has a duty. Raises Mistyped with near misses where that is none, and with their ids where it is several.
    """
    rules = opened.judged.policy.by_id
    wanted = text.strip()
    if wanted in rules:
        return rules[wanted]
    titled = [rule for rule in rules.values() if spoken(rule.title) == spoken(wanted)]
    owed = {duty.rule.id for duty in opened.judged.duties}
    found = [rule for rule in titled if rule.id in owed] or titled
    if len(found) == 1:
        return found[0]
    if found:
        ids = joined([rule.id for rule in found], "or")
        raise Mistyped(f'"{clean(text)}" can be {ids}.', help="Type one of them.")
    known = [*rules, *(rule.title.lower() for rule in rules.values())]
    said = f'"{clean(text)}" is not a rule here.{did_you_mean(wanted.lower(), known)}'
    raise Mistyped(said, help=f"What is due, with its rules:  reunify why {typed(opened.id)}")
