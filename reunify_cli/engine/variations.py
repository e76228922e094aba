"""The exceptions to rules of local policy in a judged case: those that hold, and those that still wait for a manager.

Who may give one, and to which rule, is `managers`; what a judgement makes of one is `Judgement.variation`.
"""

from typing import NamedTuple

from reunify_cli.engine.duty import Standing, standing
from reunify_cli.engine.judgement import Judgement
from reunify_cli.engine.managers import ASKED, VARIED, authorised
from reunify_cli.model.case import Entry
from reunify_cli.rules.policy import Rule


class Variation(NamedTuple):
    """An exception that holds, and the rule that it is of."""

    rule: Rule
    entry: Entry


def in_force(judged: Judgement, now: int) -> list[Variation]:
    """The exceptions that hold at a position, the latest for each rule, in the order in which they were given."""
    found = {rule.id: entry for rule in judged.policy.rules if (entry := judged.variation(rule, now)) is not None}
    held = [Variation(judged.policy.by_id[rule], entry) for rule, entry in found.items()]
    return sorted(held, key=lambda each: (each.entry.when.start, each.entry.index))


def varied_duties(judged: Judgement, now: int) -> int:
    """How many duties are varied at a position: those of each rule that is, and at least one for each."""
    rules = [each.rule.id for each in in_force(judged, now)]
    return sum(max(1, sum(standing(d, now) is Standing.VARIED for d in judged.of(rule))) for rule in rules)


def waiting(judged: Judgement, now: int) -> list[Entry]:
    """The exceptions that somebody asked for and no manager has given since."""
    answers = [e for e in judged.history.by_event.get(VARIED, ()) if authorised(judged.times, e)]
    return [
        asked
        for asked in judged.history.by_event.get(ASKED, ())
        if asked.when.start <= now and not any(_answers(answer, asked) for answer in answers)
    ]


def _answers(answer: Entry, asked: Entry) -> bool:
    return answer.fields.get("rule") == asked.fields.get("rule") and answer.when.before(asked.when) is not True
