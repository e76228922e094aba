"""The command line as typer reads it: options before and after a command's name, help, completion.

Each command's module is imported when its command is typed. What typer says about a slip is said in our voice.
"""

import inspect
import os
from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from reunify_cli.cli.command_list import COMMANDS, MORNING, overview, row_of
from reunify_cli.cli.options import ROOT, Command, Group, Parameter, declared
from reunify_cli.cli.short import COMPLETING
from reunify_cli.cli.terminal import SharedOptions
from reunify_cli.errors import Mistyped, did_you_mean


class LazyGroup(TyperGroup):
    """The commands of the table; each module is imported when its command is typed."""

    naming = False
    """Whether a shell asks what commands there are: then they are only named."""

    def list_commands(self, _: Any) -> list[str]:
        """The commands, in the order of the table."""
        return list(COMMANDS)

    def get_command(self, _: Any, cmd_name: str) -> Any:
        """The command of that name, imported now; None where there is none."""
        row = row_of(cmd_name)
        if row is None:
            return None
        if self.naming:
            return TyperCommand(cmd_name, short_help=row.line)
        command = typer.main.get_command(_described(cmd_name, declared(row.module)))
        command.name = cmd_name
        return command

    def shell_complete(self, ctx: Any, incomplete: str) -> list[Any]:
        """What a shell may put after a word that was begun: commands with their lines, none of them imported."""
        self.naming = True
        return super().shell_complete(ctx, incomplete)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Which command was typed; Mistyped, with what was probably meant, where there is none."""
        if row_of(args[0]) is None:
            near = did_you_mean(args[0], self.list_commands(ctx))
            raise Mistyped(f'There is no command "{args[0]}".{near}', help="Type  reunify help")
        return super().resolve_command(ctx, args)

    def format_help(self, _: Any, formatter: Any) -> None:
        """Everything in its groups, without importing any command."""
        formatter.write("\n".join(overview()) + "\n")


def _described(name: str, command: Command | Group) -> typer.Typer:
    """A command as typer is to see it."""
    described = typer.Typer(add_completion=False, rich_markup_mode=None)
    if isinstance(command, Group):
        described = typer.Typer(add_completion=False, rich_markup_mode=None, no_args_is_help=True, help=command.help)
        described.callback()(lambda: None)  # else one command alone would be the group itself
    for each, one in (command.commands if isinstance(command, Group) else {name: command}).items():
        described.command(each)(_function(one))
    return described


def _function(command: Command) -> Callable[..., int | None]:
    def function(ctx: typer.Context, **given: Any) -> int | None:
        before = ctx.find_root().obj
        return command(before if isinstance(before, SharedOptions) else SharedOptions(), given)

    function.__doc__ = command.work.__doc__
    return _signed(function, command.parameters)


def _signed(function: Callable[..., int | None], parameters: Sequence[Parameter]) -> Callable[..., int | None]:
    """The function, with the signature that typer is to see."""
    kinds = {"ctx": typer.Context, **{each.name: _annotated(each) for each in parameters}}
    defaults = {each.name: each.default for each in parameters if not each.required}
    signature = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, annotation=kind, default=defaults.get(name, inspect.Parameter.empty)
        )
        for name, kind in kinds.items()
    ]
    vars(function).update(__signature__=inspect.Signature(signature))
    function.__annotations__ = kinds
    return function


def _annotated(each: Parameter) -> Any:
    kind: Any = list[each.kind] if each.many else each.kind  # type: ignore[name-defined]
    kind = kind | None if each.default is None else kind
    spelled = each.spelled
    return Annotated[
        kind, typer.Option(*spelled.names, **spelled.about) if spelled.names else typer.Argument(**spelled.about)
    ]


def _root(ctx: typer.Context, **given: Any) -> int | None:
    """Without a command: good morning."""
    if given.pop("version"):
        from reunify_cli import __version__

        typer.echo(f"reunify {__version__}")
        raise typer.Exit
    ctx.obj = SharedOptions(**given)
    if ctx.invoked_subcommand is not None:
        return None
    morning = declared(MORNING.module)
    return morning(ctx.obj, {}) if isinstance(morning, Command) else None


app = typer.Typer(
    cls=LazyGroup,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=False,
)
app.callback(invoke_without_command=True)(_signed(_root, ROOT))


def parsed(words: Sequence[str]) -> Any:
    """Do what the words ask; returns what the command did. Raises Mistyped where they ask nothing that there is."""
    if COMPLETING in os.environ:
        typer.completion.completion_init()  # type: ignore[attr-defined]
    try:
        return typer.main.get_command(app).main(
            list(words), prog_name="reunify", standalone_mode=False, windows_expand_args=False
        )
    except typer.Abort:
        raise KeyboardInterrupt from None
    except typer.TyperException as error:
        raise _mistyped(error) from None


def _mistyped(error: typer.TyperException) -> Mistyped:
    """What typer says about options and missing words, in our voice."""
    context = getattr(error, "ctx", None)
    typed = context.command_path if context is not None else "reunify"
    option = getattr(error, "option_name", None)
    if type(error).__name__ == "NoSuchOption" and context is not None:
        known = [each for param in context.command.params for each in param.opts]
        sentence = f"There is no option {option} here.{did_you_mean(str(option), known)}"
    else:
        sentence = _typers_words(error)
    return Mistyped(sentence, help=f"Type  {typed} --help")


def _typers_words(error: typer.TyperException) -> str:
    text = str(getattr(error, "format_message", lambda: error)())
    if text.startswith("Missing argument"):
        return f"A word is missing here: {text.removeprefix('Missing argument').strip(' .')}."
    if text.startswith("No such command"):
        word, _, near = text.removeprefix("No such command '").partition("'")
        meant = near.partition("'")[2].partition("'")[0]
        return f'There is no command "{word}" here.' + (f' Did you mean "{meant}"?' if meant else "")
    if text.startswith("Got unexpected extra argument"):
        return f"There are more words than this command takes: {text.rpartition('(')[2].rstrip(')')}."
    return text if text.endswith(".") else f"{text}."
