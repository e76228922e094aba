"""Who asks for a paper: the rules that what it is for would meet, with the stage of the way home they belong to."""

from collections.abc import Iterable

from reunify_cli.engine.evidence import events_of
from reunify_cli.frozen import dataclass
from reunify_cli.rules.policy import Rule
from reunify_cli.wording.case_view import CaseView


@dataclass(frozen=True, slots=True)
class AskedFor:
    """One rule that asks for it."""

    title: str
    source: str
    stage: str
    """`stage 4, Review`; "" where it belongs to no stage."""


def asked_for(stand: CaseView, events: Iterable[str]) -> tuple[AskedFor, ...]:
    """The rules that an entry of one of these events would meet, the policy's own before the law's."""
    wanted = frozenset(events)
    kinds = stand.vocabulary.kinds
    found: dict[str, AskedFor] = {}
    for rule in stand.policy.rules:
        asked = frozenset().union(*(kinds.get(name, frozenset()) for name in events_of(rule.latest.needs)))
        # A rule that any of many events would meet asks for none of them in particular.
        if rule.kind != "content" and asked and asked <= wanted and _may_apply(stand, rule):
            found.setdefault(stand.place(rule), AskedFor(rule.title, stand.source(rule), _stage(stand, rule)))
    return tuple(found.values())


def _may_apply(stand: CaseView, rule: Rule) -> bool:
    """Whether a rule applies to this child now, or nobody can tell."""
    while_ = rule.latest.while_
    return while_ is None or stand.judged.times.holds_at(while_, stand.now) is not False


def _stage(stand: CaseView, rule: Rule) -> str:
    """The stage whose file a rule stands in; its authors sorted them so."""
    name = rule.file.rpartition("/")[2].removesuffix(".yaml")
    stage = next((each for each in stand.policy.stages if name == f"stage-{each.number}"), None)
    return f"stage {stage.number}, {stage.title}" if stage and rule.policy == stand.policy.id else ""
