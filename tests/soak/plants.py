"""Hostile files, names and links laid into a team's folder: nothing outside changes, and every child is accounted for.

`PLANTS` is every kind of thing in every place that a command reads or writes. One tree is planted with one of them or
several; then commands are run over it. Short in the tests, as long as there is time in the long run.
"""

import json
import os
import random
import shutil
import signal
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from tests.cli.desk import JOURNAL, RULES, Answer, a_team, another_child, bytes_of, reunify
from tests.soak.ground import say
from tests.soak.swift import Kept, breathe, folder_in_memory, signs, swift

IDS: Final = ("RU-2026-0042", "RU-2026-0051", "RU-2026-0052")
CASE: Final = "cases/RU-2026-0042"

# --- what is laid -------------------------------------------------------------------------------------------------

Kind = Callable[[Path, Path], None]
"""Lays something at a path; the second path is a folder outside the workspace."""


def _link(to: str) -> Kind:
    return lambda path, outside: path.symlink_to(to.format(outside=outside))


def _bytes(data: bytes) -> Kind:
    return lambda path, _: _write(path, data)


def _write(path: Path, data: bytes) -> None:
    if path.is_fifo() or path.is_symlink():  # laid there before: nobody reads from it, or it leads outside
        path.unlink()
    path.write_bytes(data)


def _hole(path: Path, _: Path) -> None:
    with path.open("wb") as hole:
        hole.truncate(20_000_000_000)


KINDS: Final[dict[str, Kind]] = {
    "nothing": lambda _path, _outside: None,
    "a folder": lambda path, _: path.mkdir(),
    "a pipe": lambda path, _: os.mkfifo(path),
    "a device": _link("/dev/zero"),
    "gigabytes": _hole,
    "a link to nowhere": _link("/nowhere/at/all"),
    "a link in a circle": lambda path, _: path.symlink_to(path.name),
    "a link to a file outside": _link("{outside}/bashrc"),
    "a link to a folder outside": _link("{outside}/folder"),
    "an empty file": _bytes(b""),
    "random bytes": _bytes(bytes(range(256)) * 4),
    "words": _bytes(b"- {what: is this}\n"),
}

PLACES: Final = (
    "cases", CASE, f"{CASE}/case.yaml", f"{CASE}/journal.yaml", f"{CASE}/plan.yaml", f"{CASE}/plans",
    f"{CASE}/plans/2A11.yaml", f"{CASE}/drafts", f"{CASE}/packs", f"{CASE}/packs/made.yaml", f"{CASE}/set-aside",
    f"{CASE}/.journal.lock", f"{CASE}/.removal.note", f"{CASE}/.journal.yaml.0a1b2c3d.tmp",
    f"{CASE}/journal (1).yaml", "cases/.together.deadbeef.tmp", "cases/.RU-2026-0060.deadbeef.tmp",
    "cases/RU-2026-0099", "disposed.yaml", "reunify.yaml", "team.yaml", "set-aside", "policies", "case_templates",
    "exports",
)  # fmt: skip


def _note(parts: Sequence[dict[str, Any]]) -> Callable[[Path, Path], None]:
    return lambda team, _: _write(team / "cases/.together.deadbeef.tmp", json.dumps(parts).encode())


def _part(file: str, text: str, data: bytes = b"") -> dict[str, Any]:
    return {"file": file, "length": len(data), "sha256": sha256(data).hexdigest(), "text": text}


VISIT: Final = "- {id: 9ZZZ, event: visit, date: 2026-11-01, seen: yes}\n"


def _into_home(team: Path, outside: Path) -> None:
    """The note that made a colleague's `record` write into somebody's home folder."""
    bashrc = (outside / "bashrc").read_bytes()
    up = f"RU-2026-0042/../../../{outside.name}"
    parts = [_part(f"{up}/bashrc", "touch OWNED\n", bashrc), _part(f"{up}/new.desktop", "[x]\n")]
    _note(parts)(team, outside)


def _two_entries(team: Path, outside: Path) -> None:
    """A note as this program writes it, of a write that never began."""
    parts = [_part(f"{id}/journal.yaml", VISIT, (team / f"cases/{id}/journal.yaml").read_bytes()) for id in IDS[:2]]
    _note(parts)(team, outside)


def _linked_entries(team: Path, outside: Path) -> None:
    """The same, with one of the children's folders a link out of the workspace."""
    shutil.copytree(team / "cases/RU-2026-0051", outside / "folder/RU-2026-0051", dirs_exist_ok=True)
    shutil.rmtree(team / "cases/RU-2026-0051")
    (team / "cases/RU-2026-0051").symlink_to(outside / "folder/RU-2026-0051")
    _two_entries(team, outside)


def _removal(what: Any) -> Callable[[Path, Path], None]:
    return lambda team, _: _write(team / CASE / ".removal.note", json.dumps(what).encode())


def _gone(team: Path, outside: Path) -> None:
    bashrc = sha256((outside / "bashrc").read_bytes()).hexdigest()
    steps = [{"file": f"../../../{outside.name}/bashrc", "was": bashrc, "new": None}]
    _removal({"by": "r.amadi", "files": steps})(team, outside)


def _copy_to_move(team: Path, outside: Path) -> None:
    """What `doctor` moves, and a link where it moves it to."""
    (team / CASE / "set-aside").symlink_to(outside / "folder")
    shutil.copy(team / CASE / "journal.yaml", team / CASE / "journal (conflicted copy).yaml")


NOTES: Final[dict[str, Callable[[Path, Path], None]]] = {
    "a note that leads home": _into_home,
    "a note of a write that never began": _two_entries,
    "a note about a link": _linked_entries,
    "a note of no parts": _note([]),
    "a note of other things": _note([{"file": 3, "length": "x", "sha256": None, "text": []}] * 2),
    "a note about the workspace's file": _note([_part("../reunify.yaml", VISIT), _part("x/journal.yaml", VISIT)]),
    "a note without end": lambda team, _: _write(team / "cases/.together.deadbeef.tmp", b"[" * 100_000),
    "a disposal that no one ordered": _removal(
        {"dispose": {"on": "2026-11-30", "by": "r.amadi", "ordered-by": "r.amadi", "why": "retention"}}
    ),
    "a disposal with an escape": _removal(
        {"dispose": {"on": "\x1b[2J", "by": "\x1b]0;x\x07", "ordered-by": "x", "why": "y"}}
    ),
    "a removal outside": _gone,
    "a removal of nothing": _removal({"files": []}),
    "a removal of other things": _removal({"files": [{"file": 1, "was": 2, "new": 3}]}),
    "a copy and a link to move it through": _copy_to_move,
}  # fmt: skip

RETURN: Final = {
    "header.csv": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n447190,2,08/03/2017,WBRI,A1,,\n7,1,08/03/2016,WBRI,A2,,\n",
    "episodes.csv": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,URN\n"
    "447190,24/08/2026,S,C2,N1,U1,PR1,30/10/2026,E4A,,AA1 1AA,AA2 2AA,1234567\n"
    "7,24/08/2026,S,C2,N1,U1,PR1,,,,AA1 1AA,AA2 2AA,1234567\n",
}
"""A statutory return of one child who is here and one who is not."""
FEW_ENTRIES: Final = "".join(JOURNAL.splitlines(keepends=True)[:4])
ONE_RULE: Final = RULES.split("  - {id: reviews")[0]
"""What the planted children are judged by: a tree is about files, not about rules."""

PLANTS: Final = (*NOTES, *(f"{kind} as {place}" for place in PLACES for kind in KINDS))


def lay(root: Path) -> tuple[Path, Path]:
    """A team's folder with three children, and a folder beside it that belongs to somebody else."""
    others = {**another_child(51, "T.W."), **another_child(52, "A.M.")}
    others = {name: text if name.endswith("case.yaml") else FEW_ENTRIES for name, text in others.items()}
    team = a_team(root / "team", **others, **{"policies/northgate/rules.yaml": ONE_RULE})
    outside = root / "victim"
    (outside / "folder").mkdir(parents=True)
    (outside / "bashrc").write_text("alias ll='ls -l'\n")
    (outside / "folder/letter.txt").write_text("Dear Robin\n")
    (team / "exports").mkdir()
    (outside / "return").mkdir()
    for name, text in RETURN.items():
        (outside / "return" / name).write_text(text)
    return team, outside


def plant(team: Path, outside: Path, what: str) -> None:
    """Lay one thing into a team's folder, in place of what was there."""
    if what in NOTES:
        with suppress(OSError):  # what was laid before may stand in its way
            NOTES[what](team, outside)
        return
    kind, place = what.split(" as ")
    path = team / place
    if not path.parent.is_dir() or not path.parent.resolve().is_relative_to(team.resolve()):
        return
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    KINDS[kind](path, outside)


# --- what is typed at it ------------------------------------------------------------------------------------------

LISTS: Final = (("list", "--closed", "--json"), ("list", "--closed", "--json", "--no-index"))
COMMANDS: Final = (
    ("record", "42", "visit", "seen=yes", "--on", "26/11", "--yes"),
    ("record", "42", "51", "visit", "seen=yes", "--on", "26/11", "--yes"),
    ("doctor", "--yes"), ("doctor", "42", "--yes"), ("redact", "42", "--finish", "--yes"),
    ("dispose", "42", "--finish", "--why", "asked", "--ordered-by", "court", "--yes"),
    ("redact", "42", "2C11", "--why", "asked", "--ordered-by", "court", "--yes"),
    ("correct", "42", "2C11", "seen=no", "why-not-seen=out", "--why", "typed wrongly", "--yes"),
    ("withdraw", "42", "2C11", "--why", "typed twice", "--yes"), ("undo", "--yes"), ("form", "42", "visit", "--yes"),
    ("pack", "42", "review", "--format", "md"), ("new", "--yes"), ("close", "42", "--outcome", "moved", "--yes"),
    ("advance", "42", "--yes"), ("book", "42", "review", "--on", "3 Dec 10:00", "--yes"),
    ("vary", "42", "visits", "--why", "ill", "--until", "11 Dec", "--yes"), ("seen", "42", "visits", "--yes"),
    ("back", "42", "--to", "identify", "--why", "again", "--yes"), ("reopen", "42", "--why", "again", "--yes"),
    ("pack", "42", "review", "--sent", "--yes"), ("pack", "--due", "14d", "--format", "md"),
    ("import", "ssda903", "{outside}/return", "--apply"), ("export", "{team}/exports/all", "--format", "csv"),
    ("export", "{team}/exports/few", "--format", "csv", "--pseudonymise"),
    ("policy", "adopt", "northgate", "--from", "1 Dec", "--by", "Ruth Amadi", "--yes"),
    ("policy", "new", "own", "--from", "northgate"), ("calendar", "--out", "{team}/exports/all.ics"),
    ("list", "--format", "csv", "--out", "{team}/exports/all.csv"), ("schema", "{team}/exports/schemas"),
    (), ("next",), ("overdue",), ("show", "42"), ("check",), ("events", "42"), ("timeline", "42"), ("why", "42"),
    ("list",), ("list", "--no-index"), ("calendar",), ("dispose", "--list"), ("policy", "list"),
    ("policy", "show", "northgate"), ("policy", "lint", "northgate"), ("form", "42", "plan", "--print"),
    ("pack", "42", "--list"), ("help", "stages"), ("find", "visit"),
)  # fmt: skip
"""Every way in that reads or writes a child's folder; a manager types."""
ELSEWHERE: Final = ("init", "demo", "setup", "merge-driver")
"""The commands that are not about this folder: they make one, ask who one is, or are given files by git."""

OBEYING: Final = COMMANDS[:6]
"""Those that could obey a note."""
WRITING: Final = COMMANDS[: COMMANDS.index(())]
"""Those that could write."""


def accounted_for(team: Path, words: Sequence[str], answer: Answer) -> None:
    """Every child who is there is judged or named, or the whole is refused in words. Raises AssertionError."""
    if answer.code in (2, 3) and not answer.out.strip():
        assert answer.err.strip(), "a refusal says why"
        return
    found = json.loads(answer.out)
    judged = {each["case"] for each in found["items"]}
    unread = {each["case"] for each in found["unread"]}
    here = {name for name in IDS if os.path.lexists(team / "cases" / name)}
    assert here <= judged | unread, f"{' '.join(words)}: {here - judged - unread} is missing"
    assert not unread or answer.code == 3


def sound(answer: Answer) -> None:
    """An answer is one of ours, whatever was laid. Raises AssertionError."""
    assert answer.code in (0, 1, 2, 3), answer
    assert "Something went wrong" not in answer.err, answer.err
    assert "Traceback" not in answer.err
    assert "\x1b" not in answer.out + answer.err


class Ground:
    """One small team's folder, planted again and again, with what lies beside it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.team, self.outside = lay(root)
        self.kept = (Kept(self.team), Kept(self.outside))

    def attempt(self, what: Sequence[str], commands: Sequence[Sequence[str]]) -> int:
        """Plant some things, type commands, and bring everything back; returns how many. Raises AssertionError."""
        try:
            for each in sorted(what, key=lambda each: each not in NOTES):  # notes are made of what stands there
                plant(self.team, self.outside, each)
            before, times = bytes_of(self.outside), signs(str(self.outside))
            for words in commands:
                answer = reunify(self.team, *self._here(words), me="Ruth Amadi")
                sound(answer)
                if words in LISTS:
                    accounted_for(self.team, words, answer)
                assert times == signs(str(self.outside)), f"{' '.join(words)} changed what is outside"
            assert before == bytes_of(self.outside), "a file outside was changed"
        finally:
            for each in self.kept:
                each.restore()
        return len(commands)

    def _here(self, words: Sequence[str]) -> list[str]:
        return [word.format(team=self.team, outside=self.outside) for word in words]

    def forget(self) -> None:
        """Empty the user's cache: the index, and what was remembered of the last look."""
        shutil.rmtree(self.root / "cache", ignore_errors=True)
        breathe()


def attempt(what: Sequence[str], commands: Sequence[Sequence[str]]) -> int:
    """Plant one tree, list its children, type some commands and list them again. Raises AssertionError."""
    with folder_in_memory() as root:
        return Ground(root).attempt(what, (*LISTS, *commands, *LISTS))


def run(seconds: float, *, trees: int | None = None, seed: int = 7) -> dict[str, int]:
    """Plant trees until the time or the number is over; returns the figures.

    First each thing in each place under each command, in any order, then some of them together, at random. Over each
    tree one list is asked for every child, then one command is typed; after one that could have written, the children
    are asked for once more. Which of the lists it is, with the index or without, is left to chance. What does not hold
    is said on stderr, with the tree, and counted; a command that takes longer than a minute is such a thing.
    """
    dice, ends = random.Random(seed), time.monotonic() + seconds
    figures = dict.fromkeys(("trees", "commands", "lists", "without_index", "faults"), 0)
    pairs = [([what], typed) for what in PLANTS for typed in COMMANDS]
    dice.shuffle(pairs)
    signal.signal(signal.SIGALRM, _too_long)
    with folder_in_memory() as root, swift():
        ground = Ground(root)
        while time.monotonic() < ends and (trees is None or figures["trees"] < trees):
            what, typed = pairs.pop() if pairs else (dice.sample(PLANTS, dice.choice((2, 2, 3))), dice.choice(COMMANDS))
            commands = [dice.choice(LISTS), typed, *([dice.choice(LISTS)] if typed in WRITING else [])]
            if figures["trees"] % 200 == 0:
                ground.forget()
            try:
                signal.alarm(60)
                ground.attempt(what, commands)
            except AssertionError as error:
                figures["faults"] += 1
                sys.stderr.write(f"{' and '.join(what)}; {commands}: {error}\n")
            finally:
                signal.alarm(0)
            figures["trees"] += 1
            figures["commands"] += len(commands)
            figures["lists"] += len([words for words in commands if words in LISTS])
            figures["without_index"] += commands.count(LISTS[1])
    return figures


def _too_long(*_: object) -> None:
    raise AssertionError("longer than a minute")


def main(seconds: float) -> None:
    """The long run, in little memory: what reads a device or a file of gigabytes to its end is found by that."""
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (3 << 30, 3 << 30))
    figures = run(seconds, seed=random.SystemRandom().randrange(1 << 30))
    say(run="plants", seconds=seconds, **figures)
    sys.exit(bool(figures["faults"]))
