"""The chronology: all that the record holds, or one theme of it, with who did it and who wrote it down when."""

from itertools import groupby

from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry, KnownSpan
from reunify_cli.papers.professional.since import Happened
from reunify_cli.rules.phrasing import joined
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.entry_sentences import told
from reunify_cli.wording.phrases import capital, clock, counted_words, short_day


@dataclass(frozen=True, slots=True)
class Year:
    """What happened in one year."""

    year: int
    happened: tuple[Happened, ...]


@dataclass(frozen=True, slots=True)
class PutRight:
    """An entry that was put right or taken back, and why."""

    what: str
    how: str
    why: str
    written: str


@dataclass(frozen=True, slots=True)
class Chronology:
    """What happened to a child, as it stands in the record."""

    theme: str
    """What it is about; "" where it holds everything."""
    span: str
    """The first and the last day that it tells of, and how many entries."""
    years: tuple[Year, ...]
    put_right: tuple[PutRight, ...]
    known_from: tuple[str, ...]
    """Since when, and of what, the record is complete, where it is not so from the start."""


def chronology(stand: CaseView, theme: str = "") -> Chronology:
    """What the record holds of a child by a minute; of one group of events, where a theme is named."""
    entries = [e for e in stand.judged.history.entries if e.when.start <= stand.now]
    if theme:
        entries = [e for e in entries if stand.kind(e).group == theme]
    shown = {entry.id for entry in entries}
    by_year = groupby(entries, key=lambda entry: entry.when.day.year)
    return Chronology(
        theme=stand.vocabulary.groups.get(theme, theme),
        span=_span(entries),
        years=tuple(Year(year, tuple(_happened(stand, entry) for entry in same)) for year, same in by_year),
        put_right=tuple(_put_right(stand, shown if theme else None)),
        known_from=tuple(_known_from(stand)),
    )


def _span(entries: list[Entry]) -> str:
    if not entries:
        return ""
    number = counted_words(len(entries), "entry", "entries")
    return f"{short_day(entries[0].when.day)} to {short_day(entries[-1].when.day)}, {number}"


def _happened(stand: CaseView, entry: Entry) -> Happened:
    return Happened(
        when=short_day(entry.when.day) + clock(entry.when.minute),
        told=told(stand, entry),
        written=_written(stand, entry),
        entry=entry.id if entry.given_id else "",
    )


def _written(stand: CaseView, entry: Entry) -> str:
    if entry.recorded is None:
        return "by hand, day not recorded"
    who = stand.person(entry.recorded_by) if entry.recorded_by else ""
    return ", ".join(filter(None, (short_day(entry.recorded.date()), who)))


def _put_right(stand: CaseView, shown: set[str] | None) -> list[PutRight]:
    """Corrections and withdrawals; of a theme only those of its entries, so that nothing else is told with it."""
    found = []
    entries = {entry.id: entry for entry in stand.judged.case.entries}
    for each in stand.judged.case.amendments:
        target = entries.get(each.target)
        known = each.recorded is None or each.recorded.date() <= stand.today
        if target is None or not known or (shown is not None and each.target not in shown):
            continue
        day = short_day(each.recorded.date()) if each.recorded else "day not recorded"
        who = stand.person(each.recorded_by) if each.recorded_by else ""
        how = "withdrawn" if each.withdraws else "corrected"
        found.append(PutRight(stand.titled(target), how, each.why, ", ".join(filter(None, (day, who)))))
    return found


def _known_from(stand: CaseView) -> list[str]:
    words = stand.vocabulary
    said = []
    for key, spans in stand.judged.case.known.items():
        title = words.groups.get(key) or (words.events[key].title if key in words.events else key)
        days = joined([_days(span) for span in spans])
        said.append(f"{capital(title)}: from {days}")
    return said


def _days(span: KnownSpan) -> str:
    return f"{short_day(span.from_)} " + ("on" if span.until is None else f"to {short_day(span.until)}")
