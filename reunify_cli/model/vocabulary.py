"""The words a journal may use: event types and their fields, facts, roles, headings; declared as data, never in code.

The engine knows no event, fact or role by name: it asks the vocabulary what an entry sets, adds or removes.
Policies may add words of their own; `Vocabulary.plus` lays one over the other and refuses to change what is there.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property
from typing import Any, Literal, TypeVar

from reunify_cli.frozen import dataclass, field, replace
from reunify_cli.model.fields import Field

T = TypeVar("T")
FactType = Literal["yes-no", "choice", "text", "number", "date", "period", "set", "map", "person", "length"]
RoleKind = Literal["team", "body", "family", "other"]
UNRECORDED = "unrecorded"
"""How a turn names the value of a fact of which nothing is recorded."""


@dataclass(frozen=True, slots=True)
class Role:
    """What someone is to a child or an authority: who can owe a duty, approve, or attend."""

    title: str
    aliases: tuple[str, ...] = ()
    kind: RoleKind = "team"
    holds_case: bool = False
    """Whether the person allocated in this role is the holder of the case."""
    manages: bool = False
    """Whether whoever holds it is a manager, who may see a breach or make an exception to local policy."""


@dataclass(frozen=True, slots=True)
class Relation:
    """How someone is related to the child, and the roles that this gives them."""

    title: str
    roles: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """Something a meeting or form can be asked to record."""

    title: str
    ask: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A value that can be worked out from events for any day."""

    title: str
    type: FactType = "yes-no"
    values: Mapping[str, str] = field(default_factory=dict)
    unless_recorded: str | None = None
    """The value before anything is recorded; None where it is then not known."""
    defined: Mapping[str, Any] | None = None
    """The condition that defines a yes-no fact."""
    computed: Literal["age", "eligible", "views-oppose"] | None = None
    looked_after_in_all: str | None = None
    since_age: int | None = None
    from_age: int | None = None
    event: str | None = None
    whose: str | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """What an event makes of a fact's value that cannot hold any longer, without saying what does hold."""

    from_: Mapping[str, str] = field(default_factory=dict)
    """The new value by the old one; `unrecorded` stands for a fact of which nothing is recorded."""
    when: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Only for entries whose fields have one of these values."""


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of thing that happens, what its entries say, and what they change."""

    title: str
    aliases: tuple[str, ...] = ()
    group: str = ""
    is_: tuple[str, ...] = ()
    """Classes; a rule may name a class where it names an event."""
    clock: bool = False
    minutes: bool = False
    """Whether it is a meeting, whose entry may carry headings, attendance, decisions and actions."""
    paper: bool = False
    """Whether there is a paper to fill in for it, though it is no meeting."""
    undoes: tuple[str, ...] = ()
    fields: Mapping[str, Field] = field(default_factory=dict)
    sets: Mapping[str, str] = field(default_factory=dict)
    adds: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    removes: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    puts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    turns: Mapping[str, Turn] = field(default_factory=dict)
    cause: str = ""
    says: str = ""
    sentence: str = ""
    """How an entry reads as a sentence; see `text/patterns.py`. "" where its title and its values are enough."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that people type and that are no event's own name: what they mean, or an honest answer."""

    words: tuple[str, ...]
    record: tuple[str, ...] = ()
    """What to record, as it is typed after the child: an event with its fields. Several: which of them is asked."""
    says: str = ""
    """The question between several, or the answer where there is nothing to record. `{case}` is the child as typed."""


@dataclass(frozen=True)
class Vocabulary:
    """Every word of one policy: its own and those of the policies it builds on."""

    roles: Mapping[str, Role] = field(default_factory=dict)
    relations: Mapping[str, Relation] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    headings: Mapping[str, Heading] = field(default_factory=dict)
    documents: Mapping[str, Heading] = field(default_factory=dict)
    events: Mapping[str, EventType] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    every_entry: Mapping[str, Field] = field(default_factory=dict)
    """What every entry can say, besides the fields of its event."""
    minutes: Mapping[str, Field] = field(default_factory=dict)
    """What the entry of a meeting can say as well, besides a text under any heading."""
    phrases: tuple[Phrase, ...] = ()
    short_for: Mapping[str, str] = field(default_factory=dict)
    """Abbreviations and words for the same thing, by word; one left empty does not count."""

    def says(self, event: EventType) -> Mapping[str, Field]:
        """Everything that an entry of an event can say, by key; its own fields go before those that all share."""
        found = dict(event.fields)
        if event.minutes:
            found = {**{key: Field(each.title) for key, each in self.headings.items()}, **self.minutes, **found}
        return {**self.every_entry, **found}

    @cached_property
    def kinds(self) -> Mapping[str, frozenset[str]]:
        """The event types that each event type or class name stands for."""
        found: dict[str, set[str]] = {name: {name} for name in self.events}
        for name, event in self.events.items():
            for each in event.is_:
                found.setdefault(each, set()).add(name)
        return {name: frozenset(names) for name, names in found.items()}

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Event types by every word people use for them, in lower case with single spaces."""
        found: dict[str, str] = {}
        for name, event in self.events.items():
            for word in (event.title, *event.aliases, name.replace("-", " "), name):
                found.setdefault(spoken(word), name)
        return found

    def compared(self, text: str) -> str:
        """A phrase as it is compared: one case and number, abbreviations in full, nothing that does not count."""
        text = re.sub(r"['\u2019\u2018`.\u201c\u201d\"]", "", spoken(text).replace("s.", "s ").replace("reg.", "reg "))
        text = re.sub(r"\b(\w)/(\w)\b", r"\1\2", text)
        text = re.sub(
            r"\b(?:ss?|sec|sect)(?: ?)(?=\d)", "section ", re.sub(r"\bregs?(?: ?)(?=\d)", "regulation ", text)
        )
        known = self.short_for
        words = [known.get(word, known.get(_one(word), _one(word))) for word in re.findall(r"[^\W_]+", text)]
        return " ".join(filter(None, words))

    def among(self, text: str, known: Mapping[str, T]) -> T | None:
        """What a phrase stands for among those known, by how they are compared, be it one word or two."""
        wanted = self.compared(text)
        if wanted in known or not wanted:
            return known.get(wanted)
        whole = wanted.replace(" ", "")
        return next((found for word, found in known.items() if word.replace(" ", "") == whole), None)

    @cached_property
    def phrase_words(self) -> Mapping[str, tuple[str, Phrase]]:
        """Phrases, each as it is written, by how it is compared; a policy's own go first."""
        found: dict[str, tuple[str, Phrase]] = {}
        for phrase in self.phrases:
            for word in phrase.words:
                found.setdefault(self.compared(word), (word, phrase))
        return found

    @cached_property
    def event_words(self) -> Mapping[str, tuple[str, ...]]:
        """Event types by everything they are called, as it is compared."""
        found: dict[str, dict[str, None]] = {}
        for name, event in self.events.items():
            for word in (name, event.title, *event.aliases):
                found.setdefault(self.compared(word), {})[name] = None
        return {word: tuple(names) for word, names in found.items()}

    @cached_property
    def role_words(self) -> Mapping[str, str]:
        """Roles by every word people use for them."""
        found: dict[str, str] = {}
        for name, role in self.roles.items():
            for word in (role.title, *role.aliases, name.replace("-", " "), name):
                found.setdefault(spoken(word), name)
        return found

    @cached_property
    def room(self) -> dict[str, Any]:
        """Room for what is worked out of these words once, by name; filled by whoever reads conditions over them."""
        return {}

    def plus(self, other: Vocabulary) -> Vocabulary:
        """The words of both vocabularies; a word that both have keeps its first meaning."""
        return replace(
            self,
            roles={**other.roles, **self.roles},
            relations={**other.relations, **self.relations},
            facts={**other.facts, **self.facts},
            headings={**other.headings, **self.headings},
            documents={**other.documents, **self.documents},
            events={**other.events, **self.events},
            groups={**other.groups, **self.groups},
            every_entry={**other.every_entry, **self.every_entry},
            minutes={**other.minutes, **self.minutes},
            phrases=(*other.phrases, *self.phrases),
            short_for={**other.short_for, **self.short_for},
        )


def chosen(text: str, values: Mapping[str, str]) -> str | None:
    """The choice that a text means, by its word or else its title, in any case; None where it means none."""
    if text in values:
        return text
    wanted = spoken(text)
    named = next((value for value in values if spoken(value) == wanted), None)
    return named or next((value for value, title in values.items() if spoken(title) == wanted), None)


def spoken(word: str) -> str:
    """A word as it is compared: lower case, single spaces, hyphens as spaces."""
    return " ".join(word.lower().replace("-", " ").replace("_", " ").split())


def _one(word: str) -> str:
    """A word in the singular, near enough to compare by."""
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
