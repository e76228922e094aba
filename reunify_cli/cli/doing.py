"""Doing what a command is for, once the shared options are known: the door is opened, and closed whatever happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from reunify_cli.cli.door import Door, Said, door_from
from reunify_cli.errors import Mistyped, Problem


def through(said: Said, work: Callable[[Door], int | None], *, writes: bool = False) -> int | None:
    """What the work returns at the door that the options open. Raises Mistyped for options that make no sense."""
    for each in said.dirs or ():
        _no_swallowed_quote(each)
    door = door_from(said, writes=writes)
    try:
        return work(door)
    except Exception as error:
        # Whatever is odd about the index only shows when it is asked. Nothing was said yet: the files answer.
        if not door.index or type(error).__module__ != "sqlite3":
            raise
        from reunify_cli.store.index.shelf import discarded, file_of

        door.ends.close()
        for root in door.folders:
            discarded(file_of(root, door.env))
        door = replace(door_from(said, writes=writes), index=False)
        return work(door)
    finally:
        door.ends.close()


def _no_swallowed_quote(folder: Path) -> None:
    r"""Raise Mistyped where Windows took `-C "S:\My Team\" next` for one word: it reads `\"` as a mark inside it."""
    text = str(folder)
    if '"' in text and not folder.exists():
        short = text.partition('"')[0].rstrip("\\/")
        sentence = f"-C {text}: the backslash before the closing quotation mark joins what comes after it to the name."
        raise Mistyped(Problem(None, sentence, f'Leave the last backslash out:  -C "{short}"'))
