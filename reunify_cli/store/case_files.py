"""Writing what stands beside a journal: a new child's folder, people added to case.yaml, plans frozen as agreed."""

import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from reunify_cli import shape
from reunify_cli.errors import Mistyped, Place, Problem, Unreadable
from reunify_cli.model.case import CaseFile
from reunify_cli.model.plan import Plan
from reunify_cli.store.durable import disk
from reunify_cli.store.durable.change import (
    SAME,
    Change,
    Overtaken,
    added,
    before,
    held,
    reads_as,
    shown,
    swap_in,
    unchanged,
)
from reunify_cli.store.journal import Said, with_entries
from reunify_cli.store.journal_mark import sealed
from reunify_cli.store.workspace import Workspace
from reunify_cli.store.yaml_writer import mapping_yaml, plain_of

NAME: Final = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?")
"""What can name a folder or a file on every system (Windows drops a full stop at the end)."""

NOTHING_YET: Final = b"# What happened, one entry after another: nothing yet.\n"
"""A journal without entries. It is never an empty file, which is what a file that is not all here yet looks like."""


def write_new_case(workspace: Workspace, case_id: str, case_yaml: str, entries: Sequence[Said] = ()) -> Path:
    """Make a child's folder with its case.yaml and journal; it appears whole or not at all. Returns the folder.

    Raises Mistyped for an id that cannot name a folder, Overtaken where there is a folder of that name, Unreadable with
    every problem of the case.yaml, or where the disk says no; then none was made.
    """
    folder, name = workspace.case_dir(case_id), f"cases/{case_id}"
    if not NAME.fullmatch(case_id):
        raise Mistyped(f'"{case_id}" cannot be an id.', help="Use letters, figures and hyphens.")
    if os.path.lexists(folder):
        raise _taken(case_id)
    if shape.read(CaseFile, shape.load(case_yaml, f"{name}/case.yaml")).id != case_id:
        raise Unreadable(Problem(Place(f"{name}/case.yaml"), f'The id in it should be "{case_id}". {SAME}'))
    journal = with_entries(folder / "journal.yaml", b"", entries) or sealed(NOTHING_YET)
    files = {"case.yaml": case_yaml.encode("utf-8"), "journal.yaml": journal}
    new = folder.with_name(f".{case_id}.{os.urandom(4).hex()}.tmp")
    try:
        with disk.in_plain_words(name):
            disk.make_folder(new)
            for file, data in files.items():
                disk.write_new(new / file, data)
            disk.sync_folder(new)
            disk.move_folder(new, folder)
    except BaseException as error:
        for each in (*(new / file for file in files), new):
            with suppress(OSError):
                disk.remove(each)
        if isinstance(error, Unreadable) and os.path.lexists(folder):
            raise _taken(case_id) from error
        raise
    try:
        disk.sync_folder(folder.parent)
    except OSError:
        sentence = "The folder is made, but the drive could not say that it will last."
        raise Unreadable(Problem(Place(name), sentence, f"Look whether it is there:  reunify show {case_id}")) from None
    return folder


def _taken(case_id: str) -> Overtaken:
    return Overtaken(Problem(None, f"{case_id} is here already.", f"Type  reunify show {case_id}  to see it."))


def add_people(path: Path, people: Mapping[str, Said], *, expected: bytes | None, holder: str) -> None:
    """Add people, by key, at the end of a case.yaml; what stands in it stays to the byte.

    `people:` must be the last part of the file, or not be there yet. Raises Unreadable as `journal.append` does; where
    they cannot be added, with the lines to write by hand.
    """
    with held([path], holder) as hold:
        old = unchanged(path, expected)
        swap_in([Change(path, old, with_people(path, old or b"", people))], hold)


def with_people(path: Path, old: bytes, people: Mapping[str, Said]) -> bytes:
    """A case.yaml's bytes with people added, made sure of. Raises Unreadable where they cannot be."""
    now = before(path, old)
    data: dict[str, Any] = now.data if isinstance(now.data, dict) else {}
    known = data.get("people") or {}
    first: shape.Path = ("people", *list(known)[:1])
    indent = " " * ((now.place(first, key=True).column or 1) - 1) if known else "  "
    lines = mapping_yaml(people, indent)
    new = added(old, lines if "people" in data else f"people:\n{lines}")
    taken = [key for key in people if key in known]
    if taken or not reads_as(new, {**data, "people": {**known, **{key: plain_of(who) for key, who in people.items()}}}):
        why = f'"{taken[0]}" is already in use' if taken else '"people:" is not the last part of this file'
        help = "Choose another key." if taken else f"Write this under people: yourself:  {lines.strip()}"
        raise Unreadable(Problem(Place(shown(path)), f"No one can be added: {why}. {SAME}", help))
    return new


def freeze_plan(case_dir: Path, entry_id: str) -> Path:
    """Copy plan.yaml, byte for byte, to plans/<entry_id>.yaml: the plan as that entry agreed it. Returns the copy.

    A copy never changes: the same plan again is no error, another one is. Raises Unreadable for that, for a plan that
    cannot be read, and where the disk says no.
    """
    if not NAME.fullmatch(entry_id):
        raise Mistyped(f'"{entry_id}" cannot name a plan.', help="Give the entry an id such as 7K3F.")
    shown_plan, name = f"cases/{case_dir.name}/plan.yaml", f"cases/{case_dir.name}/plans/{entry_id}.yaml"
    plan = disk.read_file(case_dir / "plan.yaml", shown_plan)
    shape.read(Plan, shape.load(plan, shown_plan))
    frozen = case_dir / "plans" / f"{entry_id}.yaml"
    with disk.in_plain_words(name):
        there = disk.read(frozen)
        if there is None:
            disk.make_folder(frozen.parent)
            disk.put_in_place(frozen, plan)
        elif there != plan:
            raise Unreadable(Problem(Place(name), f"Another plan is frozen here. {SAME}"))
    return frozen
