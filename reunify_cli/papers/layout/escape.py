"""Text from a case, made inert: it can be read on a paper, and can never be markup, code or formula.

What a social worker typed may hold anything: Markdown, HTML, Typst or Jinja signs, terminal escapes, marks
that turn the reading direction round. `md` is the one way on which it reaches the Markdown of a paper.
A pack's Jinja2 environment sends every value through it, so that a template cannot forget to:

    environment = SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, finalize=finalize)
    environment.concat = joined

With `joined`, what a macro, a `{% set %}` block or `caller()` gives back is known to be Markdown already.
Whatever a filter or `~` glues together is a plain `str` again and is escaped once more: safe before pretty.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Literal

Lines = Literal["space", "break"]
"""What becomes of line breaks in a text: one space, or a line break on the paper."""


class Md(str):
    """Text that already is our Markdown, and is not escaped again."""

    __slots__ = ()


def clean(text: str, *, lines: Lines = "space") -> str:
    r"""Give the text as it may be shown: nothing invisible in it, single spaces, none at the ends.

    Removed are control characters (a terminal escape loses its force with them, the rest of it stays to be
    seen), marks of reading direction, zero-width and other invisible characters, and variation selectors.
    Half characters (lone surrogates), private ones and those that no text may hold (U+FFFE) become U+FFFD.
    Line ends become spaces, or with `lines="break"` one `\n`, however many there were.

    >>> clean("Rosie \x1b[31mK.\u202e  \n\n aged 9", lines="break")
    'Rosie [31mK.\naged 9'
    """
    # Split into lines and words first: some control characters (U+001C, U+0085) are line ends in Unicode.
    rows = (" ".join(visible(row).split()) for row in text.splitlines())
    return ("\n" if lines == "break" else " ").join(row for row in rows if row)


def visible(text: str) -> str:
    r"""Give the text without what cannot be seen in it, every kind of space or line end as a plain space.

    >>> visible("Kofi\u200b\u00a0M.\t")
    'Kofi M. '
    """
    if text.isprintable() and not _UNSEEN.search(text):
        return text
    return "".join(map(_shown, text))


def marked(text: str) -> str:
    """Give a text that is read from the left with the mark for that after each stretch of Arabic or Hebrew in it.

    Without the mark, figures and brackets that follow such a name are drawn into it.
    """
    return LEFTWARD.sub("\\g<0>\u200e", text)


def md(text: str, *, lines: Lines = "space") -> Md:
    r"""Write the text so that, read as our Markdown wherever a template puts it, it is exactly `clean(text)`.

    With `lines="break"` each `\n` of the cleaned text is a hard line break, which no table cell can hold.
    Two places are not for case text at all: a code span and the address of a link.

    >>> md("*Rosie* | {{ 7 * 7 }} <b>")
    '\\*Rosie\\* \\| \\{\\{ 7 \\* 7 \\}\\} \\<b\\>'
    """
    return Md("\\\n".join(_escaped(line) for line in clean(text, lines=lines).split("\n")))


def finalize(value: object) -> Md:
    """Make any value of a template Markdown: for Jinja2's `finalize`.

    `Md` stays as it is, yes and no are said as such, everything else is its text, escaped. Nothing at all
    (None) is a hole in the record: it becomes a blank to complete, not an empty space that looks finished.
    """
    match value:
        case Md():
            return value
        case None:
            return Md("[to complete]")
        case bool():
            return Md("yes" if value else "no")
    return md(str(value))


def joined(parts: Iterable[str]) -> Md:
    """Join pieces that a template has put out, all finalized: for `Environment.concat`."""
    return Md("".join(parts))


_LEFT = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc"
LEFTWARD = re.compile(rf"[{_LEFT}](?:[{_LEFT}\d\W]*[{_LEFT}])?")
"""A stretch of Arabic or Hebrew, with the figures and signs inside it."""

_IGNORABLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and marks that show as nothing, though Unicode does not class them as format characters."""

_UNSEEN = re.compile(f"[{''.join(sorted(_IGNORABLE))}\ufe00-\ufe0f\U000e0000-\U000e0fff]")
"""What Python would call printable and is not to be seen all the same; whatever else is printable is shown as it is."""

_SPECIAL = re.compile(r"[\\`*_\[\]{}<>|#~$]|&(?! )|!$")
"""Signs that mean something anywhere in Markdown. `$` begins a formula in some of its readers; `&` with a
space after it is plain; a closing `!` could make a picture of a link that a template writes after it."""

_AT_START = re.compile(r"^(\d{0,9})([.)])|^([-+=:])")
"""What, first on a line, would begin a list, a heading's underline, a table's rule or a caption."""


def _shown(char: str) -> str:
    if char.isspace():
        return " "
    if char in _IGNORABLE or "\ufe00" <= char <= "\ufe0f" or "\U000e0000" <= char <= "\U000e0fff":
        return ""
    match unicodedata.category(char):
        case "Cc" | "Cf":
            return ""
        case "Co" | "Cs":
            return "\ufffd"
        case "Cn" if ord(char) & 0xFFFE == 0xFFFE or "\ufdd0" <= char <= "\ufdef":
            return "\ufffd"
    return char


def _escaped(line: str) -> str:
    return _AT_START.sub(r"\1\\\2\3", _SPECIAL.sub(_sign, line))


def _sign(match: re.Match[str]) -> str:
    # A backslash before a `|` would hide the bar from Markdown's tables, so it is written as a number.
    return "&#92;" if match[0] == "\\" else "\\" + match[0]
