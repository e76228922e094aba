"""What lists show, as plain rows: one for each child and one for each thing to do, made once and kept for days.

A row holds nothing that today alone would change (how late, how old: that is worked out when it is shown), and neither
a name nor an address nor a note. With --names a list reads the names of the children it shows from their own files.
Rows are tuples of text, numbers and tuples, so that they can be kept anywhere and compared.
"""

from datetime import date
from typing import Final, Generic, NamedTuple, TypeVar

from reunify_cli.model.moment import Moment, parse_moment
from reunify_cli.rules.periods import Due

Row = TypeVar("Row")

BREACH, SEEN, DATED, UNDATED, ASK = "breach", "seen", "dated", "undated", "ask"
"""How an act stands for a list: breached, breached and seen by a manager, with a date, owed without one, to ask about.

What is to ask about may have been done before the record starts: it is not known, and late only after another day.
"""
WEIGHTS: Final = ("law", "policy", "guidance", "plan")
"""What makes something due: an act, a local policy, guidance, or what a plan or meeting gave people to do."""
FAR_OFF: Final = 1 << 60
"""A position that never comes."""


class ActRow(NamedTuple):
    """One thing to do for one child, at the positions for which the row was made."""

    root: str
    """The workspace's folder."""
    case: str
    family: str
    """What brothers and sisters share; the case's own id for an only child."""
    holder: str
    """The key of whoever holds the case; empty where nobody does."""
    shut: bool
    """Whether the case is closed, so that only a list of closed cases shows it."""
    state: str
    deadline: int
    """What lists are sorted by: the position at which the soonest of its duties is due; 0 without a date."""
    place: int
    """Where it stands among what is to be done for the child, where all else is equal."""
    due_day: int
    """The day of that, as an ordinal; 0 without a date."""
    due_minute: int | None
    late_from: int
    """The first position at which its most pressing duty is late; FAR_OFF where it never is."""
    late_day: int
    """The day on which that duty is due, as an ordinal, from which the days late are counted."""
    event: str
    said: tuple[str, ...]
    """What the entry that would do it has to say, as `key=value`."""
    rule: str
    """The id of the most pressing duty's rule."""
    named: str
    """How a breach is typed: the rule, with the day where the rule was breached more than once."""
    title: str
    each: str
    """Whom or what it is about, by key; empty where it is about nobody in particular."""
    each_words: str
    weight: str
    """The weightiest of its duties: of those that are late, where it is late."""
    tail: str
    """What stands at a line's right edge: LAW, policy, guidance, plan or check."""
    sources: tuple[str, ...]
    """Where it stands written, in brief, the most pressing first."""
    other_due: str
    """By the other reading of the words, as ISO; empty where there is none."""
    provisional: bool
    """Whether bank holidays have not been announced that far."""
    meeting: bool
    """Whether it is a meeting or review, which somebody has to book."""
    booked: str
    """When for, as ISO."""
    too_late: bool
    gated: str
    """In a breach, the title of what happened too early."""
    gated_day: int
    owner: str
    owner_role: str
    """The role's title."""
    owner_name: str
    owners: tuple[str, ...]
    """The keys of all who owe any part of it."""
    roles: tuple[str, ...]
    """The roles that owe any part of it."""
    size: int
    """How many duties it would meet: one visit may be asked for by a regulation and by a local policy."""
    late_size: int
    """How many of them are late, where it is late."""
    unsure: tuple[str, ...]
    """Why the date is not certain in words, after which day it is late all the same (ISO, empty for never), since
    which day (ISO) none of which event would make it certain; where an entry leaves something out, then its id and what
    it would say. Empty where the date is certain."""
    duties: str
    """Its duties as JSON, as they stand at the one position for which that was asked; empty otherwise."""

    @property
    def told(self) -> tuple[str, ...]:
        """The entry that leaves something out, where that is why the date is not certain, and what it would say."""
        return self.unsure[4:]

    @property
    def due(self) -> Due | None:
        """When it is due."""
        return Due(date.fromordinal(self.due_day), self.due_minute) if self.due_day else None

    @property
    def other(self) -> Due | None:
        """When it is due by the other reading of the words."""
        return Due(*parse_moment(self.other_due)) if self.other_due else None

    @property
    def meets(self) -> Moment | None:
        """When it is booked for."""
        return parse_moment(self.booked) if self.booked else None

    def late(self, position: int) -> bool:
        """Whether it is late at a position; a breach is something else."""
        return self.state == DATED and self.late_from <= position

    def late_by(self, today: date) -> int:
        """Whole days past the due day; 0 where it is not past."""
        return max(0, today.toordinal() - self.late_day) if self.late_day else 0


class Booked(NamedTuple):
    """A meeting that is booked: what, for when (ISO), its title, and what has ended so that it cannot be held."""

    event: str
    when: str
    title: str
    off: str = ""
    """`died`, `eighteen`, `closed` or `ceased`; empty where it can be held."""


class Written(NamedTuple):
    """An entry that was written down lately, for whoever has not looked since."""

    recorded: str
    """The instant, as ISO."""
    by: str
    by_words: str
    title: str
    day: int


class Otherwise(NamedTuple):
    """A duty that stands otherwise by the law as this program has it now than by what was adopted."""

    title: str
    tail: str
    """What stands at a line's right edge."""
    kind: str
    """`late overnight`, `no longer late`, `new`, `gone`, `moved` or `stands otherwise`."""
    was_day: int
    """The day on which it is due as adopted, as an ordinal; 0 without one."""
    due_day: int
    """The same by the law as it reads now."""


class CaseRow(NamedTuple):
    """One child, at the positions for which the row was made."""

    root: str
    case: str
    called: str
    """Initials, or the number in the authority's own system where no name is recorded."""
    initials: str
    born: str
    """As ISO; empty where it is not recorded."""
    open: bool
    holder: str
    holder_name: str
    holder_brief: str
    team: str
    leave: tuple[tuple[int, int], ...]
    """The holder's leave: first and last days, as ordinals."""
    owing: tuple[str, ...]
    """The keys of all who owe anything that is breached, late or to come."""
    policy: str
    stage: str
    stage_number: int
    stage_title: str
    legal_status: str | None
    looked_after: bool | None
    lives_with: str | None
    missing: bool
    missing_since: str
    """When the child was last said to be missing, as ISO."""
    varied: int
    """How many duties a manager has varied."""
    asked: tuple[str, ...]
    """The exceptions that somebody asked for, each in words."""
    ended: str
    """What says most of all that has ended: `died`, `eighteen`, `closed` or `ceased`; empty where nothing has."""
    ended_on: str
    """The day, as ISO; empty where it is not recorded."""
    asks: tuple[tuple[str, str], ...]
    """What has to be recorded before the lists are right, each in words and with what to type."""
    external: tuple[tuple[str, str], ...]
    """The child's numbers in other systems, by system."""
    to_decide: int
    """How many questions from a return are open."""
    to_ask: tuple[str, ...]
    """What of the time before the record starts is not recorded yet, each in words."""
    booked: tuple[Booked, ...]
    otherwise: tuple[Otherwise, ...]
    """What stands otherwise by the law as this program has it now; empty where that is what was adopted."""
    written: tuple[Written, ...]
    """What was written down in the last days before the row was made (`FRESH`), the latest last."""

    def age_on(self, day: date) -> int | None:
        """Whole years of age on a day; None where the day of birth is not recorded."""
        born = date.fromisoformat(self.born) if self.born else None
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day)) if born else None

    def away(self, day: date) -> bool:
        """Whether the holder is on leave."""
        return any(first <= day.toordinal() <= last for first, last in self.leave)


FRESH: Final = 31
"""For how many days what was written down counts as new to somebody who has not looked since."""


class Lasting(NamedTuple, Generic[Row]):
    """A row, true at the positions from `start` up to, but not including, `end`."""

    row: Row
    start: int
    end: int


class MadeRows(NamedTuple):
    """The rows of one child."""

    cases: list[Lasting[CaseRow]]
    acts: list[Lasting[ActRow]]
