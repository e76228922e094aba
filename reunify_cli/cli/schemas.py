"""JSON Schemas of the files people write, made from the records that read them and from the vocabulary.

An editor that knows YAML shows with them what can stand where. All scalars of our files are text, so `yes` is a word
and not a truth value, and a date is any text of that form.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import NoneType, UnionType
from typing import Any, Final, Literal, Union, get_args, get_origin, get_type_hints

from reunify_cli.casework.entries import ELSEWHERE
from reunify_cli.frozen import fields, is_dataclass
from reunify_cli.keys import file_key
from reunify_cli.model.fields import Field
from reunify_cli.model.vocabulary import EventType, Vocabulary
from reunify_cli.shape import is_required

Schema = dict[str, Any]
DRAFT: Final = "http://json-schema.org/draft-07/schema#"
"""The dialect that editors' YAML support understands best."""

YES_NO: Final[Schema] = {"enum": ["yes", "no", True, False]}
TEXT: Final[Schema] = {"type": ["string", "number", "boolean"]}
DAY: Final[Schema] = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
MOMENT: Final[Schema] = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2})?)?$"}
INSTANT: Final[Schema] = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}"}
PERIOD: Final[Schema] = {"type": "string", "pattern": r"^\d+ *(h|d|wd|w|m|y)$"}
NAMES: Final[Schema] = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}


def of_record(kind: type, title: str) -> Schema:
    """The schema of a record that a file is read into."""
    known: dict[str, Schema] = {}
    return {"$schema": DRAFT, "title": title, **_record(kind, known), "$defs": known}


def _record(kind: type, known: dict[str, Schema]) -> Schema:
    """The schema of a dataclass as its files are written; the records within it go into `known`, by name."""
    hints = get_type_hints(kind)
    return {
        "type": "object",
        "description": (kind.__doc__ or "").partition("\n")[0],
        "properties": {file_key(each.name): _written(hints[each.name], known) for each in fields(kind)},
        "required": [file_key(each.name) for each in fields(kind) if is_required(each)],
        "additionalProperties": False,
    }


def _written(kind: Any, known: dict[str, Schema]) -> Schema:
    """The schema of a value of some type: all of it is text, so a number may stand in quotation marks or not."""
    if is_dataclass(kind) and isinstance(kind, type):
        if kind.__name__ not in known:
            known[kind.__name__] = {}  # where it holds itself
            known[kind.__name__] = _record(kind, known)
        return {"$ref": f"#/$defs/{kind.__name__}"}
    parts = get_args(kind)
    match get_origin(kind) or kind:
        case _ if kind in _PLAIN:
            return _PLAIN[kind]
        case origin if origin is Literal:
            return {"enum": list(parts)}
        case origin if origin is tuple:
            return {"type": "array", "items": _written(parts[0], known)}
        case origin if origin in (Union, UnionType):
            return {"anyOf": [_written(each, known) for each in parts]}
    return {"type": "object", "additionalProperties": _written(parts[1], known)}


_PLAIN: Final[Mapping[Any, Schema]] = {
    str: {"type": "string"}, int: {"type": ["integer", "string"]}, bool: YES_NO, date: DAY, NoneType: {"type": "null"},
    Any: {},
}  # fmt: skip


# --- the journal --------------------------------------------------------------------------------------------------


def of_journal(vocabulary: Vocabulary) -> Schema:
    """The schema of a journal: an entry of each event type, a correction, a withdrawal, or the mark of a removal."""
    entries = [_entry(name, event, vocabulary) for name, event in vocabulary.events.items()]
    return {
        "$schema": DRAFT,
        "title": "journal.yaml: what happened, one entry each",
        "type": ["array", "null"],
        "items": {"oneOf": [*entries, _correction(), _withdrawal(), _removal()]},
        "definitions": {"heading": {"enum": list(vocabulary.headings)}},
    }


def _entry(name: str, event: EventType, vocabulary: Vocabulary) -> Schema:
    common = {key: each for key, each in vocabulary.every_entry.items() if key not in (*ELSEWHERE, "document")}
    properties: Schema = {
        "id": {"type": "string"},
        "event": {"const": name},
        "date": MOMENT,
        **{key: _field(field) for key, field in common.items()},
        "document": {"type": "object", "additionalProperties": {"type": "string"}},
        **({key: _field(field) for key, field in vocabulary.minutes.items()} if event.minutes else {}),
        **{key: _field(field) for key, field in event.fields.items()},
        **_stamp(),
    }
    required = ["event", "date", *(k for k, f in event.fields.items() if f.required and not f.when)]
    made: Schema = {"title": event.title, "type": "object", "required": required, "properties": properties}
    if event.minutes:
        return {**made, "propertyNames": {"anyOf": [{"enum": list(properties)}, {"$ref": "#/definitions/heading"}]}}
    return {**made, "additionalProperties": False}


def _stamp() -> Schema:
    return {"recorded": INSTANT, "recorded_by": {"type": "string"}, "redacted": _marks()}


def _marks() -> Schema:
    said: Schema = {key: {"type": "string"} for key in ("what", "by", "ordered-by", "why")}
    row: Schema = {"type": "object", "properties": {**said, "on": INSTANT}, "additionalProperties": False}
    return {"type": "array", "items": {**row, "required": ["on", "by", "ordered-by", "why"]}}


def _removal() -> Schema:
    return {
        "title": "what stays of an entry that was lawfully removed",
        "type": "object",
        "required": ["id", "redacted"],
        "properties": {"id": {"type": "string"}, "redacted": _marks()},
        "additionalProperties": False,
    }


def _correction() -> Schema:
    return {
        "title": "a correction: only the fields that were wrong, and why",
        "type": "object",
        "required": ["corrects", "why"],
        "properties": {"id": {"type": "string"}, "corrects": {"type": "string"}, "why": {"type": "string"}, **_stamp()},
        "not": {"required": ["event"]},
    }


def _withdrawal() -> Schema:
    said = {"id": {"type": "string"}, "withdraws": {"type": "string"}, "why": {"type": "string"}, **_stamp()}
    return {
        "title": "an entry withdrawn, and why",
        "type": "object",
        "required": ["withdraws", "why"],
        "properties": said,
        "additionalProperties": False,
    }


def _field(field: Field) -> Schema:
    """The schema of a field's value, as it is written."""
    made: Schema
    match field.type:
        case "yes-no":
            made = YES_NO
        case "date":
            made = DAY
        case "moment":
            made = MOMENT
        case "number":
            made = {"type": ["integer", "string"]}
        case "period":
            made = PERIOD
        case "choice":
            made = {"enum": list(field.values)}
        case "people":
            made = NAMES
        case "list":
            each: Schema = {"enum": list(field.values)} if field.values else TEXT
            made = {"anyOf": [TEXT, {"type": "array", "items": each}]}
        case "rows":
            made = {"type": "array", "items": _row(field.columns)}
        case _:
            made = TEXT
    return {"title": field.title, **made} if field.title else made


def _row(columns: Mapping[str, Field]) -> Schema:
    if not columns:
        return {"type": "object"}
    properties = {key: _field(field) for key, field in columns.items()}
    return {"type": "object", "properties": properties, "additionalProperties": False}


# --- a policy -----------------------------------------------------------------------------------------------------


def of_policy(vocabulary: Vocabulary) -> Schema:
    """The schema of a file of rules. What stands inside a condition or a need is checked by `reunify policy lint`."""
    from reunify_cli.rules.reading import RULE_KEYS, STRENGTHS, SURE, TERM_KEYS, WEIGHTS

    source: Schema = {
        "type": "object",
        "properties": {
            "cite": TEXT, "at": TEXT, "url": {"type": "string"}, "checked": DAY, "sure": {"enum": list(SURE)},
        },
        "additionalProperties": False,
    }  # fmt: skip
    known: Schema = {
        "id": {"type": "string", "pattern": "^[a-z][a-z0-9-]*$"},
        "title": {"type": "string", "maxLength": 60},
        "register": {"type": "array", "items": TEXT},
        "owes": {"enum": list(vocabulary.roles)},
        "strength": {"enum": list(STRENGTHS)},
        "weight": {"enum": list(WEIGHTS)},
        "source": source,
        "in-force": DAY,
        "until": DAY,
        "if-owed": {"type": "string"},
        "not-before": PERIOD,
        "first": PERIOD,
        "versions": {"type": "array", "items": {"type": "object", "required": ["in-force"]}},
    }
    properties = {key: known.get(key, {}) for key in dict.fromkeys((*RULE_KEYS, *TERM_KEYS))}
    rule = {
        "type": "object", "required": ["id", "title", "needs"], "properties": properties, "additionalProperties": False,
    }  # fmt: skip
    guidance = {"type": "object", "required": ["text"]}
    return {
        "$schema": DRAFT,
        "title": "rules of a policy",
        "type": "object",
        "properties": {"rules": {"type": "array", "items": rule}, "guidance": {"type": "array", "items": guidance}},
        "additionalProperties": False,
    }


def makers(vocabulary: Callable[[], Vocabulary]) -> Mapping[str, Callable[[], Schema]]:
    """How each schema is made, by the name it is asked for; the vocabulary is loaded only where it is needed."""
    from reunify_cli.model.case import CaseFile
    from reunify_cli.model.people import Team
    from reunify_cli.model.plan import Plan
    from reunify_cli.store.workspace import Settings

    return {
        "case": lambda: of_record(CaseFile, "case.yaml: who the child and family are"),
        "journal": lambda: of_journal(vocabulary()),
        "plan": lambda: of_record(Plan, "plan.yaml: the draft plan"),
        "team": lambda: of_record(Team, "team.yaml: staff and bodies, and which role each held when"),
        "workspace": lambda: of_record(Settings, "reunify.yaml: which policy, which calendar, whose team"),
        "policy": lambda: of_policy(vocabulary()),
    }


NAMES_OF_SCHEMAS: Final[Sequence[str]] = ("case", "journal", "plan", "team", "workspace", "policy")
