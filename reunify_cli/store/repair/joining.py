"""Two versions of a journal become one: entry by entry, both sides kept. Git and `doctor` join by this same code.

An entry is known by its id, or without one by everything it says. The order of each side stands; between what both
have, entries go by when they were recorded, then by id; one that does not say when stays below the one above it. Joined
either way round the result is the same, so copies that were joined on several machines end up alike.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from reunify_cli import shape
from reunify_cli.errors import Unreadable
from reunify_cli.frozen import dataclass, replace
from reunify_cli.store import removal_marks
from reunify_cli.store.journal_mark import carried, code_of, headed, is_cut_off, is_marked, marked, unmarked
from reunify_cli.store.journal_segments import Chunk, Cut, cut
from reunify_cli.store.removal_marks import is_gone
from reunify_cli.store.yaml_writer import entry_yaml

_EARLY: Final = datetime(1, 1, 1, tzinfo=UTC)

Rank = tuple[datetime, str, str]
"""What entries between two that both sides have are ordered by: when recorded, the id, everything it says."""


@dataclass(frozen=True, slots=True)
class Joined:
    """A joined journal, what each side brought to it, and what both sides say differently."""

    data: bytes
    ours: tuple[Any, ...] = ()
    """Entries that only our side had."""
    theirs: tuple[Any, ...] = ()
    """Entries that only their side had."""
    clashes: tuple[str, ...] = ()
    """The ids of entries that say one thing here and another there; both stand in the journal."""


def join(ours: bytes, theirs: bytes, base: bytes | None = None, *, shown: str = "journal.yaml") -> Joined:
    """One journal out of two; `base` is the one both began with, where anybody knows it.

    An entry changed on one side only is taken as changed; one that is missing on one side is kept; what was lawfully
    removed on one side stays removed. A version that has lost its end counts only where the other one begins with it;
    else what is joined stays known to be cut off. Raises Unreadable for a version that cannot be read.
    """
    for cut_one, other in ((ours, theirs), (theirs, ours)):
        if is_cut_off(cut_one) and not is_cut_off(other) and _begins_with(other, cut_one):
            return Joined(other)
    joined = _joined(ours, theirs, base, shown)
    if is_cut_off(ours) or is_cut_off(theirs):
        return replace(joined, data=headed(joined.data))
    if not (is_marked(ours) or is_marked(theirs)):
        return joined
    codes = {_key(each): code for side in (theirs, ours) for each, code in carried(side) if code != code_of(each)}
    entries = shape.load(joined.data, shown).data or []
    return replace(joined, data=marked(joined.data, [codes.get(_key(each)) or code_of(each) for each in entries]))


def _begins_with(whole: bytes, start: bytes) -> bool:
    """Whether a journal begins with the whole lines of one that was cut off."""
    text, first = (unmarked(each).replace(b"\r\n", b"\n") for each in (whole, start))
    return text.startswith(first[: first.rfind(b"\n") + 1])


def _key(entry: Any) -> str:
    return json.dumps(entry, sort_keys=True)


def _joined(ours: bytes, theirs: bytes, base: bytes | None, shown: str) -> Joined:
    mine, yours = cut(ours, shown), cut(theirs, f"{shown} (the other version)")
    before = {chunk.key: chunk for chunk in cut(base, f"{shown} (as both began)").chunks} if base is not None else {}
    based = base is not None
    ours_left = _without_removed(mine.chunks, yours.chunks, before, based=based)
    theirs_left = _without_removed(yours.chunks, mine.chunks, before, based=based)
    a, b, clashes = _settled(ours_left, theirs_left, before)
    only_a = tuple(each.says for each in a if each.key not in {other.key for other in b})
    only_b = tuple(each.says for each in b if each.key not in {other.key for other in a})
    order = list(_ordered(a, b))
    if [each.text for each in order] == [each.text for each in mine.chunks]:
        return Joined(ours, only_a, only_b, clashes)
    if [each.text for each in order] == [each.text for each in yours.chunks]:
        return Joined(theirs, only_a, only_b, clashes)
    return Joined(_written(mine, yours, order, ours), only_a, only_b, clashes)


def _without_removed(
    chunks: Sequence[Chunk], other: Sequence[Chunk], before: dict[str, Chunk], *, based: bool
) -> list[Chunk]:
    """One side without what was lawfully removed on the other (`removal_marks.py`): it must not come back by joining.

    An entry with an id meets its mark under that id. This leaves out the corrections of it, which have no mark, and an
    entry by hand that stood in what both began with.
    """
    there, gone = {each.key for each in other}, {each.id for each in other if is_gone(each.says)}
    return [
        each
        for each in chunks
        if each.key in there
        or not (
            (each.about in gone and (each.key in before or not based))
            or (not each.id and each.answers in gone and each.key in before)
        )
    ]


def _settled(
    ours: Sequence[Chunk], theirs: Sequence[Chunk], before: dict[str, Chunk]
) -> tuple[list[Chunk], list[Chunk], tuple[str, ...]]:
    """Both sides with one wording for what both have, and two keys for what they say differently."""
    a, b = {each.key: each for each in ours}, {each.key: each for each in theirs}
    clashes = []
    for key in [key for key in a if key in b]:
        mine, yours, was = a[key], b[key], before.get(key)
        if removal_marks.is_marked(mine.says) != removal_marks.is_marked(yours.says):
            a[key] = b[key] = mine if removal_marks.is_marked(mine.says) else yours
        elif mine.says == yours.says:
            kept = yours if was is not None and mine.text == was.text else min(mine, yours, key=lambda each: each.text)
            a[key] = b[key] = mine if was is not None and yours.text == was.text else kept
        elif was is not None and mine.says == was.says:
            a[key] = yours
        elif was is not None and yours.says == was.says:
            b[key] = mine
        else:
            clashes.append(mine.id)
            first, second = sorted((mine, yours), key=lambda each: each.text)
            both = [first.named(f"{key} /1"), second.named(f"{key} /2")]
            a = _with(a, key, both)
            b = _with(b, key, both)
    return list(a.values()), list(b.values()), tuple(clashes)


def _with(chunks: dict[str, Chunk], key: str, both: Sequence[Chunk]) -> dict[str, Chunk]:
    found: dict[str, Chunk] = {}
    for each in chunks.values():
        found.update({one.key: one for one in both} if each.key == key else {each.key: each})
    return found


# --- order --------------------------------------------------------------------------------------------------------


def _ordered(a: Sequence[Chunk], b: Sequence[Chunk]) -> Iterator[Chunk]:
    """Both sides in one row. What both have stands where both have it; where they differ in that, all go by rank."""
    in_a, in_b = {each.key for each in a}, {each.key for each in b}
    common = [each.key for each in a if each.key in in_b]
    if common != [each.key for each in b if each.key in in_a]:
        rest = [each for each in b if each.key not in in_a]
        yield from (chunk for _, chunk in sorted(zip(_ranks([*a, *rest]), [*a, *rest], strict=True), key=_rank))
        return
    last = _EARLY
    for mine, yours, both in zip(_stretches(a, in_b), _stretches(b, in_a), [*common, ""], strict=True):
        yield from _merged(mine, yours, last)
        for each in a:
            if both and each.key == both:
                last = each.recorded or last
                yield each


def _stretches(chunks: Sequence[Chunk], other: set[str]) -> list[list[Chunk]]:
    """What stands before, between and after the entries that the other side has too."""
    found: list[list[Chunk]] = [[]]
    for each in chunks:
        if each.key in other:
            found.append([])
        else:
            found[-1].append(each)
    return found


def _merged(mine: Sequence[Chunk], yours: Sequence[Chunk], last: datetime) -> Iterator[Chunk]:
    a, b = list(zip(_ranks(mine, last), mine, strict=True)), list(zip(_ranks(yours, last), yours, strict=True))
    while a and b:
        yield (a if a[0][0] <= b[0][0] else b).pop(0)[1]
    yield from (chunk for _, chunk in (*a, *b))


def _ranks(chunks: Sequence[Chunk], last: datetime = _EARLY) -> list[Rank]:
    """Each entry's rank; one that does not say when it was recorded has that of the one above it, and stays there."""
    found, id = [], ""
    for each in chunks:
        if each.recorded is not None:
            last, id = max(last, each.recorded), each.id
        found.append((last, id, "" if each.recorded is not None else each.key))
    return found


def _rank(pair: tuple[Rank, Chunk]) -> Rank:
    return pair[0]


# --- writing ------------------------------------------------------------------------------------------------------


def _written(mine: Cut, yours: Cut, order: Sequence[Chunk], ours: bytes) -> bytes:
    """The joined journal's bytes, made sure of: they read as the entries in their order."""
    heads = sorted({mine.head, yours.head} - {""})
    head = heads[0] if heads else ""
    extra = [line for other in heads[1:] for line in other.splitlines() if line not in head.splitlines()]
    head += "".join(f"{line}\n" for line in extra if line.startswith("#"))
    windows = b"\r\n" in ours
    says = [each.says for each in order]
    for texts in ([each.text for each in order], [entry_yaml(each) for each in says if isinstance(each, dict)]):
        text = f"{head}{chr(10) if head else ''}{''.join(texts)}"
        data = (text.replace("\n", "\r\n") if windows else text).encode("utf-8", "surrogatepass")
        try:
            if (shape.load(data, "").data or []) == says:
                return data
        except Unreadable:
            continue
    raise Unreadable("The two versions can each be read, and nothing that holds both could be written.")
