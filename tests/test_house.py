"""The core stays pure, the clock is asked once, imports point down and never in a circle.

What may import what is the contract in pyproject.toml, which import-linter checks. Each other law is a function from
one module to the sentences that say what is wrong with it. All are shown to find an offender in an invented module or
package before they are asked about the real ones.
"""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "reunify_cli"

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


def worldliness_of_the_core(module: Module) -> Iterator[str]:
    if module.room not in PURE:
        return
    for name in imports(module):
        if any(reaches(name, each) for each in WORLDLY):
            yield f"{module.name} imports {name}"
    for node in module.nodes:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WORLDLY_CALLS:
            yield f"{module.name} calls {node.func.id}, line {node.lineno}"


def clocks_elsewhere(module: Module) -> Iterator[str]:
    if module.name == "session.clock":
        return
    asks = {"time.time_ns"} if module.room == "worklist" else set()  # how old a file is, not what day it is
    said = [ast.unparse(node) for node in module.nodes if isinstance(node, ast.Attribute)]
    for name in (*said, *imports(module)):
        if ".".join(name.split(".")[-2:]) in CLOCKS - asks:
            yield f"{module.name} asks {name}"


def missing_words(module: Module) -> Iterator[str]:
    if not ast.get_docstring(ast.parse(module.text)):
        yield f"{module.name} does not say what it is and why"


def overgrowth(module: Module) -> Iterator[str]:
    lines = module.text.count("\n")
    if lines > MOST_LINES:
        yield f"{module.name} has {lines} lines; have two floors met in it?"


LAWS = [
    worldliness_of_the_core,
    clocks_elsewhere,
    missing_words,
    overgrowth,
]

OFFENDERS = [
    (worldliness_of_the_core, "model.case", "from pathlib import Path"),
    (worldliness_of_the_core, "engine.duties", "import os.path"),
    (worldliness_of_the_core, "rules.policy", "from reunify_cli import shipped"),
    (worldliness_of_the_core, "rules.policy", "text = open('policy.yaml')"),
    (clocks_elsewhere, "store.journal", "from datetime import date\nday = date.today()"),
    (clocks_elsewhere, "store.journal", "import datetime as dt\nmade = dt.datetime.now(dt.UTC)"),
    (clocks_elsewhere, "store.locks", "from time import time"),
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


# --- layers and circles -------------------------------------------------------------------------------------------

LINT = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True, no_logo=True))"
CONTRACT = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
LAYERS = [name for each in CONTRACT["contracts"] for layer in each.get("layers", ()) for name in layer.split(" | ")]

DOWN, PAPERS, VERSION, CIRCLES = (each["name"] for each in CONTRACT["contracts"])
CONTRACT_OFFENDERS: list[tuple[str, dict[str, str]]] = [
    (DOWN, {"engine/gates": "from reunify_cli.cli import main"}),
    (DOWN, {"engine/gates": "from reunify_cli import store"}),
    (PAPERS, {"papers/paper": "import reunify_cli.store.folder", "store/folder": ""}),
    (DOWN, {"rules/reading": "def late():\n    from reunify_cli.engine import duties"}),
    (DOWN, {"model/case": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from reunify_cli import rules"}),
    (DOWN, {"attic/box": ""}),
    (VERSION, {"__init__": "from reunify_cli import errors"}),
    (CIRCLES, {"cli/one": "import reunify_cli.cli.two", "cli/two": "def late():\n    from reunify_cli.cli import one"}),
    (
        CIRCLES,
        {
            "cli/one": "import reunify_cli.cli.by.two",
            "cli/by/two": "",
            "cli/by/three": "from reunify_cli.cli import one",
        },
    ),
]


def contract(folder: Path) -> str:
    """What import-linter says, line by line, of the package in a folder by the contract in its pyproject.toml."""
    done = subprocess.run([sys.executable, "-c", LINT], cwd=folder, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def invented(folder: Path, modules: dict[str, str]) -> Path:
    """A package of empty layers under the project's own contract, with these modules in it; it bears another name."""
    for name, text in {**{f"{layer}/__init__": "" for layer in LAYERS}, **modules}.items():
        path = folder / "invented" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        (path.parent / "__init__.py").touch()
        path.write_text(text.replace("reunify_cli", "invented"), encoding="utf-8")
    own = (PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8")
    (folder / "pyproject.toml").write_text(own.replace("reunify_cli", "invented"), encoding="utf-8")
    return folder


def test_the_package_keeps_its_contract() -> None:
    said = contract(PACKAGE.parent)

    kept = [f"{name} KEPT" for name in (DOWN, PAPERS, VERSION, CIRCLES)]
    assert kept == re.findall(r"^.* (?:KEPT|BROKEN)$", said, re.MULTILINE), said


def test_a_package_of_empty_layers_keeps_the_contract(tmp_path: Path) -> None:
    assert "4 kept, 0 broken" in contract(invented(tmp_path, {"cli/one": "from reunify_cli import store, engine"}))


@pytest.mark.parametrize(("name", "modules"), CONTRACT_OFFENDERS)
def test_what_breaks_the_contract_is_found(name: str, modules: dict[str, str], tmp_path: Path) -> None:
    assert f"{name} BROKEN" in contract(invented(tmp_path, modules))
