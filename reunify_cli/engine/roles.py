"""Who was who on a day: the roles of whoever made an entry, was at a meeting or led it; never what an entry claims."""

from typing import Any

from reunify_cli.engine.fact_timeline import FactTimeline
from reunify_cli.engine.vocabulary_index import PEOPLE
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment

RESPONSIBLE = ("pr-holders", "pr-holder")
"""The fact that says who holds parental responsibility, and the role that this gives them."""


def roles_of(times: FactTimeline, key: str, moment: Moment) -> frozenset[str]:
    """The roles of someone on a day: from the team's file, from the family's relations, or a bare role's own name."""
    case, vocabulary = times.history.case, times.vocabulary
    found = set(case.team.roles(key, moment.day))
    if key == "child":
        found.add("child")
    if key in case.file.people:
        relation = vocabulary.relations.get(case.file.people[key].relation)
        found.update(relation.roles if relation else ())
        fact, role = RESPONSIBLE
        if fact in vocabulary.facts and key in (times.fact_at(fact, moment.end) or ()):
            found.add(role)
    if key in vocabulary.roles and vocabulary.roles[key].kind in ("family", "other"):
        found.add(key)
    return frozenset(found)


def present_roles(entry: Entry, times: FactTimeline) -> frozenset[str]:
    """The roles (and keys) of everyone who was at a meeting or sent apologies."""
    keys = (*(entry.fields.get("attended") or ()), *(entry.fields.get("apologies") or ()))
    return _all_of(keys, entry, times)


def chairs(entry: Entry, times: FactTimeline) -> frozenset[str]:
    """The roles (and keys) of whoever led a meeting: its chair, else whoever made the entry."""
    led: Any = entry.fields.get("chair") or entry.by
    return _all_of(led if isinstance(led, tuple) else (led,), entry, times)


def _all_of(keys: tuple[str, ...], entry: Entry, times: FactTimeline) -> frozenset[str]:
    return frozenset().union(*(roles_of(times, key, entry.when) | {key} for key in keys))


def said(entry: Entry, name: str, times: FactTimeline) -> Any:
    """What an entry says under a name. People are known by their keys and by every role they held that day."""
    value = entry.get(name)
    if value is None:
        return None
    words = times.vocabulary
    kind = words.events.get(entry.event)
    field = (kind.fields.get(name) if kind else None) or words.every_entry.get(name) or words.minutes.get(name)
    if field is None or field.type not in PEOPLE:
        return value
    keys = value if isinstance(value, tuple) else (value,)
    return tuple(dict.fromkeys((*keys, *sorted(_all_of(keys, entry, times)))))
