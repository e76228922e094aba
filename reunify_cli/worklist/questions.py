"""What `overdue` and `next` ask of a caseload: the same acts and duties for screens, tables, JSON and programs."""

from collections.abc import Iterator
from datetime import date
from heapq import merge
from typing import Any, Final, NamedTuple

from reunify_cli.session.session import Session
from reunify_cli.worklist.index.queries import Which
from reunify_cli.worklist.lists import Caseload
from reunify_cli.worklist.row_words import duties_of, with_duties
from reunify_cli.worklist.rows import ASK, BREACH, DATED, SEEN, ActRow

BREACHED, LATE, ASKED = Which((BREACH,)), Which((DATED,), late=True), Which((ASK,))


def late_acts(load: Caseload) -> Iterator[ActRow]:
    """Everything that is breached, seen by a manager or not, late, or to ask about."""
    return merge(load.acts(Which((BREACH, SEEN))), load.acts(LATE), load.acts(ASKED), key=load.turn)


LATE_STANDINGS: Final = ("breach", "overdue")
"""How the duties stand that are late; what the same entry would meet and is not late yet is no answer."""


class Asked(NamedTuple):
    """What answers a question, for programs."""

    acts: int
    """How many things there are to do, as screens count them."""
    duties: list[dict[str, Any]]
    """What these would meet, as JSON has it."""


def late_duties(load: Caseload, session: Session) -> Asked:
    """What is breached, late, or to ask about."""
    found = [
        duty
        for row in with_duties(late_acts(load), session)
        for duty in duties_of(row)
        if row.state == ASK or duty["standing"] in LATE_STANDINGS
    ]
    return Asked(len({duty["act"] for duty in found}), found)


def duties_until(load: Caseload, last: date, session: Session) -> Asked:
    """The same, and everything that has to be done by a day."""
    acts = with_duties(load.acts(Which((BREACH, SEEN, DATED, ASK), shown=last.toordinal())), session)
    return Asked(len(acts), [duty for row in acts for duty in duties_of(row)])


def beyond(load: Caseload, last: date) -> int:
    """How many acts have a date after a day."""
    return load.count(Which((DATED,), late=False, first=last.toordinal() + 1, too_late=False))
