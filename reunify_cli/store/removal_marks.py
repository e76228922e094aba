"""The mark that stays where words were lawfully removed from a journal: who, when, by whose order and why; never what.

    - id: 7K3F
      redacted:
        - {on: 2026-11-30T08:47Z, by: r.amadi, ordered-by: Gwen Pryce, why: typed on the wrong child}

Where only a field went, the entry stays, and the mark's `what` names the field. Where something went from case.yaml or
plan.yaml, the mark is an entry of its own, and `what` names the file and the key.
"""

from collections.abc import Mapping
from typing import Final, TypeGuard

from reunify_cli.model.case import Removal
from reunify_cli.model.moment import parse_instant
from reunify_cli.shape import Plain
from reunify_cli.store.fields import Page

KEY: Final = "redacted"
NOTE: Final = ".removal.note"
"""The file that lies in a child's folder while a removal is carried out."""
REMOVED: Final = "[removed]"
"""What stands in a sentence where words were taken out of it."""
SAYS: Final = ("what", "on", "by", "ordered-by", "why")
"""What a mark says; `what` is missing where the whole entry went."""


def is_marked(raw: Plain) -> TypeGuard[dict[str, Plain]]:
    """Whether something was removed from an item of a journal, or all of it."""
    return isinstance(raw, dict) and KEY in raw


def is_gone(raw: Plain) -> bool:
    """Whether only the mark stands where an entry was."""
    return is_marked(raw) and raw.keys() <= {"id", KEY}


def removals(page: Page, i: int, entry_id: str, raw: Mapping[str, Plain]) -> tuple[Removal, ...]:
    """What was removed from an item of a journal; notes what is wrong with its marks."""
    rows = raw.get(KEY)
    if not isinstance(rows, list):
        page.wrong((i, KEY), f'"{KEY}" should be a list', "Type  reunify redact  to have it written.")
        return ()
    found = (_removal(page, i, n, entry_id, row) for n, row in enumerate(rows))
    return tuple(each for each in found if each)


def _removal(page: Page, i: int, n: int, entry_id: str, row: Plain) -> Removal | None:
    said = {key: each for key, each in row.items() if isinstance(each, str)} if isinstance(row, dict) else {}
    if set(SAYS[1:]) <= said.keys() <= set(SAYS) and isinstance(row, dict) and len(row) == len(said):
        try:
            when = parse_instant(said["on"])
        except ValueError as error:
            page.wrong((i, KEY, n, "on"), str(error))
            return None
        return Removal(entry_id, when, said["by"], said["ordered-by"], said["why"], said.get("what", ""))
    help = f"Such a line says {', '.join(SAYS)}, and nothing besides."
    page.wrong((i, KEY, n), "This does not say who removed something, when, by whose order and why.", help)
    return None
