"""How a paper is written: its template fills in the context, and the result is our Markdown.

An authority may keep templates of its own beside its cases; they stand before the shipped ones. A template runs in a
sandbox and can only place what the context holds. Whatever comes from a case is escaped on its way in.
"""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.frozen import fields
from reunify_cli.papers.layout.escape import finalize, joined
from reunify_cli.papers.packs import GENERAL, Pack
from reunify_cli.shipped import case_templates_dir
from reunify_cli.wording.phrases import capital

if TYPE_CHECKING:
    from reunify_cli.papers.family.child_page import ChildPage
    from reunify_cli.papers.family.context import SharedPaper
    from reunify_cli.papers.guard.sandbox import Bounded
    from reunify_cli.papers.professional.context import Context

    Told = Context | SharedPaper | ChildPage
    """What a paper can be made of: for professionals, for family or court, for the child."""


def markdown(pack: Pack, context: Told, folders: Sequence[Path] = ()) -> str:
    """A paper's Markdown, the title its first heading.

    `folders` are looked through for templates before the shipped ones; a template that bears the name of a paper
    stands before the general one. Raises Unreadable, naming file and line, where a template is wrong.
    """
    from jinja2 import TemplateError

    from reunify_cli.papers.guard.sandbox import PURSE, UNBOUNDED

    room = environment(tuple(folders))
    values = {field.name: getattr(context, field.name) for field in fields(context)}
    name = f"{pack.template}.md.j2"
    named = [f"{pack.name}.md.j2"] if pack.template == GENERAL else []
    room.begin(PURSE if folders else UNBOUNDED)
    try:
        body = room.select_template([*named, name]).render(values)
    except (RecursionError, MemoryError):
        _refuse(ValueError("it calls itself without end, or is nested too deeply"), name)
    except SyntaxError:  # Python's own: what Jinja2 made of the template is nested more deeply than Python can read
        _refuse(ValueError("it is nested too deeply"), name)
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, OSError) as error:
        _refuse(error, name)
    return tidy(f"# {finalize(context.title)}\n\n{body}")


@cache
def environment(folders: tuple[Path, ...] = ()) -> Bounded:
    """The sandbox in which templates run; undefined names are mistakes, and nothing reaches paper unescaped."""
    from jinja2 import StrictUndefined

    from reunify_cli.papers.guard.sandbox import Bounded, Loader, numbers

    places = [*folders, case_templates_dir() / "packs"]
    found = Bounded(
        loader=Loader([str(place) for place in places]),
        undefined=StrictUndefined,
        autoescape=False,
        optimized=False,  # to work out constants beforehand takes longer than it saves
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.counts = bool(folders)
    found.globals = {"range": numbers}
    found.concat = joined  # type: ignore[method-assign]
    found.counting({"capital": capital})
    return found


def _refuse(error: Exception, name: str) -> NoReturn:
    """Say where a template is wrong and what is wrong with it."""
    file, line = getattr(error, "filename", None) or name, getattr(error, "lineno", None)
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.endswith(".j2"):
            file, line = frame.filename, frame.lineno
    place = Place("/".join(Path(file).parts[-3:]), line)
    said = str(getattr(error, "message", None) or error).rstrip(".")
    raise Unreadable(Problem(place, f"This template cannot be used: {said}.", "Correct it, or remove it.")) from None


def tidy(text: str) -> str:
    """Markdown without spaces at the ends of lines, and with one empty line where a template left several."""
    kept: list[str] = []
    for line in map(str.rstrip, text.split("\n")):
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip("\n") + "\n"
