"""The grammar of a form: what a person types into it, apart from what any of it means.

A form is `Label: value` lines. A longer text goes on in the lines below; a list has a line with a dash for each thing
in it, with `label: value` lines under it; a person in a list is ticked in square brackets. Lines that begin with `# `
are for the reader. Everything is read, or said to be wrong where it stands: nothing that was typed is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Final

from reunify_cli.errors import did_you_mean
from reunify_cli.frozen import dataclass, field
from reunify_cli.model.vocabulary import spoken
from reunify_cli.text.layout import clean_text

MISTAKE: Final = "# MISTAKE"
"""How a line begins that says what is wrong with the one above it."""
SPACE: Final = re.compile(r"[^\S\n]")
"""Every kind of space that is no line's end."""
_MADE: Final = re.compile(r"^# Form ([0-9a-f]{12})\b", re.MULTILINE)
_LABEL: Final = re.compile(r"[^\W\d_][^:]{0,99}:")
_ITEM: Final = re.compile(r"-(?: +|$)(?:\[([^\]]*)\] *)?(.*)")
_TICK: Final = re.compile(r"(?:- *)?\[([^\]]*)\] *(.*)")
_BAR: Final = re.compile(r"\|(?: |$)")
_WORDS: Final = 6
"""A line that begins with more words than this before its colon is a sentence, and no label."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something wrong in a form: on which line (from 1; 0 is the form as a whole), what, and what to do about it."""

    line: int
    sentence: str
    help: str = ""
    column: int = 1


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a form that is no comment: its number, how far it is indented, and what it says."""

    number: int
    indent: int
    text: str


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under one label: the rest of its line, and the lines below."""

    key: str
    label: str
    line: int
    first: str
    below: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """A value under a label, in a list or on its own, with the line it begins on."""

    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One thing of a list: the id in its brackets ("" for a new one), and what it says by the key of each label."""

    line: int
    id: str
    says: Mapping[str, Told] = field(default_factory=dict)


# --- text to lines ------------------------------------------------------------------------------------------------


def text_of(data: bytes) -> str:
    """A saved form as text: UTF-8 or UTF-16 as its mark says, else UTF-8, else as older Windows editors save it.

    Every line ends with a plain line feed, whichever end the editor gave it.
    """
    return _decoded(data).replace("\r\n", "\n").replace("\r", "\n")


def _decoded(data: bytes) -> str:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def lines_of(text: str) -> list[Line]:
    """The lines of a form without its comments; a tab counts as spaces, wherever an editor put one."""
    found = []
    for number, raw in enumerate(_split(clean_text(text)), 1):
        line = SPACE.sub(" ", raw.expandtabs(4)).rstrip()
        if line != "#" and not line.startswith("# "):
            bare = line.lstrip()
            found.append(Line(number, len(line) - len(bare), bare))
    return found


def says(text: str) -> list[str]:
    """What a form says, without its comments, its empty lines and its indents: equal where nobody wrote anything."""
    return [line.text for line in lines_of(text) if line.text]


def stamp(text: str) -> str:
    """A mark of what a form said when it was made, so that one nobody filled in is known by it whenever it is saved."""
    return sha256("\n".join(says(text)).encode("utf-8", "replace")).hexdigest()[:12]


def untouched(text: str, empty: str) -> bool:
    """Whether a form holds nothing that anybody wrote: it is empty, or as it was made now or when it was begun."""
    made = _MADE.search(text)
    return not says(text) or says(text) == says(empty) or (made is not None and made[1] == stamp(text))


# --- lines to parts -----------------------------------------------------------------------------------------------


def parts_of(text: str, labels: Mapping[str, str], texts: Collection[str]) -> tuple[list[Part], list[Mistake]]:
    """What stands under each label of a form, and what is wrong with its lines.

    `labels` are the keys by their labels, as `spoken`; `texts` are the keys under which a text may go on unindented.
    """
    found: list[Part] = []
    below: list[Line] = []
    mistakes: list[Mistake] = []

    def close() -> None:
        if found:
            found[-1] = Part(found[-1].key, found[-1].label, found[-1].line, found[-1].first, tuple(_trimmed(below)))
        below.clear()

    for line in lines_of(text):
        key, label, rest = _labelled(line.text, labels) if line.indent == 0 else ("", "", "")
        if key:
            close()
            mistakes += [Mistake(line.number, f'"{label}" appears twice.', "Keep one of them.")
                         for each in found if each.key == key]  # fmt: skip
            found.append(Part(key, label, line.number, rest))
        elif not line.text:
            below.append(line)
        elif not found:
            mistakes.append(_stray(line, labels))
        elif line.indent or _TICK.match(line.text) or _ITEM.match(line.text):
            below.append(line)
        elif _is_label(line.text) or found[-1].key not in texts:
            mistakes.append(_stray(line, labels))
        else:
            below.append(line)
    close()
    return found, mistakes


def _labelled(text: str, labels: Mapping[str, str]) -> tuple[str, str, str]:
    """The key that a line's label means, the label, and the rest of the line; "" where it has none that is known."""
    at = text.find(":")
    while 0 < at <= 100:
        if spoken(text[:at]) in labels:
            return labels[spoken(text[:at])], text[:at], text[at + 1 :].strip()
        at = text.find(":", at + 1)
    return "", "", ""


def _is_label(text: str) -> bool:
    return _LABEL.match(text) is not None and len(text.partition(":")[0].split()) <= _WORDS


def _stray(line: Line, labels: Mapping[str, str]) -> Mistake:
    if not _is_label(line.text):
        return Mistake(line.number, "This line belongs to nothing.", "Write it after a label, or take it out.")
    word = line.text.partition(":")[0]
    near = did_you_mean(spoken(word), labels)
    help = "If it goes on with the text above, put two spaces before it."
    return Mistake(line.number, f'"{word}" is not a label of this form.{near}', help)


def _trimmed(lines: Sequence[Line]) -> list[Line]:
    kept = list(lines)
    while kept and not kept[-1].text:
        kept.pop()
    return kept


# --- parts to values ----------------------------------------------------------------------------------------------


def prose(first: str, below: Iterable[Line]) -> str:
    """A text of several lines: what stands beside its label, then the lines below without the indent they share."""
    lines = list(below)
    shared = min((line.indent for line in lines if line.text), default=0)
    rest = [_unbarred(" " * max(0, line.indent - shared) + line.text) for line in lines]
    return "\n".join([_unbarred(first), *rest]).strip("\n").rstrip()


def _unbarred(line: str) -> str:
    """A line without the bar that keeps what follows from being taken for anything else."""
    bare = line.lstrip()
    return bare[2:] if _BAR.match(bare) else line


def ticked(part: Part) -> list[tuple[Line, str, str]]:
    """The people of a list with what stands in their brackets; one without brackets has "x", as somebody added."""
    found = []
    for line in (Line(part.line, 0, part.first), *part.below):
        tick = _TICK.match(line.text)
        name = tick[2].strip() if tick else line.text.removeprefix("-").strip()
        if name:
            found.append((line, tick[1].strip().lower() if tick else "x", name))
    return found


def words_of(part: Part) -> str:
    """A list of words or people, typed with commas, or one to a line; with commas between them."""
    lines = [part.first, *(line.text.removeprefix("-").strip() for line in part.below)]
    return ", ".join(each.strip(" ,") for each in lines if each.strip(" ,"))


def items_of(part: Part, columns: Mapping[str, str], first: str) -> tuple[list[Item], list[Mistake]]:
    """The things of a list, each with what stands under its labels, and what is wrong with its lines.

    `columns` are the keys by their labels, as `spoken`; `first` is the key of what stands beside the dash.
    """
    found: list[Item] = []
    mistakes: list[Mistake] = []
    told: dict[str, tuple[int, str, list[Line]]] = {}
    key = ""

    def close() -> None:
        if found:
            said = {k: Told(number, text) for k, (number, start, rest) in told.items() if (text := prose(start, rest))}
            found[-1] = Item(found[-1].line, found[-1].id, said)
        told.clear()

    head = [Line(part.line, 2, part.first if part.first.startswith("-") else f"- {part.first}")] if part.first else []
    for line in (*head, *part.below):
        start = _ITEM.fullmatch(line.text)
        name, label, rest = _labelled(start[2] if start else line.text, columns)
        if start:
            close()
            found.append(Item(line.number, (start[1] or "").strip()))
            key, label = (name, label) if name else (first, "")
            told[key] = (line.number, rest if name else start[2], [])
        elif not found:
            mistakes += [Mistake(line.number, "A line of a list begins with a dash: - ")] if line.text else []
        elif name and name in told and (told[name][1] or told[name][2]):
            mistakes.append(Mistake(line.number, f'"{label}" appears twice.', "A new thing begins with a dash: - "))
        elif name:
            key = name
            told[key] = (line.number, rest, [])
        elif not _BAR.match(line.text) and (near := near_label(line.text, columns)):
            help = "If it goes on with the text above, put a bar before it:  | "
            sentence = f'"{near}" is not a label here.{did_you_mean(spoken(near), columns)}'
            mistakes.append(Mistake(line.number, sentence, help))
        else:
            told[key][2].append(line)
    close()
    return found, mistakes


def near_label(text: str, labels: Collection[str]) -> str:
    """The word before a line's colon where it looks like a label mistyped; "" where it is a text."""
    word, colon, _ = text.partition(":")
    return word if colon and len(word.split()) <= 3 and did_you_mean(spoken(word), labels) else ""


# --- mistakes into the form ---------------------------------------------------------------------------------------


def without_mistakes(text: str) -> str:
    """A form without the lines that said what was wrong with it."""
    return "\n".join(line for line in _split(text) if not line.startswith(MISTAKE))


def with_mistakes(text: str, mistakes: Sequence[Mistake]) -> str:
    """A form with each mistake written under the line it is on, and at its head how many there are.

    The mistakes' lines count as `text` has them, the old marks among them; those are taken out.
    """
    below: dict[int, list[str]] = {}
    for each in sorted(mistakes, key=lambda m: m.line):
        said = [part for part in (*each.sentence.split("\n"), each.help) if part]
        below.setdefault(each.line, []).extend(f"{MISTAKE}  {line.strip()}" for line in said)
    number = "one mistake" if len(mistakes) == 1 else f"{len(mistakes)} mistakes"
    found = [f"{MISTAKE}  There {'is' if len(mistakes) == 1 else 'are'} {number} here, each marked like this line."]
    found += [f"{MISTAKE}  Correct what is marked, save and close.", *below.get(0, [])]
    for at, line in enumerate(_split(text), 1):
        if not line.startswith(MISTAKE):
            found.append(line)
        found += below.get(at, [])
    return "\n".join(found)


def _split(text: str) -> list[str]:
    return text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff").split("\n")
