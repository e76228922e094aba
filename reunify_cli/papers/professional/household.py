"""The adults of the home a child may go to, and the checks that are recorded for each of them."""

from datetime import date

from dateutil.relativedelta import relativedelta

from reunify_cli.frozen import dataclass
from reunify_cli.model.moment import birthday
from reunify_cli.model.people import Child
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.phrases import short_day

CHECKS = ("pnc", "agency", "assessment")
"""The kinds of check on an adult of the household, in the order of the table."""


@dataclass(frozen=True, slots=True)
class Adult:
    """Somebody of 18 or over (or nearly) in the household, and the checks that are recorded."""

    name: str
    age: str
    checks: tuple[str, ...]
    """One for each of `CHECKS`: the day, and what was found; "" where nothing is recorded."""
    turns_18: str
    """The 18th birthday where that is still to come, up to three months after the move; else ""."""


def adults(stand: CaseView, move: date) -> tuple[Adult, ...] | None:
    """Everyone of the household the child may go to who is 18 or over on the day, or will be within three months."""
    household, home = stand.fact("household"), stand.fact("destination")
    if household is None:
        return None
    members = sorted({str(each[0]) for each in household if home is None or str(home) in map(str, each[1:])})
    found = [_adult(stand, key, move) for key in members if key != "child"]
    return tuple(each for each in found if each is not None)


def _adult(stand: CaseView, key: str, move: date) -> Adult | None:
    person = stand.judged.case.file.people.get(key)
    born = person.born if person else None
    age = Child(born=born).age_on(move)
    grown = birthday(born, 18) if born else None
    soon = grown is not None and stand.today < grown <= move + relativedelta(months=3)
    if age is not None and age < 18 and not soon:
        return None
    checks = tuple(_check(stand, key, kind) for kind in CHECKS)
    turns_18 = short_day(grown) if soon and grown else ""
    return Adult(stand.known_as(key), "" if age is None else str(age), checks, turns_18)


def _check(stand: CaseView, key: str, kind: str) -> str:
    entries = stand.judged.history.by_event.get("check", ())
    found = [e for e in entries if e.fields.get("kind") == kind and e.of == key]
    if not found and kind == "assessment":
        assessed = stand.judged.history.by_event.get("parent-assessment", ())
        found = [e for e in assessed if key in (e.fields.get("of-whom") or ())]
    if not found:
        return ""
    result = stand.value(found[-1], "result") or stand.value(found[-1], "outcome")
    return f"{short_day(found[-1].when.day)}{f': {result}' if result else ''}"
