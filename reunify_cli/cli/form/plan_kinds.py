"""What the form of a plan has room for: each kind of thing a plan can hold, and what is asked of it."""

from collections.abc import Mapping
from typing import Any, Final

from reunify_cli.casework.writing import WritableCase
from reunify_cli.cli.form.asked import spelt
from reunify_cli.frozen import dataclass, fields
from reunify_cli.keys import file_key
from reunify_cli.model.plan import Item
from reunify_cli.model.vocabulary import spoken


@dataclass(frozen=True, slots=True)
class Kind:
    """One list of a plan: its key in plan.yaml, its label, how its new ids begin, and the columns that it shows."""

    key: str
    label: str
    prefix: str
    columns: Mapping[str, str]
    """Labels by key; the first is what stands beside the dash."""
    says: str = ""
    blanks: int = 1
    """How many empty places it has to begin with."""

    @property
    def first(self) -> str:
        """The key of what stands beside the dash."""
        return next(iter(self.columns))

    def label_of(self, key: str) -> str:
        """What a column is called, those that only some items have by their key."""
        return self.columns.get(key) or key.replace("-", " ")

    @property
    def labels(self) -> dict[str, str]:
        """The keys of all columns by every word that may stand there, as `spoken`."""
        known = {spoken(key): key for key in TYPES if key not in self.columns}
        return {**known, **{spoken(label): key for key, label in self.columns.items()}}


KINDS: Final[tuple[Kind, ...]] = (
    Kind("danger-statements", "Danger statements", "d",
         {"what": "what", "if-nothing-changes": "if nothing changes"},
         "What happened or may happen, to whom, and what could come of it if nothing changes.", 2),
    Kind("safety-goals", "Safety goals", "sg", {"what": "what", "answers": "answers"},
         "What will be seen when it is safe. After answers: the danger statement it answers, as d1.", 2),
    Kind("bottom-lines", "Bottom lines", "bl", {"what": "what"}),
    Kind("goals", "Goals", "g",
         {"what": "what", "who": "who", "measure": "how it is measured", "how-long": "for how long", "steps": "steps",
          "support": "support", "due": "by when"},
         "SMART: what exactly, whose it is, how it is measured, with what support, by when.", 2),
    Kind("actions", "Actions", "a",
         {"what": "what", "owner": "who does it", "due": "by when", "service": "service", "stage": "stage"},
         "One action on each line. Once the plan is agreed, each is due by its date.", 3),
    Kind("support", "Support", "s",
         {"what": "what", "for": "for whom", "service": "service", "how-often": "how often", "until": "until"}),
    Kind("contact", "Contact plan", "c",
         {"what": "what", "who": "who", "how-often": "how often", "overnight": "overnight", "from": "from",
          "until": "until"},
         "Who sees the child, how often, and whether overnight (yes or no).", 2),
    Kind("review-points", "Review points", "r", {"title": "which", "date": "when"},
         "When the plan is looked at again: midway, final.", 2),
    Kind("expectations", "What is expected", "x", {"what": "what", "who": "who"}),
    Kind("evidence", "What would show that it works", "e", {"what": "what"}),
    Kind("change-back", "What would turn it round", "cb", {"what": "what"}),
    Kind("assessments", "Assessments still to come", "as", {"what": "what", "who": "who", "due": "by when"}, blanks=0),
    Kind("risks", "Risks", "k", {"what": "what", "level": "level"}, blanks=0),
    Kind("notes", "Notes", "n", {"what": "what", "heading": "heading"}, blanks=0),
)  # fmt: skip

_TYPED: Final[Mapping[str, str]] = {
    "who": "person", "owner": "person", "by": "person", "due": "date", "date": "date", "from": "date", "until": "date",
    "overnight": "yes-no", "shareable": "yes-no", "scale": "number", "stage": "stage", "for": "list",
    "answers": "answers",
}  # fmt: skip
TYPES: Final[Mapping[str, str]] = {
    file_key(each.name): _TYPED.get(file_key(each.name), "text") for each in fields(Item) if each.name != "id"
}
"""How each thing that an item can say is written; `answers` is the id of another item."""

RETURN: Final[Mapping[str, tuple[str, str]]] = {
    "home": ("Home of the return", "home"),
    "to": ("Return to whom", "person"),
    "wished": ("Day wished for", "date"),
}
"""What the form asks about the return itself: the label, and how it is written."""


def spell(held: WritableCase, how: str, value: Any) -> str:
    """A value of plan.yaml as the form has it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if how == "person":
        return spelt(held.directory, str(value))
    if how == "date":
        year, month, day = str(value).split("-")
        return f"{int(day)}/{int(month)}/{year}"
    return str(value)
