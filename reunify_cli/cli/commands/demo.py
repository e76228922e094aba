"""A worked folder of invented children at every stage and route, and the screens worth seeing on it.

What is laid down are plain files from case_templates/demo. Their reunify.yaml holds the day on which the demonstration
stands still, so that its screens say the same whenever they are looked at.
"""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, Final

from reunify_cli.casework.demonstration import lay_down
from reunify_cli.cli.options import Argument, Option, writes
from reunify_cli.cli.terminal import Terminal

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


# --- the screens --------------------------------------------------------------------------------------------------


def opening(folder: Path, children: int, *, made: bool) -> list[str]:
    """What is said before the screens."""
    there = "exists already, with what was tried in it (--again starts afresh)" if not made else "is ready"
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
