"""What one field of an entry is: its title, its type, its choices. Which fields there are, the vocabulary says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from reunify_cli.frozen import dataclass, field

FieldType = Literal[
    "text", "yes-no", "date", "moment", "number", "period", "choice", "person", "people", "role", "entry", "event",
    "stage", "item", "list", "rows", "length",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Field:
    """One thing an entry of some event type can say."""

    title: str = ""
    type: FieldType = "text"
    required: bool = False
    ask: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    """The words to choose from; of a text, the words that rules ask for, beside which it may say anything else."""
    when: Mapping[str, str] = field(default_factory=dict)
    """Asked for only where other fields of the entry have these values."""
    columns: Mapping[str, Field] = field(default_factory=dict)
    supports: tuple[str, ...] = ()
    """The values that speak for what the entry is about, where some do not; a paper ticks a box for no other."""
    label: str = ""
    """What forms and screens call it on a line of its own, where its title with a capital would not do."""

    @property
    def closed(self) -> bool:
        """Whether an entry can say nothing here but one (or some) of a few words."""
        return bool(self.values) and self.type != "text"
