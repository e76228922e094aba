"""One child's rows of a return, brought together; and what is doubtful about a row."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol, TypeVar

from reunify_cli.errors import Place
from reunify_cli.exchange.ssda903.codes import CONTINUES, HOME_AGAIN, LEAVING, PARENTS
from reunify_cli.exchange.ssda903.rows import Absence, Episode, Return, ReviewRow
from reunify_cli.frozen import dataclass, field


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something about a row that does not fit together: imported as well as can be, for a person to look at."""

    place: Place | None
    sentence: str
    check: str = ""
    """The number of the return's own check that says the same, where there is one."""
    left_out: bool = False
    """Whether what the row says was not imported."""


@dataclass(frozen=True, slots=True)
class Child:
    """A child as a return knows them: no name, one episode a day, one review a day."""

    number: str
    place: Place
    """The first row about them."""
    sex: str
    born: date | None
    episodes: tuple[Episode, ...]
    reviews: tuple[ReviewRow, ...]
    absences: tuple[Absence, ...]
    origins: Mapping[tuple[str, date], str] = field(default_factory=dict)
    """Under which day a row was first told, by table and the day it stands under now; see `moves`."""

    def row_of(self, table: str, day: date) -> str:
        """What a row is known by: the day it stands under, or stood under when an import first told it."""
        return self.origins.get((table, day), day.isoformat())

    def age_on(self, day: date) -> int | None:
        """Whole years of age; None where the return does not say when they were born."""
        if self.born is None:
            return None
        return day.year - self.born.year - ((day.month, day.day) < (self.born.month, self.born.day))

    @property
    def left_on(self) -> date | None:
        """The day the child left care, if that is how the last episode ends."""
        last = self.episodes[-1] if self.episodes else None
        return last.ended if last is not None and left(last, None) else None

    @property
    def home(self) -> bool:
        """Whether the child is or was placed with parents, or left care for home or family, even on a day not given."""
        return any(e.placement == PARENTS or e.why_ended in HOME_AGAIN for e in self.episodes)


def left(episode: Episode, after: Episode | None) -> bool:
    """Whether the child stopped being looked after when this episode ended.

    Not where the next one began before that day: then the rows contradict one another, and the later one stands.
    """
    if episode.ended is None or episode.ended < episode.began or episode.why_ended not in LEAVING:
        return False
    return after is None or episode.ended <= after.began


def continues(episode: Episode) -> bool:
    """Whether the episode says that another begins on the day it ended."""
    return episode.ended is not None and episode.why_ended == CONTINUES


def child_of(found: Return, number: str) -> tuple[Child, tuple[Doubt, ...]]:
    """A child's rows, with those left out that say a second time what happened on a day."""
    doubts: list[Doubt] = []
    episodes = tuple(_one_a_day(found.episodes.get(number, ()), _longest_episode, "episode", doubts))
    reviews = tuple(_one_a_day(found.reviews.get(number, ()), _first_review, "review", doubts))
    absences = tuple(_one_a_day(found.absences.get(number, ()), _longest_absence, "time missing", doubts))
    person = found.people.get(number)
    said = [
        *((row.born, row.place) for row in reviews if row.born),
        *((row.born, row.place) for row in absences if row.born),
    ]
    born = person.born if person is not None else None
    places = [*(e.place for e in episodes), *(r.place for r in reviews), *(a.place for a in absences)]
    places += [row.place for row in found.problems if row.number == number]
    place = person.place if person is not None else places[0]
    if person is None:
        doubts.append(Doubt(place, "This child does not stand in the header."))
    elif born is None:
        doubts.append(Doubt(person.place, "The header does not say when this child was born."))
    born = born or (said[0][0] if said else None)
    doubts.extend(
        Doubt(where, f"Born {day:%d/%m/%Y} here, and {born:%d/%m/%Y} in another row of this child.")
        for day, where in said
        if day != born and born is not None
    )
    child = Child(number, place, person.sex if person else "", born, episodes, reviews, absences)
    return child, tuple(doubts)


class _Placed(Protocol):
    @property
    def place(self) -> Place: ...


R = TypeVar("R", bound=_Placed)


def _one_a_day(
    rows: Sequence[R], order: Callable[[R], tuple[date, date, str]], what: str, doubts: list[Doubt]
) -> Iterator[R]:
    """The row of each day that counts: the last in the order given; the others are doubtful."""
    by_day: dict[date, list[R]] = {}
    for row in rows:
        by_day.setdefault(order(row)[0], []).append(row)
    for day in sorted(by_day):
        *others, last = sorted(by_day[day], key=order)
        sentence = f"Another {what} of this child stands under {day:%d/%m/%Y} too; that one counts."
        doubts.extend(Doubt(row.place, sentence, left_out=True) for row in others)
        yield last


def _longest_episode(row: Episode) -> tuple[date, date, str]:
    codes = f"{row.why_ended} {row.status} {row.placement} {row.why_new}"
    return row.began, row.ended or date.max, codes


def _first_review(row: ReviewRow) -> tuple[date, date, str]:
    return row.held, row.held, row.participation


def _longest_absence(row: Absence) -> tuple[date, date, str]:
    return row.began, row.ended or date.max, row.kind
