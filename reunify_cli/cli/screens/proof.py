"""How a date came about, on the screen: the rule in words, its source, and the days counted and skipped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reunify_cli.casework.explaining import LONGEST, entry_place
from reunify_cli.policy_store.readings import reading_words
from reunify_cli.rules.phrasing import terms_words, title_of
from reunify_cli.session.session import OpenCase
from reunify_cli.text.days import say_day, say_time, short_day
from reunify_cli.text.layout import clean, counted, sentence, wrap
from reunify_cli.wording.display_names import KNOWN, person

if TYPE_CHECKING:
    from reunify_cli.engine.derivation import Derivation, Reading
    from reunify_cli.engine.duty import Anchor
    from reunify_cli.model.moment import Moment
    from reunify_cli.rules.policy import Rule, Source
    from reunify_cli.rules.terms import Terms

LABEL: Final = 12
"""How wide the words on the left are."""


def row(label: str, text: str, width: int) -> list[str]:
    """A word on the left, and beside it a text on as many lines as it takes."""
    return wrap(text, width, " " * LABEL, f" {label:<{LABEL - 1}}")


def rule_rows(opened: OpenCase, rule: Rule, terms: Terms, source: Source, width: int) -> list[str]:
    """A rule in words, what it asks, and where it stands."""
    lines = row("THE RULE", clean(rule.says or rule.title), width)
    for label, words in terms_words(terms, opened.judged.policy):
        if label not in ("While", "Where") or len(words) <= LONGEST:
            lines += row("", f"{label}: {clean(words)}.", width)
    lines += row("SOURCE", clean(f"{source}."), width)
    if source.url:
        lines.append(f"{' ' * LABEL}{clean(source.url)}")
    since = f"In force since {say_day(terms.in_force)}." if terms.in_force else ""
    since = "COMING: enacted, not in force yet. Nothing is due under it." if rule.coming else since
    read = "We last checked it on" if source.sure == "primary" else "Last looked for on"
    checked = f"{read} {say_day(source.checked)}." if source.checked else ""
    if since or checked:
        lines += row("", f"{since} {checked}".strip(), width)
    if source.sure in KNOWN:
        lines += row("KNOWN", KNOWN[source.sure], width)
    for i, words in enumerate(reading_words(rule)):
        lines += row("" if i else "READING", sentence(clean(words)), width)
    return lines


def proof_rows(opened: OpenCase, proof: Derivation, width: int) -> list[str]:
    """What a date was counted from, and every day counted and skipped; nothing where there is nothing to count."""
    anchor = proof.duty.anchor
    if not proof.readings:
        return row("FROM", anchor_words(opened, anchor), width) if anchor.entry is not None else []
    lines: list[str] = []
    for reading in proof.readings:
        how = f" ({reading.counted.how})" if reading.counted.how else ""
        how += f" ({clean(reading.at)})" if reading.at else ""
        period = f"{_period(reading)} " if reading.counted.period else ""
        text = f"{period}from {anchor_words(opened, reading.counted.anchor)}{how}"
        lines += row("AND" if lines else "COUNTED", text, width)
        lines += [f"{' ' * LABEL}{line}" for line in _days(reading)]
        if reading.stretches:
            lines += row("HOLIDAYS", _holidays(opened, reading), width)
    return lines


def anchor_words(opened: OpenCase, anchor: Anchor) -> str:
    """What is counted from: the day, what happened, who wrote it down and where."""
    entry = anchor.entry
    if entry is None:
        return f"{_full(anchor.when)}, {anchor.why or 'time passed'}"
    title = title_of(opened.judged.policy.vocabulary, entry.event)
    place = entry_place(opened, entry.id)
    by = f", by {', '.join(person(opened.judged, key) for key in entry.by)}" if entry.by else ""
    return clean(f"{_full(anchor.when)}, {title}{by}; entry {entry.id}{f', {place}' if place else ''}")


def _full(when: Moment) -> str:
    clock = f", {say_time(when.minute)}" if when.minute is not None else ""
    return f"{short_day(when.day)} {when.day.year}{clock}"


def _period(reading: Reading) -> str:
    from reunify_cli.rules.periods import parse_period

    period = parse_period(reading.counted.period)
    return period.words() if period.amount else "the day itself,"


def _days(reading: Reading) -> list[str]:
    if not reading.stretches:
        return []
    rows = [f"{short_day(reading.counted.anchor.when.day):<25}not counted (the day itself)"]
    for each in reading.stretches:
        days = short_day(each.first) if each.first == each.last else f"{short_day(each.first)} - {short_day(each.last)}"
        rows.append(f"{days:<25}{each.what}")
    if reading.weekends:
        rows.append(f"and {counted(reading.weekends, 'weekend')}")
    return rows


def _holidays(opened: OpenCase, reading: Reading) -> str:
    calendar = opened.judged.calendar
    words = f"{calendar.title}, checked {say_day(calendar.checked)}, announced to the end of {calendar.known_to}"
    if not reading.provisional:
        return words
    if reading.counted.due.day.year < calendar.first_year:
        return f"{words}. It begins with {calendar.first_year}: this date was counted without any of them."
    return f"{words}. This date lies beyond that and may still move."
