"""A judged case as it stands at one minute: what every paper asks of it, said in words.

Pure, like the engine it asks: no file and no clock. A paper never says of a child what nobody recorded, so where
nothing is recorded the answer is None, and the paper shows a place to write.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from reunify_cli.engine.ended import can_be_held
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.owners import WORKERS, holders
from reunify_cli.engine.timeline import Step
from reunify_cli.frozen import dataclass, field
from reunify_cli.model.case import Entry
from reunify_cli.model.fields import Field
from reunify_cli.model.moment import Moment, position_day
from reunify_cli.model.vocabulary import EventType, Vocabulary
from reunify_cli.rules.periods import Period
from reunify_cli.rules.phrasing import joined, title_of
from reunify_cli.rules.policy import Policy, Rule
from reunify_cli.wording.phrases import short_day, when_words

STRENGTH: Mapping[str, str] = {"must": "must", "should": "should", "recommend": "recommended", "may": "may"}
HOME = "home"
"""The field by which entries name a home of the case's file, by key."""
SURE: Mapping[str, str] = {
    "secondary": "; wording not checked: read in another document",
    "unverified": "; wording not checked",
}


@dataclass(frozen=True)
class CaseView:
    """A case under a policy, and the minute from which it is looked at (a position on the time line)."""

    judged: Judgement
    now: int
    places: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Where entries stand (`file:line`), by id; empty where nobody looked."""
    notices: tuple[str, ...] = ()
    """What every paper for professionals heads with: that the law by which it counts is not the newest there is."""

    @property
    def today(self) -> date:
        """The day of that minute."""
        return position_day(self.now)

    @property
    def moment(self) -> Moment:
        """The day, up to its end, so that everything of that day counts."""
        return Moment(self.today)

    @property
    def policy(self) -> Policy:
        """The policy by which the case is judged."""
        return self.judged.policy

    @property
    def vocabulary(self) -> Vocabulary:
        """The policy's words."""
        return self.judged.policy.vocabulary

    @property
    def bookings(self) -> Mapping[str, tuple[Moment, Entry]]:
        """The meetings that are booked and can be held, by event: for when, and the entry that says so."""
        return can_be_held(self.judged, self.now)

    # --- facts ---

    def fact(self, name: str) -> Any:
        """A fact's value now; None where it is not known, or the policy does not have it."""
        return self.judged.times.fact_at(name, self.now) if name in self.vocabulary.facts else None

    def since(self, name: str) -> Step | None:
        """The step at which a fact came to be as it now is; None where it is not known or has always been so."""
        if name not in self.vocabulary.facts:
            return None
        steps = [step for step in self.judged.times.fact(name) if step.at <= self.now]
        return steps[-1] if steps[-1].value is not None and steps[-1].at > 0 else None

    def fact_words(self, name: str) -> str | None:
        """A fact's value now, as people say it."""
        value = self.fact(name)
        if value is None:
            return None
        return self.said(value, Field(values=self.vocabulary.facts[name].values))

    # --- people ---

    def person(self, key: str) -> str:
        """Somebody's name: of the team or the family; the role's title for a bare role, else the word itself."""
        case = self.judged.case
        if key == "child":
            return child_name(self)
        if key in case.file.people:
            return case.file.people[key].name or self.relation(key) or key
        if key in case.team.people or key in case.team.bodies:
            return case.team.name_of(key)
        return title_of(self.vocabulary, key) if key in self.vocabulary.roles else key

    def is_somebody(self, key: str) -> bool:
        """Whether a key is a person or body of the team or the case, and not only the name of a role."""
        case = self.judged.case
        return key in case.file.people or key in case.team.people or key in case.team.bodies

    def relation(self, key: str) -> str:
        """How somebody of the family is related to the child; "" for anybody else."""
        relative = self.judged.case.file.people.get(key)
        kind = self.vocabulary.relations.get(relative.relation) if relative else None
        return kind.title if kind else ""

    def known_as(self, key: str, day: date | None = None) -> str:
        """Somebody's name with what they are to the child: `Maria Kendal (mother)`."""
        name, what = self.person(key), self.relation(key) or self.role_words(key, day)
        return f"{name} ({what})" if what and what != name else name

    def unnamed(self, key: str) -> str:
        """Who somebody is without a name, as screens say it: `the child`, `father`; a colleague by name as always."""
        return "the child" if key == "child" else self.relation(key) or self.person(key)

    def role_words(self, key: str, day: date | None = None) -> str:
        """The roles of a colleague on a day (today if none is given), as people say them."""
        team = self.judged.case.team
        if key not in team.people:
            return ""
        roles = sorted(team.roles(key, day or self.today))
        return joined([title_of(self.vocabulary, role) for role in roles])

    def names(self, keys: Iterable[str]) -> str:
        """Several people by name."""
        return joined([self.person(key) for key in keys])

    def allocated(self, role: str) -> str | None:
        """The key of whoever is allocated to this child in a role."""
        found = self.fact(WORKERS) or {}
        return str(found[role]) if found.get(role) else None

    def holders(self, role: str) -> tuple[str, ...]:
        """The keys of everyone who is this to the child today: allocated, of the family, or the team's only one."""
        found = holders(self.judged, role, self.now)
        family = self.judged.case.file.people
        return found if len(found) == 1 or any(key in family for key in found) else ()

    # --- entries ---

    def kind(self, entry: Entry) -> EventType:
        """The event type of an entry."""
        return self.vocabulary.events.get(entry.event) or EventType(entry.event)

    def titled(self, entry: Entry) -> str:
        """An entry as it is cited: `review, Tue 2 Jun 2026`."""
        return f"{self.kind(entry).title}, {short_day(entry.when.day)}"

    def value(self, entry: Entry, name: str) -> str | None:
        """What an entry says under a field or heading, in words; None where it says nothing."""
        found = entry.get(name)
        if found in (None, "", ()):
            return None
        if name == HOME and str(found) in self.judged.case.file.homes:
            return self.judged.case.file.homes[str(found)].name or "a home without a name"
        field = self.kind(entry).fields.get(name) or Field()
        return self.said(found, field)

    def said(self, value: Any, field: Field) -> str:
        """A value in words: yes and no, days, the titles of choices, people by name."""
        match value:
            case bool():
                return "yes" if value else "no"
            case Moment():
                return when_words(value)
            case date():
                return short_day(value)
            case Period():
                return value.words()
            case frozenset():
                return joined(sorted(self.said(each, field) for each in value))
            case tuple() | list():
                return joined([self.said(each, field) for each in value])
            case Mapping():
                return "; ".join(f"{key}: {self.said(each, Field())}" for key, each in value.items())
        text = str(value)
        if field.type in ("person", "people", "role"):
            return self.person(text)
        if field.type == "item":
            return self.item_words(text) or text
        return field.values.get(text, text)

    def item_words(self, item_id: str) -> str:
        """What an item of the plan says, by its id; "" where the plan has no such item."""
        plan = self.judged.history.plan_on(self.moment)
        item = next((item for _, item in plan.items() if item.id == item_id), None) if plan else None
        if item is None:
            return ""
        words, day = item.what or item.title, item.date_ or item.due
        return words or (short_day(day) if day else item.id)

    # --- sources ---

    def place(self, rule: Rule) -> str:
        """Where a rule stands, short: `reg 33(2)`, or the policy's short name and the place in its document."""
        if rule.policy == "case":
            return rule.source.cite
        if rule.weight == "law" and rule.source.at:
            return rule.source.at
        short = self.policy.shorts.get(rule.policy)
        local = short and rule.source.at and rule.weight == "policy"
        return f"{short}, {rule.source.at}" if local else str(rule.source)

    def source(self, rule: Rule) -> str:
        """Where a rule stands, whether that is law, policy or guidance, how strong it is and how sure we are of it."""
        return f"{self.place(rule)} ({rule.weight}, {STRENGTH[rule.strength]}{SURE.get(rule.source.sure, '')})"


def child_name(stand: CaseView) -> str:
    """The child's name where it is recorded, else the initials."""
    return stand.judged.case.child.called()


def first_name(stand: CaseView) -> str:
    """The name the child goes by: the one chosen, else the first of the name, else the initials."""
    child = stand.judged.case.child
    names = child.name.split()
    return child.known_as or (names[0] if names else child.called())
