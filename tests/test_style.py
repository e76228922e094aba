"""Words that nobody at work would say are in no sentence of ours: not on screens, in documents, rules or guides.

The list is the style guide's. It holds for what the program prints and for the texts that it ships; what people type,
the keys of files and the words of invented children are their own.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "reunify_cli"
BANNED = re.compile(
    r"\b(whoever|nobody|somebody|anybody|everybody|that is to be|put right|taken back|written down|has to be said"
    r"|anew|aloud|all the same|beforehand|mend(?:s|ed)?)\b",
    re.IGNORECASE,
)
OWED = re.compile(r"\bowed\b", re.IGNORECASE)
FOR_AUTHORS = ("policy_store/", "rules/", "cli/policy/comparing.py")
"""Where `owed` is said: to those who write rules, whose examples have it as a key, and in JSON."""
TEXTS = (
    *(path for path in ROOT.glob("policies/**/*.yaml") if not path.name.endswith(".test.yaml")),
    *ROOT.glob("case_templates/packs/*.j2"),
)
"""The texts that people read on screens and in documents."""
COMMENT = re.compile(r"^\s*#|\{#.*?#\}", re.DOTALL)


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """The strings of a module that have a space in them, but for its docstrings, each with its line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    told = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in told
            and " " in node.value
        ):
            yield node.lineno, node.value


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_no_sentence_of_the_program_has_a_word_that_no_one_says(path: Path) -> None:
    name = path.relative_to(PACKAGE).as_posix()
    found = [(line, text) for line, text in sentences(path) if BANNED.search(text)]
    owed = [] if name.startswith(FOR_AUTHORS) else [each for each in sentences(path) if OWED.search(each[1])]

    assert [] == found + owed


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_rule_and_no_document_has_a_word_that_no_one_says(path: Path) -> None:
    lines = COMMENT.sub("", path.read_text(encoding="utf-8")).splitlines()

    assert [] == [line for line in lines if BANNED.search(line) and not COMMENT.match(line)]
