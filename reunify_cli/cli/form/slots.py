"""What the form of an event can say: a label for each thing, none of them twice, and what kind of value it has."""

from collections.abc import Iterable, Mapping
from typing import Final

from reunify_cli.casework.entries import fields_of
from reunify_cli.frozen import dataclass
from reunify_cli.model.fields import Field
from reunify_cli.model.vocabulary import EventType, Vocabulary, spoken
from reunify_cli.text.layout import clean, sentence

WHEN: Final = "date"
"""The key of the day it happened."""
OPEN: Final = "open"
"""The key of the tasks that earlier meetings and the plan gave."""
COLUMNS: Final[Mapping[str, str]] = {"owner": "who", "due": "by when"}
"""The labels of columns whose title is longer than a form needs."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a form: the key of what stands there, its label, and its field."""

    key: str
    label: str
    field: Field

    @property
    def columns(self) -> Mapping[str, str]:
        """The keys of a list's columns by their labels, as `spoken`; without the id, which the tool gives."""
        shown = {key: column_label(key, each) for key, each in self.field.columns.items() if key != "id"}
        return {spoken(word): key for key, label in shown.items() for word in (key, label)}


def column_label(key: str, column: Field) -> str:
    """What a column of a list is called in a form."""
    return clean(COLUMNS.get(key) or column.title or key.replace("-", " "))


TASKS: Final = Slot(
    OPEN,
    "Still open from earlier",
    Field("actions from earlier meetings and the plan", "rows",
          columns={"what": Field(), "done": Field("done", "date"), "not-carried-out": Field("not carried out")}),
)  # fmt: skip


def slots_of(event: EventType, vocabulary: Vocabulary) -> dict[str, Slot]:
    """Everything that the form of an event can say, by key."""
    common = vocabulary.every_entry
    fields = {WHEN: common[WHEN], **fields_of(event, vocabulary)}
    found: dict[str, Slot] = {}
    taken: set[str] = set()
    # What every event says keeps its plain label, and then the event's own words come before the headings.
    for key in sorted(fields, key=lambda key: (key not in common, key not in event.fields)):
        label = clean(fields[key].label or sentence(fields[key].title or key.replace("-", " ")))
        if spoken(label) in taken or ":" in label:
            label = sentence(key.replace("-", " "))
        taken.add(spoken(label))
        found[key] = Slot(key, label, fields[key])
    return {**found, **({OPEN: TASKS} if event.minutes else {})}


def labels_of(slots: Iterable[Slot]) -> dict[str, str]:
    """The keys of a form's places by every word that may stand there as their label, as `spoken`."""
    listed = list(slots)
    keys = {spoken(slot.key): slot.key for slot in listed}
    return {**keys, **{spoken(slot.label): slot.key for slot in listed}}
