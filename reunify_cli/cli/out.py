"""Writing what `--out` asks for: one way for every command, which asks before it overwrites what it did not make."""

from pathlib import Path
from typing import Protocol

from reunify_cli.errors import Refused
from reunify_cli.session.session import Session
from reunify_cli.store import outputs
from reunify_cli.store.user_cache import cache_folder


class Asker(Protocol):
    """Who asks for a file, as far as it has to be known here: the terminal, which writes its answers with this."""

    @property
    def session(self) -> Session:
        """Whose cache remembers what was made."""

    @property
    def yes(self) -> bool:
        """Whether --yes was said."""

    @property
    def asks(self) -> bool:
        """Whether somebody sits at a terminal and can be asked."""


def check_out(terminal: Asker, path: Path) -> Path:
    """The place of a file that may be written, known before anything is worked out for it.

    Raises Mistyped or Refused where it may not be, or where a file that this program did not make is to be overwritten
    and nobody agrees: inside a workspace never, elsewhere with `--yes` or on a terminal.
    """
    real = outputs.real_place(path)
    if not outputs.is_foreign(real, cache_folder(terminal.session.env)):
        return real
    if outputs.workspace_of(real) is not None:
        sentence = f"{path} is in a workspace already, and reunify did not make it as it is now."
        raise Refused(sentence, help="Name a new file, or one outside the workspace.")
    if terminal.yes or (terminal.asks and _agreed(path)):
        return real
    sentence = f"{path} is there already, and reunify did not make it as it is now."
    raise Refused(sentence, help="Name a new file, or add --yes to overwrite this one.")


def put_out(terminal: Asker, path: Path, data: bytes) -> None:
    """Write a file that `--out` names, whole or not at all. Raises what `check_out` raises, and Unreadable."""
    outputs.write(check_out(terminal, path), data, cache_folder(terminal.session.env))


def _agreed(path: Path) -> bool:
    from reunify_cli.cli.prompt import at_terminal
    from reunify_cli.text.layout import clean

    return at_terminal(f"{clean(path)} is there already. Overwrite it? [y/N]").lower() in ("y", "yes")
