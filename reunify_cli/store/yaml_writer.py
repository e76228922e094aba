"""How entries are spelt: plain YAML that people can read and mend, and that reads back as exactly what was meant.

Our own small writer, because an emitter decides on quotes by what YAML's own types would make of a text. Here every
scalar is text, so only what YAML would misread is put into quotation marks, and long texts stand as blocks of lines.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any, Final

from reunify_cli.model.moment import Moment
from reunify_cli.shape import NO_TEXT, Plain

FIRST: Final = ("id", "corrects", "withdraws", "event", "date", "until", "by", "of")
LAST: Final = ("why", "note", "document", "shareable", "recorded", "recorded_by")
"""The keys that every entry has in common stand in this order before and after the fields of its event."""

WIDTH: Final = 100
"""Longer lists than this stand one item to a line."""

_PLAIN = re.compile(r"[\w(£€“‘][^\n\t#:]*(?:(?<!\s)#[^\n\t#:]*|:(?=[^\s,\[\]{}])[^\n\t#:]*)*")
_ODD = re.compile("[\x85\u2028\u2029\ufeff]")
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def entry_yaml(entry: Mapping[str, Any]) -> str:
    """An entry as it stands in a journal, from its `- ` to its last line's end.

    Values are texts, yes-no, numbers, days, moments, instants and periods, and lists and mappings of these; a key
    whose value is None is left out. Raises ValueError for an instant without a time zone.
    """
    keys = [key for key in FIRST if key in entry]
    keys += [key for key in entry if key not in FIRST and key not in LAST]
    keys += [key for key in LAST if key in entry]
    said = plain_of({key: entry[key] for key in keys})
    return "".join(f"{line}\n" for line in _dashed(said, ""))


def mapping_yaml(mapping: Mapping[str, Any], indent: str = "") -> str:
    """Lines of the form `key: value`, in the order of the mapping."""
    return "".join(f"{line}\n" for key, value in mapping.items() for line in _under(key, plain_of(value), indent))


def plain_of(value: Any) -> Plain:
    """A value as the text, list or mapping that reading it back gives."""
    match value:
        case None | str():
            return value
        case bool():
            return "yes" if value else "no"
        case datetime():
            return _instant(value)
        case date():
            return value.isoformat()
        case Moment():
            return str(value)
        case Mapping():
            return {str(key): plain_of(each) for key, each in value.items() if each is not None}
        case list() | tuple():
            return [plain_of(each) for each in value if each is not None]
    return str(value)


def _instant(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("an instant is written with its time zone")
    utc = value.astimezone(UTC)
    return utc.strftime("%Y-%m-%dT%H:%M:%SZ" if utc.second else "%Y-%m-%dT%H:%MZ")


# --- lines --------------------------------------------------------------------------------------------------------


def _dashed(value: Plain, indent: str) -> Iterator[str]:
    """An item of a list: what it holds, with its dash before the first line."""
    inner = f"{indent}  "
    if (isinstance(value, dict) and value) or (isinstance(value, list) and _in_line(value) is None):
        first, *more = _block(value, inner)
        yield f"{indent}- {first[len(inner) :]}"
        yield from more
    else:
        yield from _after(f"{indent}-", value, inner)


def _under(key: str, value: Plain, indent: str) -> Iterator[str]:
    """A key with its value, in line or in the lines below."""
    head, inner = f"{indent}{scalar(key)}:", f"{indent}  "
    if isinstance(value, (dict, list)) and _in_line(value) is None:
        yield head
        yield from _block(value, inner)
    else:
        yield from _after(head, value, inner)


def _block(value: Plain, indent: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _under(key, each, indent)
    else:
        for each in value or ():
            yield from _dashed(each, indent)


def _after(head: str, value: Plain, inner: str) -> Iterator[str]:
    """A value on the line of its key or dash; a text of several lines as a block below it."""
    if value is None:
        yield head
    elif not isinstance(value, str):
        yield f"{head} {_in_line(value)}"
    elif _can_be_block(value):
        body = value.removesuffix("\n")
        yield f"{head} |{'' if value.endswith(chr(10)) else '-'}"
        yield from (f"{inner}{line}" if line else "" for line in body.split("\n"))
    else:
        yield f"{head} {scalar(value)}"


def _in_line(value: Plain) -> str | None:
    """A short list of words as `[a, b]`, a short mapping as `{a: b}`; None for one that needs lines of its own."""
    if not isinstance(value, (dict, list)) or any(not isinstance(v, str) or "\n" in v for v in _values(value)):
        return None
    if isinstance(value, dict):
        text = f"{{{', '.join(f'{scalar(k, inside=True)}: {scalar(str(v), inside=True)}' for k, v in value.items())}}}"
    else:
        text = f"[{', '.join(scalar(str(v), inside=True) for v in value)}]"
    return text if len(text) <= WIDTH or not value else None


def _values(value: dict[str, Plain] | list[Plain]) -> list[Plain]:
    return list(value.values()) if isinstance(value, dict) else value


# --- texts --------------------------------------------------------------------------------------------------------


def scalar(text: str, *, inside: bool = False) -> str:
    """A text on one line, in quotation marks only where YAML would misread it; `inside` brackets it reads less.

    >>> scalar("Talked about school"), scalar("He said: yes"), scalar("")
    ('Talked about school', '"He said: yes"', '""')
    """
    odd = _odd(text)
    plain = _PLAIN.fullmatch(text) and text[-1] not in ": " and not odd
    if plain and not (inside and re.search(r"[,\[\]{}:]", text)):
        return text
    if not odd and re.search(r'["\\]', text) and not re.search(r"['\n\t]", text):
        return f"'{text}'"
    return f'"{"".join(map(_escaped, text))}"'


def _odd(text: str) -> bool:
    """Whether a text holds what can only be written as an escape."""
    return bool(NO_TEXT.search(text) or _ODD.search(text) or "\r" in text)


def _escaped(letter: str) -> str:
    if letter in _ESCAPES:
        return _ESCAPES[letter]
    if NO_TEXT.match(letter) or _ODD.match(letter):
        return f"\\u{ord(letter):04x}"
    return letter


def _can_be_block(text: str) -> bool:
    """Whether a text of several lines can stand as a block without losing a space or a line."""
    lines = text.removesuffix("\n").split("\n")
    return (
        "\n" in text.rstrip("\n")
        and not _odd(text)
        and not (text[0] in " \t\n" or lines[-1] == "" or any(line != "" and line.strip(" \t") == "" for line in lines))
    )
