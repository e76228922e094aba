"""The law as this program has it now, where it asks something else than what a workspace adopted.

Children are judged by what was adopted until somebody adopts anew. But the law holds whether adopted or not, so where
the shipped law has changed since, people are told which rules, and every lateness is shown by both.
"""

from reunify_cli.errors import Unreadable
from reunify_cli.frozen import dataclass
from reunify_cli.policy_store.adoptions import kept_at, reads_as_adopted
from reunify_cli.policy_store.policies import load_calendar, load_policy
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.policy import Policy, Rule
from reunify_cli.store.workspace import Adopted, Workspace


@dataclass(frozen=True, slots=True)
class Newer:
    """A policy and calendar as they read now, and the rules of law that are new, gone or ask something else."""

    policy: Policy
    calendar: Calendar
    rules: tuple[Rule, ...]
    """Empty where only words or bank holidays differ, which may still move a date."""


def newer_law(workspace: Workspace, adopted: Adopted, policy: Policy, calendar: Calendar) -> Newer | None:
    """How the law reads now; None where that is as it was adopted, was never pinned, or cannot be read.

    What is only cited, explained or checked anew is no change: a rule is compared by what it asks, of whom and when.
    """
    if kept_at(workspace.root, adopted) is None or reads_as_adopted(workspace, adopted):
        return None
    try:
        now = load_policy(adopted.id, workspace.root, workspace.cache)
        days = load_calendar(workspace.calendar, workspace.root, workspace.cache)
    except Unreadable:
        return None
    before = {rule.id: rule for rule in policy.rules if rule.weight == "law"}
    after = {rule.id: rule for rule in now.rules if rule.weight == "law"}
    rules = [
        after.get(name) or before[name]
        for name in dict.fromkeys((*before, *after))
        if name not in before or name not in after or _asks(before[name]) != _asks(after[name])
    ]
    if not rules and (policy.vocabulary, calendar.holidays) == (now.vocabulary, days.holidays):
        return None
    return Newer(now, days, tuple(rules))


def _asks(rule: Rule) -> tuple[object, ...]:
    """What decides on dates and on who is late."""
    return rule.versions, rule.owes, rule.strength, rule.unverified
