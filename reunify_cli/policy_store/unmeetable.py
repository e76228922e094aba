"""Whether a rule can ever be met: entries nobody could record, conditions that cannot come, days that never meet.

It errs one way only, as `possible` does: what is called unmeetable is that.
"""

from reunify_cli.frozen import replace
from reunify_cli.model.vocabulary import Fact, Vocabulary
from reunify_cli.policy_store.possible import field_can, impossible
from reunify_cli.rules import terms as t
from reunify_cli.rules.conditions import All, Equals, typed_value
from reunify_cli.rules.periods import Period, Unit
from reunify_cli.rules.phrasing import joined, title_of
from reunify_cli.rules.policy import Policy
from reunify_cli.rules.reader import common_fields


def unmeetable(need: t.Need, terms: t.Terms, policy: Policy) -> str:
    """Why nothing could ever meet a need under these terms, as a clause; "" where something could."""
    words = policy.vocabulary
    match need:
        case t.NeedEvent(event):
            return unrecordable(event, words)
        case t.NeedAll(needs):
            return next(filter(None, (unmeetable(each, terms, policy) for each in needs)), "")
        case t.NeedAny(needs):
            reasons = [unmeetable(each, terms, policy) for each in needs]
            return joined(list(dict.fromkeys(reasons))) if reasons and all(reasons) else ""
        case t.NeedSteps(steps):
            return next(filter(None, (unrecordable(step, words) for step in steps)), "")
        case t.NeedCount(_, event):
            return unrecordable(event, words) if event is not None else ""
        case t.NeedHolds(condition, ends):
            now = [policy.scope, *([terms.while_] if terms.while_ and not ends else [])]
            return impossible(All((*now, condition)), words)
        case t.NeedSaid() if isinstance(terms.timing, t.At):
            at = terms.timing.event
            said = replace(
                at, where={**at.where, **need.where}, attended=need.attended, chair=need.chair, records=need.records
            )
            return unrecordable(said, words)
    return ""


def unrecordable(ref: t.EventRef, vocabulary: Vocabulary) -> str:
    """Why nobody can ever record such an entry; "" where it can be done, in one event type of a class at least."""
    reasons = [_not_of(kind, ref, vocabulary) for kind in sorted(vocabulary.kinds.get(ref.event, ()))]
    return joined(list(dict.fromkeys(reasons))) if reasons and all(reasons) else ""


def _not_of(kind: str, ref: t.EventRef, vocabulary: Vocabulary) -> str:
    event, common = vocabulary.events[kind], common_fields(vocabulary)
    entry = f"an entry of {event.title}"
    for name in ref.records:
        if name not in event.fields and name not in common and not event.minutes:
            return f"{entry} has no room for the heading {title_of(vocabulary, name).lower()}"
    if (ref.attended or ref.chair) and not event.minutes:
        return f"{entry} does not say who was there"
    for name, test in ref.where.items():
        field = event.fields.get(name) or common.get(name) or (vocabulary.minutes.get(name) if event.minutes else None)
        if field is None:
            if not event.minutes or name not in vocabulary.headings:
                return f"{entry} has no field {name}"
            continue
        if not field_can(test, field):
            return f"{entry} can never say that of {name}"
        for other, wanted in field.when.items():
            asked = ref.where.get(other)
            if asked is not None and other in event.fields:
                fact = Fact("", "yes-no" if event.fields[other].type == "yes-no" else "text")
                if isinstance(asked, Equals) and asked.value != typed_value(wanted, fact):
                    return f"{entry} says {name} only where {other} is {wanted}"
    return ""


def too_late(terms: t.Terms) -> str:
    """Whether what counts comes only after the day it is due."""
    period = terms.timing.period if isinstance(terms.timing, t.Within) else None
    if terms.not_before is None or not isinstance(period, Period):
        return ""
    if days_in(terms.not_before)[0] <= days_in(period)[1]:
        return ""
    return f"it is due within {period.words()}, and nothing counts before {terms.not_before.words()}"


def days_in(period: Period) -> tuple[float, float]:
    """A period in days, at its shortest and at its longest (weekends, holidays, long months)."""
    amount = period.amount
    match period.unit:
        case Unit.HOURS:
            return amount / 24, amount / 24 + 1
        case Unit.WORKING_DAYS:
            return amount, amount * 7 / 5 + 12
        case Unit.WEEKS:
            return amount * 7, amount * 7
        case Unit.MONTHS:
            return amount * 28, amount * 31
        case Unit.YEARS:
            return amount * 365, amount * 366
        case _:
            return amount, amount
