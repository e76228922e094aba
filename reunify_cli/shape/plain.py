"""YAML to plain values: text, lists, mappings with text keys, and None for what is left empty.

The parser's events are read one by one, without recursion, so that no file can be nested deeply enough to hurt;
a journal of twenty entries takes half a millisecond.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from yaml import YAMLError
from yaml.events import (
    AliasEvent,
    CollectionEndEvent,
    CollectionStartEvent,
    DocumentStartEvent,
    Event,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
)  # fmt: skip

from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.frozen import dataclass, field
from reunify_cli.shape.broken import broken, said

try:
    from yaml._yaml import CParser
except ImportError:
    raise Unreadable(
        "PyYAML is installed here without its C part, and files cannot be read without it.",
        help="Type  python3 -m pip install --force-reinstall --only-binary :all: pyyaml",
    ) from None

Path = tuple[str | int, ...]
Plain = str | None | list["Plain"] | dict[str, "Plain"]

MAX_BYTES: Final = 8 * 1024 * 1024
MAX_DEPTH: Final = 40
KEPT: Final = 6
"""How many texts are remembered: a child's files, and the journal as it is to be."""

NO_TEXT: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that YAML does not take for text: those that control a machine, and halves of characters."""

_MERGE_MARK = re.compile(r"^(<{7}|={7}|>{7})(?: |\r?$)", re.MULTILINE)
_IN_QUOTES = "Put the text into quotation marks."


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file's plain values, with what is needed to say where each of them stands."""

    file: str
    text: str = field(repr=False)
    data: Any

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Where the value at `path` (keys and list positions from the top) stands in the file.

        Where the value starts on a later line than its key, or `key` is asked for, it is the key's place. Of a path
        that leads nowhere, it is the place of the last step that is there.
        """
        marks = _marks(self.text)
        while path and path not in marks:
            path = path[:-1]
        at_key, at_value = marks.get(path, ((1, 1), (1, 1)))
        return Place(self.file, *(at_key if key or at_value[0] > at_key[0] else at_value))

    def problem(self, path: Path, sentence: str, help: str = "", *, key: bool = False) -> Problem:
        """A problem with the value at `path`, or with its key; a sentence is given its capital and its full stop."""
        return Problem(self.place(path, key=key), said(sentence), said(help))

    def lines(self) -> list[int]:
        """The line on which each item starts, in a file that is one list."""
        marks = _marks(self.text)
        return [marks[(i,)][1][0] for i in range(len(self.data))] if isinstance(self.data, list) else []


class _Bad(Exception):
    """Something a file may not hold, where an event of the parser found it."""

    def __init__(self, event: Event, sentence: str, help: str = "") -> None:
        self.place, self.sentence, self.help = _at(event), sentence, help


def load(source: str | bytes, file: str) -> Loaded:
    """Read YAML into plain values.

    `source` is the text, or the bytes of a file in UTF-8, with or without a byte order mark; `file` is the name that
    problems carry. Raises Unreadable with the place of what is wrong: another encoding, half-written YAML, the marks
    of an unfinished merge, a repeated key, an anchor, alias or tag, more than 8 MiB, more than 40 levels.
    """
    if len(source) > MAX_BYTES:
        raise Unreadable(Problem(Place(file), "This file is larger than 8 MB; no case file ever is."))
    text = (decode(source, file) if isinstance(source, bytes) else source).removeprefix("\ufeff")
    if "<<<<<<<" in text or ">>>>>>>" in text:
        _refuse_merge_marks(text, file)
    try:
        return Loaded(file, text, _plain(text))
    except _Bad as bad:
        raise Unreadable(Problem(Place(file, *bad.place), bad.sentence, bad.help)) from None
    except YAMLError as error:
        raise Unreadable(broken(error, text, NO_TEXT.search(text), file)) from None
    except UnicodeEncodeError as error:
        raise Unreadable(Problem(_place_in(text, error.start, file), "There is half a character here.")) from None


def decode(data: bytes, file: str) -> str:
    """The text of a file in UTF-8. Raises Unreadable that says which encoding it seems to be in, and where it shows."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff") or (b"\x00" in data[:2] and data[:2] != b"\x00\x00"):
        sentence = 'This file is saved as UTF-16, which some editors call "Unicode".'
        raise Unreadable(Problem(Place(file), sentence, "Open it in an editor and save it as UTF-8."))
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        sentence = "The character here is not UTF-8: the file was saved in an older Windows encoding, or is damaged."
        help = "Open it in an editor, put this character right, and save the file as UTF-8."
        raise Unreadable(Problem(_place_in(before, len(before), file), sentence, help)) from None


def _refuse_merge_marks(text: str, file: str) -> None:
    if mark := _MERGE_MARK.search(text):
        sentence = "This file holds two versions side by side, which git could not join."
        help = "Keep what is right of both and take out the lines with <<<<<<<, ======= and >>>>>>>."
        raise Unreadable(Problem(_place_in(text, mark.start(), file), sentence, help))


def _place_in(text: str, position: int, file: str) -> Place:
    before = text[:position]
    return Place(file, before.count("\n") + 1, position - before.rfind("\n"))


def _events(text: str) -> Iterator[Event]:
    return iter(CParser(text).get_event, None)


def _plain(text: str) -> Plain:
    """The value of the one document in a text."""
    kept = _kept.get(text)
    if kept is not None:
        return [*kept] if isinstance(kept, list) else {**kept}
    found = _parsed(text)
    if isinstance(found, (list, dict)):
        while len(_kept) >= KEPT:
            del _kept[next(iter(_kept))]
        _kept[text] = [*found] if isinstance(found, list) else {**found}
    return found


_kept: dict[str, list[Plain] | dict[str, Plain]] = {}
"""What was read last, by its text. A record compares the journal as it was, as it is to be and as it then is, several
times each, and reads the child's files before and after; nobody changes what stands within a value that was read."""


def _parsed(text: str) -> Plain:
    """The same, by the parser."""
    root: Plain = None
    here: Any = None
    key: str | None = None
    outer: list[Any] = []
    documents = 0
    for event in _events(text):
        if not isinstance(event, NodeEvent):
            if isinstance(event, CollectionEndEvent):
                here, key = outer.pop(), None
            elif isinstance(event, DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise _Bad(event, "A second file seems to start here, with a line of ---.", "Take that line out.")
            continue
        value = _value(event, len(outer))
        if type(here) is dict and key is None:
            key = _new_key(event, value, here)
            continue
        if key is not None:
            here[key] = value
            key = None
        elif here is None:
            root = value
        else:
            here.append(value)
        if type(event) is not ScalarEvent:
            outer.append(here)
            here = value
    return root


def _value(event: Any, depth: int) -> Plain:
    """The text of a scalar, or a list or mapping still to be filled."""
    if isinstance(event, AliasEvent):
        raise _Bad(event, "A text may not start with *.", _IN_QUOTES)
    if event.anchor is not None or event.tag is not None:
        raise _Bad(event, f"A text may not start with {'!' if event.anchor is None else '&'}.", _IN_QUOTES)
    if type(event) is ScalarEvent:
        return event.value if event.value or event.style else None
    if depth >= MAX_DEPTH:
        raise _Bad(event, f"This is nested more than {MAX_DEPTH} levels deep; no case file needs that.")
    return {} if type(event) is MappingStartEvent else []


def _new_key(event: NodeEvent, value: Plain, here: dict[str, Plain]) -> str:
    if not isinstance(value, str):
        raise _Bad(event, "A word should stand here, before the colon.", "Text with { or [ goes into quotation marks.")
    if value in here:
        raise _Bad(event, f'"{value}" appears twice.', "Keep one of them.")
    return value


def _at(event: Any) -> tuple[int, int]:
    return event.start_mark.line + 1, event.start_mark.column + 1


@lru_cache(maxsize=1)
def _marks(text: str) -> Mapping[Path, tuple[tuple[int, int], tuple[int, int]]]:
    """Where everything in a sound text stands: line and column of the key (or of the item itself) and of the value."""
    found: dict[Path, tuple[tuple[int, int], tuple[int, int]]] = {}
    path: list[Any] = []
    in_list: list[bool] = []
    at_key: tuple[int, int] | None = None
    for event in _events(text):
        if isinstance(event, CollectionEndEvent):
            if in_list.pop():
                path.pop()
        elif not isinstance(event, NodeEvent):
            continue
        elif in_list and not in_list[-1] and at_key is None:
            path.append(getattr(event, "value", ""))
            at_key = _at(event)
            continue
        else:
            here = _at(event)
            found[tuple(path)] = (at_key or here, here)
            at_key = None
            if isinstance(event, CollectionStartEvent):
                in_list.append(not isinstance(event, MappingStartEvent))
                if in_list[-1]:
                    path.append(0)
                continue
        if in_list and in_list[-1]:
            path[-1] += 1
        elif path:
            path.pop()
    return found
