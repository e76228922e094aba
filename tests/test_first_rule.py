"""The guide for policy authors, done as it stands: its files written, its commands typed, what they print compared."""

import io
import os
import re
import shlex
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from reunify_cli.cli.main import answer

GUIDE = Path(__file__).parent.parent / "policies" / "FIRST-RULE.md"
STEP = re.compile(
    r"(?P<how>Into|At the end of) `(?P<file>[^`]+)`:\n\n```yaml\n(?P<text>.*?)```"
    r"|```console\n(?P<session>.*?)```",
    re.DOTALL,
)
DIGEST, SHOWN = re.compile(r"\b[0-9a-f]{12}\b"), "3f9a0c1b2d4e"
"""What a policy is pinned by, which is another whenever a shipped policy is."""
SAME, MANY = re.compile(r"\d+ the\s+same"), "193 the same"


def test_the_guide_to_a_first_rule_does_what_it_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REUNIFY_NOW", "2026-11-30T08:47")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    for name in ("REUNIFY_ROOT", "REUNIFY_ME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    text = GUIDE.read_text(encoding="utf-8")

    found = STEP.sub(done, text)
    if os.environ.get("REUNIFY_GOLDEN") == "write":
        GUIDE.write_text(found, encoding="utf-8", newline="\n")
        return

    assert 8 <= len(list(commands(text)))
    assert text == found, "the guide is stale; REUNIFY_GOLDEN=write writes it anew"


def done(step: re.Match[str]) -> str:
    """A step of the guide as it comes out: a file as it is written, a session with what its commands print."""
    if step["file"]:
        with Path(step["file"]).open("a" if step["how"] == "At the end of" else "w", encoding="utf-8") as file:
            file.write(step["text"])
        return step[0]
    return f"```console\n{''.join(f'$ {each}{chr(10)}{typed(each)}' for each in commands(step[0]))}```"


def commands(text: str) -> Iterator[str]:
    return (line[2:] for line in text.splitlines() if line.startswith("$ "))


def typed(words: str) -> str:
    """What a command prints, screen and complaints together."""
    if words.startswith("cd "):
        os.chdir(words[3:])
        return ""
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        answer(shlex.split(words)[1:])
    return SAME.sub(MANY, DIGEST.sub(SHOWN, out.getvalue()))
