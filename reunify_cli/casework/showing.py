"""A child's case as it stands, for programs: what `show` says on the screen."""

from typing import Any

from reunify_cli.engine.decisions import stage_of
from reunify_cli.engine.ended import called_off, ended
from reunify_cli.engine.return_codes import return_codes
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.wording.display_names import (
    duty_json,
    notes_of,
)


def case_json(opened: OpenCase, session: Session) -> dict[str, Any]:
    """The child as JSON: facts now, stage, duties, bookings, last entries."""
    judged = opened.judged
    now, over = stage_of(judged, session.position), ended(judged, session.position)
    codes = return_codes(judged, session.position)
    facts = {name: judged.times.fact_at(name, session.position) for name in judged.policy.vocabulary.facts}
    return {
        "case": opened.id,
        "initials": opened.case.child.short(),
        "name": opened.case.child.name if session.names else None,
        "age": opened.case.child.age_on(session.today),
        "stage": now.key if now else None,
        "facts": {name: value for name, value in facts.items() if value is not None},
        "notes": [{"text": each.text, "source": each.source} for each in notes_of(judged, session.position)],
        "duties": [duty_json(opened, duty, session) for duty in judged.duties],
        "ended": ({"how": over.how, "on": str(over.when.day) if over.when else None} if over else None),
        "ssda903": codes._asdict() | {"when": str(codes.when)} if codes else None,
        "booked": [
            {"event": what, "for": str(when), "called_off": called_off(judged, what, session.position) is not None}
            for what, (when, _) in judged.bookings.items()
        ],
        "entries": [
            {"id": e.id, "event": e.event, "date": str(e.when), "by": list(e.by), "of": e.of}
            for e in judged.history.entries
        ],
    }
