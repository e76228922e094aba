"""What a manager says about a duty: its breach was seen; a rule of local policy is varied. And who may say it.

Which roles manage is the vocabulary's to say (`manages: yes`). Whoever has another role may write such an entry; it
then stands in the journal and changes nothing.
"""

from typing import Final

from reunify_cli.engine.duty import Duty
from reunify_cli.engine.fact_timeline import FactTimeline
from reunify_cli.engine.roles import roles_of
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment
from reunify_cli.rules.policy import Policy, Rule

SEEN: Final = "seen"
"""The event type with which a manager says that a breach was seen."""
VARIED: Final = "varied"
"""The event type with which a manager makes an exception to a rule, from its day to its end."""
ASKED: Final = "variation-asked"
"""The event type with which somebody asks for such an exception; it changes nothing until a manager answers."""


def managing_roles(times: FactTimeline, key: str, moment: Moment) -> tuple[str, ...]:
    """The roles in which someone managed on a day; none for whoever managed nobody."""
    roles = times.vocabulary.roles
    return tuple(role for role in sorted(roles_of(times, key, moment)) if role in roles and roles[role].manages)


def doers(duty: Duty) -> tuple[str, ...]:
    """The keys of whoever did what passed a gate: those the entry names, else whoever wrote it down."""
    if duty.gated is None:
        return ()
    return duty.gated.by or tuple(filter(None, (duty.gated.recorded_by,)))


def counts_as_seen(times: FactTimeline, duty: Duty, entry: Entry) -> bool:
    """Whether an entry says that a breach was seen: by a manager who did not do it, and not before it happened."""
    person = times.history.case.team.person
    did = {person(key) for key in doers(duty)}
    seers = [key for key in entry.by if person(key) not in did and managing_roles(times, key, entry.when)]
    return bool(seers) and entry.when.before(duty.anchor.when) is not True


def authorised(times: FactTimeline, entry: Entry) -> bool:
    """Whether an exception was given by a manager, and by somebody else than who asked for it."""
    by = str(entry.fields.get("authorised-by") or "")
    asker = entry.fields.get("asked-by")
    asked = (str(asker),) if asker else entry.by
    person = times.history.case.team.person
    return person(by) not in map(person, asked) and bool(managing_roles(times, by, entry.when))


def may_be_varied(policy: Policy, rule: Rule) -> bool:
    """Whether a rule is local policy: neither law, nor guidance in the policy on which all others build.

    What that policy holds as guidance is issued under statute or binds every authority alike.
    """
    root = policy.extends[-1] if policy.extends else policy.id
    return rule.weight != "law" and not (rule.weight == "guidance" and rule.policy == root)
