"""What a field of an entry says, from the text that stands in a file or was typed, by the field's type."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from reunify_cli.errors import did_you_mean
from reunify_cli.model.fields import Field
from reunify_cli.model.moment import parse_moment
from reunify_cli.model.vocabulary import chosen
from reunify_cli.rules.periods import parse_period


def read_value(raw: Any, field: Field) -> Any:
    """The typed value of a field.

    yes-no gives a bool, number an int, date a date, moment a Moment, period a Period, people and list a tuple of
    texts, rows a tuple of mappings; everything else text. Raises ValueError with one plain sentence.
    """
    kind = field.type
    if kind in ("people", "list"):
        parts = raw if isinstance(raw, list) else str(raw).split(",")
        values = [part for each in parts if (part := str(each).strip())]
        return tuple(_chosen(value, field) for value in values) if field.values else tuple(values)
    if kind == "rows":
        return read_rows(raw, field)
    if isinstance(raw, (list, dict)):
        raise ValueError("one value should stand here, not a list")  # noqa: TRY004 - a slip in a file, not in code
    text = "" if raw is None else str(raw)
    if kind == "text":
        return chosen(text, field.values) or text if field.values else text
    read = _READERS.get(kind)
    return read(text.strip(), field) if read else text.strip()


def _number(text: str, _: Field) -> int:
    if not text.removeprefix("-").isdecimal():
        raise ValueError(f'"{text}" is not a whole number')
    return int(text)


def _chosen(text: str, field: Field) -> str:
    if not field.values:
        return text
    value = chosen(text, field.values)
    if value is None:
        choices = ", ".join(field.values)
        raise ValueError(f'"{text}" is not one of {choices}.{did_you_mean(text.lower(), field.values)}')
    return value


def read_rows(raw: Any, field: Field) -> tuple[Mapping[str, Any], ...]:
    """A list of rows, each value typed by its column. Raises ValueError with one plain sentence."""
    if not isinstance(raw, list) or not all(isinstance(row, Mapping) for row in raw):
        raise ValueError("a list of lines of the form key: value should stand here")
    return tuple(
        {key: read_value(value, field.columns.get(key, _ROW.get(key, Field()))) for key, value in row.items()}
        for row in raw
    )


_ROW = {"due": Field(type="date"), "done": Field(type="yes-no")}


def yes_or_no(text: str) -> bool:
    """Read yes or no, in the usual spellings. Raises ValueError with a plain sentence."""
    if text.lower() in ("yes", "y", "true"):
        return True
    if text.lower() in ("no", "n", "false"):
        return False
    raise ValueError(f'"{text}" should be yes or no')


_READERS: Final[Mapping[str, Callable[[str, Field], Any]]] = {
    "yes-no": lambda text, _: yes_or_no(text),
    "number": _number,
    "date": lambda text, _: parse_moment(text).day,
    "moment": lambda text, _: parse_moment(text),
    "period": lambda text, _: parse_period(text),
    "choice": _chosen,
}
