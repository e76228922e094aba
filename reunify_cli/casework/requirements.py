"""What a gate lacks, said once: one entry asked for several reasons, or for several people, is one thing to type."""

from collections.abc import Iterable, Mapping, Sequence

from reunify_cli.engine.acts import WEIGHTS
from reunify_cli.engine.decisions import Lack
from reunify_cli.engine.missing import Missing
from reunify_cli.frozen import dataclass, replace
from reunify_cli.session.session import OpenCase
from reunify_cli.text.days import short_day
from reunify_cli.text.layout import clean
from reunify_cli.wording.display_names import typed

LISTS = ("people", "list")
"""The types of field in which one entry can name several."""

Said = Mapping[str, str]
"""What an entry has to say, by field."""


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

    @property
    def words(self) -> str:
        """All of it in a phrase: `placement plan made (recording day-to-day needs; health needs)`."""
        found: list[str] = []
        for each in self.details:
            verb = "recording "
            again = any(other.startswith(verb) for other in found)
            found.append(each.removeprefix(verb) if again else each)
        bracket = f" ({'; '.join(found)})" if found else ""
        return f"{self.head}{bracket}{self.why_not}"

    def commands(self, opened: OpenCase) -> list[str]:
        """The commands that record it; none where no single entry would."""
        if not self.event:
            return []
        start = f"reunify record {typed(opened.id)} {self.event}"
        return list(
            dict.fromkeys(start + "".join(f" {key}={value}" for key, value in each.items()) for each in self.says)
        )


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
        asks = _asks(opened, [part for lack in same for part in lack.parts])
        near = next((i for i, item in enumerate(found) if _joins(item, same, asks)), None)
        if near is None:
            found.append(Item(tuple(same), tuple(asks)))
            continue
        other = found[near]
        together = sorted((*other.lacks, *same), key=lambda lack: WEIGHTS.index(lack.duty.rule.weight))
        found[near] = Item(tuple(together), tuple(_union(a, b) for a, b in zip(other.asks, asks, strict=True)))
    return _once(found)


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
    return Ask(part.event, head, details, (dict(field.split("=", 1) for field in part.fields),), why_not)


def _split(words: str) -> tuple[str, tuple[str, ...]]:
    """A phrase apart from the bracket that it ends with, and what stands in that."""
    depth = 0
    for at in range(len(words) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(words[at], 0)
        if depth == 0:
            head = words[:at].rstrip()
            return (head, tuple(words[at + 1 : -1].split("; "))) if head and at < len(words) - 1 else (words, ())
    return words, ()


def _union(one: Ask, other: Ask) -> Ask:
    """Two askings for one entry as one."""
    says = tuple({**a, **b} for a, b in zip(one.says, other.says, strict=False))
    return replace(one, details=tuple(dict.fromkeys((*one.details, *other.details))), says=says)


def _named(opened: OpenCase, event: str, says: Sequence[Said]) -> tuple[Said, ...]:
    """What entries have to say, as one entry where they agree, or where one list can hold all that differs."""
    names = list(dict.fromkeys(name for each in says for name in each))
    differ = [name for name in names if len({each[name] for each in says if name in each}) > 1]
    kinds = opened.judged.policy.vocabulary.events[event].fields if event else {}
    if not differ:
        return ({name: value for each in says for name, value in each.items()},)
    if len(differ) == 1 and differ[0] in kinds and kinds[differ[0]].type in LISTS:
        return ({name: ",".join(dict.fromkeys(each[name] for each in says if name in each)) for name in names},)
    return tuple(says)


def _joins(item: Item, same: Sequence[Lack], asks: Sequence[Ask]) -> bool:
    """Whether what a rule asks for is what an item asks for already, or can stand in the same entries."""
    if any(lack.duty.unclear for lack in (*item.lacks, *same)) or len(item.asks) != len(asks) or not asks:
        return False
    pairs = list(zip(item.asks, asks, strict=True))
    alike = all(a.event and (a.event, a.head) == (b.event, b.head) for a, b in pairs)
    return alike and all(
        len(a.says) == len(b.says) == 1 and not _differ(a, b) and _agree(a.says[0], b.says[0]) for a, b in pairs
    )


def _agree(one: Said, other: Said) -> bool:
    return all(other.get(name, value) == value for name, value in one.items())


def _once(found: Iterable[Item]) -> list[Item]:
    """The same items without what an earlier one asks for already."""
    kept: list[Item] = []
    for item in found:
        before = [ask for other in kept for ask in other.asks]
        kept.append(replace(item, asks=tuple(ask for ask in item.asks if not any(_covers(b, ask) for b in before))))
    return kept


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


def supplies(opened: OpenCase, unclear: str) -> str:
    """The command that records a fact which has to be known before anybody can tell; empty where there is none."""
    vocabulary = opened.judged.policy.vocabulary
    facts = [name for name, fact in vocabulary.facts.items() if unclear.endswith(f": {fact.title}")]
    says = [
        (kind.minutes, len(kind.fields), name, value.removeprefix("$"))
        for name, kind in vocabulary.events.items()
        for fact, value in (*kind.sets.items(), *((f, v) for f, v in kind.adds.items() if isinstance(v, str)))
        if fact in facts and value.startswith("$")
    ]
    if not says:
        return ""
    _, _, event, field = min(says)
    return f"reunify record {typed(opened.id)} {event} {field}=..."
