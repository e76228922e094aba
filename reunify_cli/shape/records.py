"""Plain values to typed records, by the types that a frozen dataclass declares; every problem is said with its place.

A key is spelled as `keys.file_key` spells its field; one that no field has is a problem, one left empty counts as left
out. Where a field takes several kinds of thing, what stands there decides: text, a list, or lines of key and value.
"""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cache, partial
from types import NoneType, UnionType
from typing import Any, Final, Literal, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

from reunify_cli.errors import Unreadable, did_you_mean
from reunify_cli.frozen import MISSING, Field, fields, is_dataclass
from reunify_cli.keys import file_key
from reunify_cli.shape.plain import Loaded, Path

T = TypeVar("T")


class Fault(NamedTuple):
    """What is wrong with one value, or with its key."""

    path: Path
    sentence: str
    help: str = ""
    at_key: bool = False


Reader = Callable[[Any, Path, list[Fault]], Any]
"""Takes a plain value, its path and the faults found so far; gives what it means, or adds a fault and gives None."""

TEXT: Final = "text"
NUMBER: Final = "a whole number"
LIST: Final = "a list"
LINES: Final = "lines of the form key: value"


def read(kind: type[T], loaded: Loaded, path: Path = ()) -> T:
    """The typed record in a loaded file, or at a path in it.

    Raises Unreadable naming every problem at once, each with its `file:line:column` and, for a misspelt key, the
    word that was probably meant.
    """
    value = loaded.data
    for step in path:
        value = value[step]
    faults: list[Fault] = []
    record: T = _record(kind, {} if value is None else value, path, faults)
    if faults:
        raise Unreadable(*_problems(faults, loaded))
    return record


def _problems(faults: Iterable[Fault], loaded: Loaded) -> list[Any]:
    found = {(f.path, f.sentence): f for f in reversed(list(faults))}
    problems = [loaded.problem(f.path, f.sentence, f.help, key=f.at_key) for f in reversed(found.values())]
    return sorted(problems, key=lambda p: (p.place.line or 0, p.place.column or 0) if p.place else (0, 0))


# --- one reader for each kind of value ----------------------------------------------------------------------------


class _Field(NamedTuple):
    name: str
    required: bool
    reader: Reader


@cache
def _fields_of(kind: type) -> Mapping[str, _Field]:
    """The fields of a record, by their keys in files."""
    hints = get_type_hints(kind)
    return {
        file_key(each.name): _Field(each.name, is_required(each), _reader(hints[each.name])) for each in fields(kind)
    }


def is_required(field: Field[Any]) -> bool:
    """Whether a record cannot be made without a field."""
    return field.default is MISSING and field.default_factory is MISSING


def _reader(kind: Any) -> Reader:
    """The reader of what a field's type declares."""
    if is_dataclass(kind) and isinstance(kind, type):
        return partial(_record, kind)
    match get_origin(kind) or kind:
        case _ if kind in _SCALARS:
            return _SCALARS[kind]
        case origin if origin is Literal:
            return partial(_one_of, get_args(kind))
        case origin if origin is tuple:
            return partial(_listed, _reader(get_args(kind)[0]))
        case origin if origin in (Union, UnionType):
            return _choice([each for each in get_args(kind) if each is not NoneType])
        case origin if isinstance(origin, type) and issubclass(origin, Mapping):
            return partial(_mapped, _reader(get_args(kind)[1]))
    raise TypeError(f"no file can hold a {kind}")


def _record(kind: type, value: Any, path: Path, faults: list[Fault]) -> Any:
    known = _fields_of(kind)
    if not isinstance(value, dict):
        return _unlike(value, (LINES,), path, faults)
    given: dict[str, Any] = {}
    unknown = []
    for key, each in value.items():
        if each is None:
            continue
        field = known.get(key)
        if field is None:
            unknown.append(key)
        else:
            given[field.name] = field.reader(each, (*path, key), faults)
    misspelt = {nearest(key, list(known)) for key in unknown}
    for key, field in known.items():
        if field.required and field.name not in given and key not in misspelt:
            said = "left empty" if key in value else "missing"
            faults.append(Fault((*path, key), f'"{key}" is {said}', "Fill it in.", at_key=True))
    for key in unknown:
        near = did_you_mean(key, known)
        help = "" if near else f"Known here: {', '.join(known)}."
        faults.append(Fault((*path, key), f'"{key}" is not known here.{near}', help, at_key=True))
    return None if faults else kind(**given)


def _listed(each: Reader, value: Any, path: Path, faults: list[Fault]) -> Any:
    if not isinstance(value, list):
        return _unlike(value, (LIST,), path, faults)
    return tuple([each(one, (*path, i), faults) for i, one in enumerate(value)])


def _mapped(each: Reader, value: Any, path: Path, faults: list[Fault]) -> Any:
    if not isinstance(value, dict):
        return _unlike(value, (LINES,), path, faults)
    return {key: each(one, (*path, key), faults) for key, one in value.items()}


def _one_of(choices: Sequence[str], value: Any, path: Path, faults: list[Fault]) -> Any:
    if value not in choices:
        near = did_you_mean(str(value), choices)
        faults.append(Fault(path, f"{shown(value)} is not one of {', '.join(choices)}.{near}", "", value is None))
    return value


def _choice(kinds: Sequence[Any]) -> Reader:
    """The reader of a value that may be of several kinds."""
    if len(kinds) == 1:
        return _reader(kinds[0])
    readers = {_form(kind): _reader(kind) for kind in kinds}

    def read(value: Any, path: Path, faults: list[Fault]) -> Any:
        form = TEXT if isinstance(value, str) else LIST if isinstance(value, list) else LINES
        reader = readers.get(form) if value is not None else None
        return reader(value, path, faults) if reader else _unlike(value, readers, path, faults)

    return read


def _form(kind: Any) -> str:
    """In which of three forms a kind of value is written."""
    origin = get_origin(kind)
    return LIST if origin is tuple else LINES if origin or is_dataclass(kind) else TEXT


def _text(value: Any, path: Path, faults: list[Fault]) -> Any:
    return value if isinstance(value, str) else _unlike(value, (TEXT,), path, faults)


def _number(value: Any, path: Path, faults: list[Fault]) -> Any:
    if isinstance(value, str) and re.fullmatch(r"\s*[+-]?[0-9]{1,9}(\.0*)?\s*", value):
        return int(value.partition(".")[0])
    return _unlike(value, (NUMBER,), path, faults)


def _yes_or_no(value: Any, path: Path, faults: list[Fault]) -> Any:
    if value not in ("yes", "no"):
        faults.append(Fault(path, f"{shown(value)} should be yes or no", "", value is None))
    return value == "yes"


def _day(value: Any, path: Path, faults: list[Fault]) -> Any:
    try:
        return read_day(value)
    except ValueError as error:
        faults.append(Fault(path, str(error), "", value is None))
        return None


def _anything(value: Any, _path: Path, _faults: list[Fault]) -> Any:
    return value


_SCALARS: Final[Mapping[Any, Reader]] = {str: _text, int: _number, bool: _yes_or_no, date: _day, Any: _anything}


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


# --- in words -----------------------------------------------------------------------------------------------------


def _unlike(value: Any, wanted: Iterable[str], path: Path, faults: list[Fault]) -> None:
    """Complain of a value of another form than those that may stand there."""
    name = _named(path)
    if value is None:
        faults.append(Fault(path, f"{name} is left empty", "Fill it in, or take the line out.", at_key=True))
    else:
        faults.append(Fault(path, f"{name} should be {' or '.join(wanted)}, not {shown(value)}"))


def _named(path: Path) -> str:
    """What people call the place at a path: `"roles"`, `number 2 of "roles"`, `this file`."""
    if not path:
        return "this file"
    if isinstance(path[-1], int):
        return f"number {path[-1] + 1} of {_named(path[:-1])}"
    return f'"{path[-1]}"'


def shown(value: Any) -> str:
    """A value as a sentence quotes it."""
    if isinstance(value, list):
        return LIST
    return LINES if isinstance(value, dict) else f'"{"" if value is None else value}"'


def nearest(word: str, choices: Sequence[str]) -> str:
    """The one of `choices` that a misspelt word is taken for; "" where none is near."""
    from difflib import get_close_matches  # only ever needed once something is wrong

    found = get_close_matches(word, choices, 1)
    return found[0] if found else ""
