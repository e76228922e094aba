"""What happened since the last review, from the record alone: by theme, with visits and views told for themselves."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from reunify_cli.engine.actions import CLOSING
from reunify_cli.engine.roles import roles_of
from reunify_cli.engine.timeline import spans
from reunify_cli.frozen import dataclass
from reunify_cli.model.case import Entry
from reunify_cli.model.moment import Moment
from reunify_cli.wording.case_view import CaseView
from reunify_cli.wording.entry_sentences import told
from reunify_cli.wording.phrases import capital, counted_words, days_words, ended, listed, short_day

_TOLD_APART = frozenset(("visits", "views", "case"))
"""The groups of events that a list of what happened leaves out: they have a place of their own, or are our own steps.
So has what finishes a decision."""


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened."""

    when: str
    told: str
    """What happened and who did it, as sentences."""
    written: str = ""
    """Who wrote it down and when; that it was written by hand where nobody stamped it. Not said in a list by theme."""
    entry: str = ""
    """The entry's id, where it was given one."""


@dataclass(frozen=True, slots=True)
class Theme:
    """What happened of one kind."""

    title: str
    happened: tuple[Happened, ...]


@dataclass(frozen=True, slots=True)
class Visits:
    """The visits of a stretch of days, counted."""

    seen: str
    alone: str
    not_alone: tuple[str, ...]
    """The visits at which the child was not spoken to alone: the day, and the reason that is recorded."""
    not_seen: tuple[str, ...]
    longest: str
    """The longest time between two visits; "" where there were fewer than two."""
    last: str


@dataclass(frozen=True, slots=True)
class View:
    """Somebody's views: whose, when, about what, and in their own words where those are recorded."""

    whose: str
    when: str
    about: str
    stands: str
    words: str
    how: str


@dataclass(frozen=True, slots=True)
class Unheard:
    """Somebody whose views are not recorded: by name for the paper, and without it for the screen."""

    name: str
    unnamed: str


@dataclass(frozen=True, slots=True)
class Hindsight:
    """Something written down only after the last review about a time before it."""

    when: str
    told: str
    recorded: str


def last_review(stand: CaseView) -> Entry | None:
    """The last review that was completed, in this time of being looked after."""
    start = care_began(stand)
    held = [
        entry
        for entry in stand.judged.history.by_event.get("review", ())
        if entry.when.start <= stand.now and entry.fields.get("completed") is not False
    ]
    return held[-1] if held and (start is None or held[-1].when.day >= start.day) else None


def care_began(stand: CaseView) -> Moment | None:
    """When the child became looked after this time; None where that is not recorded."""
    if "looked-after" not in stand.vocabulary.facts:
        return None
    found = [s for s in spans(stand.judged.times.fact("looked-after")) if 0 < s.start <= stand.now]
    return found[-1].opening() if found else None


def entries_since(stand: CaseView, after: Entry | None) -> list[Entry]:
    """The entries of this time of care after an entry, or all of them where there is none."""
    start = care_began(stand)
    first = after.when if after else start or Moment(date(1, 1, 1))
    return [
        entry
        for entry in stand.judged.history.entries
        if entry.when.day >= first.day and entry.when.start <= stand.now and (after is None or entry.id != after.id)
    ]


# --- by theme -----------------------------------------------------------------------------------------------------


def themes(stand: CaseView, entries: Sequence[Entry]) -> tuple[Theme, ...]:
    """What happened, in the groups of the vocabulary and in their order; like things of one day are one line."""
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        group = stand.kind(entry).group
        if group not in _TOLD_APART and CLOSING not in stand.kind(entry).is_:
            groups.setdefault(group, []).append(entry)
    order = [*stand.vocabulary.groups, *groups]
    return tuple(
        Theme(capital(stand.vocabulary.groups.get(group, group)), tuple(_happened(stand, groups[group])))
        for group in dict.fromkeys(order)
        if group in groups
    )


def _happened(stand: CaseView, entries: list[Entry]) -> Iterator[Happened]:
    days: dict[tuple[date, str], list[Entry]] = {}
    for entry in entries:
        days.setdefault((entry.when.day, entry.event), []).append(entry)
    for (day, _), same in days.items():
        yield Happened(short_day(day), " ".join(dict.fromkeys(told(stand, entry) for entry in same)))


# --- visits and views ---------------------------------------------------------------------------------------------


def visits(stand: CaseView, entries: Sequence[Entry]) -> Visits | None:
    """The visits among some entries; None where there is none."""
    every = [entry for entry in entries if entry.event == "visit"]
    if not every:
        return None
    seen = [entry for entry in every if entry.fields.get("seen") is True]
    alone = [entry for entry in seen if entry.fields.get("alone") is True]
    gaps = [(later.when.day - earlier.when.day).days for earlier, later in pairwise(seen)]
    return Visits(
        seen=counted_words(len(seen), "visit"),
        alone=f"{len(alone)} of {len(seen)}",
        not_alone=tuple(_not_alone(stand, entry) for entry in seen if entry not in alone),
        not_seen=tuple(_not_seen(entry) for entry in every if entry not in seen),
        longest=days_words(max(gaps)) if gaps else "",
        last=short_day(seen[-1].when.day) if seen else "",
    )


def _not_alone(stand: CaseView, entry: Entry) -> str:
    why = stand.value(entry, "why-not-alone")
    if entry.fields.get("alone") is None:
        return f"{short_day(entry.when.day)}: not recorded whether alone"
    return f"{short_day(entry.when.day)}: {why or 'the reason is not recorded'}"


def _not_seen(entry: Entry) -> str:
    return f"{short_day(entry.when.day)}: the child was not seen{'. ' + ended(entry.note) if entry.note else ''}"


def said_on_visits(entries: Sequence[Entry]) -> tuple[tuple[str, str], ...]:
    """What the child said on visits, with the day, where it was written down."""
    visited = (entry for entry in entries if entry.event == "visit" and entry.fields.get("childs-words"))
    return tuple((short_day(entry.when.day), str(entry.fields["childs-words"])) for entry in visited)


def views(stand: CaseView, entries: Sequence[Entry]) -> tuple[View, ...]:
    """The views recorded among some entries, the latest of each person and subject."""
    latest: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        if entry.event == "views":
            latest[str(entry.fields.get("whose")), str(entry.fields.get("about") or "")] = entry
    return tuple(_view(stand, entry) for entry in latest.values())


def _view(stand: CaseView, entry: Entry) -> View:
    how = stand.value(entry, "how-heard")
    return View(
        whose=stand.known_as(str(entry.fields.get("whose"))),
        when=short_day(entry.when.day),
        about=stand.value(entry, "about") or "",
        stands=stand.value(entry, "about-return") or "",
        words=str(entry.fields.get("words") or ""),
        how=listed([how or "", f"recorded by {stand.names(entry.by)}" if entry.by else ""]),
    )


def not_heard(stand: CaseView, entries: Sequence[Entry]) -> tuple[Unheard, ...]:
    """Whose views are not recorded among some entries: the child, parents, whoever holds parental responsibility."""
    heard = {str(entry.fields.get("whose")) for entry in entries if entry.event == "views"}
    people = stand.judged.case.file.people
    family = [k for k in people if {"parent", "pr-holder"} & roles_of(stand.judged.times, k, stand.moment)]
    wanted = ("child", *family)
    roles = {role for key in heard for role in roles_of(stand.judged.times, key, stand.moment)} & {"child"}
    unheard = (key for key in wanted if key not in heard and key not in roles)
    return tuple(Unheard(stand.known_as(key), stand.unnamed(key)) for key in unheard)


# --- what came to light -------------------------------------------------------------------------------------------


def hindsight(stand: CaseView, review: Entry) -> tuple[Hindsight, ...]:
    """What was written down after a review about a time before it: what that review did not have before it."""
    held = review.recorded.date() if review.recorded else review.when.day
    found = [
        Hindsight(short_day(entry.when.day), told(stand, entry), short_day(entry.recorded.date()))
        for entry in stand.judged.history.entries
        if entry.when.day <= review.when.day
        and entry.id != review.id
        and entry.recorded is not None
        and entry.recorded.date() > max(held, review.when.day)
        and entry.event != "booked"
    ]
    for amendment in stand.judged.case.amendments:
        target = stand.judged.history.by_id.get(amendment.target)
        late = amendment.recorded is not None and review.when.day < amendment.recorded.date() <= stand.today
        if target is not None and late and amendment.recorded is not None and target.when.day <= review.when.day:
            said = f"{capital(stand.kind(target).title)}: corrected{f' ({amendment.why})' if amendment.why else ''}."
            found.append(Hindsight(short_day(target.when.day), said, short_day(amendment.recorded.date())))
    return tuple(found)
