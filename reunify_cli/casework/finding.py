"""Looking over all children: where words stand, and what somebody wrote down last."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from reunify_cli.casework.writing import my_key, people_of
from reunify_cli.errors import Mistyped
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Amendment, Entry
from reunify_cli.session.session import OpenCase, Session, Unread
from reunify_cli.text.layout import joined
from reunify_cli.wording.display_names import typed


@dataclass(frozen=True)
class Hit:
    """Where words stand for one child: with the child, with people by their keys, and in entries."""

    opened: OpenCase
    child: bool
    people: tuple[str, ...]
    entries: tuple[Entry, ...]


def hits(session: Session, words: Sequence[str]) -> tuple[int, list[Hit], list[Unread]]:
    """How many children were read, those for whom all the words stand together somewhere, and who was not read."""
    wanted = " ".join(words).lower().split()
    found, unread, read = list[Hit](), list[Unread](), 0
    for case in session.all_cases():
        if isinstance(case, Unread):
            unread.append(case)
            continue
        read += 1
        hit = _hit(case, wanted)
        found += [hit] if hit.child or hit.people or hit.entries else []
    return read, found, unread


def _hit(opened: OpenCase, wanted: Sequence[str]) -> Hit:
    child, file, events = opened.case.child, opened.case.file, opened.workspace.vocabulary.events
    who = (opened.id, child.name, child.known_as, child.initials, *map(str, file.external.values()))
    people = (key for key, each in file.people.items() if _holds((key, each.name, each.relation), wanted))
    said = (
        each
        for each in opened.judged.history.entries
        if _holds((events[each.event].title if each.event in events else "", each.note, *_texts(each.fields)), wanted)
    )
    return Hit(opened, _holds(who, wanted), tuple(people), tuple(said))


def _texts(value: Any) -> Iterator[str]:
    """Every text in the fields of an entry, with those of its rows and lists."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, list, frozenset, Mapping)):
        for each in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(each)


def _holds(texts: Sequence[str | None], wanted: Sequence[str]) -> bool:
    text = " ".join(filter(None, texts)).lower()
    return all(word in text for word in wanted)


def last_written(session: Session) -> tuple[OpenCase, Entry]:
    """The entry that whoever is typing wrote down last, and whose it is.

    Raises Mistyped where there is none, where it was a correction, or where several children got one at once.
    """
    mine: list[tuple[Any, int, OpenCase, str]] = []
    for case in session.all_cases():
        if isinstance(case, Unread):
            continue
        me = my_key(session, people_of(session, case.workspace, case))
        written: list[Entry | Amendment] = [*case.case.entries, *case.case.amendments]
        mine += [(e.recorded, e.index, case, e.id) for e in written if e.recorded and me and e.recorded_by == me]
    if not mine:
        raise Mistyped("You have recorded nothing here.", help="Who you are:  reunify setup")
    last = max(when for when, *_ in mine)
    latest = [each for each in mine if each[0] == last]
    children = list(dict.fromkeys(typed(case.id) for _, _, case, _ in latest))
    if len(children) > 1:
        said = f"Your last entries are on several children: {joined(children)}."
        raise Mistyped(said, help=f"Choose one:  reunify events {children[0]}   then  reunify withdraw")
    _, _, opened, entry_id = max(latest, key=lambda each: each[1])
    entry = next((each for each in opened.judged.history.entries if each.id == entry_id), None)
    if entry is None:
        said = "The last thing you wrote is a correction or withdrawal, or was withdrawn since."
        raise Mistyped(said, help=f"The history:  reunify events {typed(opened.id)}")
    return opened, entry
