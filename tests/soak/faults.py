"""A drive that fails on the n-th call, whichever it is and however it fails: each file is as before or as after."""

import errno
import itertools
import random
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from unittest import mock

from reunify_cli.errors import Unreadable
from reunify_cli.store.case_files import add_people, freeze_plan, write_new_case
from reunify_cli.store.durable import disk, locks, multi_write
from reunify_cli.store.durable.change import mend
from reunify_cli.store.journal import append, append_many
from reunify_cli.store.journal_mark import unmarked
from reunify_cli.store.workspace import Workspace
from tests.soak.ground import entry, ids_in, journals, record, say

Work = Callable[[Path], None]

ERRORS = ("ENOSPC", "EDQUOT", "EACCES", "EIO", "EROFS")
CASE = "id: {id}\nchild: {{initials: T.W.}}\n"


class Faulty:
    """A drive on which calls `first` to `last` of the seam fail with one error; of a write a part is done."""

    def __init__(self, error: str, first: int, last: int, share: float) -> None:
        self.error, self.first, self.last, self.share = error, first, last, share
        self.calls = 0

    def wrap(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            self.calls += 1
            if not self.first <= self.calls <= self.last:
                return real(*given)
            if name == "put":
                real(given[0], given[1][: int(len(given[1]) * self.share)])
            if name == "close":
                real(*given)
            raise OSError(getattr(errno, self.error), "as asked for")

        return call

    @contextmanager
    def at_work(self) -> Iterator[None]:
        with mock.patch.multiple(disk, **{name: self.wrap(name, getattr(disk, name)) for name in disk.FAULT_POINTS}):
            yield


def one(root: Path) -> None:
    path = root / "cases/RU-2026-0050/journal.yaml"
    append(path, [entry("7K3F")], expected=path.read_bytes(), holder="Dana")


def several(root: Path) -> None:
    paths = sorted(root.glob("cases/*/journal.yaml"))
    append_many({path: [entry("7K3F")] for path in paths}, expected={}, holder="Dana")


def people(root: Path) -> None:
    path = root / "cases/RU-2026-0050/case.yaml"
    add_people(path, {"uncle": {"relation": "uncle"}}, expected=path.read_bytes(), holder="Dana")


def frozen(root: Path) -> None:
    freeze_plan(root / "cases/RU-2026-0050", "7K3F")


def new_case(root: Path) -> None:
    write_new_case(Workspace(root, "", ""), "RU-2026-0099", CASE.format(id="RU-2026-0099"), [entry("7K3F")])


WORKS = (one, several, people, frozen, new_case)


def files_of(root: Path) -> dict[str, bytes]:
    """Everything that is ever read."""
    found = {str(p.relative_to(root)): p.read_bytes() for p in sorted(root.rglob("*")) if p.is_file()}
    return {name: data for name, data in found.items() if not any(part.startswith(".") for part in Path(name).parts)}


def lay(root: Path) -> None:
    for path in journals(root):
        (path.parent / "case.yaml").write_text(CASE.format(id=path.parent.name))
        (path.parent / "plan.yaml").write_text("actions: [{id: A1, what: ring}]\n")
        record([path], "7A22")


def attempt(work: Callable[[Path], None], faulty: Faulty) -> str:
    """Do some work on a faulty drive and look at what is left; returns `before`, `after` or `told`."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        lay(root)
        before = files_of(root)
        refused: BaseException | None = None
        with faulty.at_work():
            try:
                work(root)
            except (Unreadable, OSError) as error:
                refused = error
        left = files_of(root)
        # The command has ended, and its process with it: whatever lock it could not remove is nobody's.
        with mock.patch.object(locks, "_alive", return_value=False):
            paths = sorted(root.glob("cases/RU-2026-005*/journal.yaml"))
            assert record(paths, "8B22", tries=3), "the next command runs"
            mend(multi_write.cut_off(root / "cases"), "Dana")
        ends = [ids_in(path) for path in paths]
        assert all(ids[0] == "7A22" and "8B22" in ids and len(ids) == len(set(ids)) for ids in ends)
        if work is several:
            assert sorted(ends[0]) == sorted(ends[1]) == sorted(ends[2]), "in each journal or in none"
        if refused is None:
            assert before != left, "what was confirmed is there"
            return "after"
        for name, data in before.items():
            assert unmarked(left[name]).startswith(unmarked(data))
        if left == before:
            return "before"
        # Of what is new, only an agreed plan without its entry may stay: nothing reads it.
        copies = work is frozen and set(left) - set(before) == {"cases/RU-2026-0050/plans/7K3F.yaml"}
        assert copies or "could not be put back" in str(refused) or "is made, but" in str(refused), str(refused)
        return "told"


def run(seconds: float, *, seed: int = 7) -> dict[str, int]:
    """First each call of each work with each error, then any stretch of calls; returns the figures."""
    figures = dict.fromkeys(("faults", "before", "after", "told"), 0)
    dice, ends = random.Random(seed), time.monotonic() + seconds

    def count(outcome: str) -> None:
        figures["faults"] += 1
        figures[outcome] += 1

    for work, error in itertools.product(WORKS, ERRORS):
        for n in itertools.count(1):
            faulty = Faulty(error, n, n, 0.5)
            outcome = attempt(work, faulty)
            if faulty.calls < n:
                break
            count(outcome)
            if time.monotonic() > ends:
                return figures
    while time.monotonic() < ends:
        first = dice.randint(1, 60)
        faulty = Faulty(dice.choice(ERRORS), first, first + dice.choice((0, 1, 3, 1000)), dice.random())
        with suppress(StopIteration):
            count(attempt(dice.choice(WORKS), faulty))
    return figures


def main(seconds: float) -> None:
    """The long run."""
    say(run="faults", seconds=seconds, **run(seconds), lost=0)
