"""Eight processes record on one case at once, while others read it: nothing lost, nothing twice, nothing half."""

import errno
import os
import signal
import tempfile
from contextlib import ExitStack
from pathlib import Path

from reunify_cli.store.durable import change, disk
from tests.soak.ground import ids_in, journals, process, quick, record, say


def no_locks(new: Path, path: Path) -> None:
    """What a drive says that cannot lock."""
    raise OSError(errno.ENOTSUP, "Operation not supported")


def run(writers: int, each: int, *, locks_work: bool = True, settle: float | None = None) -> dict[str, int]:
    """Let writers record so many events each; returns the figures. Raises AssertionError at a loss."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        path = journals(Path(folder))[0]

        def writes(who: int, pipe: int) -> None:
            quick()
            if not locks_work:
                disk.claim = no_locks
            if settle is not None:
                change.settle = settle
            for n in range(each):
                id = f"{who}A{n:04}"
                assert record([path], id, f"worker-{who}", tries=100_000)
                os.write(pipe, f"{id}\n".encode())

        def reads(pipe: int) -> None:
            last = 0
            while True:
                found = len(ids_in(path))
                os.write(pipe, b"." if found >= last else b"!")
                last = found

        workers = [stack.enter_context(process(lambda pipe, who=who: writes(who, pipe))) for who in range(writers)]
        readers = [stack.enter_context(process(reads)) for _ in range(2)]
        os.set_blocking(readers[0][1], False)
        codes = [os.waitpid(number, 0)[1] for number, _ in workers]
        looks = b""
        for number, pipe in readers:
            os.set_blocking(pipe, False)
            alive = os.waitpid(number, os.WNOHANG)[0] == 0
            assert alive, "a reader met half an entry"
            os.kill(number, signal.SIGKILL)
            os.waitpid(number, 0)
            while part := os.read(pipe, 1 << 20):
                looks += part
        confirmed = {id for _, pipe in workers for id in _all(pipe).split()}
        ids = ids_in(path)
        assert codes == [0] * writers, "everybody comes through"
        assert b"!" not in looks, "a journal never gets shorter"
        assert len(ids) == len(set(ids)), "nothing twice"
        assert confirmed == set(ids), "nothing lost"
        assert len(ids) == writers * each
        return {"writers": writers, "confirmed": len(confirmed), "found": len(ids), "looks": len(looks)}


def _all(pipe: int) -> str:
    said = b""
    while part := os.read(pipe, 65536):
        said += part
    return said.decode()


def main(seconds: float) -> None:
    """The long run: with locks, then on a drive without any."""
    say(run="writers", **run(8, 200), lost=0)
    say(run="writers without locks", **run(4, 25, locks_work=False), lost=0)
