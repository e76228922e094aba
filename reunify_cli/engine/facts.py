"""Facts from entries: what each entry sets, adds, removes, puts or turns, and the three facts that are computed.

The vocabulary says what an event does to which fact; nothing here knows an event by name. Entries of one day that
say different things about one fact have an order only if their times are written down. Without them the fact is
`Either` from that day on.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any, Literal, NamedTuple

from reunify_cli.engine.timeline import BEGINNING, Either, Span, Step, Timeline, either, merged, values_of
from reunify_cli.model.case import Entry
from reunify_cli.model.history import History
from reunify_cli.model.moment import MINUTES_IN_DAY, Moment, birthday
from reunify_cli.model.vocabulary import UNRECORDED, EventType, Fact, Turn, Vocabulary
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.conditions import AtLeast, Below, typed_value
from reunify_cli.rules.periods import due, parse_period

OLDEST = 26
"""No rule asks for an age beyond this one."""
_UNDECIDED = ("unsure", "not-known")
"""Views that differ from nobody's."""


How = Literal["set", "add", "remove", "put", "turn"]


class Doing(NamedTuple):
    """What the entries of an event type do to one fact."""

    fact: str
    how: How
    what: Callable[[Entry], Any]
    """Gives what an entry sets, adds, removes, puts or turns; None where it says nothing of that."""


class Change(NamedTuple):
    """What an entry does to a fact: sets or turns it, adds to a set or removes from it, puts a value under a key."""

    entry: Entry
    how: How
    what: Any

    def apply(self, old: Any) -> Any:
        """The fact's value after the change, from the one before it."""
        match self.how:
            case "set":
                return self.what
            case "add":
                return (old or frozenset()) | self.what
            case "remove":
                return (old or frozenset()) - self.what
            case "put":
                return {**(old or {}), **self.what}
            case "turn":
                return self.what.get(UNRECORDED if old is None else old, old)


def changes(history: History, vocabulary: Vocabulary) -> dict[str, list[Change]]:
    """What the entries do to each fact, in order: one pass over the journal for all of them."""
    doing = _doing(vocabulary)
    found: dict[str, list[Change]] = {}
    for entry in history.entries:
        for fact, how, given in doing.get(entry.event, ()):
            what = given(entry)
            if what is not None:
                found.setdefault(fact, []).append(Change(entry, how, what))
    return found


def _doing(vocabulary: Vocabulary) -> Mapping[str, list[Doing]]:
    """What the entries of each event type do to which facts; the vocabulary keeps it once it was asked for."""
    kept: Mapping[str, list[Doing]] | None = vocabulary.room.get("doing")
    if kept is None:
        found = {name: list(_doing_of(kind, vocabulary.facts)) for name, kind in vocabulary.events.items()}
        kept = vocabulary.room["doing"] = {name: doing for name, doing in found.items() if doing}
    return kept


def _doing_of(kind: EventType, facts: Mapping[str, Fact]) -> Iterator[Doing]:
    for name, value in kind.sets.items():
        if name in facts:
            yield Doing(name, "set", partial(_set, value, facts[name]))
    for name, element in kind.adds.items():
        yield Doing(name, "add", partial(_members, element))
    for name, element in kind.removes.items():
        yield Doing(name, "remove", partial(_members, element))
    for name, pairs in kind.puts.items():
        yield Doing(name, "put", partial(_pairs, pairs))
    for name, turn in kind.turns.items():
        yield Doing(name, "turn", partial(_turned, turn))


def _set(value: str, fact: Fact, entry: Entry) -> Any:
    given = _resolved(value, entry)
    return None if given is None else typed(given, fact)


def _pairs(pairs: Mapping[str, str], entry: Entry) -> dict[Any, Any]:
    return {_resolved(key, entry): _resolved(value, entry) for key, value in pairs.items()}


def _turned(turn: Turn, entry: Entry) -> Mapping[str, str] | None:
    return turn.from_ if all(entry.get(name) in values for name, values in turn.when.items()) else None


def _resolved(value: str, entry: Entry) -> Any:
    """A constant, or what the entry's field says where the value is `$field`."""
    return entry.get(value[1:]) if value.startswith("$") else value


def _members(element: str | tuple[str, ...], entry: Entry) -> frozenset[Any] | None:
    """The members that an entry adds to or removes from a set, if any; a field may hold several."""
    parts = tuple(_resolved(each, entry) for each in ((element,) if isinstance(element, str) else element))
    several = parts[0] if isinstance(parts[0], tuple) else (parts[0],)
    named = [each for each in several if each is not None]
    return frozenset(named if isinstance(element, str) else ((each, *parts[1:]) for each in named)) or None


def typed(value: Any, fact: Fact) -> Any:
    """A value as the fact's type has it: constants of the vocabulary are written as text."""
    if isinstance(value, Moment):
        return value.day if fact.type == "date" else value
    return typed_value(value, fact) if isinstance(value, str) and fact.type in ("yes-no", "period") else value


# --- recorded facts -----------------------------------------------------------------------------------------------


def unrecorded(fact: Fact) -> Any:
    """The value of a fact before anything is recorded; None where it is then not known."""
    if fact.unless_recorded is None:
        return None
    return frozenset() if fact.type == "set" else typed_value(fact.unless_recorded, fact)


def recorded(fact: Fact, made: Sequence[Change]) -> Timeline:
    """A fact over time from the changes made to it."""
    steps = [Step(BEGINNING, unrecorded(fact))]
    for _, day in groupby(made, key=lambda change: change.entry.when.day):
        steps += _in_one_day(steps[-1].value, list(day))
    return merged(steps)


def _in_one_day(before: Any, made: list[Change]) -> Iterator[Step]:
    """The steps of one day: in the order of their times, or one step to every value the day may have ended with."""
    if len(made) > 1 and len(ends := _ends(before, made)) > 1:
        first = min(change.entry.when.start for change in made)
        yield Step(first, either(ends, _after(made, before)), min((c.entry for c in made), key=lambda e: e.id))
        return
    # Of several that came at once and agree, it must not hang on their lines which is taken to have made it so.
    for change in sorted(made, key=lambda change: (change.entry.when.start, change.entry.id)):
        before = _after([change], before)
        yield Step(change.entry.when.start, before, change.entry)


def _after(made: Iterable[Change], before: Any) -> Any:
    """A value after some changes, or each of those it may be."""
    for change in made:
        if isinstance(before, Either):
            before = either(map(change.apply, before.values), change.apply(before.guess))
        else:
            before = change.apply(before)
    return before


def _ends(before: Any, made: list[Change]) -> list[Any]:
    """The values with which a day may end: any change may have come last that is not known to precede another."""
    found: list[Any] = []
    for last in made:
        others = [change for change in made if change is not last]
        if any(last.entry.when.before(other.entry.when) for other in others):
            continue
        end = _after((*others, last), before)
        found += [value for value in values_of(end) if value not in found]
    return found


# --- computed facts -----------------------------------------------------------------------------------------------


def ages(born: date | None) -> Timeline:
    """A child's age in years over time."""
    if born is None:
        return (Step(BEGINNING, None),)
    return (Step(BEGINNING, 0), *(Step(_start(birthday(born, age)), age) for age in range(1, OLDEST)))


def by_age(test: Below | AtLeast, born: date) -> Timeline:
    """Whether a child's age passes a test over time, as a test of the steps of `ages` would say; from 1 year on."""
    younger = isinstance(test, Below)
    return (Step(BEGINNING, younger), Step(_start(birthday(born, test.value)), not younger))


def eligible(fact: Fact, born: date | None, cared_for: Iterable[Span], calendar: Calendar) -> Timeline:
    """Eligible child: looked after for so long in all since one age, and now of another (regulation 40).

    Days looked after (`cared_for`) are counted over all periods of care since the first birthday; the fact begins on
    the later of the day on which they are enough and the second birthday, and ends with being looked after.
    """
    if born is None or fact.since_age is None or fact.from_age is None:
        return (Step(BEGINNING, None),)
    since, old_enough = (_start(birthday(born, age)) for age in (fact.since_age, fact.from_age))
    day = date(2000, 1, 1)
    needed = due(day, None, parse_period(fact.looked_after_in_all or "13 w"), calendar)
    left = (needed.day - day).days * MINUTES_IN_DAY
    steps = [Step(BEGINNING, False)]
    for span in cared_for:
        start = max(span.start, since)
        if span.end is not None and span.end <= start:
            continue
        enough = max(start + left, old_enough)
        if span.end is None:
            steps.append(Step(enough, True))
            break
        if enough < span.end:
            steps += [Step(enough, True), Step(span.end, False, span.closed)]
        left = max(0, left - (span.end - start))
    return merged(steps)


def views_oppose(fact: Fact, said: Iterable[Entry]) -> Timeline:
    """Whether the latest recorded views of any two people differ, by the entries that record them."""
    latest: dict[str, Any] = {}
    steps = [Step(BEGINNING, False)]
    for entry in said:
        whose, view = entry.get(fact.whose or "whose"), entry.get(fact.field or "view")
        if view is None:
            continue  # about something else
        for person in whose if isinstance(whose, tuple) else (whose,):
            latest[str(person)] = view
        held = {each for each in latest.values() if each not in _UNDECIDED}
        steps.append(Step(entry.when.start, len(held) > 1, entry))
    return merged(steps)


def _start(day: date) -> int:
    return day.toordinal() * MINUTES_IN_DAY
