"""Workspaces of any size, made up from a seed: the same seed, size and day give the same bytes.

    python -m benchmarks.generate DIR 10000 [--seed 1] [--today 2026-11-30] [--policy surrey] [--authorities 1]

Files are laid down as plain text, without a YAML library, so that 84,000 children are there in a minute or two. With
several authorities each is a workspace of its own, `DIR/authority-01` and so on. All names are invented.
"""

from __future__ import annotations

import argparse
import os
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random

from benchmarks.childhoods import Childhood, Staff, childhood

TODAY = date(2026, 11, 30)
FIRST = ("Ada", "Ben", "Cleo", "Dev", "Esme", "Finn", "Gita", "Hal", "Ivy", "Jude", "Kit", "Lola", "Moss", "Nia")
LAST = ("Alder", "Birch", "Cobb", "Dale", "Elmer", "Frost", "Grove", "Heath", "Ings", "Jolly", "Kell", "Larch")
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
PER_WORKER = 14
PER_TEAM = 84
PLAN = """\
danger-statements: [{id: d1, what: "He was left alone at night."}]
safety-goals: [{id: sg1, what: "A grown-up is there every night.", answers: d1}]
actions:
  - {id: a1, what: "evenings with the mother", owner: social-worker, stage: implement}
  - {id: a2, what: "recovery group on Wednesdays", owner: mother, stage: implement}
"""


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: one workspace."""

    root: Path
    cases: int
    seed: int = 1
    today: date = TODAY
    policy: str = "surrey"
    name: str = "Authority 1"


def workspace(order: Order) -> None:
    """Lay a workspace down, with every core at work. Raises FileExistsError where one stands already."""
    order.root.mkdir(parents=True)
    (order.root / "cases").mkdir()
    workers = os.cpu_count() or 1
    if order.cases < 200 or workers == 1:
        _some(order, 1, order.cases + 1)
    else:
        step = max(50, min(1000, order.cases // (4 * workers)))
        starts = range(1, order.cases + 1, step)
        with ProcessPoolExecutor(workers) as pool:
            done = [pool.submit(_some, order, n, min(n + step, order.cases + 1)) for n in starts]
            for each in done:
                each.result()
    _write(order.root / "team.yaml", _team(order))
    settings = f"name: {order.name}\nauthority: {order.name} (invented)\npolicy: {order.policy}\n"
    _write(order.root / "reunify.yaml", f"# An invented workspace, for measuring.\n{settings}")


def country(root: Path, cases: int, authorities: int, seed: int = 1, today: date = TODAY) -> list[Path]:
    """So many children spread evenly over so many authorities, a workspace each; returns their folders."""
    found = []
    for n in range(1, authorities + 1):
        each = cases // authorities + (n <= cases % authorities)
        order = Order(root / f"authority-{n:02}", each, seed * 1000 + n, today, name=f"Authority {n:02}")
        workspace(order)
        found.append(order.root)
    return found


def _some(order: Order, start: int, stop: int) -> None:
    for n in range(start, stop):
        _case(order, n)


def _case(order: Order, n: int) -> None:
    random = Random(f"{order.seed}:{n}")
    lived, first, last = _lived(order, n, random)
    folder = order.root / "cases" / case_id(n)
    folder.mkdir()
    _write(folder / "case.yaml", _case_yaml(n, random, lived, first, last))
    _write(folder / "journal.yaml", journal(lived, n))
    if lived.planned:
        _write(folder / "plan.yaml", PLAN)
    if random.random() < 0.3:
        (folder / "packs").mkdir()
        for version in range(1, random.randint(2, 4)):
            _write(folder / "packs" / f"review-{n:05}-v{version}.md", f"# Review, version {version}\n" + "- so\n" * 200)


def case_id(n: int) -> str:
    """The id of the n-th child."""
    return f"RU-2026-{n:05}"


def _lived(order: Order, n: int, random: Random) -> tuple[Childhood, str, str]:
    """A childhood: mostly a year or two in care, for some a whole one; every tenth ended a while ago."""
    years = min(15.5, random.expovariate(1 / 2.3) + 0.05)
    age = random.uniform(0, max(0.1, 17.4 - years))
    end = order.today - timedelta(days=2)
    start = end - timedelta(days=int(365.25 * years))
    born = start - timedelta(days=int(365.25 * age))
    team = n // PER_TEAM
    workers = [f"sw{k}" for k in range(team * 6, team * 6 + 6)]
    staff = Staff(workers, f"tm{team}", f"iro{n // 70}")
    lived = childhood(random, born, start, end, staff)
    return lived, random.choice(FIRST), LAST[n // 2 % len(LAST)]


def _case_yaml(n: int, random: Random, lived: Childhood, first: str, last: str) -> str:
    group = f"group: family-{n // 2}\n" if n % 20 < 4 else ""
    homes = "".join(f"  home-{k}: {{kind: foster, address: {k} Field Lane}}\n" for k in range(1, 5))
    sex = random.choice(("boy", "girl"))
    return (
        f"format: 1\nid: {case_id(n)}\nchild: {{name: {first} {last}, born: {lived.born}, sex: {sex}}}\n{group}"
        f'external: {{lcs: "{400000 + n}"}}\nhomes:\n  home: {{kind: parent, address: {n % 90 + 1} Mill Road}}\n{homes}'
        f"people:\n  mother: {{relation: mother, name: Joan {last}, born: {lived.born.year - 24}-05-02}}\n"
        f"  sister: {{relation: sister, name: May {last}}}\n  carer: {{relation: foster-carer, name: Pat Lowe}}\n"
        f"  teacher: {{relation: teacher, name: Sam Banks}}\n  nurse: {{relation: nurse, name: Lee Marsh}}\n"
        f"  doctor: {{relation: doctor, name: Jo Marsh}}\n"
    )


def journal(lived: Childhood, n: int) -> str:
    """A childhood as the file it is kept in; each entry written down the night it happened, or the one after."""
    lines, written = ["# An invented journal."], lived.start
    for i, (day, text) in enumerate(lived.events):
        written = max(written, day + timedelta(days=(n + i) % 7 == 0))
        by = "" if i % 3 else f"\n  recorded_by: {lived.worker}"
        lines.append(f"\n- id: {entry_id(n, i)}\n  {text}\n  recorded: {written}T23:30Z{by}")
    return "\n".join(lines) + "\n"


def entry_id(n: int, i: int) -> str:
    """The id of a child's i-th entry: four signs as the tool gives them, each once in a journal."""
    size = len(ALPHABET)
    value = (n * 7919 + i * 10007) % (8 * size**3)
    return f"{value // size**3 + 2}{''.join(ALPHABET[value // size**k % size] for k in (2, 1, 0))}"


def _team(order: Order) -> str:
    teams = order.cases // PER_TEAM + 1
    rows = ["# Everyone here is invented.", "people:"]
    for team in range(teams):
        rows.append(f"  tm{team}: {{name: Manager {team}, roles: [team-manager], team: team-{team}}}")
        rows += [
            f"  sw{k}: {{name: Worker {k}, roles: [social-worker], team: team-{team}}}"
            for k in range(team * 6, team * 6 + 6)
        ]
    rows += [f"  iro{k}: {{name: Reviewer {k}, roles: [iro]}}" for k in range(order.cases // 70 + 1)]
    rows.append("  officer: {name: Chief Officer, roles: [nominated-officer, assistant-director]}")
    rows.append("bodies:\n  court: {name: Family court, role: court}")
    return "\n".join(rows) + "\n"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")


def main() -> None:
    """What the command line asks for."""
    words = argparse.ArgumentParser(prog="python -m benchmarks.generate", description=__doc__)
    words.add_argument("folder", type=Path)
    words.add_argument("cases", type=int)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--today", type=date.fromisoformat, default=TODAY)
    words.add_argument("--policy", default="surrey")
    words.add_argument("--authorities", type=int, default=1)
    said = words.parse_args()
    if said.authorities > 1:
        country(said.folder, said.cases, said.authorities, said.seed, said.today)
    else:
        workspace(Order(said.folder, said.cases, said.seed, said.today, said.policy))


if __name__ == "__main__":
    main()
