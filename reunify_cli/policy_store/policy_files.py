"""Where policies lie, what the files in their folders are called, and how one of them is read as text."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.shipped import policies_dir
from reunify_cli.store.durable.safe_read import whole

HEAD: Final = "policy.yaml"
WORDS: Final = "vocabulary.yaml"
REGISTER: Final = "register.yaml"
"""The clauses of an authority's own procedure; no rule is read from it."""
CALENDARS: Final = "calendars"
TERMS: Final = "school-terms.yaml"
"""The file of school terms beside the calendars; each authority has its own."""


def policy_dirs(workspace: Path | None) -> list[Path]:
    """Where policies are looked for: the authority's own first, then the shipped ones."""
    own = [workspace / "policies"] if workspace else []
    return [path for path in (*own, policies_dir()) if path.is_dir()]


def ids_in(roots: Sequence[Path]) -> list[str]:
    """Every policy that lies in some folders, by id."""
    return sorted({path.parent.name for root in roots for path in root.glob(f"*/{HEAD}")})


def read_text(path: Path) -> str:
    """A text file, or Unreadable with the reason in plain words."""
    try:
        return whole(path).decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        raise Unreadable(
            Problem(Place(shown(path)), "This file is not UTF-8 text.", "Save it again as UTF-8.")
        ) from None
    except OSError as error:
        raise Unreadable(Problem(Place(shown(path)), f"This file cannot be read: {error.strerror}.")) from None


def shown(path: Path) -> str:
    """A file's name as people see it: from policies/ on where it lies there."""
    parts = path.parts
    return "/".join(parts[len(parts) - 1 - parts[::-1].index("policies") :]) if "policies" in parts else str(path)
