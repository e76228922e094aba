"""`python -m benchmarks`: measure what is asked for, print a table, write JSON, and put both beside the last ones.

python -m benchmarks                              everything, with 100, 1,000 and 10,000 cases (an hour)
python -m benchmarks startup engine               some parts alone
python -m benchmarks --sizes 100,10000,84000      up to a country
python -m benchmarks --commit                     also as benchmarks/RESULTS.md and benchmarks/results/DATE.json
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cached_property
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

from benchmarks import everyday, growth
from benchmarks.generate import Order, workspace
from benchmarks.timing import Row, reunify

HERE = Path(__file__).resolve().parent
MAIN_SIZE = 10_000
"""The size that what is asked of warm and cold lists is asked at."""


class Ground:
    """Where is measured: workspaces of each size, made when first asked for, and room for rivals and caches."""

    def __init__(self, scratch: Path, sizes: list[int], runs: int) -> None:
        self.scratch, self.sizes, self.runs = scratch, sizes, runs

    @cached_property
    def one(self) -> Path:
        """A workspace of one child."""
        return self.of(1)

    @cached_property
    def demonstration(self) -> Path:
        """The demonstration, whose children have some 85 entries each."""
        root = self.scratch / "demo"
        if not root.exists():
            made = reunify(self.scratch, cache=self.scratch / "cache-demo")
            words = [*made.words[: made.words.index("-C")], "demo", str(root), "--yes"]
            subprocess.run(words, env={**os.environ, **made.env}, stdout=subprocess.DEVNULL, check=True)
        return root

    def of(self, cases: int) -> Path:
        """The workspace of that many children."""
        root = self.scratch / f"w{cases}"
        if not root.exists():
            workspace(Order(root, cases))
        return root

    def fewer(self, cases: int) -> int:
        """How often something is run over that many children: the larger, the less often."""
        return max(3, min(self.runs, self.runs * MAIN_SIZE // max(cases, 1)))


def _startup(ground: Ground) -> Iterator[Row]:
    yield from everyday.startup(ground.demonstration, ground.scratch, ground.runs)


def _warm(ground: Ground) -> Iterator[Row]:
    for cases in ground.sizes[-2:]:
        yield from everyday.warm(ground.of(cases), cases, ground.one, ground.scratch, ground.fewer(cases))


def _cold(ground: Ground) -> Iterator[Row]:
    cases = min(MAIN_SIZE, ground.sizes[-1])
    yield from everyday.cold(ground.of(cases), cases, ground.scratch, 3)


def _growth(ground: Ground) -> Iterator[Row]:
    yield from growth.growth([(cases, ground.of(cases)) for cases in ground.sizes], ground.scratch, 3)


def _writes(ground: Ground) -> Iterator[Row]:
    cases = min(MAIN_SIZE, ground.sizes[-1])
    yield from growth.writes(ground.of(100), ground.of(cases), cases, ground.scratch, ground.runs)


def _elsewhere(module: str) -> Callable[[Ground], Iterator[Row]]:
    def rows(_: Ground) -> Iterator[Row]:
        yield from import_module(f"benchmarks.{module}").rows()

    return rows


PARTS: dict[str, Callable[[Ground], Iterator[Row]]] = {
    "startup": _startup, "warm": _warm, "cold": _cold, "growth": _growth, "writes": _writes,
    "engine": _elsewhere("engine"), "papers": _elsewhere("papers"), "questions": _elsewhere("questions"),
}  # fmt: skip


def machine() -> dict[str, str]:
    """What was measured on: processor, cores, memory, system, and the versions that matter."""
    model = ""
    info = Path("/proc/cpuinfo")
    if info.exists():
        lines = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = lines[0].partition(":")[2].strip() if lines else ""
    pages = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") if hasattr(os, "sysconf") else 0
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "not known"
    return {
        "processor": model or platform.processor() or platform.machine(), "cores": str(os.cpu_count()),
        "memory": f"{pages / 2**30:.0f} GiB", "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(), "typer": version("typer"), "pyyaml": version("pyyaml"),
        "load at the start": load,
    }  # fmt: skip


def table(rows: list[Row]) -> list[str]:
    """The rows as a Markdown table; a ratio that misses its mark is said so in words."""
    lines = ["| what | ours | rival | theirs | ratio | at most |", "|---|--:|---|--:|--:|--:|"]
    for each in rows:
        ours, theirs = (_amount(each, who) for who in ("ours", "rival"))
        most = each.get("at_most")
        missed = most is not None and each["ratio"] > most
        ratio = f"{each['ratio']}" if each["rival"] else ""
        mark = "" if most is None else f"{most}{', missed' if missed else ''}"
        lines.append(f"| {each['name']} | {ours} | {each['rival']} | {theirs} | {ratio} | {mark} |")
    return lines


def _amount(each: Row, who: str) -> str:
    if f"{who}_mib" in each:
        return f"{each[f'{who}_mib']:,} MiB"
    value = each.get(f"{who}_ms")
    return f"{value:,} ms" if value and (who == "ours" or each["rival"]) else ""


def keep(when: datetime, about: dict[str, str], rows: list[Row]) -> None:
    """Write the results where they are committed: a dated table, and everything that was measured as JSON.

    What was not measured now stays as it was measured last, with its day; so does what is written below the table.
    """
    day, results = f"{when:%Y-%m-%d}", HERE / "results"
    results.mkdir(exist_ok=True)
    now = {each["part"] for each in rows}
    last = max((path for path in results.glob("????-??-??.json")), default=None)
    before = json.loads(last.read_text(encoding="utf-8")) if last else {"rows": [], "date": ""}
    kept = [{"day": before["date"], **each} for each in before["rows"] if each["part"] not in now]
    rows = sorted(({"day": day, **each} for each in (*rows, *kept)), key=lambda each: list(PARTS).index(each["part"]))
    whole = json.dumps({"date": day, "machine": about, "rows": rows}, indent=2, ensure_ascii=False)
    (results / f"{day}.json").write_text(whole + "\n", encoding="utf-8")
    days: dict[str, list[str]] = {}
    for each in rows:
        parts = days.setdefault(each["day"], [])
        parts += [] if each["part"] in parts else [each["part"]]
    head = [
        "# What was measured", "",
        ("By `python -m benchmarks`. Trust the ratios: ours and the rival ran turn by turn, whole processes, and the "
        "median of each counts; of start-up the least time of a processor."), "",
        *(f"- measured on {on}: {', '.join(parts)}" for on, parts in days.items()),
        *(f"- {key}: {value}" for key, value in about.items()), "",
    ]  # fmt: skip
    page = HERE / "RESULTS.md"
    _, mark, notes = (page.read_text(encoding="utf-8") if page.exists() else "").partition("\n## ")
    page.write_text("\n".join([*head, *table(rows)]) + "\n" + mark + notes, encoding="utf-8")


def main() -> int:
    """What the command line asks for."""
    words = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.partition("\n")[0])
    words.add_argument("parts", nargs="*", metavar="PART", help=f"one or several of {', '.join(PARTS)}")
    words.add_argument("--sizes", default=f"100,1000,{MAIN_SIZE}", help="numbers of cases, smallest first")
    words.add_argument("--runs", type=int, default=11, help="how often each is timed")
    words.add_argument("--json", type=Path, help="where to write the JSON (results.json here)")
    words.add_argument("--scratch", type=Path, help="where workspaces are made and left, to be used again")
    words.add_argument("--commit", action="store_true", help="write RESULTS.md and results/DATE.json")
    said = words.parse_args()
    if unknown := [part for part in said.parts if part not in PARTS]:
        words.error(f"there is no part {', '.join(unknown)}; there are {', '.join(PARTS)}")
    sizes = sorted(int(each) for each in said.sizes.split(","))
    when, about = datetime.now(UTC), machine()
    with tempfile.TemporaryDirectory() as temporary:
        scratch = said.scratch or Path(temporary)
        scratch.mkdir(parents=True, exist_ok=True)
        rows = measured(said.parts or list(PARTS), Ground(scratch, sizes, said.runs))
    out: Any = said.json or Path("results.json")
    out.write_text(json.dumps({"date": f"{when:%Y-%m-%d}", "machine": about, "rows": rows}, indent=2) + "\n")
    sys.stdout.write("\n".join(table(rows)) + f"\n\nWritten: {out}\n")
    if said.commit:
        keep(when, about, rows)
    return 0


def measured(parts: list[str], ground: Ground) -> list[Row]:
    """The rows of each part; one that fails is named, and the others are measured all the same."""
    found: list[Row] = []
    for part in parts:
        try:
            for each in PARTS[part](ground):
                found.append({"part": part, **each})
                sys.stderr.write(f"{part}: {each['name']}\n")
        except (RuntimeError, ImportError, OSError, subprocess.SubprocessError) as error:
            sys.stderr.write(f"{part}: NOT MEASURED: {error}\n")
    return found


if __name__ == "__main__":
    sys.exit(main())
