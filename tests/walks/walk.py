"""A walk: commands typed on the days and by the people a script names, and the transcript of what they saw.

A script is text. `# ...` is told as it stands; `@ 2026-01-12 16:30 Dana Okafor` sets the clock and who types;
`$ reunify ...` is typed and shown whole, `. reunify ...` only with its first lines and its breaches; `1$` must end with
exit code 1, and every other with 0. `? name reunify ... --json` is asked without a word in the transcript, and its
answer kept. `+ cases/X/plan.yaml toby-plan.yaml` adds, by hand, a file of tests/walks/files at the end of one in the
workspace; `~ team.yaml "old" "new"` changes one place in a file by hand. `= demo` lays down the demonstration's team,
`= 110` the same with a hundred children more. A line that ends with a backslash goes on in the next.

A walk goes through a pipe, as a script's would, or at a terminal. There the words in square brackets are left out, and
each line `> ...` below the command answers a question that is then asked.
"""

import io
import json
import os
import re
import shlex
from collections.abc import Iterator, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from itertools import takewhile
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

from reunify_cli import shape
from reunify_cli.cli import progress
from reunify_cli.cli.commands import demo
from reunify_cli.cli.main import answer
from reunify_cli.model.moment import parse_moment
from reunify_cli.policy_store import policies
from reunify_cli.store import journal
from reunify_cli.text.days import say_day, say_time
from tests.walks.hundred import a_hundred_more

DAY = datetime(2026, 11, 30, 8, 47, tzinfo=UTC)
"""When the demonstration is laid down."""
FILES = Path(__file__).parent / "files"
STEP = re.compile(r"(?P<code>\d?)(?P<how>[$.]) (?P<words>reunify.*)", re.DOTALL)
LEFT_OUT = re.compile(r"(\s*)\[(.*?)\]", re.DOTALL)
ASKING = ("record", "book", "correct", "withdraw", "seen", "close", "back", "reopen", "vary", "advance", "form")
"""Commands that ask somebody at a terminal whether it is the right child; a walk says --yes, and does not show it."""
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
LOUD = re.compile(r"  (BREACH|late|unclear) ")
"""Rows of an answer that are shown even where the rest of it is not."""


@dataclass
class Walk:
    """A workspace, what has been typed in it, and what was seen."""

    folder: Path
    terminal: bool = False
    """Whether everything is typed at a terminal, rather than through a pipe."""
    seen: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    """Every line of every screen, also those the transcript leaves out; a refusal's sentence is as long as it is."""
    screens: list[tuple[str, str]] = field(default_factory=list)
    """Each command as the script has it, and all that it printed."""
    colours: int = 0
    """How many words were painted; the transcript has none of it."""
    now: str = ""
    me: str = ""
    dice: Random = field(default_factory=lambda: Random(20))
    """What the ids of entries are thrown with: the same for every walk, since two entries of one minute stand by id."""
    answers: dict[str, Any] = field(default_factory=dict)
    """What was asked for in JSON on the way, by name."""
    evenings: dict[str, Any] = field(default_factory=dict)
    """What `next` said at the end of each day on which somebody typed, by the day."""
    keeps_evenings: bool = False
    found: frozenset[str] = frozenset()
    """The ids of entries that no command of this walk wrote, such as a demonstration's: they stay as they are."""

    def through(self, script: str) -> None:
        """Do what a script says, line by line."""
        for line, answers in _answered(_lines(script)):
            match line.partition(" "):
                case "#", _, told:
                    self.seen += [*([] if self._telling else [""]), f"# {told}"]
                case "@", _, when:
                    self._sets_clock(when)
                case "+", _, files:
                    self._adds(*files.split())
                case "=", _, team:
                    self._lays(team)
                case "~", _, change:
                    self._changes(*shlex.split(change.replace("\\\n", "")))
                case "?", _, question:
                    name, _, words = question.partition(" reunify ")
                    self.answers[name] = self.json(*shlex.split(words))
                case _:
                    self._types(line, answers)
        self._ends_day()

    @property
    def _telling(self) -> bool:
        return bool(self.seen) and self.seen[-1].startswith("# ")

    @property
    def transcript(self) -> str:
        """Everything that was typed and seen, each entry's id as its number among all that were recorded."""
        text = "\n".join(self.seen) + "\n"
        own = [each for each in self._ids() if each not in self.found and each in text]
        for number, entry in enumerate(sorted(own, key=text.index), start=1):
            text = re.sub(rf"\b{entry}\b", f"E{number:03}", text)
        return text.replace(str(self.folder), self.folder.name)

    def run(self, *words: str, now: str = "", answers: Sequence[str] | None = None) -> tuple[int, str]:
        """The exit code of a command and what it printed, without a word in the transcript.

        It is run through a pipe, or with answers (there may be none to give) at a terminal.
        """
        world = {
            "REUNIFY_NOW": now or self.now, "REUNIFY_ME": self.me, "REUNIFY_ROOT": str(self.folder), "TERM": "xterm",
            "XDG_CONFIG_HOME": str(self.folder / ".config"), "REUNIFY_CACHE": str(self.folder / ".cache"),
            "COLUMNS": "80",
        }  # fmt: skip
        if not (self.folder / "reunify.yaml").is_file():
            del world["REUNIFY_ROOT"]
        with (
            mock.patch.dict(os.environ, world),
            mock.patch.object(policies, "load_policy", _policy),
            mock.patch.object(journal.os, "urandom", self.dice.randbytes),
            mock.patch.object(progress, "SILENT", 3600),  # a slow machine would draw a bar
            chdir(self.folder.parent),
        ):
            os.environ.pop("NO_COLOR", None)
            if answers is not None:
                from tests.walks.terminal import at_terminal  # of systems that have such terminals

                return at_terminal(lambda: answer(words), answers)
            out = io.StringIO()
            with redirect_stdout(out), redirect_stderr(out):
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
        if self.keeps_evenings and day and (self.folder / "reunify.yaml").is_file():
            self.evenings[day] = self.evening(day)

    def _sets_clock(self, when: str) -> None:
        day, clock, *who = when.split(" ")
        if day != self.now[:10]:
            self._ends_day()
        name = " ".join(who) or self.me
        # In brackets: somebody of whom nobody has told the tool yet, or whom `setup` has.
        self.now, self.me = f"{day}T{clock}", "" if name.startswith("(") else name
        moment = parse_moment(self.now)
        self.seen += ["", f"--- {say_day(moment.day)} {say_time(moment.minute or 0)}, {name.strip('()')}"]

    def _types(self, line: str, answers: Sequence[str]) -> None:
        step = STEP.fullmatch(line)
        assert step is not None, line
        asked = self.terminal and bool(answers)
        line = LEFT_OUT.sub("" if asked else r"\1\2", step["words"])
        words = shlex.split(line.replace("\\\n", ""))[1:]
        asking = len(words) > 2 and (words[0] in ASKING or "--sent" in words) and "--print" not in words
        sure = ["--yes"] if asking and not asked else []
        code, said = self.run(*words, *sure, answers=answers if asked else () if self.terminal else None)
        self.colours += len(COLOUR.findall(said))
        # What a line was written over with is what stands there in the end.
        said = "\n".join(each.rpartition("\r")[2].rstrip() for each in COLOUR.sub("", said).split("\n"))
        shown = said.splitlines()
        if not code or len(shown) > 3:
            self.said += shown
        self.screens.append((step["words"], said))
        if step["how"] == "." and code == 0:
            shown = [*takewhile(bool, shown), *filter(LOUD.match, shown)]
        self.seen += ["", f"$ {line}", *shown]
        if code:
            self.seen.append(f"[exit {code}]")
        assert int(step["code"] or 0) == code, "\n".join(self.seen[-60:])

    def _adds(self, to: str, name: str) -> None:
        text = (FILES / name).read_text(encoding="utf-8")
        with (self.folder / to).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
        self.seen += ["", f"(by hand, at the end of {to}:", f" tests/walks/files/{name})"]

    def _lays(self, team: str) -> None:
        demo.lay_down(self.folder, DAY)
        if team == "110":
            a_hundred_more(self.folder)
        self.found = frozenset(self._ids())

    def _changes(self, name: str, old: str, new: str) -> None:
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert 1 == text.count(old), old
        path.write_text(text.replace(old, new), encoding="utf-8", newline="\n")
        self.seen += ["", f"(by hand, in {name}:", f" {new.strip()})"]

    def _ids(self) -> Iterator[str]:
        for path in sorted(self.folder.glob("cases/*/journal.yaml")):
            for entry in shape.load(path.read_bytes(), path.name).data or ():
                yield entry["id"]


@cache
def _policy(policy_id: str, root: Path | None = None, cache: Path | None = None) -> object:
    """A policy, read once for all the commands of a walk."""
    return _load_policy(policy_id, root, cache)


_load_policy = policies.load_policy


def _answered(lines: Iterator[str]) -> Iterator[tuple[str, list[str]]]:
    """The lines of a script, each with the answers that stand below it."""
    last, answers = "", list[str]()
    for line in lines:
        if line.startswith(">"):
            answers.append(line[1:].strip())
            continue
        if last:
            yield last, answers
        last, answers = line, []
    if last:
        yield last, answers


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
