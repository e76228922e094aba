"""What the entry of a meeting, visit or form must itself hold: one duty for each such entry."""

from reunify_cli.engine.case_context import CaseContext
from reunify_cli.engine.duty import Anchor, Duty
from reunify_cli.engine.evidence import LASTED, both_ways, find, is_said, unsaid
from reunify_cli.engine.matching import Asking, matching
from reunify_cli.engine.members import one_by_one
from reunify_cli.engine.settling import since_position
from reunify_cli.engine.timeline import Span
from reunify_cli.model.case import LENGTH, Entry
from reunify_cli.rules.policy import Rule
from reunify_cli.rules.terms import At, EventRef, NeedAll, NeedSaid, Terms

_ANYTHING = NeedAll(())
"""A need that names no event, so that the journal must be complete of everything."""


def contents(judged: CaseContext, rule: Rule) -> list[Duty]:
    """The duties of a rule with `at`."""
    found: list[Duty] = []
    for terms in rule.versions:
        timing = terms.timing
        if not isinstance(timing, At):
            continue
        asked: set[str] = set()
        for span in judged.stretches(terms):
            for entry in _entries(judged, terms, timing.event, span):
                if entry.id in asked:
                    continue
                asked.add(entry.id)
                end = entry.when.end
                applies = judged.times.holds_at(terms.when, end)
                if applies is not False:
                    unclear = "" if applies else judged.not_recorded((terms.when,), end)
                    if LENGTH in timing.event.where:
                        sure = matching(timing.event, Asking(judged.times))
                        unclear = unclear or ("" if any(each.id == entry.id for each in sure) else LASTED)
                    keys, unknown = one_by_one(terms.each, judged.times, entry.when, entry, before=False)
                    found += [_judged(judged, rule, terms, entry, key, unclear or unknown) for key in keys]
    return found


def _entries(judged: CaseContext, terms: Terms, event: EventRef, span: Span) -> list[Entry]:
    """The entries of a stretch that a rule asks about: each, or the first of which its `when` may hold."""
    # Its closing day included: the visit on the day of the move still counts.
    inside = Asking(judged.times, since=span.start, until=span.end, lenient=LENGTH in event.where)
    found = list(matching(event, inside))
    if terms.in_force or terms.until:
        found = [entry for entry in found if terms.in_force_on(entry.when.day)]
    if event.which == "first":
        return [e for e in found if judged.times.holds_at(terms.when, e.when.end) is not False][:1]
    return found


def _judged(judged: CaseContext, rule: Rule, terms: Terms, entry: Entry, each: str, doubt: str) -> Duty:
    since = since_position(judged, terms, entry.when) if terms.since else 0
    ask = Asking(judged.times, since, None, None, entry.when.end, frozenset(), each, entry, entry)
    found, unclear = is_said(terms.needs, entry, ask), ""
    if found is None:
        met_by, unclear = both_ways(terms.needs, ask)
        found = met_by is not None
    closing = find(terms.closed_by, ask) if terms.closed_by and not found else None
    closed = closing.entries[-1] if closing and closing.entries else None
    met, evidence = (entry.when, (entry,)) if found else (None, ())
    # Most fields by their places, as in `settling.py`; what an entry says has no due date and no stretch of its own.
    return Duty(
        judged.case_id, rule, terms, Anchor(entry.when, entry), each, entry.when.start, None, None, None, None,
        met, evidence, closed,
        gated=entry,
        unclear="" if found else doubt or unclear,
        missed_at=not found and _only_there(terms),
        not_known=not found and not judged.is_known(_ANYTHING, entry.when.day),
    )  # fmt: skip


def _only_there(terms: Terms) -> bool:
    """Whether it could be done only then: who came, who led. What was not written down can still be added."""
    return isinstance(terms.needs, NeedSaid) and bool(terms.needs.attended or terms.needs.chair)


def unsaid_of(judged: CaseContext, duty: Duty) -> list[str]:
    """What the entry of a content duty does not say, heading by heading."""
    if not isinstance(duty.terms.needs, NeedSaid) or duty.gated is None:
        return []
    ask = Asking(judged.times, each=duty.each, anchor=duty.gated, gated=duty.gated)
    return unsaid(duty.terms.needs, duty.gated, ask)
