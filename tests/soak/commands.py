"""Colleagues type at one child at the same moment: they record, correct and withdraw, and their ids collide.

Each is a process that types real commands. All of them come through, one after another, and everything that they were
told is recorded is there afterwards, once, in a journal that is whole.
"""

import json
import os
import random
import tempfile
import time
from contextlib import ExitStack, redirect_stdout
from io import StringIO
from pathlib import Path
from unittest import mock

from reunify_cli import shape
from reunify_cli.store import journal
from reunify_cli.store.journal_mark import Changed, changed, is_cut_off
from tests.cli.desk import a_team, reunify
from tests.soak.ground import process, say

FEW_IDS = {"_DIGITS": "2", "_LETTERS": "A", "_EITHER": "23"}
"""So few ids that two colleagues throw the same one again and again; then they become longer."""
WHO = ("Dana Okafor", "Sizwe Naidoo", "Ruth Amadi", "Helen Fenwick", "Ama Ofori")


def _types(team: Path, who: str, times: int, seed: int, pipe: int) -> None:
    """Type commands, and say down the pipe what came of each."""
    dice, mine = random.Random(seed), list[str]()
    with mock.patch.multiple(journal, **FEW_IDS), redirect_stdout(StringIO()):
        for n in range(times):
            what = dice.choice(("record", "record", "correct", "withdraw")) if mine else "record"
            words = ["record", "42", "visit", "seen=yes", "--on", "26/11", "--note", f"{who} {n}"]
            if what == "correct":
                words = ["correct", "42", dice.choice(mine), f"note=again {who} {n}", "--why", f"{who} {n}"]
            elif what == "withdraw":
                words = ["withdraw", "42", mine.pop(dice.randrange(len(mine))), "--why", f"{who} {n}"]
            answer = reunify(team, *words, "--yes", "--json", me=who)
            told = {"who": who, "n": n, "what": what, "code": answer.code, "err": answer.err, "id": ""}
            if answer.code == 0:
                told["id"] = answer.json["items"][0]["entry"]["id"]
                mine += [str(told["id"])] if what == "record" else []
            os.write(pipe, f"{json.dumps(told)}\n".encode())


def run(writers: int, times: int, *, seed: int = 7) -> dict[str, int]:
    """Let colleagues type so many commands each; returns the figures. Raises AssertionError at a loss or a refusal."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        team = a_team(Path(folder) / "team")
        path = team / "cases/RU-2026-0042/journal.yaml"
        before = len(shape.load(path.read_bytes(), "f").data)
        workers = [
            stack.enter_context(process(lambda pipe, n=n: _types(team, WHO[n % 5], times, seed + n, pipe)))
            for n in range(writers)
        ]
        told = []
        for number, pipe in workers:
            said = b""
            while part := os.read(pipe, 65536):
                said += part
            os.waitpid(number, 0)
            told += [json.loads(line) for line in said.splitlines()]
        data = path.read_bytes()
        ids = [each.get("id") for each in shape.load(data, "f").data]
        refused = [each for each in told if each["code"]]
        assert len(told) == writers * times, "everybody comes through"
        assert not refused, refused[:1]
        assert len(ids) == len(set(ids)), "no id twice"
        assert {each["id"] for each in told} <= set(ids), "everything confirmed is there"
        assert len(ids) == before + len(told), "and nothing besides"
        assert not is_cut_off(data)
        assert Changed() == changed(data)
        assert 0 == reunify(team, "show", "42").code
        kinds = [each["what"] for each in told]
        figures = {kind: kinds.count(kind) for kind in ("record", "correct", "withdraw")}
        return {"writers": writers, "commands": len(told), **figures, "longest_id": max(map(len, ids))}


def main(seconds: float) -> None:
    """The long run."""
    ends, seed = time.monotonic() + seconds, 7
    while time.monotonic() < ends:
        say(run="commands", **run(5, 12, seed=seed), lost=0, refused=0)
        seed += 100
