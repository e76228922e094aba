"""What the runs share: a child's journal, a writer that can be killed, and what must hold of what is left."""

import json
import os
import random
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from reunify_cli import shape
from reunify_cli.errors import Unreadable
from reunify_cli.store.durable import disk
from reunify_cli.store.journal import append_many, new_id

CASES = ("RU-2026-0050", "RU-2026-0051", "RU-2026-0052")


def entry(id: str, who: str = "d.okafor", minute: int = 0) -> dict[str, Any]:
    """An entry as `record` writes it, its note long enough to be cut in two."""
    stamp = f"2026-11-{1 + minute // 1440 % 28:02}T{minute // 60 % 24:02}:{minute % 60:02}Z"
    note = f"Seen at home, {who}: all well.\nTalked about school: she said 'fine'. # {id}"
    return {"id": id, "event": "visit", "date": "2026-11-01", "by": who, "seen": True, "note": note, "recorded": stamp}


def journals(root: Path) -> list[Path]:
    """Three children's journals in a new workspace."""
    paths = [root / "cases" / case / "journal.yaml" for case in CASES]
    for path in paths:
        path.parent.mkdir(parents=True)
        path.write_text("# none\n")
    return paths


def ids_in(path: Path) -> list[str]:
    """The ids of a journal's entries, which must read whole: each with everything that `entry` gives it."""
    found = shape.load(path.read_bytes(), path.name).data or []
    for each in found:
        assert entry(each["id"], each["by"])["note"] == each["note"], "an entry is whole or not there"
        assert each["recorded"].endswith("Z")
    return [each["id"] for each in found]


def record(paths: list[Path], id: str, who: str = "d.okafor", tries: int = 1) -> bool:
    """Record one event for some children, reading first, as somebody who repeats the command when asked to."""
    for attempt in range(tries):
        before = {path: path.read_bytes() for path in paths}
        try:
            append_many({path: [entry(id, who)] for path in paths}, expected=before, holder=who)
        except Unreadable:
            if any(id.encode() in path.read_bytes() for path in paths):
                return True
            time.sleep(random.uniform(0, 0.002 * min(attempt + 1, 10)))
        else:
            return True
    return False


@contextmanager
def process(work: Callable[[int], None]) -> Iterator[tuple[int, int]]:
    """Run some work in a process of its own, which is given a pipe to write to; yields its number and the other end."""
    read, write = os.pipe()
    number = os.fork()
    if number == 0:
        code = 1
        with suppress(BaseException):
            os.close(read)
            work(write)
            code = 0
        os._exit(code)
    os.close(write)
    try:
        yield number, read
    finally:
        os.close(read)


def records_until_killed(paths: list[Path], pipe: int) -> None:
    """Record for ever, and say each id down the pipe once it is confirmed."""
    while True:
        id = new_id({id for path in paths for id in ids_in(path)})
        if record(paths, id):
            os.write(pipe, f"{id}\n".encode())


def killed(paths: list[Path], seconds: float) -> list[str]:
    """Let a writer record for a while and kill it wherever it is; the ids that it had been told are recorded."""
    with process(lambda pipe: records_until_killed(paths, pipe)) as (number, pipe):
        time.sleep(seconds)
        os.kill(number, signal.SIGKILL)
        os.waitpid(number, 0)
        said = b""
        while part := os.read(pipe, 65536):
            said += part
    return said.decode().split("\n")[:-1]


def say(**figures: Any) -> None:
    """Print figures as one line."""
    print(json.dumps(figures), flush=True)  # noqa: T201 - what a run is for


def quick() -> None:
    """Nobody waits longer than a writer takes."""
    disk.tries, disk.pause = 4000, 0.005
