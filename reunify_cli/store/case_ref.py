"""Which child somebody means: the folders that there are, and the one that an id, its last digits or initials call.

A folder's name says who it is; a file is opened only where names do not tell.
"""

import os
import re
import stat
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from reunify_cli.errors import Mistyped, Place, Problem, Unreadable, did_you_mean


class Summary(NamedTuple):
    """What a child can be called by: the case's id, initials, and numbers in the authority's other systems."""

    id: str
    initials: str = "??"
    numbers: tuple[str, ...] = ()


def ids_in(cases: Path) -> list[str]:
    """The id of every child's folder, sorted. Every folder counts: one without files is a child nobody can read.

    So does a link, wherever it leads, and whatever else is no ordinary file. Raises Unreadable where the folder of the
    children's folders itself is missing, a link, or cannot be opened: then no list can be whole.
    """
    return sorted(each.name for each in entries_in(cases) if is_child(each))


def entries_in(cases: Path) -> list[os.DirEntry[str]]:
    """Everything in the folder of the children's folders. Raises Unreadable as `ids_in` does."""
    try:
        if stat.S_ISLNK(cases.lstat().st_mode):
            help = "Put the folder itself here."
            raise Unreadable(Problem(Place("cases"), "This is a link, which is not followed: no child is read.", help))
        with os.scandir(cases) as found:
            return list(found)
    except FileNotFoundError:
        help = "Bring the folder back, or mount its drive. If no child was ever added, make an empty folder  cases"
        raise Unreadable(Problem(Place("cases"), "The folder cases is missing: no child is read.", help)) from None
    except OSError as error:
        raise Unreadable(Problem(Place("cases"), f"This folder cannot be opened ({error.strerror}).")) from None


def is_child(entry: os.DirEntry[str]) -> bool:
    """Whether something in `cases` stands for a child.

    A folder does, and so does what may be one that cannot be reached now: a link, unless it leads to a file, and a pipe
    or a device. A file does where it is called as a child's folder would be: RU-2026-0042.
    """
    return entry.name[0] not in "._" and (is_folder(entry) or not _is_file(entry) or bool(_ID.fullmatch(entry.name)))


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether it is a folder itself, and no link to one."""
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # a link that leads round in a circle
        return False


_ID = re.compile(r"[A-Za-z]+(?:-\d+)+")


def called(cases: Path, ref: str, summaries: Callable[[], Iterable[Summary]]) -> str:
    """The id of the child meant by an id, its last digits, initials, or the number in the authority's own system.

    Nothing is guessed. `summaries` is asked only where the ids do not tell. Raises Mistyped that lists the choices
    where several are meant, and that offers what is near where nobody is.
    """
    wanted, ids = ref.strip().upper(), ids_in(cases)
    found = called_so(ids, ref)
    if len(found) == 1:
        return found[0]
    if found:
        initials = {each.id: each.initials for each in summaries()}
        raise _several(ref, [f"{case_id} ({initials.get(case_id, '??')})" for case_id in found])
    known = [each for each in summaries() if _is_called(each, wanted)]
    if len(known) == 1:
        return known[0].id
    if known:
        raise _several(ref, [f"{each.id} ({each.initials})" for each in known])
    near = did_you_mean(wanted, {*ids, *(case_id.rpartition("-")[2] for case_id in ids)}) if len(wanted) > 2 else ""
    raise Mistyped(f'No child here is called "{ref}".{near}', help="Type  reunify list  to see who is here.")


def called_so(ids: Iterable[str], ref: str) -> list[str]:
    """Those of some ids that are meant by an id, or else by its last number, or else by its last digits."""
    wanted, ids = ref.strip().upper(), list(ids)
    ways = ([each for each in ids if meant(each.upper(), wanted)] for meant in (_is_id, _is_number, _ends_so))
    return next(filter(None, ways), [])


def _is_id(case_id: str, wanted: str) -> bool:
    return case_id == wanted


def _is_number(case_id: str, wanted: str) -> bool:
    """Whether the id's last number is the one typed: 42 is RU-2026-0042 and not RU-2026-0142."""
    if wanted.isascii() and not case_id.endswith(wanted.lstrip("0")):
        return False
    last = re.search(r"(?<![A-Z\d])\d+$", case_id)  # 16 is C-16, and C-UNDER16 only where nobody else is
    return wanted.isdecimal() and len(wanted) < 40 and last is not None and int(last[0][-40:]) == int(wanted)


def _ends_so(case_id: str, wanted: str) -> bool:
    """Whether the id ends in what was typed, which may hold the year: 2026-0042."""
    return re.fullmatch(r"[\d-]*\d", wanted) is not None and case_id.endswith(wanted)


def _is_called(each: Summary, wanted: str) -> bool:
    initials = re.sub(r"[\W_]", "", each.initials.upper())
    return bool(wanted) and (
        wanted in {number.strip().upper() for number in each.numbers} or initials == re.sub(r"[\W_]", "", wanted) != ""
    )


def _several(ref: str, choices: Sequence[str]) -> Mistyped:
    listed = f"{', '.join(choices[:-1])} or {choices[-1]}"
    return Mistyped(f'"{ref}" can be {listed}.', help="Type the whole id.")
