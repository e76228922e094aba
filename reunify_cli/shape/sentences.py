"""What a validation found, said as people would: which value or key, what is wrong with it, what was probably meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from types import UnionType
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from reunify_cli.errors import did_you_mean
from reunify_cli.keys import file_key
from reunify_cli.shape.plain import Path

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_EXPECTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_from_float": "a whole number",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "lines of the form key: value",
    "mapping_type": "lines of the form key: value",
    "dataclass_type": "lines of the form key: value",
}


def meant(errors: list[ErrorDetails], data: Any) -> list[tuple[Path, Mapping[str, Any]]]:
    """Each error with its path in the file; where a value may be of several kinds, the errors of the kind it is.

    `roles: [{rol: sw}]` may hold words or records, and is complained of as both: it is no word, and as a record it has
    a key too many. A branch that only says "wrong kind of thing" is dropped where another has more to say.
    """
    plain: list[tuple[Path, Mapping[str, Any]]] = []
    choices: dict[Path, dict[str, list[tuple[Path, Mapping[str, Any]]]]] = {}
    for each in errors:
        path, fork, branch = _path_in(data, each["loc"], missing=each["type"] == "missing")
        if fork is None:
            plain.append((path, each))
        else:
            choices.setdefault(fork, {}).setdefault(branch, []).append((path, each))
    for fork, branches in choices.items():
        fitting = [found for found in branches.values() if not _wrong_kind(found, fork)]
        plain += [each for found in fitting for each in found]
        if not fitting:
            details = [each for found in branches.values() for _, each in found]
            kinds = " or ".join(dict.fromkeys(_EXPECTED[each["type"]] for each in details))
            plain.append((fork, {**details[0], "expected": kinds}))
    return plain


def _wrong_kind(found: list[tuple[Path, Mapping[str, Any]]], fork: Path) -> bool:
    return all(path == fork and each["type"] in _EXPECTED for path, each in found)


def _path_in(data: Any, loc: tuple[Any, ...], *, missing: bool) -> tuple[Path, Path | None, str]:
    """The steps of a validation's path that are in the file; then where the first branch forks off, and its name."""
    here: Any = data
    path: Path = ()
    fork: Path | None = None
    branch = ""
    for number, step in enumerate(loc, start=1):
        inside = range(len(here)) if isinstance(here, list) else here if isinstance(here, dict) else ()
        if step in inside:
            here = here[step]
            path = (*path, step)
        elif missing and number == len(loc):
            path = (*path, step)
        elif fork is None:
            fork, branch = path, str(step)
    return path, fork, branch


def sentence(each: Mapping[str, Any], path: Path, kind: type, data: Any) -> tuple[str, str]:
    """What one validation error says and what to do about it."""
    word, name = str(path[-1]) if path else "", _named(path)
    match each["type"]:
        case "missing":
            left_empty = path[-1:] and word in (_value_at(data, path[:-1]) or ())
            return f"{name} is {'left empty' if left_empty else 'missing'}", "Fill it in."
        case "unexpected_keyword_argument":
            near = did_you_mean(word, keys_at(kind, path[:-1]))
            known = ", ".join(keys_at(kind, path[:-1]))
            return f"{name} is not known here.{near}", "" if near else f"Known here: {known}."
        case "literal_error":
            value, choices = each["input"], re.findall("'([^']*)'", str(each["ctx"]["expected"]))
            return f"{shown(value)} is not one of {', '.join(choices)}.{did_you_mean(str(value), choices)}", ""
        case "value_error":
            return str(each["msg"]).removeprefix("Value error, "), ""
    if each["input"] is None:
        return f"{name} is left empty", "Fill it in, or take the line out."
    expected = each.get("expected") or _EXPECTED.get(each["type"], "something else")
    return f"{name} should be {expected}, not {shown(each['input'])}", ""


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
        return "a list"
    return "lines of the form key: value" if isinstance(value, dict) else f'"{"" if value is None else value}"'


def _value_at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def nearest(word: str, choices: Sequence[str]) -> str:
    """The one of `choices` that a misspelt word is taken for; "" where none is near."""
    found = get_close_matches(word, choices, 1)
    return found[0] if found else ""


def keys_at(kind: Any, path: Path) -> list[str]:
    """The keys that may stand at a path of a file that holds a `kind`."""
    kinds = [kind]
    for step in path:
        kinds = [inner for each in kinds for inner in _inside(each, step)]
    return [file_key(f.name) for each in kinds for k in _branches(each) if is_dataclass(k) for f in fields(k)]


def _branches(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (Union, UnionType) else (kind,)


def _inside(kind: Any, step: str | int) -> Iterator[Any]:
    """The types that a value of some type may hold under a key or at a position."""
    for each in _branches(kind):
        if is_dataclass(each):
            hints = get_type_hints(each)
            yield from (hints[f.name] for f in fields(each) if file_key(f.name) == step)
        elif isinstance(step, int):
            yield from get_args(each)[:1]
        else:
            yield from get_args(each)[1:2]
