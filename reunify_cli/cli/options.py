"""The options that many commands share, spelled once: where, as of when, how it is shown, and what needs no asking.

`reads`, `lists` and `writes` turn a command function whose first parameter is `terminal` into one that typer
understands: the shared options join its signature, and what they say, before or after the command's name, becomes that
terminal and its session.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from reunify_cli.cli.doing import through
from reunify_cli.cli.terminal import SharedOptions

CaseRef = Annotated[
    str,
    typer.Argument(
        metavar="CASE", show_default=False, help="the id, its last digits, initials, or the number in your own system"
    ),
]
"""One child."""

CaseRefs = Annotated[
    list[str] | None,
    typer.Argument(metavar="[CASE]...", show_default=False, help="ids, last digits or initials; none is everybody"),
]
"""Any number of children; give it the default None."""

Mine = Annotated[bool, typer.Option("--mine", help="only what is mine: my children, and duties that I owe")]
Person = Annotated[str, typer.Option("--person", metavar="NAME", help="only what is this person's", show_default=False)]
WithRole = Annotated[str, typer.Option("--role", metavar="ROLE", help="only what this role owes", show_default=False)]

_Flag = bool | None
_DIRS = Annotated[
    list[Path] | None, typer.Option("-C", "--dir", metavar="DIR", help="the team's folder (may be given again)")
]
_AS_OF = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="as things stood at the end of that day")]
_KNOWN = Annotated[
    str | None, typer.Option("--known-at", metavar="DATE", help="only from what was written down by then")
]
_JSON = Annotated[_Flag, typer.Option("--json", help="for programs")]
_NAMES = Annotated[_Flag, typer.Option("--names", help="show names, not only initials")]
_NO_COLOR = Annotated[_Flag, typer.Option("--no-color", help="no colour")]
_NO_INDEX = Annotated[_Flag, typer.Option("--no-index", help="from the files alone")]
_DEBUG = Annotated[_Flag, typer.Option("--debug", help="technical details when something goes wrong", hidden=True)]
_OVER = Annotated[_Flag, typer.Option("--yes", "-y", help="overwrite the file of --out")]
_YES = Annotated[_Flag, typer.Option("--yes", "-y", help="do not ask: this is the right child")]
_FORMAT = Annotated[str | None, typer.Option("--format", metavar="text|json|csv", help="how to write the list")]
_OUT = Annotated[Path | None, typer.Option("--out", metavar="FILE", help="write it to a file")]

_ALL: Final[Mapping[str, Any]] = {"dirs": _DIRS, "json": _JSON, "names": _NAMES, "no_color": _NO_COLOR, "debug": _DEBUG}
_READS: Final[Mapping[str, Any]] = {**_ALL, "as_of": _AS_OF, "known_at": _KNOWN, "no_index": _NO_INDEX}
_OUTPUTS: Final[Mapping[str, Any]] = {**_READS, "yes": _OVER}
_LISTS: Final[Mapping[str, Any]] = {**_OUTPUTS, "format": _FORMAT, "out": _OUT}
_HIDDEN_AS_OF = Annotated[str | None, typer.Option("--as-of", hidden=True)]
_HIDDEN_KNOWN = Annotated[str | None, typer.Option("--known-at", hidden=True)]
_WRITES: Final[Mapping[str, Any]] = {**_ALL, "yes": _YES, "as_of": _HIDDEN_AS_OF, "known_at": _HIDDEN_KNOWN}
_VERSION = Annotated[_Flag, typer.Option("--version", help="which version this is")]

Command = Callable[..., int | None]


def reads(function: Command) -> Command:
    """A command that only reads; its first parameter is `terminal`."""
    return _shared(function, _READS, writes=False)


def outputs(function: Command) -> Command:
    """A command that reads, with an option of its own for the file it writes (`out.put_out`)."""
    return _shared(function, _OUTPUTS, writes=False)


def lists(function: Command) -> Command:
    """A command that reads and shows a list, which can be had as JSON or CSV and in a file."""
    return _shared(function, _LISTS, writes=False)


def writes(function: Command) -> Command:
    """A command that writes: always now, and never twice into different folders."""
    return _shared(function, _WRITES, writes=True)


def everywhere(function: Callable[[typer.Context], int | None]) -> Callable[..., int | None]:
    """The root of all commands: the shared options may stand before the command's name as well."""
    options = {**_LISTS, "yes": _YES, "version": _VERSION}

    def root(ctx: typer.Context, **given: Any) -> int | None:
        if given.pop("version"):
            from reunify_cli import __version__

            typer.echo(f"reunify {__version__}")
            raise typer.Exit
        ctx.obj = SharedOptions(**given)
        return function(ctx)

    _sign(root, function, [], options)
    return root


def _shared(function: Command, options: Mapping[str, Any], *, writes: bool) -> Command:
    own = [p for p in inspect.signature(function, eval_str=True).parameters.values() if p.name != "terminal"]

    def command(ctx: typer.Context, **given: Any) -> int | None:
        before = ctx.find_root().obj
        said = SharedOptions(**{name: given.pop(name) for name in options})
        said = said.over(before if isinstance(before, SharedOptions) else SharedOptions())
        return through(said, lambda terminal: function(terminal, **given), writes=writes)

    _sign(command, function, own, options)
    return command


def _sign(wrapper: Any, function: Any, own: list[inspect.Parameter], options: Mapping[str, Any]) -> None:
    """Give a wrapper the signature that typer is to see: the command's own words first, then the shared options."""
    keyword = inspect.Parameter.KEYWORD_ONLY
    shared = [inspect.Parameter(name, keyword, default=None, annotation=kind) for name, kind in options.items()]
    context = inspect.Parameter("ctx", keyword, annotation=typer.Context)
    parameters = [*(p.replace(kind=keyword) for p in own), context, *shared]
    wrapper.__signature__ = inspect.Signature(parameters)
    wrapper.__annotations__ = {p.name: p.annotation for p in parameters}
    wrapper.__name__, wrapper.__doc__, wrapper.__module__ = function.__name__, function.__doc__, function.__module__
