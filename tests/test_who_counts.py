"""Who counts and who says a date: the worklist and the engine count how duties stand, wording/ says duties and days.

Each law is a function from one module to what is wrong with it, shown to find an offender in an invented module first.
"""

import ast
import re
from collections.abc import Callable, Iterator

import pytest

from reunify_cli.engine.duty import Standing
from tests.test_house import HOUSE, Module

# --- who may count ------------------------------------------------------------------------------------------------

ROOMS_THAT_COUNT = ("worklist", "engine")
STANDINGS = {each.name for each in Standing}
MAY_COUNT = {
    "cli.screens.effects": "what is still there for one child after an entry",
    "cli.commands.show": "how one child's dates have stood so far, whether or not anything is to do",
    "papers.professional.timeline": "duties by week, for a drawing",
}
"""The modules outside that count standings, or sort duties by them to count, and why these are other numbers."""


def counts_standings(module: Module) -> Iterator[str]:
    """Numbers made from how duties stand: `sum`, `len` or `Counter` over something that names a standing."""
    if module.room in ROOMS_THAT_COUNT or module.name in MAY_COUNT:
        return
    for node in module.nodes:
        given: list[ast.AST] = []
        if isinstance(node, ast.Call) and ast.unparse(node.func) in ("sum", "len", "Counter", "collections.Counter"):
            given = list(node.args)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Subscript):
            given = [node.target]
        if any(_names_a_standing(each) for part in given for each in ast.walk(part)):
            yield f"{module.name} counts standings, line {node.lineno}: take the number from worklist/"


def _names_a_standing(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        of_standing = isinstance(node.value, ast.Name) and node.value.id == "Standing"
        return node.attr == "standing" or (of_standing and node.attr in STANDINGS)
    if isinstance(node, ast.Call):
        return ast.unparse(node.func).rpartition(".")[2] in ("standing", "shown_as", "state_of")
    return isinstance(node, ast.Constant) and node.value == "standing"


COUNTING = [
    "late = sum(standing(duty, now) is Standing.OVERDUE for duty in duties)",
    "late = len([duty for duty in duties if duty.standing == 'overdue'])",
    "piles = Counter(item['standing'] for item in items)",
    "breaches = sum(state_of(act) == BREACH for act in found)",
    "piles[how(standing(duty, now))] += 1",
]


@pytest.mark.parametrize("text", COUNTING)
def test_a_module_that_counts_standings_is_found(text: str) -> None:
    assert list(counts_standings(Module("cli.screens.other", text)))
    assert not list(counts_standings(Module("worklist.other", text)))


def test_only_the_worklist_counts_how_duties_stand() -> None:
    assert [] == [offence for module in HOUSE for offence in counts_standings(module)]


def test_every_module_that_may_count_does() -> None:
    here = {module.name: module for module in HOUSE}
    nameless = {name for name in MAY_COUNT if name not in here}
    idle = {name for name in MAY_COUNT.keys() & here.keys() if not _counts(Module(f"other.{name}", here[name].text))}
    assert (set(), set()) == (nameless, idle)


def _counts(module: Module) -> bool:
    return bool(list(counts_standings(module)))


# --- who may say a date -------------------------------------------------------------------------------------------

MONTHS = {"january", "jan", "february", "feb", "november", "nov", "monday", "mon", "friday", "fri"}
MAY_NAME_DAYS = {
    "text.days": "the one table",
    "model.moment": "the core says what is wrong with a day by the standard library's names, which lie below text",
    "shape.records": "the same, of a day in a file",
}


def names_days(module: Module) -> Iterator[str]:
    """Tables of months or weekdays, and the standard library's, which follow the machine's language."""
    if module.name in MAY_NAME_DAYS:
        return
    for node in module.nodes:
        if isinstance(node, ast.Tuple | ast.List):
            words = {
                each.value.lower()
                for each in node.elts
                if isinstance(each, ast.Constant) and isinstance(each.value, str)
            }
            if len(words & MONTHS) > 1:
                yield f"{module.name} has a table of months or weekdays, line {node.lineno}: take text/days.py"
        taken = node.names if isinstance(node, ast.ImportFrom) and node.module == "calendar" else []
        if any(name.name.endswith(("_name", "_abbr")) for name in taken):
            yield f"{module.name} takes names of days from the standard library, line {node.lineno}"
        formats = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "strftime"
        if (formats or isinstance(node, ast.FormattedValue)) and re.search(r"%[aAbB]", ast.unparse(node)):
            yield f"{module.name} formats a day in the machine's language, line {node.lineno}"


def joins_title_and_date(module: Module) -> Iterator[str]:
    """A sentence in which a rule's title and a day meet: how a duty is said is for wording/."""
    if module.room in ("wording", "engine", "worklist") or module.name in MAY_JOIN:
        return
    for node in module.nodes:
        if isinstance(node, ast.JoinedStr):
            text = ast.unparse(node)
            if "rule.title" in text and re.search(
                r"(due_(?:words|cell)|short_day|say_\w+|when_words|long_day)\(", text
            ):
                yield f"{module.name} joins a rule's title and a date, line {node.lineno}: say it in wording/"


MAY_JOIN = {
    "casework.effects": "what one entry changed of a duty",
    "cli.commands.book": "for which duty a meeting is booked",
    "cli.commands.show": "the duties that are over, a line each",
    "casework.exceptions": "which duty an exception is made to",
}
"""The modules whose sentences have not moved to wording/ yet."""

NAMING = [
    "_MONTHS = ('Jan', 'Feb', 'Mar')",
    "DAYS = ['Monday', 'Tuesday', 'Friday']",
    "from calendar import month_name",
    "said = day.strftime('%a %d %b')",
]
JOINING = [
    "said = f'{duty.rule.title} by {due_words(duty.due)}'",
    "x = f'{short_day(day)} {clean(act.first.rule.title)}'",
]


@pytest.mark.parametrize("text", NAMING)
def test_a_module_with_names_of_days_of_its_own_is_found(text: str) -> None:
    assert list(names_days(Module("papers.other", text)))


@pytest.mark.parametrize("text", JOINING)
def test_a_module_that_joins_a_title_and_a_date_is_found(text: str) -> None:
    assert list(joins_title_and_date(Module("papers.other", text)))
    assert not list(joins_title_and_date(Module("wording.other", text)))


@pytest.mark.parametrize("law", [names_days, joins_title_and_date])
def test_only_one_room_says_a_date(law: Callable[[Module], Iterator[str]]) -> None:
    assert [] == [offence for module in HOUSE for offence in law(module)]


def test_every_module_that_may_join_does() -> None:
    texts = {module.name: module.text for module in HOUSE}
    other = [name for name in MAY_JOIN if not list(joins_title_and_date(Module("other", texts.get(name, ""))))]
    assert [] == other
