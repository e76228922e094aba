"""Damaged indexes: whatever becomes of the file in the cache, every list says what the children's files say."""

import os
import random
import sys
import time
from collections.abc import Callable

from reunify_cli.worklist.index import keys
from reunify_cli.worklist.index.index_file import file_of
from tests.cli.desk import Answer, a_team, another_child, reunify
from tests.soak.ground import say
from tests.soak.swift import breathe, folder_in_memory, swift

LISTS = (("next", "--within", "60d"), ("overdue", "--json"), ("list",))
PAGE = 16384


def _bit(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def _byte(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(len(data))] = chance.randrange(256)


def _run(data: bytearray, chance: random.Random) -> None:
    start, length = chance.randrange(len(data)), chance.randrange(1, 400)
    data[start : start + length] = chance.randbytes(len(data[start : start + length]))


def _page(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(max(1, len(data) // PAGE)) * PAGE
    data[start : start + PAGE] = bytes(len(data[start : start + PAGE]))


def _swap(data: bytearray, chance: random.Random) -> None:
    one, two = (chance.randrange(max(1, len(data) // PAGE)) * PAGE for _ in range(2))
    data[one : one + PAGE], data[two : two + PAGE] = data[two : two + PAGE], data[one : one + PAGE]


def _cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def _more(data: bytearray, chance: random.Random) -> None:
    data += chance.randbytes(chance.randrange(1, 5000))


KINDS: tuple[Callable[[bytearray, random.Random], None], ...] = (_bit, _byte, _run, _page, _swap, _cut, _more)


def run(seconds: float, number: int = 10**9, seed: int = 1) -> dict[str, int]:
    """Damage the index again and again, and compare three lists with what they say without it."""
    chance, end = random.Random(seed), time.monotonic() + seconds
    figures = {"damaged": 0, "other_answers": 0, "seals_damaged": 0}
    before, keys.STEP = keys.STEP, 0  # the files just written are relied on at once
    own = os.environ.pop("REUNIFY_CACHE", None)
    try:
        with folder_in_memory() as folder, swift():
            children = {**another_child(43, "T.K."), **another_child(44, "U.K.")}
            team = a_team(folder / "team", **children)
            right = [reunify(team, *words, "--no-index") for words in LISTS]
            path = file_of(team, {"REUNIFY_CACHE": str(folder / "cache")})
            while figures["damaged"] < number and time.monotonic() < end:
                for words in LISTS:
                    reunify(team, *words)
                victim = path if chance.random() < 0.9 else path.with_name(f"{path.name}-sum")
                data = bytearray(victim.read_bytes()) or bytearray(
                    1
                )  # a seal that was emptied is not made anew at once
                chance.choice(KINDS)(data, chance)
                victim.write_bytes(bytes(data))
                if figures["damaged"] % 200 == 0:
                    breathe()
                which = chance.randrange(len(LISTS))
                figures["damaged"] += 1
                figures["seals_damaged"] += victim != path
                figures["other_answers"] += _told(reunify(team, *LISTS[which])) != _told(right[which])
    finally:
        keys.STEP = before
        if own is not None:
            os.environ["REUNIFY_CACHE"] = own
    return figures


def _told(answer: Answer) -> tuple[int, str, str]:
    return answer.code, answer.out, answer.err


def main(seconds: float) -> None:
    """The long run."""
    figures = run(seconds, seed=random.SystemRandom().randrange(1 << 30))
    say(run="corruption", seconds=seconds, **figures)
    sys.exit(bool(figures["other_answers"]))
