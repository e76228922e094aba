"""What a warm `next` imports: the index and little else. Every module more is paid dozens of times a day."""

import os
import subprocess
import sys
from pathlib import Path

import reunify_cli
from reunify_cli.worklist.index.world import paths_of
from tests.cli.desk import NOW, a_team

OURS = """
cli cli.command_list cli.commands cli.commands.next cli.doing cli.main cli.options
cli.progress cli.screens cli.screens.list_ends cli.short cli.streams
cli.terminal errors frozen keys model model.london model.moment rules rules.periods session session.clock
session.last_look session.session session.workspace store store.case_ref store.durable store.durable.safe_read
store.finding store.user_cache text text.days text.envelope text.layout wording wording.display_names worklist
worklist.caseload worklist.index worklist.index.index_file worklist.index.keeping worklist.index.keys
worklist.index.looking worklist.index.queries worklist.index.refreshing worklist.index.seal worklist.lists
worklist.questions worklist.row_words worklist.rows written
"""
HEAVY = ("typer", "yaml", "pydantic", "rich", "jinja2", "typst", "platformdirs", "dateutil", "hashlib", "markdown_it")
ASKED = """
import sys
from reunify_cli.worklist.index import keys
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


def test_whatever_makes_a_row_is_among_the_files_by_which_an_index_is_known(tmp_path: Path) -> None:
    asked = "import sys\nfrom reunify_cli.worklist import caseload, parallel_scan\nprint(*sys.modules)"
    ran = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    names = {name for name in ran.stdout.split() if name.startswith("reunify_cli.")}
    known = set(paths_of(tmp_path))

    assert len(names) > 80
    assert set() == {name for name in names if not known & set(map(str, files_of(name)))}


def files_of(name: str) -> list[Path]:
    """The files that a module may be read from."""
    path = Path(reunify_cli.__file__).parent.parent.joinpath(*name.split("."))
    return [path.with_suffix(".py"), path / "__init__.py"]
