"""A folder for a team's children: which policy it follows, who works in it, and nothing else yet."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Annotated, Final

import typer

from reunify_cli.cli.door import Door
from reunify_cli.cli.options import writes
from reunify_cli.cli.screen import clean
from reunify_cli.errors import Mistyped, Problem, Unreadable, did_you_mean

WORKSPACE: Final = """\
# What this folder is for and which rules it follows. Change it by hand; `reunify check` says if something is wrong.
name: {name}
policy: {policy}
calendar: england-and-wales
# authority: Northgate Council              # as papers print it
# owner-of-policy: Imran Ali                # whom to ask when a date seems wrong
# classification: OFFICIAL-SENSITIVE        # the marking that papers carry
"""
TEAM: Final = """\
# Who works here, and which role each held from when until when. Journals name people by the key before the colon,
# and what somebody was on a day is looked up here. The people below are invented: take away the marks, write your own.
#
# people:
#   d.okafor:
#     name: Dana Okafor
#     roles: [{role: social-worker, from: 2024-01-01}]
#   r.amadi:
#     name: Ruth Amadi
#     roles: [{role: team-manager, from: 2022-09-01}]
#     leave: [{from: 2026-12-21, until: 2027-01-04}]
# bodies:
#   panel: {name: Community Arrangements Panel, role: arrangements-panel}
"""
IGNORED: Final = """\
# What comes and goes while somebody writes; a copy of a journal is not ignored, because it has to be joined.
.journal.lock
*.tmp
~$*
"""
ATTRIBUTES: Final = """\
# The same bytes on every system, and journals joined entry by entry.
* text=auto eol=lf
*.docx binary
*.pdf binary
journal.yaml merge=reunify
"""


@writes
def cli(
    door: Door,
    folder: Annotated[Path, typer.Argument(metavar="[DIR]", show_default=False, help="where (here)")] = Path(),
    policy: Annotated[str, typer.Option("--policy", metavar="ID", help="which rules it follows")] = "nspcc",
    git: Annotated[bool, typer.Option("--git", help="keep its history with git")] = False,
) -> int | None:
    """A folder for a team's children."""
    made = run(folder, policy)
    done = _with_git(folder) if git else ""
    if door.json:
        door.answer(
            "workspace", [{"root": str(folder.resolve()), "policy": policy, "files": made, "git": bool(done)}], read=0
        )
    else:
        door.say(lines(folder, policy, made, done))
    return None


def run(folder: Path, policy: str) -> list[str]:
    """Lay the folder down; returns what was written. What stands there already is left as it is.

    Raises Mistyped for a folder that already is one and for an unknown policy, Unreadable where the disk says no.
    """
    from reunify_cli.store.policies import policy_ids
    from reunify_cli.store.spelling import scalar

    if (folder / "reunify.yaml").exists():
        raise Mistyped(
            Problem(None, f"{_shown(folder)} is such a folder already (reunify.yaml).", "Go into it and type  reunify")
        )
    known = policy_ids(folder if folder.is_dir() else None)
    if policy not in known:
        near = did_you_mean(policy, known)
        raise Mistyped(Problem(None, f'There is no policy "{clean(policy)}".{near}', f"There are: {', '.join(known)}"))
    name = folder.resolve().name or "team"
    files = {
        "team.yaml": TEAM,
        ".gitignore": IGNORED,
        ".gitattributes": ATTRIBUTES,
        "cases/.gitkeep": "",
        # Last, because it is what makes the folder one.
        "reunify.yaml": WORKSPACE.format(name=scalar(name), policy=policy),
    }
    made = []
    try:
        for path, text in files.items():
            target = folder / path
            if not target.exists():
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8", newline="\n")
                made.append(path)
    except OSError as error:
        raise Unreadable(Problem(None, f"{_shown(folder)} cannot be written to: {error.strerror}.")) from None
    return made


def _with_git(folder: Path) -> str:
    """Let git keep the folder's history and join journals by our own code; says what was done, or why not."""
    commands = (
        ["git", "init", "--quiet"],
        ["git", "config", "merge.reunify.name", "journals, entry by entry"],
        ["git", "config", "merge.reunify.driver", "reunify merge-driver %O %A %B"],
    )
    try:
        for command in commands:
            subprocess.run(command, cwd=folder, check=True, capture_output=True)  # noqa: S603 - the words are ours
    except (OSError, subprocess.CalledProcessError):
        raise Unreadable(
            Problem(None, "The folder is made, but git could not be started in it.", "Install git, then type  git init")
        ) from None
    return "git keeps its history; journals are joined entry by entry"


def lines(folder: Path, policy: str, made: list[str], git: str) -> list[str]:
    """What was made, and the next three things to do."""
    shown = [f"  {path}" for path in made if path != "cases/.gitkeep"]
    there = "" if folder == Path() else f"cd {_shown(folder)}, then  "
    return [
        f"MADE  {_shown(folder)}, which follows the policy {policy}.", *shown, *([f"  {git}"] if git else []), "",
        "NEXT",
        "  write your team into team.yaml",
        f"  {there}reunify setup              who you are",
        '  reunify new name="..." born=8/3/2017 legal-status=s20 on=27/11',
        "  reunify help starting",
    ]  # fmt: skip


def _shown(folder: Path) -> str:
    return "this folder" if folder == Path() else clean(folder)
