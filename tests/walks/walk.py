"""A walk: commands typed on the days and by the people a script names, and the transcript of what they saw.

A script is text. `# ...` is told as it stands; `@ 2026-01-12 16:30 Dana Okafor` sets the clock and who types;
`$ reunify ...` is typed and shown whole, `. reunify ...` only with its first lines and its breaches; `1$` must end with
exit code 1, and every other with 0. `? name reunify ... --json` is asked without a word in the transcript, and its
answer kept. `+ cases/X/plan.yaml toby-plan.yaml` adds, by hand, a file of tests/walks/files at the end of one in the
workspace. A line that ends with a backslash goes on in the next.
"""

import io
import json
import os
import re
import shlex
from collections.abc import Iterator
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from functools import cache
from itertools import takewhile
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

from reunify_cli import shape
from reunify_cli.cli.days import say_day, say_time
from reunify_cli.cli.main import answer
from reunify_cli.model.moment import parse_moment
from reunify_cli.store import journal, policies

FILES = Path(__file__).parent / "files"
STEP = re.compile(r"(?P<code>\d?)(?P<how>[$.]) (?P<words>reunify.*)", re.DOTALL)
ASKING = ("record", "book", "correct", "withdraw", "seen", "close")
"""Commands that ask somebody at a terminal whether it is the right child; a walk says --yes, and does not show it."""
LOUD = re.compile(r"  (BREACH|late|unclear) ")
"""Rows of an answer that are shown even where the rest of it is not."""


@dataclass
class Walk:
    """A workspace, what has been typed in it, and what was seen."""

    folder: Path
    seen: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """Every line that any command printed, also those the transcript leaves out."""
    now: str = ""
    me: str = ""
    dice: Random = field(default_factory=lambda: Random(20))
    """What the ids of entries are thrown with: the same for every walk, since two entries of one minute stand by id."""
    answers: dict[str, Any] = field(default_factory=dict)
    """What was asked for in JSON on the way, by name."""
    evenings: dict[str, Any] = field(default_factory=dict)
    """What `next` said at the end of each day on which somebody typed, by the day."""

    def through(self, script: str) -> None:
        """Do what a script says, line by line."""
        for line in _lines(script):
            match line.partition(" "):
                case "#", _, told:
                    self.seen += [*([] if self._telling else [""]), f"# {told}"]
                case "@", _, when:
                    self._sets_clock(when)
                case "+", _, files:
                    self._adds(*files.split())
                case "?", _, question:
                    name, _, words = question.partition(" reunify ")
                    self.answers[name] = self.json(*shlex.split(words))
                case _:
                    self._types(line)
        self._ends_day()

    @property
    def _telling(self) -> bool:
        return bool(self.seen) and self.seen[-1].startswith("# ")

    @property
    def transcript(self) -> str:
        """Everything that was typed and seen, each entry's id as its number among all that were recorded."""
        text = "\n".join(self.seen) + "\n"
        for number, entry in enumerate(self._ids(), start=1):
            text = re.sub(rf"\b{entry}\b", f"E{number:03}", text)
        return text.replace(str(self.folder), self.folder.name)

    def run(self, *words: str, now: str = "") -> tuple[int, str]:
        """The exit code of a command and what it printed, without a word in the transcript."""
        out = io.StringIO()
        world = {
            "REUNIFY_NOW": now or self.now, "REUNIFY_ME": self.me, "REUNIFY_ROOT": str(self.folder), "NO_COLOR": "1",
            "XDG_CONFIG_HOME": str(self.folder / ".config"), "COLUMNS": "80",
        }  # fmt: skip
        if not (self.folder / "reunify.yaml").is_file():
            del world["REUNIFY_ROOT"]
        with (
            mock.patch.dict(os.environ, world),
            mock.patch.object(policies, "load_policy", _policy),
            mock.patch.object(journal, "choice", self.dice.choice),
            chdir(self.folder.parent),
            redirect_stdout(out),
            redirect_stderr(out),
        ):
            code = answer(words)
        return code, out.getvalue()

    def json(self, *words: str, now: str = "") -> Any:
        """What a command answers in JSON, whatever its exit code."""
        return json.loads(self.run(*words, now=now)[1])

    def evening(self, day: str, *known: str) -> Any:
        """What was to be done at the end of a day, for every child."""
        return self.json("next", "--json", "--within", "1y", "--as-of", day, *known)

    def _ends_day(self) -> None:
        day = self.now[:10]
        if day and (self.folder / "reunify.yaml").is_file():
            self.evenings[day] = self.evening(day)

    def _sets_clock(self, when: str) -> None:
        day, clock, *who = when.split(" ")
        if day != self.now[:10]:
            self._ends_day()
        self.now, self.me = f"{day}T{clock}", " ".join(who) or self.me
        moment = parse_moment(self.now)
        self.seen += ["", f"--- {say_day(moment.day)} {say_time(moment.minute or 0)}, {self.me}"]

    def _types(self, line: str) -> None:
        step = STEP.fullmatch(line)
        assert step is not None, line
        words = shlex.split(step["words"].replace("\\\n", ""))[1:]
        code, said = self.run(*words, *(["--yes"] if words[:1] and words[0] in ASKING and len(words) > 2 else []))
        shown = said.splitlines()
        self.said += shown
        if step["how"] == "." and code == 0:
            shown = [*takewhile(bool, shown), *filter(LOUD.match, shown)]
        self.seen += ["", f"$ {step['words']}", *shown]
        if code:
            self.seen.append(f"[exit {code}]")
        assert int(step["code"] or 0) == code, "\n".join(self.seen[-60:])

    def _adds(self, to: str, name: str) -> None:
        text = (FILES / name).read_text(encoding="utf-8")
        with (self.folder / to).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
        self.seen += ["", f"(by hand, at the end of {to}:", f" tests/walks/files/{name})"]

    def _ids(self) -> Iterator[str]:
        for path in sorted(self.folder.glob("cases/*/journal.yaml")):
            for entry in shape.load(path.read_bytes(), path.name).data or ():
                yield entry["id"]


@cache
def _policy(policy_id: str, root: Path | None = None) -> object:
    """A policy, read once for all the commands of a walk."""
    return _load_policy(policy_id, root)


_load_policy = policies.load_policy


def _lines(script: str) -> Iterator[str]:
    """The lines of a script, those that go on in the next as one."""
    whole = ""
    for line in script.splitlines():
        whole += line
        if line.endswith("\\"):
            whole += "\n"
        elif whole.strip():
            yield whole
            whole = ""
        else:
            whole = ""
