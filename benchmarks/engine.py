"""How long the engine takes to derive every duty of one case, by the length of its journal.

Histories are made up from a seed and look like real ones: visits every few weeks, reviews, moves, plans, approvals, a
way home that breaks down and begins again. Each is written as the journal it would be and read back as any case is.
The rival is PyYAML's C loader, parsing the very same journal in the same run.
"""

from __future__ import annotations

import gc
import json
import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

import yaml

from reunify_cli import shape
from reunify_cli.engine.duty import Duty
from reunify_cli.engine.judgement import Judgement
from reunify_cli.model.case import Case, CaseFile
from reunify_cli.model.history import history
from reunify_cli.model.people import Body, Child, Colleague, Home, Relative, Team
from reunify_cli.model.vocabulary import Vocabulary
from reunify_cli.policy_store.policies import load_calendar, load_policy
from reunify_cli.rules.calendar import Calendar
from reunify_cli.rules.policy import Policy
from reunify_cli.store.entries import read_entries
from reunify_cli.store.fields import KnownPeople

POLICY = "surrey"
LENGTHS = (20, 50, 100, 141, 200, 400, 800, 1600, 3200)
"""Entries in a journal: 20 is a first year, 400 a whole childhood in care; the rest shows the growth."""
RUNS = 101
"""So often each is timed; the median counts."""
A_YEAR = 45
"""Entries in a year of care; longer journals than a childhood holds are denser."""
CHILDHOOD = 14
"""Years of care at most."""

BORN = date(2011, 3, 8)
FILE = CaseFile(
    "B-0001",
    Child("A. Child", BORN),
    people={
        "mother": Relative("mother", born=date(1985, 1, 1)),
        "father": Relative("father"),
        "kai": Relative("brother", born=date(2008, 3, 29)),
    },
    homes={"carers": Home("foster"), "others": Home("foster"), "mums": Home("family")},
)
TEAM = Team(
    people={
        "dana": Colleague("Dana", ("social-worker",)),
        "ruth": Colleague("Ruth", ("team-manager",)),
        "asha": Colleague("Asha", ("assistant-director", "nominated-officer")),
        "irene": Colleague("Irene", ("iro",)),
        "lena": Colleague("Lena", ("foster-link-worker",)),
    },
    bodies={"panel": Body("Panel", "arrangements-panel"), "court": Body("Court", "court")},
)

FIRST = (
    "responsibility-gained who=mother",
    "joined-household who=mother home=mums",
    "joined-household who=kai home=mums",
    "became-looked-after legal-status=s20 admission=emergency term=short plan=reunification reason=child-protection",
    "allocated by=ruth to=dana as=social-worker",
    "allocated by=ruth to=irene as=iro",
    "placement-start kind=foster home=carers",
    "placement-plan by=dana",
)
OFTEN = (
    *("visit by=dana seen=yes alone=yes",) * 9,
    *("family-time with=mother",) * 3,
    *("review by=irene completed=yes considered=return-home",) * 2,
    *("care-team-meeting by=dana",) * 2,
    *("views whose=child about-return=for", "views whose=mother about-return=against"),
    *("supervision by=ruth", "case-discussion by=dana", "planning-meeting by=lena", "education-plan-reviewed by=dana"),
    *("risk-classified class=medium by=dana", "notified-of-placement who=mother by=dana"),
)
SELDOM = (
    "placement-start kind=foster home=others",
    "placement-start kind=foster home=carers",
    "placement-start kind=parent home=mums",
    "legal-status-changed legal-status=interim-care-order decided-by=court",
    "legal-status-changed legal-status=care-order decided-by=court",
    "parent-assessment by=dana covers=full-time",
    "approved by=asha of={last}",
    "recommended by=panel of={last}",
    "refused by=asha of={last}",
    "stage-entered stage=assess by=dana",
    "stage-entered stage=plan by=dana",
    "plan-changed to=reunification",
    "destination-named home=mums",
    "health-assessment by-doctor=yes",
    "education-plan-reviewed by=dana",
    "stay with=mother",
    "returned-home to=mother home=mums planned=yes decided-by=authority",
    "became-looked-after legal-status=care-order admission=emergency term=long plan=permanence reason=child-protection",
)


# --- histories ----------------------------------------------------------------------------------------------------


def journal(length: int, seed: int = 1, words: Vocabulary | None = None) -> str:
    """A journal of so many entries, as it stands in a file; of events that a vocabulary has, if one is given."""
    return "\n".join(_entries(length, Random(seed), words))


def _entries(length: int, random: Random, words: Vocabulary | None) -> Iterator[str]:
    often, seldom = (
        [line for line in lines if words is None or line.split()[0] in words.events] for lines in (OFTEN, SELDOM)
    )
    days = 365 * min(length / A_YEAR, CHILDHOOD)
    start = date(2026, 6, 1) - timedelta(days=int(days))
    first = FIRST[:length]
    last = "e0"
    for n in range(length):
        if n < len(first):
            line, day = first[n], start
        else:
            line = random.choice(seldom if random.random() < 1 / 8 else often)
            day = start + timedelta(days=int(days * n / length) + random.randrange(3))
        event, *said = line.format(last=last).split()
        if event == "parent-assessment":
            last = f"e{n}"
        time = f"T{random.randrange(8, 18):02}:{random.randrange(60):02}" if random.random() < 2 / 3 else ""
        yield f"- id: e{n}\n  event: {event}\n  date: {day}{time}"
        yield from (f"  {key}: {value}" for key, value in (pair.split("=", 1) for pair in said))
        yield f"  recorded: {day}T18:{n % 60:02}Z\n  recorded_by: dana\n"


def case(text: str, words: Vocabulary) -> Case:
    """The case of a journal. Raises ValueError where the journal cannot be read."""
    read = read_entries(shape.load(text.encode(), "journal.yaml"), words, KnownPeople(FILE, TEAM, None))
    if read.problems:
        raise ValueError("\n".join(str(problem) for problem in read.problems))
    return Case(FILE, read.entries, read.amendments, team=TEAM)


# --- times --------------------------------------------------------------------------------------------------------


def rows() -> list[dict[str, Any]]:
    """One row for each length of journal: medians in milliseconds, and how many times the rival's ours is."""
    policy, calendar = load_policy(POLICY), load_calendar()
    gc.set_threshold(50_000)  # as the program itself has it (`reunify_cli/__main__.py`)
    found = []
    for length in LENGTHS:
        text = journal(length)
        one = case(text, policy.vocabulary)
        runs = max(5, min(RUNS, 6000 // length))
        derive = partial(_duties, one, policy, calendar)
        duties = len(derive())  # and what a policy works out once is there from now on
        ours, rival = _side_by_side(derive, partial(yaml.load, text, yaml.CSafeLoader), runs)
        found.append(
            {
                "name": f"every duty of a case with {length} entries, under {POLICY}",
                "ours_ms": round(ours, 3),
                "rival": "PyYAML CSafeLoader, the same journal",
                "rival_ms": round(rival, 3),
                "ratio": round(ours / rival, 2),
                "entries": length,
                "duties": duties,
            }
        )
    return found


def _duties(one: Case, policy: Policy, calendar: Calendar) -> tuple[Duty, ...]:
    return Judgement(history(one), policy, calendar).duties


def _side_by_side(ours: Callable[[], object], rival: Callable[[], object], runs: int) -> tuple[float, float]:
    """The median time of each in milliseconds, taken turn by turn so that a busy machine slows both."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for taken, work in zip(times, (ours, rival), strict=True):
            start = perf_counter()
            work()
            taken.append((perf_counter() - start) * 1000)
    return median(times[0]), median(times[1])


def main() -> None:
    """Print the rows as a table, or as JSON where that is asked for."""
    found = rows()
    if "--json" in sys.argv[1:]:
        print(json.dumps(found, indent=2))
        return
    print(f"{'entries':>8} {'duties':>8} {'ours ms':>10} {'rival ms':>10} {'ratio':>7}")
    for row in found:
        print(
            f"{row['entries']:8} {row['duties']:8} {row['ours_ms']:10.2f} {row['rival_ms']:10.2f} {row['ratio']:7.2f}"
        )


if __name__ == "__main__":
    main()
