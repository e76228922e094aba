"""What an entry can say, event by event, and the reading of it: each value by its field's type, each name looked up."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from reunify_cli.errors import Problem, did_you_mean
from reunify_cli.frozen import dataclass, field
from reunify_cli.model.case import CaseFile
from reunify_cli.model.fields import Field
from reunify_cli.model.moment import parse_instant
from reunify_cli.model.people import Team
from reunify_cli.model.vocabulary import EventType, Vocabulary, chosen, spoken
from reunify_cli.rules.values import read_value
from reunify_cli.shape import Loaded, Path, Plain, nearest

RECORDED_BY: Final = "recorded_by"
"""Under which key it stands who wrote an entry down; `recorded` says when, and is read on its own as `document` is."""

DOCUMENT: Final = ("kind", "ref", "file", "sha256", "title")
_OWN: Final = frozenset({"id", "event", "corrects", "withdraws", "recorded", "document", "redacted"})
_TEXT: Final = Field(type="text")


@dataclass(frozen=True)
class KnownPeople:
    """Whom the entries of a case may name, and between which days they can lie."""

    file: CaseFile | None
    """None where case.yaml cannot be read: then nobody can say whom an entry may name."""
    team: Team
    today: date | None = None
    """Entries that do not say when they were written down cannot be later than this; None where nobody asks."""

    @property
    def born(self) -> date | None:
        """The day the child was born."""
        return self.file.child.born if self.file else None

    def knows(self, key: str) -> bool:
        """Whether somebody in case.yaml or team.yaml goes by a key."""
        return key == "child" or key in self.team.keys or (self.file is not None and key in self.file.people)

    def near(self, word: str, roles: Iterable[str]) -> str:
        """Whose key was probably meant, by a name or a near miss."""
        family = self.file.people if self.file else {}
        named = [(body.name, key) for key, body in self.team.bodies.items()]
        named += [(who.name, key) for key, who in family.items() if who.name]
        named += [(name, key) for key, who in self.team.people.items() for name in (who.name, *who.aliases)]
        keys = [f'"{key}"' for name, key in named if spoken(name) == spoken(word)]
        known = ("child", *family, *self.team.people, *self.team.bodies, *roles)
        return f" Did you mean {' or '.join(dict.fromkeys(keys))}?" if keys else did_you_mean(word, known)


# --- what an event's entry can say --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Form:
    """What the entry of one event type can say, as the reader needs it."""

    event: str
    type: EventType
    fields: Mapping[str, Field]
    required: tuple[tuple[str, Field], ...]
    apart: frozenset[str]
    """The keys that every entry has and that are read on their own."""
    read: dict[tuple[str, str], Any] = field(default_factory=dict)
    """What texts under a key say, as they were read before: the same days and words come in child after child."""

    def remember(self, key: str, text: str, value: Any) -> None:
        """Remember what a text says."""
        if len(self.read) > _MANY:
            self.read.clear()
        self.read[key, text] = value


_ALIKE: Final = frozenset(("moment", "date", "choice", "yes-no", "number", "period"))
"""The types of which a text says the same whoever is in the case and in the team."""
_MANY: Final = 5000
_made: dict[int, tuple[Vocabulary, dict[str, Form]]] = {}


def forms_of(vocabulary: Vocabulary) -> dict[str, Form]:
    """The form of each event type, made once for a vocabulary: thousands of cases are read by the same one."""
    made = _made.get(id(vocabulary))
    if made is None:
        if len(_made) > 7:
            _made.clear()
        # The vocabulary is kept beside its forms, so that nothing else can come to have its number.
        made = _made[id(vocabulary)] = (
            vocabulary,
            {name: _form(name, e, vocabulary) for name, e in vocabulary.events.items()},
        )
    return made[1]


def _form(name: str, event: EventType, vocabulary: Vocabulary) -> Form:
    common = {key: each for key, each in vocabulary.every_entry.items() if key not in _OWN}
    fields = {**common, RECORDED_BY: _TEXT, **(vocabulary.minutes if event.minutes else {}), **event.fields}
    required = tuple((key, each) for key, each in event.fields.items() if each.required)
    return Form(name, event, fields, required, _OWN - fields.keys())


# --- reading ------------------------------------------------------------------------------------------------------


@dataclass
class Page:
    """One journal while it is read; holds what every step needs and gathers what is wrong."""

    loaded: Loaded
    vocabulary: Vocabulary
    known: KnownPeople
    problems: list[Problem] = field(default_factory=list)
    misspelt: set[Path] = field(default_factory=set)
    """What is there under a misspelt key, and therefore not missing."""
    heard: dict[tuple[str, str, str], Any] = field(default_factory=dict)
    """What a text under a key of an event says in this case: a social worker signs dozens of visits."""

    def wrong(self, path: Path, sentence: str, help: str = "", *, key: bool = False) -> None:
        """Note what is wrong at a path, or with its key."""
        self.problems.append(self.loaded.problem(path, sentence, help, key=key))

    def recorded(self, i: int, raw: Mapping[str, Plain]) -> datetime | None:
        """When an entry was written down."""
        text = raw.get("recorded")
        if text is None:
            return None
        try:
            return parse_instant(text if isinstance(text, str) else "")
        except ValueError as error:
            self.wrong((i, "recorded"), str(error))
            return None

    # --- values ---

    def values(self, i: int, raw: Mapping[str, Plain], form: Form) -> dict[str, Any]:
        """What an entry says under each key that its event knows; what was left empty says nothing."""
        found: dict[str, Any] = {}
        event, read, heard = form.event, form.read, self.heard
        for key, value in raw.items():
            if key in form.apart:
                continue
            if isinstance(value, str):
                said = read.get((key, value))
                if said is None:
                    said = heard.get((event, key, value))
                if said is not None:
                    found[key] = said
                    continue
            kind = form.fields.get(key)
            if kind is None:
                if not (form.type.minutes and key in self.vocabulary.headings):
                    self._unknown_field(i, key, form)
                    continue
                kind = _TEXT
            if value is None:
                continue
            before = len(self.problems)
            found[key] = said = self._value((i, key), value, kind)
            if isinstance(value, str) and kind.type != "text" and len(self.problems) == before:
                # What goes for every child is remembered for all of them, and what names somebody for this one.
                if kind.type in _ALIKE:
                    form.remember(key, value, said)
                else:
                    heard[event, key, value] = said
        if "covered" in found and form.type.minutes:
            self._covered(i, found["covered"] or (), form)
        return found

    def unknown(self, path: Path, sentence: str, known: Sequence[str], help: str) -> None:
        """Note a key that nobody knows, and take it for the one that was probably meant."""
        key = str(path[-1])
        self.misspelt.add((*path[:-1], nearest(key, known)))
        self.wrong(path, f"{sentence}.{did_you_mean(key, known)}", help, key=True)

    def _unknown_field(self, i: int, key: str, form: Form) -> None:
        known = [*self.vocabulary.says(form.type), RECORDED_BY, "recorded"]
        help = f"All it can say:  reunify events {form.event}"
        self.unknown((i, key), f'"{key}" is no field of {form.event} can say', known, help)

    def _value(self, path: Path, raw: Plain, kind: Field) -> Any:
        """A value by its field's type; None, and a complaint, where it is not of that type."""
        if kind.type == "rows":
            return self._rows(path, raw, kind)
        if not isinstance(raw, str):
            many = kind.type in ("people", "list")
            if not (many and isinstance(raw, list) and all(isinstance(one, str) for one in raw)):
                self.wrong(path, f'"{path[-1]}" should be {"a list of words" if many else "text on one line"}')
                return None
        try:
            value = read_value(raw, kind)
        except ValueError as error:
            self.wrong(path, str(error))
            return None
        match kind.type:
            case "role" | "event" | "stage":
                return self._word(path, value, kind.type)
            case "people":
                for n, who in enumerate(value):
                    self._person((*path, n) if isinstance(raw, list) else path, who)
            case "person":
                self._person(path, value)
        return value

    def _word(self, path: Path, text: str, kind: str) -> str:
        """A role, event or stage, by its own word in any case; a complaint where it is another word or none."""
        words = self.vocabulary
        if kind == "stage":
            return text.lower()
        known: Mapping[str, Any] = words.roles if kind == "role" else words.kinds
        value = chosen(text, dict.fromkeys(known, ""))
        if value is not None:
            return value
        if kind == "role":
            self.wrong(path, f'"{text}" is not a role.{did_you_mean(text.lower(), words.roles)}')
        else:
            meant = words.words.get(spoken(text))
            near = f' Did you mean "{meant}"?' if meant else did_you_mean(text, words.events)
            self.wrong(path, f'"{text}" is not an event.{near}', "All of them:  reunify events")
        return text

    def _person(self, path: Path, key: str) -> None:
        if self.known.file and not self.known.knows(key) and key not in self.vocabulary.roles:
            near = self.known.near(key, self.vocabulary.roles)
            help = "People are named by their key in case.yaml or team.yaml, or by a role."
            self.wrong(path, f'No one here has the key "{key}".{near}', help)

    def _covered(self, i: int, names: Iterable[str], form: Form) -> None:
        for name in names:
            if name not in self.vocabulary.headings and name not in form.fields:
                near = did_you_mean(name, [*self.vocabulary.headings, *form.fields])
                self.wrong((i, "covered"), f'"{name}" is no heading.{near}')

    def _rows(self, path: Path, raw: Plain, kind: Field) -> tuple[Mapping[str, Any], ...] | None:
        if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
            help = "Each starts with - and goes on with lines of the form key: value."
            self.wrong(path, f'"{path[-1]}" should be a list', help)
            return None
        return tuple(self._row((*path, n), row, kind) for n, row in enumerate(raw) if isinstance(row, dict))

    def _row(self, path: Path, raw: Mapping[str, Plain], kind: Field) -> Mapping[str, Any]:
        found: dict[str, Any] = {}
        for key, value in raw.items():
            column = kind.columns.get(key)
            if column is None:
                known = list(kind.columns)
                self.unknown((*path, key), f'"{key}" is not known here', known, f"KnownPeople here: {', '.join(known)}")
            elif value is not None:
                found[key] = self._value((*path, key), value, column)
        for key, column in kind.columns.items():
            if column.required and raw.get(key) is None and (*path, key) not in self.misspelt:
                self.wrong(path, f'"{key}" is missing')
        return found

    def document(self, i: int, raw: Mapping[str, Plain]) -> Mapping[str, str] | None:
        """Where the document is: a reference as text, or ref, file and sha256, kind and title."""
        value = raw.get("document")
        if value is None or isinstance(value, str):
            return {"ref": value} if value else None
        found: dict[str, str] = {}
        for key, each in value.items() if isinstance(value, dict) else ():
            path: Path = (i, "document", key)
            if key not in DOCUMENT:
                self.unknown(path, f'"{key}" is not known here', DOCUMENT, f"KnownPeople here: {', '.join(DOCUMENT)}")
            elif isinstance(each, str):
                found[key] = each
            elif each is not None:
                self.wrong(path, f'"{key}" should be text')
            if key == "kind" and isinstance(each, str) and each not in self.vocabulary.documents:
                self.wrong(path, f'"{each}" is no kind of document.{did_you_mean(each, self.vocabulary.documents)}')
        if isinstance(value, list):
            self.wrong((i, "document"), '"document" is one document', 'Write document: {ref: "…"}')
        return found or None
