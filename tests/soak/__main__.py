"""The long runs: `python -m tests.soak kill --minutes 5`; also faults, writers, clones, plants. They print figures."""

import argparse

from tests.soak import clones, faults, kill, plants, writers

RUNS = {"kill": kill.main, "faults": faults.main, "writers": writers.main, "clones": clones.main, "plants": plants.main}

parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
parser.add_argument("run", choices=RUNS)
parser.add_argument("--minutes", type=float, default=5.0)
given = parser.parse_args()
RUNS[given.run](given.minutes * 60)
