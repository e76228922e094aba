"""Whose a duty is: the role that owes it, and who held that role for this child on the day."""

from typing import NamedTuple

from reunify_cli.engine.duty import Duty
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.roles import roles_of
from reunify_cli.model.moment import Moment, position_day

WORKERS = "workers"
"""The fact that holds who is allocated to a case in which role."""


class Owner(NamedTuple):
    """The role that owes a duty, and the person's key where one is known."""

    role: str
    key: str


def owner(judged: Judgement, duty: Duty, now: int) -> Owner:
    """Who owes a duty: whoever is allocated in its role, else the only one in the team who holds it.

    A duty that is late is owed by whoever held the role on the due date; one that is not, by whoever does now.
    A task from a plan or meeting is owed by the person or role it names.
    """
    role = duty.rule.owes
    at = min(now, duty.due.deadline - 1) if duty.due else now
    if role and role not in judged.policy.vocabulary.roles:
        return Owner("", role)
    allocated = judged.times.fact_at(WORKERS, at) if WORKERS in judged.policy.vocabulary.facts else None
    if allocated and role in allocated:
        return Owner(role, str(allocated[role]))
    held = judged.case.team.holders(role, position_day(at))
    return Owner(role, held[0] if len(held) == 1 else "")


def holder(judged: Judgement, now: int) -> str:
    """The key of the person who holds the case at a position in time; empty where it is allocated to nobody."""
    if WORKERS not in judged.policy.vocabulary.facts:
        return ""
    allocated = judged.times.fact_at(WORKERS, now) or {}
    for role, meaning in judged.policy.vocabulary.roles.items():
        if meaning.holds_case and allocated.get(role):
            return str(allocated[role])
    return ""


def holders(judged: Judgement, role: str, now: int) -> tuple[str, ...]:
    """Everybody who is this to the child: allocated, of the family, or of the team; of the holder's own team first."""
    day = position_day(now)
    allocated = judged.times.fact_at(WORKERS, now) if WORKERS in judged.policy.vocabulary.facts else None
    if allocated and allocated.get(role):
        return (str(allocated[role]),)
    if role == "child":
        return ("child",)
    family = tuple(key for key in judged.case.file.people if role in roles_of(judged.times, key, Moment(day)))
    if family:
        return family
    people = judged.case.team.people
    held = judged.case.team.holders(role, day)
    worker = people.get(holder(judged, now))
    near = tuple(k for k in held if worker and worker.team and k in people and people[k].team == worker.team)
    return near if len(near) == 1 else held
