"""What `reunify` and `python -m reunify_cli` run."""

import gc
import os
import sys
from contextlib import suppress


def main() -> None:
    """Run the command line, or say plainly that this Python is too old for it."""
    if sys.version_info < (3, 11):  # noqa: UP036 - a checkout can be run by any Python there is
        sys.exit(f"reunify needs Python 3.11 or later, and this is {sys.version.split()[0]}.")
    # What starts and ends in a tenth of a second has no use for a collector: a child opened and judged makes some
    # 80,000 records and lists, and to look through them once takes as long as to judge it.
    gc.set_threshold(200_000)
    from reunify_cli.cli.main import run

    try:
        run()
    except SystemExit as ended:
        if ended.code is not None and not isinstance(ended.code, int):
            raise
        _leave(ended.code or 0)


def _leave(code: int) -> None:
    """End at once: everything is written and closed, and taking hundreds of modules apart helps nobody who waits.

    Where processes were called to help, they are seen off first, as Python does it.
    """
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:  # as it is where it was closed before we began
            with suppress(OSError, ValueError):  # that it cannot be written was said already
                stream.flush()
    if "concurrent.futures.process" in sys.modules:
        sys.exit(code)
    os._exit(code)


if __name__ == "__main__":
    main()
