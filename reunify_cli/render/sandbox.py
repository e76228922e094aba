"""The sandbox in which a paper's template runs: it can place what it is given, and neither reach out nor run on.

An authority's own template may have been written by anybody. Jinja2's sandbox keeps it from files, modules and private
attributes. What is added here bounds its work, so that no template fills the memory or never ends: loops, calls and
the length of texts are counted, texts cannot be multiplied, and what generates endlessly is not there at all.
"""

from __future__ import annotations

from threading import local
from typing import Any, Final

from jinja2 import nodes
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

TURNS: Final = 200_000
"""How many turns all loops of a paper and how many calls it may take. The longest paper takes some thousands."""
LETTERS: Final = 200_000
"""How long a text may be that a template hands on."""
NUMBER: Final = 10**9
"""How large a number that a template multiplies may be."""
NUMBERS: Final = 1000
"""How many numbers `range` gives at most."""
_TEXT: Final = frozenset(
    ("capitalize", "casefold", "endswith", "find", "isdigit", "lower", "lstrip", "removeprefix", "removesuffix",
     "rstrip", "split", "splitlines", "startswith", "strip", "title", "upper")
)  # fmt: skip
"""What can be asked of a text: nothing that makes a much longer one of it."""

_spent = local()


class Bounded(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox with its work counted."""

    intercepted_binops = frozenset(("*", "**", "%", "+"))

    def begin(self) -> None:
        """Begin to count anew, for another paper."""
        _spent.turns = 0

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """A template's tree, every loop of it counted before it begins."""
        tree = super()._parse(source, name, filename)
        for each in tree.find_all(nodes.For):
            each.iter = nodes.Filter(each.iter, "counted", [], [], None, None, lineno=each.lineno)
        return tree

    def call(self, context: Context, called: Any, /, *given: Any, **named: Any) -> Any:
        """Call something of the context or a macro; never one of Python's own makers of long texts."""
        _spend(1)
        if any(isinstance(each, str) and len(each) > LETTERS for each in (*given, *named.values())):
            raise SecurityError("a text became too long")
        return super().call(context, called, *given, **named)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may have an attribute: none that is private, and of a text only what stays short."""
        if isinstance(obj, str) and callable(value) and attr not in _TEXT:
            return False
        return bool(super().is_safe_attribute(obj, attr, value))

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """A sum of two values: numbers of a size that a paper needs, or two short texts added."""
        numbers = all(isinstance(each, (int, float)) and abs(each) <= NUMBER for each in (left, right))
        if not numbers and (operator != "+" or len(str(left)) + len(str(right)) > LETTERS):
            raise SecurityError(f'"{operator}" is for numbers that stay small')
        if operator == "**":
            raise SecurityError('"**" is not needed in a paper')
        return super().call_binop(context, operator, left, right)


def numbers(*given: int) -> range:
    """Python's `range`, for the lines of a form: a thousand numbers at most."""
    made = range(*given)
    if len(made) > NUMBERS:
        raise SecurityError(f"range counts to {NUMBERS} at most")
    return made


def counted(values: Any) -> Any:
    """What a loop goes through, its turns counted as they are begun."""
    known = values if hasattr(values, "__len__") else list(_one_by_one(values))
    _spend(len(known))
    return known


def _one_by_one(values: Any) -> Any:
    for each in values:
        _spend(1)
        yield each


def _spend(turns: int) -> None:
    _spent.turns = getattr(_spent, "turns", 0) + turns
    if _spent.turns > TURNS:
        raise SecurityError(f"it goes round more than {TURNS:,} times")
