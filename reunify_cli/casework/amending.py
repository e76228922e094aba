"""Putting an entry right or taking it back by another entry; nothing that stands in a journal is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from reunify_cli.casework.effects import Effects, effects
from reunify_cli.casework.writing import WritableCase, fresh_id, in_turn, stamped, with_ids, write
from reunify_cli.errors import Mistyped
from reunify_cli.model.case import Entry
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.wording.display_names import duty_json, typed


def amend(
    session: Session, held: WritableCase, says: Mapping[str, Any], why: str
) -> tuple[dict[str, Any], OpenCase, Effects]:
    """Append a correction (`corrects` and fields) or a withdrawal (`withdraws`); returns it, the case, what changed.

    Where a colleague was faster theirs comes first. Raises Mistyped where they withdrew the entry meanwhile.
    """
    target = says.get("corrects") or says.get("withdraws")

    def work(now: Sequence[WritableCase]) -> tuple[dict[str, Any], OpenCase, Effects]:
        (each,) = now
        if each is not held and any(a.target == target and a.withdraws for a in each.opened.case.amendments):
            sentence = f"A colleague has just withdrawn entry {target}. Nothing was changed."
            raise Mistyped(sentence, help=f"Look at it:  reunify events {typed(each.opened.id)}")
        given = fresh_id(each)
        said = {key: with_ids(given, key, value) for key, value in says.items()}
        entry = {"id": given, **said, "why": why, **stamped(session, each.directory)}
        (after,) = write(session, [each], [entry])
        changed = effects(each.opened.judged, after.judged, session.position, after.judged.policy.due_soon)
        return entry, after, changed

    return in_turn(session, [held], work)


def amended_json(
    session: Session, entry: Entry, amendment: Mapping[str, Any], after: OpenCase, found: Effects
) -> dict[str, Any]:
    """A correction or withdrawal for programs, with each duty that it moved."""
    return {
        "case": after.id,
        "target": entry.id,
        "entry": dict(amendment),
        "changes": [
            {
                "duty": duty_json(after, moved.duty, session),
                "was": moved.was.value if moved.was else None,
                "now": moved.now.value if moved.now else None,
            }
            for moved in found.moved
        ],
    }
