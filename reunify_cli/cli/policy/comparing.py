"""`policy diff --cases`: every open case judged under two policies at the same moment; and the whole answer as JSON."""

from collections.abc import Sequence
from typing import Any

from reunify_cli.cli.policy.versions import Version
from reunify_cli.engine.duty import Standing
from reunify_cli.engine.overnight import Shift, shifts
from reunify_cli.frozen import dataclass, field
from reunify_cli.policy_store.differences import Difference, Differences
from reunify_cli.rules.policy import Rule
from reunify_cli.session.session import OpenCase, Session, Unread
from reunify_cli.session.workspace import OpenWorkspace

# --- children under both ------------------------------------------------------------------------------------------


@dataclass
class Felt:
    """What every child would feel."""

    children: list[tuple[OpenCase, list[Shift]]] = field(default_factory=list)
    """Every open case that could be read under both, with what changes for it."""
    unread: list[Unread] = field(default_factory=list)
    closed: int = 0

    @property
    def changed(self) -> list[tuple[OpenCase, list[Shift]]]:
        """The children for whom anything changes, those who become late first."""
        found = [(opened, each) for opened, each in self.children if each]
        return sorted(found, key=lambda pair: (-len(late(pair[1])), pair[0].id))


def late(found: Sequence[Shift]) -> list[Shift]:
    """What would be late overnight."""
    return [each for each in found if each.kind == "late overnight"]


def felt(session: Session, workspace: OpenWorkspace, before: Version, now: Version) -> Felt:
    """Every case of a workspace judged under both versions at this moment."""
    from reunify_cli.store.workspace import case_ids

    ids = case_ids(workspace.files)
    found = Felt(unread=[Unread(workspace, each, (why,)) for each, why in session.gone(workspace.root, ids).items()])
    soon = (before.policy.due_soon, now.policy.due_soon)
    for case_id in ids:
        old, new = (_judged(session, workspace, case_id, each) for each in (before, now))
        if isinstance(old, Unread) or isinstance(new, Unread):
            found.unread.append(old if isinstance(old, Unread) else _only_there(new, now))
        elif not _open(old, session) and not _open(new, session):
            found.closed += 1
        else:
            found.children.append((new, shifts(old.judged, new.judged, session.position, soon)))
    return found


def _judged(session: Session, workspace: OpenWorkspace, case_id: str, version: Version) -> OpenCase | Unread:
    """A case read and judged under a version, whichever it is judged by otherwise."""
    from reunify_cli.engine.judgement import Judgement
    from reunify_cli.model.history import history
    from reunify_cli.store.folder import read_folder

    reading = read_folder(workspace.files, case_id, version.policy.vocabulary, session.now.day)
    if reading.case is None:
        return Unread(workspace, case_id, reading.problems)
    story = history(reading.case, as_of=session.as_of, known_at=session.known_at)
    return OpenCase(workspace, reading.case, Judgement(story, version.policy, version.calendar))


def _only_there(unread: OpenCase | Unread, now: Version) -> Unread:
    """A child whose files can be read under the one policy and not under the other, said so."""
    from reunify_cli.errors import Problem

    if not isinstance(unread, Unread):
        raise TypeError("only a child who could not be read is said to be unread")
    first = Problem(None, f"It cannot be read under {now.name}.", "See what follows.")
    return Unread(unread.workspace, unread.id, (first, *unread.problems))


def _open(opened: OpenCase, session: Session) -> bool:
    facts = opened.judged.policy.vocabulary.facts
    return "case-open" not in facts or opened.judged.times.fact_at("case-open", session.position) is not False


def standing_words(standing: Standing | None) -> str:
    """A standing as people say it, or that there is no such duty."""
    return str(standing.value).replace("-", " ") if standing else "not owed"


# --- JSON ---------------------------------------------------------------------------------------------------------


def differences_json(found: Differences, days: Sequence[Difference], cases: Felt | None) -> list[dict[str, Any]]:
    """Every difference as an item: rules, words, bank holidays, and what changes for each child."""
    items = [
        {**_rule_json(each.now, "changed"), "changes": [_change_json(change) for change in each.changes]}
        for each in found.changed
    ]
    items += [_rule_json(rule, "added") for rule in found.added]
    items += [_rule_json(rule, "removed") for rule in found.removed]
    for kind, changes in (("word", found.words), ("bank-holiday", days)):
        items += [{"kind": kind, "change": _how(each), **_change_json(each)} for each in changes]
    for opened, every in cases.children if cases else ():
        items += [_shift_json(opened.id, shift) for shift in every]
    return items


@dataclass(frozen=True, slots=True)
class Counts:
    """How many duties change in which way, over all children; one that is new or moved may be late overnight too."""

    new: int
    gone: int
    moved: int
    otherwise: int
    gates: int
    """How many of all these are gates."""
    late: int
    children_late: int


def counts(cases: Felt) -> Counts:
    """What changes, counted."""
    every = [shift for _, found in cases.children for shift in found]
    new, gone = sum(each.before is None for each in every), sum(each.now is None for each in every)
    moved = sum(each.moved for each in every)
    return Counts(
        new=new,
        gone=gone,
        moved=moved,
        otherwise=len(every) - new - gone - moved,
        gates=sum(each.gate for each in every),
        late=len(late(every)),
        children_late=sum(bool(late(found)) for _, found in cases.children),
    )


def counts_json(found: Differences, cases: Felt | None) -> dict[str, Any]:
    """The counts at the end."""
    rules: dict[str, Any] = {
        "added": len(found.added), "changed": len(found.changed), "removed": len(found.removed), "same": found.same,
    }  # fmt: skip
    if cases is None:
        return rules
    number = counts(cases)
    return {
        **rules,
        "children": len(cases.children),
        "children_changed": len(cases.changed),
        "children_late_overnight": number.children_late,
        "duties_new": number.new,
        "duties_gone": number.gone,
        "dates_moved": number.moved,
        "stand_otherwise": number.otherwise,
        "gates": number.gates,
        "late_overnight": number.late,
        "closed": cases.closed,
    }


def _rule_json(rule: Rule, change: str) -> dict[str, Any]:
    return {"kind": "rule", "change": change, "rule": rule.id, "title": rule.title, "weight": rule.weight}


def _how(change: Difference) -> str:
    return "added" if not change.before else "removed" if not change.now else "changed"


def _change_json(change: Difference) -> dict[str, Any]:
    return {"what": change.what, "before": change.before or None, "now": change.now or None}


def _shift_json(case: str, shift: Shift) -> dict[str, Any]:
    duty, before, now = shift.duty, shift.before, shift.now
    return {
        "kind": "duty",
        "change": shift.kind,
        "case": case,
        "id": duty.id,
        "rule": duty.rule.id,
        "title": duty.rule.title,
        "gate": shift.gate,
        "before": {"standing": standing_words(shift.was), "due": str(before.due) if before and before.due else None},
        "now": {"standing": standing_words(shift.becomes), "due": str(now.due) if now and now.due else None},
    }
