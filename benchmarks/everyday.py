"""Start-up, warm and cold: what a person waits for, from one child to a country, beside what anything would cost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from compileall import compile_dir
from pathlib import Path
from time import sleep

import reunify_cli
from benchmarks.generate import TODAY, case_id
from benchmarks.rivals import bare_stat, csafe_loader, empty_typer, nothing, taskwarrior
from benchmarks.timing import Command, Row, reunify, row, run, side_by_side

WARM = (("overdue",), ("next",))
NATION = 84_000
SETTLED = 2.5
"""Seconds after which a file is no longer just written: before that nobody can trust its time."""


COMMANDS: Mapping[str, tuple[float, str]] = {
    "good morning": (1.5, ""),
    "next": (1.5, "next"),
    "overdue": (1.5, "overdue"),
    "list": (1.5, "list"),
    "show": (2.5, "show 42"),
    "why": (2.5, "why 42 reviews"),
    "record": (2.5, "record 42 visit seen=yes --on 27/11 --yes"),
    "book": (2.5, "book 42 review --on 10/12 --move --yes"),
    "advance, refused": (2.5, "advance 42"),
    "check of a case": (3.0, "check 42"),
    "a paper": (6.0, "pack 42 review --yes"),
}
"""What is typed every day, with how many times as long as an empty Typer program it may take, and the words."""


def startup(demonstration: Path, scratch: Path, runs: int) -> Iterator[Row]:
    """Every daily command on a child of real size, the help, and a word completed, against an empty Typer program.

    What writes finds the folder each time as it was. The least time of a processor counts.
    """
    compile_dir(Path(reunify_cli.__file__).parent, quiet=2)  # a machine may be told not to keep what it compiled
    read, written, cache = scratch / "read", scratch / "written", scratch / "cache-one"
    for folder in (read, written):
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(demonstration, folder)

    def fresh() -> None:
        shutil.copytree(demonstration, written, dirs_exist_ok=True)

    bare = empty_typer(scratch)
    commands = {
        name: reunify(written if "--yes" in words else read, *words.split(), cache=cache, me="p.shah")
        for name, (_, words) in COMMANDS.items()
    } | {
        "--help": reunify(read, "--help", cache=cache),
        "completion": _completing(reunify(read, cache=cache), "reunify"),
    }
    rivals = [bare, empty_typer(scratch, "--help"), _completing(bare, "empty")]
    sleep(SETTLED)  # what was just made is not trusted before
    side_by_side([*commands.values()], 2, fresh)
    *mine, theirs, helped, completed = side_by_side([*commands.values(), *rivals], runs, fresh, least=True)
    for name, ours in zip(commands, mine, strict=True):
        most, _ = COMMANDS.get(name, (1.5, ""))
        rival = {"--help": helped, "completion": completed}.get(name, theirs)
        yield row(f"start-up: {name}", ours, "empty Typer program", rival, most)


def _completing(command: Command, program: str) -> Command:
    env = {f"_{program.upper()}_COMPLETE": "complete_bash", "COMP_WORDS": f"{program} ov", "COMP_CWORD": "1"}
    return Command(command.words, {**command.env, **env})


def warm(workspace: Path, cases: int, one: Path, scratch: Path, runs: int) -> Iterator[Row]:
    """`overdue` and `next` when nothing has changed, against Taskwarrior, and against start-up and a stat."""
    cache = scratch / f"cache-{cases}"
    task = taskwarrior(scratch, due_dates(workspace, cases, cache), TODAY) if cases < NATION else []
    stat, alone = bare_stat(scratch, workspace), nothing(scratch)
    for i, words in enumerate(WARM):
        ours, small = reunify(workspace, *words, cache=cache), reunify(one, *words, cache=scratch / "cache-one")
        for each in (ours, small):
            run(each)  # the first one builds whatever is kept
        mine, start, statted, bare, *theirs = side_by_side([ours, small, stat, alone, *task[i : i + 1]], runs)
        name = f"warm: {words[0]}, {cases:,} cases"
        if theirs:
            yield row(name, mine, f"Taskwarrior's {words[0]}", theirs[0], 0.25)
        yield row(name, mine, "start-up plus a bare stat", start + max(0.0, statted - bare), 2.0)
        if cases >= NATION:
            yield row(name, mine, "two seconds", 2.0, 1.0)
    yield _one_changed(workspace, cases, cache, runs)


def due_dates(workspace: Path, cases: int, cache: Path) -> int:
    """How many due dates a caseload holds: different days of its first hundred children, as many for each other."""
    asked = [case_id(number) for number in range(1, min(cases, 100) + 1)]
    ours = reunify(workspace, "next", *asked, "--within", "400d", "--json", cache=cache)
    done = subprocess.run(ours.words, env={**os.environ, **ours.env}, capture_output=True, text=True, check=False)
    dates = {(each["case"], each["due"]) for each in json.loads(done.stdout)["items"] if each["due"]}
    return len(dates) * cases // len(asked)


def _one_changed(workspace: Path, cases: int, cache: Path, runs: int) -> Row:
    """`next` after one journal was touched, against the same when none was."""
    ours, journal = reunify(workspace, "next", cache=cache), workspace / "cases" / case_id(1) / "journal.yaml"
    taken: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        run(ours)
        sleep(SETTLED)
        run(ours)
        taken[1].append(run(ours).seconds)
        journal.touch()
        taken[0].append(run(ours).seconds)
    mine, same = (sorted(each)[len(each) // 2] for each in taken)
    return row(f"warm: next after one of {cases:,} changed", mine, "none changed", same)


def cold(workspace: Path, cases: int, scratch: Path, runs: int) -> Iterator[Row]:
    """The very first list of a caseload, against a parser that does nothing with what it reads."""
    cache = scratch / "cache-cold"
    ours, rival = reunify(workspace, "next", cache=cache), csafe_loader(scratch, workspace)
    mine, theirs = side_by_side([ours, rival], runs, lambda: shutil.rmtree(cache, ignore_errors=True))
    yield row(f"cold: first list of {cases:,} cases", mine, "CSafeLoader, same files in turn", theirs, 1.0)
