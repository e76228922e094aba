"""A workspace kept with git: what every clone shares through its files, and what each machine has to be told.

How journals are joined (`.gitattributes`) and what is looked at before a commit (`.pre-commit-config.yaml`) travel with
the files. Which program does it stands in .git/config, which does not travel: so each clone is set up once.
"""

import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from reunify_cli.errors import Unreadable
from reunify_cli.shipped import template
from reunify_cli.store.durable import disk

DRIVER: Final = "reunify merge-driver %O %A %B %P"
HOOK: Final = """\
#!/bin/sh
# Files that cannot be read do not go into the history. Lateness is not looked at: it never stops a record.
exec reunify check --files
"""


def shared() -> dict[str, str]:
    """What travels with the files, by name."""
    return {name: template(f"workspace/{name[1:]}") for name in (".gitignore", ".gitattributes")}


def is_repository(root: Path) -> bool:
    """Whether a folder is a git repository, or a clone of one."""
    return (root / ".git").exists()


def lacking(root: Path) -> list[str]:
    """What a clone still has to be told, in words; nothing where it is set up."""
    found = []
    if _asked(root, "config", "merge.reunify.driver") != DRIVER:
        found.append("on this machine git does not yet join journals entry by entry")
    attributes = disk.read(root / ".gitattributes") or b""
    found += [
        f".gitattributes lacks: {line}"
        for line in shared()[".gitattributes"].splitlines()
        if "merge=reunify" in line and line.encode() not in attributes
    ]
    if not _hook(root).exists():
        found.append("on this machine files are not looked at before a commit")
    return found


def set_up(root: Path) -> list[str]:
    """Make a folder a repository, or set up a clone; says what was done. Raises Unreadable where git cannot be run.

    What stands in the files already stays; an own pre-commit hook is left alone.
    """
    done = []
    try:
        if not is_repository(root):
            _run(root, "init", "--quiet")
            done.append("git keeps its history")
        _run(root, "config", "merge.reunify.name", "a child's files, entry by entry")
        _run(root, "config", "merge.reunify.driver", DRIVER)
        hook = _hook(root)
    except (OSError, subprocess.CalledProcessError):
        sentence = "git could not be started in this folder."
        raise Unreadable(sentence, help="Install git, then type  reunify init --git") from None
    with disk.in_plain_words(str(root)):
        for name, text in {**shared(), ".pre-commit-config.yaml": template("workspace/pre-commit-config.yaml")}.items():
            _complete(root / name, text)
        if not hook.exists():
            disk.make_folder(hook.parent)
            disk.write_new(hook, HOOK.encode())
            hook.chmod(hook.stat().st_mode | 0o111)
    return [*done, "journals are joined entry by entry", "reunify check --files runs before each commit"]


def _complete(path: Path, text: str) -> None:
    """Add to a file the lines that it lacks, at its end."""
    old = disk.read(path)
    if old is None:
        disk.write_new(path, text.encode())
        return
    there = old.decode("utf-8", "replace").splitlines()
    new = [line for line in text.splitlines() if line not in there and not line.startswith("#")]
    if new and path.name in shared():
        end = b"" if old.endswith(b"\n") or not old else b"\n"
        disk.put_in_place(path, old + end + "".join(f"{line}\n" for line in new).encode())


def _hook(root: Path) -> Path:
    folder = _asked(root, "rev-parse", "--git-path", "hooks") or ".git/hooks"
    return root / folder / "pre-commit"


def _run(root: Path, *words: str) -> str:
    command: Sequence[str] = ("git", *words)
    done = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True)  # noqa: S603 - our own words
    return done.stdout.strip()


def _asked(root: Path, *words: str) -> str:
    try:
        return _run(root, *words)
    except (OSError, subprocess.CalledProcessError):
        return ""
