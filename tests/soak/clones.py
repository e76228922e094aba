"""Clones record at random, push and pull through one bare repository: everything confirmed is in every clone."""

import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from reunify_cli.store import git
from reunify_cli.store.journal import new_id
from tests.soak.ground import ids_in, journals, record, say

REPOSITORY = Path(__file__).resolve().parents[2]
DRIVER = f'"{sys.executable}" -m reunify_cli merge-driver %O %A %B %P'


class Clone:
    """One machine's clone of the workspace."""

    def __init__(self, folder: Path, number: int) -> None:
        self.folder, self.number = folder, number
        self.minute = 0

    def git(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run git here, as nobody in particular and with nobody's settings."""
        world = {
            "PATH": os.environ["PATH"], "HOME": str(self.folder), "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1", "PYTHONPATH": str(REPOSITORY), "LC_ALL": "C.UTF-8",
            "GIT_AUTHOR_NAME": "n", "GIT_AUTHOR_EMAIL": "n@n", "GIT_COMMITTER_NAME": "n", "GIT_COMMITTER_EMAIL": "n@n",
        }  # fmt: skip
        return subprocess.run(["git", *words], cwd=self.folder, env=world, check=check, capture_output=True, text=True)

    def new_id(self, path: Path) -> str:
        """An id that begins with this clone's own figure.

        Of the ids that two machines throw at once one in 160,000 is the same; that is a clash which a person settles,
        and is tested for itself.
        """
        taken = set(ids_in(path))
        while (id := new_id(taken))[0] != "23456789"[self.number % 8]:
            pass
        return id

    @property
    def journals(self) -> list[Path]:
        return sorted(self.folder.glob("cases/*/journal.yaml"))

    def set_up(self) -> None:
        """What `init --git` does on a clone, with the driver run from this source and no hook to slow it down."""
        git.set_up(self.folder)
        self.git("config", "merge.reunify.driver", DRIVER)
        (self.folder / ".git/hooks/pre-commit").unlink()

    def pull(self) -> bool:
        """Fetch and merge; whether two histories had to be joined. Raises AssertionError where git could not."""
        self.git("fetch", "--quiet")
        ahead = self.git("rev-list", "--count", "@{u}..HEAD").stdout.strip()
        behind = self.git("rev-list", "--count", "HEAD..@{u}").stdout.strip()
        done = self.git("merge", "--quiet", "--no-edit", "@{u}", check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return "0" not in (ahead, behind)

    def push(self) -> bool:
        """Whether nobody was faster."""
        return self.git("push", "--quiet", check=False).returncode == 0


def run(seconds: float, *, clones: int = 8, merges: int | None = None, seed: int = 7) -> dict[str, int]:
    """Record, pull and push at random; returns the figures. Raises AssertionError at a loss."""
    dice, ends = random.Random(seed), time.monotonic() + seconds
    figures = dict.fromkeys(("confirmed", "merges", "pushes", "pushes_refused"), 0)
    with tempfile.TemporaryDirectory() as folder:
        here = _clones(Path(folder), clones)
        confirmed: dict[str, set[str]] = {path.parent.name: set() for path in here[0].journals}
        while time.monotonic() < ends and (merges is None or figures["merges"] < merges):
            clone = dice.choice(here)
            for _ in range(dice.randint(1, 3)):
                path = dice.choice(clone.journals)
                id = clone.new_id(path)
                assert record([path], id, f"worker-{clone.number}")
                confirmed[path.parent.name].add(id)
                figures["confirmed"] += 1
            clone.git("commit", "--quiet", "--all", "--message", "recorded")
            if dice.random() < 0.6:
                figures["merges"] += clone.pull()
                pushed = clone.push()
                figures["pushes"] += pushed
                figures["pushes_refused"] += not pushed
        for _ in range(2):
            for clone in here:
                figures["merges"] += clone.pull()
                assert clone.push()
        for clone in here:
            for path in clone.journals:
                ids = ids_in(path)
                assert len(ids) == len(set(ids)), "nothing twice"
                assert confirmed[path.parent.name] == set(ids), "everything confirmed is in every clone"
        assert 1 == len({tuple(path.read_bytes() for path in clone.journals) for clone in here}), "all alike"
    return {"clones": clones, **figures}


def _clones(folder: Path, number: int) -> list[Clone]:
    first = Clone(folder / "0", 0)
    first.folder.mkdir()
    (first.folder / "reunify.yaml").write_text("policy: nspcc\n")
    journals(first.folder)
    first.git("init", "--quiet", "--bare", str(folder / "shared.git"))
    first.set_up()
    first.git("add", "--all")
    first.git("commit", "--quiet", "--message", "begun")
    first.git("remote", "add", "origin", str(folder / "shared.git"))
    first.git("push", "--quiet", "--set-upstream", "origin", "HEAD")
    found = [first]
    for n in range(1, number):
        first.git("clone", "--quiet", str(folder / "shared.git"), str(folder / str(n)))
        found.append(Clone(folder / str(n), n))
        found[-1].set_up()
    return found


def main(seconds: float) -> None:
    """The long run."""
    say(run="clones", seconds=seconds, **run(seconds), lost=0)
