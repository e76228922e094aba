"""The editor that a form opens in: what VISUAL or EDITOR say, Notepad on Windows, else the plainest one there is."""

import os
import shlex
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path, PureWindowsPath
from typing import Final

from reunify_cli.errors import Mistyped

NAMED: Final = ("VISUAL", "EDITOR")
"""The variables that name an editor, the first that is set counts."""
PLAIN: Final = ("nano", "vi")
"""Editors that most other systems have, the plainest first."""
INTERPRETER: Final = os.environ.get("SYSTEMROOT", r"C:\Windows") + r"\System32\cmd.exe"
"""The command interpreter of Windows, by its whole path, so that none that lies in a shared folder is taken for it."""

Found = Callable[[str], str | None]
"""Finds a program by its name, None where there is none: `shutil.which`."""


def editor_words(env: Mapping[str, str], *, windows: bool, found: Found = shutil.which) -> list[str]:
    """The words of the command that opens a form, without the form. Raises Mistyped where there is no editor."""
    for name in NAMED:
        if env.get(name, "").strip():
            words = split_words(env[name].strip(), windows=windows, found=found)
            if found(words[0]) is None:
                said = f'{name} names the editor "{words[0]}", and that is not on this computer.'
                raise Mistyped(said, help=f"Give {name} the name of one that is, or take it away.")
            return words
    for each in ("notepad",) if windows else PLAIN:
        if found(each) is not None:
            return [each]
    help = "Set EDITOR to the name of one; or fill in  reunify form CASE EVENT --print  and give it back with --from."
    raise Mistyped("No editor was found on this computer.", help=help)


def split_words(text: str, *, windows: bool, found: Found = shutil.which) -> list[str]:
    r"""A command as its words: all of it where a program is called so, spaces included, else as the system splits it.

    >>> split_words(r'"C:\Program Files\Notepad++\notepad++.exe" -multiInst', windows=True, found=lambda _: None)
    ['C:\\Program Files\\Notepad++\\notepad++.exe', '-multiInst']
    """
    if found(text) is not None:
        return [text]
    try:
        words = shlex.split(text, posix=not windows)
    except ValueError:  # a quotation mark that is never closed
        return [text]
    return [word.strip('"') if windows else word for word in words]


def started(words: list[str], path: Path, *, windows: bool, found: Found = shutil.which) -> list[str] | str:
    r"""What is started to open a file: the words, or on Windows the program that they name, found by PATHEXT.

    Windows starts a program only by its whole name, and a script (`code.cmd`) only through its command interpreter.
    In quotation marks `&` and its like mean nothing to that, and no name of a file can hold a quotation mark. What
    stands between two percent signs it would exchange for something else, even there. Raises Mistyped for that, and for
    an editor that is found only in the current folder, which may be shared.

    >>> started(["code", "--wait"], Path("a & b.txt"), windows=True, found=lambda _: r"C:\VS Code\code.CMD")
    'C:\\Windows\\System32\\cmd.exe /d /v:off /s /c ""C:\\VS Code\\code.CMD" "--wait" "a & b.txt""'
    """
    if not windows:
        return [*words, str(path)]
    program = found(words[0]) or words[0]
    if not PureWindowsPath(program).is_absolute() and not PureWindowsPath(words[0]).parent.parts:
        sentence = f'The editor "{words[0]}" is only in the folder that you are in, and is not started from there.'
        raise Mistyped(sentence, help="Set EDITOR to the whole path of one.")
    if not program.lower().endswith((".cmd", ".bat")):
        return [program, *words[1:], str(path)]
    if "".join((program, *words[1:], str(path))).count("%") > 1:
        sentence = f'The editor "{words[0]}" is a script, and Windows changes names with two % signs on the way to it.'
        help = "Set EDITOR to a program, such as notepad, or to the whole path of Code.exe."
        raise Mistyped(sentence, help=help)
    line = " ".join(f'"{word}"' for word in (program, *words[1:], str(path)))
    return f'{INTERPRETER} /d /v:off /s /c "{line}"'


def edit(words: list[str], path: Path) -> int:
    """Open a file and wait until the editor is closed; returns how it ended. Raises Mistyped where it cannot start."""
    try:
        command = started(words, path, windows=os.name == "nt")
        return subprocess.run(command, check=False).returncode  # noqa: S603 - the user's own editor
    except OSError as error:
        sentence = f'The editor "{words[0]}" could not be started: {error.strerror}.'
        raise Mistyped(sentence, help="Set EDITOR to the name of another.") from None
