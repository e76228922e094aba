"""How cost grows: with the number of cases, with the length of one, and what a thousand records in a row take."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from benchmarks.generate import case_id
from benchmarks.rivals import bare_stat
from benchmarks.timing import Row, reunify, row, run, slope

IN_A_ROW = 1000
FIRST = 100


def growth(workspaces: Sequence[tuple[int, Path]], scratch: Path, runs: int) -> Iterator[Row]:
    """The slope of a warm `next` over workspaces of growing size, against a stat's; and the memory of warm and cold."""
    ours, theirs = [], []
    memory: list[tuple[int, float, float]] = []
    for cases, workspace in workspaces:
        cache = scratch / f"cache-grow-{cases}"
        command, stat = reunify(workspace, "next", cache=cache), bare_stat(scratch, workspace)
        first = run(command)
        warm = [run(command) for _ in range(runs)]
        ours.append((float(cases), median(each.seconds for each in warm)))
        theirs.append((float(cases), median(run(stat).seconds for _ in range(runs))))
        memory.append((cases, warm[-1].memory, first.memory))
    name = f"growth: each case more, {workspaces[0][0]:,} to {workspaces[-1][0]:,} (per 1,000 cases)"
    points = {str(int(cases)): round(seconds * 1000, 1) for cases, seconds in ours}
    yield row(name, slope(ours) * 1000, "a stat's slope", slope(theirs) * 1000, None, warm_ms=points)
    small, large = memory[0], memory[-1]
    for which, i in (("warm", 1), ("cold", 2)):
        yield {
            "name": f"growth: memory of a {which} next, {large[0]:,} cases", "ours_mib": round(large[i]),
            "rival": f"the same, {small[0]:,} cases", "rival_mib": round(small[i]),
            "ratio": round(large[i] / small[i], 2), "at_most": 1.2 if which == "warm" else None,
        }  # fmt: skip


def writes(small: Path, large: Path, cases: int, scratch: Path, runs: int) -> Iterator[Row]:
    """One record on the longest journal of a small and of a large caseload; then a thousand in a row, fsync included.

    What is recorded stays in the workspaces, which are there to be measured and thrown away.
    """
    taken: list[list[float]] = [[], []]
    shortest, *_, longest = _open_cases(small)
    twin = large / "cases" / case_id(cases)
    shutil.copytree(small / "cases" / longest, twin, dirs_exist_ok=True)
    case = (twin / "case.yaml").read_text(encoding="utf-8").replace(f"id: {longest}", f"id: {case_id(cases)}", 1)
    (twin / "case.yaml").write_text(case, encoding="utf-8")
    for _ in range(runs):
        for times, root, name in ((taken[0], large, case_id(cases)), (taken[1], small, longest)):
            times.append(run(reunify(root, *_visit(name), cache=scratch / f"cache-{root.name}")).seconds)
    many, few = map(median, taken)
    yield row(f"writes: record among {cases:,} cases", many, "the same record in a small caseload", few, 1.1)
    yield _in_a_row(small, shortest, scratch)


def _in_a_row(root: Path, name: str, scratch: Path) -> Row:
    command = reunify(root, *_visit(name), cache=scratch / f"cache-{root.name}")
    times = [run(command).seconds for _ in range(IN_A_ROW)]
    scaled = sum(times[:FIRST]) * IN_A_ROW / FIRST
    return row(f"writes: {IN_A_ROW:,} records in a row", sum(times), f"the first {FIRST}, scaled up", scaled, 1.2)


def _visit(name: str) -> tuple[str, ...]:
    return ("record", name, "visit", "seen=yes", "alone=yes", "--on", "today", "--yes")


def _open_cases(root: Path) -> list[str]:
    """The cases that go on, the shortest journal first."""
    sizes = [
        (path.stat().st_size, path.parent.name)
        for path in (root / "cases").glob("*/journal.yaml")
        if "event: case-closed" not in path.read_text(encoding="utf-8")
    ]
    return [name for _, name in sorted(sizes)]
