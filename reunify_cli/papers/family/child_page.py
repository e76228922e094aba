"""The child's own page: what happens next, who will be there, what they said, how to say no and whom to ask.

By age band, in the name the child has chosen, of marked things alone like every family paper. There is no number, rule
or policy on it, nothing is late on it, and no day is promised that is not agreed.
"""

from collections.abc import Iterator
from typing import Final, Literal

from reunify_cli.errors import Refused
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.model.people import Contacts
from reunify_cli.papers.family.allowed import own_words, shared_entries
from reunify_cli.papers.family.context import Who, lacks, who_to_ask
from reunify_cli.papers.family.law import Ended, ended
from reunify_cli.papers.family.lines import Promise, ToCome, Words, meetings, promises, words
from reunify_cli.papers.family.plan import Line, plan_for
from reunify_cli.papers.family.whose import HeldBack, held_back
from reunify_cli.papers.packs import meetings as meetings_of
from reunify_cli.papers.professional.context import Lack
from reunify_cli.papers.professional.since import care_began, last_review
from reunify_cli.papers.readers import CHILD, Reader
from reunify_cli.wording.case_view import CaseView

Band = Literal["under-8", "8-11", "12-15", "16"]
BANDS: Final[tuple[tuple[int, Band, int], ...]] = (
    (16, "16", 13),
    (12, "12-15", 14),
    (8, "8-11", 15),
    (0, "under-8", 18),
)
"""From which age, which band, and how large its text is in points."""
_UNKNOWN: Final = 8
"""The age whose words are used where nobody recorded when the child was born: plain ones, and none that talk down."""
_LATEST: Final = 3
"""How many of the child's own quotes stand on the page, the latest ones."""


@dataclass(frozen=True, slots=True)
class ChildPage:
    """What the template of the child's page is given; what is not known is "" or empty."""

    pack: str
    title: str
    reader: Reader
    child: str
    band: Band
    points: int
    ended: Ended
    """Why nothing is to come any more: the case is closed, or the child is grown up; "" otherwise."""
    meetings: tuple[ToCome, ...]
    words: tuple[Words, ...]
    ours: tuple[Promise, ...]
    """What grown-ups said they would do and the child may know of."""
    yours: tuple[Promise, ...]
    contact: tuple[Line, ...]
    home_on: str
    """The day of the return where it is agreed and marked; "" otherwise."""
    home_to: str
    undecided: bool
    """Whether the child is looked after away from home, and whether and when they go home is still open."""
    own_yes: bool
    """Whether the child is accommodated and of an age at which their own agreement counts in law."""
    who: Who
    worker: str
    reviewer: str
    """The first names of the social worker and of the reviewing officer."""
    lacks: tuple[Lack, ...]
    held: tuple[HeldBack, ...] = ()
    """What is marked and all the same not on it, since it is not the child's own: for screens alone."""
    subtitle: str = ""

    @property
    def is_coming(self) -> bool:
        """Whether there is a reason to make it now."""
        return not self.ended


def child_page(stand: CaseView, pack: str, contacts: Contacts) -> ChildPage:
    """The page of a child, as things stand. Raises Refused where the child has died."""
    over = ended(stand)
    if over == "died":
        said = "The child has died: there is no page to make."
        raise Refused(said)
    band, points = band_of(stand)
    child = stand.judged.case.child
    name = child.known_as or (child.name.split() or [""])[0]
    who = who_to_ask(stand, contacts)
    plan = plan_for(stand, CHILD)
    told = promises(stand, CHILD)
    home = plan.home_on if plan else ""
    status, looked_after = stand.fact("legal-status"), stand.fact("looked-after") is True
    return ChildPage(
        pack=pack,
        title=f"{name}’s page" if name else "My page",
        reader=CHILD,
        child=name,
        band=band,
        points=points,
        ended=over,
        meetings=() if over else meetings(stand, CHILD, meetings_of(stand.vocabulary)),
        words=words(stand, CHILD)[-_LATEST:],
        ours=tuple(each for each in told if each.whose == "ours"),
        yours=tuple(each for each in told if each.whose == "yours"),
        contact=plan.contact if plan else (),
        home_on=home,
        home_to=plan.home_to if plan else "",
        undecided=not over and looked_after and stand.fact("with-parent") is not True and not home,
        own_yes=status == "s20" and band == "16",
        who=who,
        worker=_first(who.social_worker),
        reviewer=_first(who.iro),
        lacks=tuple(_lacks(stand, who, name)),
        held=held_back(stand, CHILD),
    )


def band_of(stand: CaseView) -> tuple[Band, int]:
    """The age band of a child, and the size of its text in points."""
    age = stand.judged.case.child.age_on(stand.today)
    years = _UNKNOWN if age is None else max(age, 0)  # --as-of can lie before the birth
    return next((band, points) for first, band, points in BANDS if years >= first)


def _first(name: str) -> str:
    return (name.split() or [""])[0]


def _lacks(stand: CaseView, who: Who, name: str) -> Iterator[Lack]:
    worker = who.social_worker or "the social worker"
    if stand.judged.case.child.born is None:
        yield Lack("date of birth: the page is worded for 8 to 11", worker)
    if not name:
        yield Lack("the name the child wants to be called by", worker)
    last = last_review(stand)
    began = care_began(stand)
    first = last.when.day if last else began.day if began else stand.today
    if not any(_is_own(entry) for entry in shared_entries(stand)):
        yield Lack("the child's own words: none is marked as shareable", worker)
    for lack in lacks(stand, first, who):
        if not lack.what.startswith("legal status"):
            yield lack


def _is_own(entry: Entry) -> bool:
    said = own_words(entry)
    return said is not None and said[0] == "child"
