"""Nothing about a child goes where it should not: no socket, no name on a screen, no file that is wider open."""

import os
import stat
import subprocess
import sys
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from reunify_cli import shape
from reunify_cli.cli.command_list import COMMANDS
from reunify_cli.shipped import case_templates_dir
from tests.cli.desk import a_team, bytes_of, reunify

PAPERS = {"export", "pack", "setup", "demo", "help", "timeline"}
"""What makes papers or files for people to read with names in them, or shows nobody."""
WAYS: dict[str, Sequence[Sequence[str]]] = {
    "morning": ((), ("--json",)),
    "next": ((), ("0042",), ("--json",), ("--format", "csv"), ("--mine",)),
    "show": (("0042",), ("0042", "--all"), ("0042", "--json"), ("0058", "--all"), ("0088",)),
    "record": (("0042", "visit", "seen=yes", "--note", "fine", "--yes"), ("0042", "visit", "seen=maybe", "--yes")),
    "form": (("0042", "visit"),),
    "book": (("0042", "review", "--on", "10 Dec 14:00", "--yes"),),
    "correct": (("0042", "2RUE", "alone=no", "--why", "asked again", "--yes"), ("0042", "9XXX", "--why", "x", "--yes")),
    "withdraw": (("0042", "6BHZ", "--why", "not here", "--yes"),),
    "undo": (("--yes",),),
    "find": (("Kesson",), ("uncle", "--json"), ("drug service",)),
    "why": (("0042",), ("0042", "visits"), ("0042", "--json")),
    "new": (("--yes",),),
    "events": ((), ("0042",), ("0042", "--json"), ("visit",)),
    "advance": (("0042",), ("0042", "--json"), ("0017",)),
    "vary": (("0042", "visits", "--why", "x", "--until", "1/2/27", "--yes"),),
    "seen": (("0042", "--yes"),),
    "back": (("0042", "--to", "identify", "--why", "x", "--yes"),),
    "close": (("0063", "--outcome", "moved", "--yes"),),
    "reopen": (("0009", "--why", "x", "--yes"),),
    "overdue": ((), ("--json",), ("--format", "csv")),
    "list": ((), ("--json",), ("--format", "csv")),
    "calendar": ((), ("0042",)),
    "policy": ((), ("show",), ("lint",)),
    "init": (("--help",),),
    "check": ((), ("0042",), ("--format", "junit"), ("--json",)),
    "import": (("ssda903", "nowhere"),),
    "schema": (("journal",),),
    "doctor": ((), ("0042",)),
    "dispose": (("--list",), ("0009", "--why", "x", "--ordered-by", "y", "--yes")),
    "redact": (("0042", "3YGQ", "--why", "x", "--ordered-by", "y", "--yes"),),
    "merge-driver": (("--help",),),
}


def the_demo(folder: Path) -> Path:
    """The demonstration's folder, its children and families as they are."""
    assert reunify(folder, "demo", str(folder / "team")).code == 0
    return folder / "team"


def full_names() -> Iterator[str]:
    """The name of every child and relative of the demonstration."""
    for path in sorted((case_templates_dir() / "demo" / "cases").glob("*/case.yaml")):
        said = shape.load(path.read_bytes(), path.name).data
        yield said["child"].get("name", "")
        yield from (who.get("name", "") for who in (said.get("people") or {}).values())


NAMES = frozenset(name for name in full_names() if " " in name)


def test_every_command_is_asked_here() -> None:
    assert COMMANDS.keys() - PAPERS <= WAYS.keys()


# --- names --------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return the_demo(tmp_path_factory.mktemp("names"))


@pytest.mark.parametrize("command", WAYS)
def test_no_screen_says_a_childs_or_relatives_name_unless_names_are_asked_for(demo: Path, command: str) -> None:
    for words in WAYS[command]:
        answer = reunify(demo, command, *words, me="Rosa Amadi")
        said = [name for name in NAMES if name in answer.out + answer.err]

        assert answer.code in (0, 1, 2, 3), (words, answer.err)
        assert said == [], (words, said)


def test_the_law_above_can_fail(demo: Path) -> None:
    answer = reunify(demo, "show", "0058", "--names", me="Rosa Amadi")

    assert [name for name in NAMES if name in answer.out]


@pytest.mark.parametrize("broken", ["case.yaml", "journal.yaml", "plan.yaml"])
def test_what_is_said_of_a_broken_file_names_nobody(demo: Path, broken: str) -> None:
    path = demo / "cases/RU-2026-0042" / broken
    before = path.read_bytes()
    path.write_bytes(before.replace(b": ", b":: ", 6) + b"\n  x: [\n")
    try:
        answer = reunify(demo, "check", "0042")
    finally:
        path.write_bytes(before)

    assert not [name for name in NAMES if name in answer.out + answer.err]


def test_index_cache_settings_and_locks_hold_no_name(tmp_path: Path) -> None:
    demo = the_demo(tmp_path)
    cache = tmp_path / "cache"
    os.environ["REUNIFY_CACHE"] = str(cache)
    try:
        for words in (
            ("morning",),
            ("list",),
            ("next",),
            ("overdue",),
            ("record", "0042", "visit", "seen=yes", "--yes"),
        ):
            reunify(demo, *words, me="Rosa Amadi")
    finally:
        del os.environ["REUNIFY_CACHE"]
    held = b"".join(
        data for folder in (cache, demo / "config") if folder.exists() for data in bytes_of(folder).values()
    )

    assert not [name for name in NAMES if name.encode() in held]
    assert not [path for path in demo.rglob("*") if path.name.endswith((".lock", ".tmp"))]


# --- the network --------------------------------------------------------------------------------------------------

WATCHED = """
import os, sys

def watch(event, args):
    if event.startswith("socket.") and event not in ("socket.gethostname",):
        os.write(2, f"SOCKET {event} {args}\\n".encode())
        os._exit(99)

sys.addaudithook(watch)
from reunify_cli.cli.main import answer
for line in sys.stdin.read().splitlines():
    answer(line.split("\\x1f"))
"""


def test_no_command_opens_a_socket(tmp_path: Path) -> None:
    demo = the_demo(tmp_path)
    lines = [["-C", str(demo), name, *words] for name, ways in WAYS.items() for words in ways if "--help" not in words]
    lines += [["-C", str(demo), "pack", "0042", "review", "--format", each] for each in ("md", "pdf", "docx", "html")]
    lines += [["-C", str(demo), name] for name in ("timeline", "export", "help")]
    lines += [["demo", str(tmp_path / "another")], ["init", str(tmp_path / "team"), "--git"]]
    lines += [["setup", "--me", "Rosa Amadi", "--workspace", str(demo)]]
    sides = [tmp_path / name for name in ("base", "ours", "theirs")]
    for side in sides:
        side.write_bytes((demo / "cases/RU-2026-0042/journal.yaml").read_bytes())
    lines += [["merge-driver", *map(str, sides), "journal.yaml"]]
    world = {**os.environ, "REUNIFY_ME": "Rosa Amadi", "XDG_CONFIG_HOME": str(tmp_path), "EDITOR": "true"}
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(WATCHED)], input="\n".join("\x1f".join(line) for line in lines),
        capture_output=True, text=True, check=False, cwd=tmp_path, env={**world, "REUNIFY_CACHE": str(tmp_path / "c")},
    )  # fmt: skip

    assert "SOCKET" not in done.stderr
    assert done.returncode == 0, done.stderr[-500:]
    assert "R.K." in done.stdout


def test_the_watch_sees_a_socket() -> None:
    code = WATCHED.partition("from reunify_cli")[0] + "import socket; socket.socket()"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (99, True) == (done.returncode, "SOCKET socket.__new__" in done.stderr)


# --- how wide open files are --------------------------------------------------------------------------------------

WRITING = (
    ("record", "42", "visit", "seen=yes", "--on", "26/11", "--yes"),
    ("new", "--yes"),
    ("pack", "42", "review", "--format", "md"),
    ("list", "--out", "OUT"),
    ("events", "42", "--json", "--out", "OUT2"),
    ("close", "42", "--outcome", "moved", "--yes"),
    ("redact", "42", "2C12", "--why", "x", "--ordered-by", "y", "--yes"),
    ("dispose", "42", "--why", "x", "--ordered-by", "y", "--yes"),
)
"""A command of every kind that writes."""


@pytest.mark.skipif(os.name == "nt", reason="rights are inherited there")
@pytest.mark.parametrize(("umask", "folder"), [(0o000, 0o700), (0o022, 0o700), (0o002, 0o770), (0o027, 0o750)])
def test_nothing_that_is_written_is_wider_open_than_its_folder(tmp_path: Path, umask: int, folder: int) -> None:
    team = a_team(tmp_path / "team")
    for path in (team, *team.rglob("*")):
        path.chmod(folder if path.is_dir() else folder & 0o666)
    before = os.umask(umask)
    try:
        for words in WRITING:
            out = [str(team / word) if word.startswith("OUT") else word for word in words]
            code = reunify(team, *out, me="Ruth Amadi").code
            wider = [path.name for path in team.rglob("*") if stat.S_IMODE(path.stat().st_mode) & ~folder]

            assert (words, 0, []) == (words, code, wider)
    finally:
        os.umask(before)


@pytest.mark.skipif(os.name == "nt", reason="rights are inherited there")
def test_on_a_teams_share_what_is_written_stays_open_to_the_team(tmp_path: Path) -> None:
    team = a_team(tmp_path / "team")
    for path in (team, *team.rglob("*")):
        path.chmod(0o2770 if path.is_dir() else 0o660)
    before = os.umask(0o007)
    try:
        reunify(team, "record", "42", "visit", "seen=yes", "--on", "26/11", "--yes")
    finally:
        os.umask(before)

    assert stat.S_IMODE((team / "cases/RU-2026-0042/journal.yaml").stat().st_mode) == 0o660
