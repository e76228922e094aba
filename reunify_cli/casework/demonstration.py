"""A demonstration: a copy of case_templates/demo, whose reunify.yaml holds the day on which it stands still."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

from reunify_cli.errors import Place, Problem, Refused, Unreadable
from reunify_cli.written import note


def template() -> Path:
    """The folder of plain files that a demonstration is a copy of."""
    from reunify_cli.shipped import case_templates_dir

    return case_templates_dir() / "demo"


def lay_down(folder: Path, instant: datetime, *, again: bool = False) -> bool:
    """Make the demonstration in a folder, or make one anew; returns whether anything was written.

    A demonstration that is there already is left as it is, with everything that was tried in it, unless `again`.
    Raises Refused for a folder that holds anything else, Mistyped for a name that Windows cannot have, Unreadable where
    the disk says no.
    """
    from reunify_cli.store.reserved import refuse_devices

    refuse_devices(folder)
    demo = is_demo(folder)
    if folder.exists() and not demo and (not folder.is_dir() or any(folder.iterdir())):
        sentence = f"{folder} holds something else already."
        raise Refused(sentence, help="Name another folder:  reunify demo another-folder")
    if demo and not again:
        return False
    from reunify_cli.store.journal_mark import sealed

    try:
        if demo:
            shutil.rmtree(folder / "cases", ignore_errors=True)
        _copy(template(), folder)
        note(folder)
        for journal in (folder / "cases").glob("*/journal.yaml"):
            journal.write_bytes(sealed(journal.read_bytes()))
    except OSError as error:
        raise Unreadable(Problem(Place(str(folder)), f"This cannot be written: {error.strerror or error}.")) from None
    # Let the demonstration keep the rules it was laid down with, as every workspace does.
    from reunify_cli.keys import FILE
    from reunify_cli.policy_store.adopting import pinned
    from reunify_cli.store.durable import disk
    from reunify_cli.store.workspace import read_workspace

    recorded = instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")
    path = folder / FILE
    disk.put_in_place(path, pinned(folder, path.read_bytes(), read_workspace(folder).policy, recorded))
    return True


def _copy(source: Path, target: Path) -> None:
    """Copy the bytes alone: installed files and folders can be read-only, and these are there to be tried on."""
    target.mkdir(parents=True, exist_ok=True)
    for each in source.iterdir():
        if each.is_dir():
            _copy(each, target / each.name)
        else:
            shutil.copyfile(each, target / each.name)


def is_demo(folder: Path) -> bool:
    """Whether a folder holds a demonstration: its own reunify.yaml says on which day it stands still."""
    from reunify_cli.keys import FILE
    from reunify_cli.store.finding import demo_moment

    return (folder / FILE).is_file() and demo_moment([folder.resolve()], {}, folder) is not None
