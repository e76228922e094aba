"""What a reader must not learn from a paper, worked out from the record, and how each is looked for in a text.

Addresses and telephones, a refuge, who referred the child, the name of another child (for the court), and a day for the
return that nobody has endorsed. A value is found however it is written: in capitals, broken over lines, spaced, with or
without hyphens or the space in a postcode, in other forms of the same letters, with invisible characters between.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from itertools import chain

from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.model.people import Home
from reunify_cli.model.vocabulary import spoken
from reunify_cli.papers.layout.escape import visible
from reunify_cli.papers.readers import Reader, is_minor
from reunify_cli.text.days import MONTHS
from reunify_cli.wording.case_view import CaseView

_GAP = r"[\W_]*"
_POSTCODE = re.compile(r"\b([A-Z]{1,2}\d[A-Z\d]?)\s*(\d[A-Z]{2})\b", re.IGNORECASE)
_MONTHS = tuple(name.lower() for name in MONTHS)
_LONG = 8
"""From how many letters and figures on a value is found inside a longer word too, as where a file has lost a space."""


@dataclass(frozen=True, slots=True)
class Secret:
    """Something to be kept from a reader: in words without the thing itself, and the pattern that finds it."""

    kind: str
    pattern: re.Pattern[str]
    cased: bool = False
    """Whether capitals tell it from an ordinary word, as they do the town of Bath and a boy named Will."""

    def is_in(self, text: Readable) -> bool:
        """Whether a text holds it."""
        return self.pattern.search(text.written if self.cased else text.plain) is not None


@dataclass(frozen=True, slots=True)
class Readable:
    """A text as secrets are looked for in it: as it is written but for its capitals (`plain`), and with them."""

    plain: str
    written: str


def readable(text: str) -> Readable:
    """A text made ready to be searched: compatible forms of letters made one, and nothing invisible in it."""
    written = unicodedata.normalize("NFKC", visible(unicodedata.normalize("NFKC", text)))
    return Readable(written.casefold(), written)


def plainest(text: str) -> str:
    r"""A text without capitals and invisible signs.

    >>> plainest("9 ＱＵＡＲＲＹ\u200b Ri\u00adse")
    '9 quarry rise'
    """
    return readable(text).plain


def secrets(stand: CaseView, reader: Reader, authority: str = "") -> tuple[Secret, ...]:
    """What a file for a reader must not hold; nothing where professionals read it.

    `authority` is the authority's name: the town in it is no secret. Values of one or two letters are passed over.
    """
    if reader.kind == "professionals":
        return ()
    values = chain(_protected(stand, reader, authority), _others(stand, reader), _referrers(stand))
    if reader.kind == "court":
        values = chain(values, _children(stand))
    found = {(kind, value): _secret(kind, value) for kind, value in values if len(_bare(value)) > 2}
    return (*found.values(), *_days(stand))


def _secret(kind: str, value: str) -> Secret:
    word = readable(value.strip()).written
    if not word.isalpha() or word.islower():
        return Secret(kind, pattern_of(value))
    ways = "|".join(_GAP.join(map(re.escape, way)) for way in (word, word.upper()))
    return Secret(kind, re.compile(rf"(?<![^\W_])(?:{ways})(?![^\W_])"), cased=True)


def pattern_of(value: str) -> re.Pattern[str]:
    """What finds a value in a `plainest` text, whatever stands between its letters."""
    letters = _bare(value)
    body = _GAP.join(map(re.escape, letters))
    if len(letters) >= _LONG and not letters.isdigit():
        return re.compile((r"(?<!\d)" if letters[0].isdigit() else "") + body)
    return re.compile(rf"(?<![^\W_]){body}(?![^\W_])")


def _bare(value: str) -> str:
    return "".join(char for char in plainest(value) if char.isalnum())


# --- where people are ---------------------------------------------------------------------------------------------


def _protected(stand: CaseView, reader: Reader, authority: str) -> Iterator[tuple[str, str]]:
    """The whereabouts that the record marks as protected, but for the reader's own."""
    file = stand.judged.case.file
    public = _bare(" ".join((authority, *_open_addresses(stand))))
    for key, person in file.people.items():
        if not person.protected or key == reader.key:
            continue
        kind = f"the protected whereabouts of {_who(stand, key)}"
        yield from ((kind, part) for part in _parts(person.address, public))
        yield kind, person.phone
        for home_key in _homes_of(stand, key) - _homes_of(stand, reader.key):
            yield from ((kind, part) for part in _parts(file.homes[home_key].address, public))
    for home_key, home in file.homes.items():
        hidden = home.protected or (file.child.protected and home_key == str(stand.fact("home")))
        if hidden and home_key not in _homes_of(stand, reader.key):
            yield from _home(stand, home_key, home, public)
    if file.child.protected and reader.kind != "child":
        yield from (("the child’s protected address", part) for part in _parts(file.child.address, public))


def _home(stand: CaseView, key: str, home: Home, public: str) -> Iterator[tuple[str, str]]:
    kind = "a home that is protected"
    yield kind, home.name
    yield from ((kind, part) for part in _parts(home.address, public))
    people = stand.judged.case.file.people
    for entry in stand.judged.history.by_event.get("placement-start", ()):
        carer = people.get(str(entry.fields.get("carer")))
        if entry.fields.get("home") == key and carer is not None:
            yield "the carer in a home that is protected", carer.name


def _others(stand: CaseView, reader: Reader) -> Iterator[tuple[str, str]]:
    """The other addresses and telephones: on a family's paper they are no business of its reader's."""
    if reader.kind == "court":
        return
    file, mine = stand.judged.case.file, _homes_of(stand, reader.key)
    own = file.people[reader.key].address if reader.key in file.people else file.child.address
    open_ = {_bare(own), *(_bare(file.homes[key].address) for key in mine)}
    for key, person in file.people.items():
        if person.protected or key == reader.key:
            continue
        kind = f"the address or telephone of {_who(stand, key)}"
        yield kind, person.phone
        if _bare(person.address) not in open_:
            yield from ((kind, part) for part in _street(person.address))
    for home in file.homes.values():
        if not home.protected and _bare(home.address) not in open_:
            yield from (("the address of a home", part) for part in _street(home.address))


def _homes_of(stand: CaseView, key: str) -> frozenset[str]:
    """The homes in which somebody lives, as far as the record says."""
    homes = stand.judged.case.file.homes
    if key == "child":
        return frozenset((str(stand.fact("home")),)) & frozenset(homes)
    household = stand.fact("household") or ()
    return frozenset(str(home) for who, *rest in household if str(who) == key for home in rest if str(home) in homes)


def _open_addresses(stand: CaseView) -> Iterator[str]:
    file = stand.judged.case.file
    yield from (home.address for home in file.homes.values() if not home.protected)
    yield from (person.address for person in file.people.values() if not person.protected)


def _parts(address: str, public: str) -> Iterator[str]:
    """Every part of an address that says where it is; a town that stands in open addresses too says nothing."""
    yield from _street(address)
    for part in address.split(","):
        name = part.strip().lstrip("0123456789 ")
        if name and _bare(name) not in public:
            yield name


def _street(address: str) -> Iterator[str]:
    """A whole address, its first part, and its postcode."""
    yield address
    if "," in address:
        yield address.split(",", maxsplit=1)[0]
    if found := _POSTCODE.search(address):
        yield f"{found[1]} {found[2]}"


def _who(stand: CaseView, key: str) -> str:
    return f"the {stand.relation(key) or 'person'}"


# --- who referred, who else, which day ----------------------------------------------------------------------------


def _referrers(stand: CaseView) -> Iterator[tuple[str, str]]:
    """Who referred the child, where that is a name or a description and not the mere name of a service."""
    for entry in stand.judged.history.by_event.get("referral", ()):
        said = str(entry.fields.get("from-whom") or "")
        general = {*stand.vocabulary.role_words, *(spoken(each.title) for each in stand.vocabulary.relations.values())}
        words = re.sub(r"^(the|a|an|her|his|their)\s+", "", said.strip(), flags=re.IGNORECASE)
        if spoken(words) not in general and (len(words.split()) > 1 or words != words.lower()):
            yield "who referred the child", words


def _children(stand: CaseView) -> Iterator[tuple[str, str]]:
    """The names of other children of the case, whole and given name alone."""
    file = stand.judged.case.file
    own = {_bare(name) for name in (file.child.name, file.child.known_as, *file.child.name.split())}
    for key, person in file.people.items():
        if is_minor(stand, key):
            for name in (person.name, *person.name.split()[:1]):
                if _bare(name) not in own and _bare(name) not in _MONTHS:
                    yield "the name of another child", name


def _days(stand: CaseView) -> Iterator[Secret]:
    """The days wished for the return that nobody has endorsed and marked, unless the day has another reason."""
    case = stand.judged.case
    plans = [plan.return_ for plan in (case.plan, *case.agreed.values()) if plan is not None]
    told = {each.wished for each in plans if each.endorsed and each.shareable}
    wished = {each.wished for each in plans} | set(map(_wished, stand.judged.history.by_event.get("return-wished", ())))
    for day in sorted(each for each in wished - told - _other_days(stand) if each is not None):
        yield Secret("a proposed date for the return, not agreed", day_pattern(day))


def _wished(entry: Entry) -> date | None:
    said = entry.fields.get("wished-for")
    return said if isinstance(said, date) else None


def _other_days(stand: CaseView) -> set[date | None]:
    """Days that a paper may name for what is not the return: entries, bookings, and what is due in plan or minutes."""
    days: set[date | None] = {entry.when.day for entry in stand.judged.history.entries}
    days |= {when.day for when, _ in stand.judged.bookings.values()}
    return days | {duty.due.day for duty in stand.judged.duties if duty.layer == "case" and duty.due is not None}


def day_pattern(day: date) -> re.Pattern[str]:
    """What finds a day in a `plainest` text: in words with or without its year, or in figures."""
    month = _MONTHS[day.month - 1]
    name = f"{month[:3]}(?:{month[3:]})?" if month[3:] else month
    year = rf"(?:{_GAP}(?:of{_GAP})?{day.year}|(?!{_GAP}\d{{4}}))"
    written = rf"(?<!\d)0?{day.day}(?:st|nd|rd|th)?{_GAP}(?:of{_GAP})?{name}(?![^\W\d_]){year}"
    turned = rf"(?<![^\W\d_]){name}{_GAP}0?{day.day}(?:st|nd|rd|th)?(?!\d){year}"
    figures = rf"(?<!\d)0?{day.day}[\W_]+0?{day.month}[\W_]+(?:{day.year}|{day.year % 100:02})(?!\d)"
    iso = rf"(?<!\d){day.year}[\W_]*{day.month:02}[\W_]*{day.day:02}(?!\d)"
    return re.compile(f"{written}|{turned}|{figures}|{iso}")
