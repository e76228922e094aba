"""A worked folder of invented children at every stage and route, and the screens worth seeing on it.

What is laid down are plain files from case_templates/demo. Their reunify.yaml holds the day on which the demonstration
stands still, so that its screens say the same whenever they are looked at.
"""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final

from reunify_cli.cli.options import Argument, Option, writes
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Place, Problem, Refused, Unreadable
from reunify_cli.written import note

FOLDER: Final = "reunify-demo"

SCREENS: Final[Sequence[tuple[str, ...]]] = (
    ("morning",),
    ("next", "42"),
    ("overdue",),
    ("show", "42"),
    ("why", "31", "reviews"),
    ("advance", "42", "--dry-run"),
)
"""What is shown, each as it would be typed inside the folder (`morning` is `reunify` alone)."""

TRY: Final[Mapping[str, str]] = {
    "next": "reunify next --within 30d",
    "record": "reunify record 50 51 52 visit seen=yes alone=yes --on 27/11 --who p.shah --yes",
    "seen": "reunify seen 42 extended-stay-approved --who r.amadi --yes",
    "list": "reunify list --closed",
    "pack": "reunify pack 42 review",
    "policy": "reunify policy show surrey --stage 4",
    "check": "reunify check",
}
"""Commands to try next; the first five of them are named."""


@writes
def cli(
    terminal: Terminal,
    folder: Annotated[Path, Argument(metavar="[DIR]", help="where to put it")] = Path(FOLDER),
    again: Annotated[bool, Option("--again", help="as new: what was tried in it goes")] = False,
) -> int | None:
    """A worked folder of invented children, and the screens worth seeing."""
    made = lay_down(folder, terminal.session.instant, again=again)
    children = sorted(each.name for each in (folder / "cases").iterdir() if each.is_dir())
    if terminal.json:
        terminal.answer(
            "demo", [{"case": each} for each in children], read=len(children), folder=str(folder), made=made
        )
        return None
    terminal.say(opening(folder, len(children), made=made))
    code = show(folder)
    terminal.say(closing(folder))
    return code


# --- the folder ---------------------------------------------------------------------------------------------------


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


# --- the screens --------------------------------------------------------------------------------------------------


def opening(folder: Path, children: int, *, made: bool) -> list[str]:
    """What is said before the screens."""
    there = "is there already, with what was tried in it (--again makes it anew)" if not made else "is ready"
    return [
        f"{folder} {there}: {children} children, all invented, under the surrey policy.",
        "In it the day is Monday 30 November 2026. These are the screens worth seeing.",
    ]


def show(folder: Path) -> int | None:
    """Run each screen's command on the folder and show what it says; 3 where one of them could not read something."""
    from reunify_cli.cli.main import answer

    worst = None
    with standing_still(folder):
        for words in SCREENS:
            typed = " ".join(words) if words != ("morning",) else ""
            sys.stdout.write(f"\n{'-' * 80}\n> reunify {typed}".rstrip() + "\n\n")
            sys.stdout.flush()
            if answer([*words, "-C", str(folder)]) == 3:
                worst = 3
    return worst


@contextmanager
def standing_still(folder: Path) -> Iterator[None]:
    """The demonstration's day for every command run inside, so that none has to say it again, and nobody's name."""
    from reunify_cli.store.finding import demo_moment

    moment = demo_moment([folder.resolve()], {}, folder)
    before = {name: os.environ.get(name) for name in ("REUNIFY_NOW", "REUNIFY_ME")}
    os.environ.update({"REUNIFY_NOW": str(moment or ""), "REUNIFY_ME": "a visitor"})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def closing(folder: Path) -> list[str]:
    """What to try next, and that nobody here exists."""
    where = f'"{folder}"' if " " in str(folder) else str(folder)
    return [
        "",
        "-" * 80,
        "NOW YOU",
        f"  cd {where}",
        *(f"  {command}" for command in list(TRY.values())[:5]),
        "",
        "Every child, relative and worker here is invented. What you try stays in this",
        f"folder; to make it as new:  reunify demo {where} --again",
    ]
