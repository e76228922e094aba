"""Which files this command has written so far, so that one whose answer cannot be shown can still report them."""

from pathlib import Path

_names: dict[str, None] = {}


def note(path: Path) -> None:
    """Remember a file or folder that has its content now; temporary files, locks and notes begin with a full stop."""
    if not path.name.startswith("."):
        _names[str(path)] = None


def written() -> list[str]:
    """What was written since `forget`, in order, as the paths were given."""
    return list(_names)


def forget() -> None:
    """Start an empty list, for the next command."""
    _names.clear()
