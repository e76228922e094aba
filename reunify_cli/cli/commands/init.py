"""A folder for a team's children: which policy it follows, who works in it, and nothing else yet."""

import shlex
from pathlib import Path
from typing import Annotated

from reunify_cli.casework.new_workspace import folder_words, lay_down
from reunify_cli.cli.options import Option, argument, writes
from reunify_cli.cli.terminal import Terminal
from reunify_cli.store.git import set_up


@writes
def cli(
    terminal: Terminal,
    folder: Annotated[Path, argument("[DIR]", "where (here)")] = Path(),
    policy: Annotated[str, Option("--policy", metavar="ID", help="which rules it follows")] = "nspcc",
    git: Annotated[bool, Option("--git", help="keep its history with git")] = False,
) -> None:
    """A folder for a team's children."""
    if git and (folder / "reunify.yaml").exists():
        done = set_up(folder)
        if terminal.json:
            terminal.answer("workspace", [{"root": str(folder.resolve()), "files": [], "git": True}], read=0)
        else:
            terminal.say([f"SET UP for git on this machine: {folder_words(folder)}", *(f"  {e}" for e in done)])
        return
    made = lay_down(folder, policy, terminal.session.instant)
    done = set_up(folder) if git else []
    if terminal.json:
        terminal.answer(
            "workspace", [{"root": str(folder.resolve()), "policy": policy, "files": made, "git": bool(done)}], read=0
        )
    else:
        terminal.say(lines(folder, policy, made, done))


def lines(folder: Path, policy: str, made: list[str], git: list[str]) -> list[str]:
    """What was made, and the next three things to do."""
    shown = [f"  {path}" for path in made if path != "cases/.gitkeep"]
    there = [] if folder == Path() else [f"  cd {shlex.quote(folder_words(folder))}"]
    return [
        f"MADE  {folder_words(folder)}, which follows the policy {policy}.", *shown, *(f"  {each}" for each in git), "",
        "NEXT",
        "  Write your team into team.yaml. Then type:",
        *there,
        "  reunify setup",
        '  reunify new name="..." born=8/3/2017 legal-status=s20 on=27/11',
        "  reunify help starting",
    ]  # fmt: skip
