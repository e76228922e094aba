"""Adopting a policy: a copy of all that it is read from is kept, and a line in reunify.yaml says from when it holds.

What a hand wrote in reunify.yaml stays to the byte: a line is added to the list `adoptions`, or the list at the file's
end. The copy comes first, so a line never speaks of a copy that is not there.
"""

import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from reunify_cli import shape
from reunify_cli.errors import Place, Problem, Unreadable
from reunify_cli.keys import FILE
from reunify_cli.policy_store.adoptions import KEPT
from reunify_cli.policy_store.policy_files import policy_dirs
from reunify_cli.policy_store.policy_folder import Book, read_book
from reunify_cli.store.durable import disk
from reunify_cli.store.durable.change import Overtaken, held, reads_as
from reunify_cli.store.yaml_writer import scalar

KEY: Final = "adoptions"
_ABOVE: Final = (
    "# Which policy holds from when. `reunify policy adopt` adds to the end of this list; nothing else is changed."
)


def keep(root: Path, book: Book, policy_id: str) -> Path:
    """Keep a copy of everything that a policy is read from; the one that is there, where it was kept before.

    Raises Unreadable where the disk says no; then nothing is left behind.
    """
    name = f"{policy_id}-{book.digest}"
    folder = root / "policies" / KEPT
    if (folder / name).is_dir():
        return folder / name
    new = folder / f".{name}.{os.urandom(4).hex()}.tmp"
    with disk.in_plain_words(f"policies/{KEPT}/{name}"):
        try:
            for file, text in book.texts.items():
                disk.make_folder((new / file).parent)
                disk.write_new(new / file, text.encode("utf-8", "surrogatepass"))
            disk.move_folder(new, folder / name)
        except OSError:
            # Remove a copy that was not finished.
            for path in sorted(new.rglob("*"), reverse=True):
                with suppress(OSError):
                    disk.remove(path)
            with suppress(OSError):
                disk.remove(new)
            raise
    return folder / name


def pinned(root: Path, settings: bytes, policy_id: str, recorded: str) -> bytes:
    """A new workspace's reunify.yaml with the policy it begins with pinned as it reads now; a copy of that is kept.

    `recorded` is the instant at which that is done. Raises Unreadable where the policy cannot be read or kept.
    """
    book = read_book(policy_id, policy_dirs(root))
    keep(root, book, policy_id)
    return with_adoptions(settings, [{"id": policy_id, "digest": book.digest, "recorded": recorded}])


def write_down(root: Path, lines: Sequence[Mapping[str, str]], *, expected: bytes, holder: str) -> None:
    """Add adoptions to reunify.yaml, at the end of their list. Raises Unreadable; then the file is as it was.

    `expected` is what the file held when it was decided what to add; Overtaken where it holds something else.
    """
    path = root / FILE
    new = with_adoptions(expected, lines)
    with held([path], holder), disk.in_plain_words(FILE):
        if disk.read(path) != expected:
            raise Overtaken(Problem(Place(FILE), "Someone else changed this file just now.", "Type the command again."))
        disk.put_in_place(path, new)


def with_adoptions(old: bytes, lines: Sequence[Mapping[str, str]]) -> bytes:
    """reunify.yaml with adoptions added, made sure of: it reads as before, with these at the end of the list.

    Raises Unreadable where the list is laid out so that nothing can be added to it.
    """
    loaded = shape.load(old, FILE)
    spelt = [
        f"- {{{', '.join(f'{key}: {scalar(text, inside=True)}' for key, text in line.items())}}}" for line in lines
    ]
    rows = loaded.text.split("\n")
    if KEY in loaded.data:
        after, indent = _end_of_list(loaded, rows)
        block = [indent + each for each in spelt]
    else:
        after = len(rows) if rows[-1] else len(rows) - 1
        block = ["", _ABOVE, f"{KEY}:", *(f"  {each}" for each in spelt)]
    end = "\r" if "\r\n" in loaded.text else ""
    above, below = rows[:after], rows[after:]
    if not below:  # the last line had no end
        above[-1] += end
        below = [""]
    text = "\n".join([*above, *(f"{row}{end}" for row in block), *below])
    new = (b"\xef\xbb\xbf" if old.startswith(b"\xef\xbb\xbf") else b"") + text.encode("utf-8", "surrogatepass")
    if not reads_as(new, {**loaded.data, KEY: [*(loaded.data.get(KEY) or ()), *map(dict, lines)]}):
        help = f"Let each line of {KEY}: begin with - on a line of its own. To be added: {' '.join(spelt)}"
        raise Unreadable(loaded.problem((KEY,), "nothing can be added to this list as it is laid out", help, key=True))
    return new


def _end_of_list(loaded: shape.Loaded, rows: Sequence[str]) -> tuple[int, str]:
    """After which row the list of adoptions ends, and how far its lines are indented."""
    begins = loaded.place((KEY,), key=True).line or 1
    starts = [loaded.place((key,), key=True).line or 1 for key in loaded.data]
    after = min((line for line in starts if line > begins), default=len(rows) + 1)
    inside = [n for n in range(begins, after) if (text := rows[n - 1].strip()) and not text.startswith("#")]
    dashes = [found[1] for n in inside if (found := re.match(r"( *)- ", rows[n - 1]))]
    return inside[-1], dashes[-1] if dashes else "  "
