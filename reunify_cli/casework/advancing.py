"""Into the next stage: which one that is, whether its gate is open, and the entry that goes through it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from reunify_cli.casework.writing import WritableCase, fresh_id, in_turn, mapping, signed, stamped, write
from reunify_cli.engine.decisions import ENTERED, Decision, Lack, decide, stage_of
from reunify_cli.engine.ended import ended
from reunify_cli.errors import Mistyped, Refused, did_you_mean
from reunify_cli.model.moment import Moment
from reunify_cli.rules.policy import Stage
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.text.days import say_day
from reunify_cli.text.layout import clean
from reunify_cli.wording.display_names import (
    duty_json,
    person,
    typed,
)


def decided_for(opened: OpenCase, session: Session, to: str) -> Decision:
    """Whether the next stage can be entered. Raises Refused where there is none, Mistyped where `to` is another."""
    return decide(opened.judged, next_stage(opened, session, to), Moment(session.today))


def enter(held: WritableCase, decided: Decision, session: Session, to: str) -> tuple[Decision, str]:
    """Enter the stage; returns the decision and the entry's id, "" where the gate has shut.

    Where a colleague wrote meanwhile it is decided anew, for the same stage: theirs may have shut the gate.
    """

    def work(now: Sequence[WritableCase]) -> tuple[Decision, str]:
        (each,) = now
        decision = decided if each is held else decided_for(each.opened, session, to or decided.to.key)
        return decision, _write(each, decision, session) if decision.allowed else ""

    return in_turn(session, [held], work)


def next_stage(opened: OpenCase, session: Session, to: str) -> Stage:
    """The stage after the present one. Raises Refused where there is none, Mistyped where `to` names another."""
    policy = opened.judged.policy
    if not policy.stages:
        raise Refused(f"The policy {policy.id} has no stages.", help="reunify policy list")
    refuse_what_ended(opened, session)
    now = stage_of(opened.judged, session.position)
    following = policy.after(now.key if now else None)
    if following is None:
        last = policy.stages[-1]
        raise Refused(f"This case is in the last stage already: {last.number} {last.title}.")
    if to and to not in (following.key, str(following.number)):
        keys = [stage.key for stage in policy.stages]
        near = "" if to in keys else did_you_mean(to, keys)
        sentence = f'The next stage is {following.number} {following.title}, not "{to}".{near}'
        raise Mistyped(sentence, help="Stages are entered one by one.")
    return following


ELSEWHERE = frozenset(
    ("adopted", "independent", "adult-services", "other-authority", "custody", "abroad", "age-assessed", "eighteen",
     "staying-put")
)  # fmt: skip
"""The reasons for which care ends and no way home goes on."""


def refuse_what_ended(opened: OpenCase, session: Session) -> None:
    """Raise Refused where there is no way home to go on with: after a death, from 18, once the case is closed.

    After a return home that ended care it does go on: the stages of support come then.
    """
    over, here = ended(opened.judged, session.position), typed(opened.id)
    if over is None:
        return
    on = f" on {say_day(over.when.day)}" if over.when else ""
    match over.how:
        case "closed":
            said, help = f"This case was closed{on}.", f"To reopen it:  reunify reopen {here} --why TEXT"
        case "died":
            said, help = f"This child died{on}.", f"To close the case:  reunify close {here} --outcome died"
        case "eighteen":
            said, help = f"Turned 18{on}.", f"To close the case:  reunify close {here} --outcome eighteen"
        case "ceased":
            reason = str(over.entry.fields.get("reason") or "") if over.entry else ""
            if reason not in ELSEWHERE:
                return
            kind = opened.workspace.vocabulary.events[over.entry.event] if over.entry else None
            words = kind.fields["reason"].values.get(reason, reason) if kind else reason
            said = f"Care ended{on}: {clean(words)}."
            help = f"To close the case:  reunify close {here} --outcome OUTCOME"
    raise Refused(f"{said} It goes into no other stage.", help=help)


def _write(held: WritableCase, decision: Decision, session: Session) -> str:
    """Write the one entry that says the stage was entered, naming what the answer rested on."""
    says = {"stage": decision.to.key, **({"relied-on": list(decision.evidence)} if decision.evidence else {})}
    draft = signed(session, held, ENTERED, session.now, says)
    entry_id = fresh_id(held)
    write(session, [held], [mapping(draft, entry_id, stamped(session, held.directory))])
    return entry_id


def decision_json(opened: OpenCase, decision: Decision, session: Session) -> dict[str, Any]:
    """The decision as JSON."""
    then = OpenCase(opened.workspace, opened.case, decision.judged)

    def lacks(found: tuple[Lack, ...]) -> list[dict[str, Any]]:
        return [
            {
                **duty_json(then, lack.duty, session),
                "missing": [{"words": p.words, "event": p.event or None, "fields": list(p.fields)} for p in lack.parts],
            }
            for lack in found
        ]

    return {
        "case": opened.id,
        "from": decision.from_.key if decision.from_ else None,
        "to": decision.to.key,
        "allowed": decision.allowed,
        "missing": lacks(decision.shut),
        "asked": lacks(decision.asked),
        "in_place": [duty_json(then, duty, session) for duty in decision.in_place],
        "relied_on": list(decision.evidence),
        "approvers": sorted(
            {person(opened.judged, key) for d in decision.in_place for e in d.evidence for key in e.by}
        ),
    }
