"""Closed cases: until when each is kept."""

from datetime import date
from typing import Any

from reunify_cli.casework.closing import closing_of, is_open
from reunify_cli.errors import Refused
from reunify_cli.frozen import dataclass
from reunify_cli.model.moment import Moment
from reunify_cli.session.session import OpenCase, Session
from reunify_cli.store.retention import kept_until, term_of
from reunify_cli.text.days import say_full
from reunify_cli.wording.display_names import typed


@dataclass(frozen=True, slots=True)
class KeptUntil:
    """A closed case: when and how it was closed, the period for it, and the last day on which it is kept."""

    opened: OpenCase
    closed: date
    outcome: str
    term: str
    until: date | None
    """None where no period is set, or where it hangs on a birth date that is not recorded."""


def must_be_closed(opened: OpenCase, session: Session) -> None:
    """Raise Refused where the case is open."""
    if is_open(opened, session):
        said = "This case is open; only a closed one can be removed."
        raise Refused(said, help=f"First:  reunify close {typed(opened.id)} --outcome OUTCOME")


def kept_of(opened: OpenCase, session: Session) -> KeptUntil | None:
    """Until when a closed case is kept; None where it is open or nothing closed it."""
    closing = closing_of(opened, session)
    if closing is None:
        return None
    outcome = str(closing.fields.get("outcome") or "")
    term = term_of(opened.workspace.files.retention, outcome)
    born, calendar = opened.case.child.born, opened.workspace.calendar
    until = kept_until(term, closing.when.day, born, calendar) if term else None
    return KeptUntil(opened, closing.when.day, outcome, term, until)


def until_words(kept: KeptUntil) -> str:
    """Until when a case is kept, and by which period."""
    if kept.until is None:
        return f"until the {kept.term}, and no birth date is recorded"
    return f"until {say_full(Moment(kept.until))} ({kept.term})"


def kept_json(kept: KeptUntil, session: Session) -> dict[str, Any]:
    """A closed case for programs."""
    return {
        "case": kept.opened.id, "closed": kept.closed, "outcome": kept.outcome or None, "retention": kept.term or None,
        "kept_until": kept.until, "past": bool(kept.until and kept.until < session.now.day),
    }  # fmt: skip
