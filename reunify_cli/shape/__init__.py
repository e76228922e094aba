"""Text to typed records: reads YAML as plain text and gives it its types, naming every problem with its place.

No scalar is guessed at: `no`, `2026-03-01` and `1.0` all arrive as text, and the field they stand in decides what they
mean. Anchors, aliases, tags and repeated keys are refused: they have no use in a case and much misuse.
Line numbers are worked out only when there is a problem to place.
"""

from reunify_cli.shape.plain import NO_TEXT, Loaded, Path, Plain, decode, load
from reunify_cli.shape.records import is_required, nearest, read, read_day

__all__ = [
    "NO_TEXT",
    "Loaded",
    "Path",
    "Plain",
    "decode",
    "is_required",
    "load",
    "nearest",
    "read",
    "read_day",
]
