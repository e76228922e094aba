"""The form of a rule, before anybody asks what it means: nothing left empty, text where text goes, lists where they go.

What is empty is refused rather than passed over: an empty list of roles would ask for nobody, an empty condition would
hold of everybody, and neither is what its author meant.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from reunify_cli import shape
from reunify_cli.errors import Problem
from reunify_cli.policy_store.policy_folder import HOW

_LISTS: Final = ("register", "versions")
_TEXTS: Final = (
    "id", "title", "owes", "strength", "weight", "in-force", "until", "says", "note", "if-owed", "text", "shown-at",
)  # fmt: skip
_FILL: Final = "Fill it in, or take the line out."


def ill_formed(raw: Mapping[str, Any], part: shape.Loaded, path: shape.Path, about: str = "") -> Iterator[Problem]:
    """What is wrong with the form of a rule, of guidance, or of the fields that an override gives.

    `path` is where it stands in its file; `about` comes before each sentence.
    """
    said = f"{about}: " if about else ""
    for key, value in raw.items():
        at = (*path, key)
        if key in _TEXTS and not (isinstance(value, str) or value is None):
            yield part.problem(at, f'{said}"{key}" should be text, not {_kind(value)}', HOW)
        elif key in _LISTS and not (isinstance(value, list) or value is None):
            yield part.problem(at, f'{said}"{key}" should be a list', f"Write {key}: [...]")
        elif key == "source" and not (isinstance(value, Mapping) or value is None):
            yield part.problem(at, f"{said}a source is written as key: value", "Such as source: {at: section 4}.")
        elif key in {"source", "register"} and (odd := [p for p, v in within(value, at)[1:] if _kind(v)]):
            yield part.problem(odd[0], f'{said}"{key}" should hold words alone', HOW)
        else:
            for where, inner in within(value, at):
                if inner is None or inner in ("", [], {}):
                    name = next(str(step) for step in reversed(where) if isinstance(step, str))
                    yield part.problem(where, f'{said}"{name}" is left empty', _FILL, key=True)


def within(value: Any, path: shape.Path) -> list[tuple[shape.Path, Any]]:
    """A plain value and everything inside it, each with its path, the value itself first."""
    inner = value.items() if isinstance(value, Mapping) else enumerate(value) if isinstance(value, list) else ()
    return [(path, value), *(each for key, part in inner for each in within(part, (*path, key)))]


def _kind(value: Any) -> str:
    """What a value is where it is no text; "" where it is."""
    return "a list" if isinstance(value, list) else "lines of the form key: value" if isinstance(value, Mapping) else ""
