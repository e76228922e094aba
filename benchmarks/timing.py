"""Whole processes, timed as a person waits for them: turn by turn with their rivals, the middle or best, and memory."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

NOW = "2026-11-30T08:47"
Row = dict[str, Any]


@dataclass(frozen=True)
class Command:
    """A command line to be timed, with what it finds in its environment."""

    words: Sequence[str]
    env: Mapping[str, str] = field(default_factory=dict)
    fine: frozenset[int] = frozenset((0, 1))
    """The exit codes that are no failure: 1 is an answer of "no"."""


@dataclass(frozen=True, slots=True)
class Taken:
    """What one run took: seconds on the wall, the most memory in MiB, and seconds of a processor."""

    seconds: float
    memory: float
    worked: float = 0.0


def reunify(
    workspace: Path, *words: str, cache: Path, me: str = "Worker 1", fine: frozenset[int] = frozenset((0, 1))
) -> Command:
    """Our own program in a workspace, in the environment that measures it."""
    python = Path(sys.executable)
    program = python.with_name("reunify")
    start = [str(program)] if program.exists() else [str(python), "-m", "reunify_cli"]
    env = {"REUNIFY_NOW": NOW, "REUNIFY_CACHE": str(cache), "REUNIFY_ME": me, "NO_COLOR": "1"}
    return Command([*start, "-C", str(workspace), *words], env, fine)


def run(command: Command) -> Taken:
    """Run a command to its end, its answer thrown away. Raises RuntimeError with what it said where it failed."""
    env = {**os.environ, **command.env}
    start = perf_counter()
    process = subprocess.Popen(command.words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=env)
    said = process.stderr.read() if process.stderr else b""
    _, status, usage = os.wait4(process.pid, 0)
    seconds = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.stderr:
        process.stderr.close()
    if process.returncode not in command.fine:
        raise RuntimeError(f"{' '.join(command.words)} ended with {process.returncode}: {said.decode()[-500:]}")
    return Taken(seconds, usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime)


def side_by_side(
    commands: Sequence[Command], runs: int, between: Callable[[], object] = lambda: None, *, least: bool = False
) -> list[float]:
    """The median seconds of each command, taken turn by turn so that a busy machine slows all of them alike.

    `least`: the least seconds of a processor instead. What is over in a tenth of a second is only ever made longer by
    what runs beside it, many times as much as by anything of its own.
    """
    taken: list[list[float]] = [[] for _ in commands]
    for _ in range(runs):
        for times, command in zip(taken, commands, strict=True):
            between()
            done = run(command)
            times.append(done.worked if least else done.seconds)
    return [min(times) if least else median(times) for times in taken]


def row(name: str, ours: float, rival: str, theirs: float, at_most: float | None = None, **more: Any) -> Row:
    """One line of the table, from seconds: how many times the rival's time ours is, and what it should be at most."""
    ratio = ours / theirs if theirs else 0.0
    return {
        "name": name, "ours_ms": round(ours * 1000, 1), "rival": rival, "rival_ms": round(theirs * 1000, 1),
        "ratio": round(ratio, 2), "at_most": at_most, **more,
    }  # fmt: skip


def slope(points: Sequence[tuple[float, float]]) -> float:
    """The slope of the least-squares line through points."""
    mean_x, mean_y = (sum(each[i] for each in points) / len(points) for i in (0, 1))
    above = sum((x - mean_x) * (y - mean_y) for x, y in points)
    return above / (sum((x - mean_x) ** 2 for x, _ in points) or 1.0)
