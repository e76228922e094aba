"""Journal entries from a child's rows: what each episode, review and time missing says in this project's words.

Each entry's id is worked out from the child's number, the day the row stands under and the part of the row it tells,
so that reading the same row again gives the same entry. What a return cannot know (visits, approvals, workers, who
decided to admit, where the placement lies) is left out.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from hashlib import sha256
from itertools import zip_longest
from typing import Final

from reunify_cli.errors import Place
from reunify_cli.exchange.ssda903 import codes
from reunify_cli.exchange.ssda903.already import Already
from reunify_cli.exchange.ssda903.child import Child, Doubt, left
from reunify_cli.exchange.ssda903.rows import Episode
from reunify_cli.frozen import dataclass

PARTS: Final[Mapping[str, Mapping[str, str]]] = {
    "episodes": {
        "admitted": "became-looked-after",
        "status": "legal-status-changed",
        "placement": "placement-start",
        "home": "returned-home",
        "home-end": "returned-home",
        "ceased": "ceased-looked-after",
        "status-end": "legal-status-changed",
        "died": "died",
        "closed": "case-closed",
        "reopened": "case-reopened",
    },
    "reviews": {"review": "review"},
    "missing": {"missing": "missing", "found": "found"},
}
"""The parts of a row of each table, and the event type of each."""

FROM_BEFORE: Final = {"placement": {"change-reason"}, "home": {"planned"}, "status": {"decided-by"}}
"""What a part says that the row before its own tells."""

LETTERS: Final = {"episodes": "E", "reviews": "R", "missing": "M"}


@dataclass(frozen=True, slots=True)
class MadeEntries:
    """An entry, as the journal is to hold it, and the row it comes from."""

    entry: Mapping[str, str]
    place: Place
    loose: frozenset[str] = frozenset()
    """What the entry knows from the row before its own, which a return that begins here does not hold."""

    @property
    def id(self) -> str:
        """The id of the part of the row, under which it is told first."""
        return self.entry["id"]


def entry_id(number: str, table: str, row: date | str, part: str) -> str:
    """The id of one part of a row, and of the entry that first tells it: the same whenever the row is read.

    `row` is what the row is known by (`Child.row_of`).
    """
    digest = sha256(f"{number}|{table}|{row}|{part}".encode()).hexdigest()
    return f"{LETTERS[table]}-{digest[:8]}"


def entries(child: Child, already: Already, today: date) -> tuple[list[MadeEntries], list[Doubt]]:
    """The entries that a child's rows give rise to, in the order of their days; and what could not be one.

    Left out, and doubtful: what would lie before the child's birth or after `today`, and what comes after a death.
    `already` is the case as it stands: a return that begins in the middle of a story does not tell its beginning
    again.
    """
    death = death_of(child, already, today)
    died = death.ended if death is not None else None
    made = [*_Story(child, already, today).tell(), *_reviews(child), *_absences(child)]
    kept, doubts = [], dict[tuple[Place, str], Doubt]()
    for each in made:
        day = date.fromisoformat(each.entry["date"])
        if child.born is not None and day < child.born:
            sentence = f"{day:%d/%m/%Y} lies before the child was born ({child.born:%d/%m/%Y})."
        elif day > today:
            sentence = f"{day:%d/%m/%Y} has not come yet."
        elif died is not None and day > died and each.entry["event"] in ("review", "missing", "found"):
            sentence = f"{day:%d/%m/%Y} lies after the child died, as the return has it."
        else:
            kept.append(each)
            continue
        doubts.setdefault((each.place, sentence), Doubt(each.place, sentence, left_out=True))
    return sorted(kept, key=lambda m: m.entry["date"]), list(doubts.values())


def day_fits(episode: Episode, today: date) -> bool:
    """Whether an episode ended on a day that can be right: given, not before it began, and not to come."""
    return episode.ended is not None and episode.began <= episode.ended <= today


def death_of(child: Child, already: Already, today: date) -> Episode | None:
    """The episode that ends with the child's death; None where none does, or a person took that back."""
    for episode in child.episodes:
        part = entry_id(child.number, "episodes", child.row_of("episodes", episode.began), "died")
        if episode.why_ended == codes.DIED and day_fits(episode, today) and not already.refused(part):
            return episode
    return None


def later_than(death: Episode, child: Child) -> list[tuple[str, date]]:
    """What the rows tell of a child after the episode that ends with their death: what, and on which day."""
    ended = death.ended or death.began
    return [
        *(("episode begins", e.began) for e in child.episodes if e.began > death.began),
        *(("review was held", r.held) for r in child.reviews if r.held > ended),
        *(("time missing begins", a.began) for a in child.absences if a.began > ended),
    ]


class _Story:
    """A child's episodes told one after the other; remembers between them only whether the child was admitted."""

    def __init__(self, child: Child, already: Already, today: date) -> None:
        self.child, self.already, self.today = child, already, today
        self.admitted = False

    def tell(self) -> Iterator[MadeEntries]:
        before: Episode | None = None
        death = death_of(self.child, self.already, self.today)
        # What a return tells after a death contradicts it: a person decides, and until then the death stands.
        rows = [e for e in self.child.episodes if death is None or e.began <= death.began]
        for episode, after in zip_longest(rows, rows[1:]):
            starts = _starts(before, episode)
            if starts:
                self.admitted = False
                yield from self._reopened(episode)
            yield from self._status(before, episode, starts=starts)
            yield from self._placement(before, episode, starts=starts)
            if episode.ended is not None and left(episode, after) and not self._not_dead(episode):
                yield from self._end(episode, episode.ended, after)
            before = episode

    def _not_dead(self, episode: Episode) -> bool:
        """Whether a person took back the death with which the episode ends: then the child did not leave care."""
        return episode.why_ended == codes.DIED and self.already.refused(self._id(episode, "died"))

    def _id(self, episode: Episode, part: str) -> str:
        return entry_id(self.child.number, "episodes", self.child.row_of("episodes", episode.began), part)

    def _there(self, episode: Episode, part: str) -> bool:
        """Whether an earlier import told this part of the row."""
        return self.already.told(self._id(episode, part)) is not None

    def _made(self, episode: Episode, part: str, day: date, said: Mapping[str, str]) -> MadeEntries:
        entry = _entry(self._id(episode, part), PARTS["episodes"][part], day, said)
        return MadeEntries(entry, episode.place, frozenset(FROM_BEFORE.get(part, ())))

    def _status(self, before: Episode | None, episode: Episode, *, starts: bool) -> Iterator[MadeEntries]:
        word = codes.LEGAL_STATUS.get(episode.status)
        admits = word is not None
        part = self._status_part(before, episode, starts=starts, admits=admits)
        self.admitted = self.admitted or admits
        if word is None or part is None:
            return
        by_court = episode.status in codes.BY_COURT or (before is not None and before.status in codes.BY_COURT)
        more = (
            {"reason": codes.NEED.get(episode.need, "")}
            if part == "admitted"
            else {"decided-by": "court" if by_court else ""}
        )
        note = _note(episode, episode.status)
        yield self._made(episode, part, episode.began, {"legal-status": word, **more, "note": note})

    def _status_part(self, before: Episode | None, e: Episode, *, starts: bool, admits: bool) -> str | None:
        if starts:
            return "admitted" if admits else "status"
        if before is None:
            # The child was looked after before this row; a wider return may have told its day already.
            for part in ("admitted", "status"):
                if self._there(e, part):
                    return part
            stands = self.already.legal_status(e.began)
            return None if stands == codes.LEGAL_STATUS.get(e.status) else "status"
        if not self.admitted and admits:
            return "admitted"
        return "status" if codes.LEGAL_STATUS.get(e.status) != codes.LEGAL_STATUS.get(before.status) else None

    def _placement(self, before: Episode | None, episode: Episode, *, starts: bool) -> Iterator[MadeEntries]:
        kind = codes.PLACEMENT.get(episode.placement)
        if kind is None:
            return
        home = episode.placement == codes.PARENTS and episode.why_new not in ("S", "L")
        part = "home" if home else "placement"
        if not (starts or episode.why_new in codes.MOVES or self._there(episode, part)):
            lived = (
                codes.PLACEMENT.get(before.placement) if before is not None else self.already.lives_with(episode.began)
            )
            if lived == kind:
                return
        why_moved = before.why_moved if before is not None and not starts else ""
        if home:
            said = {
                "planned": "yes" if why_moved == "CARPL" else "",
                "decided-by": "authority" if episode.status in ("C1", "C2", "D1", "E1") else "",
                "has-responsibility": "yes",
            }
        else:
            said = {
                "kind": kind,
                "term": "long" if episode.placement in codes.LONG_TERM else "",
                "change-reason": codes.CHANGE_REASON.get(why_moved, ""),
            }
        provider = codes.PROVIDER.get(episode.provider)
        where = f"{episode.placement}, {provider} ({episode.provider})" if provider else episode.placement
        yield self._made(episode, part, episode.began, {**said, "note": _note(episode, where)})

    def _end(self, episode: Episode, day: date, after: Episode | None) -> Iterator[MadeEntries]:
        leaving = codes.LEAVING[episode.why_ended]
        note = f"SSDA903 episode from {episode.began:%d/%m/%Y}: ended {episode.why_ended}."
        decided = codes.decided_by(episode.why_ended, episode.status, self.child.age_on(day))
        if episode.why_ended == codes.DIED:
            yield self._made(episode, "died", day, {"note": note})
        else:
            if leaving.home and episode.placement != codes.PARENTS:
                by = "authority" if leaving.planned == "yes" else decided if decided == "parent" else ""
                said = {"planned": leaving.planned, "decided-by": by, "has-responsibility": "yes"}
                yield self._made(episode, "home-end", day, {**said, "note": note})
            if self.admitted or self._there(episode, "ceased"):
                said = {"decided-by": decided, "reason": leaving.reason, "planned": leaving.planned}
                yield self._made(episode, "ceased", day, {**said, "note": note})
            else:
                said = {"legal-status": "none", "decided-by": decided if decided != "birthday" else "other"}
                yield self._made(episode, "status-end", day, {**said, "note": note})
        yield from self._closed(episode, day + timedelta(days=1), after, leaving.outcome)

    def _closed(self, episode: Episode, day: date, after: Episode | None, outcome: str) -> Iterator[MadeEntries]:
        """The case ends with care, from the day after: what was owed on the last day is still asked for.

        Not where a death is in doubt, so that the child stays in every list until somebody decides.
        """
        wanted = after is None and day <= self.today and not self.already.closed_by(self.today)
        if episode.why_ended == codes.DIED and later_than(episode, self.child):
            wanted = False
        if wanted or self._there(episode, "closed"):
            note = "Closed by the import: the SSDA903 return says that the child left care."
            yield self._made(episode, "closed", day, {"outcome": outcome, "note": note})

    def _reopened(self, episode: Episode) -> Iterator[MadeEntries]:
        day = episode.began
        # A case is closed on the day after care ended, which may be the day after the child came back.
        if not self.already.closed_by(day) and self.already.closed_by(day + timedelta(days=1)):
            day += timedelta(days=1)
        told = self.already.told(self._id(episode, "reopened"))
        if told is not None:
            day = told.when.day
        elif not self.already.closed_by(day):
            return
        note = "Reopened by the import: the SSDA903 return says that the child is looked after again."
        yield self._made(episode, "reopened", day, {"note": note})


def _starts(before: Episode | None, episode: Episode) -> bool:
    """Whether a time in care starts with this episode."""
    if before is None:
        return episode.why_new == "S"
    gap = before.ended is not None and before.ended < episode.began
    return left(before, episode) or (episode.why_new == "S" and gap)


def _note(episode: Episode, what: str) -> str:
    why = codes.NEW_EPISODE.get(episode.why_new)
    return f"SSDA903 episode from {episode.began:%d/%m/%Y}: {what}" + (f"; {why}." if why else ".")


def _entry(id_: str, event: str, day: date, said: Mapping[str, str]) -> dict[str, str]:
    """An entry with what is known; what the row leaves open is left out."""
    known = {key: value for key, value in said.items() if value}
    return {"id": id_, "event": event, "date": day.isoformat(), **known}


def _reviews(child: Child) -> Iterator[MadeEntries]:
    for row in child.reviews:
        how = row.participation if row.participation in codes.PARTICIPATION else ""
        said = {"participation": how, "note": "From the SSDA903 return."}
        id_ = entry_id(child.number, "reviews", child.row_of("reviews", row.held), "review")
        yield MadeEntries(_entry(id_, "review", row.held, said), row.place)


def _absences(child: Child) -> Iterator[MadeEntries]:
    for row in child.absences:
        kind = {"M": "missing", "A": "away"}.get(row.kind, "")
        said = {"kind": kind, "note": "From the SSDA903 return."}
        id_ = entry_id(child.number, "missing", child.row_of("missing", row.began), "missing")
        yield MadeEntries(_entry(id_, "missing", row.began, said), row.place)
        if row.ended is not None and row.ended >= row.began:
            id_ = entry_id(child.number, "missing", child.row_of("missing", row.began), "found")
            yield MadeEntries(_entry(id_, "found", row.ended, {"note": "From the SSDA903 return."}), row.place)
