"""`policy test`: a policy's own examples, run, with what was expected and what came where they differ."""

from typing import Any

from reunify_cli.errors import Problem, Unreadable
from reunify_cli.frozen import dataclass
from reunify_cli.policy_store.examples import Outcome, read_examples
from reunify_cli.policy_store.examples import run as run_example
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.policy import Policy
from reunify_cli.session.available_policies import AvailablePolicies
from reunify_cli.text.envelope import problem
from reunify_cli.text.layout import clean, counted, wrap


@dataclass(frozen=True, slots=True)
class Tested:
    """How one policy's examples came out."""

    policy: str
    outcomes: tuple[Outcome, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Why the policy or its examples cannot be read."""

    @property
    def failing(self) -> tuple[Outcome, ...]:
        """The examples that did not come out as expected."""
        return tuple(each for each in self.outcomes if each.wrong)


def check(
    policy_id: str, policy: Policy | Unreadable, available: AvailablePolicies, calendar: Calendar, rule: str = ""
) -> Tested:
    """Run the examples beside a policy's own rules (of one rule, where one is named)."""
    if isinstance(policy, Unreadable):
        return Tested(policy_id, problems=policy.problems)
    try:
        examples = read_examples(policy, available.root)
    except Unreadable as error:
        return Tested(policy_id, problems=error.problems)
    return Tested(policy_id, tuple(run_example(e, policy, calendar) for e in examples if rule in ("", e.rule)))


def run(tested: list[Tested], width: int) -> list[str]:
    """The screen's lines: a line for each policy, and each example that failed."""
    lines: list[str] = []
    for each in tested:
        if each.problems:
            lines.append(f"{clean(each.policy)}: NOT READ")
            for one in each.problems:
                lines += [f"  {clean(part)}" for part in str(one).splitlines()]
            continue
        lines.append(f"{clean(each.policy)}: {_count(len(each.outcomes), len(each.failing))}")
        for outcome in each.failing:
            example = outcome.example
            lines += ["", *wrap(clean(f"{example.place}: {example.rule}"), width, "    ", "  ")]
            lines += wrap(clean(example.name), width, "    ", "    ")
            for sentence in outcome.wrong:
                lines += wrap(clean(sentence), width, "      ", "    - ")
        if each.failing:
            lines.append("")
    if len(tested) > 1:
        outcomes = [outcome for each in tested for outcome in each.outcomes]
        lines.append(f"Together: {_count(len(outcomes), sum(bool(each.wrong) for each in outcomes))}")
    return lines


def _count(number: int, failing: int) -> str:
    if not number:
        return "no examples"
    counts = counted(number, "example")
    if not failing:
        return f"{counts}, all as expected" if number > 1 else f"{counts}, as expected"
    return f"{counts}, {failing} NOT as expected"


def examples_json(tested: list[Tested]) -> list[dict[str, Any]]:
    """Each example as JSON, with what was wrong."""
    items: list[dict[str, Any]] = []
    for each in tested:
        items += [{"policy": each.policy, "kind": "file", **problem(one)} for one in each.problems]
        for outcome in each.outcomes:
            example = outcome.example
            items.append(
                {"policy": each.policy, "kind": "example", "rule": example.rule, "name": example.name,
                 "file": example.place.file, "line": example.place.line, "as_expected": not outcome.wrong,
                 "wrong": list(outcome.wrong)}
            )  # fmt: skip
    return items
