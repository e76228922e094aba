"""What makes a long run swift: many commands in one process, that do not read again what did not change.

Read once are the policies with their calendar (again as soon as any file of them is another), a text that was parsed
before, and the command line's own description. Every file that a run lays or damages is read anew at each command.
"""

# ruff: noqa: PTH102, PTH108, PTH112, PTH114, PTH208 - paths are kept as text: they are asked for at each command
import gc
import marshal
import os
import shutil
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest import mock

from reunify_cli.cli import parser
from reunify_cli.errors import Unreadable
from reunify_cli.policy_store import policies
from reunify_cli.shape import plain
from reunify_cli.worklist.index import world

Signs = dict[str, tuple[int, int, int, int]]
"""What things are, by path: number, mode, size, when they were written to; of a folder the first two."""

MEMORY = Path("/dev/shm")
"""Where files lie in memory, on Linux."""


@contextmanager
def swift() -> Iterator[None]:
    """Commands typed inside read a policy and the command line's description once, and no litter is collected."""
    described, tree = parser.typer.main.get_command, parser.typer.main.get_command(parser.app)
    get_command = parser.LazyGroup.get_command
    commands: dict[str, Any] = {}

    def command(group: Any, context: Any, name: str) -> Any:
        if name not in commands:
            commands[name] = get_command(group, context, name)
        return commands[name]

    with (
        mock.patch.object(policies, "load_policy", _once(policies.load_policy)),
        mock.patch.object(policies, "load_calendar", _once(policies.load_calendar)),
        mock.patch.object(world, "paths_of", _of_the_workspace),
        mock.patch.object(plain, "_plain", _parsed_once(plain._plain)),
        mock.patch.object(parser.LazyGroup, "get_command", command),
        mock.patch.object(parser.typer.main, "get_command", lambda app: tree if app is parser.app else described(app)),
    ):
        gc.disable()  # what a command leaves in circles is little; `breathe` collects it
        try:
            yield
        finally:
            gc.enable()


def breathe() -> None:
    """Collect what so many commands left behind."""
    gc.collect()


def _once(load: Callable[..., Any]) -> Callable[..., Any]:
    """Read a policy or calendar of a workspace once for as long as the workspace's own policies stay what they are."""
    known: dict[Any, Any] = {}

    def read(name: str, workspace: Path | None = None, cache: Path | None = None) -> Any:
        key = (name, workspace, _said(workspace))
        if key not in known:
            if len(known) > 500:
                known.clear()
            try:
                known[key] = load(name, workspace, cache)
            except Unreadable as error:
                known[key] = error
        if isinstance(known[key], Unreadable):
            raise known[key]
        return known[key]

    return read


def _said(workspace: Path | None) -> tuple[Any, ...]:
    """By what it is told that a workspace's policies are the same; a file that was brought back is."""
    found = signs(f"{workspace}/policies") if workspace else {}
    return tuple(sorted((path, *about[1:]) for path, about in found.items()))


def _of_the_workspace(root: Path) -> list[str]:
    """What decides what rows say, without the program's own files: they stay what they are while a run lasts."""
    own = root / "policies"
    return [str(root / "reunify.yaml"), str(root / "team.yaml"), str(own), *world._below(own, ".yaml")]


def _parsed_once(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    """Parse a text once; whoever asks gets values of their own."""

    @lru_cache(maxsize=3000)
    def known(text: str) -> bytes:
        return marshal.dumps(parse(text))

    return lambda text: marshal.loads(known(text))


def signs(folder: str) -> Signs:
    """Of each thing at and below a path what it is; no link is followed."""
    found: Signs = {}
    left = [folder]
    while left:
        path = left.pop()
        try:
            about = os.lstat(path)
        except FileNotFoundError:
            continue
        if stat.S_ISDIR(about.st_mode):
            found[path] = (about.st_ino, about.st_mode, 0, 0)
            left += [f"{path}/{name}" for name in os.listdir(path)]
        else:
            found[path] = (about.st_ino, about.st_mode, about.st_size, about.st_mtime_ns)
    return found


class Kept:
    """A folder that is brought back to what it was, again and again; only what changed is written anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = str(folder)
        self.stood = signs(self.folder)
        self.times = {path: about[3] for path, about in self.stood.items()}
        paths = sorted(self.stood)
        self.data = {path: None if os.path.isdir(path) else Path(path).read_bytes() for path in paths}

    def restore(self) -> None:
        """Take away what was not there or is another thing now, and lay what is missing."""
        now = signs(self.folder)
        if now == self.stood:
            return
        for path in sorted(now):
            if now[path] != self.stood.get(path) and os.path.lexists(path):
                if os.path.isdir(path) and not os.path.islink(path):
                    shutil.rmtree(path)
                else:
                    os.unlink(path)
        for path, data in self.data.items():
            if not os.path.lexists(path):
                if data is None:
                    os.mkdir(path)
                else:
                    Path(path).write_bytes(data)
                    os.utime(path, ns=(self.times[path], self.times[path]))
        self.stood = signs(self.folder)


@contextmanager
def folder_in_memory() -> Iterator[Path]:
    """A new folder that lies in memory where the system has that, and is gone afterwards."""
    with tempfile.TemporaryDirectory(dir=MEMORY if os.access(MEMORY, os.W_OK) else None) as made:
        yield Path(made)
