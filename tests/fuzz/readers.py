"""What is fuzzed: each reader of files or words as a function of bytes, with real inputs to begin from.

A reader may understand what it is given or say no to it in our own words (`ReunifyError`). Anything else is a finding:
another exception, a law broken, a screen with a terminal's commands in it, an answer that takes longer than `MOST`.
"""

import os
import re
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from reunify_cli import shape
from reunify_cli.cli.command_list import COMMANDS
from reunify_cli.engine.duty import standing
from reunify_cli.engine.findings import findings
from reunify_cli.engine.judgement import Judgement
from reunify_cli.errors import Problem, ReunifyError
from reunify_cli.exchange.ssda903.tables import decoded
from reunify_cli.model.case import CaseFile
from reunify_cli.model.history import history
from reunify_cli.model.moment import Moment, parse_instant
from reunify_cli.model.people import Team
from reunify_cli.model.plan import Plan
from reunify_cli.policy_store.policies import load_calendar, load_policy
from reunify_cli.policy_store.policy_folder import Head
from reunify_cli.shipped import case_templates_dir, policies_dir
from reunify_cli.store.folder import read_folder
from reunify_cli.store.journal import with_entries
from reunify_cli.store.journal_mark import unmarked
from reunify_cli.store.papers import MadeList
from reunify_cli.store.repair.joining import join
from reunify_cli.store.workspace import Settings, Workspace, read_workspace
from reunify_cli.store.yaml_writer import entry_yaml
from reunify_cli.text.days import read_when
from tests.cli.desk import CHILD, JOURNAL, POLICY, RULES, TEAM, a_team, reunify

MOST = 10.0
"""Seconds that one input may take."""
TODAY = date(2026, 11, 30)
RAW = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What must never reach a screen."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A function of bytes, and what it is usually given."""

    read: Callable[[bytes], object]
    seeds: Sequence[bytes]


def refused(work: Callable[[], Any]) -> Any:
    """What a reader makes of something; None where it says no in our words."""
    said: tuple[Problem, ...] = ()
    try:
        return work()
    except ReunifyError as error:
        said = error.problems
    assert said
    assert all(str(problem).strip() for problem in said)
    return None


@cache
def room() -> Path:
    """A scratch folder for this process, with a small team's folder in it."""
    return a_team(Path(tempfile.mkdtemp(prefix="reunify-fuzz-")) / "team")


@cache
def team_folder() -> Workspace:
    return read_workspace(room())


@cache
def words() -> Any:
    return load_policy("surrey")


# --- files --------------------------------------------------------------------------------------------------------


def yaml(data: bytes) -> None:
    """Plain values: the same read twice, and every place in them found."""
    loaded = refused(lambda: shape.load(data, "journal.yaml"))
    if loaded is not None:
        assert shape.load(loaded.text, "again").data == loaded.data
        if isinstance(loaded.data, list):
            assert len(loaded.lines()) == len(loaded.data)


def record(kind: type) -> Callable[[bytes], None]:
    """A record of some kind."""
    return lambda data: refused(lambda: shape.read(kind, shape.load(data, "file.yaml")))


def folder(**at: str) -> Callable[[bytes], None]:
    """A child's folder with one of its files as given; what can be read is judged to the end."""
    (name,) = at.values()

    def read(data: bytes) -> None:
        path = room() / "cases" / "RU-2026-0042" / name
        before = path.read_bytes() if path.exists() else None
        path.write_bytes(data)
        try:
            reading = read_folder(team_folder(), "RU-2026-0042", words().vocabulary, TODAY)
            assert reading.case is not None or reading.problems
        finally:
            path.unlink() if before is None else path.write_bytes(before)
        if reading.case is not None:
            judged = Judgement(history(reading.case), words(), load_calendar())
            at = Moment(TODAY).end
            assert all(standing(duty, at) for duty in judged.duties)
            findings(judged, at)

    return read


def appended(data: bytes) -> None:
    """A journal with an entry added holds what it held, byte for byte but for our own marks, and the entry."""
    old, _, note = data.partition(b"\n\xff")
    entry = {"id": "9ZZZ", "event": "visit", "note": note.decode("utf-8", "replace")}
    new = refused(lambda: with_entries(Path("cases/X/journal.yaml"), old, [entry]))
    if new is not None:
        assert unmarked(new).startswith(unmarked(old))
        assert shape.load(new, "new").data[-1] == entry


def spelt(data: bytes) -> None:
    """Any text can be written down, and reads as what it was."""
    text = data.decode("utf-8", "replace")
    entry = {"id": "9ZZZ", text or "note": text, "list": [text, {"a": text}]}
    assert shape.load(entry_yaml(entry), "entry").data == [entry]


def merged(data: bytes) -> None:
    """Two journals joined either way round say the same."""
    ours, _, theirs = data.partition(b"\n\xff")
    one = refused(lambda: join(ours, theirs))
    other = refused(lambda: join(theirs, ours))
    assert (one is None) == (other is None)
    if one is not None:
        assert shape.load(one.data, "one").data == shape.load(other.data, "other").data


def policy(data: bytes) -> None:
    """A rules file is read and the child judged by it, or its author is told why not."""
    (room() / "policies" / "northgate" / "rules.yaml").write_bytes(data)
    try:
        on_screen("next")
    finally:
        (room() / "policies" / "northgate" / "rules.yaml").write_text(RULES, encoding="utf-8")


def table(data: bytes) -> None:
    """A return's table is read, or said to be none; nothing is imported."""
    decoded(data)
    place = room().parent / "return"
    place.mkdir(exist_ok=True)
    for name in ("header", "episodes"):
        (place / f"{name}.csv").write_bytes(data)
    on_screen("import", "ssda903", str(place), "--dry-run")


# --- words and screens --------------------------------------------------------------------------------------------


def said(data: bytes) -> None:
    """A day as somebody says it."""
    text = data.decode("utf-8", "replace")
    refused(lambda: read_when(text, TODAY))
    with suppress(ValueError):
        parse_instant(text)


def on_screen(*typed: str) -> None:
    """A command typed at the scratch team's folder: it ends as a command may, and paints nothing over the screen."""
    answer = reunify(room(), *typed)
    assert answer.code in (0, 1, 2, 3, 130), answer
    assert "Something went wrong" not in answer.err, answer.err
    assert not RAW.search(answer.out + answer.err), (answer.out, answer.err)


def screens(data: bytes) -> None:
    """The screens of a child whose journal is as given."""
    path = room() / "cases" / "RU-2026-0042" / "journal.yaml"
    path.write_bytes(data)
    try:
        for typed in (("next", "42"), ("show", "42", "--all"), ("events", "42"), ("check",), ("list", "--json")):
            on_screen(*typed)
    finally:
        path.write_text(JOURNAL, encoding="utf-8")


def typed(data: bytes) -> None:
    """A command line, a word to a line; whatever it wrote is put back afterwards."""
    line = [word for word in data.decode("utf-8", "replace").replace("\0", "").split("\n") if word][:12]
    if {"demo", "setup", "init"} & set(line) or any("/" in word or "\\" in word for word in line):
        return
    here = Path.cwd()
    os.chdir(room())
    try:
        on_screen(*line)
    finally:
        os.chdir(here)
        a_team(room())


def _read(folder: Path, names: str) -> list[bytes]:
    return [path.read_bytes() for path in sorted(folder.glob(names))]


def _demo(name: str) -> list[bytes]:
    return _read(case_templates_dir() / "demo", f"**/{name}")


def _lines(*commands: str) -> list[bytes]:
    return ["\n".join(command.split()).encode() for command in commands]


SIDES = [b"\n\xff".join((JOURNAL.encode(), each)) for each in _demo("journal.yaml")[:3]]
JOURNALS = [JOURNAL.encode(), *_demo("journal.yaml")]
READERS: dict[str, Reader] = {
    "yaml": Reader(yaml, [*JOURNALS, *_demo("plan.yaml"), CHILD.encode()]),
    "case": Reader(folder(at="case.yaml"), [CHILD.encode(), *_demo("case.yaml")]),
    "journal": Reader(folder(at="journal.yaml"), JOURNALS),
    "plan": Reader(folder(at="plan.yaml"), _demo("plan.yaml")),
    "team": Reader(record(Team), [TEAM.encode(), *_demo("team.yaml")]),
    "settings": Reader(record(Settings), _demo("reunify.yaml")),
    "child": Reader(record(CaseFile), [CHILD.encode(), *_demo("case.yaml")]),
    "draft plan": Reader(record(Plan), _demo("plan.yaml")),
    "papers made": Reader(record(MadeList), [b"made:\n  - {name: review, version: 1, format: pdf, made: y}\n"]),
    "append": Reader(appended, [each + b"\n\xffa note\nof two lines" for each in JOURNALS[:4]]),
    "spelling": Reader(spelt, [b"He said: yes", b"a\nb\n", b"- x # y", b"{a: [b]}", b" 'it''s' "]),
    "join": Reader(merged, SIDES),
    "policy": Reader(
        policy, [RULES.encode(), *(p.read_bytes() for p in sorted(policies_dir().glob("surrey/s*e-?.yaml")))]
    ),
    "policy head": Reader(record(Head), [POLICY.encode()]),
    "return": Reader(
        table, [b"CHILD,SEX,DOB,ETHNIC,UPN\n123,2,08/03/2017,WBRI,A1\n", b"CHILD,DECOM,RNE,LS\n1,1/1/26,S,C2\n"]
    ),
    "day": Reader(said, [b"26/11 14:00", b"last Fri", b"in 3 weeks", b"2026-11-30T08:47Z", b"yesterday", b"3 Dec 26"]),
    "screens": Reader(screens, JOURNALS[:3]),
    "words": Reader(
        typed,
        [
            *_lines(*(f"{name} 42" for name in COMMANDS)),
            *_lines("record 42 visit seen=yes --on 26/11 --yes", "why 42 visits --as-of 1/12/26", "list --format csv"),
            *_lines("vary 42 reviews --why x --until 1/2/27 --yes", "correct 42 2B11 seen=no --why x --yes"),
            *_lines(
                "withdraw 42 2C11 --why x --yes", "close 42 --outcome stayed --yes", "new name=X born=1/2/2019 --yes"
            ),
        ],
    ),
}
