"""What a child and the people around them are called, from the child's own file and from nowhere else."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from reunify_cli import shape
from reunify_cli.errors import Unreadable
from reunify_cli.frozen import dataclass, field
from reunify_cli.store.durable.safe_read import whole


@dataclass(frozen=True, slots=True)
class Names:
    """The names in a child's own file; empty where none is given."""

    name: str = ""
    known_as: str = ""
    people: Mapping[str, str] = field(default_factory=dict)
    """The name of each relative, by key."""
    born: str = ""
    """The child's birthday, as the file has it."""


def names_in(root: str, case_id: str) -> Names:
    """The names in a child's case.yaml. None at all where it cannot be read: a list then says initials."""
    path = Path(root) / "cases" / case_id / "case.yaml"
    try:
        said = _pairs(shape.load(whole(path), path.name).data)
    except (OSError, Unreadable):
        return Names()
    child = _pairs(said.get("child"))
    people = {key: str(_pairs(each).get("name") or "") for key, each in _pairs(said.get("people")).items()}
    return Names(str(child.get("name") or ""), str(child.get("known-as") or ""), people, str(child.get("born") or ""))


def _pairs(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
