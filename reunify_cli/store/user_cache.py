"""Where a user keeps what can be made again: the index of a workspace, policies that were compiled."""

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_SYSTEM: Final[str] = sys.platform


def cache_folder(env: Mapping[str, str]) -> Path:
    """The user's own folder for what can be made again; REUNIFY_CACHE says another."""
    if given := env.get("REUNIFY_CACHE", "").strip():
        return Path(given)
    if _SYSTEM == "linux":  # as platformdirs has it, without the time that its import takes
        return Path(env.get("XDG_CACHE_HOME", "").strip() or Path("~/.cache").expanduser()) / "reunify"
    from platformdirs import user_cache_dir

    return Path(user_cache_dir("reunify", appauthor=False))
