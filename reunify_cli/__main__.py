"""The door: what `reunify` and `python -m reunify_cli` run."""

import gc
import sys


def main() -> None:
    """Run the command line, or say plainly that this Python is too old for it."""
    if sys.version_info < (3, 11):  # noqa: UP036 - a checkout can be run by any Python there is
        sys.exit(f"reunify needs Python 3.11 or later, and this is {sys.version.split()[0]}.")
    # What starts and ends in a tenth of a second has no use for a collector that runs while modules are imported.
    gc.set_threshold(50_000)
    from reunify_cli.cli.main import run

    run()


if __name__ == "__main__":
    main()
