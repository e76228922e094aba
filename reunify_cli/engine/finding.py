"""Something to look at in a record: a sentence, what to type next, and the rule or entry it is about."""

from typing import Literal

from reunify_cli.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to look at: days in its sentence are ISO, and colleagues stand there by key."""

    kind: Literal["decide", "record", "ask", "note"]
    sentence: str
    help: str = ""
    """What to type, without the program and the child: `record placement-start`, or a hint in words."""
    rule: str = ""
    entry: str = ""
    common: str = ""
    """What a list says once of all the children of whom it is said; empty where each child's sentence is its own."""
