"""Which papers there are, and how one is written: its template fills in the context, and the result is our Markdown.

An authority may keep templates of its own beside its cases; they stand before the shipped ones. A template runs in a
sandbox and can only place what the context holds. Whatever comes from a case is escaped on its way in.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.model.vocabulary import Vocabulary, spoken
from reunify_cli.render.escape import finalize, joined
from reunify_cli.render.words import capital
from reunify_cli.shipped import case_templates_dir

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    from reunify_cli.render.context import Context

LENDER = "care-team"
"""The policy whose headings are borrowed for a meeting of which a case's own policy says nothing."""
_MEETINGS = frozenset(("meetings", "reviews"))
"""The groups of events that are meetings; those with minutes have the general paper."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A kind of paper."""

    name: str
    template: str
    event: str = ""
    """The meeting it is for; "" where it is for none."""
    title: str = ""
    """What stands above it; the meeting's own title where empty."""
    subtitle: str = ""
    aliases: tuple[str, ...] = ()
    guests: tuple[str, ...] = ()
    """The roles that are invited besides those a rule asks for."""


RECORD = "Agenda and record"
PACKS: tuple[Pack, ...] = (
    Pack("planning-meeting", "planning-meeting", "planning-meeting", subtitle=RECORD, aliases=("planning",)),
    Pack(
        "review",
        "review",
        "review",
        title="Review of the child's case",
        subtitle="What happened since the last one, agenda, plan and what is next",
        aliases=("lac review", "review pack"),
        guests=("iro", "child", "parent", "pr-holder", "social-worker", "school", "health", "advocate", "guardian"),
    ),
    Pack(
        "placement-with-parents",
        "placement-with-parents",
        title="Placement with parents",
        subtitle="Checklist and approval sheet",
        aliases=("pwp", "placement with parent", "placement with parents checklist", "pwp checklist"),
    ),
)
"""The papers with a template of their own, in the order in which they are listed."""
_ALSO = {"parent-assessment": "placement-with-parents", "parent-agreement": "placement-with-parents"}
"""Events whose words people use for a paper that is for no meeting."""


def pack_of(event: str) -> Pack:
    """The paper for a meeting: its own, else the general one."""
    return next((pack for pack in PACKS if pack.event == event), Pack(event, "general", event, subtitle=RECORD))


def find_pack(word: str, vocabulary: Vocabulary) -> Pack | None:
    """The paper that somebody means: by its name, or by any word for its meeting (`IPM`, `LAC review`, `pwp`)."""
    said = spoken(word)
    for pack in PACKS:
        if said in map(spoken, (pack.name, *pack.aliases)):
            return pack
    event = vocabulary.words.get(said)
    if event in _ALSO:
        return next(pack for pack in PACKS if pack.name == _ALSO[event])
    return pack_of(event) if event in meetings(vocabulary) else None


def meetings(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The events that a paper can be made for: meetings with minutes."""
    return tuple(name for name, kind in vocabulary.events.items() if kind.minutes and kind.group in _MEETINGS)


def pack_words(vocabulary: Vocabulary) -> list[str]:
    """Every word for a paper, for "did you mean"."""
    own = [word for pack in PACKS for word in (pack.name, *pack.aliases)]
    return [*own, *(word for word, event in vocabulary.words.items() if event in meetings(vocabulary))]


# --- writing ------------------------------------------------------------------------------------------------------


def markdown(pack: Pack, context: Context, folders: Sequence[Path] = ()) -> str:
    """A paper's Markdown, the title its first heading.

    `folders` are looked through for templates before the shipped ones. Raises Unreadable, naming file and line, where
    a template is wrong.
    """
    from jinja2 import TemplateError

    room = environment(tuple(folders))
    values = {field.name: getattr(context, field.name) for field in fields(context)}
    name = f"{pack.template}.md.j2"
    try:
        body = room.get_template(name).render(values)
    except TemplateError as error:
        _refuse(error, name)
    return tidy(f"# {finalize(context.title)}\n\n{body}")


@cache
def environment(folders: tuple[Path, ...] = ()) -> ImmutableSandboxedEnvironment:
    """The sandbox in which templates run; undefined names are mistakes, and nothing reaches paper unescaped."""
    from jinja2 import FileSystemLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    places = [*folders, case_templates_dir() / "packs"]
    found = ImmutableSandboxedEnvironment(
        loader=FileSystemLoader([str(place) for place in places]),
        undefined=StrictUndefined,
        autoescape=False,
        finalize=finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.concat = joined  # type: ignore[method-assign]
    found.filters = {"capital": capital, "join": _listed, **_plain_filters(found.filters)}
    return found


def _plain_filters(filters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: filters[name] for name in ("length", "list", "first", "last", "lower", "default", "sort")}


def _listed(parts: Sequence[object], between: str = ", ") -> str:
    return between.join(map(str, parts))


def _refuse(error: Exception, name: str) -> NoReturn:
    """Say where a template is wrong and what is wrong with it."""
    file, line = getattr(error, "filename", None) or name, getattr(error, "lineno", None)
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename.endswith(".j2"):
            file, line = frame.filename, frame.lineno
    place = Place("/".join(Path(file).parts[-3:]), line)
    raise Unreadable(Problem(place, f"this template cannot be used: {error}", "mend it, or take it away")) from None


def tidy(text: str) -> str:
    """Markdown without spaces at the ends of lines, and with one empty line where a template left several."""
    kept: list[str] = []
    for line in map(str.rstrip, text.split("\n")):
        if line or (kept and kept[-1]):
            kept.append(line)
    return "\n".join(kept).strip("\n") + "\n"
