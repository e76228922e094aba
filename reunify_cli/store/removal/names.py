"""The names that stood in removed words, where they stand besides: in comments, in names of files, in other words.

A comment and the name of a file are no record, so a name goes from them with the words it stood in. In another entry
the same name may have a place of its own: there it stays, and whoever removes is told where.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from reunify_cli import shape
from reunify_cli.errors import Unreadable
from reunify_cli.shape import Plain
from reunify_cli.store.entries import ids_of
from reunify_cli.store.journal_mark import is_marking
from reunify_cli.store.removal_marks import REMOVED

_PROPER: Final = re.compile(r"\b[A-Z][\w'’-]+(?:[ \t]+[A-Z][\w'’-]+)+")
"""Two words or more that begin with capitals, as names of people do."""
_COMMENT: Final = re.compile(r"(?m)(^|\s)#.*$")
_OURS: Final = ("case.yaml", "journal.yaml", "plan.yaml", "packs/")
"""What the program itself names in a child's folder: files of these names keep them."""


def names_in(words: Sequence[str], people: Collection[str], known: Collection[str]) -> tuple[str, ...]:
    """The names that stand in some words, the longest first: of `people`, and whatever is written as names are.

    `known` are names that stay: those of colleagues, courts and panels.
    """
    said = "\n".join(words)
    found = {name for name in people if len(name.split()) > 1 and _pattern([name]).search(said)}
    found |= {" ".join(each.split()) for each in _PROPER.findall(said)}
    stay = {" ".join(each.split()).casefold() for each in known}
    return tuple(sorted((each for each in found if each.casefold() not in stay), key=lambda each: (-len(each), each)))


def _pattern(names: Sequence[str]) -> re.Pattern[str]:
    """Finds names whatever joins their parts, as in the name of a file."""
    ways = "|".join(r"[\s_.,+-]*".join(map(re.escape, each.split())) for each in names)
    return re.compile(rf"(?<![^\W_])(?:{ways or '(?!)'})(?![^\W_])", re.IGNORECASE)


# --- comments -----------------------------------------------------------------------------------------------------


def without_names(text: str, names: Sequence[str]) -> str:
    """A YAML text with names taken out of its comments; as it was where that would change what it says."""
    looked = _pattern(names)
    new = _COMMENT.sub(lambda found: looked.sub(REMOVED, found[0]), text)
    return new if new != text and _says(new) == _says(text) else text


def comments(text: str) -> Iterator[int]:
    """The lines of a YAML text that are comments, by number."""
    for number, line in enumerate(text.splitlines(), 1):
        if line.lstrip().startswith("#") and not is_marking(line):
            yield number


def _says(text: str) -> Plain:
    try:
        said: Plain = shape.load(text.encode("utf-8", "surrogateescape"), "").data
    except Unreadable:
        return text
    return said


# --- names of files -----------------------------------------------------------------------------------------------


def renamed(files: Collection[str], names: Sequence[str]) -> dict[str, str]:
    """The files of a child's folder whose own name holds a name, each with the name that it is to have."""
    looked = _pattern(names)
    found: dict[str, str] = {}
    for file in sorted(files):
        folder, slash, name = file.rpartition("/")
        if file.startswith(_OURS) or not looked.search(name):
            continue
        new = looked.sub(REMOVED, name)
        while f"{folder}{slash}{new}" in {*files, *found.values()}:
            new = f"{REMOVED}{new}"
        found[file] = f"{folder}{slash}{new}"
    return found


def renames(items: Sequence[Plain], files: Collection[str], names: Sequence[str]) -> dict[str, str]:
    """The documents of entries that have their new name already, since a removal was cut off after it was given."""
    looked = _pattern(names)
    said = (each.get("document") for each in items if isinstance(each, dict))
    there = {str(each["file"]) for each in said if isinstance(each, dict) and each.get("file")} - set(files)
    return {old: new for old in there if (new := looked.sub(REMOVED, old)) != old and new in files}


# --- where they stay ----------------------------------------------------------------------------------------------


def still_named(files: Mapping[str, bytes], names: Sequence[str]) -> tuple[str, ...]:
    """Where names still stand in a child's folder: entries by their ids, other files by theirs."""
    looked = _pattern(names)
    found = []
    for file, data in files.items():
        if file.startswith("packs/") or b"\0" in data:
            continue
        text = data.decode("utf-8", "replace")
        if not names or not looked.search(text):
            continue
        items = _says(text) if file == "journal.yaml" else None
        if isinstance(items, list):
            said = zip(ids_of(items), items, strict=True)
            found += [f"entry {id_}" for id_, item in said if looked.search(str(item))]
        else:
            found.append(looked.sub(REMOVED, file))
    return tuple(dict.fromkeys(found))
