"""Whatever a command writes, it waits for a colleague who is writing, and goes on after one who was faster.

Each command is typed twice: while a colleague on another machine holds the folder, and with a colleague who writes
between its reading and its writing. Neither may fail, and what the colleague wrote stays.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from unittest import mock

import pytest

import reunify_cli
from reunify_cli.store.durable import locks
from reunify_cli.store.journal import append
from tests.cli.desk import JOURNAL, RULES, Answer, a_team, journal, lay, reunify
from tests.cli.test_back import STAGES
from tests.cli.test_seen import APPROVAL, HOME
from tests.cli.test_vary import BY_RUTH, MORE_RULES, PLAN

FOLDER = "cases/RU-2026-0042"
MINE = (
    "- {id: 2D91, event: visit, date: 2026-11-20, seen: yes, by: r.amadi, recorded: 2026-11-20T10:00Z, "
    "recorded_by: r.amadi}\n"
)
CLOSED = "- {id: 2D90, event: case-closed, date: 2026-11-20, outcome: moved, by: r.amadi}\n"
RETURN = {
    "return/header.csv": "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n{number},2,08/03/2017,WBRI,A1,,\n",
    "return/episodes.csv": "CHILD,DECOM,RNE,LS,CIN,PLACE,PLACE_PROVIDER,DEC,REC,REASON_PLACE_CHANGE,HOME_POST,PL_POST,"
    "URN\n{number},24/08/2026,S,C2,N1,U1,PR1,30/10/2026,E4A,,AA1 1AA,AA2 2AA,1234567\n",
}
VISIT = {"id": "9ZZZ", "event": "visit", "date": "2026-11-28", "seen": True, "by": "s.naidoo"}


def _visit(team: Path) -> None:
    """What a colleague records for the same child."""
    path = team / FOLDER / "journal.yaml"
    append(path, [VISIT], expected=path.read_bytes(), holder="Sizwe Naidoo")


def _visited(team: Path) -> bool:
    return [each for each in journal(team) if each["id"] == "9ZZZ"] != []


@dataclass(frozen=True)
class Typed:
    """A command, what stands in the folder before, what a colleague does meanwhile and what shows that it stayed."""

    words: tuple[str, ...]
    files: tuple[tuple[str, str], ...] = ()
    meanwhile: Callable[[Path], None] = _visit
    stayed: Callable[[Path], bool] = _visited
    holds: str = FOLDER
    """The folder that the colleague holds."""


def _journal(text: str) -> tuple[tuple[str, str], ...]:
    return ((f"{FOLDER}/journal.yaml", JOURNAL + text),)


def _plan(team: Path) -> None:
    (team / FOLDER / "plan.yaml").write_text("danger-statements: [{id: d1, what: left alone}]\n")


def _paper(team: Path) -> None:
    assert 0 == reunify(team, "pack", "42", "review", "--format", "md", me="Sizwe Naidoo").code


def _another_paper(team: Path) -> None:
    _visit(team)
    _paper(team)


def _child(team: Path) -> None:
    for name in ("case.yaml", "journal.yaml"):
        lay(team, {f"cases/RU-2026-0043/{name}": (team / FOLDER / name).read_text().replace("0042", "0043")})


def _settings(team: Path) -> None:
    (team / "reunify.yaml").write_text((team / "reunify.yaml").read_text() + "classification: OFFICIAL\n")


WHY = ("--why", "w")
ORDER = (*WHY, "--ordered-by", "court")
COMMANDS = {
    "record": Typed(("record", "42", "visit", "seen=yes", "--on", "26/11")),
    "book": Typed(("book", "42", "review", "--on", "3 Dec 10:00")),
    "correct": Typed(("correct", "42", "2C11", "--on", "18/10", *WHY)),
    "withdraw": Typed(("withdraw", "42", "2C11", *WHY)),
    "undo": Typed(("undo",), _journal(MINE)),
    "advance": Typed(("advance", "42")),
    "back": Typed(("back", "42", "--to", "plan", *WHY), _journal(STAGES)),
    "vary": Typed(
        ("vary", "42", *PLAN, *BY_RUTH, "--who", "Dana Okafor"),
        (("policies/northgate/rules.yaml", RULES + MORE_RULES),)
    ),
    "seen": Typed(("seen", "42", APPROVAL), _journal(HOME)),
    "close": Typed(("close", "42", "--outcome", "moved")),
    "reopen": Typed(("reopen", "42", *WHY), _journal(CLOSED)),
    "redact": Typed(("redact", "42", "2C11", *ORDER)),
    "dispose": Typed(("dispose", "42", *ORDER), _journal(CLOSED), stayed=lambda team: not (team / FOLDER).exists()),
    "form": Typed(("form", "42", "visit", "--from", "form.txt")),
    "form plan": Typed(
        ("form", "42", "plan", "--from", "plan.txt"), meanwhile=_plan,
        stayed=lambda team: {"left alone", "midway"} <= {*re.findall(r"left alone|midway", plan_of(team))},
    ),
    "import": Typed(("import", "ssda903", "return", "--apply"), tuple(RETURN.items())),
    "pack": Typed(
        ("pack", "42", "review", "--format", "md"), meanwhile=_another_paper,
        stayed=lambda team: 2 == (team / FOLDER / "packs/made.yaml").read_text().count("version:"),
    ),
    "pack sent": Typed(("pack", "42", "review", "--sent")),
    "new": Typed(
        ("new", "initials=T.W.", "born=2015-01-20"), meanwhile=_child,
        stayed=lambda team: (team / "cases/RU-2026-0044").is_dir(), holds="",
    ),
    "doctor": Typed(("doctor", "42")),
    "policy adopt": Typed(
        ("policy", "adopt", "northgate", "--from", "1 Dec", "--by", "Ruth Amadi"), meanwhile=_settings,
        stayed=lambda team: "classification: OFFICIAL" in (team / "reunify.yaml").read_text(), holds=".",
    ),
}  # fmt: skip
ALONE = {
    "init": "makes a new workspace", "demo": "makes a new workspace", "setup": "writes to the user's own settings",
    "merge_driver": "is run by git, on copies", "policy new": "makes a new folder, or says that there is one",
}  # fmt: skip
"""The writing commands that write where no colleague does."""


def plan_of(team: Path) -> str:
    return (team / FOLDER / "plan.yaml").read_text()


def test_every_command_that_writes_is_among_these() -> None:
    below = Path(reunify_cli.__file__).parent / "cli"
    found = {path.stem.rstrip("_") for path in (below / "commands").glob("*.py") if "@writes" in path.read_text()}
    own = (below / "policy/own.py").read_text()
    found |= {f"policy {name}" for name in re.findall(r"@writes\ndef (\w+)", own)}

    assert found == {word for word in COMMANDS if word not in ("form plan", "pack", "pack sent")} | {*ALONE}


def laid(folder: Path, what: Typed) -> Path:
    """The team's folder with what the command needs."""
    team = a_team(folder / "team")
    number = "447190"
    case = (team / FOLDER / "case.yaml").read_text().replace("lcs: 447190", f"ssda903: {number}")
    lay(team, {f"{FOLDER}/case.yaml": case})
    for name, text in what.files:
        lay(folder if name.startswith("return/") else team, {name: text.replace("{number}", number)})
    if what.words[0] == "form":
        text = reunify(team, *what.words[:3], "--print").out
        text = text.replace("Child seen:", "Child seen: yes").replace(
            "  -\n    when:", "  - midway\n    when: 1/2/2027"
        )
        text = text.replace("Was the child seen:\n", "Was the child seen: yes\n")
        (folder / what.words[-1]).write_text(text)
    if what.words[-1] == "--sent":
        _paper(team)
    if what.words[0] == "doctor":
        path = team / FOLDER / "journal.yaml"
        extra = "- {id: 2C99, event: visit, date: 2026-11-03, seen: yes, by: d.okafor}\n"
        (path.parent / "journal (1).yaml").write_text(path.read_text() + extra)
    return team


def typed(team: Path, words: tuple[str, ...]) -> Answer:
    here = [str(team.parent / word) if word in ("return", "form.txt", "plan.txt") else word for word in words]
    return reunify(team, *here, "--yes", me="Ruth Amadi")


@contextmanager
def a_faster_colleague(work: Callable[[], None]) -> Iterator[None]:
    """Somebody who writes just before this command takes the folder for itself, once."""
    real, done = locks.locked, list[int]()

    def locked(folder: Path, holder: str) -> object:
        if not done:
            done.append(1)
            work()
        return real(folder, holder)

    with mock.patch.object(locks, "locked", locked):
        yield
    assert done, "nothing was held"


@pytest.mark.parametrize("command", COMMANDS)
def test_a_colleague_who_was_faster_comes_first_and_the_command_goes_on(command: str, tmp_path: Path) -> None:
    what = COMMANDS[command]
    team = laid(tmp_path, what)
    if command == "new":  # a folder that appears takes no lock
        from reunify_cli.store.durable import disk

        real = disk.make_folder

        def make_folder(path: Path) -> None:
            if not (team / "cases/RU-2026-0043").exists():
                what.meanwhile(team)
            real(path)

        with mock.patch.object(disk, "make_folder", make_folder):
            said = typed(team, what.words)
    else:
        with a_faster_colleague(lambda: what.meanwhile(team)):
            said = typed(team, what.words)

    assert (0, "") == (said.code, said.err), said
    assert what.stayed(team)
    assert not list(team.rglob(".journal.lock"))


@pytest.mark.parametrize("command", [name for name, what in COMMANDS.items() if what.holds])
def test_a_colleague_who_is_writing_is_waited_for(command: str, tmp_path: Path) -> None:
    what = COMMANDS[command]
    team = laid(tmp_path, what)
    lock = team / what.holds / locks.NAME
    lock.write_text(locks.Holder("Sizwe Naidoo", "another-machine", 4711, "t").text())
    pauses = list[float]()

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 5:
            lock.unlink()

    with mock.patch.object(locks, "time", SimpleNamespace(sleep=sleep)):
        said = typed(team, what.words)

    assert 0 == said.code, said
    assert 5 == len(pauses), "it waited until they were done, and no longer"
    shutil.rmtree(team)
