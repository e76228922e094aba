"""The sandbox in which a document's template runs: it can place what it is given, and neither reach out nor run on.

An authority's own template may have been written by anyone. Jinja2's sandbox keeps it from files, modules and private
attributes. What is added here bounds its time and its memory, alike on every system: every run of a body (a loop's, a
macro's, a block's, a file's), every text and every list that a template makes is paid for out of one `PURSE`, by its
size and before anything larger can be made of it. What cannot be paid for by its size is not there: printing a list,
`format` and its like, methods other than those in `_MAY`, tests that compare.

The payments are put into the template's tree as it is parsed, under names of filters that nobody can type.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from threading import local
from typing import Any, Final, cast

from jinja2 import Environment, FileSystemLoader, nodes, pass_context
from jinja2.exceptions import SecurityError, TemplateSyntaxError
from jinja2.runtime import Context, LoopContext, Undefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.visitor import NodeTransformer

from reunify_cli.papers.layout.escape import Md, finalize

PURSE: Final = 5_000_000
"""How many letters and steps a document may take where a template of an authority's own is read."""
UNBOUNDED: Final = sys.maxsize
"""The purse of a document that only shipped templates make: these are as long as what there is to tell."""
SOURCE: Final = 200_000
"""How many bytes a template may be long; the longest shipped one has ten thousand."""
DEEPEST: Final = 12
"""How many loops may stand in one another; Python reads no more than twenty."""
NUMBER: Final = 10**9
"""How large a number that a template calculates with may be."""
NUMBERS: Final = 1000
"""How many numbers `range` gives at most."""
_PER_STEP: Final = 16
"""How many letters are looked at in one step, where a text is searched or compared and not made."""

_MAY: Final[dict[type, frozenset[str]]] = {
    str: frozenset(
        ("capitalize", "casefold", "endswith", "find", "isdigit", "lower", "lstrip", "removeprefix", "removesuffix",
         "rstrip", "split", "splitlines", "startswith", "strip", "title", "upper")
    ),
    dict: frozenset(("get", "items", "keys", "values")),
}  # fmt: skip
"""The methods of Python's own types that a template may call: none that makes much of little."""
_COMPARING: Final = frozenset(
    ("==", "eq", "equalto", "!=", "ne", ">", "gt", "greaterthan", ">=", "ge", "<", "lt", "lessthan", "<=", "le", "in")
)
"""Tests that are left out: each has a sign of its own, by which its cost is counted."""
_PLAIN: Final = ("length", "list", "first", "last", "default", "sort")
"""Filters of Jinja2's own that a template may use."""
_STEP, _MADE, _SEEN, _TURNS, _GLUED = "a step", "what is made", "what is compared", "the turns", "what is glued"
"""The names of the filters that count: with a space in them, so that no template can name one."""

_spent = local()


class Bounded(ImmutableSandboxedEnvironment):
    """Jinja2's sandbox with its work counted."""

    intercepted_binops = frozenset(("*", "**", "%", "+", "-", "/", "//"))

    counts = True
    """Whether what a template costs is counted: not where all there are to read are shipped ones."""

    def __init__(self, **options: Any) -> None:
        super().__init__(finalize=printed, **options)
        self.tests = {name: test for name, test in self.tests.items() if name not in _COMPARING}

    def counting(self, filters: dict[str, Any]) -> None:
        """Let a template have these filters besides the plain ones, what each gives counted as something made."""
        plain = {name: self.filters[name] for name in _PLAIN}
        counting = {_STEP: _step, _MADE: made, _SEEN: seen, _TURNS: turns, _GLUED: glued}
        self.filters = {**plain, "join": joined_by, "lower": _lower, **filters, **counting}

    def begin(self, purse: int = PURSE) -> None:
        """Begin to count anew, for another document."""
        _spent.left = purse

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        """A template's tree, with what it costs put into it where that is counted."""
        tree = super()._parse(source, name, filename)
        if self.counts:
            _Paying(name, filename).visit(tree)
        return tree

    def call(self, context: Context, called: Any, /, *given: Any, **named: Any) -> Any:
        """Call something of the context or a macro; never one of Python's own makers of long texts."""
        owner = getattr(called, "__self__", None)
        _spend(1 + (len(owner) // _PER_STEP if isinstance(owner, str) else 0))
        if isinstance(called, LoopContext):
            given = tuple(map(turns, given))
        return made(super().call(context, called, *given, **named))

    def getitem(self, obj: Any, argument: Any) -> Any:
        """What lies under a key, which costs as much as the key is large."""
        return super().getitem(obj, seen(argument))

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether a template may have an attribute: none that is private, and of Python's own types few methods."""
        own = type(obj).__module__ in ("builtins", "datetime") or isinstance(obj, (str, Exception))
        if own and callable(value) and not any(attr in may for kind, may in _MAY.items() if isinstance(obj, kind)):
            return False
        return bool(super().is_safe_attribute(obj, attr, value))

    def wrap_str_format(self, value: Any) -> None:
        """No `format`: a width in it makes a text of any length."""

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """A sum of two values: numbers of a size that a document needs, or two texts or two lists added."""
        if operator == "+" and any(isinstance(left, kind) and isinstance(right, kind) for kind in (str, list, tuple)):
            _spend(weight(left) + weight(right))
            return made(left + right)
        if not all(isinstance(each, (int, float)) and abs(each) <= NUMBER for each in (left, right)):
            raise SecurityError(f'"{operator}" is for numbers that stay small')
        if operator == "**":
            raise SecurityError('"**" is not needed in a document')
        return super().call_binop(context, operator, left, right)


class Loader(FileSystemLoader):
    """Templates of folders, none of them read that is too long to be one."""

    def get_source(self, environment: Environment, template: str) -> Any:
        """A template's text, its path, and whether it is still so."""
        for folder in self.searchpath:
            path = Path(folder, *template.split("/"))
            if path.is_file():
                if path.stat().st_size > SOURCE:
                    raise TemplateSyntaxError(f"it is longer than {SOURCE:,} bytes", 1, template, str(path))
                break
        return super().get_source(environment, template)


class _Paying(NodeTransformer):
    """Puts into a template's tree what each part of it costs."""

    def __init__(self, name: str | None, file: str | None) -> None:
        self.template, self.file, self.loops, self.size = name, file, 0, 0

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - Jinja2 looks for it under this name
        """A loop; TemplateSyntaxError with its line where Python could not read what becomes of it."""
        self.loops += 1
        if self.loops > DEEPEST:
            raise TemplateSyntaxError(
                f"more than {DEEPEST} loops stand in one another", node.lineno, self.template, self.file
            )
        found = self.generic_visit(node)
        self.loops -= 1
        return found

    def generic_visit(self, node: nodes.Node, *args: Any, **kwargs: Any) -> nodes.Node:
        before = self.size
        self.size += 1 + (len(node.data) if isinstance(node, nodes.TemplateData) else 0)
        found = super().generic_visit(node, *args, **kwargs)
        match node:
            case nodes.For():
                node.iter = _through(_TURNS, node.iter)
            case nodes.Concat():
                return _through(_GLUED, nodes.List(node.nodes, lineno=node.lineno))
            case nodes.Dict():
                for pair in node.items:
                    pair.key = _through(_SEEN, pair.key)
                return _through(_MADE, node)
            case nodes.List():
                return _through(_MADE, node)
            case nodes.Tuple() if node.ctx == "load":
                return _through(_MADE, node)
            case nodes.Getitem() if isinstance(node.arg, nodes.Slice):
                return _through(_MADE, node)
            case nodes.Compare():
                node.expr = _through(_SEEN, node.expr)
                for operand in node.ops:
                    operand.expr = _through(_SEEN, operand.expr)
            case nodes.Filter():
                return _through(_MADE, node)
        if isinstance(node, (nodes.Template, nodes.For, nodes.Macro, nodes.CallBlock, nodes.Block)):
            # One run of it costs at least its parts and the letters that stand in it.
            step = _through(_STEP, nodes.Const(self.size - before, lineno=node.lineno))
            node.body.insert(0, nodes.ExprStmt(step, lineno=node.lineno))
        return found


def _through(name: str, node: nodes.Node) -> nodes.Filter:
    return nodes.Filter(cast(nodes.Expr, node), name, [], [], None, None, lineno=node.lineno)


# --- what is paid -------------------------------------------------------------------------------------------------


@pass_context
def _step(_: Context, cost: int) -> str:
    _spend(cost)
    return ""


def printed(value: object) -> Md:
    """A value as it stands on the document. A list or another thing that is no text is a mistake of the template."""
    text = finalize(worded(value))
    _spend(1 + len(text))
    return text


def worded(value: Any) -> Any:
    """The value itself, if it is one that has words; raises SecurityError for a list and the like."""
    simple = value is None or isinstance(value, (str, int, float, Undefined))
    own: object = type(value).__str__
    if not simple and own is object.__str__:
        raise SecurityError(f"{type(value).__name__!r} is not text; loop through it, join it, or name a part of it")
    return value


def glued(parts: Any) -> str:
    """Texts put together: what `~` gives, and `join` without anything between."""
    return joined_by(parts, "")


def joined_by(parts: Any, between: str = ", ") -> str:
    """Texts put together with something between them, counted before there is one long text."""
    words = [str(worded(each)) for each in turns(parts)]
    _spend(sum(map(len, words)) + len(words) * len(between))
    return between.join(words)


def _lower(value: Any) -> str:
    return str(worded(value)).lower()


def made(value: Any) -> Any:
    """Something that a template has made, paid for by its size."""
    _spend(len(value) if isinstance(value, str) else weight(value))
    return value


def seen(value: Any) -> Any:
    """Something that is compared or looked up, paid for by what there is to be looked at."""
    _spend(weight(value))
    return value


def weight(value: Any) -> int:
    """What there is to be looked at in a value, lists in lists as often as they stand there. At most what is left."""
    total, ahead, most = 0, [value], getattr(_spent, "left", PURSE)
    while ahead and total <= most:
        each = ahead.pop()
        if isinstance(each, str):
            total += 1 + len(each) // _PER_STEP
        elif isinstance(each, dict):
            total += 1
            ahead += [*each, *each.values()]
        else:
            total += 1
            ahead += each if isinstance(each, (list, tuple, set, frozenset)) else ()
    return total


def numbers(*given: int) -> range:
    """Python's `range`, for the lines of a form: a thousand numbers at most."""
    made = range(*given)
    if len(made) > NUMBERS:
        raise SecurityError(f"range counts to {NUMBERS} at most")
    return made


def turns(values: Any) -> Any:
    """What a loop goes through, its turns paid for before the first."""
    known = values if hasattr(values, "__len__") else list(_one_by_one(values))
    _spend(len(known))
    return known


def _one_by_one(values: Any) -> Iterator[Any]:
    for each in values:
        _spend(1)
        yield each


def _spend(cost: int) -> None:
    _spent.left = getattr(_spent, "left", PURSE) - cost
    if _spent.left < 0:
        raise SecurityError(f"it takes more than {PURSE:,} letters and steps")
