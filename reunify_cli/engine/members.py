"""Whom or what a rule asks about one by one: the members of a set as it stood on the day."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from reunify_cli.engine.evidence import items_of, plan_for
from reunify_cli.engine.fact_timeline import FactTimeline
from reunify_cli.engine.matching import Asking, matching
from reunify_cli.model.case import Case, Entry
from reunify_cli.model.moment import Moment, age_on
from reunify_cli.rules.conditions import passes
from reunify_cli.rules.terms import Each

_NOBODY: Final[Mapping[str, bool]] = {"": True}
"""Asked once, about nobody."""


def one_by_one(
    each: Each | None, times: FactTimeline, moment: Moment, entry: Entry | None, *, before: bool
) -> tuple[Mapping[str, bool], str]:
    """Whom or what a rule asks about (see `members`), and what has to be recorded before anyone can say.

    A rule without `each` asks once, about nobody. So does one over a set that nobody recorded, which is not an empty
    one: nobody can say whom to ask about.
    """
    if each is None:
        return _NOBODY, ""
    found = members(each, times, moment, entry, before=before)
    if found is None:
        return _NOBODY, f"not recorded: {times.vocabulary.facts[each.fact].title}"
    return found, ""


def members(
    each: Each, times: FactTimeline, moment: Moment, entry: Entry | None, *, before: bool
) -> dict[str, bool] | None:
    """The keys or ids that stand in for `$each`, and of each whether it is sure to be one of them.

    With `before` the set is asked for as it stood just before the moment (a gate, which `entry` passed), otherwise as
    it stood at the end of its minute or day. None where nobody recorded the set. Somebody is not sure to be a member
    where that turns on an order nobody wrote down.
    """
    if each.event is not None:
        window = Asking(times, by=moment, gated=entry) if before else Asking(times, until=moment.end, gated=entry)
        return {found.id: True for found in matching(each.event, window)}
    if each.item:
        plan = plan_for(Asking(times, anchor=entry), moment)
        return {item.id: True for item in items_of(plan, each.item, each.where)}
    names = frozenset(filter(None, (each.fact, each.home)))
    points = times.standpoints(moment, entry, names) if before else [(times, moment.end)]
    answers = [
        _people(each, found, _home(each, there, position, entry), there.history.case, moment)
        for there, position in points
        for found in there.values_at(each.fact, position)
    ]
    if all(answer is None for answer in answers):
        return None
    named = sorted({key for answer in answers for key in answer or ()})
    return {key: all(key in (answer or ()) for answer in answers) for key in named}


def _people(each: Each, found: Iterable[Any] | None, home: str | None, case: Case, moment: Moment) -> list[str] | None:
    """The people of a set, of the home and age asked for; None where it is not recorded.

    A home of which nobody was ever said to live in it is not an empty one: nobody recorded who does.
    """
    members = [member if isinstance(member, tuple) else (member,) for member in found or ()]
    if found is None or (home is not None and not any(home in where for _, *where in members)):
        return None
    return [
        str(key)
        for key, *where in members
        if (not where or home is None or home in where)
        and key not in each.except_
        and _old_enough(each, case, str(key), moment)
    ]


def _home(each: Each, times: FactTimeline, position: int, entry: Entry | None) -> str | None:
    """The home whose household is meant: the gated entry's, else the one the case is heading for."""
    if not each.home:
        return None
    given = entry.get("home") if entry is not None else None
    if given is None and each.home in times.vocabulary.facts:
        given = times.fact_at(each.home, position)
    return str(given) if given else None


def _old_enough(each: Each, case: Case, key: str, moment: Moment) -> bool:
    """Whether someone is of the age asked for; anyone whose birthday is not recorded is taken to be."""
    if each.age is None:
        return True
    person = case.child if key == "child" else case.file.people.get(key)
    if person is None or person.born is None:
        return True
    return passes(each.age, age_on(person.born, moment.day), lambda _: None) is not False
