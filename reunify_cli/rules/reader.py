"""The words that every part of a rule is made of: keys, periods, days, roles, events and what they say.

Nothing is half read: whatever is wrong is complained of, at its place, and something harmless stands in for it.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from reunify_cli.errors import did_you_mean
from reunify_cli.frozen import fields, replace
from reunify_cli.keys import file_key
from reunify_cli.model.case import LENGTH
from reunify_cli.model.fields import Field
from reunify_cli.model.moment import parse_moment
from reunify_cli.model.plan import ITEM_KINDS, ITEM_WORDS, Item
from reunify_cli.model.vocabulary import Fact, Vocabulary
from reunify_cli.rules.conditions import Complain, Condition, Path, Test, named_in, read_condition, read_test, tests_of
from reunify_cli.rules.periods import Period, parse_period
from reunify_cli.rules.terms import EventRef, Ref
from reunify_cli.rules.values import yes_or_no

STAGE: Final = "stage"
"""The fact that holds the stage a case is in."""
NO_STAGE: Final = "none"
"""What it says of a case that is in no stage yet."""
ELSEWHERE: Final = {
    "if-late": "A duty that starts once another is late has `from: {late: RULE}`.",
    "later-of": "The later of two is `from: {later-of: [...]}`, and in a phase `whichever: later`.",
    "sooner-of": "The sooner of two is `soonest-of: [...]`, and in a phase `whichever: sooner`.",
}
"""Keys that people try, and where what they mean is written."""
READ_OUT: Final = 30
"""How many words a complaint reads out."""
LASTED: Final = Field("how long it lasted", type="length")


def common_fields(vocabulary: Vocabulary) -> Mapping[str, Field]:
    """What a rule may test of every entry besides the fields of its event: of its date the day."""
    day = replace(vocabulary.every_entry["date"], type="date") if vocabulary.every_entry else Field(type="date")
    return {**vocabulary.every_entry, "date": day, LENGTH: LASTED}


ITEM_FIELDS: Final = tuple(file_key(field.name) for field in fields(Item))
"""What a plan's items can say, as plan.yaml spells it."""


class Reader:
    """Reads the parts of one rule, so that each part need not be handed vocabulary, stages and complaint again."""

    def __init__(self, vocabulary: Vocabulary, stages: tuple[str, ...], complain: Complain) -> None:
        self.vocabulary, self.stages, self.complain = vocabulary, stages, complain
        self.common = common_fields(vocabulary)

    # --- small words ---

    def keys(self, raw: Any, allowed: tuple[str, ...], path: Path) -> Mapping[str, Any]:
        """The mapping at a path, with every unknown key complained of."""
        if not isinstance(raw, Mapping):
            self.complain(path, f"this should be lines of the form key: value, with keys among {', '.join(allowed)}")
            return {}
        for key in raw:
            if key not in allowed:
                self.complain((*path, key), f'"{key}" is not known here.{offered(key, allowed)}')
        return raw

    def one_of(self, raw: Any, allowed: tuple[str, ...], path: Path, default: str) -> Any:
        """A word from a closed list."""
        if raw is None:
            return default
        if raw not in allowed:
            self.complain(path, f'"{raw}" is not one of {", ".join(allowed)}.{did_you_mean(str(raw), allowed)}')
            return default
        return raw

    def period(self, raw: Any, path: Path) -> Period:
        """A length of time such as `5 wd`."""
        try:
            return parse_period(str(raw))
        except ValueError as error:
            self.complain(path, str(error))
            return Period(0, parse_period("0 d").unit)

    def day(self, raw: Any, path: Path) -> date | None:
        """A day, or None where none is written."""
        if raw is None:
            return None
        try:
            return parse_moment(str(raw)).day
        except ValueError as error:
            self.complain(path, str(error))
            return None

    def condition(self, raw: Any, path: Path) -> Condition:
        """A condition over facts."""
        found = read_condition(raw, self.vocabulary, path, self.complain)
        for test in tests_of(found, STAGE) if self.stages else ():
            self._words(test, {*self.stages, NO_STAGE}, "a stage here", path)
        return found

    def names(self, raw: Any) -> tuple[str, ...]:
        """One name or a list of them; none where nothing is written."""
        return tuple(str(each) for each in (raw if isinstance(raw, list) else [] if raw is None else [raw]))

    def yes(self, raw: Any, path: Path) -> bool:
        """A yes or no, no where nothing is written."""
        try:
            return raw is not None and yes_or_no(str(raw))
        except ValueError as error:
            self.complain(path, str(error))
            return False

    def known(self, raw: Any, words: Collection[str], what: str, path: Path) -> str:
        """A word of the vocabulary, complained of where it is none."""
        word = str(raw)
        if not word:
            self.complain(path, f"{what} is missing here.{offered(word, words)}")
        elif word not in words:
            self.complain(path, f'"{word}" is not {what}.{offered(word, words)}')
        return word

    def roles(self, raw: Any, path: Path) -> tuple[str, ...]:
        """One role or a list of them."""
        return tuple(self.known(each, self.vocabulary.roles, "a role", path) for each in self.names(raw))

    def facts(self, raw: Any, path: Path) -> str:
        """A fact."""
        return self.known(raw, self.vocabulary.facts, "a fact", path)

    # --- entries ---

    def event(self, raw: Any, path: Path, extra: tuple[str, ...] = ()) -> EventRef:
        """A reference to entries of an event type or class."""
        allowed = (
            "event", "which", "where", "by", "of", "attended", "chair", "records", "with-document", *extra,
        )  # fmt: skip
        keys = self.keys({"event": raw} if isinstance(raw, str) else raw, allowed, path)
        name = self.known(keys.get("event", ""), self.vocabulary.kinds, "an event", (*path, "event"))
        return EventRef(
            event=name,
            where=self.where(keys.get("where"), name, (*path, "where")),
            by=self.roles(keys.get("by"), (*path, "by")),
            of=self.ref(keys["of"], (*path, "of")) if "of" in keys else None,
            which=self.one_of(keys.get("which"), ("first", "each"), (*path, "which"), "each"),
            attended=self.roles(keys.get("attended"), (*path, "attended")),
            chair=self.roles(keys.get("chair"), (*path, "chair")),
            records=self.records(keys.get("records"), name, (*path, "records")),
            with_document=self.yes(keys.get("with-document"), (*path, "with-document")),
        )

    def where(self, raw: Any, event: str, path: Path) -> Mapping[str, Test]:
        """Tests on an entry's fields, each typed by the field."""
        if raw is None:
            return {}
        if not isinstance(raw, Mapping):
            self.complain(path, "`where` is written as `field: value`, one to a line")
            return {}
        found: dict[str, Test] = {}
        for name, value in raw.items():
            kind = self.field(event, name)
            if kind is None:
                known = {key for each in self.kinds(event) for key in self.vocabulary.events[each].fields}
                known |= {*self.common, *self.vocabulary.minutes}
                self.complain((*path, name), f'"{event}" has no field "{name}".{offered(name, sorted(known))}')
                continue
            here = (*path, name)
            found[name] = test = read_test(value, as_fact(kind), self.vocabulary, here, self.complain)
            if kind.type == "role":
                self._words(test, self.vocabulary.roles, "a role", here)
            elif kind.type == "event":
                self._words(test, self.vocabulary.kinds, "an event", here)
            elif kind.type == "stage" and self.stages:
                self._words(test, self.stages, "a stage here", here)
        return found

    def _words(self, test: Test, words: Collection[str], what: str, path: Path) -> None:
        """Complain of what a test names and nothing can be: it would be asked for in vain, unsaid."""
        for value in named_in(test):
            if isinstance(value, str) and not value.startswith("$"):
                self.known(value, words, what, path)

    def kinds(self, event: str) -> frozenset[str]:
        """The event types that a name stands for; none for a name nobody knows."""
        return self.vocabulary.kinds.get(event, frozenset())

    def field(self, event: str, name: str) -> Field | None:
        """The field of that name in any of the event types that `event` stands for."""
        for each in sorted(self.kinds(event)):
            if name in self.vocabulary.events[each].fields:
                return self.vocabulary.events[each].fields[name]
        if name in self.common:
            return self.common[name]
        if name in self.vocabulary.minutes and any(self.vocabulary.events[each].minutes for each in self.kinds(event)):
            return self.vocabulary.minutes[name]
        return Field() if name in self.vocabulary.headings else None

    def records(self, raw: Any, event: str, path: Path) -> tuple[str, ...]:
        """Headings or fields that an entry must fill in."""
        found = self.names(raw)
        for i, name in enumerate(found):
            if name not in self.vocabulary.headings and self.field(event, name) is None:
                choices = {*self.vocabulary.headings}
                self.complain((*path, i), f'"{name}" is no heading and no field here.{did_you_mean(name, choices)}')
        return found

    def ref(self, raw: Any, path: Path) -> Ref:
        """What an entry is about."""
        if isinstance(raw, str):
            if raw != "plan" and not raw.startswith("$"):
                self.complain(path, f'"{raw}" should be plan, $each, $anchor, $gated or an event')
            return Ref(name=raw)
        return Ref(event=self.event(raw, path))

    # --- items of a plan ---

    def item_kind(self, kind: str, path: Path) -> None:
        """Complain of a kind of plan item that there is not."""
        if kind:
            self.known(kind, ITEM_KINDS, "a kind of plan item", (*path, "item"))

    def item_where(self, raw: Any, path: Path) -> Mapping[str, Test]:
        """Tests on a plan item's fields, read as text."""
        here = (*path, "where")
        if raw is None:
            return {}
        if not isinstance(raw, Mapping):
            self.complain(here, "`where` is written as `field: value`, one to a line")
            return {}
        for name in raw:
            self.known(name, ITEM_FIELDS, "something that a plan's items say", (*here, name))
        text = Fact("", "text")
        asked = {str(n): _folded(value) if n in ITEM_WORDS else value for n, value in raw.items()}
        return {n: read_test(value, text, self.vocabulary, (*here, n), self.complain) for n, value in asked.items()}


def as_fact(field: Field) -> Fact:
    """A field's type, as a test on a fact would see it."""
    kept = ("yes-no", "choice", "number", "date", "period", "length")
    kind: Any = "date" if field.type == "moment" else field.type if field.type in kept else "text"
    return Fact("", kind, field.values)


def _folded(raw: Any) -> Any:
    """Words that count in any case, as the items of a plan are compared with them."""
    if isinstance(raw, list):
        return [_folded(each) for each in raw]
    if isinstance(raw, Mapping):
        return {key: _folded(value) for key, value in raw.items()}
    return raw.lower() if isinstance(raw, str) else raw


def offered(word: str, words: Collection[str]) -> str:
    """What was probably meant, or else what there is, where that can be read out."""
    if word in ELSEWHERE and word not in words:
        return f" {ELSEWHERE[word]}"
    return did_you_mean(word, words) or (f" There are: {', '.join(words)}." if len(words) <= READ_OUT else "")
