"""What this program is measured against: an empty Typer program, a bare stat, PyYAML's C loader, Taskwarrior."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from random import Random

from benchmarks.timing import Command

EMPTY = """\
import typer
app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
@app.command()
def main() -> None:
    pass
if __name__ == "__main__":
    app(prog_name="empty")
"""
STAT = """\
import os, sys
for case in os.scandir(os.path.join(sys.argv[1], "cases")):
    for each in os.scandir(case.path):
        if each.name in ("case.yaml", "journal.yaml", "plan.yaml"):
            os.stat(each.path)
"""
PARSE = """\
import os, sys, yaml
for case in sorted(os.listdir(os.path.join(sys.argv[1], "cases"))):
    for name in ("case.yaml", "journal.yaml", "plan.yaml"):
        path = os.path.join(sys.argv[1], "cases", case, name)
        if os.path.exists(path):
            with open(path, "rb") as file:
                yaml.load(file, Loader=yaml.CSafeLoader)
"""


def script(folder: Path, name: str, text: str, *words: str) -> Command:
    """A small Python program, written down in a folder."""
    path = folder / f"{name}.py"
    path.write_text(text, encoding="utf-8")
    return Command([sys.executable, str(path), *words])


def empty_typer(folder: Path, *words: str) -> Command:
    """A Typer program that does nothing, in the same environment."""
    return script(folder, "empty", EMPTY, *words)


def nothing(folder: Path) -> Command:
    """The interpreter alone: what a script costs before its first line."""
    return script(folder, "nothing", "import os, sys\n")


def bare_stat(folder: Path, workspace: Path) -> Command:
    """A stat of every file that a judgement rests on."""
    return script(folder, "stat", STAT, str(workspace))


def csafe_loader(folder: Path, workspace: Path) -> Command:
    """The same files, parsed one after the other by PyYAML's C loader."""
    return script(folder, "parse", PARSE, str(workspace))


def taskwarrior(folder: Path, tasks: int, today: date) -> list[Command]:
    """Taskwarrior's `overdue` and `next` over so many due dates; none where it is not installed."""
    program = shutil.which("task")
    if program is None:
        return []
    home = folder / "task"
    shutil.rmtree(home, ignore_errors=True)
    home.mkdir()
    (home / "taskrc").write_text(f"data.location={home}\nconfirmation=off\n")
    env = {"TASKRC": str(home / "taskrc"), "TASKDATA": str(home)}
    random = Random(1)
    # As in a caseload: a few in a hundred are late, most fall due within three months.
    items = [
        {"description": f"Visit child {n}", "due": f"{today + timedelta(days=random.randint(-3, 90)):%Y%m%dT120000Z}"}
        for n in range(tasks)
    ]
    (home / "tasks.json").write_text(json.dumps(items))
    words = [program, "rc.verbose=nothing", "import", str(home / "tasks.json")]
    subprocess.run(words, env={**os.environ, **env}, check=True, capture_output=True)
    return [Command([program, report], env) for report in ("overdue", "next")]
