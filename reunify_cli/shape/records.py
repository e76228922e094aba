"""Plain values to typed records, by the types that the records declare; problems are said in our words, with places."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

from reunify_cli.errors import Problem, Unreadable
from reunify_cli.shape.plain import Loaded, Path
from reunify_cli.shape.sentences import keys_at, meant, nearest, sentence, shown

if TYPE_CHECKING:
    from pydantic import TypeAdapter
    from pydantic_core import SchemaValidator

T = TypeVar("T")


@cache
def adapter(kind: type[T]) -> TypeAdapter[T]:
    """The pydantic adapter of one kind of record, made once; what JSON Schemas are made from."""
    from pydantic import TypeAdapter

    return TypeAdapter(kind)


@cache
def _reader(kind: type) -> SchemaValidator:
    """The reader of one kind of record: pydantic's, but days and yes-no are read as this program writes them."""
    from pydantic_core import SchemaValidator

    return SchemaValidator(_our_way(adapter(kind).core_schema))


def _our_way(schema: Any) -> Any:
    """A pydantic schema with our readers in it.

    Pydantic would take `86400` for a day and `t` for yes; and it would not take a key that was left empty as left out.
    """
    if isinstance(schema, (list, tuple)):
        return type(schema)(map(_our_way, schema))
    if not isinstance(schema, dict):
        return schema
    match schema.get("type"):
        case "date":
            return {"type": "function-plain", "function": {"type": "no-info", "function": read_day}}
        case "bool":
            return {"type": "function-plain", "function": {"type": "no-info", "function": _yes_or_no}}
    ours = {key: _our_way(value) for key, value in schema.items()}
    if ours.get("type") != "dataclass":
        return ours
    outer = {"ref": ours.pop("ref")} if "ref" in ours else {}
    filled = {"type": "no-info", "function": _filled_in}
    return {"type": "function-before", "function": filled, "schema": ours, **outer}


def _filled_in(data: Any) -> Any:
    """A record's keys without those left empty."""
    return {key: value for key, value in data.items() if value is not None} if isinstance(data, dict) else data


def _yes_or_no(text: Any) -> bool:
    if text in ("yes", "no"):
        return bool(text == "yes")
    raise ValueError(f"{shown(text)} should be yes or no")


def read_day(text: Any) -> date:
    """Read a day as files have it, 2026-12-03. Raises ValueError with a sentence that says what is wrong with it.

    >>> read_day("2027-02-31")
    Traceback (most recent call last):
    ValueError: "2027-02-31" is not a day: February 2027 has 28
    """
    found = re.fullmatch(r"(?!0000)(\d{4})-(\d{2})-(\d{2})", text) if isinstance(text, str) else None
    if found is None:
        raise ValueError(f"{shown(text)} is not written as a day: write it like 2026-12-03")
    year, month, day = map(int, found.groups())
    if not 1 <= month <= 12:
        raise ValueError(f'"{text}" is not a day: there is no month {month}')
    if not 1 <= day <= monthrange(year, month)[1]:
        raise ValueError(f'"{text}" is not a day: {month_name[month]} {year} has {monthrange(year, month)[1]}')
    return date(year, month, day)


def read(kind: type[T], loaded: Loaded) -> T:
    """The typed record in a loaded file.

    Raises Unreadable naming every problem at once, each with its `file:line:column` and, for a misspelt key, the
    word that was probably meant.
    """
    from pydantic_core import ValidationError

    plain_kind: type = kind
    try:
        record: T = _reader(plain_kind).validate_python(loaded.data if loaded.data is not None else {})
    except ValidationError as error:
        raise Unreadable(*problems_of(error, kind, loaded)) from None
    return record


def problems_of(error: Any, kind: type, loaded: Loaded) -> list[Problem]:
    """Every problem that a validation of a `kind` found, in our words and with its place, top of the file first."""
    details = meant(error.errors(include_url=False), loaded.data)
    unknown = {path for path, each in details if each["type"] == "unexpected_keyword_argument"}
    misspelt = {(*path[:-1], nearest(str(path[-1]), keys_at(kind, path[:-1]))) for path in unknown}
    found: dict[tuple[Path, str], Problem] = {}
    for path, each in details:
        if each["type"] == "missing" and path in misspelt:
            continue  # it is there, under a name that is complained of
        words, help = sentence(each, path, kind, loaded.data)
        at_key = path in unknown or each["type"] == "missing" or each["input"] is None
        found.setdefault((path, words), loaded.problem(path, words, help, key=at_key))
    return sorted(found.values(), key=lambda p: (p.place.line or 0, p.place.column or 0) if p.place else (0, 0))
