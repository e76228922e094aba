"""What does not fit about an entry, in words, with the command that mends it."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from reunify_cli.engine.in_care import in_care
from reunify_cli.engine.judgement import Judgement
from reunify_cli.text.days import say_day
from reunify_cli.text.layout import clean, sentence
from reunify_cli.wording.display_names import person, typed

if TYPE_CHECKING:
    from reunify_cli.engine.finding import Finding
    from reunify_cli.session.session import OpenCase

COMMANDS: Final = ("record", "correct", "withdraw", "book", "close")
"""The commands that a finding names without the program and the child."""


_ISO: Final = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")


def whole_command(opened: OpenCase, finding: Finding) -> str:
    """What a finding says to type, with the program and the child; a hint in words stays as it is."""
    verb, _, rest = finding.help.partition(" ")
    return f"reunify {verb} {typed(opened.id)} {rest}" if verb in COMMANDS and rest else finding.help


def spoken(text: str, opened: OpenCase) -> str:
    """A finding's sentence as people would say it: days with their weekday, colleagues by name."""
    for key in opened.case.team.people:
        text = re.sub(rf"(?<![\w.]){re.escape(key)}(?![\w.])", person(opened.judged, key), text)
    return sentence(clean(_ISO.sub(lambda found: say_day(date.fromisoformat(found[0])), text)))


def fresh(before: Judgement, after: Judgement, position: int) -> tuple[Finding, ...]:
    """What does not fit after an entry and was not said before it."""
    known = {each.sentence for each in in_care(before, position)}
    return tuple(each for each in in_care(after, position) if each.sentence not in known)
