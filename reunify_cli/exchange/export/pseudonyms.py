"""What people, entries and items are called in an export: by what they are, never by name.

A key in a case is often a first name (`ella`), and an item's id may be anything that somebody typed. So relatives go
by their relation, and only what has the look of an id made by this program stays as it is. Veiled (`veil`), nobody is
told from another of the same sort.
"""

import re
from datetime import date
from functools import cached_property
from typing import Final

from reunify_cli.frozen import dataclass, field
from reunify_cli.model.case import Case, Entry
from reunify_cli.model.vocabulary import Vocabulary

SOMEBODY: Final = "somebody"
"""Whoever is named in words that nobody can look up."""
COLLEAGUE: Final = "colleague"
ITEM: Final = "item"
"""How a colleague, and an entry or item, are called where they are not to be told apart."""
_MADE: Final = re.compile(r"[0-9A-Z]{4,8}(-[ad]\d+)?|[a-z]{1,4}\d{1,4}")
"""An id as this program gives them to entries (7K3F) and tasks (7K3F-a1), or a short one such as a6 or sup2."""


@dataclass(frozen=True)
class Cloak:
    """What one case's people, entries and items are called in an export."""

    case: Case
    words: Vocabulary
    stages: frozenset[str] = frozenset()
    """The stages that the policy names."""
    veiled: bool = False
    """Whether nobody is to be told from another of the same sort."""
    _items: dict[str, str] = field(default_factory=dict, repr=False)

    @cached_property
    def _births(self) -> frozenset[date | None]:
        return frozenset((self.case.child.born, *(each.born for each in self.case.file.people.values())))

    def day(self, day: date) -> date | None:
        """A day on which something happened; None for the one on which the child, or a relative, was born."""
        return None if day in self._births else day

    @cached_property
    def _entries(self) -> dict[str, Entry]:
        return {entry.id: entry for entry in self.case.entries}

    @cached_property
    def _relatives(self) -> dict[str, str]:
        """The child's people by relation, numbered in the order of the file where several are that."""
        found: dict[str, str] = {}
        seen: dict[str, int] = {}
        people = self.case.file.people
        for key, relative in people.items():
            relation = relative.relation
            seen[relation] = seen.get(relation, 0) + 1
            several = sum(each.relation == relation for each in people.values()) > 1
            found[key] = f"{relation}-{seen[relation]}" if several and not self.veiled else relation
        return found

    def person(self, key: str) -> str:
        """A relative by relation, a colleague by key, a body or role as it is; else `somebody`."""
        if key in self._relatives:
            return self._relatives[key]
        team = self.case.team
        if key in team.people:
            return COLLEAGUE if self.veiled else key
        if key in team.bodies:
            return team.bodies[key].role
        return key if key == "child" or key in self.words.roles else SOMEBODY

    def entry(self, entry_id: str) -> str:
        """An entry by its id; one whose id somebody made up by its place in the journal."""
        entry = self._entries.get(entry_id)
        if _MADE.fullmatch(entry_id) or (entry is not None and not entry.given_id):
            return entry_id
        return f"entry-{entry.index + 1}" if entry is not None else "entry"

    def about(self, name: str) -> str:
        """What an entry or a duty is about: a person, an entry, or an item of the plan."""
        if name in self._entries:
            return ITEM if self.veiled else self.entry(name)
        who = self.person(name)
        if who != SOMEBODY:
            return who
        if self.veiled:
            return ITEM
        return name if _MADE.fullmatch(name) else self._items.setdefault(name, f"item-{len(self._items) + 1}")
