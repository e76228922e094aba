"""Which entries match what a rule names: of that kind, in time, saying so, by the right person, about the right thing.

Where the order of two things on one day is not recorded, the answer may turn on it. So everything is asked twice:
strictly (every order that is not known counts against it) and leniently (every one counts for it).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import compress
from typing import Any, NamedTuple

from reunify_cli.engine.fact_timeline import FactTimeline, Meant
from reunify_cli.engine.roles import chairs, present_roles, roles_of, said
from reunify_cli.engine.timeline import BEGINNING, FOREVER
from reunify_cli.engine.vocabulary_index import Alone
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import MINUTES_IN_DAY, Lasted, Moment
from reunify_cli.rules.conditions import Equals, OneOf, Test, Told, Unlike
from reunify_cli.rules.terms import EventRef, Ref

WORDS = "approval"
"""The group of the event types that are somebody's word about something: agreed, approved, refused, read …"""

_ABOUT = ("who", "whose", "person")
"""Fields in which an entry names whom it is about."""


class Asking(NamedTuple):
    """In which circumstances a need is asked: the window for evidence, and what `$each`, `$anchor`, `$gated` are."""

    times: FactTimeline
    since: int = BEGINNING
    """The earliest position that counts."""
    after: Moment | None = None
    """Evidence must come strictly later than this."""
    by: Moment | None = None
    """Evidence must come before this, which happened (or is asked to happen): a gate."""
    until: int | None = None
    """The last position that counts."""
    not_these: frozenset[str] = frozenset()
    """Entries that cannot be evidence: the one that started the duty, the one that is gated."""
    each: str = ""
    anchor: Entry | None = None
    gated: Entry | None = None
    lenient: bool = False

    def members(self, fact: str) -> Any:
        """The set that a fact is when what is gated happens."""
        moment = self.gated.when if self.gated else self.by
        return self.times.fact_at(fact, moment.start if moment else FOREVER)

    def strictly(self, order: bool | None) -> bool:
        """Whether an order of two things counts, where it may not be known."""
        return self.lenient if order is None else order


def matching(ref: EventRef, ask: Asking, *, backwards: bool = False) -> Iterator[Entry]:
    """The entries of an event reference within the window asked about, in the order in which they happened.

    What they must be about is the latest of its kind: before what is gated, or else before each of them itself, so
    that nothing which happens later takes an entry's meaning from it.
    """
    meant = ask.times.meant.get(id(ref)) or _meant(ref, ask)
    return _matching(ref, meant, ask, backwards=backwards) if meant[1][1] else iter(())


def _matching(ref: EventRef, meant: Meant, ask: Asking, *, backwards: bool) -> Iterator[Entry]:
    since, of, ((entries, starts), alone) = ask.since, ref.of, meant[1:]
    each_its_own = of is not None and of.event is not None and ask.by is None
    abouts = about(of, ask) if of and not each_its_own else None
    if of and not each_its_own and not abouts:
        return
    whenever = ask.by is None and ask.after is None
    places = _window(starts, ask)
    for place in reversed(places) if backwards else places:
        entry = entries[place]
        if starts[place] < since and entry.when.end < since:
            continue
        if (whenever and entry.id not in ask.not_these) or _counts(entry, ask):
            if of and each_its_own:
                itself = frozenset((entry.id,))
                abouts = about(of, ask._replace(by=entry.when, not_these=itself, lenient=True))
            if (alone or fits(ref, entry, ask, abouts)) and (ask.by is None or not _undone(ref, entry, ask)):
                yield entry


def _meant(ref: EventRef, ask: Asking) -> Meant:
    """The entries that a reference may mean, and whether it means each of them whatever else is asked."""
    times = ask.times
    row = times.row(ref.event)
    if not row[0]:
        kept = times.meant[id(ref)] = ref, row, False
        return kept
    alone = times.meaning.alone(ref)
    if alone is not None and alone.ref is not ref:
        row = (times.meant.get(id(alone.ref)) or _meant(alone.ref, ask))[1]
    elif alone is not None and (alone.where or alone.more):
        fitting = [_fits_alone(alone, entry, ask) for entry in row[0]]
        row = tuple(compress(row[0], fitting)), list(compress(row[1], fitting))
    kept = times.meant[id(ref)] = ref, row, alone is not None
    return kept


def _fits_alone(alone: Alone, entry: Entry, ask: Asking) -> bool:
    if alone.more:
        return fits(alone.ref, entry, ask)
    return all(_passes(test, entry.fields.get(name), ask) for name, test in alone.where)


def latest(ref: EventRef, ask: Asking) -> Entry | None:
    """The last of the entries that match, or None."""
    return next(matching(ref, ask, backwards=True), None)


def _window(starts: list[int], ask: Asking) -> range:
    """The places of the entries that begin no later than the window ends, from the day on which it begins."""
    since = ask.since if ask.after is None else max(ask.since, ask.after.start)
    until = ask.until
    if ask.by is not None:
        until = ask.by.end if until is None else min(until, ask.by.end)
    first = bisect_left(starts, since - since % MINUTES_IN_DAY) if since > 0 else 0
    return range(first, len(starts) if until is None else bisect_right(starts, until))


def entries_of(event: str, times: FactTimeline) -> tuple[Entry, ...]:
    """All entries of an event type, or of every type in a class, in the order in which they happened."""
    return times.entries(event)


def in_window(entry: Entry, ask: Asking) -> bool:
    """Whether an entry can be evidence at all, by when it happened and what it is."""
    when = entry.when
    return when.end >= ask.since and (ask.until is None or when.start <= ask.until) and _counts(entry, ask)


def _counts(entry: Entry, ask: Asking) -> bool:
    """The same for an entry of which it is known that it lies between the positions asked about."""
    if entry.id in ask.not_these:
        return False
    if ask.after is not None and ask.after.before(entry.when) is not True:
        return False
    if ask.by is None:
        return True
    order = entry.when.before(ask.by)
    return order is True or (order is None and (ask.lenient or _relied_on(entry, ask)))


def _relied_on(entry: Entry, ask: Asking) -> bool:
    """Whether what passed the gate itself says that it rested on an entry: then that was there first, times or none."""
    return ask.gated is not None and entry.id in (ask.gated.fields.get("relied-on") or ())


def fits(ref: EventRef, entry: Entry, ask: Asking, abouts: frozenset[str] | None = None) -> bool:
    """Whether an entry says what is asked, by the right person, about one of the right things."""
    times = ask.times
    for name, test in ref.where.items():
        if not passes_in(test, said(entry, name, times), ask):
            return False
    return (
        (abouts is None or is_about(entry, abouts, ask))
        and (not ref.by or bool(doers(ref, entry, ask, abouts)))
        and (not ref.attended or present_roles(entry, times).issuperset(ref.attended))
        and (not ref.chair or not chairs(entry, times).isdisjoint(ref.chair))
        and (not ref.records or all(says(entry, name) for name in ref.records))
        and (not ref.with_document or bool(entry.document))
    )


def says(entry: Entry, name: str) -> bool:
    """Whether an entry records a heading or fills in a field."""
    value = entry.get(name)
    return value not in (None, "", ()) or name in (entry.fields.get("covered") or ())


def passes_in(test: Test, value: Any, ask: Asking) -> bool:
    """Whether what an entry says passes a test, with `$each`, `$anchor` and `$gated` put in their places.

    An entry that says nothing does not say no: `{not: no}` lets it pass, and every other test does not. What has to be
    told passes leniently alone.
    """
    return _passes(bind(test, ask), value, ask)


def _passes(test: Test, value: Any, ask: Asking) -> bool:
    if value is None and isinstance(test, Unlike) and isinstance(test.test, (Equals, OneOf)):
        return True
    if value is None and isinstance(test, Told):
        return ask.lenient
    answer = test.passes(value, ask.members)
    return ask.lenient if answer is None and isinstance(value, Lasted) else answer is True


def bind(test: Test, ask: Asking) -> Test:
    """A test with what `$each`, `$anchor` and `$gated` stand for in their places."""
    if isinstance(test, Equals):
        value = test.value
        return Equals(bound(value, ask)) if type(value) is str and value[:1] == "$" else test
    if isinstance(test, OneOf):
        if any(type(value) is str and value[:1] == "$" for value in test.values):
            values = (bound(v, ask) if isinstance(v, str) and v.startswith("$") else v for v in test.values)
            return OneOf(tuple(values))
    elif isinstance(test, Unlike):
        there = bind(test.test, ask)
        return test if there is test.test else Unlike(there)
    return test


def bound(name: str, ask: Asking) -> Any:
    """What `$each`, `$anchor` or `$gated` stands for, or one of its fields (`$gated.to`)."""
    head, _, field = name[1:].partition(".")
    if head == "each" and not field:
        return ask.each
    entry = {"anchor": ask.anchor, "gated": ask.gated, "each": ask.times.history.by_id.get(ask.each)}.get(head)
    if entry is None:
        return None
    return entry.get(field) if field else entry.id


# --- about what ---------------------------------------------------------------------------------------------------


def about(ref: Ref, ask: Asking) -> frozenset[str]:
    """The ids of what an entry must be about: one, or none where there is no such thing (yet).

    It is the latest of its kind. Where that turns on an order nobody wrote down, either will do if asked leniently,
    and none if asked strictly.
    """
    if ref.name and ref.name != "plan":
        found = bound(ref.name, ask)
        return frozenset((str(found),)) if found else frozenset()
    both = {found for lenient in (False, True) if (found := _latest(ref, ask._replace(lenient=lenient)))}
    return frozenset(both) if ask.lenient or len(both) == 1 else frozenset()


def _latest(ref: Ref, ask: Asking) -> str:
    """The id of the latest agreement of the plan, or of the latest entry of a kind, before what is gated."""
    if ref.event is None:
        agreed = [
            e.id for e, _ in ask.times.history.agreements if ask.by is None or ask.strictly(e.when.before(ask.by))
        ]
        return agreed[-1] if agreed else ""
    circumstances = ask._replace(since=BEGINNING, after=None, until=None, not_these=frozenset())
    found = latest(ref.event, circumstances)
    return found.id if found else ""


def is_about(entry: Entry, abouts: frozenset[str], ask: Asking) -> bool:
    """Whether an entry is about one of some things. Meetings and the like need not say so; somebody's word must."""
    if entry.of in abouts or not abouts.isdisjoint(_named(entry)):
        return True
    kind = ask.times.vocabulary.events.get(entry.event)
    silent = entry.of is None and not ask.each
    return silent and kind is not None and kind.group != WORDS and "of" not in kind.fields


def _named(entry: Entry) -> set[str]:
    """The people whom an entry names as those it is about."""
    found: set[str] = set()
    for name in _ABOUT:
        value = entry.fields.get(name)
        found.update(value if isinstance(value, tuple) else () if value is None else (str(value),))
    return found


# --- by whom ------------------------------------------------------------------------------------------------------


def doers(ref: EventRef, entry: Entry, ask: Asking, abouts: frozenset[str] | None = None) -> frozenset[str]:
    """Those who made an entry in one of the roles asked for; whoever wrote what is approved never counts."""
    person = ask.times.history.case.team.person
    authors = frozenset(map(person, _authors(entry, ask, abouts)))
    wanted = frozenset(ref.by)
    return frozenset(
        key
        for key in entry.by
        if person(key) not in authors and not wanted.isdisjoint(roles_of(ask.times, key, entry.when))
    )


def _authors(entry: Entry, ask: Asking, abouts: frozenset[str] | None) -> frozenset[str]:
    kind = ask.times.vocabulary.events.get(entry.event)
    if kind is None or kind.group != WORDS:
        return frozenset()
    targets = (ask.times.history.by_id.get(each) for each in (abouts or frozenset((entry.of or "",))))
    return frozenset(key for target in targets if target is not None for key in target.by)


def _undone(ref: EventRef, entry: Entry, ask: Asking) -> bool:
    """Whether the latest word of somebody in the same role is the opposite, about the same thing."""
    opposites = ask.times.opposites(entry.event)
    return bool(opposites) and any(
        _comes_between(entry, other, ask, lenient=ask.lenient)
        and _in_role(ref, other, ask)
        and not _taken_back(ref, other, ask)
        for other in opposites
        if other.of == entry.of and other.id not in ask.not_these
    )


def _taken_back(ref: EventRef, refusal: Entry, ask: Asking) -> bool:
    """Whether somebody in the same role said yes again after a refusal."""
    undoes = ask.times.vocabulary.events[refusal.event].undoes
    again = (entry for event in undoes for entry in ask.times.history.by_event.get(event, ()))
    return any(
        other.of == refusal.of
        and _comes_between(refusal, other, ask, lenient=not ask.lenient)
        and _in_role(ref, other, ask)
        for other in again
        if other.id not in ask.not_these
    )


def _comes_between(first: Entry, second: Entry, ask: Asking, *, lenient: bool) -> bool:
    """Whether an entry came after another and before what is gated; leniently, only where that is certain."""
    later = first.when.before(second.when)
    in_time = ask.by is None or second.when.before(ask.by)
    return (later is True and in_time is True) if lenient else (later is not False and in_time is not False)


def _in_role(ref: EventRef, entry: Entry, ask: Asking) -> bool:
    return not ref.by or any(not roles_of(ask.times, key, entry.when).isdisjoint(ref.by) for key in entry.by)
