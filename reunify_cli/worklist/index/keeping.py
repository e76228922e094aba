"""Rows put into the index and taken out again: what repeats from child to child is kept once, as a numbered word.

Of what somebody wrote freely (what a plan gives people to do may hold a first name) only the place is kept where it
stands in the child's own file, with a check on its bytes.
"""

# ruff: noqa: S608 - the parts of a question are ours; what others wrote goes in as values
import json
import sqlite3
from binascii import crc32
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from reunify_cli.worklist.index.keys import Key
from reunify_cli.worklist.rows import (
    ASK,
    BREACH,
    DATED,
    SEEN,
    UNDATED,
    WEIGHTS,
    ActRow,
    Booked,
    CaseRow,
    Lasting,
    MadeRows,
    Otherwise,
    Written,
)  # fmt: skip

STATES: Final = (BREACH, DATED, UNDATED, SEEN, ASK)
"""How acts stand, by the number that the index keeps; also their order where they are due at the same time."""
FREE: Final = "plan"
"""What stands at the edge of a line whose title somebody wrote freely."""

_ACTS: Final = f"INSERT INTO acts VALUES ({', '.join('?' * 22)})"
_CHILDREN: Final = f"INSERT INTO children VALUES ({', '.join('?' * 13)})"
Block = tuple[Any, ...]
Word = str | tuple[Any, ...]
"""A text, or a tuple of what JSON knows."""


class Kept(NamedTuple):
    """A child as the index is to hold it."""

    id: str
    key: Key
    start: int
    """The rows are good for the positions from here up to, but not including, `until`."""
    until: int
    made: MadeRows
    told: Mapping[str, tuple[str, int, int]] = {}
    """Where each freely written title stands: file, first byte, how many bytes."""


class StringTable:
    """The numbered words of one index, looked up once each."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.numbers: dict[Word, int] = {}
        self.members: dict[Word, int] = {}
        self.texts: dict[int, Any] = {}

    def number(self, word: Word) -> int:
        """The number of a word; it gets one where it has none."""
        found = self.numbers.get(word)
        if found is None:
            text = _json(word)
            row = self.connection.execute("SELECT id FROM words WHERE text = ?", (text,)).fetchone()
            if row is None:
                row = (self.connection.execute("INSERT INTO words (text) VALUES (?)", (text,)).lastrowid,)
            if len(self.numbers) > _MANY:
                self.numbers.clear()
            found = self.numbers[word] = row[0]
        return found

    def listed(self, members: tuple[str, ...]) -> int:
        """The number of a list, whose members can be asked for."""
        return self.named(members, members)

    def named(self, word: Word, members: Iterable[str]) -> int:
        """The number of a word that can be asked for by each of some texts."""
        number = self.members.get(word)
        if number is None:
            number = self.number(word)
            rows = ((number, each) for each in sorted(set(members)))
            self.connection.executemany("INSERT OR IGNORE INTO members VALUES (?, ?)", rows)
            if len(self.members) > _MANY:
                self.members.clear()
            self.members[word] = number
        return number

    def value(self, number: int) -> Any:
        """What a number stands for: text, or what JSON of it says."""
        if number not in self.texts:
            (text,) = self.connection.execute("SELECT text FROM words WHERE id = ?", (number,)).fetchone()
            if len(self.texts) > _MANY:
                self.texts.clear()
            self.texts[number] = json.loads(text)
        return self.texts[number]


_MANY: Final = 20_000
"""How many words are remembered at a time, so that no number of children fills the memory."""


def keep(connection: sqlite3.Connection, words: StringTable, each: Kept, *, whole: bool = False) -> None:
    """Put a child's rows in the place of what was there; `whole` with the titles that somebody wrote freely."""
    if connection.execute("SELECT 1 FROM folders WHERE id = ?", (each.id,)).fetchone():
        forget(connection, (each.id,))
    connection.execute("INSERT INTO folders VALUES (?, ?, ?, ?, ?)", (each.id, *each.key, each.start, each.until))
    connection.executemany(_CHILDREN, [_child(words, *one) for one in each.made.cases])
    common = _common(each.made.acts)
    connection.executemany(
        _ACTS,
        [
            (*_stood(nth, *one), *_said(words, one.row, shared=_block(one.row) in common, whole=whole))
            for nth, one in enumerate(each.made.acts)
        ],
    )
    bodies = [_body(one.row, None if whole else each.told) for one in each.made.acts]
    rows = [(each.id, nth, _json(body)) for nth, body in enumerate(bodies) if body != _PLAIN]
    connection.executemany("INSERT INTO bodies VALUES (?, ?, ?)", rows)


def forget(connection: sqlite3.Connection, ids: Iterable[str]) -> None:
    """Take children out."""
    for case_id in ids:
        for table in ("folders", "children", "acts", "bodies"):
            connection.execute(f"DELETE FROM {table} WHERE id = ?", (case_id,))


def _common(acts: Sequence[Lasting[ActRow]]) -> set[Block]:
    """The blocks in which more than one act of a child stands at a time."""
    last: dict[Block, int] = {}
    found = set()
    for row, start, end in sorted(acts, key=lambda each: each.start):
        block = (row.state, *_block(row))
        if start < last.get(block, 0):
            found.add(block[1:])
        last[block] = max(end, last.get(block, 0))
    return found


def _block(row: ActRow) -> Block:
    """What brothers and sisters share a block for: the same thing to do, by the same day."""
    what = (row.event, *row.said) if row.event else (row.case, row.place)
    return row.family, what, row.due_day, row.due_minute


# --- what is written ----------------------------------------------------------------------------------------------

_PLAIN: Final[list[Any]] = [None, None, None, 0, "", None, ()]


def _kind(row: ActRow, *, whole: bool) -> Word:
    """What many acts have in common."""
    return (
        row.event, row.said, row.rule, row.title if whole or row.tail != FREE else "", row.each, row.each_words,
        row.weight, row.tail, row.sources, row.other_due, row.provisional, row.meeting, row.gated,
    )  # fmt: skip


def _body(row: ActRow, told: Mapping[str, tuple[str, int, int]] | None) -> list[Any]:
    """What is an act's own, as far as it is anything."""
    place = None
    if told is not None and row.tail == FREE:
        place = [*told[row.title], crc32(row.title.encode("utf-8"))] if row.title in told else []
    return [
        row.family if row.family != row.case else None,
        row.due_minute,
        row.named if row.named != row.rule else None,
        row.gated_day,
        row.booked,
        place,
        row.unsure,
    ]


def _stood(nth: int, row: ActRow, start: int, end: int) -> tuple[Any, ...]:
    """What of an act is numbers, as the table has them."""
    return (
        STATES.index(row.state), row.deadline, row.case, row.place, nth, start, end, row.shut, row.due_day,
        row.late_from, row.late_day, WEIGHTS.index(row.weight), row.meeting and not row.booked, row.too_late,
        row.size, row.late_size,
    )  # fmt: skip


def _said(words: StringTable, row: ActRow, *, shared: bool, whole: bool) -> tuple[int | None, ...]:
    """What of an act is words, as the table has them: the block it may share first."""
    return (
        words.number(_block(row)) if shared or (row.event and row.family != row.case) else None,
        words.named(row.holder, (row.holder,)),
        words.number((row.owner, row.owner_name, row.owner_role)),
        words.listed(row.owners),
        words.listed(row.roles),
        words.number(_kind(row, whole=whole)),
    )


def _child(words: StringTable, row: CaseRow, start: int, end: int) -> tuple[Any, ...]:
    named = words.named((row.holder, row.holder_name, row.leave), (row.holder,))
    return (
        row.case, start, end, row.open, named, words.number(row.team), words.listed(row.owing),
        bool(row.varied or row.asked or row.asks), row.missing, bool(row.booked),
        bool(row.to_decide or row.to_ask),
        _json(row.written) if row.written else None,
        _json(row._replace(root="", case="", written=(), owing=(), holder="", holder_name="", team="", leave=())),
    )  # fmt: skip


_json: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


# --- what is read -------------------------------------------------------------------------------------------------

ACT: Final = (
    "a.state, a.deadline, a.id, a.place, a.shut, a.due_day, a.late_from, a.late_day, a.too_late, a.size, a.late_size,"
    " a.holder, a.owner, a.owners, a.roles, a.kind, b.body FROM {} a"
    " LEFT JOIN bodies b ON b.id = a.id AND b.nth = a.nth"
)
"""What an act is read from, by whatever name its table goes."""
CHILD: Final = "id, open, holder, team, owing, written, body"
"""What a child is read from."""
Told = tuple[str, int, int, int]


def act_of(words: StringTable, root: str, row: Sequence[Any]) -> tuple[ActRow, Told | None]:
    """An act as it was put in, without its duties; and where its title stands, where it is not kept here.

    A place of nothing but noughts means that the title has to be worked out.
    """
    state, deadline, case_id, place, shut, due_day, late_from, late_day, too_late, size, late_size = row[:11]
    holder, owner, owners, roles = row[11:15]
    event, said, rule, title, each, each_words, weight, tail, sources, other_due, provisional, meeting, gated = (
        words.value(row[15])
    )
    family, due_minute, named, gated_day, booked, told, unsure = json.loads(row[16]) if row[16] else _PLAIN
    key, name, role = words.value(owner)
    found = ActRow(
        root=root, case=case_id, family=family or case_id, holder=words.value(holder), shut=bool(shut),
        state=STATES[state], deadline=deadline, place=place, due_day=due_day, due_minute=due_minute,
        late_from=late_from, late_day=late_day, event=event, said=tuple(said), rule=rule, named=named or rule,
        title=title, each=each, each_words=each_words, weight=weight, tail=tail, sources=tuple(sources),
        other_due=other_due, provisional=provisional, meeting=meeting, booked=booked, too_late=bool(too_late),
        gated=gated, gated_day=gated_day, owner=key, owner_role=role, owner_name=name,
        owners=tuple(words.value(owners)), roles=tuple(words.value(roles)), size=size, late_size=late_size,
        unsure=tuple(unsure), duties="",
    )  # fmt: skip
    return found, None if told is None else (*told,) if told else ("", 0, 0, 0)


def child_of(words: StringTable, root: str, row: Sequence[Any]) -> CaseRow:
    """A child as it was put in."""
    case_id, open_, holder, team, owing, written, body = row
    key, name, leave = words.value(holder)
    found = CaseRow(*json.loads(body))
    return found._replace(
        root=root, case=case_id, open=bool(open_), holder=key, holder_name=name, team=words.value(team),
        leave=tuple(map(tuple, leave)), owing=tuple(words.value(owing)), asked=tuple(found.asked),
        to_ask=tuple(found.to_ask), asks=tuple((said, way) for said, way in found.asks),
        external=tuple((system, number) for system, number in found.external),
        booked=tuple(Booked(*each) for each in found.booked),
        otherwise=tuple(Otherwise(*each) for each in found.otherwise), written=tuple(written_of(written)),
    )  # fmt: skip


def written_of(text: str | None) -> Iterator[Written]:
    """What was written down lately for a child, as it was put in."""
    return (Written(*each) for each in json.loads(text or "[]"))
