"""What the papers of a return home have to hold, heading by heading, and what is recorded under each."""

from collections.abc import Iterator, Sequence

from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.papers.professional.agenda import recorded, titled
from reunify_cli.papers.professional.applies import at_rules
from reunify_cli.rules.policy import Rule
from reunify_cli.rules.terms import NeedSaid
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.phrases import short_day

PLACEMENT = ("parent-assessment", "placement-plan", "parent-agreement", "specialist-assessment")
"""The papers of a placement with parents whose contents the rules list; each is the latest of its kind."""
CEASING = ("ceasing-assessed",)
"""The papers before the authority stops looking after a child."""


@dataclass(frozen=True, slots=True)
class Matter:
    """A heading that a paper has to hold, and what it holds."""

    title: str
    said: str | None


@dataclass(frozen=True, slots=True)
class Contents:
    """What the rules want one of the papers to hold."""

    paper: str
    made: str
    """The paper the record holds: its day, author and entry; "" where there is none."""
    title: str
    says: str
    source: str
    note: str
    matters: tuple[Matter, ...]


def contents(stand: CaseView, papers: Sequence[str]) -> Iterator[Contents]:
    """What the rules want these papers to hold, with what the latest of each kind holds of it."""
    for event in papers:
        entry = next(iter(reversed(stand.judged.history.by_event.get(event, ()))), None)
        for rule in at_rules(stand, event):
            needs, terms = rule.latest.needs, rule.latest
            if not isinstance(needs, NeedSaid) or not needs.records:
                continue
            if stand.judged.times.holds_at(terms.while_, stand.now) is False:
                continue
            if rule.register[:1] == ("reg 9",):
                continue
            yield _content(stand, rule, needs, event, entry)


def _content(stand: CaseView, rule: Rule, needs: NeedSaid, event: str, entry: Entry | None) -> Contents:
    by = stand.names(entry.by) if entry else ""
    made = f"{short_day(entry.when.day)}{f', {by}' if by else ''} (entry {entry.id})" if entry else ""
    matters = tuple(
        Matter(titled(stand, name, event), recorded(stand, entry, name) if entry else None) for name in needs.records
    )
    title = stand.vocabulary.events[event].title
    return Contents(title, made, rule.title, rule.says, stand.source(rule), rule.note, matters)
