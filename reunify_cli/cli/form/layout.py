"""How a form is laid out: a line for the reader, a label, a text, a list; what is written so reads back as it was."""

import re
import textwrap
from collections.abc import Collection, Iterable, Sequence

from reunify_cli.cli.form.page import SPACE, near_label, stamp
from reunify_cli.model.vocabulary import spoken
from reunify_cli.text.layout import clean_text

WIDTH = 78
"""How wide a line for the reader is: a small window of Notepad shows it whole."""
_TAKEN = re.compile(r"-(?: |$)|\[|\||#")
"""How a line begins that would be taken for something else than text."""


def remark(text: str, indent: str = "# ") -> list[str]:
    """A sentence for the reader, in lines that are not read back."""
    return textwrap.wrap(
        " ".join(text.split()), WIDTH, initial_indent="# ", subsequent_indent=indent, break_on_hyphens=False
    ) or ["#"]


def heading(text: str) -> list[str]:
    """A heading for the reader, with a rule under it."""
    return ["", f"# {text}", f"# {'-' * len(text)}"]


def tidy(text: str) -> str:
    """A text as a form can hold it: without what controls a machine, tabs, spaces at the ends of lines."""
    lines = [SPACE.sub(" ", line.expandtabs(4)).rstrip() for line in clean_text(text).split("\n")]
    return "\n".join(lines).strip()


def labelled(label: str, text: str = "", indent: str = "", labels: Collection[str] = ()) -> list[str]:
    """A label with its text, the text's further lines below it; `labels` are those that no line may be taken for."""
    first, *more = tidy(text).split("\n")
    return [f"{indent}{label}: {_barred(first, labels)}".rstrip(), *_lines(more, f"{indent}  ", labels)]


def item(id: str, text: str, columns: Sequence[tuple[str, str]], labels: Collection[str]) -> list[str]:
    """One thing of a list: its dash, its id in brackets, what it says, and what stands under its labels."""
    first, *more = tidy(text).split("\n")
    head = f"  - [{id}] {_barred(first, labels)}" if id else f"  - {_barred(first, labels)}"
    below = [line for label, value in columns for line in labelled(label, value, "    ", labels)]
    return [head.rstrip(), *_lines(more, "      ", labels), *below]


def _lines(lines: Iterable[str], indent: str, labels: Collection[str]) -> list[str]:
    return [f"{indent}{_barred(line, labels)}".rstrip() for line in lines]


def _barred(line: str, labels: Collection[str]) -> str:
    """A line of a text, with a bar before it where it would be taken for a label, a list, an indent or a remark."""
    like_label = any(spoken(line[:at]) in labels for at in range(len(line)) if line[at] == ":")
    odd = line.startswith(" ") or _TAKEN.match(line) or like_label or near_label(line, labels)
    return f"| {line}" if line and odd else line


def made(lines: Iterable[str]) -> str:
    """A whole form, with the mark by which one that nobody filled in is known."""
    text = "\n".join(lines) + "\n"
    return f"{text}\n# Form {stamp(text)}\n"
