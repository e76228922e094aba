"""`policy test`: a policy's own examples, run as they are, or moved to the days on which counting goes wrong."""

from typing import Any

from reunify_cli.errors import Problem, Unreadable
from reunify_cli.frozen import dataclass
from reunify_cli.policy_store.examples import Example, Outcome, read_examples
from reunify_cli.policy_store.examples import run as run_example
from reunify_cli.policy_store.limits import Limit, awkward, limits
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.policy import Policy
from reunify_cli.session.available_policies import AvailablePolicies
from reunify_cli.text.envelope import problem
from reunify_cli.text.layout import clean, counted, wrap


@dataclass(frozen=True, slots=True)
class Tested:
    """How one policy's examples came out, or its dated rules at their limits."""

    policy: str
    outcomes: tuple[Outcome, ...] = ()
    limits: tuple[Limit, ...] = ()
    days: int = 0
    """To how many days each example was moved."""
    problems: tuple[Problem, ...] = ()
    """Why the policy or its examples cannot be read."""

    @property
    def failing(self) -> list[Outcome]:
        """The examples that did not come out as expected."""
        return [each for each in self.outcomes if each.wrong]

    @property
    def broken(self) -> list[Limit]:
        """The rules that do not hold at their limits."""
        return [each for each in self.limits if each.wrong]

    @property
    def moved(self) -> list[Limit]:
        """The rules whose example could be moved."""
        return [each for each in self.limits if each.moved]


def _examples(policy: Policy | Unreadable, available: AvailablePolicies) -> tuple[Policy, list[Example]]:
    """A policy that could be read, and the examples beside its own rules. Raises Unreadable."""
    if isinstance(policy, Unreadable):
        raise policy
    return policy, list(read_examples(policy, available.root))


def check(
    policy_id: str, policy: Policy | Unreadable, available: AvailablePolicies, calendar: Calendar, rule: str = ""
) -> Tested:
    """Run the examples beside a policy's own rules (of one rule, where one is named)."""
    try:
        policy, found = _examples(policy, available)
    except Unreadable as error:
        return Tested(policy_id, problems=error.problems)
    return Tested(policy_id, tuple(run_example(e, policy, calendar) for e in found if rule in ("", e.rule)))


def check_limits(
    policy_id: str, policy: Policy | Unreadable, available: AvailablePolicies, calendar: Calendar, rule: str = ""
) -> Tested:
    """Move the examples of a policy's own dated rules (of one rule, where one is named) to their limits."""
    try:
        policy, found = _examples(policy, available)
    except Unreadable as error:
        return Tested(policy_id, problems=error.problems)
    days = awkward(calendar)
    held = tuple(each for each in limits(policy, found, calendar, days) if rule in {"", each.rule})
    return Tested(policy_id, limits=held, days=len(days))


def _not_read(each: Tested) -> list[str]:
    said = [part for one in each.problems for part in str(one).splitlines()]
    return [f"{clean(each.policy)}: NOT READ", *(f"  {clean(part)}" for part in said)]


def _wrong(one: Outcome | Limit, width: int) -> list[str]:
    return [line for sentence in one.wrong for line in wrap(clean(sentence), width, "      ", "    - ")]


def run(tested: list[Tested], width: int) -> list[str]:
    """The screen's lines: a line for each policy, and each example that failed."""
    lines: list[str] = []
    for each in tested:
        if each.problems:
            lines += _not_read(each)
            continue
        lines.append(f"{clean(each.policy)}: {_count(len(each.outcomes), len(each.failing))}")
        for outcome in each.failing:
            example = outcome.example
            lines += ["", *wrap(clean(f"{example.place}: {example.rule}"), width, "    ", "  ")]
            lines += [*wrap(clean(example.name), width, "    ", "    "), *_wrong(outcome, width)]
        if each.failing:
            lines.append("")
    if len(tested) > 1:
        number = sum(len(each.outcomes) for each in tested)
        lines.append(f"Total: {_count(number, sum(len(each.failing) for each in tested))}")
    return lines


def _count(number: int, failing: int) -> str:
    if not number:
        return "no examples"
    counts = counted(number, "example")
    if not failing:
        return f"{counts}, all as expected" if number > 1 else f"{counts}, as expected"
    return f"{counts}, {failing} NOT as expected"


def limit_lines(tested: list[Tested], width: int) -> list[str]:
    """The screen's lines: a line for each policy, what does not hold, and what could not be moved, with the reason."""
    lines: list[str] = []
    for each in tested:
        if each.problems:
            lines += _not_read(each)
            continue
        if not each.limits:
            lines.append(f"{each.policy}: no rule with a date")
            continue
        how = f"{len(each.broken)} NOT as they should be" if each.broken else "all as they should be"
        rules = f"{len(each.moved)} of {counted(len(each.limits), 'dated rule')}"
        lines.append(f"{each.policy}: {rules} at the limits, on {each.days} days: {how}")
        for one in each.broken:
            lines += [f"  {one.rule}", *_wrong(one, width)]
        for one in each.limits:
            lines += wrap(f"{one.rule}: {one.why}", width, "      ", "  not moved  ") if one.why else []
    return lines


def examples_json(tested: list[Tested]) -> list[dict[str, Any]]:
    """Each example, or each rule at its limits, as JSON, with what was wrong, or why it was not moved."""
    items: list[dict[str, Any]] = []
    for each in tested:
        items += [{"policy": each.policy, "kind": "file", **problem(one)} for one in each.problems]
        items += [
            {"policy": each.policy, "kind": "example", "rule": example.rule, "name": example.name,
             "file": example.place.file, "line": example.place.line, "as_expected": not wrong, "wrong": list(wrong)}
            for example, wrong in ((outcome.example, outcome.wrong) for outcome in each.outcomes)
        ]  # fmt: skip
        items += [
            {"policy": each.policy, "kind": "limit", "rule": one.rule, "days": len(one.moved), "evidence": one.evidence,
             "example": one.example.name if one.example else None, "wrong": list(one.wrong), "why": one.why or None}
            for one in each.limits
        ]  # fmt: skip
    return items
