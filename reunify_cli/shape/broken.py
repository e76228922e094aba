"""What is wrong with a text that is no YAML, in words for someone who never heard of YAML."""

import re
from typing import Final

from yaml import YAMLError

from reunify_cli.errors import Place, Problem

_IN_QUOTES = "Put the text into quotation marks."
_MORE_INDENT = "Let it start in the same column as the lines it belongs with."
_BROKEN: Final[tuple[tuple[str, str, str], ...]] = (
    ("tab character", "This line is indented with a tab.", "Use spaces instead."),
    (
        "mapping values are not allowed",
        "There is a colon too many here, or the line is indented too far.",
        'Text with a colon in it goes into quotation marks: note: "He said: yes".',
    ),
    ("could not find expected ':'", "A colon is missing here.", "Every line is written as key: value."),
    ("block sequence entries are not allowed", "A line with a dash does not belong here.", _MORE_INDENT),
    ("did not find expected '-'", "This line is not indented like the entry it belongs to.", _MORE_INDENT),
    (
        "after a quotation mark",
        "The text goes on here, after its closing quotation mark.",
        'Put the other kind of quotation mark around a text that holds one: "it\'s".',
    ),
    ("did not find expected key", "This line does not go on from the one above.", _MORE_INDENT),
    ("did not find expected ',' or", "This bracket is never closed, or a comma is missing in it.", "Close it."),
    ("the end within a bracket", "A bracket is still open here.", "Close it."),
    ("did not find expected node content", "This bracket was never opened.", _IN_QUOTES),
    ("did not find expected <document start>", "This does not belong to what stands above it.", _MORE_INDENT),
    ("unexpected end of stream", "This quotation mark is never closed.", "Close it at the end of the text."),
    (
        "escape character",
        "A backslash between double quotation marks has a meaning of its own.",
        "Use single quotation marks.",
    ),
    ("cannot start any token", "A text may not start with {}.", _IN_QUOTES),
    ("undefined tag handle", "A text may not start with !.", _IN_QUOTES),
    ("expected comment or line break", "Text after | or > starts on the next line.", "Move it down and indent it."),
)
_LINE_END = re.compile("\r\n|[\r\n\x85\u2028\u2029]")  # where YAML ends a line
# What was begun and never finished is shown where it was begun, not where the file ends.
_BEGUN = ("could not find expected ':'", "did not find expected ',' or", "unexpected end of stream")


def broken(error: YAMLError, text: str, odd: re.Match[str] | None, file: str) -> Problem:
    """The problem of a text that the parser gave up on; `odd` is its first character that is no text, if any."""
    if odd:
        before = text[: odd.start()]
        place = Place(file, before.count("\n") + 1, odd.start() - before.rfind("\n"))
        code = f"{ord(odd[0]):02X}"
        return Problem(place, f"The character here (code {code}) is no text; the file may be damaged.", "Take it out.")
    why = str(getattr(error, "problem", ""))
    mark = getattr(error, "context_mark" if any(known in why for known in _BEGUN) else "problem_mark", None)
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    line, column = (*_LINE_END.split(text), "")[mark.line] if mark else "", mark.column if mark else 0
    if "\t" in line[: len(line) - len(line.lstrip())]:
        why = "tab character"
    elif "node content" in why and not line[column:].strip():
        why = "the end within a bracket"
    elif "expected key" in why and line[:column].rstrip().endswith(("'", '"')):
        why = "after a quotation mark"
    for known, sentence, help in _BROKEN:
        if known in why:
            return Problem(place, sentence.format(line[column : column + 1]), help)
    help = "Look at this line and the one above: indentation, a missing colon, a missing quotation mark."
    return Problem(place, "Something is not complete here.", help)


def said(sentence: str) -> str:
    """A sentence as it is printed: a capital first, a full stop last unless it ends in a command to type.

    >>> said("there is no month 13"), said("all of them:  reunify events")
    ('There is no month 13.', 'All of them:  reunify events')
    """
    sentence = sentence.strip()
    ended = not sentence or sentence.endswith((".", "?", "!")) or re.search(r"\breunify [^.]*\Z", sentence)
    return sentence[:1].upper() + sentence[1:] + ("" if ended else ".")
