"""What a gate lacks, said once: one entry asked for several reasons, or for several people, is one thing to type."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from reunify_cli.cli.days import short_day
from reunify_cli.cli.door import Opened
from reunify_cli.cli.screen import clean
from reunify_cli.cli.who import typed
from reunify_cli.engine.missing import Missing

LISTS = ("people", "list")
"""The types of field in which one entry can name several."""

_RECORDING = re.compile(r"(.*) \(recording (.*)\)")


def asks(opened: Opened, parts: Iterable[Missing]) -> list[tuple[list[str], list[str]]]:
    """What is missing in words, with the commands that record all of it; none where no single entry would."""
    alike: dict[tuple[str, str], list[Missing]] = {}
    for part in parts:
        alike.setdefault((part.event, part.words), []).append(part)
    found: dict[tuple[str, ...], list[str]] = {}
    for (event, _), same in alike.items():
        commands = _commands(opened, event, [part.fields for part in same])
        found.setdefault((event, *commands), []).append(_words(opened, same[0]))
    return [(_together(words), list(key[1:])) for key, words in found.items()]


def _words(opened: Opened, part: Missing) -> str:
    words = clean(part.words)
    if part.near is not None and part.why_not:
        words += f" (the one of {short_day(part.near.when.day)} does not count: {part.why_not})"
    booked = opened.judged.bookings.get(part.event)
    return f"{words}; booked for {short_day(booked[0].day)}" if booked is not None else words


def _together(words: Sequence[str]) -> list[str]:
    """What one entry is asked to record, several times over, in one phrase: `meeting (recording this; that)`."""
    split = [_RECORDING.fullmatch(each) for each in words]
    heads = {each[1] for each in split if each}
    if all(split) and len(heads) == 1:
        return [f"{heads.pop()} (recording {'; '.join(each[2] for each in split if each)})"]
    return list(words)


def _commands(opened: Opened, event: str, fields: Sequence[tuple[str, ...]]) -> list[str]:
    """The commands that record an event with each of these fields; one, where a list can name all that differ."""
    if not event:
        return []
    said = [dict(field.split("=", 1) for field in each) for each in fields]
    kinds = opened.judged.policy.vocabulary.events[event].fields
    names = list(dict.fromkeys(name for each in said for name in each))
    differ = [name for name in names if len({each.get(name) for each in said}) > 1]
    if len(differ) == 1 and differ[0] in kinds and kinds[differ[0]].type in LISTS:
        said = [{name: ",".join(dict.fromkeys(each[name] for each in said if name in each)) for name in names}]
    start = f"reunify record {typed(opened.id)} {event}"
    return list(dict.fromkeys(start + "".join(f" {name}={value}" for name, value in each.items()) for each in said))


def supplies(opened: Opened, unclear: str) -> str:
    """The command that records a fact which has to be known before anybody can tell; empty where there is none."""
    vocabulary = opened.judged.policy.vocabulary
    facts = [name for name, fact in vocabulary.facts.items() if unclear.endswith(f": {fact.title}")]
    says = [
        (kind.minutes, len(kind.fields), name, value.removeprefix("$"))
        for name, kind in vocabulary.events.items()
        for fact, value in (*kind.sets.items(), *((f, v) for f, v in kind.adds.items() if isinstance(v, str)))
        if fact in facts and value.startswith("$")
    ]
    if not says:
        return ""
    _, _, event, field = min(says)
    return f"reunify record {typed(opened.id)} {event} {field}=..."
