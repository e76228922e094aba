"""An entry put into journals, and what it changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from reunify_cli.casework.effects import Effects, effects
from reunify_cli.casework.writing import (
    SUPPOSED,
    Draft,
    WritableCase,
    fresh_id,
    in_turn,
    mapping,
    not_closed,
    stamped,
    supposed,
    sure,
    write,
)
from reunify_cli.engine.ended import Ended, still_booked
from reunify_cli.engine.finding import Finding
from reunify_cli.engine.judgement import Judgement
from reunify_cli.frozen import dataclass
from reunify_cli.model.moment import Moment
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.wording.display_names import duty_json
from reunify_cli.wording.findings import fresh

AGREEMENT: Final = "plan-agreed"
"""The event type that freezes the plan on the desk."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """An entry that now stands in a journal, with what it changed."""

    opened: OpenCase
    draft: Draft
    entry: Mapping[str, Any]
    effects: Effects
    frozen: str = ""
    """The file into which the plan was frozen, where the entry agrees one."""
    odd: tuple[Finding, ...] = ()
    """What does not fit since this entry."""
    off: tuple[tuple[str, Moment, Ended], ...] = ()
    """The meetings still booked that it makes pointless."""


def put(
    session: Session, held: Sequence[WritableCase], drafts: Sequence[Draft], also: Sequence[Draft] = ()
) -> list[Recorded]:
    """Append each draft to its journal, all or none, and say what each changed.

    `also` are entries that stand beside a form's own, for its one child: the open tasks that it finishes.

    An entry that agrees the plan freezes it first: a copy without its entry is harmless, the reverse would not be.
    Where a colleague was faster, theirs comes first, and it is asked once more whether the case is still open.
    """

    def work(now: Sequence[WritableCase]) -> list[Recorded]:
        for each, draft in zip(now, drafts, strict=True) if now is not held else ():
            not_closed(each, draft.event, draft.when)
        return _put(session, now, drafts, also)

    return in_turn(session, held, work)


def _put(
    session: Session, held: Sequence[WritableCase], drafts: Sequence[Draft], also: Sequence[Draft]
) -> list[Recorded]:
    entries = [
        mapping(draft, fresh_id(each), stamped(session, each.directory))
        for each, draft in zip(held, drafts, strict=True)
    ]
    taken = {str(entry["id"]) for entry in entries}
    more = []
    for draft in also:
        (each,) = held
        more.append(mapping(draft, fresh_id(each, taken), stamped(session, each.directory)))
        taken.add(str(more[-1]["id"]))
    frozen: list[Path | None] = []
    try:
        for each, entry in zip(held, entries, strict=True):
            frozen.append(_freeze(each.opened, entry))
        after = write(session, held, entries, more)
    except BaseException:
        for copy in frozen:
            if copy is not None:
                copy.unlink(missing_ok=True)
        raise
    return [
        _recorded(session, each.opened, now, draft, entry, f"plans/{kept.name}" if kept is not None else "")
        for each, now, draft, entry, kept in zip(held, after, drafts, entries, frozen, strict=True)
    ]


def suppose(session: Session, held: Sequence[WritableCase], drafts: Sequence[Draft]) -> list[Recorded]:
    """What each draft would change; nothing is written. Raises Mistyped where a journal could not be read with it."""
    found = []
    for each, draft in zip(held, drafts, strict=True):
        as_written = mapping(draft, SUPPOSED, stamped(session, each.directory))
        sure(session, each, [as_written])
        before = each.opened
        entry = supposed(session, each, draft)
        history = before.judged.history if entry is None else before.judged.history.with_entry(entry)
        then = Judgement(history, before.judged.policy, before.judged.calendar)
        after = OpenCase(before.workspace, before.case, then, before.problems)
        found.append(_recorded(session, before, after, draft, as_written, ""))
    return found


def _recorded(
    session: Session, before: OpenCase, now: OpenCase, draft: Draft, entry: Mapping[str, Any], frozen: str
) -> Recorded:
    """What an entry changed, by the case before it and after it."""
    booked = {what for what, _, _ in still_booked(before.judged, session.position)}
    return Recorded(
        now, draft, entry,
        effects(before.judged, now.judged, session.position, now.judged.policy.due_soon, str(entry["id"])),
        frozen,
        odd=tuple(f for f in fresh(before.judged, now.judged, session.position) if f.kind == "record"),
        off=tuple(one for one in still_booked(now.judged, session.position) if one[0] not in booked),
    )  # fmt: skip


def _freeze(opened: OpenCase, entry: Mapping[str, Any]) -> Path | None:
    """Keep the plan as this entry agrees it; None for other entries, and where there is no plan.yaml."""
    from reunify_cli.store.case_files import freeze_plan

    if entry["event"] != AGREEMENT or not (opened.folder / "plan.yaml").is_file():
        return None
    return freeze_plan(opened.folder, str(entry["id"]))


def recorded_json(session: Session, done: Recorded) -> dict[str, Any]:
    """What was written down and what it changed, for programs."""

    def duties(found: Sequence[Any]) -> list[dict[str, Any]]:
        return [duty_json(done.opened, duty, session) for duty in found]

    return {
        "case": done.opened.id,
        "entry": dict(done.entry),
        "met": duties(done.effects.met),
        "breaches": duties(done.effects.breaches),
        "late": duties(done.effects.late),
        "no_longer_owed": duties(done.effects.over),
        "unclear": duties(done.effects.unclear),
        "to_add": duties(done.effects.unsaid),
        "to_check": [{"sentence": each.sentence, "help": each.help, "entry": each.entry} for each in done.odd],
        "still_booked": [{"event": what, "for": str(when)} for what, when, _ in done.off],
    }
