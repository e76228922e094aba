"""Who is meant by a key, a name, part of a name, a relation to the child, or a role.

A name that matches nobody is said to match nobody, with near misses; one that matches several people is never guessed.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.owners import WORKERS
from reunify_cli.errors import Mistyped
from reunify_cli.frozen import dataclass, field
from reunify_cli.model.case import Case
from reunify_cli.model.people import Team
from reunify_cli.model.vocabulary import Vocabulary, spoken
from reunify_cli.text.layout import clean, joined

MOST: Final = 12
"""How many people are named to choose from before the rest are counted."""


@dataclass(frozen=True)
class Directory:
    """Every word by which somebody can be named, in order of how surely it means them."""

    keys: dict[str, str] = field(default_factory=dict)
    alike: dict[str, set[str]] = field(default_factory=dict)
    """The keys that are spelt alike but for dots, hyphens and capitals, under how they are spoken."""
    names: dict[str, set[str]] = field(default_factory=dict)
    parts: dict[str, set[str]] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    """How each key is shown in a list to choose from: colleagues by name, family by key alone."""

    def meant(self, text: str) -> list[str]:
        """The keys of everybody who may be meant; more than one where nobody can tell."""
        wanted = _key(text)
        if text.strip() in self.shown:
            return [text.strip()]
        if wanted in self.keys:
            return sorted(self.alike.get(wanted) or {self.keys[wanted]})
        return sorted(self.names.get(wanted) or self.parts.get(wanted) or ())

    def known(self, text: str) -> str:
        """The key of whoever is meant; "" where that is nobody or several."""
        found = self.meant(text)
        return found[0] if len(found) == 1 else ""

    def key(self, text: str) -> str:
        """The key of whoever is meant. Raises Mistyped where that is nobody or several."""
        found = self.meant(text)
        if len(found) == 1:
            return found[0]
        if found:
            said = joined([self._said(key) for key in found], "or")
            raise Mistyped(f'"{clean(text)}" can be {said}.', help="Type one of the keys.")
        sentence = f'No one in this case or in team.yaml matches "{clean(text)}".{self._near(_key(text))}'
        raise Mistyped(sentence, help=f"Known here: {self._known()}")

    def _near(self, wanted: str) -> str:
        """Near misses, by their keys, so that the names of the family are not read out."""
        from difflib import get_close_matches

        known = {word: {key} for word, key in self.keys.items()} | self.parts | self.names
        near = sorted(set().union(*(known[word] for word in get_close_matches(wanted, known, 2, 0.75))))
        return f" Did you mean {joined([self._said(key) for key in near], 'or')}?" if near else ""

    def _said(self, key: str) -> str:
        return f'"{key}" ({self.shown[key]})' if self.shown.get(key) else f'"{key}"'

    def _known(self) -> str:
        known = list(dict.fromkeys(name or key for key, name in self.shown.items()))
        return ", ".join(known[:MOST]) + (f" and {len(known) - MOST} more" if len(known) > MOST else "")


def directory(team: Team, case: Case | None, vocabulary: Vocabulary, judged: Judgement | None, now: int) -> Directory:
    """Everybody who can be named in an entry of a case: its people, the team, and roles that stand for somebody."""
    found = Directory()
    for role, kind in vocabulary.roles.items():
        if kind.kind in ("family", "other"):
            for word in (role, kind.title, *kind.aliases):
                found.keys.setdefault(_key(word), role)
    for key, person in team.people.items():
        _add(found, key, person.name, [person.name, *person.aliases])
    for key, body in team.bodies.items():
        _add(found, key, body.name, [body.name])
    for role, key in _allocated(team, vocabulary, judged, now):
        for word in (role, vocabulary.roles[role].title, *vocabulary.roles[role].aliases):
            found.parts.setdefault(_key(word), set()).add(key)
    if case is not None:
        child = case.child
        _add(found, "child", "", [child.name, child.known_as, child.initials])
        for key, relative in case.file.people.items():
            relation = vocabulary.relations.get(relative.relation)
            _add(found, key, "", [relative.name])
            for word in (relative.relation, *((relation.title, *relation.aliases) if relation else ())):
                found.parts.setdefault(_key(word), set()).add(key)
    return found


def _allocated(team: Team, vocabulary: Vocabulary, judged: Judgement | None, now: int) -> Iterator[tuple[str, str]]:
    """The person whom a role of the team means for this child: who is allocated in it, else its only holder."""
    from reunify_cli.model.moment import position_day

    workers = judged.times.fact_at(WORKERS, now) if judged is not None and WORKERS in vocabulary.facts else None
    for role, kind in vocabulary.roles.items():
        if kind.kind not in ("team", "body"):
            continue
        held = team.holders(role, position_day(now))
        if workers and role in workers:
            yield role, str(workers[role])
        elif len(held) == 1:
            yield role, held[0]


def _add(found: Directory, key: str, shown: str, names: Iterable[str]) -> None:
    found.keys[_key(key)] = key
    found.alike.setdefault(_key(key), set()).add(key)
    found.shown[key] = clean(shown)
    for name in names:
        words = _key(name).split()
        if not words:
            continue
        found.names.setdefault(" ".join(words), set()).add(key)
        if len(words) > 1:
            short = (words[0], words[-1], f"{words[0][0]} {words[-1]}")
            for part in short:
                found.parts.setdefault(part, set()).add(key)


def _key(word: str) -> str:
    return " ".join(spoken(word).replace(".", " ").split())
