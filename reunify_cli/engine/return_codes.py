"""The codes of the SSDA903 return that follow from a child's last move or ending: a hint for the return.

The codes are those of the Department for Education's guide. What the record does not say (which kind of foster
carer) stays open, and is said to be.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from reunify_cli.engine.case_context import CaseContext
from reunify_cli.engine.ended import ALIVE
from reunify_cli.engine.in_care import CEASED, DIED, STATUS
from reunify_cli.engine.vocabulary_index import LOOKED_AFTER
from reunify_cli.engine.where_lives import HOME, LIVES, PARENT, UNKNOWN, unclear
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment

STATUSES: Final[Mapping[str, str]] = {
    "interim-care-order": "C1",
    "care-order": "C2",
    "placement-order": "E1",
    "s20": "V2",
    "short-breaks": "V3 or V4",
    "police-protection": "L1",
    "emergency-protection": "L2",
    "child-assessment-order": "L3",
    "remand": "J1",
    "police-bail": "J2",
    "youth-rehabilitation": "J3",
}
PLACEMENTS: Final[Mapping[str, str]] = {
    "parent": "P1",
    "connected-person": "U1 to U3",
    "foster": "U4 to U6",
    "residential": "K2 or R1",
    "secure": "K1",
    "residential-school": "S1",
    "family-centre": "R3",
    "semi-independent": "K3",
    "independent": "P2",
    "adopters": "A3 to A6",
    "health": "R2",
    "custody": "R5",
}
ENDINGS: Final[Mapping[str, str]] = {
    "other-family": "E13",
    "order": "E41, or E45 to E48",
    "adopted": "E11 or E12",
    "independent": "E5 or E6",
    "adult-services": "E7",
    "other-authority": "E3",
    "custody": "E9",
    "remand-ended": "E14",
    "age-assessed": "E15",
    "abroad": "E16",
    "staying-put": "E17",
    "other": "E8",
}
"""The reason an episode ceased (REC), by why care ended; of a return home it hangs on the plan (`_home`)."""
PLANNED, UNPLANNED, WITHOUT = "E4A", "E4B", "E13"
OF_DEATH: Final = "E2"


class Codes(NamedTuple):
    """What follows for the return from what happened on a day."""

    when: Moment
    says: str
    """`REC E4B`, or `RNE P, LS C2, PLACE P1, PLACE_PROVIDER PR0; the episode before ends REC X1`."""


def return_codes(judged: CaseContext, now: int) -> Codes | None:
    """The codes of the last move or ending up to a position; None where there is none, or its order is unclear."""
    words, times = judged.policy.vocabulary, judged.times
    if not {STATUS, LIVES, LOOKED_AFTER, ALIVE} <= words.facts.keys():
        return None
    made = [
        entry
        for entry in judged.history.entries
        if entry.when.start <= now and entry.event in words.events and _moves(judged, entry)
    ]
    if not made or unclear(judged, LIVES, now) or unclear(judged, STATUS, now):
        return None
    last = made[-1]
    day = [entry for entry in made if entry.when.day == last.when.day]
    start, end = Moment(last.when.day).start - 1, min(now, Moment(last.when.day).end)
    was, looked_after = times.fact_at(LOOKED_AFTER, start), times.fact_at(LOOKED_AFTER, end)
    if looked_after is True:
        return Codes(last.when, _goes_on(judged, start, end, started=was is not True))
    if was is True or any(entry.event in (CEASED, DIED) for entry in day):
        code = _ending(judged, day, end)
        return Codes(last.when, f"REC {code}") if code else None
    return None


def _moves(judged: CaseContext, entry: Entry) -> bool:
    return not {STATUS, LIVES, ALIVE}.isdisjoint(judged.policy.vocabulary.events[entry.event].sets)


def _goes_on(judged: CaseContext, start: int, end: int, *, started: bool) -> str:
    """The new episode's codes: why it is new, the status, the placement."""
    times = judged.times
    (status, lives), before = [[times.fact_at(name, at) for name in (STATUS, LIVES)] for at in (end, start)]
    moved, changed = lives != before[1], status != before[0]
    started = started or (before[1] in (None, UNKNOWN) and not changed)  # no episode is returned without its placement
    new = "S" if started else "B" if moved and changed else "L" if changed else "P"
    found = [f"RNE {new}", f"LS {STATUSES.get(str(status), 'not recorded')}"]
    found.append(f"PLACE {PLACEMENTS.get(str(lives), 'not recorded')}")
    if lives == PARENT:
        found.append("PLACE_PROVIDER PR0")
    said = ", ".join(found)
    return said if started else f"{said}; the episode before ends REC X1"


def _ending(judged: CaseContext, day: list[Entry], end: int) -> str:
    """Why the episode ceased."""
    if any(entry.event == DIED for entry in day):
        return OF_DEATH
    ceased = next((entry for entry in reversed(day) if entry.event == CEASED), None)
    reason = str(ceased.get("reason") or "") if ceased else ""
    if reason in ENDINGS:
        return ENDINGS[reason]
    home = next((entry for entry in reversed(judged.history.by_event.get(HOME, ())) if entry.when.start <= end), None)
    if reason == "returned-home" or (home is not None and home in day) or judged.times.fact_at(LIVES, end) == PARENT:
        return _home(ceased, home)
    return ""


def _home(ceased: Entry | None, home: Entry | None) -> str:
    if home is not None and home.get("has-responsibility") is False:
        return WITHOUT
    planned = next((e.get("planned") for e in (ceased, home) if e is not None and e.get("planned") is not None), None)
    if planned is None:
        return f"{PLANNED} where it was planned, {UNPLANNED} where it was not"
    return PLANNED if planned else UNPLANNED
