"""Fuzz the readers for as long as somebody has time: `python -m tests.fuzz --minutes 10`.

With Hypothesis, each reader in turn, every round from another seed; a finding is shrunk and printed, and its input
kept. With `--atheris` one reader is fuzzed by coverage instead, where atheris is installed (it is not needed here).
"""

import argparse
import sys
import time
import traceback
from pathlib import Path
from secrets import randbits

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.errors import HypothesisException

from tests.fuzz.changes import almost
from tests.fuzz.readers import MOST, READERS, refused

ROUND = 60
"""Inputs of one reader before the next has its turn."""


def say(line: str) -> None:
    """A line of the report, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class SlowError(Exception):
    """A reader took longer over one input than it may."""


class Count:
    """How many inputs each reader was given, and the longest that one took."""

    def __init__(self) -> None:
        self.inputs = dict.fromkeys(READERS, 0)
        self.longest = dict.fromkeys(READERS, 0.0)
        self.last = b""

    def give(self, name: str, data: bytes) -> None:
        """Give a reader an input. Raises whatever is a finding."""
        self.last = data
        start = time.monotonic()
        refused(lambda: READERS[name].read(data))
        took = time.monotonic() - start
        self.inputs[name] += 1
        self.longest[name] = max(self.longest[name], took)
        if took > MOST:
            raise SlowError(f"{took:.1f} seconds")


def one_round(count: Count, name: str, inputs: int = ROUND, start: int | None = None) -> None:
    """Give a reader a round of inputs; raises the first finding, made small."""

    @seed(randbits(64) if start is None else start)
    @settings(
        max_examples=inputs,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(almost(READERS[name].seeds))
    def works(data: bytes) -> None:
        count.give(name, data)

    works()


def main() -> int:
    """Fuzz until the time is up; returns 1 where anything was found."""
    said = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    said.add_argument("--minutes", type=float, default=1.0)
    said.add_argument("--reader", choices=sorted(READERS), help="only this one")
    said.add_argument("--atheris", action="store_true", help="by coverage; needs --reader")
    said.add_argument("--keep", type=Path, default=Path("fuzz-found"), help="where findings are kept")
    given_ = said.parse_args()
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
    if given_.atheris:
        return by_coverage(given_.reader or "yaml", given_.minutes, given_.keep)
    end = time.monotonic() + 60 * given_.minutes
    count, found = Count(), 0
    names = [given_.reader] if given_.reader else list(READERS)
    seen: set[str] = set()
    while time.monotonic() < end:
        for name in names:
            try:
                one_round(count, name)
            except HypothesisException as error:
                say(f"{name}: {error}")
            except Exception as error:  # noqa: BLE001 - whatever it is, it is a finding
                last = traceback.extract_tb(error.__traceback__)[-1]
                where = f"{name} {type(error).__name__} {last.filename}:{last.lineno}"
                if where in seen:
                    continue
                seen.add(where)
                found += 1
                given_.keep.mkdir(parents=True, exist_ok=True)
                (given_.keep / f"{name.replace(' ', '-')}-{found}.txt").write_bytes(count.last)
                say(f"FOUND in {where}: {error}\n    {count.last!r}")
                traceback.print_exc(limit=-6)
            if time.monotonic() > end:
                break
    for name in names:
        say(f"{count.inputs[name]:>9}  {count.longest[name]:6.2f} s at most  {name}")
    say(f"{sum(count.inputs.values()):>9}  inputs in {given_.minutes:g} minutes, {found} findings")
    return 1 if found else 0


def by_coverage(name: str, minutes: float, keep: Path) -> int:
    """Fuzz one reader with atheris, which ends the process when its time is up."""
    import atheris

    count = Count()
    atheris.instrument_all()
    corpus = keep / f"corpus-{name.replace(' ', '-')}"
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(READERS[name].seeds):
        (corpus / f"seed-{number}").write_bytes(data)
    options = [f"-max_total_time={int(60 * minutes)}", "-rss_limit_mb=4096", f"-timeout={int(MOST)}", str(corpus)]
    atheris.Setup([sys.argv[0], *options], lambda data: count.give(name, data))
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
