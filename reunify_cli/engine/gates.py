"""Gates: what must be in place before an event, a stage, or a change of condition such as going home.

A gate asks its facts as they stood just before, with the gated entry's own fields in hand. It never stops anything
from being recorded: what passed a gate unmet is a breach, and stays one. Before anything has passed it, a gate is
shown where a date is known: the meeting is booked, or another duty says by when it falls due.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise
from typing import NamedTuple

from reunify_cli.engine.case_context import BOOKED, CANCELLED, CaseContext
from reunify_cli.engine.duty import Anchor, Counted, Duty
from reunify_cli.engine.evidence import TIMES, both_ways, find
from reunify_cli.engine.matching import Asking, latest, matching
from reunify_cli.engine.members import one_by_one
from reunify_cli.engine.stretches import anchors, start_of
from reunify_cli.engine.timeline import BEGINNING, Span
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment, position_day
from reunify_cli.rules import periods
from reunify_cli.rules.conditions import Unlike, passes
from reunify_cli.rules.periods import Due
from reunify_cli.rules.phrasing import title_of
from reunify_cli.rules.policy import Rule
from reunify_cli.rules.terms import BeforeChange, BeforeEvent, BeforeStage, EventRef, Terms

_NO = frozenset((False,))
STAGE = "stage"
"""The fact that holds the stage a case is in."""


class Passing(NamedTuple):
    """An entry that passed a gate, and the one that passed it before, where it must be passed anew each time."""

    entry: Entry
    previous: Moment | None = None
    doubt: str = ""
    """What makes unclear whether it passed the gate at all."""

    @property
    def when(self) -> Moment:
        """When the gate was passed."""
        return self.entry.when


def gates(judged: CaseContext, rule: Rule) -> Iterator[Duty]:
    """The duties of a rule with `before`: one for each time something passed it, and the one that lies ahead."""
    passed: list[Moment] = []
    for terms in rule.versions:
        for passing in passings(judged, terms):
            passed.append(passing.when)
            if terms.in_force_on(passing.when.day):
                yield from _passed(judged, rule, terms, passing)
    yield from _ahead(judged, rule, passed)


# --- what passed --------------------------------------------------------------------------------------------------


def passings(judged: CaseContext, terms: Terms) -> list[Passing]:
    """Everything recorded that passed a gate."""
    timing = terms.timing
    match timing:
        case BeforeEvent(event):
            found = _firsts(judged, terms, event) if event.which == "first" else matching(event, Asking(judged.times))
            return [Passing(entry) for entry in found]
        case BeforeStage(stage):
            made = judged.times.changes.get(STAGE, [])
            befores = [None, *(change.what for change in made)]
            new = [each for each, before in zip(made, befores, strict=False) if _forward(judged, before, each.what)]
            return _in_turn([change.entry for change in new if change.what == stage])
        case BeforeChange():
            return [*_in_turn(_changes(judged, timing)), *_may_have_passed(judged, timing)]
    return []


def _forward(judged: CaseContext, before: str | None, stage: str) -> bool:
    """Whether a stage is entered from one before it, or from none: whoever goes back passes no gate."""
    keys = [each.key for each in judged.policy.stages]
    return before not in keys or stage not in keys or keys.index(before) < keys.index(stage)


def _in_turn(entries: list[Entry]) -> list[Passing]:
    befores = [None, *(entry.when for entry in entries)]
    return [Passing(entry, before) for entry, before in zip(entries, befores, strict=False)]


def _firsts(judged: CaseContext, terms: Terms, event: EventRef) -> list[Entry]:
    """The first of each stretch in which the rule applies (the day on which it closes counts as in it)."""
    kept: dict[str, Entry] = {}
    for span in judged.stretches(terms):
        first = next(matching(event, Asking(judged.times, since=span.start, until=span.end)), None)
        if first is not None:
            kept.setdefault(first.id, first)
    return list(kept.values())


def _changes(judged: CaseContext, timing: BeforeChange) -> list[Entry]:
    """The entries that made a condition start (or end) to hold."""
    found = []
    for together in judged.times.turns(timing.condition, timing.ends):
        # Of several that came together, any may have made the change: a kind that is asked for goes first.
        made = next((entry for entry in together if _made_by(judged, timing, entry)), None)
        if made is not None and _caused(judged, timing, made):
            found.append(made)
    return found


def _caused(judged: CaseContext, timing: BeforeChange, entry: Entry) -> bool:
    return not timing.cause or cause_of(judged, entry) in (timing.cause, None)


def _may_have_passed(judged: CaseContext, timing: BeforeChange) -> list[Passing]:
    """The entries that made the change if they came last on their day, which their times do not tell."""
    times, condition = judged.times, timing.condition
    found, names = [], times.meaning.rests_on(condition)
    for before, step in pairwise(times.condition(condition)):
        open_ = step.value is None and before.value is timing.ends
        if not open_ or all(len(times.values_at(name, step.at)) < 2 for name in names):
            continue
        day = position_day(step.at)
        changes = [change for name in names for change in times.changes.get(name, ())]
        made = {change.entry.id: change.entry for change in changes if change.entry.when.day == day}
        for entry in made.values():
            later = frozenset(e.id for e in made.values() if e is not entry and e.when.before(entry.when) is not True)
            if times.without(later).holds_at(condition, entry.when.end) is (not timing.ends):
                found.append(entry)
    return [Passing(e, None, TIMES) for e in found if _made_by(judged, timing, e) and _caused(judged, timing, e)]


def _made_by(judged: CaseContext, timing: BeforeChange, entry: Entry) -> bool:
    kinds = judged.policy.vocabulary.kinds
    return not timing.by or any(entry.event in kinds[name] for name in timing.by)


def cause_of(judged: CaseContext, entry: Entry) -> str | None:
    """Who or what brought about what an entry records: authority, parent, court, birthday; None where not recorded."""
    kind = judged.policy.vocabulary.events.get(entry.event)
    if kind is None or not kind.cause:
        return None
    value = entry.get(kind.cause[1:]) if kind.cause.startswith("$") else kind.cause
    return None if value is None else str(value)


# --- how it stood -------------------------------------------------------------------------------------------------


def _passed(judged: CaseContext, rule: Rule, terms: Terms, passing: Passing) -> Iterator[Duty]:
    """The duties that a gate made for what passed it: one, or one for each person or item."""
    applies, unclear = _applied(judged, terms, passing)
    if not applies:
        return
    when, entry = passing.when, passing.entry
    if isinstance(terms.timing, BeforeChange) and terms.timing.cause and cause_of(judged, entry) is None:
        unclear = "not recorded: who decided it (the authority, a parent or the court)"
    keys, unknown = one_by_one(terms.each, judged.times, when, entry, before=True)
    for key, sure in keys.items():
        doubt = passing.doubt or unclear or unknown or ("" if sure else TIMES)
        yield _settled(judged, rule, terms, passing, key, doubt)


def _applied(judged: CaseContext, terms: Terms, passing: Passing) -> tuple[bool, str]:
    """Whether the gate asked anything of this passing, by the facts just before it; and what is unclear about that."""
    times, when, entry = judged.times, passing.when, passing.entry
    conditions = (terms.while_, terms.when)
    scope = times.just_before(judged.policy.scope, when, entry)
    if scope == _NO:
        return False, ""
    several = len(scope) > 1 and False in scope  # where the scope cannot be told, the child is in it
    unknown = False
    for condition in conditions:
        if condition is not None:
            answers = times.just_before(condition, when, entry)
            if answers == _NO:
                return False, ""
            several = several or len(answers) > 1
            unknown = unknown or (None in answers and True not in answers)
    if unknown:
        return True, judged.not_recorded(conditions, when.start - 1)
    return True, TIMES if several else ""


def _settled(judged: CaseContext, rule: Rule, terms: Terms, passing: Passing, each: str, doubt: str) -> Duty:
    """A gate's duty with what met it, closed it, or did not; `doubt` is what makes unclear whether it is owed."""
    entry, when = passing.entry, passing.when
    ask = Asking(
        judged.times,
        since=since_of(judged, terms, when, entry),
        by=when,
        not_these=frozenset((entry.id,)),
        each=each,
        anchor=entry,
        gated=entry,
    )
    found, unclear = both_ways(terms.needs, ask)
    closing = None
    if terms.closed_by and found is None:
        # What closed the gate for an earlier passing has served.
        served = passing.previous.start + 1 if passing.previous else BEGINNING
        closing, closing_unclear = both_ways(terms.closed_by, ask._replace(since=max(ask.since, served)))
        unclear = unclear or closing_unclear
    unmet = found is None and closing is None
    known = not unmet or judged.is_known(terms.needs, when.day)
    unclear = (doubt or unclear) if unmet else ""
    latest_ = _by_when(judged, terms, entry)
    return Duty(
        judged.case_id,
        rule,
        terms,
        Anchor(when, entry),
        each=each,
        due=latest_.due,
        counted=latest_.counted,
        gated=entry,
        met=found.when if found else None,
        evidence=found.entries if found else (),
        closed=closing.entries[-1] if closing and closing.entries else None,
        unclear=unclear,
        breach=unmet and known and not unclear,
        not_known=not known,
    )


class Latest(NamedTuple):
    """By when something has to be in place before an event, and how that was counted."""

    due: Due
    counted: tuple[Counted, ...] = ()
    crowded: bool = False
    """Whether the event was booked too late for what is to be done so long before it."""


def _by_when(judged: CaseContext, terms: Terms, gated: Entry) -> Latest:
    """By when a gate that was passed asked for what it needs: before that, or so long before it as was booked in time.

    Held later than it was booked for, it is counted from the day it was held: nobody had less time than that.
    """
    when, timing = gated.when, terms.timing
    plain = Latest(Due(when.day, when.minute))
    if not isinstance(timing, BeforeEvent) or timing.lead is None:
        return plain
    booking = _booking_of(judged, timing, gated)
    if booking is None:
        return plain
    booked: Moment = booking.fields["for"]
    found = _ahead_by(judged, timing, max(when, booked, key=lambda each: each.start), booking)
    return plain if found.crowded or found.due.deadline > plain.due.deadline else found


def _booking_of(judged: CaseContext, timing: BeforeEvent, gated: Entry) -> Entry | None:
    """The last booking of what passed a gate, written before it and for a day after the one before it."""
    same = judged.times.entries(timing.event.event)
    earlier = [entry.when for entry in same if entry.id != gated.id and entry.when.before(gated.when)]
    found: Entry | None = None
    for entry in judged.history.entries:
        about = str(entry.fields.get("what")) == gated.event and entry.when.before(gated.when) is not False
        if about and entry.event == CANCELLED:
            found = None
        elif about and entry.event == BOOKED and isinstance(entry.fields.get("for"), Moment):
            found = entry
    stale = found is not None and any(when.before(found.fields["for"]) is False for when in earlier)
    return None if stale else found


def _ahead_by(judged: CaseContext, timing: BeforeEvent, event: Moment, booking: Entry | None) -> Latest:
    """The day that lies so long before an event; the event itself, where it was booked too late for that.

    What would have been due before anybody could know of the event was never owed then.
    """
    if timing.lead is None:
        return Latest(Due(event.day, event.minute))
    due = periods.due_before(event.day, event.minute, timing.lead, judged.calendar)
    title = title_of(judged.policy.vocabulary, timing.event.event)
    how = f"{timing.lead.words()} before the {title}"
    anchor = Anchor(event, booking)
    if booking is not None and booking.when.day > due.day:
        how = f"booked too late for {how}"
        plain = Due(event.day, event.minute)
        return Latest(plain, (Counted(anchor, "", plain, how),), True)
    return Latest(due, (Counted(anchor, "", due, how),))


def since_of(judged: CaseContext, terms: Terms, moment: Moment, gated: Entry | None) -> int:
    """From when evidence for a gate counts: from the beginning, unless the rule says since when."""
    since = terms.since
    if since is None or isinstance(since, str):
        return BEGINNING
    if isinstance(since, EventRef):
        not_these = frozenset((gated.id,)) if gated else frozenset()
        found = latest(since, Asking(judged.times, by=moment, not_these=not_these, gated=gated))
        return found.when.start if found else BEGINNING
    start = moment.start
    earlier = [each for each in anchors(since, Span(BEGINNING, start), judged.times) if each.when.start <= start]
    return earlier[-1].when.start if earlier else BEGINNING


# --- what lies ahead ----------------------------------------------------------------------------------------------


def _ahead(judged: CaseContext, rule: Rule, passed: list[Moment]) -> Iterator[Duty]:
    """The gate in front of what is booked or expected but has not happened."""
    for terms in rule.versions:
        found = _ahead_of(judged, rule, terms, passed)
        yield from (duty for duty in found if duty.due is not None and terms.in_force_on(duty.due.day))


def _ahead_of(judged: CaseContext, rule: Rule, terms: Terms, passed: list[Moment]) -> Iterator[Duty]:
    """The same under one version of the rule."""
    timing = terms.timing
    if not isinstance(timing, BeforeEvent):
        return
    if not judged.bookings and timing.expected is None:
        return  # nothing says by when it is to be
    # A stretch that closes by time alone (a birthday) is open until then.
    current = next((span for span in judged.stretches(terms) if span.end is None or span.closed is None), None)
    if current is None or (timing.event.which == "first" and any(each.end >= current.start for each in passed)):
        return
    last = passed[-1] if passed and timing.event.which == "each" else None
    expected = _expected(judged, timing, last)
    if expected is None:
        return
    event, latest_ = expected
    anchor = start_of(current) if last is None else Anchor(last, None, "the one before")
    base = Duty(
        judged.case_id, rule, terms, anchor, opened=current.start, ended=current.end, ended_by=current.closed,
        due=latest_.due, counted=latest_.counted, crowded=latest_.crowded, booked=event if latest_.crowded else None,
    )  # fmt: skip
    keys, unknown = one_by_one(terms.each, judged.times, event, None, before=True)
    for key in keys:
        yield _settled_ahead(judged, base._replace(each=key), event, unknown)


def _settled_ahead(judged: CaseContext, duty: Duty, event: Moment, unknown: str) -> Duty:
    terms = duty.terms
    # As if it were passed on its day, or after everything that is recorded, whichever is later.
    entries = judged.history.entries
    eve = max([event.day, *(entry.when.day + timedelta(days=1) for entry in entries[-1:])])
    by = Moment(eve, event.minute if eve == event.day else 0)
    ask = Asking(judged.times, since=since_of(judged, terms, by, None), by=by, each=duty.each)
    found, unclear = both_ways(terms.needs, ask)
    closing = find(terms.closed_by, ask) if terms.closed_by and found is None else None
    booked = judged.booked(terms.needs, duty.anchor.when) if found is None else None
    return duty._replace(
        met=found.when if found else None,
        evidence=found.entries if found else (),
        closed=closing.entries[-1] if closing and closing.entries else None,
        unclear=unknown or unclear,
        not_known=found is None and not judged.is_known(terms.needs, event.day),
        booked=booked or duty.booked,
    )


def _expected(judged: CaseContext, timing: BeforeEvent, last: Moment | None) -> tuple[Moment, Latest] | None:
    """When the gated event is to be (its booking, or the open duty that it will meet), and by when the gate asks.

    Of several, the one by which it asks soonest.
    """
    dates: list[tuple[Moment, Latest]] = []
    for kind in sorted(judged.policy.vocabulary.kinds.get(timing.event.event, ())):
        if kind in judged.bookings:
            when, entry = judged.bookings[kind]
            done = last is not None and last.before(when) is not True
            if not done and _booking_fits(timing.event, entry):
                dates.append((when, _ahead_by(judged, timing, when, entry)))
    if timing.expected is not None:
        for duty in judged.of(timing.expected.rule):
            if duty.due is not None and duty.met is None and duty.closed is None and not duty.not_known:
                event = Moment(*duty.due)
                counted = _ahead_by(judged, timing, event, None) if timing.lead else Latest(duty.due, duty.counted)
                dates.append((event, counted))
    return min(dates, key=lambda each: each[1].due.deadline, default=None)


def _booking_fits(event: EventRef, booking: Entry) -> bool:
    """Whether a booking is of the event meant; one that does not say of which kind it is may be of any, and is not."""
    return all(
        isinstance(test, Unlike) or passes(test, booking.fields.get(name), lambda _: None)
        for name, test in event.where.items()
    )
