"""A terminal with somebody before it: eighty columns wide, told apart by the system from a pipe, and answering back."""

import fcntl
import io
import os
import pty
import struct
import termios
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from threading import Thread
from unittest import mock

SIZE = struct.pack("HHHH", 24, 80, 0, 0)


class Keyboard(io.TextIOBase):
    """Types one answer whenever a line is asked for; when there are none left, the input ends as with Ctrl-D."""

    def __init__(self, master: int, slave: int, answers: Sequence[str]) -> None:
        self.master, self.slave, self.left = master, slave, list(answers)

    def isatty(self) -> bool:
        return os.isatty(self.slave)

    def fileno(self) -> int:
        return self.slave

    def readline(self, size: int | None = -1, /) -> str:  # noqa: ARG002  (how files are read line by line)
        if not self.left:
            return ""
        # Typed only now, so that the terminal shows the answer behind its question.
        os.write(self.master, f"{self.left.pop(0)}\n".encode())
        return os.read(self.slave, 4096).decode()


def at_terminal(command: Callable[[], int], answers: Sequence[str]) -> tuple[int, str]:
    """The exit code of a command run at a terminal, and all that its screen showed, the answers among it.

    Raises AssertionError for an answer that no question asked for.
    """
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, SIZE)
    shown = bytearray()
    reader = Thread(target=_read, args=(master, shown))
    reader.start()
    keys = Keyboard(master, slave, answers)
    try:
        with (
            open(slave, "w", encoding="utf-8", buffering=1, closefd=False) as screen,
            mock.patch("sys.stdin", keys),
            redirect_stdout(screen),
            redirect_stderr(screen),
        ):
            code = command()
    finally:
        os.close(slave)
        reader.join()
        os.close(master)

    assert [] == keys.left, "answers that nothing asked for"
    return code, shown.decode().replace("\r\n", "\n")


def _read(master: int, shown: bytearray) -> None:
    while True:
        try:
            found = os.read(master, 65536)
        except OSError:  # how Linux says that nobody has the terminal open any more
            return
        if not found:
            return
        shown.extend(found)
