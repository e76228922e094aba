"""How records are spelled in files: `known_from` in code is `known-from` there, and nothing unknown is let in."""

from __future__ import annotations

from typing import Any, Final


def file_key(name: str) -> str:
    """The key a field has in files: `known_from` -> `known-from`, `from_` -> `from`."""
    return name.rstrip("_").replace("_", "-")


FILED: Final[dict[str, Any]] = {"alias_generator": file_key, "extra": "forbid"}
"""What a record that is read from a file says about itself (`__pydantic_config__`); the core itself never reads it."""
