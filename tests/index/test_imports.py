"""What a warm `next` imports: the index and little else. Every module more is paid dozens of times a day."""

import os
import subprocess
import sys
from pathlib import Path

from tests.cli.desk import NOW, a_team

OURS = """
cli cli.caseload cli.clock cli.days cli.doing cli.door cli.envelope cli.lastlook cli.lists cli.main cli.office
cli.progress cli.screen cli.short cli.shown cli.streams cli.upcoming cli.who errors frozen model model.moment rules
rules.periods store store.calling store.finding store.index store.index.asking store.index.keeping store.index.keys
store.index.looking store.index.refreshing store.index.seal store.index.shelf store.opening store.rows store.user_cache
written
"""
HEAVY = ("typer", "yaml", "pydantic", "rich", "jinja2", "typst", "platformdirs", "dateutil", "hashlib", "markdown_it")
ASKED = """
import sys
from reunify_cli.store.index import keys
keys.STEP = 0  # do not wait until the files just written are old enough to be relied on
from reunify_cli.cli.main import run
sys.argv = ["reunify", "next"]
try:
    run()
except SystemExit:
    print("MODULES", *sys.modules)
"""


def modules_of_next(folder: Path) -> set[str]:
    world = {
        **os.environ, "REUNIFY_NOW": NOW, "REUNIFY_ROOT": str(folder), "REUNIFY_CACHE": str(folder.parent / "cache"),
        "PYTHONPATH": str(Path(__file__).parent.parent.parent),
    }  # fmt: skip
    ran = subprocess.run([sys.executable, "-c", ASKED], env=world, capture_output=True, text=True, check=True)
    screen, _, modules = ran.stdout.partition("MODULES")

    assert "1 child, read" in screen
    return set(modules.split())


def test_a_warm_next_imports_the_index_and_little_else(tmp_path: Path) -> None:
    team = a_team(tmp_path / "team")
    cold, warm = modules_of_next(team), modules_of_next(team)

    assert "yaml" in cold
    assert [] == sorted(warm & set(HEAVY))
    assert sorted(OURS.split()) == sorted(
        name.removeprefix("reunify_cli.") for name in warm if name.startswith("reunify_cli.")
    )
