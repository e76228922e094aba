"""Standard input, output and error, whatever they are connected to: a full disk, a closed pipe, nothing at all.

A command is never stopped half-way because its answer cannot be shown. The stream remembers the first failure and
drops the rest; `main.answer` reports it once the command has ended, with what was written by then.
"""

import errno
import io
import os
import sys
from typing import Any, Final

_REASONS: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EBADF: "standard output is closed",
    errno.EIO: "the device does not work as it should",
}


class Stream(io.TextIOWrapper):
    """Text output that does not raise OSError; `failure` is the first one, None while everything was shown."""

    failure: OSError | None = None

    def write(self, text: str, /) -> int:
        """Write text; dropped after the first failure."""
        if self.failure is None:
            try:
                return super().write(text)
            except OSError as error:
                self._fail(error)
        return len(text)

    def flush(self) -> None:
        """Pass on what is buffered; dropped after the first failure."""
        if self.failure is None:
            try:
                super().flush()
            except OSError as error:
                self._fail(error)

    def _fail(self, error: OSError) -> None:
        self.failure = error
        # What is still buffered goes nowhere; closing the stream would raise the failure again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())


def prepare() -> None:
    """Connect the three standard streams of this process so that none is missing and none raises.

    A number from 0 to 2 that is free would be given to the next file opened, such as a journal, and a program called
    from here would print into it. So what is closed is connected to the null device first.
    """
    closed = [number for number in (0, 1, 2) if not _is_open(number)]
    for _ in closed:
        os.open(os.devnull, os.O_RDWR)
    if sys.stdin is None or 0 in closed:
        sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - as open as the process
    sys.stdout = _stream(1, sys.stdout, missing=1 in closed)
    sys.stderr = _stream(2, sys.stderr, missing=2 in closed)


def failure() -> OSError | None:
    """Why the answer of this process could not be shown; None where it was. Passes on what is buffered first."""
    sys.stdout.flush()
    return getattr(sys.stdout, "failure", None)


def reason(error: OSError) -> str:
    """Why, in plain words."""
    return _REASONS.get(error.errno or 0) or error.strerror or "it cannot be written to"


def _is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def _stream(number: int, old: Any, *, missing: bool) -> Stream:
    buffered = open(number, "wb", closefd=False) if missing or old is None else old.buffer  # noqa: SIM115
    # A redirected Windows console writes its code page; what that cannot hold becomes a question mark.
    stream = Stream(
        buffered,
        encoding=getattr(old, "encoding", None) or "utf-8",
        errors="replace",
        line_buffering=getattr(old, "line_buffering", number == 2),
        write_through=getattr(old, "write_through", False),
    )
    if missing:
        stream.failure = OSError(errno.EBADF, "closed")
    return stream
