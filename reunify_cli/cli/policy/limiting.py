"""`policy test --limits`: each dated rule's example moved to the days on which counting goes wrong."""

from typing import Any

from reunify_cli.errors import Problem, Unreadable
from reunify_cli.frozen import dataclass
from reunify_cli.policy_store.examples import read_examples
from reunify_cli.policy_store.limits import Limit, awkward, limits
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.policy import Policy
from reunify_cli.session.available_policies import AvailablePolicies
from reunify_cli.text.envelope import problem
from reunify_cli.text.layout import clean, counted, wrap


@dataclass(frozen=True, slots=True)
class Limited:
    """How the rules of one policy stand at their limits."""

    policy: str
    days: int = 0
    """To how many days each example was moved."""
    limits: tuple[Limit, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Why the policy or its examples cannot be read."""

    @property
    def moved(self) -> tuple[Limit, ...]:
        """The rules whose example could be moved."""
        return tuple(each for each in self.limits if each.moved)

    @property
    def failing(self) -> tuple[Limit, ...]:
        """The rules that do not hold at their limits."""
        return tuple(each for each in self.limits if each.wrong)


def check(
    policy_id: str, policy: Policy | Unreadable, available: AvailablePolicies, calendar: Calendar, rule: str = ""
) -> Limited:
    """Move the examples of a policy's own dated rules (of one rule, where one is named) to their limits."""
    if isinstance(policy, Unreadable):
        return Limited(policy_id, problems=policy.problems)
    try:
        examples = read_examples(policy, available.root)
    except Unreadable as error:
        return Limited(policy_id, problems=error.problems)
    days = awkward(calendar)
    found = limits(policy, examples, calendar, days)
    return Limited(policy_id, len(days), tuple(each for each in found if rule in {"", each.rule}))


def run(every: list[Limited], width: int) -> list[str]:
    """The screen's lines: a line for each policy, what does not hold, and what could not be moved, with the reason."""
    lines: list[str] = []
    for each in every:
        if each.problems:
            lines.append(f"{each.policy}: NOT READ")
            lines += [f"  {clean(part)}" for one in each.problems for part in str(one).splitlines()]
            continue
        if not each.limits:
            lines.append(f"{each.policy}: no rule with a date")
            continue
        how = f"{len(each.failing)} NOT as they should be" if each.failing else "all as they should be"
        rules = f"{len(each.moved)} of {counted(len(each.limits), 'dated rule')}"
        lines.append(f"{each.policy}: {rules} at the limits, on {each.days} days: {how}")
        for one in each.failing:
            lines.append(f"  {one.rule}")
            for sentence in one.wrong:
                lines += wrap(clean(sentence), width, "      ", "    - ")
        for one in each.limits:
            if one.why:
                lines += wrap(f"{one.rule}: {one.why}", width, "      ", "  not moved  ")
    return lines


def limits_json(every: list[Limited]) -> list[dict[str, Any]]:
    """Each rule as JSON, with what was wrong where, or why it was not moved."""
    items: list[dict[str, Any]] = []
    for each in every:
        items += [{"policy": each.policy, "kind": "file", **problem(one)} for one in each.problems]
        items += [
            {"policy": each.policy, "kind": "limit", "rule": one.rule, "days": len(one.moved), "evidence": one.evidence,
             "example": one.example.name if one.example else None, "wrong": list(one.wrong), "why": one.why or None}
            for one in each.limits
        ]  # fmt: skip
    return items
