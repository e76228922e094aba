"""What a gate lacks, said once: one entry asked for several reasons, or for several people, is one thing to type."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from reunify_cli.casework.entries import wanted_fields
from reunify_cli.engine.actions import ASKING
from reunify_cli.engine.acts import WEIGHTS
from reunify_cli.engine.decisions import Lack
from reunify_cli.engine.matching import WORDS
from reunify_cli.engine.missing import Missing
from reunify_cli.engine.supplies import LEFT_OUT, LISTS, Values, recording, together
from reunify_cli.frozen import dataclass, replace
from reunify_cli.model.vocabulary import EventType
from reunify_cli.session.session import OpenCase
from reunify_cli.text.days import short_day
from reunify_cli.text.layout import clean
from reunify_cli.wording.display_names import typed

Said = Mapping[str, Values]
"""What an entry has to say, by field: the values that will do, or none where anything said will."""


@dataclass(frozen=True, slots=True)
class Ask:
    """An entry that is asked for: what it is, what it has to say in words, and as what is typed.

    `says` holds one mapping for each entry that is needed: several where each is about another person.
    """

    event: str
    head: str
    details: tuple[str, ...]
    says: tuple[Said, ...]
    why_not: str = ""
    waits: bool = False
    """Whether it is about something that has to be recorded first."""
    plan: bool = False
    """Whether it is written into the plan on the desk."""
    above: bool = False
    """Whether an entry asked for before does this as well."""

    @property
    def words(self) -> str:
        """All of it in a phrase: `placement plan made (recording day-to-day needs; health needs)`."""
        found: list[str] = []
        for each in self.details:
            verb = "recording "
            again = any(other.startswith(verb) for other in found)
            found.append(each.removeprefix(verb) if again else each)
        bracket = f" ({'; '.join(found)})" if found else ""
        above = "; the entry named above does this too" if self.above else ""
        after = "; once that is recorded" if self.waits else above
        return f"{self.head}{bracket}{self.why_not}{after}"

    def commands(self, opened: OpenCase) -> list[str]:
        """The commands that record it, or open its form where there is something to answer; none where it waits."""
        here = typed(opened.id)
        if self.plan:
            return [f"reunify form {here} plan"]
        if not self.event or self.waits or self.above:
            return []
        kind = opened.judged.policy.vocabulary.events[self.event]
        return list(dict.fromkeys(offer(here, self.event, kind, each) for each in self.says))

    def to_ask(self, opened: OpenCase, mine: Collection[str]) -> list[str]:
        """The commands that ask somebody else for the agreement that this is; none where it is no agreement."""
        kinds = opened.judged.policy.vocabulary
        kind = kinds.events.get(self.event)
        event = min(kinds.kinds.get(ASKING, ()), default="")
        if kind is None or kind.group != WORDS or not event or self.waits or self.above:
            return []
        fields = kinds.events[event].fields
        found = []
        for says in self.says:
            who = says.get("by", ())
            if len(who) == 1 and who[0] not in mine:
                same = {name: values for name, values in says.items() if name == "of" or name in fields}
                asked = {"to": who, "as": (self.event,), **same}
                found.append(offer(typed(opened.id), event, kinds.events[event], asked))
        return found


def offer(case: str, event: str, kind: EventType, says: Said) -> str:
    """The command that records an event with all that has one answer, or its form where something is left to answer."""
    asks = any(len(values) != 1 and LEFT_OUT not in values for values in says.values())
    asks = asks or bool(wanted_fields(kind, says))
    given = "".join(f" {name}={values[0]}" for name, values in says.items() if len(values) == 1)
    whole = f"reunify {'form' if asks else 'record'} {case} {event}{given}"
    # The form says the answers too, and its command is short enough for a line of the narrowest screen we print on.
    return whole if len(whole) <= ROOM else f"reunify form {case} {event}"


ROOM: Final = 76
"""The longest command that stands whole on a line."""


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a gate lacks: the gates that lack it, law first, and the entries that are asked for."""

    lacks: tuple[Lack, ...]
    asks: tuple[Ask, ...]


def items(opened: OpenCase, lacks: Iterable[Lack]) -> list[Item]:
    """What gates lack, in their order: one item for each entry, and for each rule that asks for several."""
    rules: dict[str, list[Lack]] = {}
    for lack in lacks:
        rules.setdefault(lack.duty.rule.id, []).append(lack)
    found: list[Item] = []
    for same in rules.values():
        unclear = next((lack.duty.unclear for lack in same if lack.duty.unclear), "")
        parts = [_known_first(opened, unclear)] if unclear else [part for lack in same for part in lack.parts]
        asks = _asks(opened, parts)
        near = next((i for i, item in enumerate(found) if _joins(opened, item, asks)), None)
        if near is None:
            found.append(Item(tuple(same), tuple(asks)))
            continue
        other = found[near]
        together = sorted((*other.lacks, *same), key=lambda lack: WEIGHTS.index(lack.duty.rule.weight))
        found[near] = Item(tuple(together), tuple(_union(opened, a, b) for a, b in zip(other.asks, asks, strict=True)))
    return _once(opened, found)


def _asks(opened: OpenCase, parts: Iterable[Missing]) -> list[Ask]:
    """Each entry that a rule asks for, once; for several people in one entry where a list can name them all."""
    found: dict[tuple[str, str], Ask] = {}
    for part in parts:
        ask = _ask(opened, part)
        other = found.get((ask.event, ask.head))
        if other is not None:
            says = (*other.says, *ask.says)
            details = tuple(dict.fromkeys((*other.details, *ask.details)))
            ask = replace(other, details=details, says=says if _differ(other, ask) else _named(opened, ask.event, says))
        found[ask.event, ask.head] = ask
    return list(found.values())


def _differ(one: Ask, other: Ask) -> bool:
    """Whether no one entry can be both: each says something else of the same thing."""
    said = {each.partition(": ")[0] for each in one.details if ": " in each}
    return any(each.partition(": ")[0] in said and each not in one.details for each in other.details if ": " in each)


def _ask(opened: OpenCase, part: Missing) -> Ask:
    head, details = _split(clean(part.words))
    why_not = ""
    if part.near is not None and part.why_not:
        why_not = f" (the one of {short_day(part.near.when.day)} does not count: {part.why_not})"
    booked = opened.judged.bookings.get(part.event)
    if booked is not None:
        why_not += f"; booked for {short_day(booked[0].day)}"
    return Ask(part.event, head, details, (part.says,), why_not, part.waits, part.plan)


def _split(words: str) -> tuple[str, tuple[str, ...]]:
    """A phrase apart from the bracket that it ends with, and what stands in that."""
    depth = 0
    for at in range(len(words) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(words[at], 0)
        if depth == 0:
            head = words[:at].rstrip()
            return (head, tuple(words[at + 1 : -1].split("; "))) if head and at < len(words) - 1 else (words, ())
    return words, ()


def _union(opened: OpenCase, one: Ask, other: Ask) -> Ask:
    """Two askings for one entry as one."""
    says = _both(opened, one, other) or one.says
    return replace(one, details=tuple(dict.fromkeys((*one.details, *other.details))), says=says)


def _both(opened: OpenCase, one: Ask, other: Ask) -> tuple[Said, ...]:
    """What the one entry says that does for two askings; nothing where it cannot."""
    event = opened.judged.policy.vocabulary.events.get(one.event)
    if event is None or one.event != other.event or len(one.says) != 1 or len(other.says) != 1:
        return ()
    found = together(event, one.says[0], other.says[0])
    return () if found is None else (found,)


def _named(opened: OpenCase, event: str, says: Sequence[Said]) -> tuple[Said, ...]:
    """What entries have to say, as one entry where they agree, or where one list can hold all that differs."""
    names = list(dict.fromkeys(name for each in says for name in each))
    differ = [name for name in names if len({each[name] for each in says if name in each}) > 1]
    kinds = opened.judged.policy.vocabulary.events[event].fields if event else {}
    merged = {name: values for each in says for name, values in each.items()}
    if not differ:
        return (merged,)
    if len(differ) == 1 and differ[0] in kinds and kinds[differ[0]].type in LISTS:
        several = [values for each in says if (values := each.get(differ[0])) is not None]
        if all(len(values) == 1 for values in several):
            return ({**merged, differ[0]: (",".join(dict.fromkeys(values[0] for values in several)),)},)
    return tuple(says)


def _joins(opened: OpenCase, item: Item, asks: Sequence[Ask]) -> bool:
    """Whether what a rule asks for is what an item asks for already, or can stand in the same entries."""
    if len(item.asks) != len(asks) or not asks:
        return False
    pairs = list(zip(item.asks, asks, strict=True))
    return all(a.event and a.head == b.head and not _differ(a, b) and _both(opened, a, b) for a, b in pairs)


def _once(opened: OpenCase, found: Iterable[Item]) -> list[Item]:
    """The same items without what an earlier one asks for already, one command for what one entry can say."""
    kept: list[Item] = []
    for item in found:
        asks: list[Ask] = []
        for ask in item.asks:
            if any(_covers(before, ask) for other in kept for before in other.asks):
                continue
            asks.append(replace(ask, above=_folded(opened, kept, ask)))
        kept.append(replace(item, asks=tuple(asks)))
    return kept


def _folded(opened: OpenCase, kept: list[Item], ask: Ask) -> bool:
    """Whether an entry asked for before can say this as well: then its command does."""
    for place, item in enumerate(kept):
        for nth, before in enumerate(item.asks):
            if before.plan and ask.plan:
                return True
            says = () if before.waits or ask.waits or before.above else _both(opened, before, ask)
            if says:
                asks = (*item.asks[:nth], replace(before, says=says), *item.asks[nth + 1 :])
                kept[place] = replace(item, asks=asks)
                return True
    return False


def _covers(before: Ask, ask: Ask) -> bool:
    """Whether an entry asked for before is the one asked for again, by the same person and saying no more."""
    same = before.event == ask.event != "" and ask.head.startswith(before.head)
    return (
        same
        and set(ask.details) <= set(before.details)
        and all(any(_within(s, b) for b in before.says) for s in ask.says)
    )


def _within(one: Said, other: Said) -> bool:
    return all(other.get(name) == value for name, value in one.items())


def _known_first(opened: OpenCase, unclear: str) -> Missing:
    """What has to be recorded before anybody can tell of whom or what something is asked."""
    facts = opened.judged.policy.vocabulary.facts.items()
    made = next((recording(opened.judged, name) for name, fact in facts if unclear.endswith(f": {fact.title}")), None)
    return Missing(unclear, made.event, made.says) if made is not None else Missing(unclear)
