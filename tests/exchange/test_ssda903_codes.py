"""Everything the import says, it says in words of the vocabulary, whatever codes a return holds."""

from datetime import date
from itertools import product

import pytest

from reunify_cli.errors import Place
from reunify_cli.exchange.ssda903 import codes
from reunify_cli.exchange.ssda903.already import Already
from reunify_cli.exchange.ssda903.child import Child
from reunify_cli.exchange.ssda903.entries import PARTS, entries
from reunify_cli.exchange.ssda903.rows import Absence, Episode, ReviewRow
from tests.exchange.returns import complaints, vocabulary

HERE = Place("episodes.csv", 2)
TODAY = date(2018, 9, 3)


def child(*episodes: Episode, reviews: tuple[ReviewRow, ...] = (), absences: tuple[Absence, ...] = ()) -> Child:
    return Child("501", HERE, "female", date(2001, 3, 8), episodes, reviews, absences)


def episode(began: date, why_new: str, status: str, placement: str, ended: date | None, why_ended: str) -> Episode:
    moved = list(codes.CHANGE_REASON)[began.month % len(codes.CHANGE_REASON)]
    need = list(codes.NEED)[began.month % len(codes.NEED)]
    return Episode(HERE, "501", began, why_new, status, need, placement, "PR1", ended, why_ended, moved, "", "", "")


@pytest.mark.parametrize("status", codes.LEGAL_STATUS)
def test_every_status_placement_and_ending_makes_entries_that_the_vocabulary_knows(status: str) -> None:
    before = episode(date(2016, 5, 4), "S", "V2", "U4", date(2017, 5, 4), "X1")
    for placement, why_ended, why_new in product(codes.PLACEMENT, codes.LEAVING, codes.NEW_EPISODE):
        after = episode(date(2017, 5, 4), why_new, status, placement, date(2018, 5, 4), why_ended)
        for rows in ((after,), (before, after)):
            made, doubts = entries(child(*rows), Already(None), TODAY)

            assert [] == complaints(made)
            assert [] == doubts
            assert len(made) == len({each.id for each in made})


def test_every_way_of_taking_part_and_of_being_missing_is_known_to_the_vocabulary() -> None:
    reviews = tuple(
        ReviewRow(HERE, "501", None, date(2017, n, 4), code) for n, code in enumerate(codes.PARTICIPATION, 1)
    )
    absences = tuple(
        Absence(HERE, "501", None, kind, date(2017, 5, n), date(2017, 5, n)) for n, kind in ((1, "M"), (2, "A"))
    )

    made, _ = entries(child(reviews=reviews, absences=absences), Already(None), TODAY)

    assert [] == complaints(made)
    assert 8 + 4 == len(made)


def test_the_events_that_parts_of_a_row_stand_for_are_in_the_vocabulary() -> None:
    assert set() == {event for parts in PARTS.values() for event in parts.values()} - vocabulary().events.keys()


def test_every_reason_for_leaving_is_a_reason_and_an_outcome_of_the_vocabulary() -> None:
    events = vocabulary().events
    reasons, outcomes = (
        events[e].fields[f].values for e, f in (("ceased-looked-after", "reason"), ("case-closed", "outcome"))
    )

    assert set() == {leaving.reason for leaving in codes.LEAVING.values()} - reasons.keys()
    assert set() == {leaving.outcome for leaving in codes.LEAVING.values()} - outcomes.keys()


@pytest.mark.parametrize(
    ("why_ended", "status", "age", "decided"),
    [
        ("E4A", "V2", 9, "authority"),  # agreed and planned: the authority's decision, which reg 39 asks about
        ("E4B", "V2", 9, "parent"),  # a parent takes a section 20 child home
        ("E4A", "C2", 9, "court"),  # an order ends in court, whatever was planned
        ("E4B", "C1", 9, "court"),
        ("E4A", "L1", 9, "other"),  # police protection runs out
        ("E4A", "V2", 18, "birthday"),
        ("E13", "V2", 9, ""),  # the return cannot know
        ("E11", "E1", 3, "court"),
        ("E45", "V2", 9, "court"),
        ("E3", "C2", 9, "authority"),
    ],
)
def test_who_ended_care_follows_from_the_reason_and_the_legal_status(
    why_ended: str, status: str, age: int, decided: str
) -> None:
    assert decided == codes.decided_by(why_ended, status, age)
