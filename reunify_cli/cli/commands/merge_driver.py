"""What git calls to join two versions of a child's file: both sides are kept, and no mark is ever put into the file.

Git gives the version both sides began with, ours, theirs, and the file's path; what is to count is written over ours.
Where a person has to decide, the answer is 1, and git then asks for that; both versions are there to be looked at.
"""

import sys
from pathlib import Path
from typing import Annotated

from reunify_cli.cli.options import argument, writes
from reunify_cli.cli.terminal import Terminal
from reunify_cli.errors import Unreadable
from reunify_cli.text.layout import clean, clean_text


@writes
def cli(
    terminal: Terminal,  # noqa: ARG001 - every command is given one
    base: Annotated[Path, argument("BASE", "%O: as both sides began")],
    ours: Annotated[Path, argument("OURS", "%A: ours; written over")],
    theirs: Annotated[Path, argument("THEIRS", "%B: theirs")],
    path: Annotated[Path | None, argument("[PATH]", "%P: the file")] = None,
) -> int | None:
    """Join two versions of a journal for git, entry by entry."""
    said = run(base, ours, theirs, path or Path("journal.yaml"))
    if said:
        sys.stderr.write(clean_text("\n".join(said) + "\n"))
    return 1 if said else None


def run(base: Path, ours: Path, theirs: Path, path: Path) -> list[str]:
    """Write the joined file over ours; returns what a person has to decide, nothing where all is joined.

    Raises Unreadable where the disk says no.
    """
    from reunify_cli.store.durable import disk
    from reunify_cli.store.repair import versions

    shown = path.as_posix()
    before, mine, yours = (disk.read_file(each, shown) for each in (base, ours, theirs))
    try:
        # Git gives an empty file where there was none to begin with.
        met = versions.meet(versions.kind_of(shown), mine, yours, before or None, shown=shown)
    except Unreadable as error:
        copy = versions.beside(path, yours)
        with disk.in_plain_words(shown):
            disk.put_in_place(copy, yours)
        return [
            f"reunify: {clean(shown)} was not joined. Ours stays, theirs is beside it: {clean(copy.name)}",
            *(f"    {clean(line)}" for line in str(error).splitlines()),
            f"    Put it right (reunify doctor helps), take the other away, then  git add {clean(path.parent)}",
        ]
    if met.data != mine:
        with disk.in_plain_words(shown):
            disk.put_in_place(ours, met.data)
    return [
        f"reunify: {clean(shown)}: both sides say something else under {clean(each)}; both stand in the file.\n"
        f"    Keep what is right, or give one another id. Then  reunify check  and  git add {clean(shown)}"
        for each in (met.joined.clashes if met.joined else ())
    ]
