"""What `reunify` and `python -m reunify_cli` run."""

import gc
import sys


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
    finally:
        gc.freeze()  # nor at its end, where Python would look through them twice


if __name__ == "__main__":
    main()
