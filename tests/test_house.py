"""The house keeps its floors: imports point down, the core stays pure, the clock is asked at the door.

Each law is a function from one module to the sentences that say what is wrong with it. It is shown to find an
offender in an invented module before it is asked about the real ones.
"""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "reunify_cli"

# Every room of the house, lowest floor first. A module may import from its own room and the floors below.
FLOORS = (
    ("__init__",),  # the version, and nothing else
    ("errors", "keys", "written"),  # words for what went wrong; how records are spelled; what this command wrote
    ("shape", "shipped"),  # text to typed records; where the shipped files lie
    ("model",),  # the case
    ("rules",),  # the law
    ("engine",),  # the judgement
    ("store", "render", "exchange"),  # side rooms: files, papers, other systems
    ("cli",),  # the front door
    ("__main__",),
)
FLOOR_OF = {room: floor for floor, rooms in enumerate(FLOORS) for room in rooms}

PURE = {"model", "rules", "engine"}
# What reaches for files, the clock, the terminal or the network, and packages that belong on other floors.
WORLDLY = {
    *("os", "pathlib", "shutil", "socket", "sqlite3", "subprocess", "tempfile", "time", "urllib"),
    *("filelock", "jinja2", "markdown_it", "platformdirs", "pydantic", "rich", "typer", "typst", "yaml"),
    "reunify_cli.shipped",
}
WORLDLY_CALLS = {"open", "print", "input"}

CLOCKS = {
    *("date.today", "datetime.today", "datetime.now", "datetime.utcnow"),
    *("time.time", "time.time_ns", "time.localtime", "time.gmtime"),
}

MOST_LINES = 400


@dataclass(frozen=True)
class Module:
    """A module by its dotted name inside the package, and its text."""

    name: str
    text: str

    @property
    def room(self) -> str:
        return self.name.partition(".")[0]

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(ast.parse(self.text)))


def modules() -> Iterator[Module]:
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).with_suffix("").parts
        yield Module(".".join(parts), path.read_text(encoding="utf-8"))


HOUSE = list(modules())


def imports(module: Module) -> Iterator[str]:
    """Everything imported anywhere in a module, lazily too; `from a import b` counts as a and as a.b."""
    for node in module.nodes:
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = "." * node.level + (node.module or "")
            yield source
            yield from (f"{source}.{name.name}" for name in node.names)


def reaches(name: str, target: str) -> bool:
    return name == target or name.startswith(target + ".")


def imports_that_do_not_point_down(module: Module) -> Iterator[str]:
    for name in imports(module):
        if name.startswith("."):
            yield f"{module.name} imports {name}, and only full names show which floor they are on"
        for room, floor in FLOOR_OF.items():
            up = room != module.room and floor >= FLOOR_OF[module.room]
            if up and reaches(name, f"reunify_cli.{room}"):
                yield f"{module.name} imports {name}"


def worldliness_of_the_core(module: Module) -> Iterator[str]:
    if module.room not in PURE:
        return
    for name in imports(module):
        if any(reaches(name, each) for each in WORLDLY):
            yield f"{module.name} imports {name}"
    for node in module.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WORLDLY_CALLS:
            yield f"{module.name} calls {node.func.id}, line {node.lineno}"


def clocks_away_from_the_door(module: Module) -> Iterator[str]:
    if module.room == "cli":
        return
    said = [ast.unparse(node) for node in module.nodes if isinstance(node, ast.Attribute)]
    for name in (*said, *imports(module)):
        if ".".join(name.split(".")[-2:]) in CLOCKS:
            yield f"{module.name} asks {name}"


def missing_words(module: Module) -> Iterator[str]:
    if not ast.get_docstring(ast.parse(module.text)):
        yield f"{module.name} does not say what it is and why"


def overgrowth(module: Module) -> Iterator[str]:
    lines = module.text.count("\n")
    if lines > MOST_LINES:
        yield f"{module.name} has {lines} lines; have two floors met in it?"


LAWS = [
    imports_that_do_not_point_down,
    worldliness_of_the_core,
    clocks_away_from_the_door,
    missing_words,
    overgrowth,
]

OFFENDERS = [
    (imports_that_do_not_point_down, "engine.gates", "from reunify_cli.cli import main"),
    (imports_that_do_not_point_down, "engine.gates", "from reunify_cli import store"),
    (imports_that_do_not_point_down, "render.paper", "import reunify_cli.store.folder"),
    (
        imports_that_do_not_point_down,
        "rules.reading",
        "def late():\n    from reunify_cli.engine import duties",
    ),
    (imports_that_do_not_point_down, "model.case", "from .keys import Key"),
    (imports_that_do_not_point_down, "errors", "from reunify_cli import shape"),
    (worldliness_of_the_core, "model.case", "from pathlib import Path"),
    (worldliness_of_the_core, "engine.duties", "import os.path"),
    (worldliness_of_the_core, "rules.policy", "from reunify_cli import shipped"),
    (worldliness_of_the_core, "rules.policy", "text = open('policy.yaml')"),
    (clocks_away_from_the_door, "store.journal", "from datetime import date\nday = date.today()"),
    (clocks_away_from_the_door, "store.journal", "import datetime as dt\nmade = dt.datetime.now(dt.UTC)"),
    (clocks_away_from_the_door, "store.locks", "from time import time"),
    (missing_words, "model", "import re"),
    (overgrowth, "cli.main", "word = 1\n" * (MOST_LINES + 1)),
]


@pytest.mark.parametrize(("law", "name", "text"), OFFENDERS)
def test_a_module_that_breaks_a_law_of_the_house_is_found(
    law: Callable[[Module], Iterator[str]], name: str, text: str
) -> None:
    assert 0 < len(list(law(Module(name, text))))


@pytest.mark.parametrize("law", LAWS)
def test_no_module_breaks_a_law_of_the_house(law: Callable[[Module], Iterator[str]]) -> None:
    assert [] == [offence for module in HOUSE for offence in law(module)]


def test_every_law_of_the_house_is_shown_to_find_something() -> None:
    assert set(LAWS) == {law for law, _, _ in OFFENDERS}


def test_every_module_has_a_floor_and_every_room_of_the_picture_stands() -> None:
    assert set(FLOOR_OF) == {module.room for module in HOUSE}
