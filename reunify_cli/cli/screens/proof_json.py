"""How a date came about, as JSON: what `why` says on the screen, for programs."""

from collections.abc import Sequence
from typing import Any

from reunify_cli.cli.policy.readings import readings_of
from reunify_cli.cli.screens.proof import entry_place
from reunify_cli.engine.derivation import Reading, derive, rests_on
from reunify_cli.engine.duty import Duty
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.missing import missing
from reunify_cli.rules.phrasing import terms_words
from reunify_cli.rules.policy import Rule
from reunify_cli.rules.terms import Terms
from reunify_cli.session.session import OpenCase, Session


def not_asked_json(
    opened: OpenCase, rule: Rule, when: str, then: Judgement, asked: Sequence[Duty], session: Session
) -> dict[str, Any]:
    """A rule under which nothing is owed as JSON: what it asks, when, and what of it is there for the next stage.

    `asked` are its duties at that stage, in the case as it would be `then`.
    """
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
