"""The long runs, such as `python -m tests.soak kill --minutes 5`. They print figures."""

import argparse

from tests.soak import clones, commands, corruption, cuts, faults, kill, plants, writers

RUNS = {
    "kill": kill.main,
    "faults": faults.main,
    "writers": writers.main,
    "clones": clones.main,
    "plants": plants.main,
    "commands": commands.main,
    "cuts": cuts.main,
    "corruption": corruption.main,
}

parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
parser.add_argument("run", choices=RUNS)
parser.add_argument("--minutes", type=float, default=5.0)
given = parser.parse_args()
RUNS[given.run](given.minutes * 60)
