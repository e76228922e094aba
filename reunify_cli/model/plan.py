"""The plan on the desk: what plan.yaml holds, each item with an id, so that what happens to it can be recorded."""

from collections.abc import Iterator
from datetime import date

from reunify_cli.frozen import dataclass, field, fields
from reunify_cli.keys import file_key


@dataclass(frozen=True, slots=True)
class Item:
    """One thing in a plan; which of the fields it fills in depends on what kind of thing it is."""

    id: str
    what: str = ""
    """The statement, goal, action, support or contact in words."""
    who: str = ""
    """Whose worry, goal or task it is: a person's key or role."""
    owner: str = ""
    due: date | None = None
    for_: tuple[str, ...] = ()
    """For whom: people, or `child`, `family`, `network`."""
    answers: str = ""
    """The id of the item it answers: a safety goal names its danger statement, a goal its concern."""
    if_nothing_changes: str = ""
    measure: str = ""
    how_long: str = ""
    steps: str = ""
    support: str = ""
    service: str = ""
    stage: str = ""
    level: str = ""
    by: str = ""
    from_: date | None = None
    until: date | None = None
    date_: date | None = None
    title: str = ""
    how_often: str = ""
    overnight: bool | None = None
    scale: int | None = None
    heading: str = ""
    shareable: bool = False


@dataclass(frozen=True, slots=True)
class Return:
    """Where the child is to go home to, and when that is wished for."""

    home: str = ""
    to: str = ""
    wished: date | None = None
    endorsed: bool = False
    shareable: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan: what is worried about, what is aimed at, who does what by when, and what would turn it round."""

    danger_statements: tuple[Item, ...] = ()
    safety_goals: tuple[Item, ...] = ()
    bottom_lines: tuple[Item, ...] = ()
    goals: tuple[Item, ...] = ()
    actions: tuple[Item, ...] = ()
    support: tuple[Item, ...] = ()
    contact: tuple[Item, ...] = ()
    review_points: tuple[Item, ...] = ()
    assessments: tuple[Item, ...] = ()
    risks: tuple[Item, ...] = ()
    expectations: tuple[Item, ...] = ()
    change_back: tuple[Item, ...] = ()
    evidence: tuple[Item, ...] = ()
    notes: tuple[Item, ...] = ()
    """Text under a named heading (`heading: day-to-day-needs`), for what has no list of its own."""
    return_: Return = field(default_factory=Return)

    def items(self) -> Iterator[tuple[str, Item]]:
        """Every item with its kind in the singular, such as `danger-statement` or `action`."""
        for name, kind in _KINDS:
            for item in getattr(self, name):
                yield kind, item

    def of_kind(self, kind: str) -> tuple[Item, ...]:
        """The items of one kind, in the order of the file."""
        name = next((name for name, each in _KINDS if each == kind), None)
        return getattr(self, name) if name else ()


_SINGULAR = {"support": "support", "contact": "contact", "change-back": "change-back", "evidence": "evidence"}
_KINDS: tuple[tuple[str, str], ...] = tuple(
    (each.name, _SINGULAR.get(file_key(each.name), file_key(each.name).removesuffix("s")))
    for each in fields(Plan)
    if each.name != "return_"
)
ITEM_KINDS: tuple[str, ...] = tuple(kind for _, kind in _KINDS)
"""Every kind of item a plan can hold, in the singular."""
ITEM_WORDS: frozenset[str] = frozenset(("service", "stage", "level", "heading"))
"""What an item says by one of a few words, which count in any case, and which rules write in lower case."""
