"""The way in for somebody new: the recipes of CONTRIBUTING.md done as they stand, its picture, its paths, its words."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping
from inspect import CO_OPTIMIZED
from pathlib import Path
from types import FrameType

import pytest

from tests.cli.desk import a_team, reunify

CHECKOUT = Path(__file__).resolve().parent.parent
PAGE = CHECKOUT / "CONTRIBUTING.md"
TEXT = PAGE.read_text(encoding="utf-8")
WRITES = os.environ.get("REUNIFY_GOLDEN") == "write"
STALE = "CONTRIBUTING.md is stale; REUNIFY_GOLDEN=write writes it anew"

PICTURE = re.compile(r"(?<=<!-- picture: begin -->\n).*?(?=<!-- picture: end -->)", re.DOTALL)
LAYER = re.compile(r'    "([^"]+)", +# (.+)')
STEP = re.compile(
    r"(?P<how>[Ii]nto|At the end of|In) `(?P<file>[^`]+)`(?:, (?P<where>after|in place of) `(?P<line>[^`]+)`)?:\n\n"
    r"```[a-z]+\n(?P<text>.*?)```"
    r"|```console\n(?P<session>.*?)```",
    re.DOTALL,
)
DIGEST, SHOWN = re.compile(r"\b[0-9a-f]{12}\b"), "3f9a0c1b2d4e"
"""What a policy is pinned by, which is another whenever a shipped policy is."""
ROWS, MANY = re.compile(r"^ (duties|facts) +\d+$", re.MULTILINE), r" \1 ..."
"""How many rows come of the shipped rules."""
ENTRY = re.compile(r"(entry +|(?:correct|withdraw) 4\d )[0-9A-Z]{4}\b")
WAYS = TEXT.split("\n## How one value goes\n")[1].split("\n## ")[0].split("\n**")[1:]


def picture() -> str:
    """The layers of the contract in pyproject.toml, the highest first, each with what it is for."""
    contract = (
        (CHECKOUT / "pyproject.toml").read_text(encoding="utf-8").partition("\nlayers = [\n")[2].partition("]")[0]
    )
    rows = [(each[1].strip(), each[2]) for each in map(LAYER.match, contract.splitlines()) if each]
    width = max(len(name) for name, _ in rows)
    return "```text\n" + "".join(f"{name:{width}}   {about}\n" for name, about in rows) + "```\n"


def written(old: str, new: str) -> None:
    """Put something anew into the page as it is now."""
    PAGE.write_text(PAGE.read_text(encoding="utf-8").replace(old, new), encoding="utf-8", newline="\n")


def test_the_picture_of_the_rooms_is_the_contract() -> None:
    (old,) = PICTURE.findall(TEXT)
    if WRITES:
        marker = "<!-- picture: begin -->\n"
        written(f"{marker}{old}", f"{marker}{picture()}")
        return

    assert picture() == old, STALE


def test_every_file_that_the_page_names_exists_or_is_made_by_a_recipe() -> None:
    made = {step["file"] for step in STEP.finditer(TEXT)}
    named = {each for each in re.findall(r"`([\w.-]+(?:/[\w.-]+)+)`", TEXT) if "." in each or "/" in each}
    linked = set(re.findall(r"\]\(([^)#]+)", TEXT))

    assert 40 < len(named)
    assert [] == sorted(each for each in (named | linked) - made if not (CHECKOUT / each).exists())


def test_a_value_is_followed_in_at_most_twelve_steps_each_with_its_file() -> None:
    assert ["reunify record", "reunify next", "reunify pack"] == [
        " ".join(way[1:].split()[:2]).strip("`*") for way in WAYS
    ]
    for way in WAYS:
        steps = re.findall(r"^\d+\. .*", way, re.MULTILINE)
        assert len(steps) <= 12
        assert [] == [step for step in steps if "`reunify_cli/" not in step]


def called_by(folder: Path, command: str) -> set[str]:
    """Every file of the package of which a command calls a function; that it is imported is not enough."""
    found = set[str]()

    def note(frame: FrameType, _: str, __: object) -> None:
        code = frame.f_code
        if code.co_flags & CO_OPTIMIZED:  # a function, not a class or a module that is read
            found.add(code.co_filename)

    sys.setprofile(note)
    try:
        answer = reunify(folder, *shlex.split(command)[1:], *(["--yes"] if "record" in command else []))
    finally:
        sys.setprofile(None)
    assert 0 == answer.code, answer.err
    return {Path(each).relative_to(CHECKOUT).as_posix() for each in found if each.startswith(str(CHECKOUT))}


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.partition("`")[2].partition("`")[0])
def test_every_file_on_the_way_of_a_value_takes_part(way: str, tmp_path: Path) -> None:
    command = way.partition("`")[2].partition("`")[0]
    took_part = called_by(a_team(tmp_path), command)
    named = re.findall(r"^\d+\. `(reunify_cli/[^`]+)`", way, re.MULTILINE)

    assert [] == [each for each in named if each not in took_part]


def test_every_class_of_the_glossary_is_in_the_code() -> None:
    words = TEXT.split("\n## Words\n")[1].split("\n## ")[0]
    classes = set(
        re.findall(
            r"^class (\w+)",
            "\n".join(path.read_text(encoding="utf-8") for path in (CHECKOUT / "reunify_cli").rglob("*.py")),
            re.MULTILINE,
        )
    )
    named = re.findall(r"^\| `([A-Z]\w+)` \|", words, re.MULTILINE)

    assert 10 < len(named)
    assert set() == {*named} - classes


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what is shipped, and beside it the folder of invented children in which the commands are typed."""
    folder = tmp_path_factory.mktemp("way-in")
    unwanted = shutil.ignore_patterns("__pycache__")
    for name in ("reunify_cli", "policies", "case_templates"):
        shutil.copytree(CHECKOUT / name, folder / name, ignore=unwanted)
    shutil.copy(CHECKOUT / "pyproject.toml", folder)
    lines = TEXT.split("\n## Recipes\n")[1].split("```sh\n")[1].split("```")[0].splitlines()
    for line in lines:
        if line.startswith("reunify "):
            typed(folder, line, cwd=folder if line.startswith("reunify init ") else None)
    return folder


def environment(folder: Path) -> Mapping[str, str]:
    home = {name: str(folder / "home") for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME")}
    kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    return {**kept, **home, "PYTHONPATH": str(folder), "PYTHONUTF8": "1", "REUNIFY_NOW": "2026-11-30T08:47"}


def typed(folder: Path, words: str, cwd: Path | None = None) -> str:
    """What a command prints, screen and complaints together, run from the copy."""
    done = subprocess.run(
        [sys.executable, "-m", "reunify_cli", *shlex.split(words)[1:]],
        cwd=cwd or folder / "team", env=environment(folder), capture_output=True, text=True, check=False,
    )  # fmt: skip
    return ROWS.sub(MANY, DIGEST.sub(SHOWN, ENTRY.sub(r"\g<1>7K3F", done.stdout + done.stderr)))


def done(folder: Path, step: re.Match[str]) -> str:
    """A step of a recipe as it comes out: a file as it is written, a session with what its commands print."""
    if step["session"] is not None:
        commands = [line[2:] for line in step["session"].splitlines() if line.startswith("$ ")]
        return f"```console\n{''.join(f'$ {each}{chr(10)}{typed(folder, each)}' for each in commands)}```"
    name, text = step["file"], step["text"]
    path = (folder if "/" in name else folder / "team") / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if step["how"] == "In":
        old = path.read_text(encoding="utf-8")
        line = f"\n{step['line']}\n"
        assert 1 == old.count(line), f"{name} has {old.count(line)} lines {step['line']}"
        text = old.replace(line, f"{line if step['where'] == 'after' else chr(10)}{text}")
    elif step["how"] == "At the end of":
        gap = "\n\n" if path.suffix == ".py" else ""
        text = path.read_text(encoding="utf-8") + gap + text
    path.write_text(text, encoding="utf-8", newline="\n")
    return step[0]


def test_the_recipes_do_what_they_say(desk: Path) -> None:
    recipes = TEXT.split("\n## Recipes\n")[1].split("\n## Words\n")[0]
    found = STEP.sub(lambda step: done(desk, step), recipes)
    if WRITES:
        written(recipes, found)
    else:
        assert recipes == found, STALE

    tools = [["ruff", "check", "--no-cache", "."], ["ruff", "format", "--no-cache", "--check", "."]]
    for words in tools:
        checked = subprocess.run([sys.executable, "-m", *words], cwd=desk, capture_output=True, text=True, check=False)
        assert 0 == checked.returncode, checked.stdout + checked.stderr
    lint = "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True, no_logo=True))"
    checked = subprocess.run(
        [sys.executable, "-c", lint], cwd=desk, env=environment(desk), capture_output=True, text=True, check=False
    )
    assert 0 == checked.returncode, checked.stdout


def test_there_is_a_recipe_for_what_people_come_to_add() -> None:
    titles = re.findall(r"^### (.*)", TEXT, re.MULTILINE)

    wanted = ("rule", "event", "fact", "command", "screen", "paper for a meeting", "Another paper", "export", "import")

    assert [] == [each for each in wanted if not any(each in title for title in titles)]
