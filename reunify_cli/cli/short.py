"""The short way: what is typed dozens of times a day, in words that need no parsing.

`reunify`, `reunify next`, `reunify next 42`, `reunify overdue` and `reunify list`, with or without the team's folder
before them, do the same as by the long way. The library that reads options is not imported for them: that takes longer
than the answer. Any other word, and every option but the folder, goes the long way.
"""

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Final

Work = Callable[[], int | None]

COMPLETING: Final = "_REUNIFY_COMPLETE"
"""What a shell sets when it asks how a word may go on, or for the script that makes it ask."""


def short_way(words: Sequence[str]) -> Work | None:
    """What does as the words ask; None where they have to be parsed first."""
    if COMPLETING in os.environ:
        return None
    dirs, rest = list[Path](), list(words)
    while len(rest) > 1 and rest[0] in ("-C", "--dir"):
        dirs, rest = [*dirs, Path(rest[1])], rest[2:]
    if rest in (["--help"], ["--version"]):
        return partial(_told, rest[0])
    if any(word.startswith("-") for word in rest):
        return None
    match rest:
        case []:
            return partial(_morning, dirs)
        case ["next", *refs]:
            return partial(_next, dirs, refs)
        case ["overdue"]:
            return partial(_overdue, dirs)
        case ["list"]:
            return partial(_list, dirs)
    return None


def _told(option: str) -> None:
    if option == "--help":
        from reunify_cli.cli.command_list import overview

        sys.stdout.write("\n".join(overview()) + "\n")
    else:
        from reunify_cli import __version__

        sys.stdout.write(f"reunify {__version__}\n")


def _morning(dirs: Sequence[Path]) -> int | None:
    from reunify_cli.cli.doing import through
    from reunify_cli.cli.screens.today import answer
    from reunify_cli.cli.terminal import SharedOptions

    return through(SharedOptions(dirs=dirs), answer)


def _next(dirs: Sequence[Path], refs: Sequence[str]) -> int | None:
    from reunify_cli.cli.doing import through
    from reunify_cli.cli.screens.next import answer
    from reunify_cli.cli.terminal import SharedOptions

    return through(SharedOptions(dirs=dirs), lambda terminal: answer(terminal, refs))


def _overdue(dirs: Sequence[Path]) -> int | None:
    from reunify_cli.cli.doing import through
    from reunify_cli.cli.screens.overdue import answer
    from reunify_cli.cli.terminal import SharedOptions

    return through(SharedOptions(dirs=dirs), answer)


def _list(dirs: Sequence[Path]) -> int | None:
    from reunify_cli.cli.doing import through
    from reunify_cli.cli.screens.children import answer
    from reunify_cli.cli.terminal import SharedOptions

    return through(SharedOptions(dirs=dirs), answer)
