"""One invented childhood in care: the events of a journal, from the first night away to wherever the record ends.

Everything is drawn from one seeded `Random`, and every event is kept as the lines it is written as. A first year holds
about twenty events and fifteen years about four hundred. Nearly all is on time; a few visits and reviews in a hundred
are late or left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

LATE = 0.04
"""How many visits and reviews in a hundred come late, as a part of one."""

FIRST_STATUS = (
    ("s20", 26), ("interim-care-order", 44), ("care-order", 6), ("emergency-protection", 7), ("police-protection", 6),
    ("placement-order", 2), ("remand", 2), ("police-bail", 1), ("youth-rehabilitation", 1),
    ("child-assessment-order", 1), ("short-breaks", 4),
)  # fmt: skip
"""The legal status with which care begins, and how many children in a hundred."""
FOR_TEENAGERS = frozenset(("remand", "police-bail", "youth-rehabilitation"))
BRIEF = frozenset(("emergency-protection", "police-protection", "child-assessment-order"))
"""What gives way to an interim care order within days."""
KINDS = (("foster", 68), ("connected-person", 15), ("residential", 9), ("semi-independent", 5), ("adopters", 3))
REASONS = ("child-protection", "family-dysfunction", "acute-stress", "parent-illness", "absent-parenting", "behaviour")
STAGES = ("identify", "plan", "implement", "review")
COVERED = (
    "[changes-since-last-review, legal-status-reviewed, contact-arrangements, placement-suitable, education-plan, "
    "health-plan, emotional-development, identity, responsible-for-decisions, views-of-parents]"
)


@dataclass(frozen=True, slots=True)
class Staff:
    """The keys of those who work with one child."""

    workers: Sequence[str]
    manager: str
    iro: str


@dataclass
class Childhood:
    """A childhood while it is made up: what happened so far, and how things stand."""

    random: Random
    born: date
    start: date
    end: date
    """The last day that the journal may speak of."""
    staff: Staff
    events: list[tuple[date, str]] = field(default_factory=list)
    status: str = "none"
    kind: str = "foster"
    worker: str = ""
    closed: bool = False
    planned: bool = False
    """Whether a plan for the return stands on the desk."""

    def put(self, day: date, event: str, *said: str, by: str = "", at: str = "") -> None:
        """Note an event, unless it lies beyond the end of the journal."""
        if day <= self.end:
            when = f"{day}T{at}" if at else f"{day}"
            lines = [f"event: {event}", f"date: {when}", f"by: {by or self.worker}", *said]
            self.events.append((day, "\n  ".join(lines)))

    def at_home(self, start: date, end: date) -> None:
        """Take back every placement that was to begin while the child lives at home."""
        away = ("event: placement-start", "event: notified-of-placement")
        self.events = [each for each in self.events if not (start <= each[0] <= end and each[1].startswith(away))]

    def chosen(self, weighted: Sequence[tuple[str, int]]) -> str:
        """One of several, by weight."""
        return self.random.choices([name for name, _ in weighted], [weight for _, weight in weighted])[0]

    def late(self, most: int) -> int:
        """By how many days something comes late; nearly always by none."""
        return self.random.randint(1, most) if self.random.random() < LATE else 0


def childhood(random: Random, born: date, start: date, end: date, staff: Staff) -> Childhood:
    """A childhood in care from `start` on, told up to `end`."""
    self = Childhood(random, born, start, end, staff, worker=random.choice(staff.workers))
    _begins(self, start)
    _orders(self)
    _placements(self)
    home = _way_home(self)
    stays = sorted(
        {day for day, text in self.events if text.startswith(("event: placement-start", "event: returned"))}
    ) or [start]
    until = min(end, home or end)
    _visits(self, [day for day in stays if day <= until], until)
    _reviews(self, until)
    _each_year(self, until)
    self.events.sort(key=lambda event: event[0])
    return self


def _begins(self: Childhood, day: date) -> None:
    age = (day - self.born).days // 365
    self.status = self.chosen([pair for pair in FIRST_STATUS if age >= 12 or pair[0] not in FOR_TEENAGERS])
    how = "emergency" if self.status in BRIEF or self.random.random() < 0.3 else "planned"
    self.put(self.born, "responsibility-gained", "who: mother", "how: birth")
    self.put(
        day, "became-looked-after", f"legal-status: {self.status}", f"admission: {how}",
        f"reason: {self.random.choice(REASONS)}", "term: short", at="10:00",
    )  # fmt: skip
    self.put(day, "allocated", f"to: {self.worker}", "as: social-worker", by=self.staff.manager)
    self.put(day + timedelta(days=2), "allocated", f"to: {self.staff.iro}", "as: iro", by=self.staff.manager)
    self.put(day + timedelta(days=4), "placement-plan", "agreed-with: [mother]", "signed-by: [carer, mother]")
    self.put(day + timedelta(days=8), "care-plan", "outcome: other", "agreed-with: [mother]")


def _orders(self: Childhood) -> None:
    day = self.start
    if self.status in BRIEF:
        day += timedelta(days=self.random.randint(2, 7))
        self.status = "interim-care-order"
        self.put(day, "legal-status-changed", f"legal-status: {self.status}", by="court", at="12:00")
    if self.status == "interim-care-order":
        self.put(day + timedelta(days=1), "proceedings-issued")
        day += timedelta(days=self.random.randint(180, 320))
        self.status = self.chosen((("care-order", 80), ("placement-order", 12), ("s20", 8)))
        self.put(day, "legal-status-changed", f"legal-status: {self.status}", by="court", at="12:00")
        self.put(day, "proceedings-concluded")


def _placements(self: Childhood) -> None:
    """The first placement and about one move in two years, the sooner the likelier."""
    number, day = 0, self.start
    if self.status == "short-breaks":
        self.put(day, "visiting-pattern-set", "interval: 8 w", "agreed-with: [mother]")
        return
    while day < self.end:
        number += 1
        kind = self.kind = self.chosen(KINDS)
        far = "yes" if self.random.random() < 0.2 else "no"
        self.put(
            day, "placement-start", f"kind: {kind}", f"home: home-{number % 4 + 1}", "carer: carer", "term: short",
            f"out-of-area: {far}", "emergency: no", at="15:00",
        )  # fmt: skip
        self.put(day, "notified-of-placement", "who: mother")
        day += timedelta(days=int(self.random.expovariate(1 / (200 + 300 * number))) + 14)


def _way_home(self: Childhood) -> date | None:
    """For a third of the children: the stages of a return, the return, and for some the way back; else None.

    Returns the day on which being looked after, and the record with it, comes to an end.
    """
    day = self.start + timedelta(days=self.random.randint(60, 500))
    if self.status not in ("s20", "care-order", "interim-care-order") or self.random.random() > 0.34:
        return None
    for number, stage in enumerate(STAGES):
        self.put(day, "stage-entered", f"stage: {stage}")
        if number == 0:
            self.put(day, "return-raised", "raised-by: social-worker")
            for whose, view in (("child", "for"), ("mother", "for"), ("sister", "unsure")):
                when = day + timedelta(days=self.random.randint(2, 9))
                self.put(when, "views", f"whose: {whose}", "about: return", f"about-return: {view}", "how-heard: met")
            self.put(day + timedelta(days=21), "assessment-completed", "kind: return-home", "about: return-home")
        if number == 1 and day <= self.end:
            self.planned = True
            self.put(day + timedelta(days=10), "professional-planning", "attended: [child, mother]", at="10:00")
        if number == 2:
            self.put(day + timedelta(days=20), "stay", "with: mother", "home: home", "nights: 1", at="17:00")
        day += timedelta(days=self.random.randint(21, 75))
    self.put(day, "return-decided", "home: home", "to: mother", by=self.staff.manager)
    home = day + timedelta(days=self.random.randint(7, 90))
    self.put(home - timedelta(days=3), "stage-entered", "stage: return")
    self.put(
        home, "returned-home", "to: mother", "home: home", "planned: yes", "decided-by: authority",
        "has-responsibility: yes", at="15:30",
    )  # fmt: skip
    if home > self.end:
        return None
    back = home + timedelta(days=self.random.randint(20, 600))
    broke = self.random.random() < 0.2 and back <= self.end
    if self.status == "s20":
        self.put(home, "ceased-looked-after", "decided-by: authority", "reason: returned-home", at="16:00")
        if broke:
            self.put(back, "became-looked-after", "legal-status: s20", "admission: emergency", at="21:00")
    self.at_home(home, back if broke else self.end)
    if broke:
        self.put(back, "placement-start", "kind: foster", "home: home-1", "carer: carer", "emergency: yes", at="22:00")
        return None
    if self.status != "s20":
        ends = home + timedelta(days=self.random.randint(150, 500))
        self.put(ends, "order-discharged", "replaced-by: nothing")
        home = ends
    if home + timedelta(days=60) <= self.end:
        self.closed = True
        self.put(home + timedelta(days=60), "case-closed", "outcome: home-discharged", by=self.staff.manager)
    return home


def _visits(self: Childhood, stays: Sequence[date], until: date) -> None:
    for number, day in enumerate(stays):
        end = stays[number + 1] if number + 1 < len(stays) else until
        seen = day + timedelta(days=self.random.randint(2, 6) + self.late(9))
        while seen < end:
            alone = "alone: yes" if self.random.random() < 0.85 else "alone: no\n  why-not-alone: refused"
            said = ("sleeping-arrangements: yes",) if self.random.random() < 0.3 else ()
            if self.random.random() < 0.05:
                said = (*said, "note: We talked about school and about the weekends.")
            self.put(seen, "visit", "seen: yes", alone, "where: placement", *said)
            seen += timedelta(days=self.random.randint(33, 42) + self.late(20))


def _reviews(self: Childhood, until: date) -> None:
    day, number = self.start + timedelta(days=self.random.randint(20, 26) + self.late(15)), 0
    while day <= until:
        if day.weekday() > 4:
            day -= timedelta(days=2)
        kind = ("first", "second", "later")[min(number, 2)]
        self.put(
            day, "review", f"kind: {kind}", "completed: yes", "considered: [permanence]", "iro-spoke-alone: yes",
            f"participation: PN{self.random.randint(1, 7)}", f"chair: [{self.staff.iro}]",
            "attended: [child, mother, carer]", f"covered: {COVERED}", by=self.staff.iro, at="11:00",
        )  # fmt: skip
        if self.random.random() < 0.5:
            self.put(day + timedelta(days=4), "review-decisions-sent", by=self.staff.iro)
        number += 1
        day += timedelta(days=(self.random.randint(75, 90) if number == 1 else self.random.randint(160, 181)))
        day += timedelta(days=self.late(30))


def _each_year(self: Childhood, until: date) -> None:
    """What comes back every year of care: health, school, supervision, family time, a new worker, a night missing."""
    year = 0
    while (day := self.start + timedelta(days=365 * year + 18)) <= until:
        age = (day - self.born).days // 365
        kind = ("kind: review", "by-nurse: yes") if year else ("kind: initial", "by-doctor: yes")
        self.put(day, "health-assessment", *kind, by="nurse" if year else "doctor")
        if age >= 5:
            self.put(day + timedelta(days=70), "education-plan-reviewed", by="teacher")
        for _ in range(1 if year == 0 else self.random.randint(9, 15)):
            some = day + timedelta(days=self.random.randrange(330))
            if some > until:
                continue
            if self.random.random() < 0.7:
                self.put(some, "family-time", "with: [mother]", "supervised: yes", by="carer", at="11:00")
            else:
                self.put(some, "supervision", f"attended: [{self.worker}]", by=self.staff.manager)
        if year and year % 2 == 0:
            self.worker = self.random.choice(self.staff.workers)
            self.put(day, "allocated", f"to: {self.worker}", "as: social-worker", by=self.staff.manager)
        if age >= 13 and self.random.random() < 0.15 and day + timedelta(days=101) <= until:
            self.put(day + timedelta(days=100), "missing", "kind: missing", by="carer", at="22:10")
            self.put(day + timedelta(days=101), "found", by="carer", at="06:40")
        year += 1
