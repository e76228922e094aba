"""How records are spelled in files: `known_from` in code is `known-from` there."""

from typing import Final


def file_key(name: str) -> str:
    """The key a field has in files: `known_from` -> `known-from`, `from_` -> `from`."""
    return name.rstrip("_").replace("_", "-")


FILE: Final = "reunify.yaml"
