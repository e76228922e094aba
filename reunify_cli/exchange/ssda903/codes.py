"""What the codes of the return mean in this project's words.

The codes are those of the Department for Education's guide to the return, as open validators of it hold them. The
values on the right are those of policies/vocabulary.yaml, and a test holds them to it. Where the vocabulary has no
word of its own the nearest stands here, with a reason.
"""

from collections.abc import Mapping
from typing import Final

from reunify_cli.frozen import dataclass

LEGAL_STATUS: Final[Mapping[str, str]] = {
    "C1": "interim-care-order",
    "C2": "care-order",
    "D1": "placement-order",  # freeing orders: replaced by placement orders in December 2005
    "E1": "placement-order",
    "V2": "s20",
    "V3": "short-breaks",
    "V4": "short-breaks",
    "L1": "police-protection",
    "L2": "emergency-protection",
    "L3": "child-assessment-order",  # and in local authority accommodation, so looked after
    "J1": "remand",
    "J2": "police-bail",
    "J3": "youth-rehabilitation",
}

BY_COURT: Final = frozenset({"C1", "C2", "D1", "E1", "L2", "L3", "J1", "J3"})
"""Made by a court, and ended by one (or by the order's own end)."""

VOLUNTARY: Final = frozenset({"V2", "V3", "V4"})
SHORT_BREAKS: Final = frozenset({"V3", "V4"})

LONGEST: Final[Mapping[str, tuple[int, str]]] = {"L1": (3, "361"), "L2": (21, "362"), "L3": (7, "363")}
"""The longest a status may lawfully last, in days, and the return's check of it."""

NEED: Final[Mapping[str, str]] = {
    "N1": "child-protection",
    "N2": "child-disability",
    "N3": "parent-illness",
    "N4": "acute-stress",
    "N5": "family-dysfunction",
    "N6": "behaviour",
    "N7": "low-income",
    "N8": "absent-parenting",
}

PARENTS: Final = "P1"
"""Placed with own parents or other people with parental responsibility."""

PLACEMENT: Final[Mapping[str, str]] = {
    "P1": "parent",
    "U1": "connected-person",
    "U2": "connected-person",
    "U3": "connected-person",
    "U4": "foster",
    "U5": "foster",
    "U6": "foster",
    "K1": "secure",
    "K2": "residential",
    "K3": "semi-independent",
    "H5": "semi-independent",  # replaced by K3 in 2023
    "P2": "independent",
    "P3": "other",  # residential employment
    "R1": "residential",
    "R2": "health",
    "R3": "family-centre",
    "R5": "custody",
    "S1": "residential-school",
    **dict.fromkeys(("A3", "A4", "A5", "A6"), "adopters"),
    "T1": "health",  # for the time in hospital
    **dict.fromkeys(("T0", "T2", "T3", "T4"), "other"),  # for the time being, as on a carer's holiday
    **dict.fromkeys(("Z1", "Z11", "Z12", "Z13", "Z14"), "other"),
}

LONG_TERM: Final = frozenset({"U1", "U4"})

PROVIDER: Final[Mapping[str, str]] = {
    "PR0": "parent or person with parental responsibility",
    "PR1": "own provision",
    "PR2": "another authority",
    "PR3": "other public provision",
    "PR4": "private provision",
    "PR5": "voluntary provision",
}

NEW_EPISODE: Final[Mapping[str, str]] = {
    "S": "started to be looked after",
    "L": "change of legal status only",
    "P": "change of placement and carer only",
    "T": "change of placement, same carer",
    "B": "change of legal status, placement and carer",
    "U": "change of legal status and placement, same carer",
}
MOVES: Final = frozenset("PTBU")
CHANGES_STATUS: Final = frozenset("LBU")

CHANGE_REASON: Final[Mapping[str, str]] = {
    "CARPL": "care-plan",
    "CLOSE": "closed",
    "ALLEG": "allegation",
    "STAND": "standards",
    "CREQB": "carer-asked",
    "CREQO": "carer-asked",
    "CHILD": "child-asked",
    **dict.fromkeys(("APPRR", "LAREQ", "PLACE", "CUSTOD", "OTHER"), "other"),
}
"""Why the placement that ended was changed for the next."""

PARTICIPATION: Final = tuple(f"PN{n}" for n in range(8))

CONTINUES: Final = "X1"
"""The episode ended because another began on the same day."""

DIED: Final = "E2"


@dataclass(frozen=True, slots=True)
class Leaving:
    """What a reason for the end of an episode says: why care ended, how the case ends here, who decided."""

    reason: str
    outcome: str
    decided_by: str = ""
    home: bool = False
    """Whether the child went home to someone with parental responsibility."""
    planned: str = ""


_TO_SPECIAL_GUARDIAN: Final = Leaving("order", "not-reunified", "court")
LEAVING: Final[Mapping[str, Leaving]] = {
    "E11": Leaving("adopted", "not-reunified", "court"),
    "E12": Leaving("adopted", "not-reunified", "court"),
    "E2": Leaving("other", "died", "other"),
    "E3": Leaving("other-authority", "moved", "authority"),
    "E4A": Leaving("returned-home", "home-discharged", home=True, planned="yes"),
    "E4B": Leaving("returned-home", "home-discharged", home=True, planned="no"),
    "E13": Leaving("other-family", "other"),
    "E41": Leaving("order", "other", "court"),
    "E45": _TO_SPECIAL_GUARDIAN,
    "E46": _TO_SPECIAL_GUARDIAN,
    "E47": _TO_SPECIAL_GUARDIAN,
    "E48": _TO_SPECIAL_GUARDIAN,
    "E5": Leaving("independent", "independence"),
    "E6": Leaving("independent", "independence"),
    "E7": Leaving("adult-services", "other"),
    "E8": Leaving("other", "other"),
    "E9": Leaving("custody", "other", "court"),
    "E14": Leaving("other", "other", "court"),
    "E15": Leaving("other", "other", "other"),
    "E16": Leaving("abroad", "other"),
    "E17": Leaving("eighteen", "eighteen", "birthday"),
}
"""Reasons for which a child stops being looked after. Of E41 the return does not say with whom the child lives."""

HOME_AGAIN: Final = frozenset({"E4A", "E4B", "E13"})
"""Left care for home or family: with P1, the children this project is about."""


def decided_by(why_ended: str, status: str, age: int | None) -> str:
    """Who ended care: authority, parent, court, birthday or other; "" where a return cannot say.

    From section 20, E4A is part of the authority's planning and E4B a parent's own act. Under an order it is the
    court (or the order's end), whatever was planned.
    """
    leaving = LEAVING[why_ended]
    if leaving.decided_by:
        return leaving.decided_by
    if age is not None and age >= 18:
        return "birthday"
    if status in BY_COURT:
        return "court"
    if leaving.home and status in VOLUNTARY:
        return "authority" if leaving.planned == "yes" else "parent"
    return "other" if leaving.home else ""
