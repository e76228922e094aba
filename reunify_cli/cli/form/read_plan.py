"""A filled-in form of the plan as what is to stand in plan.yaml: only the parts that are other than they were."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from reunify_cli.casework.about import item_ids
from reunify_cli.casework.values import Plain, Reading, read_value
from reunify_cli.casework.writing import WritableCase, reading
from reunify_cli.cli.form.layout import tidy
from reunify_cli.cli.form.page import Item, Mistake, Part, items_of, parts_of, words_of
from reunify_cli.cli.form.plan_kinds import KINDS, RETURN, TYPES, Kind, spell
from reunify_cli.errors import Mistyped, did_you_mean
from reunify_cli.frozen import dataclass, field, replace
from reunify_cli.model.fields import Field
from reunify_cli.model.vocabulary import spoken
from reunify_cli.session.session import Session

Said = Mapping[str, Any]
"""An item of plan.yaml, by key."""

FIELDS: Final[Mapping[str, Field]] = {
    how: Field(type=how) for how in ("person", "date", "yes-no", "number", "stage", "list")
}
HOME: Final = Field()
NEW: Final = "What is new needs no brackets."
_NUMBERED = re.compile(r"([A-Za-z]+)(\d+)")


@dataclass(frozen=True, slots=True)
class Read:
    """What is to change in plan.yaml: the new value of each part (None takes it out), and the ids concerned."""

    changes: Mapping[str, Any]
    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    around: bool = False
    """Whether what is said of the return itself changes."""


@dataclass
class Reader:
    """One form of a plan while it is read."""

    held: WritableCase
    words: Reading
    old: Mapping[str, tuple[Kind, Said]]
    """Every item of the plan by its id, and under which heading it stands."""
    taken: set[str]
    """Every id that anything of this child's plans ever had."""
    mistakes: list[Mistake] = field(default_factory=list)
    ids: list[tuple[str, str]] = field(default_factory=list)
    """The id and words of everything in the form, for what answers it."""

    def tried(self, line: int, read: Callable[[], Plain]) -> Plain | None:
        """What reading a value gives; None, and what is wrong noted, where it cannot be read."""
        try:
            return read()
        except Mistyped as error:
            self.mistakes += [Mistake(line, each.sentence, each.help) for each in error.problems]
            return None


def read_plan(
    session: Session, held: WritableCase, data: Mapping[str, Any], text: str
) -> tuple[Read | None, list[Mistake]]:
    """What a form changes in the plan (`data`, as plan.yaml has it); None where there are mistakes."""
    labels = {spoken(kind.label): kind.key for kind in KINDS}
    labels |= {spoken(kind.key): kind.key for kind in KINDS}
    labels |= {spoken(label): f"return-{key}" for key, (label, _) in RETURN.items()}
    found, mistakes = parts_of(text, labels, ())
    parts = {part.key: part for part in found}
    old = {str(each["id"]): (kind, each) for kind in KINDS for each in data.get(kind.key) or []}
    page = Reader(held, reading(session, held), old, {*old, *item_ids(held.opened.judged)}, list(mistakes))
    lists = [(kind, _items(page, kind, parts.get(kind.key))) for kind in KINDS]
    changes: dict[str, Any] = {}
    for kind, items in lists:
        new = [said for each, given in items if (said := _said(page, kind, each, given))]
        if new != (data.get(kind.key) or []):
            changes[kind.key] = new or None
    going = _return(page, data.get("return") or {}, parts)
    if going != (data.get("return") or {}):
        changes["return"] = going or None
    if page.mistakes:
        return None, page.mistakes
    return _summed(changes, data), []


def _summed(changes: Mapping[str, Any], data: Mapping[str, Any]) -> Read:
    keys = [kind.key for kind in KINDS if kind.key in changes]
    before = {str(each["id"]): each for key in keys for each in data.get(key) or []}
    after = {str(each["id"]): each for key in keys for each in changes[key] or []}
    return Read(
        changes,
        tuple(each for each in after if each not in before),
        tuple(each for each in after if each in before and after[each] != before[each]),
        tuple(each for each in before if each not in after),
        "return" in changes,
    )


# --- which things there are ---------------------------------------------------------------------------------------


def _items(page: Reader, kind: Kind, part: Part | None) -> list[tuple[Item, str]]:
    """The things of one list with their ids; what says nothing is left out, and what is new is given an id."""
    if part is None:
        page.mistakes.append(Mistake(0, f'"{kind.label}:" is missing.', "Put that line back; what is below may go."))
        return []
    items, mistakes = items_of(part, kind.labels, kind.first)
    page.mistakes += mistakes
    found = []
    for item in (each for each in items if each.says):
        wrong, help = _wrong(page, kind, item)
        if wrong:
            page.mistakes.append(Mistake(item.line, wrong, help))
        given = item.id or _new_id(page, kind)
        page.ids.append((given, tidy(item.says[kind.first].text) if kind.first in item.says else ""))
        found.append((item, given))
    return found


def _wrong(page: Reader, kind: Kind, item: Item) -> tuple[str, str]:
    """What is wrong with a thing as a whole, and what to do about it; "" where nothing is."""
    if item.id and item.id not in page.old:
        return f'Nothing in the plan has the id "{item.id}".{did_you_mean(item.id, page.old)}', NEW
    if item.id and page.old[item.id][0] is not kind:
        return f"{item.id} belongs under {page.old[item.id][0].label}.", NEW
    if item.id and any(item.id == each for each, _ in page.ids):
        return f'"{item.id}" appears twice.', NEW
    if kind.first not in item.says:
        return f'"{kind.label_of(kind.first)}" is required.', "Or delete all of it."
    return "", ""


def _new_id(page: Reader, kind: Kind) -> str:
    """An id that nothing of this child's plans ever had, numbered on from those of its kind."""
    numbers = [int(found[2]) for each in page.taken if (found := _NUMBERED.fullmatch(each)) and found[1] == kind.prefix]
    given = f"{kind.prefix}{max(numbers, default=0) + 1}"
    page.taken.add(given)
    return given


# --- what they say ------------------------------------------------------------------------------------------------


def _said(page: Reader, kind: Kind, item: Item, given: str) -> dict[str, Any]:
    """A thing as plan.yaml has it; a value whose words nobody changed stays as it was, to the letter."""
    before = page.old[item.id][1] if item.id in page.old else {}
    found: dict[str, Any] = {"id": given}
    for key in dict.fromkeys((*before, *kind.columns, *TYPES)):
        told = item.says.get(key)
        if told is None:
            continue
        text = tidy(told.text)
        if key in before and text == tidy(spell(page.held, TYPES[key], before[key])):
            found[key] = before[key]
            continue
        named = replace(page.words, said=lambda key: f'"{kind.label_of(key)}"')
        value = page.tried(told.line, _value(page, TYPES[key], key, text, named))
        if value is not None:
            found[key] = value
    return found


def _value(page: Reader, how: str, key: str, text: str, words: Reading) -> Callable[[], Plain]:
    if how == "answers":
        return lambda: _answered(page, text)
    if how == "text":
        return lambda: text
    return lambda: read_value(FIELDS[how], key, text, words)


def _plainly(field: Field, key: str, text: str, label: str, words: Reading) -> Callable[[], Plain]:
    return lambda: read_value(field, key, text, replace(words, said=lambda _: f'"{label}"'))


def _answered(page: Reader, text: str) -> str:
    """The id of what a goal answers: typed as it is, or as the words that it begins with."""
    if any(text == each for each, _ in page.ids):
        return text
    found = [each for each, words in page.ids if spoken(words).startswith(spoken(text))]
    if len(found) == 1:
        return found[0]
    ids = [each for each, _ in page.ids]
    sentence = (
        f'"{text}" can be {" or ".join(found)}.' if found else f'Nothing here is "{text}".{did_you_mean(text, ids)}'
    )
    raise Mistyped(sentence, help="Write an id, such as d1, or the words that it begins with.")


def _return(page: Reader, before: Mapping[str, Any], parts: Mapping[str, Part]) -> dict[str, Any]:
    found = {key: value for key, value in before.items() if key not in RETURN}
    for key, (label, how) in RETURN.items():
        part = parts.get(f"return-{key}")
        text = words_of(part) if part else ""
        if part is None or not text:
            continue
        if key in before and text == spell(page.held, how, before[key]):
            found[key] = before[key]
            continue
        value = page.tried(part.line, _plainly(FIELDS.get(how, HOME), key, text, label, page.words))
        if value is not None:
            found[key] = value
    return {key: found[key] for key in (*before, *found) if key in found}
