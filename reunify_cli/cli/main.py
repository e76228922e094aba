"""The command line: does what somebody typed, and turns what goes wrong into words.

Words that are plain to read go the short way (`short.py`); all others are read by typer (`parser.py`). Both find the
command in the table (`command_list.py`), import only that one, and read by how it is declared (`options.py`).

How a command module looks. `reunify_cli/cli/commands/<module of the table below>.py` holds two functions: `cli` turns
words into values, `run` does the work on values and returns records or lines, so that it can be tested without a
terminal.

    '''What the command is for, in a sentence.'''

    from __future__ import annotations

    from typing import Annotated

    from reunify_cli.cli.options import CaseRef, Option, reads   # or `lists`, or `writes`
    from reunify_cli.cli.terminal import Terminal                # needed at run time: not under TYPE_CHECKING

    @reads
    def cli(terminal: Terminal, case: CaseRef, whole: Annotated[bool, Option("--all", help="…")] = False) -> int:
        '''One line, shown above the options by --help.'''
        session = terminal.session
        opened = session.open_case(case)                       # Mistyped if there is no such child or several
        if terminal.json:
            terminal.answer("case", [facts(opened)], read=1)   # the contract's envelope
        else:
            terminal.say(run(opened, session.position, whole)) # list[str], at most terminal.width wide, of clean text
        return 0                                               # 1 where the answer is no, 3 where a list is incomplete

`reads` gives `terminal` and adds -C (repeatable), --as-of, --known-at, --json, --names, --no-color, --no-index and
--debug. `lists` is `reads` with --format and --out: ask `terminal.format` and `terminal.out`. `writes` adds -C, --yes,
--json, --names, --no-color, --debug, and refuses --as-of and --known-at. All may also be typed before the command. A
command with words of its own (`policy lint`) is a `Group`. Raise Mistyped, Refused or Unreadable; never print what went
wrong, never exit. Import what is heavy (jinja2, typst) inside functions.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NoReturn

from reunify_cli.cli import streams
from reunify_cli.cli.short import short_way
from reunify_cli.errors import Mistyped, Place, Problem, ReunifyError, Stopped, Unreadable
from reunify_cli.written import forget, written

STOPPED: Final = 130
"""How a program ends that somebody stopped with Ctrl-C, by a shell's reckoning."""


def answer(words: Sequence[str]) -> int:
    """Do what the words ask, saying on stderr what goes wrong; returns the exit code."""
    forget()
    try:
        given = _done(words)
    except ReunifyError as error:
        return _complain(error)
    except (KeyboardInterrupt, Stopped):
        given = STOPPED
    except Exception as error:
        if "--debug" in words:
            raise
        if isinstance(error, OSError):
            return _complain(_not_opened(error))
        if isinstance(error, RuntimeError) and str(error).startswith("Symlink loop"):  # before Python 3.13
            return _complain(_not_opened(OSError(errno.ELOOP, "its links go round in a circle")))
        said = f"reunify stopped because of a bug ({type(error).__name__}). You did nothing wrong."
        return _complain(ReunifyError(Problem(None, said, "Run it again with --debug for the technical details.")))
    if given == STOPPED:  # typer makes an exit code of it, without a word
        sys.stderr.write("\nStopped. Nothing was changed.\n")
    return _shown(given if isinstance(given, int) else 0)


def _not_opened(error: OSError) -> Unreadable:
    """What is said where something odd has the name of a file or folder that a command needs, such as a file `packs`.

    Nobody foresaw it at that file, so it is not known whether it was to be read or written.
    """
    parts = Path(str(error.filename or "")).parts
    shown = "/".join(parts[parts.index("cases") :] if "cases" in parts else parts[-1:])
    reason = error.strerror or "the drive does not answer"
    help = (
        f"Do not run it again before you have looked. Written: {written()[0]}" if written() else "Nothing was changed."
    )
    return Unreadable(Problem(Place(shown) if shown else None, f"This cannot be opened: {reason}.", help))


def _shown(code: int) -> int:
    """The exit code of a command that has ended, once its answer has been passed on.

    An answer that could not be shown is a failure, unless it reports what was written: code 3 promises that nothing was
    changed, and a script that believed it would write everything twice.
    """
    failure = streams.failure()
    if failure is None or isinstance(failure, BrokenPipeError):  # the reader has read enough
        return code
    cannot = f"the answer could not be shown: {streams.reason(failure)}."
    if not written():
        return _complain(Unreadable(f"T{cannot[1:]}", help="No record was changed."))
    more = len(written()) - 1
    files = written()[0] + (f" and {more} more" if more else "")
    _complain(Unreadable(f"Written, but {cannot}", help=f"Do not run it again. Written: {files}"))
    return code


def _done(words: Sequence[str]) -> Any:
    for word in words:
        if any("\ud800" <= character <= "\udfff" for character in word):
            shown = word.encode("utf-8", "replace").decode()
            sentence = f'"{shown}" was typed or passed on in other bytes than UTF-8.'
            raise Mistyped(sentence, help="Type it again, or set the terminal or script to UTF-8.")
    if not all(map(str.isascii, words)):
        from reunify_cli.cli.pasted import as_typed

        words = as_typed(words)
    short = short_way(words)
    if short is not None:
        return short()
    from reunify_cli.cli.parser import parsed

    return parsed(words)


def _complain(error: ReunifyError) -> int:
    from reunify_cli.text.layout import clean_text

    sys.stdout.flush()
    lines = [clean_text(str(problem)) for problem in error.problems]
    broken = {p.place.file.split("/")[1] for p in error.problems if p.place and p.place.file.startswith("cases/")}
    if broken and not any(problem.help for problem in error.problems):
        lines.append(f"    Fix and save it. Then type  reunify check {' '.join(sorted(broken))}")
    sys.stderr.write("\n".join(_broken_to_fit(lines) if sys.stderr.isatty() else lines) + "\n")
    return error.exit_code


def _broken_to_fit(lines: Sequence[str]) -> list[str]:
    """Sentences broken between words where a terminal would break within them; a command stays on one line."""
    from reunify_cli.text.layout import wrap

    found: list[str] = []
    for line in (each for text in lines for each in text.split("\n")):
        indent = line[: len(line) - len(line.lstrip())]
        is_command = line.lstrip().startswith("reunify ")
        found += [line] if is_command else wrap(line.strip(), 80, indent, indent)
    return found


def run() -> NoReturn:
    """What `reunify` runs: the words of the command line, then the exit code."""
    streams.prepare()
    sys.exit(answer(sys.argv[1:]))
