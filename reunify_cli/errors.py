"""Words for what went wrong: what it is, where it is, and what to type next.

The ground everything stands on, so it imports nothing of ours. A command that finds several things wrong
says all of them at once; each is a `Problem`, and one exception carries them to whoever shows them
and ends with the exception's exit code.
"""

from collections.abc import Iterable
from typing import ClassVar

from reunify_cli.frozen import dataclass

__all__ = [
    "Mistyped", "Place", "Problem", "Refused", "ReunifyError", "Stopped", "Unreadable", "did_you_mean",
    "within_letters",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file something stands; lines and columns count from one.

    >>> print(Place("cases/RU-2026-0042/journal.yaml", 12, 3))
    cases/RU-2026-0042/journal.yaml:12:3
    """

    file: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        # A name with a line break in it would read as a message of its own.
        file = self.file if self.file.isprintable() else "".join(c if c.isprintable() else "?" for c in self.file)
        if self.line is None:
            return file
        if self.column is None:
            return f"{file}:{self.line}"
        return f"{file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: where it is (if it is anywhere), a sentence, and what to do about it.

    >>> print(Problem(Place("case.yaml", 3, 7), "There is no route called hom.", "Write one of: home, kin."))
    case.yaml:3:7
        There is no route called hom.
        Write one of: home, kin.
    """

    place: Place | None
    sentence: str
    help: str = ""

    def __str__(self) -> str:
        if self.place is None:
            return f"{self.sentence}\n    {self.help}" if self.help else self.sentence
        # What is said of a file is one line: a line break that it holds could pass for a message of ours.
        said = [" ".join(part.split()) if "\n" in part or "\r" in part else part for part in (self.sentence, self.help)]
        return "\n    ".join(filter(None, (str(self.place), *said)))


class ReunifyError(Exception):
    """Anything the program says no to, with every problem found; raised only as one of the three below.

    A plain sentence is taken as a problem that stands in no file, with `help` for what to do about it.
    """

    exit_code: ClassVar[int] = 3
    problems: tuple[Problem, ...]

    def __init__(self, *problems: Problem | str, help: str = "") -> None:
        self.problems = tuple(p if isinstance(p, Problem) else Problem(None, p, help) for p in problems)
        super().__init__(*self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


class Refused(ReunifyError):
    """The answer is no: a closed gate, a step the rules do not allow."""

    exit_code = 1


class Mistyped(ReunifyError):
    """The words of the command do not mean anything here: an unknown case, a date that is none."""

    exit_code = 2


class Unreadable(ReunifyError):
    """A file could not be read or written; nothing was changed."""

    exit_code = 3


class Stopped(Exception):
    """Somebody stopped it: said no to a question, or ended the input."""


def did_you_mean(word: str, choices: Iterable[str], n: int = 1) -> str:
    """Offer the `n` nearest of `choices` for a mistyped word, ready to follow a sentence; "" if none is near.

    >>> did_you_mean("visti", ["visit", "review"])
    ' Did you mean "visit"?'
    """
    from difflib import get_close_matches  # only ever needed once something is wrong

    near = [f'"{choice}"' for choice in get_close_matches(word, list(choices), n)]
    return f" Did you mean {' or '.join(near)}?" if near else ""


def within_letters(one: str, other: str, most: int = 2) -> bool:
    """Whether two words differ in at most so many letters; in short words, in one for every four letters."""
    most = min(most, max(len(one), len(other)) // 4)
    if abs(len(one) - len(other)) > most:
        return False
    row, before = list(range(len(other) + 1)), list[int]()
    for i, left in enumerate(one, 1):
        last, before, row = before, row, [i]
        for j, right in enumerate(other, 1):
            least = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and one[i - 2] == right:
                least = min(least, last[j - 2] + 1)  # two letters that changed places are one slip
            row.append(least)
    return row[-1] <= most
