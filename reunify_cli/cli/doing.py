"""Doing what a command is for, once the shared options are known: what was opened for it is closed whatever happens."""

from collections.abc import Callable
from typing import Final

from reunify_cli.cli.terminal import SharedOptions, Terminal, terminal_from
from reunify_cli.errors import Mistyped
from reunify_cli.frozen import replace

ODD: Final = (UnicodeError, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, MemoryError)
"""What a damaged index can end in: even SQLite's own complaint about it can be no text. Without it the same comes again
where the index was not to blame."""


def through(options: SharedOptions, work: Callable[[Terminal], int | None], *, writes: bool = False) -> int | None:
    """What the work returns at the terminal asked for. Raises Mistyped for options that make no sense."""
    for each in options.dirs or ():
        # Raise Mistyped where Windows took `-C "S:\My Team\" next` for one word: it reads `\"` as a mark inside it.
        text = str(each)
        if '"' in text and not each.exists():
            short = text.partition('"')[0].rstrip("\\/")
            sentence = (
                f"-C {text}: the backslash before the closing quotation mark joins what comes after it to the name."
            )
            raise Mistyped(sentence, help=f'Leave the last backslash out:  -C "{short}"')
    terminal = terminal_from(options, writes=writes)
    try:
        return work(terminal)
    except Exception as error:
        # Whatever is odd about the index only shows when it is asked. Nothing was said yet: the files answer.
        odd = type(error).__module__ == "sqlite3" or (not writes and isinstance(error, ODD))
        if not terminal.session.index or not odd:
            raise
        from reunify_cli.worklist.index.index_file import discarded, file_of

        terminal.session.ends.close()
        try:
            folders = terminal.session.folders
        except Mistyped:
            raise error from None  # without a workspace there is no index that could have been odd
        for root in folders:
            discarded(file_of(root, terminal.session.env))
        again = terminal_from(options, writes=writes)
        terminal = replace(again, session=replace(again.session, index=False))
        return work(terminal)
    finally:
        terminal.session.ends.close()
