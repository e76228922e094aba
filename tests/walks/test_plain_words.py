"""No everyday screen holds a word of our own that the field does not use, nor anything that cannot be read aloud.

Our words are those of the house's glossary and of the code. The field's words that we share with it (case, event,
rule, policy, duty, breach, variation) are no jargon there. Commands to be typed are left out: they are commands.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest

from reunify_cli.cli.commands import demo
from reunify_cli.cli.help.topics import TOPICS
from tests.cli.desk import Answer, reunify

DAY = datetime(2026, 11, 30, 8, 47, tzinfo=UTC)
"""When the demonstration is laid down."""
OURS = re.compile(
    r"\b(?:occurrences?|anchors?|anchored|gated?|gates|stretch(?:es)?|facts?|spans?|findings?|digests?|vocabulary"
    r"|judgements?|derivations?|upcoming|not-started|not-known|met-late|known-from|exit code|stdout|stderr|traceback"
    r"|null|none-type|boolean|tuple|parse[dr]?|schema|index|cache)\b"
    r"|\b(?:True|False|None)\b(?! of)",
)
RAW = re.compile(r"\b[a-z]+(?:-[a-z]+)*=(?!\.\.\.)")
"""A field as it is typed; outside a command people read its title."""
COMMAND = re.compile(r"(?:^|\s{2,}|:\s+|do\s+)reunify\b.*$|^\s*--.*$")
HYPHENED = re.compile(r"\b(?:with-parent|lives-with|legal-status|case-open|pr-holders|in-care)\b(?!-)")
SCREENS = (
    (), ("next",), ("next", "--within", "60d"), ("next", "--mine"), ("next", "42"), ("overdue",),
    ("overdue", "--by", "worker"), ("overdue", "--by", "rule"), ("list",), ("list", "--closed"), ("check",),
    ("advance", "42", "--dry-run"), ("show", "42"), ("show", "42", "--all"), ("show", "58"), ("show", "9"),
    ("show", "31"), ("show", "88"), ("record", "31"), ("events", "42"), ("why", "42"),
    ("why", "42", "extended-stay-approved"), ("why", "31", "reviews"), ("timeline", "42"), ("pack", "42", "--list"),
    ("record", "42", "visit", "seen=yes", "alone=no", "why-not-alone=refused", "--yes"),
    ("book", "31", "review", "--on", "28 Dec 10:00", "--yes"),
    ("correct", "42", "visit-2026-11-30", "alone=yes", "--why", "I had misread it", "--yes"),
    ("seen", "42", "extended-stay-approved", "--who", "r.amadi", "--yes"),
    ("vary", "63", "professional-planning-held", "--why", "x", "--until", "31/12", "--yes"),
    ("help",), *(("help", name) for name in ("next", "dates", "record", "mistakes", "siblings", "booking", "breaches")),
)  # fmt: skip
"""The everyday screens, in an order in which each can be shown: those that write stand behind those that read."""


@cache
def shown() -> dict[tuple[str, ...], Answer]:
    """What each screen says in the demonstration's folder."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        team = Path(folder) / "north-team"
        demo.lay_down(team, DAY)
        return {words: reunify(team, *words) for words in SCREENS}


def lines(words: tuple[str, ...]) -> Iterator[str]:
    """The lines of a screen without the commands in them."""
    for line in (shown()[words].out + shown()[words].err).splitlines():
        yield COMMAND.sub("", line)


@pytest.mark.parametrize("words", SCREENS, ids=" ".join)
def test_an_everyday_screen_has_none_of_our_own_words(words: tuple[str, ...]) -> None:
    said = list(lines(words))

    assert "fault in reunify" not in "\n".join(said)
    assert [] == [line for line in said if OURS.search(line)]
    assert [] == [line for line in said if HYPHENED.search(line)]


@pytest.mark.parametrize("words", [each for each in SCREENS if each[:1] != ("help",)], ids=" ".join)
def test_an_everyday_screen_has_no_field_as_it_is_typed_outside_a_command(words: tuple[str, ...]) -> None:
    assert [] == [line for line in lines(words) if RAW.search(line)]


@pytest.mark.parametrize("words", SCREENS, ids=" ".join)
def test_a_screen_can_be_read_aloud(words: tuple[str, ...]) -> None:
    """No rulers and boxes, which are read out one by one, and nothing wider than eighty columns."""
    out = shown()[words].out.splitlines()

    assert [] == [line for line in out if re.search(r"([-=_*#|+])\1{2,}", line)]
    assert [] == [line for line in out if len(line) > 80 or not line.isascii()]


def test_what_is_looked_for_would_be_found() -> None:
    assert OURS.search("The anchor of this duty")
    assert RAW.search("Say so with seen=yes") is not None
    assert {"meanings", "stages"} <= set(TOPICS)
