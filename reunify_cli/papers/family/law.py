"""Who decides about a child, as far as the record says: what a letter needs to be true in what it says of rights.

Children Act 1989: under section 20 anybody with parental responsibility may take a child home at any time, without
notice (20(8)), unless somebody named in a court order agrees to the accommodation (20(9)), or the child is 16 and
agrees to it (20(11)). Under an order parental responsibility is shared (33(3)), and who holds it, the child or the
authority may ask the court to end the order (39(1)). A parent without it may still ask about contact (34(3)), and is
still asked what they think (22(4)(b)); others of the family are asked where that is relevant (22(4)(d)). So a letter
says to each reader what is theirs, and to nobody what only somebody else may do.
"""

from collections.abc import Mapping
from typing import Final, Literal

from reunify_cli.engine.ended import How
from reunify_cli.engine.ended import ended as what_ended
from reunify_cli.engine.roles import roles_of
from reunify_cli.frozen import dataclass
from reunify_cli.papers.readers import Reader
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.phrases import long_day

Under = Literal["s20", "care-order", "interim", "remand", "other", "not-looked-after", "unknown"]
_UNDER: Final[dict[str, Under]] = {
    "s20": "s20",
    "care-order": "care-order",
    "interim-care-order": "interim",
    "remand": "remand",
    "none": "not-looked-after",
}
SIXTEEN: Final = 16
Ended = Literal["", "died", "closed", "grown"]
_ENDED: Final[Mapping[How, Ended]] = {"died": "died", "eighteen": "grown", "closed": "closed", "ceased": ""}


@dataclass(frozen=True, slots=True)
class Law:
    """Under what the child is looked after, since when, and what the reader is in law."""

    under: Under
    status: str
    """The legal status in the words of the vocabulary; "" where it is not known."""
    since: str
    at_home: bool
    """Whether the record says that the child lives with a parent or somebody else with parental responsibility."""
    from_sixteen: bool
    responsible: bool | None
    """Whether the reader holds parental responsibility; None where nobody recorded who does."""
    parent: bool
    """Whether the reader is a parent of the child, with parental responsibility or without."""
    ended: Ended

    @property
    def may_end(self) -> bool:
        """Whether the reader alone can end section 20: not where the child is of an age to agree to it."""
        return self.under == "s20" and self.responsible is True and not self.from_sixteen


def law_for(stand: CaseView, reader: Reader) -> Law:
    """Who decides about a child, for a reader, as things stand."""
    status, at_home = stand.fact("legal-status"), stand.fact("with-parent") is True
    under = "unknown" if status is None else _UNDER.get(str(status), "other")
    if under == "s20" and at_home:
        # Accommodation has ended where a child lives with a parent and there is no order.
        under = "not-looked-after"
    step = stand.since("legal-status")
    held = stand.fact("pr-holders")
    age = stand.judged.case.child.age_on(stand.today)
    return Law(
        under=under,
        status=stand.fact_words("legal-status") or "",
        since=long_day(step.cause.when.day) if step is not None and step.cause is not None else "",
        at_home=at_home,
        from_sixteen=age is not None and age >= SIXTEEN,
        responsible=None if held is None else reader.key in held,
        parent="parent" in roles_of(stand.judged.times, reader.key, stand.moment),
        ended=ended(stand),
    )


def ended(stand: CaseView) -> Ended:
    """Whether there is nothing more to look forward to on a paper, and why."""
    over = what_ended(stand.judged, stand.now)
    return _ENDED[over.how] if over else ""
