"""The short way: words that are plain to read, without the library that reads options.

To import that takes longer than most answers. Both read by the same declarations (`options.py`). Whatever is not plain
goes the long way: options written in another manner than `--on DATE`, words missing or too many, a slip, --help.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from reunify_cli.cli.command_list import MORNING, overview, row_of

if TYPE_CHECKING:
    from reunify_cli.cli.options import Parameter

COMPLETING: Final = "_REUNIFY_COMPLETE"
"""What a shell sets when it asks how a word may go on, or for the script that makes it ask."""


def short_way(words: Sequence[str]) -> Callable[[], int | None] | None:
    """What does as the words ask; None where they have to be parsed first."""
    if COMPLETING in os.environ:
        return None
    bare = list(words)
    while len(bare) > 1 and bare[0] in ("-C", "--dir"):
        bare = bare[2:]
    if bare in (["--help"], ["--version"]):
        return partial(_told, bare[0])
    from reunify_cli.cli.options import ROOT, Group, declared
    from reunify_cli.cli.terminal import SharedOptions

    before, rest = _read(words, ROOT, until_plain=True)
    row = row_of(rest[0]) if rest else MORNING
    if before is None or "version" in before or row is None:
        return None
    command, rest = declared(row.module), rest[1:]
    if isinstance(command, Group):
        if not rest or rest[0] not in command.commands:
            return None
        command, rest = command.commands[rest[0]], rest[1:]
    given = _placed(*_read(rest, command.parameters), command.parameters)
    return None if given is None else partial(command, SharedOptions(**before), given)


def _told(option: str) -> None:
    if option == "--help":
        sys.stdout.write("\n".join(overview()) + "\n")
    else:
        from reunify_cli import __version__

        sys.stdout.write(f"reunify {__version__}\n")


def _read(
    words: Sequence[str], parameters: Sequence[Parameter], *, until_plain: bool = False
) -> tuple[dict[str, Any] | None, list[str]]:
    """What was typed of the options, and the other words, or all from the first on; None where it is not plain."""
    spelled = {name: each for each in parameters for name in each.spelled.names}
    given, left, plain = dict[str, Any](), list(words), list[str]()
    while left and not (until_plain and plain):
        word = left.pop(0)
        option = spelled.get(word)
        if not word.startswith("-"):
            plain.append(word)
        elif option is None:
            return None, []
        elif option.kind is bool:
            given[option.name] = True
        elif not left or left[0].startswith("-") or option.kind not in (str, Path):
            return None, []
        else:
            value = option.kind(left.pop(0))
            given[option.name] = [*given.get(option.name, ()), value] if option.many else value
    return given, plain + left


def _placed(
    given: dict[str, Any] | None, plain: Sequence[str], parameters: Sequence[Parameter]
) -> dict[str, Any] | None:
    """What was typed, with the words that are known by their place; None where they do not fit."""
    if given is None:
        return None
    for each in parameters:
        if not each.spelled.names and plain:
            values, plain = list(map(each.kind, plain if each.many else plain[:1])), [] if each.many else plain[1:]
            given[each.name] = values if each.many else values[0]
    return None if plain or any(each.required and each.name not in given for each in parameters) else given
