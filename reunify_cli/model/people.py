"""Who people are and which role they hold on a day: staff and bodies from the team's file, family from the case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property

from reunify_cli.frozen import dataclass, field


@dataclass(frozen=True, slots=True)
class Held:
    """A role held from one day to another, both included; open where a day is None."""

    role: str
    from_: date | None = None
    until: date | None = None

    def on(self, day: date) -> bool:
        """Whether the role is held on that day."""
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Away:
    """Leave: from one day to another, both included."""

    from_: date
    until: date
    why: str = ""


@dataclass(frozen=True, slots=True)
class Colleague:
    """Someone who works with the children of this workspace."""

    name: str
    roles: tuple[Held | str, ...] = ()
    team: str = ""
    leave: tuple[Away, ...] = ()
    aliases: tuple[str, ...] = ()
    mail: str = ""
    same_person: tuple[str, ...] = ()
    """Other keys under which the same person stands here, as from a former post."""

    @property
    def held(self) -> tuple[Held, ...]:
        """Every role, with its dates; one written as a bare word has none."""
        return tuple(Held(each) if isinstance(each, str) else each for each in self.roles)


@dataclass(frozen=True, slots=True)
class Body:
    """A panel or a court: a body that recommends or decides."""

    name: str
    role: str


@dataclass(frozen=True)
class Team:
    """Everyone an authority's entries may name by key.

    There may be thousands of them, and every child's case asks: what is asked most is looked up and not looked for.
    """

    people: Mapping[str, Colleague] = field(default_factory=dict)
    bodies: Mapping[str, Body] = field(default_factory=dict)
    teams: Mapping[str, str] = field(default_factory=dict)
    name: str = ""

    def roles(self, key: str, day: date) -> frozenset[str]:
        """The roles that a colleague or body holds on a day; none for a key that is not in the team."""
        if key in self.bodies:
            return frozenset((self.bodies[key].role,))
        person = self.people.get(key)
        if person is None:
            return frozenset()
        return frozenset(held.role for held in person.held if held.on(day))

    def holders(self, role: str, day: date) -> tuple[str, ...]:
        """The keys of everyone who holds a role on a day, in the order of the file; bodies come last."""
        held = self._by_role.get(role, ())
        return tuple(dict.fromkeys(key for key, term in held if term is None or term.on(day)))

    @cached_property
    def keys(self) -> frozenset[str]:
        """The keys of every colleague and body."""
        return frozenset((*self.people, *self.bodies))

    @cached_property
    def turns(self) -> tuple[date, ...]:
        """The days on which a role comes into other hands: the first day of each term, and the first one after it."""
        terms = {held for each in self.people.values() for held in each.roles if isinstance(held, Held)}
        first = {term.from_ for term in terms if term.from_ is not None}
        after = {term.until + timedelta(days=1) for term in terms if term.until is not None and term.until < date.max}
        return tuple(sorted(first | after))

    def person(self, key: str) -> str:
        """The first key under which whoever has a key stands here; the key itself for all but a few.

        Two keys are one person where they share a name or a mail address, or where one declares the other
        (`same-person`). Whoever shares a name with another has to be told apart by it.
        """
        return self._persons.get(key, key)

    @cached_property
    def _persons(self) -> Mapping[str, str]:
        """The first key of everybody who has several."""
        first: dict[str, str] = {}
        known: dict[tuple[str, str], str] = {}

        def root(key: str) -> str:
            while first.get(key, key) != key:
                key = first[key]
            return key

        for key, each in self.people.items():
            name, mail = " ".join(each.name.casefold().split()), each.mail.strip().casefold()
            signs = [("name", name), ("mail", mail), *(("key", other) for other in (key, *each.same_person))]
            for sign in signs:
                if sign[1]:
                    other = root(known.setdefault(sign, key))
                    first[root(key)] = other
        return {key: root(key) for key in self.people if root(key) != key}

    @cached_property
    def _by_role(self) -> Mapping[str, list[tuple[str, Held | None]]]:
        """Who holds each role at any time, with the term where it has one."""
        found: dict[str, list[tuple[str, Held | None]]] = {}
        for key, person in self.people.items():
            for held in person.roles if key not in self.bodies else ():
                role, term = (held, None) if isinstance(held, str) else (held.role, held)
                found.setdefault(role, []).append((key, term))
        for key, body in self.bodies.items():
            found.setdefault(body.role, []).append((key, None))
        return found

    def away(self, key: str, day: date) -> Away | None:
        """The leave that a colleague is on that day, if any."""
        person = self.people.get(key)
        return next((a for a in person.leave if a.from_ <= day <= a.until), None) if person else None

    def name_of(self, key: str) -> str:
        """The name of a colleague or body, or the key itself."""
        if key in self.bodies:
            return self.bodies[key].name
        return self.people[key].name if key in self.people else key


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom a family can reach, as papers print it: each a number or an address of the authority's own."""

    team: str = ""
    """The social work team."""
    advocate: str = ""
    complaints: str = ""
    interpreter: str = ""
    out_of_hours: str = ""


@dataclass(frozen=True, slots=True)
class Relative:
    """Someone in the child's family or network: who they are, not what they do."""

    relation: str = "other"
    name: str = ""
    born: date | None = None
    address: str = ""
    protected: bool = False
    """Whether anything about where they are must be kept from readers of family papers."""
    phone: str = ""
    language: str = ""
    interpreter: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Home:
    """A place where a child lives or may live."""

    kind: str = "other"
    name: str = ""
    address: str = ""
    protected: bool = False
    authority: str = ""


@dataclass(frozen=True, slots=True)
class Child:
    """The child whose way home a case is."""

    name: str = ""
    born: date | None = None
    initials: str = ""
    known_as: str = ""
    sex: str = ""
    language: str = ""
    interpreter: bool = False
    address: str = ""
    protected: bool = False

    def short(self) -> str:
        """The initials, as screens show them: given, or worked out from the name; ?? where there is neither."""
        if self.initials:
            return self.initials
        return "".join(f"{part[0].upper()}." for part in self.name.replace("-", " ").split() if part) or "??"

    def called(self) -> str:
        """What a paper calls the child: by name, else by initials, else simply `the child`."""
        return self.name or (self.short() if self.initials else "the child")

    def age_on(self, day: date) -> int | None:
        """Whole years of age on a day; someone born on 29 February is a year older on 1 March in a common year."""
        if self.born is None:
            return None
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))
