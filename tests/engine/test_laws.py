"""Laws that every history keeps, asked of the six worked ones on every day that something happened.

Dates depend on what is recorded and never on the day one asks; what is over stays as it was whatever happens later;
the order of lines in the journal plays no part; every duty has one name.
"""

from random import Random
from typing import Any

import pytest

from reunify_cli.engine.duty import Standing, standing
from reunify_cli.engine.judgement import Judgement
from reunify_cli.model.moment import moment_at
from tests.engine import test_history_1 as first
from tests.engine import test_history_2 as second
from tests.engine import test_history_3 as third
from tests.engine import test_history_4 as fourth
from tests.engine import test_history_5 as fifth
from tests.engine import test_history_6 as sixth
from tests.engine.build import end_of, judge, told

HISTORIES: dict[str, tuple[str, tuple[str, ...], dict[str, Any]]] = {
    "planned": (first.RULES, first.JOURNAL, {}),
    "christmas": (second.RULES, (*second.ADMITTED, second.REMOVED), {}),
    "long term": (third.RULES, (*third.BEFORE, *third.IN_ORDER, *third.HOME), {"people": third.PEOPLE}),
    "at home": (fourth.RULES, fourth.JOURNAL, {}),
    "at once": (fifth.RULES, fifth.JOURNAL, {"people": fifth.PEOPLE}),
    "sixteen": (sixth.RULES, sixth.JOURNAL, {"born": sixth.BORN}),
}
histories = pytest.mark.parametrize("name", HISTORIES)

OVER = {Standing.MET, Standing.MET_LATE, Standing.MISSED, Standing.BREACH, Standing.CLOSED, Standing.LAPSED}
ORDER = [
    {Standing.NOT_STARTED},
    {Standing.OPEN, Standing.UPCOMING},
    {Standing.DUE},
    {Standing.OVERDUE},
    {*OVER, Standing.UNCLEAR, Standing.MET_OTHER},
]


def judged(name: str, as_of: str | None = None) -> Judgement:
    rules, journal, about = HISTORIES[name]
    return judge(rules, *journal, as_of=as_of, **about)


def days(name: str) -> list[str]:
    """The days on which something happened."""
    return sorted({line.split()[1][:10] for line in HISTORIES[name][1]})


@histories
def test_due_dates_do_not_depend_on_the_day_one_asks(name: str):
    last = end_of(days(name)[-1])
    once = judged(name).duties

    assert once
    for later in range(0, 400, 7):
        assert once == judged(name, str(moment_at(last + later * 1440, timed=False))).duties


@histories
def test_a_duty_only_moves_on_as_the_days_go_by(name: str):
    for duty in judged(name).duties:
        seen = [standing(duty, end_of("2023-12-31") + day * 1440) for day in range(1500)]
        places = [next(i for i, group in enumerate(ORDER) if each in group) for each in seen]

        assert sorted(places) == places, told(duty, "2028-01-01")


@histories
def test_what_is_over_stays_as_it_was_whatever_happens_later(name: str):
    known: dict[str, Standing] = {}
    for day in days(name):
        now = {duty.id: standing(duty, end_of(day)) for duty in judged(name, day).duties}
        changed = {id for id, how in known.items() if now.get(id) is not how}

        assert set() == changed, day
        known |= {id: how for id, how in now.items() if how in OVER}
    assert known


@histories
def test_the_order_of_the_lines_plays_no_part(name: str):
    rules, journal, about = HISTORIES[name]
    expected = sorted((duty.id, told(duty, "2027-01-01")) for duty in judged(name).duties)
    random = Random(name)
    for _ in range(20):
        lines = list(journal)
        random.shuffle(lines)
        shuffled = judge(rules, *lines, **about).duties

        assert expected == sorted((duty.id, told(duty, "2027-01-01")) for duty in shuffled)


@histories
def test_every_duty_has_one_name_which_later_entries_do_not_change(name: str):
    whole = {duty.id for duty in judged(name).duties}

    assert len(whole) == len(judged(name).duties)
    for day in days(name):
        so_far = [duty for duty in judged(name, day).duties if duty.rule.kind != "gate" or duty.gated]
        unknown = {duty.id for duty in so_far} - whole

        assert set() == unknown, day


@histories
def test_no_entry_is_evidence_for_the_duty_it_starts(name: str):
    for duty in judged(name).duties:
        if duty.rule.kind != "content" and duty.anchor.entry is not None:
            assert duty.anchor.entry not in duty.evidence, duty.id
