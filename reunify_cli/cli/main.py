"""The door itself: finds the command somebody typed, imports only that one, and turns what goes wrong into words.

How a command module looks. `reunify_cli/cli/commands/<module of the table below>.py` holds two functions: `cli` turns
words into values, `run` does the work on values and returns records or lines, so that it can be tested without a
terminal.

    '''What the command is for, in a sentence.'''

    from __future__ import annotations

    from typing import Annotated

    import typer

    from reunify_cli.cli.door import Door                  # needed at run time: not under TYPE_CHECKING
    from reunify_cli.cli.options import CaseRef, reads     # or `lists`, or `writes`

    @reads
    def cli(door: Door, case: CaseRef, whole: Annotated[bool, typer.Option("--all", help="…")] = False) -> int | None:
        '''One line, shown above the options by --help.'''
        opened = door.open_case(case)                       # Mistyped if there is no such child or several
        if door.json:
            door.answer("case", [facts(opened)], read=1)    # the contract's envelope
        else:
            door.say(run(opened, door.position, whole))     # list[str], at most door.width wide, already clean()
        return None                                         # or 1 where the answer is no, 3 where a list is incomplete

`reads` gives `door` and adds -C (repeatable), --as-of, --known-at, --json, --names, --no-color, --no-index, --debug.
`lists` is `reads` with --format and --out: ask `door.format` and `door.out`. `writes` adds -C, --yes, --json, --names,
--no-color, --debug, and refuses --as-of and --known-at. All may also be typed before the command. A command with
words of its own (`policy lint`) exposes `app`, a `typer.Typer(rich_markup_mode=None)` whose commands are made the same
way: `app.command("lint")(lint)`. Raise Mistyped, Refused or Unreadable; never print what went wrong, never exit.
Import what is heavy (jinja2, typst, pydantic) inside functions.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NamedTuple, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup

from reunify_cli.cli.options import everywhere
from reunify_cli.errors import Mistyped, Problem, ReunifyError, did_you_mean


class Row(NamedTuple):
    """A command: its module, the group it is listed in, and what it does in a line."""

    module: str
    group: str
    line: str


GROUPS: Final[Mapping[str, str]] = {
    "day": "Every day",
    "stages": "The five stages",
    "meetings": "Meetings and papers",
    "managers": "Managers",
    "policy": "Policy",
    "technical": "Technical",
}

COMMANDS: Final[Mapping[str, Row]] = {
    "next": Row("next", "day", "what to do next: breaches, late, then by date"),
    "show": Row("show", "day", "one child on one screen"),
    "record": Row("record", "day", "write down something that happened"),
    "form": Row("form", "day", "fill in an entry or the plan in your editor"),
    "book": Row("book", "day", "a meeting that is to be; move it, cancel it"),
    "correct": Row("correct", "day", "put right what an entry says"),
    "withdraw": Row("withdraw", "day", "take back an entry that was never true"),
    "why": Row("why", "day", "a date and its proof, day by day, with its source"),
    "new": Row("new", "day", "a folder for another child"),
    "events": Row("events", "day", "the words for what can happen, or a child's history"),
    "setup": Row("setup", "day", "once: who you are and where your team's folder is"),
    "help": Row("help", "day", "this list, or a page on one topic"),
    "advance": Row("advance", "stages", "into the next stage, if what it asks for is in place"),
    "vary": Row("vary", "stages", "a manager's exception to one rule of local policy"),
    "seen": Row("seen", "stages", "a manager has seen a breach"),
    "back": Row("back", "stages", "back to an earlier stage"),
    "close": Row("close", "stages", "the case ends"),
    "reopen": Row("reopen", "stages", "the case goes on"),
    "pack": Row("pack", "meetings", "a paper for a meeting, or all of the next fortnight's"),
    "timeline": Row("timeline", "meetings", "the case as a picture"),
    "overdue": Row("overdue", "managers", "breaches and what is late, by worker, team or rule"),
    "list": Row("list_", "managers", "the children: stage, who holds the case, what is next"),
    "plan": Row("plan", "managers", "dates counted back from a return"),
    "forecast": Row("forecast", "managers", "what falls due in the weeks ahead"),
    "report": Row("report", "managers", "figures for a month or a quarter"),
    "board": Row("board", "managers", "all children on one web page"),
    "calendar": Row("calendar", "managers", "dates for Outlook and others"),
    "policy": Row("policy", "policy", "the rules in words, with their sources; check, adopt"),
    "init": Row("init", "technical", "a folder for a team's children"),
    "demo": Row("demo", "technical", "a worked folder of invented children to try things on"),
    "check": Row("check", "technical", "files to mend, records that do not fit together"),
    "import": Row("import_", "technical", "SSDA903, Annex A or a spreadsheet of events"),
    "reconcile": Row("reconcile", "technical", "compare with another system"),
    "export": Row("export", "technical", "tables for other systems"),
    "schema": Row("schema", "technical", "JSON Schemas of the files"),
    "doctor": Row("doctor", "technical", "mend copies, locks and half-written files"),
    "dispose": Row("dispose", "technical", "remove a child's record lawfully"),
    "redact": Row("redact", "technical", "remove words that should not stand in a record"),
    "merge-driver": Row("merge_driver", "technical", "join two journals for git"),
}

MORNING: Final = Row("morning", "", "good morning: what needs looking at today")
"""What `reunify` alone runs; it can be typed as `reunify morning` too, but is not listed."""


@cache
def built() -> frozenset[str]:
    """The command modules that there are; a command that does not exist yet is simply not there."""
    return frozenset(path.stem for path in (Path(__file__).parent / "commands").glob("*.py"))


def row_of(name: str) -> Row | None:
    """The row of a command that exists, or None."""
    row = MORNING if name == "morning" else COMMANDS.get(name)
    return row if row is not None and row.module in built() else None


class LazyGroup(TyperGroup):
    """The commands of the table; each module is imported when its command is typed."""

    naming = False
    """Whether a shell asks what commands there are: then they are only named."""

    def list_commands(self, _: Any) -> list[str]:
        """The commands that exist, in the order of the table."""
        return [name for name in COMMANDS if row_of(name)]

    def get_command(self, _: Any, cmd_name: str) -> Any:
        """The command of that name, imported now; None where there is none."""
        row = row_of(cmd_name)
        if row is None:
            return None
        if self.naming:
            return TyperCommand(cmd_name, short_help=row.line)
        module = import_module(f"reunify_cli.cli.commands.{row.module}")
        app = getattr(module, "app", None)
        if app is None:
            app = typer.Typer(add_completion=False, rich_markup_mode=None)
            app.command(cmd_name)(module.cli)
        command = typer.main.get_command(app)
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
            raise Mistyped(Problem(None, f'There is no command "{args[0]}".{near}', "Type  reunify help"))
        return super().resolve_command(ctx, args)

    def format_help(self, _: Any, formatter: Any) -> None:
        """Everything in its groups, without importing any command."""
        formatter.write("\n".join(overview()) + "\n")


def overview() -> list[str]:
    """All commands in their groups, a line each, without importing any of them."""
    lines = ["reunify: each child's way home, what is due, and why.", ""]
    if row_of("morning"):
        lines += ["  reunify                good morning: what needs looking at today", ""]
    for group, title in GROUPS.items():
        rows = [(name, row) for name, row in COMMANDS.items() if row.group == group and row_of(name)]
        if rows:
            lines += [title.upper(), *(f"  reunify {name:<14} {row.line}" for name, row in rows), ""]
    return [*lines, "One command: reunify next --help.   A page on a topic: reunify help dates"]


app = typer.Typer(
    cls=LazyGroup,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=False,
)


@app.callback(invoke_without_command=True)
@everywhere
def root(ctx: typer.Context) -> int | None:
    """Without a command: good morning."""
    if ctx.invoked_subcommand is None:
        group = ctx.command
        command = group.get_command(ctx, "morning") if isinstance(group, LazyGroup) else None
        if command is None:
            typer.echo("\n".join(overview()))
            return None
        with command.make_context("reunify", [], parent=ctx) as inner:
            given = command.invoke(inner)
        return given if isinstance(given, int) else None
    return None


STOPPED: Final = 130
"""How a program ends that somebody stopped with Ctrl-C, by a shell's reckoning."""


COMPLETING: Final = "_REUNIFY_COMPLETE"
"""What a shell sets when it asks how a word may go on, or for the script that makes it ask."""


def answer(words: Sequence[str]) -> int:
    """Do what the words ask, saying on stderr what goes wrong; returns the exit code."""
    if COMPLETING in os.environ:
        typer.completion.completion_init()  # type: ignore[attr-defined]
    try:
        given = typer.main.get_command(app).main(
            list(words), prog_name="reunify", standalone_mode=False, windows_expand_args=False
        )
        sys.stdout.flush()
    except ReunifyError as error:
        return _complain(error)
    except (KeyboardInterrupt, typer.Abort):
        given = STOPPED
    except BrokenPipeError:
        # Whoever read our output has stopped: what is left of it goes nowhere, or the exit would complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except typer.TyperException as error:
        return _complain(_mistyped(error))
    except Exception as error:
        if "--debug" in words:
            raise
        said = f"Something went wrong that should not ({type(error).__name__}). It is a fault in reunify, not yours."
        return _complain(ReunifyError(Problem(None, said, "Run it again with --debug for the technical details.")))
    if given == STOPPED:  # typer makes an exit code of it, without a word
        typer.echo("\nStopped. Nothing was changed.", err=True)
    return given if isinstance(given, int) else 0


def _complain(error: ReunifyError) -> int:
    from reunify_cli.cli.screen import clean_text

    sys.stdout.flush()
    lines = [clean_text(str(problem)) for problem in error.problems]
    broken = {p.place.file.split("/")[1] for p in error.problems if p.place and p.place.file.startswith("cases/")}
    if broken and not any(problem.help for problem in error.problems):
        lines.append(f"    Mend it and save it. Then type  reunify check {' '.join(sorted(broken))}")
    typer.echo("\n".join(_broken_to_fit(lines) if sys.stderr.isatty() else lines), err=True)
    return error.exit_code


def _broken_to_fit(lines: Sequence[str]) -> list[str]:
    """Sentences broken between words where a terminal would break within them; a command stays on one line."""
    from reunify_cli.cli.screen import wrap

    found: list[str] = []
    for line in (each for text in lines for each in text.split("\n")):
        indent = line[: len(line) - len(line.lstrip())]
        is_command = line.lstrip().startswith("reunify ")
        found += [line] if is_command else wrap(line.strip(), 80, indent, indent)
    return found


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
    return Mistyped(Problem(None, sentence, f"Type  {typed} --help"))


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


def run() -> NoReturn:
    """What `reunify` runs: the words of the command line, then the exit code."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            # A redirected Windows console writes its code page; what that cannot hold becomes a question mark.
            reconfigure(errors="replace")
    sys.exit(answer(sys.argv[1:]))
