"""What tests and conditions answer over time: several lines as one, and a fact that may be one of several values."""

from collections.abc import Callable
from typing import Any

from reunify_cli.engine.timeline import BEGINNING, Either, Step, Timeline, values_of
from reunify_cli.rules.conditions import Test, passes


def combined(lines: list[Timeline], judge: Callable[[list[Any]], bool | None]) -> Timeline:
    """Several lines as one, by what is judged of their values after all the steps at each position."""
    changes = sorted([(step.at, i, step) for i, line in enumerate(lines) for step in line[1:]])
    values = [line[0].value for line in lines]
    last = judge(values)
    steps = [Step(BEGINNING, last)]
    for place, (at, i, step) in enumerate(changes, start=1):
        values[i] = step.value
        if place == len(changes) or changes[place][0] != at:
            answer = judge(values)
            if answer is not last:
                steps.append(Step(at, answer, step.cause))
                last = answer
    return tuple(steps)


def answered(test: Test, line: Timeline) -> Timeline:
    """What a test says of a fact over time, where the fact alone tells."""
    steps: list[Step] = []
    last: object = steps
    for at, value, cause in line:
        answer = passes_by(test, value) if type(value) is Either else test.passes(value, _nobody)
        if answer is not last:
            steps.append(Step(at, answer, cause))
            last = answer
    return tuple(steps)


def _nobody(_: str) -> None:
    """The members of a set that nothing asks about."""


def passes_by(test: Test, value: Any, group: Any = None) -> bool | None:
    """Whether a value passes; of several that it may be, only where all of them do or none does."""
    if type(value) is not Either and type(group) is not Either:
        return test.passes(value, lambda _: group)
    members = [lambda _, each=each: each for each in values_of(group)]
    answers = {passes(test, each, of) for each in values_of(value) for of in members}
    return answers.pop() if len(answers) == 1 else None


def guess(value: Any) -> Any:
    """The value itself; of several that it may be, the one that the journal's order suggests."""
    return value.guess if isinstance(value, Either) else value


def every(values: list[bool | None]) -> bool | None:
    """Whether all hold; not known where one is not known and none is false."""
    if False in values:
        return False
    return None if None in values else True


def some(values: list[bool | None]) -> bool | None:
    """Whether one holds; not known where one is not known and none is true."""
    if True in values:
        return True
    return None if None in values else False
