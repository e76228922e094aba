"""Changing plan.yaml: only the parts that are other than they were, so that what somebody wrote by hand stays.

A plan is a draft and no date depends on it, but two people may be at it: it is replaced only if it is still what was
read, and what is to stand there reads as a plan.
"""

import re
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from reunify_cli import shape
from reunify_cli.model.plan import Plan
from reunify_cli.store.durable.change import Change, held, reads_as, shown, swap_in, unchanged
from reunify_cli.store.yaml_writer import mapping_yaml, plain_of


def digest_of(plan: bytes | None) -> str:
    """A short mark of a plan.yaml, by which a form knows from which plan it was begun; of none at all as well."""
    return sha256(plan or b"").hexdigest()[:12]


def plan_with(old: bytes | None, changes: Mapping[str, Any]) -> bytes:
    """The bytes of a plan.yaml with some parts changed, added, or (None) taken out; the other parts stay to the byte.

    Where the file is laid out so that its parts cannot be told apart, all of it is written anew.
    """
    loaded = shape.load(old or b"", "plan.yaml")
    data: dict[str, Any] = loaded.data or {}
    wanted = {key: plain_of(value) for key, value in {**data, **changes}.items() if value is not None}
    text = _spliced(loaded, data, changes)
    if b"\r\n" in (old or b""):
        text = re.sub(r"\r?\n", "\r\n", text)
    new = text.encode("utf-8")
    return new if reads_as(new, wanted or None) else mapping_yaml(wanted).encode("utf-8")


def _spliced(loaded: shape.Loaded, data: Mapping[str, Any], changes: Mapping[str, Any]) -> str:
    """A plan's text with the lines of the changed parts exchanged, and new parts at its end."""
    lines = loaded.text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    starts = {key: (loaded.place((key,), key=True).line or 1) - 1 for key in data}
    ends = [*list(starts.values())[1:], *([len(lines)] if starts else [])]
    found = lines[: min(starts.values(), default=len(lines))]
    for (key, start), end in zip(starts.items(), ends, strict=True):
        if key not in changes:
            found += lines[start:end]
            continue
        last = end
        while last > start + 1 and re.match(r"#|\s*$", lines[last - 1]):
            last -= 1
        found += [_written(key, changes[key]), *lines[last:end]]
    return "".join([*found, *(_written(key, value) for key, value in changes.items() if key not in data)])


def _written(key: str, value: Any) -> str:
    return "" if value is None else mapping_yaml({key: value})


def write_plan(path: Path, new: bytes, *, expected: bytes | None, holder: str) -> None:
    """Give plan.yaml new content, if it still holds `expected` (None: there was none).

    Raises Unreadable where it does not, where the new content is no plan, or where the disk says no; then nothing is
    changed.
    """
    shape.read(Plan, shape.load(new, shown(path)))
    with held([path], holder):
        swap_in([Change(path, unchanged(path, expected), new)])
