"""How commands are declared, and the options that many of them share, spelled once.

`reads`, `lists` and `writes` make a `Command` of a function whose first parameter is `terminal`. Its other parameters
say in their annotations how they are typed; the shared ones join them, and what they say, before or after the command's
name, becomes that terminal and its session. `short.py` reads words by these declarations, and `parser.py` has typer
read them.
"""

from collections.abc import Callable, Mapping
from functools import cached_property
from importlib import import_module
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Final, NamedTuple, get_args, get_origin, get_type_hints

from reunify_cli.cli.doing import through
from reunify_cli.cli.terminal import SharedOptions

Work = Callable[..., int | None]

REQUIRED: Final = object()
"""The default of a parameter that has none."""


class Option:
    """How an option is spelled and what its help says, in the words of `typer.Option`."""

    def __init__(self, *names: str, **about: Any) -> None:
        self.names, self.about = names, about


class Argument(Option):
    """A word that is known by its place, in the words of `typer.Argument`."""

    def __init__(self, **about: Any) -> None:
        super().__init__(**about)


def option(name: str, metavar: str, help: str) -> Option:
    """An option that takes a value; its help says what holds without it."""
    return Option(name, metavar=metavar, help=help, show_default=False)


def argument(metavar: str, help: str) -> Argument:
    """A word known by its place; its help says what holds without it."""
    return Argument(metavar=metavar, help=help, show_default=False)


class Parameter(NamedTuple):
    """A parameter of a command: its type, how it is typed, and what it is where nothing was."""

    name: str
    kind: type
    spelled: Option
    default: Any = None
    many: bool = False
    """Whether it may be typed several times."""

    @property
    def required(self) -> bool:
        """Whether it has to be typed."""
        return self.default is REQUIRED


def _parameter(name: str, hint: Any, default: Any) -> Parameter:
    """A parameter as a function has it, such as `Annotated[list[str] | None, Option("--only")]`."""
    kind, spelled = get_args(hint)
    kind = get_args(kind)[0] if isinstance(kind, UnionType) else kind
    many = get_origin(kind) is list
    return Parameter(name, get_args(kind)[0] if many else kind, spelled, default, many)


class Command:
    """What a command does, what can be typed for it, and whether it writes."""

    def __init__(self, work: Work, shared: Mapping[str, Parameter], *, writes: bool) -> None:
        self.work, self.shared, self.writes = work, shared, writes

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """Its own parameters as its function has them, then the shared ones."""
        hints = get_type_hints(self.work, include_extras=True)
        names = self.work.__code__.co_varnames[1 : self.work.__code__.co_argcount]
        defaults = dict(zip(reversed(names), reversed(self.work.__defaults__ or ()), strict=False))
        own = (_parameter(name, hints[name], defaults.get(name, REQUIRED)) for name in names)
        return (*own, *self.shared.values())

    def __call__(self, before: SharedOptions, given: Mapping[str, Any]) -> int | None:
        """Do it with what was typed: shared options before its name, and values of its parameters."""
        said = SharedOptions(**{name: value for name, value in given.items() if name in self.shared}).over(before)
        own = {name: value for name, value in given.items() if name not in self.shared}
        return through(said, lambda terminal: self.work(terminal, **own), writes=self.writes)


class Group:
    """A command with words of its own, such as `policy lint`."""

    def __init__(self, help: str) -> None:
        self.help, self.commands = help, dict[str, Command]()

    def command(self, name: str) -> Callable[[Command], Command]:
        """Let a command be typed by this name."""
        return lambda command: self.commands.setdefault(name, command)


def declared(module: str) -> Command | Group:
    """What can be typed, as a module of commands declares it, imported now."""
    command: Command | Group = import_module(f"reunify_cli.cli.commands.{module}").cli
    return command


CaseRef = Annotated[str, argument("CASE", "the id, its last digits, initials, or the number in your own system")]
"""One child."""

CaseRefs = Annotated[list[str] | None, argument("[CASE]...", "ids, last digits or initials; default: all children")]
"""Any number of children; give it the default None."""

Mine = Annotated[bool, Option("--mine", help="only what is mine: my children, and duties that I owe")]
Person = Annotated[str, option("--person", "NAME", "only what is this person's")]
WithRole = Annotated[str, option("--role", "ROLE", "only what this role owes")]


def _shared(*parameters: Parameter) -> dict[str, Parameter]:
    return {each.name: each for each in parameters}


_OVER: Final = Parameter("yes", bool, Option("--yes", "-y", help="overwrite the file of --out"))
_YES: Final = Parameter("yes", bool, Option("--yes", "-y", help="do not ask for confirmation"))
_ALL: Final = _shared(
    Parameter(
        "dirs", Path, Option("-C", "--dir", metavar="DIR", help="the team's folder (may be given again)"), many=True
    ),
    Parameter("json", bool, Option("--json", help="for programs")),
    Parameter("names", bool, Option("--names", help="show names, not only initials")),
    Parameter("no_color", bool, Option("--no-color", help="no colour")),
    Parameter("debug", bool, Option("--debug", help="technical details when something goes wrong", hidden=True)),
)
_READS: Final = _ALL | _shared(
    Parameter("as_of", str, Option("--as-of", metavar="DATE", help="as things stood at the end of that day")),
    Parameter("known_at", str, Option("--known-at", metavar="DATE", help="only from what was recorded by then")),
    Parameter("no_index", bool, Option("--no-index", help="from the files alone")),
)
_OUTPUTS: Final = _READS | _shared(_OVER)
_LISTS: Final = _OUTPUTS | _shared(
    Parameter("format", str, Option("--format", metavar="text|json|csv", help="how to write the list")),
    Parameter("out", Path, Option("--out", metavar="FILE", help="write it to a file")),
)
_WRITES: Final = _ALL | _shared(
    _YES,
    Parameter("as_of", str, Option("--as-of", hidden=True)),
    Parameter("known_at", str, Option("--known-at", hidden=True)),
)
ROOT: Final = (
    *(_LISTS | _shared(_YES)).values(),
    Parameter("version", bool, Option("--version", help="which version this is")),
)
"""What may stand before a command's name."""


def reads(work: Work) -> Command:
    """A command that only reads; its first parameter is `terminal`."""
    return Command(work, _READS, writes=False)


def outputs(work: Work) -> Command:
    """A command that reads, with an option of its own for the file it writes (`out.put_out`)."""
    return Command(work, _OUTPUTS, writes=False)


def lists(work: Work) -> Command:
    """A command that reads and shows a list, which can be had as JSON or CSV and in a file."""
    return Command(work, _LISTS, writes=False)


def writes(work: Work) -> Command:
    """A command that writes: always now, and never twice into different folders."""
    return Command(work, _WRITES, writes=True)
