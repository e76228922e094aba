"""A journal as text cut into its entries, each with the comments above it, so that two journals can be joined.

What people wrote by hand keeps its look: an entry moves as the lines it stands on. What cannot be cut so (a list in
brackets, say) is spelt anew from what it means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from reunify_cli import shape
from reunify_cli.errors import Unreadable
from reunify_cli.frozen import dataclass, replace
from reunify_cli.model.moment import parse_instant
from reunify_cli.store.entries import ids_of
from reunify_cli.store.journal_mark import is_marking
from reunify_cli.store.yaml_writer import entry_yaml

_DASH = re.compile(r"( *)-(?:\s|$)")


@dataclass(frozen=True, slots=True)
class Chunk:
    """One entry: what it says, its lines from the first column on, and what it answers to."""

    says: Any
    text: str
    key: str
    """Its id, else everything it says; with a number where the same stands in one journal again."""
    answers: str = ""
    """What it is called by, as `entries.ids_of` has it."""

    @property
    def id(self) -> str:
        """The id that it was given; "" for one without."""
        return str(self.says.get("id") or "") if isinstance(self.says, dict) else ""

    @property
    def about(self) -> str:
        """The entry that it corrects or withdraws; "" where it does neither."""
        said = self.says if isinstance(self.says, dict) else {}
        return str(said.get("corrects") or said.get("withdraws") or "")

    @property
    def recorded(self) -> datetime | None:
        """When it was written down; None where it does not say."""
        said = self.says.get("recorded") if isinstance(self.says, dict) else None
        try:
            return parse_instant(said) if isinstance(said, str) else None
        except ValueError:
            return None

    def named(self, key: str) -> Chunk:
        """The same under another key."""
        return replace(self, key=key)


@dataclass(frozen=True, slots=True)
class Cut:
    """A journal in pieces: what stands above the first entry, and the entries."""

    head: str
    chunks: tuple[Chunk, ...]


def cut(data: bytes, shown: str) -> Cut:
    """A journal's entries. Raises Unreadable, with every place, where it is not a list that can be read."""
    loaded = shape.load(data, shown)
    items = [] if loaded.data is None else loaded.data
    if not isinstance(items, list):
        raise Unreadable(loaded.problem((), "a journal is a list of entries"))
    text = loaded.text.replace("\r\n", "\n")
    lines, told = text.split("\n"), _starts(text, loaded.lines())
    if told is None:
        head = "".join(f"{line}\n" for line in lines if line.startswith("#") and not is_marking(line))
        return Cut(head, _chunks(items, [entry_yaml(each if isinstance(each, dict) else {}) for each in items]))
    starts, indent = told
    pairs = zip(starts, [*starts[1:], len(lines)], strict=False)
    head = "\n".join(line for line in (lines[: starts[0]] if starts else lines) if not is_marking(line))
    return Cut(
        f"{head.rstrip()}\n" if head.strip() else "",
        _chunks(items, [_shifted(lines[start:end], indent) for start, end in pairs]),
    )


def _chunks(items: Sequence[Any], texts: Sequence[str]) -> tuple[Chunk, ...]:
    times: dict[str, int] = {}
    found = []
    for says, text, answers in zip(items, texts, ids_of(items), strict=True):
        given = says.get("id") if isinstance(says, dict) else None
        name = f"id {given}" if given else json.dumps(says, sort_keys=True)
        times[name] = times.get(name, 0) + 1
        found.append(Chunk(says, text, name if times[name] == 1 else f"{name} ({times[name]})", answers))
    return tuple(found)


def _starts(text: str, at: Sequence[int]) -> tuple[list[int], int] | None:
    """The line (from 0) on which each entry starts with its comments, and how far in; None where that cannot be told.

    A comment reaches no further left than the dashes, so no line of a text that an entry holds is taken for one.
    """
    lines, starts, indents = text.split("\n"), list[int](), set[str]()
    for line in at:
        number = line - 1
        while number > 0 and not _DASH.match(lines[number]):
            number -= 1  # what the entry holds starts on a line below its dash
        dash = _DASH.match(lines[number])
        lowest = starts[-1] if starts else -1
        if dash is None or number <= lowest:
            return None
        indents.add(dash[1])
        while number - 1 > lowest and _is_comment(lines[number - 1], dash[1]):
            number -= 1
        starts.append(number)
    return (starts, len(indents.pop()) if indents else 0) if len(indents) < 2 else None


def _is_comment(line: str, indent: str) -> bool:
    return line.startswith(f"{indent}#") and not is_marking(line)


def _shifted(lines: Sequence[str], indent: int) -> str:
    """Lines moved to the first column, without the empty ones at their end and without a mark among them."""
    lines = [line for line in lines if not is_marking(line)]
    return "\n".join(line[indent:] if line[:indent].strip() == "" else line for line in lines).rstrip("\n") + "\n"
