"""What a redaction changes in a child's folder, worked out before anything is written.

The words of an entry, of one of its fields, or of a key of case.yaml or plan.yaml go; a mark stays in the journal. The
same words go wherever else they stand in the folder: in corrections and later entries, frozen plans, drafts, copies
that a synchroniser left; the names in them go from comments and from names of files too (`removal_names`). A file keeps
its look but for what goes. One that still holds the words then is refused.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

from reunify_cli import shape
from reunify_cli.errors import Mistyped, Place, Problem, Unreadable, did_you_mean
from reunify_cli.frozen import dataclass, field
from reunify_cli.shape import Plain
from reunify_cli.store.durable import disk, locks
from reunify_cli.store.durable.change import SAME, reads_as
from reunify_cli.store.entries import ids_of
from reunify_cli.store.journal_mark import carried, code_of, marked
from reunify_cli.store.journal_mark import is_marked as is_journal_marked
from reunify_cli.store.journal_segments import cut
from reunify_cli.store.plan_file import plan_with
from reunify_cli.store.removal.carry_out import Order, Rewritten
from reunify_cli.store.removal.names import comments, names_in, renamed, renames, still_named, without_names
from reunify_cli.store.removal_marks import KEY, NOTE, REMOVED, is_gone
from reunify_cli.store.yaml_writer import entry_yaml

JOURNAL: Final = "journal.yaml"
MAPPINGS: Final = ("case.yaml", "plan.yaml")
"""The files of a case that are no lists, of which a key can be named."""

_STAYS: Final = ("id", "event", "date", "recorded", "recorded_by", "corrects", "withdraws", KEY)
"""What stays of an entry of which only a field goes."""
_SHORTEST: Final = 4
"""Words shorter than this would be found in others; they go only from where they were named."""

_TELLING: Final = re.compile(r"\S \S+ \S|\d{5}|@")
"""What a text of a whole entry must hold to be looked for elsewhere: three words, a longer number, an address."""


@dataclass(frozen=True, slots=True)
class RemovalWish:
    """What is to go: an entry (or `case.yaml`, `plan.yaml`), and a field of it (`people.father.address`)."""

    entry: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class ToRemove:
    """What would be done: the files rewritten, the words that go (for whoever looks through papers), the marks left."""

    files: tuple[Rewritten, ...]
    words: tuple[str, ...]
    ids: tuple[str, ...]
    """The entries of the journal in which a mark will stand."""
    opaque: tuple[str, ...]
    """Files of the folder that are not text, and that nobody here looked into."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Files whose name held a name that goes, each with its new one."""
    still: tuple[str, ...] = ()
    """Entries and files in which a name that stood in the words stays, since it may have a place of its own there."""
    comments: tuple[str, ...] = ()
    """The comments that stay, by file and line: what they say nobody here can judge."""


def redaction(
    folder: Path, wish: RemovalWish, order: Order, fresh: str, known: Collection[str] = (), people: Collection[str] = ()
) -> ToRemove:
    """What a redaction changes; `fresh` is an id for a mark that stands on its own.

    `known` are names that stay wherever else they stand: those of colleagues, courts and panels; `people` are those of
    the family, which go from comments and names of files where they stood in the words. Of a whole entry only
    sentences are looked for elsewhere (three words, or a number), of a named field every text.

    Raises Mistyped where there is no such entry or field or it has to be said, Unreadable where a file cannot be read
    or would still hold the words.
    """
    data = _files(folder)
    journal = data.get(JOURNAL, b"")
    items = _items(journal, folder)
    if wish.entry in MAPPINGS:
        kept, gone = _without_key(folder, data.get(wish.entry, b""), wish)
        marked: dict[int, Any] = {len(items): {"id": fresh, KEY: [order.mark(f"{wish.entry} {wish.field}")]}}
    else:
        kept = None
        marked, gone = _without_entry(items, wish, order, fresh)
    texts = {*_texts(gone)} - {" ".join(each.split()) for each in known}
    words = tuple(sorted((each for each in texts if wish.field or _TELLING.search(each)), key=len, reverse=True))
    looked = re.compile("|".join(map(_pattern, words))) if words else None
    names = names_in(tuple(_texts(gone)), people, known)
    moved = renamed(data, names)
    _mark_documents(items, marked, renames(items, data, names) | moved, order)
    _mark_words(items, marked, looked, order)
    new: dict[str, bytes | None] = {JOURNAL: _rewritten(journal, items, marked, looked, folder)}
    opaque = []
    for name, old in data.items():
        if name == JOURNAL or name.startswith("packs/"):
            continue
        if name == wish.entry and kept is not None:
            new[name] = _mapping(old, _cleaned(kept, looked), looked)
        elif name == f"plans/{wish.entry}.yaml" and not wish.field:
            new[name] = None
        elif b"\0" in old or _text_of(old) is None:
            opaque.append(name)
        elif looked is not None and looked.search(_text_of(old) or ""):
            new[name] = _other(name, old, looked)
    for name, each in new.items():
        if looked is not None and looked.search(_text_of(each or b"") or ""):
            sentence = f"The words stand here in a way that cannot be told from others. {SAME}"
            help = "Take them out by hand, then type the command again."
            raise Unreadable(Problem(Place(f"cases/{folder.name}/{name}"), sentence, help))
    new |= _without_comments(data, new, names)
    after = {name: each for name, each in {**data, **new}.items() if each is not None}
    files = tuple(
        Rewritten(moved.get(name, name), data.get(name, b""), each)
        for name, each in new.items()
        if data.get(name) != each
    )
    ids = tuple(ids_of([marked[i]])[0] for i in sorted(marked))
    named = {moved.get(name, name): each for name, each in after.items()}
    return ToRemove(
        files,
        words,
        ids,
        tuple(moved.get(name, name) for name in opaque),
        moved,
        still_named(named, names),
        tuple(f"{name}:{line}" for name in _COMMENTED for line in comments(_text_of(after.get(name, b"")) or "")),
    )


_COMMENTED: Final = (JOURNAL, *MAPPINGS)


def _mark_documents(items: Sequence[Plain], marked: dict[int, Any], moved: Mapping[str, str], order: Order) -> None:
    """Note in the entries the new names of their documents."""
    for i, item in enumerate(items):
        said = marked.get(i, item)
        there = said.get("document") if isinstance(said, dict) else None
        if isinstance(there, dict) and isinstance(said, dict) and there.get("file") in moved:
            document = {**there, "file": moved[str(there["file"])]}
            marked[i] = {**said, "document": document, KEY: [*_marks(said), order.mark("document")]}


def _mark_words(items: Sequence[Plain], marked: dict[int, Any], looked: re.Pattern[str] | None, order: Order) -> None:
    """Take the words out of every other entry that holds them."""
    for i, item in enumerate(items):
        said = marked.get(i, item)
        clean = _cleaned(said, looked)
        if clean != said and isinstance(clean, dict) and isinstance(said, dict):
            at = ", ".join(key for key in said if clean[key] != said[key])
            marked[i] = {**clean, KEY: [*_marks(clean), order.mark(at)]}


def _without_comments(
    data: Mapping[str, bytes], new: Mapping[str, bytes | None], names: Sequence[str]
) -> dict[str, bytes | None]:
    """The YAML files in whose comments a name stood, without it."""
    found: dict[str, bytes | None] = {}
    for name, old in data.items():
        text = _text_of(new.get(name, old) or b"") if name.endswith(".yaml") and not name.startswith("packs/") else None
        if text and (bare := without_names(text, names)) != text:
            found[name] = _as_before(old, bare)
    return found


def give_names(folder: Path, found: ToRemove) -> None:
    """Give files the names that they are to have; before the words go, so that a second attempt finds them."""
    for old, new in found.renamed.items():
        with disk.in_plain_words(f"cases/{folder.name}"):
            disk.claim(folder / old, folder / new)


def _files(folder: Path) -> dict[str, bytes]:
    """Every file of a child's folder by its path in it, but for those that are there only while somebody writes."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not path.is_symlink() and path.name not in (NOTE, locks.NAME):
            found[name] = disk.read_file(path, f"cases/{folder.name}/{name}")
    return found


def _items(journal: bytes, folder: Path) -> list[Plain]:
    items: list[Plain] = shape.load(journal, f"cases/{folder.name}/{JOURNAL}").data or []
    return items


# --- what goes ----------------------------------------------------------------------------------------------------


def _without_entry(
    items: Sequence[Plain], wish: RemovalWish, order: Order, fresh: str
) -> tuple[dict[int, Any], list[Plain]]:
    """The items that change, by their place, and everything that goes with them."""
    ids = ids_of(items)
    wanted = wish.entry.strip().lower()
    i = next((n for n, each in enumerate(ids) if each.lower() == wanted), None)
    if i is None:
        near = did_you_mean(wish.entry, ids)
        raise Mistyped(f'There is no entry "{wish.entry}" in the journal.{near}', help=_IDS)
    marked: dict[int, Any] = {}
    gone: list[Plain] = []
    for n, item in enumerate(items):
        about = isinstance(item, dict) and ids[i] in (item.get("corrects"), item.get("withdraws"))
        if not isinstance(item, dict) or not (n == i or about):
            continue
        if not wish.field:
            marked[n] = {"id": item.get("id") or fresh, KEY: [*_marks(item), order.mark()]}
            gone += [value for key, value in item.items() if key not in _STAYS]
        elif wish.field in item and wish.field not in _STAYS:
            rest = {key: value for key, value in item.items() if key not in (wish.field, KEY)}
            marked[n] = {**rest, KEY: [*_marks(item), order.mark(wish.field)]}
            gone.append(item[wish.field])
    if not marked:
        item = items[i]
        known = [key for key in item if key not in _STAYS] if isinstance(item, dict) else []
        said = f'Entry {ids[i]} says nothing under "{wish.field}" that can go by itself.'
        raise Mistyped(said, help=f"It says: {', '.join(known)}. Without a field, all of it goes.")
    return marked, gone


_IDS: Final = "Entries are named by their id, such as 7K3F; or write case.yaml or plan.yaml and a key of it."


def _marks(item: Plain) -> list[Any]:
    found = item.get(KEY) if isinstance(item, dict) else None
    return found if isinstance(found, list) else []


def _without_key(folder: Path, data: bytes, wish: RemovalWish) -> tuple[Any, list[Plain]]:
    """A file's values without one key (`people.father.address`, `goals.0.note`), and what stood under it."""
    root = deepcopy(shape.load(data, f"cases/{folder.name}/{wish.entry}").data or {})
    steps = [step for step in wish.field.split(".") if step]
    here: Any = root
    for n, step in enumerate(steps):
        key: Any = int(step) if isinstance(here, list) and step.isdecimal() and int(step) < len(here) else step
        if not isinstance(here, (dict, list)) or (isinstance(here, dict) and key not in here) or key == "id":
            break
        if isinstance(here, list) and not isinstance(key, int):
            break
        if n == len(steps) - 1:
            return root, [here.pop(key)]
        here = here[key]
    said = f'There is nothing under "{wish.field}" in {wish.entry} that can go.'
    raise Mistyped(said, help="Write its keys with full stops between, such as people.father.address.")


def _texts(values: Any) -> Iterator[str]:
    """The texts in some values that somebody wrote freely: not days, keys, choices, or yes and no."""
    match values:
        case str():
            said = " ".join(values.split())
            if len(said) >= _SHORTEST and re.search(r"[A-Z\s@]|\d{5}", said) and not re.fullmatch(r"[\d:TZ-]+", said):
                yield said
        case dict():
            for each in values.values():
                yield from _texts(each)
        case list():
            for each in values:
                yield from _texts(each)


def _pattern(words: str) -> str:
    """Finds words however their lines are broken, indented or quoted."""
    return r"(?<!\w)" + r"[\s#>]+".join(map(re.escape, words.split(" "))) + r"(?!\w)"


def _cleaned(value: Any, looked: re.Pattern[str] | None) -> Any:
    """A value with the words taken out of every text in it."""
    match value:
        case str() if looked is not None:
            return looked.sub(REMOVED, value)
        case dict():
            return {key: each if key == KEY else _cleaned(each, looked) for key, each in value.items()}
        case list():
            return [_cleaned(each, looked) for each in value]
    return value


# --- the files anew -----------------------------------------------------------------------------------------------


def _rewritten(
    data: bytes, items: Sequence[Plain], marked: Mapping[int, Any], looked: re.Pattern[str] | None, folder: Path
) -> bytes:
    """A journal with some items as they are to be, the others to the byte where that can be."""
    wanted = [marked.get(i, item) for i, item in enumerate(items)] + [marked[i] for i in marked if i >= len(items)]
    pieces = cut(data, f"cases/{folder.name}/{JOURNAL}")
    text = shape.load(data, "").text.replace("\r\n", "\n")
    text += "" if text.endswith("\n") or not text else "\n"
    at = 0
    for i, chunk in enumerate(pieces.chunks):
        start = text.find(chunk.text, at)
        if start < 0:
            break
        new = _above(chunk.text, marked[i]) + entry_yaml(marked[i]) if i in marked else chunk.text
        text = text[:start] + new + text[start + len(chunk.text) :]
        at = start + len(new)
    else:
        text += "".join(f"\n{entry_yaml(marked[i])}" for i in marked if i >= len(items))
    for said in (text, "\n".join(entry_yaml(each) for each in wanted if isinstance(each, dict))):
        new_data = _as_before(data, looked.sub(REMOVED, said) if looked else said)
        if reads_as(new_data, wanted):
            return _marked_anew(data, new_data, wanted)
    raise Unreadable(Problem(Place(f"cases/{folder.name}/{JOURNAL}"), f"This cannot be written again. {SAME}"))


def _marked_anew(old: bytes, new: bytes, wanted: Sequence[Plain]) -> bytes:
    """A journal with its mark, if it had one, which keeps no digest of anything that went."""
    if not is_journal_marked(old):
        return new
    before = list(carried(old))
    kept = [before[n][1] if n < len(before) and before[n][0] == now else code_of(now) for n, now in enumerate(wanted)]
    return marked(new, kept)


def _above(text: str, said: Any) -> str:
    """The comments above an entry; those above one that goes altogether go with it."""
    lines = text.splitlines(keepends=True)
    first = next((n for n, line in enumerate(lines) if not line.lstrip().startswith("#")), 0)
    return "" if is_gone(said) else "".join(lines[:first])


def _mapping(data: bytes, wanted: Any, looked: re.Pattern[str] | None) -> bytes:
    """case.yaml or plan.yaml with other values, the parts that are as before to the byte."""
    before = shape.load(data, "").data or {}
    changes = {key: wanted.get(key) for key in before if wanted.get(key) != before[key]}
    text = plan_with(data, changes).decode("utf-8", "surrogateescape")
    new = _as_before(data, looked.sub(REMOVED, text) if looked else text)
    return new if reads_as(new, wanted) else plan_with(b"", wanted)


def _other(name: str, data: bytes, looked: re.Pattern[str]) -> bytes:
    """A frozen plan, a draft or a copy without the words."""
    new = _as_before(data, looked.sub(REMOVED, _text_of(data) or ""))
    if not name.endswith((".yaml", ".yml")):
        return new
    try:
        wanted = _cleaned(shape.load(data, name).data, looked)
    except Unreadable:
        return new
    return new if reads_as(new, wanted) or not isinstance(wanted, dict) else plan_with(b"", wanted)


def _as_before(data: bytes, text: str) -> bytes:
    """A text as bytes, with the line ends and the mark at its beginning that the file had."""
    text = text.replace("\r\n", "\n")
    if b"\r\n" in data:
        text = text.replace("\n", "\r\n")
    mark = b"\xef\xbb\xbf" if data.startswith(b"\xef\xbb\xbf") and not text.startswith("\ufeff") else b""
    return mark + text.encode("utf-8", "surrogateescape")


def _text_of(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def holds(text: str, words: Sequence[str]) -> bool:
    """Whether a text that was read back from a paper holds any of some words, however it breaks and spaces them."""
    bare = _bare(text)
    return any(_bare(each) in bare for each in words)


def _bare(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
