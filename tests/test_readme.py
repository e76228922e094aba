"""The README's session, typed as it stands: every command works, and what it prints is what the page shows."""

import io
import os
import re
import shlex
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from reunify_cli.cli.main import answer

README = Path(__file__).parent.parent / "README.md"
SESSION = re.compile(r"(?<=## Ten lines\n\n```console\n).*?(?=```)", re.DOTALL)
ENTRY = re.compile(r"\b(?=[2-9A-Z]*[0-9])(?=[2-9A-Z]*[A-Z])[2-9][A-Z][2-9A-Z]{2}\b")
"""An entry's id, which is another each time."""


def typed(words: str, folder: Path) -> str:
    """What a command prints, screen and complaints together, typed in a folder."""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        answer(shlex.split(words)[1:])
    return out.getvalue().replace(str(folder), "north-team")


def test_the_ten_lines_of_the_readme_print_what_the_readme_shows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REUNIFY_NOW", "2026-11-30T08:47")
    monkeypatch.setenv("REUNIFY_CACHE", str(tmp_path / "cache"))
    monkeypatch.delenv("REUNIFY_ROOT", raising=False)
    monkeypatch.delenv("REUNIFY_ME", raising=False)
    monkeypatch.chdir(tmp_path)
    text = README.read_text(encoding="utf-8")
    shown = SESSION.search(text)
    assert shown is not None
    commands = [line[2:] for line in shown[0].splitlines() if line.startswith("$ ")]

    printed = []
    for command in commands:
        printed.append(f"$ {command}\n")
        if command.startswith("cd "):
            os.chdir(command[3:])
        else:
            printed.append(ENTRY.sub("7K3F", typed(command, tmp_path / "north-team")))
    found = "".join(printed)
    if os.environ.get("REUNIFY_GOLDEN") == "write":
        README.write_text(SESSION.sub(lambda _: found, text), encoding="utf-8", newline="\n")
        return

    assert len(commands) == 10
    assert shown[0] == found, "the README is stale; REUNIFY_GOLDEN=write writes it anew"
