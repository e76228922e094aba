"""How things are said on a screen: at most eighty columns, no boxes, nothing that relies on colour.

Every line is built as text by pure functions and printed at the end. Whatever comes from a file passes through
`clean`, so that a name with an escape sequence in it cannot paint over what stands above it.
"""

import re
import textwrap
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final

WIDTH: Final = 80

_CONTROL = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b.?|[\x00-\x08\x0b-\x1f\x7f-\x9f]"
    "|[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
_JOIN = "\xa0"
_TOGETHER = re.compile(
    r"\b(?:LAW\?? )?(?:regs?|stage|bullet|bullets|Schedule|Part|p|pp|para|paras|section|box|day|SI) (?=\d)"
    r"|\b(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]* )?\d{1,2} "
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*(?: \d{4})?(?:,? \d{1,2}:\d\d)?"
)
"""What is read as one word: a place in a source, a day."""
_SPACES = re.compile(r"[ \t\n\u2028\u2029]+")


def clean(text: object) -> str:
    r"""Text from a file as one line that is safe to print: no escapes, no control or direction marks, single spaces.

    >>> clean("Mia\x1b[31m  red\n")
    'Mia red'
    """
    return _cleaned(str(text))


@lru_cache(2048)
def _cleaned(text: str) -> str:
    # A list of thousands of children shows the same few hundred titles and places over and over.
    return _SPACES.sub(" ", clean_text(text)).strip()


def clean_text(text: str) -> str:
    """The same for text of several lines: its line breaks and indents stay."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def wrap(text: str, width: int = WIDTH, indent: str = "", first: str | None = None) -> list[str]:
    """Text broken into lines no wider than `width`; `first` stands before the first line, `indent` before the others.

    A place in a source and a day stay on one line.

    >>> wrap("a visit every six weeks", 16, "    ", "do  ")
    ['do  a visit', '    every six', '    weeks']
    >>> wrap("the review: reg 33(1), by Tue 29 Dec", 17)
    ['the review:', 'reg 33(1), by', 'Tue 29 Dec']
    """
    start = indent if first is None else first
    lines = textwrap.wrap(
        _TOGETHER.sub(lambda found: found[0].replace(" ", _JOIN), text),
        width,
        initial_indent=start,
        subsequent_indent=indent,
        break_on_hyphens=False,
        break_long_words=True,
    )
    return [line.replace(_JOIN, " ") for line in lines] or [start.rstrip()]


def shorten(text: str, width: int) -> str:
    """Text cut to a width at a word, with ".." where something was left out.

    >>> shorten("professional planning meeting", 24)
    'professional planning..'
    """
    if len(text) <= width:
        return text
    cut = text[: max(0, width - 2)]
    whole = cut.rpartition(" ")[0] if " " in cut and text[len(cut)] != " " else cut
    return f"{whole.rstrip()}.."


def edge(left: str, right: str, width: int = WIDTH) -> str:
    """One line with words at both ends; the left one is cut first, and the right one where it alone is too wide.

    >>> edge("Visit", "LAW", 12)
    'Visit    LAW'
    """
    if not right:
        return left
    right = shorten(right, width)
    room = max(0, width - len(right) - 1)
    return f"{shorten(left, room):<{room}} {right}"


def columns(rows: Iterable[Sequence[str]], gap: int = 2, right: frozenset[int] = frozenset()) -> list[str]:
    """Rows of cells as aligned columns; the columns numbered in `right` are set to the right.

    >>> columns([("visit", "3"), ("review", "12")], right=frozenset({1}))
    ['visit    3', 'review  12']
    """
    table = [list(map(str, row)) for row in rows]
    if not table:
        return []
    widths = [max((len(row[i]) for row in table if i < len(row)), default=0) for i in range(max(map(len, table)))]
    lines = []
    for row in table:
        cells = [cell.rjust(widths[i]) if i in right else cell.ljust(widths[i]) for i, cell in enumerate(row)]
        lines.append((" " * gap).join(cells).rstrip())
    return lines


def sentence(text: str) -> str:
    """Text with a capital at its start, the rest as it is."""
    return text[:1].upper() + text[1:]


def counted(number: int, one: str, many: str = "") -> str:
    """A number with its noun: `1 child`, `3 children`.

    >>> counted(3, "child", "children")
    '3 children'
    """
    return f"{number} {one if number == 1 else many or one + 's'}"


def joined(words: Sequence[str], last: str = "and") -> str:
    """Words in a row: `a, b and c`."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}" if words else ""
